"""The programs of our side: nc, httpd and the client of many connections."""
import json
import os
import signal
import subprocess

from namespace import PATIENCE_S, wait_until
from network import OURS, TUN, Network
from streams import Task, digest_of


class Ours:
    """Starts them, each with the policy, the MSL and the trace of the cell."""

    def __init__(self, network, tools, cell):
        self.network, self.tools, self.cell = network, tools, cell
        self.trace = os.path.join(network.folder, "endpoint.pcap")

    def options(self):
        return ["--tun", TUN, "--address", OURS[self.cell.family], "--policy", self.cell.policy,
                "--msl", str(self.cell.msl_s), "--trace", self.trace]

    def nc(self, *arguments):
        command = [self.tools.twomsl, "nc", *self.options(), *arguments]
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE)

    def httpd(self, directory):
        """Until it is interrupted; it has its device when this returns."""
        running = subprocess.Popen([self.tools.twomsl, "httpd", *self.options(), directory],
                                   stderr=subprocess.PIPE)
        wait_until(Network.is_attached, "httpd has its device")
        return running

    def client(self, *arguments):
        """What became of its connections, by name."""
        done = subprocess.run([self.tools.client, *self.options(), *arguments], text=True,
                              capture_output=True, check=False)
        assert done.stdout, done.stderr
        return json.loads(done.stdout)


def stop(running):
    running.send_signal(signal.SIGINT)
    _, errors = running.communicate(timeout=PATIENCE_S)
    assert (running.returncode, errors) == (0, b""), (running.returncode, errors)


def feed(stream, text):
    for chunk in text.chunks():
        stream.write(chunk)
    stream.close()


class RunningNc:
    """Sends one text, receives another, and ends well."""

    def __init__(self, process, text, pause=None):
        self.process = process
        self.feeder = Task(feed, process.stdin, text)
        self.reader = Task(digest_of, process.stdout.read1, pause)

    def result(self, patience_s):
        """The checksum and the size of what it has received."""
        received = self.reader.result(patience_s)
        self.feeder.result(patience_s)
        status = self.process.wait(patience_s)
        errors = self.process.stderr.read()
        assert (status, errors) == (0, b""), (status, errors)
        return received
