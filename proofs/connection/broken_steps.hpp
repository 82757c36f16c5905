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

// Sends what the peer takes, whatever the path does.
struct IgnoresThePath {
  template <class D>
  StepResult<D> operator()(ConnectionGiven<D> given) const {
    given.policy.path_mss_bytes = typename D::U32(0xffffu);
    return unbroken(given);
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

// Sends a bare ACK at SND.NXT, though the peer's window is closed.
struct AcknowledgesBehindTheProbe {
  template <class D>
  StepResult<D> operator()(const ConnectionGiven<D>& given) const {
    StepResult<D> stepped = unbroken(given);
    Segment<D>& seg = stepped.outcome.segment;
    seg.seq = select(length(seg) == typename D::U32(0u), stepped.connection.snd.nxt, seg.seq);
    return stepped;
  }
};

// Drops a bare ACK with the number before RCV.NXT, as if that were farther away.
struct DropsTheAckBeforeNext {
  template <class D>
  StepResult<D> operator()(ConnectionGiven<D> given) const {
    using U32 = typename D::U32;
    Segment<D>& seg = given.event.segment;
    const auto is_before_next = length(seg) == U32(0u) && seg.seq + U32(1u) == given.before.rcv.nxt;
    seg.seq = seg.seq - select(is_before_next, U32(1u), U32(0u));
    return unbroken(given);
  }
};

// Lets the time run on after which a keep-alive is due, though something has come.
struct KeepsTheOldKeepAlive {
  template <class D>
  StepResult<D> operator()(const ConnectionGiven<D>& given) const {
    StepResult<D> stepped = unbroken(given);
    Retransmission<D>& rtx = stepped.connection.rtx;
    const auto is_idle = stepped.connection.snd.una == stepped.connection.snd.nxt;
    rtx.at = select(is_idle, given.before.rtx.at, rtx.at);
    return stepped;
  }
};

// Forgets, once the new incarnation is established, that an old RST may still come.
struct BelievesAnOldRst {
  template <class D>
  StepResult<D> operator()(ConnectionGiven<D> given) const {
    const Instant<D> ends_at = given.before.old.ends_at;
    given.before.old.ends_at = given.now;
    StepResult<D> stepped = unbroken(given);
    stepped.connection.old.ends_at = ends_at;
    return stepped;
  }
};

// Answers a RST outside the window as any other segment there.
struct AcknowledgesAnUnacceptableRst {
  template <class D>
  StepResult<D> operator()(const ConnectionGiven<D>& given) const {
    StepResult<D> stepped = unbroken(given);
    if (stepped.outcome.why == Why::unacceptable_rst) {
      StepContext<D> context{given.policy, given.event, given.now, stepped.connection,
                             stepped.outcome};
      reply_ack(context);
    }
    return stepped;
  }
};

// Offers a segment size below the smallest that it may use.
struct OffersTooSmallAnMss {
  template <class D>
  StepResult<D> operator()(const ConnectionGiven<D>& given) const {
    StepResult<D> stepped = unbroken(given);
    stepped.outcome.segment.mss_bytes = typename D::U32(0u);
    return stepped;
  }
};

// Takes a segment size one byte larger than the smallest that a peer may ask for.
struct AgreesOnOneByteMore {
  template <class D>
  StepResult<D> operator()(const ConnectionGiven<D>& given) const {
    using U32 = typename D::U32;
    StepResult<D> stepped = unbroken(given);
    Connection<D>& c = stepped.connection;
    const U32 smallest(kSmallestMss);
    const auto is_asked = c.snd.mss_bytes == smallest && given.event.segment.has_mss &&
                          given.event.segment.mss_bytes == smallest &&
                          smallest < c.offered_mss_bytes;
    c.snd.mss_bytes = c.snd.mss_bytes + select(is_asked, U32(1u), U32(0u));
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

}  // namespace twomsl::proof
