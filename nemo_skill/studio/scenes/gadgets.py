"""Things to own: each stands with its foot at the origin, about 300-420 units tall."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nemo_skill.studio.scenes.gloss import contact, round_fill, side_of
from nemo_skill.studio.scenes.ink import (
    Ink,
    Linear,
    Radial,
    ellipse,
    polygon,
    rect,
    smooth,
)
from nemo_skill.studio.scenes.light import Light, mix, rgb


def bottle(ink: Ink, light: Light, t: float, colour: Any) -> None:
    """A glass flacon with a metal cap; a highlight travels slowly across it."""
    glass = colour if colour is not None else "#c98a4a"
    contact(ink, light, 120)
    body = rect(-118, -290, 236, 290, 30)
    ink.fill(body, round_fill(light, -118, 118, glass, gloss=0.65))
    with ink.clipped(body):
        liquid = mix(light.shade(glass, 0.9), light.sun_colour, 0.25)
        ink.fill(
            rect(-102, -236, 204, 222, 18),
            Linear(0, -236, 0, -14, [(0, liquid, 0.55), (1, light.shade(glass, 0.15), 0.75)]),
        )
        ink.fill(ellipse(0, -236, 102, 10), mix(liquid, (255, 255, 255), 0.4), 0.6)
        x = -150 + (t * 46) % 300
        ink.fill(polygon([(x, -300), (x + 26, -300), (x - 34, 10), (x - 60, 10)]), (255, 255, 255), 0.16)
        ink.fill(rect(side_of(light) * 92 - 7, -270, 14, 250, 7), (255, 255, 255), 0.42)
        ink.glow(0, -60, 120, liquid, 0.5)
    ink.fill(rect(-40, -318, 80, 32, 4), round_fill(light, -40, 40, "#c9b48a", gloss=0.8))
    ink.fill(rect(-58, -408, 116, 94, 10), round_fill(light, -58, 58, "#2b2628", gloss=0.6))
    ink.fill(rect(-64, -190, 128, 84, 4), light.shade("#f5efe6", 0.8), 0.92)
    ink.fill(rect(-40, -168, 80, 7), light.shade("#3a3030", 0.4))
    ink.fill(rect(-26, -148, 52, 4), light.shade("#8a7a68", 0.4))
    ink.fill(rect(-32, -134, 64, 3), light.shade("#8a7a68", 0.4))


def watch(ink: Ink, light: Light, t: float, colour: Any) -> None:
    """A wristwatch standing on its strap; its hands go."""
    leather = colour if colour is not None else "#5b3524"
    contact(ink, light, 130)
    for top, low, w0, w1 in ((-420.0, -306.0, 52.0, 62.0), (-128.0, -8.0, 62.0, 54.0)):
        strap = polygon([(-w0, top), (w0, top), (w1, low), (-w1, low)])
        ink.fill(strap, round_fill(light, -64, 64, leather))
        for s in (-1, 1):
            ink.stroke(
                polygon([(s * (w0 - 9), top + 6), (s * (w1 - 9), low - 4)], closed=False),
                2.2,
                light.shade("#d2b48a", 0.7),
                0.8,
            )
    cy = -216
    ink.fill(rect(112, cy - 16, 26, 32, 6), round_fill(light, 112, 138, "#c3c7cc"))
    ink.fill(
        ellipse(0, cy, 124),
        Linear(
            -124,
            cy - 124,
            124,
            cy + 124,
            [
                (0, light.shade("#f3f4f6", 1), 1),
                (0.5, light.shade("#8d939b", 0.4), 1),
                (1, light.shade("#e6e8eb", 0.9), 1),
            ],
        ),
    )
    ink.fill(
        ellipse(0, cy, 106),
        Radial(-20, cy - 30, 150, [(0, light.shade("#2d3a52", 0.9), 1), (1, light.shade("#0f1624", 0.3), 1)]),
    )
    for i in range(12):
        a = i * math.pi / 6
        cosine, sine = math.cos(a), math.sin(a)
        w = 5.0 if i % 3 == 0 else 2.6
        ink.stroke(
            polygon([(cosine * 84, cy + sine * 84), (cosine * 96, cy + sine * 96)], closed=False),
            w,
            light.shade("#e9d9b0", 1.0),
        )
    seconds = t % 60
    for turn, length, w, tone in (
        (10.15 + seconds / 3600, 52, 7, "#f3ead2"),
        ((9.2 + seconds / 60) * 0.2 * 5 / 5, 78, 5, "#f3ead2"),
        (seconds / 60 * 12, 88, 2.2, "#e0523c"),
    ):
        a = turn / 12 * 2 * math.pi - math.pi / 2
        ink.stroke(
            polygon(
                [(-math.cos(a) * 14, cy - math.sin(a) * 14), (math.cos(a) * length, cy + math.sin(a) * length)],
                closed=False,
            ),
            w,
            light.shade(tone, 1.0),
        )
    ink.fill(ellipse(0, cy, 6), light.shade("#e9d9b0", 1.0))
    with ink.clipped(ellipse(0, cy, 106)):
        x = -200 + (t * 52) % 420
        ink.fill(
            polygon([(x, cy - 130), (x + 50, cy - 130), (x - 30, cy + 130), (x - 80, cy + 130)]), (255, 255, 255), 0.12
        )


def phone(ink: Ink, light: Light, t: float, colour: Any) -> None:
    """A phone standing upright with a moving picture on its screen."""
    shell = colour if colour is not None else "#24262c"
    contact(ink, light, 110)
    ink.fill(rect(-106, -430, 212, 430, 30), round_fill(light, -106, 106, shell, gloss=0.6))
    screen = rect(-96, -420, 192, 410, 22)
    ink.fill(
        screen, Linear(-96, -420, 96, -10, [(0, (58, 44, 148), 1), (0.5, (206, 74, 140), 1), (1, (255, 170, 92), 1)])
    )
    with ink.clipped(screen):
        for i in range(5):
            a = t * 0.7 + i * 1.3
            ink.glow(
                60 * math.sin(a),
                -215 + 130 * math.cos(a * 0.8),
                90,
                ((255, 214, 120), (120, 200, 255), (255, 120, 170))[i % 3],
                0.5,
            )
        for i in range(4):
            ink.fill(rect(-74, -150 + i * 32, 148 - 26 * (i % 3), 16, 8), (255, 255, 255), 0.35 - 0.05 * i)
        ink.fill(polygon([(-96, -420), (10, -420), (-60, -10), (-96, -10)]), (255, 255, 255), 0.09)
    ink.fill(rect(-30, -412, 60, 12, 6), (12, 12, 16))
    ink.glow(0, -215, 330, (214, 110, 190), 0.22)


def laptop(ink: Ink, light: Light, t: float, colour: Any) -> None:
    """An open laptop with code that types itself."""
    shell = colour if colour is not None else "#b9bec6"
    contact(ink, light, 300, long=0.5)
    ink.fill(rect(-262, -372, 524, 344, 16), round_fill(light, -262, 262, "#2a2d33"))
    screen = rect(-248, -358, 496, 314, 6)
    ink.fill(screen, Linear(0, -358, 0, -44, [(0, (24, 32, 54), 1), (1, (14, 20, 36), 1)]))
    with ink.clipped(screen):
        rng = np.random.default_rng(6)
        shown = 6 + int(t * 3)
        for i in range(min(15, shown)):
            x = -224.0 + 24 * int(rng.integers(0, 4))
            for _ in range(int(rng.integers(2, 5))):
                w = 26 + 70 * rng.random()
                tone = ((120, 200, 255), (255, 150, 120), (150, 230, 160), (210, 190, 255))[int(rng.integers(0, 4))]
                ink.fill(rect(x, -340 + i * 19.5, w, 8, 4), tone, 0.85)
                x += w + 12
        ink.glow(0, -200, 420, (90, 140, 255), 0.20)
    ink.fill(polygon([(-280, -30), (280, -30), (326, -2), (-326, -2)]), round_fill(light, -326, 326, shell, gloss=0.3))
    ink.fill(polygon([(-236, -26), (236, -26), (258, -12), (-258, -12)]), light.shade("#33373d", 0.4))
    ink.fill(rect(-326, -3, 652, 9, 4), light.shade(shell, 0.3))


def book(ink: Ink, light: Light, t: float, colour: Any) -> None:
    """An open book; a page turns."""
    cover = colour if colour is not None else "#8a2f2c"
    contact(ink, light, 290, long=0.5)
    ink.fill(polygon([(-312, -18), (0, -6), (312, -18), (322, 8), (0, 20), (-322, 8)]), light.shade(cover, 0.5))
    for s in (-1, 1):
        page = smooth(
            [(0, -14), (s * 80, -92), (s * 200, -104), (s * 302, -66), (s * 308, -12), (s * 200, -30), (s * 80, -18)]
        )
        lit = 1.0 if s == -side_of(light) else 0.72
        ink.fill(
            page,
            Linear(
                0,
                0,
                s * 308,
                0,
                [
                    (0, light.shade("#cdbfa8", 0.2), 1),
                    (0.16, light.shade("#f3ead9", lit), 1),
                    (1, light.shade("#fbf4e6", lit), 1),
                ],
            ),
        )
        for i in range(7):
            y = -84 + i * 9.5
            ink.stroke(
                smooth([(s * 52, y + 26), (s * 140, y - 2), (s * 270, y + 22)], closed=False),
                2.2,
                light.shade("#6d6257", 0.5),
                0.55,
            )
    p = (t / 3.2) % 1.0
    a = math.pi * (p * p * (3 - 2 * p))
    tip = (math.cos(a) * 300, -50 - math.sin(a) * 210)
    leaf = smooth(
        [
            (0, -14),
            (tip[0] * 0.4, tip[1] * 0.72 - 60 * math.sin(a)),
            tip,
            (tip[0] * 0.96, tip[1] + 44),
            (tip[0] * 0.36, tip[1] * 0.4 - 14),
        ]
    )
    ink.fill(leaf, Linear(0, 0, tip[0], 0, [(0, light.shade("#d8cbb6", 0.3), 1), (1, light.shade("#fffaf0", 0.95), 1)]))


def shoe(ink: Ink, light: Light, t: float, colour: Any) -> None:
    """A running shoe in profile, floating a little."""
    tone = colour if colour is not None else "#e2503c"
    lift = 14 + 8 * math.sin(t * 1.4)
    contact(ink, light, 250)
    with ink.moved(0, -lift, turn=-0.05):
        sole = smooth(
            [
                (-288, -40),
                (-292, -12),
                (-200, 0),
                (0, -6),
                (200, 0),
                (292, -14),
                (300, -48),
                (220, -62),
                (0, -56),
                (-200, -64),
            ]
        )
        ink.fill(sole, round_fill(light, -292, 300, "#f2efe9"))
        upper = smooth(
            [
                (-276, -54),
                (-282, -150),
                (-258, -232),
                (-206, -244),
                (-150, -206),
                (-60, -186),
                (30, -156),
                (130, -116),
                (240, -96),
                (288, -64),
                (200, -56),
                (0, -54),
                (-180, -56),
            ]
        )
        ink.fill(
            upper,
            Linear(
                0,
                -244,
                0,
                -50,
                [(0, light.shade(tone, 1.0), 1), (0.6, light.shade(tone, 0.55), 1), (1, light.shade(tone, 0.1), 1)],
            ),
        )
        with ink.clipped(upper):
            ink.fill(
                smooth([(170, -40), (200, -120), (300, -110), (310, -40)]),
                light.shade(mix(tone, (255, 255, 255), 0.2), 0.8),
            )
            ink.fill(
                smooth([(-290, -40), (-280, -130), (-230, -150), (-200, -40)]),
                light.shade(mix(tone, (20, 20, 30), 0.4), 0.5),
            )
        ink.fill(
            smooth([(-190, -70), (-120, -84), (0, -98), (130, -104), (40, -122), (-80, -116)]),
            light.shade("#ffffff", 0.95),
        )
        for i in range(5):
            x, y = -96 + i * 46, -192 + i * 17
            ink.stroke(polygon([(x, y), (x + 42, y + 34)], closed=False), 8, light.shade("#faf7f2", 0.95))
        ink.fill(
            smooth([(-262, -226), (-206, -240), (-158, -204), (-180, -196), (-236, -204)]), light.shade("#2a2430", 0.3)
        )


def product(ink: Ink, light: Light, t: float, colour: Any) -> None:
    """A nameless, well-made thing: a rounded body with a metal band and a dial, on a plinth."""
    tone = colour if colour is not None else "#34363d"
    contact(ink, light, 240)
    ink.fill(rect(-250, -46, 500, 52, 10), round_fill(light, -250, 250, "#d8d2c8"))
    ink.fill(ellipse(0, -46, 250, 34), light.shade("#efe9df", 0.9))
    with ink.moved(0, -50):
        contact(ink, light, 130, long=0.6)
        ink.fill(rect(-132, -330, 264, 330, 44), round_fill(light, -132, 132, tone, gloss=0.55))
        ink.fill(rect(-132, -214, 264, 16), round_fill(light, -132, 132, "#d9b27a", gloss=0.8))
        ink.fill(ellipse(0, -116, 62), round_fill(light, -62, 62, mix(tone, (255, 255, 255), 0.18)))
        ink.fill(ellipse(0, -116, 48), round_fill(light, -48, 48, mix(tone, (0, 0, 0), 0.35)))
        a = t * 0.5
        ink.stroke(
            polygon(
                [(math.cos(a) * 20, -116 + math.sin(a) * 20), (math.cos(a) * 42, -116 + math.sin(a) * 42)], closed=False
            ),
            6,
            rgb("#ffd9a0"),
        )
        x = -190 + (t * 56) % 420
        with ink.clipped(rect(-132, -330, 264, 330, 44)):
            ink.fill(polygon([(x, -340), (x + 40, -340), (x - 30, 10), (x - 70, 10)]), (255, 255, 255), 0.13)
        ink.fill(rect(side_of(light) * 104 - 6, -296, 12, 250, 6), (255, 255, 255), 0.30)
