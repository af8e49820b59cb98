"""The table of illustrated subjects: their words, how they move, where they live."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from nemo_skill.studio.data import table

_GENDERED = re.compile(r"^(?:wo)?man-")


@dataclass(frozen=True)
class PictureEntry:
    """``place`` is how it moves (a section of pictures.yaml), ``tall`` its height in metres, ``setting`` its home.

    ``right``: the drawing looks to the right; ``peek``: it is a head only; ``hot``: steam rises from it.
    """

    place: str
    tall: float
    english: tuple[str, ...]
    chinese: tuple[str, ...]
    setting: str
    right: bool
    peek: bool
    hot: bool


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip().lower() for word in text.split(",") if word.strip())


@lru_cache(maxsize=1)
def entries() -> dict[str, PictureEntry]:
    """All entries by the name of their drawing."""
    data = table("pictures")
    marks = {name: set(data["marks"][name]) for name in ("right", "peek", "hot")}
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
                name in marks["peek"],
                name in marks["hot"],
            )
    for name, dish in dishes().items():
        found[name] = PictureEntry("table", 0.2, _words(dish[0]), _words(dish[1]), "table", False, False, False)
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


def drawing_of(name: str, *, woman: bool, man: bool) -> str:
    """The drawing for an entry: a man's or a woman's form where there are such and the prompt tells."""
    plain = name.removeprefix("person-")
    if name in table("pictures")["marks"]["gendered"]:
        return f"{'woman' if woman else 'man'}-{plain}"
    if plain != name and woman != man and name not in table("pictures")["marks"]["alike"]:
        return f"{'woman' if woman else 'man'}-{plain}"
    return name


def entry_of(name: str) -> PictureEntry:
    """The entry of a drawing; "woman-cook" and "man-cook" are forms of "cook".

    Raises:
        KeyError: the table has no such name.
    """
    known = entries()
    if name in known:
        return known[name]
    plain = _GENDERED.sub("", name)
    return known[plain] if plain in known else known[f"person-{plain}"]
