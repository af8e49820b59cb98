"""What is seen through windows: another place, drawn small, with its own weather; from a vehicle it passes by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

import numpy as np

from nemo_skill.studio.scenes.elements import Drops
from nemo_skill.studio.scenes.ink import Ink
from nemo_skill.studio.scenes.particles import Petals, Rain, Snow, fog_banks
from nemo_skill.studio.scenes.place import has_weather
from nemo_skill.studio.scenes.qualities import qualities_of
from nemo_skill.studio.scenes.world import World


class Setting(Protocol):
    """A place: what is drawn behind the actors and what before them."""

    def behind(self, ink: Ink, t: float) -> None: ...
    def before(self, ink: Ink, t: float) -> None: ...


Build = Callable[[World], Setting]


class Outlook:
    """A place behind a box of the frame (x, y, width, height in design units), with rain on the glass if it rains."""

    def __init__(
        self,
        world: World,
        build: Build,
        place: str,
        box: tuple[float, float, float, float],
        *,
        speed: float,
        glass: bool,
    ) -> None:
        x, y, w, h = box
        self._at = (x, y)
        plan = replace(world.plan, setting=place, subjects=(), camera="static")
        self._world = World(plan, world.pixels(w), world.pixels(h))
        self._scene = build(self._world)
        self._world.keys = [qualities_of(plan.prompt).over(key) for key in self._world.keys]
        self._world.speed = speed
        self._air = weather_of(self._world)
        wet = glass and plan.weather in ("rain", "storm") and has_weather(place)
        self._drops = Drops(world, w, h) if wet else None
        self._larger = self._world.w / w

    def draw(self, ink: Ink, t: float) -> None:
        """The whole box; what stands around the panes is laid over it."""
        world = self._world
        pixels = np.zeros((world.height, world.width, 4), np.uint8)
        with Ink(pixels, unit=world.unit) as view:
            self._scene.behind(view, t)
            for air in self._air:
                air.draw(view, t, front=False)
            self._scene.before(view, t)
            if world.plan.weather == "fog":
                fog_banks(view, world, t, strength=0.8)
            for air in self._air:
                air.draw(view, t, front=True)
            if self._drops is not None:
                with view.moved(scale=self._larger):
                    self._drops.draw(view, t)
        ink.image(pixels, *self._at)


def weather_of(world: World) -> list[Snow | Rain | Petals]:
    """What falls from the sky of a place."""
    plan = world.plan
    if plan.setting in ("table", "stage", "space", "underwater", "abstract", "backdrop") or not has_weather(
        plan.setting
    ):
        return []
    if plan.weather == "snow":
        return [Snow(world)]
    if plan.weather in ("rain", "storm"):
        return [Rain(world, ground=world.horizon + 40, heavy=plan.weather == "storm")]
    if plan.setting == "blossom" or plan.season == "blossom":
        return [Petals(world, ("#ffd9e0", "#f7b6c6", "#fff0f2"))]
    if plan.season == "autumn":
        return [Petals(world, ("#d9772e", "#e8a33c", "#b04a28"), 46, size=(7, 14))]
    return []
