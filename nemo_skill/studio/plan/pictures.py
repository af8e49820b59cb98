"""The table of illustrated subjects: their words, how they move, where they live."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from nemo_skill.studio.data import table


@dataclass(frozen=True)
class PictureEntry:
    """``place`` is how it moves (a section of pictures.yaml), ``tall`` its height in metres, ``setting`` its home.

    ``right``: the drawing looks to the right; ``hot``: steam rises from it.
    """

    place: str
    tall: float
    english: tuple[str, ...]
    chinese: tuple[str, ...]
    setting: str
    right: bool
    hot: bool


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip().lower() for word in text.split(",") if word.strip())


@lru_cache(maxsize=1)
def entries() -> dict[str, PictureEntry]:
    """All entries by the name of their drawing."""
    data = table("pictures")
    marks = {name: set(data["marks"][name]) for name in ("right", "hot")}
    found: dict[str, PictureEntry] = {}
    for place, rows in data.items():
        if place in ("settings", "marks", "drawn"):
            continue
        for name, (tall, english, chinese, *own) in rows.items():
            found[name] = PictureEntry(
                place,
                float(tall),
                _words(english),
                _words(chinese),
                own[0] if own else data["settings"][place],
                name in marks["right"],
                name in marks["hot"],
            )
    for name, dish in dishes().items():
        found[name] = PictureEntry("table", 0.2, _words(dish[0]), _words(dish[1]), "table", False, False)
    return found


@lru_cache(maxsize=1)
def dishes() -> dict[str, list[str]]:
    """What is laid on a table as parts, by name: English and Chinese words, parts, set, home.

    Behind these a dish that is rather part of another says "part"; goods (of `goods`) have their colour.
    """
    return {**table("dishes")["dishes"], **table("dishes")["goods"]}


def goods() -> dict[str, list[str]]:
    """Goods and things of tales among them."""
    found: dict[str, list[str]] = table("dishes")["goods"]
    return found


def is_part(name: str) -> bool:
    """Whether a dish is rather part of another."""
    return dishes()[name][5:] == ["part"]


def entry_of(name: str) -> PictureEntry:
    """The entry of a drawing.

    Raises:
        KeyError: the table has no such name.
    """
    return entries()[name]
