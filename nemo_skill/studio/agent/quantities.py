"""Numbers in sentences, English and Chinese: lengths, moments, shares, factors, shapes. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SMALL = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60,
    "ninety": 90, "a": 1, "an": 1, "half a": 0.5, "half": 0.5, "a couple of": 2, "couple of": 2, "a few": 3,
}  # fmt: skip
_ZH_DIGITS = {
    "零": 0,
    "〇": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "兩": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_EN_WORDS = "|".join(sorted((re.escape(word) for word in _SMALL), key=len, reverse=True))
_TENS = r"(?:twenty|thirty|forty|fifty)[- ](?:one|two|three|four|five|six|seven|eight|nine)"
_NUMBER = rf"(?:\d+(?:\.\d+)?|(?<![a-z]){_TENS}|(?<![a-z])(?:{_EN_WORDS})(?![a-z]))"
_ZH_NUMBER = r"(?:\d+(?:\.\d+)?|[零〇一二两兩三四五六七八九十百半]+)"
_UNIT_MS = {"ms": 1.0, "s": 1000.0, "m": 60_000.0, "h": 3_600_000.0}

_LENGTH = re.compile(
    rf"(?P<n>{_NUMBER})[\s-]*(?:(?P<ms>milliseconds?|ms\b)|(?P<s>seconds?|secs?\b|s\b)"
    r"|(?P<m>minutes?|mins?\b|m\b)|(?P<h>hours?|hrs?\b|h\b))"
    rf"(?P<half>\s+and\s+a\s+half)?"
    rf"|(?P<zn>{_ZH_NUMBER})\s*(?:个|個)?(?:(?P<zms>毫秒)|(?P<zs>秒钟?|秒鐘?)"
    r"|(?P<zm>分钟|分鐘|分(?!之|辨|享|段|割|成))|(?P<zh>小时|小時))(?P<zhalf>半)?"
    r"|(?<![\d:.])(?P<cm>\d{1,2}):(?P<cs>[0-5]\d(?:\.\d+)?)(?![\d:])",
    re.IGNORECASE,
)
#: "a second shot" counts shots, not time.
_ORDINAL = re.compile(
    r"a second (?:scene|shot|clip|one|part|video|image|picture|photo|title|subtitle|caption|segment|track|text)\b",
    re.IGNORECASE,
)
_PERCENT = re.compile(
    rf"(?P<n>\d+(?:\.\d+)?)\s*(?:%|percent\b|per cent\b)|百分之(?P<zn>{_ZH_NUMBER})"
    r"|(?P<ten>[一二两三四五六七八九])成(?![为成])",
    re.IGNORECASE,
)
_FACTOR = re.compile(
    rf"(?P<n>\d+(?:\.\d+)?)\s*(?:x\b|×|times\b)|(?<!\w)[x×]\s*(?P<n2>\d+(?:\.\d+)?)\b|(?P<zn>{_ZH_NUMBER})\s*倍"
    r"|(?P<half>\bhalve\b|\bhalf(?:[- ](?:the |its |normal )?speed)?\b|一半|半速)"
    r"|(?P<quarter>\bquarter speed\b)|(?P<double>\b(?:double|twice)\b)|(?P<triple>\btriple\b|\bthree times\b)",
    re.IGNORECASE,
)
_RATIO = re.compile(r"(?<![\d:.])(16|9|1|4|3|21)\s*[:x×比：]\s*(9|16|1|5|3|4)(?![\d:.])", re.IGNORECASE)
_RATIOS = {"16:9", "9:16", "1:1", "4:5", "4:3", "3:4", "21:9"}


@dataclass(frozen=True)
class Length:
    """A length or moment in a text, milliseconds; ``start`` and ``end`` are its place in the text."""

    ms: int
    start: int
    end: int


def number(text: str) -> float:
    """``"2.5"``, ``"twenty-five"``, ``"二十五"``, ``"半"``. Raises ``ValueError`` for anything else."""
    text = text.strip().lower()
    try:
        return float(text)
    except ValueError:
        pass
    if text in _SMALL:
        return float(_SMALL[text])
    tens, _, ones = text.replace("-", " ").partition(" ")
    if tens in _SMALL and ones in _SMALL:
        return float(_SMALL[tens] + _SMALL[ones])
    return _chinese_number(text)


def _chinese_number(text: str) -> float:
    if text == "半":
        return 0.5
    total, digit = 0, 0
    for char in text:
        if char in _ZH_DIGITS:
            digit = _ZH_DIGITS[char]
        elif char == "十":
            total, digit = total + (digit or 1) * 10, 0
        elif char == "百":
            total, digit = total + (digit or 1) * 100, 0
        elif char == "半":
            return total + digit + 0.5
        else:
            raise ValueError(f"not a number: {text}")
    return float(total + digit)


def lengths(text: str) -> list[Length]:
    """Every length and clock time in a text, in order; ``1 minute 30 seconds`` is one."""
    found: list[Length] = []
    for match in _LENGTH.finditer(text):
        if _ORDINAL.match(text, match.start()):
            continue
        ms = _length_ms(match)
        before = found[-1] if found else None
        between = text[before.end : match.start()] if before else ""
        if before and ms < 60_000 <= before.ms and not match["cm"] and re.fullmatch(r"\s*(?:and\s+)?", between):
            found[-1] = Length(before.ms + ms, before.start, match.end())
        else:
            found.append(Length(ms, match.start(), match.end()))
    return found


def _length_ms(match: re.Match[str]) -> int:
    if match["cm"]:
        return round((int(match["cm"]) * 60 + float(match["cs"])) * 1000)
    prefix = "z" if match["zn"] else ""
    value = number(match[prefix + "n"])
    unit = next(name for name in ("ms", "s", "m", "h") if match[prefix + name])
    if match[prefix + "half"]:
        value += 0.5
    return round(value * _UNIT_MS[unit])


def percent(text: str) -> float | None:
    """A share: 0.35 for ``35%``, ``35 percent``, ``百分之三十五``, ``三成五`` counts as 0.3."""
    match = _PERCENT.search(text)
    if match is None:
        return None
    if match["ten"]:
        return number(match["ten"]) / 10
    return number(match["n"] or match["zn"]) / 100


def factor(text: str) -> float | None:
    """How many times: 2 for ``2x``, ``twice``, ``两倍``; 0.5 for ``half speed``, ``一半``."""
    match = _FACTOR.search(text)
    if match is None:
        return None
    if match["half"]:
        return 0.5
    if match["quarter"]:
        return 0.25
    if match["double"]:
        return 2.0
    if match["triple"]:
        return 3.0
    return number(match["n"] or match["n2"] or match["zn"])


def ratio(text: str) -> str | None:
    """A canvas shape written with numbers, such as ``9:16``."""
    for match in _RATIO.finditer(text):
        if (found := f"{match[1]}:{match[2]}") in _RATIOS:
            return found
    return None


def without(text: str, spans: list[Length]) -> str:
    """The text with those places cut out."""
    for span in reversed(spans):
        text = text[: span.start] + " " + text[span.end :]
    return text
