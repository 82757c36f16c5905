#!/bin/bash -eu
# What ClusterFuzzLite calls: the script of OSS-Fuzz.
exec "$SRC/twomsl/fuzz/oss-fuzz/build.sh"
