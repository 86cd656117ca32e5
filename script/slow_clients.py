"""The clients of script/slow-clients: ADDRESS TOKEN SECONDS PROCESS. Prints what they saw; fails when a limit did not hold."""

import select
import socket
import statistics
import sys
import threading
import time
import urllib.parse
import urllib.request

ADDRESS, TOKEN, SECONDS, PROCESS = sys.argv[1], sys.argv[2], float(sys.argv[3]), sys.argv[4]
PLACE = urllib.parse.urlparse(ADDRESS)
HEAD = b"POST /api/v1/conversations HTTP/1.1\r\nHost: hark\r\nAuthorization: Bearer %s\r\n" % TOKEN.encode()


def connect(small=False):
    client = socket.socket()
    if small:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    client.connect((PLACE.hostname, PLACE.port))
    client.setblocking(False)
    return client


def slow_clients():
    """Each kind with what it sends at first and what it drips."""
    description = b"GET /api/v1/openapi.json HTTP/1.1\r\nHost: hark\r\n\r\n"
    kinds = {
        "head": (b"GET /healthz HTTP/1.1\r\n", b"A: b\r\n"),
        "body": (HEAD + b"Content-Type: application/json\r\nContent-Length: 500000\r\n\r\n", b"x"),
        # More than the system keeps for a connection, and it takes nothing of it.
        "reading": (description * 300, b""),
    }
    clients = []
    for kind, (first, drip) in kinds.items():
        for _ in range(50):
            client = connect(small=kind == "reading")
            clients.append({"kind": kind, "socket": client, "drip": drip, "left": first, "since": time.monotonic()})
    return clients


def is_dropped(client):
    try:
        if client["left"]:
            client["left"] = client["left"][client["socket"].send(client["left"]):]
        elif client["drip"]:
            client["socket"].send(client["drip"])
    except BlockingIOError:
        pass
    except OSError:
        return True
    if client["kind"] == "reading":
        # It reads nothing: what it hears of the end is the reset alone.
        poll = select.poll()
        poll.register(client["socket"], 0)
        return bool(poll.poll(0))
    try:
        return client["socket"].recv(4096) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


def others(stop, seen):
    while not stop.is_set():
        begun = time.monotonic()
        request = urllib.request.Request(f"{ADDRESS}/api/v1/surveys", headers={"Authorization": f"Bearer {TOKEN}"})
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                seen.append((answer.status, time.monotonic() - begun))
        except OSError as error:
            seen.append((str(error), time.monotonic() - begun))
        time.sleep(0.01)


def resident():
    with open(f"/proc/{PROCESS}/status", encoding="ascii") as file:
        return next(int(line.split()[1]) // 1024 for line in file if line.startswith("VmRSS"))


def endless_body():
    """How many megabytes the service takes of a body without an end."""
    client = socket.create_connection((PLACE.hostname, PLACE.port))
    client.sendall(HEAD + b"Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
    chunk, sent, begun = b"10000\r\n" + b" " * 65536 + b"\r\n", 0, time.monotonic()
    client.settimeout(10)
    try:
        while time.monotonic() - begun < 10 and sent < 1 << 30:
            client.sendall(chunk)
            sent += 65536
    except OSError:
        pass
    return sent / (1 << 20), time.monotonic() - begun


def measure(label, seconds, work):
    stop, seen = threading.Event(), []
    threads = [threading.Thread(target=others, args=(stop, seen)) for _ in range(4)]
    for thread in threads:
        thread.start()
    result = work(seconds)
    stop.set()
    for thread in threads:
        thread.join()
    times = sorted(spent * 1000 for _, spent in seen)
    bad = [status for status, _ in seen if status != 200]
    p99 = times[int(len(times) * 0.99)]
    print(f"{label}: {len(seen)} other requests, {len(bad)} not answered 200, median {statistics.median(times):.1f} ms, p99 {p99:.1f} ms")
    return result, bad


def drop_all(limit):
    waiting, dropped = slow_clients(), {"head": [], "body": [], "reading": []}
    begun = time.monotonic()
    while waiting and time.monotonic() - begun < limit:
        for client in list(waiting):
            if is_dropped(client):
                dropped[client["kind"]].append(time.monotonic() - client["since"])
                client["socket"].close()
                waiting.remove(client)
        time.sleep(0.2)
    for client in waiting:
        client["socket"].close()
    return dropped


def main():
    before = resident()
    _, bad = measure("alone", 3, time.sleep)
    dropped, worse = measure("with 150 slow clients", SECONDS * 6 + 10, drop_all)
    for kind, times in dropped.items():
        print(f"{kind}: {len(times)} of 50 dropped, the last after {max(times, default=0):.1f} s")
    taken, spent = endless_body()
    print(f"endless body: {taken:.1f} MB taken in {spent:.1f} s; memory {before} MB before, {resident()} MB after")
    with urllib.request.urlopen(f"{ADDRESS}/metrics") as page:
        counted = [line for line in page.read().decode().splitlines() if line.startswith("hark_http_connections")]
    print("\n".join(counted))
    if bad or worse or any(len(times) < 50 for times in dropped.values()) or taken > 64:
        sys.exit("a limit did not hold")


main()
