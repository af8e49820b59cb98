"""Drawing processes: each takes a segment at a time, draws and encodes it. They stay for the next clip, for a while."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from multiprocessing import connection
from pathlib import Path
from typing import Any, NamedTuple

from nemo_skill.studio.engines import EngineCancelled, EngineError
from nemo_skill.studio.engines.memory import available_bytes
from nemo_skill.studio.engines.segments import Painter, Segment

_IDLE_S = 120.0
#: How long a scene is kept when there is nothing more to draw of it.
_SCENE_S = 15.0
_STOP_S = 5.0
_LOOK_S = 0.1


class Task(NamedTuple):
    """A segment and the file it goes into."""

    segment: Segment
    out: Path


class _Stopped(Exception):
    """The crew's owner asked to stop."""


class _Member:
    def __init__(self, context: Any) -> None:
        self.line, theirs = context.Pipe()
        self.process = context.Process(target=_work, args=(theirs,), daemon=True)
        self.process.start()
        theirs.close()
        self.task: Task | None = None
        self.plenty: deque[Task] = deque()


class Crew:
    """``size`` processes. One :meth:`run` at a time."""

    def __init__(self, size: int) -> None:
        # Forked processes would inherit locks and threads of FFmpeg in unknown states.
        context = multiprocessing.get_context("spawn")
        self.size = size
        self._members = [_Member(context) for _ in range(size)]

    @property
    def alive(self) -> bool:
        """Whether every process still waits for work."""
        return all(member.process.is_alive() for member in self._members)

    def run(self, tasks: Sequence[Task], on_frame: Callable[[], None], cancelled: Callable[[], bool]) -> Iterator[Task]:
        """Work on the tasks and yield each when its file is whole, in any order.

        Raises:
            EngineCancelled: ``cancelled`` said so; every process has let go of its file.
            EngineError: a scene can't be drawn, or a process died.
        """
        # Neighbouring segments share a light, so each process begins with a stretch of its own.
        for number, member in enumerate(self._members):
            member.plenty = deque(tasks[len(tasks) * number // self.size : len(tasks) * (number + 1) // self.size])
            self._give(member)
        try:
            while busy := [member for member in self._members if member.task is not None]:
                for member in self._heard(busy):
                    message = self._receive(member)
                    if message == "frame":
                        on_frame()
                        continue
                    done, member.task = member.task, None
                    if message != "done":
                        raise EngineError(f"The scene could not be drawn: {message}")
                    self._give(member)
                    assert done is not None
                    yield done
                if cancelled():
                    raise EngineCancelled("The clip was cancelled.")
        except BaseException:
            self._stop()
            raise

    @staticmethod
    def _heard(busy: list[_Member]) -> list[_Member]:
        by_line = {member.line: member for member in busy}
        return [by_line[line] for line in connection.wait(list(by_line), _LOOK_S)]

    def _give(self, member: _Member) -> None:
        longest = max(self._members, key=lambda one: len(one.plenty))
        if member.plenty:
            member.task = member.plenty.popleft()
        elif longest.plenty:
            member.task = longest.plenty.pop()
        if member.task is not None:
            with contextlib.suppress(OSError):  # A dead process is noticed when it should answer.
                member.line.send(member.task)

    @staticmethod
    def _receive(member: _Member) -> str:
        try:
            return str(member.line.recv())
        except (EOFError, OSError):
            member.process.join(1)
            member.task = None
            raise EngineError(
                f"A drawing process ended with status {member.process.exitcode}. Is there enough memory?"
            ) from None

    def _stop(self) -> None:
        """Let every process drop what it works on; one that doesn't in time is ended."""
        busy = [member for member in self._members if member.task is not None]
        for member in busy:
            with contextlib.suppress(OSError):
                member.line.send(None)
        for member in busy:
            member.task = None
            try:
                while member.line.poll(_STOP_S):
                    if member.line.recv() != "frame":
                        break
                else:
                    member.process.terminate()
                    member.process.join(1)
            except (EOFError, OSError):
                continue
        for member in self._members:
            member.plenty.clear()

    def close(self) -> None:
        """End the processes."""
        for member in self._members:
            member.line.close()
            member.process.terminate()
        for member in self._members:
            member.process.join(5)


_kept: Crew | None = None


def crew_of(size: int) -> Crew:
    """This process' crew, started if it isn't there or has gone home."""
    global _kept
    if _kept is None or _kept.size != size or not _kept.alive:
        if _kept is not None:
            _kept.close()
        _kept = Crew(size)
    return _kept


def _work(line: connection.Connection) -> None:
    """The body of a drawing process. It ends when nobody needs it for a while, or when its owner has gone."""
    import gc
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    painter: Painter | None = None
    while True:
        try:
            if not line.poll(_SCENE_S):
                painter = None
                gc.collect()
                if not line.poll(_IDLE_S):
                    return
            task = line.recv()
        except (EOFError, OSError):
            return
        if task is None:
            # Stopped after the last frame: the answer was on its way already.
            continue

        def on_frame() -> None:
            if line.poll():
                line.recv()
                raise _Stopped
            line.send("frame")

        try:
            if painter is None or painter.scene != task.segment.scene:
                painter = None
                gc.collect()  # A scene's parts know each other: by themselves they would stay for long.
                painter = Painter(task.segment)
            painter.encode(task.segment, task.out, on_frame)
            answer = "done"
        except _Stopped:
            answer = "stopped"
        except OSError as error:
            answer = f"{error.strerror or error}"
        except Exception as error:  # Whatever it is, the owner must hear of it.
            answer = f"{type(error).__name__}: {error}"
        try:
            line.send(answer)
        except OSError:
            return


def crew_size(pixels: int = 1920 * 1080) -> int:
    """As many processes as there are cores and memory for: each holds a scene and an encoder with its look ahead.

    Args:
        pixels: of one frame.
    """
    try:
        cores = len(os.sched_getaffinity(0))
    except AttributeError:
        cores = os.cpu_count() or 1
    return processes_for(pixels, cores, available_bytes())


#: Measured: what a drawing process holds however small its frames are, and for each of their pixels.
_PROCESS_BYTES, _PIXEL_BYTES = 60 << 20, 130
#: All of them together; with the server, its worker and the client it stays below 1 GB.
_MOST_BYTES = 700 << 20
#: Others want some of the free memory, too.
_SHARE = 0.7


def processes_for(pixels: int, cores: int, available: int | None) -> int:
    """At least one, four at the most; ``available`` is in bytes, None where it isn't known."""
    room = _MOST_BYTES if available is None else min(_MOST_BYTES, available * _SHARE)
    return max(1, min(4, cores, int(room // (_PROCESS_BYTES + pixels * _PIXEL_BYTES))))
