"""Coverage by file: what the corpora of all targets reach together, as libFuzzer tells it."""
import functools
import os
import pathlib
import re

FUNCTION = re.compile(r"^(?:UN)?COVERED_FUNC: hits: \d+ edges: (\d+)/(\d+) "
                      r"(.*) (\S+?):\d+(?::\d+)?$", re.MULTILINE)
LIMIT_S = 600


@functools.lru_cache(maxsize=None)
def in_tree(path, root):
    """The path below `root` of a source, wherever the tree was when it was compiled; None of one
    that is not of the tree."""
    parts = pathlib.Path(os.path.normpath(path)).parts
    tails = ("/".join(parts[at:]) for at in range(len(parts) - 1))
    return next((tail for tail in tails if tail[0] != "/" and (root / tail).is_file()
                 and not tail.startswith("build/")), None)


def by_file(engine, targets, root):
    """(blocks reached, blocks) of each file below `root`: of each function the target that reaches
    most of it counts. Empty where no symbolizer says which file a function is of."""
    functions = {}
    for target in targets:
        corpora = [path for path in (target.found, target.corpus) if path.is_dir()]
        outcome = engine.run(target, ["-runs=0", "-print_coverage=1", *target.options, *corpora],
                             LIMIT_S)
        for reached, blocks, name, path in FUNCTION.findall(outcome.output):
            key = (in_tree(path, root), name)
            functions[key] = max(functions.get(key, (0, 0)), (int(reached), int(blocks)))
    files = {}
    for (name, _), (reached, blocks) in functions.items():
        if name:
            before = files.get(name, (0, 0))
            files[name] = (before[0] + reached, before[1] + blocks)
    return dict(sorted(files.items()))
