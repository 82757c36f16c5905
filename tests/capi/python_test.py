#!/usr/bin/env python3
"""twomsl for Python, and what libtwomsl.so shows of itself.

    python_test.py LAYOUT     the program that prints the layout of twomsl.h's structures

TWOMSL_LIBRARY and PYTHONPATH say which library and module.
"""
import ctypes
import os
import re
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True

import twomsl
from twomsl import abi

LAYOUT = sys.argv.pop(1)
STRUCTURES = {"socket": abi.Socket, "segment": abi.Segment, "judge_options": abi.JudgeOptions,
              "endpoint_options": abi.EndpointOptions, "handle": abi.Handle,
              "open_options": abi.OpenOptions, "status": abi.Status, "notice": abi.Notice}


class Abi(unittest.TestCase):
    def test_structures_lie_as_the_c_compiler_puts_them(self):
        expected = []
        for name, kind in STRUCTURES.items():
            expected.append(f"{name} {ctypes.sizeof(kind)}")
            expected += [f"{name}.{field} {getattr(kind, field).offset}"
                         for field, _ in kind._fields_]
        printed = subprocess.run([LAYOUT], check=True, text=True, stdout=subprocess.PIPE).stdout
        self.assertEqual(printed.split("\n")[:-1], expected)

    def test_the_library_shows_what_the_header_declares_and_no_more(self):
        path = os.environ["TWOMSL_LIBRARY"]
        symbols = subprocess.run(["nm", "-D", "--defined-only", path], check=True, text=True,
                                 stdout=subprocess.PIPE).stdout
        shown = set(re.findall(r" T (\w+)@@TWOMSL_1$", symbols, re.MULTILINE))
        with open(os.environ["TWOMSL_HEADER"], encoding="utf-8") as header:
            declared = set(re.findall(r"^TWOMSL_API [^;(]*?(\w+)\(", header.read(), re.MULTILINE))
        self.assertEqual(shown, declared)
        self.assertEqual(len(re.findall(r" [TDBRVW] ", symbols)), len(shown))


class Codec(unittest.TestCase):
    def test_reads_what_it_writes(self):
        for source, destination in (("10.0.0.1:80", "192.0.2.7:1"), ("[::1]:80", "[fe80::1]:9")):
            given = twomsl.Segment(source, destination, 1, 2, twomsl.ACK | twomsl.FIN, 3, 0,
                                   b"hello", 1460, 7, (4, 5), 64, 5)
            self.assertEqual(twomsl.decode(given.encode()), given)
        bare = twomsl.Segment("10.0.0.1:80", "192.0.2.7:1", text_bytes=0)
        self.assertEqual(twomsl.decode(bare.encode()), bare)

    def test_says_of_a_cut_packet_how_much_is_missing(self):
        packet = twomsl.Segment("10.0.0.1:80", "192.0.2.7:1", text=b"hello").encode()
        cut = twomsl.decode(packet[:-2], len(packet))
        self.assertEqual((cut.text, cut.text_bytes), (b"hel", 5))

    def test_says_why_not(self):
        with self.assertRaisesRegex(twomsl.Refused, "ip-header-cut"):
            twomsl.decode(b"")
        with self.assertRaisesRegex(twomsl.Invalid, "'nowhere' is no socket"):
            twomsl.Segment("nowhere", "10.0.0.1:1").encode()


class Judge(unittest.TestCase):
    def test_its_report_ends_with_a_summary(self):
        with twomsl.Judge(msl_s=30, profile="linux", assume="no-abort") as judge:
            judge.packet(b"\x15", 0)
            report = judge.finish()
        self.assertEqual([line["type"] for line in report], ["summary"])
        self.assertEqual(report[0]["skipped"], {"not-ip": 1})

    def test_says_why_not(self):
        with self.assertRaisesRegex(twomsl.Invalid, "msl_s is not from"):
            twomsl.Judge(msl_s=1e-9)
        judge = twomsl.Judge()
        judge.finish()
        with self.assertRaisesRegex(twomsl.Error, "finish"):
            judge.packet(b"", 0)
        judge.free()
        with self.assertRaises(twomsl.Invalid):
            judge.finish()


class Endpoint(unittest.TestCase):
    def setUp(self):
        self.client = twomsl.Endpoint("10.0.0.1", secret=(1, 2), nothing_was_sent=1)
        self.server = twomsl.Endpoint("10.0.0.2", secret=(3, 4), nothing_was_sent=1)
        self.listener = self.server.listen("10.0.0.2:80", 0)
        self.now_us = 0

    def run_for(self, for_us):
        end_us = self.now_us + for_us
        while self.now_us < end_us:
            for source, destination in ((self.client, self.server), (self.server, self.client)):
                source.advance(self.now_us)
                for packet in source.poll(self.now_us):
                    destination.packet(packet, self.now_us)
            self.now_us += 1000

    def test_carries_a_stream_and_its_end(self):
        connection = self.client.open("10.0.0.2:80", self.now_us)
        self.assertIsNone(self.listener.accept())
        self.run_for(10_000)
        accepted = self.listener.accept()
        self.assertEqual(accepted.status(self.now_us).state, "ESTABLISHED")
        self.assertEqual(accepted.receive(self.now_us), b"")
        text = os.urandom(100_000)
        sent, received = 0, b""
        while (got := accepted.receive(self.now_us)) is not None:
            received += got
            if sent < len(text):
                sent += connection.send(text[sent:], self.now_us)
                if sent == len(text):
                    connection.close(self.now_us)
            self.run_for(5_000)
        self.assertEqual(received, text)
        events = set().union(*(events for _, events in self.client.notices()))
        self.assertLessEqual({"opened", "fin_acked"}, events)

    def test_says_why_not(self):
        with self.assertRaisesRegex(twomsl.Invalid, "'lax' is no policy"):
            twomsl.Endpoint(policy="lax")
        with self.assertRaisesRegex(twomsl.Invalid, "line 1: 'x' is none of"):
            self.client.misbehave("x")
        with self.assertRaises(twomsl.Refused):
            self.client.packet(b"", 0)
        connection = self.client.open("10.0.0.2:80", 0)
        connection.abort(0)
        with self.assertRaises(twomsl.Refused):
            connection.send(b"x", 0)
        self.client.free()
        with self.assertRaises(twomsl.Invalid):
            connection.send(b"x", 0)

    def test_a_dropped_syn_is_sent_again(self):
        self.client.misbehave("syn 1 drop")
        self.client.open("10.0.0.2:80", 0)
        self.assertEqual(list(self.client.poll(0)), [])
        deadline_us = self.client.deadline()
        self.assertGreater(deadline_us, 0)
        self.client.advance(deadline_us)
        self.assertEqual(len(list(self.client.poll(deadline_us))), 1)


if __name__ == "__main__":
    unittest.main()
