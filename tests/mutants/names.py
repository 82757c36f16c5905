"""The enumerators and the fields of records that the sources declare, for their neighbours."""
import collections
import re


def declared(sources):
    """Names of all sources together."""
    found = Names()
    for source in sources:
        found.read(source)
    return found


class Names:
    def __init__(self):
        self.enumerators = {}  # of an enumeration, its values in order
        self.fields = collections.defaultdict(list)  # of a record, (name, type) in order

    def read(self, source):
        for match in re.finditer(r"\benum class (\w+)[^{;]*\{([^}]*)\}", source.code):
            values = re.findall(r"(\w+)\s*(?:=[^,]*)?(?:,|$)", match[2].strip())
            if values:
                self.enumerators[match[1]] = values
        for match in re.finditer(r"\bstruct (\w+) \{", source.code):
            self._read_record(source, match)

    def _read_record(self, source, match):
        """Every declaration `type name;`, with a value behind the name or without."""
        tokens = source.tokens
        opening = next(i for i, token in enumerate(tokens) if token.start == match.end() - 1)
        i, head = opening + 1, opening + 1
        while i < source.partner[opening]:
            text = tokens[i].text
            if text in (";", "=", "{") and i - head >= 2 and not any(
                    token.text in ("(", "using", "constexpr", "friend", "static")
                    for token in tokens[head:i]):
                last = i - 3 if tokens[i - 2].text == ":" else i - 1  # a bit field
                kind = source.code[tokens[head].start:tokens[last].start].strip()
                self.fields[match[1]].append((tokens[last].text, kind.removeprefix("const ")))
            is_value = text in ("=", "{")
            if is_value and "(" not in [token.text for token in tokens[head:i]]:
                while tokens[i].text != ";":
                    i = source.partner[i] + 1 if source.partner.get(i, -1) > i else i + 1
            elif text == "{":
                i = source.partner[i]
                head = i + 1
            if tokens[i].text == ";":
                head = i + 1
            i = source.partner[i] + 1 if source.partner.get(i, -1) > i else i + 1

    def next_enumerator(self, enumeration, value):
        """The value behind this one, from the last the first; None if there is no other."""
        values = self.enumerators.get(enumeration, [])
        if value not in values or len(values) < 2:
            return None
        return values[(values.index(value) + 1) % len(values)]

    def neighbours(self, owner, field):
        """The fields that may stand for `owner.field`: of each record with such a field the next
        of the same type. If a field named `owner` says which record it is, only of that."""
        types = {kind.split("<")[0] for record in self.fields.values()
                 for name, kind in record if name == owner}
        records = [record for record in types if record in self.fields and
                   any(name == field for name, _ in self.fields[record])]
        found = []
        for record in sorted(records or self.fields):
            same = [kind for name, kind in self.fields[record] if name == field]
            names = [name for name, kind in self.fields[record] if same and kind == same[0]]
            if len(names) > 1:
                found.append(names[(names.index(field) + 1) % len(names)])
        return found
