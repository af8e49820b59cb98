"""Text -> tokens: what is a word, a quotation, an address, a boundary. Knows no meanings.

Offsets always point into `Text.original`, so that the user's own spelling can be cut out again. The patterns hold
no ranges of big alphabets: compiling one such class takes longer than routing a thousand messages.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from functools import lru_cache
from typing import NamedTuple

_TYPES = "mp4|mov|avi|webm|mkv|m4v|jpg|jpeg|png|gif|webp|mp3|wav|m4a|aac"
_IGNORED = frozenset("\u200b\u200c\u200d\u2060\ufeff\ufe0f\ufe0e")
_SOUND_MARKS = "\uff9e\uff9f"

_ENDS = frozenset(".!?。！？;；\n…")
_PAUSES = frozenset(",、:|()[]{}+&/，：~–—")
_DASHES = frozenset("-–—")
_APOSTROPHES = frozenset("'’-")
# How long the letters are that a number belongs to over a dot: H.264, v2.1.
_SIGN = 2


@lru_cache(maxsize=1)
def _special() -> re.Pattern[str]:
    """Addresses and quotations; compiled only for a message that holds one of their characters."""
    return re.compile(
        # The address of a mailbox, in one piece.
        r"(?P<word>(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64})+)"
        r"|(?P<url>(?:https?://|www\.)[^\s<>\"“”「」『』，。；！？、（）]+)"
        rf"|(?P<path>[a-z]:[\\/][^\n\"<>|?*]*?\.(?:{_TYPES})(?![a-z0-9])"
        rf"|(?:~|\.\.?|[\w.-]{{1,80}})?[\\/](?![\\/])[^\s\"“”<>|?*，。；]*?\.(?:{_TYPES})(?![a-z0-9]))"
        # A cue of an SRT or WebVTT list is content as a quotation is, up to the line that is empty.
        r"|(?P<quote>(?:\d+[ \t]*\n)?(?:\d+:)?\d\d:\d\d[.,]\d{1,3}[ \t]*-->[^\n]*(?:\n(?![ \t]*\n)[^\n]+)*"
        r"|`+[^`]+`+|\"[^\"]*\"|“[^”]*”|„[^“”]*[“”]|«[^»]*»|»[^«]*«|‹[^›]*›|「[^」]*」|『[^』]*』|《[^》]*》"
        r"|〈[^〉]*〉|</?[a-z!][^<>\n]*>|(?<!\w)‘[^’]*(?:’\w[^’]*)*’|(?<!\w)'(?! )(?:[^'\n]|(?<=\w)'(?=\w))+'(?!\w))"
        rf"|(?P<name>(?:[a-z0-9][a-z0-9_.-]{{0,80}})?\.(?:{_TYPES})(?![a-z0-9]))"
    )


class Token(NamedTuple):
    """`kind` is a group name of the patterns, or `cjk`; `text` is folded; `start`/`end` point into the original."""

    kind: str
    text: str
    start: int
    end: int


class Text(NamedTuple):
    """A message, composed (NFC), with the tokens of its folded form; white space has none."""

    original: str
    tokens: tuple[Token, ...]


def is_cjk(char: str) -> bool:
    """Whether the script is written without spaces (or, as Korean, with endings glued on)."""
    return "\u3040" <= char <= "\ud7af" or char == "々" or "\uf900" <= char <= "\ufaff"


def fold(text: str) -> str:
    """NFKC, case-folded, and without accents on Latin, Greek and Cyrillic letters."""
    if text.isascii():
        return text.lower()
    return "".join(map(_unaccented, unicodedata.normalize("NFKC", text).casefold()))


def _unaccented(char: str) -> str:
    if char < "\x80" or (char >= "\u0530" and char not in _IGNORED):
        return char
    if char in _IGNORED or unicodedata.combining(char):
        return ""
    return unicodedata.normalize("NFD", char)[0]


def _folded(text: str) -> tuple[str, list[int]]:
    """The folded text and, for each of its characters, the offset of the character it came from."""
    out: list[str] = []
    offsets: list[int] = []
    at = 0
    while at < len(text):
        end = at + 1
        if text[at] >= "\u0300":
            while end < len(text) and (text[end] in _SOUND_MARKS or unicodedata.combining(text[end])):
                end += 1
        piece = "·" if text[at] == "ℹ" else fold(text[at:end])
        out.append(piece)
        offsets.extend([at] * len(piece))
        at = end
    offsets.append(len(text))
    return "".join(out), offsets


def scan(text: str) -> Text:
    """Cut `text` into tokens."""
    original = unicodedata.normalize("NFC", text)
    folded, offsets = (original.lower(), None) if original.isascii() else _folded(original)
    raw: list[tuple[str, int, int]] = []
    at = 0
    if _has_special(folded):
        for match in _special().finditer(folded):
            start, end = match.span()
            if match.lastgroup == "url":
                end = start + len(_address(match.group()).rstrip(".,;:!?)]'"))
                if offsets is not None:
                    end = _address_end(original, offsets, start, end)
            raw.extend(_words(folded, at, start))
            raw.append((match.lastgroup or "other", start, end))
            at = end
    raw.extend(_words(folded, at, len(folded)))
    tokens = []
    for kind, start, end in raw:
        value = folded[start:end].replace("’", "'")
        if offsets is None:
            tokens.append(Token(kind, _READ_AS.get(value, value), start, end))
        else:
            stop = offsets[min(bisect_right(offsets, offsets[end - 1], end), len(folded))]
            value = _READ_AS.get(original[offsets[start] : stop]) or _READ_AS.get(value, value)
            tokens.append(Token(kind, value, offsets[start], stop))
    return Text(original, tuple(tokens))


# Words that folding would make other words of: "is" in Italian and Portuguese, without its accent "and".
_READ_AS = {"è": "e'", "È": "e'", "é": "e'", "É": "e'", "w/": "with", "w/o": "without"}
# Marks that end an address also where folding makes ASCII of them.
_WIDE_MARKS = frozenset("，。；！？、（）：～")


def _address(found: str) -> str:
    """An address without the bracket that was open before it, and what stands behind that: "[a](https://b.c/d)e"."""
    close = found.find(")")
    return found if close < 0 or "(" in found[:close] else found[:close]


def _address_end(original: str, offsets: list[int], start: int, end: int) -> int:
    """Where an address ends: before a wide mark or an emoji that stands right behind it."""
    for at in range(start, end):
        char = original[offsets[at]]
        if char in _WIDE_MARKS or char >= "\U0001f000":
            return at
    return end


_MARKERS = frozenset('/\\`"“„«»‹「『《〈‘<')


def _has_special(folded: str) -> bool:
    """Whether the text may hold an address, a file name or a quotation."""
    if not _MARKERS.isdisjoint(folded) or "www." in folded or "-->" in folded or "@" in folded:
        return True
    if any(char == "'" and not (at and folded[at - 1].isalnum()) for at, char in enumerate(folded)):
        return True
    return "." in folded and any(f".{name}" in folded for name in _TYPES.split("|"))


def _words(text: str, at: int, stop: int) -> list[tuple[str, int, int]]:
    """Words, numbers and marks between two offsets."""
    out = []
    while at < stop:
        char = text[at]
        end = at + 1
        if char.isalpha():
            kind = "cjk" if is_cjk(char) else "word"
            end = end if kind == "cjk" else _word_end(text, end, stop)
        elif char.isdecimal():
            kind, end = "num", _number_end(text, end, stop)
        elif char in _ENDS:
            kind = "end"
            while end < stop and text[end] in _ENDS:
                end += 1
        elif char.isspace():
            kind, end = _dash(text, end, stop)
        elif char == "→" or text.startswith(("->", "=>", "-->", "==>"), at):
            kind = "arrow"
            end = at + 1 if char == "→" else text.index(">", at) + 1
        else:
            kind = "pause" if char in _PAUSES else "other"
        if kind:
            out.append((kind, at, end))
        at = end
    return out


def _word_end(text: str, end: int, stop: int) -> int:
    """Letters, digits behind an ASCII letter (mp4, H.264), and parts joined by an apostrophe or a hyphen."""
    if text.startswith(("w/o ", "w/ "), end - 1):
        return text.index(" ", end)
    begun = end - 1
    while end < stop and text[end].isalpha() and not is_cjk(text[end]):
        end += 1
    if text[end - 1] < "\x7f":
        while end < stop and text[end].isalnum() and not is_cjk(text[end]):
            end += 1
        if end - begun <= _SIGN and text[end : end + 1] == "." and text[end + 1 : end + 2].isdecimal():
            end = _number_end(text, end + 1, stop)
        while end - begun == 1 and _goes_on(text, end, stop):
            begun, end = end + 1, end + 2
    while end + 1 < stop and text[end] in _APOSTROPHES and text[end + 1].isalnum() and not is_cjk(text[end + 1]):
        end += 2
        while end < stop and text[end].isalnum() and not is_cjk(text[end]):
            end += 1
    return end + 1 if end < stop and text[end] in "'’" else end


def _goes_on(text: str, dot: int, stop: int) -> bool:
    """Whether a letter is followed by a dot and one more letter: "5 p.m.", "e.g."."""
    if dot + 1 >= stop or text[dot] != "." or not "a" <= text[dot + 1] <= "z":
        return False
    return dot + 2 >= stop or not text[dot + 2].isalnum()


def _number_end(text: str, end: int, stop: int) -> int:
    """Digits with inner marks (0:07.5) and a short unit (5s, 30%, 1080p)."""
    while end < stop and (text[end].isdecimal() or (text[end] in ".:," and text[end + 1 : end + 2].isdecimal())):
        end += 1
    if text[end : end + 1] == "%":
        return end + 1
    unit = end
    while unit < stop and "a" <= text[unit] <= "z":
        unit += 1
    return unit if unit - end <= 4 else end


def _dash(text: str, end: int, stop: int) -> tuple[str, int]:
    """White space: a pause when a dash with white space behind it follows, else nothing."""
    behind = end
    while behind < stop and text[behind] in _DASHES:
        behind += 1
    return ("pause", behind + 1) if end < behind < stop and text[behind].isspace() else ("", end)
