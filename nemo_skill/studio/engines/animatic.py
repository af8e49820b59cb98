"""The animatic engine: draws an illustrated moving scene from the words of a prompt."""

from __future__ import annotations

import multiprocessing
import os
import queue
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import shared_memory
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nemo_skill.studio.engines import ClipRequest, EngineCancelled, EngineError, check_request
from nemo_skill.studio.plan import ShotPlan, plan_shot

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_MAX_WORKERS = 4
_SLOTS_PER_WORKER = 3
# Below this many pixels in a whole clip, starting processes costs more than it saves.
_PARALLEL_FROM_PIXELS = 20_000_000


class AnimaticEngine:
    """Draws frames in parallel processes and encodes them here, in order."""

    name = "animatic"
    label = "animatic preview engine"

    def __init__(self, *, workers: int | None = None, parallel_from: int = _PARALLEL_FROM_PIXELS) -> None:
        self._workers, self._parallel_from = workers, parallel_from

    def plan(self, request: ClipRequest) -> ShotPlan:
        """What was understood of the prompt."""
        return plan_shot(request)

    def problem(self) -> str | None:
        """None: it needs nothing but the studio's own packages."""
        return None

    def summary(self) -> str:
        """How many processes draw."""
        return f"draws with {_crew_size()} processes"

    def render(
        self, request: ClipRequest, out: Path, *, progress: Callable[[float], None], cancelled: Callable[[], bool]
    ) -> None:
        """See :class:`~nemo_skill.studio.engines.Engine`."""
        from nemo_skill.studio.media import MediaError, VideoWriter

        check_request(request)
        plan = self.plan(request)
        total = request.frames
        try:
            with (
                VideoWriter(out, width=request.width, height=request.height, fps=request.fps) as writer,
                self._frames(plan, request, cancelled) as frames,
            ):
                for index, planes in enumerate(frames):
                    writer.write_yuv(planes)
                    progress((index + 1) / total)
        except MediaError as error:
            raise EngineError(str(error)) from error

    @contextmanager
    def _frames(self, plan: ShotPlan, request: ClipRequest, cancelled: Callable[[], bool]) -> Iterator[Iterator[Any]]:
        work = request.frames * request.width * request.height
        workers = self._workers if self._workers is not None else _crew_size()
        if workers <= 1 or work < self._parallel_from:
            yield _drawn_here(plan, request, cancelled)
            return
        crew = _Crew(plan, request, workers)
        try:
            yield crew.frames(cancelled)
        finally:
            crew.close()


def _crew_size() -> int:
    return min(_MAX_WORKERS, os.cpu_count() or 1)


def _drawn_here(plan: ShotPlan, request: ClipRequest, cancelled: Callable[[], bool]) -> Iterator[Any]:
    painter = _Painter(plan, request.width, request.height, request.fps)
    for index in range(request.frames):
        if cancelled():
            raise EngineCancelled("The clip was cancelled.")
        yield painter.draw(index)


class _Painter:
    """A stage with its finish, in whichever process draws."""

    def __init__(self, plan: ShotPlan, width: int, height: int, fps: int) -> None:
        from nemo_skill.studio.scenes.finish import Finish
        from nemo_skill.studio.scenes.stage import Stage

        self._stage = Stage(plan, width, height)
        self._finish = Finish(self._stage)
        self._fps = fps

    def draw(self, index: int, out: npt.NDArray[np.uint8] | None = None) -> npt.NDArray[np.uint8]:
        t = index / self._fps
        return self._finish.planes(self._stage.frame(t), t, index, out)


def _draw_for_others(plan: ShotPlan, width: int, height: int, fps: int, memory: str, tasks: Any, results: Any) -> None:
    """The body of a drawing process: frames in by number, pictures out through shared memory."""
    import signal

    import numpy as np

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    block = shared_memory.SharedMemory(name=memory)
    try:
        painter = _Painter(plan, width, height, fps)
        size = width * height * 3 // 2
        while (task := tasks.get()) is not None:
            index, slot = task
            out = np.ndarray((height * 3 // 2, width), np.uint8, block.buf, offset=slot * size)
            painter.draw(index, out)
            del out
            results.put((index, slot, None))
    except Exception as error:
        results.put((-1, -1, f"{type(error).__name__}: {error}"))
    finally:
        block.close()


class _Crew:
    """Drawing processes with a ring of shared frames; hands the frames out in order."""

    def __init__(self, plan: ShotPlan, request: ClipRequest, workers: int) -> None:
        self._request = request
        self._size = request.width * request.height * 3 // 2
        slots = workers * _SLOTS_PER_WORKER
        context = multiprocessing.get_context("spawn")
        self._memory = shared_memory.SharedMemory(create=True, size=self._size * slots)
        self._tasks, self._results = context.Queue(), context.Queue()
        self._free = list(range(slots))
        self._processes = [
            context.Process(
                target=_draw_for_others,
                args=(plan, request.width, request.height, request.fps, self._memory.name, self._tasks, self._results),
                daemon=True,
            )
            for _ in range(workers)
        ]
        for process in self._processes:
            process.start()

    def frames(self, cancelled: Callable[[], bool]) -> Iterator[Any]:
        """Every frame in order. A frame's pixels may be overwritten once the next one is asked for."""
        import numpy as np

        height, width, total = self._request.height, self._request.width, self._request.frames
        handed_out, ready = 0, dict[int, int]()
        for index in range(total):
            while self._free and handed_out < total:
                self._tasks.put((handed_out, self._free.pop()))
                handed_out += 1
            while index not in ready:
                if cancelled():
                    raise EngineCancelled("The clip was cancelled.")
                drawn, slot = self._next_result()
                if drawn >= 0:
                    ready[drawn] = slot
            slot = ready.pop(index)
            # The encoder may hold the frame for a while, so that it gets a copy and the slot is free at once.
            shared = np.ndarray((height * 3 // 2, width), np.uint8, self._memory.buf, offset=slot * self._size)
            planes = shared.copy()
            del shared
            self._free.append(slot)
            yield planes

    def _next_result(self) -> tuple[int, int]:
        try:
            index, slot, failure = self._results.get(timeout=0.2)
        except queue.Empty:
            dead = [p for p in self._processes if p.exitcode not in (None, 0)]
            if dead:
                raise EngineError(
                    f"A drawing process ended with status {dead[0].exitcode}. Is there enough memory?"
                ) from None
            return -1, -1
        if failure:
            raise EngineError(f"The scene could not be drawn: {failure}")
        return index, slot

    def close(self) -> None:
        """End the processes and give the memory back."""
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            process.join(5)
        for channel in (self._tasks, self._results):
            channel.cancel_join_thread()
            channel.close()
        self._memory.close()
        self._memory.unlink()
