#!/usr/bin/env python3
"""`twomsl nc` and real Linux, in a network namespace of their own.

    nc_to_linux.py ipv4|ipv6 TWOMSL

Exit status 77 where namespaces or TUN devices are not permitted; nothing is shown then.
"""
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

sys.dont_write_bytecode = True

from namespace import ADDRESSES, PATIENCE_S, connect, ip, run, wait_until

PORT = 8000
MSL_S = 0.2


class Nc:
    """Runs `twomsl nc` on the device."""

    def __init__(self, family, program):
        self.linux, self.ours = ADDRESSES[family]
        self.program = program
        self.server = self.linux.split("/")[0]

    def command(self, *arguments, msl_s=MSL_S):
        return [self.program, "nc", "--kernel", self.linux, "--address", self.ours,
                "--msl", str(msl_s), *arguments]

    def start(self, *arguments, msl_s=MSL_S):
        return subprocess.Popen(self.command(*arguments, msl_s=msl_s), stdin=subprocess.PIPE,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def served(server, serve):
    """What `serve` gives of the next connection that Linux accepts, once it is asked for."""
    found = []

    def accept():
        with server.accept()[0] as peer:
            peer.settimeout(PATIENCE_S)
            found.append(serve(peer))

    thread = threading.Thread(target=accept)
    thread.start()

    def wait():
        thread.join(PATIENCE_S)
        assert found, "Linux has no connection, or it does not end"
        return found[0]

    return wait


def read_all(peer):
    received = bytearray()
    while chunk := peer.recv(1 << 16):
        received += chunk
    return bytes(received)


# Both directions end, ours first; then TIME-WAIT is ours.
def sends_and_receives(nc, server):
    text, answer = os.urandom(3_000_000), os.urandom(2_000_000)

    def serve(peer):
        received = read_all(peer)
        peer.sendall(answer)
        return received

    received = served(server, serve)
    began = time.monotonic()
    with nc.start(nc.server, str(PORT)) as client:
        output, errors = client.communicate(text, PATIENCE_S)
    assert (client.returncode, errors) == (0, b""), (client.returncode, errors)
    assert received() == text and output == answer
    assert time.monotonic() - began >= 2 * MSL_S, "it did not stay for TIME-WAIT"


def leaves_the_wait_if_asked(nc, server):
    received = served(server, read_all)
    with nc.start("--no-wait", nc.server, str(PORT), msl_s=100) as client:
        _, errors = client.communicate(b"short", PATIENCE_S)
    assert (client.returncode, errors) == (0, b""), (client.returncode, errors)
    assert received() == b"short"


def listens(nc, _):
    text = os.urandom(1_000_000)
    with nc.start("-l", str(PORT + 1)) as listener:
        def reaches():
            try:
                peers.append(connect(nc.ours, PORT + 1))
            except OSError:
                return False
            return True
        peers = []
        wait_until(reaches, "Linux reaches nc -l")
        try:
            connect(nc.ours, PORT + 1).close()
            assert False, "it takes a second connection"
        except ConnectionError:
            pass
        peers[0].sendall(text)
        peers[0].shutdown(socket.SHUT_WR)
        output, _ = listener.communicate(b"answer", PATIENCE_S)
        assert read_all(peers[0]) == b"answer" and output == text
        peers[0].close()
    assert listener.returncode == 0


def resets_when_interrupted(nc, server):
    accepted = threading.Event()

    def serve(peer):
        accepted.set()
        try:
            return peer.recv(1)
        except ConnectionResetError:
            return "reset"

    received = served(server, serve)
    with nc.start(nc.server, str(PORT)) as client:
        assert accepted.wait(PATIENCE_S)
        client.send_signal(signal.SIGINT)
        assert client.wait(PATIENCE_S) == 130
    assert received() == "reset"


def resets_when_nobody_reads_its_output(nc, server):
    def serve(peer):
        try:
            while True:
                peer.sendall(bytes(100_000))
        except (BrokenPipeError, ConnectionResetError):
            return "reset"

    received = served(server, serve)
    with nc.start(nc.server, str(PORT)) as client:
        client.stdout.read(10)
        client.stdout.close()
        assert client.wait(PATIENCE_S) == -signal.SIGPIPE
    assert received() == "reset"


def ends_when_the_device_goes(nc, _):
    with nc.start("--tun", "tun7", "-l", str(PORT + 1)) as listener:
        def is_gone():
            return subprocess.run(["ip", "link", "delete", "tun7"], stderr=subprocess.DEVNULL,
                                  check=False).returncode == 0
        wait_until(is_gone, "a device tun7")
        _, errors = listener.communicate(b"", PATIENCE_S)
    assert listener.returncode == 3 and b"tun7" in errors, (listener.returncode, errors)


def says_what_is_wrong(nc, _):
    for arguments, status, words in (
            ((nc.server, "9"), 1, "refused"), ((nc.server, "0"), 2, "'0' is no port"),
            (("localhost", "9"), 2, "names are not looked up"),
            (("--trace", "/nowhere/x", nc.server, "9"), 3, "/nowhere/x: No such file"),
            (("--policy", "nice", nc.server, "9"), 3, "there are safe, strict and rfc9293"),
            (("--kernel", "10.9.0.1", nc.server, "9"), 3, "is no address with a length")):
        ran = subprocess.run(nc.command(*arguments), stdin=subprocess.DEVNULL, text=True,
                             capture_output=True, timeout=PATIENCE_S, check=False)
        assert ran.returncode == status and words in ran.stderr, (arguments, ran)


# Both ends' behaviour, as the trace has it, passes the audit.
def is_acquitted_by_its_trace(nc, server):
    with tempfile.TemporaryDirectory() as folder:
        trace = os.path.join(folder, "trace.pcap")
        received = served(server, read_all)
        with nc.start("--trace", trace, nc.server, str(PORT)) as client:
            client.communicate(b"short", PATIENCE_S)
        assert received() == b"short"
        judged = subprocess.run([nc.program, "audit", "--msl", str(MSL_S), trace], text=True,
                                capture_output=True, timeout=PATIENCE_S, check=False)
    assert judged.returncode == 0 and "1 close" in judged.stdout, judged


def inside(family, program):
    nc = Nc(family, program)
    ip("link", "set", "lo", "up")
    kind = socket.AF_INET if family == "ipv4" else socket.AF_INET6
    with socket.socket(kind) as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind(("", PORT))
        server.listen()
        server.settimeout(PATIENCE_S)
        for case in (sends_and_receives, leaves_the_wait_if_asked, listens,
                     resets_when_interrupted, resets_when_nobody_reads_its_output,
                     ends_when_the_device_goes, says_what_is_wrong, is_acquitted_by_its_trace):
            began = time.monotonic()
            case(nc, server)
            print(f"{case.__name__}: {time.monotonic() - began:.1f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(run(__file__, inside))
