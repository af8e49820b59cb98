"""The parts of a picture in which there is something: strips of trees are mostly empty, and blending costs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from nemo_skill.studio.scenes.ink import Pixels

_COLUMNS = 192
#: Empty rows between two things of a column that make two parts of it, and rows that joining columns may add.
_GAP, _SLACK = 48, 40


class Tile(NamedTuple):
    """A part of a picture (contiguous, its own memory) and the place of its corner."""

    x: int
    y: int
    pixels: Pixels


def cut(picture: Pixels) -> list[Tile]:
    """What is visible of a premultiplied picture, in a few rectangles; pixels in no tile are transparent."""
    filled = picture.view(np.uint32)[..., 0] != 0
    tiles: list[Tile] = []
    open_boxes: list[list[int]] = []
    for x in range(0, picture.shape[1], _COLUMNS):
        boxes = []
        for top, bottom in _runs(filled[:, x : x + _COLUMNS].any(1)):
            match = next((b for b in open_boxes if abs(b[1] - top) + abs(b[2] - bottom) <= _SLACK), None)
            if match is not None:
                open_boxes.remove(match)
                boxes.append([match[0], min(match[1], top), max(match[2], bottom)])
            else:
                boxes.append([x, top, bottom])
        tiles += [_tile(picture, box, x) for box in open_boxes]
        open_boxes = boxes
    tiles += [_tile(picture, box, picture.shape[1]) for box in open_boxes]
    return tiles


def _tile(picture: Pixels, box: list[int], right: int) -> Tile:
    left, top, bottom = box
    return Tile(left, top, np.ascontiguousarray(picture[top:bottom, left:right]))


def _runs(filled: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Iterator[tuple[int, int]]:
    """Stretches (first, end) of rows with something in them; short gaps are passed over."""
    rows = np.flatnonzero(filled)
    if not len(rows):
        return
    breaks = np.flatnonzero(np.diff(rows) > _GAP)
    starts = [rows[0], *rows[breaks + 1]]
    ends = [*rows[breaks], rows[-1]]
    for start, end in zip(starts, ends, strict=True):
        yield int(start), int(end) + 1
