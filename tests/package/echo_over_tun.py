#!/usr/bin/env python3
"""Real Linux talks to examples/tun_echo, in a network namespace of its own.

    echo_over_tun.py ipv4|ipv6 PROGRAM

Exit status 77 where namespaces or TUN devices are not permitted; nothing is shown then.
"""
import os
import shutil
import socket
import struct
import subprocess
import sys
import threading
import time

SKIPPED = 77  # SKIP_RETURN_CODE
DEVICE, PORT = "tun0", 7
# Linux's address with its prefix, and the endpoint's behind the device.
ADDRESSES = {"ipv4": ("10.9.0.1/24", "10.9.0.2"), "ipv6": ("fd09::1/64", "fd09::2")}
PATIENCE_S = 30  # nothing here takes a second, but machines are busy at times


def namespace():
    """What runs a command in a namespace that ends with it."""
    rootless = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
    return ["unshare", *rootless, "--net", "--pid", "--fork", "--kill-child"]


def obstacle(family):
    """Why it cannot be shown here, or None."""
    for program in ("unshare", "ip"):
        if shutil.which(program) is None:
            return f"there is no {program}"
    script = (f"ip tuntap add dev {DEVICE} mode tun && ip link set {DEVICE} up && "
              f"ip address add {ADDRESSES[family][0]} dev {DEVICE}")
    tried = subprocess.run([*namespace(), "sh", "-c", script], text=True, check=False,
                           stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return tried.stdout.strip() or "not permitted" if tried.returncode else None


def ip(*arguments):
    subprocess.run(["ip", *arguments], check=True)


def wait_for_device(server):
    deadline = time.monotonic() + PATIENCE_S
    while DEVICE not in [name for _, name in socket.if_nameindex()]:
        assert server.poll() is None, f"{server.args[0]} ended"
        assert time.monotonic() < deadline, f"no {DEVICE}"
        time.sleep(0.01)


def connect(address, port=PORT):
    return socket.create_connection((address, port), timeout=PATIENCE_S)


def echo(address, size):
    """Sends while it receives, closes its half, and receives the rest."""
    text, received = os.urandom(size), bytearray()
    with connect(address) as peer:
        def send():
            peer.sendall(text)
            peer.shutdown(socket.SHUT_WR)
        sender = threading.Thread(target=send)
        sender.start()
        while chunk := peer.recv(1 << 16):
            received += chunk
        sender.join()
    assert received == text, f"{len(received)} bytes of {size} came back, or others"


def reset(address):
    with connect(address) as peer:
        peer.sendall(os.urandom(1000))
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def is_refused(address, port):
    try:
        connect(address, port).close()
    except ConnectionRefusedError:
        return True
    return False


def converse(address):
    for size in (0, 1, 1_000_000):
        echo(address, size)
    for _ in range(100):
        echo(address, 100)
    for _ in range(20):
        reset(address)
    assert is_refused(address, PORT + 1)
    echo(address, 1_000_000)


def inside(family, program):
    with subprocess.Popen([program, DEVICE, str(PORT)]) as server:
        try:
            wait_for_device(server)
            ours, theirs = ADDRESSES[family]
            ip("link", "set", DEVICE, "up")
            ip("address", "add", ours, "dev", DEVICE, *(["nodad"] if family == "ipv6" else []))
            converse(theirs)
            server.terminate()
            assert server.wait(PATIENCE_S) == 0, "the server did not end in peace"
        finally:
            server.kill()
    return 0


def main():
    family, program = sys.argv[1:3]
    if sys.argv[3:] == ["inside"]:
        return inside(family, program)
    reason = obstacle(family)
    if reason is not None:
        print(f"skipped: {reason}")
        return SKIPPED
    return subprocess.run([*namespace(), sys.executable, __file__, family, program, "inside"],
                          check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
