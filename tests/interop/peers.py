"""What programs of the peer's kernel do. All of it is called in the peer's namespace."""
import errno
import selectors
import socket
import time

from namespace import PATIENCE_S
from network import KINDS


def listening(family, port, backlog=2048):
    server = socket.socket(KINDS[family])
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.bind(("", port))
    server.listen(backlog)
    return server


def connected(family, address, port, local_port=0):
    """A connection, tried again as long as nobody listens yet, or the local port's last connection
    waits for the acknowledgement of its FIN."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        peer = socket.socket(KINDS[family])
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        peer.bind(("", local_port))
        peer.settimeout(PATIENCE_S)
        try:
            peer.connect((address, port))
            return peer
        except OSError as error:
            peer.close()
            patient = error.errno in (errno.ECONNREFUSED, errno.EHOSTUNREACH, errno.ENETUNREACH,
                                      errno.EADDRNOTAVAIL)
            if not patient or time.monotonic() > deadline:
                raise
            time.sleep(0.005)


def send_text(peer, text):
    for chunk in text.chunks():
        peer.sendall(chunk)
    peer.shutdown(socket.SHUT_WR)


def answer_in_turn(server, count, text_bytes):
    """Echoes text on `count` connections one after the other, and closes each of them first."""
    for _ in range(count):
        peer, _ = server.accept()
        with peer:
            peer.settimeout(PATIENCE_S)
            received = b""
            while len(received) < text_bytes:
                chunk = peer.recv(text_bytes)
                assert chunk, "the text ends too early"
                received += chunk
            peer.sendall(received)


def echo(server, count):
    """Echoes text on `count` connections at once, each until its peer closes."""
    ended = 0
    with selectors.DefaultSelector() as ready:
        ready.register(server, selectors.EVENT_READ)
        while ended < count:
            events = ready.select(PATIENCE_S)
            assert events, f"{ended} of {count} have ended"
            for key, _ in events:
                if key.fileobj is server:
                    ready.register(server.accept()[0], selectors.EVENT_READ)
                elif chunk := key.fileobj.recv(4096):
                    key.fileobj.sendall(chunk)
                else:
                    ready.unregister(key.fileobj)
                    key.fileobj.close()
                    ended += 1


def has_live_connections():
    """Some connection of this namespace has not ended; TIME-WAIT counts as its end."""
    listen, time_wait = "0A", "06"
    for table in ("tcp", "tcp6"):
        with open(f"/proc/thread-self/net/{table}", encoding="ascii") as file:
            for line in file.readlines()[1:]:
                if line.split()[3] not in (listen, time_wait):
                    return True
    return False


def request(host, connection="close"):
    return f"GET /small HTTP/1.1\r\nHost: {host}\r\nConnection: {connection}\r\n\r\n".encode()


def response(peer):
    """All that a peer sends until it closes."""
    received = b""
    while chunk := peer.recv(4096):
        received += chunk
    return received


def ask_at_once(family, address, count):
    """Opens `count` connections, and asks on all of them once the last is open."""
    peers = []
    for _ in range(count):
        peer = socket.socket(KINDS[family])
        peer.setblocking(False)
        peer.connect_ex((address, 80))
        peers.append(peer)
    deadline = time.monotonic() + PATIENCE_S
    for peer in peers:
        with selectors.DefaultSelector() as ready:
            ready.register(peer, selectors.EVENT_WRITE)
            assert ready.select(max(0, deadline - time.monotonic())), "a connection does not open"
        assert peer.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == 0, "no connection"
        peer.settimeout(PATIENCE_S)
    for peer in peers:
        peer.sendall(request(address))
    bodies = [response(peer) for peer in peers]
    for peer in peers:
        peer.close()
    return bodies
