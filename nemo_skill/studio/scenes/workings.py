"""What things do: hands of clocks go, wheels turn, keys light up, lanterns swing. Drawn anew in each frame."""

from __future__ import annotations

import colorsys
import math
from collections.abc import Callable

import numpy as np

from nemo_skill.studio.scenes import fare, sketches
from nemo_skill.studio.scenes.gloss import side_of
from nemo_skill.studio.scenes.ink import Linear, Radial, ellipse, ellipses, join, polygon, ribbon, smooth
from nemo_skill.studio.scenes.light import mix, rgb
from nemo_skill.studio.scenes.sketches import tone
from nemo_skill.studio.scenes.vessels import Args, Served, colours, numbers

_WHITE = (255, 255, 255)


def own(s: Served, args: Args) -> object:
    """The colour that is named, or the thing's own."""
    return rgb(s.tint) if "tint" in args else rgb(colours(args)[0])


def _sketch(s: Served, name: str, tint: str = "") -> None:
    colours_of = {**fare.paints(s), "tint": tint or s.tint}
    sketches.draw(s.ink, s.light, fare.drawing(name), colours_of, side=side_of(s.light), blend=0)


def dial(s: Served, args: Args, t: float) -> None:
    """dial x up r colour: the ticks and the hands of a clock that goes."""
    x, up, r, *_ = numbers(args)
    c = tone(s.light, colours(args)[0], 0.8)
    with s.ink.moved(x, -up):
        for k in range(12):
            a = k * math.pi / 6
            ends = [(m * r * math.cos(a), m * r * math.sin(a)) for m in (0.84 - 0.08 * (k % 3 == 0), 0.95)]
            s.ink.stroke(polygon(ends, closed=False), r * (0.06 if k % 3 == 0 else 0.03), c)
        ticked = math.floor(t) + min(1.0, (t % 1.0) * 8)
        for turn, long, wide in ((-0.9, 0.5, 0.075), (0.7 + t * 0.01, 0.74, 0.05), (ticked * math.pi / 30, 0.84, 0.02)):
            hand = [(-0.14 * r * math.sin(turn), 0.14 * r * math.cos(turn)), (long * r * math.sin(turn), -long * r * math.cos(turn))]  # fmt: skip  # noqa: E501
            s.ink.stroke(polygon(hand, closed=False), r * wide, c if wide > 0.03 else (200, 60, 50))
        s.ink.fill(ellipse(0, 0, r * 0.06), c)


def whirl(s: Served, args: Args, t: float) -> None:
    """whirl piece x up size rate [colour] [flat]: a wheel that turns upright, or lying."""
    x, up, size, rate, *_ = numbers(args[1:])
    lying = "flat" in args
    tint = s.tint if "tint" in args else colours(args, s.tint)[0]
    px, py = s.at(x, up) if lying else (x, -up)
    with s.ink.moved(px, py, scale=size / 100, stretch=s.flat if lying else 1.0):
        s.ink.fill(ellipse(3, 6, 50), tone(s.light, "#120c08", 0.0), 0.3)
        with s.ink.moved(turn=t * rate):
            _sketch(s, args[0], tint)


def hover(s: Served, args: Args, t: float) -> None:
    """hover piece [air] x up size [colour]: a thing in the air that bobs and leans; its shade lies below."""
    x, up, size, *_ = numbers(args[1:])
    if "air" not in args:
        s.shadow(size * 0.34, x=x, y=20, strength=0.4)
    lean, lift = 0.07 * math.sin(t * 1.1 + x), 16 * math.sin(t * 1.5 + x * 0.01)
    tint = s.tint if "tint" in args else colours(args, s.tint)[0]
    with s.ink.moved(x + 14 * math.sin(t * 0.8 + up), -up * (0.8 if up > 300 else 1) - lift + size * 0.4, scale=size / 100, turn=lean):  # fmt: skip  # noqa: E501
        _sketch(s, args[0], tint)


def bob(s: Served, args: Args, t: float) -> None:
    """bob piece x y size: a thing that floats, with its reflection and rings around it."""
    x, y, size, *_ = numbers(args[1:])
    px, py = s.at(x, y)
    dip = size * 0.018 * math.sin(t * 1.6 + x * 0.01)
    for k in range(2):
        u = (t * 0.3 + k / 2 + x * 0.001) % 1.0
        s.ink.stroke(ellipse(px, py, size * (0.5 + 0.5 * u), size * (0.5 + 0.5 * u) * s.flat * 0.6), 3, tone(s.light, "#dff0ff", 1.0), 0.35 * (1 - u))  # fmt: skip  # noqa: E501
    with s.ink.faded(0.3), s.ink.moved(px, py, scale=size / 100, stretch=-0.7):
        _sketch(s, args[0])
    with s.ink.moved(px, py + dip, scale=size / 100, turn=0.03 * math.sin(t * 1.2 + y)):
        _sketch(s, args[0])


def hang(s: Served, args: Args, t: float) -> None:
    """hang piece x up size [swing]: a thing on its string that swings; ``up`` is its foot."""
    x, up, size, *_ = numbers(args[1:])
    with s.ink.moved(x, -up * 0.8 - size * 1.25, turn=0.035 * math.sin(t * 1.2 + x * 0.01)):
        s.ink.stroke(polygon([(0, -900), (0, 0)], closed=False), 3, tone(s.light, "#2a1c14", 0.3))
        with s.ink.moved(0, size * 1.25, scale=size / 100):
            _sketch(s, args[0])


def sway(s: Served, args: Args, t: float) -> None:
    """sway piece x y size: a thing on its foot that leans a little to and fro."""
    x, y, size, *_ = numbers(args[1:])
    fare.stand(s, [args[0], str(x), str(y), str(size), str(2.2 * math.sin(t * 1.3 + x))])


def roll(s: Served, args: Args, t: float) -> None:
    """roll piece x y size: a toy on wheels that comes along, rattling a little."""
    x, y, size, *_ = numbers(args[1:])
    along = 260 * math.cos(t * 0.62)
    fare.stand(s, [args[0], str(x + along), str(y), str(size), str(0.6 * math.sin(t * 17))])


def drop(s: Served, args: Args, t: float) -> None:
    """drop piece x up size: a thing that falls into a slot, again and again."""
    x, up, size, *_ = numbers(args[1:])
    u = (t * 0.5 + 0.3) % 1.0
    if u < 0.8:
        with s.ink.moved(x, -up - 260 * (1 - (u / 0.8) ** 2), scale=size / 100, turn=0.3 * math.sin(9 * u)):
            _sketch(s, args[0])


def nudge(s: Served, args: Args, t: float) -> None:
    """nudge piece x y size: a thing that is worked: it ticks down a little with every stroke."""
    x, y, size, *_ = numbers(args[1:])
    fare.stand(s, [args[0], str(x), str(y + 5 * abs(math.sin(t * 8))), str(size)])


def stomp(s: Served, args: Args, t: float) -> None:
    """stomp piece x y size: a thing that comes down into a puddle again and again, which splashes."""
    x, y, size, *_ = numbers(args[1:])
    u = (t * 0.55 + 0.72) % 1.0
    lift = size * 0.3 * max(0.0, math.sin(math.pi * u / 0.62)) if u < 0.62 else 0.0
    px, py = s.at(x, y)
    with s.ink.faded(0.3), s.ink.moved(px, py + lift * 0.5, scale=size / 100, stretch=-0.6):
        _sketch(s, args[0])
    crown(s, px, py, size, (u - 0.62) / 0.38 if u >= 0.62 else 0.0, front=False)
    with s.ink.moved(px, py - lift, scale=size / 100, turn=-0.35 * lift / size):
        _sketch(s, args[0])
    crown(s, px, py, size, (u - 0.62) / 0.38 if u >= 0.62 else 0.0, front=True)


def crown(s: Served, x: float, y: float, size: float, u: float, *, front: bool) -> None:
    """The water that a thing of a size throws up, u from 0 to 1; behind it or in front."""
    if u <= 0:
        return
    water = mix(mix(s.light.sky[3], _WHITE, 0.55), (215, 232, 245), 0.6)
    rng = np.random.default_rng(5 + front)
    sheets, drops = [], []
    for a, v, w in rng.random((22, 3)):
        way, up = (a * 2 - 1), size * (0.28 + 0.55 * v) * math.sin(math.pi * min(1.0, 0.12 + u))
        foot = (x + way * size * (0.5 + 0.1 * u), y + (10 if front else -30))
        tip = (x + way * size * (0.55 + 0.75 * u * (0.5 + w)), y - up * (0.8 if front else 1.2))
        sheets.append(ribbon([foot, ((foot[0] + tip[0]) / 2, (foot[1] + tip[1]) / 2 - up * 0.1), tip], [size * 0.035, size * 0.018, 3]))  # fmt: skip  # noqa: E501
        drops.append((tip[0] + way * 30 * w, tip[1] - 20 + 60 * u * v, 3 + 8 * w))
    s.ink.fill(join(sheets), water, 0.72 * (1 - u * 0.8))
    s.ink.fill(ellipses([d[:2] for d in drops], [d[2] for d in drops]), water, 0.95 * (1 - u * 0.6))


def splash(s: Served, args: Args, t: float) -> None:
    """splash size: water that is thrown up around a thing, again and again."""
    size = numbers(args)[0]
    for k in (0.0, 0.5):
        crown(s, *s.at(0, 20 if size < 400 else -60), size, (t * 0.5 + k) % 1.0, front=size < 400)


def trickle(s: Served, args: Args, t: float) -> None:
    """trickle piece x y size: what melts and runs down over a thing, farther and farther, and drops."""
    x, y, size, *_ = numbers(args[1:])
    px, py = s.at(x, y)
    run = 0.7 + 0.9 * min(1.0, t / 5)
    with s.ink.moved(px, py - size * 0.58 * (1 - run), scale=size / 100, stretch=run):
        _sketch(s, args[0])
    u = t * 0.7 % 1.0
    s.ink.fill(ellipse(px - size * 0.05, py - size * 0.2 + size * 0.3 * u * u, size * 0.016, size * 0.026), tone(s.light, s.tint, 0.9), 1 - u)  # fmt: skip  # noqa: E501


def ivories(s: Served, args: Args, t: float) -> None:
    """ivories w d: the keys of a piano, some of which go down in turn."""
    w, d, *_ = numbers(args)
    frame = [s.at(-w * 1.1, -d * 1.5, 90), s.at(w * 1.1, -d * 1.5, 90), s.at(w * 1.25, d * 1.15, 10), s.at(-w * 1.25, d * 1.15, 10)]  # fmt: skip  # noqa: E501
    s.ink.fill(polygon(frame), tone(s.light, s.tint, 0.8))
    beat = t * 3.2
    played = {int(4 + 5 * math.sin(2.1 * int(beat)) + 4), int(9 + 4 * math.sin(1.3 * int(beat) + 1))}

    def key(a: float, b: float, near: float, up: float) -> list[tuple[float, float]]:
        return [s.at(w * a, -d, up), s.at(w * b, -d, up), s.at(w * b * 1.12, near, up), s.at(w * a * 1.12, near, up)]

    for i in range(14):
        a, b = -1 + i / 7 + 0.006, -1 + (i + 1) / 7 - 0.006
        down = 34 * math.sin(math.pi * (beat % 1.0)) if i in played else 0.0
        quad = key(a, b, d, 56 - down)
        low = [(x, y + 40) for x, y in quad[2:]]
        s.ink.fill(polygon([quad[3], quad[2], low[0], low[1]]), tone(s.light, "#b8b2a6", 0.5))
        s.ink.fill(polygon(quad), Linear(0, quad[0][1], 0, quad[2][1], [(0, tone(s.light, "#cfc9be", 0.6), 1), (1, tone(s.light, "#fdfbf4", 1.0), 1)]))  # fmt: skip  # noqa: E501
    for i in (0, 1, 3, 4, 5, 7, 8, 10, 11, 12):
        middle = -1 + (i + 1) / 7
        quad = key(middle - 0.045, middle + 0.045, d * 0.2, 92)
        s.ink.fill(polygon([quad[3], quad[2], (quad[2][0], quad[2][1] + 32), (quad[3][0], quad[3][1] + 32)]), tone(s.light, "#050507", 0.1))  # fmt: skip  # noqa: E501
        s.ink.fill(polygon(quad), tone(s.light, "#24242a", 0.8))


def pool(s: Served, args: Args, t: float) -> None:
    """pool r: a puddle on which rings run out."""
    r = numbers(args)[0]
    _, y = s.at(0, 20)
    sheen, deep = mix(s.light.sky[3], _WHITE, 0.3), tone(s.light, "#26323e", 0.4)
    edge = [(r * 1.35 * (1 + 0.08 * math.sin(3 * a + 1)) * math.cos(a), y + r * s.flat * (1 + 0.1 * math.sin(5 * a)) * math.sin(a)) for a in np.linspace(0, 2 * math.pi, 24, endpoint=False)]  # fmt: skip  # noqa: E501
    s.ink.fill(smooth(edge), Linear(0, y - r * s.flat, 0, y + r * s.flat, [(0, sheen, 0.75), (1, deep, 0.6)]))
    for k in range(4):
        u = (t * 0.5 + k / 4) % 1.0
        s.ink.stroke(ellipse(0, y, r * 1.1 * u, r * 0.9 * u * s.flat), 4, _WHITE, 0.4 * (1 - u))


def keys(s: Served, args: Args, t: float) -> None:
    """keys w d: a keyboard whose caps shine in colours that run over it."""
    w, d, *_ = numbers(args)
    s.ink.glow(0, 10, w * 1.3, vivid(t * 0.12), 0.5, squash=0.4, blend=0)
    body = [s.at(-w, -d, 30), s.at(w, -d, 30), s.at(w * 1.06, d, 12), s.at(-w * 1.06, d, 12)]
    s.ink.fill(polygon([(x, y + 26) for x, y in body]), tone(s.light, "#08090c", 0.3))
    s.ink.fill(polygon(body), tone(s.light, s.tint, 0.7))
    pressed = int(t * 7) * 37 % 60
    for j in range(5):
        columns = 13 if j < 4 else 7
        v0, v1 = -0.9 + 0.37 * j, -0.9 + 0.37 * j + 0.30
        for i in range(columns):
            wide = 2 / 13 if j < 4 else (0.16, 0.16, 0.16, 0.98, 0.16, 0.16, 0.16)[i]
            left = -1 + i * 2 / 13 if j < 4 else -1 + (0.0, 0.17, 0.34, 0.51, 1.5, 1.67, 1.84)[i]
            a, b = left * 0.95 + 0.01, (left + wide) * 0.95 - 0.012
            up = 20.0 if (j * 13 + i) % 60 == pressed else 44.0
            spread = 1 + 0.03 * v0
            quad = [s.at(x * w * spread, v * d, up) for x, v in ((a, v0), (b, v0), (b, v1), (a, v1))]
            glow = vivid(0.055 * i + 0.07 * j - t * 0.25)
            s.ink.fill(polygon([(x, y + 17) for x, y in quad]), glow, 0.95)
            s.ink.fill(polygon(quad), mix((20, 21, 26), glow, 0.16))
            mid = (quad[0][0] + quad[1][0]) / 2, (quad[0][1] + quad[2][1]) / 2
            s.ink.fill(ellipse(*mid, 7, 4.5), mix(glow, _WHITE, 0.4), 0.95)


def vivid(hue: float) -> tuple[float, float, float]:
    """A full colour, 0-255."""
    r, g, b = colorsys.hsv_to_rgb(hue % 1.0, 0.85, 1.0)
    return 255 * r, 255 * g, 255 * b


def flurry(s: Served, args: Args, t: float) -> None:
    """flurry x up r n: snow that whirls inside of a globe."""
    x, up, r, n, *_ = numbers(args)
    a = np.random.default_rng(int(n)).random((int(n), 4))
    fallen = (a[:, 0] + t * (0.06 + 0.10 * a[:, 1])) % 1.0
    side = (a[:, 2] - 0.5) * 1.9 + 0.22 * np.sin(t * (1 + a[:, 3]) + 9 * a[:, 1])
    y = -1 + 1.75 * fallen
    kept = side**2 + y**2 < 0.86
    spots = np.stack([x + r * side, -up + r * y], 1)[kept]
    s.ink.fill(ellipses(spots, (2.5 + 5 * a[:, 3])[kept]), _WHITE, 0.95)


def strew(s: Served, args: Args, t: float) -> None:
    """strew colour x up0 up1: grains that run down in a thin thread."""
    x, low, high, *_ = numbers(args)
    u = (np.arange(24) / 24 + t * 0.9) % 1.0
    spots = np.stack([x + 3 * np.sin(u * 40), -high + (high - low) * u**1.5], 1)
    s.ink.fill(ellipses(spots, 2.0 + 2.4 * u), tone(s.light, colours(args)[0], 1.0))


def topple(s: Served, args: Args, t: float) -> None:
    """topple n: dominoes in a bow that fall one after the other."""
    n = int(numbers(args)[0])
    dark, pip = tone(s.light, mix(s.tint, (60, 50, 44), 0.45), 0.4), tone(s.light, "#20242c", 0.4)
    for i in range(n):
        u = i / (n - 1)
        x, y = s.at(-640 + 1100 * u, -230 + 420 * u + 130 * math.sin(math.pi * u * 1.6))
        grown = 0.62 + 0.5 * u
        fallen = min(1.0, max(0.0, (t + 0.5 - 0.26 * i) * 1.9))
        tilt = 1.12 * fallen * fallen
        s.ink.fill(ellipse(x + 50 * grown + 60 * fallen, y + 4, 90 * grown, 15 * grown), tone(s.light, "#181014", 0.0), 0.3)  # fmt: skip  # noqa: E501
        with s.ink.moved(x, y, scale=grown, turn=tilt):
            s.ink.fill(polygon([(-14, -196), (14, -210), (104, -186), (104, 12), (14, 0), (-14, 0)]), dark)
            s.ink.fill(polygon([(14, -196), (104, -176), (104, 12), (14, 0)]), tone(s.light, s.tint, 0.95))
            s.ink.stroke(polygon([(18, -98), (100, -82)], closed=False), 4, pip)
            spots = [(38, -160), (80, -126), (38, -56), (80, -20)] + ([(59, -40)] if i % 2 else [(59, -144)])
            s.ink.fill(ellipses(spots, [9.0] * len(spots)), pip)


def tumble(s: Served, args: Args, t: float) -> None:
    """tumble piece x y size: a thing that is thrown in, rolls and lies still."""
    x, y, size, *_ = numbers(args[1:])
    u = min(1.0, t / 2.6)
    rest = 1 - (1 - u) ** 2
    hop = abs(math.sin(math.pi * 3 * rest)) * 260 * (1 - rest)
    px, py = s.at(x - 900 * (1 - rest), y)
    s.shadow(size * 0.42, x=px, y=y, strength=0.7)
    with s.ink.moved(px, py - hop - size * 0.36, turn=-(1 - rest) * 9, scale=size / 100), s.ink.moved(0, 38):
        _sketch(s, args[0])


def rise(s: Served, args: Args, t: float) -> None:
    """rise piece x y size up: a lid that lifts off and leans, light under it."""
    x, y, size, up, *_ = numbers(args[1:])
    u = min(1.0, max(0.0, t - 0.5) / 2.2)
    lift = u * u * (3 - 2 * u)
    px, py = s.at(x, y)
    s.ink.glow(px, py - up, 90 + 330 * lift, (255, 226, 140), 0.75 * lift)
    with s.ink.moved(px + 120 * lift, py - up * (1 + 0.75 * lift), scale=size / 100, turn=0.42 * lift):
        _sketch(s, args[0])


def notes(s: Served, args: Args, t: float) -> None:
    """notes colour n: notes of music that float up."""
    c, n = own(s, args), int(numbers(args)[0])
    for k in range(n):
        u = (t * 0.2 + k / n) % 1.0
        x, y = 330 * math.sin(2.4 * k + 0.6) + 30 * math.sin(t + k), -170 - 420 * u
        with s.ink.moved(x, y, scale=1.1 + 0.5 * (k % 2), turn=0.25 * math.sin(t * 1.4 + k)):
            fade = math.sin(math.pi * u)
            s.ink.fill(ellipse(0, 0, 15, 11, -0.4), c, fade)
            s.ink.stroke(polygon([(13, -4), (13, -62), (38, -48)], closed=False), 5, c, fade)


def glint(s: Served, args: Args, t: float) -> None:
    """glint x up r colour: light inside of a thing that flickers."""
    x, up, r, *_ = numbers(args)
    flicker = 0.75 + 0.15 * math.sin(t * 9) + 0.1 * math.sin(t * 23.7)
    s.ink.glow(x, -up, r * 1.6, own(s, args), 0.5 * flicker)


def bubbles(s: Served, args: Args, t: float) -> None:
    """bubbles n: soap bubbles that drift up, with the colours of thin films."""
    n = int(numbers(args)[0])
    a = np.random.default_rng(n).random((n, 4))
    for p, q, v, w in a.tolist():
        u = (p + t * (0.05 + 0.06 * q)) % 1.0
        r = 22 + 100 * v * v
        x, y = (q - 0.5) * 1560 + 36 * math.sin(t * 0.9 + 9 * w), 240 - 1000 * u
        wobble = 1 + 0.03 * math.sin(t * 3 + 9 * p)
        hue = vivid(0.5 + 0.4 * w + 0.06 * math.sin(t + 9 * v))
        film = [(0, _WHITE, 0.02), (0.72, hue, 0.10), (0.92, mix(hue, _WHITE, 0.35), 0.42), (1, _WHITE, 0.7)]
        s.ink.fill(ellipse(x, y, r * wobble, r / wobble), Radial(x, y, r, film, 1.0))
        s.ink.fill(ellipse(x - r * 0.4, y - r * 0.45, r * 0.2, r * 0.1, -0.7), _WHITE, 0.9)
        s.ink.fill(ellipse(x + r * 0.42, y + r * 0.5, r * 0.1, r * 0.05, -0.7), _WHITE, 0.6)


def mist(s: Served, args: Args, t: float) -> None:
    """mist colour n: a fine spray that goes out to the upper right."""
    c, n = own(s, args), int(numbers(args)[0])
    a = np.random.default_rng(n).random((n, 3))
    u = (a[:, 0] + t * 0.45) % 1.0
    spots = np.stack([70 + 520 * u, -430 - 150 * u * (a[:, 1] - 0.2) * 2 + 40 * u * u], 1)
    for k, size in ((2.6, 0.16), (1.0, 0.8)):
        s.ink.fill(ellipses(spots, (3 + 9 * u) * k), c, size * 0.8)


WORKINGS: dict[str, Callable[[Served, Args, float], None]] = {
    "dial": dial, "whirl": whirl, "hover": hover, "bob": bob, "hang": hang, "sway": sway, "nudge": nudge,
    "roll": roll, "drop": drop,
    "stomp": stomp, "pool": pool, "splash": splash, "trickle": trickle,
    "ivories": ivories, "keys": keys, "flurry": flurry, "strew": strew, "topple": topple, "tumble": tumble,
    "rise": rise, "notes": notes, "glint": glint, "bubbles": bubbles, "mist": mist,
}  # fmt: skip
