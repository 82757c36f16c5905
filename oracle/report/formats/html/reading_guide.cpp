#include "oracle/report/formats/html/reading_guide.hpp"

namespace twomsl::oracle::html {

std::string reading_guide() {
  return R"html(<section id="reading" aria-labelledby="reading-h"><h2 id="reading-h">How to read this</h2>
<h3>Verdicts</h3>
<dl class="guide">
<dt><span class="badge violation">violation</span></dt><dd>No conforming endpoint behind that address can have done it, if what the finding takes for granted holds.</dd>
<dt><span class="badge conditional">conditional</span></dt><dd>A wait that conforms only if MSL is at most so much; say with <code>--msl</code> which one you mean.</dd>
<dt><span class="badge deviation">deviation</span></dt><dd>Against a SHOULD, or against one RFC where another permits it.</dd>
<dt><span class="badge hazard">hazard</span></dt><dd>Licensed by the RFCs, and dangerous all the same (RFC 1337).</dd>
<dt><span class="badge undetermined">undetermined</span></dt><dd>It could be either, for the reason that stands there.</dd>
</dl>
<h3>Diagrams</h3>
<ul>
<li>The party is the end that the finding is about. Discs mark the frames that prove it, with the numbers of the list.</li>
<li>A bar on the line of an end is its TIME-WAIT: filled as long as the capture shows it; its outline is dashed red from where it was shown to be over too early to where 2*MSL ends, and dotted where nothing more is known of it.</li>
<li>seq and ack are relative to the SYN of their stream; <q>(old)</q> is relative to that of the connection before, and # stands before a number that belongs to neither.</li>
<li>In the graph S, F and R are SYN, FIN and RST; a stroke is text, thin where it was sent again; the stair is what the other end has acknowledged.</li>
</ul>
<h3>What a verdict does not show</h3>
<ul>
<li>It names the party behind an address, not a host: a NAT that gives one port to two clients makes both look guilty.</li>
<li>It cannot see calls, timers and memory. An ABORT, a user timeout, a hard ICMP error or a reboot ends a wait legally and silently, and a RST that the capture missed may have licensed it; each finding lists what it takes for granted.</li>
<li>No finding is no proof: a wait that no packet probed is not seen to end.</li>
<li>Without <code>--msl</code> only waits below 60 s are judged, since an MSL of 30 s is common.</li>
</ul>
</section>
)html";
}

}  // namespace twomsl::oracle::html
