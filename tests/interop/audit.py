"""What `twomsl audit` says of a cell's traces: nothing may accuse a conforming host."""
import json
import subprocess

from network import OURS, PEER


def accusations(twomsl, trace, host, msl_s):
    """What the audit of one trace finds, in words; None if it accuses nobody."""
    done = subprocess.run([twomsl, "audit", "--json", "--msl", str(msl_s), "--vantage",
                           f"host:{host}", trace], text=True, capture_output=True, check=False)
    assert done.returncode in (0, 1), f"the audit of {trace} ends with {done.stderr.strip()}"
    records = [json.loads(line) for line in done.stdout.splitlines()]
    summary = [record for record in records if record["type"] == "summary"][0]
    found = {what: summary[what] for what in ("violations", "conditionals", "deviations",
                                              "hazards")}
    assert summary["connections"] > 0, f"{trace} holds no connection"
    if not any(found.values()):
        return None
    counts = ", ".join(f"{count} {what}" for what, count in found.items() if count)
    findings = [record for record in records if record["type"] != "summary"]
    first = json.dumps(findings[0])[:300] if findings else ""
    return f"the audit of {trace} finds {counts}: {first}"


def check_traces(tools, cell, network, ours):
    for trace, host in ((ours.trace, OURS[cell.family]), (network.trace(), PEER[cell.family])):
        found = accusations(tools.twomsl, trace, host, cell.msl_s)
        assert found is None, found
