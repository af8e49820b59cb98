"""A request for a video -> its shots, length, shape, music and titles. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from . import quantities
from .slots import Masked, Slots, read_slots
from .tables import first_match, pattern, tables

DEFAULT_SHOT_MS = 5000
_MARKS = " ,.;:-，。；：、!！?？"
_JOIN = r"[\s,，]*(?:(?:and|with|add|plus|加上?|配上?|带)\s*)?(?:(?:a|an|some)\s+)?(?:\w+\s+)?"
#: Looks that are meant as looks even in a description; "warm" or "dark" may just as well be part of the scene.
_PLAIN_LOOKS = ("bw", "sepia")
NO_MUSIC = "none"


@dataclass(frozen=True)
class Shot:
    prompt: str
    duration_ms: int


@dataclass(frozen=True)
class Generation:
    """``music`` is the words that describe it, ``"none"`` for no music, empty when the message says nothing of it.

    ``silent``: no sound at all is wanted, not even that of the place.
    """

    shots: tuple[Shot, ...]
    ratio: str | None = None
    music: str = ""
    volume: float | None = None
    silent: bool = False
    titles: tuple[Slots, ...] = ()
    mood: str | None = None


def read_generation(message: Masked, masked: str) -> tuple[Generation | None, tuple[str, ...]]:
    """The video that a message describes, and what of it can't be had. None when it describes nothing to see."""
    titles = tuple(read_slots(match[0], message) for match in pattern("title").finditer(masked))
    text = pattern("title").sub(" ", masked)
    music = ""
    silent, volume = False, None
    if match := pattern("silent").search(text):
        silent = re.search(r"sound|audio|silent|声音", match[0], re.IGNORECASE) is not None
        music, text = NO_MUSIC, pattern("silent").sub(" ", text)
    elif match := pattern("music").search(text):
        music = (match["en"] or match["zh"] or "").strip() or "music"
        volume = quantities.percent(match[0])
        text = pattern("music").sub(" ", text, count=1)
    declined = []
    for name, patterns in tables().declines.items():
        if name in ("picture", "upscale"):
            continue
        for row in patterns:
            cut = re.compile(rf"{_JOIN}(?:{row.pattern})", re.IGNORECASE)
            if cut.search(text):
                declined.append(name)
                text = cut.sub(" ", text)
    ratio = quantities.ratio(text) or first_match(tables().ratios, text)
    if match := pattern("sentence").search(text):
        text = message.quotes[int(match[1] or match[2])]
    text = pattern("product").sub(" ", pattern("shape").sub(" ", text))
    text, lengths = take_lengths(text)
    each = bool(pattern("each").search(masked))
    total = lengths[0] if lengths else None
    shots = tuple(_shots(text, message, total, each=each))
    if not shots:
        return None, tuple(dict.fromkeys(declined))
    look = first_match(tables().moods, masked)
    mood = look if look in _PLAIN_LOOKS else None
    return Generation(
        shots=shots, ratio=ratio, music=music, volume=volume, silent=silent, titles=titles, mood=mood
    ), tuple(dict.fromkeys(declined))


def take_lengths(text: str) -> tuple[str, list[int]]:
    """Cut the lengths out of a text, with the words that hold them."""
    found = [item for item in quantities.lengths(text) if 200 <= item.ms <= 3_600_000]
    for item in reversed(found):
        head, tail = text[: item.start], text[item.end :]
        text = f"{pattern('length_lead').sub('', head)} {pattern('length_tail').sub('', tail)}"
    return text, [item.ms for item in found]


def _shots(text: str, message: Masked, total_ms: int | None, *, each: bool) -> Iterator[Shot]:
    pieces = _pieces(text)
    prompts = [prompt for piece in pieces if (prompt := clean_prompt(message.unmasked(piece)))]
    if not prompts:
        return
    if total_ms is None:
        length = DEFAULT_SHOT_MS if len(prompts) == 1 else 4000
    else:
        length = total_ms if each else total_ms // len(prompts)
    for prompt in prompts:
        yield Shot(prompt, max(500, length))


def _pieces(text: str) -> list[str]:
    for splitter, least in (("numbered", 2), ("step", 1)):
        marks = list(pattern(splitter).finditer(text))
        if len(marks) < least:
            continue
        starts = [mark.end() for mark in marks]
        ends = [mark.start() for mark in marks[1:]] + [len(text)]
        pieces = [text[start:end] for start, end in zip(starts, ends)]  # noqa: B905 - same length by construction
        lead = text[: marks[0].start()]
        if splitter == "step" and clean_prompt(lead):
            pieces.insert(0, lead)
        elif theme := pattern("theme").search(lead):
            common = next(group for group in theme.groups() if group)
            pieces = [f"{common}, {piece}" for piece in pieces]
        if len([piece for piece in pieces if clean_prompt(piece)]) > 1:
            return pieces
    return [text]


def split_shots(text: str) -> list[str]:
    """The scenes of a list: "a harbour at dawn, and a lighthouse", "1) a harbour 2) a lighthouse"."""
    pieces = _pieces(text)
    if len(pieces) == 1 and pattern("several").search(text):
        pieces = pattern("listed").split(pattern("several").sub("", text))
    return [prompt for piece in pieces if (prompt := clean_prompt(piece))]


def clean_prompt(text: str) -> str:
    """The scene alone: without the request around it. Empty when nothing to see is left."""
    text = re.sub(r"\s+", " ", text).strip(_MARKS)
    text = pattern("command_zh" if re.match(r"[\u3400-\u9fff]", text) else "command").sub("", text)
    text = pattern("tail_zh").sub("", text).strip(_MARKS)
    text = pattern("tail").sub("", text).strip(_MARKS + "的")
    text = re.sub(r"\s*([,.;])(?:\s*[,;])*", r"\1", text)
    return "" if pattern("nothing").search(text) or not re.search(r"\w", text) else text
