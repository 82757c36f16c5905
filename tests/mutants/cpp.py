"""C++ text as tokens, laid out by clang-format: brackets with their partners, bodies of functions,
statements and expressions.

Of `<` only the spaces round it say whether it compares: an operator has them, template arguments
do not.
"""
import bisect
import re
from dataclasses import dataclass

import tree

TOKEN = re.compile(r"[A-Za-z_]\w*|\d[\w']*|\.\.\.|<=>|->|::|<<=|>>=|<<|(?<=\s)>>|<=|>=|==|!=|&&|"
                   r"\|\||\+\+|--|[-+*/|&^%]=|[^\s\w]")
OPENING, CLOSING = "([{", ")]}"
ASSIGNMENTS = ("=", "+=", "-=", "*=", "/=", "|=", "&=", "^=", "<<=", ">>=", "%=")
BOUNDS = (";", ",", "?", ":", "return", "else", "do", "case") + ASSIGNMENTS
CONTROL = ("if", "for", "while", "switch", "constexpr")
# What stands before the brackets round something that is no expression to be evaluated.
UNEVALUATED = ("static_assert", "sizeof", "decltype", "noexcept", "alignas", "requires", "offsetof")


@dataclass(frozen=True)
class Token:
    text: str
    start: int
    end: int


def without_directives(code):
    """Blanks preprocessor lines."""
    return re.sub(r"^[ \t]*#[^\n]*", lambda match: " " * len(match.group()), code,
                  flags=re.MULTILINE)


class Source:
    """The tokens of one file, without its comments, strings and preprocessor lines."""

    def __init__(self, path, text):
        self.path, self.text = path, text
        self.code = without_directives(tree.blank(text))
        self.tokens = list(self._split())
        self.starts = [token.start for token in self.tokens]
        self.partner = {}  # of the number of a bracket, the other's
        self.parent = []  # of each token, the bracket that it stands in, or -1
        self._pair()
        self.blocks = set()  # the opening braces of blocks of statements
        self.bodies = []  # the outermost of them, as (opening, closing)
        self._find_bodies(0, len(self.tokens))

    def _split(self):
        for match in TOKEN.finditer(self.code):
            yield Token(match.group(), match.start(), match.end())

    def spaced(self, i):
        """The token has a space on both sides, as binary operators have."""
        token = self.tokens[i]
        return self.code[token.start - 1].isspace() and self.code[token.end].isspace()

    def is_template(self, i):
        """`<` opens template arguments or parameters."""
        before = self.tokens[i - 1]
        return before.text == "template" or (
            before.text != "operator" and before.end == self.tokens[i].start)

    def _pair(self):
        stack = []
        for i, token in enumerate(self.tokens):
            text = token.text
            closes = text in CLOSING or (
                text == ">" and stack and self.tokens[stack[-1]].text == "<")
            if closes and stack:
                opening = stack.pop()
                self.partner[opening], self.partner[i] = i, opening
            self.parent.append(stack[-1] if stack else -1)
            if text in OPENING or (text == "<" and self.is_template(i)):
                stack.append(i)
        if stack:
            raise ValueError(f"{self.path}: a bracket is not closed")

    def _find_bodies(self, begin, end):
        """Of the declarations in [begin, end): the bodies of functions, of classes those inside."""
        i, head = begin, begin
        while i < end:
            text = self.tokens[i].text
            if text == "{":
                kind = self._kind_of(head, i)
                close = self.partner[i]
                if kind == "scope":
                    self._find_bodies(i + 1, close)
                elif kind == "function":
                    self.bodies.append((i, close))
                    self._find_blocks(i)
                i = close + 1
                head = head if kind == "value" else i
                continue
            i = self.partner[i] + 1 if i in self.partner and self.partner[i] > i else i + 1
            if text in (";", ":") and self.tokens[i - 1].text == text:
                head = i

    def _kind_of(self, head, brace):
        """Of a brace whose declaration begins at `head`: scope, function, or value."""
        words, i = [], head
        while i < brace:
            words.append(self.tokens[i].text)
            i = self.partner[i] + 1 if self.partner.get(i, -1) > i else i + 1
        if "enum" in words or "=" in words or "concept" in words:
            return "value"
        if "namespace" in words or (any(word in words for word in ("struct", "class", "union"))
                                    and "(" not in words):
            return "scope"
        return "function" if "(" in words else "value"

    def _find_blocks(self, body):
        self.blocks.add(body)
        for i in range(body + 1, self.partner[body]):
            if self.tokens[i].text == "{" and self._is_block(i):
                self.blocks.add(i)

    def _is_block(self, i):
        before = self.tokens[i - 1].text
        if before in (")", "]", "else", "do", ";", ":", "mutable", "noexcept"):
            return True
        if before == "{":
            return i - 1 in self.blocks
        if before == "}":
            return self.partner[i - 1] in self.blocks
        arrow = i - 1
        while self.tokens[arrow].text in ("::", "*", "&", ">") or (
                self.tokens[arrow].text[0].isalpha()):
            arrow = self.partner[arrow] if self.tokens[arrow].text == ">" else arrow
            arrow -= 1
        return self.tokens[arrow].text == "->" and self.tokens[arrow - 1].text == ")"

    def is_control(self, opening):
        """The bracket belongs to if, for, while or switch."""
        return self.tokens[opening].text == "(" and self.tokens[opening - 1].text in CONTROL

    def step_left(self, i):
        """The token before `i` on its level, or None at the begin of its expression."""
        j = i - 1
        text = self.tokens[j].text
        if text in BOUNDS or (j in self.partner and self.partner[j] > j):
            return None
        if j in self.partner:
            opening = self.partner[j]
            if opening in self.blocks or self.is_control(opening):
                return None
            return opening
        return j

    def expression(self, i):
        """[first, last] token of the smallest expression with operators round token `i`; a call,
        a list or a comparison is whole."""
        first, last = min(i, self.partner.get(i, i)), i
        while (left := self.step_left(first)) is not None:
            first = left
        while True:
            opening = last in self.partner and self.partner[last] > last
            j = (self.partner[last] if opening else last) + 1
            text = self.tokens[j].text
            if text in BOUNDS or j in self.blocks or (
                    j in self.partner and self.partner[j] < j):
                return first, j - 1
            last = j

    def ancestors(self, i):
        """The brackets round token `i`, from the inside."""
        while (i := self.parent[i]) >= 0:
            yield i

    def statement(self, i):
        """The first token of the statement that token `i` belongs to."""
        i = min(i, self.partner.get(i, i))
        for bracket in self.ancestors(i):
            if bracket in self.blocks:
                break
            i = bracket
        while i - 1 not in self.blocks:
            text = self.tokens[i - 1].text
            if text in (";", "else", "do") or self.partner.get(i - 1, i) in self.blocks:
                break
            if text == ":" and self.is_label(i - 1):
                break
            if self.tokens[i - 1].text == ")" and self.is_control(self.partner[i - 1]):
                break
            i = self.partner.get(i - 1, i - 1)
        return i

    def is_beyond_switch(self, i):
        """Token `i` belongs to a `return` that nothing comes to: behind a switch over all values of
        an enumeration, each of whose cases returns. The compiler wants it."""
        first = self.statement(i)
        opening = self.partner.get(first - 1, first)
        condition = self.partner.get(opening - 1, 0)
        within = {token.text for token in self.tokens[opening:first]}
        return (self.tokens[first].text == "return" and opening < first and
                self.tokens[condition - 1].text == "switch" and not within & {"break", "default"})

    def is_label(self, colon):
        """It ends `case E::a:`, and is no part of a choice by ?: ."""
        i = colon - 1
        while self.tokens[i].text not in ("?", ";", "{", "}", "case", "default"):
            i -= 1
        return self.tokens[i].text in ("case", "default")

    def is_evaluated(self, i):
        """Token `i` stands in an expression that may be evaluated while the program runs."""
        for bracket in self.ancestors(i):
            text, before = self.tokens[bracket].text, self.tokens[bracket - 1].text
            if text == "<" or (text == "(" and before in UNEVALUATED + ("constexpr",)):
                return False
            if text == "[" and before not in (")", "]") and not before[0].isalpha():
                return False
        first = self.statement(i)
        declared = {token.text for token in self.tokens[first:i]}
        return not declared & {"constexpr", "static", "using", "static_assert", "typedef", "case"}

    def body_tokens(self):
        """The numbers of all tokens in bodies of functions."""
        for opening, close in self.bodies:
            yield from range(opening + 1, close)

    def text_of(self, first, last):
        return self.text[self.tokens[first].start:self.tokens[last].end]

    def line_of(self, offset):
        if not hasattr(self, "newlines"):
            self.newlines = [match.start() for match in re.finditer("\n", self.text)]
        return bisect.bisect_left(self.newlines, offset) + 1
