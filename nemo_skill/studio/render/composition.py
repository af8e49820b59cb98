"""A draft -> what is shown and heard when: plain frozen data, every number checked. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from nemo_skill.timeline import Segment, Timeline, Track, read_timeline

from ..lettering.style import POSITIONS, TextStyle
from ..settings import RATIOS

FPS = 30
_LARGEST_SIDE = 1920
_FRAME_MS = 1000 / FPS
_PLAIN_TEXT = TextStyle()


class RenderError(Exception):
    """A draft that can't be rendered: what is wrong with it."""


@dataclass(frozen=True)
class Source:
    """A file of the session; ``prompt`` and ``seed`` are those of a drawn clip."""

    id: str
    path: str
    kind: str
    origin: str
    duration_ms: int
    width: int
    height: int
    prompt: str = ""
    seed: int = 1


@dataclass(frozen=True)
class Motion:
    """A camera over a finished picture: ``zoom-in``, ``zoom-out``, ``pan-left`` ..., ``zoom`` (fixed), ``none``.

    ``amount`` is the largest enlargement.
    """

    kind: str
    amount: float = 1.3


@dataclass(frozen=True)
class Inset:
    """A small picture over the others; ``size`` is its share of the canvas' width."""

    position: str = "bottom-right"
    size: float = 0.32


@dataclass(frozen=True)
class Clip:
    """A moving or still picture on the timeline. Times are ms.

    ``crossfade_ms`` is how long it takes to come in over what is below, by its ``transition``. In the last ``hold_ms``
    its last picture stands still. ``mirror`` is ``horizontal``, ``vertical`` or ``both``.
    """

    source: Source
    start_ms: int
    duration_ms: int
    offset_ms: int = 0
    speed: float = 1.0
    volume: float = 1.0
    fade_in_ms: int = 0
    fade_out_ms: int = 0
    crossfade_ms: int = 0
    fit: str = ""
    looks: tuple[str, ...] = ()
    index: int = 0
    transition: str = "crossfade"
    fade_color: str = ""
    motion: Motion | None = None
    mirror: str = ""
    hold_ms: int = 0
    inset: Inset | None = None

    @property
    def played_ms(self) -> int:
        """How long its picture moves."""
        return self.duration_ms - self.hold_ms

    @property
    def end_ms(self) -> int:
        return self.start_ms + self.duration_ms


#: Where made music lies unless someone says otherwise; the sound of a film is levelled for it.
MUSIC_VOLUME = 0.35


@dataclass(frozen=True)
class Sound:
    """Something heard: a file, or music made from a style. ``duck``: quieter while footage or a voice sounds."""

    start_ms: int
    duration_ms: int
    volume: float
    source: Source | None = None
    style: str = ""
    seed: int = 1
    offset_ms: int = 0
    speed: float = 1.0
    fade_in_ms: int = 0
    fade_out_ms: int = 0
    duck: bool = False
    loop: bool = False

    @property
    def end_ms(self) -> int:
        return self.start_ms + self.duration_ms


@dataclass(frozen=True)
class Caption:
    start_ms: int
    duration_ms: int
    text: str
    style: TextStyle = _PLAIN_TEXT
    fade_in_ms: int = 0
    fade_out_ms: int = 0

    @property
    def end_ms(self) -> int:
        return self.start_ms + self.duration_ms


@dataclass(frozen=True)
class Film:
    width: int
    height: int
    duration_ms: int
    clips: tuple[Clip, ...]
    sounds: tuple[Sound, ...]
    captions: tuple[Caption, ...]
    notes: tuple[str, ...]

    @property
    def frames(self) -> int:
        return max(1, round(self.duration_ms / _FRAME_MS))


def compose(draft: Any, assets: Mapping[str, Mapping[str, Any]], *, canvas: tuple[int, int], longest_s: float) -> Film:
    """Check a draft and resolve its sources. Raises :class:`RenderError`."""
    timeline = read_timeline(draft)
    if not timeline.ready:
        raise RenderError("the draft is empty: no track has segments")
    clips: list[Clip] = []
    sounds: list[Sound] = []
    captions: list[Caption] = []
    notes: list[str] = []
    library = _Library(assets)
    for track in timeline.tracks:
        for segment in track.segments:
            if segment.duration_ms <= 0:
                notes.append(f"{track.label} {segment.name!r} has no length and was left out")
                continue
            if track.kind == "video":
                clips.append(_clip(segment, library, index=len(clips)))
            elif track.kind == "audio":
                if (sound := _sound(track, segment, library)) is not None:
                    sounds.append(sound)
                else:
                    notes.append(f"{segment.name or track.label!r} names no sound of this project and was left out")
            elif track.kind == "text":
                captions.append(_caption(segment))
            else:
                notes.append(f"tracks of type {track.type} can't be rendered here and were left out")
                break
    if not clips and not captions and not sounds:
        raise RenderError("nothing on the timeline can be rendered; " + "; ".join(notes))
    duration = _duration(timeline, clips, sounds, captions)
    if duration > longest_s * 1000:
        raise RenderError(f"the timeline is {duration / 1000:g} s long; at most {longest_s:g} s can be rendered")
    width, height = _canvas(timeline, canvas)
    return Film(width, height, duration, tuple(clips), tuple(sounds), tuple(captions), tuple(dict.fromkeys(notes)))


def _duration(timeline: Timeline, clips: list[Clip], sounds: list[Sound], captions: list[Caption]) -> int:
    raw = timeline.raw if isinstance(timeline.raw, Mapping) else {}
    declared = raw.get("d")
    if isinstance(declared, (int, float)) and math.isfinite(declared) and declared > 0:
        return max(1, round(declared))
    ends = [clip.end_ms for clip in clips]
    ends = ends or [*(sound.end_ms for sound in sounds), *(caption.end_ms for caption in captions)]
    return max(ends)


def _canvas(timeline: Timeline, default: tuple[int, int]) -> tuple[int, int]:
    """The draft's own size, else its shape at the default's scale, else the default; even, 1920 at most."""
    if timeline.width and timeline.height:
        width, height = float(timeline.width), float(timeline.height)
    elif timeline.ratio in RATIOS:
        wide, high = RATIOS[timeline.ratio]
        short = min(default)
        scale = short / min(wide, high)
        width, height = wide * scale, high * scale
        limit = max(max(default), short * 16 / 9)
        shrink = min(1.0, limit / max(width, height))
        width, height = width * shrink, height * shrink
    else:
        width, height = float(default[0]), float(default[1])
    shrink = min(1.0, _LARGEST_SIDE / max(width, height))
    return max(16, round(width * shrink / 2) * 2), max(16, round(height * shrink / 2) * 2)


class _Library:
    """The assets, by id or by the random part of their address."""

    def __init__(self, assets: Mapping[str, Mapping[str, Any]]) -> None:
        self._by_key: dict[str, Source] = {}
        for key, row in assets.items():
            source = Source(
                id=key,
                path=str(row["path"]),
                kind=str(row["kind"]),
                origin=str(row["origin"]),
                duration_ms=int(row["duration_ms"]),
                width=int(row["width"]),
                height=int(row["height"]),
                prompt=str(row.get("prompt", "")),
                seed=int(row.get("seed", 1)),
            )
            self._by_key[key] = source
            self._by_key[str(row["secret"])] = source

    def find(self, *names: Any) -> Source | None:
        for name in names:
            if not isinstance(name, str) or not name:
                continue
            if source := self._by_key.get(name):
                return source
            parts = urlsplit(name).path.split("/") if name.isprintable() and len(name) < 4096 else []
            if len(parts) >= 3 and parts[-3] == "files" and (source := self._by_key.get(parts[-2])):
                return source
        return None


def _meta(segment: Segment) -> dict[str, Any]:
    raw = segment.raw if isinstance(segment.raw, Mapping) else {}
    meta: Mapping[str, Any] = next(
        (raw[key] for key in ("m", "meta", "metadata") if isinstance(raw.get(key), Mapping)), {}
    )
    return {**raw, **meta}


def _number(meta: Mapping[str, Any], *names: str, default: float = 0.0, low: float = 0.0, high: float = 1e9) -> float:
    for name in names:
        value = meta.get(name)
        if isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value):
            return min(max(float(value), low), high)
    return default


def _fades(meta: Mapping[str, Any], duration_ms: int) -> tuple[int, int]:
    into = _number(meta, "fade_in", "fadeIn", high=duration_ms)
    out = _number(meta, "fade_out", "fadeOut", high=duration_ms)
    return round(into), round(out)


def _sources(segment: Segment, meta: Mapping[str, Any]) -> tuple[Any, ...]:
    nested = [
        meta[key] for key in ("src", "source", "material", "media", "asset") if isinstance(meta.get(key), Mapping)
    ]
    keys = ("src", "asset_id", "assetId", "id", "url", "cdn_url", "source", "media")
    return (*(meta.get(key) for key in keys), segment.source, *(inner.get(key) for inner in nested for key in keys))


def _clip(segment: Segment, library: _Library, *, index: int) -> Clip:
    meta = _meta(segment)
    source = library.find(*_sources(segment, meta))
    if source is None or source.kind == "audio":
        raise RenderError(
            f"the clip {segment.name or segment.id or index + 1!r} has no source of this project; "
            "expected the id or the address of one of its media"
        )
    transition = meta.get("transition")
    crossfade = (
        _number(transition, "d", "duration", high=segment.duration_ms) if isinstance(transition, Mapping) else 0.0
    )
    into, out = _fades(meta, segment.duration_ms)
    looks = meta.get("look")
    return Clip(
        source=source,
        start_ms=segment.start_ms,
        duration_ms=segment.duration_ms,
        offset_ms=round(_number(meta, "in", "trim_start", "source_start")),
        speed=min(max(segment.speed or 1.0, 0.05), 20.0),
        volume=_volume(segment, 1.0),
        fade_in_ms=into,
        fade_out_ms=out,
        crossfade_ms=round(crossfade),
        fit=str(meta.get("fit") or ""),
        looks=tuple(str(look) for look in looks[:8])
        if isinstance(looks, (list, tuple))
        else (str(looks),)
        if looks
        else (),
        index=index,
        transition=str(transition.get("type") or "crossfade") if isinstance(transition, Mapping) else "crossfade",
        fade_color=str(meta.get("fade_color") or ""),
        motion=_motion(meta.get("motion")),
        mirror=str(meta.get("mirror") or ""),
        hold_ms=round(_number(meta, "hold_duration", "hold", high=segment.duration_ms)),
        inset=_inset(meta.get("inset")),
    )


def _motion(value: Any) -> Motion | None:
    if not isinstance(value, Mapping):
        return None
    return Motion(str(value.get("type") or "zoom-in"), _number(value, "amount", default=1.3, low=1.0, high=4.0))


def _inset(value: Any) -> Inset | None:
    if not isinstance(value, Mapping):
        return None
    position = value.get("position")
    return Inset(
        position if position in POSITIONS else "bottom-right", _number(value, "size", default=0.32, low=0.05, high=1.0)
    )


def _volume(segment: Segment, default: float) -> float:
    return min(max(default if segment.volume is None else segment.volume, 0.0), 3.0)


def _sound(track: Track, segment: Segment, library: _Library) -> Sound | None:
    meta = _meta(segment)
    into, out = _fades(meta, segment.duration_ms)
    source = library.find(*_sources(segment, meta))
    style = ""
    if source is None:
        from ..music import MUSIC_STYLES, music_style

        named = str(meta.get("style_id") or meta.get("style") or "")
        style = named if named in MUSIC_STYLES else music_style(f"{named} {segment.name} {track.label}") or ""
        if not style:
            return None
    return Sound(
        start_ms=segment.start_ms,
        duration_ms=segment.duration_ms,
        volume=_volume(segment, MUSIC_VOLUME if source is None else 1.0),
        source=source,
        style=style,
        seed=round(_number(meta, "seed_id", "seed", default=1.0, high=2**31)),
        offset_ms=round(_number(meta, "in", "trim_start", "source_start")),
        speed=min(max(segment.speed or 1.0, 0.05), 20.0),
        fade_in_ms=into,
        fade_out_ms=out,
        duck=meta.get("ducking") is True,
        loop=meta.get("loop") is True,
    )


def _caption(segment: Segment) -> Caption:
    meta = _meta(segment)
    style = meta.get("style")
    into, out = _fades(meta, segment.duration_ms)
    return Caption(
        start_ms=segment.start_ms,
        duration_ms=segment.duration_ms,
        text=(segment.text or segment.name)[:2000],
        style=_text_style({**meta, **style} if isinstance(style, Mapping) else meta),
        fade_in_ms=into,
        fade_out_ms=out,
    )


def _text_style(meta: Mapping[str, Any]) -> TextStyle:
    """The look of words, in this project's keys or in those that editors use."""
    size = _number(meta, "size", "fontSize", "font_size", default=1.0, low=0.1, high=400.0)
    bold = meta.get("bold")
    weight = _number(
        meta, "weight", "fontWeight", "font_weight", default=400.0 if bold is False else 700.0, low=100, high=900
    )
    position = meta.get("position")
    return TextStyle(
        color=_color(meta, "color", "colour", "fontColor", "fill") or "#FFFFFF",
        # Editors give pixels or points at 1080 lines; the agent gives a factor.
        size=size if size <= 6 else size / 97,
        position=position if position in POSITIONS else "center",
        weight=round(weight),
        italic=meta.get("italic") is True,
        outline=_color(meta, "outline", "strokeColor", "stroke_color", "outlineColor"),
        box=_color(meta, "box", "backgroundColor", "background_color", "boxColor"),
        box_opacity=_number(meta, "box_opacity", default=0.6, high=1.0),
    )


def _color(meta: Mapping[str, Any], *names: str) -> str:
    return next((value for name in names if isinstance(value := meta.get(name), str) and value), "")
