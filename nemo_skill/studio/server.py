"""Run the backend as a process: a free port, one server for each data folder, an announcement, an end when idle."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import TextIO

import uvicorn

from nemo_skill import places, skill
from nemo_skill.engine_options import EngineChoice
from nemo_skill.errors import InputError, NetworkError

from .app import create_app
from .context import Studio
from .guard import ANY_ADDRESS
from .settings import Limits, Options

_SHUTDOWN_S = 3
_WILDCARDS = ("", "0.0.0.0", "::")


class _Server(uvicorn.Server):
    """Announces itself once it listens, ends when idle, and ends quietly on a signal."""

    def __init__(
        self, config: uvicorn.Config, *, studio: Studio, idle_exit_s: float | None, announce: _Announcement
    ) -> None:
        super().__init__(config)
        self._studio = studio
        self._idle_exit_s = idle_exit_s
        self._announcement = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._announcement.publish()

    async def on_tick(self, counter: int) -> bool:
        if self._idle_exit_s is not None and self._studio.idle_s() > self._idle_exit_s:
            self.should_exit = True
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._announcement.withdraw()
        # Open streams would keep the server from ending.
        self._studio.hang_up()
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        with super().capture_signals():
            yield
            # uvicorn raises the signal again after its own clean end, which would skip ours.
            self._captured_signals.clear()


class _Announcement:
    """The line in the log and the file that tell where the server listens."""

    def __init__(self, url: str, path: Path | None, log: TextIO, engine: EngineChoice) -> None:
        self._url = url
        self._engine = engine
        self._path = path
        self._log = log

    def publish(self) -> None:
        if self._path is not None:
            document = {
                "url": self._url,
                "pid": os.getpid(),
                "version": skill.load().version,
                "engine": [self._engine.name, self._engine.settings],
                "started_at": datetime.now(timezone.utc).isoformat(timespec="seconds"),
            }
            places.write_private(str(self._path), json.dumps(document).encode("utf-8"))
        print(f"The preview server listens on {self._url}", file=self._log, flush=True)

    def withdraw(self) -> None:
        if self._path is None:
            return
        with contextlib.suppress(OSError, ValueError):
            if json.loads(self._path.read_text(encoding="utf-8")).get("pid") == os.getpid():
                self._path.unlink()


def _listen(host: str, port: int) -> socket.socket:
    """Raises :class:`~nemo_skill.errors.NetworkError` when the address can't be used."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=128)
        # asyncio turns off Nagle's algorithm only on sockets that name their protocol; with it every second answer
        # waits 40 ms for an acknowledgement.
        listener = socket.socket(listener.family, listener.type, socket.IPPROTO_TCP, fileno=listener.detach())
        listener.setblocking(False)
    except OSError as error:
        raise NetworkError(
            f"The preview server can't listen on {host}:{port}: {error.strerror or error}.",
            hint="Choose another port with --port, or 0 for a free one.",
            code="address",
        ) from error
    return listener


def _listen_again(host: str, port: int, memory: Path) -> socket.socket:
    """Listen; where any port will do, on the one that the last server of this folder had, so that its links still work.

    Raises NetworkError as :func:`_listen` does.
    """
    last = ""
    with contextlib.suppress(OSError, ValueError):
        last = memory.read_text(encoding="ascii").strip()
    if port == 0 and last.isdigit() and 0 < int(last) < 65536:
        with contextlib.suppress(NetworkError):
            return _listen(host, int(last))
    listener = _listen(host, port)
    with contextlib.suppress(OSError):
        memory.write_text(str(listener.getsockname()[1]), encoding="ascii")
    return listener


def _url(host: str, listener: socket.socket) -> str:
    port = listener.getsockname()[1]
    shown = "127.0.0.1" if host in _WILDCARDS else host
    return f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"


def serve(
    *,
    host: str,
    port: int,
    data: Path,
    announce: Path | None,
    idle_exit_s: float | None,
    pace: float,
    log: TextIO,
    engine: EngineChoice | None = None,
    limits: Limits | None = None,
    options: Options | None = None,
) -> int:
    """Run the server until SIGTERM, SIGINT or idleness; returns the exit status 0.

    Args:
        host: address to listen on; loopback keeps it private.
        port: 0 picks a free one, the same as last time where it still is free.
        data: folder of everything it keeps (mode 0700).
        announce: JSON file ``{"url", "pid", "version", "engine", "started_at"}`` (mode 0600), there while it
            listens.
        idle_exit_s: end after this many seconds without requests and work; None: never.
        pace: multiplies pretended waits only.
        log: gets one line with the URL.
        engine: the generator and its settings; the animatic one by default.
        limits: quotas; :meth:`Limits.relaxed` by default, as a preview must never strand its user.
        options: replaces ``pace`` and ``engine`` when given.

    Raises:
        InputError: another server already uses the folder, or it can't be written.
        NetworkError: the address can't be listened on.
    """
    engine = engine or EngineChoice()
    places.private_folder(str(data))
    lock = places.FileLock(str(data / "server.lock"))
    if not lock.try_acquire():
        raise InputError(
            f"Another preview server already uses {data}.",
            hint="Use that one, end it, or give this one a folder of its own with --data.",
            code="server_running",
        )
    try:
        listener = _listen_again(host, port, data / "port")
        try:
            app = create_app(
                data,
                limits=limits or Limits.relaxed(),
                options=options or Options(pace=pace, engine=engine.name, engine_settings=engine.settings),
                hosts=[ANY_ADDRESS, socket.gethostname()] if host in _WILDCARDS else [host],
            )
            config = uvicorn.Config(
                app, log_level="error", access_log=False, lifespan="on", server_header=False,
                timeout_graceful_shutdown=_SHUTDOWN_S, proxy_headers=False,
            )  # fmt: skip
            announcement = _Announcement(_url(host, listener), announce, log, engine)
            server = _Server(config, studio=app.state.studio, idle_exit_s=idle_exit_s, announce=announcement)
            asyncio.run(server.serve(sockets=[listener]))
        finally:
            listener.close()
    finally:
        lock.release()
    return 0
