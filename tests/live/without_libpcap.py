#!/usr/bin/env python3
"""Where there is no libpcap, the project is configured and built all the same: the program judges
files, and says how to get on where it is asked for an interface.

    without_libpcap.py SOURCE FOLDER [CMAKE-OPTION...]
"""
import pathlib
import shutil
import subprocess
import sys


def run(*command):
    return subprocess.run([str(part) for part in command], text=True, capture_output=True,
                          check=False)


def main():
    source, folder = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    shutil.rmtree(folder, ignore_errors=True)
    configured = run("cmake", "-S", source, "-B", folder, "-G", "Ninja",
                     "-DPKG_CONFIG_EXECUTABLE=/bin/false", "-DCMAKE_BUILD_TYPE=Debug",
                     "-DTWOMSL_INSTALL=OFF", *sys.argv[3:])
    assert configured.returncode == 0, configured.stdout + configured.stderr
    assert "No libpcap: twomsl audit -i is left out" in configured.stdout, configured.stdout
    built = run("cmake", "--build", folder, "--target", "twomsl")
    assert built.returncode == 0, built.stdout[-4000:] + built.stderr
    twomsl = folder / "tool" / "twomsl"
    assert "libpcap" not in run("ldd", twomsl).stdout
    live = run(twomsl, "audit", "-i", "lo")
    assert live.returncode == 3 and live.stdout == "", live
    for words in ("built without libpcap", "install libpcap-dev", "| twomsl audit -"):
        assert words in live.stderr, live.stderr
    judged = run(twomsl, "audit", source / "oracle/captures/nt4-model.pcap")
    assert judged.returncode == 1 and "VIOLATION" in judged.stdout, judged
    shutil.rmtree(folder)
    print("built and asked")


if __name__ == "__main__":
    main()
