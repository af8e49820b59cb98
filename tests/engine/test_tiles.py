"""Pictures in place of drawing: tiles of baked strips, in which nothing visible is lost, and wide glows."""

from __future__ import annotations

import numpy as np
import pytest

from nemo_skill.studio.scenes import glows
from nemo_skill.studio.scenes.ink import Ink, Radial, ellipse
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


@pytest.mark.parametrize(("squash", "flip"), [(1.0, False), (0.4, False), (1.0, True)])
def test_wide_glows_look_like_gradients(squash: float, flip: bool) -> None:
    """A ready picture is laid where the gradient would be, as strong as it would be."""
    drawn = []
    for ready in (True, False):
        pixels = np.full((200, 320, 4), 255, np.uint8)
        pixels[..., :3] = (40, 60, 90)
        with Ink(pixels, unit=2.0) as ink, ink.moved(80, 50, scale=0.9, flip=flip):
            if ready:
                ink.glow(4, -3, 60, (255, 200, 90), 0.5, squash=squash, blend=0)
            else:
                stops = [(u, (255, 200, 90), 0.5 * left) for u, left in glows.FALLOFF]
                ink.fill(ellipse(4, -3, 60, 60 * squash), Radial(4, -3, 60, stops, squash))
        drawn.append(pixels.astype(int))
    assert np.abs(drawn[0] - drawn[1]).max() <= 8 and drawn[0][..., 0].max() > 120
