"""Two network namespaces: our endpoint's, which routes, and that of the kernel which is the peer.

    endpoint - tun0 - (this namespace) - linkB === twomsl link === linkA - (the peer's namespace)

Both are gone with the process that makes them. All that is done inside `peer()` is done in the
peer's namespace.
"""
import contextlib
import ctypes
import fcntl
import os
import re
import signal
import socket
import struct
import subprocess

from namespace import PATIENCE_S, wait_until

CLONE_NEWNET = 0x40000000
IFF_RUNNING = 0x40
SIOCGIFFLAGS = 0x8913

TUN = "tun0"
OURS = {"ipv4": "10.9.0.2", "ipv6": "fd09::2"}
PEER = {"ipv4": "10.8.0.2", "ipv6": "fd08::2"}
ROUTER = "10.8.0.1"  # this namespace, which is also a kernel that the peer can talk to
ROUTER_ON_TUN = {"ipv4": "10.9.0.1/24", "ipv6": "fd09::1/64"}
ROUTER_ON_LINK = {"ipv4": "10.8.0.1/24", "ipv6": "fd08::1/64"}
PEER_ON_LINK = {"ipv4": "10.8.0.2/24", "ipv6": "fd08::2/64"}
KINDS = {"ipv4": socket.AF_INET, "ipv6": socket.AF_INET6}

# Options of the link, and the word by which it counts what they do.
FAULTS = {"--loss": "lost", "--reorder": "delayed", "--repeat": "repeated", "--corrupt": "damaged",
          "--black-hole": "too long"}

libc = ctypes.CDLL(None, use_errno=True)


class NotPermitted(Exception):
    """Namespaces, devices or settings that this machine does not give."""


def checked(result, what):
    if result != 0:
        raise NotPermitted(f"{what}: {os.strerror(ctypes.get_errno())}")


def ip(*arguments):
    done = subprocess.run(["ip", *arguments], text=True, check=False, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT)
    if done.returncode != 0:
        raise NotPermitted(f"ip {' '.join(arguments)}: {done.stdout.strip()}")


def set_sysctl(name, value):
    try:
        with open("/proc/sys/net/" + name, "w", encoding="ascii") as file:
            file.write(str(value))
    except OSError as error:
        raise NotPermitted(f"{name}: {error.strerror}") from error


class Network:
    """Makes both namespaces, and runs the link until it is left."""

    def __init__(self, program, folder, link_options=(), mtu_bytes=1500):
        self.program = program
        self.folder = folder
        self.link_options = link_options
        self.mtu_bytes = mtu_bytes
        self.is_traced = True  # at the peer's end of the link
        self.here = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
        checked(libc.unshare(CLONE_NEWNET), "unshare")
        self.there = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
        checked(libc.setns(self.here, CLONE_NEWNET), "setns")
        self.link = None

    @contextlib.contextmanager
    def peer(self):
        """The calling thread, and what it starts, is in the peer's namespace."""
        checked(libc.setns(self.there, CLONE_NEWNET), "setns")
        try:
            yield
        finally:
            checked(libc.setns(self.here, CLONE_NEWNET), "setns")

    def trace(self):
        return os.path.join(self.folder, "link.pcap")

    def __enter__(self):
        with open(os.path.join(self.folder, "link.txt"), "w", encoding="ascii") as said:
            trace = ["--trace-a", self.trace()] if self.is_traced else []
            self.link = subprocess.Popen(
                [self.program, "link", "linkA", "linkB", "--mtu", str(self.mtu_bytes), *trace,
                 *self.link_options], stderr=said)
        wait_until(lambda: self.is_there("linkB"), "the link's devices")
        ip("link", "set", "lo", "up")
        ip("tuntap", "add", "dev", TUN, "mode", "tun")
        ip("link", "set", TUN, "mtu", str(self.mtu_bytes), "txqueuelen", "10000", "up")
        ip("link", "set", "linkB", "up")
        subprocess.run(["ip", "link", "set", "linkA", "netns", f"/proc/self/fd/{self.there}"],
                       pass_fds=(self.there,), check=True)
        with self.peer():
            ip("link", "set", "lo", "up")
            ip("link", "set", "linkA", "txqueuelen", "10000", "up")
        for family in ("ipv4", "ipv6"):
            if family == "ipv4" or self.mtu_bytes >= 1280:  # the least that IPv6 goes over
                self.address(family)
        return self

    def address(self, family):
        no_detection = ["nodad"] if family == "ipv6" else []
        ip("address", "add", ROUTER_ON_TUN[family], "dev", TUN, *no_detection)
        ip("address", "add", ROUTER_ON_LINK[family], "dev", "linkB", *no_detection)
        set_sysctl("ipv4/ip_forward" if family == "ipv4" else "ipv6/conf/all/forwarding", 1)
        with self.peer():
            ip("address", "add", PEER_ON_LINK[family], "dev", "linkA", *no_detection)
            version = "-4" if family == "ipv4" else "-6"
            ip(version, "route", "add", "default", "via", ROUTER_ON_LINK[family].split("/")[0])

    def __exit__(self, *_):
        self.link.send_signal(signal.SIGINT)
        self.link.wait(PATIENCE_S)

    def check_faults(self):
        """What the link was told to do has happened; it says so when it ends."""
        with open(os.path.join(self.folder, "link.txt"), encoding="ascii") as file:
            said = file.read()
        for option, word in FAULTS.items():
            count = sum(int(number) for number in re.findall(rf"(\d+) {word}", said))
            assert (option in self.link_options) == (count > 0), f"{option}, but {count} {word}"

    @staticmethod
    def is_there(device):
        return device in [name for _, name in socket.if_nameindex()]

    @staticmethod
    def is_attached():
        """A program has the device of our endpoint open."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
            request = struct.pack("16sh22x", TUN.encode(), 0)
            answer = fcntl.ioctl(asked, SIOCGIFFLAGS, request)
        return struct.unpack("16sh22x", answer)[1] & IFF_RUNNING != 0
