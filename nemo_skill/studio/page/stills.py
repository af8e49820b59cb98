"""A still of a clip, a picture or a finished video, made once, when the page first asks for it."""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path

from ..context import Studio
from ..workers import JobFailed

_WIDTH = 960


class Stills:
    """The stills of one server, kept with the media of their sessions and removed with them."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        # One at a time: a page must not take the workers away from clips and renders.
        self._turn = asyncio.Lock()

    async def still(self, secret: str) -> Path | None:
        """The JPEG for the file with that secret; None when there is no such file or no picture in it."""
        source, session = self._source(secret)
        if source is None or not source.is_file():
            return None
        folder = self._studio.store.folder / session / "stills"
        out = folder / f"{hashlib.sha256(secret.encode()).hexdigest()[:32]}.jpg"
        async with self._turn:
            if not out.is_file():
                folder.mkdir(parents=True, exist_ok=True)
                job = {"job": "still", "path": str(source), "out": str(out), "width": _WIDTH}
                try:
                    await self._studio.workers.run(job)
                except JobFailed:
                    return None
        return out

    def _source(self, secret: str) -> tuple[Path | None, str]:
        """The file with that secret, and its session."""
        asset = self._studio.store.asset_by_secret(secret)
        if asset is not None:
            return None if asset.kind == "audio" else self._studio.store.disk_path(asset), asset.session_id
        row = self._studio.db.one(
            "SELECT secret, session_id FROM renders WHERE secret = ? AND status = 'completed'", secret
        )
        return (
            (None, "") if row is None else (self._studio.data / "renders" / f"{row['secret']}.mp4", row["session_id"])
        )
