"""A plain background that a prompt asks for: its colour, and the prompt without it."""

from __future__ import annotations

import re

from nemo_skill.studio.data import table

_PLAIN = (
    r"plain|solid|neon|seamless|pastel|studio|gradient|minimal\w*|clean|neutral|pure|pitch|deep|dark|light|simple|empty"
    r"|soft|warm|cold"
)
_PAPER = "#d6d0c8"
_CHINESE = {"黑": "black", "白": "white", "灰": "grey", "米": "#e8dcc4", "纯": _PAPER}
_NAMED = {
    "beige": "#e0d2ba",
    "cream": "#efe4cd",
    "dark": "#17171c",
    "neon": "#2b1152",
    "mint": "#b5e0cc",
    "studio": "#a8a6a8",
    "peach": "#f3c6a8",
}


def backdrop_of(prompt: str) -> tuple[str, str]:
    """The colour ("#rrggbb") of the plain background that a prompt names ("" without one), and the prompt without it.

    "A dancer on a black background" has one; "mountains in the background" has none.
    """
    for match in _pattern().finditer(prompt):
        words = match.group().lower()
        return _colour(words), prompt[: match.start()] + " " * len(match.group()) + prompt[match.end() :]
    return "", prompt


def _pattern() -> re.Pattern[str]:
    rows = table("words")["colours"].values()
    english = "|".join([_PLAIN, *_NAMED, *(word for row in rows for word in row["en"])])
    chinese = "|".join(sorted({word[0] for row in rows for word in row["zh"]} | set(_CHINESE)))
    return re.compile(
        rf"(?:\b(?:on|against|with|over|in front of)\s+)?(?:\ban?\s+)?\b(?:(?:{english})[\s,-]+)+"
        rf"(?:background|backdrop|void|wall behind)\b|\bisolated on (?:{english})\b"
        rf"|[深浅淡纯]?(?:{chinese})色?调?的?背景|[黑白]底(?!片)",
        re.IGNORECASE,
    )


def _colour(words: str) -> str:
    tone = next((_NAMED[name] for name in _NAMED if name in words), _PAPER)
    for name, row in table("words")["colours"].items():
        if any(re.search(rf"\b{word}\b", words) for word in row["en"]) or any(word[0] in words for word in row["zh"]):
            tone = {"black": "#0a0a0d", "white": "#f2f1ee"}.get(name, row["hex"])
            if "dark" in words or "深" in words:
                tone = _mixed(tone, "#000000", 0.6)
            elif re.search(r"pastel|soft|light|浅", words):
                tone = _mixed(tone, "#ffffff", 0.55)
            break
    else:
        tone = next((_CHINESE[sign] for sign in "米纯" if sign in words), tone)
    return tone


def _mixed(first: str, second: str, share: float) -> str:
    pairs = ((int(first[i : i + 2], 16), int(second[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)
