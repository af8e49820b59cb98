"""Land: shaded relief for mountains, dunes and hills, and a ground plane that scrolls in true perspective."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nemo_skill.studio.scenes.ink import Ink, Pixels
from nemo_skill.studio.scenes.light import Light
from nemo_skill.studio.scenes.noise import Field, enlarge, fbm, to_bytes
from nemo_skill.studio.scenes.world import Baked, World


@dataclass(frozen=True)
class Relief:
    """A band of land seen from its side.

    ``peak`` is its height in design units, ``cells`` the number of big shapes along the strip, ``ridged`` makes
    crests instead of swells, ``snow`` the share of the height above which snow lies (1 for none); over
    ``foot``, a share of its height, it passes into the ground that it stands on.
    """

    peak: float
    cells: int
    rock: str
    ridged: bool = True
    snow: float = 1.0
    depth: float = 0.5
    depth_front: float = 0.3
    octaves: int = 6
    tilt: float = 0.42
    skirt: float = 0.0
    contrast: float = 1.0
    gain: float = 0.47
    foot: float = 0.0


def bake_relief(world: World, form: Relief, light: Light, width: float, *, salt: int) -> Pixels:
    """Draw a relief as seen over its depth: far slices first, each pixel shows the nearest slice that reaches it.

    The picture is ``peak + skirt`` high and as wide as ``width``; columns repeat at its ends.
    """
    rng = world.rng(salt)
    columns, height = world.pixels(width), world.pixels(form.peak * 1.08 + form.skirt)
    slices = max(40, int(height * 0.75))
    field = fbm(
        max(12, slices // 2),
        max(16, columns // 2),
        2.2,
        form.cells,
        rng,
        octaves=form.octaves,
        ridged=form.ridged,
        gain=form.gain,
    )
    field = enlarge(field, slices, columns)
    low, high = float(field.min()), float(field.max())
    field = ((field - low) / (high - low)) ** (1.25 if form.ridged else 1.0)
    depth = np.linspace(0, 1, slices, dtype=np.float32)[:, None]
    envelope = np.sin(np.clip(depth * 1.15, 0, 1) * np.pi / 2) ** 0.9
    land = field * envelope
    rise = (0.30 * depth if form.ridged else form.tilt * depth) * form.peak
    tall = land * form.peak * (0.78 if form.ridged else 1 - form.tilt) + rise
    pixels_up = np.clip(tall * world.unit, 0, height - 1)
    top = (height - 1 - pixels_up - form.skirt * world.unit * (1 - depth)).clip(0, height - 1).astype(np.int32)
    nearest = np.full((height, columns), slices, np.int32)
    index = np.arange(columns)
    for k in range(slices - 1, -1, -1):
        nearest[top[k], index] = k
    nearest = np.minimum.accumulate(nearest, 0)
    colour = _relief_colour(world, form, light, land, tall, depth)
    visible = nearest < slices
    nearest[~visible] = 0
    picture = np.zeros((height, columns, 4), np.uint8)
    flat = colour[nearest, index[None]]
    picture[..., :3] = to_bytes(flat, rng)
    picture[..., 3] = 255
    picture *= visible[..., None]
    _soften_edge(picture, visible)
    if form.foot:
        above = np.clip((height - 1 - np.arange(height, dtype=np.float32)) / (form.foot * height), 0, 1)
        picture = (picture * (above * above * (3 - 2 * above))[:, None, None]).astype(np.uint8)
    return picture


def _relief_colour(world: World, form: Relief, light: Light, land: Field, tall: Field, depth: Field) -> Field:
    step = max(1, round(2 * world.unit))
    across = (np.roll(tall, -step, 1) - np.roll(tall, step, 1)) / (2 * step / world.unit)
    along = np.gradient(tall, axis=0) * len(tall) / 700
    sun_side = 1.0 if light.sun[0] > 0.5 else -1.0
    slope = np.clip(0.5 - sun_side * across * 0.62 * form.contrast - along * 0.10 * form.contrast, 0, 1)
    slope = slope * slope * (3 - 2 * slope)
    rock = light.shade(form.rock, 0.0)
    rock_lit = light.shade(form.rock, 1.0)
    colour = rock + (rock_lit - rock) * slope[..., None]
    if not form.ridged:
        # Woods, meadows and the shadows of clouds.
        size = max(8, land.shape[0] // 3), max(16, land.shape[1] // 3)
        patches = fbm(*size, 3, form.cells * 2, world.rng(form.cells + 79), octaves=4)
        colour = colour * (0.35 + 1.3 * enlarge(patches, *land.shape))[..., None]
    if form.snow < 1:
        patches = fbm(
            max(8, land.shape[0] // 4),
            max(16, land.shape[1] // 4),
            5,
            form.cells * 5,
            world.rng(form.cells + 77),
            octaves=5,
        )
        line = land * envelope_bias(depth) + 0.16 * (slope - 0.5) + 0.75 * (enlarge(patches, *land.shape) - 0.5)
        cover = np.clip((line - form.snow) / 0.12, 0, 1)[..., None]
        snow, snow_lit = light.shade("#c9d6ee", 0.25), light.shade("#ffffff", 0.95)
        colour = colour + (snow + (snow_lit - snow) * slope[..., None] - colour) * cover
    haze = form.depth_front + (form.depth - form.depth_front) * depth
    valley = np.clip(1 - tall / (form.peak * 0.75), 0, 1) ** 1.6 * 0.35
    share = np.clip(haze + valley * form.depth + light.veil * (0.15 + 0.6 * form.depth), 0, 0.97)[..., None]
    return np.asarray(colour + (light.haze - colour) * share, np.float32)


def envelope_bias(depth: Field) -> Field:
    """Snow lies lower on the far crests, which are the high ones."""
    return np.asarray(0.85 + 0.25 * depth, np.float32)


def _soften_edge(picture: Pixels, visible: np.ndarray) -> None:
    """Anti-alias the skyline: the first visible row of each column takes half the coverage."""
    first = visible.argmax(0)
    columns = np.arange(visible.shape[1])
    left, right = np.roll(first, 1), np.roll(first, -1)
    cover = np.clip(0.75 - 0.25 * ((left > first).astype(np.float32) + (right > first)), 0.25, 1)
    edge = picture[first, columns].astype(np.float32) * cover[:, None]
    picture[first, columns] = edge.astype(np.uint8)


class Range:
    """A relief strip that stands at a row and moves at the speed of its distance."""

    def __init__(self, world: World, form: Relief, *, base: float, speed: float, salt: int, share: float = 0.0) -> None:
        self._world, self._form, self._base, self._speed, self._share = world, form, base, speed, share
        self._width = world.w * 1.45
        self._picture = Baked(
            world, lambda light: bake_relief(world, form, light, self._width, salt=salt), period=self._width
        )

    def draw(self, ink: Ink, t: float) -> None:
        """Lay the strip with its foot on the base row."""
        height = self._form.peak * 1.08 + self._form.skirt
        self._picture.place(ink, t, -(self._speed + self._share * self._world.speed) * t, self._base - height + 1)


@dataclass(frozen=True)
class Soil:
    """What the ground plane is made of: colours of hollows and crests, size of its swells, grain of its grit.

    ``pattern`` lays "rows" that run away from the lens or "tiles" over it, ``size`` units wide, in the colour ``tone``.
    """

    low: str
    high: str
    swell: float = 1.0
    grit: float = 0.25
    pattern: str = ""
    size: float = 140.0
    tone: str = "#000000"


class Ground:
    """A plane of soil from ``top`` to the bottom of the frame, seen in perspective, moving under the camera.

    The soil repeats every ``_TILE`` design units of ground. Each screen row is one depth: its pixels are baked once,
    and a moving camera only changes where each row is read from, so the plane shears as a real one does.
    """

    _TILE = 2800.0
    _SAMPLES = 2048
    _FOCAL = 760.0

    def __init__(self, world: World, soil: Soil, *, top: float, salt: int = 31) -> None:
        self._world, self._soil, self._salt = world, soil, salt
        self.top = top
        self._first = min(world.height - 2, max(0, round(top * world.unit)))
        rows = (np.arange(self._first, world.height) + 0.5) / world.unit
        reference = max(1.0, world.ground_row - world.horizon)
        self._scale = np.maximum(rows - world.horizon, 2.0) / reference
        self._moving = np.maximum(rows - world.horizon, 0.0) / reference
        self._periods = self._TILE * self._scale * world.unit
        self._rows: dict[int, list[Pixels]] = {}

    def draw(self, ink: Ink, t: float) -> None:
        """Copy the plane straight into the frame (what was drawn before must be flushed by now)."""
        ink.flush()
        world = self._world
        key, share = world.key_at(t)
        target = ink.pixels[self._first :]
        travel = self._moving * world.speed * t * world.unit
        offsets = np.round(travel % self._periods).astype(int).tolist()
        self._copy(target, key, offsets)
        if share > 0.002:
            later = np.empty_like(target)
            self._copy(later, key + 1, offsets)
            ink.image(later, 0, self._first / world.unit, alpha=share)

    def _copy(self, target: Pixels, key: int, offsets: list[int]) -> None:
        if key not in self._rows:
            for old in [k for k in self._rows if abs(k - key) > 1]:
                del self._rows[old]
            self._rows[key] = self._bake(self._world.keys[key])
        width = self._world.width
        for row, (pixels, offset) in enumerate(zip(self._rows[key], offsets, strict=True)):
            target[row] = pixels[offset : offset + width]

    def _bake(self, light: Light) -> list[Pixels]:
        """Rows of soil, each long enough to start anywhere within its period."""
        world, rng = self._world, self._world.rng(self._salt + 2)
        colours = self._colours(light)
        rows: list[Pixels] = []
        centre = world.w / 2
        for colour, scale, period in zip(colours, self._scale, self._periods, strict=True):
            length = world.width + int(np.ceil(period)) + 2
            ground = ((np.arange(length) + 0.5) / world.unit - centre) / scale
            at = ((ground % self._TILE) * (self._SAMPLES / self._TILE)).astype(np.float32)
            whole = at.astype(np.int32)
            share = (at - whole).astype(np.float32)[:, None]
            first, second = colour.take(whole, 0, mode="wrap"), colour.take(whole + 1, 0, mode="wrap")
            second -= first
            second *= share
            first += second
            pixels = np.full((length, 4), 255, np.uint8)
            pixels[:, :3] = to_bytes(first, rng)
            rows.append(pixels)
        return rows

    def _colours(self, light: Light) -> Field:
        """Colour of each row at each sample of the tile: (rows, samples, 3)."""
        _world, soil = self._world, self._soil
        swell = self._field((760, 340, 150), (1.0, 0.6, 0.34), self._salt)
        grit = self._field((64, 28, 12), (0.8, 0.8, 0.6), self._salt + 1) - 0.5
        step = 3
        facing = (np.roll(swell, step, 1) - np.roll(swell, -step, 1)) * (1 if light.sun[0] < 0.5 else -1)
        lit = 0.66 + facing * 5.0 * soil.swell + (swell - 0.5) * 0.7 * soil.swell + grit * soil.grit * 1.4
        # Clouds let the sun through here and there.
        lit += (self._field((1400, 930, 560), (1.0, 0.8, 0.5), self._salt + 3) - 0.5) * 1.1
        lit = np.clip(lit, 0, 1)[..., None]
        low, high = light.shade(soil.low, 0.30), light.shade(soil.high, 0.98)
        colour = low + (high - low) * lit
        if soil.pattern:
            share = self._pattern()[..., None]
            tone_low, tone_high = (self._tones(light, lit_by) for lit_by in (0.15, 0.95))
            colour = colour + (tone_low + (tone_high - tone_low) * lit - colour) * share
        depth = np.clip(1 - self._moving / max(1e-6, float(self._moving[-1])), 0, 1)[:, None, None]
        colour = colour + (light.haze - colour) * np.clip(0.62 * depth**3.0 + light.veil * depth, 0, 0.95)
        near = np.clip((self._moving[:, None, None] - 0.7) / max(0.1, float(self._moving[-1]) - 0.7), 0, 1)
        return np.asarray(colour * (1 - 0.34 * near), np.float32)

    def _tones(self, light: Light, lit: float) -> Field:
        """The pattern's tone at each sample: "rows" may have several in turn."""
        tones = self._soil.tone.split("|")
        turn = np.arange(self._SAMPLES) * max(1, round(self._TILE / self._soil.size)) // self._SAMPLES
        return np.stack([light.shade(tone, lit) for tone in tones])[turn % len(tones)]

    def _pattern(self) -> Field:
        """How far each sample shows the pattern's tone (0-1), faded where the pattern is too fine to be drawn."""
        soil = self._soil
        count = max(1, round(self._TILE / soil.size))
        x = np.linspace(0, count, self._SAMPLES, endpoint=False, dtype=np.float32)[None]
        wide = (soil.size * self._scale * self._world.unit).astype(np.float32)[:, None]
        if soil.pattern == "rows":
            plants = np.clip(0.5 + 1.6 * np.sin(x * 2 * np.pi), 0, 1)
            return np.asarray(0.5 + (plants - 0.5) * np.clip(wide / 3 - 0.6, 0, 1), np.float32)
        z = (self._FOCAL / self._scale / soil.size).astype(np.float32)[:, None]
        thin = np.clip(1.6 / wide, 0.02, 0.5)
        seam = np.maximum(np.abs(x % 1 - 0.5) > 0.5 - thin, np.abs(z % 1 - 0.5) > 0.5 - thin * 1.6)
        checks = 0.22 * (((x.astype(int) + z.astype(int)) % 2) == 0)
        return np.asarray(np.where(seam, 0.7, checks) * np.clip(wide / 9 - 0.5, 0, 1), np.float32)

    def _field(self, sizes: tuple[float, ...], weights: tuple[float, ...], salt: int) -> Field:
        """Noise on the ground, each octave faded where its features are too small on screen to be drawn."""
        rng = self._world.rng(salt)
        z = (self._FOCAL / self._scale).astype(np.float32)
        total = np.zeros((len(z), self._SAMPLES), np.float32)
        weight_sum = sum(weights)
        for size, weight in zip(sizes, weights, strict=True):
            grid = rng.random((257, max(2, round(self._TILE / size))), np.float32)
            on_screen = size * self._scale * self._world.unit
            step = np.abs(np.gradient(z)) / (size * 0.8)
            visible = np.clip(on_screen / 2.5 - 1, 0, 1) * np.clip(1.6 - step * 2.2, 0, 1)
            share = (weight / weight_sum * visible)[:, None].astype(np.float32)
            total += share * (_sample(grid, z / (size * 0.8), self._SAMPLES) - 0.5)
        return total + 0.5


def _sample(grid: Field, z: Field, columns: int) -> Field:
    rows, cells = grid.shape
    x = np.linspace(0, cells, columns, endpoint=False, dtype=np.float32)
    ix = x.astype(int)
    fx = x - ix
    fx = fx * fx * (3 - 2 * fx)
    iz = z.astype(int)
    fz = (z - iz)[:, None].astype(np.float32)
    fz = fz * fz * (3 - 2 * fz)
    a, b = grid[iz % rows], grid[(iz + 1) % rows]
    line = a + (b - a) * fz
    return np.asarray(line[:, ix] * (1 - fx) + line[:, (ix + 1) % cells] * fx, np.float32)
