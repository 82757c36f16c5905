// Steps broken on purpose in TIME-WAIT, on the way into it and out of it.
#pragma once

#include "proofs/connection/broken_steps.hpp"

namespace twomsl::proof {

// Begins the new incarnation with the number that the old one would have sent next.
struct ReopensAtSndNxt {
  template <class D>
  StepResult<D> operator()(const ConnectionGiven<D>& given) const {
    StepResult<D> stepped = unbroken(given);
    if (interrupts_wait(stepped.connection)) stepped.connection.iss = given.before.snd.nxt;
    return stepped;
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

// Forgets the wait that it has interrupted, once the new incarnation is established.
struct ForgetsTheInterruptedWait {
  template <class D>
  StepResult<D> operator()(const ConnectionGiven<D>& given) const {
    StepResult<D> stepped = unbroken(given);
    if (!interrupts_wait(stepped.connection)) stepped.connection.old = {};
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

// Steps by other rules of TIME-WAIT than those that it is judged by.
template <Policy<Concrete> (*other)()>
struct StepsBy {
  template <class D>
  StepResult<D> operator()(ConnectionGiven<D> given) const {
    given.policy.time_wait = other().time_wait;
    return unbroken(given);
  }
};

// Reopens as RFC 6191 has it: by a timestamp though the old incarnation had none.
struct ReopensByAFirstTimestamp {
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
