"""What animals seen from the side wear: hats and glasses in the head's frame, scarves and ties around the neck."""

from __future__ import annotations

import math
from collections.abc import Sequence

from nemo_skill.studio.data import table
from nemo_skill.studio.scenes import sketches
from nemo_skill.studio.scenes.gait import Point
from nemo_skill.studio.scenes.ink import Ink
from nemo_skill.studio.scenes.light import Light

_COLLARS = ("scarf", "bow", "tie", "apron")
_SEEN = ("cape", "umbrella")  # From the front only.


def dressed(
    ink: Ink,
    light: Light,
    worn: Sequence[str],
    head: tuple[float, float, float, float],
    end: Point,
    root: Point,
    neck: Sequence[float],
) -> None:
    """Each thing where it belongs.

    ``head`` is the place, radius and tilt of the head, ``end`` and ``root`` are those of the neck, ``neck`` its length,
    angle and half-widths.
    """
    poses = table("poses")
    x, y, r, tilt = head
    for name in worn:
        if name in _SEEN:
            continue
        if name in _COLLARS:
            width, along = 0.55 * (neck[2] + neck[3]) + 4, 0.62
            at = root[0] + (end[0] - root[0]) * along, root[1] + (end[1] - root[1]) * along
            lean = 0.6 * (math.pi / 2 - math.atan2(root[1] - end[1], end[0] - root[0]))
            with ink.moved(*at, scale=width / 86, turn=lean), ink.moved(0, -92):
                sketches.draw(ink, light, poses["worn"][name][1], {})
            continue
        side = poses["sideways"].get(name)
        with ink.moved(x, y, scale=r / 100, turn=tilt), ink.moved(0 if side else -14, 0):
            sketches.draw(ink, light, side or poses["worn"][name][1], {})
