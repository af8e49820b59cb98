"""What food and drink are served in: plates, bowls, boards, pans, glasses, seen at the angle of the camera.

A `Served` is where drawing has come to: the painter, the light, the angle, and the surface on which the next thing
lies. A vessel moves that surface; deep ones keep what lies in them inside of their rim.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from nemo_skill.studio.data import table
from nemo_skill.studio.scenes import sketches
from nemo_skill.studio.scenes.gloss import side_of
from nemo_skill.studio.scenes.ink import Ink, Linear, Path, ellipse, join, polygon, rect, ribbon, smooth
from nemo_skill.studio.scenes.light import Light, mix
from nemo_skill.studio.scenes.sketches import bulging, tone

_WHITE = (255, 255, 255)


@dataclass
class Served:
    """``flat``: how long depth looks (1 from right above), ``high``: how tall height looks; ``z`` and ``r``: the height
    and the radius of the present surface; ``rim``: the radius of the vessel's opening; ``wet``: a liquid's colour;
    ``tint``: the thing's own.
    """

    ink: Ink
    light: Light
    flat: float = 0.46
    high: float = 0.88
    z: float = 0.0
    r: float = 300.0
    rim: float = 0.0
    wet: str = ""
    tint: str = "#e8e4dc"

    def at(self, x: float, y: float, z: float = 0.0) -> tuple[float, float]:
        """A point of the surface (y towards the viewer, z above it), as drawn."""
        return x, y * self.flat - (self.z + z) * self.high

    def disc(self, r: float, z: float = 0.0, x: float = 0.0, y: float = 0.0) -> Path:
        """A circle that lies on the surface."""
        return ellipse(*self.at(x, y, z), r, r * self.flat)

    def wall(self, r: float, low: float, foot: float, z: float) -> Path:
        """The outside of a round body: from radius r at height ``low`` + z to radius foot at ``low``."""
        top, bottom = -(low + z) * self.high, -low * self.high
        lower = [(foot * math.cos(a), bottom + foot * self.flat * math.sin(a)) for a in _HALF]
        bulge = (r + foot) / 2 + (r - foot) * 0.26
        middle = bottom * 0.62 + top * 0.38
        sides = [(-bulge, middle), (-r, top)]
        upper = [(r * math.cos(a), top - r * self.flat * math.sin(a) * 0.2) for a in _HALF]
        if abs(r - foot) < 0.08 * r:
            return polygon([*lower, *sides[1:], (r, top)])
        return smooth([*lower, *sides, upper[len(upper) // 2], (r, top), (bulge, middle)])

    def round(self, colour: Any, r: float, gloss: float = 0.0) -> Linear:
        """Shading across a round body."""
        dark, mid, lit = (tone(self.light, colour, v) for v in (0.05, 0.5, 1.0))
        shine = mix(lit, self.light.sun_colour, gloss)
        stops = [(0.0, mid, 1), (0.12, dark, 1), (0.45, mid, 1), (0.72, lit, 1), (0.80, shine, 1), (1.0, mid, 1)]
        if side_of(self.light) < 0:
            stops = [(1 - u, c, a) for u, c, a in reversed(stops)]
        return Linear(-r, 0, r, 0, stops)

    def shadow(self, r: float, *, x: float = 0.0, y: float = 0.0, strength: float = 1.0) -> None:
        """The soft shade that a thing leaves on what it stands on."""
        px, py = self.at(x, y)
        away = -side_of(self.light)
        dark = tone(self.light, "#2a1a12", 0.0)
        self.ink.glow(px + away * r * 0.16, py + r * 0.07, r * 1.5, dark, 0.75 * strength, squash=self.flat, blend=0, core=0.35)  # fmt: skip  # noqa: E501
        self.ink.glow(px, py + r * 0.02, r * 1.1, dark, 0.7 * strength, squash=self.flat, blend=0, core=0.7)


_HALF = [math.pi * k / 10 for k in range(11)]
Args = Sequence[str]


def numbers(args: Args) -> list[float]:
    """The numbers among a part's words."""
    return [float(a) for a in args if a.lstrip("-").replace(".", "", 1).isdigit()]


def colours(args: Args, default: str = "#f2eee6") -> list[str]:
    """The colours among a part's words, one at least."""
    found = ["#" + "".join(2 * c for c in a[1:]) if len(a) == 4 else a for a in args if a.startswith("#")]
    return found or [default]


def plate(s: Served, args: Args) -> None:
    """plate colour r: a plate with a rim."""
    c, (r, *_) = colours(args)[0], numbers(args)
    s.shadow(r)
    ink, rim = s.ink, mix(c, _WHITE, 0.3)
    ink.fill(s.wall(r, s.z, r * 0.72, r * 0.07), tone(s.light, c, 0.1))
    ink.fill(s.disc(r, r * 0.07), s.round(c, r, 0.2))
    ink.stroke(s.disc(r * 0.992, r * 0.07), 3, tone(s.light, rim, 1.0), 0.9)
    side = side_of(s.light)
    well = [(0, tone(s.light, c, 0.35), 1), (1, tone(s.light, rim, 0.95), 1)]
    x0, x1 = (r * 0.7, -r * 0.7) if side > 0 else (-r * 0.7, r * 0.7)
    ink.fill(s.disc(r * 0.70, r * 0.05), Linear(x0, 0, x1, 0, well))
    ink.stroke(s.disc(r * 0.70, r * 0.05), 2.5, tone(s.light, c, 0.2), 0.5)
    s.z, s.r = s.z + r * 0.04, r * 0.66


def board(s: Served, args: Args) -> None:
    """board colour w d h: a slab with rounded corners."""
    c, (w, d, h, *_) = colours(args)[0], [*numbers(args), 26.0]
    ink = s.ink
    x, y = s.at(-w, d)
    s.ink.glow(x + w, y - d * s.flat + 12, w * 1.24, tone(s.light, "#2a1a12", 0.0), 0.8, squash=d / w * s.flat * 1.25, blend=0, core=0.55)  # fmt: skip  # noqa: E501
    top = y - 2 * d * s.flat - h * s.high
    ink.fill(rect(-w, top + h * s.high, 2 * w, 2 * d * s.flat, 30), s.round(mix(c, (30, 16, 8), 0.35), w))
    ink.fill(rect(-w, top, 2 * w, 2 * d * s.flat, 30), s.round(c, w, 0.12))
    for k in range(1, 6):
        row = top + 2 * d * s.flat * k / 6
        grain = [(-w * 0.94, row), (-w * 0.3, row + 4 * (k % 3 - 1)), (w * 0.3, row - 5), (w * 0.94, row + 3)]
        ink.stroke(smooth(grain, closed=False), 2, tone(s.light, c, 0.1), 0.25)
    s.z, s.r = s.z + h, min(w, d)


def bowl(s: Served, args: Args) -> None:
    """bowl colour r h [inside]: a deep bowl; what follows lies below its rim."""
    outer, *inner = colours(args)
    r, h, *_ = numbers(args)
    s.shadow(r * 0.72)
    ink = s.ink
    ink.fill(s.wall(r, s.z, r * 0.46, h), s.round(outer, r, 0.4))
    ink.fill(s.disc(r, h), tone(s.light, mix(outer, _WHITE, 0.4), 0.95))
    inside = inner[0] if inner else mix(outer, _WHITE, 0.25)
    down = [(0, tone(s.light, inside, 0.0), 1), (1, tone(s.light, inside, 0.8), 1)]
    (_, y), depth = s.at(0, 0, h), r * s.flat
    ink.fill(s.disc(r * 0.94, h), Linear(0, y - depth, 0, y + depth, down))
    s.rim, s.z, s.r = r * 0.94, s.z + h * 0.84, r * 0.86


def opening(s: Served) -> Path:
    """Where one sees what lies in the vessel: above its rim, and inside of it in front."""
    r, (x, y) = s.rim, s.at(0, 0, 6)
    lower = [(x + r * math.cos(a), y + r * s.flat * math.sin(a)) for a in _HALF]
    return polygon([*lower, (x - r, y - 900), (x + r, y - 900)])


def pan(s: Served, args: Args) -> None:
    """pan colour r: a shallow pan with its handle."""
    c, (r, *_) = colours(args, "#2a2a2e")[0], numbers(args)
    s.shadow(r)
    ink, h = s.ink, r * 0.16
    x, y = s.at(r * 0.9, r * 0.34, h * 0.9)
    ends = [(x - r * 0.1, y), (x + r * 0.5, y + r * 0.26 * s.flat), (x + r * 1.1, y + r * 0.62 * s.flat)]
    ink.fill(ribbon(ends, [r * 0.07, r * 0.055, r * 0.08]), tone(s.light, c, 0.4))
    ink.fill(s.wall(r, s.z, r * 0.84, h), s.round(c, r, 0.5))
    ink.fill(s.disc(r, h), tone(s.light, mix(c, _WHITE, 0.25), 0.9))
    ink.fill(s.disc(r * 0.95, h), tone(s.light, mix(c, (0, 0, 0), 0.35), 0.3))
    ink.fill(s.disc(r * 0.86, h * 0.2), s.round(c, r, 0.25))
    s.rim, s.z, s.r = r * 0.95, s.z + h * 0.3, r * 0.82


def pot(s: Served, args: Args) -> None:
    """pot colour r h: a wide pot with two handles."""
    c, (r, h, *_) = colours(args, "#8a8f96")[0], numbers(args)
    for k in (-1, 1):
        x, y = s.at(k * r, 0, h * 0.8)
        loop = [(x - k * 10, y - 20), (x + k * r * 0.16, y - 16), (x + k * r * 0.16, y + 26), (x - k * 10, y + 30)]
        s.ink.stroke(smooth(loop, closed=False), r * 0.045, tone(s.light, c, 0.4))
    s.shadow(r)
    s.ink.fill(s.wall(r, s.z, r * 0.88, h), s.round(c, r, 0.5))
    s.ink.fill(s.disc(r, h), s.round(mix(c, _WHITE, 0.3), r, 0.6))
    s.ink.fill(s.disc(r * 0.95, h), tone(s.light, mix(c, (0, 0, 0), 0.4), 0.3))
    s.rim, s.z, s.r = r * 0.95, s.z + h * 0.86, r * 0.93


def steamer(s: Served, args: Args) -> None:
    """steamer r h [n]: n baskets of bamboo, one on the other."""
    r, h, *more = numbers(args)
    s.shadow(r)
    ink = s.ink
    for _ in range(int(more[0]) if more else 1):
        for low, tall, c in ((0.0, h, "#c79a58"), (h * 0.12, h * 0.2, "#a87838"), (h * 0.72, h * 0.2, "#b98a48")):
            ink.fill(s.wall(r, s.z + low, r, tall), s.round(c, r, 0.15))
        slats = [
            rect(*(s.at(r * math.cos(a), r * math.sin(a), h)), 2.5, h * s.high) for a in _HALF[1:-1]
        ]  # the weave, seen as seams  # fmt: skip
        ink.fill(join(slats), tone(s.light, "#7a5428", 0.3), 0.6)
        s.z += h
    ink.fill(s.disc(r), tone(s.light, "#e0b878", 0.95))
    ink.fill(s.disc(r * 0.93), tone(s.light, "#8a6230", 0.2))
    ink.fill(s.disc(r * 0.9, -h * 0.16), s.round("#d8c49a", r))
    rows = [s.disc(r * (0.86 - 0.14 * k), -h * 0.16) for k in range(6)]
    ink.stroke(join(rows), 2.5, tone(s.light, "#a88a54", 0.4), 0.6)
    s.rim, s.z, s.r = r * 0.93, s.z - h * 0.16, r * 0.80


def cup(s: Served, args: Args) -> None:
    """cup colour r h: a bowl with a handle, on its saucer."""
    c, (r, h, *_) = colours(args)[0], numbers(args)
    plate(s, [c, str(r * 1.55)])
    x, y = s.at(-side_of(s.light) * r, 0, h * 0.86)
    k = -side_of(s.light)
    loop = [(x - k * 12, y - 4), (x + k * r * 0.36, y - 8), (x + k * r * 0.42, y + h * 0.3), (x - k * r * 0.1, y + h * 0.5)]  # fmt: skip  # noqa: E501
    s.ink.stroke(smooth(loop, closed=False), r * 0.13, tone(s.light, c, 0.55))
    bowl(s, [c, str(r), str(h)])


def glass(s: Served, args: Args) -> None:
    """glass r h foot share:colour[:piece] ...: a tumbler; its layers from below, with what lies in them."""
    r, h, foot, *_ = numbers(args)
    layers = [(float(share), c, more) for share, c, *more in (a.split(":") for a in args if ":" in a)]
    s.shadow(r * 0.8, strength=0.7)
    ink, low = s.ink, s.z
    pale = mix(s.light.haze, _WHITE, 0.75)
    body = _belly(s, r, h) if "round" in args else s.wall(r, low, foot, h)
    ink.fill(body, pale, 0.22)
    lip = r * 0.74 if "round" in args else r
    total = 0.06
    with ink.clipped(body):
        for k, (share, c, more) in enumerate(layers):
            y0, y1 = -(low + h * total) * s.high, -(low + h * (total + share)) * s.high
            wide = r if "round" in args else foot + (r - foot) * (total + share)
            fill = s.round(c, wide * 1.06, 0.2)
            first = 0.0 if k == 0 else 0.05 * h
            ink.fill(rect(-r, y1, 2 * r, y0 - y1 + (40 if k == 0 else 0)), fill, 0.96)
            if first:
                below = tone(s.light, layers[k - 1][1], 0.55)
                ink.fill(rect(-r, y0 - 26, 2 * r, 52), Linear(0, y0 + 26, 0, y0 - 26, [(0, below, 0.9), (1, below, 0)]))
            for j in range(18 if more else 0):
                spot = (((j % 6) - 2.5) * wide * 0.33 + 8 * (j // 6 % 2), y0 - (j // 6) * wide * 0.27 - wide * 0.1)
                with ink.moved(*spot, scale=wide * 0.0034, turn=0.7 * j):
                    sketches.draw(ink, s.light, table("dishes")["pieces"][more[0]], {}, side=side_of(s.light))
            total += share
        for x, a in ((0.74, 0.5), (-0.82, 0.22)):
            ink.fill(rect(side_of(s.light) * r * x - r * 0.05, -(low + h * 0.95) * s.high, r * 0.1, h * 0.8 * s.high, 8), _WHITE, a)  # fmt: skip  # noqa: E501
    last = layers[-1][1] if layers else "#e8f2f6"
    z = low + h * min(0.96, total)
    wide = r * 0.985 if "round" in args else foot + (r - foot) * min(1.0, total)
    s.rim, s.r, s.wet, s.z = lip * 0.97, wide * 0.95, last, z
    if layers:
        ink.fill(s.disc(wide * 0.97), bulging(s.light, mix(last, _WHITE, 0.18), 0, -z * s.high, wide, wide * s.flat))
    ink.stroke(ellipse(0, -(low + h) * s.high, lip, lip * s.flat), 4, mix(pale, _WHITE, 0.5), 0.85)


def _belly(s: Served, r: float, h: float) -> Path:
    """A glass that closes towards its rim."""
    side = [(0.16, 0.0), (0.72, 0.12), (0.98, 0.34), (1.0, 0.52), (0.9, 0.8), (0.74, 1.0)]
    right = [(r * a, -(s.z + h * b) * s.high) for a, b in side]
    return smooth([*right, *[(-x, y) for x, y in reversed(right)]])


def goblet(s: Served, args: Args) -> None:
    """goblet r h stem share:colour ...: a glass on a stem, "wide" as a bowl or "round" and closing towards its rim."""
    r, h, stem, *_ = numbers(args)
    pale = mix(s.light.haze, _WHITE, 0.8)
    s.shadow(r * 0.62, strength=0.7)
    s.ink.fill(s.disc(r * 0.62), pale, 0.35)
    s.ink.stroke(s.disc(r * 0.62), 3, _WHITE, 0.6)
    top = -(s.z + stem) * s.high
    s.ink.fill(rect(-6, top, 12, stem * s.high - 4), Linear(-6, 0, 6, 0, [(0, pale, 0.4), (0.6, _WHITE, 0.9), (1, pale, 0.4)]))  # fmt: skip  # noqa: E501
    s.z += stem
    glass(
        s, [str(r), str(h), str(r * (0.14 if "wide" in args else 0.5)), *[a for a in args if ":" in a or a == "round"]]
    )


def slab(s: Served, args: Args) -> None:
    """slab side top w d h [x y]: a block."""
    (side, *more), (w, d, h, *off) = colours(args), numbers(args)
    x, y = (off[0], off[1]) if len(off) > 1 else (0.0, 0.0)
    s.shadow(w * 0.9, x=x, y=y, strength=0.6)
    px, py = s.at(x - w, y + d)
    deep, tall = 2 * d * s.flat, h * s.high
    s.ink.fill(rect(px, py - tall - 10, 2 * w, tall + 10, 12), Linear(px, 0, px + 2 * w, 0, [(0, tone(s.light, side, 0.2), 1), (1, tone(s.light, side, 0.8), 1)]))  # fmt: skip  # noqa: E501
    s.ink.fill(
        rect(px, py - tall - deep, 2 * w, deep, 12), tone(s.light, more[0] if more else mix(side, _WHITE, 0.2), 0.9)
    )
    s.z, s.r = s.z + h, min(w, d)


Part = Callable[[Served, Args], None]
VESSELS: dict[str, Part] = {
    "plate": plate, "board": board, "bowl": bowl, "pan": pan, "pot": pot, "steamer": steamer, "cup": cup,
    "glass": glass, "goblet": goblet, "slab": slab,
}  # fmt: skip
DEEP = {"bowl", "pan", "pot", "steamer", "cup", "glass", "goblet"}
