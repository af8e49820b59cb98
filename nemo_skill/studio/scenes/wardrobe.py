"""Looks of people: clothes, hair, skin, age and build, from the rows of ``wardrobe.yaml``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from nemo_skill.studio.data import table
from nemo_skill.studio.plan.model import Subject

# Height as a share of a grown person's, and the head's size in that frame.
_AGES = {"baby": (0.50, 1.70), "child": (0.70, 1.38), "teen": (0.90, 1.08), "adult": (1.0, 1.0), "elder": (0.96, 1.02)}
_FAIR = ("#e9b995", "#f0c8a4")  # Skins whose eyes may be of any colour.
_SLEEVES = {"none": 0.0, "short": 0.5, "long": 1.0, "wide": 1.0}


@dataclass(frozen=True)
class Look:
    """Clothes and build of one person. ``sleeves`` and ``trousers`` say how far down the limb they reach (0-1)."""

    top: Any
    bottom: Any
    skin: str
    hair: str
    style: str
    eyes: str = "#4a3020"
    shoes: str = "#2b2628"
    sleeves: float = 1.0
    wide_sleeves: bool = False
    trousers: float = 1.0
    skirt: float = 0.0
    flare: float = 10.0
    skirt_colour: Any = None
    over: tuple[tuple[str, str], ...] = ()
    flap: tuple[str, float] | None = None
    hat: str = ""
    hat_colour: str = ""
    face: tuple[str, ...] = ()
    cape: str = ""
    gloves: str = ""
    boots: bool = False
    scarf: str = ""
    mask_head: str = ""
    back: str = ""
    woman: bool = False
    elder: bool = False
    build: float = 1.0
    head: float = 1.0
    breadth: float = 1.0
    stout: float = 0.0


def look_of(
    subject: Subject,
    index: int,
    rng: np.random.Generator,
    *,
    cold: bool,
    partner: bool = False,
    order: int | None = None,
    folk: Mapping[str, list[str]] | None = None,
) -> Look:
    """A look for the n-th person whom a subject stands for. ``partner``: of two, the second is of the other sex;
    ``order``: the place among all who are there, so that nobody looks like another; ``folk``: `folk_of` the prompt.
    """
    place = index if order is None else order
    woman = _is_woman(subject, index, rng, partner)
    age = _age(subject, index)
    row = _row(subject, woman, index)
    seed = int(rng.integers(0, 1000))
    palette = {**table("wardrobe")["palettes"], **(folk or {})}
    plain = row.get("top") is None
    top = subject.colour or row.get("top") or _pick(palette["tops"], seed + place * 5)
    if not plain and subject.colour and row.get("keeps"):
        top = row["top"]
    height, head = _AGES[age]
    tall = row.get("tall", 1.0) * (0.95 if woman and age in ("adult", "elder") else 1.0)
    style = row.get("hair_style") or _style(palette, age, woman, seed + place)
    hair = row.get("hair") or (
        _pick(palette["grey"], seed) if age == "elder" else _pick(palette["hairs"], seed // 3 + place * 2)
    )
    dress = plain and woman and not cold and (seed + place) % 3 != 1 and age != "baby"
    sleeves = row.get("sleeves") or ("short" if dress or (plain and (seed + place) % 2) else "long")
    if cold and row.get("warm", plain):
        sleeves = "long"
    over = [(*str(item).split(), "")[:2] for item in row.get("over", [])]
    flap = str(row["flap"]).split() if row.get("flap") else None
    kin = subject.age == "family"
    skin = row.get("skin") or _pick(palette["skins"], _own_tone(seed, place, kin))
    if top == "skin":
        top = skin
    return Look(
        top=top,
        bottom=row.get("bottom") or (top if dress else _pick(palette["bottoms"], seed // 7 + place)),
        skin=skin,
        hair=hair,
        style=style,
        eyes=_pick(palette["eyes"], seed // 11 + place) if folk or skin in _FAIR else "#3f281a",
        shoes=row.get("shoes", "#2b2628"),
        sleeves=_SLEEVES[sleeves],
        wide_sleeves=sleeves == "wide",
        trousers=float(row.get("trousers", 0.0 if dress else 1.0)),
        skirt=float(row.get("skirt", (0.36 if age == "child" else 0.5) if dress else 0.0)),
        flare=float(row.get("flare", 9)),
        skirt_colour=row.get("skirt_colour") or top,
        over=tuple((name, colour) for name, colour in over),
        flap=(flap[0], float(flap[1])) if flap else None,
        hat=row.get("hat", "beanie" if cold and plain and not woman and seed % 2 else ""),
        hat_colour=row.get("hat_colour", ""),
        face=tuple(row.get("face", _beard(age, woman, seed, index))),
        cape=row.get("cape", ""),
        gloves=row.get("gloves", "#3a3f4a" if cold and plain else ""),
        boots=bool(row.get("boots", cold and plain)),
        scarf=row.get("scarf", _pick(palette["scarves"], seed + place) if cold and plain else ""),
        mask_head=row.get("mask", ""),
        back=row.get("back", ""),
        woman=woman,
        elder=age == "elder",
        build=height * tall,
        head=head * row.get("head", 1.0),
        breadth=(0.86 if woman else 1.0) * float(row.get("breadth", 1.0)) * (0.86 if age in ("child", "baby") else 1.0),
        stout=float(row.get("stout", 0.0)),
    )


def folk_of(prompt: str) -> dict[str, list[str]]:
    """The skins, hairs and eyes of the people of whom a prompt tells; none where they may be anybody's."""
    for row in table("wardrobe")["folk"]:
        if re.search(row["re"], prompt, re.IGNORECASE):
            return {name: values for name, values in row.items() if name != "re"}
    return {}


@lru_cache(maxsize=1)
def _worn() -> list[tuple[re.Pattern[str], dict[str, Any]]]:
    """Patterns of what is worn, the word of its colour as their group; and the fields of a look."""
    colours = "|".join(sorted(_colours(), key=len, reverse=True))
    return [
        (
            re.compile(rf"(?:({colours})(?:的| (?:[a-z]+ )?)?)?(?<![a-z])(?:{row['re']})(?![a-z])", re.IGNORECASE),
            {name: value for name, value in row.items() if name != "re"},
        )
        for row in table("wardrobe")["worn"]
    ]


@lru_cache(maxsize=1)
def _colours() -> dict[str, str]:
    rows = table("words")["colours"].values()
    return {word: row["hex"] for row in rows for word in (*row["en"], *row["zh"])}


def as_told(look: Look, prompt: str) -> Look:
    """A look with the hair, beard, glasses, hat, scarf and gloves that the prompt tells of."""
    for pattern, fields in _worn():
        found = pattern.search(prompt)
        if found and not look.mask_head:
            said = _colours().get((found[1] or "").lower())
            coloured: dict[str, Any] = {name: said for name, value in fields.items() if said and value.startswith("#")}
            look = replace(look, **{**fields, **coloured})
    for row in table("wardrobe")["traits"]:
        shaved = look.mask_head or (look.woman and "beard" in row.get("face", ()))
        if not shaved and re.search(row["re"], prompt, re.IGNORECASE):
            told: dict[str, Any] = {k: tuple(v) if k == "face" else v for k, v in row.items() if k != "re"}
            look = replace(look, **told)
    return look


def _own_tone(seed: int, index: int, kin: bool) -> int:
    """Which skin: people differ, a family is alike."""
    return 4 if kin else (0 if index == 0 else seed) // 2 + seed % 3 + index


def height_of(subject: Subject, index: int) -> float:
    """How tall the n-th person of a subject is, as a share of a grown one."""
    return _AGES[_age(subject, index)][0]


def _pick(choices: list[str], index: int) -> str:
    return choices[index % len(choices)]


def _is_woman(subject: Subject, index: int, rng: np.random.Generator, partner: bool) -> bool:
    if subject.sex:
        return subject.sex == "woman"
    if partner:
        return True
    return bool(rng.random() < 0.42) if index == 0 and subject.count == 1 else index % 2 == 1


def _age(subject: Subject, index: int) -> str:
    if subject.age == "family":
        return ("adult", "adult", "child", "child", "baby")[index % 5]
    return subject.age or "adult"


def _row(subject: Subject, woman: bool, index: int) -> dict[str, Any]:
    """The look's row: of "a|b" one person gets the first and the next the second; "woman" holds what women wear."""
    looks = table("wardrobe")["looks"]
    names = (subject.look or "casual").split("|")
    row: dict[str, Any] = looks[names[index % len(names)]]
    if "like" in row:
        row = {**looks[row["like"]], **row}
    return {**row, **row["woman"]} if woman and "woman" in row else row


def _style(palette: dict[str, list[str]], age: str, woman: bool, seed: int) -> str:
    if age == "baby":
        return "wisp"
    if age == "elder":
        return "bun" if woman else _pick(["receding", "short"], seed)
    if age == "child":
        return _pick(palette["girls"], seed) if woman else _pick(palette["boys"], seed)
    return _pick(palette["women"], seed) if woman else _pick(palette["men"], seed)


def _beard(age: str, woman: bool, seed: int, index: int) -> list[str]:
    if woman or age in ("child", "baby", "teen"):
        return []
    if age == "elder":
        return ["moustache"] if (seed + index) % 2 else ["glasses"]
    return ["beard"] if (seed + index) % 5 == 2 else []
