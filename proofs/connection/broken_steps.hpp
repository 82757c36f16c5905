// A step broken on purpose, in as many ways as there are mutants: each wraps the step that runs.
#pragma once

#include "proofs/connection/connection_model.hpp"

namespace twomsl::proof {

template <class D>
StepResult<D> unbroken(const ConnectionGiven<D>& given) {
  return twomsl::step(given.policy, given.before, given.event, given.now);
}

// Forgets that what it sends may be lost.
struct ForgetsTheTimer {
  template <class D>
  StepResult<D> operator()(const ConnectionGiven<D>& given) const {
    StepResult<D> stepped = unbroken(given);
    stepped.connection.rtx.at = never<D>();
    return stepped;
  }
};

// Takes the window for one byte larger than it is.
struct SendsBeyondTheWindow {
  template <class D>
  StepResult<D> operator()(ConnectionGiven<D> given) const {
    const auto wnd_bytes = given.before.snd.wnd_bytes;
    given.before.snd.wnd_bytes = wnd_bytes + typename D::U32(1u);
    StepResult<D> stepped = unbroken(given);
    stepped.connection.snd.wnd_bytes = wnd_bytes;
    return stepped;
  }
};

// Believes the window of any segment, be it old.
struct BelievesAnyWindow {
  template <class D>
  StepResult<D> operator()(const ConnectionGiven<D>& given) const {
    StepResult<D> stepped = unbroken(given);
    stepped.connection.snd.wnd_bytes = given.event.segment.wnd;
    return stepped;
  }
};

// Goes on where it was when the window opens.
struct GoesOnBehindTheProbe {
  template <class D>
  StepResult<D> operator()(const ConnectionGiven<D>& given) const {
    StepResult<D> stepped = unbroken(given);
    stepped.connection.rtx.rexmit_pending = typename D::Bool(false);
    return stepped;
  }
};

// Takes no SYN,ACK for that of a peer that opened at the same time.
struct MissesTheCrossingOpen {
  template <class D>
  StepResult<D> operator()(ConnectionGiven<D> given) const {
    const Seq<D> irs = given.before.irs;
    given.before.irs = irs + typename D::U32(1u);
    StepResult<D> stepped = unbroken(given);
    stepped.connection.irs = irs;
    return stepped;
  }
};

// Announces a scale of 0, and uses the policy's.
struct AnnouncesNoScale {
  template <class D>
  StepResult<D> operator()(const ConnectionGiven<D>& given) const {
    StepResult<D> stepped = unbroken(given);
    stepped.outcome.segment.scale = typename D::U32(0u);
    return stepped;
  }
};

// Offers a scale, whatever the policy says.
struct OffersAScale {
  template <class D>
  StepResult<D> operator()(ConnectionGiven<D> given) const {
    given.policy.offers_scale = true;
    return unbroken(given);
  }
};

// A connection that was opened passively, and closes first, leaves FIN-WAIT-2 for CLOSED.
struct SkipsTheWaitOfPassiveOpeners {
  template <class D>
  StepResult<D> operator()(const ConnectionGiven<D>& given) const {
    StepResult<D> stepped = unbroken(given);
    if (given.before.origin == Origin::passive && stepped.connection.state == State::time_wait) {
      stepped.connection.state = State::closed;
      stop_timers(stepped.connection);
    }
    return stepped;
  }
};

// Restarts a wait under a shorter MSL from now, whatever was promised.
struct ShortensTheWait {
  template <class D>
  StepResult<D> operator()(const ConnectionGiven<D>& given) const {
    StepResult<D> stepped = unbroken(given);
    if (stepped.outcome.why == Why::fin_repeated) {
      stepped.connection.closes_at = given.now + given.policy.msl + given.policy.msl;
    }
    return stepped;
  }
};

// Takes back half of the window that it has promised.
struct RetractsTheWindow {
  template <class D>
  StepResult<D> operator()(const ConnectionGiven<D>& given) const {
    StepResult<D> stepped = unbroken(given);
    stepped.connection.rcv.wnd_bytes = stepped.connection.rcv.wnd_bytes >> 1;
    return stepped;
  }
};

// Does not look at the floor.
struct ForgetsTheFloor {
  template <class D>
  StepResult<D> operator()(ConnectionGiven<D> given) const {
    given.event.initial.has_iss_floor = typename D::Bool(false);
    return unbroken(given);
  }
};

// Accepts one number beyond the window.
struct AcceptsOneTooMany {
  template <class D>
  StepResult<D> operator()(ConnectionGiven<D> given) const {
    given.before.rcv.wnd_bytes = given.before.rcv.wnd_bytes + typename D::U32(1u);
    return unbroken(given);
  }
};

// Believes ACKs of numbers before ISS, which nobody has sent.
struct BelievesGhosts {
  template <class D>
  StepResult<D> operator()(ConnectionGiven<D> given) const {
    using U32 = typename D::U32;
    const SendSpace<D> before = given.before.snd;
    given.before.snd.acked_count = U32(kLargestWindow);
    StepResult<D> stepped = unbroken(given);
    SendSpace<D>& after = stepped.connection.snd;
    after.acked_count = smaller(before.acked_count + (after.una - before.una), U32(kLargestWindow));
    return stepped;
  }
};

// Answers what is unacceptable without paying for it.
struct AnswersForFree {
  template <class D>
  StepResult<D> operator()(const ConnectionGiven<D>& given) const {
    StepResult<D> stepped = unbroken(given);
    stepped.connection.ack_credit = given.before.ack_credit;
    return stepped;
  }
};

// Pays for every answer from one bucket.
struct HasOneBucket {
  template <class D>
  StepResult<D> operator()(const ConnectionGiven<D>& given) const {
    StepResult<D> stepped = unbroken(given);
    AckCredit<D>& credit = stepped.connection.ack_credit;
    credit.of_others = larger(credit.of_others, credit.of_retransmissions);
    credit.of_retransmissions = given.before.ack_credit.of_retransmissions;
    return stepped;
  }
};

// Acknowledges a byte that has not arrived.
struct AcknowledgesOneTooMany {
  template <class D>
  StepResult<D> operator()(const ConnectionGiven<D>& given) const {
    StepResult<D> stepped = unbroken(given);
    stepped.connection.rcv.nxt = stepped.connection.rcv.nxt + typename D::U32(1u);
    stepped.outcome.segment.ack = stepped.connection.rcv.nxt;
    return stepped;
  }
};

// Steps by other rules of TIME-WAIT than those that it is judged by.
template <Policy<Concrete> (*other)()>
struct StepsBy {
  template <class D>
  StepResult<D> operator()(ConnectionGiven<D> given) const {
    given.policy.time_wait = other().time_wait;
    return unbroken(given);
  }
};

// Reopens as RFC 6191 has it where the policy asks for a newer sequence number.
struct ReopensByTimestamp {
  template <class D>
  StepResult<D> operator()(ConnectionGiven<D> given) const {
    given.policy.time_wait.reopening = Reopening::rfc6191;
    return unbroken(given);
  }
};

// Ends a wait one microsecond early.
struct EndsEarly {
  template <class D>
  StepResult<D> operator()(ConnectionGiven<D> given) const {
    given.now = given.now + Duration<D>{typename D::U64(1u)};
    return unbroken(given);
  }
};

// Answers a retransmission, and the wait goes on as before.
struct ForgetsTheRestart {
  template <class D>
  StepResult<D> operator()(const ConnectionGiven<D>& given) const {
    StepResult<D> stepped = unbroken(given);
    stepped.connection.closes_at = given.before.closes_at;
    return stepped;
  }
};

// Enters TIME-WAIT for one MSL.
struct WaitsForHalf {
  template <class D>
  StepResult<D> operator()(const ConnectionGiven<D>& given) const {
    StepResult<D> stepped = unbroken(given);
    stepped.connection.closes_at = given.now + given.policy.msl;
    return stepped;
  }
};

// Acknowledges what comes after a wait that began with a RST.
struct AcknowledgesAfterARst {
  template <class D>
  StepResult<D> operator()(const ConnectionGiven<D>& given) const {
    StepResult<D> stepped = unbroken(given);
    if (stepped.outcome.why == Why::rst_repeated) {
      Segment<D>& answer = stepped.outcome.segment;
      answer.rst = typename D::Bool(false);
      answer.has_ack = typename D::Bool(true);
      answer.seq = given.before.snd.nxt;
      answer.ack = given.before.rcv.nxt;
    }
    return stepped;
  }
};

// Never answers.
struct KeepsSilent {
  template <class D>
  StepResult<D> operator()(const ConnectionGiven<D>& given) const {
    StepResult<D> stepped = unbroken(given);
    stepped.outcome.replies = false;
    return stepped;
  }
};

}  // namespace twomsl::proof
