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
    for component in ("twomsl_library", "twomsl_runtime", "twomsl_harness"):
        run("cmake", "--install", options.build, "--prefix", prefix, "--component", component,
            stdout=subprocess.DEVNULL)
    holds_machine_code_alone(prefix)
    folder = prefix / "include" / "twomsl"
    assert (folder / "stack.h").exists(), f"there is no stack.h in {folder}"
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


def holds_machine_code_alone(prefix):
    """Of link-time optimisation nothing is left, which another compiler could not link."""
    archives = sorted(prefix.rglob("libtwomsl_*.a"))
    assert [archive.stem for archive in archives] == [
        "libtwomsl_core", "libtwomsl_endpoint", "libtwomsl_harness"], archives
    for archive in archives:
        content = archive.read_bytes()
        for mark in (b".gnu.lto_", b"BC\xc0\xde"):  # of GCC, of Clang
            assert mark not in content, f"{archive} holds {mark}"


def headers_below(root, name):
    return {str(path.relative_to(root)) for path in (root / name).rglob("*.hpp")}


def find_package(options):
    build = options.work / "examples"
    run("cmake", "-S", options.source / "examples", "-B", build,
        f"-DCMAKE_PREFIX_PATH={options.work / 'prefix'}", *options.arguments)
    run("cmake", "--build", build)
    exchange_a_file(build / "exchange_file", build)
    judges_a_conversation(build / "judge_conversation")
    holds_a_stack_to_the_rfc(build / "stack_under_test", build)
    names_what_is_missing(options)


def names_what_is_missing(options):
    """Whoever asks for a component that is not there, or for the harness from C alone, is told."""
    build = options.work / "missing"
    build.mkdir(exist_ok=True)
    for languages, component, words in (("CXX", "harmony", "no component harmony of twomsl"),
                                        ("C", "harness", "it is C++")):
        (build / "CMakeLists.txt").write_text(
            f"cmake_minimum_required(VERSION 3.16)\nproject(user LANGUAGES {languages})\n"
            f"find_package(twomsl 0.1 REQUIRED COMPONENTS {component})\n", encoding="utf-8")
        said = subprocess.run(
            ["cmake", "-S", build, "-B", build / component, "-Wno-dev",
             f"-DCMAKE_PREFIX_PATH={options.work / 'prefix'}", *options.arguments],
            check=False, text=True, capture_output=True)
        assert said.returncode != 0 and words in said.stderr, said.stderr


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
    """The examples in C by the C compiler that goes with the one of C++."""
    compiler = {"g++": "gcc", "clang++": "clang"}[options.arguments[0]]
    library = options.work / "prefix" / options.libdir
    search = {**os.environ, "PKG_CONFIG_PATH": library / "pkgconfig"}
    for name, modules in (("judge_conversation", ["twomsl-c"]),
                          ("stack_under_test", ["twomsl-harness", "twomsl-c"])):
        flags = subprocess.run(["pkg-config", "--cflags", "--libs", *modules], check=True,
                               text=True, stdout=subprocess.PIPE, env=search)
        run(compiler, "-std=c99", *WARNINGS, options.source / "examples" / f"{name}.c",
            *flags.stdout.split(), "-o", build / name)
    found = {**os.environ, "LD_LIBRARY_PATH": library}
    judges_a_conversation(build / "judge_conversation", env=found)
    holds_a_stack_to_the_rfc(build / "stack_under_test", build, env=found)


def judges_a_conversation(*command, **options):
    """A violation, until it is told that the client has rebooted."""
    said = subprocess.run([str(part) for part in command], check=True, text=True, timeout=60,
                          stdout=subprocess.PIPE, **options).stdout
    before, after = said.find("violation"), said.find("told-otherwise")
    assert 0 <= before < after and said.count("early-release-rst") == 2, said


def holds_a_stack_to_the_rfc(program, folder, **options):
    """The file is whole, programs find nothing, and the suite is there with its cases."""
    for command, words in (
            ("check", "example: all is told"),
            ("properties --count 20", "example 1: 20 programs from seed 1, nothing found"),
            ("conform ESTABLISHED/*", " passed")):
        said = subprocess.run([str(program), *command.split()], check=False, text=True, timeout=60,
                              cwd=folder, stdout=subprocess.PIPE, **options)
        assert said.returncode == 0 and words in said.stdout, f"{command}: {said.stdout}"


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
