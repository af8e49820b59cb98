"""What is done to a thing once in a shot: sliced, torn, cracked, unpacked, opened as a flower; hands that reach in.

Each is a closed formula of time whose end is reached before the shot's, so that five frames tell it.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from nemo_skill.studio.scenes import fare, gestures, gloss, sketches, workings
from nemo_skill.studio.scenes.gloss import side_of
from nemo_skill.studio.scenes.ink import Linear, Path, ellipse, ellipses, polygon, ribbon, smooth
from nemo_skill.studio.scenes.light import mix
from nemo_skill.studio.scenes.sketches import bulging, tone
from nemo_skill.studio.scenes.vessels import Args, Served, colours, numbers

_WHITE = (255, 255, 255)


def eased(t: float, start: float, end: float) -> float:
    """How far on (0-1) what begins and ends at these seconds is."""
    u = min(1.0, max(0.0, (t - start) / (end - start)))
    return u * u * (3 - 2 * u)


# Where hands that come in from the edges reach: x, y, the way to the elbow (radians), the sleeve.
_REACHES = (
    (300.0, 190.0, 0.66, "#3f6a8a"),
    (-330.0, -150.0, 3.75, "#c8563f"),
    (-290.0, 210.0, 2.45, "#e8e2d6"),
    (340.0, -170.0, -0.62, "#4a5a3f"),
)


def reach(s: Served, args: Args, t: float) -> None:
    """reach n [tool]: hands from the edges that take from what lies in the middle, with a piece as tool or sticks."""
    n = int((numbers(args) or [2.0])[0])
    tool = args[-1] if args[-1].isalpha() else ""
    for k, (x, y, way, sleeve) in enumerate(_REACHES[:n]):
        away = 300 * (1 - eased(t, 0.1 + 0.5 * k, 1.5 + 0.5 * k)) + 34 * (1 + math.sin(t * 1.7 + 2 * k))
        px, py = s.at(x + away * math.cos(way), y + away * math.sin(way))
        with s.ink.moved(px, py, turn=way - 0.72, scale=0.92):
            if tool == "sticks":
                for dy in (0, 26 + 8 * math.sin(t * 3 + k)):
                    ends = [(-210, -120 + dy * 0.4), (250, 70 + dy)]
                    s.ink.stroke(polygon(ends, closed=False), 13, tone(s.light, "#7a2f1f", 0.7))
            elif tool:
                with s.ink.moved(-40, -20, turn=-1.2, scale=1.2):
                    sketches.draw(s.ink, s.light, fare.drawing(tool), fare.paints(s))
            gestures.hand(s, 5 * math.sin(t * 3 + k), sleeve)


def slice_(s: Served, args: Args, t: float) -> None:
    """slice sides... top r h: a knife goes down into a round cake, then a slice is lifted out: its layers are seen."""
    *sides, top = colours(args)
    r, h, *_ = numbers(args)
    cut, out = eased(t, 0.2, 1.5), eased(t, 1.7, 3.9)
    s.z -= h
    a, b = math.radians(52), math.radians(96)
    if out > 0.02:
        _notch(s, sides, r, h, a, b)
    x, y, lift = 60 + 150 * out, r * 0.62 + 90 * out, 150 * math.sin(math.pi * min(1.0, out * 0.8)) + 40 * out
    if out > 0.02:
        with s.ink.moved(*s.at(x, y, lift), turn=-0.06 * out):
            server = [(-120, 14), (150, 34), (620, -90), (620, -116), (150, 6)]
            s.ink.fill(polygon(server), tone(s.light, "#d8dde2", 0.9))
            own = Served(s.ink, s.light, s.flat, s.high, tint=s.tint)
            fare.wedge(own, [*sides, top, str(r * 0.52), str(r * 0.3), str(h)])
    elif cut > 0:
        px, py = s.at(r * 0.36, r * 0.5, h * (2.1 - 1.1 * cut))
        blade = [(-24, 0), (-30, -190), (0, -420), (26, -420), (24, 0)]
        with s.ink.moved(px, py, turn=0.22):
            s.ink.fill(polygon([(-16, -420), (22, -420), (26, -640), (-14, -640)]), tone(s.light, "#3a241a", 0.6))
            s.ink.fill(polygon(blade), tone(s.light, "#cfd6dd", 0.95))
            s.ink.fill(polygon([(10, 0), (12, -420), (26, -420), (24, 0)]), _WHITE, 0.7)
    s.z += h


def _notch(s: Served, sides: list[str], r: float, h: float, a: float, b: float) -> None:
    """Where a slice was taken from the front of a round cake, between two angles."""
    arc = [(r * 1.01 * math.cos(v), r * 1.01 * math.sin(v)) for v in np.linspace(a, b, 7)]
    floor = [s.at(0, 0), *[s.at(*p) for p in arc]]
    s.ink.fill(polygon([*floor, *[s.at(*p, h) for p in reversed(arc)], s.at(0, 0, h)]), tone(s.light, "#efe9df", 0.3))
    for (x, y), lit in ((arc[0], 0.35), (arc[-1], 0.8)):
        for k, c in enumerate(sides):
            low, high = h * k / len(sides), h * (k + 1) / len(sides)
            face = [s.at(0, 0, low), s.at(x, y, low), s.at(x, y, high), s.at(0, 0, high)]
            s.ink.fill(polygon(face), tone(s.light, c, lit))


def tear(s: Served, args: Args, t: float) -> None:
    """tear colour: a loaf that two hands pull apart, steam from its crumb."""
    c = colours(args)[0]
    gap = 24 + 190 * eased(t, 0.4, 3.6)
    crumb, pore = tone(s.light, "#f8e8c4", 0.9), tone(s.light, "#d8b47c", 0.5)
    rng = np.random.default_rng(21)
    for k in range(9):
        y = -200 + 34 * k + 8 * math.sin(2.7 * k)
        if gap < 70 + 14 * (k % 4):
            s.ink.fill(ribbon([(-gap, y), (0, y + 10), (gap, y)], [16, 5, 16], cap=False), crumb, 0.95)
    for side in (-1, 1):
        with s.ink.moved(side * gap, -90, flip=side > 0, turn=-side * 0.1 * gap / 200):
            rag = [(0, v, 14 * math.sin(5.1 * v)) for v in np.linspace(-150, 130, 8)]
            half = [(-330, -40), (-250, -130), (-120, -172), *[(d, v) for _, v, d in rag], (-130, 140), (-270, 110)]
            s.ink.fill(smooth(half), bulging(s.light, c, -150, -20, 240, 160, side_of(s.light)))
            for j in range(3):
                score = [(-250 + 74 * j, -104 - 10 * j), (-206 + 74 * j, -40)]
                s.ink.stroke(smooth(score, closed=False), 13, tone(s.light, "#f4dcae", 0.9), 0.8)
            s.ink.fill(smooth([(-34, -140), (10, -120), (24, 0), (12, 118), (-30, 128), (-46, 0)]), crumb)
            holes = np.stack([rng.uniform(-32, 10, 14), rng.uniform(-112, 104, 14)], 1)
            s.ink.fill(ellipses(holes, rng.uniform(4, 11, 14)), pore, 0.8)
        with s.ink.moved(side * (gap + 150), 30, flip=side < 0, turn=side * 0.08, scale=1.05):
            gestures.hand(s, 4 * math.sin(t * 2))
    gloss.steam(s.ink, s.light, t, y=-150, height=420, width=180 + gap, strength=1.2)


def crack(s: Served, args: Args, t: float) -> None:
    """crack: an egg that is broken over a pan: its yolk falls, and its white spreads and sets."""
    x, y = s.at(0, 20, 6)
    open_, fall, set_ = eased(t, 0.5, 1.3), eased(t, 0.9, 1.8) ** 2, eased(t, 1.7, 3.2)
    top = y - 400
    if set_ > 0:
        grown = 30 + 190 * set_
        edge = [(x + grown * (1 + 0.13 * math.sin(3 * v + 1)) * math.cos(v), y + grown * (1 + 0.1 * math.sin(5 * v)) * s.flat * math.sin(v)) for v in np.linspace(0, 6.1, 15)]  # fmt: skip  # noqa: E501
        s.ink.fill(smooth(edge), tone(s.light, "#fdfaf2", 0.95), 0.55 + 0.45 * set_)
        s.ink.stroke(smooth(edge), 9, tone(s.light, "#d8a860", 0.7), 0.7 * set_)
    down = top + 40 + (y - top - 70) * fall
    if t > 0.8:
        if fall < 1:
            s.ink.fill(ribbon([(x, top + 20), (x + 4, (top + down) / 2), (x, down)], [20, 9, 44]), (250, 248, 240), 0.6)
        rx, ry = 52 + 24 * set_, 52 - 14 * set_
        s.ink.fill(ellipse(x, down + 26, rx, ry), bulging(s.light, "#f6a41f", x, down, rx, ry, side_of(s.light)))
        s.ink.fill(ellipse(x + side_of(s.light) * 20, down + 8, 13, 8), (255, 250, 220), 0.9)
    away = 1 - eased(t, 2.4, 3.4)
    for side in (-1, 1) if away > 0.02 else ():
        off = side * (4 + 96 * open_ + 500 * (1 - away))
        with s.ink.moved(x + off, top - 260 * (1 - away), turn=side * 0.8 * open_, flip=side > 0):
            shell = [(0, -98), (-46, -86), (-80, -20), (-68, 52), (-30, 84), (0, 88), (-12, 50), (6, 18), (-12, -18), (4, -56)]  # fmt: skip  # noqa: E501
            with s.ink.moved(-30, 30, flip=True, scale=0.9):
                gestures.hand(s, 3.0)
            s.ink.fill(smooth(shell), bulging(s.light, "#e8c49a", -40, 0, 60, 90, -side_of(s.light) * side))


def emerge(s: Served, args: Args, t: float) -> None:
    """emerge piece size: a carton whose flaps fold back; the thing rises out of it and turns in its light."""
    size, *_ = numbers(args[1:])
    open_, up = eased(t, 0.2, 1.5), eased(t, 1.3, 3.4)
    s.shadow(330, strength=0.9)
    s.ink.fill(polygon([(-300, -250), (300, -250), (260, -330), (-260, -330)]), tone(s.light, "#6a4628", 0.1))
    _flap(s, (-260, -330), (260, -330), (0, -1), open_, "#b07e4c")
    s.ink.glow(0, -330, 150 + 330 * up, (255, 232, 176), 0.6 * up)
    inside: Path = polygon([(-900, -1200), (900, -1200), (900, -250), (300, -250), (-300, -250), (-900, -250)])
    wide = math.cos(0.5 * math.sin(t * 0.9)) if up > 0.9 else 1.0
    foot = -20 - 250 * up
    with (
        s.ink.within(inside),
        s.ink.moved(0, foot, scale=size / 100 * wide, stretch=1 / wide),
    ):
        sketches.draw(s.ink, s.light, fare.drawing(args[0]), fare.paints(s), side=side_of(s.light), blend=0)
    front = Linear(-300, 0, 300, 0, [(0, tone(s.light, "#a8743c", 0.35), 1), (1, tone(s.light, "#d8a468", 0.95), 1)])
    s.ink.fill(polygon([(-300, -250), (300, -250), (290, 40), (-290, 40)]), front)
    s.ink.fill(polygon([(-40, -250), (40, -250), (39, 40), (-39, 40)]), tone(s.light, "#efe2c4", 0.8), 0.55)
    _flap(s, (-300, -250), (300, -250), (0, 1), open_, "#c8945a")
    for k in (-1, 1):
        _flap(s, (k * 300, -250), (k * 260, -330), (k, 0), open_, "#bb8850")
    for k in (-1, 1):
        back = 320 * (1 - eased(t, 0.0, 0.6)) + 420 * eased(t, 2.2, 3.2)
        with s.ink.moved(k * (300 + back), -190 + 0.5 * back, flip=k < 0):
            gestures.hand(s, 4 * math.sin(t * 2), "#3f5a7a")


def _flap(s: Served, a: tuple[float, float], b: tuple[float, float], way: tuple[int, int], u: float, c: str) -> None:
    """A flap of a carton: closed it lies over the opening, open it hangs outwards."""
    dx, dy = way[0] * (-240 + 400 * u), way[1] * (-44 + 150 * u if way[1] > 0 else -44 + 130 * u)
    lift = -60 * math.sin(math.pi * u)
    far = [(b[0] + dx + 12 * (way[1] != 0), b[1] + dy + lift), (a[0] + dx - 12 * (way[1] != 0), a[1] + dy + lift)]
    s.ink.fill(polygon([a, b, *far]), tone(s.light, c, 0.55 + 0.3 * u))


def unfold(s: Served, args: Args, t: float) -> None:
    """unfold rings petals [pointed] [seeds]: a flower that opens from a bud, in the thing's own colour."""
    rings, petals = (int(v) for v in numbers(args)[:2])
    grown = eased(t, 0.1, 4.4)
    green, pale = tone(s.light, "#3f7a3c", 0.6), tone(s.light, "#8fc06a", 0.9)
    sway = 10 * math.sin(t * 0.9)
    s.ink.fill(ribbon([(30, 700), (10, 340), (sway, -34)], [22, 19, 15], cap=False), green)
    for k in (-1, 1):
        leaf = [(10, 420), (k * 120, 290), (k * 330, 250 + 20 * math.sin(t + k)), (k * 210, 350), (k * 60, 440)]
        s.ink.fill(smooth(leaf), Linear(0, 250, 0, 440, [(0, pale, 1), (1, green, 1)]))
    centre = (sway, -40.0)
    placed = []
    for i in range(rings):
        inner = i / max(1, rings - 1)
        open_ = eased(grown * 1.3 - 0.28 * inner, 0.0, 1.0)
        tilt = 0.16 + (1.36 - 0.62 * inner) * open_
        long = (400 - 190 * inner) * (0.62 + 0.38 * grown)
        for k in range(petals):
            a = 2 * math.pi * (k + 0.5 * (i % 2)) / petals + 0.7 * i
            placed.append((math.sin(a) > 0, i if math.sin(a) <= 0 else rings - i, inner, a, tilt, long))
    hearted = False
    for front, _, inner, a, tilt, long in sorted(placed, key=lambda p: (p[0], p[1], -abs(math.cos(p[3])))):
        if front and not hearted:
            hearted = _heart(s, *centre, grown, "seeds" in args)
        _petal(s, centre, a, tilt, long, inner, "pointed" in args)


def _heart(s: Served, x: float, y: float, grown: float, seeds: bool) -> bool:
    """The stamens in the middle of a flower, or the seeds that fill it."""
    if seeds:
        r = 40 + 130 * grown
        s.ink.fill(ellipse(x, y - 40, r, r * 0.6), bulging(s.light, "#5a3418", x, y - 40, r, r * 0.6))
        v, d = np.arange(110) * 2.4, r * 0.94 * np.sqrt(np.arange(110) / 110)
        spots = np.stack([x + d * np.cos(v), y - 42 + d * 0.6 * np.sin(v)], 1)
        s.ink.fill(ellipses(spots, 3.0 + 3.4 * d / r), tone(s.light, "#c88a34", 0.8), 0.8)
        return True
    v = np.arange(26) * 2.4
    d = 62 * grown * np.sqrt((np.arange(26) + 1) / 26)
    spots = np.stack([x + d * np.cos(v), y - 60 + d * 0.5 * np.sin(v)], 1)
    s.ink.fill(ellipses(spots, np.full(26, 9.0)), tone(s.light, "#f2c040", 1.0), grown)
    return True


def _petal(s: Served, at: tuple[float, float], a: float, tilt: float, long: float, inner: float, sharp: bool) -> None:
    x, y = at
    tip = (x + long * math.sin(tilt) * math.cos(a), y + long * (0.52 * math.sin(tilt) * math.sin(a) - math.cos(tilt)))
    dx, dy = tip[0] - x, tip[1] - y
    n = math.hypot(dx, dy) or 1.0
    wide = long * (0.30 if sharp else 0.42) * (0.45 + 0.55 * abs(math.sin(a)) * math.sin(tilt) + 0.3 * math.cos(tilt))
    px, py = -dy / n * wide, dx / n * wide
    u = 0.62 if not sharp else 0.5
    edge = [(x, y), (x + dx * 0.3 + px * 0.6, y + dy * 0.3 + py * 0.6), (x + dx * u + px, y + dy * u + py)]
    edge += [(x + dx * 0.97 + px * 0.42, y + dy * 0.97 + py * 0.42)] * (not sharp) + [tip]
    edge += [(x + dx * 0.97 - px * 0.42, y + dy * 0.97 - py * 0.42)] * (not sharp)
    edge += [(x + dx * u - px, y + dy * u - py), (x + dx * 0.3 - px * 0.6, y + dy * 0.3 - py * 0.6)]
    deep = tone(s.light, mix(s.tint, (60, 0, 30), 0.34 + 0.12 * inner), 0.5)
    rim = tone(s.light, mix(s.tint, _WHITE, 0.34), 0.95)
    shape = smooth(edge)
    s.ink.fill(shape, Linear(x, y, *tip, [(0, deep, 1), (0.55, tone(s.light, s.tint, 0.75), 1), (1, rim, 1)]))
    s.ink.stroke(shape, 2.4, deep, 0.45)


def beads(s: Served, args: Args, t: float) -> None:
    """beads piece x y size: drops of water on a thing, some of which run down."""
    x, y, size, *_ = numbers(args[1:])
    solid = [p for p in sketches.parts(fare.drawing(args[0])) if p.kind in "bofpr"]
    body = max(solid, key=lambda p: p.box[2] * p.box[3])
    left, top, w, h = body.box
    a = np.random.default_rng(31).random((54, 3))
    run = np.where(a[:, 2] > 0.8, (t * (0.05 + 0.1 * a[:, 0])) % 0.5, 0.0)
    px, py = s.at(x, y)
    spots = np.stack([left + w * (0.1 + 0.8 * a[:, 0]), top + h * np.minimum(0.95, 0.08 + 0.84 * a[:, 1] + run)], 1)
    r = (0.7 + 2.3 * a[:, 2:] ** 2) * np.array([1.0, 1.25])
    wide = math.cos(0.5 * math.sin(t * 0.75))
    with s.ink.moved(px, py, scale=size / 100 * wide, stretch=1 / wide), s.ink.clipped(body.path):
        s.ink.fill(ellipses(spots + np.array((0.3, 0.6)), r), (20, 24, 34), 0.30)
        s.ink.fill(ellipses(spots, r), mix(s.light.haze, _WHITE, 0.6), 0.42)
        s.ink.fill(ellipses(spots - r * 0.3, r * 0.34), _WHITE, 0.95)


def dip(s: Served, args: Args, t: float) -> None:
    """dip colour: a honey dipper over the jar; a thread runs down from it, coils and spreads."""
    c = colours(args)[0]
    px, py = s.at(0, 0)
    top = py - 230
    lit, mid = tone(s.light, mix(c, _WHITE, 0.35), 1.0), tone(s.light, c, 0.6)
    s.ink.stroke(polygon([(px, top - 60), (px + 400, top - 330)], closed=False), 26, tone(s.light, "#b07a44", 0.8))
    with s.ink.moved(px, top, turn=0.86):
        for k in range(6):
            w = 96 - 6 * abs(k - 2.5) ** 2
            s.ink.fill(ellipse(0, -150 + 34 * k, w, 22), bulging(s.light, "#c08a50", 0, -150 + 34 * k, w, 22))
            s.ink.fill(ellipse(0, -136 + 34 * k, w * 0.9, 13), mid, 0.95)
    s.ink.fill(smooth([(px - 92, top - 90), (px - 84, top - 10), (px - 18, top + 70), (px + 22, top + 70), (px + 60, top - 6), (px + 40, top - 60)]), Linear(px - 90, 0, px + 60, 0, [(0, mid, 0.95), (0.45, lit, 0.95), (1, mid, 0.95)]))  # fmt: skip  # noqa: E501
    v = np.linspace(0, 1, 7)
    line = np.stack([px + 16 * v**3 * np.sin(t * 7 + 3 * v), top + 40 + (py - top - 46) * v], 1)
    s.ink.fill(ribbon(line, 24 - 14 * v, cap=False), Linear(px - 16, 0, px + 16, 0, [(0, mid, 1), (0.5, lit, 1), (1, mid, 1)]))  # fmt: skip  # noqa: E501
    for k in range(3):
        r = 26 + 18 * k + 6 * math.sin(t * 4 + k)
        s.ink.stroke(
            ellipse(px + 8 * math.sin(t * 7 + k), py + 2 - 7 * (2 - k), r, r * s.flat), 9, lit, 0.55 - 0.12 * k
        )
    s.ink.fill(ellipse(px - 10, top - 30, 10, 26, 0.5), _WHITE, 0.8)


def needle(s: Served, args: Args, t: float) -> None:
    """needle x y r: a compass needle that swings and comes to rest."""
    x, y, r, *_ = numbers(args)
    a = 0.7 + 1.5 * math.exp(-0.5 * t) * math.cos(3.1 * t) + 0.03 * math.sin(t * 5)
    for turn, c in ((a, "#c8322a"), (a + math.pi, "#e8ecf0")):
        ends = [s.at(x + r * math.cos(turn), y + r * math.sin(turn), 6)]
        ends += [s.at(x + r * 0.13 * math.cos(turn + k * 1.57), y + r * 0.13 * math.sin(turn + k * 1.57), 6) for k in (1, -1)]  # fmt: skip  # noqa: E501
        s.ink.fill(polygon(ends), tone(s.light, c, 0.9))
    s.ink.fill(s.disc(r * 0.09, 8, x, y), tone(s.light, "#e8c060", 1.0))


def carry(s: Served, args: Args, t: float) -> None:
    """carry piece x y to-x to-y size: a hand that takes a thing up and sets it down on another place."""
    x0, y0, x1, y1, size, *_ = numbers(args[1:])
    u = eased(t, 1.2, 3.2)
    lift = 170 * math.sin(math.pi * u)
    x, y = x0 + (x1 - x0) * u, y0 + (y1 - y0) * u
    px, py = s.at(x, y, lift)
    s.shadow(size * 0.2, x=x, y=y, strength=0.5)
    with s.ink.moved(px, py, scale=size / 100):
        sketches.draw(s.ink, s.light, fare.drawing(args[0]), fare.paints(s), side=side_of(s.light), blend=0)
    off = 520 * (1 - eased(t, 0.0, 1.1)) + 560 * eased(t, 3.5, 4.6)
    with s.ink.moved(px + 10 + off, py - size * 0.78 + 0.35 * off, scale=0.8, turn=-0.35):
        gestures.hand(s, 2.0, "#26303f")


def plunge(s: Served, args: Args, t: float) -> None:
    """plunge piece n: things that fall into clear water, seen from the side: crowns, bubbles, a slow way up again."""
    names, n = args[0].split("|"), int(numbers(args[1:])[0])
    top = -150.0
    x = np.linspace(-1500, 1500, 40)
    wave = top + 9 * np.sin(x * 0.009 + t * 2.4) + 5 * np.sin(x * 0.021 - t * 3.3)
    surface = np.stack([x, wave], 1)
    body = polygon([*surface, (1500, 700), (-1500, 700)])
    water = [(0, (126, 196, 232), 0.36), (0.4, (58, 140, 200), 0.40), (1, (14, 56, 110), 0.62)]
    s.ink.fill(body, Linear(0, top, 0, 520, water))
    seeds = np.random.default_rng(n).random((n, 3))
    sunk = []
    for k, (a, b, _) in enumerate(seeds.tolist()):
        u = t - 0.25 - 3.4 * k / n
        at = (-520 + 1040 * ((k * 0.382 + 0.1 * a) % 1.0), 150 + 70 * b)
        if u < 0.45:
            v = max(0.0, (u + 0.35) / 0.8)
            _dropped(s, names[k % len(names)], at[0], top - 560 * (1 - v * v) - 40, at[1], 5 * v + k)
        else:
            sunk.append((k, u - 0.45, *at))
    for k, u, px, size in sunk:
        deep = 330 * (1 - math.exp(-2.4 * u)) - 46 * u
        y = top + 40 + deep + 8 * math.sin(2 * t + k)
        _dropped(s, names[k % len(names)], px + 16 * math.sin(t + k), y, size, 0.6 * math.sin(k + 0.5 * t))
        rise = np.random.default_rng(40 + k).random((16, 3))
        w = np.minimum(1.0, u * (0.3 + 0.5 * rise[:, 0]))
        spots = np.stack([px + (rise[:, 1] - 0.5) * size * 1.3, y + 60 - (y + 60 - top) * w], 1)
        s.ink.fill(ellipses(spots, (3 + 9 * rise[:, 2]) * (w < 1)), _WHITE, 0.55)
    s.ink.fill(body, (150, 205, 235), 0.16)
    s.ink.stroke(smooth(surface, closed=False), 5, (235, 248, 255), 0.8)
    above = polygon([(-1500, -1300), (1500, -1300), *surface[::-1]])
    for _, u, px, size in sunk:
        if u < 0.9:
            for front in (False, True):
                with s.ink.clipped(above):
                    workings.crown(s, px, top + 26, size * 1.5, u / 0.9, front=front)


def _dropped(s: Served, name: str, x: float, y: float, size: float, turn: float) -> None:
    with s.ink.moved(x, y, scale=size / 100, turn=turn):
        sketches.draw(s.ink, s.light, fare.drawing(name), fare.paints(s), side=side_of(s.light), blend=0)


def matches(s: Served, args: Args, t: float) -> None:
    """matches n: a row of matches; the fire goes from one to the next."""
    n = int(numbers(args)[0])
    for k in range(n):
        x, lit_ = (k - (n - 1) / 2) * 1100 / n, eased(t, 0.2 + 3.6 * k / n, 0.6 + 3.6 * k / n)
        burnt = eased(t, 1.6 + 3.6 * k / n, 4.5 + 3.6 * k / n)
        s.ink.stroke(polygon([(x, 60), (x, -190 + 60 * burnt)], closed=False), 17, tone(s.light, "#e0b878", 0.8))
        if burnt:
            s.ink.stroke(polygon([(x, -150 + 60 * burnt), (x, -190 + 60 * burnt)], closed=False), 17, (30, 22, 20), 0.9)
        s.ink.fill(ellipse(x, -200 + 60 * burnt, 15, 21), tone(s.light, mix("#c8241c", (24, 18, 18), lit_), 0.8))
        if lit_ > 0.02:
            gloss.flame(s.ink, t + 0.7 * k, x, -206 + 60 * burnt, 92 * lit_ * (1 - 0.5 * burnt))


def unroll(s: Served, args: Args, t: float) -> None:
    """unroll: a scroll that opens to both sides; what is written on it comes to light."""
    half = 90 + 470 * eased(t, 0.3, 3.6)
    top, low = -250.0, 110.0
    page = polygon([(-half, top), (half, top), (half * 1.06, low), (-half * 1.06, low)])
    s.ink.glow(0, low, half * 1.2, tone(s.light, "#140c06", 0.0), 0.7, squash=0.2, blend=0)
    s.ink.fill(page, Linear(0, top, 0, low, [(0, tone(s.light, "#d8bc84", 0.6), 1), (1, tone(s.light, "#f2e2b8", 1.0), 1)]))  # fmt: skip  # noqa: E501
    with s.ink.clipped(page):
        for k in range(9):
            for j in range(5):
                x, y = (k - 4) * 118.0, top + 46 + 62 * j
                sign = [
                    (x - 20, y),
                    (x + 4, y - 6),
                    (x + 20, y + 2),
                    (x - 6, y + 12),
                    (x - 14, y + 34),
                    (x + 16, y + 30),
                ]
                s.ink.stroke(smooth(sign[(j + k) % 2 :], closed=False), 5 + (k + j) % 3, (44, 30, 24), 0.8)
        s.ink.fill(_SEAL, tone(s.light, "#b8241c", 0.8), 0.9)
    for side in (-1, 1):
        ends = [(side * half, top - 34), (side * half * 1.06, low + 34)]
        s.ink.stroke(polygon(ends, closed=False), 62, tone(s.light, "#caa868", 0.5))
        s.ink.stroke(polygon([(x + 12, y) for x, y in ends], closed=False), 16, tone(s.light, "#f6e8c4", 1.0), 0.8)
        for (x, y), k in zip(ends, (-1, 1), strict=True):
            s.ink.stroke(polygon([(x, y), (x, y + 34 * k)], closed=False), 34, tone(s.light, "#6a2f1a", 0.6))


_SEAL = polygon([(430, 30), (490, 30), (492, 92), (430, 92)])


SERVINGS: dict[str, Callable[[Served, Args, float], None]] = {
    "reach": reach, "slice": slice_, "tear": tear, "crack": crack, "emerge": emerge, "unfold": unfold, "beads": beads,
    "dip": dip, "carry": carry, "needle": needle,
    "plunge": plunge, "matches": matches, "unroll": unroll,
}  # fmt: skip
