"""A message -> what it asks for: talk, a new video, or a list of edits. Pure and table-driven."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from .prompts import Generation, read_generation
from .slots import Masked, Slots, language_of, mask, read_slots
from .tables import END, QUOTE, Language, first_match, pattern, tables


@dataclass(frozen=True)
class Scene:
    """What the reader must know of the session."""

    language: str
    has_timeline: bool
    uploads: tuple[str, ...] = ()
    fresh_uploads: tuple[str, ...] = ()


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
_DESCRIBING = ("shot.add", "replace", "music.add", "text.add", "text.change", "media.use")
_SOUND = ("music.add", "volume", "fade.music")


#: Longer messages are read this far: the agent knows shots and edits, not screenplays.
MOST_CHARACTERS = 1500
_RUNS = re.compile(r"([\s,，.。;；、!！?？-])\1{2,}|(\d{12})\d+")


def _tidy(text: str) -> str:
    """Cut to what is read, without the runs of marks and digits on which patterns would spend their time."""
    text = _RUNS.sub(lambda match: match[1] or match[2], text)[:MOST_CHARACTERS]
    return pattern("except").sub("", text)


def read_message(text: str, scene: Scene) -> Turn:
    """Understand one message of a session."""
    words = tables()
    language = language_of(text, scene.language)
    message = mask(_tidy(text), scene.uploads)
    masked = pattern("pairs").sub(lambda match: re.sub(r"\s+and\s+", " & ", match[0]), message.text.strip())
    topic = first_match(words.talk, masked)
    if topic is not None and not _asks_for_work(topic, masked, scene):
        return Turn("talk", language, text, talk=topic)
    masked = pattern("export_tail").sub("", masked).strip() or masked
    wants_new = any(row.search(masked) for row in words.generate)
    if not scene.has_timeline and not scene.uploads:
        return _for_empty_timeline(message, masked, language, wants_new)
    edits, declined, unclear = _read_edits(masked, message, fresh=bool(scene.fresh_uploads))
    if wants_new and not _is_edit_of_existing(masked, edits):
        return _generate(message, masked, language)
    described = bool(unclear or declined) or all(edit.kind in ("mood", "length", "ratio") for edit in edits)
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
            edits, refused, _ = _read_edits(masked, message)
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
        return Turn("talk", language, message.unmasked(), talk="unclear", unclear=(message.unmasked(),))
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
    return not (creative and (video or edits[0].kind in ("length", "ratio", "mood", "speed", "cut.range")))


def _only_trimmings(edits: Sequence[Edit]) -> bool:
    """Length, shape, music, title: what may come along with the description of a new video."""
    return all(edit.kind in ("length", "ratio", "music.add", "text.add", "mood") for edit in edits)


def _read_edits(
    masked: str, message: Masked, *, fresh: bool = False
) -> tuple[tuple[Edit, ...], tuple[str, ...], tuple[str, ...]]:
    words = tables()
    edits: list[Edit] = []
    declined: list[str] = []
    unclear: list[str] = []
    for clause in _clauses(masked):
        if pattern("filler").match(clause):
            continue
        kind = edit_kind(clause)
        refused = first_match(words.declines, clause)
        if refused is not None and kind not in ("music.remove", "text.add", "sound.mute", "length"):
            declined.append(refused)
            continue
        if kind is None and edits and re.fullmatch(rf".{{0,12}}{QUOTE}\d+{END}.{{0,24}}", clause):
            kind = edits[-1].kind
        if kind == "fade" and edits and edits[-1].kind in _SOUND and re.search(r"\bit\b|它", clause):
            kind = "fade.music"
        if edits and kind is None and edits[-1].kind in _SOUND and pattern("it").search(clause):
            kind = "volume" if pattern("quieter_louder").search(clause) else None
        if edits and edits[-1].kind.endswith(".remove") and not pattern("verb").search(clause) and QUOTE not in clause:
            # "remove the music and the title"
            kind = {"text.add": "text.remove", "music.add": "music.remove"}.get(kind or "", kind)
        about_text = bool(edits) and edits[-1].kind in ("text.add", "text.change")
        if kind in (None, "reorder") and about_text and pattern("it").search(clause):
            kind = "text.change"
        if kind is None and fresh and pattern("brings_in").search(clause):
            kind = "media.use"
        if kind is None:
            unclear.append(message.unmasked(clause))
        else:
            edits.append(Edit(kind, read_slots(clause, message)))
    return tuple(edits), tuple(dict.fromkeys(declined)), tuple(unclear)


def _clauses(masked: str) -> list[str]:
    """Requests of a message. A piece without a verb or a subject of its own belongs to the one before it."""
    parts = [part.strip() for part in pattern("split").split(masked) if part and part.strip()]
    clauses: list[str] = []
    for part in parts:
        if clauses and not _stands_alone(part, clauses[-1]):
            clauses[-1] = f"{clauses[-1]}, {part}"
        else:
            clauses.append(part)
    return clauses


def _stands_alone(part: str, before: str) -> bool:
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


def edit_kind(clause: str) -> str | None:
    """The kind of edit that a masked clause asks for."""
    return next((rule.kind for rule in tables().edits if any(row.search(clause) for row in rule.patterns)), None)
