"""Food and drink as parts: heaps of pieces (drawings of dishes.yaml), stacks, noodles, sauces, creams."""

from __future__ import annotations

import math
import zlib
from functools import lru_cache, partial
from typing import Any

import numpy as np

from nemo_skill.studio.data import table
from nemo_skill.studio.scenes import sketches
from nemo_skill.studio.scenes.gloss import side_of
from nemo_skill.studio.scenes.ink import Linear, Radial, ellipse, ellipses, join, polygon, smooth
from nemo_skill.studio.scenes.light import mix
from nemo_skill.studio.scenes.sketches import bulging, tone
from nemo_skill.studio.scenes.vessels import Args, Part, Served, colours, numbers

_WHITE = (255, 255, 255)
_GOLDEN = math.pi * (3 - math.sqrt(5))


def drawing(name: str) -> str:
    """A drawing by its name: of the pieces here, else of the things that people hold or stand at."""
    props = table("props")
    return str(table("dishes")["pieces"].get(name) or props["held"].get(name) or props["standing"][name])


def paints(s: Served) -> dict[str, str]:
    """What the named colours of drawings are here."""
    return {"tint": s.tint, "own": s.tint, "skin": "#e6b08c", "hair": "#3a2418"}


def piece(s: Served, name: str, x: float, y: float, size: float, *, turn: float = 0.0, z: float = 0.0) -> None:
    """One piece with the shade it leaves; names parted by "|" take turns (see `heap`)."""
    px, py = s.at(x, y, z)
    dark = tone(s.light, "#20120c", 0.0)
    s.ink.fill(ellipse(px - side_of(s.light) * size * 0.06, py + size * 0.10, size * 0.52, size * 0.3), dark, 0.28)
    with s.ink.moved(px, py, scale=size / 100, turn=turn):
        sketches.draw(s.ink, s.light, drawing(name), paints(s), side=side_of(s.light))


def _many(s: Served, name: str, spots: Any, size: float, spin: float) -> None:
    """Pieces at (x, y, z), the farthest first, each a little larger or smaller and turned."""
    kinds = name.split("|")
    rng = np.random.default_rng(zlib.crc32(name.encode()))
    grown, turns = rng.uniform(0.9, 1.1, len(spots)), rng.uniform(-spin, spin, len(spots))
    for k in sorted(range(len(spots)), key=lambda i: (spots[i][1], spots[i][2])):
        x, y, z = spots[k]
        piece(s, kinds[k % len(kinds)], x, y, size * grown[k], turn=turns[k], z=z)


def heap(s: Served, args: Args) -> None:
    """heap piece n r size rise [spin]: a mound of n pieces."""
    n, r, size, rise, *spin = numbers(args[1:])
    rng = np.random.default_rng(zlib.crc32(args[0].encode()) + int(n))
    spots = []
    for k in range(int(n)):
        u = math.sqrt((k + 0.5) / n)
        a = k * _GOLDEN
        jitter = rng.normal(0, size * 0.10, 2)
        spots.append((r * u * math.cos(a) + jitter[0], r * u * math.sin(a) + jitter[1], rise * (1 - u**1.6)))
    _many(s, args[0], spots, size, spin[0] if spin else 0.6)


def ring(s: Served, args: Args) -> None:
    """ring piece n r size [spin]: n pieces in a circle (one in the middle with 7)."""
    n, r, size, *spin = numbers(args[1:])
    around = int(n) - (n == 7)
    spots = [
        (r * math.cos(a), r * math.sin(a), 0.0) for a in np.linspace(0.5, 0.5 + 2 * math.pi, around, endpoint=False)
    ]
    _many(s, args[0], spots + ([(0.0, 0.0, 0.0)] if n == 7 else []), size, spin[0] if spin else 0.1)


def grid(s: Served, args: Args) -> None:
    """grid piece columns rows dx dy size: rows of pieces, each row of the next kind."""
    columns, rows, dx, dy, size, *spin = numbers(args[1:])
    kinds = args[0].split("|")
    for j in range(int(rows)):
        row = [((i - (columns - 1) / 2) * dx, (j - (rows - 1) / 2) * dy, 0.0) for i in range(int(columns))]
        _many(s, kinds[j % len(kinds)], row, size, spin[0] if spin else 0.05)


def tower(s: Served, args: Args) -> None:
    """tower piece rows r size: rings of pieces, one on the other, that narrow to a single one on top."""
    rows, r, size, *_ = numbers(args[1:])
    spots = []
    for j in range(int(rows)):
        rj = r * (1 - j / max(1.0, rows - 1))
        n = max(1, round(2 * math.pi * rj / (size * 0.78)))
        spots += [
            (rj * math.cos(a), rj * math.sin(a), j * size * 0.62) for a in 0.4 * j + np.arange(n) * 2 * math.pi / n
        ]
    kinds = args[0].split("|")
    for k, (x, y, z) in enumerate(sorted(spots, key=lambda p: (p[2], p[1]))):
        piece(s, kinds[k % len(kinds)], x, y, size, z=z)


def put(s: Served, args: Args) -> None:
    """put piece x y size [degrees] [z]: one piece."""
    x, y, size, *more = numbers(args[1:])
    piece(s, args[0], x, y, size, turn=math.radians(more[0]) if more else 0.0, z=more[1] if len(more) > 1 else 0.0)


def shade(s: Served, args: Args) -> None:
    """shade r: the shadow under something wide."""
    s.shadow(numbers(args)[0], strength=0.8)


@lru_cache(maxsize=256)
def _half(drawn: str) -> float:
    """Half the width of a drawing's foot, as a share of its size."""
    low = [p for part in sketches.parts(drawn) if part.kind not in "gc" for p in part.path.points if p[1] > -14]
    return max((abs(float(x)) for x, _ in low), default=20.0) / 100


def stand(s: Served, args: Args, squeeze: float = 1.0) -> None:
    """stand piece x y size [degrees]: a thing on its foot, its reflection below it; ``squeeze`` narrows it."""
    x, y, size, *turn = numbers(args[1:])
    drawn, colours_of = drawing(args[0]), paints(s)
    side = side_of(s.light)
    px, py = s.at(x, y)
    s.shadow(size * _half(drawn), x=x, y=y, strength=0.6)
    with s.ink.faded(0.12), s.ink.moved(px, py, scale=size / 100 * squeeze, stretch=-0.5 / squeeze):
        sketches.draw(s.ink, s.light, drawn, colours_of, side=side, blend=0)
    lean = math.radians(turn[0]) if turn else 0.0
    with s.ink.moved(px, py, scale=size / 100 * squeeze, stretch=1 / squeeze, turn=lean):
        sketches.draw(s.ink, s.light, drawn, colours_of, side=side, blend=0)


def lay(s: Served, args: Args) -> None:
    """lay piece x y size [degrees]: a flat thing that lies on the surface."""
    x, y, size, *turn = numbers(args[1:])
    px, py = s.at(x, y)
    with s.ink.moved(px, py, scale=size / 100, stretch=s.flat), s.ink.moved(turn=math.radians(sum(turn))):
        sketches.draw(s.ink, s.light, drawing(args[0]), paints(s), side=side_of(s.light))


def tint(s: Served, args: Args) -> None:
    """tint colour: what follows has this colour."""
    s.tint = colours(args)[0]


def up(s: Served, args: Args) -> None:
    """up height: what follows lies that much higher."""
    s.z += numbers(args)[0]


def dew(s: Served, args: Args) -> None:
    """dew n: drops of water on the surface around."""
    n = int(numbers(args)[0])
    a = np.random.default_rng(n).random((n, 3))
    spots = np.array([s.at(1700 * (u - 0.5), 620 * (v - 0.42)) for u, v, _ in a])
    r = (4 + 15 * a[:, 2:] ** 3) * np.array([1.0, 0.72])
    s.ink.fill(ellipses(spots + np.array((2, 4)), r), tone(s.light, "#0a0c10", 0.0), 0.35)
    s.ink.fill(ellipses(spots, r), mix(s.light.haze, _WHITE, 0.4), 0.4)
    s.ink.fill(ellipses(spots - r * 0.35, r * 0.34), _WHITE, 0.9)


def checker(s: Served, args: Args) -> None:
    """checker w d: the squares of a chess board."""
    w, d, *_ = numbers(args)
    for pale in (0, 1):
        squares = []
        for k in range(64):
            i, j = k % 8, k // 8
            if (i + j) % 2 == pale:
                x0, x1, y0, y1 = (i / 4 - 1) * w, ((i + 1) / 4 - 1) * w, (j / 4 - 1) * d, ((j + 1) / 4 - 1) * d
                squares.append(polygon([s.at(x0, y0), s.at(x1, y0), s.at(x1, y1), s.at(x0, y1)]))
        s.ink.fill(join(squares), tone(s.light, "#efe0c0" if pale else "#5a3820", 0.85))


def stack(s: Served, args: Args) -> None:
    """stack side top n r h: n round layers, one on the other; further colours of sides take turns."""
    (side, top, *more), (n, r, h, *_) = colours([*args, "#f4dcae"]), numbers(args)
    tones = [side, *more]
    s.shadow(r * 0.9, strength=0.7)
    for k in range(int(n)):
        rk = r * (1 + 0.025 * math.sin(2.7 * k + 1))
        x = r * 0.02 * math.sin(k * 1.9)
        with s.ink.moved(x, 0):
            s.ink.fill(s.wall(rk, s.z, rk * 0.96, h), s.round(tones[k % len(tones)], rk))
            s.z += h
            _, y = s.at(0, 0)
            s.ink.fill(s.disc(rk), bulging(s.light, top, 0, y, rk, rk * s.flat, side_of(s.light)))
            s.ink.stroke(
                s.disc(rk * 0.97), max(2.0, h * 0.06), tone(s.light, mix(top, tones[k % len(tones)], 0.6), 0.8), 0.7
            )
    s.r = r


def liquid(s: Served, args: Args) -> None:
    """liquid colour [rim colour]: what the vessel is filled with."""
    c, *edge = colours(args)
    _, y = s.at(0, 0)
    rim = tone(s.light, edge[0] if edge else mix(c, (0, 0, 0), 0.25), 0.5)
    stops = [
        (0, tone(s.light, mix(c, _WHITE, 0.12), 1.0), 1),
        (0.72, tone(s.light, c, 0.75), 1),
        (0.9, rim, 1),
        (1, rim, 1),
    ]
    s.ink.fill(s.disc(s.r), Radial(0, y, s.r, stops, s.flat))
    s.ink.glow(side_of(s.light) * s.r * 0.4, y - s.r * s.flat * 0.4, s.r * 0.5, s.light.sun_colour, 0.35, squash=s.flat)
    s.wet = c


def noodles(s: Served, args: Args) -> None:
    """noodles colour r rise: a nest of strands."""
    c, (r, rise, *_) = colours(args)[0], numbers(args)
    rng = np.random.default_rng(5)
    for k in range(44):
        u = 1 - k / 44
        a, size = rng.random() * 2 * math.pi, r * (0.25 + 0.35 * rng.random())
        x, y = r * 0.62 * u * math.cos(a * 3.1), r * 0.62 * u * math.sin(a * 3.1)
        arc = np.linspace(a, a + 2.2 + 1.6 * rng.random(), 7)
        points = [s.at(x + size * math.cos(v), y + size * math.sin(v), rise * (1 - u)) for v in arc]
        path = smooth(points, closed=False)
        s.ink.stroke(path, r * 0.055, tone(s.light, mix(c, (90, 40, 10), 0.45), 0.3))
        s.ink.stroke(path, r * 0.036, tone(s.light, c, 0.7 + 0.3 * rng.random()))


def base(s: Served, args: Args) -> None:
    """base crust cheese r [cuts]: a flat round with a raised edge, cut into slices."""
    crust, cheese, *_ = colours(args)
    r, cuts, *_ = [*numbers(args), 0.0]
    s.shadow(r)
    s.ink.fill(s.wall(r, s.z, r * 0.98, r * 0.07), s.round(mix(crust, (60, 20, 0), 0.25), r))
    _, y = s.at(0, 0, r * 0.07)
    s.ink.fill(s.disc(r, r * 0.07), bulging(s.light, crust, 0, y, r, r * s.flat))
    s.ink.fill(s.disc(r * 0.87, r * 0.06), tone(s.light, "#b8402a", 0.6))
    s.ink.fill(s.disc(r * 0.84, r * 0.06), bulging(s.light, cheese, 0, y, r, r * s.flat))
    rng = np.random.default_rng(9)
    for k in range(26):
        a, d = k * _GOLDEN, r * 0.78 * math.sqrt((k + 0.5) / 26)
        x, py = s.at(d * math.cos(a), d * math.sin(a), r * 0.06)
        size = r * rng.uniform(0.04, 0.12)
        s.ink.fill(
            ellipse(x, py, size, size * s.flat), tone(s.light, ("#f7dc8c", "#d98a3a", "#c8502c")[k % 3], 0.8), 0.6
        )
    for k in range(int(cuts)):
        a = math.pi * (k + 0.35) / cuts
        ends = [s.at(m * r * math.cos(a), m * r * math.sin(a), r * 0.06) for m in (-1, 1)]
        s.ink.stroke(polygon(ends, closed=False), 4, tone(s.light, "#8a4a20", 0.2), 0.7)
    s.z, s.r = s.z + r * 0.06, r * 0.84


def wedge(s: Served, args: Args) -> None:
    """wedge side... top w d h [layers by the sides' colours]: a slice of cake or pie, its point to the left."""
    *sides, top = colours(args)
    w, d, h, *_ = numbers(args)
    tip, back, front = s.at(-w, d * 0.2), s.at(w, -d), s.at(w, d)
    s.shadow(w * 0.8, strength=0.7)
    up = h * s.high
    for k, c in enumerate(sides):
        low, high = up * k / len(sides), up * (k + 1) / len(sides)
        face = [
            (tip[0], tip[1] - low),
            (front[0], front[1] - low),
            (front[0], front[1] - high),
            (tip[0], tip[1] - high),
        ]
        s.ink.fill(polygon(face), Linear(-w, 0, w, 0, [(0, tone(s.light, c, 0.85), 1), (1, tone(s.light, c, 0.35), 1)]))
    lid = polygon([(x, y - up) for x, y in (tip, front, back)])
    s.ink.fill(lid, bulging(s.light, top, 0, tip[1] - up, w, w * 0.5))
    s.z, s.r = s.z + h, d * 0.6


def cream(s: Served, args: Args) -> None:
    """cream colour r h [x y]: a swirl that narrows to a tip."""
    c, (r, h, *off) = colours(args)[0], numbers(args)
    x0, y0 = s.at(*(off if len(off) > 1 else (0.0, 0.0)))
    turns = 5
    for k in range(turns):
        u = k / turns
        rk, y = r * (1 - u) ** 0.8, y0 - h * u * s.high
        tilt = 0.10 * (1 if k % 2 else -1)
        body = ellipse(x0, y, rk, max(rk * s.flat, rk * 0.36) * 1.1, tilt)
        s.ink.fill(body, bulging(s.light, c, x0, y, rk, rk * 0.5, side_of(s.light)))
    tip = smooth(
        [
            (x0 - r * 0.2, y0 - h * 0.78 * s.high),
            (x0 + r * 0.02, y0 - h * 1.2 * s.high),
            (x0 + r * 0.2, y0 - h * 0.78 * s.high),
        ]
    )
    s.ink.fill(tip, tone(s.light, c, 0.95))


def sauce(s: Served, args: Args) -> None:
    """sauce colour r: a puddle with lobes."""
    c, (r, *_) = colours(args)[0], numbers(args)
    edge = [
        (r * (1 + 0.12 * math.sin(3 * a + 1) + 0.06 * math.sin(7 * a)), a)
        for a in np.linspace(0, 2 * math.pi, 22, endpoint=False)
    ]
    path = smooth([s.at(d * math.cos(a), d * math.sin(a), 3) for d, a in edge])
    _, y = s.at(0, 0)
    s.ink.fill(path, bulging(s.light, c, 0, y, r, r * s.flat, side_of(s.light)))
    s.ink.glow(side_of(s.light) * r * 0.35, y - r * s.flat * 0.35, r * 0.4, s.light.sun_colour, 0.4, squash=s.flat)


def speck(s: Served, args: Args) -> None:
    """speck colour n r size: small bits strewn over the surface; several colours take turns."""
    tones, (n, r, size, *_) = colours(args), numbers(args)
    rng = np.random.default_rng(int(n) + zlib.crc32(tones[0].encode()))
    for k, c in enumerate(tones):
        a, u = rng.random(int(n)) * 2 * math.pi, np.sqrt(rng.random(int(n)))
        spots = [s.at(r * v * math.cos(b), r * v * math.sin(b), 4) for v, b in zip(u, a, strict=True)]
        radii = np.stack([size * rng.uniform(0.6, 1.3, int(n)), size * rng.uniform(0.3, 0.6, int(n))], 1)
        s.ink.fill(ellipses(spots, radii), tone(s.light, c, 0.75 + 0.1 * (k % 3)))


def ice(s: Served, args: Args) -> None:
    """ice n size: cubes that swim at the surface of a glass, and below it."""
    n, size, *_ = numbers(args)
    rng = np.random.default_rng(int(n))
    for k in range(int(n)):
        x, z = rng.uniform(-0.55, 0.55) * s.r, -k * size * 0.62 + size * 0.2
        px, py = s.at(x, 0, z)
        box = [(-0.5, -0.42), (0.5, -0.5), (0.54, 0.44), (-0.46, 0.5)]
        turn = rng.uniform(-0.5, 0.5)
        c, q = math.cos(turn), math.sin(turn)
        path = polygon([(px + size * (c * a - q * b), py + size * (q * a + c * b)) for a, b in box])
        s.ink.fill(path, Linear(px - size / 2, py - size / 2, px + size / 2, py + size / 2, [(0, _WHITE, 0.62), (0.5, (226, 240, 250), 0.16), (1, _WHITE, 0.4)]))  # fmt: skip  # noqa: E501
        s.ink.stroke(path, 3, _WHITE, 0.55)


def straw(s: Served, args: Args) -> None:
    """straw colour [width]: leans in a glass."""
    c, wide = colours(args)[0], (numbers(args) or [14.0])[0]
    x, y = s.at(-s.r * 0.2, 0)
    s.ink.stroke(polygon([(x, y), (x + s.r * 0.9, y - s.r * 2.6 * s.high)], closed=False), wide, tone(s.light, c, 0.7))
    s.ink.stroke(
        polygon([(x + 3, y), (x + 3 + s.r * 0.9, y - s.r * 2.6 * s.high)], closed=False), wide * 0.25, _WHITE, 0.5
    )


def rosette(s: Served, args: Args) -> None:
    """rosette colour: the leaf that a barista pours."""
    c = tone(s.light, colours(args)[0], 1.0)
    for k in range(4):
        w, y = s.r * (0.62 - 0.11 * k), s.r * (0.35 - 0.22 * k)
        leaf = [(-w, y - s.r * 0.10), (-w * 0.5, y + s.r * 0.12), (0, y + s.r * 0.2), (w * 0.5, y + s.r * 0.12), (w, y - s.r * 0.10), (0, y + s.r * 0.06)]  # fmt: skip  # noqa: E501
        s.ink.fill(smooth([s.at(a, b, 2) for a, b in leaf]), c, 0.92)
    s.ink.stroke(polygon([s.at(0, s.r * 0.5, 2), s.at(0, -s.r * 0.6, 2)], closed=False), s.r * 0.04, c, 0.9)


def cloth(s: Served, args: Args) -> None:
    """cloth colour [stripe] w d: a folded napkin."""
    (c, *stripe), (w, d, *_) = colours(args), numbers(args)
    for lift, lit in ((0, 0.2), (7, 0.8)):
        edge = [(-w, -d), (0, -d * 0.94), (w * 0.94, -d * 1.08), (w * 0.98, 0), (w, d), (0, d * 1.05), (-w * 0.96, d), (-w * 1.02, 0)]  # fmt: skip  # noqa: E501
        folds = [
            (u, tone(s.light, c, lit * v), 1) for u, v in ((0, 0.8), (0.3, 1.1), (0.5, 0.75), (0.54, 1.15), (1, 0.9))
        ]
        s.ink.fill(smooth([s.at(a, b, lift) for a, b in edge]), Linear(-w, 0, w, d * 0.3, folds))
    for k in range(-2, 3) if stripe else ():
        lines = [polygon([s.at(-w * 0.9, d * 0.36 * k, 4), s.at(w * 0.86, d * 0.36 * k, 4)], closed=False)]
        lines.append(polygon([s.at(w * 0.36 * k, -d * 0.95, 4), s.at(w * 0.36 * k, d * 0.95, 4)], closed=False))
        s.ink.stroke(join(lines), 7, tone(s.light, stripe[0], 0.7), 0.55)


def sticks(s: Served, args: Args) -> None:
    """sticks colour length degrees: two chopsticks (or skewers) lying side by side."""
    c, (long, turn, *_) = colours(args)[0], numbers(args)
    a = math.radians(turn)
    for k in (0, 1):
        ends = [s.at(m * long * math.cos(a) + 26 * k, m * long * math.sin(a) + 20 * k, 12) for m in (-1, 1)]
        s.ink.stroke(polygon([(x + 5, y + 9) for x, y in ends], closed=False), 11, tone(s.light, "#1a100a", 0.0), 0.35)
        s.ink.stroke(polygon(ends, closed=False), 11, tone(s.light, c, 0.65))
        s.ink.stroke(
            polygon([(x, y - 3) for x, y in ends], closed=False), 3, tone(s.light, mix(c, _WHITE, 0.5), 1.0), 0.6
        )


def fork(s: Served, args: Args, name: str = "fork") -> None:
    """fork, knife or spoon: lying, its handle towards the viewer."""
    with s.ink.moved(0, 0, scale=1.5, stretch=s.flat * 1.2):
        s.ink.stroke(polygon([(9, -110), (9, 190)], closed=False), 22, tone(s.light, "#1a100a", 0.0), 0.35)
        sketches.draw(s.ink, s.light, table("dishes")["pieces"][name], {})


FARE: dict[str, Part] = {
    "shade": shade, "stand": stand, "lay": lay, "tint": tint, "checker": checker, "up": up, "dew": dew,
    "heap": heap, "ring": ring, "grid": grid, "put": put, "tower": tower, "stack": stack, "liquid": liquid,
    "noodles": noodles,
    "base": base, "wedge": wedge, "cream": cream, "sauce": sauce, "speck": speck, "ice": ice, "straw": straw,
    "rosette": rosette, "cloth": cloth, "sticks": sticks,
    "fork": fork, "knife": partial(fork, name="knife"), "spoon": partial(fork, name="spoon"),
}  # fmt: skip
