"""Two hands at a keyboard, seen from over the shoulders."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nemo_skill.studio.scenes.gloss import contact, round_fill
from nemo_skill.studio.scenes.ink import Ink, Linear, ellipses, join, polygon, polygons, rect, ribbon, smooth
from nemo_skill.studio.scenes.light import Light, mix

_ROWS, _KEYS = 5, 13
_TOP, _LOW = -250.0, -40.0
# Of the right hand: where each finger starts at the knuckles, and how far it reaches.
_FINGERS = ((-62, -128, -74, -214), (-26, -142, -26, -236), (12, -138, 20, -226), (48, -118, 62, -190))


def _at(u: float, v: float) -> tuple[float, float]:
    """A place on the keyboard: u across (-1 to 1), v from the far edge (0) to the near one (1)."""
    return u * (330 + 90 * v), _TOP + (_LOW - _TOP) * v


def _quad(u: float, v: float, du: float, dv: float) -> list[tuple[float, float]]:
    return [_at(u, v), _at(u + du, v), _at(u + du, v + dv), _at(u, v + dv)]


def typing_hands(ink: Ink, light: Light, t: float, colour: Any) -> None:
    """A laptop's keys, its bright screen at the upper edge, and fingers that go down one after another."""
    shell = colour if colour is not None else "#b9bec6"
    contact(ink, light, 430, long=0.4)
    screen = polygon([(-330, -272), (330, -272), (366, -640), (-366, -640)])
    ink.fill(screen, light.shade("#23262c", 0.5))
    ink.fill(
        polygon([(-316, -282), (316, -282), (350, -640), (-350, -640)]),
        Linear(0, -282, 0, -640, [(0, (36, 52, 88), 1), (1, (88, 132, 190), 1)]),
    )
    lines = [rect(-250 + 26 * (i * 7 % 4), -330 - 32 * i, 150 + 60 * (i * 5 % 4), 11, 5) for i in range(8)]
    ink.fill(join(lines), (200, 226, 255), 0.75)
    ink.glow(0, -330, 460, (120, 170, 255), 0.22)
    ink.fill(polygon([_at(-1.06, -0.12), _at(1.06, -0.12), _at(1.08, 1.5), _at(-1.08, 1.5)]), round_fill(light, -430, 430, shell, gloss=0.3))  # fmt: skip  # noqa: E501
    keys = []
    for row in range(_ROWS):
        step = 1.96 / _KEYS
        shift = 0.02 * (row % 2)
        keys += [_quad(-0.98 + shift + k * step, row * 0.19, step * 0.86, 0.155) for k in range(_KEYS)]
    ink.fill(polygons(keys), light.shade("#2b2f37", 0.4))
    ink.fill(polygons([[(x, y - 3) for x, y in key] for key in keys]), light.shade("#414650", 0.7))
    for side in (-1, 1):
        _hand(ink, light, t + 0.37 * (side < 0), side)


def _hand(ink: Ink, light: Light, t: float, side: int) -> None:
    """Sleeve, wrist, back of the hand, four fingers and a thumb; mirrored for the left."""
    skin, dark = light.shade("#e3ac86", 0.75), light.shade("#b97a58", 0.4)
    pale = mix(skin, (255, 246, 236), 0.35)
    drift = 26 * math.sin(t * 0.9 + side)
    with ink.moved(side * 176 + drift, 44 + 4 * math.sin(t * 2.1), flip=side < 0):
        for i, (x0, y0, x1, y1) in enumerate(_FINGERS):
            beat = max(0.0, math.sin(t * (6.1 + 0.7 * i) + i * 2.3 + side)) ** 3
            tip = (x1, y1 + 26 * beat)
            knuckle = ((x0 + x1) / 2 + 2, (y0 + y1) / 2 - 22 * (1 - beat))
            spine = [(x0, y0 + 30), (x0, y0), knuckle, tip]
            ink.glow(tip[0], tip[1] + 14, 30, (0, 0, 0), 0.30, squash=0.4, blend=0)
            ink.fill(ribbon(spine, [19, 18, 15.5, 11.5]), dark)
            ink.fill(ribbon([(x - 3, y - 2) for x, y in spine], [17, 16, 13.5, 9.5]), skin)
            ink.fill(smooth([(tip[0] - 8, tip[1] - 1), (tip[0] - 6, tip[1] - 12), (tip[0] + 5, tip[1] - 12), (tip[0] + 6, tip[1] - 1)]), pale)  # fmt: skip  # noqa: E501
        back = smooth([(-86, -96), (-70, -150), (-20, -160), (40, -148), (68, -112), (58, -30), (30, 40), (-40, 40), (-72, -20)])  # fmt: skip  # noqa: E501
        thumb = ribbon([(-56, -30), (-92, -70), (-112, -116)], [26, 20, 12])
        ink.fill(thumb, dark)
        ink.fill(back, Linear(-80, 0, 70, 0, [(0, pale, 1), (0.5, skin, 1), (1, dark, 1)]))
        ink.fill(ribbon([(-52, -34), (-88, -72), (-108, -114)], [23, 17, 10]), skin)
        ink.fill(ellipses(np.array([(x, y + 6) for x, y, *_ in _FINGERS]), np.full((4, 2), (10, 6))), dark, 0.25)
        sleeve = smooth([(-52, 20), (44, 20), (74, 130), (110, 420), (-60, 420), (-70, 130)])
        ink.fill(ribbon([(-4, 30), (0, 90)], [38, 42]), skin)
        ink.fill(sleeve, Linear(-70, 0, 90, 0, [(0, light.shade("#4f74a8", 0.85), 1), (1, light.shade("#24406a", 0.3), 1)]))  # fmt: skip  # noqa: E501
        ink.fill(ribbon([(-54, 30), (-4, 22), (46, 30)], [9, 10, 9]), light.shade("#6a90c4", 0.9))
