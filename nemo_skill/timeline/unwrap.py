"""Where the draft lies in an answer: bare, in ``draft``, in ``state``, in ``data``, or packed in a string."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .keys import TRACKS
from .lookup import items, parsed

_WRAPPERS = ("state", "data")
_ANSWER = frozenset({"code", "message", "data", "state", "session_id", "task_id", "task_name", "video_infos",
                     "generated_media", "canvas_config", "video_analyses"})  # fmt: skip


def draft_of(state: Any) -> Any | None:
    """The draft in a state answer, at whatever depth of ``data`` and ``state`` it lies; None when there is none.

    A draft that is absent, ``null``, ``{}``, empty text or unreadable counts as none.
    """
    draft = layers_of(state)[-1]
    return draft or None


def layers_of(value: Any) -> list[Any]:
    """The layers from the outermost object to the draft itself (the last one; None where there is no draft)."""
    layers: list[Any] = []
    reached = "draft"
    for _ in range(8):
        value = parsed(value)
        if isinstance(value, list):
            return [*layers, value]
        if not isinstance(value, Mapping):
            return [*layers, None]
        layers.append(value)
        if any(items(value.get(key)) or isinstance(value.get(key), list) for key in TRACKS):
            return layers
        inner = "draft" if "draft" in value else next((key for key in _WRAPPERS if _holds_more(value, key)), None)
        if inner is None:
            break
        reached, value = inner, value[inner]
    is_draft = reached == "draft" and (len(layers) > 1 or not any(key in _ANSWER for key in layers[-1]))
    return layers if is_draft else [*layers, None]


def _holds_more(value: Mapping[str, Any], key: str) -> bool:
    return isinstance(parsed(value.get(key)), (Mapping, list))
