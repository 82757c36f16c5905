"""The rules by which one token is changed. Each finds every place of a source where it applies.

    relation    a == b, a < b: the opposite;  !a: a
    bound       < and <=, is_before and is_at_or_before: the other
    number      1: 0 or 2
    constant    kName: one more or one less;  true: false
    condition   a && b: one of the two
    connective  && and ||: the other
    arithmetic  + and -, smaller and larger, << and >>: the other
    field       a.b: the next field of the same type
    enumerator  E::a: the next one
    statement   f(x); a = b; return;  left out
"""
import hashlib
import re
from dataclasses import dataclass

OTHER_BOUND = {"<": "<=", "<=": "<", ">": ">=", ">=": ">",
               "is_before": "is_at_or_before", "is_at_or_before": "is_before"}
OTHER_ARITHMETIC = {"+": "-", "-": "+", "<<": ">>", "smaller": "larger", "larger": "smaller",
                    "min": "max", "max": "min", "+=": "-=", "-=": "+="}
OTHER_CONNECTIVE = {"&&": "||", "||": "&&"}
COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")
RULES = ("relation", "bound", "number", "constant", "condition", "connective", "arithmetic",
         "field", "enumerator", "statement")
NO_STATEMENT = ("return", "break", "continue", "case", "default", "using", "if", "for", "while",
                "switch", "else", "do", "static_assert", "const", "constexpr", "auto", "typename",
                "static", "typedef", "struct", "goto", "throw")


@dataclass(frozen=True)
class Site:
    """One mutant: where [start, end) of the text is evaluated, `mutant` may be instead. `is_whole`
    is a statement, which may be left out."""
    path: str
    rule: str
    line: int
    start: int
    end: int
    original: str
    mutant: str
    order: int  # of the token in its file
    lines: tuple  # the first and the last that [start, end) touches

    @property
    def is_whole(self):
        return self.rule == "statement"

    @property
    def text(self):
        """What a reader sees, and by which reasons are kept."""
        return f"{shown(self.original)} => {shown(self.mutant) or 'nothing'}"

    @property
    def key(self):
        """Independent of what else is in the file."""
        return f"{self.path} {self.rule} {self.text}"


def shown(text):
    return re.sub(r"\s+", " ", re.sub(r"//[^\n]*", "", text)).strip()


def drawn(source, i, count):
    """A number below `count` that is always the same for the token in its line."""
    start = source.tokens[i].start
    line = source.text.rfind("\n", 0, start) + 1
    text = f"{source.path} {start - line} {source.text[line:source.text.index(chr(10), start)]}"
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big") % count


def find(source, names):
    """Every site of the source."""
    sites = []
    for i in source.body_tokens():
        sites += [one for one in _expression_sites(source, names, i) if one]
    sites += _statements(source)
    return sites


def _expression_sites(source, names, i):
    text = source.tokens[i].text
    before = source.tokens[i - 1].text
    if not source.is_evaluated(i):
        return
    if text in COMPARISONS and source.spaced(i):
        yield _opposite(source, i)
    if text == "!" and source.tokens[i + 1].text != "=":
        yield _replaced(source, "relation", i, "")
    is_call = text in OTHER_BOUND and text[0].isalpha() and source.tokens[i + 1].text == "("
    if text in OTHER_BOUND and (is_call or source.spaced(i)):
        yield _replaced(source, "bound", i, OTHER_BOUND[text])
    if text[0].isdigit():
        yield _replaced(source, "number", i, _other_number(source, i))
    if re.fullmatch(r"k[A-Z]\w*", text) and before not in ("::", ".", "->") and (
            source.tokens[i + 1].text not in ("[", "<", "(", "::")):
        sign = "+-"[drawn(source, i, 2)]
        yield _replaced(source, "constant", i,
                        f"static_cast<std::remove_cvref_t<decltype({text})>>({text} {sign} 1)")
    if text in ("true", "false"):
        yield _replaced(source, "constant", i, "false" if text == "true" else "true")
    if text in OTHER_CONNECTIVE and source.spaced(i):
        yield _replaced(source, "connective", i, OTHER_CONNECTIVE[text])
        yield _dropped(source, i)
    if text in OTHER_ARITHMETIC and _is_arithmetic(source, i):
        yield _replaced(source, "arithmetic", i, OTHER_ARITHMETIC[text])
    if before in (".", "->") and source.tokens[i + 1].text != "(" and text[0].isalpha():
        yield _other_field(source, names, i)
    if before == "::" and source.tokens[i + 1].text not in ("(", "::", "<"):
        other = names.next_enumerator(source.tokens[i - 2].text, text)
        yield _replaced(source, "enumerator", i, other) if other else None


def _is_arithmetic(source, i):
    text = source.tokens[i].text
    if text[0].isalpha():
        return source.tokens[i + 1].text == "(" and source.tokens[i - 1].text != "."
    return source.spaced(i) and (not text.endswith("=") or _assignment(source, i))


def _assignment(source, i):
    """A compound assignment that is a statement of its own."""
    return source.tokens[source.statement(i)].text not in NO_STATEMENT


def _other_number(source, i):
    text = source.tokens[i].text
    match = re.fullmatch(r"(0x[\da-fA-F']+|[\d']+)([uUlLzZ]*)", text)
    if not match:
        return None
    value = int(match[1].replace("'", ""), 0) if match[1] != "0" else 0
    up = value == 0 or drawn(source, i, 2)
    return f"{value + (1 if up else -1)}{match[2]}"


def _site(source, rule, i, change):
    """The site of token `i`; `change` is the span of tokens that is evaluated, and the mutant."""
    (first, last), mutant = change
    start, end = source.tokens[first].start, source.tokens[last].end
    original = source.text[start:end]
    if mutant is None or source.tokens[first].text in (".", "[") or mutant == original:
        return None
    return Site(source.path, rule, source.line_of(source.tokens[i].start), start, end, original,
                mutant, i, _lines(source, start, end))


def _lines(source, start, end):
    return source.line_of(start), source.line_of(end)


def _with(source, span, changed, replacement):
    """The text of the tokens `span`, those from changed[0] to changed[1] replaced."""
    first, last = span
    start, end = source.tokens[first].start, source.tokens[last].end
    begin, stop = source.tokens[changed[0]].start, source.tokens[changed[1]].end
    return source.text[start:begin] + replacement + source.text[stop:end]


def _replaced(source, rule, i, replacement):
    if replacement is None:
        return None
    if source.tokens[i].text.endswith("=") and rule == "arithmetic":
        first = source.statement(i)
        last = source.expression(i + 1)[1]
        span = (first, last)
    else:
        span = source.expression(i)
    return _site(source, rule, i, (span, _with(source, span, (i, i), replacement)))


def _operand(source, i):
    """[first, last] token of what && and || join round token `i`."""
    first, last = source.expression(i)
    left, right = sorted((i, source.partner.get(i, i)))
    while left > first and source.tokens[left - 1].text not in OTHER_CONNECTIVE:
        left = source.partner.get(left - 1, left - 1)
    while right < last and source.tokens[right + 1].text not in OTHER_CONNECTIVE:
        right = max(source.partner.get(right + 1, right + 1), right + 1)
    return left, right


def _opposite(source, i):
    """The comparison at token `i` negated."""
    span, (left, right) = source.expression(i), _operand(source, i)
    mutant = _with(source, span, (left, right), f"!({source.text_of(left, right)})")
    return _site(source, "relation", i, (span, mutant))


def _dropped(source, i):
    """One side of && or || left out, which one is drawn. What is left may be of another type of
    truth values."""
    span = source.expression(i)
    if drawn(source, i, 2):
        changed = (i, _operand(source, i + 1)[1])
    else:
        changed = (_operand(source, i - 1)[0], i)
    kept = _with(source, span, changed, "").strip()
    return _site(source, "condition", i, (span, kept))


def _other_field(source, names, i):
    owner = source.tokens[i - 2].text
    found = names.neighbours(owner, source.tokens[i].text)
    if not found or source.tokens[i - 2].text in ("{", ",", "("):
        return None
    return _replaced(source, "field", i, found[drawn(source, i, len(found))])


def _statements(source):
    """Statements that are neither declarations nor control."""
    sites = []
    for i in source.body_tokens():
        if source.tokens[i].text != ";" or source.parent[i] not in source.blocks:
            continue
        first = source.statement(i)
        words = [source.tokens[first].text, source.tokens[first + 1].text]
        is_return = words == ["return", ";"]
        if first == i or (words[0] in NO_STATEMENT and not is_return) or (
                not is_return and _declares(source, first)):
            continue
        if source.tokens[first - 1].text == ":" and source.tokens[first - 2].text == ")":
            continue
        start, end = source.tokens[first].start, source.tokens[i].end
        sites.append(Site(source.path, "statement", source.line_of(start), start, end,
                          source.text[start:end], "", first, _lines(source, start, end)))
    return sites


def _declares(source, first):
    """`Type name ...`, `Type<A> name ...` or `a::Type& name ...`."""
    return bool(re.match(r"[\w:]+(?:<[^;=()]*>)?(?:::\w+)*[&*]? [&*]?\w+\s*[;={(]",
                         source.code[source.tokens[first].start:]))
