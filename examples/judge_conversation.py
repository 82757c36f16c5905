#!/usr/bin/env python3
"""judge_conversation.c once more, in Python.

    PYTHONPATH=PREFIX/share/twomsl/python python3 judge_conversation.py
"""
import twomsl

CLIENT, SERVER, MSL_S = "10.0.0.1", "10.0.0.2", 60
LOCAL, REMOTE = CLIENT + ":40000", SERVER + ":80"


def make(address, secret):
    return twomsl.Endpoint(address, secret=(secret, 0), nothing_was_sent=1)


def carry(judge, ends, now_us, is_lost=False):
    """What the first end has to send arrives at the second, if the wire does not lose it."""
    source, destination = ends
    source.advance(now_us)
    for packet in source.poll(now_us):
        judge.packet(packet, now_us * 1000)
        try:
            if not is_lost:
                destination.packet(packet, now_us)
        except twomsl.Refused:
            pass  # as a network, which does not tell


def converse(is_told):
    """The findings of a conversation in which the client forgets its TIME-WAIT."""
    judge = twomsl.Judge(msl_s=MSL_S, vantage="host:" + CLIENT)
    client, server = make(CLIENT, 1), make(SERVER, 2)
    listener = server.listen(REMOTE, 0)
    connection = client.open(REMOTE, 0, local=LOCAL)
    for now_us in range(0, 10_000_000, 1000):
        if now_us == 100_000:
            accepted = listener.accept()
            connection.close(now_us)
        if now_us == 200_000:
            accepted.close(now_us)
        if now_us == 300_000:
            client.free()
            client = make(CLIENT, 3)
            if is_told:
                judge.tell(twomsl.REBOOTED, LOCAL, None, now_us * 1000)
        carry(judge, (client, server), now_us, is_lost=200_000 <= now_us < 300_000)
        carry(judge, (server, client), now_us)
    return [line for line in judge.finish() if line["type"] == "finding"]


if __name__ == "__main__":
    for told in (False, True):
        for finding in converse(told):
            print(finding["verdict"], finding["class"], finding["reason"] or "")
            print("  " + "\n  ".join(finding["chain"]))
