"""What a cell does with both ends. Each exercise takes the cell, the network and our side; what it
returns is told beside the result."""
import os
import subprocess
import time

import peers
from endpoint import RunningNc, stop
from namespace import PATIENCE_S, wait_until
from network import OURS, PEER, Network, ip, set_sysctl
from streams import Task, Text, digest_of

PORT = 8000


def exchange(cell, network, ours):
    """A text goes either way at once, and both are compared by their checksums."""
    upwards, downwards = Text(cell.sent_bytes), Text(cell.received_bytes)

    def pause_of(reader):
        return (lambda: time.sleep(cell.pause_s)) if cell.slow == reader else None

    def use(peer):
        if cell.slow == "peer":
            peer.setsockopt(peers.socket.SOL_SOCKET, peers.socket.SO_RCVBUF, 65536)
        peer.settimeout(PATIENCE_S + cell.pause_s)
        sender = Task(peers.send_text, peer, downwards)
        received = digest_of(peer.recv, pause_of("peer"))
        sender.result(cell.patience_s)
        peer.close()
        return received

    def accept():
        return use(server.accept()[0])

    def connect():
        with network.peer():
            peer = peers.connected(cell.family, OURS[cell.family], PORT)
        return use(peer)

    began = time.monotonic()
    if cell.role == "client":
        with network.peer():
            server = peers.listening(cell.family, PORT)
        far = Task(accept)
        running = ours.nc(PEER[cell.family], str(PORT))
    else:
        running = ours.nc("-l", str(PORT))
        wait_until(Network.is_attached, "nc has its device")
        far = Task(connect)
    near = RunningNc(running, upwards, pause_of("ours"))
    try:
        arrived = far.result(cell.patience_s)
        came_back = near.result(cell.patience_s)
    finally:
        running.kill()
    elapsed_s = time.monotonic() - began
    assert arrived == (upwards.digest(), upwards.size_bytes), "the peer has received another text"
    assert came_back == (downwards.digest(), downwards.size_bytes), "we have received another text"
    total_mb = (upwards.size_bytes + downwards.size_bytes) / 1e6
    return f"{total_mb:.1f} MB in {elapsed_s:.1f} s"


def swallow_long_packets(cell, network, ours):
    """Exchange through a black hole; the peer's kernel looks for the path MTU by itself."""
    with network.peer():
        set_sysctl("ipv4/tcp_mtu_probing", 1)
    return exchange(cell, network, ours)


def narrow_the_router(cell, network, ours):
    """Exchange over a router that sends ICMP instead of what does not fit its second device."""
    ip("link", "set", "linkB", "mtu", "1000")
    return exchange(cell, network, ours)


def served_folder(network, files):
    folder = os.path.join(network.folder, "served")
    os.mkdir(folder)
    for name, text in files.items():
        with open(os.path.join(folder, name), "wb") as file:
            file.writelines(text.chunks())
    return folder


def stop_httpd(running, network):
    """Once all of the peer's connections have ended: those that have not are reset by it."""
    with network.peer():
        wait_until(lambda: not peers.has_live_connections(), "all connections end")
    stop(running)


def host_of(cell):
    return OURS[cell.family] if cell.family == "ipv4" else f"[{OURS[cell.family]}]"


class Curl:
    """Runs curl in the peer's namespace, and compares what it has fetched."""

    def __init__(self, network):
        self.network = network
        self.folder = os.path.join(network.folder, "got")
        os.mkdir(self.folder)

    def run(self, *arguments):
        with self.network.peer():
            subprocess.run(["curl", "-g", "-s", "-S", "--fail", "--max-time", str(PATIENCE_S),
                            *arguments], check=True, cwd=self.folder)

    def open(self, name):
        return open(os.path.join(self.folder, name), "rb")

    def check(self, name, text):
        with self.open(name) as file:
            assert digest_of(file.read) == (text.digest(), text.size_bytes), f"{name} differs"


def fetch_by_curl(cell, network, ours):
    """curl fetches files from httpd: several at once, two on one connection, one in part."""
    files = {f"file{i}": Text(1_000_000 + i) for i in range(8)}
    running = ours.httpd(served_folder(network, files))
    url, curl = f"http://{host_of(cell)}/", Curl(network)
    curl.run("-Z", *[word for name in files for word in ("-O", url + name)])
    curl.run("-r", "1000-1999", "-o", "part", url + "file0")
    for name, text in files.items():
        curl.check(name, text)
    with curl.open("file0") as whole, curl.open("part") as part:
        assert whole.read()[1000:2000] == part.read(), "the part differs"
    curl.run("-O", "-O", url + "file1", url + "file2")
    stop_httpd(running, network)
    return f"{len(files) + 3} files"


def fetch_beside_slow_readers(cell, network, ours):
    """curl is served while others that have asked before it do not read."""
    text = Text(3_000_000)
    running = ours.httpd(served_folder(network, {"small": text}))
    slow = []
    with network.peer():
        for _ in range(cell.connections):
            peer = peers.connected(cell.family, OURS[cell.family], 80)
            peer.sendall(peers.request(OURS[cell.family]))
            slow.append(peer)
    curl = Curl(network)
    began = time.monotonic()
    curl.run("-O", f"http://{host_of(cell)}/small")
    elapsed_s = time.monotonic() - began
    curl.check("small", text)
    time.sleep(cell.pause_s)
    for peer in slow:
        with peer:
            head, _, body = peers.response(peer).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200 ") and body == b"".join(text.chunks())
    stop_httpd(running, network)
    assert elapsed_s < cell.pause_s, f"curl has waited for {elapsed_s:.1f} s"
    return f"{cell.connections} slow readers, curl took {elapsed_s:.1f} s"


def ask_httpd_at_once(cell, network, ours):
    running = ours.httpd(served_folder(network, {"small": Text(100)}))
    with network.peer():
        bodies = peers.ask_at_once(cell.family, OURS[cell.family], cell.connections)
    assert all(body == bodies[0] or body.endswith(bodies[0][-100:]) for body in bodies)
    assert bodies[0].startswith(b"HTTP/1.1 200 "), bodies[0]
    stop_httpd(running, network)
    return f"{cell.connections} connections"


def ask_httpd_in_sequence(cell, network, ours):
    """From so few ports that each is used again while our end is in TIME-WAIT."""
    running = ours.httpd(served_folder(network, {"small": Text(100)}))
    slowest_s = 0.0
    with network.peer():
        for i in range(cell.connections):
            began = time.monotonic()
            with peers.connected(cell.family, OURS[cell.family], 80,
                                 20_000 + i % cell.ports) as peer:
                peer.sendall(peers.request(OURS[cell.family]))
                assert peers.response(peer).startswith(b"HTTP/1.1 200 "), "no answer"
            slowest_s = max(slowest_s, time.monotonic() - began)
    stop_httpd(running, network)
    assert cell.most_s is None or slowest_s <= cell.most_s, f"one lasted {slowest_s:.1f} s"
    assert slowest_s >= cell.least_s, f"the slowest lasted {slowest_s:.1f} s only"
    return f"{cell.connections} connections on {cell.ports} ports, slowest {slowest_s:.2f} s"


def open_many(cell, network, ours):
    """Connections of our client to an echo server: at once, or one after the other."""
    with network.peer():
        server = peers.listening(cell.family, PORT)
    serve = (Task(peers.answer_in_turn, server, cell.connections, 100) if cell.peer_closes
             else Task(peers.echo, server, cell.connections))
    began = time.monotonic()
    got = ours.client("--connections", str(cell.connections), "--at-once", str(cell.at_once),
                      "--first-port", "20000", "--last-port", str(20_000 + cell.ports - 1),
                      *(["--peer-closes"] if cell.peer_closes else []),
                      PEER[cell.family], str(PORT))
    elapsed_s = time.monotonic() - began
    assert got["done"] == cell.connections and got["failed"] == 0, got
    serve.result(cell.patience_s)
    assert got["refusals"] == 0 or cell.may_refuse, got
    assert elapsed_s >= cell.least_s, f"all of it lasted {elapsed_s:.1f} s only"
    assert cell.most_s is None or elapsed_s <= cell.most_s, f"it lasted {elapsed_s:.1f} s"
    return f"{cell.connections} connections, {got['refusals']} refusals, {elapsed_s:.1f} s"
