"""Edits of what is heard: music, its volume and fades, the clips' own sound."""

from __future__ import annotations

import re
import zlib

from ..store import Asset
from . import timeline
from .cut import Cut, edit, whole_percent
from .prompts import Generation
from .slots import Slots
from .styles import style_for, style_label
from .tables import pattern
from .timeline import AUDIO, Segment, meta, reflow

MUSIC_VOLUME = 0.35


def _music(cut: Cut) -> list[Segment]:
    return timeline.segments(cut.draft, AUDIO)


def put_music(cut: Cut, words: str, volume: float | None = None, *, asked: bool = True) -> str:
    """Lay synthesised music under the whole video, in place of what was there; returns its name.

    ``asked``: the words are a wish for music (else they only describe the scene, and any style will do).
    """
    style, known = style_for(words)
    if asked and not known:
        cut.remark("music.unknown", name=style_label(style))
    kept = {key: meta(item)[key] for item in _music(cut)[:1] for key in ("fade_in", "fade_out") if key in meta(item)}
    seed = zlib.crc32(f"{style}{cut.total_ms}".encode()) % 10_000
    name = style_label(style)
    track = timeline.track_of(cut.draft, AUDIO)
    track["sg"] = [
        timeline.segment(
            0,
            cut.total_ms,
            name=name,
            style=style,
            seed=seed,
            volume=MUSIC_VOLUME if volume is None else volume,
            **kept,
        )
    ]
    return name


def put_wished_music(cut: Cut, message: str, wish: Generation, *, scene: str) -> str:
    """The music of a new video: the user's own song, if there is one that is meant, else a style; its name."""
    songs = [asset for asset in cut.assets.values() if asset.kind == "audio"]
    if songs and (songs[-1] in cut.fresh or pattern("own_song").search(message)):
        use_song(cut, songs[-1], Slots(text=message, percent=wish.volume))
        return songs[-1].name
    return put_music(cut, wish.music or scene, wish.volume, asked=bool(wish.music))


@edit("music.add")
def add_music(cut: Cut, slots: Slots) -> None:
    """``add lo-fi music at 30%``; an uploaded song when its name, or "my song", is said."""
    songs = [asset for asset in cut.assets.values() if asset.kind == "audio"]
    named = [asset for asset in songs if asset.name in slots.files]
    mine = pattern("own_song").search(slots.text)
    if named or (songs and (mine or any(song in cut.fresh for song in songs))):
        use_song(cut, (named or songs)[-1], slots)
        return
    had = bool(_music(cut))
    volume = slots.percent
    if volume is None and had:
        volume = float(meta(_music(cut)[0]).get("volume", MUSIC_VOLUME))
    name = put_music(cut, slots.text, volume)
    cut.note("music.replace" if had else "music.add", name=name, percent=whole_percent(meta(_music(cut)[0])["volume"]))
    if slots.has(r"\bfad\w*|淡入|淡出"):
        fade_music(cut, slots)


def use_song(cut: Cut, song: Asset, slots: Slots) -> None:
    volume = slots.percent if slots.percent is not None else MUSIC_VOLUME
    track = timeline.track_of(cut.draft, AUDIO)
    length = min(cut.total_ms, song.duration_ms)
    track["sg"] = [
        timeline.segment(
            0, length, name=song.name, src=song.id, volume=volume, whole=song.duration_ms >= cut.total_ms, **{"in": 0}
        )
    ]
    cut.note("music.file", name=song.name, percent=whole_percent(volume))


@edit("music.remove")
def remove_music(cut: Cut, slots: Slots) -> None:
    if not _music(cut):
        cut.remark("music.none")
        return
    cut.draft["t"] = [track for track in cut.draft["t"] if track.get("tt") != AUDIO]
    reflow(cut.draft)
    cut.note("music.remove")


@edit("volume")
def change_volume(cut: Cut, slots: Slots) -> None:
    """Of the music, unless the words are about the clips' own sound."""
    original = slots.has(r"\b(?:original|clip'?s?|video'?s?|footage) (?:sound|audio|volume)\b|原声|视频(?:的)?声音")
    items = cut.shots if original or not _music(cut) else _music(cut)
    if not _music(cut) and not original and not any(_has_sound(cut, item) for item in cut.shots):
        cut.remark("music.none")
        return
    first = meta(items[0])
    before = float(first.get("volume", 1.0 if items is cut.shots else MUSIC_VOLUME))
    if slots.percent is not None:
        by = slots.has(r"\bby\b") and slots.direction
        after = before * (1 + slots.direction * slots.percent) if by else slots.percent
    elif slots.factor is not None:
        after = before * slots.factor
    elif slots.has(r"\b(?:max|maximum|full)\b|最大"):
        after = 1.0
    elif slots.has(r"\bmute\b|静音"):
        after = 0.0
    else:
        strong = 0.35 if slots.has(r"\b(?:much|a lot|way|far)\b|很多|大幅") else 0.6
        after = before * strong if slots.direction < 0 else min(1.0, max(before, 0.1) / strong)
    after = round(min(max(after, 0.0), 2.0), 2)
    for item in items:
        meta(item)["volume"] = after
    cut.note(
        "volume",
        what=cut.word("clips" if items is cut.shots else "music"),
        before=whole_percent(before),
        after=whole_percent(after),
    )


def _has_sound(cut: Cut, item: Segment) -> bool:
    asset = cut.asset(item)
    return asset is not None and asset.kind == "video"


@edit("sound.mute")
def mute(cut: Cut, slots: Slots) -> None:
    clips_only = slots.has(r"\b(?:original|clip|video|footage)|原声|原音")
    for item in cut.shots:
        meta(item)["volume"] = 0.0
    if not clips_only and _music(cut):
        remove_music(cut, slots)
    else:
        cut.note("mute")


@edit("fade.music")
def fade_music(cut: Cut, slots: Slots) -> None:
    items = _music(cut)
    if not items:
        cut.remark("music.none")
        return
    both = slots.has(r"in (?:and|&) out|淡入淡出|渐入渐出")
    into = both or bool(re.search(r"fad\w*[^.]{0,16}\bin\b|淡入|渐入|渐强", slots.text, re.IGNORECASE))
    out = both or slots.has(r"fad\w*[^.]{0,24}\bout\b|淡出|渐出|渐弱") or slots.place == "end"
    if not into and not out:
        out = True
    length = min(slots.ms or 1500, cut.total_ms // 2)
    for item in items:
        if into:
            meta(item)["fade_in"] = length
        if out:
            meta(item)["fade_out"] = length
    cut.note(
        "fade.music", how=cut.word("both" if into and out else "in" if into else "out"), seconds=cut.seconds(length)
    )
