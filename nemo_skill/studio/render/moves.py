"""Transitions between two pictures, cameras over a finished one, and small pictures in a corner."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from .composition import Clip, Motion
from .looks import Plane, blended, faded, planes_of

if TYPE_CHECKING:
    from PIL import Image

Box = tuple[float, float, float, float]
_BORDER, _ROUND, _MARGIN = 0.012, 0.06, 0.04


def combined(below: Plane, above: Plane, share: float, kind: str, size: tuple[int, int]) -> Plane:
    """A moment of a transition: ``share`` 0 shows what is below, 1 what is above."""
    if kind in ("dip-black", "dip-white"):
        color = "white" if kind == "dip-white" else ""
        if share < 0.5:
            return faded(below, *size, 1 - 2 * share, color)
        return faded(above, *size, 2 * share - 1, color)
    if kind in ("wipe", "slide"):
        return _pushed(below, above, share * share * (3 - 2 * share), size, moves=kind == "slide")
    return blended(below, above, share)


def _pushed(below: Plane, above: Plane, share: float, size: tuple[int, int], *, moves: bool) -> Plane:
    """The new picture comes in from the right; with ``moves`` it pushes the old one out, else it is uncovered."""
    out = np.empty_like(below)
    # An even number of columns, so that the colour planes are cut in the same place.
    seam = size[0] - round(size[0] * share / 2) * 2
    three = (planes_of(plane, *size) for plane in (below, above, out))
    for n, (old, new, target) in enumerate(zip(*three)):  # noqa: B905 - three planes each
        at = seam if n == 0 else seam // 2
        width = target.shape[1]
        if moves:
            target[:, :at] = old[:, width - at :]
            target[:, at:] = new[:, : width - at]
        else:
            target[:, :at] = old[:, :at]
            target[:, at:] = new[:, at:]
    return out


def frame_of(motion: Motion, share: float) -> Box:
    """The part of a picture (left, top, right, bottom, each 0-1) that a camera shows after ``share`` of its time."""
    share = min(1.0, max(0.0, share))
    eased = share * share * (3 - 2 * share)
    most = 1 / motion.amount
    if motion.kind in ("zoom-in", "zoom-out", "zoom"):
        grown = {"zoom-in": eased, "zoom-out": 1 - eased, "zoom": 1.0}[motion.kind]
        # The enlargement, not the frame, changes evenly: else a zoom seems to speed up.
        side = 1 / (1 + (motion.amount - 1) * grown)
        return (1 - side) / 2, (1 - side) / 2, (1 + side) / 2, (1 + side) / 2
    x = y = (1 - most) / 2
    if motion.kind in ("pan-left", "pan-right"):
        x = (1 - most) * (eased if motion.kind == "pan-right" else 1 - eased)
    elif motion.kind in ("pan-up", "pan-down"):
        y = (1 - most) * (eased if motion.kind == "pan-down" else 1 - eased)
    else:
        return 0.0, 0.0, 1.0, 1.0
    return x, y, x + most, y + most


def framed(picture: Plane, size: tuple[int, int], box: Box) -> Plane:
    """That part of a picture, enlarged to the whole; places between pixels count, so that nothing jumps."""
    from PIL import Image

    if box == (0.0, 0.0, 1.0, 1.0):
        return picture
    out = np.empty_like(picture)
    for source, target in zip(planes_of(picture, *size), planes_of(out, *size)):  # noqa: B905 - three planes each
        height, width = source.shape
        part = (box[0] * width, box[1] * height, box[2] * width, box[3] * height)
        image = Image.fromarray(np.ascontiguousarray(source))
        target[:] = np.asarray(image.resize((width, height), Image.Resampling.BILINEAR, box=part))
    return out


def mirrored(picture: Plane, size: tuple[int, int], sides: str) -> Plane:
    """Turned over left to right ("horizontal"), top to bottom ("vertical") or "both"."""
    out = np.empty_like(picture)
    for source, target in zip(planes_of(picture, *size), planes_of(out, *size)):  # noqa: B905 - three planes each
        target[:] = source[:: 1 if sides == "horizontal" else -1, :: 1 if sides == "vertical" else -1]
    return out


def inset_size(clip: Clip, canvas: tuple[int, int]) -> tuple[int, int]:
    """How large a small picture is: its own shape, and at most half of the canvas' height."""
    assert clip.inset is not None
    shape = clip.source.width / clip.source.height if clip.source.width and clip.source.height else 16 / 9
    width = canvas[0] * clip.inset.size
    width = min(width, canvas[1] * 0.5 * shape) if clip.inset.size <= 0.5 else min(width, canvas[1] * 0.9 * shape)
    return max(16, round(width / 2) * 2), max(16, round(width / shape / 2) * 2)


def inset_place(position: str, size: tuple[int, int], canvas: tuple[int, int]) -> tuple[int, int]:
    """The top left corner of a small picture, on even pixels."""
    edge = round(min(canvas) * _MARGIN)
    x, y = (canvas[0] - size[0]) // 2, (canvas[1] - size[1]) // 2
    if position.endswith(("left", "third")):
        x = edge
    elif position.endswith("right"):
        x = 2 * x - edge
    if position.startswith("top"):
        y = edge
    elif position.startswith(("bottom", "lower")):
        y = 2 * y - edge
    return max(0, x) // 2 * 2, max(0, y) // 2 * 2


def with_inset(
    ground: Plane, canvas: tuple[int, int], small: Plane, size: tuple[int, int], place: tuple[int, int], share: float
) -> Plane:
    """A copy of the ground with a small picture on it, with round corners and a thin white edge."""
    out: Plane = ground.copy()
    alpha, edge = _mask(size)
    planes = zip(planes_of(out, *canvas), planes_of(small, *size), (235.0, 128.0, 128.0))  # noqa: B905 - three planes each
    for n, (target, source, white) in enumerate(planes):
        by = 1 if n == 0 else 2
        top, left = place[1] // by, place[0] // by
        part = target[top : top + source.shape[0], left : left + source.shape[1]]
        cover, rim = (mask if n == 0 else _halved(mask) for mask in (alpha, edge))
        ink = source + (white - source) * rim
        part[:] = np.rint(part + (ink - part) * (cover * np.float32(share))).astype(np.uint8)
    return out


@lru_cache(maxsize=8)
def _mask(size: tuple[int, int]) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """How much a small picture covers, and how much of that is its edge."""
    width, height = size
    unit = min(size)
    line = max(1.0, unit * _BORDER)
    whole = _rounded(size, (0, 0, width, height), unit * _ROUND)
    inner = _rounded(size, (line, line, width - 2 * line, height - 2 * line), unit * _ROUND - line)
    edge: npt.NDArray[np.float32] = np.clip(whole - inner, 0, 1)
    return whole, edge


def _rounded(size: tuple[int, int], box: Box, radius: float) -> npt.NDArray[np.float32]:
    from ..scenes.ink import Ink, rect

    pixels: Any = np.zeros((size[1], size[0], 4), np.uint8)
    with Ink(pixels) as ink:
        ink.fill(rect(*box, radius), "#FFFFFF")
    covered: npt.NDArray[np.float32] = pixels[..., 3].astype(np.float32) / np.float32(255)
    return covered


def _halved(plane: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    height, width = plane.shape
    halved: npt.NDArray[np.float32] = plane.reshape(height // 2, 2, width // 2, 2).mean(axis=(1, 3))
    return halved


def still_motion(clip: Clip, image: Image.Image) -> Motion:
    """The gentle movement over a still picture: the one asked for, else one after the other in a slideshow."""
    if clip.motion is not None:
        return clip.motion
    tall = image.height > image.width
    kinds = ("zoom-in", "pan-up" if tall else "pan-right", "zoom-out", "pan-down" if tall else "pan-left")
    return Motion(kinds[clip.index % len(kinds)], 1.12)
