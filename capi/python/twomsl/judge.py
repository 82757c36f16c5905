"""The judge: packets and times in, findings and stories out."""
import ctypes
import json

from . import abi
from .codec import read_socket

ABORTED, TIMED_OUT, ICMP_ERROR, REBOOTED = 1, 2, 3, 4


class Judge(abi.Owned):
    """Packets and times in, findings and stories out, each a dict (oracle/schema.json)."""

    def __init__(self, msl_s=0, profile=None, vantage=None, assume=None):
        options = abi.sized(abi.JudgeOptions, msl_s=msl_s, profile=abi.words(profile),
                            vantage=abi.words(vantage), assume=abi.words(assume))
        super().__init__(abi.library.twomsl_judge_new(ctypes.byref(options)),
                         abi.library.twomsl_judge_free)

    def packet(self, packet, time_ns, wire_bytes=None):
        wire_bytes = len(packet) if wire_bytes is None else wire_bytes
        abi.checked(abi.library.twomsl_judge_packet(
            self._pointer, bytes(packet), ctypes.c_size_t(len(packet)),
            ctypes.c_size_t(wire_bytes), ctypes.c_int64(time_ns)))

    def tell(self, event, party, peer, time_ns):
        """ABORTED, TIMED_OUT, ICMP_ERROR or REBOOTED: what no packet shows."""
        party, peer = read_socket(party), read_socket(peer)
        abi.checked(abi.library.twomsl_judge_tell(
            self._pointer, event, ctypes.byref(party), ctypes.byref(peer),
            ctypes.c_int64(time_ns)))

    def poll(self):
        """What has been found since: findings of type "provisional" until finish()."""
        while line := abi.library.twomsl_judge_poll(self._pointer):
            yield json.loads(line)

    def finish(self):
        """No packet comes any more: all findings, stories and the summary."""
        abi.checked(abi.library.twomsl_judge_finish(self._pointer))
        return list(self.poll())
