"""Drafts as the agent builds them. Pure: a draft goes in, a changed copy comes out.

A draft is ``{"t": [tracks], "d": ms, "m": {"ratio": "16:9"}}``, a track ``{"tt": 0 | 1 | 7, "m": {"name"},
"sg": [...]}``, a segment ``{"id", "s": start ms, "d": length ms, "m": {...}}``. What ``m`` may hold, by track:

- video: ``name``, ``src`` (asset id), ``in`` (offset in the source, ms), ``speed``, ``volume``, ``fade_in``,
  ``fade_out`` (ms, from and to black or ``fade_color``), ``transition`` (``{"type": "crossfade", "d": ms}``: overlaps
  the segment before), ``fit`` (``contain`` | ``cover``), ``look`` (list of colour moods), ``motion``
  (``{"type": "zoom-in", "amount": 1.3}``), ``mirror`` (``horizontal``, ``vertical``, ``both``), ``hold_duration`` (ms
  at the end in which its last picture stands still); on a track named "Overlay" ``inset``
  (``{"position", "size"}``, size as a share of the canvas' width);
- audio: ``name``, ``volume``, ``fade_in``, ``fade_out``, ``ducking`` (quieter while footage or a voice sounds),
  ``loop`` and either ``src``, ``in`` or ``style_id``, ``seed_id`` (music that is synthesised for the export);
- text: ``text``, ``style`` (``color``, ``size`` as a factor, ``position``, ``weight``, ``italic``, ``outline``,
  ``box``), ``fade_in``, ``fade_out``.

``part`` marks music that is heard in a stretch only (else it is as long as the video), ``whole`` a text that is as
long as the video, ``anchor: "end"`` one that stays at its end.
"""

from __future__ import annotations

import copy
import secrets
from collections.abc import Mapping
from typing import Any

from nemo_skill.timeline import read_timeline

from ..store import Asset

Draft = dict[str, Any]
Segment = dict[str, Any]

VIDEO, AUDIO, TEXT = 0, 1, 7
PICTURE_MS = 4000
OVERLAY = "Overlay"
_NAMES = {VIDEO: "Video", AUDIO: "BGM", TEXT: "Title"}


def new_draft(ratio: str) -> Draft:
    return {"t": [], "d": 0, "m": {"ratio": ratio}}


def editable(draft: Mapping[str, Any], ratio: str) -> Draft:
    """A copy to work on."""
    return copy.deepcopy(dict(draft)) if draft.get("t") is not None else new_draft(ratio)


def segment(start_ms: int, duration_ms: int, **meta: Any) -> Segment:
    return {"id": f"seg_{secrets.token_hex(4)}", "s": int(start_ms), "d": int(duration_ms), "m": meta}


def tracks(draft: Mapping[str, Any], kind: int) -> list[dict[str, Any]]:
    return [track for track in draft.get("t") or [] if track.get("tt") == kind]


def segments(draft: Mapping[str, Any], kind: int) -> list[Segment]:
    """The segments of every track of a kind. For video: of the main track, in order."""
    found = tracks(draft, kind)
    return [item for track in (found[:1] if kind == VIDEO else found) for item in track["sg"]]


def is_overlay(track: Mapping[str, Any]) -> bool:
    return track.get("tt") == VIDEO and track.get("m", {}).get("name") == OVERLAY


def overlays(draft: Mapping[str, Any]) -> list[Segment]:
    """The pictures in pictures."""
    return [item for track in draft.get("t") or [] if is_overlay(track) for item in track["sg"]]


def overlay(draft: Draft) -> list[Segment]:
    """The overlay track's own list, above the main video track; made when there is none."""
    video(draft)
    found: list[Segment] = track_of(draft, VIDEO, OVERLAY)["sg"]
    return found


def video(draft: Draft) -> list[Segment]:
    """The main video track's own list; changing it changes the draft. A new track is made when there is none."""
    found: list[Segment] = track_of(draft, VIDEO)["sg"]
    return found


def track_of(draft: Draft, kind: int, name: str | None = None) -> Any:
    """The first track of a kind (and name), made when there is none; tracks stay sorted video, audio, text."""
    wanted = name or _NAMES[kind]
    for track in tracks(draft, kind):
        if name is None or track.get("m", {}).get("name") == wanted:
            return track
    track = {"tt": kind, "m": {"name": wanted}, "sg": []}
    draft["t"].append(track)
    draft["t"].sort(key=lambda item: item.get("tt", 99))
    return track


def has_video(draft: Mapping[str, Any]) -> bool:
    return bool(segments(draft, VIDEO))


def total_ms(draft: Mapping[str, Any]) -> int:
    return max((item["s"] + item["d"] for item in segments(draft, VIDEO)), default=0)


def meta(item: Segment) -> dict[str, Any]:
    found: dict[str, Any] = item.setdefault("m", {})
    return found


def overlap_ms(item: Segment) -> int:
    """How far a segment reaches into the one before it."""
    transition = meta(item).get("transition")
    return int(transition.get("d", 0)) if isinstance(transition, dict) else 0


def reflow(draft: Draft) -> None:
    """Lay the video segments end to end, fit music to the whole and drop what lies beyond the end."""
    end = 0
    for index, item in enumerate(video(draft)):
        if index == 0:
            meta(item).pop("transition", None)
        overlap = min(overlap_ms(item), item["d"] // 2, _length_before(draft, index) // 2)
        if overlap > 0:
            meta(item)["transition"]["d"] = overlap
        item["s"] = max(0, end - overlap)
        end = item["s"] + item["d"]
    for item in overlays(draft):
        item["d"] = min(item["d"], end - item["s"])
    for item in segments(draft, AUDIO):
        longest = end - item["s"]
        item["d"] = min(item["d"], longest) if meta(item).get("part") else max(0, longest)
    for item in segments(draft, TEXT):
        if meta(item).get("anchor") == "end":
            item["s"] = max(0, end - item["d"])
        item["d"] = end - item["s"] if meta(item).get("whole") else min(item["d"], end - item["s"])
    for track in draft["t"]:
        track["sg"] = [item for item in track["sg"] if item["d"] > 0 and (end or not is_overlay(track))]
    draft["t"] = [track for track in draft["t"] if track["sg"]]
    draft["d"] = end


def _length_before(draft: Draft, index: int) -> int:
    return int(video(draft)[index - 1]["d"]) if index else 0


#: For how many messages "it" still means what was worked on.
_FOCUS_TURNS = 2


def set_focus(draft: Draft, focus: str, turn: int) -> None:
    """Note what a message worked on: the id of a segment, or "music"."""
    meta(draft)["focus_id"] = f"{turn}:{focus}"


def focus_of(draft: Mapping[str, Any], turn: int) -> str:
    noted, _, focus = str((draft.get("m") or {}).get("focus_id", "")).partition(":")
    return focus if noted.isdigit() and turn - int(noted) <= _FOCUS_TURNS else ""


def topic_of(draft: Mapping[str, Any], focus: str) -> str:
    """What kind of thing that is: "text", "music", "clip" or nothing."""
    if focus == "music":
        return "music"
    if any(item["id"] == focus for item in segments(draft, TEXT)):
        return "text"
    if any(item["id"] == focus for item in overlays(draft)):
        return "inset"
    return "clip" if any(item["id"] == focus for item in segments(draft, VIDEO)) else ""


def media_segment(asset: Asset, start_ms: int, duration_ms: int | None = None) -> Segment:
    """A whole uploaded clip or picture as a segment."""
    length = duration_ms or (PICTURE_MS if asset.kind == "image" else asset.duration_ms)
    return segment(start_ms, length, name=asset.name, src=asset.id, **{"in": 0})


def place_upload(draft: Mapping[str, Any], asset: Asset, *, turns: int, ratio: str) -> tuple[Draft, str] | None:
    """The draft with an upload at its end, as long as it holds nothing but uploads that came before the first words.

    The first one decides the canvas: an upright clip makes an upright video. None: the upload is only listed.
    """
    if asset.kind == "audio" or (turns and has_video(draft)):
        return None
    changed = editable(draft, ratio)
    if not has_video(draft):
        ratio = ratio_of(asset.width, asset.height)
        changed["m"]["ratio"] = ratio
    video(changed).append(media_segment(asset, total_ms(changed)))
    reflow(changed)
    return changed, ratio


def ratio_of(width: int, height: int) -> str:
    """The offered canvas shape nearest to a picture's."""
    shapes = {"16:9": 16 / 9, "9:16": 9 / 16, "1:1": 1.0, "4:5": 4 / 5, "4:3": 4 / 3, "3:4": 3 / 4}
    shape = width / height if width and height else 16 / 9
    return min(
        shapes,
        key=lambda name: abs(shapes[name] / shape - 1) if shapes[name] > shape else abs(shape / shapes[name] - 1),
    )


def describe_tracks(draft: Mapping[str, Any], language: str = "en") -> list[str]:
    """One line a track, in the words of the skill's own summary."""
    lines = []
    for track in read_timeline(draft).tracks:
        alone = read_timeline({"t": [track.raw], "d": draft.get("d", 0)}).summary(language)
        lines.append(alone.split("1. ", 1)[-1])
    return lines
