"""Upload and download of a large file over loopback, next to curl.

    python benchmarks/transfer.py [--megabytes 500] [--runs 3]

Limits: at least 0.9 times curl's speed, less than 80 MB of memory. The peer is a bare socket server of two threads that
throws uploads away and sends downloads from memory. Needs curl.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from measure import ROOT, line

SERVER = r"""
import json, socket, struct, sys, threading
size = int(sys.argv[1])
def box(name, length): return struct.pack(">I4s", length, name)
mvhd = box(b"mvhd", 108) + bytes(12) + struct.pack(">II", 1000, 5000) + bytes(80)
moov = box(b"moov", 8 + len(mvhd)) + mvhd
head = box(b"ftyp", 16) + b"isom" + bytes(4) + moov + struct.pack(">I4sQ", 1, b"mdat", size - 16 - len(moov))
block = bytes(1 << 20)
OK = b"HTTP/1.1 200 OK\r\n"
uploads = json.dumps({"code": 0, "data": {"files": [{"filename": "big.mp4", "file_type": "video"}]}}).encode()
def serve(sock):
    file = sock.makefile("rb", buffering=1 << 20)
    while True:
        request = file.readline()
        if not request: return
        length, headers = 0, {}
        while (row := file.readline().strip()):
            name, _, value = row.decode().partition(":"); headers[name.lower()] = value.strip()
        if "expect" in headers: sock.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        left = int(headers.get("content-length", 0))
        while left:
            left -= len(file.read1(min(left, 1 << 20)))
        if request.startswith(b"GET"):
            sock.sendall(OK + b"Content-Type: video/mp4\r\nContent-Length: %d\r\n\r\n" % size + head)
            left = size - len(head)
            while left:
                piece = block if left >= len(block) else block[:left]
                sock.sendall(piece); left -= len(piece)
        else:
            sock.sendall(OK + b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(uploads) + uploads)
listener = socket.create_server(("127.0.0.1", 0)); print(listener.getsockname()[1], flush=True)
while True:
    connection, _ = listener.accept()
    threading.Thread(target=serve, args=(connection,), daemon=True).start()
"""

OURS = r"""
import json, resource, sys, time
root, url, what, path, home = sys.argv[1:]
sys.path[:0] = [root, root + "/tests"]
from pathlib import Path
from support.build import SKILL, open_client
from nemo_skill.cloud.inspect import check_file
from nemo_skill.cloud.transfer import download, upload
with open_client(url, Path(home), NEMO_TOKEN="benchmark") as client:
    started = time.perf_counter()
    if what == "upload":
        upload(client, "7", check_file(path, SKILL.tables["formats"]))
    else:
        download(client, path, urls=lambda attempt: url + "/big.mp4" if attempt == 0 else None)
    took = time.perf_counter() - started
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps({"s": took, "mb": peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)}))
"""


def curl(*arguments: str) -> float:
    """Seconds that curl itself says the transfer took."""
    done = subprocess.run(["curl", "-s", "-o", "-", "-w", "%{time_total}", *arguments], capture_output=True, check=True)
    return float(done.stdout.decode().split("}")[-1].strip() or 0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=500)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    if not shutil.which("curl"):
        raise SystemExit("curl is not installed; there is nothing to compare with.")
    size = options.megabytes * (1 << 20)
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "big.mp4", Path(folder) / "down.mp4"
        with open(source, "wb") as file:
            file.write(b"\0\0\0\x18ftypisom" + os.urandom(1 << 20))
            file.truncate(size)
        server = subprocess.Popen([sys.executable, "-c", SERVER, str(size)], stdout=subprocess.PIPE)
        assert server.stdout is not None
        url = f"http://127.0.0.1:{int(server.stdout.readline())}"
        try:
            for what in ("upload", "download"):
                ours, theirs, memory = [], [], 0.0
                for _ in range(options.runs):
                    path = str(source if what == "upload" else target)
                    command = [sys.executable, "-c", OURS, str(ROOT), url, what, path, folder]
                    found = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
                    ours.append(found["s"])
                    memory = max(memory, found["mb"])
                    if what == "upload":
                        theirs.append(curl("-F", f"files=@{source}", f"{url}/upload"))
                    else:
                        started = time.perf_counter()
                        subprocess.run(["curl", "-s", "-o", str(target), f"{url}/big.mp4"], check=True)
                        theirs.append(time.perf_counter() - started)
                speed = statistics.median(theirs) / statistics.median(ours)
                rates = " and ".join(f"{options.megabytes / statistics.median(times):.0f}" for times in (ours, theirs))
                print(f"{what} of {options.megabytes} MB: {rates} MB/s (ours, curl)")
                line(f"{what}: speed / curl's", f"{speed:.2f}x", ">= 0.9x", speed >= 0.9)
                line(f"{what}: peak memory", f"{memory:.0f} MB", "80 MB", memory < 80)
        finally:
            server.kill()


if __name__ == "__main__":
    main()
