"""Things on a table: each drawn with its foot at the origin, about 300-420 units tall, lit from one side."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from nemo_skill.studio.scenes.ink import Ink, Linear, Radial, ellipse, ellipses, join, polygon, polygons, rect, ribbon, smooth
from nemo_skill.studio.scenes.light import Light, mix, rgb

Thing = Callable[[Ink, Light, float, Any], None]


def _side(light: Light) -> float:
    return 1.0 if light.sun[0] > 0.5 else -1.0


def round_fill(light: Light, x0: float, x1: float, colour: Any, *, gloss: float = 0.0) -> Linear:
    """Shading across a cylinder between two edges: dark flank, lit flank, a rim of bounced light."""
    dark, mid, lit = light.shade(colour, 0.02), light.shade(colour, 0.45), light.shade(colour, 1.0)
    shine = mix(lit, light.sun_colour, gloss)
    bounce = mix(dark, light.haze, 0.22)
    stops = [(0.0, bounce), (0.10, dark), (0.42, mid), (0.70, lit), (0.78, shine), (0.86, lit), (1.0, mix(mid, dark, 0.4))]
    if _side(light) < 0:
        stops = [(1 - u, c) for u, c in reversed(stops)]
    return Linear(x0, 0, x1, 0, [(u, c, 1.0) for u, c in stops])


def contact(ink: Ink, light: Light, rx: float, *, y: float = 0.0, long: float = 1.0) -> None:
    """A long soft shadow away from the light and a tight dark one under the thing."""
    away = -_side(light)
    dark = light.shade("#2a1a14", 0.0) * 0.55
    ink.glow(away * rx * 0.95 * long, y + rx * 0.10, rx * 2.0, dark, 0.62, squash=0.17, blend=0, core=0.2)
    ink.glow(0, y + 2, rx * 1.22, dark, 0.85, squash=0.15, blend=0, core=0.45)


def steam(ink: Ink, light: Light, t: float, *, x: float = 0.0, y: float = 0.0, height: float = 360.0, width: float = 60.0, strength: float = 1.0) -> None:
    """Curling wisps that rise, widen and thin out."""
    white = mix(light.shade("#ffffff", 0.9), (255, 255, 255), 0.5)
    with ink.blurred(7):
        for i in range(7):
            p = (t * 0.16 + i / 7) % 1.0
            rise = height * (0.25 + 0.75 * p)
            u = np.linspace(0, 1, 11)
            drift = 16 * np.sin(u * 4.6 - t * 1.7 + i * 1.9) * (0.25 + u) + 26 * (p - 0.5) * u * (1 if i % 2 else -1) + 10 * math.sin(i * 3.1)
            px = x + (i - 3) * width * 0.16 + drift * (0.6 + 0.7 * u)
            py = y - rise * (0.04 + 0.96 * u) - height * 0.06 * p
            w = width * (0.05 + 0.17 * u) * (0.7 + 0.6 * math.sin(i * 2.3 + 1))
            fade = math.sin(math.pi * p) * 0.42 * strength
            top = float(py.min())
            ink.fill(ribbon(np.stack([px, py], 1), np.abs(w) + 1.5), Linear(0, y, 0, top, [(0, white, 0.0), (0.18, white, fade), (0.6, white, fade * 0.7), (1, white, 0.0)]))


def cup(ink: Ink, light: Light, t: float, colour: Any) -> None:
    """A full cup on its saucer."""
    china = colour if colour is not None else "#f1ebe2"
    contact(ink, light, 190, y=8)
    ink.fill(ellipse(0, 0, 214, 50), round_fill(light, -214, 214, china))
    ink.fill(ellipse(0, -7, 208, 46), round_fill(light, -208, 208, mix(china, (255, 255, 255), 0.25)))
    ink.fill(ellipse(0, -6, 140, 28), Linear(-140, 0, 140, 0, [(0, light.shade(china, 0.7), 1), (1, light.shade(china, 0.2), 1)]), 0.7)
    ink.glow(-_side(light) * 36, -8, 150, light.shade("#5a4030", 0), 0.55, squash=0.2, blend=0)
    s = -1.0
    handle = ribbon([(s * 118, -178), (s * 186, -190), (s * 208, -142), (s * 172, -92), (s * 98, -72)], [13, 14, 14, 13, 12])
    ink.fill(handle, Linear(0, -200, 0, -60, [(0, light.shade(china, 0.95), 1), (1, light.shade(china, 0.05), 1)]))
    body = smooth([(-142, -226), (-139, -160), (-116, -80), (-74, -24), (-52, -10), (0, -4), (52, -10), (74, -24), (116, -80), (139, -160), (142, -226), (0, -214)])
    ink.fill(body, round_fill(light, -142, 142, china, gloss=0.35))
    with ink.clipped(body):
        dark = light.shade("#6a5040", 0.0)
        ink.fill(rect(-150, -100, 300, 110), Linear(0, -100, 0, 4, [(0, dark, 0), (1, dark, 0.55)]))
    ink.fill(ellipse(0, -226, 142, 36), light.shade(mix(china, (255, 255, 255), 0.3), 0.9))
    inside = ellipse(0, -224, 132, 31)
    ink.fill(inside, Linear(0, -256, 0, -196, [(0, light.shade(china, 0.1), 1), (1, light.shade(china, 0.6), 1)]))
    with ink.clipped(inside):
        ink.fill(ellipse(0, -214, 126, 27), Radial(0, -214, 126, [(0, light.shade("#4a2611", 0.75), 1), (0.75, light.shade("#5b3016", 0.85), 1), (0.9, light.shade("#a8703c", 1.0), 1), (1, light.shade("#7a4a22", 0.6), 1)], 27 / 126))
        swirl = 0.06 * math.sin(t * 0.6)
        for k in range(3):
            ink.stroke(smooth([(-74 + 16 * k, -215 - 3 * k + swirl * 40), (-10, -222 + 4 * k), (62 - 12 * k, -213 + 3 * k), (14, -205 + k)], closed=False), 3.4 - k, light.shade("#c18a55", 1.0), 0.55)
        ink.glow(_side(light) * 52, -219, 58, light.sun_colour, 0.55, squash=0.22)
    ink.fill(smooth([(_side(light) * 104, -196), (_side(light) * 112, -196), (_side(light) * 96, -100), (_side(light) * 88, -92)]), (255, 255, 255), 0.42 * min(1, float(light.key.max()) + 0.2))
    steam(ink, light, t, y=-222, height=370, width=110)


def bowl(ink: Ink, light: Light, t: float, colour: Any) -> None:
    """A bowl of noodles with toppings."""
    glaze = colour if colour is not None else "#35506b"
    contact(ink, light, 200, y=6)
    body = smooth([(-212, -168), (-196, -100), (-140, -36), (-72, -8), (0, -2), (72, -8), (140, -36), (196, -100), (212, -168), (0, -150)])
    ink.fill(body, round_fill(light, -212, 212, glaze, gloss=0.5))
    ink.fill(ellipse(0, -168, 212, 56), light.shade(mix(glaze, (255, 255, 255), 0.4), 0.9))
    inner = ellipse(0, -165, 200, 50)
    ink.fill(inner, light.shade("#b9742f", 0.75))
    with ink.clipped(inner):
        rng = np.random.default_rng(2)
        for _ in range(34):
            x, y = rng.normal(0, 80), -166 + rng.normal(0, 17)
            points = [(x - 60, y), (x - 20, y + rng.normal(0, 13)), (x + 24, y + rng.normal(0, 13)), (x + 66, y)]
            ink.stroke(smooth(points, closed=False), 7, light.shade("#d9a24f", 0.35))
            ink.stroke(smooth(points, closed=False), 4.4, light.shade("#f4d38c", 0.95))
        for x, y in ((-92, -172), (-70, -158)):
            ink.fill(ellipse(x, y, 44, 22, 0.2), light.shade("#f9f3e6", 0.95))
            ink.fill(ellipse(x + 4, y, 22, 11, 0.2), light.shade("#f2a12b", 1.0))
        for i in range(26):
            ink.fill(ellipse(70 + rng.normal(0, 34), -172 + rng.normal(0, 13), 6, 3, rng.random() * 3), light.shade(("#4f9a3c", "#7cc25a")[i % 2], 0.9))
        ink.fill(polygon([(20, -204), (70, -214), (84, -160), (36, -150)]), light.shade("#26352c", 0.6))
    for dx in (0, 22):
        ink.stroke(polygon([(96 + dx, -176), (280 + dx * 1.4, -330)], closed=False), 8, light.shade("#7a2f22", 0.75))
    steam(ink, light, t, y=-176, height=360, width=150)


def bottle(ink: Ink, light: Light, t: float, colour: Any) -> None:
    """A glass flacon with a metal cap; a highlight travels slowly across it."""
    glass = colour if colour is not None else "#c98a4a"
    contact(ink, light, 120)
    body = rect(-118, -290, 236, 290, 30)
    ink.fill(body, round_fill(light, -118, 118, glass, gloss=0.65))
    with ink.clipped(body):
        liquid = mix(light.shade(glass, 0.9), light.sun_colour, 0.25)
        ink.fill(rect(-102, -236, 204, 222, 18), Linear(0, -236, 0, -14, [(0, liquid, 0.55), (1, light.shade(glass, 0.15), 0.75)]))
        ink.fill(ellipse(0, -236, 102, 10), mix(liquid, (255, 255, 255), 0.4), 0.6)
        x = -150 + (t * 46) % 300
        ink.fill(polygon([(x, -300), (x + 26, -300), (x - 34, 10), (x - 60, 10)]), (255, 255, 255), 0.16)
        ink.fill(rect(_side(light) * 92 - 7, -270, 14, 250, 7), (255, 255, 255), 0.42)
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
    for top, low, w0, w1 in ((-420, -306, 52, 62), (-128, -8, 62, 54)):
        strap = polygon([(-w0, top), (w0, top), (w1, low), (-w1, low)])
        ink.fill(strap, round_fill(light, -64, 64, leather))
        for s in (-1, 1):
            ink.stroke(polygon([(s * (w0 - 9), top + 6), (s * (w1 - 9), low - 4)], closed=False), 2.2, light.shade("#d2b48a", 0.7), 0.8)
    cy = -216
    ink.fill(rect(112, cy - 16, 26, 32, 6), round_fill(light, 112, 138, "#c3c7cc"))
    ink.fill(ellipse(0, cy, 124), Linear(-124, cy - 124, 124, cy + 124, [(0, light.shade("#f3f4f6", 1), 1), (0.5, light.shade("#8d939b", 0.4), 1), (1, light.shade("#e6e8eb", 0.9), 1)]))
    ink.fill(ellipse(0, cy, 106), Radial(-20, cy - 30, 150, [(0, light.shade("#2d3a52", 0.9), 1), (1, light.shade("#0f1624", 0.3), 1)]))
    for i in range(12):
        a = i * math.pi / 6
        c, s = math.cos(a), math.sin(a)
        w = 5 if i % 3 == 0 else 2.6
        ink.stroke(polygon([(c * 84, cy + s * 84), (c * 96, cy + s * 96)], closed=False), w, light.shade("#e9d9b0", 1.0))
    seconds = t % 60
    for turn, length, w, tone in ((10.15 + seconds / 3600, 52, 7, "#f3ead2"), ((9.2 + seconds / 60) * 0.2 * 5 / 5, 78, 5, "#f3ead2"), (seconds / 60 * 12, 88, 2.2, "#e0523c")):
        a = turn / 12 * 2 * math.pi - math.pi / 2
        ink.stroke(polygon([(-math.cos(a) * 14, cy - math.sin(a) * 14), (math.cos(a) * length, cy + math.sin(a) * length)], closed=False), w, light.shade(tone, 1.0))
    ink.fill(ellipse(0, cy, 6), light.shade("#e9d9b0", 1.0))
    with ink.clipped(ellipse(0, cy, 106)):
        x = -200 + (t * 52) % 420
        ink.fill(polygon([(x, cy - 130), (x + 50, cy - 130), (x - 30, cy + 130), (x - 80, cy + 130)]), (255, 255, 255), 0.12)


def phone(ink: Ink, light: Light, t: float, colour: Any) -> None:
    """A phone standing upright with a moving picture on its screen."""
    shell = colour if colour is not None else "#24262c"
    contact(ink, light, 110)
    ink.fill(rect(-106, -430, 212, 430, 30), round_fill(light, -106, 106, shell, gloss=0.6))
    screen = rect(-96, -420, 192, 410, 22)
    ink.fill(screen, Linear(-96, -420, 96, -10, [(0, (58, 44, 148), 1), (0.5, (206, 74, 140), 1), (1, (255, 170, 92), 1)]))
    with ink.clipped(screen):
        for i in range(5):
            a = t * 0.7 + i * 1.3
            ink.glow(60 * math.sin(a), -215 + 130 * math.cos(a * 0.8), 90, ((255, 214, 120), (120, 200, 255), (255, 120, 170))[i % 3], 0.5)
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
            x = -224 + 24 * int(rng.integers(0, 4))
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
        page = smooth([(0, -14), (s * 80, -92), (s * 200, -104), (s * 302, -66), (s * 308, -12), (s * 200, -30), (s * 80, -18)])
        lit = 1.0 if s == -_side(light) else 0.72
        ink.fill(page, Linear(0, 0, s * 308, 0, [(0, light.shade("#cdbfa8", 0.2), 1), (0.16, light.shade("#f3ead9", lit), 1), (1, light.shade("#fbf4e6", lit), 1)]))
        for i in range(7):
            y = -84 + i * 9.5
            ink.stroke(smooth([(s * 52, y + 26), (s * 140, y - 2), (s * 270, y + 22)], closed=False), 2.2, light.shade("#6d6257", 0.5), 0.55)
    p = (t / 3.2) % 1.0
    a = math.pi * (p * p * (3 - 2 * p))
    tip = (math.cos(a) * 300, -50 - math.sin(a) * 210)
    leaf = smooth([(0, -14), (tip[0] * 0.4, tip[1] * 0.72 - 60 * math.sin(a)), tip, (tip[0] * 0.96, tip[1] + 44), (tip[0] * 0.36, tip[1] * 0.4 - 14)])
    ink.fill(leaf, Linear(0, 0, tip[0], 0, [(0, light.shade("#d8cbb6", 0.3), 1), (1, light.shade("#fffaf0", 0.95), 1)]))


def candle(ink: Ink, light: Light, t: float, colour: Any) -> None:
    """Three candles whose flames lean and flicker together with their light."""
    wax = colour if colour is not None else "#efe2c8"
    for x, tall, w, k in ((-120, 170, 50, 0), (112, 130, 58, 1), (0, 268, 54, 2)):
        with ink.moved(x, 0 if k == 2 else 6):
            contact(ink, light, w * 1.1)
            ink.fill(rect(-w, -tall, 2 * w, tall, 12), round_fill(light, -w, w, wax))
            ink.fill(ellipse(0, -tall + 4, w, 12), light.shade("#fff3d8", 0.9))
            warm = Linear(0, -tall, 0, -tall + 110, [(0, (255, 196, 110), 0.75), (1, (255, 170, 80), 0)])
            ink.fill(rect(-w, -tall, 2 * w, 120, 10), warm)
            flame(ink, t + k * 1.7, 0, -tall - 12, 76)


def flame(ink: Ink, t: float, x: float, y: float, h: float) -> None:
    """One flame with its glow."""
    flick = 1 + 0.06 * math.sin(t * 11) + 0.05 * math.sin(t * 17.3 + 1)
    lean = h * (0.07 * math.sin(t * 2.3) + 0.04 * math.sin(t * 5.9))
    ink.stroke(polygon([(x, y + 12), (x + 1, y - 4)], closed=False), 3, (40, 26, 22))
    ink.glow(x, y - h * 0.4, h * 4.6 * flick, (255, 150, 60), 0.34)
    ink.glow(x, y - h * 0.4, h * 1.5 * flick, (255, 190, 100), 0.6)
    outer = smooth([(x, y), (x - h * 0.20, y - h * 0.26), (x - h * 0.10 + lean * 0.5, y - h * 0.66 * flick), (x + lean, y - h * 1.06 * flick), (x + h * 0.13 + lean * 0.5, y - h * 0.62 * flick), (x + h * 0.20, y - h * 0.24)])
    ink.fill(outer, Linear(0, y, 0, y - h * flick, [(0, (120, 150, 255), 0.5), (0.22, (255, 170, 60), 0.95), (0.7, (255, 214, 110), 1), (1, (255, 240, 190), 0.9)]))
    ink.fill(smooth([(x, y - h * 0.06), (x - h * 0.10, y - h * 0.26), (x + lean * 0.5, y - h * 0.66 * flick), (x + h * 0.10, y - h * 0.24)]), (255, 250, 226), 0.95)


def vase(ink: Ink, light: Light, t: float, colour: Any) -> None:
    """A vase of flowers that breathe in the draught."""
    bloom = colour if colour is not None else "#d9536a"
    contact(ink, light, 110)
    stems = [(-110, -430), (-52, -500), (10, -520), (70, -470), (124, -410), (-10, -420), (50, -400)]
    heads = []
    for i, (x, y) in enumerate(stems):
        sway = 7 * math.sin(t * 0.9 + i * 1.3)
        ink.stroke(smooth([(x * 0.14, -170), (x * 0.5, (y - 170) / 2), (x + sway, y)], closed=False), 6, light.shade("#4c7a3a", 0.6))
        leaf = smooth([(x * 0.4, -250), (x * 0.4 + (50 if x > 0 else -50), -300), (x * 0.5 + (86 if x > 0 else -86), -330), (x * 0.4 + (36 if x > 0 else -36), -270)])
        ink.fill(leaf, light.shade("#5d8f45", 0.4 + 0.5 * (x * _side(light) > 0)))
        heads.append((x + sway, y))
    for i, (x, y) in enumerate(heads):
        tone = mix(bloom, ("#ffffff", "#f4b04a", "#7a2f6b")[i % 3], (0.0, 0.35, 0.2)[i % 3])
        for ring, (count, r) in enumerate(((8, 50), (7, 36), (5, 22))):
            a = np.linspace(0, 2 * math.pi, count, endpoint=False) + ring * 0.4 + i
            petals = [ellipse(x + math.cos(v) * r * 0.62, y + math.sin(v) * r * 0.55, r * 0.62, r * 0.44, v) for v in a]
            ink.fill(join(petals), light.shade(tone, 0.25 + 0.33 * ring))
        ink.fill(ellipse(x, y, 10, 9), light.shade("#f2c95a", 0.95))
    body = smooth([(-56, -210), (-44, -180), (-92, -110), (-84, -36), (-50, -6), (0, 0), (50, -6), (84, -36), (92, -110), (44, -180), (56, -210), (0, -204)])
    ink.fill(body, round_fill(light, -94, 94, "#dfe6ea", gloss=0.5))


def burger(ink: Ink, light: Light, t: float, colour: Any) -> None:
    """A tall burger on a board."""
    contact(ink, light, 210)
    ink.fill(rect(-260, -20, 520, 28, 12), round_fill(light, -260, 260, "#7a5130"))
    layers = (("#d99a4e", -66, 52, 176), ("#5d9c3a", -92, 26, 196), ("#5b3322", -142, 56, 184), ("#f2b632", -156, 22, 192), ("#c8392c", -186, 34, 178), ("#6fae45", -206, 24, 190))
    for colour_of, y, h, w in layers:
        ink.fill(rect(-w, y, 2 * w, h, h * 0.48), round_fill(light, -w, w, colour_of))
    frill = [(-200 + i * 20, -196 + (12 if i % 2 else -4)) for i in range(21)]
    ink.fill(smooth([*frill, (190, -206), (-190, -206)]), light.shade("#86c352", 0.85))
    cheese = polygon([(-190, -154), (190, -154), (120, -118), (60, -150), (-40, -112), (-110, -150)])
    ink.fill(cheese, light.shade("#f7c23c", 0.85))
    bun = smooth([(-182, -206), (-176, -262), (-112, -322), (0, -344), (112, -322), (176, -262), (182, -206), (0, -198)])
    ink.fill(bun, Radial(_side(light) * 60, -310, 260, [(0, light.shade("#f0b765", 1.0), 1), (0.6, light.shade("#c97f36", 0.6), 1), (1, light.shade("#8a4c1f", 0.2), 1)]))
    rng = np.random.default_rng(8)
    for _ in range(34):
        a, r = rng.random() * math.pi, 0.35 + 0.6 * rng.random()
        ink.fill(ellipse(math.cos(a) * 160 * r, -212 - math.sin(a) * 116 * r, 7, 4, rng.random() * 3), light.shade("#fbe9c6", 0.95))
    steam(ink, light, t, y=-330, height=200, width=110, strength=0.5)


def cake(ink: Ink, light: Light, t: float, colour: Any) -> None:
    """A layered cake with lit candles."""
    icing = colour if colour is not None else "#f3c6cf"
    contact(ink, light, 220)
    ink.fill(ellipse(0, 0, 250, 46), round_fill(light, -250, 250, "#e9e6e2"))
    for y, h, w in ((-150, 150, 190), (-262, 116, 136)):
        ink.fill(rect(-w, y, 2 * w, h + 20, 16), round_fill(light, -w, w, icing))
        ink.fill(ellipse(0, y, w, w * 0.17), light.shade(mix(icing, (255, 255, 255), 0.55), 0.95))
        for i in range(11):
            x = -w + 2 * w * (i + 0.5) / 11
            ink.fill(ellipses([(x, y + 10), (x, y + 24 + 12 * (i % 3))], [w / 10, w / 15]), light.shade("#fffaf2", 0.8))
    for i in range(5):
        x = -84 + 42 * i
        ink.fill(rect(x - 5, -330, 10, 70), light.shade(("#58a7d6", "#f2c14e", "#7bc47f")[i % 3], 0.85))
        flame(ink, t + i * 0.9, x, -334, 34)


def shoe(ink: Ink, light: Light, t: float, colour: Any) -> None:
    """A running shoe in profile, floating a little."""
    tone = colour if colour is not None else "#e2503c"
    lift = 14 + 8 * math.sin(t * 1.4)
    contact(ink, light, 250)
    with ink.moved(0, -lift, turn=-0.05):
        sole = smooth([(-288, -40), (-292, -12), (-200, 0), (0, -6), (200, 0), (292, -14), (300, -48), (220, -62), (0, -56), (-200, -64)])
        ink.fill(sole, round_fill(light, -292, 300, "#f2efe9"))
        upper = smooth([(-276, -54), (-282, -150), (-258, -232), (-206, -244), (-150, -206), (-60, -186), (30, -156), (130, -116), (240, -96), (288, -64), (200, -56), (0, -54), (-180, -56)])
        ink.fill(upper, Linear(0, -244, 0, -50, [(0, light.shade(tone, 1.0), 1), (0.6, light.shade(tone, 0.55), 1), (1, light.shade(tone, 0.1), 1)]))
        with ink.clipped(upper):
            ink.fill(smooth([(170, -40), (200, -120), (300, -110), (310, -40)]), light.shade(mix(tone, (255, 255, 255), 0.2), 0.8))
            ink.fill(smooth([(-290, -40), (-280, -130), (-230, -150), (-200, -40)]), light.shade(mix(tone, (20, 20, 30), 0.4), 0.5))
        ink.fill(smooth([(-190, -70), (-120, -84), (0, -98), (130, -104), (40, -122), (-80, -116)]), light.shade("#ffffff", 0.95))
        for i in range(5):
            x, y = -96 + i * 46, -192 + i * 17
            ink.stroke(polygon([(x, y), (x + 42, y + 34)], closed=False), 8, light.shade("#faf7f2", 0.95))
        ink.fill(smooth([(-262, -226), (-206, -240), (-158, -204), (-180, -196), (-236, -204)]), light.shade("#2a2430", 0.3))


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
        ink.stroke(polygon([(math.cos(a) * 20, -116 + math.sin(a) * 20), (math.cos(a) * 42, -116 + math.sin(a) * 42)], closed=False), 6, rgb("#ffd9a0"))
        x = -190 + (t * 56) % 420
        with ink.clipped(rect(-132, -330, 264, 330, 44)):
            ink.fill(polygon([(x, -340), (x + 40, -340), (x - 30, 10), (x - 70, 10)]), (255, 255, 255), 0.13)
        ink.fill(rect(_side(light) * 104 - 6, -296, 12, 250, 6), (255, 255, 255), 0.30)


THINGS: dict[str, Thing] = {
    "cup": cup, "bowl": bowl, "bottle": bottle, "watch": watch, "phone": phone, "laptop": laptop, "book": book, "candle": candle,
    "vase": vase, "burger": burger, "cake": cake, "shoe": shoe, "product": product,
}  # fmt: skip
__all__ = ["THINGS", "contact", "flame", "polygons", "round_fill", "steam"]
