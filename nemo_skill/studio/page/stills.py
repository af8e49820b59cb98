"""A still of a clip, a picture or a finished video, made once, when the page first asks for it."""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path

from ..context import Studio
from ..workers import JobFailed

_WIDTH = 960


class Stills:
    """The stills of one server, kept in a folder of their own."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        # One at a time: a page must not take the workers away from clips and renders.
        self._turn = asyncio.Lock()

    async def still(self, secret: str) -> Path | None:
        """The JPEG for the file with that secret; None when there is no such file or no picture in it."""
        source = self._source(secret)
        if source is None:
            return None
        folder = self._studio.data / "stills"
        out = folder / f"{hashlib.sha256(secret.encode()).hexdigest()[:32]}.jpg"
        async with self._turn:
            if not out.is_file():
                folder.mkdir(exist_ok=True)
                try:
                    await self._studio.workers.run(
                        {"job": "still", "path": str(source), "out": str(out), "width": _WIDTH}
                    )
                except JobFailed:
                    return None
        return out

    def _source(self, secret: str) -> Path | None:
        asset = self._studio.store.asset_by_secret(secret)
        if asset is not None:
            path = None if asset.kind == "audio" else self._studio.store.disk_path(asset)
        else:
            row = self._studio.db.one("SELECT secret FROM renders WHERE secret = ? AND status = 'completed'", secret)
            path = None if row is None else self._studio.data / "renders" / f"{row['secret']}.mp4"
        return path if path is not None and path.is_file() else None
