#!/usr/bin/env bash
# The Linux kernel's TCP between two namespaces, over a `twomsl link` that loses, delays and
# reorders packets: both ends are captured by `twomsl audit -i`, and what `twomsl audit --both` says
# was lost must be what the link counts. As root; skipped (77) where that is not permitted.
#
#   real_link.sh TWOMSL FOLDER
set -euo pipefail
if [[ ${3:-} != inside ]]; then
  unshare -n true 2>/dev/null || { echo "no network namespace may be made here"; exit 77; }
  exec unshare -n -- "$0" "$1" "$2" inside
fi
twomsl=$1 folder=$2
mkdir -p "$folder"
started=()
trap 'kill "${started[@]}" 2>/dev/null || true' EXIT

# A namespace each for the ends; the link runs in this one.
unshare -n sleep 300 & client=$!
unshare -n sleep 300 & server=$!
started+=("$client" "$server")
await() {  # WHAT COMMAND...
  local what=$1; shift
  for _ in {1..300}; do "$@" >/dev/null 2>&1 && return; sleep 0.1; done
  echo "in vain waited for $what"; exit 1
}
at() { local pid=$1; shift; nsenter -t "$pid" -n -- "$@"; }
begin_at() { local pid=$1; shift; exec nsenter -t "$pid" -n -- "$@"; }  # only with &
is_apart() { [[ $(readlink "/proc/$1/ns/net") != $(readlink /proc/self/ns/net) ]]; }
await "the client's namespace" is_apart "$client"
await "the server's namespace" is_apart "$server"
"$twomsl" link c s --loss 3 --reorder 2 --delay 5 --late 8 >"$folder/link.txt" 2>&1 & link=$!
started+=("$link")
join() {  # NAME PID ADDRESS
  await "device $1" ip link show "$1"
  ip link set "$1" netns "$2"
  # The link would lose and count what is not ours.
  at "$2" sh -c "echo 1 >/proc/sys/net/ipv6/conf/$1/disable_ipv6"
  at "$2" ip address add "$3/24" dev "$1"
  at "$2" ip link set "$1" up
}
join c "$client" 10.1.0.1
join s "$server" 10.1.0.2

listen() {  # PID DEVICE
  begin_at "$1" "$twomsl" audit -i "$2" --filter tcp -w "$folder/$2.pcap" >"$folder/$2.txt" \
    2>"$folder/$2.log" & started+=($!)
  await "the capture of $2" grep -q listening "$folder/$2.log"
}
listen "$client" c; tap_c=$!
listen "$server" s; tap_s=$!

cat >"$folder/server.py" <<'PYTHON'
import socket
server = socket.create_server(("10.1.0.2", 80))
print("ready", flush=True)
while True:
    peer, _ = server.accept()
    asked = peer.recv(100)
    peer.sendall(bytes(200_000))
    peer.close()
PYTHON
cat >"$folder/client.py" <<'PYTHON'
import socket
for _ in range(5):
    with socket.create_connection(("10.1.0.2", 80), timeout=60) as peer:
        peer.sendall(b"give me all of it")
        while peer.recv(65536):
            pass
PYTHON
begin_at "$server" python3 "$folder/server.py" >"$folder/server.log" & started+=($!)
await "the server" grep -q ready "$folder/server.log"
at "$client" python3 "$folder/client.py"
sleep 3
kill -INT "$tap_c" "$tap_s"
wait "$tap_c" "$tap_s" || true

kill -INT "$link"
wait "$link" || true
lost() { grep "to $1:" "$folder/link.txt" | grep -o '[0-9]* lost' | cut -d' ' -f1; }
status=0
"$twomsl" audit --both "$folder/c.pcap" "$folder/s.pcap" >"$folder/both.txt" || status=$?
cat "$folder/both.txt"
cat "$folder/link.txt"
[[ $status -le 1 ]]
words=$(tr -s ' \n' ' ' <"$folder/both.txt")
grep -q "5 connections in both captures" <<<"$words"
# What was lost before the other capture's first frame, or after its last, is "beyond" it.
missing() {  # WORDS THAT NAME THE DIRECTION
  local lost beyond number
  lost=$(sed -n "s/.*segments from the $1 \([0-9]*\) lost.*/\1/p" <<<"$words")
  beyond=$(grep -o " $1 to [a-z]*: [^:]* beyond" <<<"$words" | grep -o '[0-9]* beyond' |
    cut -d' ' -f1 || true)
  for number in $beyond; do lost=$((lost + number)); done
  printf '%s\n' "$lost"
}
[[ $(missing client) == "$(lost s)" ]]
[[ $(missing server) == "$(lost c)" ]]
