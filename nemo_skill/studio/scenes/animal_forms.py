"""The proportions and coats of four-legged animals: rows of ``animals.yaml``, breeds from their parents, young ones."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from nemo_skill.studio.data import table

Form = dict[str, Any]


@lru_cache(maxsize=128)
def form_of(kind: str) -> Form:
    """The row of a kind. One with ``of`` takes from that other kind what it doesn't say itself, its coat by colour.

    Raises:
        KeyError: the table has no such kind.
    """
    row: Form = table("animals")[kind]
    if "of" not in row:
        return row
    parent = form_of(row["of"])
    return {**parent, **row, "coat": {**parent["coat"], **row.get("coat", {})}}


def is_animal(kind: str) -> bool:
    """Whether the table has this kind."""
    return kind in table("animals")


def as_young(form: Form) -> Form:
    """The proportions of a young one: a large head on a short neck, short thick legs, no antlers or mane."""
    rump, waist, chest = form["girth"]
    length, angle, base, head = form["neck"]
    thigh, arm, foot = form["bone"]
    tail = form["tail"]
    return {
        **form,
        "span": form.get("span", 100) * 0.86,
        "girth": [rump * 0.95, waist, chest * 0.94],
        "leg": [form["leg"][0] * 0.78, form["leg"][1] * 0.78],
        "neck": [length * 0.72, angle + 4, base * 0.95, head * 1.1],
        "head": form["head"] * 1.34,
        "muzzle": [form["muzzle"][0] * 0.7, form["muzzle"][1]],
        "bone": [thigh * 0.9, arm, foot * 1.15],
        "tail": {**tail, "length": tail["length"] * 0.72},
        "ears": {**form["ears"], "size": form["ears"]["size"] * 0.78},
        "size": form["size"] * 0.62,
        "tall": form["tall"] * 0.5,
        **dict.fromkeys(("antlers", "ruff", "horns"), False),
    }
