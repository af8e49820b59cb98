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
from nemo_skill.studio.scenes.ink import Floats, Ink, Path, ellipse, ellipses, smooth
from nemo_skill.studio.scenes.light import Light, mix
from nemo_skill.studio.scenes.sketches import tone
from nemo_skill.studio.scenes.wardrobe import Look

_RX, _RY = 18.0, 21.5
_DARK = "#261a1c"


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
def _cap_paths(style: str, puff: float, yaw: float) -> tuple[Path, Path]:
    """The hair on the skull, and the shine on it."""
    low = 176 - 34 * min(1.0, abs(yaw) * 2) if yaw > 0.15 else 186
    angles = np.radians(np.linspace(low, 354, 11))
    outer = np.stack([np.cos(angles) * _RX * puff, np.sin(angles) * _RY * puff], 1)
    cap = smooth(np.concatenate([outer, wrapped(_hairline(style), yaw)]))
    return cap, smooth(wrapped([(-9, -17.5), (-2, -19.6), (6, -18.6)], yaw * 0.5), closed=False)


@lru_cache(maxsize=512)
def _wrapped_parts(art: str, yaw: float) -> tuple[tuple[sketches.Part, Path], ...]:
    return tuple((p, Path(p.path.commands, wrapped(p.path.points, yaw))) for p in sketches.parts(art))


class Head:
    """Draws one head; ``side`` is where the sun stands as the body sees it."""

    def __init__(self, look: Look, light: Light, side: float, yaw: float) -> None:
        self._look, self._light, self._side = look, light, side
        self._yaw = round(yaw * 64) / 64  # A turn in steps: outlines are remembered by it.
        self._hair = table("wardrobe")["hair"][look.style]
        self._tones = {"hair": look.hair, "skin": look.skin, "own": look.hat_colour or "#c8473a", "top": look.top}

    def behind(self, ink: Ink, t: float) -> None:
        """Hair that falls behind the neck and shoulders, or a veil."""
        sway = 0.05 * math.sin(t * 1.7)
        hood = table("wardrobe")["hats"].get(self._look.hat, {}).get("back")
        for art in (self._hair.get("back"), hood):
            if art:
                with ink.moved(-13 * math.sin(self._yaw), 0, turn=sway):
                    sketches.draw(ink, self._light, art, self._tones, side=self._side, dim=0.6)

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
        if look.style != "bald":
            self._cap(ink)
        hat = table("wardrobe")["hats"].get(look.hat)
        if hat:
            with ink.moved(3.5 * math.sin(yaw), 0, turn=0.05 * math.sin(yaw)):
                sketches.draw(ink, light, hat["art"], self._tones, side=self._side)

    def _skull(self, ink: Ink) -> None:
        ears, outline = _skull_paths(self._yaw, 0.93 if self._look.woman else 1.0)
        ink.fill(ears, tone(self._light, self._look.skin, 0.5))
        ink.fill(outline, sketches.lit(self._light, self._look.skin, -18, 36, self._side))

    def _features(self, ink: Ink, t: float, face: str) -> None:
        look, light, yaw = self._look, self._light, self._yaw
        closed = face in ("closed", "sleep") or (t * 0.29 + look.build) % 1.0 < 0.035
        blush = mix(tone(light, look.skin, 0.8), tone(light, "#e0604e", 0.8), 0.45)
        ink.fill(ellipses(wrapped([(-9.5, 8.5), (9.5, 8.5)], yaw), [(3.6, 2.4)] * 2), blush, 0.5)
        self._eyes(ink, closed=closed)
        brow = tone(light, "#3a2a26" if look.elder else look.hair, 0.3)
        lift = {"open": -0.6, "gasp": -2.0, "shout": 0.8}.get(face, 0.0)
        for x in (-7.4, 7.4):
            line = _curve((x - 3.8, -4.4 + lift, x, -5.8 + lift, x + 3.8, -4.4 + lift), yaw)
            ink.stroke(line, 1.3 if look.woman else 1.8, brow)
        nose = _curve((-0.5, 2.5, 2.4, 8.0, -0.8, 8.8), yaw * 1.12, _RX * 1.06)
        ink.stroke(nose, 1.3, mix(tone(light, look.skin, 0.5), tone(light, "#78321e", 0.5), 0.35))
        self._mouth(ink, t, face)
        if look.elder:
            self._wrap_art(ink, table("wardrobe")["faces"]["wrinkles"])

    def _eyes(self, ink: Ink, *, closed: bool) -> None:
        look, light, yaw = self._look, self._light, self._yaw
        size = 1.0 + 0.35 * (1.0 - look.build)
        eyes = wrapped([(-7.4, 1.5), (7.4, 1.5)], yaw)
        narrow = [max(0.35, math.cos(math.asin(x / _RX) + yaw)) for x in (-7.4, 7.4)]
        dark = tone(light, _DARK, 0.4)
        if closed:
            for (x, y), n in zip(eyes.tolist(), narrow, strict=True):
                ink.stroke(smooth([(x - 3.4 * n, y), (x, y + 1.6), (x + 3.4 * n, y)], closed=False), 1.2, dark)
            return
        lash = 0.4 if look.woman else 0.0
        radii = [((2.25 + lash) * size * n, (3.0 + lash) * size) for n in narrow]
        ink.fill(ellipses(eyes - np.array([0, lash]), radii), dark)
        ink.fill(ellipses(eyes + np.array([0.8, -1.0]), [0.85 * size] * 2), tone(light, "#ffffff", 1.0))

    def _mouth(self, ink: Ink, t: float, face: str) -> None:
        light, yaw = self._light, self._yaw
        if face in ("open", "shout", "gasp"):
            gape = 4.4 + 1.5 * math.sin(t * 5.1) * math.sin(t * 2.3)
            dark = tone(light, "#5a1f22", 0.6)
            if face == "gasp":
                ((x, y),) = wrapped([(0, 13.6)], yaw).tolist()
                ink.fill(ellipse(x, y, 3.0, gape * 0.8), dark)
                return
            y = 11.6 + gape
            lips = [(-5, 11.6), (0, 12.4), (5, 11.6), (3.4, y - 0.8), (0, y + 0.4), (-3.4, y - 0.8)]
            ink.fill(smooth(wrapped(lips, yaw)), dark)
            teeth = [(-4.2, 11.9), (4.2, 11.9), (3.2, 13.5), (-3.2, 13.5)]
            ink.fill(smooth(wrapped(teeth, yaw)), tone(light, "#ffffff", 0.9))
            return
        curve = {"sad": -1.2, "calm": 0.9, "closed": 1.2, "sleep": 0.6}.get(face, 2.4)
        red = tone(light, "#b0423c" if self._look.woman else "#8c4238", 0.7)
        ink.stroke(_curve((-5.0, 12.4, 0.0, 12.4 + curve, 5.0, 12.4), yaw), 1.5, red)

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
        cap, shine = _cap_paths(self._look.style, float(hair.get("puff", 1.10)), self._yaw)
        ink.fill(cap, sketches.lit(self._light, colour, -20, 40, self._side))
        ink.stroke(shine, 1.8, mix(tone(self._light, colour, 0.9), tone(self._light, "#fff0dc", 0.9), 0.35), 0.45)
        if "top" in hair:
            with ink.moved(-7 * math.sin(self._yaw), 0):
                sketches.draw(ink, self._light, hair["top"], self._tones, side=self._side)
