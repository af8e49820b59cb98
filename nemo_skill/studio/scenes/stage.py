"""From a plan to frames: chooses the setting, casts the actors, runs the camera."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace

import numpy as np

from nemo_skill.studio.plan.model import ShotPlan
from nemo_skill.studio.plan.pictures import goods
from nemo_skill.studio.plan.vehicles import runs, seen_from
from nemo_skill.studio.scenes.actors import Actor, cast
from nemo_skill.studio.scenes.aerial import AerialScene, view_of
from nemo_skill.studio.scenes.air import AbstractScene, CloudSea, PeaksScene
from nemo_skill.studio.scenes.backdrop import BackdropScene
from nemo_skill.studio.scenes.beast_eye import Bare, eye_of
from nemo_skill.studio.scenes.camera import Camera
from nemo_skill.studio.scenes.city import CityScene
from nemo_skill.studio.scenes.ink import Ink, Pixels
from nemo_skill.studio.scenes.interior import TableScene, fills, hero_of, surface_of
from nemo_skill.studio.scenes.landscape import Landscape
from nemo_skill.studio.scenes.light import Light
from nemo_skill.studio.scenes.outlook import Setting, weather_of
from nemo_skill.studio.scenes.particles import fog_banks
from nemo_skill.studio.scenes.passages import passages
from nemo_skill.studio.scenes.place import PlaceScene, is_place, layer, layers_of
from nemo_skill.studio.scenes.porthole import PortholeScene, looks_out
from nemo_skill.studio.scenes.qualities import qualities_of
from nemo_skill.studio.scenes.rooms import ROOMS, RoomScene
from nemo_skill.studio.scenes.showcase import ShowcaseScene, is_showcase
from nemo_skill.studio.scenes.space import SpaceScene
from nemo_skill.studio.scenes.stadium import StadiumScene
from nemo_skill.studio.scenes.street import StreetScene
from nemo_skill.studio.scenes.styles import moment
from nemo_skill.studio.scenes.theatre import TheatreScene
from nemo_skill.studio.scenes.underwater import UnderwaterScene
from nemo_skill.studio.scenes.water import BeachScene, LakeScene, SeaScene
from nemo_skill.studio.scenes.world import World

_SETTINGS: dict[str, Callable[[World], Setting]] = {
    "city": CityScene,
    "sea": SeaScene,
    "beach": BeachScene,
    "lake": LakeScene,
    **dict.fromkeys(("space", "orbit"), SpaceScene),
    "underwater": UnderwaterScene,
    "street": StreetScene,
    "sky": CloudSea,
    "stage": TheatreScene,
    "stadium": StadiumScene,
    "abstract": AbstractScene,
    "backdrop": BackdropScene,
    **dict.fromkeys(ROOMS, lambda world: RoomScene(world, _setting)),
}


def _setting(world: World) -> Setting:
    plan = world.plan
    if eye_of(plan):
        return Bare()
    grounded = any(
        s.group in ("quadruped", "person", "landmark", "light") or s.kind == "train" or runs(s.kind)
        for s in plan.subjects
    )
    if plan.setting == "mountains" and not grounded:
        return PeaksScene(world)
    if looks_out(plan):
        return PortholeScene(world, _setting)
    if is_place(plan.setting) and plan.setting != "orbit":
        return PlaceScene(world)
    if plan.setting == "table" and fills(hero_of(plan)):
        return BackdropScene(world)
    elsewhere = plan.beyond and (not hero_of(plan) or hero_of(plan) in goods())
    if is_showcase(plan) and not elsewhere and surface_of(plan, "") in ("oak", "walnut", "studio"):
        return ShowcaseScene(world)
    if plan.setting == "table":
        return TableScene(world, _setting)
    build = _SETTINGS.get(plan.setting)
    return build(world) if build else Landscape(world, plan.setting)


_LUMA = np.array([0.3, 0.59, 0.11], np.float32)
_LEAST, _LEAST_BY_NIGHT = 0.74, 0.60


_DIVERS_LAMP = np.array([1.75, 1.12, 1.0], np.float32)


_DARK = re.compile(r"\bsilhouett|剪影|逆光轮廓", re.IGNORECASE)


def _hero_light(light: Light, plan: ShotPlan) -> Light:
    """The light on actors: never so dim (by night, in a storm) that they don't read against the land.

    Under water they keep some of the red that the sea swallows, as in a diver's lamp. Silhouettes have next to none.
    """
    if _DARK.search(plan.prompt):
        return replace(light, key=light.key * 0.05, ambient=light.ambient * 0.07)
    lamp = _DIVERS_LAMP if plan.setting == "underwater" else 1.0
    least = _LEAST + (_LEAST_BY_NIGHT - _LEAST) * light.moon
    level = float((light.ambient + 0.6 * light.key) @ _LUMA)
    lift = max(1.0, least / max(0.05, level))
    return replace(light, key=light.key * lift * lamp, ambient=light.ambient * (1 + 0.8 * (lift - 1)) * lamp)


#: What goes by at less than half of its speed.
_SLOW = re.compile(r"slow[- ]?mo(?:tion)?\b|慢动作|慢镜头|升格", re.IGNORECASE)


#: Landscapes that have water.
_WATERS = ("lake", "sea", "beach", "city")
#: Where nothing lies on the ground or hangs from a ceiling.
_APART = ("space", "orbit", "underwater", "sky", "table", "abstract")


class Stage:
    """A shot ready to be drawn. Building it takes a moment (strips are baked); frames may be drawn in any order."""

    def __init__(self, plan: ShotPlan, width: int, height: int, *, passing: bool = True) -> None:
        self._passed = passages(plan) if passing else (plan,)
        self._others: dict[int, Stage] = {}
        plan = self._passed[0]
        self.plan, self.width, self.height = plan, width, height
        self.world = World(plan, width, height)
        above = view_of(plan)
        self.setting: Setting = AerialScene(self.world, above) if above else _setting(self.world)
        told = qualities_of(plan.prompt)
        self.world.keys = [told.over(key) for key in self.world.keys]
        own = layers_of(plan.setting)
        has_water = plan.setting in _WATERS or any(line.startswith(("water", "sea", "pool")) for line in own)
        self._added = [
            (line.startswith("+"), layer(self.world, line, 4000 + i))
            for i, line in enumerate(told.layers)
            if plan.setting not in _APART and not above and not (line.startswith("water") and has_water)
        ]
        self.actors: list[Actor] = [] if above else cast(self.world)
        self._driver = not above and seen_from(plan) == "driver"
        self.world.speed = self._speed()
        self._air = [] if plan.setting in ROOMS or isinstance(self.setting, Bare) else weather_of(self.world)
        outdoors = plan.setting not in ROOMS and len(self.actors) == 1
        self._camera = Camera(replace(plan, camera="static") if above else plan, width, height, stands=outdoors)
        slow = len(self.world.keys) == 1 and _SLOW.search(plan.prompt)
        self._pace = 0.4 if slow else 1.0
        self._held: tuple[float, Pixels] | None = None

    @property
    def bloom(self) -> float:
        """How strongly bright parts glow."""
        dark = max(key.lamps for key in self.world.keys)
        return 0.34 + 0.22 * dark

    def frame(self, t: float, out: Pixels | None = None) -> Pixels:
        """The picture at time t (seconds): (height, width, 4) RGBA, opaque; drawn into ``out`` where that is given."""
        t = moment(self.plan.style, t)
        if self._held is not None and self._held[0] == t:
            return self._held[1]
        pixels = np.empty((self.height, self.width, 4), np.uint8) if out is None else out
        pixels.fill(0)
        self._held = (t, pixels)
        first, share = self._passage(t)
        if len(self._passed) > 1 and (first or share):
            self._blend(t, first, share, pixels)
        else:
            self._draw(t, pixels)
        return pixels

    def _passage(self, t: float) -> tuple[int, float]:
        """Which of the plans that a shot passes through is shown at time t, and how far on the way to the next."""
        last = len(self._passed) - 1
        u = min(1.0, max(0.0, t / self.plan.duration_s)) * last
        first = min(int(u), max(0, last - 1))
        share = min(1.0, max(0.0, (u - first - 0.2) / 0.6))
        return first, share * share * (3 - 2 * share)

    def _blend(self, t: float, first: int, share: float, pixels: Pixels) -> None:
        for old in [k for k in self._others if k not in (first, first + 1)]:
            del self._others[old]
        parts = [k for k, part in ((first, 1 - share), (first + 1, share)) if part > 0]
        for k in parts:
            if k and k not in self._others:
                self._others[k] = Stage(self._passed[k], self.width, self.height, passing=False)
            over = pixels if k == parts[0] else np.zeros_like(pixels)
            (self._others[k] if k else self)._draw(t, over)
        if len(parts) > 1:
            with Ink(pixels, unit=self.world.unit) as ink:
                ink.image(over, 0, 0, alpha=share)

    def _draw(self, t: float, pixels: Pixels) -> None:
        light = _hero_light(self.world.light(t), self.plan)
        t *= self._pace  # From here on it is the time of what moves; the camera keeps its own.
        with Ink(pixels, unit=self.world.unit) as ink:
            self.setting.behind(ink, t)
            self._add(ink, t, front=False)
            for air in self._air:
                air.draw(ink, t, front=False)
            if self._driver:  # All of it is outside of the glass.
                for air in self._air:
                    air.draw(ink, t, front=True)
            with self._framed(ink, t):
                for actor in self.actors:
                    actor.draw(ink, light, t)
            if self._driver:
                return
            self.setting.before(ink, t)
            self._add(ink, t, front=True)
            if self.plan.weather == "fog" and self.plan.setting not in ROOMS:
                fog_banks(ink, self.world, t, strength=0.8)
            for air in self._air:
                air.draw(ink, t, front=True)

    def _add(self, ink: Ink, t: float, *, front: bool) -> None:
        """What the prompt says of the place: dust in beams of light, water on the floor, candles."""
        for before, one in self._added:
            if before == front:
                one.draw(ink, t)

    def _framed(self, ink: Ink, t: float) -> AbstractContextManager[Ink | None]:
        """The frame in which heroes are drawn: off the middle, and of the size that the camera's move wants."""
        aside, size = self._camera.hero(t)
        if not aside and size == 1.0:
            return nullcontext()
        world = self.world
        return ink.moved(world.w * (aside + 0.5 * (1 - size)), world.ground_row * (1 - size), scale=size)

    def crop(self, t: float) -> tuple[int, int, int, int]:
        """The part of the frame the camera shows at time t: x, y, width, height in pixels."""
        return self._camera.crop(t)

    def _speed(self) -> float:
        fastest = max((a.speed for a in self.actors), default=0.0)
        if fastest > 0:
            return fastest
        return {"pan": 130.0, "static": 0.0, "aerial": 60.0, "orbit": 90.0, "crane": 12.0, "vertigo": 0.0}.get(
            self.plan.camera, 26.0
        )
