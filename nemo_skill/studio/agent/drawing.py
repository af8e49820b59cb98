"""Drawn clips: have the engine draw what a draft still lacks, or what no longer fits it."""

from __future__ import annotations

import asyncio
import hashlib
import os
import uuid
import zlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from ..context import Studio
from ..store import Asset, Session
from . import timeline
from .cut import played_ms, speed_of
from .stream_tools import Tools
from .timeline import Draft, Segment, meta

_SLACK_MS = 34  # one frame


@dataclass(frozen=True)
class Drawing:
    """One clip to draw; ``segment_id`` is where it goes."""

    segment_id: str
    prompt: str
    duration_ms: int
    seed: int


@dataclass(frozen=True)
class Drawn:
    asset: Asset
    title: str
    unknown: tuple[str, ...]
    label: str


def missing_drawings(
    draft: Draft, wanted: dict[str, str], assets: dict[str, Asset], canvas: tuple[int, int]
) -> list[Drawing]:
    """What must be drawn before a draft can be shown: new shots, drawn shots that became longer or another shape."""
    found: list[Drawing] = []
    for item in timeline.segments(draft, timeline.VIDEO):
        needed = round(meta(item).get("in", 0) + played_ms(item))
        asset = assets.get(meta(item).get("src", ""))
        if item["id"] in wanted:
            prompt = wanted[item["id"]]
            found.append(Drawing(item["id"], prompt, needed, zlib.crc32(prompt.encode("utf-8")) % 100_000))
        elif asset is not None and asset.origin == "generated":
            too_short = needed > asset.duration_ms + _SLACK_MS
            if too_short or (asset.width, asset.height) != canvas:
                length = max(needed, asset.duration_ms if not too_short else 0)
                found.append(Drawing(item["id"], asset.details["prompt"], length, asset.details["seed"]))
    return found


class Draughtsman:
    """Runs the engine in a worker process and keeps what it draws."""

    def __init__(self, studio: Studio, session: Session) -> None:
        self._studio = studio
        self._session = session

    async def draw(
        self,
        drawing: Drawing,
        canvas: tuple[int, int],
        tools: Tools,
        on_progress: Callable[[float], Awaitable[None]],
    ) -> Drawn:
        """Raises :class:`~nemo_skill.studio.workers.JobFailed` with the engine's words.

        ``on_progress`` gets the share of the clip that is done.
        """
        studio = self._studio
        part = studio.incoming / f"{uuid.uuid4().hex}.mp4"
        call = await tools.call(
            "generate_video",
            {"prompt": drawing.prompt, "duration": drawing.duration_ms / 1000, "width": canvas[0], "height": canvas[1]},
        )
        try:
            result = await studio.workers.run(
                {
                    "job": "generate",
                    "engine": studio.options.engine,
                    "settings": dict(studio.options.engine_settings),
                    "out": str(part),
                    "request": {
                        "prompt": drawing.prompt,
                        "duration_ms": drawing.duration_ms,
                        "width": canvas[0],
                        "height": canvas[1],
                        "seed": drawing.seed,
                    },
                },
                on_progress,
            )
            asset = await asyncio.to_thread(self._keep, part, drawing, result)
        finally:
            part.unlink(missing_ok=True)
        await tools.result(call, {"status": "ok", "id": asset.id, "duration": asset.duration_ms / 1000})
        return Drawn(asset, result["title"], tuple(result["unknown"]), result["label"])

    def _keep(self, part: Any, drawing: Drawing, result: dict[str, Any]) -> Asset:
        with open(part, "rb") as file:
            checksum = hashlib.sha256(file.read()).hexdigest()
        relative, path = self._studio.store.media_path(self._session.id, "clip.mp4")
        os.replace(part, path)
        return self._studio.store.add_asset(
            self._session,
            path=relative,
            name=result["title"] or drawing.prompt[:60],
            kind="video",
            origin="generated",
            duration_ms=result["duration_ms"],
            size=(result["width"], result["height"]),
            fps=result["fps"],
            hash=checksum,
            details={"prompt": drawing.prompt, "seed": drawing.seed, "engine": self._studio.options.engine},
        )


def put_drawn(item: Segment, drawn: Drawn, *, rename: bool) -> None:
    """Point a segment at its clip; what the asked-for length exceeds the clip by is cut."""
    meta(item)["src"] = drawn.asset.id
    if rename or not meta(item).get("name"):
        meta(item)["name"] = drawn.title or meta(item).get("name", "")
    longest = round((drawn.asset.duration_ms - meta(item).get("in", 0)) / speed_of(item)) + meta(item).get(
        "hold_duration", 0
    )
    if 0 < longest < item["d"]:
        item["d"] = longest
