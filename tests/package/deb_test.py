#!/usr/bin/env python3
"""The Debian packages as their users get them: lintian has nothing to say, and on a Debian that
has nothing else the program judges captures, has its manual page, and leaves with its package.

    deb_test.py FOLDER CAPTURE

FOLDER holds the packages. Exit status 77 where there are none, or no root or mmdebstrap to make a
Debian with.
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from package_test import holds_machine_code_alone

NOT_SHOWN = 77


def run(*command, **options):
    return subprocess.run([str(part) for part in command], text=True, capture_output=True,
                          check=False, **options)


def is_clean(packages):
    said = run("lintian", "--allow-root", "--fail-on", "error,warning", *packages)
    print(said.stdout, end="")
    return said.returncode == 0 and not said.stdout.strip()


def make_debian(root, packages):
    """What is installed on it is Debian's smallest set, the packages, and what they depend on."""
    made = run("mmdebstrap", "--variant=minbase",
               "--hook-dir=/usr/share/mmdebstrap/hooks/file-mirror-automount",
               *(f"--include={package.resolve()}" for package in packages), "bookworm", root)
    if made.returncode != 0:
        print("a Debian with the packages cannot be made:", made.stderr.strip()[:2000])
    return made.returncode == 0


def within(root, *command):
    return run("chroot", root, *command)


def works(root, capture):
    shutil.copy(capture, root / "capture.pcap")
    audit = within(root, "twomsl", "audit", "/capture.pcap")
    assert audit.returncode == 1 and "VIOLATION" in audit.stdout, audit.stdout + audit.stderr
    assert "audit" in within(root, "twomsl", "--help").stdout
    completion = root / "usr/share/bash-completion/completions/twomsl"
    assert "complete -F" in completion.read_text(encoding="utf-8")
    holds_machine_code_alone(root / "usr" / "lib")
    removed = within(root, "dpkg", "--purge", "twomsl", "libtwomsl-harness-dev", "libtwomsl-dev",
                     "libtwomsl1")
    assert removed.returncode == 0, removed.stderr
    left = list((root / "usr").rglob("*twomsl*"))
    assert not left, f"the packages left {left}"


def main():
    folder, capture = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    packages = sorted(folder.glob("*.deb"))
    if not packages:
        print(f"there is no package in {folder}: ./run package makes them")
        sys.exit(NOT_SHOWN)
    assert len(packages) == 4, f"{folder} has {len(packages)} packages, not four"
    if not is_clean(packages):
        sys.exit("lintian found the above")
    if os.geteuid() != 0 or shutil.which("mmdebstrap") is None:
        print("a bare Debian needs root and mmdebstrap")
        sys.exit(NOT_SHOWN)
    with tempfile.TemporaryDirectory() as work:
        root = pathlib.Path(work) / "debian"
        if not make_debian(root, packages):
            sys.exit(1)
        works(root, capture)
    print(f"{len(packages)} packages: clean, and they install, run and leave on a bare Debian 12")


if __name__ == "__main__":
    main()
