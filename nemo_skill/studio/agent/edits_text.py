"""Edits of words on the picture: titles, subtitles, watermarks."""

from __future__ import annotations

import re

from . import timeline
from .cut import Cut, edit
from .slots import Slots
from .tables import QUOTE, pattern
from .timeline import TEXT, Segment, meta

TITLE_MS = 3000
LEAST_MS = 1000
FADE_MS = 400


def words_of(slots: Slots, name: str = "spoken") -> str:
    """Quoted words, else the words that the pattern ``name`` finds after "saying", "title", ..."""
    if slots.quotes:
        return slots.quotes[0]
    for match in pattern(name).finditer(slots.text.replace(QUOTE, "")):
        return next((group for group in match.groups() if group), "").strip(" .,，。\"'")
    return ""


def _role(slots: Slots) -> tuple[str, str]:
    """Track name and usual position of what is asked for."""
    if slots.has(r"\bsubtitles?\b|\bcaptions?\b|\blower third\b|字幕"):
        return "Subtitle", "bottom"
    if slots.has(r"\bwatermark\b|水印"):
        return "Watermark", "bottom-right"
    return "Title", "center"


def put_text(cut: Cut, slots: Slots, text: str) -> Segment | None:
    """Add words to the timeline; None, with a remark, when a character can't be drawn."""
    if missing := cut.missing_glyphs(text):
        kept = "".join(char for char in text if char not in missing).strip()
        cut.remark("decline.glyphs", section="say", chars=" ".join(missing))
        if not re.search(r"\w", kept):
            return None
        text = re.sub(r"\s{2,}", " ", kept)
    role, position = _role(slots)
    total = cut.total_ms
    length = slots.ms or slots.head_ms or slots.tail_ms or (total if role == "Watermark" else min(TITLE_MS, total))
    whole = role == "Watermark" or slots.has(r"\b(?:whole|entire|throughout|all the time|full video)\b|全程|一直|整个")
    start = 0
    if slots.range:
        start, length = slots.range[0], slots.range[1] - slots.range[0]
    elif slots.at_ms is not None:
        start = slots.at_ms
    elif slots.place == "end" or slots.tail_ms:
        start = max(0, total - length)
    elif role == "Subtitle" and not slots.place and not slots.ms:
        length = total
    if whole:
        start, length = 0, total
    start = min(start, max(0, total - 200))
    where = slots.position or position
    exact = slots.range is not None or slots.at_ms is not None or whole
    clash = [] if exact else _in_the_way(cut, where, start, start + length)
    # Two texts in one place can't be read: one follows the other, or goes elsewhere when there is no time left.
    if clash and slots.place == "start" and start + length + LEAST_MS <= total:
        for item in clash:
            item["s"] = start + length
    elif clash and slots.place is None and (free := max(item["s"] + item["d"] for item in clash)) + LEAST_MS <= total:
        start = free
    elif clash:
        where = "bottom" if where != "bottom" else "top"
    style = {
        "color": slots.colour or "#FFFFFF",
        "size": _size(slots, 1.0 if role == "Title" else 0.6),
        "position": where,
    }
    item = timeline.segment(
        start, min(length, total - start), text=text, style=style, fade_in=FADE_MS, fade_out=FADE_MS
    )
    if whole:
        meta(item)["whole"] = True
    elif start and slots.place == "end":
        meta(item)["anchor"] = "end"
    timeline.track_of(cut.draft, TEXT, role)["sg"].append(item)
    return item


def _in_the_way(cut: Cut, position: str, start: int, end: int) -> list[Segment]:
    """The texts that stand in the same place between two moments."""
    return [
        item
        for item in timeline.segments(cut.draft, TEXT)
        if meta(item).get("style", {}).get("position") == position and item["s"] < end and item["s"] + item["d"] > start
    ]


def _size(slots: Slots, size: float) -> float:
    too = pattern("too").search(slots.text) is not None
    if too and slots.has(r"\b(?:big|large|huge)|大"):
        return round(size * 0.7, 2)
    if too and slots.has(r"\b(?:small|tiny|little)|小"):
        return round(size * 1.4, 2)
    if slots.has(r"\b(?:big|bigger|large|larger|huge|enlarge)\b|大(?:一点|一些|号|字)?|放大"):
        return round(size * 1.4, 2)
    if slots.has(r"\b(?:small|smaller|tiny|little|shrink)\b|小(?:一点|一些|号|字)?|缩小"):
        return round(size * 0.7, 2)
    return size


def _describe(cut: Cut, item: Segment) -> dict[str, object]:
    return {
        "text": meta(item)["text"],
        "span": cut.span(item["s"], item["s"] + item["d"]),
        "position": cut.word(meta(item)["style"]["position"]),
    }


@edit("text.add")
def add_text(cut: Cut, slots: Slots) -> None:
    text = words_of(slots)
    if not text and timeline.segments(cut.draft, TEXT) and (slots.colour or slots.position or _size(slots, 1.0) != 1.0):
        change_text(cut, slots)
        return
    if not text:
        cut.remark("needs.text", section="say")
        return
    if item := put_text(cut, slots, text):
        cut.note("text.add", **_describe(cut, item))


@edit("text.change")
def change_text(cut: Cut, slots: Slots) -> None:
    items = timeline.segments(cut.draft, TEXT)
    if not items:
        if slots.quotes:
            add_text(cut, slots)
        else:
            cut.remark("text.none")
        return
    item = items[-1]
    if len(slots.quotes) > 1:
        item = next((one for one in items if str(meta(one).get("text", "")).lower() == slots.quotes[0].lower()), item)
        text = slots.quotes[-1]
    else:
        text = words_of(slots, "reworded")
    if text and not cut.missing_glyphs(text):
        meta(item)["text"] = text
    elif text:
        cut.remark("decline.glyphs", section="say", chars=" ".join(cut.missing_glyphs(text)))
        return
    style = meta(item).setdefault("style", {})
    style.setdefault("position", "center")
    if slots.colour:
        style["color"] = slots.colour
    if slots.position:
        style["position"] = slots.position
    if not text:
        style["size"] = _size(slots, float(style.get("size", 1.0)))
    if slots.range:
        item["s"], item["d"] = slots.range[0], slots.range[1] - slots.range[0]
    elif slots.at_ms is not None:
        item["s"] = slots.at_ms
    elif slots.ms:
        item["d"] = slots.ms
    if slots.place and not slots.position:
        item["s"] = 0 if slots.place == "start" else max(0, cut.total_ms - item["d"])
    timeline.reflow(cut.draft)
    cut.note("text.change", **_describe(cut, item))


@edit("text.remove")
def remove_text(cut: Cut, slots: Slots) -> None:
    items = timeline.segments(cut.draft, TEXT)
    if not items:
        cut.remark("text.none")
        return
    role = _role(slots)[0] if slots.has(r"subtitle|caption|watermark|字幕|水印") else None
    removed: list[str] = []
    for track in timeline.tracks(cut.draft, TEXT):
        if role is None or track.get("m", {}).get("name") == role:
            kept = [
                one
                for one in track["sg"]
                if slots.quotes and str(meta(one).get("text", "")).lower() not in [q.lower() for q in slots.quotes]
            ]
            removed += [str(meta(one).get("text", "")) for one in track["sg"] if one not in kept]
            track["sg"] = kept
    timeline.reflow(cut.draft)
    if removed:
        cut.note("text.remove", texts=", ".join(f'"{text}"' for text in removed))
    else:
        cut.remark("text.none")
