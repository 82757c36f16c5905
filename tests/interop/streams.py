"""Text that is compared by checksum, and never held whole."""
import hashlib
import os
import threading

CHUNK_BYTES = 1 << 16


class Text:
    """So many bytes; no two chunks of them are alike."""

    def __init__(self, size_bytes):
        self.size_bytes = size_bytes
        self.base = os.urandom(1 << 20)

    def chunks(self):
        left, number = self.size_bytes, 0
        while left > 0:
            chunk = number.to_bytes(8, "big") + self.base[number % 4096:][:CHUNK_BYTES - 8]
            yield chunk[:left]
            left -= CHUNK_BYTES
            number += 1

    def digest(self):
        total = hashlib.sha256()
        for chunk in self.chunks():
            total.update(chunk)
        return total.hexdigest()


def digest_of(read, pause=None):
    """The checksum of all that `read` gives, with a pause after its first chunk."""
    total, size_bytes = hashlib.sha256(), 0
    while chunk := read(CHUNK_BYTES):
        total.update(chunk)
        if size_bytes == 0 and pause is not None:
            pause()
        size_bytes += len(chunk)
    return total.hexdigest(), size_bytes


class Task(threading.Thread):
    """A function in a thread of its own; result() gives and raises what it gives and raises."""

    def __init__(self, function, *arguments):
        super().__init__(daemon=True)
        self.function, self.arguments = function, arguments
        self.value = self.error = None
        self.start()

    def run(self):
        try:
            self.value = self.function(*self.arguments)
        except Exception as error:  # of whatever kind: the cell fails by it
            self.error = error

    def result(self, patience_s):
        self.join(patience_s)
        assert not self.is_alive(), f"{self.function.__name__} goes on after {patience_s} s"
        if self.error is not None:
            raise self.error
        return self.value
