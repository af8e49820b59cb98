"""What happens to food: it is poured, drips, boils, sizzles, is lifted and strewn. Drawn anew in each frame."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from nemo_skill.studio.scenes import fare, gestures, gloss
from nemo_skill.studio.scenes.gloss import side_of
from nemo_skill.studio.scenes.ink import Linear, Radial, ellipse, ellipses, join, polygon, ribbon, smooth
from nemo_skill.studio.scenes.light import mix, rgb
from nemo_skill.studio.scenes.sketches import bulging, tone
from nemo_skill.studio.scenes.vessels import Args, Served, colours, numbers

_WHITE = (255, 255, 255)


def steam(s: Served, args: Args, t: float) -> None:
    """steam [strength]: wisps from the surface."""
    strength = (numbers(args) or [1.0])[0]
    _, y = s.at(0, 0)
    gloss.steam(s.ink, s.light, t, y=y, height=430, width=s.r * 0.62, strength=strength)


def pour(s: Served, args: Args, t: float) -> None:
    """pour colour [x] [vessel]: a stream from a tilted vessel that spreads rings where it lands."""
    c, x = colours(args)[0], (numbers(args) or [0.0])[0]
    px, py = s.at(x, 0)
    top, sway = max(py - 300.0, -580.0), 5 * math.sin(t * 5)
    top = min(top, py - 110)
    lit, mid = tone(s.light, mix(c, _WHITE, 0.25), 1.0), tone(s.light, c, 0.6)
    for k in range(3):
        u = (t * 0.9 + k / 3) % 1.0
        s.ink.stroke(ellipse(px, py, s.r * 0.75 * u, s.r * 0.75 * u * s.flat), 4 * (1 - u) + 1, lit, 0.5 * (1 - u))
    s.ink.fill(ellipse(px, py, s.r * 0.17, s.r * 0.17 * s.flat), lit, 0.9)
    spine = [(px + 4, top + 4), (px + sway, (top + py) / 2), (px, py)]
    wide = 15 + 2 * math.sin(t * 7)
    s.ink.fill(ribbon(spine, [wide * 1.5, wide, wide * 0.75], cap=False), Linear(px - wide, 0, px + wide, 0, [(0, mid, 1), (0.62, lit, 1), (1, mid, 1)]))  # fmt: skip  # noqa: E501
    if "none" not in args:
        gestures.vessel(s, str(args[-1]) if args[-1].isalpha() else "jug", px, top, s.tint, t)
    rng = np.random.default_rng(3)
    for a, v in rng.random((9, 2)):
        u = (t * 1.5 + a) % 1.0
        dx, up = (v - 0.5) * s.r * 1.1 * u, 120 * u * (1 - u) * 4 * (0.4 + 0.6 * a)
        s.ink.fill(ellipse(px + dx, py - up * 0.6, 7 * (1.1 - u)), lit, 0.9)


def drip(s: Served, args: Args, t: float) -> None:
    """drip colour r n long: sauce on top that runs down the side, farther and farther."""
    c, (r, n, long, *_) = colours(args)[0], numbers(args)
    _, y = s.at(0, 0)
    grown = 0.45 + 0.55 * min(1.0, t / 4)
    fill = bulging(s.light, c, 0, y, r, r * s.flat, side_of(s.light))
    runs = []
    for k in range(int(n)):
        a = math.pi * (k + 0.5) / n
        x, py = s.at(r * math.cos(a), r * math.sin(a), 2)
        reach = long * grown * (0.45 + 0.55 * abs(math.sin(2.3 * k + 0.8)))
        w = r * 0.075 * (0.8 + 0.4 * abs(math.sin(1.7 * k)))
        runs.append(smooth([(x - w * 1.7, py - 10), (x - w, py + 8), (x - w * 0.9, py + reach * 0.8), (x, py + reach), (x + w * 0.9, py + reach * 0.8), (x + w, py + 8), (x + w * 1.7, py - 10)]))  # fmt: skip  # noqa: E501
    s.ink.fill(join([s.disc(r, 4), *runs]), fill)
    s.ink.glow(side_of(s.light) * r * 0.4, y - r * s.flat * 0.3, r * 0.4, s.light.sun_colour, 0.45, squash=s.flat)
    u = t * 0.5 % 1.0
    x = r * math.cos(math.pi * 0.3)
    s.ink.fill(ellipse(x, y + r * s.flat * 0.8 + long * grown * u, 6, 9), tone(s.light, c, 0.9), 1 - u)


def boil(s: Served, args: Args, t: float) -> None:
    """boil n: bubbles that rise, swell and burst all over the surface."""
    n = int((numbers(args) or [24.0])[0])
    rng = np.random.default_rng(n)
    pale = tone(s.light, mix(s.wet or "#e8e2d8", _WHITE, 0.5), 1.0)
    for a, v, w in rng.random((n, 3)):
        u = (t * (0.7 + 0.6 * w) + a) % 1.0
        turn, d = 2 * math.pi * (v + 0.17 * math.floor(t * (0.7 + 0.6 * w) + a)), s.r * 0.9 * math.sqrt(w)
        x, y = s.at(d * math.cos(turn), d * math.sin(turn))
        size = s.r * (0.03 + 0.06 * v) * math.sin(math.pi * min(1.0, u * 1.1)) + 1
        s.ink.fill(ellipse(x, y - size * 0.3, size, size * 0.8), pale, 0.35)
        s.ink.stroke(ellipse(x, y - size * 0.3, size, size * 0.8), 2, _WHITE, 0.45)
        s.ink.fill(ellipse(x + size * 0.3, y - size * 0.6, size * 0.22), _WHITE, 0.8)


def fizz(s: Served, args: Args, t: float) -> None:
    """fizz n h: fine bubbles that climb through a drink."""
    n, h, *_ = numbers(args)
    a = np.random.default_rng(int(n)).random((int(n), 3))
    u = (a[:, 0] + t * (0.25 + 0.3 * a[:, 1])) % 1.0
    x, y = s.at(0, 0)
    spots = np.stack([x + (a[:, 2] - 0.5) * s.r * 1.3 + 4 * np.sin(t * 3 + 9 * a[:, 0]), y + (1 - u) * h * s.high], 1)
    s.ink.fill(ellipses(spots, 2.0 + 3.5 * a[:, 1]), _WHITE, 0.6)


def sizzle(s: Served, args: Args, t: float) -> None:
    """sizzle: fat that spits around what is fried, and thin smoke."""
    rng = np.random.default_rng(12)
    rim = []
    for a, v in rng.random((30, 2)):
        u = (t * (2 + 2 * v) + a) % 1.0
        turn = 2 * math.pi * (a + 0.13 * math.floor(t * (2 + 2 * v) + a))
        x, y = s.at(s.r * 0.78 * math.cos(turn), s.r * 0.78 * math.sin(turn))
        rim.append((x, y, 3 + 6 * math.sin(math.pi * u)))
        if v > 0.6:
            s.ink.fill(
                ellipse(x + 60 * (v - 0.8) * u, y - 150 * u * (1 - u) * 4 * v, 3.4), (255, 226, 160), 0.9 * (1 - u)
            )
    s.ink.fill(ellipses([p[:2] for p in rim], [p[2] for p in rim]), (255, 236, 190), 0.5)
    steam(s, ["0.7"], t)


def lift(s: Served, args: Args, t: float) -> None:
    """lift piece size: chopsticks that take a piece up and let it down again."""
    size, *_ = numbers(args[1:])
    up = 130 + 130 * math.sin(min(1.0, t / 2.2) * math.pi / 2) + 10 * math.sin(t * 2.1)
    x, y = s.at(s.r * 0.22, s.r * 0.2, up)
    if args[0].startswith("#"):
        _strands(s, args[0], x, y, up)
    else:
        fare.piece(s, args[0], s.r * 0.22, s.r * 0.2, size, z=up, turn=0.1 * math.sin(t * 2))
    for k, dx in enumerate((0.0, 34.0)):
        ends = [(x - size * 0.25 + dx * 0.4, y + size * 0.06), (x + 560 + dx, y - 330 + 30 * k)]
        s.ink.stroke(polygon(ends, closed=False), 15 - 3 * k, tone(s.light, "#7a2f1f", 0.45 + 0.3 * k))


def _strands(s: Served, c: str, x: float, y: float, up: float) -> None:
    for k in range(9):
        dx = 15.0 * (k - 4)
        low = s.at(s.r * 0.22 + dx * 2.2, s.r * 0.25)
        line = [(x + dx * 0.5, y - 6), (x + dx * 0.9, y + up * 0.3), (low[0] - dx * 0.5, low[1] - up * 0.2), low]
        s.ink.stroke(smooth(line, closed=False), 11, tone(s.light, mix(c, (90, 40, 10), 0.4), 0.3))
        s.ink.stroke(smooth(line, closed=False), 7.5, tone(s.light, c, 0.7 + 0.05 * (k % 4)))


def pull(s: Served, args: Args, t: float) -> None:
    """pull piece size string: a slice goes up, and what is melted draws strings."""
    c, (size, *_) = colours(args)[0], numbers(args[1:])
    up = 40 + 210 * math.sin(min(1.0, t / 3.6) * math.pi / 2)
    x, y = s.at(s.r * 0.30, s.r * 0.34, up)
    tint = tone(s.light, c, 0.95)
    for k in range(7):
        u = (k - 3) / 3
        low = s.at(s.r * (0.16 + 0.20 * u), s.r * (0.46 - 0.3 * abs(u)), 4)
        high = (x + size * 0.42 * u, y + size * 0.14)
        wide = 13 - 8 * min(1.0, up / 260) + 5 * (k % 2)
        middle = ((low[0] + high[0]) / 2 + 6 * math.sin(t * 1.3 + k), (low[1] + high[1]) / 2 + 16)
        s.ink.fill(ribbon([low, middle, high], [wide * 1.8, wide * 0.5, wide * 1.5], cap=False), tint, 0.97)
    fare.piece(s, args[0], s.r * 0.30, s.r * 0.34, size, z=up, turn=-0.10 + 0.03 * math.sin(t * 1.4))


def fall(s: Served, args: Args, t: float) -> None:
    """fall piece n size: pieces that drop in one after another, with a splash where there is something wet."""
    n, size, *_ = numbers(args[1:])
    for k in range(int(n)):
        u = (t * 0.42 + k / n) % 1.0
        x, y = s.at(s.r * 0.62 * math.sin(2.4 * k), s.r * 0.3 * math.cos(1.7 * k))
        if u < 0.72:
            v = u / 0.72
            fare.piece(s, args[0], x, 0, size, z=(1 - v * v) * 900 / s.high, turn=4 * v + k)
        elif s.wet:
            _crown(s, x, y, (u - 0.72) / 0.28)


def _crown(s: Served, x: float, y: float, u: float) -> None:
    c = tone(s.light, mix(s.wet, _WHITE, 0.35), 1.0)
    for k in range(9):
        a = math.pi * 2 * k / 9
        reach, up = s.r * 0.5 * u, 190 * math.sin(math.pi * min(1.0, u * 1.15)) * (0.6 + 0.4 * math.sin(2.2 * k) ** 2)
        foot = (x + reach * 0.6 * math.cos(a), y + reach * 0.6 * math.sin(a) * s.flat)
        tip = (x + reach * math.cos(a) * 1.5, y + reach * math.sin(a) * s.flat - up)
        s.ink.fill(
            ribbon([foot, ((foot[0] + tip[0]) / 2 - 4, (foot[1] + tip[1]) / 2), tip], [12, 7, 3]), c, 1 - u * 0.6
        )
        s.ink.fill(ellipse(tip[0], tip[1] - 12, 7), c, 1 - u * 0.5)


def sprinkle(s: Served, args: Args, t: float) -> None:
    """sprinkle colour n: something fine that is strewn from above."""
    tones, n = colours(args), int((numbers(args) or [60.0])[0])
    a = np.random.default_rng(n).random((n, 3))
    u = (a[:, 0] + t * 0.8) % 1.0
    x, y = s.at(0, 0)
    spots = np.stack(
        [x + (a[:, 1] - 0.5) * s.r * (0.4 + 1.2 * u), y - (1 - u * u) * 760 + a[:, 2] * s.r * 0.3 * s.flat], 1
    )
    sizes = np.stack([2 + 3 * a[:, 2], 3 + 4 * a[:, 1]], 1)
    for k, c in enumerate(tones):
        s.ink.fill(ellipses(spots[k :: len(tones)], sizes[k :: len(tones)]), tone(s.light, c, 1.0), 0.9)


def candles(s: Served, args: Args, t: float) -> None:
    """candles n r [blown]: lit candles in a ring; blown out one after the other towards the end."""
    n, r, *_ = numbers(args)
    for k in sorted(range(int(n)), key=lambda i: math.sin(2 * math.pi * i / n + 0.4)):
        a = 2 * math.pi * k / n + 0.4
        x, y = s.at(r * math.cos(a), r * math.sin(a))
        c = ("#58a7d6", "#f2c14e", "#e8789a", "#7bc47f")[k % 4]
        s.ink.stroke(polygon([(x, y), (x, y - 74)], closed=False), 13, tone(s.light, c, 0.8))
        s.ink.stroke(polygon([(x + 3, y), (x + 3, y - 72)], closed=False), 3, _WHITE, 0.6)
        out = 2.4 + 0.12 * k if "blown" in args else 1e9
        if t < out:
            gloss.flame(s.ink, t + k * 0.9, x, y - 80, 40 * min(1.0, (out - t) * 5))
        elif t < out + 2:
            gloss.steam(s.ink, s.light, t, x=x, y=y - 80, height=150, width=24, strength=1 - (t - out) / 2)


def melt(s: Served, args: Args, t: float) -> None:
    """melt colour r long: a filling that runs out to the front and spreads."""
    c, (r, long, *_) = colours(args)[0], numbers(args)
    u = 0.25 + 0.75 * min(1.0, t / 3.5)
    x, y = s.at(0, r, 0)
    fill = bulging(s.light, c, x, y + long * 0.5, r, long, side_of(s.light))
    s.ink.fill(ellipse(x, y + long * u, r * (0.5 + 0.7 * u), r * 0.4 * (0.3 + u) * s.flat + 6), fill)
    s.ink.fill(
        ribbon([(x, y - 6), (x + 6, y + long * u * 0.5), (x, y + long * u)], [r * 0.42, r * 0.34, r * 0.5]), fill
    )


def spin(s: Served, args: Args, t: float) -> None:
    """spin piece x y size: a thing that turns to and fro on its foot."""
    fare.stand(s, args, math.cos(0.5 * math.sin(t * 0.75)))


_ROUND = frozenset(
    ("can", "serum", "creamjar", "rouge", "winebottle", "bluevase", "tumbler", "globe", "lampshade", "mic")
)


def revolve(s: Served, args: Args, t: float) -> None:
    """revolve piece x y size: a thing that turns round and round on its foot; what is round shows a streak of light."""
    turn = t * 1.35
    deep = 1.0 if args[0] in _ROUND else 0.42
    side = math.cos(turn)
    fare.stand(s, args, math.copysign(math.hypot(side, deep * math.sin(turn)), side))


def gleam(s: Served, args: Args, t: float) -> None:
    """gleam x up: a star of light that flashes at a point."""
    x, up = numbers(args)
    glint = max(0.0, math.sin(t * 2.1 + x * 0.05)) ** 6
    if glint > 0.02:
        s.ink.glow(x, up, 90 * glint, _WHITE, 0.8 * glint)
        for long, wide in ((90, 5), (5, 90)):
            ray = [(x - long * glint, up), (x, up - wide * glint), (x + long * glint, up), (x, up + wide * glint)]
            s.ink.fill(polygon(ray), _WHITE, 0.95)


def halo(s: Served, args: Args, t: float) -> None:
    """halo colour r: light around a thing that breathes."""
    c, r = _own(s, args), numbers(args)[0]
    s.ink.glow(0, -r * 0.5, r * (1.3 + 0.12 * math.sin(t * 1.7)), c, 0.42, blend=0)


def sparkle(s: Served, args: Args, t: float) -> None:
    """sparkle colour n: motes of light that rise and wink."""
    c, n = _own(s, args), int(numbers(args)[0])
    a = np.random.default_rng(n).random((n, 4))
    u = (a[:, 0] + t * (0.10 + 0.16 * a[:, 1])) % 1.0
    x = (a[:, 2] - 0.5) * 560 * (0.6 + 0.6 * u) + 26 * np.sin(t * 1.3 + 9 * a[:, 3])
    size = (2.0 + 5 * a[:, 3]) * np.sin(np.pi * u) * (0.6 + 0.4 * np.sin(t * 5 + 20 * a[:, 1]))
    spots = np.stack([x, 40 - 560 * u], 1)
    s.ink.fill(ellipses(spots, size * 2.6), c, 0.22)
    s.ink.fill(ellipses(spots, size), mix(c, _WHITE, 0.6), 0.95)


_RUNES = (
    "0 -20 0 20 12 -8 0 -20",
    "-10 20 0 -20 10 20 -6 4 6 4",
    "-8 -20 -8 20 8 20 -8 0 8 -20",
    "0 -20 10 0 0 20 -10 0 0 -20",
)


def runes(s: Served, args: Args, t: float) -> None:
    """runes colour n: signs that fly up out of a thing, turning."""
    c, n = _own(s, args), int(numbers(args)[0])
    for k in range(n):
        u = (t * 0.22 + k / n) % 1.0
        a = 2.4 * k + t * 0.8
        x, y = (60 + 220 * u) * math.sin(a), -70 - 470 * u + 30 * math.cos(a)
        grown = (0.7 + 0.9 * u) * (0.85 + 0.3 * math.sin(1.9 * k))
        with s.ink.moved(x, y, scale=grown, turn=0.4 * math.sin(a), stretch=1.0):
            sign = np.array(_RUNES[k % 4].split(), float).reshape(-1, 2)
            fade = math.sin(math.pi * min(1.0, u * 1.2))
            s.ink.glow(0, 0, 46, c, 0.5 * fade)
            s.ink.stroke(polygon(sign, closed=False), 4.5, mix(c, _WHITE, 0.4), fade)


def vortex(s: Served, args: Args, t: float) -> None:
    """vortex colour r h: a standing gate of light whose inside whirls."""
    c, (r, h) = _own(s, args), numbers(args)
    y = -h * 0.95
    deep = mix(c, (6, 8, 30), 0.75)
    s.ink.fill(ellipse(0, y, r * 0.78, h * 0.9), Radial(0, y, r * 0.9, [(0, mix(c, _WHITE, 0.75), 1), (0.35, mix(c, _WHITE, 0.2), 1), (1, deep, 1)], h * 0.9 / (r * 0.78)))  # fmt: skip  # noqa: E501
    for k in range(16):
        u = (k / 16 + t * 0.12) % 1.0
        turn = np.linspace(0, 2.1, 8) + k * 2.4 + t * (2.4 - 1.4 * u)
        d = (1 - u) * (0.98 - 0.12 * np.linspace(0, 1, 8))
        arc = np.stack([r * 0.76 * d * np.cos(turn), y + h * 0.88 * d * np.sin(turn)], 1)
        s.ink.stroke(
            smooth(arc, closed=False), 3 + 7 * (1 - u), mix(c, _WHITE, 0.3 + 0.6 * u), 0.75 * math.sin(math.pi * u)
        )
    for wide, tone_of, alpha in ((26, c, 0.5), (12, mix(c, _WHITE, 0.5), 0.9), (4, _WHITE, 1.0)):
        edge = np.linspace(0, 2 * math.pi, 40, endpoint=False)
        grow = 1 + 0.02 * np.sin(edge * 9 + t * 6) + 0.02 * np.sin(edge * 5 - t * 4)
        ring = np.stack([r * 0.8 * grow * np.cos(edge), y + h * 0.92 * grow * np.sin(edge)], 1)
        s.ink.stroke(smooth(ring), wide, tone_of, alpha)


def _own(s: Served, args: Args) -> object:
    return rgb(s.tint) if "tint" in args else rgb(colours(args)[0])


MOTIONS: dict[str, Callable[[Served, Args, float], None]] = {
    "steam": steam, "pour": pour, "drip": drip, "boil": boil, "fizz": fizz, "sizzle": sizzle, "lift": lift,
    "pull": pull, "fall": fall, "sprinkle": sprinkle, "candles": candles, "melt": melt,
    "spin": spin, "revolve": revolve, "gleam": gleam, "halo": halo, "sparkle": sparkle, "runes": runes,
    "vortex": vortex,
}  # fmt: skip
