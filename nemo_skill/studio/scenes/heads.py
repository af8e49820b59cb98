"""The head of a person: skull, hair, face, hat. Its frame has the head's centre at the origin, a radius of about 20.

Faces and hairlines are given as seen from the front and wrapped around the skull by the yaw (radians, to the right), so
one drawing serves every view.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import numpy as np

from nemo_skill.studio.data import table
from nemo_skill.studio.scenes import sketches
from nemo_skill.studio.scenes.gait import Point
from nemo_skill.studio.scenes.ink import Floats, Ink, Path, crescent, ellipse, ellipses, join, polygon, rect, smooth
from nemo_skill.studio.scenes.light import Light, mix
from nemo_skill.studio.scenes.sketches import tone
from nemo_skill.studio.scenes.wardrobe import Look

_RX, _RY = 18.0, 21.5
_DARK = "#261a1c"
_OVER_EARS = frozenset(
    {"hijab", "knight", "racehelmet", "headphones", "scarfhead", "diver", "swimcap", "beanie", "bikehelmet"}
)


def wrapped(points: Any, yaw: float, reach: float = _RX) -> Floats:
    """Points on the front of the skull after a turn by ``yaw``; what turns away stays on the edge."""
    p = np.array(points, np.float32).reshape(-1, 2)
    a = np.clip(np.arcsin(np.clip(p[:, 0] / reach, -1, 1)) + yaw, -math.pi / 2, math.pi / 2)
    # What stands out of the skull (a wide beard, a brim) keeps its distance.
    beyond = np.sign(p[:, 0]) * np.maximum(np.abs(p[:, 0]) - reach, 0)
    return np.stack([np.sin(a) * reach + beyond, p[:, 1]], 1)


@lru_cache(maxsize=64)
def _hairline(style: str) -> tuple[Point, ...]:
    numbers = [float(n) for n in table("wardrobe")["hair"][style]["line"].split()]
    return tuple((x * _RX, y * _RY) for x, y in zip(numbers[::2], numbers[1::2], strict=True))


@lru_cache(maxsize=256)
def _skull_paths(yaw: float, slim: float) -> tuple[Path, Path]:
    """Ears and skull."""
    c = math.sin(yaw)
    outline = [
        (-17.5, -7),
        (-12.5, -18),
        (0, -21.5),
        (12.5, -18),
        (17.5, -7),
        (17.2 + c, 3),
        (14 * slim + 3 * c, 12.5),
        (6 * slim + 6 * c, 20.5),
        (6.5 * c, 22.3),
        (-6.5 * slim + 5 * c, 20.2),
        (-14 * slim + 2 * c, 11),
        (-17.3, 2),
    ]
    ears = [(-_RX * math.cos(yaw) + 0.5, 3.5)] + ([(_RX - 0.5, 3.5)] if abs(c) < 0.3 else [])
    return ellipses(ears, [(4.0, 5.6)] * len(ears)), smooth(outline)


@lru_cache(maxsize=512)
def _curve(points: tuple[float, ...], yaw: float, reach: float = _RX) -> Path:
    """A curve on the face after a turn."""
    return smooth(wrapped(points, yaw, reach), closed=False)


@lru_cache(maxsize=512)
def _cap_paths(style: str, puff: float, yaw: float) -> tuple[Path, Path, Path]:
    """The hair on the skull, its outer edge, and the shine on it."""
    low = 176 - 34 * min(1.0, abs(yaw) * 2) if yaw > 0.15 else 186
    angles = np.radians(np.linspace(low, 354, 11))
    outer = np.stack([np.cos(angles) * _RX * puff, np.sin(angles) * _RY * puff], 1)
    cap = smooth(np.concatenate([outer, wrapped(_hairline(style), yaw)]))
    return (
        cap,
        smooth(outer[2:], closed=False),
        smooth(wrapped([(-9, -17.5), (-2, -19.6), (6, -18.6)], yaw * 0.5), closed=False),
    )


@lru_cache(maxsize=512)
def _wrapped_parts(art: str, yaw: float) -> tuple[tuple[sketches.Part, Path], ...]:
    return tuple((p, Path(p.path.commands, wrapped(p.path.points, yaw))) for p in sketches.parts(art))


def expression(face: str) -> dict[str, Any]:
    """What lids, brows and mouth do in a face of the table; an unknown one smiles."""
    rows = table("wardrobe")["expressions"]
    return {**rows["smile"], **rows.get(face, {})}


class Head:
    """Draws one head; ``side`` is where the sun stands as the body sees it."""

    def __init__(self, look: Look, light: Light, side: float, yaw: float, detail: bool = True) -> None:
        self._detail = detail
        self._look, self._light, self._side = look, light, side
        self._yaw = round(yaw * 64) / 64  # A turn in steps: outlines are remembered by it.
        self._hair = table("wardrobe")["hair"][look.style]
        self._tones = {"hair": look.hair, "skin": look.skin, "own": look.hat_colour or "#c8473a", "top": look.top}

    def behind(self, ink: Ink, t: float, wind: float) -> None:
        """Hair that falls behind the neck and shoulders and blows in the wind (0-1), or a veil."""
        if "back" in self._hair:
            self._flow(ink, self._hair["back"], t, wind)
        hood = table("wardrobe")["hats"].get(self._look.hat, {}).get("back")
        if hood:
            self._flow(ink, hood, t, wind * 0.5)

    def _flow(self, ink: Ink, art: str, t: float, wind: float) -> None:
        """Cloth or hair that is held at the top: the lower, the more it follows the wind and its own swing."""
        with ink.moved(-13 * math.sin(self._yaw), 0, turn=0.03 * math.sin(t * 1.7)):
            for part in sketches.parts(art):
                p = part.path.points
                loose = np.clip((p[:, 1] + 6) / 50, 0, 1.4) ** 1.4
                wave = np.sin(t * (2.0 + 2.4 * wind) - p[:, 1] * 0.055)
                blown = p + np.stack([-loose * (16 * wind + (2.5 + 9 * wind) * wave), -9 * wind * loose], 1)
                path = Path(part.path.commands, blown.astype(np.float32))
                base = self._tones.get(part.colour, part.colour)
                if part.kind in "lc":
                    ink.stroke(path, part.width, tone(self._light, base, 0.4), part.alpha)
                    continue
                ink.fill(path, sketches.lit(self._light, base, part.box[0], part.box[2], self._side, 0.6), part.alpha)
                if self._detail and ink.scale > 0.8:
                    with ink.clipped(path):
                        for away, lit, alpha in ((5.0, 0.05, 0.35), (9.5, 0.05, 0.3), (-2.0, 1.15, 0.4)):
                            inner = crescent(path, away * self._side, -0.4 * away)
                            ink.fill(inner, tone(self._light, base, lit), alpha, even_odd=True)

    def draw(self, ink: Ink, t: float, face: str) -> None:
        """Skull and ears, face, hair, hat."""
        look, light, yaw = self._look, self._light, self._yaw
        if look.mask_head:
            with ink.moved(6 * math.sin(yaw), 0):
                sketches.draw(
                    ink, light, table("wardrobe")["masks"][look.mask_head], {"own": look.top}, side=self._side
                )
            return
        self._skull(ink)
        self._features(ink, t, face)
        for extra in look.face:
            self._wrap_art(ink, table("wardrobe")["faces"][extra])
            if extra in ("beard", "longbeard"):
                self._mouth(ink, t, expression(face))
        if look.style != "bald":
            self._cap(ink)
        if yaw > 0.15 and not self._hair.get("covers") and look.hat not in _OVER_EARS:
            self._ear(ink)
        hat = table("wardrobe")["hats"].get(look.hat)
        if hat:
            with ink.moved(3.5 * math.sin(yaw), 0, turn=0.05 * math.sin(yaw)):
                sketches.draw(ink, light, hat["art"], self._tones, side=self._side)

    def _skull(self, ink: Ink) -> None:
        skin, light = self._look.skin, self._light
        ears, outline = _skull_paths(self._yaw, 0.93 if self._look.woman else 1.0)
        ink.fill(ears, tone(light, skin, 0.45))
        ink.fill(outline, sketches.lit(light, skin, -18, 36, self._side, 1.04))
        if ink.scale < 0.5:
            return
        with ink.clipped(outline):
            ink.fill(crescent(outline, 6.5 * self._side, -2.5), tone(light, skin, 0.06), 0.42, even_odd=True)
            if self._look.style != "bald" and self._detail:
                line = wrapped(_hairline(self._look.style), self._yaw) + np.array([0, 3.2], np.float32)
                fringe = smooth([*line.tolist(), (-30, -60), (30, -60)])
                ink.fill(fringe, tone(light, skin, 0.0), 0.34)

    def _ear(self, ink: Ink) -> None:
        """The near ear, before the hair."""
        x, skin = -_RX * math.cos(self._yaw) + 3.2, self._look.skin
        ink.fill(ellipse(x, 3.5, 3.7, 5.4, 0.12), tone(self._light, skin, 0.62))
        fold = smooth([(x + 1.4, 0.4), (x - 1.4, 1.0), (x - 1.2, 5.0), (x + 1.0, 6.0)], closed=False)
        ink.stroke(fold, 0.9, tone(self._light, skin, 0.1), 0.6)

    def _features(self, ink: Ink, t: float, face: str) -> None:
        look, light, yaw = self._look, self._light, self._yaw
        row = expression(face)
        blush = mix(tone(light, look.skin, 0.8), tone(light, "#e0604e", 0.8), 0.45)
        with ink.clipped(_skull_paths(yaw, 0.93 if look.woman else 1.0)[1]):
            ink.fill(ellipses(wrapped([(-10, 8), (10, 8)], yaw), [(3.9, 2.5)] * 2), blush, 0.45)
        blinks = (t * 0.29 + look.build) % 1.0 < 0.035
        self._eyes(ink, t, row, closed=blinks or row["lid"] <= 0)
        brow = mix(tone(light, "#3a2a26" if look.elder else look.hair, 0.3), tone(light, "#3a2420", 0.3), 0.35)
        for k in (-1, 1):
            inner, outer = -6.2 + row["inner"], -5.6 + row["outer"]
            line = _curve((k * 3.6, inner + 0.7, k * 7.2, (inner + outer) / 2 - 1.3, k * 11.6, outer + 1.0), yaw)
            ink.stroke(line, 1.4 if look.woman else 1.8, brow)
        self._nose(ink)
        self._mouth(ink, t, row)
        if row.get("tears"):
            self._tears(ink, t)
        if look.elder:
            self._wrap_art(ink, table("wardrobe")["faces"]["wrinkles"])

    def _nose(self, ink: Ink) -> None:
        light, skin, yaw = self._light, self._look.skin, self._yaw
        shade = mix(tone(light, skin, 0.35), tone(light, "#78321e", 0.4), 0.35)
        if ink.scale > 2.2:
            ridge = wrapped([(-0.6, -2.5), (2.0, 4.5), (2.6, 8.2), (-1.2, 8.8), (-2.4, 7.2), (-1.2, 2)], yaw * 1.1)
            ink.fill(smooth(ridge), shade, 0.20)
            ((x, y),) = wrapped([(0.6, 6.2)], yaw * 1.15).tolist()
            ink.fill(ellipse(x, y, 1.3, 1.0), tone(light, "#fff2e0", 0.9), 0.32)
        ink.stroke(_curve((-0.5, 3.6, 2.3, 7.6, -0.9, 8.6), yaw * 1.12, _RX * 1.06), 1.2, shade)

    def _eyes(self, ink: Ink, t: float, row: dict[str, Any], *, closed: bool) -> None:
        look, light, yaw = self._look, self._light, self._yaw
        size = 1.0 + 0.5 * max(0.0, 1.0 - look.build)
        dark, crease = tone(light, _DARK, 0.4), tone(light, look.skin, 0.1)
        for side in (-1, 1):
            ((x, y),) = wrapped([(side * 7.0, 1.2)], yaw).tolist()
            n = max(0.42, math.cos(math.asin(7.0 * side / _RX) + yaw)) * size
            if closed:
                up = -row.get("arc", -1.8)
                ink.stroke(smooth([(x - 4.0 * n, y), (x, y + up), (x + 4.0 * n, y)], closed=False), 1.5, dark)
                continue
            h = size * row["lid"]
            top = [(x - 4.2 * n, y + 0.3), (x - 1.6 * n, y - 2.9 * h), (x + 1.6 * n, y - 2.9 * h), (x + 4.2 * n, y + 0.3)]  # fmt: skip  # noqa: E501
            almond = smooth([*top, (x + 1.8 * n, y + 2.5 * h), (x - 1.8 * n, y + 2.5 * h)])
            ink.fill(almond, tone(light, "#fbf6f0", 0.8))
            gx, gy = x + n * (1.0 * math.sin(yaw) + 0.5 * math.sin(t * 0.7)), y + row["look"]
            with ink.clipped(almond):
                ink.fill(ellipse(gx, gy, 2.6 * n, 2.75 * size), tone(light, look.eyes, 0.75))
                ink.fill(ellipse(gx, gy, 1.5 * n, 1.6 * size), dark)
                ink.fill(ellipse(gx + 0.9 * self._side, gy - 1.0, 0.8 * size, 0.8 * size), tone(light, "#ffffff", 1.0))
            ink.stroke(smooth(top, closed=False), 1.9 if look.woman else 1.5, dark)
            if look.woman and side * yaw >= 0:
                ink.stroke(polygon([(x + side * 4.0 * n, y), (x + side * 5.6 * n, y - 1.4)], closed=False), 1.4, dark)
            if ink.scale > 2.2:
                lid = [(x - 4.4 * n, y - 1.6 * h), (x, y - 4.7 * h), (x + 4.4 * n, y - 1.6 * h)]
                ink.stroke(smooth(lid, closed=False), 0.8, crease, 0.6)
                bag = [(x - 3.2 * n, y + 3.2 * h), (x, y + 4.3 * h), (x + 3.2 * n, y + 3.2 * h)]
                ink.stroke(smooth(bag, closed=False), 0.7, crease, 0.45)

    def _mouth(self, ink: Ink, t: float, row: dict[str, Any]) -> None:
        look, light, yaw = self._look, self._light, self._yaw
        curve, wide = row["mouth"], row.get("wide", 5.2)
        lip = mix(tone(light, "#b8423e", 0.75), tone(light, look.skin, 0.6), 0.25 if look.woman else 0.55)
        if row.get("gape"):
            gape = row["gape"] * (1 + 0.28 * math.sin(t * 5.1) * math.sin(t * 2.3))
            y = 11.4 + gape
            mouth = [(-wide, 11.2 - curve * 0.5), (0, 12.0), (wide, 11.2 - curve * 0.5), (wide * 0.66, y - 0.8), (0, y + 0.5), (-wide * 0.66, y - 0.8)]  # fmt: skip  # noqa: E501
            path = smooth(wrapped(mouth, yaw))
            ink.fill(path, tone(light, "#4f181c", 0.6))
            with ink.clipped(path):
                ((x, _),) = wrapped([(0, 0)], yaw).tolist()
                ink.fill(ellipse(x, y + 0.6, wide * 0.55, gape * 0.34), tone(light, "#d8605c", 0.7))
                ink.fill(smooth(wrapped([(-wide, 10.6), (wide, 10.6), (wide * 0.8, 13.2), (-wide * 0.8, 13.2)], yaw)), tone(light, "#ffffff", 0.9))  # fmt: skip  # noqa: E501
            ink.stroke(path, 1.0, lip)
            return
        line = (-wide, 12.6 - curve * 0.25, -wide * 0.5, 12.6 + curve * 0.62, 0.0, 12.6 + curve * 0.8, wide * 0.5, 12.6 + curve * 0.62, wide, 12.6 - curve * 0.25)  # fmt: skip  # noqa: E501
        if ink.scale > 1.6:
            low = wrapped([(-wide * 0.8, 12.7 + curve * 0.4), (0, 12.4 + curve * 0.8), (wide * 0.8, 12.7 + curve * 0.4), (wide * 0.4, 15.2 + curve * 0.7), (-wide * 0.4, 15.2 + curve * 0.7)], yaw)  # fmt: skip  # noqa: E501
            up = wrapped([(-wide * 0.9, 12.5), (-wide * 0.3, 10.9 + curve * 0.4), (0, 11.5 + curve * 0.4), (wide * 0.3, 10.9 + curve * 0.4), (wide * 0.9, 12.5), (0, 12.8 + curve * 0.8)], yaw)  # fmt: skip  # noqa: E501
            strong = 0.9 if look.woman else 0.45
            ink.fill(smooth(low), lip, strong)
            ink.fill(smooth(up), mix(lip, tone(light, "#6a2020", 0.5), 0.3), strong)
        ink.stroke(_curve(line, yaw), 1.3, mix(lip, tone(light, "#4a1618", 0.4), 0.55))

    def _tears(self, ink: Ink, t: float) -> None:
        pale = tone(self._light, "#dff2ff", 1.0)
        for side in (-1, 1):
            track = wrapped([(side * 8.4, 4.5), (side * 9.0, 9), (side * 8.0, 15)], self._yaw)
            ink.stroke(smooth(track, closed=False), 1.5, pale, 0.5)
            fall = (t * 0.55 + 0.4 * side) % 1.0
            ((x, y),) = wrapped([(side * (8.6 - 0.6 * fall), 5 + 13 * fall)], self._yaw).tolist()
            ink.fill(smooth([(x, y - 2.6), (x + 1.7, y + 0.6), (x, y + 2.0), (x - 1.7, y + 0.6)]), pale, 0.95)

    def _wrap_art(self, ink: Ink, art: str) -> None:
        for part, path in _wrapped_parts(art, self._yaw):
            colour = tone(self._light, self._tones.get(part.colour, part.colour), 0.6)
            if part.kind in "lc":
                ink.stroke(path, part.width, colour, part.alpha)
            else:
                ink.fill(path, colour, part.alpha)

    def _cap(self, ink: Ink) -> None:
        """Hair on the skull: its outline, and the hairline turned with the face."""
        hair, colour = self._hair, self._look.hair
        cap, edge, shine = _cap_paths(self._look.style, float(hair.get("puff", 1.15)), self._yaw)
        ink.fill(cap, sketches.lit(self._light, colour, -20, 40, self._side))
        if self._detail and ink.scale > 0.8:
            self._strands(ink, cap, edge)
        ink.stroke(shine, 2.0, mix(tone(self._light, colour, 0.9), self._light.rim, 0.4), 0.42)
        if "top" in hair:
            with ink.moved(-7 * math.sin(self._yaw), 0):
                sketches.draw(ink, self._light, hair["top"], self._tones, side=self._side)

    def _strands(self, ink: Ink, cap: Path, edge: Path) -> None:
        """Locks that run from the crown to the hairline, and the edge that the light catches."""
        light, colour, yaw = self._light, self._look.hair, self._yaw
        line = wrapped(_hairline(self._look.style), yaw)
        crown = np.array([-9 * math.sin(yaw) - 2, -_RY * 1.02], np.float32)
        locks = []
        for u in np.linspace(0.0, 1.0, 9):
            at = u * (len(line) - 1)
            end = line[int(at)] + (line[min(int(at) + 1, len(line) - 1)] - line[int(at)]) * (at % 1)
            bow = np.array([(end[0] - crown[0]) * 0.75, (end[1] - crown[1]) * 0.25], np.float32)
            locks.append(smooth(np.stack([crown, crown + bow, end]), closed=False))
        with ink.clipped(cap):
            ink.fill(crescent(cap, 5 * self._side, -3), tone(light, colour, 0.05), 0.5, even_odd=True)
            ink.stroke(join(locks[::2]), 0.9, tone(light, colour, 0.0), 0.5)
            ink.stroke(join(locks[1::2]), 0.9, tone(light, colour, 1.1), 0.45)
        half = rect(5 if self._side > 0 else -65, -60, 60, 120)
        with ink.within(cap), ink.clipped(half):
            ink.stroke(edge, 2.2, light.rim, 0.5)
