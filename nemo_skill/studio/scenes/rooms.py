"""Rooms that people and animals are in: a wall, a floor in perspective, windows on another place, and furniture.

A kind of room, or the inside of a vehicle, is a row of ``rooms.yaml``. What stands between the
viewer and the people (a kitchen's counter) is an actor of its own, the `Counter`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from nemo_skill.studio.data import table
from nemo_skill.studio.scenes import furniture, sketches
from nemo_skill.studio.scenes.ink import Ink, Linear, Pixels, join, polygon, rect
from nemo_skill.studio.scenes.light import Light, indoors, lamplit, mix
from nemo_skill.studio.scenes.noise import enlarge, fbm
from nemo_skill.studio.scenes.outlook import Build, Outlook
from nemo_skill.studio.scenes.particles import Motes
from nemo_skill.studio.scenes.people import at_counter, people_scale
from nemo_skill.studio.scenes.qualities import qualities_of
from nemo_skill.studio.scenes.skeleton import stance
from nemo_skill.studio.scenes.veils import halo
from nemo_skill.studio.scenes.world import Baked, World


@dataclass(frozen=True)
class _Room:
    """Colours of wall, floor (dark and light) and counter; ``lit``: how strongly its own lamps shine by day.

    ``windows`` are drawings with panes, like ``stands``; they show ``view``, which passes at ``speed``. ``near`` moves
    the camera: the rows of the wall's foot and of the feet, a metre (shares of the frame's height), and how large
    people are. ``plain`` floors have no boards, ``open`` ones (a balcony's) no room around them. What is in ``front``
    stands right before the lens, out of focus. Without a ``view`` the windows show what suits the hour.
    """

    wall: Any
    floor: tuple[Any, ...]
    stands: str
    counter: tuple[str, str] | None = None
    lit: float = 0.0
    tiles: bool = False
    windows: str = ""
    view: str = ""
    speed: float = 0.0
    near: tuple[float, float, float, float] = (0.70, 0.92, 0.25, 1.36)
    plain: bool = False
    open: bool = False
    front: str = ""


# Where the worktop's far edge lies, as a share of the frame's height.
_TOP = 0.755
# A metre is so many units of a drawing.
_METRE = 230 / 1.72
# Through such a window the weather is seen in a room that has none.
_PLAIN_WINDOW = "casement@0.84"


class RoomScene:
    """Wall, floor and furniture, baked, with holes for the view from the windows; dust in the light before them."""

    def __init__(self, world: World, build: Build) -> None:
        self._world = world
        told = qualities_of(world.plan.prompt)
        room = ROOMS[world.plan.setting]
        self._room = room = replace(room, wall=told.on(room.wall), floor=tuple(map(told.on, room.floor)))
        self._colours = _painted(world)
        if not room.open:
            world.keys = [lamplit(indoors(key), room.lit) for key in world.keys]
        world.horizon = world.h * 0.44
        tall = 1.0 if world.w >= world.h else 1.45
        counter = room.counter is not None and at_counter(world)
        foot, feet, metre, closeness = room.near
        world.closeness = tall * (1.75 if counter else closeness)
        person = 230 * people_scale(world) / 1.72
        world.ground_row = world.h * _TOP + 0.75 * person if counter else world.h * feet
        self._place = furniture.Place(world.w, world.h * foot, min(world.h * metre, world.w * metre * 1.02))
        looking = world.plan.view or world.plan.weather in ("rain", "storm", "snow")
        self._late = not room.windows and bool(looking)
        self._windows = room.windows or (_PLAIN_WINDOW if self._late else "")
        self._back = Baked(world, self._bake)
        box = self._box()
        place = world.plan.view or room.view or _outside(world)
        self._view = Outlook(world, build, place, box, speed=room.speed, glass=not room.open) if box else None
        self._front = Baked(world, self._bake_front, soft=True)
        self._dust = Motes(world, "#fff0cf", 26, size=2.0, rise=9, salt=1302, pulse=0.6)

    def behind(self, ink: Ink, t: float) -> None:
        """What is outside, the room, and the pool of light on its floor."""
        world = self._world
        light = world.light(t)
        if self._view is not None:
            self._view.draw(ink, t)
        self._back.place(ink, t, 0, 0)
        warm = mix(light.sun_colour, light.horizon, 0.2)
        halo(ink, world, world.w * 0.5, world.h * 0.86, world.w * 0.40, warm, 0.20, squash=0.30)

    def before(self, ink: Ink, t: float) -> None:
        """Dust in the light, and what is before the lens."""
        self._dust.draw(ink, t, strength=0.4)
        if self._room.front:
            self._front.place(ink, t, 5 * math.sin(t * 0.5), 0)

    def _bake_front(self, light: Light) -> Pixels:
        world = self._world
        pixels = np.zeros((world.height, world.width, 4), np.uint8)
        with Ink(pixels, unit=world.unit) as ink, ink.blurred(7):
            for name, share in _items(self._room.front):
                with ink.moved(world.w * share, world.h + 20, scale=1.6 * min(world.w, world.h) / 1080):
                    sketches.draw(ink, light, table("rooms")["stands"][name], {}, dim=0.4, blend=0)
        return pixels

    def _hung(self) -> Iterator[tuple[str, float]]:
        """Each window's drawing and its place: a single one is on the sun's side."""
        world, place = self._world, self._place
        items = _items(self._windows)
        for name, share in items:
            if len(items) > 1:
                yield name, place.spread(share)
            else:
                yield name, place.at(share if world.keys[0].sun[0] > 0.5 else 1 - share)

    def _panes(self) -> list[tuple[float, ...]]:
        """The panes of all windows: x, y, width, height, rounding in design units."""
        scale, foot = self._place.metre / _METRE, self._place.foot + 6
        return [
            (x + p.numbers[0] * scale, foot + p.numbers[1] * scale, *(v * scale for v in (*p.numbers[2:], 0.0)[:3]))
            for name, x in self._hung()
            for p in sketches.parts(table("rooms")["stands"][name])
            if p.kind == "v"
        ]

    def _box(self) -> tuple[float, float, float, float] | None:
        """What part of the frame the panes cover."""
        panes = self._panes()
        if not panes:
            return None
        w, h = self._world.w, self._world.h
        edge = 2 / self._world.unit
        left, top = (max(0.0, min(p[i] for p in panes) - edge) for i in (0, 1))
        right, bottom = (min(full, max(p[i] + p[i + 2] for p in panes) + edge) for i, full in enumerate((w, h)))
        return (left, top, right - left, bottom - top) if right > left + 8 and bottom > top + 8 else None

    def _bake(self, light: Light) -> Pixels:
        world, room, place = self._world, self._room, self._place
        pixels = np.zeros((world.height, world.width, 4), np.uint8)
        with Ink(pixels, unit=world.unit) as ink:
            side = 1 if light.sun[0] > 0.5 else -1
            dark, bright = light.shade(room.wall, 0.15), light.shade(room.wall, 0.75)
            ends = (dark, bright) if side > 0 else (bright, dark)
            ink.fill(rect(0, 0, world.w, place.foot + 2), Linear(0, 0, world.w, 0, [(0, ends[0], 1), (1, ends[1], 1)]))
            _floor(ink, world, light, room, place)
            if self._late:
                self._furnish(ink, light)
            if not room.open:
                self._hang(ink, light)
        panes = [rect(*pane) for pane in self._panes()]
        if panes:
            mask = np.zeros_like(pixels)
            with Ink(mask, unit=world.unit) as ink:
                ink.fill(join(panes), (255, 255, 255))
            pixels[:] = pixels.astype(np.uint16) * (255 - mask[..., 3:]) // 255
        with Ink(pixels, unit=world.unit) as ink:
            if panes and not room.open:  # A gleam on the glass.
                gleam = [(0, (255, 255, 255), 0.0), (1, (255, 255, 255), 0.12)]
                ink.fill(join(panes), Linear(0, 0, world.w, place.foot, gleam))
            if not self._late:
                self._furnish(ink, light)
            if not room.open:
                _ceiling(ink, world, light, room, place)
        _grain(pixels, world)
        return pixels

    def _furnish(self, ink: Ink, light: Light) -> None:
        """What stands along the wall; of an upright frame only what is near its middle."""
        side = 1.0 if light.sun[0] > 0.5 else -1.0
        instead = {stance(s.pose).get("instead") for s in self._world.plan.subjects if s.pose in table("stances")}
        for name, share in _items(self._room.stands):
            if name in instead:
                continue
            with ink.moved(self._place.spread(share), self._place.foot + 6, scale=self._place.metre / _METRE):
                sketches.draw(ink, light, table("rooms")["stands"][name], self._colours, side=side, blend=0)

    def _hang(self, ink: Ink, light: Light) -> None:
        """The windows' frames, the light that they shed on the wall and, by day, on the floor."""
        place = self._place
        scale, side = place.metre / _METRE, 1.0 if light.sun[0] > 0.5 else -1.0
        day = 1 - max(0.7 * light.moon, 0.9 * light.lamps)
        for name, x in self._hung():
            with ink.moved(x, place.foot + 6, scale=scale):
                sketches.draw(ink, light, table("rooms")["stands"][name], self._colours, side=side, blend=0)
        for x, y, w, h, _ in self._panes():
            ink.glow(x + w / 2, y + h / 2, max(w, h) * 0.9, mix(light.sky[3], (255, 255, 255), 0.2), 0.2 * day, blend=0)
            foot, deep, far = place.foot + 10, h * 0.9, side * w * 0.5
            left, right = x - far, x + w - far
            shine = polygon(
                [(left, foot), (right, foot), (right + 0.1 * w - far, foot + deep), (left - far, foot + deep)]
            )
            ink.fill(shine, mix(light.sun_colour, (255, 255, 255), 0.3), 0.13 * day * (0.4 + min(0.6, light.glow)))


class Counter:
    """The worktop that people stand behind; things lie on it."""

    speed = 0.0

    def __init__(self, world: World) -> None:
        self._world = world
        self._top = world.h * _TOP
        colours = ROOMS[world.plan.setting].counter
        assert colours is not None
        painted = qualities_of(world.plan.prompt).paint
        self._colours = colours if painted is None else (colours[0], painted)
        self._front = Baked(world, self._bake)

    def draw(self, ink: Ink, light: Light, t: float) -> None:
        """Its top in perspective, its front below, and what is at hand there."""
        self._front.place(ink, t, 0, self._top - 12)
        if self._world.plan.setting == "kitchen":
            furniture.groceries(ink, light, self._world.w * 0.60, self._top + 70)
        elif self._world.plan.setting in ("cafe", "bakery", "diner") and not any(
            subject.group == "object" for subject in self._world.plan.subjects
        ):
            furniture.cups(ink, light, t, self._world.w * 0.60, self._top + 66)

    def _bake(self, light: Light) -> Pixels:
        world = self._world
        pixels = np.zeros((world.height - world.pixels(self._top) + world.pixels(12), world.width, 4), np.uint8)
        deep, height = world.h * 0.105, world.h - self._top + 12
        top, front = self._colours
        with Ink(pixels, unit=world.unit) as ink:
            far, near = light.shade(top, 0.55), light.shade(top, 1.0)
            ink.fill(rect(0, 12, world.w, deep), Linear(0, 12, 0, 12 + deep, [(0, far, 1), (1, near, 1)]))
            ink.fill(rect(0, 12, world.w, 3), mix(near, (255, 255, 255), 0.35), 0.5)
            ink.fill(rect(0, 12 + deep, world.w, 16), light.shade(top, 0.30))
            below = 28 + deep
            ink.fill(
                rect(0, below, world.w, height - below),
                Linear(0, below, 0, height, [(0, light.shade(front, 0.12), 1), (0.35, light.shade(front, 0.5), 1)]),
            )
            step = world.w / max(2, round(world.w / 420))
            seams = [rect(x, below, 3, height) for x in np.arange(step, world.w - 1, step)]
            ink.fill(join(seams), light.shade(front, 0.0), 0.8)
        _grain(pixels, world)
        return pixels


def _outside(world: World) -> str:
    """What lies before the windows of a home: a town by night and in the rain, gardens and houses by day."""
    plan = world.plan
    if plan.weather in ("rain", "storm") or world.keys[0].lamps > 0.5:
        return "city"
    if plan.snowy:
        return "village"
    return ("garden", "townside", "backyard")[int(world.rng(1303).integers(0, 3))]


def _painted(world: World) -> dict[str, Any]:
    """The colours that drawings of a room leave open: of its cupboards."""
    own = qualities_of(world.plan.prompt).paint
    return {"unit": "#4f6d6a" if own is None else own}


def has_counter(setting: str) -> bool:
    """Whether people in such a room stand behind something."""
    return setting in ROOMS and ROOMS[setting].counter is not None


def _floor(ink: Ink, world: World, light: Light, room: _Room, place: furniture.Place) -> None:
    """Boards or tiles that run towards a point above the middle of the wall."""
    far, near = light.shade(room.floor[0], 0.4), light.shade(room.floor[1], 0.75)
    height = world.h - place.foot
    ink.fill(rect(0, place.foot, world.w, height), Linear(0, place.foot, 0, world.h, [(0, far, 1), (0.6, near, 1)]))
    eye = (world.w / 2, world.h * 0.30)
    lines = []
    for k in range(-16, 17):
        x = world.w / 2 + k * world.w * 0.13
        u = (place.foot - eye[1]) / (world.h - eye[1])
        top = eye[0] + (x - eye[0]) * u
        lines.append(polygon([(top, place.foot), (x, world.h)], closed=False))
    seam = light.shade(room.floor[0], 0.05)
    if not room.plain:
        ink.stroke(join(lines), 2.2, seam, 0.45)
    if room.tiles:
        rows = [place.foot + height * (k / 6) ** 1.7 for k in range(1, 6)]
        ink.stroke(join([polygon([(0, y), (world.w, y)], closed=False) for y in rows]), 2.2, seam, 0.45)
    ink.fill(rect(0, place.foot - 16, world.w, 18), light.shade(mix(room.wall, (255, 255, 255), 0.4), 0.5))


def _ceiling(ink: Ink, world: World, light: Light, room: _Room, place: furniture.Place) -> None:
    """What is above the wall in a tall frame, and the shade under it."""
    top = max(0.0, place.ceiling)
    if top:
        tone = mix(room.wall, (255, 255, 255), 0.35)
        ink.fill(
            rect(0, 0, world.w, top),
            Linear(0, 0, 0, top, [(0, light.shade(tone, 0.2), 1), (1, light.shade(tone, 0.5), 1)]),
        )
        eye = (world.w / 2, world.h * 0.50)
        beams = []
        for k in range(-6, 7):
            x = world.w / 2 + k * world.w * 0.26
            beams.append(polygon([(eye[0] + (x - eye[0]) * (eye[1] - top) / eye[1], top), (x, 0)], closed=False))
        ink.stroke(join(beams), 3, light.shade(room.wall, 0.05), 0.35)
    shade = world.h * 0.24
    ink.fill(rect(0, top, world.w, shade), Linear(0, top, 0, top + shade, [(0, (0, 0, 0), 0.34), (1, (0, 0, 0), 0.0)]))


def _grain(pixels: Pixels, world: World) -> None:
    """The faint unevenness of plaster and wood, so that wide surfaces don't look like paper."""
    height, width = pixels.shape[:2]
    field = enlarge(fbm(96, 160, 9, 9, world.rng(1301), octaves=4, gain=0.6), height, width)
    toned = pixels[..., :3] * (0.955 + 0.09 * field[..., None])
    pixels[..., :3] = np.minimum(np.clip(toned, 0, 255), pixels[..., 3:]).astype(np.uint8)


def _items(text: str) -> list[tuple[str, float]]:
    """Drawings and their places along the wall: "bed@0.13 drip@0.25"."""
    return [(name, float(share)) for name, _, share in (item.partition("@") for item in text.split())]


def _of_table(row: dict[str, Any]) -> _Room:
    """A row as it is, its lists as tuples."""
    given: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    return _Room(**{key: given[key] for key in given if key not in ("en", "zh", "of", "seat")})


ROOMS: dict[str, _Room] = {name: _of_table(row) for name, row in table("rooms")["rooms"].items()}
