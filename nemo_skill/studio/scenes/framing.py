"""How large heroes stand in the frame, in any ratio of its sides."""

from __future__ import annotations

import math

from nemo_skill.studio.scenes.world import World

# Shares of the frame's height for a hero of 10 cm and of 3 m, and of its width, wide and upright frames.
_SMALL, _LARGE = 0.52, 0.68
_WIDE, _UPRIGHT = 0.64, 0.88
_CLOSER = 1.9


def hero_fit(world: World, wide: float, tall: float, metres: float) -> float:
    """The scale at which a hero of wide x tall units fills its share of the frame; large ones fill more of it."""
    grown = min(1.0, max(0.0, math.log(max(0.02, metres) / 0.1) / math.log(30)))
    high = world.h * (_SMALL + (_LARGE - _SMALL) * grown)
    across = world.w * (_WIDE if world.w > 1.2 * world.h else _UPRIGHT)
    scale = min(high / tall, across / wide)
    return scale * (_CLOSER if world.plan.camera == "close" else 1.0)


def side_by_side(world: World, wide: float, count: int, apart: float) -> float:
    """The scale at which up to three heroes, each ``apart`` of its width from the next, stay within the frame."""
    return 0.95 * world.w / (wide * (1 + apart * (min(count, 3) - 1)))


def close_up(world: World, look: float) -> float:
    """How far below its row a hero stands in a close-up, so that what is ``look`` above its feet is in the middle."""
    if world.plan.camera != "close":
        return 0.0
    return max(0.0, world.h * 0.54 - (world.ground_row - look))


def frame_share(world: World, count: int) -> float:
    """How much smaller each of several heroes is; in an upright frame they overlap more."""
    return 1.0 if count == 1 else (0.64 if count < 4 else 0.5) * (1.0 if world.w > world.h else 1.25)
