"""Rules that Clang's tools judge: formatting, and clang-tidy over the compiled sources."""
import concurrent.futures
import json
import os
import re
import subprocess
import tempfile

from tree import Finding


def messages(command, root):
    """Findings of one tool, from its path:line:column: messages."""
    result = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    pattern = re.compile(r"^(.+?):(\d+):\d+: (?:error|warning): (.*)$", re.MULTILINE)
    found = [Finding(os.path.relpath(os.path.join(root, path), root), int(line), what)
             for path, line, what in pattern.findall(result.stdout + result.stderr)]
    if result.returncode and not found:
        found = [Finding(command[0], 1, (result.stdout + result.stderr).strip()[-2000:])]
    return found


def sources_are_formatted(files, root):
    paths = [file.path for file in files if file.is_code]
    if not paths:
        return [Finding("spec", 1, "no sources found; is this the root of the project?")]
    found = messages(["clang-format", "--dry-run", "-Werror", *paths], root)
    return [Finding(f.path, f.line, "not formatted; type ./run format") for f in found]


# What GCC is told and Clang does not know, or cannot read.
GCC_ONLY = re.compile(r" -mmem(cpy|set)-strategy=\S+| -Winvalid-pch| -include \S*cmake_pch\.hxx")


def entries_of(database):
    """What compiles each source; of those that are compiled together, each as if alone."""
    with open(os.path.join(database, "compile_commands.json"), encoding="utf-8") as stream:
        entries = json.load(stream)
    for entry in entries:
        if not re.fullmatch(r"unity_\d+_cxx\.cxx", os.path.basename(entry["file"])):
            yield entry
            continue
        with open(entry["file"], encoding="utf-8") as stream:
            for path in re.findall(r'^#include "(.+)"$', stream.read(), re.MULTILINE):
                yield {**entry, "file": path,
                       "command": entry["command"].replace(entry["file"], path)}


def clang_tidy_is_silent(root, database):
    """clang-tidy over every source in `database` (compile_commands.json) that is no test."""
    entries = list(entries_of(database))
    sources = sorted({os.path.relpath(entry["file"], root) for entry in entries})
    sources = [path for path in sources if path.split("/")[0] in
               ("spec", "core", "net", "oracle", "tool", "proofs", "fuzz", "bench")]
    if not sources:
        return [Finding("compile_commands.json", 1, "no sources found; configure a build first")]
    with tempfile.TemporaryDirectory() as folder:
        for_clang = [{**entry, "command": GCC_ONLY.sub("", entry["command"])}
                     if "command" in entry else entry for entry in entries]
        with open(os.path.join(folder, "compile_commands.json"), "w", encoding="utf-8") as stream:
            json.dump(for_clang, stream)
        commands = [["clang-tidy", "--quiet", "-p", folder, path] for path in sources]
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            found = [finding for part in pool.map(lambda c: messages(c, root), commands)
                     for finding in part]
    return sorted(set(found), key=str)  # a header is read again by each source that includes it
