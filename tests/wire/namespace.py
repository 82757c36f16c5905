"""A network namespace of its own, in which real Linux and an endpoint of ours meet over a TUN
device.
"""
import os
import shutil
import socket
import subprocess
import sys
import time

SKIPPED = 77  # SKIP_RETURN_CODE
DEVICE = "tun0"
TUN_FILE = "/dev/net/tun"
# Linux's address with its prefix, and the endpoint's behind the device.
ADDRESSES = {"ipv4": ("10.9.0.1/24", "10.9.0.2"), "ipv6": ("fd09::1/64", "fd09::2")}
PATIENCE_S = 30  # nothing here takes that long, but machines are busy at times


def namespace():
    """What runs a command in a namespace that ends with it."""
    rootless = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
    return ["unshare", *rootless, "--net", "--pid", "--fork", "--kill-child"]


def obstacle(family):
    """Why it cannot be shown here, or None."""
    for program in ("unshare", "ip"):
        if shutil.which(program) is None:
            return f"there is no {program}"
    if os.path.exists(TUN_FILE) and not os.access(TUN_FILE, os.R_OK | os.W_OK):
        return f"{TUN_FILE}: permission denied"
    script = (f"ip tuntap add dev {DEVICE} mode tun && ip link set {DEVICE} up && "
              f"ip address add {ADDRESSES[family][0]} dev {DEVICE}")
    tried = subprocess.run([*namespace(), "sh", "-c", script], text=True, check=False,
                           stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return tried.stdout.strip() or "not permitted" if tried.returncode else None


def ip(*arguments):
    subprocess.run(["ip", *arguments], check=True)


def wait_until(is_true, what):
    deadline = time.monotonic() + PATIENCE_S
    while not is_true():
        assert time.monotonic() < deadline, f"not after {PATIENCE_S} s: {what}"
        time.sleep(0.01)


def wait_for_device(program):
    """`program` makes it."""
    def is_there():
        assert program.poll() is None, f"{program.args[0]} ended"
        return DEVICE in [name for _, name in socket.if_nameindex()]
    wait_until(is_there, f"a device {DEVICE}")


def connect(address, port):
    return socket.create_connection((address, port), timeout=PATIENCE_S)


def run(script, inside):
    """The main of a test: `inside(family, *arguments)` runs in a namespace, if one is permitted."""
    family, *arguments = sys.argv[1:]
    if arguments[-1] == "inside":
        return inside(family, *arguments[:-1])
    reason = obstacle(family)
    if reason is not None:
        print(f"skipped: {reason}")
        return SKIPPED
    return subprocess.run([*namespace(), sys.executable, script, family, *arguments, "inside"],
                          check=False).returncode
