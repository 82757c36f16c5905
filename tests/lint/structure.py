"""Rules on structure: sizes of functions, include direction, switches and names."""
import ast
import re

from tree import Finding, line_at

MAX_FUNCTION_LINES = 60
MAX_PARAMETERS = 4
ALLOWED = {
    "spec": {"spec"},
    "core": {"spec", "core"},
    "net": {"spec", "core", "net"},
    "oracle": {"spec", "core", "oracle"},
    "capi": {"spec", "core", "net", "oracle", "capi"},
    "historical": {"spec", "core", "historical"},
    "sim": {"spec", "core", "net", "oracle", "sim"},
    "harness": {"spec", "core", "net", "oracle", "sim", "harness"},
    "tool": {"spec", "core", "net", "oracle", "sim", "tool"},
    "proofs": {"spec", "core", "historical", "proofs"},
    "examples": set(),  # what users include: <twomsl/...>
}
EVERYTHING = set(ALLOWED) | {"tests", "fuzz", "bench"}
INCLUDE = re.compile(r'^[ ]*#[ ]*include[ ]*([<"])([^>"]+)[>"]', re.MULTILINE)
CONTROL = re.compile(r"^(if|for|while|switch|catch|else|do|try|return)\b")
MEMBER_INITIALIZER = re.compile(r"\)[^:]*(?<!:):(?!:).*\w$", re.DOTALL)
TYPE = re.compile(r"^(?:typedef\s+)?(namespace|extern|class|struct|union|enum|concept)\b")


def includes_follow_the_direction(files):
    for file in files:
        if not file.is_code:
            continue
        allowed = ALLOWED.get(file.folder, EVERYTHING)
        for match in INCLUDE.finditer(file.code):
            name, line = match.group(2), line_at(file.code, match.start())
            folder = name.split("/")[0]
            if match.group(1) == '"' and folder not in EVERYTHING:
                yield Finding(file.path, line, f'"{name}" is not relative to the project root; '
                              'write "folder/file.hpp"')
            elif folder in EVERYTHING and folder not in allowed:
                yield Finding(file.path, line, f"{file.folder}/ must not see {folder}/; "
                              f"it may include {', '.join(sorted(allowed)) or '<twomsl/...>'}")


def spec_and_core_need_the_standard_library_alone(files):
    for file in files:
        if not file.is_code or file.folder not in ("spec", "core"):
            continue
        for match in INCLUDE.finditer(file.code):
            if match.group(1) == "<" and not re.fullmatch(r"[a-z0-9_]+", match.group(2)):
                yield Finding(file.path, line_at(file.code, match.start()),
                              f"<{match.group(2)}> is no header of the C++ library; "
                              "spec/ and core/ have no other dependency")


def z3_is_included_by_proofs_alone(files):
    for file in files:
        if not file.is_code or file.folder == "proofs":
            continue
        for match in INCLUDE.finditer(file.code):
            if match.group(2).startswith("z3"):
                yield Finding(file.path, line_at(file.code, match.start()),
                              "Z3 headers belong in proofs/; be a template over the domain")


def enum_switches_have_no_default(files):
    """A switch with a qualified case label (State::listen) is taken for a switch over an enum."""
    for file in files:
        if not file.is_code:
            continue
        for match in re.finditer(r"\bswitch\s*\(", file.code):
            body = own_text(file.code, file.code.find("{", match.end()))
            if re.search(r"\bcase\b[^:]*::", body) and re.search(r"\bdefault\s*:", body):
                yield Finding(file.path, line_at(file.code, match.start()),
                              "default in a switch over an enum; name every case instead")


def own_text(code, opening):
    """What stands between the brace at `opening` and its partner, inner switches left out."""
    body = code[opening:matching(code, opening) + 1]
    inner = re.search(r"\bswitch\s*\(", body)
    while inner:
        start = body.find("{", inner.end())
        body = body[:inner.start()] + body[matching(body, start) + 1:]
        inner = re.search(r"\bswitch\s*\(", body)
    return body


def matching(code, opening):
    """The offset of the bracket that closes the one at `opening`, or the end of the text."""
    pairs = {"{": "}", "(": ")"}
    close, depth = pairs[code[opening]], 0
    for offset in range(opening, len(code)):
        depth += (code[offset] == code[opening]) - (code[offset] == close)
        if depth == 0:
            return offset
    return len(code) - 1


def names_say_what_they_mean(files):
    vague = re.compile(r"(?<![\w.>:])(get_\w+|handle_(?!of\b)\w+)\b(?=\s*[({])"
                       r"|\b((?:\w+_)?(?:utils?|managers?)(?:_\w+)?"
                       r"|\w*(?:Utils?|Managers?)(?:[A-Z]\w*)?)\b")
    for file in files:
        stem = file.path.rsplit("/", 1)[-1].rsplit(".", 1)[0]
        if re.search(r"(^|_)(utils?|managers?|helpers?)($|_)", stem):
            yield Finding(file.path, 1, f"'{stem}' says nothing; name the file for its concept")
        if not file.is_code:
            continue
        code = re.sub(r"^[ ]*#.*$", "", file.code, flags=re.MULTILINE)
        for match in vague.finditer(code):
            yield Finding(file.path, line_at(code, match.start()),
                          f"'{match.group()}' says nothing; use a verb or a noun of the RFC")


# Metaphors that once stood for a term of RFC 9293, of verification or of testing, and the term.
METAPHORS = {
    "Turn": "StepContext", "HostTurn": "HostStepContext", "take_turn": "step_in_place",
    "hear": "on_new_ack", "dress": "fill_common_fields", "obstacle_to_open": "open_error",
    "learn_peer": "negotiate_options", "Beginnings": "InitialParameters",
    "Stake": "TupleClaim", "Whim": "AdversaryChoice", "whim": "adversary",
    "let_go": "free_slot", "keeps_story": "deadline_matches_ghost",
    "is_welcome": "acceptable_in_sequence", "has_come": "was_received", "TELLING": "ABSTRACTION",
    "suppose": "assume_contract", "is_worth_having": "witness", "slip": "inject",
    "Plot": "Script", "Scene": "ScriptStep", "docket": "policies_under_test",
    "Defendant": "Subject", "summon": "pick_policy", "insist": "abort_on",
    "patience": "worst_case_drain", "finale": "drain", "Happening": "TraceEvent",
    "Parcel": "InFlight", "bury_the_dead": "drop_expired", "Nobody": "NullStack",
    "contenders": "implementations", "accuse": "add_finding",
}


def names_are_terms_of_the_field(files):
    """In code and in the names of files; prose may use a word in its plain meaning."""
    metaphor = re.compile(r"(?<![\w-])(" + "|".join(METAPHORS) + r")(?![\w-])")
    for file in files:
        stem = file.path.rsplit("/", 1)[-1].rsplit(".", 1)[0]
        if stem in METAPHORS:
            yield Finding(file.path, 1, f"'{stem}' is a metaphor; say {METAPHORS[stem]}")
        for match in metaphor.finditer(file.code if file.is_code else ""):
            yield Finding(file.path, line_at(file.code, match.start()),
                          f"'{match.group()}' is a metaphor; say {METAPHORS[match.group()]}")


def functions_fit_in_sixty_lines(files):
    for file, name, first, last, _ in all_functions(files):
        if last - first + 1 > MAX_FUNCTION_LINES:
            yield Finding(file.path, first, f"{name}: {last - first + 1} lines; at most "
                          f"{MAX_FUNCTION_LINES}, split it by concept")


def functions_take_at_most_four_parameters(files):
    """Those of the C ABI may take more: C has no spans, and gives the place and the length."""
    for file, name, first, _, parameters in all_functions(files):
        is_abi = file.folder == "capi" and name.startswith("twomsl_")
        if parameters > MAX_PARAMETERS and not is_abi:
            yield Finding(file.path, first, f"{name}: {parameters} parameters; at most "
                          f"{MAX_PARAMETERS}, make them a record")


def all_functions(files):
    """(file, name, first line, last line, parameters) of every function that is defined."""
    for file in files:
        if file.path.endswith(".py"):
            yield from python_functions(file)
        elif file.is_code:
            yield from cpp_functions(file)


def python_functions(file):
    for node in ast.walk(ast.parse(file.text)):
        if isinstance(node, ast.FunctionDef):
            names = [a.arg for a in node.args.args + node.args.kwonlyargs if a.arg != "self"]
            yield file, node.name, node.lineno, node.end_lineno, len(names)


def cpp_functions(file):
    """Walks namespaces and types, and steps over everything else that has braces."""
    code = re.sub(r"^[ ]*#(?:.*\\\n)*.*$", lambda m: re.sub(r"[^\n]", " ", m.group()), file.code,
                  flags=re.MULTILINE)
    start = offset = 0
    while offset < len(code):
        character = code[offset]
        if character == "(":
            offset = matching(code, offset)
        elif character in ";}":
            start = offset + 1
        elif character == "{":
            header = without_template(code[start:offset])
            if MEMBER_INITIALIZER.search(header):
                offset = matching(code, offset) + 1
                continue
            if not TYPE.match(header):
                close = matching(code, offset)
                parameters = parameter_list(header)
                if parameters is not None:
                    name, count = parameters
                    first = line_at(code, start + len(code[start:offset]) -
                                    len(code[start:offset].lstrip()))
                    yield file, name, first, line_at(code, close), count
                offset = close
            start = offset + 1
        offset += 1


def without_template(header):
    """The header of a declaration without attributes and leading template parameters."""
    header = re.sub(r"\[\[[^\]]*\]\]|\b(public|private|protected):", " ", header).strip()
    while header.startswith("template"):
        depth = 0
        for offset, character in enumerate(header):
            depth += (character == "<") - (character == ">")
            if character == ">" and depth == 0:
                break
        header = header[offset + 1:].strip()
    return header


def parameter_list(header):
    """(name, number of parameters) if `header` is that of a function, else None."""
    match = re.search(r"(operator\s*\(\)|operator\s*[^\s(]+|[\w:~]+)\s*\(", header)
    while match and match.group(1) in ("requires", "decltype", "alignas", "noexcept"):
        end = matching(header, match.end() - 1)
        match = re.compile(r"([\w:~]+)\s*\(").search(header, end)
    if not match or CONTROL.match(header) or "=" in header[:match.start()]:
        return None
    inside = header[match.end():matching(header, match.end() - 1)]
    if not inside.strip() or inside.strip() == "void":
        return match.group(1), 0
    depth = commas = 0
    for character in inside:
        depth += (character in "(<[{") - (character in ")>]}")
        commas += character == "," and depth == 0
    return match.group(1), commas + 1
