"""A request for a video -> its shots, length, shape, music and titles. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..plan.lexicon import find_words
from . import quantities
from .slots import Masked, Slots, read_slots
from .storyboard import storyboard
from .tables import Language, first_match, pattern, tables

DEFAULT_SHOT_MS = 5000
_MARKS = " ,.;:-，。；：、!！?？"
_JOIN = r"[\s,，]*(?:(?:and|with|add|plus|加上?|配上?|带)\s*)?(?:(?:a|an|some)\s+)?(?:\w+\s+)?"
#: Looks that are meant as looks even in a description; "warm" or "dark" may just as well be part of the scene.
_PLAIN_LOOKS = ("bw", "sepia")
NO_MUSIC = "none"


@dataclass(frozen=True)
class Shot:
    """``name`` is what it is called on the timeline, empty for a title out of the prompt."""

    prompt: str
    duration_ms: int
    name: str = ""


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
    #: The name of a transition between the shots, and whether the film fades in and out.
    transition: str = ""
    fades: tuple[bool, bool] = (False, False)


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
        music = next((words for words in match.groupdict().values() if words), "").strip() or "music"
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
    transition, text = _taken(text, "with_transition")
    fades, text = _taken(text, "with_fades")
    shots = tuple(_shots(text, message, masked, each=bool(pattern("each").search(masked))))
    if not shots:
        return None, tuple(dict.fromkeys(declined))
    look = first_match(tables().moods, masked)
    mood = look if look in _PLAIN_LOOKS else None
    generation = Generation(
        shots=shots,
        ratio=ratio,
        music=music,
        volume=volume,
        silent=silent,
        titles=titles,
        mood=mood,
        transition=(first_match(tables().transitions, transition) or "crossfade") if transition else "",
        fades=(_has(r"\bin\b|from|淡入", fades), _has(r"\bout\b|to black|淡出", fades)),
    )
    return generation, tuple(dict.fromkeys(declined))


def _taken(text: str, name: str) -> tuple[str, str]:
    """What a pattern of the grammar finds in a text, and the text without it."""
    match = pattern(name).search(text)
    return (match[0], f"{text[: match.start()]} {text[match.end() :]}") if match else ("", text)


def _has(words: str, text: str) -> bool:
    return re.search(words, text, re.IGNORECASE) is not None


def take_lengths(text: str) -> tuple[str, list[int]]:
    """Cut the lengths out of a text, with the words that hold them."""
    found = [item for item in quantities.lengths(text) if 200 <= item.ms <= 3_600_000]
    for item in reversed(found):
        head, tail = text[: item.start], text[item.end :]
        text = f"{pattern('length_lead').sub('', head)} {pattern('length_tail').sub('', tail)}"
    return text, [item.ms for item in found]


def _shots(text: str, message: Masked, masked: str, *, each: bool) -> Iterator[Shot]:
    lead, pieces = _pieces(pattern("shot_with_length").sub(r"\1: \2, ", text))
    lead, total = take_lengths(lead)
    bare = [take_lengths(piece) for piece in pieces]
    found = [
        (prompt, lengths[0] if lengths else None)
        for piece, lengths in bare
        if (prompt := clean_prompt(message.unmasked(piece)))
    ]
    said = [length for _, length in found if length is not None]
    whole = next(iter(total + said), None)
    if not found:
        return
    if len(found) == 1:
        yield from _one_or_many(found[0][0], masked, [*total, *bare[0][1]], each=each)
        return
    if len(said) > 1 or (said and total):
        # Every shot has a length of its own; what has none shares what is left of the whole.
        left = max(0, (total[0] if total else 0) - sum(said))
        rest = left // max(1, len(found) - len(said)) or 4000
        lengths = [rest if length is None else length for _, length in found]
    else:
        lengths = [4000 if whole is None else whole if each else whole // len(found)] * len(found)
    for prompt, length in zip(_carried([prompt for prompt, _ in found]), lengths):  # noqa: B905 - one a shot
        yield Shot(prompt, max(500, length))


def _carried(prompts: list[str]) -> Iterator[str]:
    """ "a man walks in, then orders coffee, then smiles": the later shots show the man as well."""
    first = prompts[0]
    subject = next((hit for hit in find_words(first)[0] if hit.kind == "subjects"), None)
    end = first.lower().find(subject.word) + len(subject.word) if subject is not None else 0
    who = first[:end] if re.match(r"(?:an?|the|two|three|some|my)\s", first, re.IGNORECASE) and end < 30 else ""
    yield first
    for prompt in prompts[1:]:
        match = pattern("goes_on").match(prompt)
        alone = match is not None and not any(
            hit.kind != "actions" and hit.start == match.start(1) for hit in find_words(prompt)[0]
        )
        yield f"{who} {prompt[match.start(1) :]}" if who and match is not None and alone else prompt


def _one_or_many(scene: str, masked: str, lengths: list[int], *, each: bool) -> Iterator[Shot]:
    """A scene as one shot, or as a storyboard. Of two lengths, "each" makes the last that of a shot."""
    total = lengths[0] if lengths else None
    one = lengths[-1] if each and lengths else None
    language: Language = "zh" if re.search(r"[\u3400-\u9fff]", scene) else "en"
    scene = clean_prompt(pattern("shot_count").sub(" ", scene)) or scene
    count = total // one if total and one and len(lengths) > 1 else None
    frames = storyboard(scene, masked, total, language, count=count)
    if not frames:
        scene = clean_prompt(re.sub(pattern("one_take_words"), " ", scene)) or scene
        yield Shot(scene, max(500, DEFAULT_SHOT_MS if total is None else total))
        return
    length = one or (4000 if total is None else total // len(frames))
    for frame in frames:
        yield Shot(frame.prompt, max(500, length), frame.name)


def _pieces(text: str) -> tuple[str, list[str]]:
    """The text before the first shot, and every shot."""
    for splitter, least in (("numbered", 2), ("step", 1)):
        marks = list(pattern(splitter).finditer(text))
        if len(marks) < least:
            continue
        starts = [mark.end() for mark in marks]
        ends = [mark.start() for mark in marks[1:]] + [len(text)]
        pieces = [text[start:end] for start, end in zip(starts, ends)]  # noqa: B905 - same length by construction
        lead = text[: marks[0].start()]
        if splitter == "step" and clean_prompt(take_lengths(lead)[0]):
            pieces.insert(0, lead)
            lead = ""
        elif theme := pattern("theme").search(lead):
            common = next(group for group in theme.groups() if group)
            pieces = [f"{common}, {piece}" for piece in pieces]
        if len([piece for piece in pieces if clean_prompt(take_lengths(piece)[0])]) > 1:
            return lead, pieces
    return "", [text]


def split_shots(text: str) -> list[str]:
    """The scenes of a list: "a harbour at dawn, and a lighthouse", "1) a harbour 2) a lighthouse"."""
    pieces = _pieces(text)[1]
    if len(pieces) == 1 and pattern("several").search(text):
        pieces = pattern("listed").split(pattern("several").sub("", text))
    return [prompt for piece in pieces if (prompt := clean_prompt(piece))]


def clean_prompt(text: str) -> str:
    """The scene alone: without the request around it. Empty when nothing to see is left."""
    text = re.sub(r"\s+", " ", text).strip(_MARKS)
    text = pattern("command_zh" if re.match(r"[\u3400-\u9fff]", text) else "command").sub("", text)
    text = pattern("brought_in").sub("", pattern("tail_zh").sub("", text).strip(_MARKS))
    text = pattern("tail").sub("", text).strip(_MARKS + "的")
    text = re.sub(r"\s*([,.;])(?:\s*[,;])*", r"\1", text)
    return "" if pattern("nothing").search(text) or not re.search(r"\w", text) else text
