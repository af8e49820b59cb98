"""Subtitles from a list: SRT or WebVTT blocks, lines with times, quoted words, or plain lines. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .slots import Masked, read_slots
from .tables import END, QUOTE, pattern
from .textlook import only_look

#: Longer lists are read this far.
MOST_CHARACTERS, MOST_LINES = 60_000, 600

_CLOCK = r"(?:(\d{1,2}):)?(\d{1,2}):(\d{2})(?:[.,](\d{1,3}))?"
_CUE = re.compile(rf"^\s*{_CLOCK}\s*-->\s*{_CLOCK}[^\n]*\n((?:(?!\s*$|.*-->).+(?:\n|$))+)", re.MULTILINE)
_SECONDS = r"(\d+(?:\.\d+)?)\s*(?:s|sec|seconds?|秒)?"
_TIMED = re.compile(
    rf"^\s*(?:[-*•]\s*)?[\[(（]?(?:{_CLOCK}(?:\s*(?:-|–|~|to|到|至)\s*{_CLOCK})?|"
    rf"(?:第)?{_SECONDS}\s*(?:-|–|~|to|到|至)\s*(?:第)?{_SECONDS})[\])）]?\s*[:：,，.-]?\s*(\S.*)$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Caption:
    """Words and their time, milliseconds; ``start`` None where the list has none, ``end`` None until the next."""

    text: str
    start: int | None = None
    end: int | None = None
    #: The number of the clip that it belongs to.
    clip: int | None = None


@dataclass(frozen=True)
class CaptionList:
    lines: tuple[Caption, ...]
    #: The message without the list: what is left says how it is to look, or asks for something else.
    rest: str


def read_cues(text: str) -> CaptionList | None:
    """SRT or WebVTT blocks in a message, or at least two lines that begin with a time; None when there are none."""
    text = text[:MOST_CHARACTERS].replace("\r\n", "\n")
    found = [Caption(_plain(match[9]), _clock(match, 1), _clock(match, 5)) for match in _CUE.finditer(text + "\n")]
    if found:
        rest = pattern("cue_number").sub("", _CUE.sub("\n", text + "\n"))
        return CaptionList(tuple(found[:MOST_LINES]), rest.replace("WEBVTT", "").strip())
    timed, others = [], []
    for line in text.splitlines():
        match = _TIMED.match(line)
        if match:
            timed.append(_timed(match))
        else:
            others.append(line)
    if len(timed) < 2:
        return None
    return CaptionList(tuple(timed[:MOST_LINES]), "\n".join(others).strip())


def _timed(match: re.Match[str]) -> Caption:
    words = _plain(match[11]).strip("\"“”'「」")
    if match[9]:
        return Caption(words, round(float(match[9]) * 1000), round(float(match[10]) * 1000))
    return Caption(words, _clock(match, 1), _clock(match, 5) if match[7] else None)


def _clock(match: re.Match[str], first: int) -> int:
    hours, minutes, seconds, part = (match[first + n] for n in range(4))
    fraction = int((part or "0").ljust(3, "0"))
    return ((int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)) * 1000 + fraction


def _plain(text: str) -> str:
    """Without the tags of SRT and WebVTT."""
    return re.sub(r"<[^>]{1,30}>|\{\\[^}]*\}", "", text).strip()


def read_list(masked: str, message: Masked) -> CaptionList | None:
    """``subtitles: "a" from 0 to 2s, "b" ...``, ``captions: one / two / three``; None when it is no list."""
    match = pattern("caption_list").search(masked)
    if match is None:
        return None
    body = masked[match.end() :]
    quotes = list(re.finditer(f"{QUOTE}(\\d+){END}", body))
    if len(quotes) > 1:
        return CaptionList(*_quoted(body, quotes, message, masked[: match.end()]))
    if quotes or not match["colon"]:
        return None
    lines = [line.strip(" -•*\t") for line in re.split(r"\n|\s+[/|]\s+|[；;]|\s*(?:^|\s)\d[.)、]\s*", body)]
    lines = [message.unmasked(line) for line in lines if re.search(r"\w", line)]
    if len(lines) == 1 and "、" in lines[0]:
        lines = [line.strip() for line in lines[0].split("、") if line.strip()]
    if len(lines) < 2:
        return None
    rest = masked[: match.end()].rstrip(":： \n")
    if (tail := pattern("look_tail").search(lines[-1])) and only_look(tail[0]):
        lines[-1], rest = lines[-1][: tail.start()], f"{rest} {tail[0]}"
    timed = [_timed(match) if (match := _TIMED.match(line)) else Caption(line) for line in lines[:MOST_LINES]]
    return CaptionList(tuple(timed), rest)


def _quoted(body: str, quotes: list[re.Match[str]], message: Masked, lead: str) -> tuple[tuple[Caption, ...], str]:
    """Each quote with the times that follow it (or, "0-2s: ...", come before it)."""
    bounds = [quote.start() for quote in quotes] + [len(body)]
    after = [body[quote.end() : bounds[n + 1]] for n, quote in enumerate(quotes)]
    before = [body[: bounds[0]], *after[:-1]]
    rest = lead.rstrip(":： ")
    if read_slots(before[0], message).range:
        times = [read_slots(part, message).range for part in before]
        rest += " " + after[-1]
    else:
        times = [read_slots(part, message).range for part in after]
        if not any(times):
            rest += " " + after[-1]
    clips = [next(iter(read_slots(part, message).indices), None) for part in after]
    words = [message.quotes[int(quote[1])] for quote in quotes]
    lines = tuple(
        Caption(text, *(span or (None, None))) if not all(clips) else Caption(text, clip=clip)
        for text, span, clip in zip(words, times, clips)  # noqa: B905 - one a quote
    )
    return lines, rest


def spread(lines: tuple[Caption, ...], total_ms: int, bounds: list[tuple[int, int]]) -> list[tuple[str, int, int]]:
    """Give every line its time: its own, else up to the next one, else its clip's or an equal share of the video."""
    if bounds and all(line.clip is not None and 0 < line.clip <= len(bounds) for line in lines):
        return [(line.text, *bounds[(line.clip or 1) - 1]) for line in lines]
    if all(line.start is None for line in lines):
        if len(bounds) == len(lines):
            return [(line.text, start, end) for line, (start, end) in zip(lines, bounds)]  # noqa: B905 - same number
        share = total_ms / len(lines)
        return [(line.text, round(n * share), round((n + 1) * share)) for n, line in enumerate(lines)]
    found: list[tuple[str, int, int]] = []
    for n, line in enumerate(lines):
        start = line.start if line.start is not None else (found[-1][2] if found else 0)
        following = next((one.start for one in lines[n + 1 :] if one.start is not None), total_ms)
        end = line.end if line.end is not None else min(following, start + 5000)
        if end > start and start < total_ms:
            found.append((line.text, start, min(end, total_ms)))
    return found
