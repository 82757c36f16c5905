"""From packets to segments, and back."""
import ctypes
import dataclasses

from . import abi

FIN, SYN, RST, PSH, ACK, URG = 1, 2, 4, 8, 16, 32


def read_socket(words):
    socket = abi.Socket()
    if words:
        abi.checked(abi.library.twomsl_socket_read(abi.words(words), ctypes.byref(socket)))
    return socket


def written_socket(socket):
    room = ctypes.create_string_buffer(64)
    abi.library.twomsl_socket_write(ctypes.byref(socket), room, ctypes.c_size_t(len(room)))
    return room.value.decode()


@dataclasses.dataclass
class Segment:
    """A TCP segment; sockets as "10.0.0.1:80" or "[2001:db8::1]:80"."""
    source: str
    destination: str
    seq: int = 0
    ack: int = 0
    flags: int = 0
    window: int = 0
    urgent: int = 0
    text: bytes = b""
    mss_bytes: int = None
    window_scale: int = None
    timestamps: tuple = None  # TSval and TSecr
    hops: int = 64
    text_bytes: int = None  # if a capture kept less than that of `text`
    checksums_are_wrong: bool = False

    def encode(self):
        """The IP packet, with its checksums."""
        ts_val, ts_ecr = self.timestamps or (0, 0)
        given = abi.Segment(
            source=read_socket(self.source), destination=read_socket(self.destination),
            seq=self.seq, ack=self.ack, text_bytes=len(self.text), ts_val=ts_val, ts_ecr=ts_ecr,
            window=self.window, urgent=self.urgent, mss_bytes=self.mss_bytes or 0,
            flags=self.flags, window_scale=self.window_scale or 0,
            has_timestamps=self.timestamps is not None, has_mss=self.mss_bytes is not None,
            has_window_scale=self.window_scale is not None)
        packet = ctypes.create_string_buffer(len(self.text) + 100)
        written = ctypes.c_size_t()
        abi.checked(abi.library.twomsl_encode(ctypes.byref(given), self.text, packet,
                                              ctypes.c_size_t(len(packet)), ctypes.byref(written)))
        return packet.raw[:written.value]


def decode(packet, wire_bytes=None):
    """The segment that an IP packet holds; Refused says why it holds none."""
    wire_bytes = len(packet) if wire_bytes is None else wire_bytes
    got, text = abi.Segment(), ctypes.c_void_p()
    kept = ctypes.create_string_buffer(bytes(packet), max(len(packet), 1))
    abi.checked(abi.library.twomsl_decode(
        kept, ctypes.c_size_t(len(packet)), ctypes.c_size_t(wire_bytes), ctypes.byref(got),
        ctypes.byref(text)))
    begin = (text.value or ctypes.addressof(kept)) - ctypes.addressof(kept)
    return Segment(
        written_socket(got.source), written_socket(got.destination), got.seq, got.ack, got.flags,
        got.window, got.urgent, bytes(packet)[begin:begin + got.text_bytes] if text.value else b"",
        got.mss_bytes if got.has_mss else None, got.window_scale if got.has_window_scale else None,
        (got.ts_val, got.ts_ecr) if got.has_timestamps else None, got.hops, got.text_bytes,
        bool(got.checksums_are_wrong))
