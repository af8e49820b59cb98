"""What failures say, in the user's language. The rooms below write English; whole sentences are looked up here.

`sayings.tsv` has a sentence a line and its translations; "…" stands for what differs from time to time.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_TABLE = Path(__file__).with_name("sayings.tsv")
_TRADITIONAL = frozenset(("tw", "hk", "mo", "hant"))


def localized(sentence: str, language: str) -> str:
    """The sentence in a language (BCP 47); as it came where the table has no row or no column for it."""
    parts = re.split("[-_]", language.lower())
    if parts[0] != "zh":
        return sentence
    column = "zh" if _TRADITIONAL.isdisjoint(parts) else "zh-TW"
    for pattern, row in _rows():
        match = pattern.fullmatch(sentence)
        if match:
            pieces = row[column].split("…")
            return "".join(map("".join, zip(pieces, (*match.groups(), ""), strict=True)))
    return sentence


@cache
def table() -> list[dict[str, str]]:
    """The rows, by the names of the columns."""
    head, *lines = _TABLE.read_text(encoding="utf-8").splitlines()
    return [dict(zip(head.split("\t"), line.split("\t"), strict=True)) for line in lines]


@cache
def _rows() -> list[tuple[re.Pattern[str], dict[str, str]]]:
    """The row that says the most itself comes first: "There is no file …." before "… is …."."""
    ordered = sorted(table(), key=lambda row: -len(row["en"].replace("…", "")))
    return [(re.compile("(.+?)".join(map(re.escape, row["en"].split("…"))), re.DOTALL), row) for row in ordered]
