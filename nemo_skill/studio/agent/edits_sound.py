"""Edits of what is heard: music, its volume, place and fades, the clips' own sound."""

from __future__ import annotations

import zlib

from ..music import MUSIC_STYLES, music_style
from ..render.composition import MUSIC_VOLUME
from ..store import Asset
from . import timeline
from .cut import Cut, edit, whole_percent
from .edits_look import fade_sides
from .prompts import Generation
from .slots import Slots
from .styles import style_for, style_label
from .tables import pattern
from .timeline import AUDIO, Segment, meta, reflow

#: A song that is cut off, or begins anew, at the end of the video is faded out over this.
_SONG_FADE_MS = 1500
_KEPT = ("fade_in", "fade_out", "ducking")
#: What "it" means after an edit of the music.
MUSIC = "music"


def _music(cut: Cut) -> list[Segment]:
    return timeline.segments(cut.draft, AUDIO)


def put_music(cut: Cut, words: str, volume: float | None = None, *, asked: bool = True) -> str:
    """Lay synthesised music under the whole video, in place of what was there; returns its name.

    ``asked``: the words are a wish for music (else they only describe the scene, and any style will do).
    """
    style, known = style_for(words)
    before = [meta(item).get("style_id") for item in _music(cut)]
    if known and asked and style in before and music_style(words) is None:
        # "Different music": the next style there is.
        style = MUSIC_STYLES[(MUSIC_STYLES.index(style) + 1) % len(MUSIC_STYLES)]
    name = cut.word(f"music.{style}") if cut.language == "zh" else style_label(style)
    if asked and not known:
        cut.remark("music.unknown", name=name)
    kept = {key: meta(item)[key] for item in _music(cut)[:1] for key in _KEPT if key in meta(item)}
    if any(_own_sound(cut, item) for item in cut.shots):
        kept.setdefault("ducking", True)
    item = timeline.segment(
        0,
        cut.total_ms,
        name=style_label(style),
        style_id=style,
        seed_id=zlib.crc32(f"{style}{cut.total_ms}".encode()) % 10_000,
        volume=MUSIC_VOLUME if volume is None else volume,
        **kept,
    )
    timeline.track_of(cut.draft, AUDIO)["sg"] = [item]
    cut.focus = MUSIC
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
    elif mine and not style_for(slots.text)[1]:
        cut.remark("music.no_song")
        return
    else:
        _add_style(cut, slots)
    if slots.has(r"\bduck\w*|压低|闪避"):
        duck(cut, slots)
    if slots.has(r"\bfad(?:e|es|ing)\b|淡入|淡出"):
        fade_music(cut, slots)


def _add_style(cut: Cut, slots: Slots) -> None:
    had = _music(cut)
    volume = slots.percent
    if volume is None and had:
        volume = float(meta(had[0]).get("volume", MUSIC_VOLUME))
    name = put_music(cut, slots.text, volume)
    percent = whole_percent(meta(_music(cut)[0])["volume"])
    timed = slots.range or slots.at_ms is not None
    if timed:
        _place(cut, slots)
    item = _music(cut)[0]
    where = f", {cut.span(item['s'], item['s'] + item['d'])}" if timed else ""
    cut.note("music.replace" if had else "music.add", name=name, percent=percent + where)


def use_song(cut: Cut, song: Asset, slots: Slots) -> None:
    """The song under the whole video: cut to it, or begun again when it is shorter ("once" lets it end)."""
    volume = slots.percent if slots.percent is not None else MUSIC_VOLUME
    once = slots.has(r"\bonce\b|\b(?:no|without|don'?t) loop|不循环|一遍")
    item = timeline.segment(0, cut.total_ms, name=song.name, src=song.id, volume=volume, **{"in": 0})
    if song.duration_ms < cut.total_ms and once:
        item["d"] = song.duration_ms
        meta(item)["part"] = [0, song.duration_ms]
    elif song.duration_ms < cut.total_ms:
        meta(item)["loop"] = True
    if item["d"] != song.duration_ms:
        meta(item)["fade_out"] = min(_SONG_FADE_MS, item["d"] // 2)
    if any(_own_sound(cut, shot) for shot in cut.shots):
        meta(item)["ducking"] = True
    timeline.track_of(cut.draft, AUDIO)["sg"] = [item]
    cut.focus = MUSIC
    how = "music.loop" if meta(item).get("loop") else "music.cut" if song.duration_ms > item["d"] else "music.file"
    cut.note(how, name=song.name, percent=whole_percent(volume), length=cut.seconds(song.duration_ms))


@edit("music.remove")
def remove_music(cut: Cut, slots: Slots) -> None:
    if not _music(cut):
        cut.remark("music.none")
        return
    if slots.range or slots.at_ms is not None or slots.head_ms or slots.tail_ms:
        place_music(cut, slots)
        return
    cut.draft["t"] = [track for track in cut.draft["t"] if track.get("tt") != AUDIO]
    reflow(cut.draft)
    cut.note("music.remove")


@edit("music.place")
def place_music(cut: Cut, slots: Slots) -> None:
    """``start the music at 4 s``, ``stop it at 8 s``, ``no music for the first 3 seconds``, ``music from 2 to 6 s``."""
    if not _music(cut):
        cut.remark("music.none")
        return
    _place(cut, slots)
    items = _music(cut)
    spans = ", ".join(cut.span(item["s"], item["s"] + item["d"]) for item in items)
    cut.focus = MUSIC
    if items:
        cut.note("music.place", span=spans)
    else:
        cut.note("music.remove")


def _place(cut: Cut, slots: Slots) -> None:
    """Cut the music to a stretch of the timeline, or a stretch out of it."""
    total = cut.total_ms
    away = slots.has(r"\b(?:no|without|mute|remove|silence|drop|cut|skip|kill)\b|静音|去掉|不要|没有|关")
    stops = slots.has(r"\b(?:stop|end|until|till)s?\b|停|结束")
    if half := pattern("half_of_it").search(slots.text):
        front = half["first"] or half["front"]
        start, end = (0, total // 2) if front else (total // 2, total)
    elif slots.range:
        start, end = slots.range
    elif slots.tail_ms:
        start, end = total - slots.tail_ms, total
    elif slots.head_ms:
        start, end = 0, slots.head_ms
    else:
        moment = slots.at_ms if slots.at_ms is not None else slots.ms or 0
        start, end, away = (0, moment, False) if stops else (moment, total, away)
    stretches = [(0, start), (end, total)] if away else [(start, end)]
    track = timeline.track_of(cut.draft, AUDIO)
    kept = []
    for item in track["sg"]:
        for first, last in stretches:
            begin, finish = max(item["s"], first), min(item["s"] + item["d"], last, total)
            if finish - begin < 200:
                continue
            piece = timeline.segment(begin, finish - begin, **{**meta(item), "part": [begin, finish]})
            if meta(item).get("src"):
                meta(piece)["in"] = meta(item).get("in", 0) + begin - item["s"]
            kept.append(piece)
    track["sg"] = kept
    reflow(cut.draft)


@edit("music.duck")
def duck(cut: Cut, slots: Slots) -> None:
    """The music goes down while footage or a recording sounds."""
    items = _music(cut)
    if not items:
        cut.remark("music.none")
        return
    off = slots.has(r"\b(?:no|don'?t|stop|without|remove|off)\b|不要|取消|去掉")
    for item in items:
        meta(item)["ducking"] = not off
    cut.focus = MUSIC
    if off:
        cut.note("music.duck.off")
    elif any(_own_sound(cut, item) for item in cut.shots):
        cut.note("music.duck")
    else:
        cut.note("music.duck")
        cut.remark("music.duck.nothing")


@edit("volume")
def change_volume(cut: Cut, slots: Slots) -> None:
    """Of the music, unless the words are about the clips' own sound or about certain clips."""
    original = slots.has(
        r"\b(?:original|clip'?s?|video'?s?|footage|natural) (?:sound|audio|volume)\b|原声|视频(?:的)?声音"
    )
    about_music = slots.has(r"\b(?:music|bgm|soundtrack|song|score)\b|音乐|配乐")
    some = not about_music and cut.picks_some(slots)
    of_clips = original or some or not _music(cut)
    if of_clips and not _music(cut) and not original and not any(_has_sound(cut, item) for item in cut.shots):
        cut.remark("music.none")
        return
    picked = cut.picked(slots) if of_clips else []
    if picked is None:
        return
    items = [cut.shots[i] for i in picked] if of_clips else _music(cut)
    before = float(meta(items[0]).get("volume", 1.0 if of_clips else MUSIC_VOLUME))
    after = round(min(max(_wanted_volume(slots, before), 0.0), 2.0), 2)
    for item in items:
        meta(item)["volume"] = after
    if of_clips:
        what = cut.quoted(items) if len(items) == 1 and len(cut.shots) > 1 else cut.word("clips")
    else:
        what, cut.focus = cut.word("music"), MUSIC
    if after == before:
        cut.remark("volume.same", what=what, after=whole_percent(after))
    else:
        cut.note("volume", what=what, before=whole_percent(before), after=whole_percent(after))


def _wanted_volume(slots: Slots, before: float) -> float:
    if slots.percent is not None:
        by = slots.has(r"\bby\b|\b\d+ ?(?:%|percent) (?:louder|quieter|softer|lower|higher)") and slots.direction
        return before * (1 + slots.direction * slots.percent) if by else slots.percent
    if slots.factor is not None:
        return before * (1 / slots.factor if slots.direction < 0 and slots.factor > 1 else slots.factor)
    if plain := pattern("volume_number").search(slots.text):
        number = int(plain[1] or plain[2])
        return number / 10 if number <= 10 else number / 100
    if slots.has(r"\b(?:max|maximum|full)\b|最大"):
        return 1.0
    if slots.has(r"\bmute\b|静音"):
        return 0.0
    strong = 0.35 if slots.has(r"\b(?:much|a lot|way|far)\b|很多|大幅|得多") else 0.6
    return before * strong if slots.direction < 0 else min(1.0, max(before, 0.1) / strong)


def _has_sound(cut: Cut, item: Segment) -> bool:
    asset = cut.asset(item)
    return asset is not None and asset.kind == "video"


def _own_sound(cut: Cut, item: Segment) -> bool:
    """Footage may hold speech; drawn clips have only the sound of their place."""
    asset = cut.asset(item)
    return (
        asset is not None and asset.kind == "video" and asset.origin == "upload" and meta(item).get("volume", 1.0) > 0
    )


@edit("sound.mute")
def mute(cut: Cut, slots: Slots) -> None:
    """``mute clip 2``, ``remove the original sound``, ``turn off all sound``; "unmute" gives it back."""
    picked = cut.picked(slots)
    if picked is None:
        return
    back = slots.has(r"\bunmute\b|\bsound (?:back )?on\b|取消静音|恢复(?:声音|原声)|打开声音")
    some = cut.picks_some(slots) and len(picked) < len(cut.shots)
    for i in picked:
        if back:
            meta(cut.shots[i]).pop("volume", None)
        else:
            meta(cut.shots[i])["volume"] = 0.0
    clips_only = some or slots.has(r"\b(?:original|clip|video|footage)s?\b(?! and)|原声|原音")
    if back:
        cut.note("unmute")
    elif some:
        cut.note("mute.clip", name=cut.quoted(cut.shots[i] for i in picked))
    elif not clips_only and _music(cut):
        remove_music(cut, Slots(text=""))
        cut.note("mute")
    else:
        cut.note("mute")


@edit("fade.music")
def fade_music(cut: Cut, slots: Slots) -> None:
    items = _music(cut)
    if not items:
        cut.remark("music.none")
        return
    cut.focus = MUSIC
    if slots.has(r"\b(?:remove|no|without|don'?t)\b|去掉|不要|取消"):
        for item in items:
            for key in ("fade_in", "fade_out"):
                meta(item).pop(key, None)
        cut.note("fade.music.none")
        return
    into, out = fade_sides(slots)
    if not into and not out:
        out = True
    length = min(slots.ms or slots.tail_ms or slots.head_ms or 1500, cut.total_ms // 2)
    if into:
        meta(items[0])["fade_in"] = length
    if out:
        meta(items[-1])["fade_out"] = length
    how = cut.word("both" if into and out else "in" if into else "out")
    cut.note("fade.music", how=how, seconds=cut.seconds(length))
