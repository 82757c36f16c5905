"""docs/SLURM.md on one node: a Slurm of its own, examples/slurm/audit.sbatch, and its report.

slurm_test.py TWOMSL SOURCE. Ends with 77, and says why, where Slurm is not installed or this is
not root."""
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time

PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "squeue")
SHARDS = 3


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def configuration(folder):
    host = socket.gethostname().split(".")[0]
    return f"""ClusterName=one
SlurmctldHost={host}(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket={folder}/munge.sock
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldPort={free_port()}
SlurmdPort={free_port()}
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
ReturnToService=2
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
NodeName={host} NodeAddr=127.0.0.1 CPUs=1 RealMemory=500 State=UNKNOWN
PartitionName=one Nodes={host} Default=YES State=UP
"""


def start(folder):
    (folder / "state").mkdir()
    (folder / "spool").mkdir()
    key = folder / "munge" / "key"
    key.parent.mkdir(mode=0o700)
    key.write_bytes(os.urandom(128))
    key.chmod(0o400)
    munge = [f"--{name}-file={folder}/munge/{name}" for name in ("key", "pid", "log", "seed")]
    commands = [["munged", "--foreground", "--force", f"--socket={folder}/munge.sock", *munge],
                ["slurmctld", "-D"], ["slurmd", "-D"]]
    daemons = []
    for command in commands:
        daemons.append(subprocess.Popen(command, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL))
        time.sleep(2)
    return daemons


def wait_for_the_queue():
    for _ in range(120):
        time.sleep(0.5)
        queue = subprocess.run(["squeue", "-h"], capture_output=True, text=True, check=True)
        if not queue.stdout.strip():
            return
    sys.exit("the jobs did not end:\n" + queue.stdout)


def play(folder, twomsl, source):
    capture = source / "oracle" / "captures" / "museum-nt4.pcap"
    daemons = start(folder)
    try:
        subprocess.run(["sbatch", "--mem=100", f"--array=1-{SHARDS}",
                        source / "examples" / "slurm" / "audit.sbatch", "--msl", "30", capture],
                       cwd=folder / "work", check=True)
        wait_for_the_queue()
    finally:
        for daemon in reversed(daemons):
            daemon.terminate()
            daemon.wait()
    whole = subprocess.run([twomsl, "audit", "--json", "--msl", "30", capture],
                           capture_output=True, check=False)
    reports = list((folder / "work").glob("audit-*.jsonl"))
    if len(reports) != 1 or reports[0].read_bytes() != whole.stdout:
        sys.exit(f"the report of the shards is not that of one run: {reports}")
    print(f"{SHARDS} shards, one report, as of one run")


def main():
    twomsl, source = sys.argv[1], pathlib.Path(sys.argv[2])
    os.environ["PATH"] += ":/usr/sbin"
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    if missing or os.geteuid() != 0:
        print("skipped: " + ("not root" if not missing else "not installed: " + ", ".join(missing)))
        sys.exit(77)
    with tempfile.TemporaryDirectory(prefix="twomsl_slurm_") as name:
        folder = pathlib.Path(name)
        folder.chmod(0o755)
        (folder / "work").mkdir()
        (folder / "slurm.conf").write_text(configuration(folder))
        os.environ["SLURM_CONF"] = str(folder / "slurm.conf")
        os.environ["TWOMSL"] = twomsl
        play(folder, twomsl, source)


if __name__ == "__main__":
    main()
