"""From a draft, the agent's or anybody's, to a finished MP4."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from .composition import RenderError, compose
from .film import RenderCancelled, write_film

__all__ = ["RenderCancelled", "RenderError", "render_draft"]

_CRF = {"high": 18, "medium": 22, "low": 27}


def render_draft(
    draft: Any,
    assets: Mapping[str, Mapping[str, Any]],
    out: Path,
    *,
    canvas: tuple[int, int],
    quality: str = "high",
    longest_s: float = 600.0,
    progress: Callable[[float], None] = lambda share: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> dict[str, Any]:
    """Write ``out``: H.264 yuv420p at 30 frames a second with AAC sound, as long as the draft says.

    Args:
        draft: any shape that :func:`nemo_skill.timeline.read_timeline` reads.
        assets: id -> ``path``, ``kind``, ``origin``, ``secret``, ``duration_ms``, ``width``, ``height``,
            and for drawn clips ``prompt`` and ``seed``; nothing else is opened.
        canvas: width and height in pixels when the draft has none.
        quality: ``high``, ``medium`` or ``low``.
        longest_s: longer drafts are refused.

    Returns:
        ``duration_ms`` and ``notes`` on what was left out.

    Raises:
        RenderError: nothing to show, a source that isn't one of the assets, characters no font has, too long.
        RenderCancelled: ``cancelled`` said so; ``out`` does not exist.
    """
    film = compose(draft, assets, canvas=(canvas[0], canvas[1]), longest_s=longest_s)
    write_film(film, out, crf=_CRF.get(quality, _CRF["high"]), progress=progress, cancelled=cancelled)
    return {"duration_ms": film.duration_ms, "notes": list(film.notes)}
