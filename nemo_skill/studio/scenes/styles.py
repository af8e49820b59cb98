"""Named styles worked on finished pictures: brush dabs, ink, paper, blocks, tape. ``styles.yaml`` lists their steps."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from nemo_skill.studio.data import table
from nemo_skill.studio.scenes.noise import Field, fbm, value_noise

Planes = list[Any]
Step = Callable[[Planes, int, float], None]
_BLACK, _WHITE, _GREY = 16, 235, 128


def style_of(name: str) -> dict[str, Any]:
    """The row of a style; empty for a name that the table doesn't have."""
    row: dict[str, Any] = table("styles")["styles"].get(name, {})
    return row


def moment(name: str, t: float) -> float:
    """The time whose picture a style shows at time t: some hold each picture for a while."""
    fps = style_of(name).get("fps")
    return int(t * fps + 1e-6) / fps if fps else t


class Style:
    """The steps of one style for pictures of one size (``width`` x ``height``, at which they are worked)."""

    def __init__(self, name: str, width: int, height: int) -> None:
        self._row = row = style_of(name)
        self._w, self._h = width, height
        self._u = min(width, height) / 540
        self._rng = np.random.default_rng(23)
        self._fps = row.get("fps", 12)
        self._steps: list[Step] = []
        for line in row.get("ops", ()):
            op, *words = line.split()
            self._steps.append(getattr(self, f"_{op}")(*map(float, words)))
        self._tables = self._grade()

    def work(self, planes: Planes, index: int, t: float) -> Planes:
        """New planes of the picture (number ``index``, at time t): Y, and U and V of half its size."""
        for step in self._steps:
            step(planes, index, t)
        y, u, v = planes
        luma, blue, red, tint_blue, tint_red = self._tables
        if luma is not None:
            y = np.take(luma, y)
        small = y[::2, ::2]
        return [y, np.take(blue, u) + np.take(tint_blue, small), np.take(red, v) + np.take(tint_red, small)]

    def _grade(self) -> tuple[Any, ...]:
        level = np.arange(256, dtype=np.float32)
        share = np.clip((level - _BLACK) / (_WHITE - _BLACK), 0, 1)
        gamma, contrast, lift = self._row.get("curve", (1.0, 1.0, 0.0))
        curve = np.clip((share**gamma - 0.5) * contrast + 0.5 + lift, 0, 1)
        tints = np.asarray(self._row.get("split", (0, 0, 0, 0)), np.float32)
        chroma = (level - _GREY) * self._row.get("colour", 1.0)
        red = np.where(level > 154, (level - _GREY) * self._row["red"], chroma) if "red" in self._row else chroma
        # What a tint adds may not leave a byte: the colours before it keep away from both ends.
        room = float(np.abs(tints).max())
        blue, red = (np.clip(_GREY + c, _BLACK + room, 240 - room).round().astype(np.uint8) for c in (chroma, red))
        ramp = share[:, None]
        tint = (tints[:2] * (1 - ramp) ** 1.4 + tints[2:] * ramp**1.4).round().astype(np.int8).view(np.uint8)
        luma = (_BLACK + curve * (_WHITE - _BLACK)).round().astype(np.uint8)
        return luma, blue, red, np.ascontiguousarray(tint[:, 0]), np.ascontiguousarray(tint[:, 1])

    # Fields that are made once.

    def _noise(self, cell: float) -> Field:
        """Smooth noise, -1 to 1, with features of ``cell`` units."""
        cell *= self._u
        return value_noise(self._h, self._w, self._h / cell, max(1, round(self._w / cell)), self._rng) * 2 - 1

    def _taken(self, dy: Field, dx: Field, boil: bool = False) -> Step:
        """A step that reads every pixel from a place that is (dy, dx) pixels away."""
        h, w = self._h, self._w
        rows, columns = np.mgrid[0:h, 0:w]
        at = np.clip(rows + np.rint(dy), 0, h - 1) * w + np.clip(columns + np.rint(dx), 0, w - 1)
        half = (at[::2, ::2] // w // 2) * (w // 2) + (at[::2, ::2] % w) // 2
        places = [at.astype(np.intp), half.astype(np.intp)]

        def step(planes: Planes, index: int, t: float) -> None:
            for n, plane in enumerate(planes):
                planes[n] = plane.ravel().take(places[n > 0], mode="clip")

        return step

    def _bleed(self, amount: float, cell: float) -> Step:
        """Edges that wander, as wet paint and hand-drawn lines do."""
        amount *= self._u
        return self._taken(
            amount * (self._noise(cell) + 0.5 * self._noise(cell / 3)),
            amount * (self._noise(cell) + 0.5 * self._noise(cell / 3)),
        )

    def _dabs(self, length: float, wide: float) -> Step:
        """Brush strokes along a flow, each of one colour."""
        h, w, rng = self._h, self._w, self._rng
        turn = self._noise(150) * 2.2
        dy, dx = np.zeros((h, w), np.float32), np.zeros((h, w), np.float32)
        length, wide = max(2.0, length * self._u), max(1.0, wide * self._u)
        reach = int(length) + 1
        gy, gx = np.mgrid[-reach : reach + 1, -reach : reach + 1].astype(np.float32)
        angles = np.linspace(0, np.pi, 24, endpoint=False)
        masks = [
            np.hypot((gx * np.cos(a) + gy * np.sin(a)) / length, (gy * np.cos(a) - gx * np.sin(a)) / wide) < 1
            for a in angles
        ]
        for cy, cx in (rng.random((int(3.2 * w * h / (length * wide)), 2)) * (h, w)).astype(int):
            mask = masks[int(turn[cy, cx] / np.pi * 24 + rng.normal(0, 1.5)) % 24]
            top, left = max(0, cy - reach), max(0, cx - reach)
            part = (slice(top, cy + reach + 1), slice(left, cx + reach + 1))
            rows, columns = dy[part].shape
            cut = np.s_[top - cy + reach : top - cy + reach + rows, left - cx + reach : left - cx + reach + columns]
            inside = mask[cut]
            dy[part][inside], dx[part][inside] = -gy[cut][inside], -gx[cut][inside]
        return self._taken(dy, dx)

    def _facets(self, size: float) -> Step:
        """Triangles of one colour, on a grid that wanders."""
        size *= self._u
        rows, columns = np.mgrid[0 : self._h, 0 : self._w].astype(np.float32)
        b = rows / (size * 0.87) + 0.36 * self._noise(70) + 2
        a = columns / size - 0.5 * b + 0.36 * self._noise(70) + self._h / size
        upper = (a % 1) + (b % 1) > 1
        facet = ((b.astype(int) * (int(a.max()) + 2) + a.astype(int)) * 2 + upper).ravel()
        many = np.maximum(np.bincount(facet), 1)
        dy, dx = (
            (np.bincount(facet, field.ravel()) / many)[facet].reshape(field.shape) - field for field in (rows, columns)
        )
        return self._taken(dy, dx)

    # Light and shade.

    def _shaded(self, dark: Field) -> Step:
        """Towards black by a share (0-1) of each pixel."""
        keep = (256 - 255 * np.clip(dark, 0, 1)).astype(np.uint16)

        def step(planes: Planes, index: int, t: float) -> None:
            planes[0] = (((planes[0] - np.uint8(_BLACK)) * keep) >> 8).astype(np.uint8) + np.uint8(_BLACK)

        return step

    def _vignette(self, amount: float) -> Step:
        y, x = np.mgrid[-1 : 1 : self._h * 1j, -1 : 1 : self._w * 1j]
        return self._shaded(amount * np.clip((np.hypot(x * 0.86, y * 0.86) - 0.42) / 0.8, 0, 1) ** 1.6)

    def _added(self, amount: Field) -> Step:
        """A pattern that is laid over the light."""
        fixed = amount.astype(np.int16)

        def step(planes: Planes, index: int, t: float) -> None:
            planes[0] = _bounded(planes[0] + fixed)

        return step

    def _pigment(self, amount: float) -> Step:
        """Colour that dries in clouds and grains."""
        return self._added(amount * (self._noise(70) + 0.7 * self._noise(18) + 0.6 * self._noise(3)))

    def _dots(self, amount: float, pitch: float) -> Step:
        k = np.pi * 2 / (pitch * self._u)
        y, x = np.mgrid[0 : self._h, 0 : self._w].astype(np.float32) * k * 0.7071
        return self._added(amount * np.cos(x + y) * np.cos(x - y) * 1.4)

    def _dither(self, amount: float) -> Step:
        checks = np.indices((self._h, self._w)).sum(0) % 2
        return self._added(amount * (checks - 0.5))

    def _hatch(self, amount: float, pitch: float) -> Step:
        """Strokes aslant, denser where it is darker."""
        y, x = np.mgrid[0 : self._h, 0 : self._w].astype(np.float32) / (pitch * self._u)
        lines = [np.abs(np.sin((x + k * y) * np.pi + 1.5 * self._noise(40))) for k in (0.9, -1.2)]
        marks = [(amount * (1 - line) * (1 + self._noise(5))).astype(np.int16) for line in lines]

        def step(planes: Planes, index: int, t: float) -> None:
            y = planes[0].astype(np.int16)
            y -= marks[0] * (y < 178) + marks[1] * (y < 120)
            planes[0] = _bounded(y)

        return step

    def _poster(self, levels: float, hard: float) -> Step:
        """A few flat tones; ``hard`` (0-1) is how sharply one ends."""
        x = np.clip((np.arange(256) - _BLACK) / (_WHITE - _BLACK), 0, 1) * levels
        share = np.clip((x % 1 - 0.5) / max(0.02, 1 - hard) + 0.5, 0, 1)
        luma = (_BLACK + np.clip((np.floor(x) + share) / levels, 0, 1) * (_WHITE - _BLACK)).astype(np.uint8)
        return partial(_mapped, luma, 0)

    def _tones(self, step: float) -> Step:
        """Colours rounded to steps."""
        chroma = np.clip(np.rint((np.arange(256) - _GREY) / step) * step + _GREY, _BLACK, 240).astype(np.uint8)

        def both(planes: Planes, index: int, t: float) -> None:
            _mapped(chroma, 1, planes, index, t)
            _mapped(chroma, 2, planes, index, t)

        return both

    def _even(self, share: float, radius: float) -> Step:
        """Light as on paper: what is no darker than its surroundings is white."""
        from PIL import Image, ImageFilter

        small, blur = (max(2, self._w // 6), max(2, self._h // 6)), ImageFilter.BoxBlur(radius * self._u / 6)

        def step(planes: Planes, index: int, t: float) -> None:
            around = Image.fromarray(planes[0]).resize(small, Image.Resampling.BOX).filter(blur).filter(blur)
            wide = np.asarray(around.resize((self._w, self._h), Image.Resampling.BILINEAR))
            y = planes[0].astype(np.float32)
            paper = 218 * (y - 8) / np.maximum(wide.astype(np.float32) - 8, 10)
            planes[0] = _bounded(y + (paper - y) * np.float32(share))

        return step

    def _edges(self, y: Any) -> Any:
        """How steep the light is at each pixel."""
        wide = y.astype(np.int16)
        steep = np.zeros_like(wide)
        steep[1:-1] += np.abs(wide[2:] - wide[:-2])
        steep[:, 1:-1] += np.abs(wide[:, 2:] - wide[:, :-2])
        return steep

    def _outline(self, amount: float, least: float) -> Step:
        """Dark lines where the light changes by more than ``least``."""
        curve = np.clip((np.arange(512) - 2 * least) * amount, 0, 120).astype(np.int16)

        def step(planes: Planes, index: int, t: float) -> None:
            line = np.take(curve, self._edges(planes[0]))
            planes[0] = _bounded(planes[0] - line)

        return step

    def _lines(self, amount: float, least: float) -> Step:
        """Bright lines in a dim picture: tubes of light."""
        curve = np.clip((np.arange(512) - 2 * least) * amount, 0, 170).astype(np.int16)

        def step(planes: Planes, index: int, t: float) -> None:
            line = np.take(curve, self._edges(planes[0]))
            planes[0] = _bounded((planes[0] >> 1) + 8 + line)

        return step

    def _bevel(self, amount: float) -> Step:
        """Light from above left on edges, as on thick paint and clay."""
        reach = max(1, round(2 * self._u))

        def step(planes: Planes, index: int, t: float) -> None:
            y = planes[0].astype(np.int16)
            y[reach:-reach, reach:-reach] += (
                amount * 0.35 * (y[2 * reach :, 2 * reach :] - y[: -2 * reach, : -2 * reach])
            ).astype(np.int16)
            planes[0] = _bounded(y)

        return step

    # What belongs to the paper, the film, the tape.

    def _border(self, amount: float) -> Step:
        """White paper that the paint doesn't reach."""
        y, x = np.mgrid[-1 : 1 : self._h * 1j, -1 : 1 : self._w * 1j]
        side = min(self._w, self._h) / 2
        gap = np.minimum((1 - np.abs(x)) * self._w / 2, (1 - np.abs(y)) * self._h / 2) / side
        paint = np.clip((gap - 0.07 - 0.055 * fbm(self._h, self._w, 6, 9, self._rng, octaves=5)) / 0.035, 0, 1)
        keep = (256 * (1 - amount * (1 - paint))).astype(np.int16)
        half = keep[::2, ::2]

        def step(planes: Planes, index: int, t: float) -> None:
            for n, (share, white) in enumerate(((keep, 228), (half, _GREY), (half, _GREY))):
                planes[n] = (white + (((planes[n].astype(np.int16) - white) * share.astype(np.int32)) >> 8)).astype(
                    np.uint8
                )

        return step

    def _seal(self) -> Step:
        """The painter's red seal in a corner."""
        side = max(4, round(self._u * 17) * 2)
        top, left = (self._h - round(self._u * 50) * 2) // 2 * 2, (self._w - round(self._u * 62) * 2) // 2 * 2
        marks = np.array([[row >> 6 - n & 1 for n in range(7)] for row in (127, 65, 93, 85, 93, 73, 127)], bool)
        grid = (np.arange(side) * 7 // side).clip(0, 6)
        mark = marks[grid][:, grid]

        def step(planes: Planes, index: int, t: float) -> None:
            spot = planes[0][top : top + side, left : left + side]
            spot[mark] = 74
            for n, tone in ((1, 112), (2, 205)):
                planes[n][top // 2 : (top + side) // 2, left // 2 : (left + side) // 2] = tone

        return step

    def _leak(self, amount: float) -> Step:
        """Warm light that falls into the lens from a corner."""
        y, x = np.mgrid[0 : 1 : self._h * 1j, 0 : 1 : self._w * 1j]
        glow = amount * np.clip(1 - np.hypot(x - 1.0, y + 0.02) / 0.75, 0, 1) ** 1.7
        light = (110 * glow).astype(np.uint8)
        half = glow[::2, ::2]
        blue, red = (26 * half).astype(np.uint8), (22 * half).astype(np.uint8)

        def step(planes: Planes, index: int, t: float) -> None:
            y, u, v = planes
            planes[:] = (
                np.minimum(y, _WHITE - light) + light,
                np.maximum(u, blue) - blue,
                np.minimum(v, 255 - red) + red,
            )

        return step

    def _flicker(self, amount: float) -> Step:
        def step(planes: Planes, index: int, t: float) -> None:
            share = 1 - amount * np.random.default_rng((5, int(t * self._fps))).random()
            planes[0] = np.take((_BLACK + (np.arange(256) - _BLACK).clip(0) * share).astype(np.uint8), planes[0])

        return step

    def _weave(self, amount: float) -> Step:
        """The film jumps a little in its gate."""

        def step(planes: Planes, index: int, t: float) -> None:
            jump = np.random.default_rng((7, int(t * self._fps))).normal(0, amount * self._u, 2) / 2
            for n, plane in enumerate(planes):
                planes[n] = np.roll(plane, np.rint(jump * (2 if n == 0 else 1)).astype(int), (0, 1))

        return step

    def _scratch(self, count: float) -> Step:
        """Scratches down the film and specks of dust."""

        def step(planes: Planes, index: int, t: float) -> None:
            rng = np.random.default_rng((11, int(t * self._fps)))
            y, thick = planes[0], max(1, round(self._u))
            for _ in range(rng.poisson(count)):
                x = int(rng.random() * (self._w - thick))
                top, bottom = np.sort((rng.random(2) * 1.6 - 0.3).clip(0, 1) * self._h).astype(int)
                y[top:bottom, x : x + thick] = 205 if rng.random() < 0.7 else 40
            for _ in range(rng.poisson(4 * count)):
                r = 1 + int(rng.random() ** 2 * 4 * self._u)
                cy, cx = int(rng.random() * self._h), int(rng.random() * self._w)
                y[cy : cy + r, cx : cx + int(r * (1 + rng.random()))] = 36 if rng.random() < 0.6 else 220

        return step

    def _shift(self, pixels: float) -> Step:
        """Colours that have come apart."""
        by = max(1, round(pixels * self._u / 2))

        def step(planes: Planes, index: int, t: float) -> None:
            planes[1], planes[2] = np.roll(planes[1], by, 1), np.roll(planes[2], -by, 1)

        return step

    def _smear(self, pixels: float) -> Step:
        """Colour as coarse as on tape."""
        by = max(1, round(pixels * self._u / 2))

        def step(planes: Planes, index: int, t: float) -> None:
            for n in (1, 2):
                wide = planes[n].astype(np.uint16)
                planes[n] = (
                    (wide + np.roll(wide, by, 1) + np.roll(wide, 2 * by, 1) + np.roll(wide, -by, 1)) >> 2
                ).astype(np.uint8)

        return step

    def _tear(self, amount: float) -> Step:
        """Rows that slip sideways: a little everywhere, far in a band that wanders."""
        h, w = self._h, self._w
        columns, rows = np.arange(w), np.arange(h)

        def step(planes: Planes, index: int, t: float) -> None:
            rng = np.random.default_rng((13, int(t * 10)))
            slip = rng.normal(0, 0.35 * amount * self._u, h)
            for _ in range(1 + int(amount)):
                band = np.abs(rows - ((t * 0.21 + rng.random() * 0.06 * amount) % 1.15) * h) < h * 0.02 * (
                    1 + rng.random()
                )
                slip[band] += amount * self._u * (9 * rng.random() + 4)
            moves = np.rint(slip).astype(int)
            at = (columns[None] - moves[:, None]) % w
            planes[0] = np.take_along_axis(planes[0], at, 1)
            for n in (1, 2):
                planes[n] = np.take_along_axis(planes[n], at[::2, ::2] // 2, 1)

        return step

    def _stamp(self) -> Step:
        """The camcorder's clock in a corner."""
        size = max(1, round(2.4 * self._u))

        def step(planes: Planes, index: int, t: float) -> None:
            text = f"PLAY>  00:{int(t) // 60:02d}:{int(t) % 60:02d}"
            bits = np.concatenate([_GLYPHS[letter] for letter in text], 1).repeat(size, 0).repeat(size, 1)
            top, left = round(26 * self._u), round(34 * self._u)
            spot = planes[0][top : top + bits.shape[0], left : left + bits.shape[1]]
            spot[bits[: spot.shape[0], : spot.shape[1]]] = 232

        return step


def _bounded(luma: Any) -> Any:
    return np.clip(luma, _BLACK, _WHITE).astype(np.uint8)


def _mapped(levels: Any, n: int, planes: Planes, index: int, t: float) -> None:
    planes[n] = np.take(levels, planes[n])


def paper(height: int, width: int, strength: float) -> npt.NDArray[np.int8]:
    """Paper under raking light: grain and fibres, to be added to the light of a picture."""
    rng = np.random.default_rng(29)
    cells = max(2.0, min(height, width) / 300)
    fine = value_noise(height, width, height / cells, max(1, round(width / cells)), rng)
    long = value_noise(height, width, height / cells / 1.5, max(1, round(width / cells / 9)), rng)
    tooth = fine * 1.2 + long * 0.6
    relief = tooth - np.roll(tooth, (1, 1), (0, 1)) * 0.7 - 0.3 * float(tooth.mean())
    return np.asarray(np.clip(relief / float(relief.std()) * strength * 0.5, -14, 14), np.int8)


# Letters of five columns and seven rows, a byte for each row.
_LETTERS = {
    "0": "0e11131519110e", "1": "040c040404040e", "2": "0e11010204081f", "3": "1f02040201110e", "4": "02060a121f0202",
    "5": "1f101e0101110e", "6": "0608101e11110e", "7": "1f010204080808", "8": "0e11110e11110e", "9": "0e11110f01020c",
    ":": "000c0c000c0c00", " ": "00000000000000", ">": "10181c1e1c1810", "P": "1e11111e101010", "L": "1010101010101f",
    "A": "0e11111f111111", "Y": "11110a04040404",
}  # fmt: skip
_GLYPHS = {
    letter: np.array([[row >> 5 - n & 1 for n in range(6)] for row in bytes.fromhex(code)], bool)
    for letter, code in _LETTERS.items()
}
