"""Which changes a text leaves unsaid, so that a short answer ("Done!") doesn't hide what was done."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from .wording import LANGUAGES

_ARROW = re.compile(r"\s*(?:->|→|\bset to\b|设为|設為)\s*")
_WORD = re.compile(r"\d+(?:[.:]\d+)*|[^\W\d_]+(?:['’-][^\W\d_]+)*")
_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff]+")
_SPAN = re.compile(r"[\d.:]+-[\d.:]+\s*[s秒]?")
_NOTES = re.compile(r"\([^()]*\)")
# Sentences that say only that something changed: beside any words of the service they add nothing.
_VAGUE = tuple(
    {row.sentences[key].rpartition("}")[2] for row in LANGUAGES.values() for key in ("changed", "timeline_changed")}
)


def untold(changes: Sequence[str], text: str) -> list[str]:
    """The changes (sentences of ``differences``) whose specifics don't occur in `text`, in their order.

    A change counts as told when the text holds what it quotes, else at least half of the words and numbers that tell
    what came of it: the new value behind an arrow, else what stands behind the colon, else the whole; with or without
    what stands in brackets. Case and full-width forms don't matter.
    """
    said = _folded(text)
    words = set(_WORD.findall(said))
    specific = [change for change in changes if not change.endswith(_VAGUE)]
    return [change for change in specific if not _is_told(_folded(change), said, words)]


def _is_told(change: str, said: str, words: set[str]) -> bool:
    quoted = [part for part in _quotations(change) if part]
    if quoted:
        return quoted[-1] in said
    whole = _ARROW.split(change)[-1]
    detail = whole if whole != change else change.partition(":")[2] or change
    return any(_half_said(part, said, words) for part in (_SPAN.sub(" ", detail), _NOTES.sub(" ", detail)))


def _half_said(detail: str, said: str, words: set[str]) -> bool:
    specifics = _specifics(detail)
    found = sum(part in words or (bool(_WIDE.match(part)) and part in said) for part in specifics)
    return bool(specifics) and found * 2 >= len(specifics)


def _specifics(text: str) -> list[str]:
    """Words, numbers, and pairs of Chinese characters, which have no spaces between words."""
    parts: list[str] = []
    for word in _WORD.findall(text):
        wide = "".join(_WIDE.findall(word))
        if wide:
            parts += [wide[at : at + 2] for at in range(max(len(wide) - 1, 1))]
        elif word not in ("s", "x"):
            parts.append(word)
    return parts


def _quotations(text: str) -> list[str]:
    pairs = {pair for language in LANGUAGES.values() for pair in language.quotes}
    found = []
    for left, right in pairs:
        # An apostrophe inside a word is no mark.
        pattern = rf"(?<!\w){re.escape(left)}([^{re.escape(right)}]+){re.escape(right)}(?!\w)"
        found += [(match.start(), match[1].strip("… ")) for match in re.finditer(pattern, text)]
    return [part for _, part in sorted(found)]


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
