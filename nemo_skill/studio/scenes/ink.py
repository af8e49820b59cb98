"""A small painter over ThorVG's software rasteriser.

ThorVG (https://www.thorvg.org, C API in ``thorvg_capi.h``) keeps a list of paints; :class:`Ink` fills that list in
drawing order and composes it onto a numpy buffer on :meth:`Ink.flush`. The C functions are called directly because the
Python wrapper turns every path into lists of objects; here numpy arrays are handed over by address.
"""

from __future__ import annotations

import ctypes as C
import math
import struct
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from nemo_skill.studio.scenes import glows

Rgb = Any
Points = Any
Pixels = npt.NDArray[np.uint8]
Floats = npt.NDArray[Any]

SCREEN = 2
_CLOSE, _MOVE, _LINE, _CUBIC = 0, 1, 2, 3
_PREMULTIPLIED_RGBA = 0


#: A colour stop: its offset, then red, green, blue and alpha.
_STOP = struct.Struct("=f4B").pack
_GLOW = struct.Struct("=" + 6 * "f4B").pack


class _Matrix(C.Structure):
    _fields_ = tuple((f"e{r}{c}", C.c_float) for r in (1, 2, 3) for c in (1, 2, 3))


_P, _F, _B, _U, _I = C.c_void_p, C.c_float, C.c_uint8, C.c_uint32, C.c_int
#: The memory of a bytes object: much quicker to hand over than the address of a numpy array is to find out.
_BYTES = C.c_char_p
_SIGNATURES: dict[str, tuple[list[Any], Any]] = {
    "tvg_swcanvas_create": ([_B], _P),
    "tvg_swcanvas_set_target": ([_P, _P, _U, _U, _U, _I], _I),
    "tvg_canvas_destroy": ([_P], _I),
    "tvg_canvas_add": ([_P, _P], _I),
    "tvg_canvas_remove": ([_P, _P], _I),
    "tvg_canvas_update": ([_P], _I),
    "tvg_canvas_draw": ([_P, C.c_bool], _I),
    "tvg_canvas_sync": ([_P], _I),
    "tvg_shape_new": ([], _P),
    "tvg_shape_append_path": ([_P, _BYTES, _U, _BYTES, _U], _I),
    "tvg_shape_set_fill_color": ([_P, _B, _B, _B, _B], _I),
    "tvg_shape_set_fill_rule": ([_P, _I], _I),
    "tvg_shape_set_gradient": ([_P, _P], _I),
    "tvg_shape_set_stroke_width": ([_P, _F], _I),
    "tvg_shape_set_stroke_color": ([_P, _B, _B, _B, _B], _I),
    "tvg_shape_set_stroke_cap": ([_P, _I], _I),
    "tvg_shape_set_stroke_join": ([_P, _I], _I),
    "tvg_linear_gradient_new": ([], _P),
    "tvg_linear_gradient_set": ([_P, _F, _F, _F, _F], _I),
    "tvg_radial_gradient_new": ([], _P),
    "tvg_radial_gradient_set": ([_P, _F, _F, _F, _F, _F, _F], _I),
    "tvg_gradient_set_color_stops": ([_P, _BYTES, _U], _I),
    "tvg_gradient_set_transform": ([_P, C.POINTER(_Matrix)], _I),
    "tvg_paint_set_blend_method": ([_P, _I], _I),
    "tvg_paint_set_opacity": ([_P, _B], _I),
    "tvg_paint_set_clip": ([_P, _P], _I),
    "tvg_paint_translate": ([_P, _F, _F], _I),
    "tvg_paint_scale": ([_P, _F], _I),
    "tvg_paint_set_transform": ([_P, C.POINTER(_Matrix)], _I),
    "tvg_scene_new": ([], _P),
    "tvg_scene_add": ([_P, _P], _I),
    "tvg_scene_add_effect_gaussian_blur": ([_P, C.c_double, _I, _I, _I], _I),
    "tvg_picture_new": ([], _P),
    "tvg_picture_load_raw": ([_P, _P, _U, _U, _I, C.c_bool], _I),
}


@lru_cache(maxsize=1)
def _thorvg() -> tuple[Any, Any]:
    """The shared library with its signatures set, and the engine that must outlive every canvas."""
    from thorvg_python.engine import Engine

    engine = Engine(threads=0)
    library = engine.thorvg_lib
    for name, (arguments, result) in _SIGNATURES.items():
        function = getattr(library, name)
        function.argtypes, function.restype = arguments, result
    return library, engine


@dataclass(slots=True)  # Not frozen: thousands are made for a frame, and that takes three times as long.
class Path:
    """Drawing commands (uint8) with their points (float32, n x 2), as ThorVG reads them."""

    commands: npt.NDArray[np.uint8]
    points: Floats

    def __add__(self, other: Path) -> Path:
        return Path(np.concatenate([self.commands, other.commands]), np.concatenate([self.points, other.points]))


def polygon(points: Points, *, closed: bool = True) -> Path:
    """A polygon or polyline through points (n x 2)."""
    array = np.asarray(points, np.float32)
    return Path(_commands(_LINE, len(array) - 1, closed), array)


@lru_cache(maxsize=512)
def _commands(kind: int, count: int, closed: bool) -> npt.NDArray[np.uint8]:
    """To the first point, then ``count`` lines or curves, and back."""
    return np.array([_MOVE, *[kind] * count][: count + 1] + [_CLOSE] * closed, np.uint8)


def smooth(points: Points, *, closed: bool = True) -> Path:
    """A Catmull-Rom curve through points (n x 2), as cubic Béziers."""
    p = np.asarray(points, np.float32)
    count = len(p)
    if count <= _MOST_AT_ONCE:
        return Path(_commands(_CUBIC, count if closed else count - 1, closed), _catmull_rom(count, closed).dot(p))
    return Path(_commands(_CUBIC, count if closed else count - 1, closed), _curve(p, closed))


def shapes(many: Floats, *, curved: bool = False) -> Path:
    """Closed polygons (n x k x 2), or closed curves through their points, as one path."""
    count, size = many.shape[:2]
    commands = np.tile(_commands(_CUBIC if curved else _LINE, size if curved else size - 1, True), count)
    points = np.einsum("ab,nbc->nac", _catmull_rom(size, True), many) if curved else many
    return Path(commands, np.ascontiguousarray(points.reshape(-1, 2), np.float32))


#: Up to so many points one multiplication is quicker than several steps.
_MOST_AT_ONCE = 64


@lru_cache(maxsize=128)
def _catmull_rom(count: int, closed: bool) -> Floats:
    """What :func:`_curve` does to ``count`` points, as a matrix."""
    return np.ascontiguousarray(_curve(np.eye(count, dtype=np.float32), closed))


def _curve(p1: Floats, closed: bool) -> Floats:
    first = p1[:1]
    if closed:
        q = np.concatenate([p1[-1:], p1, p1[:1], p1[1:2] if len(p1) > 1 else p1[:1]])
    else:
        q = np.concatenate([p1[:1], p1, p1[-1:]])
    p0, p1, p2, p3 = q[:-3], q[1:-2], q[2:-1], q[3:]
    body = np.stack([p1 + (p2 - p0) / 6, p2 - (p3 - p1) / 6, p2], 1).reshape(-1, first.shape[1])
    return np.concatenate([first, body]).astype(np.float32)


_KAPPA = 0.5522847498
_UNIT_CIRCLE = np.array(
    [
        (1, 0),
        (1, _KAPPA),
        (_KAPPA, 1),
        (0, 1),
        (-_KAPPA, 1),
        (-1, _KAPPA),
        (-1, 0),
        (-1, -_KAPPA),
        (-_KAPPA, -1),
        (0, -1),
        (_KAPPA, -1),
        (1, -_KAPPA),
        (1, 0),
    ],
    np.float32,
)
_PLACED_CIRCLE = np.concatenate([_UNIT_CIRCLE, np.ones((13, 1), np.float32)], 1)
_CIRCLE_COMMANDS = np.array([_MOVE, _CUBIC, _CUBIC, _CUBIC, _CUBIC, _CLOSE], np.uint8)


def ellipses(centres: Points, radii: Points) -> Path:
    """Axis-parallel ellipses: centres (n x 2), radii (n,) or (n x 2), as one path."""
    c = np.asarray(centres, np.float32).reshape(-1, 2)
    r = np.asarray(radii, np.float32)
    r = np.broadcast_to(r[..., None] if r.ndim < 2 else r, (len(c), 2))
    points = c[:, None, :] + _UNIT_CIRCLE[None] * r[:, None, :]
    return Path(np.tile(_CIRCLE_COMMANDS, len(c)), points.reshape(-1, 2).astype(np.float32))


def ellipse(cx: float, cy: float, rx: float, ry: float | None = None, turn: float = 0.0) -> Path:
    """One ellipse, turned by radians."""
    if ry is None:
        ry = rx
    c, s = (math.cos(turn), math.sin(turn)) if turn else (1.0, 0.0)
    placed = np.array(((rx * c, rx * s), (-ry * s, ry * c), (cx, cy)), np.float32)
    return Path(_CIRCLE_COMMANDS, _PLACED_CIRCLE.dot(placed))


def rect(x: float, y: float, w: float, h: float, r: float = 0.0) -> Path:
    """A rectangle with rounded corners."""
    if r <= 0:
        return polygon([(x, y), (x + w, y), (x + w, y + h), (x, y + h)])
    r = min(r, w / 2, h / 2)
    k = r * (1 - _KAPPA)
    a, b, c, d = x, y, x + w, y + h
    points = [
        (a + r, b),
        (c - r, b),
        (c - k, b),
        (c, b + k),
        (c, b + r),
        (c, d - r),
        (c, d - k),
        (c - k, d),
        (c - r, d),
        (a + r, d),
        (a + k, d),
        (a, d - k),
        (a, d - r),
        (a, b + r),
        (a, b + k),
        (a + k, b),
        (a + r, b),
    ]
    commands = [_MOVE, _LINE, _CUBIC, _LINE, _CUBIC, _LINE, _CUBIC, _LINE, _CUBIC, _CLOSE]
    return Path(np.array(commands, np.uint8), np.array(points, np.float32))


def rects(boxes: Points) -> Path:
    """Many rectangles (n x 4: x, y, w, h) as one path."""
    b = np.asarray(boxes, np.float32).reshape(-1, 4)
    x, y, w, h = b.T
    points = np.stack([x, y, x + w, y, x + w, y + h, x, y + h], 1).reshape(-1, 2)
    return Path(np.tile(np.array([_MOVE, _LINE, _LINE, _LINE, _CLOSE], np.uint8), len(b)), points.astype(np.float32))


def polygons(many: Iterable[Points]) -> Path:
    """Many polygons as one path (no points at all gives an empty path)."""
    paths = [polygon(p) for p in many]
    return join(paths)


def join(paths: Sequence[Path]) -> Path:
    """Several paths as one."""
    if not paths:
        return Path(np.zeros(0, np.uint8), np.zeros((0, 2), np.float32))
    return Path(np.concatenate([p.commands for p in paths]), np.concatenate([p.points for p in paths]))


def crescent(path: Path, dx: float, dy: float) -> Path:
    """What a path has beyond itself moved by (dx, dy); to be filled even-odd within the path."""
    (x0, y0), (x1, y1) = path.points.min(0).tolist(), path.points.max(0).tolist()
    x, y = min(x0, x0 + dx) - 1, min(y0, y0 + dy) - 1
    frame = rect(x, y, max(x1, x1 + dx) + 1 - x, max(y1, y1 + dy) + 1 - y)
    return join([frame, Path(path.commands, path.points + np.array([dx, dy], np.float32))])


def ribbon(spine: Points, widths: Points, *, cap: bool = True) -> Path:
    """A smooth band along a spine (n x 2) with half-widths (n,): limbs, tails, trunks, rivers."""
    s = np.asarray(spine, np.float32)
    w = np.asarray(widths, np.float32)[:, None]
    tangent = _slopes(len(s)).dot(s)
    tangent /= np.maximum(np.hypot(tangent[:, :1], tangent[:, 1:]), 1e-6)
    out = tangent * w
    normal = out[:, ::-1] * _LEFT
    left, right = s + normal, s - normal
    if cap:
        return smooth(np.concatenate([left, s[-1:] + out[-1:], right[::-1], s[:1] - out[:1]]))
    return smooth(np.concatenate([left, right[::-1]]))


_LEFT = np.array([-1, 1], np.float32)


@lru_cache(maxsize=256)
def _slopes(count: int) -> Floats:
    """The differences between a spine's points, as a matrix."""
    return np.ascontiguousarray(np.gradient(np.eye(count, dtype=np.float32), axis=0))


@dataclass(slots=True)
class Linear:
    """A linear gradient between two points; stops are (offset, rgb, alpha)."""

    x0: float
    y0: float
    x1: float
    y1: float
    stops: Sequence[tuple[float, Rgb, float]]


@dataclass(slots=True)
class Radial:
    """A radial gradient around a centre; ``squash`` flattens it vertically."""

    cx: float
    cy: float
    r: float
    stops: Sequence[tuple[float, Rgb, float]]
    squash: float = 1.0


Fill = Any
#: From so many pixels on, in height and on the whole, a glow is laid over as a picture.
_HIGH, _LARGE = 12.0, 2500.0


def _rgb(colour: Any) -> Any:
    """Three numbers 0-255 from "#rrggbb", "#rgb" or three numbers; plain ones, much faster than numpy's."""
    if isinstance(colour, np.ndarray):
        return colour.tolist()
    return _named(colour) if isinstance(colour, str) else colour


@lru_cache(maxsize=512)
def _named(colour: str) -> tuple[int, ...]:
    digits = colour[1:] if len(colour) > 4 else "".join(2 * d for d in colour[1:])
    return tuple(int(digits[i : i + 2], 16) for i in (0, 2, 4))


def _byte(value: float) -> int:
    return 0 if value <= 0 else 255 if value >= 255 else int(value + 0.5)


def _bytes(colour: Any, alpha: float) -> tuple[int, int, int, int]:
    """Red, green, blue and alpha (0-1) as ThorVG takes them."""
    red, green, blue = _rgb(colour)[:3]
    return _byte(red), _byte(green), _byte(blue), _byte(alpha * 255)


class Ink:
    """Draws onto a premultiplied RGBA buffer (h, w, 4 uint8).

    Coordinates are design units: ``unit`` pixels each, moved by :meth:`moved`. Colours are 0-255, alphas 0-1.
    """

    def __init__(self, pixels: Pixels, *, unit: float = 1.0) -> None:
        self.pixels = pixels
        self.unit = unit
        self._lib = _thorvg()[0]
        height, width = pixels.shape[:2]
        self._canvas = self._lib.tvg_swcanvas_create(0)
        self._lib.tvg_swcanvas_set_target(
            self._canvas, pixels.ctypes.data, pixels.strides[0] // 4, width, height, _PREMULTIPLIED_RGBA
        )
        self._set((unit, 0.0, 0.0, 0.0, unit, 0.0))
        self._alive: list[Any] = []
        self._groups: list[Any] = []
        self._clip: tuple[bytes, int, bytes, int] | None = None

    def close(self) -> None:
        """Free the canvas; the buffer stays."""
        if self._canvas:
            self._lib.tvg_canvas_destroy(self._canvas)
            self._canvas = None

    def __enter__(self) -> Ink:
        return self

    def __exit__(self, *_: object) -> None:
        self.flush()
        self.close()

    def flush(self) -> None:
        """Compose everything drawn so far onto the buffer."""
        lib = self._lib
        lib.tvg_canvas_update(self._canvas)
        lib.tvg_canvas_draw(self._canvas, False)
        lib.tvg_canvas_sync(self._canvas)
        lib.tvg_canvas_remove(self._canvas, None)
        self._alive.clear()

    @contextmanager
    def moved(
        self,
        x: float = 0.0,
        y: float = 0.0,
        *,
        scale: float = 1.0,
        turn: float = 0.0,
        flip: bool = False,
        stretch: float = 1.0,
    ) -> Iterator[Ink]:
        """Draw in a frame of its own: moved, turned (radians), scaled, mirrored; ``stretch`` scales y only."""
        before = self._matrix
        c, s = math.cos(turn) * scale, math.sin(turn) * scale
        a, b, u, d, e, v = before
        p, q, r, o = (-c if flip else c), -s * stretch, (-s if flip else s), c * stretch
        self._set((a * p + b * r, a * q + b * o, a * x + b * y + u, d * p + e * r, d * q + e * o, d * x + e * y + v))
        try:
            yield self
        finally:
            self._set(before)

    def _set(self, matrix: tuple[float, float, float, float, float, float]) -> None:
        """Rows of two columns and a shift."""
        a, b, x, d, e, y = map(float, matrix)
        self._matrix = a, b, x, d, e, y
        self._turned, self._shift = np.array(((a, d), (b, e)), np.float32), np.array((x, y), np.float32)
        self._scale: float | None = None

    @property
    def scale(self) -> float:
        """Pixels per drawing unit here."""
        if self._scale is None:
            a, b, _, c, d, _ = self._matrix
            self._scale = math.sqrt(abs(a * d - b * c))
        return self._scale

    def at(self, x: float, y: float) -> tuple[float, float]:
        """A point of the present frame in the outermost design units."""
        px, py = self._mapped(x, y)
        return px / self.unit, py / self.unit

    def _mapped(self, x: float, y: float) -> tuple[float, float]:
        a, b, u, d, e, v = self._matrix
        return float(a * x + b * y + u), float(d * x + e * y + v)

    @contextmanager
    def blurred(self, sigma: float, *, blend: int = 0) -> Iterator[Ink]:
        """Soften what is drawn inside by a Gaussian of sigma design units."""
        scene = self._lib.tvg_scene_new()
        self._groups.append(scene)
        try:
            yield self
        finally:
            self._groups.pop()
            self._lib.tvg_scene_add_effect_gaussian_blur(scene, max(0.3, sigma * self.scale), 0, 0, 80)
            if blend:
                self._lib.tvg_paint_set_blend_method(scene, blend)
            self._place(scene)

    @contextmanager
    def faded(self, alpha: float) -> Iterator[Ink]:
        """Draw a group with one opacity, so that its parts don't show through each other."""
        scene = self._lib.tvg_scene_new()
        self._groups.append(scene)
        try:
            yield self
        finally:
            self._groups.pop()
            self._lib.tvg_paint_set_opacity(scene, _byte(alpha * 255))
            self._place(scene)

    @contextmanager
    def within(self, path: Path) -> Iterator[Ink]:
        """Draw a group that is cut to a path as a whole; clips inside the group still work."""
        scene, outline = self._lib.tvg_scene_new(), self._outline(path)
        self._groups.append(scene)
        before, self._clip = self._clip, None
        try:
            yield self
        finally:
            self._groups.pop()
            self._clip = before
            clip = self._lib.tvg_shape_new()
            self._lib.tvg_shape_append_path(clip, *outline)
            self._lib.tvg_paint_set_clip(scene, clip)
            if self._groups:
                self._lib.tvg_scene_add(self._groups[-1], scene)
            else:
                self._lib.tvg_canvas_add(self._canvas, scene)

    @contextmanager
    def clipped(self, path: Path) -> Iterator[Ink]:
        """Keep what is drawn inside within a path (one level)."""
        before, self._clip = self._clip, self._outline(path)
        try:
            yield self
        finally:
            self._clip = before

    def fill(self, path: Path, fill: Fill, alpha: float = 1.0, *, blend: int = 0, even_odd: bool = False) -> None:
        """Fill a path with a colour or a gradient."""
        if not len(path.commands) or alpha <= 0:
            return
        shape = self._shape(path)
        self._colour(shape, fill, alpha)
        if even_odd:
            self._lib.tvg_shape_set_fill_rule(shape, 1)
        if blend:
            self._lib.tvg_paint_set_blend_method(shape, blend)
        self._place(shape)

    def stroke(self, path: Path, width: float, colour: Rgb, alpha: float = 1.0, *, blend: int = 0) -> None:
        """Stroke a path with round caps and joins."""
        if not len(path.commands) or alpha <= 0:
            return
        lib, shape = self._lib, self._shape(path)
        lib.tvg_shape_set_stroke_width(shape, width * self.scale)
        lib.tvg_shape_set_stroke_color(shape, *_bytes(colour, alpha))
        lib.tvg_shape_set_stroke_cap(shape, 1)
        lib.tvg_shape_set_stroke_join(shape, 1)
        if blend:
            lib.tvg_paint_set_blend_method(shape, blend)
        self._place(shape)

    def glow(
        self,
        x: float,
        y: float,
        r: float,
        colour: Rgb,
        alpha: float = 1.0,
        *,
        squash: float = 1.0,
        blend: int = SCREEN,
        core: float = 0.0,
    ) -> None:
        """A soft light: a radial gradient that falls off smoothly to nothing at radius r."""
        if alpha <= 0:
            return
        if self._groups:
            blend = 0  # A group starts transparent: there is nothing in it to blend with.
        size = self._level_size(r, r * squash) if not blend and alpha <= 1 else None
        if size:
            px, py = self._mapped(x, y)
            ready = glows.picture(*size, core, _bytes(colour, 1)[:3])
            self._picture(ready, round(px) - size[0], round(py) - size[1], alpha)
            return
        red, green, blue = _rgb(colour)[:3]
        stops: list[float] = []
        for u, falloff in glows.FALLOFF:
            a = falloff * alpha
            # ThorVG blends the colour of a gradient without regard to its alpha: fade to black, which adds nothing.
            shown, opacity = (a, 255) if blend else (1.0, _byte(a * 255))
            stops += core + (1 - core) * u, _byte(red * shown), _byte(green * shown), _byte(blue * shown), opacity
        shape = self._shape(ellipse(x, y, r, r * squash))
        self._gradient(shape, Radial(x, y, r, (), squash), _GLOW(*stops), len(glows.FALLOFF))
        if blend:
            self._lib.tvg_paint_set_blend_method(shape, blend)
        self._place(shape)

    def _level_size(self, rx: float, ry: float) -> tuple[int, int] | None:
        """The radii (pixels) of the picture for a wide upright glow; None for one that is small, turned or huge."""
        a, b, _, d, e, _ = self._matrix
        if abs(b) + abs(d) < 1e-6:
            wide, high = abs(rx * a), abs(ry * e)
        elif rx == ry and abs(a * b + d * e) < 1e-3 * abs(a * e - b * d):
            wide = high = rx * self.scale
        else:
            return None
        if high < _HIGH or wide * high < _LARGE or max(wide, high) > 2 * max(self.pixels.shape):
            return None
        return glows.rounded(wide), glows.rounded(high)

    def image(
        self, pixels: Pixels, x: float, y: float, *, alpha: float = 1.0, blend: int = 0, scale: float = 1.0
    ) -> None:
        """Place a premultiplied RGBA picture, its pixels one to one (times ``scale``), with its corner at (x, y)."""
        if alpha <= 0.002:
            return
        if not pixels.flags.c_contiguous:
            raise ValueError("a picture must be C-contiguous; copy the slice first")
        px, py = self._mapped(x, y)
        if scale == 1.0:
            px, py = round(px), round(py)
        self._picture(pixels, px, py, alpha, blend=blend, scale=scale)

    def _picture(self, pixels: Pixels, px: float, py: float, alpha: float, *, blend: int = 0, scale: float = 1) -> None:
        lib = self._lib
        picture = lib.tvg_picture_new()
        height, width = pixels.shape[:2]
        lib.tvg_picture_load_raw(picture, pixels.ctypes.data, width, height, _PREMULTIPLIED_RGBA, False)
        lib.tvg_paint_translate(picture, px, py)
        if scale != 1.0:
            lib.tvg_paint_scale(picture, scale)
        if alpha < 1:
            lib.tvg_paint_set_opacity(picture, _byte(alpha * 255))
        if blend:
            lib.tvg_paint_set_blend_method(picture, blend)
        self._alive.append(pixels)
        self._place(picture)

    def _outline(self, path: Path) -> tuple[bytes, int, bytes, int]:
        """A path as ThorVG takes it, in pixels."""
        mapped = path.points.dot(self._turned)
        mapped += self._shift
        if mapped.dtype != np.float32:
            mapped = mapped.astype(np.float32)
        return path.commands.tobytes(), len(path.commands), mapped.tobytes(), len(mapped)

    def _shape(self, path: Path) -> Any:
        shape = self._lib.tvg_shape_new()
        self._lib.tvg_shape_append_path(shape, *self._outline(path))
        return shape

    def _place(self, paint: Any) -> None:
        lib = self._lib
        if self._clip is not None:
            clip = lib.tvg_shape_new()
            lib.tvg_shape_append_path(clip, *self._clip)
            lib.tvg_paint_set_clip(paint, clip)
        if self._groups:
            lib.tvg_scene_add(self._groups[-1], paint)
        else:
            lib.tvg_canvas_add(self._canvas, paint)

    def _colour(self, shape: Any, fill: Fill, alpha: float) -> None:
        if isinstance(fill, (Linear, Radial)):
            stops = b"".join([_STOP(offset, *_bytes(colour, a * alpha)) for offset, colour, a in fill.stops])
            self._gradient(shape, fill, stops, len(fill.stops))
        else:
            self._lib.tvg_shape_set_fill_color(shape, *_bytes(fill, alpha))

    def _gradient(self, shape: Any, fill: Linear | Radial, stops: bytes, count: int) -> None:
        lib = self._lib
        if isinstance(fill, Linear):
            gradient = lib.tvg_linear_gradient_new()
            ends = *self._mapped(fill.x0, fill.y0), *self._mapped(fill.x1, fill.y1)
            lib.tvg_linear_gradient_set(gradient, *ends)
        else:
            gradient = lib.tvg_radial_gradient_new()
            lib.tvg_radial_gradient_set(gradient, 0.0, 0.0, fill.r, 0.0, 0.0, 0.0)
            a, b, _, d, e, _ = self._matrix
            x, y = self._mapped(fill.cx, fill.cy)
            placed = _Matrix(a, b * fill.squash, x, d, e * fill.squash, y, 0, 0, 1)
            lib.tvg_gradient_set_transform(gradient, C.byref(placed))
        lib.tvg_gradient_set_color_stops(gradient, stops, count)
        lib.tvg_shape_set_gradient(shape, gradient)
