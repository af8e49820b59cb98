"""What animals are made of when it isn't flesh: paper, crystal, gold, plates of metal, plush, wood; ghosts."""

from __future__ import annotations

import math
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import numpy as np

from nemo_skill.studio.data import table
from nemo_skill.studio.scenes.ink import Ink, ellipses, join, polygon, polygons, smooth
from nemo_skill.studio.scenes.light import Light


def as_made(form: dict[str, Any], coat: dict[str, Any], name: str) -> dict[str, Any]:
    """The form of an animal in a material; its coat takes that one's colours."""
    row = table("poses")["materials"].get(name)
    if row is None:
        return form
    main = row["coat"]["main"]
    coat.update(dict.fromkeys([key for key in coat if key not in ("dark", "nose")], main))
    coat.update(row["coat"])
    if "glow" in row:
        coat["shine"] = 0.85
    plain: dict[str, Any] = {"pattern": "none", "bib": 0.0, "snout": None, "marks": None, "wool": False, "tips": False}
    return {**form, **plain, "material": name, "fur": row.get("fur", 0.0), "iris": row.get("iris", form.get("iris"))}


def see_through(ink: Ink, form: dict[str, Any]) -> AbstractContextManager[Any]:
    """A group with the opacity of what the animal is made of."""
    row = table("poses")["materials"].get(form.get("material"), {})
    return ink.faded(row["clear"]) if "clear" in row else nullcontext()


def halo(ink: Ink, form: dict[str, Any], x: float, y: float, r: float, t: float) -> None:
    """The light around what shines by itself."""
    row = table("poses")["materials"].get(form.get("material"), {})
    if "glow" in row:
        ink.glow(x, y, r, row["glow"], 0.5 + 0.08 * math.sin(t * 1.9))


def overlay(ink: Ink, light: Light, form: dict[str, Any], box: tuple[float, float, float, float], n: int = 6) -> None:
    """The folds, plates, seams or grain on a mass within ``box`` (x, y, width, height), ``n`` of them across."""
    row = table("poses")["materials"].get(form.get("material"), {})
    draw = {"facets": _facets, "plates": _plates, "gloss": _gloss}.get(row.get("over", ""))
    if draw is not None:
        draw(ink, light, box, n)


def _facets(ink: Ink, light: Light, box: tuple[float, float, float, float], n: int) -> None:
    x, y, w, h = box
    m = max(2, round(n * h / w))
    rng = np.random.default_rng(31)
    u, v = np.meshgrid(np.arange(n + 1) / n, np.arange(m + 1) / m)
    at = np.stack(
        [x + w * (u + 0.5 * (rng.random(u.shape) - 0.5) / n), y + h * (v + 0.5 * (rng.random(u.shape) - 0.5) / m)], 2
    )
    kinds: list[list[Any]] = [[], [], [], []]
    for j in range(m):
        for i in range(n):
            a, b, c, d = at[j, i], at[j, i + 1], at[j + 1, i + 1], at[j + 1, i]
            for three in ((a, b, c), (a, c, d)):
                kinds[int(rng.integers(4))].append(np.array(three))
    pale, deep = light.shade("#ffffff", 1.0), light.shade("#1a2036", 0.0)
    for triangles, tone, alpha in zip(kinds[:3], (pale, deep, pale), (0.42, 0.26, 0.16), strict=True):
        if triangles:
            ink.fill(polygons(triangles), tone, alpha)


def _plates(ink: Ink, light: Light, box: tuple[float, float, float, float], n: int) -> None:
    x, y, w, h = box
    dark, pale = light.shade("#20262e", 0.2), light.shade("#ffffff", 1.0)
    step, wide = w / n, max(w, h) * 0.012
    seams = [smooth([(x + step * k, y), (x + step * (k + 0.22), y + h * 0.5), (x + step * k, y + h)], closed=False) for k in range(1, n)]  # fmt: skip  # noqa: E501
    seams.append(polygon([(x, y + h * 0.58), (x + w, y + h * 0.55)], closed=False))
    ink.fill(polygon([(x, y + h * 0.2), (x + w, y + h * 0.16), (x + w, y + h * 0.27), (x, y + h * 0.3)]), pale, 0.35)
    ink.stroke(join(seams), wide, dark, 0.75)
    rivets = [(x + step * (k + f), y + h * v) for k in range(n) for f in (0.14, 0.86) for v in (0.34, 0.5, 0.66)]
    ink.fill(ellipses(rivets, np.full(len(rivets), wide * 1.1)), dark, 0.6)


def _gloss(ink: Ink, light: Light, box: tuple[float, float, float, float], n: int) -> None:
    x, y, w, h = box
    for v, thick, alpha in ((0.18, 0.09, 0.6), (0.31, 0.03, 0.45)):
        band = [(x, y + h * (v + 0.03)), (x + w * 0.5, y + h * v), (x + w, y + h * (v + 0.04)), (x + w, y + h * (v + thick)), (x + w * 0.5, y + h * (v + thick * 0.7)), (x, y + h * (v + thick))]  # fmt: skip  # noqa: E501
        ink.fill(smooth(band), light.shade("#fff8dc", 1.0), alpha)
