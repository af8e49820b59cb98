"""Baked pictures are laid in tiles: nothing visible is lost, little that is empty is kept."""

from __future__ import annotations

import numpy as np
import pytest

from nemo_skill.studio.scenes.tiles import cut

SIZE = (300, 1000)


def scattered(boxes: int, seed: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    rng = np.random.default_rng(seed)
    picture = np.zeros((*SIZE, 4), np.uint8)
    for _ in range(boxes):
        y, x = (int(rng.integers(0, side - 20)) for side in SIZE)
        picture[y : y + int(rng.integers(1, 20)), x : x + int(rng.integers(1, 20))] = rng.integers(1, 255, 4)
    return picture


@pytest.mark.parametrize(("boxes", "most"), [(0, 0.0), (1, 0.03), (12, 0.5), (400, 1.0)])
def test_tiles_hold_all_that_is_visible(boxes: int, most: float) -> None:
    for seed in range(5):
        picture = scattered(boxes, seed)
        again = np.zeros_like(picture)
        covered = np.zeros(SIZE, int)
        for tile in cut(picture):
            rows, columns = tile.pixels.shape[:2]
            place = np.s_[tile.y : tile.y + rows, tile.x : tile.x + columns]
            again[place] = tile.pixels
            covered[place] += 1
            assert tile.pixels.flags.c_contiguous
        assert np.array_equal(again, picture)
        assert covered.max(initial=0) <= 1 and covered.mean() <= most
