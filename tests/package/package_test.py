#!/usr/bin/env python3
"""One step of using twomsl from outside; CMakeLists.txt says in which order.

    package_test.py --source DIR --build DIR --work DIR --libdir DIR STEP [-- ARGUMENT...]
"""
import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys

SKIPPED = 77  # SKIP_RETURN_CODE
WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Werror"]
OWN_INCLUDE = r'#include "(spec|core|net)/'


def run(*command, **options):
    subprocess.run([str(part) for part in command], check=True, **options)


def install(options):
    """Below options.work/prefix. Every header of spec/ and core/ must be there, and every header
    that a header includes."""
    shutil.rmtree(options.work, ignore_errors=True)
    prefix = options.work / "prefix"
    for component in ("twomsl_library", "twomsl_runtime"):
        run("cmake", "--install", options.build, "--prefix", prefix, "--component", component,
            stdout=subprocess.DEVNULL)
    folder = prefix / "include" / "twomsl"
    for name in ("spec", "core"):
        sources = headers_below(options.source, name)
        assert sources == headers_below(folder, name), (
            f"core/headers.cmake and {name}/ differ: {sources ^ headers_below(folder, name)}")
    for path in folder.rglob("*.hpp"):
        text = path.read_text(encoding="utf-8")
        source = options.source / path.relative_to(folder)
        if source.exists():  # but for how it includes others, it is the source
            text_of_source = source.read_text(encoding="utf-8")
            assert text == re.sub(OWN_INCLUDE, r'#include "twomsl/\1/', text_of_source), path
        for included in re.findall(r'#include ["<](\w+/[^">]+)', text):
            assert (prefix / "include" / included).exists(), (
                f"{path.relative_to(folder)} includes {included}, which no headers list names")


def headers_below(root, name):
    return {str(path.relative_to(root)) for path in (root / name).rglob("*.hpp")}


def find_package(options):
    build = options.work / "examples"
    run("cmake", "-S", options.source / "examples", "-B", build,
        f"-DCMAKE_PREFIX_PATH={options.work / 'prefix'}", *options.arguments)
    run("cmake", "--build", build)
    exchange_a_file(build / "exchange_file", build)
    judges_a_conversation(build / "judge_conversation")


def python(options):
    """The module as it is installed: it finds the library of its own prefix."""
    module = options.work / "prefix" / "share" / "twomsl" / "python"
    judges_a_conversation(sys.executable, options.source / "examples" / "judge_conversation.py",
                          env={**os.environ, "PYTHONPATH": module, "PYTHONDONTWRITEBYTECODE": "1"})


def subdirectory(options):
    build = options.work / "subdirectory"
    run("cmake", "-S", options.source / "tests" / "package" / "subdirectory", "-B", build,
        f"-DTWOMSL={options.source}", *options.arguments)
    forced_flags = (build / "forced_flags").read_text(encoding="utf-8")
    assert not forced_flags, f"twomsl forces flags on its user: {forced_flags}"
    run("cmake", "--build", build)
    run(build / "use_core")
    exchange_a_file(build / "exchange_file", build)


def pkg_config(options):
    compiler = options.arguments[0]
    for program in (compiler, "pkg-config"):
        if shutil.which(program) is None:
            print(f"skipped: there is no {program}")
            sys.exit(SKIPPED)
    build = options.work / f"pkg_config_{compiler}"
    build.mkdir()
    search = options.work / "prefix" / options.libdir / "pkgconfig"
    flags = subprocess.run(["pkg-config", "--cflags", "--libs", "twomsl"], check=True, text=True,
                           stdout=subprocess.PIPE, env={**os.environ, "PKG_CONFIG_PATH": search})
    for source in ("examples/exchange_file.cpp", "tests/package/use_core.cpp"):
        run(compiler, "-std=c++20", *WARNINGS, options.source / source, *flags.stdout.split(),
            "-o", build / pathlib.Path(source).stem)
    run(build / "use_core")
    exchange_a_file(build / "exchange_file", build)
    compile_c(options, build)


def compile_c(options, build):
    """judge_conversation.c by the C compiler that goes with the one of C++."""
    compiler = {"g++": "gcc", "clang++": "clang"}[options.arguments[0]]
    library = options.work / "prefix" / options.libdir
    search = {**os.environ, "PKG_CONFIG_PATH": library / "pkgconfig"}
    flags = subprocess.run(["pkg-config", "--cflags", "--libs", "twomsl-c"], check=True, text=True,
                           stdout=subprocess.PIPE, env=search)
    program = build / "judge_conversation"
    run(compiler, "-std=c99", *WARNINGS, options.source / "examples" / "judge_conversation.c",
        *flags.stdout.split(), "-o", program)
    judges_a_conversation(program, env={**os.environ, "LD_LIBRARY_PATH": library})


def judges_a_conversation(*command, **options):
    """A violation, until it is told that the client has rebooted."""
    said = subprocess.run([str(part) for part in command], check=True, text=True, timeout=60,
                          stdout=subprocess.PIPE, **options).stdout
    before, after = said.find("violation"), said.find("told-otherwise")
    assert 0 <= before < after and said.count("early-release-rst") == 2, said


def exchange_a_file(program, folder):
    sent, received = folder / "sent", folder / "received"
    for size in (0, 300_000):
        sent.write_bytes(os.urandom(size))
        run(program, sent, received, timeout=60)
        assert received.read_bytes() == sent.read_bytes(), f"{size} bytes did not arrive as sent"


STEPS = (install, find_package, python, subdirectory, pkg_config)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("source", "build", "work"):
        parser.add_argument(f"--{name}", type=pathlib.Path, required=True)
    parser.add_argument("--libdir", required=True)
    parser.add_argument("step", choices=[step.__name__ for step in STEPS])
    parser.add_argument("arguments", nargs="*")
    options = parser.parse_args()
    {step.__name__: step for step in STEPS}[options.step](options)


if __name__ == "__main__":
    main()
