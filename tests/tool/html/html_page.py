#!/usr/bin/env python3
"""The HTML report in a browser: a headless Chromium loads pages of the bundled captures, of one
with a hostile name, and of 10,000 findings, with scripts and without, light and dark, wide and
narrow.

    html_page.py TWOMSL [--screenshots DIR]

Status 77 where there is no Chromium. What pages took to load is printed, and judged by nobody.
"""
import argparse
import pathlib
import struct
import subprocess
import sys
import tempfile

import chromium

SOURCE = pathlib.Path(__file__).resolve().parents[3]
SKIPPED = 77
WIDTHS = (390, 1280)
SCHEMES = ("light", "dark")
LEAST_CONTRAST = 4.5
HOSTILE = "<script>alert(1)</script>\"'.pcap"  # its slash makes a folder of it

# What text stands on, and how far the two are apart (WCAG 2.1, 1.4.3). Text of diagrams may stand
# on paper and on the band of a marked frame; numbers and letters have their disc or box.
CONTRASTS = """(() => {
  const linear = (v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const luminance = (colour) => {
    const [r, g, b] = parts(colour).map((v) => linear(v / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (a, b) => {
    const [x, y] = [luminance(a), luminance(b)].sort((p, q) => q - p);
    return (x + 0.05) / (y + 0.05);
  };
  const probe = document.body.appendChild(document.createElement('i'));
  const named = (name) => {
    const sheet = getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
    const hex = sheet.match(/[0-9a-f]{2}/gi).map((digits) => parseInt(digits, 16));
    return `rgb(${hex.join(', ')})`;
  };
  const below = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const colour = getComputedStyle(e).backgroundColor;
      const rgba = parts(colour);
      if (rgba.length === 3 || rgba[3] > 0) return [colour];
    }
    return [named('paper')];
  };
  const behind = (element) => {
    if (!(element instanceof SVGElement)) return below(element);
    if (element.matches('.markno')) return [named('mark')];
    if (element.matches('.letter')) return [named('end0'), named('end1'), named('rst')];
    return [named('paper'), named('band')];
  };
  const found = {};
  for (const element of document.body.querySelectorAll('*')) {
    if (element.matches('script, style, title, desc, option')) continue;
    const hasText = [...element.childNodes].some((n) => n.nodeType === 3 && n.data.trim() !== '');
    if (!hasText) continue;
    const style = getComputedStyle(element);
    const colour = element instanceof SVGElement ? style.fill : style.color;
    for (const ground of behind(element)) {
      const key = `${colour} on ${ground}`;
      if (!(key in found)) found[key] = [ratio(colour, ground), element.className.baseVal ??
        (element.tagName + '.' + element.className)];
    }
  }
  probe.remove();
  return found;
})()"""


def checksum(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f">{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def packet(source, target, flags, numbers):
    """An IPv4 packet of a bare segment; source and target are address and port."""
    tcp = struct.pack(">HHIIBBHHH", source[1], target[1], *numbers, 5 << 4, flags, 1000, 0, 0)
    pseudo = source[0] + target[0] + struct.pack(">BBH", 0, 6, len(tcp))
    tcp = tcp[:16] + struct.pack(">H", checksum(pseudo + tcp)) + tcp[18:]
    head = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(tcp), 0, 0, 64, 6, 0, source[0],
                       target[0])
    return head[:10] + struct.pack(">H", checksum(head)) + head[12:] + tcp


def guilty_capture(connections):
    """As many connections whose closer is gone a second later, as a pcap of raw IP."""
    syn, ack, fin, rst = 2, 16, 17, 4
    out = [struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 101)]
    for i in range(connections):
        s = (b"\x0a\x00\x00\x01", 80)
        p = (b"\x0a\x01" + struct.pack(">H", i // 50000 + 2), 10000 + i % 50000)
        told = ((0, p, s, syn, 100, 0), (1, s, p, syn | ack, 500, 101), (2, p, s, ack, 101, 501),
                (3, s, p, fin, 501, 101), (4, p, s, ack, 101, 502), (5, p, s, fin, 101, 502),
                (6, s, p, ack, 502, 102), (1000, p, s, fin, 101, 502), (1001, s, p, rst, 502, 0))
        for ms, source, target, flags, seq, number in told:
            data = packet(source, target, flags, (seq, number))
            time_ms = 2000 * i + ms
            out.append(struct.pack("<IIII", time_ms // 1000, time_ms % 1000 * 1000, len(data),
                                   len(data)) + data)
    return b"".join(out)


class Pages:
    """What is wrong with the pages, found one by one."""

    def __init__(self):
        self.faults = []

    def expect(self, holds, what):
        if not holds:
            self.faults.append(what)

    def look_at(self, browser, page, name):
        """Loads it in every way, and expects nothing but it."""
        for scheme in SCHEMES:
            for width in WIDTHS:
                browser.view(width, 900, scheme)
                browser.load(page.as_uri())
                self.expect_silence(browser, page, f"{name}, {scheme}, {width} wide")
                needed = browser.value("document.documentElement.scrollWidth")
                self.expect(needed <= width, f"{name}: {needed} wide where {width} are there")
        took = browser.value("performance.getEntriesByType('navigation')[0].loadEventEnd")
        print(f"{name}: {page.stat().st_size / 1e6:.2f} MB, loaded in {took / 1e3:.2f} s")

    def expect_silence(self, browser, page, name):
        for event in browser.events:
            method = event.get("method", "")
            noise = ("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded",
                     "Page.javascriptDialogOpening")
            self.expect(method not in noise, f"{name}: {method} {event.get('params')}")
            if method == "Network.requestWillBeSent":
                url = event["params"]["request"]["url"]
                self.expect(url == page.as_uri(), f"{name} asks for {url}")

    def contrast(self, browser, page, name):
        for scheme in SCHEMES:
            browser.view(1280, 900, scheme)
            browser.load(page.as_uri())
            browser.value("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
            pairs = browser.value(CONTRASTS)
            self.expect(len(pairs) > 10, f"{name}: no colours were found")
            for pair, (ratio, where) in pairs.items():
                self.expect(ratio >= LEAST_CONTRAST,
                            f"{name}, {scheme}: {pair} ({where}) is {ratio:.2f} to 1")

    def filtering(self, browser, page, name):
        """The script filters by words and by verdict, and takes it back."""
        browser.load(page.as_uri())
        shown = "document.querySelectorAll('.item:not([hidden])').length"
        everything = browser.value(shown)
        self.expect(browser.value("!document.getElementById('filter').hidden"),
                    f"{name}: no filter")
        browser.value("""(() => {
          const words = document.querySelector('#filter input');
          words.value = 'reset frame 9';
          words.dispatchEvent(new Event('input', {bubbles: true}));
          return new Promise((done) => { setTimeout(done, 1000); });
        })()""")
        some = browser.value(shown)
        self.expect(0 < some < everything, f"{name}: {some} of {everything} are left by the filter")
        browser.value("""(() => {
          const verdict = document.querySelector('#filter select');
          document.querySelector('#filter input').value = '';
          verdict.value = 'hazard';
          verdict.dispatchEvent(new Event('input', {bubbles: true}));
          return new Promise((done) => { setTimeout(done, 1000); });
        })()""")
        others = browser.value("document.querySelectorAll("
                               "'.item:not([hidden]):not([data-v=hazard])').length")
        self.expect(others == 0, f"{name}: {others} others than hazards are left")
        self.expect_silence(browser, page, name)

    def policy(self, browser, page, name):
        """Whatever found its way into the page would not run."""
        browser.load(page.as_uri())
        ran = browser.value("""(() => {
          document.body.insertAdjacentHTML('beforeend', '<img src="x" onerror="window.ran = 1">');
          const script = document.createElement('script');
          script.textContent = 'window.ran = 2';
          document.body.append(script);
          return new Promise((done) => { setTimeout(() => done(window.ran ?? 0), 500); });
        })()""")
        self.expect(ran == 0, f"{name}: a script that is not its own has run")

    def without_scripts(self, browser, page, name, words):
        browser.view(1280, 900, "light")
        browser.load(page.as_uri())
        self.expect_silence(browser, page, f"{name} without scripts")
        text = browser.call("DOM.getOuterHTML", nodeId=browser.call("DOM.getDocument")["root"]
                            ["nodeId"])["outerHTML"]
        for word in words:
            self.expect(word in text, f"{name} without scripts: '{word}' is missing")
        self.expect('hidden="" role="search"' in text, f"{name}: the filter shows without scripts")


def written(program, folder, name, captures):
    page = folder / f"{name}.html"
    done = subprocess.run([program, "audit", "--report", f"html={page}", *captures], check=False,
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    if done.returncode not in (0, 1):
        sys.exit(f"html_page: audit ends with {done.returncode}: {done.stderr.decode()}")
    return page


def write_pages(program, folder):
    bundled = sorted((SOURCE / "oracle" / "captures").glob("*.pcap"))
    hostile = folder / HOSTILE
    hostile.parent.mkdir(parents=True)
    hostile.write_bytes(guilty_capture(3))
    many = folder / "many.pcap"
    many.write_bytes(guilty_capture(10_000))
    return {"bundled": written(program, folder, "bundled", bundled),
            "hostile": written(program, folder, "hostile", [hostile]),
            "many": written(program, folder, "many", [many])}


def take_screenshots(browser, page, folder):
    folder.mkdir(parents=True, exist_ok=True)
    for scheme in SCHEMES:
        for width in WIDTHS:
            browser.view(width, 900, scheme)
            browser.load(page.as_uri())
            browser.screenshot(folder / f"{scheme}-{width}.png")
            for name, index in (("ladder", 0), ("graph", 1)):
                clip = browser.value(f"""(() => {{
                  const box = document.querySelectorAll('.figures[open] svg')[{index}]
                    .getBoundingClientRect();
                  return {{x: box.x + scrollX, y: box.y + scrollY, width: box.width,
                           height: box.height}};
                }})()""")
                browser.screenshot(folder / f"{scheme}-{width}-{name}.png", clip)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("--screenshots", type=pathlib.Path, metavar="DIR")
    options = parser.parse_args()
    browser_program = chromium.find()
    if not browser_program:
        print("skipped: there is no chromium")
        return SKIPPED
    found = Pages()
    with tempfile.TemporaryDirectory() as folder:
        pages = write_pages(options.program, pathlib.Path(folder))
        with chromium.Chromium(browser_program) as browser:
            for name, page in pages.items():
                found.look_at(browser, page, name)
            found.contrast(browser, pages["bundled"], "bundled")
            for name in ("bundled", "many"):
                found.filtering(browser, pages[name], name)
            found.policy(browser, pages["hostile"], "hostile")
            if options.screenshots:
                take_screenshots(browser, pages["bundled"], options.screenshots)
        with chromium.Chromium(browser_program, scripts=False) as browser:
            found.without_scripts(browser, pages["bundled"], "bundled",
                                  ("reset a retransmitted FIN after", "Ladder diagram", "INV-TW-2"))
            found.without_scripts(browser, pages["many"], "many", ("10.1.0.2", "--frame FRAME"))
    for fault in found.faults[:40]:
        print(f"FAULT {fault}")
    return 1 if found.faults else 0


if __name__ == "__main__":
    sys.exit(main())
