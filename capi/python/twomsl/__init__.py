"""twomsl for Python: the judge, the endpoint and the codec of libtwomsl.

    judge = twomsl.Judge(msl_s=60)
    judge.packet(packet, time_ns)
    for line in judge.finish(): ...

What each call means stands in twomsl/twomsl.h. The library is found where TWOMSL_LIBRARY says,
below the prefix under which this module is installed, or where the system looks for libraries.
"""
from .abi import Error, Invalid, Refused, library as _library
from .codec import ACK, FIN, PSH, RST, SYN, URG, Segment, decode
from .endpoint import NEVER, Connection, Endpoint, Status
from .judge import ABORTED, ICMP_ERROR, REBOOTED, TIMED_OUT, Judge

__all__ = ["ABORTED", "ACK", "FIN", "ICMP_ERROR", "NEVER", "PSH", "REBOOTED", "RST", "SYN",
           "TIMED_OUT", "URG", "Connection", "Endpoint", "Error", "Invalid", "Judge", "Refused",
           "Segment", "Status", "decode", "version"]


def version():
    """That of the library, as "0.1.0"."""
    return _library.twomsl_version().decode()
