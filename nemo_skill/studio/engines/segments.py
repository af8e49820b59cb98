"""A clip in stretches that can be drawn and encoded anywhere, in any order, always to the same bytes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from nemo_skill.studio.engines import ClipRequest
from nemo_skill.studio.plan import ShotPlan

if TYPE_CHECKING:
    from nemo_skill.studio.scenes.finish import Finish
    from nemo_skill.studio.scenes.stage import Stage

#: Segments begin with a key frame, which costs bytes; short ones share the work better between processes.
_LONGEST, _SHORTEST = 60, 24
_PIECES = 4
_PACKAGES = ("av", "numpy", "thorvg-python")


@dataclass(frozen=True)
class Segment:
    """Frames ``start`` to ``end`` of a planned shot at one size and rate. Picklable."""

    plan: ShotPlan
    width: int
    height: int
    fps: int
    start: int
    end: int

    @property
    def frames(self) -> int:
        return self.end - self.start

    @property
    def scene(self) -> str:
        """A name for what doesn't change between the segments of one shot."""
        text = json.dumps([self.plan.to_dict(), self.width, self.height, self.fps, engine_version()], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:32]

    @property
    def key(self) -> str:
        """A name for the segment's bytes: the same plan, seed, size, frames and engine give the same one."""
        return f"{self.scene}-{self.start}-{self.end}"


@lru_cache(maxsize=1)
def engine_version() -> str:
    """A digest of everything that decides what a frame looks like: code, tables and libraries."""
    studio = Path(__file__).parents[1]
    digest = hashlib.sha256(json.dumps([version(name) for name in _PACKAGES]).encode())
    files = [studio / "media.py"]
    for folder in ("scenes", "plan", "data", "engines"):
        files += [file for file in (studio / folder).iterdir() if file.suffix in (".py", ".yaml", ".json", ".xz")]
    for file in sorted(files):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def split(plan: ShotPlan, request: ClipRequest) -> list[Segment]:
    """The clip's segments: as many for every machine, even in number and nearly equal so that cores share them."""
    total = request.frames
    pieces = _PIECES * -(-total // (_PIECES * _LONGEST))
    pieces = min(pieces, total // _SHORTEST // 2 * 2) or 1
    bounds = [total * n // pieces for n in range(pieces + 1)]
    return [Segment(plan, request.width, request.height, request.fps, start, end) for start, end in pairwise(bounds)]


class Painter:
    """Draws and encodes the segments of one shot."""

    def __init__(self, scene: Segment) -> None:
        import numpy as np

        from nemo_skill.studio.scenes.finish import Finish
        from nemo_skill.studio.scenes.stage import Stage

        self.scene = scene.scene
        self._stage: Stage = Stage(scene.plan, scene.width, scene.height)
        self._finish: Finish = Finish(self._stage)
        self._canvas = np.empty((scene.height, scene.width, 4), np.uint8)

    def encode(self, segment: Segment, out: Path, on_frame: Callable[[], None]) -> None:
        """Write the segment as an MP4 of its own. What ``on_frame`` raises ends the work, and no file is left."""
        from nemo_skill.studio.media import VideoWriter

        with VideoWriter(out, width=segment.width, height=segment.height, fps=segment.fps, threads=1) as writer:
            for index in range(segment.start, segment.end):
                t = index / segment.fps
                writer.write_yuv(self._finish.planes(self._stage.frame(t, self._canvas), t, index))
                on_frame()
