"""What a campaign has come to, as JSON that survives its being stopped at any moment."""
import json
import pathlib

VERSION = 1


class State:
    """`left_s` is what is left of the time that was asked for; `done` are the targets that had
    their slice in this round; `slices` is all that was run, also in campaigns before."""

    def __init__(self, path):
        self.path = pathlib.Path(path)
        self.asked_s = 0
        self.left_s = 0.0
        self.round = 1
        self.done = []
        self.slices = []
        self.findings = []
        self.coverage = {}

    @classmethod
    def read(cls, path):
        """As it was saved; a new one where there is none. Raises ValueError if it is damaged."""
        state = cls(path)
        if not state.path.exists():
            return state
        saved = json.loads(state.path.read_text(encoding="utf-8"))
        if not isinstance(saved, dict) or saved.pop("version", None) != VERSION:
            raise ValueError("it is of another version")
        for key, value in saved.items():
            setattr(state, key, value)
        return state

    def save(self):
        saved = {key: value for key, value in vars(self).items() if key != "path"}
        self.path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.path.with_suffix(".new")
        fresh.write_text(json.dumps(saved | {"version": VERSION}, indent=1), encoding="utf-8")
        fresh.replace(self.path)

    def begin(self, seconds):
        """Goes on with what is left, or starts anew on what was found."""
        if self.left_s <= 0 or (seconds is not None and seconds != self.asked_s):
            self.asked_s = seconds
            self.left_s = float(seconds)

    def finding(self, target, name):
        return next((one for one in self.findings
                     if one["target"] == target and one["name"] == name), None)

    def add_finding(self, finding):
        self.findings.append(finding)
        return finding

    def add_slice(self, target, outcome, corpus_files):
        """What one process of a target came to."""
        blocks, features = outcome.coverage or (None, None)
        self.slices.append({"round": self.round, "target": target, "seconds": outcome.seconds,
                            "executions": outcome.executions, "blocks": blocks,
                            "features": features, "corpus_files": corpus_files})

    def executions(self, target=None):
        return sum(one["executions"] for one in self.slices if target in (None, one["target"]))
