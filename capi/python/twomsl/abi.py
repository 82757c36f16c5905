"""The C ABI as ctypes has it: structures of twomsl/twomsl.h, and the library itself."""
import ctypes
import os
import pathlib

API_VERSION = 1
OK, WOULD_WAIT, END_OF_STREAM = 0, 1, 2


class Error(Exception):
    """What libtwomsl says of a call that failed."""


class Invalid(Error):
    """An argument that is impossible."""


class Refused(Error):
    """The machine refuses it, as RFC 9293 asks."""


class Socket(ctypes.Structure):
    _fields_ = [("address", ctypes.c_uint8 * 16), ("port", ctypes.c_uint16),
                ("family", ctypes.c_uint8)]


class Segment(ctypes.Structure):
    _fields_ = [("source", Socket), ("destination", Socket), ("seq", ctypes.c_uint32),
                ("ack", ctypes.c_uint32), ("text_bytes", ctypes.c_uint32),
                ("ts_val", ctypes.c_uint32), ("ts_ecr", ctypes.c_uint32),
                ("window", ctypes.c_uint16), ("urgent", ctypes.c_uint16),
                ("mss_bytes", ctypes.c_uint16), ("flags", ctypes.c_uint8),
                ("window_scale", ctypes.c_uint8), ("hops", ctypes.c_uint8),
                ("has_timestamps", ctypes.c_uint8), ("has_mss", ctypes.c_uint8),
                ("has_window_scale", ctypes.c_uint8), ("checksums_are_wrong", ctypes.c_uint8)]


class JudgeOptions(ctypes.Structure):
    _fields_ = [("size", ctypes.c_size_t), ("msl_s", ctypes.c_double),
                ("profile", ctypes.c_char_p), ("vantage", ctypes.c_char_p),
                ("assume", ctypes.c_char_p)]


class EndpointOptions(ctypes.Structure):
    _fields_ = [("size", ctypes.c_size_t), ("policy", ctypes.c_char_p),
                ("addresses", ctypes.c_char_p), ("msl_s", ctypes.c_double),
                ("secret", ctypes.c_uint64 * 2), ("connections", ctypes.c_uint32),
                ("half_open", ctypes.c_uint32), ("waits", ctypes.c_uint32),
                ("listeners", ctypes.c_uint32), ("iss_floors", ctypes.c_uint32),
                ("nothing_was_sent", ctypes.c_uint8),
                ("acks_at_once", ctypes.c_uint8)]


class Handle(ctypes.Structure):
    _fields_ = [("index", ctypes.c_uint32), ("generation", ctypes.c_uint32)]


class OpenOptions(ctypes.Structure):
    _fields_ = [("size", ctypes.c_size_t), ("local", Socket), ("remote", Socket),
                ("mss_bytes", ctypes.c_uint32), ("snd_buffer_bytes", ctypes.c_uint32),
                ("rcv_buffer_bytes", ctypes.c_uint32), ("backlog", ctypes.c_uint32),
                ("user", ctypes.c_void_p)]


class Status(ctypes.Structure):
    _fields_ = [("state", ctypes.c_char_p), ("why", ctypes.c_char_p), ("local", Socket),
                ("remote", Socket), ("rexmit_at_us", ctypes.c_uint64),
                ("closes_at_us", ctypes.c_uint64),
                ("snd_wnd_bytes", ctypes.c_uint32), ("rcv_wnd_bytes", ctypes.c_uint32),
                ("unacknowledged_bytes", ctypes.c_uint32), ("unsent_bytes", ctypes.c_uint32),
                ("unreceived_bytes", ctypes.c_uint32), ("mss_bytes", ctypes.c_uint32),
                ("incoming", ctypes.c_uint32), ("timestamps", ctypes.c_uint8)]


class Notice(ctypes.Structure):
    _fields_ = [("handle", Handle), ("user", ctypes.c_void_p),
                ("acknowledged_bytes", ctypes.c_uint64), ("events", ctypes.c_uint32)]


def _load():
    installed = pathlib.Path(__file__).resolve().parents[4]
    beside = [str(path) for pattern in ("lib*/libtwomsl.so.1", "lib*/*/libtwomsl.so.1")
              for path in sorted(installed.glob(pattern))]
    named = os.environ.get("TWOMSL_LIBRARY")
    for path in [named] if named else [*beside, "libtwomsl.so.1"]:
        try:
            library = ctypes.CDLL(path)
            break
        except OSError as error:
            reason = error
    else:
        raise ImportError(f"libtwomsl.so.1 is not found ({reason}); set TWOMSL_LIBRARY to its path")
    found = library.twomsl_api_version()
    if found != API_VERSION:
        raise ImportError(f"the library is of version {found}, this module of {API_VERSION}")
    results = {ctypes.c_void_p: ("judge_new", "endpoint_new"),
               ctypes.c_char_p: ("version", "error", "judge_poll"),
               ctypes.c_size_t: ("socket_write", "endpoint_poll"),
               ctypes.c_uint64: ("endpoint_deadline",)}
    for kind, names in results.items():
        for name in names:
            getattr(library, "twomsl_" + name).restype = kind
    return library


library = _load()


def failure(result=-1):
    kind = {-1: Invalid, -2: Refused}.get(result, Error)
    return kind(library.twomsl_error().decode(errors="replace"))


def checked(result):
    if result < 0:
        raise failure(result)
    return result


def words(text):
    return None if text is None else text.encode()


def sized(kind, **fields):
    return kind(size=ctypes.sizeof(kind), **fields)


def u64(number):
    return ctypes.c_uint64(number)


class Owned:
    """An object of the library, freed once."""

    def __init__(self, made, free):
        if not made:
            raise failure()
        self._pointer, self._free = ctypes.c_void_p(made), free

    def free(self):
        if self._pointer:
            self._free(self._pointer)
            self._pointer = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.free()

    def __del__(self):
        if getattr(self, "_pointer", None):
            self.free()
