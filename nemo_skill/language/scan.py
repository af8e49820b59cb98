"""Text -> tokens: what is a word, a quotation, an address, a boundary. Knows no meanings.

Offsets always point into `Text.original`, so that the user's own spelling can be cut out again. The patterns hold
no ranges of big alphabets: compiling one such class takes longer than routing a thousand messages.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

_TYPES = "mp4|mov|avi|webm|mkv|m4v|jpe?g|png|gif|webp|mp3|wav|m4a|aac"
_IGNORED = frozenset("\u200b\u200c\u200d\u2060\ufeff\ufe0f\ufe0e")
_SOUND_MARKS = "\uff9e\uff9f"

_WORDS = re.compile(
    r"(?P<num>\d+(?:[.:,]\d+)*(?:%|[a-z]{1,4}(?![a-z]))?)"
    r"|(?P<word>[^\W\d_]+(?:(?<=[a-z])\d[^\W_]*)?(?:['’-][^\W_]+)*['’]?)"
    r"|(?P<end>[.!?。！？;；\n…]+)"
    r"|(?P<arrow>[-=]?[-=]>|→)"
    r"|(?P<pause>[,、:|()\[\]{}+&/，：~]|\s[-–—]+\s|[–—]+)"
    r"|(?P<space>\s+)"
    r"|(?P<other>.)"
)


@lru_cache(maxsize=1)
def _special() -> re.Pattern[str]:
    """Addresses and quotations; compiled only for a message that holds one of their characters."""
    return re.compile(
        r"(?P<url>(?:https?://|www\.)[^\s<>\"“”「」『』，。；！？、（）]+)"
        rf"|(?P<path>[a-z]:[\\/][^\n\"<>|?*]*?\.(?:{_TYPES})(?![a-z0-9])"
        rf"|(?:~|\.\.?|[\w.-]+)?[\\/](?![\\/])[^\s\"“”<>|?*，。；]*?\.(?:{_TYPES})(?![a-z0-9]))"
        r"|(?P<quote>`+[^`]+`+|\"[^\"]*\"|“[^”]*”|„[^“”]*[“”]|«[^»]*»|»[^«]*«|‹[^›]*›|「[^」]*」|『[^』]*』|《[^》]*》"
        r"|〈[^〉]*〉|</?[a-z!][^<>\n]*>|(?<!\w)‘[^’]*(?:’\w[^’]*)*’|(?<!\w)'(?! )(?:[^'\n]|(?<=\w)'(?=\w))+'(?!\w))"
        rf"|(?P<name>(?:[a-z0-9][a-z0-9_.-]*)?\.(?:{_TYPES})(?![a-z0-9]))"
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
        piece = fold(text[at:end])
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
    if not _PLAIN.issuperset(folded):
        for match in _special().finditer(folded):
            start, end = match.span()
            if match.lastgroup == "url":
                end = start + len(match.group().rstrip(".,;:!?)]'"))
            raw.extend(_words(folded, at, start))
            raw.append((match.lastgroup or "other", start, end))
            at = end
    raw.extend(_words(folded, at, len(folded)))
    tokens = []
    for kind, start, end in raw:
        value = folded[start:end].replace("’", "'")
        if offsets is None:
            tokens.append(Token(kind, value, start, end))
        else:
            last = offsets[end - 1]
            stop = next((o for o in offsets[end:] if o > last), len(original))
            tokens.append(Token(kind, value, offsets[start], stop))
    return Text(original, tuple(tokens))


_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789 ,!?\n")


def _words(folded: str, at: int, stop: int) -> list[tuple[str, int, int]]:
    out = []
    for match in _WORDS.finditer(folded, at, stop):
        kind = match.lastgroup or "other"
        start, end = match.span()
        if kind == "word" and not folded[start:end].isascii():
            out.extend(_by_script(folded, start, end))
        elif kind != "space":
            out.append((kind, start, end))
    return out


def _by_script(folded: str, start: int, end: int) -> list[tuple[str, int, int]]:
    """A run of letters cut where the script changes: `我upload个` -> 我, upload, 个."""
    out = []
    at = start
    while at < end:
        stop = at + 1
        if is_cjk(folded[at]):
            out.append(("cjk", at, stop))
        else:
            while stop < end and not is_cjk(folded[stop]):
                stop += 1
            out.append(("num" if folded[at].isdigit() else "word", at, stop))
        at = stop
    return out
