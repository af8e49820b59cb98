"""The animatic engine: draws an illustrated moving scene from the words of a prompt."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from nemo_skill.studio.engines import ClipRequest, EngineCancelled, EngineError, check_request
from nemo_skill.studio.engines.cache import SegmentCache
from nemo_skill.studio.engines.crew import Task, crew_of, crew_size
from nemo_skill.studio.engines.segments import Painter, Segment, split
from nemo_skill.studio.plan import ShotPlan, plan_shot

Progress = Callable[[float], None]
Cancelled = Callable[[], bool]

# Below this many pixels in a whole clip, other processes cost more than they save.
_PARALLEL_FROM_PIXELS = 20_000_000


class AnimaticEngine:
    """Draws and encodes a clip's segments in parallel processes, then joins them.

    Args:
        workers: how many processes; None: as many as there are cores and memory for.
        parallel_from: clips with fewer pixels (of all frames together) are drawn in this process.
        cache: folder where segments are kept for later; None: nowhere.
        dask: address of a Dask scheduler whose workers draw instead of processes of this machine.
    """

    name = "animatic"
    label = "animatic preview engine"

    def __init__(
        self,
        *,
        workers: int | None = None,
        parallel_from: int = _PARALLEL_FROM_PIXELS,
        cache: Path | None = None,
        dask: str | None = None,
    ) -> None:
        self._workers, self._parallel_from, self._cache, self._dask = workers, parallel_from, cache, dask

    def plan(self, request: ClipRequest) -> ShotPlan:
        """What was understood of the prompt."""
        return plan_shot(request)

    def problem(self) -> str | None:
        """Nothing but the studio's own packages is needed, and a scheduler's only when one was named."""
        if self._dask:
            from nemo_skill.studio.engines import cluster

            return cluster.problem(self._dask)
        return None

    def summary(self) -> str:
        """Where it draws."""
        return f"draws on the Dask cluster at {self._dask}" if self._dask else f"draws with {crew_size()} processes"

    def render(self, request: ClipRequest, out: Path, *, progress: Progress, cancelled: Cancelled) -> None:
        """See :class:`~nemo_skill.studio.engines.Engine`."""
        from nemo_skill.studio.media import MediaError, join_videos

        check_request(request)
        segments = split(self.plan(request), request)
        counter = _Counter(request.frames, progress)
        with self._folder(out) as cache:
            missing = [segment for segment in segments if not cache.has(segment)]
            counter.add(request.frames - sum(segment.frames for segment in missing))
            try:
                self._draw(missing, cache, counter, cancelled)
                join_videos([cache.path(segment) for segment in segments], out)
            except MediaError as error:
                raise EngineError(str(error)) from error
            cache.trim(segments)

    @contextmanager
    def _folder(self, out: Path) -> Iterator[SegmentCache]:
        if self._cache is not None:
            yield SegmentCache(self._cache)
            return
        with tempfile.TemporaryDirectory(prefix="segments-", dir=out.parent) as folder:
            yield SegmentCache(Path(folder))

    def _draw(self, segments: Sequence[Segment], cache: SegmentCache, counter: _Counter, cancelled: Cancelled) -> None:
        if cancelled():
            raise EngineCancelled("The clip was cancelled.")
        if not segments:
            return
        if self._dask:
            from nemo_skill.studio.engines import cluster

            for segment, content in cluster.drawn(self._dask, segments, counter.add, cancelled):
                part = cache.part(segment)
                part.write_bytes(content)
                cache.keep(segment, part)
            return
        first = segments[0]
        work = sum(segment.frames for segment in segments) * first.width * first.height
        size = self._workers if self._workers is not None else crew_size(first.width * first.height)
        if size <= 1 or work < self._parallel_from:
            _draw_here(segments, cache, counter, cancelled)
            return
        tasks = [Task(segment, cache.part(segment)) for segment in segments]
        for task in crew_of(size).run(tasks, counter.add, cancelled):
            cache.keep(task.segment, task.out)


class _Counter:
    """Frames that are done, told as a share."""

    def __init__(self, total: int, progress: Progress) -> None:
        self._done, self._total, self._progress = 0, total, progress

    def add(self, frames: int = 1) -> None:
        self._done += frames
        if frames:
            self._progress(self._done / self._total)


def _draw_here(segments: Sequence[Segment], cache: SegmentCache, counter: _Counter, cancelled: Cancelled) -> None:
    painter = Painter(segments[0])

    def on_frame() -> None:
        if cancelled():
            raise EngineCancelled("The clip was cancelled.")
        counter.add()

    for segment in segments:
        part = cache.part(segment)
        painter.encode(segment, part, on_frame)
        cache.keep(segment, part)
