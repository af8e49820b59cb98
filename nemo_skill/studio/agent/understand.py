"""A message -> what it asks for: talk, a new video, or a list of edits. Pure and table-driven."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from ..music import music_style
from ..plan.lexicon import find_words
from . import quantities
from .captions import CaptionList, read_cues, read_list
from .prompts import Generation, read_generation
from .scope import NOWHERE, read_scope, without_places
from .slots import Masked, Slots, language_of, mask, read_slots
from .tables import END, QUOTE, Language, first_match, pattern, tables
from .textlook import only_look, read_look


@dataclass(frozen=True)
class Scene:
    """What the reader must know of the session."""

    language: str
    has_timeline: bool
    uploads: tuple[str, ...] = ()
    fresh_uploads: tuple[str, ...] = ()
    #: What the last message worked on, which "it" means: "text", "music", "clip" or nothing.
    topic: str = ""


@dataclass(frozen=True)
class Edit:
    kind: str
    slots: Slots


@dataclass(frozen=True)
class Turn:
    """One message, understood. ``kind`` decides what it costs."""

    kind: Literal["generate", "edit", "talk"]
    language: Language
    text: str
    talk: str = ""
    generation: Generation | None = None
    edits: tuple[Edit, ...] = ()
    declined: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()


#: Edits whose words describe something, in which "and" joins what is described.
_DESCRIBING = ("shot.add", "replace", "redraw", "music.add", "text.add", "text.change", "media.use")


#: Edits that may just as well be part of the description of a new video.
_DESCRIPTIVE = ("length", "ratio", "mood", "motion", "redraw")

#: Edits whose words may sound like something that can't be had.
_UNDECLINED = ("music.remove", "sound.mute", "length")

#: Longer messages are read this far: the agent knows shots and edits, not screenplays.
MOST_CHARACTERS = 1500
MOST_CLAUSES = 40
_RUNS = re.compile(r"([\s,，.。;；、!！?？-])\1{2,}|(\d{12})\d+")


def _tidy(text: str) -> str:
    """Cut to what is read, without the runs of marks and digits on which patterns would spend their time."""
    text = _RUNS.sub(lambda match: match[1] or match[2], text)[:MOST_CHARACTERS]
    return pattern("except").sub("", text)


def read_message(text: str, scene: Scene) -> Turn:
    """Understand one message of a session."""
    words = tables()
    language = language_of(text, scene.language)
    if scene.has_timeline and (cues := read_cues(text)):
        return _with_captions(text, cues, "", mask(""), scene)
    message = mask(_tidy(text), scene.uploads)
    masked = pattern("pairs").sub(lambda match: re.sub(r"\s+and\s+", " & ", match[0]), message.text.strip())
    topic = first_match(words.talk, masked)
    if topic is not None and not _asks_for_work(topic, masked, scene):
        return Turn("talk", language, text, talk=topic)
    masked = pattern("export_tail").sub("", masked).strip() or masked
    wants_new = any(row.search(masked) for row in words.generate)
    if not scene.has_timeline and not scene.uploads:
        return _for_empty_timeline(message, masked, language, wants_new)
    if scene.has_timeline and (listed := read_list(masked, message)) and not pattern("gone").search(listed.rest):
        return _with_captions(text, listed, masked, message, scene)
    if scene.has_timeline and pattern("continues").search(masked):
        return Turn("edit", language, text, edits=(Edit("shot.add", read_slots(masked, message)),))
    if scene.has_timeline and pattern("asks").search(masked):
        return Turn("talk", language, text, talk="contents")
    edits, declined, unclear = _read_edits(masked, message, scene)
    if wants_new and not _is_edit_of_existing(masked, edits):
        return _generate(message, masked, language)
    described = bool(unclear or declined) or all(edit.kind in _DESCRIPTIVE for edit in edits)
    if described and (edits or declined) and _only_trimmings(edits) and _is_scene(masked):
        return _generate(message, masked, language)
    if not edits:
        if declined:
            return Turn("talk", language, text, declined=declined, unclear=unclear)
        if pattern("question").search(masked) or len(masked) < 4:
            return Turn("talk", language, text, talk="unclear", unclear=(text,))
        if scene.fresh_uploads and not unclear:
            return Turn("edit", language, text, edits=(Edit("media.use", read_slots(masked, message)),))
        return _generate_or_unclear(message, masked, language)
    return Turn("edit", language, text, edits=edits, declined=declined, unclear=unclear)


def _with_captions(text: str, listed: CaptionList, masked: str, message: Masked, scene: Scene) -> Turn:
    """Subtitles from a list; the first line of what is left says how they look, the rest may ask for other edits."""
    rest = mask(_tidy(listed.rest), scene.uploads) if not masked else Masked(listed.rest, message.quotes, message.files)
    clauses = _clauses(rest.text)
    others = [clause for clause in clauses if edit_kind(clause) not in (None, "text.add", "text.change", "length")]
    language = language_of(listed.rest, scene.language)
    own = ", ".join(clause for clause in clauses if clause not in others)
    slots = replace(read_slots(own, rest), quotes=(), captions=listed)
    edits = [Edit("text.list", slots)]
    if slots.ratio:
        edits.insert(0, Edit("ratio", slots))
    edits += [Edit(kind, read_slots(clause, rest)) for clause in others if (kind := edit_kind(clause))]
    return Turn("edit", language, text, edits=tuple(edits))


def _asks_for_work(topic: str, masked: str, scene: Scene) -> bool:
    """``thanks, now add a title`` is work; ``thanks`` alone isn't."""
    if topic in ("greeting", "export", "wait"):
        return False
    clauses = [part for part in pattern("split").split(masked) if part and not pattern("filler").match(part)]
    return any(pattern("verb").search(part) for part in clauses) and topic != "contents"


def _for_empty_timeline(message: Masked, masked: str, language: Language, wants_new: bool) -> Turn:
    generation, declined = read_generation(message, masked)
    if generation is not None:
        if not wants_new:
            edits, refused, _ = _read_edits(masked, message, Scene(language, has_timeline=False))
            clauses = [part for part in pattern("split").split(masked) if part and not pattern("filler").match(part)]
            plain_edit = (
                bool(edits) and len(edits) == len(clauses) and all(pattern("verb").search(part) for part in clauses)
            )
            if plain_edit or (refused and not edits and pattern("verb").search(masked)):
                return Turn("talk", language, message.unmasked(), talk="" if refused else "empty", declined=refused)
            if pattern("question").search(masked):
                return Turn("talk", language, message.unmasked(), talk="abilities")
        return Turn("generate", language, message.unmasked(), generation=generation, declined=declined)
    return Turn("talk", language, message.unmasked(), talk="" if declined else "empty", declined=declined)


def _generate(message: Masked, masked: str, language: Language) -> Turn:
    generation, declined = read_generation(message, masked)
    if generation is None:
        unclear = () if declined else (message.unmasked(),)
        return Turn(
            "talk", language, message.unmasked(), talk="unclear" if unclear else "", declined=declined, unclear=unclear
        )
    return Turn("generate", language, message.unmasked(), generation=generation, declined=declined)


def _generate_or_unclear(message: Masked, masked: str, language: Language) -> Turn:
    """A bare scene is a request for it; anything else wasn't understood."""
    if _is_scene(masked):
        return _generate(message, masked, language)
    return Turn("talk", language, message.unmasked(), talk="unclear", unclear=(message.unmasked(masked),))


def _is_scene(masked: str) -> bool:
    """Something to see that points at nothing on the timeline."""
    if pattern("plain_scene").search(masked):
        return True
    return bool(
        pattern("scene").search(masked)
        and not pattern("verb").search(masked)
        and not pattern("pointing").search(masked)
        and not pattern("question").search(masked)
    )


def _is_edit_of_existing(masked: str, edits: Sequence[Edit]) -> bool:
    """ "make a 3 second fade", "create a slideshow from my photos": the object is an edit, not a video."""
    if not edits:
        return False
    if edits[0].kind in ("slideshow", "shot.add", "media.use", "crossfade", "duplicate", "split"):
        return True
    video, creative = pattern("video_noun").search(masked), pattern("creative").match(masked)
    shown = any(hit.kind in ("subjects", "settings") for hit in find_words(masked)[0])
    return not (creative and (video or (shown and edits[0].kind in (*_DESCRIPTIVE, "speed", "cut.range"))))


def _only_trimmings(edits: Sequence[Edit]) -> bool:
    """Length, shape, music, title: what may come along with the description of a new video."""
    return all(edit.kind in (*_DESCRIPTIVE, "music.add", "text.add") for edit in edits)


def _read_edits(
    masked: str, message: Masked, scene: Scene
) -> tuple[tuple[Edit, ...], tuple[str, ...], tuple[str, ...]]:
    edits: list[Edit] = []
    declined: list[str] = []
    unclear: list[str] = []
    topic = scene.topic
    spoken_of = NOWHERE
    for clause in _clauses(masked):
        if pattern("filler").match(clause):
            continue
        kind = edit_kind(clause)
        refused = first_match(tables().declines, clause)
        worded = kind == "text.add" and QUOTE in clause
        if refused is not None and not worded and (kind not in _UNDECLINED or refused == "black"):
            declined.append(refused)
            continue
        kind = _in_context(kind, clause, edits[-1].kind if edits else "", topic)
        if kind is None and scene.fresh_uploads and pattern("brings_in").search(clause):
            kind = "media.use"
        if kind is None and _changes_scene(clause):
            kind = "redraw"
        few = len(clause.split()) <= 3 or pattern("replaces_music").search(clause) is not None
        if kind is None and few and music_style(clause) is not None:
            kind = "music.add"
        if kind is None and scene.has_timeline and _adds_scene(clause):
            kind = "shot.add"
        if edits and edits[-1].kind == "sound.mute" and pattern("keep_music").search(clause):
            edits[-1] = Edit("sound.mute", replace(edits[-1].slots, text=f"{edits[-1].slots.text} clips"))
            continue
        slots = read_slots(clause, message)
        if kind is None:
            unclear.append(message.unmasked(clause))
            spoken_of = slots.scope
            continue
        if spoken_of.references and not slots.indices and pattern("it").search(clause):
            # "I don't like the second shot, remove it": the first part only says what "it" is.
            slots, spoken_of = replace(slots, scope=spoken_of, indices=spoken_of.indices), NOWHERE
            unclear.pop()
        if edits and _goes_along(edits[-1], kind, slots):
            slots = replace(slots, scope=edits[-1].slots.scope, indices=edits[-1].slots.indices)
        edits.append(Edit(kind, slots))
        topic = topic_of(kind)
    if any(edit.kind == "slideshow" and pattern("to_the_beat").search(edit.slots.text) for edit in edits):
        # The beat must be known before the pictures are cut to it.
        edits.sort(key=lambda edit: edit.kind != "music.add")
    return tuple(edits), tuple(dict.fromkeys(declined)), tuple(unclear)


#: Edits of single clips, which a clause without a verb shares with the one before: "clip 2 in slow motion, and muted".
_OF_CLIPS = ("mood", "speed", "motion", "mirror", "sound.mute", "redraw")


def _goes_along(last: Edit, kind: str, slots: Slots) -> bool:
    if kind not in _OF_CLIPS or last.kind not in _OF_CLIPS or slots.indices or not last.slots.indices:
        return False
    return not pattern("verb").search(slots.text) and not pattern("whole_video").search(slots.text)


#: What "it" means after an edit of this kind; clips where none of these begins the kind.
_TOPICS = {"text.": "text", "music.": "music", "fade.music": "music", "volume": "music"}


def topic_of(kind: str) -> str:
    return next((topic for start, topic in _TOPICS.items() if kind.startswith(start)), "clip")


def _in_context(kind: str | None, clause: str, last: str, topic: str) -> str | None:
    """The kind of a clause that leans on the one before it, or on the last message: "make it bigger", "and fade it"."""
    if kind is None and last and re.fullmatch(rf".{{0,12}}{QUOTE}\d+{END}.{{0,24}}", clause):
        return last
    if last.endswith(".remove") and not pattern("verb").search(clause) and QUOTE not in clause:
        # "remove the music and the title"
        return {"text.add": "text.remove", "music.add": "music.remove"}.get(kind or "", kind)
    if last and kind == "fade" and topic in ("text", "music") and not pattern("of_the_picture").search(clause):
        return "text.change" if topic == "text" else "fade.music"
    if not pattern("it").search(clause) and not (topic and kind is None):
        return kind
    if topic == "music":
        return _about_music(kind, clause)
    if topic == "text":
        return _about_text(kind, clause, direct=bool(last))
    if topic == "inset":
        return _about_inset(kind, clause)
    return kind


def _about_inset(kind: str | None, clause: str) -> str | None:
    """The small picture in the corner: where it is, how large, and away with it."""
    if kind in ("remove", "cut.range") and not re.search(r"\d", clause):
        return "inset"
    looks = read_look(read_slots(clause, Masked(clause, ())), {"size": 1.0})
    return "inset" if kind in (None, "reorder", "motion", "replace") and looks.keys() & {"position", "size"} else kind


def _about_music(kind: str | None, clause: str) -> str | None:
    if kind == "fade":
        return "fade.music"
    if kind in ("remove", "cut.range") and not re.search(r"\d", clause):
        return "music.remove"
    if kind in (None, "redraw", "mood", "speed") and pattern("quieter_louder").search(clause):
        return "volume"
    if kind in (None, "mood") and music_style(clause) is not None:
        return "music.add"
    return kind


def _about_text(kind: str | None, clause: str, *, direct: bool) -> str | None:
    """``direct``: the text was spoken of in the same message."""
    if kind in ("remove", "cut.range") and not re.search(r"\d", clause):
        return "text.remove"
    if kind in ("fade", "inset") and pattern("it").search(clause):
        return "text.change"
    if kind == "replace" and QUOTE in clause:
        return "text.change"
    looks = QUOTE not in clause and bool(
        read_look(read_slots(clause, Masked(clause, ())), {"size": 1.0}) or pattern("text_fade").search(clause)
    )
    if kind is None:
        return "text.change" if looks or (direct and pattern("it").search(clause)) else None
    if kind == "reorder" and (direct or looks):
        return "text.change"
    if kind in ("replace", "motion", "fit") and looks:
        return "text.change"
    return "text.change" if kind in ("length", "mood") and _of_the_text(clause, looks) else kind


def _of_the_text(clause: str, looks: bool) -> bool:
    """Whether a length or a colour is the text's: "make it gold", "show it for 5 seconds", not "make it warmer"."""
    if first_match(tables().moods, clause):
        return False
    return looks or pattern("shown_for").search(clause) is not None


def _changes_scene(clause: str) -> bool:
    """Whether a clause wants something of a drawn scene otherwise, in words that the engine knows."""
    match = pattern("scene_change").search(without_places(clause))
    if match is None:
        return False
    wish = next((group for group in match.groups() if group), "")
    hits, unknown = find_words(re.sub(rf"{QUOTE}\d+{END}", "", wish))
    kinds = {hit.kind for hit in hits}
    if unknown:
        return False
    if "subjects" in kinds and pattern("adds_to_scene").search(clause):
        return True
    if any(pair <= kinds for pair in ({"subjects", "colours"}, {"subjects", "actions"})):
        return True
    return bool(kinds & {"times", "weather", "seasons", "moods", "camera", "styles"})


def _adds_scene(clause: str) -> bool:
    """``insert a sunset between clip 2 and 3``: something to see that is to come in."""
    match = pattern("scene_insert").search(clause)
    if match is None:
        return False
    return any(hit.kind in ("subjects", "settings", "times") for hit in find_words(match[0])[0])


def _clauses(masked: str) -> list[str]:
    """Requests of a message. A piece without a verb or a subject of its own belongs to the one before it."""
    parts = [part.strip() for part in pattern("split").split(masked) if part and part.strip()]
    clauses: list[str] = []
    for part in parts[:MOST_CLAUSES]:
        if clauses and not _stands_alone(part, clauses[-1]):
            clauses[-1] = f"{clauses[-1]}, {part}"
        else:
            clauses.append(part)
    return clauses


def _stands_alone(part: str, before: str) -> bool:
    if quantities.lengths(part) and read_scope(part).references and edit_kind(before) == edit_kind(part):
        return True
    # "make them yellow, at the top": one wish about how words look.
    about_words = edit_kind(before) in ("text.add", "text.change") or pattern("it").search(before) is not None
    if about_words and only_look(part) and not pattern("verb").search(part) and not pattern("filler").match(part):
        return False
    if pattern("besides").search(f"{part[:12]}") and not pattern("verb").search(part):
        return False
    if pattern("bare_value").fullmatch(part) and not pattern("filler").match(part):
        return False
    if QUOTE in part and QUOTE in before:
        return True
    if pattern("verb").search(part) or pattern("filler").match(part) or first_match(tables().declines, part):
        return True
    kind = edit_kind(part)
    if (
        kind is None
        and edit_kind(before) not in _DESCRIBING
        and re.match(r"(?!(?:a|an|the|some|my|its)\b)[a-z]+ [a-z]", part, re.I)
    ):
        return not pattern("ordinal").match(part)
    if kind is None:
        # "swap the first and second shot": no request of its own; "“A” at the start, “B” at the end": one more text.
        return QUOTE in part and QUOTE in before
    if re.search(r"[\u3400-\u9fff]", part):
        return kind not in ("length", "mood") or edit_kind(before) not in (*_DESCRIBING, "length", "speed")
    return kind not in ("length", "speed", "mood", "fade", "fade.music", "text.add") or (
        edit_kind(before)
        not in ("text.add", "text.change", "music.add", "shot.add", "cut.range", "keep.range", "reorder", "length")
    )


@lru_cache(maxsize=1024)
def edit_kind(clause: str) -> str | None:
    """The kind of edit that a masked clause asks for."""
    kind = next((rule.kind for rule in tables().edits if any(row.search(clause) for row in rule.patterns)), None)
    if kind == "text.change" and pattern("new_text").search(clause):
        return "text.add"
    if kind == "replace" and QUOTE not in clause and _changes_scene(clause):
        # "change clip 1 to night" keeps what it shows; "change clip 1 to a dog at night" doesn't.
        match = pattern("described_replacement").search(clause)
        wish = next((group for group in match.groups() if group), "") if match else ""
        kinds = {hit.kind for hit in find_words(wish)[0]}
        if pattern("style_change").search(clause) or not kinds & {"subjects", "settings", "actions"}:
            return "redraw"
    return kind
