"""The server's side of the worker processes: a few of them, reused, each with one job at a time."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import nemo_skill

_PACKAGE_ROOT = str(Path(nemo_skill.__file__).resolve().parents[1])
_STOP_GRACE_S = 5.0
_REST_S = 120.0
_REST_WITH_MODEL_S = 1200.0
#: With its own, growing thresholds glibc keeps what was freed of pictures: 120 MB in each drawing process.
_GLIBC = {"MALLOC_MMAP_THRESHOLD_": str(4 << 20), "MALLOC_TRIM_THRESHOLD_": str(32 << 20)}


#: Told the share of a job that is done, 0 to 1.
OnProgress = Callable[[float], Awaitable[None]]


class JobFailed(Exception):
    """A job ended with an error; ``kind`` is the class name of the exception in the worker."""

    def __init__(self, message: str, kind: str = "") -> None:
        super().__init__(message)
        self.kind = kind


class _Worker:
    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.jobs = 0
        #: Whether its process holds a video model, which takes minutes to load and fills a GPU.
        self.has_model = False

    async def send(self, message: dict[str, Any]) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(message).encode("utf-8") + b"\n")
        await self.process.stdin.drain()

    async def receive(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        line = await self.process.stdout.readline()
        if not line:
            raise JobFailed("the worker process ended unexpectedly", "WorkerDied")
        message: dict[str, Any] = json.loads(line)
        return message

    @property
    def alive(self) -> bool:
        return self.process.returncode is None

    async def end(self) -> None:
        """Kill the worker, and with it the processes that its job started."""
        if self.alive:
            with contextlib.suppress(ProcessLookupError):
                if sys.platform == "win32":
                    self.process.kill()
                else:
                    os.killpg(self.process.pid, signal.SIGKILL)
        await self.process.wait()


class Workers:
    """Runs jobs of :mod:`nemo_skill.studio.worker`; at most ``limit`` at the same time, the rest wait their turn.

    Workers log into ``log`` and keep parts of clips in the folder ``cache``.
    Cancelling the task that awaits :meth:`run` stops the job: politely first, then by ending the process.
    """

    def __init__(self, *, limit: int, log: Path, cache: Path) -> None:
        self._free = asyncio.Semaphore(limit)
        # One model fits a GPU, two don't: its jobs take turns in the worker that has it.
        self._model = asyncio.Lock()
        self._idle: list[_Worker] = []
        self._busy: set[_Worker] = set()
        self._log = log
        self._cache = cache
        self.active = 0

    async def run(self, job: dict[str, Any], on_progress: OnProgress | None = None) -> dict[str, Any]:
        """Raises :class:`JobFailed` with the worker's words."""
        self.active += 1
        needs_model = job.get("engine") == "diffusion"
        try:
            async with self._model if needs_model else contextlib.nullcontext(), self._free:
                worker = await self._take(needs_model)
                self._busy.add(worker)
                try:
                    return await self._work(worker, job, on_progress)
                finally:
                    self._busy.discard(worker)
                    if worker.alive:
                        self._rest(worker)
        finally:
            self.active -= 1

    async def _work(self, worker: _Worker, job: dict[str, Any], on_progress: OnProgress | None) -> dict[str, Any]:
        try:
            await worker.send(job)
            while True:
                message = await worker.receive()
                if "progress" in message:
                    if on_progress is not None:
                        await on_progress(message["progress"])
                    continue
                return self._outcome(message)
        except asyncio.CancelledError:
            await self._stop(worker)
            raise
        except (ConnectionError, ValueError) as error:
            await worker.end()
            raise JobFailed(f"the worker process broke off: {error}", "WorkerDied") from error
        except JobFailed as error:
            if error.kind == "WorkerDied":
                await worker.end()
            raise

    @staticmethod
    def _outcome(message: dict[str, Any]) -> dict[str, Any]:
        if "result" in message:
            result: dict[str, Any] = message["result"]
            return result
        raise JobFailed(message.get("error", "cancelled"), message.get("kind", ""))

    async def _stop(self, worker: _Worker) -> None:
        async def drain() -> None:
            await worker.send({"cancel": True})
            while "progress" in await worker.receive():
                pass

        try:
            await asyncio.wait_for(drain(), _STOP_GRACE_S)
        except (asyncio.TimeoutError, asyncio.CancelledError, ConnectionError, ValueError, JobFailed):
            await worker.end()

    async def _take(self, needs_model: bool = False) -> _Worker:
        self._idle = [worker for worker in self._idle if worker.alive]
        # A worker with a model is kept free for the model's jobs.
        for worker in reversed(self._idle):
            if worker.has_model == needs_model:
                self._idle.remove(worker)
                return worker
        return await self._started(needs_model)

    async def _started(self, has_model: bool) -> _Worker:
        environ = dict(os.environ) if has_model else {**_GLIBC, **os.environ}
        # The packages may come from a folder that this process put on its path itself: the worker needs it too.
        packages = [entry for entry in sys.path if os.path.basename(entry) in ("site-packages", "dist-packages")]
        environ["PYTHONPATH"] = os.pathsep.join([_PACKAGE_ROOT, *packages, *filter(None, [environ.get("PYTHONPATH")])])
        environ["PYTHONIOENCODING"] = "utf-8"
        with open(self._log, "ab") as log:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "nemo_skill.studio.worker", str(self._cache),
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=log, env=environ, limit=2**24,
                start_new_session=sys.platform != "win32",
            )  # fmt: skip
        worker = _Worker(process)
        worker.has_model = has_model
        return worker

    def _rest(self, worker: _Worker) -> None:
        """Keep a worker for the next job, for a while: it holds libraries in memory."""
        self._idle.append(worker)
        worker.jobs += 1
        rest_s = _REST_WITH_MODEL_S if worker.has_model else _REST_S
        asyncio.get_running_loop().call_later(rest_s, self._retire, worker, worker.jobs)

    def _retire(self, worker: _Worker, jobs: int) -> None:
        if worker in self._idle and worker.jobs == jobs and worker.process.stdin is not None:
            self._idle.remove(worker)
            # The end of its input ends the process.
            worker.process.stdin.close()

    async def close(self) -> None:
        """End every worker process at once."""
        await asyncio.gather(*(worker.end() for worker in [*self._idle, *self._busy]))
        self._idle.clear()
