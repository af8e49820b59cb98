"""Subjects that are drawn from the vendored illustrations: each way of moving in pictures.yaml is one method here."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from nemo_skill.studio.plan.model import Subject
from nemo_skill.studio.plan.pictures import entry_of
from nemo_skill.studio.scenes.framing import frame_share, hero_fit
from nemo_skill.studio.scenes.ink import Floats, Ink, ellipses, ribbon
from nemo_skill.studio.scenes.light import Light, mix
from nemo_skill.studio.scenes.particles import shade_below
from nemo_skill.studio.scenes.people import people_scale
from nemo_skill.studio.scenes.pictures import Bend, picture
from nemo_skill.studio.scenes.world import World

_MOST = 6
_DRIVERS_SPEED = 520.0


def thing(name: str) -> Callable[[Ink, Light, float, Any], None]:
    """An illustration as something that stands on a table, about 330 units high, turning a little in the light."""

    def draw(ink: Ink, light: Light, t: float, colour: Any) -> None:
        shown = picture(name)
        height = min(360.0, 470.0 / shown.wide)
        half = height * shown.wide / 2
        ink.glow(0, 4, half * 1.35, light.shade("#1a1210", 0.0), 0.62, squash=0.16, blend=0, core=0.25)
        with ink.faded(0.13), ink.moved(0, 0, stretch=-0.4):
            shown.draw(ink, light, height, tint=colour)
        with ink.moved(0, -2 - 3 * abs(math.sin(t * 1.1)), turn=0.02 * math.sin(t * 1.1)):
            shown.draw(ink, light, height, tint=colour, bend=_yaw(0.10 * math.sin(t * 0.9)))
        if entry_of(name).hot:
            _steam(ink, light, t, height)

    return draw


def _steam(ink: Ink, light: Light, t: float, height: float) -> None:
    pale = mix(light.haze, (255, 255, 255), 0.7)
    with ink.blurred(7):
        for k in range(3):
            u = (t * 0.32 + k / 3) % 1.0
            x = 40 * (k - 1) + 26 * math.sin(t * 1.3 + k * 2.1 + u * 3)
            spine = [(x + 18 * math.sin(v * 5 + t * 1.6 + k), -height * 0.9 - 190 * (u * 0.5 + v)) for v in (0, 0.3, 0.6, 0.9)]  # fmt: skip  # noqa: E501
            ink.fill(ribbon(spine, [6, 17, 20, 4]), pale, 0.42 * math.sin(math.pi * u))


def _yaw(amount: float) -> Bend:
    """A small turn around the upright axis: one side comes nearer."""

    def bend(points: Floats) -> Floats:
        x, y = points[:, 0], points[:, 1]
        return np.stack([x * (1 - 0.5 * abs(amount)) + amount * x * x, y * (1 + amount * x * 0.5)], 1)

    return bend


def _stepping(phase: float, reach: float) -> Bend:
    """Feet that step in turns, a back that rocks and a head that nods."""
    s, c = math.sin(phase), math.cos(phase)

    def bend(points: Floats) -> Floats:
        x, y = points[:, 0].copy(), points[:, 1].copy()
        low = np.clip((y + 0.26) / 0.26, 0, 1)
        side = np.sin(x * 14.0)
        x += reach * low * side * s
        y -= reach * 0.8 * low * np.clip(side * c, 0, 1)
        y += (1 - low) * 0.018 * np.sin(phase * 2 + x * 3.0)
        x += 0.02 * np.clip(-y - 0.4, 0, 1) * np.sin(phase + 0.6)
        return np.stack([x, y], 1)

    return bend


def _swaying(lean: float) -> Bend:
    """A stem in the wind: the higher, the farther."""

    def bend(points: Floats) -> Floats:
        up = np.clip(-points[:, 1], 0, 1)
        return np.stack([points[:, 0] + lean * up * up, points[:, 1] + 0.4 * abs(lean) * up * up * up], 1)

    return bend


def _swimming(phase: float, amount: float) -> Bend:
    """A wave that runs through the body, most at its lower end."""

    def bend(points: Floats) -> Floats:
        x, y = points[:, 0].copy(), points[:, 1].copy()
        low = np.clip(y + 0.62, 0, 1)
        x += amount * low * np.sin(phase + y * 7)
        y += amount * 0.5 * np.sin(phase * 0.8 + x * 5)
        return np.stack([x, y], 1)

    return bend


def _flapping(phase: float, amount: float) -> Bend:
    """Wings beat: what lies out to the sides goes up and down."""
    beat = math.sin(phase)

    def bend(points: Floats) -> Floats:
        x, y = points[:, 0], points[:, 1]
        out = np.clip(np.abs(x) * 2 - 0.18, 0, 1)
        return np.stack([x * (1 - 0.16 * amount * abs(beat)), y - amount * 0.3 * out * beat], 1)

    return bend


class Illustrated:
    """One or more of an illustrated subject, in the way its entry of pictures.yaml moves."""

    def __init__(self, world: World, subject: Subject, *, second: bool = False) -> None:
        self._world, self._subject, self._second = world, subject, second
        self._entry = entry_of(subject.kind)
        self._picture = picture(subject.kind)
        self._count = max(1, min(_MOST, subject.count))
        self._rng = world.rng(810).random((_MOST, 4))
        self.speed = {"walk": 110.0, "drive": _DRIVERS_SPEED, "hover": 60.0, "fly": 40.0}.get(self._entry.place, 0.0)
        self._colour = subject.colour
        self._height = self._fitting()

    @property
    def nearness(self) -> int:
        """Where it stands among the actors: 0 far off, 1 in the middle, 2 in front."""
        return {"far": 0, "hover": 1, "fly": 2, "swim": 1, "plant": 1, "stand": 1}.get(self._entry.place, 2)

    def draw(self, ink: Ink, light: Light, t: float) -> None:
        """The farther ones first."""
        motion: Callable[[Ink, Light, float, int], None] = getattr(self, f"_{self._entry.place}", self._stand)
        for i in sorted(range(self._count), key=lambda k: self._row(k)):
            motion(ink, light, t, i)

    def _fitting(self) -> float:
        """The height in design units: as large as reads well, never wider than its share of the frame."""
        world, entry = self._world, self._entry
        height = hero_fit(world, self._picture.wide, 1.0, entry.tall)
        others = [s for s in world.plan.subjects if s is not self._subject]
        people = any(s.group in ("person", "quadruped") for s in others)
        if entry.place in ("far",):
            height = min(560.0, 300.0 + 26 * entry.tall)
        elif people and entry.place not in ("swim",):
            height = max(150.0, min(520.0, 230 * people_scale(world) / 1.72 * entry.tall))
        elif self._second:
            height *= 0.62
        if self._count > 1:
            height *= frame_share(world, self._count)
        room = world.w * (0.88 if self._count == 1 else 0.9 / self._count + 0.08)
        return min(height, room / self._picture.wide)

    def _row(self, i: int) -> float:
        return self._world.ground_row + (10 if i == 0 else (float(self._rng[i, 0]) - 0.72) * 130)

    def _x(self, i: int) -> float:
        world = self._world
        base = 0.70 if self._second else 0.47
        step = self._height * self._picture.wide * (0.92 + 0.25 * float(self._rng[i, 1]))
        return world.w * base + ((i + 1) // 2) * (1 if i % 2 else -1) * step

    def _put(
        self, ink: Ink, light: Light, x: float, y: float, *,
        bend: Bend | None = None, turn: float = 0.0, size: float = 1.0, depth: float = 0.0, flip: bool = False,
    ) -> None:  # fmt: skip
        with ink.moved(x, y, turn=turn):
            self._picture.draw(
                ink,
                light,
                self._height * size,
                bend=bend,
                depth=depth,
                flip=flip != self._entry.right,
                tint=self._colour,
            )

    def _shadow(self, ink: Ink, light: Light, x: float, row: float, share: float = 1.0) -> None:
        half = self._height * self._picture.wide * 0.46 * share
        shade_below(ink, light, x, row + 2, half, half * 0.16, 0.62 * share)

    def _depth_size(self, row: float) -> float:
        world = self._world
        return float(max(0.55, (row - world.horizon) / max(1.0, world.ground_row - world.horizon)) ** 0.6)

    def _walk(self, ink: Ink, light: Light, t: float, i: int) -> None:
        row, phase = self._row(i), float(self._rng[i, 2]) * 6 if i else 0.0
        hops = self._subject.action in ("jump", "run", "dance")
        pace = 2.1 if hops else 1.35
        if self._subject.action == "stand":
            pace *= 0.35
        beat = math.pi * pace * t + phase
        hop = abs(math.sin(beat)) * self._height * (0.26 if hops else 0.03)
        x = self._x(i) + self._world.w * 0.02 * math.sin(t * 0.7 + phase)
        self._shadow(ink, light, x, row, 1.0 - 0.4 * hop / self._height)
        size = self._depth_size(row)
        reach = 0.035 if self._height * self._picture.wide > self._height * 0.9 else 0.022
        squash = 1 + 0.05 * math.cos(2 * beat) if hops else 1.0
        self._put(
            ink, light, x, row - hop, bend=_stepping(beat * 1.6, reach), turn=0.05 * math.sin(beat),
            size=size * squash, flip=True,
        )  # fmt: skip

    def _stand(self, ink: Ink, light: Light, t: float, i: int) -> None:
        row = self._row(i) - (26 if self._second else 0)
        x = self._x(i) - self._world.parallax(row) * 0.25 * (t - self._world.plan.duration_s / 2)
        self._shadow(ink, light, x, row)
        pulse = 1 + 0.03 * math.sin(t * 3.2) if self._subject.kind == "red-heart" else 1 + 0.008 * math.sin(t * 1.6)
        if light.lamps > 0.3 and self._subject.kind in ("christmas-tree", "tent", "jack-o-lantern"):
            ink.glow(x, row - self._height * 0.45, self._height * 0.9, (255, 190, 96), 0.55 * light.lamps)
        self._put(ink, light, x, row, size=self._depth_size(row) * pulse)

    def _plant(self, ink: Ink, light: Light, t: float, i: int) -> None:
        row = self._row(i)
        x = self._x(i)
        self._shadow(ink, light, x, row, 0.8)
        self._put(ink, light, x, row, bend=_swaying(0.09 * self._world.gust(t, x)), size=self._depth_size(row))

    def _fly(self, ink: Ink, light: Light, t: float, i: int) -> None:
        world, phase = self._world, float(self._rng[i, 2]) * 6
        x = self._x(i) + world.w * 0.05 * math.sin(t * 0.9 + phase)
        y = (
            world.h * (0.5 - 0.2 * float(self._rng[i, 3]) * (i > 0))
            + self._height * 0.4
            + 40 * math.sin(t * 1.7 + phase)
        )
        self._put(
            ink, light, x, y, bend=_flapping(t * 17 + phase, 0.4), turn=0.10 * math.sin(t * 1.3 + phase), flip=True
        )

    def _hover(self, ink: Ink, light: Light, t: float, i: int) -> None:
        world, u = self._world, t / max(1.0, self._world.plan.duration_s)
        phase = float(self._rng[i, 2]) * 6
        x = self._x(i) + world.w * 0.16 * (u - 0.5)
        y = world.h * (0.62 - 0.14 * (i > 0)) - self._height * 0.1 + 16 * math.sin(t * 1.4 + phase)
        turn = 0.05 * math.sin(t * 1.1 + phase)
        bend = _swaying(0.08 * world.gust(t, x)) if self._subject.kind in ("kite", "ghost") else None
        self._put(ink, light, x, y, bend=bend, turn=turn)

    def _swim(self, ink: Ink, light: Light, t: float, i: int) -> None:
        world, phase = self._world, float(self._rng[i, 2]) * 6
        x = self._x(i) + world.w * 0.05 * math.sin(t * 0.5 + phase)
        y = world.h * (0.70 - 0.18 * float(self._rng[i, 3]) * (i > 0)) + 26 * math.sin(t * 1.1 + phase)
        self._put(
            ink, light, x, y, bend=_swimming(t * 3.4 + phase, 0.045), turn=0.08 * math.sin(t * 0.8 + phase), flip=True
        )
        rise = np.array([(x + 60 * math.sin(k * 2.4) + self._height * 0.3, y - self._height * 0.5 - ((t * 90 + k * 70) % 420)) for k in range(6)])  # fmt: skip  # noqa: E501
        ink.fill(ellipses(rise, np.array([4 + (k * 5) % 7 for k in range(6)], np.float32)), (220, 245, 255), 0.4)

    def _drive(self, ink: Ink, light: Light, t: float, i: int) -> None:
        row = self._row(i)
        x = self._x(i) + self._world.w * 0.03 * math.sin(t * 0.8 + i)
        self._shadow(ink, light, x, row)
        self._put(ink, light, x, row - 2.2 * math.sin(t * 15 + i), flip=True)

    def _far(self, ink: Ink, light: Light, t: float, i: int) -> None:
        world = self._world
        row = world.horizon + 58 + 22 * i
        x = self._x(i) + (world.w * 0.08 if not self._second else 0) - world.speed * 0.02 * t
        self._shadow(ink, light, x, row, 0.8)
        if light.lamps > 0.4:
            ink.glow(x, row - self._height * 0.4, self._height * 0.8, (255, 200, 130), 0.35 * light.lamps)
        self._put(ink, light, x, row, depth=0.10)

    def _ball(self, ink: Ink, light: Light, t: float, i: int) -> None:
        world, phase = self._world, float(self._rng[i, 2]) * 3
        u = (t * 0.55 + phase) % 2.0
        lift = abs(math.sin(math.pi * (t * 1.05 + phase)))
        people = any(s.group in ("person", "quadruped") for s in world.plan.subjects)
        share = 0.74 if people else 0.5
        x = world.w * (share + 0.10 * (u if u < 1 else 2 - u) - 0.05) + (i * 140)
        row = self._row(i)
        size = 0.62
        ink.glow(x, row + 4, self._height * 0.34 * (1.25 - 0.5 * lift), light.shade("#10140f", 0), 0.6 * (1.1 - lift), squash=0.2, blend=0)  # fmt: skip  # noqa: E501
        with ink.moved(x, row - lift * (130 if people else 330) - self._height * size / 2, turn=t * 2.2 + i):
            self._put(ink, light, 0, self._height * size / 2, size=size)

    def _table(self, ink: Ink, light: Light, t: float, i: int) -> None:
        """A thing out of doors: held by who is there, else large in the middle, turning slowly."""
        world = self._world
        groups = {s.group for s in world.plan.subjects}
        row, x = self._row(i), self._x(i)
        if "quadruped" in groups and "person" not in groups:
            x = world.w * (0.82 + 0.06 * i)
            self._shadow(ink, light, x, row, 0.4)
            self._put(ink, light, x, row, turn=0.03 * math.sin(t * 1.3 + i), size=0.45)
            return
        if "person" in groups:
            unit = people_scale(world)
            size = 44 * unit / self._height
            x = world.w * (0.5 + 0.05 * i) + 54 * unit
            y = world.ground_row - 104 * unit
            self._put(ink, light, x, y, turn=0.10 * math.sin(t * 1.6 + i), size=size)
            return
        airy = world.plan.setting in ("space", "sky", "abstract", "underwater")
        lift = self._height * (0.16 + 0.04 * math.sin(t * 1.4 + i)) if not airy else world.h * 0.12
        self._shadow(ink, light, x, row, 0.9) if not airy else None
        self._put(ink, light, x, row - lift, bend=_yaw(0.14 * math.sin(t * 1.1)), turn=0.04 * math.sin(t * 0.9 + i))
