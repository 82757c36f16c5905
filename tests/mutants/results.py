"""What is known of mutants, kept in the build folder: a run that was stopped goes on where it
was."""
import collections
import hashlib
import json
import os
import threading

import build


def identified(sites):
    """Of each site a name that an edit elsewhere does not change."""
    seen = collections.Counter()
    names = {}
    for site in sorted(sites, key=lambda one: (one.path, one.start, one.rule, one.mutant)):
        seen[site.key] += 1
        names[site] = f"{site.key}#{seen[site.key]}"
    return names


def digest(texts):
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]


class Results:
    """A file of JSON: an entry holds as long as what it rests on is the same."""

    def __init__(self, name, fresh=False):
        self.path = os.path.join(build.FOLDER, name)
        self.lock = threading.Lock()
        self.entries = {}
        if not fresh and os.path.exists(self.path):
            with open(self.path, encoding="utf-8") as stream:
                self.entries = json.load(stream)

    def get(self, name, rests_on):
        """The entry, if it was made on one of these."""
        entry = self.entries.get(name)
        return entry if entry and entry["rests_on"] in rests_on else None

    def put(self, name, rests_on, entry):
        with self.lock:
            self.entries[name] = {"rests_on": rests_on, **entry}
            with open(self.path + ".new", "w", encoding="utf-8") as stream:
                json.dump(self.entries, stream, indent=1)
            os.replace(self.path + ".new", self.path)
