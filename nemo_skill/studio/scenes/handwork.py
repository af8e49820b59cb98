"""Hands at work, close: two hands on a table before us, and between them what they work on.

A hand lies in a frame of its own: the wrist at the origin, fingers along x, the thumb on the side of smaller y, as a
right hand lies that comes from below. Works are rows of ``props.yaml``, drawn around the middle of the table.
"""

from __future__ import annotations

import math
from typing import Any

from nemo_skill.studio.data import table
from nemo_skill.studio.scenes import sketches
from nemo_skill.studio.scenes.dishes import angle_of
from nemo_skill.studio.scenes.gait import Point
from nemo_skill.studio.scenes.ink import Ink, ellipse, ribbon, smooth
from nemo_skill.studio.scenes.light import Light
from nemo_skill.studio.scenes.skeleton import stance
from nemo_skill.studio.scenes.sketches import tone
from nemo_skill.studio.scenes.wardrobe import as_told, folk_of, look_of
from nemo_skill.studio.scenes.world import World

# Index to little finger: x and y of the root, length, degrees from the hand's own way.
_FINGERS = ((112, -37, 100, -7), (121, -12, 114, -1), (117, 13, 104, 5), (104, 36, 80, 13))
_PALM = smooth([(-30, -45), (40, -54), (112, -54), (130, -14), (126, 22), (106, 54), (40, 52), (-30, 45)])
_THUMBS = {
    "flat": ((14, -30), (66, -76), (116, -96)),
    "pinch": ((14, -34), (84, -88), (154, -74), (204, -22)),
    "hold": ((14, -30), (74, -92), (128, -128)),
}
# The board and what is strewn on it, where the camera looks straight down.
_ROUND_ABOUT = (
    "r #7a4f2c -560 -260 1120 560 40; r #c8955a -560 -270 1120 556 40; c3 #9a6a3c/60 -540 -150 0 -140 540 -152; "
    "c3 #9a6a3c/60 -540 20 0 32 540 18; c3 #9a6a3c/60 -540 180 0 172 540 184"
)
_INDEX = ((96, -37), (154, -56), (192, -38), (212, -8))
_TIP: Point = (210.0, -14.0)


def work_of(world: World) -> str:
    """The work at which the hands of a plan's first person are seen, or ""."""
    people = [s for s in world.plan.subjects if s.group == "person"]
    name = people[0].pose.split("|")[0] if people else ""
    return str(stance(name).get("work", "")) if name in table("stances") else ""


class HandWork:
    """Two hands and their work on the table of a `TableScene`."""

    speed = 0.0

    def __init__(self, world: World) -> None:
        self._row: dict[str, Any] = table("props")["works"][work_of(world)]
        person = next(s for s in world.plan.subjects if s.group == "person")
        look = look_of(person, 0, world.rng(551), cold=False, folk=folk_of(world.plan.prompt))
        self._look = as_told(look, world.plan.prompt)
        above = angle_of(world.plan.prompt)[0] > 0.8
        self._at = (world.w / 2, world.h * (0.52 if above else 0.68))
        self._size = min(1.12, world.w / 1560) * (1.3 if above else 1.0)
        self._above = above
        self._hand_size = 1.12 if look.woman else 1.24

    def draw(self, ink: Ink, light: Light, t: float) -> None:
        """The work, what lies under the hands first; hands that hold it have their thumbs before it."""
        self._light = light
        side = 1.0 if light.sun[0] > 0.5 else -1.0
        row, press = self._row, 0.0
        if row["move"] == "press":
            press = 0.5 - 0.5 * math.cos(t * 4.6)
        with ink.moved(*self._at, scale=self._size):
            ink.glow(0, 60, 330, (10, 6, 4), 0.45, squash=0.4, blend=0)
            hands = [(False, *self._place(row["right"], t, 0)), (True, *self._place(row["left"], t, 1))]
            colours = {"skin": self._look.skin, "own": "#c8473a"}
            if self._above:
                sketches.draw(ink, light, _ROUND_ABOUT, colours, side=side)
            sketches.draw(ink, light, row.get("mat", ""), colours, side=side)
            for left, kind, x, y, turn in hands:
                if kind == "hold":
                    self._hand(ink, t, left, kind, x, y, turn)
            with ink.moved(stretch=1 - 0.14 * press):
                sketches.draw(ink, light, row["art"], colours, side=side)
            if row["move"] == "turn":
                self._wet(ink, t)
            for left, kind, x, y, turn in hands:
                if kind == "hold":
                    with ink.moved(x, y, flip=left), ink.moved(turn=turn, scale=self._hand_size):
                        self._thumb(ink, kind)
                else:
                    self._hand(ink, t, left, kind, x, y - 26 * press, turn)

    def _place(self, text: str, t: float, far: int) -> tuple[str, float, float, float]:
        """A hand's kind, place and turn (radians) at a moment."""
        kind, *numbers = text.split()
        x, y, degrees = map(float, numbers)
        turn = math.radians(degrees)
        move = self._row["move"]
        if move == "write" and not far:
            along = (t * 0.45) % 1.0
            x, y = x + 90 * (along - 0.5) + 5 * math.sin(17 * t), y + 7 * math.sin(23 * t)
        elif move == "rub" and not far:
            reach = 26 * math.sin(t * 6.4)
            x, y = x + reach * math.cos(turn), y + reach * math.sin(turn)
        elif move == "chop" and not far:
            y -= 52 * abs(math.sin(t * 5))
        elif move == "tap":
            x += 46 * math.sin(t * 0.9 + 1.4 * far)
        elif move == "knit":
            turn += 0.09 * math.sin(t * 6 + 3 * far)
            x += 14 * math.sin(t * 6 + 3 * far)
        elif move in ("turn", "still"):
            y += 8 * math.sin(t * 1.7 + far)
        return kind, x, y, turn

    def _wet(self, ink: Ink, t: float) -> None:
        """Marks that run around what spins."""
        for k in range(3):
            u = (t * 0.8 + k / 3) % 1.0
            shine = tone(self._light, "#f2d2b8", 0.9)
            x = 150 * math.cos(math.pi * u)
            ink.stroke(
                smooth([(x, -140), (x * 1.14, -70), (x, 10)], closed=False), 5, shine, 0.4 * math.sin(math.pi * u)
            )

    # A hand ----------------------------------------------------------------------------------------------------------

    def _hand(self, ink: Ink, t: float, left: bool, kind: str, x: float, y: float, turn: float) -> None:
        with ink.moved(x, y, flip=left), ink.moved(turn=turn, scale=self._hand_size):
            self._arm(ink)
            taps = [0.25] * 4
            if self._row["move"] == "tap":
                taps = [max(0.0, math.sin(t * 7 + 1.9 * k + 2.3 * left)) * 0.8 for k in range(4)]
            if kind == "pinch":
                for k in (3, 2, 1):
                    bx, by, *_ = _FINGERS[k]
                    self._digit(ink, ((bx - 24, by), (bx + 36, by - 3), (bx + 44, by + 12)), (20, 19, 15), nail=False)
                self._skin(ink, _PALM, 0.74)
                self._thumb(ink, kind)
                if not left or self._row["move"] == "knit":
                    with ink.moved(*_TIP, turn=math.radians(self._row.get("tilt", 150))):
                        sketches.draw(ink, self._light, self._row["tool"], {"own": "#c8473a"})
                self._digit(ink, _INDEX, (20, 19, 16, 11))
                return
            if kind == "flat":
                self._thumb(ink, kind)
            for k in (3, 2, 1, 0):
                bx, by, long, degrees = _FINGERS[k]
                a = math.radians(degrees)
                reach = long * (1 - 0.34 * taps[k])
                points = [(bx + u * reach * math.cos(a), by + u * reach * math.sin(a)) for u in (-0.25, 0.5, 1.0)]
                self._digit(ink, points, (20, 18.5, 12.5))
            self._skin(ink, _PALM, 0.74)
            for k in range(4):  # Knuckles.
                bx, by, *_ = _FINGERS[k]
                fold = smooth([(bx - 8, by - 9), (bx - 3, by), (bx - 8, by + 9)], closed=False)
                ink.stroke(fold, 2.4, tone(self._light, self._look.skin, 0.25), 0.4)
            if kind == "grip":
                self._thumb(ink, "flat")

    def _arm(self, ink: Ink) -> None:
        look, light = self._look, self._light
        cuff = -150 if look.sleeves >= 1 else -520
        ink.fill(ribbon([(-760, 0), (-300, 0), (-60, 0), (10, 0)], [104, 84, 52, 47]), tone(light, look.skin, 0.7))
        ink.fill(ribbon([(-760, 44), (-300, 38), (-30, 24)], [56, 44, 20]), tone(light, look.skin, 0.3), 0.35)
        top = look.top if isinstance(look.top, str) and look.top != look.skin else look.skin
        if look.sleeves > 0:
            ink.fill(ribbon([(-800, 0), (-420, 0), (cuff, 0)], [140, 112, 76], cap=False), tone(light, top, 0.66))
            ink.fill(ribbon([(-800, 60), (-420, 48), (cuff, 36)], [78, 62, 38], cap=False), tone(light, top, 0.2), 0.5)
            ink.fill(ribbon([(cuff - 40, 0), (cuff, 0)], [84, 80], cap=False), tone(light, top, 0.9))

    def _thumb(self, ink: Ink, kind: str) -> None:
        points = _THUMBS[kind]
        self._digit(ink, points, (27, 22, 18, 13)[: len(points)] if len(points) > 3 else (27, 22, 14))

    def _digit(self, ink: Ink, points: Any, widths: Any, *, nail: bool = True) -> None:
        """A finger or a thumb: an edge in shade, its skin, a lit ridge and the nail."""
        light, skin = self._light, self._look.skin
        ink.fill(ribbon(points, [w + 2.2 for w in widths]), tone(light, skin, 0.12))
        ink.fill(ribbon(points, widths), tone(light, skin, 0.78))
        (ax, ay), (bx, by) = points[-2:]
        turn = math.atan2(by - ay, bx - ax)
        if nail:
            x, y = bx + 1.5 * math.cos(turn), by + 1.5 * math.sin(turn)
            ink.fill(ellipse(x, y, 9.5, 7.6, turn), tone(light, "#f4c8b8", 0.9), 0.9)

    def _skin(self, ink: Ink, path: Any, share: float) -> None:
        light, skin = self._light, self._look.skin
        ink.fill(path, tone(light, skin, share))
        with ink.clipped(path):
            ink.glow(60, -40, 90, tone(light, skin, 1.1), 0.5, blend=0)
            ink.glow(30, 60, 80, tone(light, skin, 0.2), 0.45, blend=0)
