"""Encoded segments kept by what is in them, so that a shot is drawn once; the oldest go when there are too many."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable
from pathlib import Path

from nemo_skill.studio.engines.segments import Segment

_MOST_BYTES = 512 * 1024 * 1024


class SegmentCache:
    """A folder of ``<key>.mp4``. Several processes may use it at once: files appear whole and are never changed."""

    def __init__(self, folder: Path, *, most_bytes: int = _MOST_BYTES) -> None:
        self._folder, self._most = folder, most_bytes
        folder.mkdir(parents=True, exist_ok=True)

    def path(self, segment: Segment) -> Path:
        """Where the segment is or will be."""
        return self._folder / f"{segment.key}.mp4"

    def has(self, segment: Segment) -> bool:
        """Whether the segment is there; it counts as used now."""
        try:
            os.utime(self.path(segment))
        except OSError:
            return False
        return True

    def keep(self, segment: Segment, part: Path) -> None:
        """Put a finished file in its place."""
        os.replace(part, self.path(segment))

    def part(self, segment: Segment) -> Path:
        """A name for the unfinished file, this process' own."""
        return self._folder / f"{segment.key}.{os.getpid()}.part"

    def trim(self, used: Iterable[Segment] = ()) -> None:
        """Remove what was used longest ago until the rest fits; ``used`` stays in any case."""
        kept = {self.path(segment).name for segment in used}
        files = []
        for entry in os.scandir(self._folder):
            with contextlib.suppress(OSError):
                files.append((entry.stat().st_mtime, entry.stat().st_size, entry.name))
        total = sum(size for _, size, _ in files)
        for _, size, name in sorted(files):
            if total <= self._most:
                return
            if name not in kept:
                with contextlib.suppress(OSError):
                    os.unlink(self._folder / name)
                    total -= size
