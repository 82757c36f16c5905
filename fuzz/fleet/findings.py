"""Crashes: which are the same, what is kept of them, and how one becomes a regression test."""
import dataclasses
import hashlib
import pathlib
import re
import tempfile

BROKEN = re.compile(r"^broken: (.+)$", re.MULTILINE)
SUMMARY = re.compile(r"^SUMMARY: \w+: (\S+)", re.MULTILINE)
LIBFUZZER = re.compile(r"ERROR: libFuzzer: ([\w -]+)")
FRAME = re.compile(r"^\s*#\d+ 0x[0-9a-f]+ (?:in )?(.+)$", re.MULTILINE)
# Frames of the machinery, which every crash has.
MACHINERY = re.compile(r"^(__sanitizer|__asan|__ubsan|__interceptor|fuzzer::|abort\b|raise\b|"
                       r"gsignal\b|pthread_kill\b|__pthread|__libc|__GI_|_start\b|main\b|"
                       r"LLVMFuzzerTestOneInput)|/lib/|/libc\.so")
FRAMES = 3
PARAMETERS = re.compile(r"[(<].*| /.*")
MOST_WORDS = 20_000  # of the output that is kept beside a crash


@dataclasses.dataclass(frozen=True)
class Signature:
    """By this two crashes of a target are the same: what was broken, and where."""
    rule: str
    stack: tuple

    @property
    def name(self):
        """A file name: what was broken in front, then what tells it from others."""
        digest = hashlib.sha1("\n".join((self.rule, *self.stack)).encode()).hexdigest()[:8]
        words = re.sub(r"[^A-Za-z0-9]+", "-", self.rule).strip("-")[:40].rstrip("-")
        return f"{words}-{digest}"


def signature_of(output):
    """Of a run that crashed; None of one that did not."""
    broken = BROKEN.search(output)
    rule = next((found.group(1).strip() for found in
                 (broken, SUMMARY.search(output), LIBFUZZER.search(output)) if found), None)
    if rule is None:
        return None
    if broken:
        rule = re.sub(r" at .*|\b0x[0-9a-f]+|\b\d{3,}\b", "", rule).strip()
    return Signature(rule, tuple(frames_of(output)[:FRAMES]))


def frames_of(output):
    frames = []
    for frame in FRAME.findall(output):
        if not MACHINERY.search(frame):
            frames.append(PARAMETERS.sub("", frame).strip() or frame)
    return frames


@dataclasses.dataclass(frozen=True)
class Crash:
    """What ended a run: its input, if there is one, and what was printed."""
    data: bytes
    output: str
    signature: Signature


def crash_of(outcome, artifacts, was_stopped):
    """What ended a run of fuzzing; None if it was its time, or somebody who stopped it."""
    inputs = sorted(path for path in pathlib.Path(artifacts).iterdir()
                    if not path.name.startswith("slow-unit-"))
    if not inputs and (outcome.status == 0 or was_stopped):
        return None
    signature = signature_of(outcome.output) or Signature(f"ends with status {outcome.status}", ())
    return Crash(inputs[0].read_bytes() if inputs else b"", outcome.output, signature)


def excerpt(output):
    """What says most of a crash: from the line that names it, else the end."""
    found = BROKEN.search(output) or re.search(r"^.*(runtime error|ERROR): ", output, re.MULTILINE)
    text = output[found.start():] if found else output[-MOST_WORDS:]
    return text[:MOST_WORDS]


def smaller(engine, target, data, seconds):
    """The smallest input found that breaks the same rule as `data`; that itself if there is none
    or if it does not break it again."""
    with tempfile.TemporaryDirectory() as folder:
        path, into = pathlib.Path(folder, "input"), pathlib.Path(folder, "smaller")
        path.write_bytes(data)
        wanted = signature_of(engine.reproduce(target, path).output)
        if wanted is None or len(data) < 2:
            return data
        engine.minimize(target, path, into, seconds)
        if not into.is_file() or into.stat().st_size >= len(data):
            return data
        now = signature_of(engine.reproduce(target, into).output)
        return into.read_bytes() if now and now.rule == wanted.rule else data


def file_crash(engine, target, crash, where):
    """Files a crash under its signature in `where`, a state with the seconds to shrink it: the
    first of its kind is shrunk and kept. The finding, and whether it was known."""
    state, shrink_s = where
    name = crash.signature.name
    known = state.finding(target.name, name)
    if known:
        known["count"] += 1
        return known, True
    target.crashes.mkdir(parents=True, exist_ok=True)
    kept = target.crashes / name
    kept.write_bytes(crash.data)  # before it is shrunk, which may be stopped
    data = smaller(engine, target, crash.data, shrink_s)
    kept.write_bytes(data)
    kept.with_suffix(".txt").write_text(excerpt(crash.output), encoding="utf-8")
    return state.add_finding({
        "target": target.name, "name": name, "path": str(kept), "count": 1,
        "rule": crash.signature.rule, "stack": list(crash.signature.stack), "round": state.round,
        "bytes": len(crash.data), "shrunk_bytes": len(data),
        "words": excerpt(crash.output)}), False


class CannotKeep(Exception):
    """Why a file does not become a regression test."""


def keep(engine, target, path, shrink_s):
    """Copies a crash, shrunk, into the target's corpus, where ctest replays it. Its new path."""
    signature = signature_of(engine.reproduce(target, path).output)
    if signature is None:
        raise CannotKeep(f"{target.name} breaks nothing on {path}: it is no crash, or was repaired "
                         f"(then copy it to {target.corpus} by hand)")
    kept = target.corpus / signature.name
    if kept.exists():
        raise CannotKeep(f"{kept} is there already")
    target.corpus.mkdir(parents=True, exist_ok=True)
    kept.write_bytes(smaller(engine, target, path.read_bytes(), shrink_s))
    return kept
