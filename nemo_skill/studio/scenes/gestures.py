"""What hands do to food and things: they fold and hold, cut, pour from a vessel, write. Drawn anew in each frame."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise

import numpy as np

from nemo_skill.studio.scenes import fare, sketches
from nemo_skill.studio.scenes.gloss import side_of
from nemo_skill.studio.scenes.ink import Path, ellipse, ellipses, join, polygon, ribbon, smooth
from nemo_skill.studio.scenes.light import mix
from nemo_skill.studio.scenes.sketches import lit, tone
from nemo_skill.studio.scenes.vessels import Args, Served, numbers

_SKIN = "#e6b08c"
_FINGERS = (
    ((188, 0), (150, -66), (104, -84), 27),
    ((150, -22), (104, -86), (58, -92), 27),
    ((112, -22), (66, -70), (28, -68), 25),
    ((86, 6), (44, -34), (14, -32), 22),
)


def palms(s: Served, args: Args, t: float) -> None:
    """palms y gap: two hands that work on what lies before them."""
    y, gap, *_ = numbers(args)
    beat = math.sin(t * 2.4)
    for k in (-1, 1):
        away = gap + 16 * beat * (1 if k > 0 else -0.6)
        with s.ink.moved(k * away, y - 8 * abs(beat), flip=k < 0, turn=0.05 * beat * k, scale=1.15):
            hand(s, 6 * math.sin(t * 4.8 + k))


def hand(s: Served, bent: float, sleeve: str = "#f2f0ec") -> None:
    """A right hand from above that comes in from the lower right, its fingers to the left."""
    ink, dark = s.ink, tone(s.light, mix(_SKIN, (90, 30, 20), 0.45), 0.5)
    skin = lit(s.light, _SKIN, 0, 420, side_of(s.light))
    ink.fill(ellipse(120, 30, 210, 76), tone(s.light, "#1c100a", 0.0), 0.22)
    ink.fill(ribbon([(640, 560), (430, 300), (246, 116)], [104, 84, 66]), skin)
    ink.fill(ribbon([(1240, 1250), (560, 470), (430, 320)], [190, 128, 108]), lit(s.light, sleeve, 380, 380, side_of(s.light)))  # fmt: skip  # noqa: E501
    palm = [(268, 150), (276, 62), (214, -18), (132, -46), (72, 0), (92, 86), (176, 172)]
    ink.fill(smooth(palm), skin)
    for (x0, y0), (x1, y1), (x2, y2), r in _FINGERS:
        spine = [(x0, y0), (x1, y1 + bent * 0.5), (x2, y2 + bent)]
        ink.fill(ribbon(spine, [r + 3, r + 2.5, r * 0.74 + 2.5]), dark, 0.5)
        ink.fill(ribbon(spine, [r, r * 0.96, r * 0.74]), skin)
        ink.fill(ellipse(x2 - 4, y2 + bent - 4, r * 0.5, r * 0.36, 0.5), tone(s.light, "#f6cdb6", 1.0), 0.9)
    thumb = [(126, 96), (60, 74), (6, 34 + bent)]
    ink.fill(ribbon(thumb, [37, 30, 21]), dark, 0.5)
    ink.fill(ribbon(thumb, [34, 27, 19]), skin)


def chop(s: Served, args: Args, t: float) -> None:
    """chop x y: a kitchen knife that goes up and down while it moves along, a hand on its handle."""
    x, y, *_ = numbers(args)
    px, py = s.at(x - 24 * math.sin(t * 0.7), y)
    up = abs(math.sin(t * 4.4))
    steel, edge = tone(s.light, "#cfd6dd", 0.9), tone(s.light, "#f4f8fb", 1.0)
    s.ink.fill(ellipse(px + 150, py + 14, 210, 20), tone(s.light, "#120c08", 0.0), 0.3)
    with s.ink.moved(px - 60, py - 6 - 34 * up, turn=-0.10 - 0.26 * up):
        s.ink.fill(smooth([(330, -66), (470, -74), (520, -50), (500, -26), (330, -34)]), tone(s.light, "#2a201c", 0.5))
        blade = [(0, -8), (120, -64), (330, -74), (334, -2), (120, 6)]
        s.ink.fill(polygon(blade), steel)
        s.ink.fill(polygon([(0, -8), (120, -10), (334, -22), (334, -2), (120, 6)]), edge)
        skin = lit(s.light, _SKIN, 340, 260, side_of(s.light))
        s.ink.fill(ribbon([(800, 250), (640, 90), (500, -30)], [96, 78, 62]), skin)
        s.ink.fill(ribbon([(900, 340), (740, 190)], [130, 112]), tone(s.light, "#f2f0ec", 0.8))
        s.ink.fill(ellipse(452, -58, 82, 62, 0.2), skin)
        for k in range(4):
            knuckle = [(392 + 34 * k, -112), (376 + 34 * k, -66), (394 + 34 * k, -28)]
            s.ink.fill(ribbon(knuckle, [20, 22, 17]), tone(s.light, mix(_SKIN, (90, 30, 20), 0.45), 0.5), 0.5)
            s.ink.fill(ribbon(knuckle, [17, 19, 14]), skin)


def flames(s: Served, args: Args, t: float) -> None:
    """flames n r high back|front: fire around the foot of a pan, tongues that lick up."""
    n, r, high = numbers(args)
    outer: list[Path] = []
    inner: list[Path] = []
    core: list[Path] = []
    for k in range(int(n)):
        a = math.pi * (k + 0.5) / n + (math.pi if "back" in args else 0.0)
        x, y = s.at(r * math.cos(a), r * math.sin(a) + 40)
        h = high * (0.6 + 0.4 * math.sin(2.3 * k) ** 2) * (1 + 0.22 * math.sin(t * 9 + 2.1 * k))
        lean = h * 0.16 * math.sin(t * 5 + k)
        for group, share in ((outer, 1.0), (inner, 0.66), (core, 0.36)):
            w, tall = h * 0.30 * share, h * share
            group.append(smooth([(x - w * 0.7, y + 8), (x - w, y - tall * 0.3), (x - w * 0.3 + lean * 0.4, y - tall * 0.62), (x + lean, y - tall), (x + w * 0.5 + lean * 0.4, y - tall * 0.55), (x + w, y - tall * 0.25), (x + w * 0.7, y + 8)]))  # fmt: skip  # noqa: E501
    if "back" in args:
        s.ink.glow(0, 0, r * 1.5, (255, 120, 30), 0.55, squash=0.6, blend=0)
    for group, c, alpha in ((outer, (246, 96, 22), 0.82), (inner, (255, 176, 50), 0.9), (core, (255, 244, 190), 0.95)):
        s.ink.fill(join(group), c, alpha)
    seeds = np.random.default_rng(8).random((26, 3))
    u = (seeds[:, 0] + t * (0.4 + 0.5 * seeds[:, 1])) % 1.0
    sparks = np.stack([(seeds[:, 2] - 0.5) * r * 2.2 + 30 * np.sin(t * 2 + 9 * seeds[:, 1]), -20 - 560 * u], 1)
    s.ink.fill(ellipses(sparks, 4.5 * (1 - u) + 1), (255, 200, 90), 0.9)


def flip(s: Served, args: Args, t: float) -> None:
    """flip piece size: what is fried flies up, turns over and comes down again."""
    size = numbers(args[1:])[0]
    u = (t * 0.5) % 1.0
    v = min(1.0, u / 0.7)
    up = 4 * v * (1 - v) * 330
    fare.piece(s, args[0], 0, 0, size, z=up, turn=2 * math.pi * v)


def scrawl(s: Served, args: Args, t: float) -> None:
    """scrawl kind x y: a brush (1) or a pen (2) that writes on a sheet, and what it has written."""
    kind, x, y, *_ = numbers(args)
    c = tone(s.light, "#17171d", 0.4)
    strokes, big = (_SIGN, 4.0) if kind == 1 else (_LINES, 2.1)
    pace = sum(len(line) - 1 for line in strokes) * min(1.0, (t + 0.9) / 5.2)
    tip: tuple[float, float] = strokes[0][0]
    for line in strokes:
        if pace <= 0:
            break
        done: list[tuple[float, float]] = [line[0]]
        for (ax, ay), (bx, by) in pairwise(line):
            u = min(1.0, max(0.0, pace))
            if u > 0:
                done.append((ax + (bx - ax) * u, ay + (by - ay) * u))
            pace -= 1
        tip = done[-1]
        path = [s.at(x + px * big, y + py * big) for px, py in done]
        if kind == 1:
            wide = [20 + 11 * math.sin(3.1 * k / max(1, len(path) - 1) + 0.4) for k in range(len(path))]
            s.ink.fill(ribbon(path, wide), c) if len(path) > 1 else None
        else:
            s.ink.stroke(smooth(path, closed=False), 3.4, c)
    px, py = s.at(x + tip[0] * big, y + tip[1] * big)
    with s.ink.moved(px, py, turn=0.35 + 0.04 * math.sin(t * 5)):
        if kind == 1:
            s.ink.fill(smooth([(0, 4), (-20, -50), (-15, -96), (15, -96), (20, -50)]), tone(s.light, "#1d1a1c", 0.6))
            s.ink.fill(polygon([(-14, -92), (14, -92), (11, -520), (-11, -520)]), lit(s.light, "#a8622c", -14, 28, 1))
        else:
            s.ink.fill(polygon([(0, 2), (-8, -34), (8, -34)]), tone(s.light, "#d8b060", 0.9))
            s.ink.fill(polygon([(-11, -32), (11, -32), (13, -330), (-13, -330)]), lit(s.light, "#20304a", -13, 26, 1))


_SIGN = (
    [(-4, -74), (14, -62)],
    [(-34, -44), (6, -46), (2, 30), (-14, 20)],
    [(-52, -14), (-18, -18), (-56, 34)],
    [(46, -42), (14, -16)],
    [(6, -20), (30, 14), (62, 34)],
)
_LINES = tuple([(-86 + 9 * k, 6 * math.sin(2.2 * k + r) + 34 * r - 66) for k in range(19)] for r in range(5))


def swipe(s: Served, args: Args, t: float) -> None:
    """swipe: a broad brush that lays the thing's own colour across a sheet."""
    u = np.linspace(0, max(0.08, min(1.0, (t + 0.6) / 4.6)), 16)
    path = np.array([s.at(-560 + 1080 * v, 60 * math.sin(5 * v) + 10, 4) for v in u])
    for k in range(9):
        v = (k - 4) / 4
        c = tone(s.light, mix(s.tint, ((255, 255, 255), (10, 10, 40))[k % 2], 0.06 + 0.12 * abs(v)), 0.95)
        strand = path + np.array((5.0 * math.sin(3 * k), 58 * v))
        strand[-1, 0] += 18 * math.sin(7.0 * k)
        s.ink.stroke(smooth(strand, closed=False), 22, c)
    x, y = path[-1].tolist()
    with s.ink.moved(x + 6, y, turn=0.6 + 0.05 * math.sin(t * 4)):
        s.ink.fill(smooth([(-56, 66), (-64, -30), (-44, -90), (44, -90), (64, -30), (56, 66), (0, 78)]), tone(s.light, "#e8d8b8", 0.8))  # fmt: skip  # noqa: E501
        s.ink.fill(smooth([(-56, 66), (-60, 0), (0, -14), (60, 0), (56, 66), (0, 80)]), tone(s.light, s.tint, 0.85))
        s.ink.fill(polygon([(-48, -84), (48, -84), (40, -170), (-40, -170)]), lit(s.light, "#c9ccd2", -48, 96, 1))
        s.ink.fill(polygon([(-36, -166), (36, -166), (16, -520), (-16, -520)]), lit(s.light, "#a8402c", -36, 72, 1))


def strum(s: Served, args: Args, t: float) -> None:
    """strum w d: strings over their bridges that tremble one after the other."""
    w, d, *_ = numbers(args)
    for k in range(9):
        v = -0.8 + 0.2 * k
        shake = 5 * math.sin(t * 40 + k) * max(0.0, math.sin(t * 2.6 - 0.9 * k)) ** 4
        x = w * (0.45 - 0.11 * k)
        a, b, c = s.at(-w * 0.94, d * v, 14), s.at(x, d * v, 46), s.at(w * 0.94, d * v, 14)
        s.ink.fill(polygon([(b[0] - 15, b[1] + 34), (b[0], b[1]), (b[0] + 15, b[1] + 34)]), tone(s.light, "#f0e2c4", 0.8))  # fmt: skip  # noqa: E501
        s.ink.stroke(smooth([a, ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2 + shake), b, ((b[0] + c[0]) / 2, (b[1] + c[1]) / 2 - shake), c], closed=False), 2.6, tone(s.light, "#fbf4dc", 1.0))  # fmt: skip  # noqa: E501


def vessel(s: Served, name: str, x: float, y: float, tint: str, t: float) -> None:
    """What is poured from, tilted, its lip at (x, y), a hand's breadth to the right of it."""
    with s.ink.moved(x, y, turn=-0.52 + 0.03 * math.sin(t * 1.1), scale=1.25):
        sketches.draw(s.ink, s.light, fare.drawing(f"tilted{name}"), {"tint": tint}, side=side_of(s.light), blend=0)


GESTURES: dict[str, Callable[[Served, Args, float], None]] = {
    "palms": palms, "chop": chop, "flames": flames, "flip": flip, "scrawl": scrawl, "swipe": swipe, "strum": strum,
}  # fmt: skip
