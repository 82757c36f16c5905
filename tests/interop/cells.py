"""The cells: what is varied, what is done, and what is expected."""
import dataclasses
import typing

import exercises

FAMILIES = ("ipv4", "ipv6")
ROLES = ("client", "server")  # of our endpoint
POLICIES = ("safe", "strict", "rfc9293")
MB = 1_000_000


@dataclasses.dataclass(frozen=True)
class Cell:
    """One run of both ends over one link."""
    name: str
    exercise: typing.Callable = exercises.exchange
    role: str = "client"
    family: str = "ipv4"
    policy: str = "safe"
    msl_s: float = 0.2
    link: tuple = ()  # options of `twomsl link`
    mtu_bytes: int = 1500
    sysctls: tuple = ()  # of the peer's kernel: (name, value)
    sent_bytes: int = MB  # by us
    received_bytes: int = MB
    slow: str = "nobody"  # who pauses after the first text: "ours" or "peer"
    pause_s: float = 0
    connections: int = 1
    at_once: int = 1
    ports: int = 16
    peer_closes: bool = False
    may_refuse: bool = False  # our OPEN, for a while
    least_s: float = 0
    most_s: typing.Optional[float] = None
    patience_s: float = 60
    needs: tuple = ()  # programs beside ip and unshare


def in_both_roles(name, families=FAMILIES, **settings):
    for family in families:
        for role in ROLES:
            yield Cell(f"{name}.{role}.{family}", role=role, family=family, **settings)


def options():
    yield from in_both_roles("plain")
    yield from in_both_roles("no-timestamps", sysctls=(("ipv4/tcp_timestamps", 0),))
    yield from in_both_roles("no-scale", sysctls=(("ipv4/tcp_window_scaling", 0),))
    yield from in_both_roles("no-options", ("ipv4",), sysctls=(
        ("ipv4/tcp_timestamps", 0), ("ipv4/tcp_window_scaling", 0), ("ipv4/tcp_sack", 0)))


def faults():
    for name, link in (("loss-1", ("--loss", "1")), ("reorder-5", ("--reorder", "5")),
                       ("repeat-5", ("--repeat", "5")), ("corrupt-1", ("--corrupt", "1")),
                       ("delay-20ms", ("--delay", "10")), ("delay-100ms", ("--delay", "50"))):
        yield from in_both_roles(name, link=link)
    yield from in_both_roles("all-faults", ("ipv4",), sent_bytes=MB // 4, received_bytes=MB // 4,
                             link=("--loss", "1", "--reorder", "5", "--repeat", "2", "--corrupt",
                                   "1", "--delay", "10"))


def slow_readers():
    for pause_s in (1, 4, 12):
        yield Cell(f"slow-peer-{pause_s}s", slow="peer", pause_s=pause_s, sent_bytes=20 * MB,
                   received_bytes=1000)
        yield Cell(f"slow-endpoint-{pause_s}s", slow="ours", pause_s=pause_s, sent_bytes=1000,
                   received_bytes=20 * MB, role="server")


def sizes():
    for mtu_bytes in (576, 1280, 9000):
        families = FAMILIES if mtu_bytes >= 1280 else ("ipv4",)
        yield from in_both_roles(f"mtu-{mtu_bytes}", families, mtu_bytes=mtu_bytes)
    yield Cell("black-hole-to-us", exercises.swallow_long_packets, sent_bytes=100,
               link=("--black-hole", "1000"))
    yield Cell("black-hole-from-us", exercises.swallow_long_packets, received_bytes=100,
               link=("--black-hole", "1000"), patience_s=15)
    yield Cell("narrow-router", exercises.narrow_the_router, received_bytes=100, patience_s=15)


def many():
    yield Cell("1000-at-once.server", exercises.ask_httpd_at_once, connections=1000, msl_s=30)
    yield Cell("1000-at-once.client", exercises.open_many, connections=1000, at_once=1000,
               ports=4000, msl_s=1)
    yield Cell("10000-in-sequence.server", exercises.ask_httpd_in_sequence, connections=10_000,
               msl_s=30, patience_s=120)
    yield Cell("10000-in-sequence.client", exercises.open_many, connections=10_000,
               peer_closes=True, msl_s=30, patience_s=120)
    for family in FAMILIES:
        yield Cell(f"curl.{family}", exercises.fetch_by_curl, family=family, needs=("curl",))
    yield Cell("curl-beside-slow-readers", exercises.fetch_beside_slow_readers, connections=50,
               pause_s=4, needs=("curl",))
    for role in ROLES:
        yield Cell(f"100-mb.{role}", role=role, sent_bytes=100 * MB, received_bytes=100 * MB,
                   patience_s=180)


def reuse():
    """Ports that are used again at once. MSL is 2 s at our end, and TIME-WAIT so lasts 4 s."""
    for policy in POLICIES:
        is_strict = policy == "strict"
        common = {"policy": policy, "msl_s": 2, "connections": 2, "ports": 1}
        # Nobody opens again from TIME-WAIT what he has closed himself.
        yield Cell(f"reuse-of-our-wait-by-us.{policy}", exercises.open_many, may_refuse=True,
                   least_s=4, most_s=8, **common)
        # A new SYN of the peer reopens, but under strict, where it waits for the end of TIME-WAIT.
        yield Cell(f"reuse-of-our-wait-by-peer.{policy}", exercises.ask_httpd_in_sequence,
                   least_s=3.9 if is_strict else 0, most_s=12 if is_strict else 3.5, **common)
        # Linux lets a new SYN of ours reopen. Under strict our end too holds the tuple for 2*MSL.
        yield Cell(f"reuse-of-peers-wait-by-us.{policy}", exercises.open_many, peer_closes=True,
                   may_refuse=is_strict, least_s=4 if is_strict else 0,
                   most_s=8 if is_strict else 3.5, **common)


def cells():
    for group in (options, faults, slow_readers, sizes, many, reuse):
        yield from group()


# Each takes a second or so.
SHORT = ("plain.client.ipv4", "plain.server.ipv6", "no-timestamps.server.ipv4",
         "no-scale.client.ipv6", "no-options.client.ipv4", "repeat-5.client.ipv4",
         "delay-20ms.server.ipv4", "mtu-576.client.ipv4", "curl.ipv4",
         "reuse-of-our-wait-by-peer.rfc9293")
