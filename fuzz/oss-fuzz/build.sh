#!/bin/bash -eu
# Builds all fuzz targets as OSS-Fuzz and ClusterFuzzLite ask: by CC, CXX, CFLAGS, CXXFLAGS and
# LIB_FUZZING_ENGINE, from SRC/twomsl, in WORK, into OUT, with seeds, dictionaries and options.
source=$SRC/twomsl
build=$WORK/twomsl

cmake -S "$source" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=None \
  -DTWOMSL_FUZZ=ON -DTWOMSL_TOOL=OFF -DTWOMSL_INSTALL=OFF \
  -DTWOMSL_FUZZING_ENGINE="$LIB_FUZZING_ENGINE"
cmake --build "$build" --target fuzz_targets ${JOBS:+-j "$JOBS"}

# lwIP is a library of the system: a target of it does not run alone.
for program in "$build"/fuzz/fuzz_*; do
  target=$(basename "$program")
  [[ -f $program && -x $program && $target != fuzz_stack_lwip ]] || continue
  cp "$program" "$OUT/"
  rm -f "$OUT/${target}_seed_corpus.zip"
  zip -q -j -r "$OUT/${target}_seed_corpus.zip" "$source/fuzz/corpus/$target"
  for beside in dict options; do
    [[ ! -f $source/fuzz/$target.$beside ]] || cp "$source/fuzz/$target.$beside" "$OUT/"
  done
done
