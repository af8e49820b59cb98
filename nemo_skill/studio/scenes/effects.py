"""What goes out from people's doings: steam, notes, water, sparks. Drawn in the person's own units."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from nemo_skill.studio.scenes.gait import Point
from nemo_skill.studio.scenes.ink import Ink, ellipses, join, polygon, ribbon, smooth
from nemo_skill.studio.scenes.light import Light, mix, rgb

Effect = Callable[[Ink, Light, float, Point], None]
_TAU = 2 * math.pi


def _steam(ink: Ink, light: Light, t: float, at: Point) -> None:
    pale = mix(light.haze, (255, 255, 255), 0.75)
    for k in range(4):
        u = (t * 0.38 + k / 4) % 1.0
        x = at[0] + 7 * math.sin(t * 1.6 + k * 2.1 + u * 4) + 5 * (k - 1.5)
        ink.glow(x, at[1] - 12 - 62 * u, 9 + 16 * u, pale, 0.5 * math.sin(math.pi * u), blend=0)


def _notes(ink: Ink, light: Light, t: float, at: Point) -> None:
    """Notes that rise and sway."""
    for k in range(4):
        u = (t * 0.22 + k / 4) % 1.0
        x, y = at[0] + 62 + 26 * u + 9 * math.sin(t * 2 + k * 2), at[1] - 18 - 92 * u + 12 * (k % 2)
        tone, a = light.lamp(("#ffd166", "#ff8fab", "#8ecbff", "#fff3d6")[k]), 0.9 * math.sin(math.pi * u)
        ink.fill(ellipses([(x, y)], [(5.0, 3.8)]), tone, a)
        ink.stroke(polygon([(x + 4.4, y), (x + 4.4, y - 19), (x + 11, y - 15)], closed=False), 2.0, tone, a)


def _jethigh(ink: Ink, light: Light, t: float, at: Point) -> None:
    """Water out of a hose, up to the windows of a house."""
    with ink.moved(at[0], at[1], turn=-0.62, scale=1.1):
        _jet(ink, light, t, (0.0, 0.0))


def _jet(ink: Ink, light: Light, t: float, at: Point) -> None:
    """Water out of a hose, in an arc."""
    white = light.shade("#e8f4ff", 1.0)
    u = np.linspace(0, 1, 9)
    x, y = at[0] + 20 + 230 * u, at[1] - 2 - 92 * u + 130 * u * u
    ink.fill(ribbon(np.stack([x, y], 1), 2.5 + 9 * u), white, 0.55)
    ink.fill(ribbon(np.stack([x, y + 1], 1), 1.2 + 3 * u), white, 0.8)
    rng = np.random.default_rng(5)
    n = 60
    v = (rng.random(n) + t * 1.9) % 1.0
    drops = np.stack([at[0] + 20 + 240 * v, at[1] - 92 * v + 132 * v * v + rng.normal(0, 1, n) * 22 * v], 1)
    ink.fill(ellipses(drops, 1.2 + 2.4 * rng.random(n)), white, 0.8)


def _sparks(ink: Ink, light: Light, t: float, at: Point) -> None:
    rng = np.random.default_rng(8)
    n = 46
    age = (rng.random(n) + t * 2.1) % 1.0
    a = -math.pi * rng.random(n)
    reach = 30 + 60 * rng.random(n)
    points = np.stack([at[0] + 10 + np.cos(a) * reach * age, at[1] + np.sin(a) * reach * age + 70 * age * age], 1)
    ink.glow(at[0] + 10, at[1], 46 + 6 * math.sin(t * 31), (255, 190, 90), 0.8)
    ink.fill(ellipses(points, 0.8 + 1.8 * (1 - age)), (255, 226, 150), 0.95)


def _fire(ink: Ink, light: Light, t: float, at: Point) -> None:
    """Tongues of flame with sparks above; it lights what is near."""
    ink.glow(at[0], at[1] - 14, 84 + 7 * math.sin(t * 13), (255, 140, 50), 0.55)
    for k, tone in enumerate(("#f2561e", "#ff8a2a", "#ffb43a", "#ffe28a")):
        size = 1 - 0.2 * k
        tongues = []
        for n in range(5):
            x, sway = at[0] + (n - 2) * 15 * size, 5 * math.sin(t * 7 + n * 1.9)
            high = size * (26 + 9 * math.sin(t * 9 + n * 2.3) + 8 * (n % 2))
            tongues.append(smooth([(x - 10 * size, at[1]), (x - 4 + sway * 0.4, at[1] - high * 0.6), (x + sway, at[1] - high), (x + 5 + sway * 0.3, at[1] - high * 0.5), (x + 10 * size, at[1])]))  # fmt: skip  # noqa: E501
        ink.fill(join(tongues), rgb(tone), 0.85)
    u = (t * 0.9 + np.arange(12) * 0.37) % 1.0
    sparks = np.stack([at[0] + 40 * np.sin(np.arange(12) * 2.4 + u * 3), at[1] - 24 - 90 * u], 1)
    ink.fill(ellipses(sparks, 1.6 * (1 - u) + 0.3), (255, 226, 150), 0.9)


def _blaze(ink: Ink, light: Light, t: float, at: Point) -> None:
    """A large fire under smoke."""
    smoke = light.shade("#4a4246", 0.4)
    for k in range(6):
        u = (t * 0.16 + k / 6) % 1.0
        ink.glow(at[0] + 26 * math.sin(k * 2.6 + t * 0.5) + 40 * u, at[1] - 90 - 190 * u, 50 + 60 * u, smoke, 0.6 * (1 - u), blend=0)  # fmt: skip  # noqa: E501
    with ink.moved(at[0], at[1], scale=2.6):
        _fire(ink, light, t * 0.8, (0.0, 0.0))


def _bubbles(ink: Ink, light: Light, t: float, at: Point) -> None:
    for k in range(9):
        u = (t * 0.2 + k * 0.111) % 1.0
        x, y, r = (
            at[0] + 20 + 120 * u + 10 * math.sin(k * 3 + t),
            at[1] - 50 * u + 26 * math.sin(k * 2.4 + u * 5),
            4 + 7 * ((k * 0.37) % 1),
        )
        ink.fill(ellipses([(x, y)], [r]), (200, 232, 255), 0.28 * math.sin(math.pi * u))
        ink.stroke(ellipses([(x, y)], [r]), 1.2, (255, 255, 255), 0.7 * math.sin(math.pi * u))


def _dust(ink: Ink, light: Light, t: float, at: Point) -> None:
    """Shavings, earth, crumbs: what falls from work."""
    rng = np.random.default_rng(4)
    n = 16
    age = (rng.random(n) + t * 1.1) % 1.0
    x = at[0] + 6 + 40 * (rng.random(n) - 0.3) * age
    ink.fill(
        ellipses(np.stack([x, at[1] - 16 * age + 52 * age * age], 1), 1 + 1.6 * rng.random(n)),
        light.shade("#d9b27c", 0.8),
        0.85,
    )


def _splash(ink: Ink, light: Light, t: float, at: Point) -> None:
    rng = np.random.default_rng(9)
    n = 40
    age = (rng.random(n) + t * 1.3) % 1.0
    a = -math.pi * (0.15 + 0.7 * rng.random(n))
    points = np.stack([at[0] + np.cos(a) * 64 * age, at[1] + np.sin(a) * 66 * age + 80 * age * age], 1)
    ink.fill(ellipses(points, 1.2 + 2.6 * rng.random(n) * (1 - age)), light.shade("#f2fbff", 1.0), 0.85)


def _sleep(ink: Ink, light: Light, t: float, at: Point) -> None:
    for k in range(3):
        u = (t * 0.25 + k / 3) % 1.0
        x, y, s = at[0] + 18 + 34 * u, at[1] - 20 - 58 * u, 5 + 6 * u
        tone = light.lamp("#eaf2ff")
        ink.stroke(
            polygon([(x, y), (x + s, y), (x, y + s), (x + s, y + s)], closed=False), 2.2, tone, math.sin(math.pi * u)
        )


def _magic(ink: Ink, light: Light, t: float, at: Point) -> None:
    ink.glow(at[0], at[1], 44 + 5 * math.sin(t * 5), (150, 190, 255), 0.8)
    for k in range(14):
        a, r = k * 2.4 + t * 1.6, 10 + 40 * ((t * 0.6 + k * 0.17) % 1.0)
        fade = 1 - r / 52
        ink.fill(
            ellipses([(at[0] + math.cos(a) * r, at[1] + math.sin(a) * r)], [2.6 * fade + 0.6]), (226, 236, 255), fade
        )


def _confetti(ink: Ink, light: Light, t: float, at: Point) -> None:
    tones = ("#ff5d73", "#ffd166", "#4cc9f0", "#8ac926", "#c77dff")
    for k in range(30):
        u = (t * 0.3 + k * 0.37) % 1.0
        x, y = at[0] - 110 + 220 * ((k * 0.618) % 1.0) + 8 * math.sin(t * 3 + k), at[1] - 110 + 260 * u
        with ink.moved(x, y, turn=t * 3 + k):
            ink.fill(
                polygon([(-3, -1.6), (3, -1.6), (3, 1.6), (-3, 1.6)]),
                light.shade(tones[k % 5], 0.9),
                math.sin(math.pi * u),
            )


def _shot(ink: Ink, light: Light, t: float, at: Point) -> None:
    """A ball that comes flying and is caught, once a dive of 2.6 seconds."""
    u = min(1.0, (t / 2.6 % 1.0) / 0.42)
    x, y = at[0] + 12 + 360 * (1 - u), at[1] - 70 * (1 - u) - 60 * u * (1 - u)
    ink.fill(ellipses([(x, y)], 15), light.shade("#f7f7f4", 0.9))
    spots = [(x + 9 * math.cos(a - 9 * u), y + 9 * math.sin(a - 9 * u)) for a in (0.4, 2.5, 4.6)]
    ink.fill(ellipses([(x, y), *spots], 3.6), light.shade("#22242a", 0.6))


def _seeds(ink: Ink, light: Light, t: float, at: Point) -> None:
    """Seeds of a dandelion that sail away on the breath."""
    white = light.shade("#ffffff", 1.0)
    for k in range(16):
        u = (t * 0.26 + 0.618 * k) % 1.0
        x = at[0] + 20 + 260 * u + 12 * math.sin(t + k)
        y = at[1] - 30 - (20 + 90 * (0.382 * k % 1.0)) * u + 14 * math.sin(3 * u + 2 * k)
        fade = math.sin(math.pi * min(1.0, 1.15 * u))
        ink.stroke(polygon([(x, y), (x - 4, y + 10)], closed=False), 1.1, white, 0.8 * fade)
        ink.fill(ellipses([(x, y)], [(5.0, 3.2)]), white, 0.6 * fade)


def _flipboard(ink: Ink, light: Light, t: float, at: Point) -> None:
    """A skateboard that leaves the ground with the feet of `kickflip` and rolls over once a beat of 1.5 seconds."""
    u = t / 1.5 % 1.0
    up = math.sin(math.pi * min(1.0, u / 0.9)) * (u < 0.9)
    roll = math.cos(_TAU * min(1.0, max(0.0, (u - 0.15) / 0.6)))
    deck, wheel = light.shade("#c8432f" if roll > 0 else "#f2c14e", 0.85), light.shade("#f4f4f0", 0.8)
    with ink.moved(at[0], at[1] - 9 - 62 * up, turn=-0.22 * math.sin(_TAU * u) * (u < 0.9)):
        ink.fill(
            smooth([(-58, -7), (-44, -3 * abs(roll) - 2), (44, -3 * abs(roll) - 2), (58, -7), (44, 5), (-44, 5)]), deck
        )
        ink.fill(ellipses([(-34, 7 * roll), (32, 7 * roll)], 6.0), wheel)


def _rotor(ink: Ink, light: Light, t: float, at: Point) -> None:
    """A helicopter's rotor from the side, blurred, and snow or dust that it blows down."""
    dark, pale = light.shade("#2b2f38", 0.5), light.shade("#ffffff", 0.9)
    ink.fill(ellipses([at], [(170.0, 5.0)]), dark, 0.28)
    for k in range(2):
        reach = 168 * math.cos(t * 23 + k * math.pi / 2)
        ink.stroke(polygon([(at[0] - reach, at[1] - 2), (at[0] + reach, at[1] + 2)], closed=False), 4.0, dark, 0.8)
    u = (t * 0.9 + np.arange(40) * 0.618) % 1.0
    x = at[0] + (np.arange(40) * 0.382 % 1.0 - 0.5) * (120 + 260 * u)
    ink.fill(ellipses(np.stack([x, at[1] + 90 + 330 * u], 1), 2.6 * (1 - u) + 0.6), pale, 0.6)


def _spraymist(ink: Ink, light: Light, t: float, at: Point) -> None:
    """Paint out of a can."""
    for k in range(5):
        u = (t * 2.4 + k / 5) % 1.0
        ink.glow(at[0] + 14 + 26 * u, at[1] - 12, 5 + 13 * u, light.shade("#e8368f", 0.9), 0.5 * (1 - u), blend=0)


def _bees(ink: Ink, light: Light, t: float, at: Point) -> None:
    """Bees around a comb."""
    k = np.arange(11)
    x = at[0] + (26 + 7 * (k % 5)) * np.sin(t * (1.3 + 0.17 * k) + 2.4 * k)
    y = at[1] - 8 + (20 + 8 * (k % 4)) * np.cos(t * (1.7 + 0.11 * k) + 1.7 * k)
    ink.fill(ellipses(np.stack([x, y - 2.4], 1), [(3.0, 2.0)] * 11), light.shade("#ffffff", 0.9), 0.7)
    ink.fill(ellipses(np.stack([x, y], 1), [(3.2, 2.2)] * 11), light.shade("#e0a020", 0.8))
    ink.fill(ellipses(np.stack([x + 1.2, y], 1), [(0.9, 2.1)] * 11), light.shade("#2a2018", 0.5))


def _powder(ink: Ink, light: Light, t: float, at: Point) -> None:
    """Snow that a board throws up behind itself."""
    for k in range(12):
        u = (t * 1.1 + k / 12) % 1.0
        ink.glow(at[0] - 70 - 110 * u, at[1] - 70 + 90 * u * u - 24 * (k % 3), 10 + 22 * u, light.shade("#ffffff", 0.95), 0.5 * (1 - u), blend=0)  # fmt: skip  # noqa: E501


EFFECTS: dict[str, Effect] = {
    "bees": _bees,
    "powder": _powder,
    "spraymist": _spraymist,
    "flipboard": _flipboard,
    "rotor": _rotor,
    "seeds": _seeds,
    "shot": _shot,
    "steam": _steam,
    "notes": _notes,
    "jet": _jet,
    "jethigh": _jethigh,
    "sparks": _sparks,
    "fire": _fire,
    "blaze": _blaze,
    "bubbles": _bubbles,
    "dust": _dust,
    "splash": _splash,
    "sleep": _sleep,
    "magic": _magic,
    "confetti": _confetti,
}
