"""From a draft, in whatever dialect it comes, to a ``Timeline``.

Documented are ``t`` tracks, ``tt`` track type, ``sg`` segments, ``d`` duration in ms and ``m`` metadata;
everything else varies from backend to backend, so each fact is looked up in a family of keys, first in the
segment, then in its metadata, then in nested objects, then in the track. Nothing here raises: what can't be
used is left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from .keys import (
    CANVAS,
    DURATION,
    END,
    ID,
    META,
    MUTED,
    NAME,
    NESTED,
    RANGE,
    SEGMENTS,
    SPEED,
    START,
    TEXT,
    TRACKS,
    VOLUME,
    WEAK_NAME,
    WEAK_START,
)
from .labels import ROLE_NAME, kind_of, label_of, source_in, type_of
from .lookup import (
    View,
    first_list,
    is_opaque,
    is_packed,
    is_url,
    items,
    name_in,
    nested,
    number,
    number_at,
    parsed,
    text_at,
    time_at,
    values,
    view,
    words,
)
from .model import Kind, Segment, Timeline, Track
from .style import style_of
from .unwrap import layers_of


def read_timeline(draft: Any) -> Timeline:
    """Read a draft: a dict, JSON text, a state answer that holds one, None, or anything at all. Never raises."""
    layers = layers_of(draft)
    raw = layers[-1]
    found = items(raw) if isinstance(raw, list) else first_list(view(raw) or {}, TRACKS)
    views = [each for layer in layers if (each := view(layer)) is not None][::-1]
    own = views[:1] if isinstance(raw, Mapping) else []
    declared = time_at(own + nested(own, META), DURATION)
    tracks: list[Track] = []
    for item in found:
        if (held := view(item)) is not None:
            tracks.append(_track(len(tracks) + 1, held, item, declared))
    ready = any(first_list(view(item) or {}, SEGMENTS) for item in found)
    end = max((segment.end_ms for track in tracks for segment in track.segments), default=0)
    duration = declared if declared and declared > 0 else end
    ratio, width, height, fps = _canvas(views)
    return Timeline(duration, tuple(tracks), ready, ratio, width, height, fps, raw)


def _track(n: int, held: View, item: Any, declared: int | None) -> Track:
    own = [held, *nested([held], META)]
    track_type = type_of(held)
    found = [view(segment) for segment in first_list(held, SEGMENTS)]
    usable = [segment for segment in found if segment is not None]
    kind = kind_of(track_type, usable)
    segments: list[Segment] = []
    for segment in usable:
        segments.append(_segment(segment, own, kind, previous_end=segments[-1].end_ms if segments else 0))
    if len(segments) == 1 and segments[0].duration_ms == 0 and not _has_length(usable[0]):
        # A lone segment that doesn't say how long it is lasts as long as its track, or the whole.
        end = time_at(own, DURATION) or declared or 0
        segments[0] = segments[0]._replace(duration_ms=max(end - segments[0].start_ms, 0))
    track_name = text_at(own, NAME)
    if track_name and len(segments) == 1 and not segments[0].name and not ROLE_NAME.fullmatch(track_name.strip()):
        text = track_name if kind == "text" else None
        segments[0] = segments[0]._replace(name=track_name, text=text)
    label = label_of(kind, own, [[*nested([segment], META), segment] for segment in usable])
    if kind == "other" and segments and label == segments[0].name == track_name:
        label = label_of(kind, [], [])  # the name serves the segment already
    return Track(n, kind, track_type, label, tuple(segments), _id([held]), parsed(item))


def _id(views: list[View]) -> str | None:
    for _, value in values(views, ID):
        if isinstance(value, (str, int)) and not isinstance(value, bool) and str(value):
            return str(value)
    return None


def _segment(held: View, track: list[View], kind: Kind, *, previous_end: int) -> Segment:
    own = [held, *nested([held], META)]
    places = own + nested(own, NESTED)
    start, duration = _times(own, previous_end)
    source = source_in(places)
    text = None
    name = _name(places, source)
    if kind == "text":
        text = _text(places) or _text(track) or name
        name = name or text or ""
    elif not name:
        name = text_at(places, WEAK_NAME, TEXT[:4]) or ""
    return Segment(
        name=name.strip(),
        start_ms=start,
        duration_ms=duration,
        text=text,
        volume=_volume(own, places, track),
        source=source,
        style=style_of(own) or (style_of(track) if kind == "text" else None),
        speed=_positive(number_at(places, SPEED)),
        id=_id(own),
        raw=held,
    )


def _times(own: list[View], previous_end: int) -> tuple[int, int]:
    """Start and duration in ms; a missing start follows the previous segment, what lies before zero is cut off."""
    views = own + nested(own, RANGE)
    start = time_at(views, START)
    if start is None:
        start = time_at(own, WEAK_START)
    if start is None:
        start = previous_end
    duration = None
    for each in views:
        duration = time_at([each], DURATION)
        if duration is None and (end := time_at([each], END)) is not None:
            duration = end - start
        if duration is not None:
            break
    end = start + max(duration or 0, 0)
    return max(start, 0), max(end, 0) - max(start, 0)


def _has_length(held: View) -> bool:
    own = [held, *nested([held], META)]
    return time_at(own + nested(own, RANGE), DURATION, END) is not None


def _name(places: list[View], source: str | None) -> str | None:
    for _, value in values(places, NAME):
        text = words(value)
        if text and is_url(text.strip()):
            text = name_in(text.strip())
        if text and not is_packed(text) and not is_opaque(text):
            return text
    return name_in(source) if source else None


def _text(views: list[View]) -> str | None:
    everywhere = views + nested(views, NESTED)
    for key, value in values(everywhere, TEXT, ("t",)):
        text = words(parsed(value))
        if text and not is_url(text.strip()) and not (key == "c" and text.startswith("#")):
            return text
    return None


def _volume(own: list[View], places: list[View], track: list[View]) -> float | None:
    """The volume as a factor. Numbers above 3 are per cent: boosts beyond 300% are rarer than a scale of 0-100."""
    for _, value in values(own + track, MUTED):
        if value is True or value == 1 or (isinstance(value, str) and value.strip().casefold() in ("true", "yes")):
            return 0.0
    for _, value in values(places + track, VOLUME):
        if isinstance(value, str) and (match := re.fullmatch(r"\s*([+-]?[\d.]+)\s*dB\s*", value, re.IGNORECASE)):
            decibels = number(match[1])
            return round(10 ** (min(decibels, 60) / 20), 4) if decibels is not None else None
        if isinstance(value, Mapping):
            value = next((inner for _, inner in values([view(value) or {}], ("value", *VOLUME))), None)
        level = number(value)
        if level is not None and level >= 0:
            return level / 100 if level > 3 else level
    return None


def _positive(value: float | None) -> float | None:
    return value if value is not None and value > 0 else None


def _canvas(views: list[View]) -> tuple[str | None, int | None, int | None, float | None]:
    """Aspect ratio, width, height and frame rate from the draft, its metadata or the state around it."""
    everywhere = views + nested(views, META)
    everywhere += nested(everywhere, CANVAS)
    ratio = None
    for _, value in values(everywhere, ("ratio", "aspectratio", "aspect", "canvasratio")):
        text = f"{value:g}" if isinstance(value, float) else words(value)
        ratio = ratio or text
    for _, value in values(everywhere, ("resolution", "canvassize", "size")):
        if isinstance(value, str) and (match := re.fullmatch(r"\s*(\d{2,5})\s*[x×*]\s*(\d{2,5})\s*", value)):
            return ratio, int(match[1]), int(match[2]), _positive(number_at(everywhere, ("fps", "framerate")))
    width, height = (
        _positive(number_at(everywhere, keys))
        for keys in (("width", "canvaswidth", "w"), ("height", "canvasheight", "h"))
    )
    fps = _positive(number_at(everywhere, ("fps", "framerate")))
    return ratio, round(width) if width else None, round(height) if height else None, fps
