"""Which deployment a command talks to: the cloud, `NEMO_API_URL`, or the embedded backend, started when needed."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from nemo_skill import __version__, places, skill
from nemo_skill.engine_options import EngineChoice, choose_engine
from nemo_skill.errors import NetworkError, UsageError
from nemo_skill.pace import Pace

if TYPE_CHECKING:
    import httpx

    from nemo_skill.cloud.client import CloudClient

_START_S = 60.0
_IDLE_EXIT_S = 1800


class Surroundings(NamedTuple):
    """What a command was called with, read once at the edge."""

    skill: skill.Skill
    environ: Mapping[str, str]
    state_dir: str
    local: bool
    script: str | None
    pace: Pace

    @property
    def tables(self) -> Mapping[str, Any]:
        return self.skill.tables

    def command(self, *arguments: str) -> list[str]:
        """A command line of this same program with this same state folder."""
        start = [self.script] if self.script else ["-m", "nemo_skill"]
        return [sys.executable, *start, *arguments, "--state-dir", self.state_dir]


def base_key(around: Surroundings) -> str:
    """The name under which a deployment's token, sessions and jobs are kept: its address, or `local`."""
    return "local" if around.local else _checked(api_url(around))


def api_url(around: Surroundings) -> str:
    return around.environ.get("NEMO_API_URL", "").strip() or str(around.tables["api"]["base_url"])


def _checked(url: str) -> str:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password:
        raise UsageError(
            "NEMO_API_URL is not an http or https address.",
            hint="Set it like https://example.com, without a user name, or unset it.",
        )
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    default = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{host}{'' if port in (None, default) else f':{port}'}{parts.path.rstrip('/')}"


def open_client(around: Surroundings, *, note: Any) -> CloudClient:
    """A client of the deployment that the command names.

    Args:
        note: prints a line of progress.
    """
    from nemo_skill.cloud.client import CloudClient, Endpoint

    key = base_key(around)
    tables = around.tables
    url = local_url(around, note=note) if around.local else key
    web = url if around.local else around.environ.get("NEMO_WEB_URL", "").strip() or str(tables["api"]["web_url"])
    headers = skill.attribution_headers(around.skill, around.environ, script=around.script)
    name = "local" if around.local else hashlib.sha256(key.encode()).hexdigest()[:16]
    return CloudClient(
        Endpoint(url, web, headers, loopback=around.local),
        tables,
        around.pace,
        environ=around.environ,
        token_path=os.path.join(around.state_dir, "tokens", f"{name}.json"),
        client_id_path=os.path.expanduser(str(tables["api"]["client_id_file"])),
        on_wait=lambda reason, seconds: note(f"The service asks to slow down; waiting {seconds:.0f} s ..."),
    )


# -- the embedded backend ------------------------------------------------------------------------------------------


def local_url(around: Surroundings, *, note: Any) -> str:
    """The address of the embedded backend, started if it doesn't run.

    Raises:
        NetworkError: it doesn't start.
    """
    folder = os.path.join(around.state_dir, "studio")
    announce = os.path.join(around.state_dir, "studio.json")
    places.private_folder(around.state_dir)
    choice = choose_engine(around.environ)
    found = _running(announce, choice)
    if found is not None:
        return found
    with places.locked(os.path.join(around.state_dir, "locks", "studio.lock"), timeout_s=2 * _START_S):
        found = _running(announce, choice)
        if found is not None:
            return found
        with contextlib.suppress(FileNotFoundError):
            os.unlink(announce)
        command = around.command(
            "serve", "--host", "127.0.0.1", "--port", "0", "--data", folder,
            "--announce", announce, "--idle-exit", str(_IDLE_EXIT_S),
        )  # fmt: skip
        return _start(command, announce, choice, os.path.join(around.state_dir, "logs", "studio.log"))


def _running(announce: str, choice: EngineChoice) -> str | None:
    """The address of a backend that answers and is of this version and engine; another one is asked to end."""
    from nemo_skill.cloud import transport

    try:
        with open(announce, encoding="utf-8") as file:
            said = json.load(file)
        url, version, pid = str(said["url"]), said.get("version"), int(said["pid"])
        engine = said.get("engine", ["animatic", {}])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    try:
        with transport.foreign_errors(), transport.new_client(timeout=short_timeout(), loopback=True) as http:
            http.get(url)
    except NetworkError:
        return None
    if version not in (None, __version__) or engine != [choice.name, choice.settings]:
        import signal

        with contextlib.suppress(OSError):
            os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + 10
        while os.path.exists(announce) and time.monotonic() < deadline:
            time.sleep(0.1)
        return None
    return url


def short_timeout() -> httpx.Timeout:
    """For asking whether something answers at all."""
    import httpx

    return httpx.Timeout(5.0)


def _start(command: Sequence[str], announce: str, choice: EngineChoice, log_path: str) -> str:
    import subprocess  # most commands find the backend running, or talk to the cloud

    os.makedirs(os.path.dirname(log_path), mode=0o700, exist_ok=True)
    with open(log_path, "wb", opener=lambda name, flags: os.open(name, flags, 0o600)) as log:
        detached: dict[str, Any] = {"start_new_session": True}
        if sys.platform == "win32":
            detached = {"creationflags": subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP}
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, close_fds=True, **detached)
    deadline = time.monotonic() + _START_S
    while time.monotonic() < deadline:
        found = _running(announce, choice)
        if found is not None:
            return found
        if child.poll() is not None:
            break
        time.sleep(0.05)
    raise NetworkError(
        f"The embedded backend did not start: {_last_line(log_path)}",
        hint=f"Its log is {log_path}; 'doctor --local' checks what it needs.",
        code="studio",
    )


def _last_line(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            lines = [line.strip() for line in file if line.strip()]
    except OSError:
        lines = []
    for line in lines:
        if line.startswith("error:"):
            return line.removeprefix("error:").strip()
    return lines[-1][:300] if lines else "it ended without a word."
