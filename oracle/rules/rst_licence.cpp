#include "oracle/rules/rst_licence.hpp"

namespace twomsl::oracle {

RstLicence licence_by_rst(const Emission& emission, unsigned holder) {
  const Fin& peer_fin = emission.close.fin[1 - holder];
  const Wait& wait = emission.close.wait[holder];
  if (peer_fin.emissions == 0 || !peer_fin.rst.happened()) return RstLicence::none;
  if (peer_fin.rst.frame < wait.alive.frame) return RstLicence::none;
  // RCV.NXT of the holder is one past the FIN.
  const std::uint32_t offset = peer_fin.rst_seq - (peer_fin.seq + 1);
  if (offset == 0) return RstLicence::exact;
  const Side& side = emission.connection.side[holder];
  const bool scale_known = side.syn_seen && emission.connection.side[1 - holder].syn_seen;
  if (scale_known) return offset < side.window_bytes ? RstLicence::in_window : RstLicence::none;
  // Unscaled, the window is only known to be at most 2^30.
  if (offset < side.window_bytes) return RstLicence::in_window;
  return offset < (1u << 30) ? RstLicence::window_unknown : RstLicence::none;
}

void note_reset(const Emission& emission) {
  Fin& fin = emission.sender_fin();
  const Fin before = fin;
  const RstLicence stood = licence_by_rst(emission, emission.other());
  fin.rst = emission.at;
  fin.rst_seq = emission.segment.seq;
  if (licence_by_rst(emission, emission.other()) < stood) fin = before;
}

}  // namespace twomsl::oracle
