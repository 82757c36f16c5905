"""The report of a campaign as one page: what was run, how coverage grew, and what was found."""
import html

STYLE = """
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid #8885; padding: .3rem .6rem; text-align: left;
         vertical-align: top; }
th { position: sticky; top: 0; background: Canvas; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
svg { width: 14rem; height: 3rem; } polyline { fill: none; stroke: LinkText; stroke-width: 2; }
circle { fill: LinkText; } pre { overflow-x: auto; background: #8882; padding: .6rem; }
"""
WIDTH, HEIGHT, MARGIN = 224, 48, 4


def page(state):
    rows = {}
    for one in state.slices:
        rows.setdefault(one["target"], []).append(one)
    executions = state.executions()
    seconds = sum(one["seconds"] for one in state.slices)
    return document(
        "Fuzzing", STYLE,
        f"<p>{executions:,} executions of {len(rows)} targets in {seconds / 3600:.2f} hours of "
        f"processes, {len(state.findings)} findings; in round {state.round}, with "
        f"{max(0, state.left_s):.0f} of {state.asked_s} s left. Executions are those of "
        "fuzzing, the replay of the corpora at its start among them.</p>"
        f"{of_findings(state.findings)}{of_targets(rows)}{of_files(state.coverage)}")


def document(title, style, body):
    """A whole page; `body` is HTML."""
    return ('<!doctype html><html lang="en"><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width">'
            f"<title>{html.escape(title)}</title><style>{style}</style>"
            f"<h1>{html.escape(title)}</h1>{body}</html>\n")


def of_findings(found):
    if not found:
        return "<h2>Findings</h2><p>None.</p>"
    text = "<h2>Findings</h2>"
    for one in found:
        stack = " &lt; ".join(html.escape(frame) for frame in one["stack"])
        text += (f"<h3>{html.escape(one['rule'])}</h3><p>{html.escape(one['target'])}, round "
                 f"{one['round']}, {one['count']} times; {one['bytes']} bytes shrunk to "
                 f"{one['shrunk_bytes']}. {stack}<br>{next_step(one)}</p>"
                 f"<details><summary>what it printed</summary><pre>{html.escape(one['words'])}"
                 "</pre></details>")
    return text


def next_step(finding):
    if "kept" in finding:
        return f"A regression test: <code>{html.escape(finding['kept'])}</code>"
    return f"<code>./run fuzz --keep {html.escape(finding['path'])}</code>"


def of_targets(rows):
    text = ('<h2>Targets</h2><table><tr><th>target</th><th class="number">executions</th>'
            '<th class="number">executions/s</th><th class="number">blocks</th>'
            '<th class="number">features</th><th class="number">inputs beside the corpus</th>'
            "<th>features by round</th></tr>")
    for name, slices in sorted(rows.items()):
        executions = sum(one["executions"] for one in slices)
        seconds = sum(one["seconds"] for one in slices)
        last = next((one for one in reversed(slices) if one["blocks"] is not None), None)
        text += (f"<tr><td>{html.escape(name)}</td>{number(executions)}"
                 f"{number(executions / seconds if seconds else 0)}"
                 f"{number(last and last['blocks'])}{number(last and last['features'])}"
                 f"{number(slices[-1]['corpus_files'])}<td>{growth(slices)}</td></tr>")
    return text + "</table>"


def number(value):
    return f'<td class="number">{"-" if value is None else format(value, ",.0f")}</td>'


def growth(slices):
    """The most features of each round so far, as a line."""
    by_round, most = {}, 0
    for one in slices:
        most = max(most, one["features"] or 0)
        by_round[one["round"]] = most
    points = sorted(by_round.items())
    low, high = points[0][1], points[-1][1]
    span, rounds = max(1, high - low), max(1, points[-1][0] - points[0][0])
    places = [(MARGIN + (at - points[0][0]) / rounds * (WIDTH - 2 * MARGIN),
               HEIGHT - MARGIN - (value - low) / span * (HEIGHT - 2 * MARGIN))
              for at, value in points]
    words = f"from {low:,} in round {points[0][0]} to {high:,} in round {points[-1][0]}"
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    return (f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{words}">'
            f'<title>{words}</title><polyline points="{line}"/>'
            f'<circle cx="{places[-1][0]:.1f}" cy="{places[-1][1]:.1f}" r="3"/></svg>')


def of_files(files):
    text = "<h2>Coverage by file</h2>"
    if not files:
        return text + ("<p>Absent: it is looked at when a campaign has come to its end, and needs "
                       "llvm-symbolizer.</p>")
    text += ("<p>Blocks that the corpora of all targets reach, of each function by the target that "
             "reaches most of it; files that no target instruments are not among them.</p>"
             '<table><tr><th>file</th><th class="number">reached</th><th class="number">blocks</th>'
             '<th class="number">per cent</th></tr>')
    for name, (reached, blocks) in sorted(files.items()):
        text += (f"<tr><td>{html.escape(name)}</td>{number(reached)}{number(blocks)}"
                 f"{number(100 * reached / max(1, blocks))}</tr>")
    return text + "</table>"
