"""The server as a process: announcement, lock, signals, end when idle."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

_RUN = """
import sys
from pathlib import Path
from nemo_skill.errors import SkillError
from nemo_skill.studio import serve
data, announce, idle = Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3])
try:
    sys.exit(
        serve(
            host="127.0.0.1", port=int(sys.argv[4]), data=data, announce=announce, idle_exit_s=idle or None, pace=0.01,
            log=sys.stdout,
        )
    )
except SkillError as error:
    print(error.code, error.message)
    sys.exit(error.status)
"""
_ROOT = Path(__file__).resolve().parents[2]


def start(data: Path, announce: Path, *, idle_s: float = 0, port: int = 0) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _RUN, str(data), str(announce), str(idle_s), str(port)],
        cwd=_ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )


def test_announces_itself_and_ends_on_a_signal(tmp_path: Path) -> None:
    """One line with the URL, a private file while it runs, status 0 at the end; no second server meanwhile."""
    data, announce = tmp_path / "data", tmp_path / "run" / "server.json"
    process = start(data, announce)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        document = json.loads(announce.read_text(encoding="utf-8"))
        assert (
            document["url"] in line
            and document["pid"] == process.pid
            and set(document) == {"url", "pid", "version", "engine", "started_at"}
        )
        if os.name == "posix":
            assert announce.stat().st_mode & 0o777 == 0o600
        health = httpx.get(f"{document['url']}/health", trust_env=False).json()
        assert health["data"]["server"] == "nemo-studio"
        second = start(data, tmp_path / "other.json")
        assert second.wait(20) == 6
        assert second.stdout is not None and "server_running" in second.stdout.read()
        taken = start(tmp_path / "elsewhere", tmp_path / "third.json", port=int(document["url"].rsplit(":", 1)[1]))
        assert taken.wait(20) == 7
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    assert not announce.exists()


def test_ends_by_itself_when_idle(tmp_path: Path) -> None:
    """After the given time without requests; the announcement is withdrawn."""
    announce = tmp_path / "server.json"
    process = start(tmp_path / "data", announce, idle_s=0.6)
    began = time.monotonic()
    assert process.wait(20) == 0
    assert time.monotonic() - began > 0.6
    assert not announce.exists()


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
def test_a_killed_server_leaves_no_lock(tmp_path: Path) -> None:
    """The operating system releases the folder; the next server starts, at the same address: links still work."""
    data, announce = tmp_path / "data", tmp_path / "server.json"
    first = start(data, announce)
    assert first.stdout is not None
    line = first.stdout.readline()
    first.kill()
    first.wait(10)
    second = start(data, announce, idle_s=0.3)
    assert second.wait(20) == 0
    assert second.stdout is not None and second.stdout.readline() == line != ""
