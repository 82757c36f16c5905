#!/usr/bin/env python3
"""Real Linux talks to examples/tun_echo, in a network namespace of its own.

    echo_over_tun.py ipv4|ipv6 PROGRAM

Exit status 77 where namespaces or TUN devices are not permitted; nothing is shown then.
"""
import os
import socket
import struct
import subprocess
import sys
import threading

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "wire"))

from namespace import ADDRESSES, DEVICE, PATIENCE_S, connect, ip, run, wait_for_device

PORT = 7


def echo(address, size):
    """Sends while it receives, closes its half, and receives the rest."""
    text, received = os.urandom(size), bytearray()
    with connect(address, PORT) as peer:
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
    with connect(address, PORT) as peer:
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


if __name__ == "__main__":
    sys.exit(run(__file__, inside))
