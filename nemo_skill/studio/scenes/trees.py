"""Trees and undergrowth: conifers, broadleaves, palms, birches, bamboo, cherry, acacia, cactus."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from nemo_skill.studio.scenes.ink import Ink, Linear, Path, ellipse, ellipses, join, polygon, polygons, ribbon, smooth
from nemo_skill.studio.scenes.light import Light, mix

Random = np.random.Generator
Tree = Callable[[Ink, Light, Random, float, float, float, float, bool], None]


def _side(light: Light) -> float:
    return 1.0 if light.sun[0] > 0.5 else -1.0


def conifer(ink: Ink, light: Light, rng: Random, x: float, base: float, h: float, depth: float, snow: bool) -> None:
    """Spruce, fir or slender pine: drooping boughs in irregular tiers."""
    kind = rng.integers(0, 3)
    half = h * (0.21, 0.165, 0.26)[kind] * (0.9 + 0.25 * rng.random())
    tiers = max(4, int((7, 9, 6)[kind] * (0.75 + min(1.0, h / 420) * 0.4)))
    lean = rng.normal(0, 0.012) * h
    trunk = light.shade("#3d2c2a", 0.3, depth)
    ink.fill(polygon([(x - h * 0.016, base + 3), (x + h * 0.016, base + 3), (x + lean, base - h * 0.9)]), trunk)
    left: list[tuple[float, float]] = []
    right: list[tuple[float, float]] = []
    caps: list[Path] = []
    lit: list[Path] = []
    side = _side(light)
    for i in range(tiers):
        u = (i + 1) / tiers
        y0 = base - h + h * 0.9 * (i / tiers) ** 0.95
        y1 = base - h + h * 0.93 * u**0.95 * (0.985 + 0.03 * rng.random())
        cx = x + lean * (1 - u)
        for points, s in ((left, -1), (right, 1)):
            reach = half * u**0.85 * (0.80 + 0.36 * rng.random())
            droop = h * 0.028 * (0.4 + rng.random())
            points += [
                (cx + s * reach * 0.60, y1 - h * 0.030),
                (cx + s * reach, y1 + droop),
                (cx + s * reach * 0.72, y1 + droop * 0.3),
                (cx + s * reach * 0.34, y1 - h * 0.012),
            ]
            bough = [
                (cx + s * reach * 0.1, y0 + (y1 - y0) * 0.35),
                (cx + s * reach * 0.62, y1 - h * 0.032),
                (cx + s * reach * 0.99, y1 + droop * 0.9),
                (cx + s * reach * 0.55, y1 - h * 0.004),
                (cx + s * reach * 0.15, y0 + (y1 - y0) * 0.72),
            ]
            if s == side:
                lit.append(polygon(bough))
            if snow and rng.random() < 0.85:
                caps.append(smooth([(px, py - h * 0.006) for px, py in bough]))
    outline = [(x + lean, base - h), *right, *left[::-1]]
    dark, bright = light.shade("#1d3b33", 0.12, depth), light.shade("#2f5a47", 0.55, depth)
    body = polygon(outline)
    ink.fill(body, Linear(0, base - h, 0, base, [(0, bright, 1), (0.75, dark, 1), (1, mix(dark, light.haze, 0.12), 1)]))
    with ink.clipped(body):
        ink.fill(join(lit), light.shade("#547f55", 1.0, depth), 0.5)
        if snow:
            ink.fill(join(caps), light.shade("#dfe8f6", 0.42, depth), 0.62)
    if snow:
        with ink.clipped(
            polygon([(x, base - h * 1.1), (x + side * h, base - h * 1.1), (x + side * h, base), (x, base)])
        ):
            warm = mix(
                light.shade("#ffffff", 1.0, depth * 0.9),
                light.sun_colour,
                0.42 * min(1.0, light.glow) * (1 - light.moon),
            )
            ink.fill(join(caps), warm, 0.62)


def _blobs(rng: Random, x: float, y: float, w: float, h: float, count: int, size: float) -> np.ndarray:
    angle = rng.random(count) * 2 * math.pi
    radius = np.sqrt(rng.random(count)) * 0.92
    px, py = x + np.cos(angle) * radius * w, y + np.sin(angle) * radius * h
    r = size * (0.55 + 0.6 * rng.random(count)) * (1.08 - 0.45 * radius)
    return np.stack([px, py, r], 1)


def crown(
    ink: Ink,
    light: Light,
    rng: Random,
    x: float,
    y: float,
    w: float,
    h: float,
    depth: float,
    tones: tuple[str, str, str],
    *,
    density: float = 1.0,
) -> None:
    """A leafy crown: a dark mass, a middle tone shifted to the sun, bright clusters at the sun's edge."""
    side = _side(light)
    count = int(40 * density)
    mass = _blobs(rng, x, y, w, h, count, min(w, h) * 0.40)
    outline = ellipses(mass[:, :2], mass[:, 2])
    low, high = light.shade(tones[0], 0.1, depth), light.shade(tones[0], 0.5, depth)
    ink.fill(outline, Linear(0, y - h, 0, y + h, [(0, high, 1), (1, low, 1)]))
    for tone, lit, shift, shrink, share in (
        (mix(tones[0], tones[1], 0.6), 0.5, 0.10, 0.80, 1.0),
        (tones[1], 0.75, 0.20, 0.58, 0.8),
        (mix(tones[1], tones[2], 0.75), 0.95, 0.30, 0.34, 0.55),
    ):
        chosen = mass[rng.random(count) < share]
        centre = chosen[:, :2] + np.stack([np.full(len(chosen), side), np.full(len(chosen), -0.9)], 1) * (
            chosen[:, 2:] * shift * 1.6
        )
        with ink.clipped(outline):
            ink.fill(ellipses(centre, chosen[:, 2] * shrink), light.shade(tone, lit, depth), 0.62)
    leaves = _blobs(rng, x, y, w * 1.12, h * 1.12, int(120 * density), max(1.4, min(w, h) * 0.05))
    bright = (leaves[:, 0] - x) * side * 0.7 - (leaves[:, 1] - y) > 0
    ink.fill(ellipses(leaves[~bright, :2], leaves[~bright, 2]), light.shade(tones[0], 0.3, depth), 0.9)
    ink.fill(ellipses(leaves[bright, :2], leaves[bright, 2]), light.shade(tones[2], 1.0, depth), 0.85)


def _trunk(
    ink: Ink,
    light: Light,
    rng: Random,
    x: float,
    base: float,
    h: float,
    width: float,
    depth: float,
    bark: str,
    *,
    branches: int = 4,
    spread: float = 0.42,
) -> list[tuple[float, float]]:
    bend = rng.normal(0, 0.05) * h
    spine = [(x, base + 4), (x + bend * 0.3, base - h * 0.3), (x + bend * 0.6, base - h * 0.62), (x + bend, base - h)]
    trunk = ribbon(spine, [width * 1.5, width, width * 0.8, width * 0.45])
    limbs, ends = [trunk], [(x + bend, base - h)]
    for i in range(branches):
        u = 0.5 + 0.42 * i / max(1, branches)
        s = -1 if i % 2 else 1
        start = (x + bend * u, base - h * u)
        tip = (start[0] + s * h * spread * (0.5 + 0.5 * rng.random()), start[1] - h * (0.16 + 0.2 * rng.random()))
        middle = ((start[0] + tip[0]) / 2 + s * h * 0.02, (start[1] + tip[1]) / 2 + h * 0.035)
        limbs.append(ribbon([start, middle, tip], [width * 0.55, width * 0.36, width * 0.15]))
        ends.append(tip)
    dark, lit = light.shade(bark, 0.15, depth), light.shade(bark, 0.9, depth)
    stops = [(0, dark, 1), (1, lit, 1)] if _side(light) > 0 else [(0, lit, 1), (1, dark, 1)]
    for limb in limbs:
        ink.fill(limb, Linear(x - width * 1.3, 0, x + width * 1.3, 0, stops))
    return ends


_GREENS = (("#234a2c", "#3f7a3c", "#7fae4e"), ("#2a5033", "#4d8544", "#93b860"), ("#1f4536", "#387353", "#6ba873"))
_AUTUMN = (("#7a2e1c", "#b9502a", "#e8963e"), ("#8a4a1a", "#cc7d2c", "#f2bd55"), ("#6b2420", "#a43c2c", "#dd6f45"))
_JUNGLE = (("#123a2b", "#1f6041", "#4e9a58"), ("#0f3330", "#1d5a4a", "#46936a"))
_CHERRY = (("#b5677f", "#e69ab0", "#ffd9e0"), ("#a85b78", "#dd8ba6", "#ffcdd9"))


def _leafy(tones: tuple[tuple[str, str, str], ...], bark: str, wide: float) -> Tree:
    def tree(ink: Ink, light: Light, rng: Random, x: float, base: float, h: float, depth: float, snow: bool) -> None:
        tone = tones[rng.integers(0, len(tones))]
        ends = _trunk(ink, light, rng, x, base, h * 0.62, h * 0.028, depth, bark)
        top = ends[0]
        for cx, cy in ends[1:]:
            crown(ink, light, rng, cx, cy - h * 0.03, h * wide * 0.52, h * 0.15, depth, tone, density=0.55)
        crown(ink, light, rng, top[0], top[1] - h * 0.12, h * wide, h * 0.24, depth, tone)

    return tree


broadleaf = _leafy(_GREENS, "#4b3a2e", 0.30)
maple = _leafy(_AUTUMN, "#4a3428", 0.30)
jungle = _leafy(_JUNGLE, "#3c3a30", 0.34)


def cherry(ink: Ink, light: Light, rng: Random, x: float, base: float, h: float, depth: float, snow: bool) -> None:
    """A cherry tree in blossom: dark crooked limbs under wide pink clouds."""
    tone = _CHERRY[rng.integers(0, 2)]
    ends = _trunk(ink, light, rng, x, base, h * 0.66, h * 0.036, depth, "#4a3136", branches=6, spread=0.62)
    for i, (cx, cy) in enumerate([*ends[1:], ends[0]]):
        crown(ink, light, rng, cx, cy - h * 0.04, h * (0.20 + 0.06 * (i % 3)), h * 0.13, depth, tone, density=0.9)


def bare(ink: Ink, light: Light, rng: Random, x: float, base: float, h: float, depth: float, snow: bool) -> None:
    """A leafless winter tree."""
    ends = _trunk(ink, light, rng, x, base, h * 0.8, h * 0.022, depth, "#463a3c", branches=8, spread=0.34)
    colour = light.shade("#463a3c", 0.35, depth)
    for cx, cy in ends:
        for _ in range(4):
            a = -math.pi / 2 + rng.normal(0, 0.8)
            length = h * (0.06 + 0.09 * rng.random())
            ink.stroke(
                polygon([(cx, cy), (cx + math.cos(a) * length, cy + math.sin(a) * length)], closed=False),
                max(0.8, h * 0.005),
                colour,
            )


def birch(ink: Ink, light: Light, rng: Random, x: float, base: float, h: float, depth: float, snow: bool) -> None:
    """A pale slim trunk with dark marks."""
    width = h * 0.016
    spine = [(x, base + 4), (x + rng.normal(0, 0.01) * h, base - h * 0.5), (x + rng.normal(0, 0.02) * h, base - h)]
    ink.fill(ribbon(spine, [width * 1.3, width, width * 0.6]), light.shade("#d8d3c8", 0.6, depth))
    for _ in range(12):
        y = base - h * rng.random() * 0.95
        ink.fill(
            ellipse(x + rng.normal(0, width * 0.3), y, width * 0.5, h * 0.003), light.shade("#3a3230", 0.3, depth), 0.8
        )
    tone = _AUTUMN[1]
    crown(ink, light, rng, x, base - h * 0.88, h * 0.12, h * 0.2, depth, tone, density=0.6)


def palm(ink: Ink, light: Light, rng: Random, x: float, base: float, h: float, depth: float, snow: bool) -> None:
    """A leaning palm with feathered fronds."""
    lean = h * (0.12 + 0.16 * rng.random()) * (1 if rng.random() < 0.6 else -1)
    spine = [(x, base + 4), (x + lean * 0.2, base - h * 0.35), (x + lean * 0.55, base - h * 0.7), (x + lean, base - h)]
    ink.fill(ribbon(spine, [h * 0.026, h * 0.018, h * 0.015, h * 0.012]), light.shade("#6b5138", 0.5, depth))
    top = (x + lean, base - h)
    for i in range(11):
        a = math.pi * (1.05 + 0.9 * i / 10) + rng.normal(0, 0.06)
        length = h * (0.34 + 0.08 * rng.random())
        dx, dy = math.cos(a), math.sin(a)
        u = np.linspace(0, 1, 8)
        px, py = top[0] + dx * length * u, top[1] + dy * length * 0.55 * u + length * 0.62 * u**2.2
        frond = ribbon(np.stack([px, py], 1), length * 0.07 * np.sin(np.pi * np.clip(u + 0.08, 0, 1)) + 0.6)
        ink.fill(
            frond, light.shade(("#1f4a2c", "#2f6b3a", "#4f8f45")[i % 3], 0.3 + 0.5 * (dx * _side(light) > 0), depth)
        )
    ink.fill(
        ellipses([(top[0] - 4, top[1] + 6), (top[0] + 6, top[1] + 8)], [h * 0.014] * 2),
        light.shade("#5b4326", 0.4, depth),
    )


def bamboo(ink: Ink, light: Light, rng: Random, x: float, base: float, h: float, depth: float, snow: bool) -> None:
    """One tall culm with joints and drooping leaves."""
    width = h * (0.009 + 0.006 * rng.random())
    lean = rng.normal(0, 0.03) * h
    dark, lit = light.shade("#3f6a3a", 0.2, depth), light.shade("#9cbf62", 1.0, depth)
    body = polygon(
        [
            (x - width, base + 6),
            (x + width, base + 6),
            (x + lean + width * 0.6, base - h),
            (x + lean - width * 0.6, base - h),
        ]
    )
    ink.fill(body, Linear(x - width, 0, x + width, 0, [(0, dark, 1), (0.6, lit, 1), (1, dark, 1)]))
    joints = int(h / 70)
    for i in range(1, joints):
        u = i / joints
        y, cx = base - h * u, x + lean * u
        ink.fill(ellipse(cx, y, width * 1.25, width * 0.35), mix(dark, lit, 0.7))
        if u > 0.35 and rng.random() < 0.75:
            for _ in range(3):
                a = rng.choice([-1, 1]) * (0.2 + 0.7 * rng.random())
                ex, ey = cx + math.copysign(h * 0.07, a) * (0.6 + rng.random()), y + h * (0.01 + 0.05 * rng.random())
                leaf = smooth(
                    [(cx, y), ((cx + ex) / 2, (y + ey) / 2 - h * 0.012), (ex, ey), ((cx + ex) / 2, (y + ey) / 2 + 2)]
                )
                ink.fill(
                    leaf, light.shade(("#4f8a3f", "#77a94f")[int(rng.integers(0, 2))], 0.4 + 0.5 * rng.random(), depth)
                )


def acacia(ink: Ink, light: Light, rng: Random, x: float, base: float, h: float, depth: float, snow: bool) -> None:
    """The flat-topped tree of the savanna."""
    ends = _trunk(ink, light, rng, x, base, h * 0.72, h * 0.022, depth, "#4a3a2c", branches=5, spread=0.55)
    tone = ("#3d4a22", "#66712f", "#a09a48")
    for cx, cy in ends:
        crown(ink, light, rng, cx, min(cy, base - h * 0.72), h * 0.34, h * 0.055, depth, tone, density=0.7)


def cactus(ink: Ink, light: Light, rng: Random, x: float, base: float, h: float, depth: float, snow: bool) -> None:
    """A saguaro with raised arms."""
    dark, lit = light.shade("#33573b", 0.15, depth), light.shade("#6f9a57", 1.0, depth)
    w = h * 0.085
    side = _side(light)
    stops = [(0, dark, 1), (1, lit, 1)] if side > 0 else [(0, lit, 1), (1, dark, 1)]
    fill = Linear(x - w, 0, x + w, 0, stops)
    for s, at, up in ((-1, 0.42, 0.34), (1, 0.55, 0.28)):
        if rng.random() < 0.85:
            arm = [
                (x, base - h * at),
                (x + s * h * 0.16, base - h * at - 2),
                (x + s * h * 0.2, base - h * (at + 0.1)),
                (x + s * h * 0.2, base - h * (at + up)),
            ]
            ink.fill(ribbon(arm, [w * 0.6, w * 0.62, w * 0.62, w * 0.55]), fill)
    ink.fill(ribbon([(x, base + 4), (x, base - h * 0.5), (x, base - h * 0.94)], [w * 0.9, w, w * 0.85]), fill)


def tuft(
    ink: Ink, light: Light, rng: Random, x: float, base: float, h: float, depth: float, tones: tuple[str, str]
) -> None:
    """A tuft of grass."""
    blades = []
    for _ in range(int(5 + 5 * rng.random())):
        lean = rng.normal(0, 0.35) * h
        bx = x + rng.normal(0, h * 0.28)
        tall = h * (0.55 + 0.5 * rng.random())
        blades.append(
            [
                (bx - h * 0.035, base),
                (bx + lean * 0.35, base - tall * 0.6),
                (bx + lean, base - tall),
                (bx + lean * 0.35 + h * 0.06, base - tall * 0.55),
                (bx + h * 0.045, base),
            ]
        )
    dark, lit = light.shade(tones[0], 0.2, depth), light.shade(tones[1], 0.95, depth)
    ink.fill(polygons(blades), Linear(0, base - h, 0, base, [(0, lit, 1), (1, dark, 1)]))


SPECIES: dict[str, tuple[Tree, ...]] = {
    "conifer": (conifer,),
    "mixed": (conifer, broadleaf, broadleaf),
    "broadleaf": (broadleaf,),
    "birch": (birch,),
    "autumn": (maple, maple, birch),
    "winter": (conifer, conifer, bare),
    "jungle": (jungle, jungle, palm),
    "cherry": (cherry,),
    "bamboo": (bamboo,),
    "palm": (palm,),
    "acacia": (acacia,),
    "cactus": (cactus,),
    "bare": (bare,),
}
