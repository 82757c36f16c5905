#!/usr/bin/env bash
# The Linux kernel's TCP between two namespaces, and a router between them whose link loses and
# delays packets: both ends are captured by `twomsl audit -i`, and what `twomsl audit --both` says
# was lost must be what the link's queue counts. As root; skipped (77) where namespaces or netem are
# not to be had.
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

# A namespace each for the ends; this one is the router's.
unshare -n sleep 300 & client=$!
unshare -n sleep 300 & server=$!
started+=("$client" "$server")
sleep 0.5
at() { local pid=$1; shift; nsenter -t "$pid" -n -- "$@"; }
ip link set lo up
mac() { grep -o 'link/ether [0-9a-f:]*' | cut -d' ' -f2; }
join() {  # NAME PID ADDRESS ROUTER
  ip link add "r-$1" type veth peer name "$1"
  ip link set "$1" netns "$2"
  at "$2" ip link set lo up
  at "$2" ip address add "$3/24" dev "$1"
  at "$2" ip link set "$1" up
  ip address add "$4/24" dev "r-$1"
  ip link set "r-$1" up
  at "$2" ip route add default via "$4"
  # Requests for addresses would be lost, too, and counted.
  ip neighbour replace "$3" dev "r-$1" lladdr "$(at "$2" ip -o link show "$1" | mac)"
  at "$2" ip neighbour replace "$4" dev "$1" lladdr "$(ip -o link show "r-$1" | mac)"
}
join c "$client" 10.1.0.1 10.1.0.254
join s "$server" 10.2.0.1 10.2.0.254
echo 1 >/proc/sys/net/ipv4/ip_forward
for device in r-c r-s; do
  tc qdisc add dev "$device" root netem loss 3% delay 5ms 2>/dev/null ||
    { echo "no netem here"; exit 77; }
done

listen() {  # PID DEVICE
  at "$1" "$twomsl" audit -i "$2" --filter tcp -w "$folder/$2.pcap" >"$folder/$2.txt" \
    2>"$folder/$2.log" & started+=($!)
  for _ in {1..300}; do
    grep -q listening "$folder/$2.log" && return
    sleep 0.1
  done
  cat "$folder/$2.log"; exit 1
}
listen "$client" c; tap_c=$!
listen "$server" s; tap_s=$!

cat >"$folder/server.py" <<'PYTHON'
import socket
server = socket.create_server(("10.2.0.1", 80))
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
    with socket.create_connection(("10.2.0.1", 80), timeout=60) as peer:
        peer.sendall(b"give me all of it")
        while peer.recv(65536):
            pass
PYTHON
at "$server" python3 "$folder/server.py" >"$folder/server.log" & started+=($!)
for _ in {1..300}; do grep -q ready "$folder/server.log" && break; sleep 0.1; done
at "$client" python3 "$folder/client.py"
sleep 3
kill -INT "$tap_c" "$tap_s"
wait "$tap_c" "$tap_s" || true

dropped() { tc -s qdisc show dev "$1" | grep -o 'dropped [0-9]*' | cut -d' ' -f2; }
status=0
"$twomsl" audit --both "$folder/c.pcap" "$folder/s.pcap" >"$folder/both.txt" || status=$?
cat "$folder/both.txt"
echo "status $status; the link dropped $(dropped r-s) to the server and $(dropped r-c) to the client"
wanted="from the client $(dropped r-s) lost; of [0-9]* segments from the server $(dropped r-c) lost"
grep -q "5 connections in both captures" "$folder/both.txt"
grep -q "$wanted" "$folder/both.txt"
