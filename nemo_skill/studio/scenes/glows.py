"""Soft lights as pictures: a radial gradient costs ThorVG ten times what laying a ready picture over costs."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]
_Store = OrderedDict[tuple[Any, ...], Pixels]

#: How a glow fades from its core to its edge: places (0-1) and what is left there.
FALLOFF = tuple((u, (1 - u) ** 2) for u in (0, 0.12, 0.27, 0.45, 0.68, 1))
#: Neighbouring radii share a picture: steps that nobody sees in something so soft.
_STEP = math.log(1.02)
_MOST_BYTES = 16 << 20

_pictures: _Store = OrderedDict()
_masks: _Store = OrderedDict()


def rounded(radius: float) -> int:
    """The radius (pixels) of the picture that stands for a glow of ``radius``."""
    return round(math.exp(_STEP * round(math.log(radius) / _STEP)))


def picture(rx: int, ry: int, core: float, colour: tuple[int, int, int]) -> Pixels:
    """A glow of one colour (0-255), premultiplied, opaque in its core: (2 ry, 2 rx, 4)."""

    def paint() -> Pixels:
        mask = _kept(_masks, (rx, ry, core), lambda: _mask(rx, ry, core))
        shares = np.arange(256, dtype=np.uint16)
        table = np.stack([(shares * part + 127) // 255 for part in (*colour, 255)], 1).astype(np.uint8)
        return table.view(np.uint32)[:, 0].take(mask)[..., None].view(np.uint8)

    return _kept(_pictures, (rx, ry, core, colour), paint)


def _mask(rx: int, ry: int, core: float) -> Pixels:
    x, y = ((np.arange(r, dtype=np.float32) + 0.5) / r for r in (rx, ry))
    far = np.sqrt(x * x + (y * y)[:, None])
    places, left = zip(*FALLOFF, strict=True)
    quarter = np.rint(np.interp(far, [core + (1 - core) * u for u in places], [255 * a for a in left])).astype(np.uint8)
    half = np.concatenate([quarter[:, ::-1], quarter], 1)
    return np.concatenate([half[::-1], half])


def _kept(store: _Store, key: tuple[Any, ...], make: Callable[[], Pixels]) -> Pixels:
    """What was made for the key, the last ones of a few megabytes."""
    found = store.get(key)
    if found is not None:
        store.move_to_end(key)
        return found
    store[key] = found = make()
    left = sum(pixels.nbytes for pixels in store.values()) - _MOST_BYTES
    while left > 0 and len(store) > 1:
        left -= store.popitem(last=False)[1].nbytes
    return found
