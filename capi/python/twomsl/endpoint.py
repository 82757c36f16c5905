"""The endpoint: a TCP that runs on packets and time alone."""
import ctypes
import dataclasses

from . import abi
from .codec import read_socket, written_socket

NEVER = 2**64 - 1
EVENTS = {0x001: "incoming", 0x002: "opened", 0x004: "text", 0x008: "stream_ended",
          0x010: "room", 0x020: "fin_acked", 0x040: "refused", 0x080: "reset", 0x100: "ended"}


@dataclasses.dataclass(frozen=True)
class Status:
    state: str
    why: str  # how a connection that is over ended
    local: str
    remote: str
    rexmit_at_us: int
    closes_at_us: int
    snd_wnd_bytes: int
    rcv_wnd_bytes: int
    unacknowledged_bytes: int
    unsent_bytes: int
    unreceived_bytes: int
    mss_bytes: int
    incoming: int
    timestamps: bool


class Connection:
    """A handle: a connection, or a listener."""

    def __init__(self, endpoint, handle):
        self._endpoint, self._handle = endpoint, handle

    def _call(self, name, *arguments):
        return abi.checked(getattr(abi.library, "twomsl_endpoint_" + name)(
            self._endpoint._pointer, self._handle, *arguments))

    def accept(self):
        """The next connection of a listener, or None."""
        handle = abi.Handle()
        result = self._call("accept", None, ctypes.byref(handle))
        return None if result == abi.WOULD_WAIT else Connection(self._endpoint, handle)

    def send(self, text, now_us):
        """How many bytes were accepted."""
        accepted = ctypes.c_size_t()
        self._call("send", bytes(text), ctypes.c_size_t(len(text)), abi.u64(now_us),
                   ctypes.byref(accepted))
        return accepted.value

    def receive(self, now_us, room=65536):
        """Bytes; b"" if there are none yet, None at the end of the stream."""
        into, received = ctypes.create_string_buffer(room), ctypes.c_size_t()
        result = self._call("receive", into, ctypes.c_size_t(room), abi.u64(now_us),
                            ctypes.byref(received))
        return None if result == abi.END_OF_STREAM else into.raw[:received.value]

    def close(self, now_us):
        self._call("close", abi.u64(now_us))

    def abort(self, now_us):
        self._call("abort", abi.u64(now_us))

    def release(self, now_us):
        self._call("release", abi.u64(now_us))

    def status(self, now_us):
        got = abi.Status()
        self._call("status", abi.u64(now_us), ctypes.byref(got))
        fields = {name: getattr(got, name) for name, _ in abi.Status._fields_}
        fields.update(state=got.state.decode(), why=got.why.decode(),
                      local=written_socket(got.local), remote=written_socket(got.remote),
                      timestamps=bool(got.timestamps))
        return Status(**fields)


class Endpoint(abi.Owned):
    """A TCP that runs on packets and time alone. Times are microseconds."""

    def __init__(self, addresses=None, policy=None, msl_s=0, secret=(0, 0), **options):
        given = abi.sized(abi.EndpointOptions, addresses=abi.words(addresses),
                          policy=abi.words(policy), msl_s=msl_s,
                          secret=(ctypes.c_uint64 * 2)(*secret), **options)
        super().__init__(abi.library.twomsl_endpoint_new(ctypes.byref(given)),
                         abi.library.twomsl_endpoint_free)

    def packet(self, packet, now_us):
        """Refused says why it was not taken."""
        abi.checked(abi.library.twomsl_endpoint_packet(
            self._pointer, bytes(packet), ctypes.c_size_t(len(packet)), abi.u64(now_us)))

    def poll(self, now_us):
        """The packets to send."""
        at = ctypes.POINTER(ctypes.c_uint8)()
        poll = abi.library.twomsl_endpoint_poll
        while size := poll(self._pointer, abi.u64(now_us), ctypes.byref(at)):
            yield ctypes.string_at(at, size)

    def deadline(self):
        """When advance() or poll() has something to do, or NEVER."""
        return abi.library.twomsl_endpoint_deadline(self._pointer)

    def advance(self, now_us):
        abi.library.twomsl_endpoint_advance(self._pointer, abi.u64(now_us))

    def open(self, remote, now_us, local=None, **options):
        """OPEN, active."""
        return self._open(now_us, remote, local, options)

    def listen(self, local, now_us, **options):
        """OPEN, passive."""
        return self._open(now_us, None, local, options)

    def _open(self, now_us, remote, local, options):
        given = abi.sized(abi.OpenOptions, local=read_socket(local), remote=read_socket(remote),
                          **options)
        handle = abi.Handle()
        abi.checked(abi.library.twomsl_endpoint_open(
            self._pointer, ctypes.byref(given), abi.u64(now_us), ctypes.byref(handle)))
        return Connection(self, handle)

    def notices(self):
        """(handle, set of events) since."""
        notice = abi.Notice()
        while abi.library.twomsl_endpoint_notice(self._pointer, ctypes.byref(notice)):
            events = {name for bit, name in EVENTS.items() if notice.events & bit}
            handle = abi.Handle(notice.handle.index, notice.handle.generation)
            yield Connection(self, handle), events

    def misbehave(self, program):
        """A rule a line, as twomsl_endpoint_misbehave() has it; "" ends it."""
        abi.checked(abi.library.twomsl_endpoint_misbehave(self._pointer, program.encode()))
