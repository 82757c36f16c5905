"""The tree as the lint rules see it: its text files, and C++ with comments and strings blanked."""
import dataclasses
import functools
import os
import re

CODE = (".hpp", ".cpp", ".h", ".c")
TEXT = CODE + (".py", ".txt", ".md", ".csv", ".json", ".sh", ".dict", ".cmake", ".css", ".js")
PLAIN_NAMES = ("run", ".clang-format", ".clang-tidy", ".gitignore")
SKIPPED_FOLDERS = (".git", "build", "__pycache__")


@dataclasses.dataclass(frozen=True)
class Finding:
    """One broken rule: where, what, and what to do about it."""
    path: str
    line: int
    what: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.what}"


@dataclasses.dataclass(frozen=True)
class File:
    """One text file; `path` is relative to the root, with forward slashes."""
    path: str
    text: str

    @property
    def lines(self):
        return self.text.splitlines()

    @property
    def folder(self):
        return self.path.split("/")[0] if "/" in self.path else ""

    @property
    def is_code(self):
        return self.path.endswith(CODE)

    @functools.cached_property
    def code(self):
        """The text with comments, strings and characters blanked; lines keep their numbers."""
        return blank(self.text)


TOKEN = re.compile(
    r'//[^\n]*|/\*.*?\*/'
    r'|R"(?P<fence>[^(\s]{0,16})\(.*?\)(?P=fence)"'
    r'|"(?:\\.|[^"\\\n])*"'
    r"|(?<![0-9A-Fa-f])'(?:\\.|[^'\\\n])+'", re.DOTALL)


def blank(text):
    """Blanks comments and the inside of literals, except the file names of includes."""
    def spaces(match):
        line_start = text.rfind("\n", 0, match.start()) + 1
        if text[line_start:match.start()].strip() == "#include":
            return match.group()
        return re.sub(r"[^\n]", " ", match.group())
    return TOKEN.sub(spaces, text)


def line_at(text, offset):
    return text.count("\n", 0, offset) + 1


def read_tree(root):
    """Every text file below `root`, build trees left out, in order of path."""
    files = []
    for folder, subfolders, names in os.walk(root):
        subfolders[:] = sorted(name for name in subfolders if name not in SKIPPED_FOLDERS)
        for name in sorted(names):
            if name.endswith(TEXT) or name in PLAIN_NAMES:
                path = os.path.join(folder, name)
                with open(path, encoding="utf-8", newline="") as stream:
                    files.append(File(os.path.relpath(path, root).replace(os.sep, "/"),
                                      stream.read()))
    return files
