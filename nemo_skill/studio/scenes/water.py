"""Water: open sea lit by the sky, mirrors of what stands above a lake, breakers that run up a beach."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nemo_skill.studio.scenes.ink import Ink, Linear, Path, Pixels, ellipses, rect, ribbon, smooth
from nemo_skill.studio.scenes.light import Light, mix
from nemo_skill.studio.scenes.noise import bands
from nemo_skill.studio.scenes.sky import Sky
from nemo_skill.studio.scenes.terrain import Ground, Range, Relief, Soil
from nemo_skill.studio.scenes.veils import haze_band
from nemo_skill.studio.scenes.world import Baked, World

# Direction (radians from straight towards the lens), length in design units at the hero's row, height, phase.
_WAVES = (
    (0.10, 420.0, 1.0, 0.0),
    (-0.34, 250.0, 0.8, 1.3),
    (0.62, 150.0, 0.62, 2.1),
    (-0.85, 92.0, 0.5, 4.0),
    (0.25, 58.0, 0.42, 5.2),
)


class Sea:
    """The surface from its far edge to ``bottom``, computed per pixel at half size from a few crossing swells."""

    def __init__(self, world: World, *, bottom: float | None = None, rough: float = 1.0, tint: str = "#0f4f63") -> None:
        from av.video.reformatter import VideoReformatter

        self._world, self._tint = world, tint
        self._top = round(world.horizon * world.unit)
        end = world.h if bottom is None else bottom
        self._height = max(4, min(world.height, round(end * world.unit)) - self._top)
        rows, columns = max(2, self._height // 2), max(2, round(world.width / 2.5))
        y = (np.arange(rows, dtype=np.float32) + 0.5) / rows * self._height / world.unit
        x = (np.arange(columns, dtype=np.float32) + 0.5) / columns * world.w - world.w / 2
        reference = max(1.0, world.ground_row - world.horizon)
        self._s = np.maximum(y, 1.2) / reference
        z = 900.0 / self._s
        self._x = x[None] / self._s[:, None]
        self._z = np.broadcast_to(z[:, None], self._x.shape)
        self._far = np.clip(1 - y / (world.h - world.horizon), 0, 1)[:, None]
        self._screen_x = x[None] + world.w / 2
        self._y = y[:, None]
        self._reformat = VideoReformatter()
        step = np.abs(np.gradient(z))
        x, z = self._x, self._z
        self._warp = (
            1.3 * np.sin(0.0021 * x + 0.0016 * z + 1.0)
            + 1.0 * np.sin(-0.0037 * x + 0.0029 * z + 2.2)
            + 0.8 * np.sin(0.0071 * x - 0.0049 * z)
        )
        calm = np.clip(
            0.62 + 0.38 * np.sin(0.0013 * x - 0.0011 * z + 0.6) + 0.30 * np.sin(0.0034 * x + 0.0023 * z + 4.0),
            0.15,
            1.3,
        ).astype(np.float32)
        #: How high each swell is everywhere: less where the sea is calm, nothing where it would be finer than the rows.
        self._high = [
            calm * np.clip(1.35 - step / (length * 0.42), 0, 1)[:, None].astype(np.float32) * np.float32(height * rough)
            for _, length, height, _ in _WAVES
        ]
        self._glint: tuple[float, Any, Any] | None = None
        # Phases within one turn lose nothing as float32, whose cosine is ten times as fast.
        self._base = [
            (
                ((np.cos(a) * self._z + np.sin(a) * self._x) * (2 * math.pi / length) + self._warp * (0.55 + 0.25 * i))
                % (2 * math.pi)
            ).astype(np.float32)
            for i, (a, length, _, _) in enumerate(_WAVES)
        ]

    def draw(self, ink: Ink, t: float, light: Light) -> None:
        """Write the water into the frame."""
        import av

        ink.flush()
        world = self._world
        small = np.empty((*self._x.shape, 3), np.uint8)
        rounding = world.rng(3).random((1, 1, 1)).astype(np.float32)
        for part in bands(small.shape):
            colour = self._colour(part, *self._swell(part, t), light)
            small[part] = np.clip(colour + rounding, 0, 255).transpose(1, 2, 0)
        frame = av.VideoFrame.from_ndarray(small, format="rgb24")
        large = self._reformat.reformat(frame, world.width, self._height, "rgba", interpolation="BILINEAR")
        plane = large.planes[0]
        pixels = np.frombuffer(memoryview(plane), np.uint8).reshape(self._height, plane.line_size)[:, : world.width * 4]
        ink.pixels[self._top : self._top + self._height] = pixels.reshape(self._height, world.width, 4)

    def _swell(self, part: slice, t: float) -> tuple[Any, Any]:
        """How the surface of some rows leans towards the eye and to the side."""
        slope = np.zeros_like(self._x[part], dtype=np.float32)
        side = np.zeros_like(slope)
        travel = self._world.speed * 0.6 * t
        for (angle, length, _, phase), high, base in zip(_WAVES, self._high, self._base, strict=True):
            k = 2 * math.pi / length
            turn = np.float32((math.sqrt(9.81 * 22 * k) * t + phase + k * math.sin(angle) * travel) % (2 * math.pi))
            wave = base[part] + turn
            np.cos(wave, out=wave)
            wave *= high[part]
            slope += wave * np.float32(math.cos(angle))
            wave *= np.float32(math.sin(angle))
            side += wave
        return slope, side

    def _glints(self, sx: float) -> tuple[Any, Any]:
        """Where water shines under a sun at ``sx``, and how it must lean aside there; kept while the sun stands."""
        if self._glint is None or self._glint[0] != sx:
            spread = 26 + 0.62 * self._y
            aside = ((self._screen_x - sx) / spread).astype(np.float32)
            self._glint = sx, np.exp(-((aside / 3.0) ** 2)), aside / 9.0
        return self._glint[1:]

    def _colour(self, part: slice, slope: Any, side: Any, light: Light) -> Any:
        """Colours of some rows as three planes, which is much faster than three values for each pixel."""
        world, far = self._world, self._far[part]
        deep, bright = _planar(light.shade(self._tint, 0.25)), _planar(light.shade("#2f9a9a", 0.8))
        sky_low, sky_high = _planar(light.sky[-1]), _planar(light.sky[2])
        fresnel = np.clip(0.16 + 0.74 * far**2.2 - 0.30 * slope * (0.4 + 0.6 * far), 0.04, 0.96)
        up = np.clip(0.5 + 0.45 * slope, 0, 1)
        mirror = sky_low + (sky_high - sky_low) * up
        body = deep + (bright - deep) * np.clip(0.22 - 0.26 * slope, 0, 1)
        colour = body + (mirror - body) * fresnel
        if light.moon > 0.5:
            sx, power = world.w * 0.72, float(0.75 * light.moon)
        else:
            sx, power = world.sun(light)[0], float(0.35 + 0.75 * light.glow)
        column, need = (found[part] for found in self._glints(float(sx)))
        spark = np.exp(-(((side - need) / 0.35) ** 2) - ((slope - 0.55) / 0.55) ** 2)
        shine = np.clip(power * (0.20 * column + 1.05 * spark * column), 0, 1)
        sun = _planar(mix(light.sun_colour, (255, 255, 255), 0.25))
        colour += (sun - colour) * shine
        haze = np.clip(far**9 * 0.85 + light.veil * far, 0, 0.95)
        colour += (_planar(mix(light.haze, light.sky[-1], 0.5)) - colour) * haze
        return colour


def _planar(colour: Any) -> Any:
    return np.asarray(colour, np.float32)[:, None, None]


def mirror(
    ink: Ink,
    world: World,
    t: float,
    *,
    top: float,
    strength: float = 0.62,
    tint: Any = (20, 40, 70),
    squeeze: float = 1.15,
    ripple: float = 1.0,
) -> None:
    """Reflect what is drawn above ``top`` below it, broken by ripples and tinted with depth."""
    ink.flush()
    pixels = ink.pixels
    first = round(top * world.unit)
    height = world.height - first
    if height < 2:
        return
    width = world.width
    k = np.arange(height, dtype=np.float32) / world.unit
    wobble = (
        ripple
        * (0.6 + k * 0.012)
        * (np.sin(k * 0.34 - t * 3.1) + 0.7 * np.sin(k * 0.13 + t * 2.0) + 0.5 * np.sin(k * 0.79 - t * 5.0))
    )
    lift = 1.0 + 0.012 * k * np.sin(k * 0.21 - t * 2.3)
    source = np.clip(first - 1 - (k * squeeze * world.unit + 3 * lift), 0, first - 1).astype(int)
    shift = np.round(wobble * 2.2 * world.unit).astype(int).tolist()
    water = np.asarray(tint, np.float32)
    depth = np.clip(k / (world.h - top), 0, 1)
    alphas = np.clip(strength * (1 - 0.35 * depth), 0, 1)
    for row, (src, dx) in enumerate(zip(source.tolist(), shift, strict=True)):
        target = pixels[first + row]
        if dx > 0:
            target[dx:], target[:dx] = pixels[src, : width - dx], pixels[src, :1]
        elif dx < 0:
            target[:dx], target[dx:] = pixels[src, -dx:], pixels[src, -1:]
        else:
            target[:] = pixels[src]
    stops = [(float(u), water, float(1 - np.interp(u, depth, alphas))) for u in (0.0, 0.35, 0.7, 1.0)]
    ink.fill(rect(0, top, world.w, world.h - top), Linear(0, top, 0, world.h, stops))


def ripple(ink: Ink, world: World, t: float, *, top: float, strength: float = 1.0) -> None:
    """Shake what is drawn below ``top`` row by row, as a wet or moving surface shakes its mirror images."""
    ink.flush()
    first = round(top * world.unit)
    k = np.arange(world.height - first, dtype=np.float32) / world.unit
    wobble = (
        strength
        * (0.5 + k * 0.010)
        * (np.sin(k * 0.42 - t * 4.1) + 0.8 * np.sin(k * 0.17 + t * 2.6) + 0.6 * np.sin(k * 0.93 - t * 6.3))
    )
    pixels = ink.pixels.view(np.uint32)[..., 0]
    for row, dx in enumerate(np.round(wobble * 2.0 * world.unit).astype(int).tolist(), start=first):
        if dx:
            line = pixels[row].copy()
            pixels[row, dx:], pixels[row, :dx] = line[:-dx], line[-dx:]


def glitter(ink: Ink, world: World, t: float, light: Light, *, top: float, bottom: float) -> None:
    """Short bright dashes under the sun or moon."""
    rng = world.rng(83)
    n = 130
    u, v, p = rng.random(n), rng.random(n), rng.random(n)
    sx = world.w * 0.72 if light.moon > 0.5 else world.sun(light)[0]
    y = top + (bottom - top) * v**1.5
    x = sx + (u - 0.5) * 2 * (40 + (y - top) * 0.55)
    shine = np.clip(np.sin(t * (2 + 3 * p) + p * 40), 0, 1) ** 2
    length = (5 + 24 * v) * (0.4 + 0.6 * shine)
    chosen = shine > 0.1
    dashes = ellipses(np.stack([x, y], 1)[chosen], np.stack([length, 0.8 + 1.6 * v], 1)[chosen])
    ink.fill(dashes, mix(light.sun_colour, (255, 255, 255), 0.4), 0.55 * max(0.25, min(1.0, light.glow)))


class SeaScene:
    """Open sea under the sky, with swell that lifts what floats on it."""

    def __init__(self, world: World) -> None:
        self._world = world
        rough = {"storm": 1.9, "wind": 1.4}.get(world.plan.weather, 1.0)
        world.horizon = world.h * 0.54
        world.ground_row = world.horizon + (world.h - world.horizon) * 0.42
        self.sky = Sky(world)
        self.sea = Sea(world, rough=rough)
        self._islands = Range(
            world,
            Relief(70, 3, "#3f5a5a", ridged=True, depth=0.74, depth_front=0.62, octaves=4),
            base=world.horizon + 2,
            speed=2.0,
            salt=140,
        )

    def behind(self, ink: Ink, t: float) -> None:
        """Sky, far islands, water."""
        light = self._world.light(t)
        self.sky.draw(ink, t)
        self._islands.draw(ink, t)
        self.sea.draw(ink, t, light)
        haze_band(ink, self._world, light.haze, self._world.horizon - 30, self._world.horizon + 26, 0.55)

    def before(self, ink: Ink, t: float) -> None:
        """Nothing stands before the water."""


class LakeScene:
    """A lake that mirrors mountains, trees and sky."""

    def __init__(self, world: World) -> None:
        from nemo_skill.studio.scenes.landscape import Landscape

        self._world = world
        self._land = Landscape(world, "mountains" if world.plan.season != "autumn" else "forest")
        self._shore = world.horizon + 26

    def behind(self, ink: Ink, t: float) -> None:
        """The far shore, then its picture in the water."""
        world = self._world
        light = world.light(t)
        self._land.far_shore(ink, t)
        water = mix(light.shade("#1d4a5c", 0.35), light.sky[1], 0.35)
        mirror(ink, world, t, top=self._shore, tint=water, strength=0.74)
        haze_band(ink, world, light.haze, self._shore - 26, self._shore + 34, 0.5)
        glitter(ink, world, t, light, top=self._shore + 10, bottom=world.h)

    def before(self, ink: Ink, t: float) -> None:
        """Grass at the near edge."""
        self._land.front(ink, t)


class BeachScene:
    """Waves that rise, break, run up the sand and slide back."""

    def __init__(self, world: World) -> None:
        self._world = world
        world.horizon = world.h * 0.46
        self._shore = world.horizon + (world.h - world.horizon) * 0.56
        world.ground_row = world.horizon + (world.h - world.horizon) * 0.80
        self.sky = Sky(world)
        self.sea = Sea(world, bottom=self._shore + 70, rough=0.8, tint="#0e5a6c")
        self._sand = Ground(world, Soil("#a87a48", "#f0d09a", swell=0.5, grit=0.16), top=self._shore - 40, salt=150)
        self._head = world.h * 0.05
        rng = world.rng(152)
        self._edge = rng.random((6, 4)) * 6.28
        self._wet = Baked(world, self._bake_wet, soft=True)
        self._shallow = Baked(world, self._bake_shallow, soft=True)

    def behind(self, ink: Ink, t: float) -> None:
        """Sky, sea, sand, then the waves over the sand."""
        world = self._world
        light = world.light(t)
        self.sky.draw(ink, t)
        self._headland(ink, light)
        self._sand.draw(ink, t)
        self._wet.place(ink, t, 0, self._shore - 70)
        self.sea.draw(ink, t, light)
        self._shallow.place(ink, t, 0, self._shore - 20)
        haze_band(ink, world, light.haze, world.horizon - 30, world.horizon + 30, 0.5)
        for k in range(3):
            self._breaker(ink, t, k, light)
        for k in (1, 0):
            self._swash(ink, t, k, light)

    def before(self, ink: Ink, t: float) -> None:
        """Nothing lies before the sand."""

    def _headland(self, ink: Ink, light: Light) -> None:
        """A far cape on the side away from the sun."""
        w, y = self._world.w, self._world.horizon + 3
        x = np.linspace(0, 0.46 * w, 16)
        top = (
            y
            - self._head * 1.9 * (1 - x / (0.46 * w)) ** 1.3 * (0.75 + 0.25 * np.sin(x * 0.017 + self._edge[0, 0]))
            - 1
        )
        if light.sun[0] < 0.5:
            x = w - x
        cape = smooth(np.concatenate([np.stack([x, top], 1), [(x[-1], y), (x[0], y)]]))
        ink.fill(cape, light.shade("#4a5a4c", 0.5, 0.5))

    def _x(self) -> Any:
        return np.linspace(-40, self._world.w + 40, 48)

    def _curve(self, row: float, k: int, t: float, wide: float) -> Any:
        """The wandering line of an edge at a row."""
        x = self._x()
        e = self._edge[k % 6]
        y = row + wide * (
            0.55 * np.sin(x * 0.0042 + e[0] + 0.12 * t)
            + 0.30 * np.sin(x * 0.0105 + e[1] - 0.2 * t)
            + 0.15 * np.sin(x * 0.027 + e[2])
        )
        return np.stack([x, y], 1)

    def _reach(self, t: float, k: int) -> tuple[float, float]:
        """How far a sheet of water has run up (0-1) and whether it is coming (1) or going (towards 0)."""
        p = (t / 4.6 + k * 0.5 + 0.18) % 1.0
        up = 0.38
        if p < up:
            u = p / up
            return 1 - (1 - u) ** 2.2, 1.0
        u = (p - up) / (1 - up)
        return 1 - u**1.7, 1 - u

    def _bake_wet(self, light: Light) -> Pixels:
        """Sand that is still wet, with the sky in it."""
        span = self._world.h - self._shore
        edge = self._curve(70 + span * 0.50, 0, 0, 40)
        sheet = smooth(np.concatenate([edge, [(self._world.w + 60, 10), (-60, 10)]]))
        wet = light.shade("#6b4c31", 0.35)
        mirror_of_sky = [(0, light.sky[-1], 0.55), (0.6, light.sky[-2], 0.30), (1, light.sky[2], 0.0)]
        return self._sheet(
            70 + span * 0.75,
            sheet,
            Linear(0, 30, 0, 70 + span * 0.60, [(0, wet, 0.75), (0.7, wet, 0.55), (1, wet, 0.0)]),
            Linear(0, 30, 0, 70 + span * 0.55, mirror_of_sky),
        )

    def _bake_shallow(self, light: Light) -> Pixels:
        """The sea picture ends in a straight row; a gradient of lit water hides it."""
        shallow = light.shade("#7fb8ac", 0.75)
        stops = [(0, shallow, 0.0), (0.75, shallow, 0.55), (1, mix(shallow, light.sky[-1], 0.35), 0.9)]
        return self._sheet(92, rect(0, 0, self._world.w, 92), Linear(0, 0, 0, 92, stops))

    def _sheet(self, height: float, path: Path, *fills: Linear) -> Pixels:
        pixels = np.zeros((self._world.pixels(height), self._world.width, 4), np.uint8)
        with Ink(pixels, unit=self._world.unit) as ink:
            for fill in fills:
                ink.fill(path, fill)
        return pixels

    def _breaker(self, ink: Ink, t: float, k: int, light: Light) -> None:
        world = self._world
        p = (t / 6.0 + k / 3) % 1.0
        ease = p**1.7
        row = world.horizon + 16 + (self._shore + 30 - world.horizon) * ease
        tall = (5 + 62 * ease) * math.sin(math.pi * min(1.0, p * 1.02)) ** 0.7
        line = self._curve(row, k + 2, t, 8 + 26 * ease)
        x = line[:, 0]
        swell = 0.62 + 0.38 * np.sin(x * 0.0036 + k * 2.0 + t * 0.25)
        crest = line - np.stack([np.zeros_like(x), tall * swell], 1)
        face = smooth(np.concatenate([crest, line[::-1]]))
        top, low = float(crest[:, 1].min()), float(line[:, 1].max())
        glassy, dark = mix(light.shade("#58b3a6", 1.0), light.sun_colour, 0.22), light.shade("#0d4656", 0.3)
        visible = min(1.0, p * 5) * min(1.0, (1 - p) * 7)
        ink.fill(
            face,
            Linear(
                0,
                top,
                0,
                low + 6,
                [
                    (0, glassy, 0.95 * visible),
                    (0.45, mix(glassy, dark, 0.55), 0.9 * visible),
                    (1, dark, 0.55 * visible),
                ],
            ),
        )
        foam = mix(light.shade("#ffffff", 0.9), (255, 255, 255), 0.45)
        curl = np.clip((p - 0.42) / 0.3, 0, 1)
        broken = curl * np.clip(
            0.35 + 0.65 * np.sin(x * 0.0052 + 2.2 * k + 0.3 * t) + 0.35 * np.sin(x * 0.017 - k), 0, 1
        )
        width = 0.7 + 1.1 * ease + tall * 0.16 * broken
        ink.fill(ribbon(crest, width, cap=False), foam, visible * (0.30 + 0.35 * curl))
        if curl > 0.02:
            self._tumble(ink, k, crest, broken, tall, ease, foam, float(visible))

    def _tumble(
        self, ink: Ink, k: int, crest: Any, broken: Any, tall: float, ease: float, foam: Any, visible: float
    ) -> None:
        """White water that falls from the crest where the wave has broken, and mist torn off above it."""
        rng = self._world.rng(160 + k)
        n = 520
        place = rng.random(n) * (len(crest) - 1)
        low = place.astype(int)
        share = (place - low)[:, None]
        on_crest = crest[low] * (1 - share) + crest[np.minimum(low + 1, len(crest) - 1)] * share
        power = broken[low]
        drop = rng.random(n) ** 1.7 * tall * 0.95 * power - 0.10 * tall * rng.random(n)
        size = (1.2 + 5.5 * rng.random(n) ** 2) * (0.35 + 0.8 * ease) * power
        chosen = size > 0.5
        dots = (on_crest + np.stack([np.zeros(n), drop], 1))[chosen]
        ink.fill(ellipses(dots, np.stack([size * 1.7, size * 0.8], 1)[chosen]), foam, 0.62 * visible)

    def _swash(self, ink: Ink, t: float, k: int, light: Light) -> None:
        world = self._world
        reach, coming = self._reach(t, k)
        span = world.h - self._shore
        row = self._shore + 34 + span * (0.42 + 0.06 * k) * reach
        edge = self._curve(row, k, t * 0.5, 16 + 30 * reach)
        top = self._shore + 10
        sheet = smooth(np.concatenate([edge, [(world.w + 60, top), (-60, top)]]))
        film = mix(light.shade("#9fc9be", 0.85), light.sky[-1], 0.45)
        ink.fill(
            sheet, Linear(0, top, 0, row + 30, [(0, film, 0.0), (0.25, film, 0.38), (1, film, 0.50 + 0.2 * coming)])
        )
        foam = mix(light.shade("#ffffff", 0.95), (255, 255, 255), 0.5)
        x = edge[:, 0]
        body = (1.6 + 3.2 * coming) * (0.5 + 0.5 * np.sin(x * 0.031 + k * 3) ** 2) + 1.2 * np.sin(x * 0.083) ** 2
        shadow = np.add(edge, (0, 5))
        ink.fill(ribbon(shadow, body, cap=False), light.shade("#5a3d26", 0.1), 0.35)
        ink.fill(ribbon(edge, body, cap=False), foam, 0.92)
        self._froth(ink, t, k, edge, coming, foam)
        for j, (gap, alpha) in enumerate(((26, 0.5), (58, 0.34), (98, 0.22))):
            lace = self._curve(row - gap * (0.4 + 0.6 * reach), k + j + 1, t * 0.7, 22 + 26 * reach)
            w = 1.2 + 2.6 * np.clip(np.sin(x * (0.016 + 0.004 * j) + j * 2 + k), 0, 1) ** 2
            ink.fill(ribbon(lace, w, cap=False), foam, alpha * (0.35 + 0.65 * coming))

    def _froth(self, ink: Ink, t: float, k: int, edge: Any, coming: float, foam: Any) -> None:
        """Bubbles: crowded at the edge, thinning out behind it."""
        rng = self._world.rng(170 + k)
        n = 420
        place = rng.random(n) * (len(edge) - 1)
        low = place.astype(int)
        share = (place - low)[:, None]
        on_edge = edge[low] * (1 - share) + edge[np.minimum(low + 1, len(edge) - 1)] * share
        back = rng.random(n) ** 2.6 * 105 - 3
        size = (1.0 + 3.6 * rng.random(n) ** 2) * (0.7 + 0.5 * coming) * (1 - 0.5 * np.clip(back / 105, 0, 1))
        dots = on_edge - np.stack([np.zeros(n), back], 1)
        ink.fill(ellipses(dots, np.stack([size * 1.5, size * 0.62], 1)), foam, 0.30 + 0.45 * coming)
