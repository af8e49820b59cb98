"""Subjects seen from above: animals, people, boats, cars, tents, with their shadows, wakes and dust."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from nemo_skill.studio.data import table
from nemo_skill.studio.plan.model import Subject
from nemo_skill.studio.plan.vehicles import is_machine, kinds
from nemo_skill.studio.scenes.aerial_parts import PAINTS, cars, outline, put
from nemo_skill.studio.scenes.bird_rig import bird_form
from nemo_skill.studio.scenes.ink import Floats, Ink, shapes
from nemo_skill.studio.scenes.light import Light
from nemo_skill.studio.scenes.world import World

if TYPE_CHECKING:
    from nemo_skill.studio.scenes.aerial import Eye

_PACES = {"run": 150.0, "drive": 190.0, "sail": 70.0, "swim": 34.0, "fly": 110.0, "walk": 30.0, "cycle": 90.0}
_TALL_SHIPS = re.compile("pirate|galleon|tall|sailing|viking|ghost|cargo|海盗|帆|幽灵", re.I)
_SAILS = re.compile("sail|yacht|帆", re.I)
_FILE = re.compile(r"caravan|convoy|in (?:a )?(?:line|single file|row)|排队|成排|一列|驼队|车队", re.I)
_DOES = {"boat": "sail", "sailboat": "sail", "ship": "sail", "liner": "sail", "plane": "fly", "car": "drive", "van": "drive", "truck": "drive", "coach": "drive", "bather": "swim", "whale": "swim", "tent": "stand", "cyclist": "cycle"}  # fmt: skip  # noqa: E501
_PAINTED = {"boat": "#f4f2ec", "sailboat": "#f4f2ec", "ship": "#3a4652", "liner": "#f2f4f6", "plane": "#f4f6f8", "whale": "#1d3042", "bird": "#f4f6f8", "tent": "#e07b2c", "coach": "#c8372d"}  # fmt: skip  # noqa: E501
_SHAPED = dict.fromkeys(("van", "camper", "ambulance"), "van")
_SHAPED |= dict.fromkeys(("delivery-truck", "bus", "school-bus", "double-decker", "fire-engine", "dump-truck"), "truck")
_SHAPED |= {"container-ship": "ship", "warship": "ship", "ferry": "liner"}
_SHAPED |= dict.fromkeys(("propeller-plane", "fighter-jet"), "plane")
_ON_WHEELS = ("car", "van", "truck")
#: What has no look from above.
UNSEEN = (
    "helicopter",
    "airship",
    "drone",
    "parachute",
    "balloon",
    "flying-saucer",
    "flying-car",
    "rocket",
    "submarine",
)
_COACHES = 9
_SIZES = {"propeller-plane": 2.6, "fighter-jet": 2.6, "plane": 3.0, "whale": 2.2, "dolphin": 0.8, "fish": 0.4}


class Flown:
    """The subjects of a plan under a flying camera, which keeps pace with them."""

    def __init__(self, world: World, land: dict[str, Any], layers: tuple[str, ...]) -> None:
        self._world = world
        heads = {line.split()[0] for line in layers}
        self._wet = bool(land.get("wet")) or bool(heads & {"river", "lake", "coast"})
        self._coast = "coast" in heads
        self._cast = [(s, name) for s in world.plan.subjects[:3] if (name := self._form(s))]
        if heads & {"road", "traffic"} and not _FILE.search(world.plan.prompt):  # The traffic of the road is many.
            self._cast = [(s, name) for s, name in self._cast if name not in _ON_WHEELS or s.count < 4]
        self._file = bool(_FILE.search(world.plan.prompt))
        self._seed = world.rng(870).random((40, 3)) - 0.5
        #: How high the camera flies at most, so that they are seen well.
        rides = any(name == "cyclist" for _, name in self._cast)
        large = any(name in ("ship", "liner", "plane") for _, name in self._cast)
        boat = any(name in ("boat", "sailboat") for _, name in self._cast)
        self.height = 0.7 if large else 0.26 if rides else 0.30 if boat else 0.34 if self._wheels() else 0.5 if self._cast else 2.0  # fmt: skip  # noqa: E501
        pace = max((_PACES.get(self._action(s, name), 0.0) for s, name in self._cast), default=0.0)
        self.speed = pace or (26.0 if land.get("wet") else 55.0)

    def _wheels(self) -> bool:
        return bool(self._cast) and self._cast[0][1] in _ON_WHEELS and self._cast[0][0].count < 3

    def _form(self, subject: Subject) -> str:
        """The thing of aerial.yaml that plays a subject."""
        forms = table("aerial")["things"]
        if subject.pose == "cycle":
            return "cyclist"
        if subject.group == "person":
            swims = self._wet and (not self._coast or subject.action in ("swim", "float"))
            wet = self._world.plan.weather in ("rain", "storm")
            return "bather" if swims else "umbrella" if wet else "person"
        if subject.group == "swimmer":
            return "whale"
        if subject.kind == "ship" and not _TALL_SHIPS.search(subject.word):
            return "liner"
        if subject.kind == "boat" and _SAILS.search(subject.word):
            return "sailboat"
        if subject.kind == "train":
            return "coach"
        if is_machine(subject.kind) and subject.kind not in forms:
            ways = {"road": "car", "land": "car", "rails": "coach", "water": "boat"}
            return _SHAPED.get(subject.kind, ways.get(kinds()[subject.kind]["goes"], ""))
        return subject.kind if subject.kind in forms else subject.group if subject.group in forms else ""

    @staticmethod
    def _action(subject: Subject, name: str) -> str:
        return _DOES.get(name, subject.action)

    @staticmethod
    def _paints(subject: Subject, name: str, row: dict[str, Any], count: int) -> list[str]:
        if name == "bird" and subject.kind in table("birds"):
            return [subject.colour or bird_form(subject.kind)["coat"]["back"]]
        if is_machine(subject.kind) and name in (*_ON_WHEELS, "boat", "ship", "plane"):
            return [subject.colour or kinds()[subject.kind]["paint"]]
        if subject.colour or name in _PAINTED:
            return [subject.colour or _PAINTED[name]]
        if row:
            return [row["coat"]["main"], *row.get("coats", ())]
        return [*PAINTS] if count > 1 or name == "umbrella" else [PAINTS[1]]

    def draw(self, ink: Ink, light: Light, eye: Eye, t: float, curve: Callable[[Any], Any] | None) -> None:
        """Each kind around the middle of what the camera follows."""
        for n, (subject, name) in enumerate(self._cast):
            count = _COACHES if name == "coach" else min(24, subject.count * 4 if subject.count >= 5 else subject.count)
            action = self._action(subject, name)
            at, heading = self._places(subject, name, n, count, _PACES.get(action, 0.0) * t, curve)
            row = table("animals").get(subject.kind, {}) if subject.group == "quadruped" else {}
            size = (
                0.55 * float(np.clip(row.get("tall", 1.0), 0.6, 2.6)) ** 0.7 if row else _SIZES.get(subject.kind, 1.0)
            )
            paints = self._paints(subject, name, row, count)
            if name == "car":
                cars(ink, light, eye, at, heading, paints, 1.5)
                continue
            if name in _ON_WHEELS or name == "coach":
                put(ink, light, eye, name, at, heading, paints, size=1.4 if name != "coach" else 1.0, tall=16)
                continue
            if action in ("sail", "swim"):
                self._wake(
                    ink,
                    light,
                    eye,
                    at,
                    heading,
                    t,
                    36 if name in ("ship", "liner") else 13 if "boat" in name else 9 * size,
                )
            fast = action == "run"
            if fast:
                dust = light.shade("#f4f7fb" if self._world.plan.snowy else "#d9c29a", 0.9)
                for k in range(2):
                    for x, y in outline(eye, at, heading, [(0, -70 - 60 * k)], size)[:, 0].tolist():
                        ink.glow(x, y, (64 + 34 * k) * eye.scale * size, dust, 0.5 - 0.16 * k, blend=0)
            beat = t * (11 if fast else 5) + 9 * self._seed[:count, 0]
            tall = {"person": 62.0, "umbrella": 40.0, "bird": 200.0, "plane": 260.0}.get(name, 40.0)
            if name == "tent":
                x, y = eye.project(at[:1])[0]
                ink.glow(x, y, 170 * eye.scale, (255, 190, 100), 0.8 * light.lamps, blend=0)
            put(ink, light, eye, name, at, heading, paints, size=size, tall=tall, beat=beat)

    def _places(
        self, subject: Subject, name: str, n: int, count: int, run: float, curve: Callable[[Any], Any] | None
    ) -> tuple[Floats, Floats]:
        """Where they are and where they head: a spiral keeps them apart, a caravan goes in a line."""
        i, seed = np.arange(count), self._seed[:count]
        away = (150.0 if name in ("bather", "whale") else 62.0) * np.sqrt(i)
        x, y = away * np.cos(i * 2.4) + 30 * seed[:, 0] * (count > 1), away * np.sin(i * 2.4) + 90 * n + run
        if self._file and count > 1:
            x, y = 16 * seed[:, 0] + 40 * np.sin(i * 0.5), (230.0 if name == "truck" else 105.0) * (i - count / 2) + run
        if name == "coach":
            x, y = 0 * i, run + 300 - 122.0 * i
        heading = 0.10 * seed[:, 2]
        if curve is not None and (subject.group == "vehicle" or self._wet or name == "cyclist"):
            x = curve(y) + x * 0.3 + 25 * (name in (*_ON_WHEELS, "cyclist"))
            heading = np.arctan((curve(y + 8) - curve(y - 8)) / 16)
        elif self._coast:
            x = x + (190 if name in ("bather", "boat", "sailboat", "ship", "liner", "whale") else -170)
        return np.stack([x + 130 * n, y], 1), heading

    def _wake(self, ink: Ink, light: Light, eye: Eye, at: Floats, a: Floats, t: float, half: float) -> None:
        """Two lines that spread, and foam between them."""
        white, u = light.shade("#ffffff", 0.95), np.linspace(0, 1, 9)
        strong, y = 0.75 if half > 12 else 0.3, half * (3.2 - 14 * u)
        for side in (-1, 1):
            x, wide = side * half * (1 + 4.2 * u) + 2.2 * np.sin(u * 22 - t * 5), half * 0.28 * (1 - u) + 0.6
            line = np.concatenate([np.stack([x - wide, y], 1), np.stack([x + wide, y], 1)[::-1]])
            ink.fill(shapes(outline(eye, at, a, line), curved=True), white, strong)
        trail = half * np.array([(-0.8, -3), (0.8, -3), (1.3, -13), (-1.3, -13)])
        ink.fill(shapes(outline(eye, at, a, trail), curved=True), white, 0.5 * strong)
