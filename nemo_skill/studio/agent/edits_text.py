"""Edits of words on the picture: titles, subtitles, lower thirds, watermarks."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from . import timeline
from .captions import CaptionList, spread
from .cut import Cut, edit
from .edits_look import fade_sides
from .slots import Slots
from .tables import QUOTE, pattern, tables
from .textlook import only_look, read_look
from .timeline import TEXT, Segment, meta

TITLE_MS = 3000
LEAST_MS = 1000
FADE_MS = 400
_SUBTITLE_FADE_MS = 120


def words_of(slots: Slots, name: str = "spoken") -> str:
    """Quoted words, else the words that the pattern ``name`` finds after "saying", "title", ..."""
    if slots.quotes:
        return slots.quotes[0]
    for match in pattern(name).finditer(slots.text.replace(QUOTE, "")):
        found = next((n for n, group in enumerate(match.groups()) if group), 0)
        words = match.groups()[found].strip(" .,，。\"'")
        # "title off after 2 seconds" is no title: words that nothing brings in must look like some.
        plain = name == "spoken" and found > 0 and not re.search("[:：]", slots.text)
        if plain and not words[:1].isupper() and not pattern("adds_words").search(slots.text[: match.start(found + 1)]):
            return ""
        return "" if only_look(words) else words
    return ""


def _role(slots: Slots) -> tuple[str, str]:
    """Track name and usual position of what is asked for."""
    if slots.has(r"\blower[- ]third\b|\bname ?tag\b|人名条|角标"):
        return "Lower third", "lower-third"
    if slots.has(r"\bsubtitles?\b|\bcaptions?\b|\bsubs\b|字幕"):
        return "Subtitle", "bottom"
    if slots.has(r"\bwatermark\b|水印"):
        return "Watermark", "bottom-right"
    return "Title", "center"


_SIZES = {"Title": 1.0, "Lower third": 0.62, "Subtitle": 0.6, "Watermark": 0.5}


def _drawable(cut: Cut, text: str) -> str:
    """The words without what no font has (which is said); empty when nothing to read is left."""
    missing = cut.missing_glyphs(text)
    if not missing:
        return text
    kept = "".join(char for char in text if char not in missing).strip()
    cut.remark("decline.glyphs", section="say", chars=" ".join(missing))
    return re.sub(r"\s{2,}", " ", kept) if re.search(r"\w", kept) else ""


def put_text(cut: Cut, slots: Slots, text: str) -> Segment | None:
    """Add words to the timeline; None, with a remark, when a character can't be drawn."""
    text = _drawable(cut, text)
    if not text:
        return None
    role, position = _role(slots)
    base: dict[str, Any] = {"color": "#FFFFFF", "size": _SIZES[role], "position": position}
    style = {**base, **read_look(slots, base)}
    fade, slots = _own_fade(slots)
    start, length, whole = _times(cut, slots, role)
    total = cut.total_ms
    exact = whole or slots.range is not None or slots.at_ms is not None or bool(slots.indices)
    clash = [] if exact else _in_the_way(cut, style["position"], start, start + length)
    # Two texts in one place can't be read: one follows the other, or goes elsewhere when there is no time left.
    if clash and slots.place == "start" and start + length + LEAST_MS <= total:
        for item in clash:
            item["s"] = start + length
    elif clash and slots.place is None and (free := max(item["s"] + item["d"] for item in clash)) + LEAST_MS <= total:
        start = free
    elif clash:
        style["position"] = "bottom" if style["position"] != "bottom" else "top"
    style = {key: value for key, value in style.items() if value != ""}
    item = timeline.segment(start, min(length, total - start), text=text, style=style, **_fades(slots, fade))
    if whole:
        meta(item)["whole"] = True
    elif start and slots.place == "end":
        meta(item)["anchor"] = "end"
    timeline.track_of(cut.draft, TEXT, role)["sg"].append(item)
    cut.look_at(item)
    return item


def _times(cut: Cut, slots: Slots, role: str) -> tuple[int, int, bool]:
    """Start, length, and whether the words stay for the whole video."""
    total = cut.total_ms
    whole = role == "Watermark" or pattern("all_the_time").search(slots.text) is not None
    if whole and not slots.range:
        return 0, total, True
    length = slots.ms or slots.head_ms or slots.tail_ms or min(TITLE_MS, total)
    start = 0
    if slots.range:
        start, length = slots.range[0], slots.range[1] - slots.range[0]
    elif slots.at_ms is not None:
        start = slots.at_ms
    elif slots.indices and (clip := _clip_of(cut, slots)):
        start, length = clip["s"], min(slots.ms, clip["d"]) if slots.ms else clip["d"]
    elif slots.place == "end" or slots.tail_ms:
        start = max(0, total - length)
    elif pattern("in_the_middle").search(slots.text):
        start = max(0, (total - length) // 2)
    elif role == "Subtitle" and not slots.place and not slots.ms:
        length = total
    return min(start, max(0, total - 200)), length, False


def _own_fade(slots: Slots) -> tuple[int, Slots]:
    """The length of the fades, and the clause without it: "a title 'A' with a fade of 1 second"."""
    match = pattern("text_fade").search(slots.text)
    after = [item for item in slots.lengths if match is not None and 0 <= item.start - match.end() < 16]
    if match is None or not after or slots.range:
        return FADE_MS, slots
    rest = tuple(item for item in slots.lengths if item not in after)
    return after[0].ms, replace(slots, lengths=rest, head_ms=None, tail_ms=None)


def _clip_of(cut: Cut, slots: Slots) -> Segment | None:
    place = cut.place_of(slots.indices[0])
    return None if place is None else cut.shots[place]


def _fades(slots: Slots, usual: int) -> dict[str, int]:
    if pattern("no_fade").search(slots.text):
        return {}
    return {"fade_in": usual, "fade_out": usual}


def _in_the_way(cut: Cut, position: str, start: int, end: int) -> list[Segment]:
    """The texts that stand in the same place between two moments."""
    return [
        item
        for item in timeline.segments(cut.draft, TEXT)
        if meta(item).get("style", {}).get("position") == position and item["s"] < end and item["s"] + item["d"] > start
    ]


def _track_name(cut: Cut, item: Segment) -> str:
    for track in timeline.tracks(cut.draft, TEXT):
        if any(one is item for one in track["sg"]):
            return str(track.get("m", {}).get("name") or "Title")
    return "Title"


def _describe(cut: Cut, item: Segment) -> dict[str, Any]:
    text = str(meta(item)["text"])
    return {
        "role": cut.word(_track_name(cut, item)),
        "text": text if len(text) <= 60 else text[:59] + "…",
        "span": cut.span(item["s"], item["s"] + item["d"]),
        "position": cut.word(meta(item)["style"]["position"]),
    }


@edit("text.add")
def add_text(cut: Cut, slots: Slots) -> None:
    text = words_of(slots)
    if not text and timeline.segments(cut.draft, TEXT) and _says_something(slots):
        change_text(cut, slots)
        return
    if not text:
        cut.remark("needs.text", section="say")
        return
    if item := put_text(cut, slots, text):
        cut.note("text.add", **_describe(cut, item))


def _says_something(slots: Slots) -> bool:
    """Whether a clause without words still says how, where or when a text is to stand."""
    timed = slots.range or slots.at_ms is not None or slots.ms or slots.indices
    return bool(read_look(slots, {"size": 1.0}) or timed or pattern("text_fade").search(slots.text))


@edit("text.list")
def add_list(cut: Cut, slots: Slots) -> None:
    """Subtitles out of a list of lines, with or without times; they take the place of earlier subtitles."""
    lines = slots.captions
    assert isinstance(lines, CaptionList)
    base: dict[str, Any] = {"color": "#FFFFFF", "size": _SIZES["Subtitle"], "position": "bottom"}
    style = {key: value for key, value in {**base, **read_look(slots, base)}.items() if value != ""}
    bounds = [(item["s"], item["s"] + item["d"]) for item in cut.shots]
    timed = spread(lines.lines, cut.total_ms, bounds)
    left_out = len(lines.lines) - len(timed)
    items = []
    for text, start, end in timed:
        if text := _drawable(cut, text):
            items.append(
                timeline.segment(start, end - start, text=text, style=dict(style), **_fades(slots, _SUBTITLE_FADE_MS))
            )
    if not items:
        if left_out:
            cut.remark("text.list.late", n=left_out, after=cut.seconds(cut.total_ms))
        return
    timeline.track_of(cut.draft, TEXT, "Subtitle")["sg"] = items
    cut.look_at(items[-1])
    cut.note("text.list", n=len(items), span=cut.span(items[0]["s"], items[-1]["s"] + items[-1]["d"]))
    if left_out:
        cut.remark("text.list.late", n=left_out, after=cut.seconds(cut.total_ms))


def _meant(cut: Cut, slots: Slots) -> list[Segment]:
    """The texts that a clause is about: by their words, their kind, "all", the one worked on last, else the latest."""
    items = timeline.segments(cut.draft, TEXT)
    if slots.quotes:
        quoted = [one for one in items if str(meta(one).get("text", "")).lower() == slots.quotes[0].lower()]
        if quoted:
            return quoted[:1]
    role = _role(slots)[0]
    if role != "Title" or slots.has(r"\btitles?\b|标题|片名"):
        items = [item for item in items if _track_name(cut, item) == role] or items
    focus = next((item for item in items if item["id"] == cut.focus), None)
    if focus is not None and slots.has(r"\bthem\b|\bthose\b|\bthese\b|它们|这些"):
        return [item for item in items if _track_name(cut, item) == _track_name(cut, focus)]
    plural = slots.has(r"\b(?:titles|subtitles|captions|texts|subs|watermarks)\b|\ball\b|所有|全部|字幕")
    if plural or not items:
        return items
    if slots.indices and len(items) > 1 and slots.has(r"\b(?:title|subtitle|caption|text)s?\b|标题|字幕|文字"):
        index = slots.indices[0]
        place = len(items) + index if index < 0 else index - 1
        if 0 <= place < len(items):
            return [items[place]]
    return [item for item in items if item["id"] == cut.focus] or items[-1:]


@edit("text.change")
def change_text(cut: Cut, slots: Slots) -> None:
    if not timeline.segments(cut.draft, TEXT):
        if slots.quotes:
            add_text(cut, slots)
        else:
            cut.remark("text.none")
        return
    items = _meant(cut, slots)
    text = slots.quotes[-1] if len(slots.quotes) > 1 else words_of(slots, "reworded")
    if text and not slots.quotes and _says_something(slots):
        text = ""
    if text and cut.missing_glyphs(text):
        cut.remark("decline.glyphs", section="say", chars=" ".join(cut.missing_glyphs(text)))
        return
    changed: list[str] = []
    if text:
        meta(items[-1])["text"] = text
        items = items[-1:]
    for item in items:
        changed = _restyle(cut, slots, item, reworded=bool(text)) + _retime(cut, slots, item)
    timeline.reflow(cut.draft)
    cut.look_at(items[-1])
    _tell_change(cut, items, changed, reworded=bool(text))


def _tell_change(cut: Cut, items: list[Segment], changed: list[str], *, reworded: bool) -> None:
    joined = (", " if cut.language == "en" else "、").join(changed)
    if not changed and not reworded:
        cut.remark("text.same", **_describe(cut, items[-1]))
    elif reworded:
        cut.note("text.change", **_describe(cut, items[-1]))
        if changed:
            cut.note("text.look", **_describe(cut, items[-1]), changes=joined)
    elif len(items) > 1:
        cut.note("text.look.all", n=len(items), changes=joined)
    else:
        cut.note("text.look", **_describe(cut, items[-1]), changes=joined)


def _restyle(cut: Cut, slots: Slots, item: Segment, *, reworded: bool) -> list[str]:
    """Change a text's look; returns what changed, in words."""
    style = meta(item).setdefault("style", {})
    style.setdefault("position", "center")
    look = read_look(slots, style)
    if reworded and slots.quotes and not pattern("text_size").search(slots.text):
        look.pop("size", None)
    told = []
    for key, value in look.items():
        if style.get(key, "" if key in ("outline", "box") else None) == value:
            continue
        told.append(_told_look(cut, key, value, style.get(key)))
        if value == "" or value is False:
            style.pop(key, None)
        else:
            style[key] = value
    return told


def _told_look(cut: Cut, key: str, value: Any, before: Any) -> str:
    if key == "size":
        return cut.phrase("bigger" if value > float(before or 1.0) else "smaller", percent=round(value * 100))
    if key in ("outline", "box"):
        return cut.phrase(key if value else f"no_{key}", color=_colour_word(cut, value))
    if key == "color":
        return _colour_word(cut, value)
    if key == "weight":
        return cut.word(f"weight.{value}")
    if key == "italic":
        return cut.word("italic" if value else "upright")
    return cut.word(str(value))


def _colour_word(cut: Cut, value: str) -> str:
    name = next((name for name, (code, _) in tables().colours.items() if code == value), value)
    return cut.word(f"color.{name}") if f"color.{name}" in tables().texts["words"] else name


def _retime(cut: Cut, slots: Slots, item: Segment) -> list[str]:
    """Change when a text shows, and how it comes and goes; returns what changed, in words."""
    before = item["s"], item["d"], meta(item).get("fade_in"), meta(item).get("fade_out")
    fade = pattern("text_fade").search(slots.text)
    if fade:
        if pattern("no_fade").search(slots.text):
            meta(item).pop("fade_in", None)
            meta(item).pop("fade_out", None)
        else:
            into, out = fade_sides(slots)
            length = min(slots.ms or 800, round(item["d"] * (0.5 if into == out else 0.8)))
            if into or not out:
                meta(item)["fade_in"] = length
            if out or not into:
                meta(item)["fade_out"] = length
    else:
        _move_in_time(cut, slots, item)
    if (item["s"], item["d"]) != before[:2]:
        return [cut.span(item["s"], item["s"] + item["d"])]
    if (meta(item).get("fade_in"), meta(item).get("fade_out")) != before[2:]:
        told = [
            cut.phrase(key, seconds=cut.seconds(meta(item)[key]))
            for key, old in zip(("fade_in", "fade_out"), before[2:])  # noqa: B905 - a pair each
            if meta(item).get(key) and meta(item)[key] != old
        ]
        return told or [cut.phrase("no_fades")]
    return []


def _move_in_time(cut: Cut, slots: Slots, item: Segment) -> None:
    if pattern("all_the_time").search(slots.text):
        meta(item)["whole"] = True
        item["s"], item["d"] = 0, cut.total_ms
    elif slots.range:
        item["s"], item["d"] = slots.range[0], slots.range[1] - slots.range[0]
    elif slots.lengths and pattern("goes_away").search(slots.text):
        item["d"] = max(LEAST_MS, slots.lengths[0].ms - item["s"])
    elif slots.ms and pattern("comes_later").search(slots.text):
        item["s"] = slots.ms if slots.has("后") else item["s"] + slots.ms
    elif slots.at_ms is not None:
        item["s"] = slots.at_ms
    elif slots.tail_ms:
        item["s"], item["d"] = max(0, cut.total_ms - slots.tail_ms), slots.tail_ms
    elif slots.ms:
        by = slots.has(r"\b(?:more|longer by|another|extra)\b|再|多")
        item["d"] = item["d"] + slots.ms if by else slots.ms
    elif slots.indices and pattern("on_clip").search(slots.text) and (clip := _clip_of(cut, slots)):
        item["s"], item["d"] = clip["s"], clip["d"]
    elif slots.factor and slots.has(r"\blong\b|久|长"):
        item["d"] = min(cut.total_ms - item["s"], round(item["d"] * slots.factor))
    elif pattern("text_longer").search(slots.text):
        item["d"] = min(cut.total_ms - item["s"], round(item["d"] * 1.5))
    elif pattern("text_shorter").search(slots.text):
        item["d"] = max(LEAST_MS, round(item["d"] * 0.6))
    else:
        if slots.place and not slots.position:
            item["s"] = 0 if slots.place == "start" else max(0, cut.total_ms - item["d"])
        return
    if item["d"] != cut.total_ms:
        meta(item).pop("whole", None)
    if item["s"] + item["d"] < cut.total_ms:
        meta(item).pop("anchor", None)


@edit("text.remove")
def remove_text(cut: Cut, slots: Slots) -> None:
    items = timeline.segments(cut.draft, TEXT)
    if not items:
        cut.remark("text.none")
        return
    by_kind = slots.has(r"subtitle|caption|watermark|lower third|字幕|水印|\btitle\b|标题")
    role = _role(slots)[0] if by_kind else None
    quoted = [quote.lower() for quote in slots.quotes]
    numbered = _meant(cut, slots) if slots.indices else None
    only_it = not by_kind and not quoted and any(item["id"] == cut.focus for item in items)
    removed: list[str] = []
    for track in timeline.tracks(cut.draft, TEXT):
        if role is not None and track.get("m", {}).get("name") != role and len(timeline.tracks(cut.draft, TEXT)) > 1:
            continue
        gone = [
            one
            for one in track["sg"]
            if (not quoted or str(meta(one).get("text", "")).lower() in quoted)
            and (numbered is None or one in numbered)
            and (not only_it or one["id"] == cut.focus)
        ]
        removed += [str(meta(one).get("text", "")) for one in gone]
        track["sg"] = [one for one in track["sg"] if one not in gone]
    timeline.reflow(cut.draft)
    if len(removed) > 3:
        cut.note("text.remove.many", n=len(removed))
    elif removed:
        cut.note("text.remove", texts=cut.quotes(removed))
    else:
        cut.remark("text.none")
