"""What lies on a land seen from above: ways with traffic, water, shores, trees, houses. Lines of aerial.yaml."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from nemo_skill.studio.data import table
from nemo_skill.studio.scenes.aerial_land import SIDE
from nemo_skill.studio.scenes.ink import Floats, Ink, Path, ellipses, join, polygon, shapes, smooth
from nemo_skill.studio.scenes.light import Light, mix
from nemo_skill.studio.scenes.world import World

if TYPE_CHECKING:
    from nemo_skill.studio.scenes.aerial import Eye

PAINTS = ("#e8e6e0", "#c8372d", "#2f3136", "#3a6fc4", "#e8bf3a", "#9aa3ad")
_GREENS = ("#3f7a34", "#58923f", "#2f6630")
_SHADE, _WHITE = "#0a1018", "#ffffff"


class Part:
    """A part of the land. ``curve`` is where a way lies: its x at each y."""

    curve: Callable[[Any], Any] | None = None

    def __init__(self, world: World, words: list[str], salt: int) -> None:
        self.world, self.rng = world, world.rng(salt)
        self.numbers = [float(w) for w in words if w.lstrip("-").isdigit()]

    def draw(self, ink: Ink, light: Light, eye: Eye, t: float) -> None:
        """Draw the part as the camera sees it at time t."""


def around(eye: Eye) -> Floats:
    """Distances along a way that the camera may see, denser near it."""
    down = eye.cos < 0.3
    start, far = eye.target[1] - 2.2 * eye.z, 2.4 * eye.z if down else 13 * eye.z
    return np.asarray(start + (far + 2.2 * eye.z) * np.linspace(0, 1, 64) ** (1.0 if down else 2.2))


def band(eye: Eye, x: Any, y: Any, half: Any) -> Path:
    """A strip of the ground around the line (x, y)."""
    left, right = (eye.project(np.stack([x + side * half, y], 1)) for side in (-1, 1))
    return polygon(np.concatenate([left, right[::-1]]))


def shadow_way(light: Light) -> Floats:
    """Where shadows fall, for something one unit high: longer the lower the sun."""
    long = 0.8 if light.sun[1] < 0.4 else 1.25
    return np.array([-0.75 if light.sun[0] > 0.5 else 0.75, -0.45]) * long


def repeated(places: Floats, eye: Eye, back: float = 700.0) -> Floats:
    """Places (n x 2) that come again every SIDE units along the way, from ``back`` units behind the target on."""
    low = eye.target[1] - back
    return np.stack([places[:, 0], low + (places[:, 1] - low) % SIDE], 1)


def outline(eye: Eye, at: Any, heading: Any, points: Any, size: float = 1.0, z: float = 0.0) -> Floats:
    """Points (k x 2: to the right, ahead; or n x k x 2) of things at places (n x 2), in the frame (n x k x 2)."""
    a = np.asarray(heading, np.float64)[..., None]
    c, s = np.cos(a) * size, np.sin(a) * size
    p, at = np.asarray(points, np.float64), np.asarray(at, np.float64)
    x = at[..., :1] + p[..., 0] * c + p[..., 1] * s
    y = at[..., 1:] - p[..., 0] * s + p[..., 1] * c
    return eye.project(np.stack([x, y], -1).reshape(-1, 2), z).reshape(*x.shape, 2)


@lru_cache(maxsize=64)
def form(name: str) -> tuple[tuple[str, float, float, float, Floats], ...]:
    """The pieces of a thing of aerial.yaml: tone, height, swing and its phase, and points."""
    found = []
    for line in table("aerial")["things"][name]:
        tone, *numbers = line.split()
        mirrored = numbers[-1] == "m"
        z, swing, phase, *flat = map(float, numbers[:-1] if mirrored else numbers)
        points = np.array(flat).reshape(-1, 2)
        if mirrored:  # The right half, from the front to the back.
            points = np.concatenate([points, points[::-1] * (-1, 1)])
        found.append((tone, z, swing, phase, points))
    return tuple(found)


def put(
    ink: Ink, light: Light, eye: Eye, name: str, at: Floats, heading: Any, paints: list[Any], *,
    size: float = 1.0, tall: float = 12.0, beat: Any = 0.0,
) -> None:  # fmt: skip
    """Things of a kind at places (n x 2), the paints in turn: shadows of all, then piece by piece."""
    ahead = eye.depth(at) > 40
    at, heading, beat = (np.broadcast_to(v, len(ahead))[ahead] if np.ndim(v) < 2 else v[ahead] for v in (at, heading, beat))  # fmt: skip  # noqa: E501
    number = np.arange(len(ahead))[ahead] % len(paints)
    if not len(at):
        return
    pieces = []
    for tone, z, swing, phase, points in form(name):
        moved = np.repeat(points[None], len(at), 0)
        if swing:
            moved[..., 1] += (swing * np.sin(beat + phase))[:, None] * (np.arange(len(points)) >= len(points) / 2)
        pieces.append((tone, z, moved))
    for tone, z, moved in pieces:
        if tone in ("main", "dark"):
            cast = at + shadow_way(light) * (tall + z) * size
            ink.fill(shapes(outline(eye, cast, heading, moved, size), curved=True), _SHADE, 0.22)
    for tone, z, moved in pieces:
        drawn = outline(eye, at, heading, moved, size, z * size)
        if tone.startswith("#"):
            ink.fill(shapes(drawn, curved=True), light.shade(tone, 0.8))
            continue
        for k, paint in enumerate(paints):
            shade = {"dark": (20, 14, 12), "lite": (255, 244, 224)}.get(tone)
            ink.fill(shapes(drawn[number == k], curved=True), light.shade(mix(paint, shade, 0.45) if shade else paint, 0.75))  # fmt: skip  # noqa: E501


def cars(ink: Ink, light: Light, eye: Eye, at: Floats, heading: Any, paints: list[Any], size: float = 1.0) -> None:
    """Cars (n) at places with headings; in the dark with their lamps."""
    put(ink, light, eye, "car", at, heading, paints, size=size)
    ahead = eye.depth(at) > 40
    if light.lamps > 0.3 and ahead.any():
        at, heading = at[ahead], np.asarray(heading)[ahead]
        beam = outline(eye, at, heading, [(-5, 28), (5, 28), (22, 120), (-22, 120)], size)
        ink.fill(shapes(beam), (255, 240, 200), 0.22 * light.lamps)
        for y, tone in ((27.0, (255, 240, 200)), (-25.0, (255, 60, 50))):
            spots = outline(eye, at, heading, [(-7, y), (7, y)], size).reshape(-1, 2)
            ink.fill(ellipses(spots, np.full(len(spots), 4.5 * size)), tone, light.lamps)


def crowns(ink: Ink, light: Light, eye: Eye, places: Floats, r: Any, tones: tuple[str, ...] = _GREENS) -> None:
    """Round tree tops at places with radii: shadows, then domes with a lit side."""
    depth = eye.depth(places)
    order = np.argsort(-depth)[: int((depth > 30).sum())]
    places, r = places[order], np.asarray(r)[order]
    size = r * eye.f / depth[order]
    ground, tops = eye.project(places + shadow_way(light) * r[:, None] * 1.3), eye.project(places, r)
    ink.fill(ellipses(ground, np.stack([size, size * max(0.4, eye.sin)], 1)), _SHADE, 0.30)
    lit = np.array([0.3 if light.sun[0] > 0.5 else -0.3, -0.32])
    for k, tone in enumerate(tones):
        mine = order % len(tones) == k
        ink.fill(ellipses(tops[mine], size[mine]), light.shade(tone, 0.35))
        ink.fill(ellipses(tops[mine] + lit * size[mine, None], size[mine] * 0.62), light.shade(tone, 0.9))


class _Way(Part):
    """A line that winds around the middle: ``width``, and ``bend``, how far it swings."""

    def __init__(self, world: World, words: list[str], salt: int) -> None:
        super().__init__(world, words, salt)
        self._half, self._bend = self.numbers[0] / 2, self.numbers[1]
        self._phase = self.rng.random(3) * 6.28
        self.curve = self._curve

    def _curve(self, y: Any) -> Any:
        a, b, _ = self._phase
        return self._bend * (np.sin(y / 520 + a) + 0.5 * np.sin(y / 233 + b) - math.sin(a) - 0.5 * math.sin(b))


class River(_Way):
    """river width bend: banks, water with the sky's light on it, lines of the current."""

    def draw(self, ink: Ink, light: Light, eye: Eye, t: float) -> None:
        """Wider here and there."""
        y = around(eye)
        x, half = self._curve(y), self._half * (1 + 0.25 * np.sin(y / 310 + self._phase[2]))
        sky = mix(light.sky[2], light.sky[4], 0.5)
        ink.fill(band(eye, x, y, half + 16), light.shade("#c9b78e", 0.7))
        ink.fill(band(eye, x, y, half + 3), light.shade("#3f7d7a", 0.6))
        ink.fill(band(eye, x, y, half * 0.82), mix(light.shade("#1f5d6b", 0.6), sky, 0.16))
        ink.fill(band(eye, x + half * 0.2, y, half * 0.28), sky, 0.30)
        k = np.arange(26)
        run = (eye.target[1] - 600 + (k * 97 - t * 70) % 2400)[:, None] + np.linspace(0, 50, 5)
        lines = np.stack([self._curve(run) + ((k * 0.618 % 1 - 0.5) * 1.4 * self._half)[:, None], run], -1)
        seen = eye.project(lines.reshape(-1, 2)).reshape(lines.shape)
        ink.stroke(join([polygon(line, closed=False) for line in seen]), 2.0, light.shade(_WHITE, 0.9), 0.35)


class Road(_Way):
    """road width bend cars: asphalt with marks, cars in their lanes."""

    def draw(self, ink: Ink, light: Light, eye: Eye, t: float) -> None:
        """Cars keep to the right."""
        y = around(eye)
        x = self._curve(y)
        ink.fill(band(eye, x, y, self._half + 9), light.shade("#9a9482", 0.6))
        ink.fill(band(eye, x, y, self._half), light.shade("#54565b", 0.55))
        white = light.shade("#f4f2ea", 0.95)
        d = eye.target[1] - 1000 + np.arange(70) * 60 - eye.target[1] % 60
        ends = [np.stack([self._curve(d) + w, d + e], 1) for w, e in ((-1.6, 0), (1.6, 0), (1.6, 26), (-1.6, 26))]
        ink.fill(shapes(np.stack([eye.project(end) for end in ends], 1)), white, 0.85)
        for side in (-1, 1):
            ink.fill(band(eye, x + side * (self._half - 6), y, 1.4), white, 0.75)
        a, b = self.world.rng(77).random((2, int(self.numbers[2])))
        way = np.where(np.arange(len(a)) % 2, 1, -1)
        low = eye.target[1] - 700
        at = low + (a * 2600 + way * t * (150 + 60 * b) - low) % 2600
        heading = np.arctan((self._curve(at + 5) - self._curve(at - 5)) / 10) + np.where(way > 0, 0, math.pi)
        cars(ink, light, eye, np.stack([self._curve(at) + way * self._half * 0.5, at], 1), heading, [*PAINTS])


class Coast(Part):
    """coast x: palms, sand with parasols, surf that runs up and back, and the sea, deeper farther out."""

    def __init__(self, world: World, words: list[str], salt: int) -> None:
        super().__init__(world, words, salt)
        self._seed = self.rng.random(3) * 6.28
        y = np.arange(0, SIDE, 128)
        self._shades = np.stack([np.repeat((-120, -200, -280), len(y)), np.tile(y, 3)], 1) + self.rng.random((3 * len(y), 2)) * (44, 60)  # fmt: skip  # noqa: E501
        self._palms = self.rng.random((90, 3)) * (420, SIDE, 16) + (-860, 0, 22)

    def _shore(self, y: Any) -> Any:
        a, b, c = self._seed
        return self.numbers[0] + 70 * np.sin(y / 430 + a) + 34 * np.sin(y / 171 + b) + 9 * np.sin(y / 60 + c)

    def draw(self, ink: Ink, light: Light, eye: Eye, t: float) -> None:
        """Land, bands of water from the shore on, lines of foam."""
        y = around(eye)
        shore, far = self._shore(y), np.full_like(y, 16 * eye.z)

        def sheet(away: Any, tone: Any, side: int = 1) -> None:
            points = np.concatenate([np.stack([shore + away, y], 1), np.stack([shore + side * far, y], 1)[::-1]])
            ink.fill(polygon(eye.project(points)), light.shade(tone, 0.75))

        sheet(30 * np.sin(y / 90) - 400, "#5f8f48", -1)
        palms, shades = repeated(self._palms, eye), repeated(self._shades, eye)
        crowns(ink, light, eye, palms + np.stack([self._shore(palms[:, 1]), 0 * palms[:, 1]], 1), self._palms[:, 2])
        shades[:, 0] += self._shore(shades[:, 1])
        put(ink, light, eye, "parasol", shades, 0.0, [*PAINTS[1:5]], tall=26)
        wet = -34 + 16 * math.sin(t * 0.9)
        sheet(wet - 46, "#b99c6e")
        for k, tone in enumerate(("#9fdcd2", "#5fc4c4", "#35a3b8", "#2284a6", "#1a6690", "#15507c")):
            sheet(wet + k * (46 + 30 * k) + 10 * np.sin(y / 90 + k * 2), tone)
        for k in range(4):
            run = (t * 0.16 + k / 4) % 1.0
            out = wet + 210 * (1 - run) ** 1.3 * (k > 0) + 9 * np.sin(y / 37 + k * 1.7 + t) + 5 * np.sin(y / 13 + k)
            thick = (9 if k == 0 else 3 + 9 * run) * (0.8 + 0.35 * np.sin(y / 57 + 3 * k))
            alpha = 0.8 * math.sin(math.pi * min(1, run + 0.1)) if k else 0.9
            ink.fill(band(eye, shore + out, y, np.maximum(thick, 1)), light.shade(_WHITE, 1.0), alpha)


class Blobs(Part):
    """isles n r, lake n r: rounded outlines in rings of tones from outside in (``rings`` of aerial.yaml)."""

    def __init__(self, world: World, words: list[str], salt: int) -> None:
        super().__init__(world, words, salt)
        rng, r = self.rng, self.numbers[1]
        count, self._isles = int(self.numbers[0]), words[2] == "isles"
        self._rings = [ring.split() for ring in table("aerial")["rings"][words[2]]]
        x = (rng.random(count) - 0.5) * 2600
        clear = (2.5 if world.plan.subjects else 0.2) * r  # What swims or sails there has room.
        x = x + np.copysign(clear, x) if self._isles else x
        x[0] = -clear if self._isles else 0.0
        y = np.arange(count) * max(760, 3.4 * r) + rng.random(count) * 300 * (np.arange(count) > 0) + 180
        self._at, self._r = np.stack([x, y], 1), r * (0.6 + 0.8 * rng.random(count))
        self._r[0] = r * 1.2
        self._seed, self._spots = rng.random((count, 3)) * 6.28, rng.random((46, 3))

    def draw(self, ink: Ink, light: Light, eye: Eye, t: float) -> None:
        """Far ones first."""
        a = np.linspace(0, 2 * math.pi, 40, endpoint=False)
        for k in np.argsort(-eye.depth(self._at)):
            at, r, seed = self._at[k], self._r[k], self._seed[k]
            if not -r < eye.depth(at) < 12 * eye.z:
                continue
            wave = 1 + 0.20 * np.sin(2 * a + seed[0]) + 0.11 * np.sin(3 * a + seed[1]) + 0.06 * np.sin(5 * a + seed[2])
            unit = np.stack([np.cos(a) * 1.2, np.sin(a)], 1) * (wave * r)[:, None]
            for n, (size, tone, alpha) in enumerate(self._rings):
                share = int(size) / 100 * (1 + 0.012 * math.sin(t * 1.1 + n))
                ink.fill(smooth(eye.project(at + unit * share)), light.shade(tone, 0.8), int(alpha) / 100)
            u, v, w = self._spots.T
            inner = at + (0.76 * r * np.sqrt(u))[:, None] * np.stack([1.15 * np.cos(v * 6.28), np.sin(v * 6.28)], 1)
            if self._isles:
                crowns(ink, light, eye, inner, 15 + 13 * w)
                continue
            dx = np.linspace(-1, 1, 5) * (14 + 16 * w[:, None])
            lines = np.stack([inner[:, :1] + dx, inner[:, 1:] + 3 * np.sin(dx / 8 + t * 2)], -1)
            seen = eye.project(lines.reshape(-1, 2)).reshape(lines.shape)
            tone = mix(light.sky[3], (255, 255, 255), 0.3)
            ink.stroke(join([polygon(line, closed=False) for line in seen]), 1.8, tone, 0.4)


class Trees(Part):
    """trees n low high from: single trees, none nearer to the middle than ``from``."""

    def draw(self, ink: Ink, light: Light, eye: Eye, t: float) -> None:
        """The same grove again and again."""
        count, low, high, least = self.numbers
        x, y, r = self.world.rng(78).random((3, int(count)))
        x = (x - 0.5) * SIDE
        x += np.copysign(least, x)
        season = "winter" if self.world.plan.snowy else self.world.plan.season
        tones = {"autumn": ("#c8742a", "#d9a033", "#a8482a"), "winter": ("#e6ecf4", "#cdd8e6", "#f4f7fb")}
        crowns(ink, light, eye, repeated(np.stack([x, y * SIDE], 1), eye), low + (high - low) * r, tones.get(season, _GREENS))  # fmt: skip  # noqa: E501


class Traffic(Part):
    """traffic n: cars on the streets between a city's blocks."""

    def draw(self, ink: Ink, light: Light, eye: Eye, t: float) -> None:
        """Along both ways of each street."""
        a, b, c, d, e = self.world.rng(79).random((5, int(self.numbers[0])))
        way, street, ahead = np.where(a < 0.5, 1, -1), np.round((b - 0.5) * 6), e < 0.6
        middle = np.where(ahead, eye.target[1], 0)
        run = middle + ((c - 0.5) * 3400 + way * t * (70 + 50 * d) - middle + 1700) % 3400 - 1700
        lane = street * 512 + way * np.where(ahead, 1, -1) * (16 + 26 * (d > 0.5))
        row = np.round(eye.target[1] / 512) * 512 + lane
        places = np.where(ahead[:, None], np.stack([lane, run], 1), np.stack([run, row], 1))
        cars(ink, light, eye, places, np.where(ahead, (way < 0) * math.pi, way * math.pi / 2), [*PAINTS])


class Houses(Part):
    """houses towers|roofs: the blocks of a city, the gabled houses of a village."""

    def __init__(self, world: World, words: list[str], salt: int) -> None:
        super().__init__(world, words, salt)
        self._gabled = words[0] == "roofs"
        step, span = (150, 14) if self._gabled else (512, 6)
        lots = [(i * step, j * step, self.rng.random(6)) for i in range(span) for j in range(span)]
        # Middle, half sides, height, and number of the paint of each.
        self._blocks = np.array([row for lot in lots for row in (_house if self._gabled else _towers)(*lot)])
        self._side = step * span
        paints = table("aerial")["walls"]
        roofs = "snowy" if world.plan.snowy else world.plan.language
        self._paints: list[str] = paints.get(roofs, paints["en"]) if self._gabled else paints["towers"]
        self._gaps = self.rng.random((60, 2)) * self._side

    def _seen(self, eye: Eye) -> Floats:
        """The blocks within the frame, far ones first; the pattern repeats over the land."""
        near = np.round((eye.target + 0.8 * eye.z * eye.ahead * eye.cos) / self._side)
        shifts = [(near + np.array([i, j])) * self._side for i in (-1, 0, 1) for j in (-1, 0, 1)]
        blocks = np.concatenate([self._blocks + np.pad(s, (0, 4)) for s in shifts])
        depth = eye.depth(blocks[:, :2])
        blocks, depth = (v[(depth > 40) & (depth < 3.3 * eye.z)] for v in (blocks, depth))
        away = np.abs(eye.project(blocks[:, :2]) - (eye.cx, eye.cy))
        shown = (away < np.array([eye.cx, eye.cy]) + ((150 + blocks[:, 4]) * eye.f / depth)[:, None]).all(1)
        return np.asarray(blocks[shown][np.argsort(-depth[shown])])

    def draw(self, ink: Ink, light: Light, eye: Eye, t: float) -> None:
        """All shadows, then block by block: the walls that are seen, windows, roof."""
        blocks = self._seen(eye)
        count = len(blocks)
        if not count:
            return
        middle, half, z = blocks[:, :2], blocks[:, 2:4], np.minimum(blocks[:, 4], 0.8 * eye.z)
        ring = middle[:, None] + half[:, None] * np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)])
        foot, top, cast = (eye.project(p.reshape(-1, 2), h).reshape(count, 4, 2) for p, h in ((ring, 0.0), (ring, z.repeat(4)), (ring + (shadow_way(light) * z[:, None] * 0.7)[:, None], 0.0)))  # fmt: skip  # noqa: E501
        right = light.sun[0] > 0.5
        near, far = ([1, 2, 3], [3, 0, 1]) if right else ([2, 3, 0], [0, 1, 2])
        ink.fill(shapes(np.concatenate([foot[:, near], cast[:, far]], 1)), _SHADE, 0.30)
        haze = np.clip((eye.depth(middle) / eye.z - 1.1) * 0.42, 0, 0.9) * (eye.cos > 0.3)
        bright, dim = (0.75, 0.2) if right else (0.2, 0.75)
        walls = ((0, 1, eye.at[1] < ring[:, 0, 1], 0.5), (1, 2, eye.at[0] > ring[:, 1, 0], bright), (3, 0, eye.at[0] < ring[:, 0, 0], dim))  # fmt: skip  # noqa: E501

        @lru_cache
        def shade(paint: str, lit: float, step: int) -> list[float]:
            tone: list[float] = light.shade(paint, lit, step / 8).tolist()
            return tone

        glass = [255.0, 190.0, 104.0] if light.lamps > 0.4 else None
        for n, (number, fog) in enumerate(zip(blocks[:, 5].astype(int).tolist(), haze.tolist(), strict=True)):
            f, p, step, paint = foot[n], top[n], round(fog * 8), self._paints[number]
            seen = [(a, b, lit) for a, b, shown, lit in walls if shown[n]]
            for a, b, lit in seen:
                ink.fill(polygon((f[a], f[b], p[b], p[a])), shade("#e4d8c2" if self._gabled else paint, lit, step))
            if self._gabled:
                _roof(ink, eye, blocks[n].tolist(), shade(paint, 0.3, step), shade(paint, 0.95, step))
                continue
            if seen and fog < 0.45:
                floors = max(2, min(9, int(z[n] / 40)))
                low = np.linspace(0.06, 0.96, floors, endpoint=False)[:, None]
                panes = [np.stack([f[i] + (p[i] - f[i]) * v for i, v in ((a, low), (b, low), (b, low + 0.5 / floors), (a, low + 0.5 / floors))], 1) for a, b, _ in seen]  # fmt: skip  # noqa: E501
                ink.fill(shapes(np.concatenate(panes)), glass or shade("#2c3c50", 0.4, step), 0.8 - fog)
            ink.fill(polygon(p), shade(paint, 0.95, step))
            if fog < 0.3:
                heart = p.mean(0)
                ink.fill(polygon(heart + (p - heart) * 0.84), shade("#6f6f72", 0.6, step))
                ink.fill(polygon(heart + (p - heart) * 0.3 + (p[1] - p[0]) * 0.16), shade(paint, 0.8, step))
        if self._gabled:
            low = eye.target - self._side / 2
            crowns(ink, light, eye, low + (self._gaps - low) % self._side, 18 + np.arange(60) % 4 * 4)


def _roof(ink: Ink, eye: Eye, block: list[float], dark: Any, bright: Any) -> None:
    """Two slopes that meet at the ridge along the longer side."""
    x, y, w, d, z, _ = block
    turned, w, d = w < d, w + 7, d + 7
    ends = [(x, y - d), (x, y + d)] if turned else [(x - w, y), (x + w, y)]
    corners = [(x - w, y - d), (x + w, y - d), (x + w, y + d), (x - w, y + d)]
    a, b, c, e, g, h = eye.project([*corners, *ends], np.array([z] * 4 + [z + 32] * 2))
    first, second = ((a, g, h, e), (b, g, h, c)) if turned else ((e, g, h, c), (a, g, h, b))
    ink.fill(polygon(first), dark)
    ink.fill(polygon(second), bright)


def _towers(x: float, y: float, u: Floats) -> list[tuple[float, ...]]:
    if u[0] < 0.3:
        return [(x + 256, y + 256, 110 + 18 * u[1], 128, 120 + 480 * u[2] ** 3, int(u[3] * 6))]
    corners = zip(((-66, -66), (66, -66), (-66, 66), (66, 66)), u[1:5], strict=True)
    return [(x + 256 + a, y + 256 + b, 48 + 10 * v, 58, 60 + 390 * v**3, int(v * 37) % 6) for (a, b), v in corners if v > 0.12]  # fmt: skip  # noqa: E501


def _house(x: float, y: float, u: Floats) -> list[tuple[float, ...]]:
    wide, deep = (46 + 14 * u[1], 32 + 8 * u[2])[:: 1 if u[3] < 0.5 else -1]
    return [(x + 63 + 24 * u[4], y + 63 + 24 * u[5], wide, deep, 40, int(u[1] * 4))] if u[0] > 0.14 else []


PARTS: dict[str, Callable[[World, list[str], int], Part]] = {
    "river": River,
    "road": Road,
    "coast": Coast,
    "isles": lambda world, words, salt: Blobs(world, [*words, "isles"], salt),
    "lake": lambda world, words, salt: Blobs(world, [*words, "lake"], salt),
    "trees": Trees,
    "houses": Houses,
    "traffic": Traffic,
}
