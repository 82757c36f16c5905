# Every header of spec/ and core/. tests/package compares this list with the folders.
twomsl_headers(core
  core/codec/bytes.hpp core/codec/checksum.hpp core/codec/decode.hpp core/codec/decode_icmp.hpp
  core/codec/decode_network.hpp core/codec/decode_options.hpp core/codec/encode.hpp
  core/codec/segment_view.hpp
  core/connection/calls.hpp core/connection/choose_iss.hpp core/connection/concrete_connection.hpp
  core/connection/control_block.hpp core/connection/deliver.hpp core/connection/enter_time_wait.hpp
  core/connection/reassembly.hpp core/connection/retransmission_timer.hpp
  core/connection/return_from_syn_received.hpp
  core/connection/segment_arrives/acknowledgment.hpp core/connection/segment_arrives/arrive.hpp
  core/connection/segment_arrives/closed.hpp core/connection/segment_arrives/established.hpp
  core/connection/segment_arrives/fin.hpp core/connection/segment_arrives/in_range.hpp
  core/connection/segment_arrives/limited_ack.hpp core/connection/segment_arrives/listen.hpp
  core/connection/segment_arrives/reopening.hpp core/connection/segment_arrives/reset.hpp
  core/connection/segment_arrives/sequence.hpp core/connection/segment_arrives/time_wait.hpp
  core/connection/segment_arrives/syn.hpp core/connection/segment_arrives/syn_sent.hpp
  core/connection/segment_arrives/text.hpp core/connection/segment_arrives/urgent.hpp
  core/connection/send_receive.hpp core/connection/step.hpp core/connection/step_context.hpp
  core/connection/timeouts.hpp core/connection/transmit.hpp core/connection/window.hpp
  core/host/account.hpp
  core/host/concrete/concrete_host.hpp core/host/concrete/deadlines.hpp core/host/concrete/isn.hpp
  core/host/concrete/ports.hpp core/host/concrete/slab.hpp
  core/host/configure.hpp core/host/credit.hpp core/host/host.hpp core/host/iss_floor.hpp
  core/host/listen.hpp core/host/listener_key.hpp core/host/quiet.hpp
  core/host/require.hpp core/host/step.hpp core/host/step_block.hpp
  core/host/step_time_wait.hpp core/host/step_unbound.hpp core/host/view.hpp
  core/table/concrete_table.hpp core/table/licence.hpp core/table/museum.hpp
  core/table/robin_hood_table.hpp core/table/slot.hpp core/table/table_invariant.hpp
  core/table/table_step.hpp core/table/tuple_hash.hpp
  spec/judge/deliver.hpp spec/judge/emit.hpp spec/judge/excuse.hpp spec/judge/hypothesis.hpp
  spec/judge/vanish.hpp
  spec/laws/close_rules.hpp
  spec/laws/connection/acceptability.hpp spec/laws/connection/acknowledgment_laws.hpp
  spec/laws/connection/connection_invariant.hpp spec/laws/connection/connection_laws.hpp
  spec/laws/connection/connection_step.hpp spec/laws/connection/option_law.hpp
  spec/laws/connection/reassembly_laws.hpp
  spec/laws/connection/sequence_laws.hpp spec/laws/connection/time_wait_laws.hpp
  spec/laws/connection/total_law.hpp spec/laws/connection/window_law.hpp
  spec/laws/fsm/csv.hpp spec/laws/fsm/fsm.hpp spec/laws/fsm/transitions.hpp
  spec/laws/host/host_history.hpp spec/laws/host/host_laws.hpp
  spec/laws/judge/stands_for.hpp spec/laws/judge/wait_end.hpp
  spec/laws/sent_on_tuple.hpp
  spec/laws/table/licensed.hpp spec/laws/table/table_laws.hpp spec/laws/table/tuple_history.hpp
  spec/laws/verdict.hpp spec/laws/wait_history.hpp
  spec/model/connection.hpp spec/model/domain.hpp spec/model/enumeration.hpp spec/model/event.hpp
  spec/model/fields.hpp
  spec/model/held/held_pool.hpp spec/model/held/held_ranges.hpp spec/model/held/range.hpp
  spec/model/host_event.hpp spec/model/outcome.hpp spec/model/policies.hpp
  spec/model/policy.hpp spec/model/segment.hpp spec/model/sequence.hpp spec/model/state.hpp
  spec/model/table_event.hpp spec/model/table_policy.hpp spec/model/time.hpp spec/model/tuple.hpp)
