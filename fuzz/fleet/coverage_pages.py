"""Pages of the sources, each line with how often the corpora have run it."""
import html

import page

STYLE = page.STYLE + """
pre.source { padding: 0; } .source span { display: block; padding: 0 .6rem; }
.source .missed { background: #e002; } .source b { font-weight: normal; opacity: .6; }
"""


def write(files, folder):
    """Writes them into `folder`. Returns the first page."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, lines in files.items():
        (folder / file_name(name)).write_text(source_page(name, lines), encoding="utf-8")
    first = folder / "index.html"
    first.write_text(index_page(files), encoding="utf-8")
    return first


def file_name(name):
    return name.replace("/", "-") + ".html"


def index_page(files):
    rows = ""
    for name, lines in files.items():
        count = len(lines.counts)
        rows += (f'<tr><td><a href="{html.escape(file_name(name))}">{html.escape(name)}</a></td>'
                 f"{page.number(count)}{page.number(lines.reached)}"
                 f"{page.number(100 * lines.reached / count if count else None)}</tr>")
    return page.document("What the corpora reach", STYLE,
                         '<table><tr><th>file</th><th class="number">lines</th>'
                         '<th class="number">reached</th><th class="number">per cent</th></tr>'
                         f"{rows}</table>")


def source_page(name, lines):
    text = ""
    for number, line in enumerate(lines.text, 1):
        count = lines.counts.get(number)
        kind = ' class="missed"' if count == 0 else ""
        text += (f"<span{kind}><b>{number:4} {'' if count is None else format(count, ','):>12}</b>"
                 f" {html.escape(line)}</span>")
    return page.document(name, STYLE,
                         f'<p><a href="index.html">all files</a></p>'
                         f'<pre class="source">{text}</pre>')
