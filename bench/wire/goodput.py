#!/usr/bin/env python3
"""goodput.py TWOMSL: the goodput of our endpoint to the kernel beside that of kernel to kernel.

Both over one `twomsl link` in one run, at 0 and 1 % loss, 0 and 20 ms there and back. The kernels
use Reno without SACK. In each round all flows last as long as one another, one after the other; a
ratio is taken within the round, and its median counts. Ours makes one hop more, through the kernel
that routes between its TUN device and the link.
"""
import collections
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
for folder in ("../../tests/interop", "../../tests/wire", ".."):
    sys.path.append(os.path.join(HERE, folder))

import peers
from measure import progress
from namespace import PATIENCE_S, SKIPPED, namespace, obstacle
from network import OURS, PEER, TUN, Network, set_sysctl

ROUNDS = 3
FLOW_S = 3
PORT = 8000
CHUNK = bytes(1 << 16)
CASES = {"0 %, 0 ms": (), "0 %, 20 ms": ("--delay", "10"), "1 %, 0 ms": ("--loss", "1"),
         "1 %, 20 ms": ("--loss", "1", "--delay", "10")}
FLOWS = ("ours to kernel", "kernel to ours", "kernel to kernel")


def feed(send):
    """Gives text without end, until nobody takes it any more."""
    try:
        while True:
            send(CHUNK)
    except (OSError, ValueError):
        return


def rate_of(read):
    """MB/s of what `read` gives, from its first byte on."""
    assert read(len(CHUNK)), "no text"
    began, size_bytes = time.monotonic(), 0
    while time.monotonic() - began < FLOW_S:
        chunk = read(len(CHUNK))
        assert chunk, "the text has ended"
        size_bytes += len(chunk)
    return size_bytes / (time.monotonic() - began) / 1e6


def feed_in_background(send):
    threading.Thread(target=feed, args=(send,), daemon=True).start()


def accepted(network):
    """The peer's listener, as long as it lasts."""
    with network.peer():
        server = peers.listening("ipv4", PORT)
    server.settimeout(PATIENCE_S)
    return server


def nc(twomsl):
    return subprocess.Popen([twomsl, "nc", "--tun", TUN, "--address", OURS["ipv4"], "--no-wait",
                             PEER["ipv4"], str(PORT)], stdin=subprocess.PIPE,
                            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


def ours_to_kernel(network, twomsl):
    with accepted(network) as server, nc(twomsl) as running:
        with server.accept()[0] as peer:
            peer.settimeout(PATIENCE_S)
            feed_in_background(running.stdin.write)
            rate = rate_of(peer.recv)
        running.kill()
    return rate


def kernel_to_ours(network, twomsl):
    with accepted(network) as server, nc(twomsl) as running:
        with server.accept()[0] as peer:
            feed_in_background(peer.sendall)
            rate = rate_of(running.stdout.read1)
        running.kill()
    return rate


def kernel_to_kernel(network, _):
    with accepted(network) as server, peers.connected("ipv4", PEER["ipv4"], PORT) as here:
        with server.accept()[0] as peer:
            peer.settimeout(PATIENCE_S)
            feed_in_background(here.sendall)
            return rate_of(peer.recv)


MEASURES = dict(zip(FLOWS, (ours_to_kernel, kernel_to_ours, kernel_to_kernel)))


def measure_inside(twomsl, options):
    """The rates of each flow, a list of one a round, as JSON."""
    rates = collections.defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        network = Network(twomsl, folder, options)
        network.is_traced = False
        with network.peer():
            use_reno()
        use_reno()
        with network:
            for _ in range(ROUNDS):
                for flow, measure in MEASURES.items():
                    rates[flow].append(measure(network, twomsl))
    print(json.dumps(rates))
    sys.stdout.flush()
    os._exit(0)  # threads that still feed do not keep it


def use_reno():
    for name, value in (("tcp_congestion_control", "reno"), ("tcp_sack", 0)):
        set_sysctl("ipv4/" + name, value)


def print_table(rates):
    print(f"{'loss, delay':<12}{'flow':<18}{'MB/s':>8}{'kernel':>9}{'ratio':>7}  spread")
    for case, flows in rates.items():
        anchor = flows["kernel to kernel"]
        for flow in FLOWS[:2]:
            ratios = sorted(ours / kernel for ours, kernel in zip(flows[flow], anchor))
            print(f"{case:<12}{flow:<18}{statistics.median(flows[flow]):8.2f}"
                  f"{statistics.median(anchor):9.2f}{statistics.median(ratios):7.2f}"
                  f"  {ratios[0]:.2f}-{ratios[-1]:.2f}")


def main(arguments):
    if len(arguments) < 1:
        print("usage: goodput.py TWOMSL", file=sys.stderr)
        return 2
    twomsl, *inside = arguments
    if inside:
        measure_inside(twomsl, CASES[inside[0]])
    reason = obstacle("ipv4")
    if reason is not None:
        print(f"skipped: {reason}")
        return SKIPPED
    rates = {}
    for case in CASES:
        progress(f"wire: {case}")
        command = [*namespace(), sys.executable, os.path.abspath(__file__), twomsl, case]
        done = subprocess.run(command, text=True, capture_output=True, check=False)
        if not done.stdout:
            print(f"goodput.py: {case}: {done.stderr.strip()[-500:]}", file=sys.stderr)
            return 1
        rates[case] = json.loads(done.stdout)
    progress("")
    print_table(rates)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        progress("")
        sys.exit(128 + signal.SIGINT)
