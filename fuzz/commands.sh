# shellcheck shell=bash
# `./run fuzz`, which sources this: one target, a campaign, another engine, OSS-Fuzz's build.

check_target_and_time() {
  (($# == 2)) || die 'fuzz takes a target and a number of seconds: ./run fuzz fuzz_slots 60'
  [[ $2 =~ ^[1-9][0-9]*$ ]] || die "'$2' is not a number of seconds"
  [[ -f fuzz/$1.cpp ]] ||
    die "no fuzz target '$1'; there are: $(cd fuzz && echo fuzz_*.cpp | sed 's/\.cpp//g')"
}

fuzz() {
  case ${1:-} in
    --all | --keep) fuzz_fleet "$@" ;;
    --engine) fuzz_by_engine "${@:2}" ;;
    --memory) fuzz_memory "${@:2}" ;;
    --oss) fuzz_as_oss "${@:2}" ;;
    --coverage) fuzz_coverage "${@:2}" ;;
  esac
  check_target_and_time "$@"
  install "${test_packages[@]}"
  build fuzz
  mkdir -p "build/fuzz/found/$1" "build/fuzz/found/crashes/$1"
  local dictionary=()
  [[ -f fuzz/$1.dict ]] && dictionary=("-dict=fuzz/$1.dict")
  exec "build/fuzz/fuzz/$1" "-max_total_time=$2" "${dictionary[@]}" \
    -artifact_prefix="build/fuzz/found/crashes/$1/" "build/fuzz/found/$1" "fuzz/corpus/$1"
}

# A campaign over all targets, or one of its crashes made a regression test.
fuzz_fleet() {
  if [[ " $* " == *" --help "* || " $* " == *" -h "* ]]; then
    exec python3 fuzz/fleet/fleet.py --help
  fi
  install "${test_packages[@]}" llvm
  python3 fuzz/fleet/fleet.py --validate "$@" || exit
  build fuzz
  exec python3 fuzz/fleet/fleet.py "$@"
}

# One target with AFL++, in a build of its own. AFL_* that are set stay.
fuzz_by_engine() {
  [[ ${1:-} == afl ]] || die "--engine takes afl, not '${1:-}'; without it the engine is libFuzzer"
  shift
  check_target_and_time "$@"
  install "${tool_packages[@]}" afl++ clang pkg-config
  AFL_QUIET=1 build fuzz-afl "$1"
  local dictionary=()
  [[ -f fuzz/$1.dict ]] && dictionary=(-x "fuzz/$1.dict")
  mkdir -p "build/fuzz-afl/found/$1"
  export AFL_AUTORESUME=1 AFL_SKIP_CPUFREQ=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1
  [[ -t 1 ]] || export AFL_NO_UI=1
  exec afl-fuzz -V "$2" -i "fuzz/corpus/$1" -o "build/fuzz-afl/found/$1" "${dictionary[@]}" \
    -- "build/fuzz-afl/fuzz/$1"
}

# A target of core/ alone under MemorySanitizer, which takes what a library that it did not compile
# writes for unwritten: of the C++ library these use what headers hold.
fuzz_memory() {
  check_target_and_time "$@"
  [[ " fuzz_reassembly fuzz_timers " == *" $1 "* ]] ||
    die "under MemorySanitizer there are fuzz_reassembly and fuzz_timers, not '$1'"
  install "${tool_packages[@]}" clang libclang-rt-14-dev llvm pkg-config
  build fuzz-memory "$1"
  mkdir -p "build/fuzz-memory/found/$1"
  exec "build/fuzz-memory/fuzz/$1" "-max_total_time=$2" \
    -artifact_prefix="build/fuzz-memory/found/" "build/fuzz-memory/found/$1" "fuzz/corpus/$1"
}

# Which lines of core/ and spec/ the committed corpora reach, and which rows of the table of
# transitions they fire: fuzz/COVERAGE.md, and pages of the sources if a folder is named.
fuzz_coverage() {
  (($# <= 1)) || die 'fuzz --coverage takes at most a folder for pages: ./run fuzz --coverage pages'
  install "${tool_packages[@]}" clang libclang-rt-14-dev llvm-14 pkg-config python3
  build fuzz-coverage fuzz_targets fired_rows
  exec python3 fuzz/fleet/coverage_report.py "$@"
}

# All targets by fuzz/oss-fuzz/build.sh, called as OSS-Fuzz calls it for libFuzzer and ASan, unless
# the environment says otherwise.
fuzz_as_oss() {
  (($# == 1)) || die 'fuzz --oss takes the folder to build into: ./run fuzz --oss build/oss/out'
  install "${tool_packages[@]}" clang libclang-rt-14-dev pkg-config zip python3
  export SRC=$PWD/build/oss/src WORK=$PWD/build/oss/work
  export CC=${CC:-clang} CXX=${CXX:-clang++} SANITIZER=${SANITIZER:-address}
  local flags="-O1 -fno-omit-frame-pointer -fsanitize=$SANITIZER -fsanitize=fuzzer-no-link"
  export CFLAGS=${CFLAGS:-$flags} CXXFLAGS=${CXXFLAGS:-$flags}
  export LIB_FUZZING_ENGINE=${LIB_FUZZING_ENGINE:--fsanitize=fuzzer}
  mkdir -p "$SRC" "$WORK" "$1"
  OUT=$(cd "$1" && pwd)
  export OUT
  ln -sfn "$PWD" "$SRC/twomsl"
  fuzz/oss-fuzz/build.sh >build/oss/log 2>&1 || { cat build/oss/log >&2; die 'cannot build'; }
  exec python3 fuzz/oss-fuzz/check_targets.py --sanitizer "$SANITIZER" "$OUT"
}
