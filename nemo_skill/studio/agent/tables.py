"""``tables.yaml`` and ``grammar.yaml``, read once: words as compiled patterns, answers by language."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from ..data import table

Language = Literal["en", "zh"]

#: What stands for quoted text and for the name of an uploaded file while a message is read.
QUOTE, FILE, END = "\ue000", "\ue001", "\ue002"


def compiled(patterns: Sequence[str], moods: str = "") -> tuple[re.Pattern[str], ...]:
    filled = (pattern.replace("{q}", QUOTE).replace("{file}", FILE).replace("{moods}", moods) for pattern in patterns)
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in filled)


@dataclass(frozen=True)
class EditRule:
    kind: str
    patterns: tuple[re.Pattern[str], ...]


@dataclass(frozen=True)
class Tables:
    ratios: Mapping[str, tuple[re.Pattern[str], ...]]
    colours: Mapping[str, tuple[str, tuple[re.Pattern[str], ...]]]
    positions: Mapping[str, tuple[re.Pattern[str], ...]]
    moods: Mapping[str, tuple[re.Pattern[str], ...]]
    weights: Mapping[str, tuple[re.Pattern[str], ...]]
    transitions: Mapping[str, tuple[re.Pattern[str], ...]]
    motions: Mapping[str, tuple[re.Pattern[str], ...]]
    films: Mapping[str, tuple[re.Pattern[str], ...]]
    storyboards: Mapping[str, Any]
    talk: Mapping[str, tuple[re.Pattern[str], ...]]
    declines: Mapping[str, tuple[re.Pattern[str], ...]]
    edits: tuple[EditRule, ...]
    generate: tuple[re.Pattern[str], ...]
    texts: Mapping[str, Mapping[str, Any]]

    def line(self, section: str, key: str, language: Language, **values: object) -> str:
        """One filled answer."""
        template: str = self.texts[section][key][language]
        return template.format(**values)

    def word(self, name: str, language: Language) -> str:
        row = self.texts["words"].get(name)
        return row[language] if row else name


@cache
def tables() -> Tables:
    raw: dict[str, Any] = table("agent/tables")
    moods = "|".join(f"(?:{pattern})" for patterns in raw["moods"].values() for pattern in patterns)
    return Tables(
        ratios={name: compiled(patterns) for name, patterns in raw["ratios"].items()},
        colours={name: (row[0], compiled(row[1:])) for name, row in raw["colours"].items()},
        positions={name: compiled(patterns) for name, patterns in raw["positions"].items()},
        moods={name: compiled(patterns) for name, patterns in raw["moods"].items()},
        weights={str(name): compiled(patterns) for name, patterns in raw["weights"].items()},
        transitions={name: compiled(patterns) for name, patterns in raw["transitions"].items()},
        motions={name: compiled(patterns) for name, patterns in raw["motions"].items()},
        films={name: compiled(patterns) for name, patterns in raw["films"].items()},
        storyboards=raw["storyboards"],
        talk={name: compiled(patterns) for name, patterns in raw["talk"].items()},
        declines={name: compiled(patterns) for name, patterns in raw["declines"].items()},
        edits=tuple(EditRule(row["kind"], compiled([*row["en"], *row["zh"]], moods)) for row in raw["edits"]),
        generate=compiled([*raw["generate"]["en"], *raw["generate"]["zh"]]),
        texts={name: raw[name] for name in ("say", "notes", "phrases", "words", "screen")},
    )


#: The beginning of a part that may be cut out of a sentence.
_LEAD = r"(?:^|(?<=[\s,;.，；。]))\s*(?:,|;|，|；)?\s*"


@cache
def _grammar() -> Mapping[str, re.Pattern[str]]:
    raw: dict[str, list[str]] = table("agent/grammar")
    fill = (("{lead}", _LEAD), ("{q}", QUOTE), ("{end}", END))
    found = {}
    for name, alternatives in raw.items():
        pattern = "|".join(alternatives)
        for mark, value in fill:
            pattern = pattern.replace(mark, value)
        found[name] = re.compile(pattern, re.IGNORECASE)
    return found


def pattern(name: str) -> re.Pattern[str]:
    """One pattern of ``grammar.yaml``."""
    return _grammar()[name]


def first_match(rows: Mapping[str, tuple[re.Pattern[str], ...]], text: str) -> str | None:
    """The first name one of whose patterns is found in the text."""
    return next((name for name, patterns in rows.items() if any(pattern.search(text) for pattern in patterns)), None)
