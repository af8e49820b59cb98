"""Puts the subjects of a plan into a landscape: sizes, places, shadows, footprints, what they throw up."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Protocol

from nemo_skill.studio.plan.model import Subject
from nemo_skill.studio.scenes.aircraft import Balloons, Plane, Rocket
from nemo_skill.studio.scenes.birds import Butterflies, Flock, Soarer
from nemo_skill.studio.scenes.boats import Boat
from nemo_skill.studio.scenes.illustrated import Illustrated
from nemo_skill.studio.scenes.ink import Ink, ellipse, join
from nemo_skill.studio.scenes.interior import StillLife
from nemo_skill.studio.scenes.landmarks import Landmark
from nemo_skill.studio.scenes.light import Light
from nemo_skill.studio.scenes.lights import Campfire, Fireflies, Fireworks, Lanterns
from nemo_skill.studio.scenes.particles import kicked, shade_below
from nemo_skill.studio.scenes.people import People, people_scale
from nemo_skill.studio.scenes.pictures import has_picture
from nemo_skill.studio.scenes.quadruped import Quadruped
from nemo_skill.studio.scenes.rooms import Counter, has_counter
from nemo_skill.studio.scenes.sports import mounted
from nemo_skill.studio.scenes.swimmers import BigSwimmer, Jellyfish, Shoal, Turtle
from nemo_skill.studio.scenes.trains import Train
from nemo_skill.studio.scenes.vehicles import Car, Road
from nemo_skill.studio.scenes.world import World


class Actor(Protocol):
    """Something that plays in front of a setting. ``speed`` is how fast the world should pass it."""

    speed: float

    def draw(self, ink: Ink, light: Light, t: float) -> None: ...


def hero_scale(world: World) -> float:
    """How large heroes stand in this frame."""
    return min(1.3, max(1.15, world.w / 1920 * 1.3))


class Herd:
    """One or more four-legged animals on the ground plane."""

    def __init__(self, world: World, subject: Subject, *, share: float = 0.47, rider: Subject | None = None) -> None:
        self._world = world
        kind = subject.kind
        action = subject.action if subject.action in ("run", "walk", "stand") else "walk"
        if subject.action in ("dance", "drive"):
            action = "run"
        count = max(1, min(subject.count, 7))
        self._scale = hero_scale(world) * (1.0 if count == 1 else 0.82 if count < 4 else 0.66)
        lead = Quadruped(kind, action, subject.colour)
        with_people = any(s.group == "person" for s in world.plan.subjects)
        if with_people:
            metre = 230 * people_scale(world) / 1.72
            tall = lead.form["tall"] if lead.form["tall"] > 0.5 else lead.form["tall"] * 1.25
            self._scale = metre * tall / (lead.form["leg"][1] * lead.size)
        widest = lead.size * 250 * self._scale
        room = world.w * (0.5 if rider is not None else 0.62 if count == 1 else 1.15 / (count * 0.75 + 0.4))
        if widest > room:
            self._scale *= room / widest
        self._members = []
        rng = world.rng(501)
        for i in range(count):
            animal = Quadruped(kind, action, subject.colour, strides=lead.strides)
            if rider is not None:
                animal.rider = mounted(rider, lead.form["tall"], lead.form["leg"][1], world.rng(505 + i))
            row = world.ground_row + (0 if i == 0 else (rng.random() - 0.62) * 120)
            x = world.w * share + (
                0
                if i == 0
                else (((i + 1) // 2) * (1 if i % 2 else -1))
                * lead.size
                * 190
                * self._scale
                * (0.75 + 0.3 * rng.random())
            )
            depth = (row - world.horizon) / (world.ground_row - world.horizon)
            self._members.append((row, x, self._scale * depth, float(rng.random()) if i else 0.0, animal))
        self._members.sort(key=lambda m: m[0])
        self.speed = lead.speed * self._scale

    def draw(self, ink: Ink, light: Light, t: float) -> None:
        """Shadows and prints first, then the animals from far to near."""
        world = self._world
        snowy = world.plan.snowy
        sandy = world.plan.setting in ("desert", "beach", "savanna")
        for row, x, scale, phase, animal in self._members:
            form = animal.form
            ax = x + world.w * 0.018 * math.sin(t * 0.8 + phase * 5)
            contacts = animal.contacts(t + phase / animal.strides)
            speed = world.parallax(row)
            if snowy or sandy:
                prints = [
                    ellipse(
                        ax + at * scale - speed * age,
                        row + (4 if step % 2 else -5) * scale,
                        9 * scale * form["size"] / 2,
                        3.2 * scale,
                    )
                    for age, at, step in contacts
                    if age > 0.02
                ]
                ink.fill(join(prints), light.shade("#7287bd" if snowy else "#8a5f34", 0.05), 0.5)
            shade_below(ink, light, ax, row + 2, 98 * form["size"] * scale, 17 * scale * form["size"] ** 0.5, 0.62)
            with ink.moved(ax, row, scale=scale):
                animal.draw(ink, light, t, offset=phase)
            if animal.gait.flex >= 0.9 and (snowy or sandy):
                kicked(
                    ink,
                    light,
                    contacts,
                    speed=speed,
                    scale=scale,
                    colour="#f4f6ff" if snowy else "#d9b27c",
                    x=ax,
                    y=row + 2,
                )


def cast(world: World) -> list[Actor]:
    """The actors of a plan, far ones first."""
    plan = world.plan
    things = [(s.kind, s.colour, s.count) for s in plan.subjects if s.group == "object"]
    actors: list[Actor] = []
    for subject in plan.subjects[:4]:
        actor = _actor(world, subject, bool(actors))
        if actor is not None:
            actors.append(actor)
    if plan.setting == "table" and (things or not actors or any(isinstance(a, People) for a in actors)):
        actors.append(StillLife(world, things or [(_usual_thing(plan.prompt, bool(actors)), None, 1)]))
    if has_counter(plan.setting):
        actors.append(Counter(world))
        if things:
            actors.append(StillLife(world, things))
    if plan.setting == "road" and not any(isinstance(a, Car) for a in actors):
        return [Road(world), *actors]
    return sorted(actors, key=_nearness)


def _nearness(actor: Actor) -> int:
    """Buildings and fireworks stand far off, what flies or floats in the middle, animals and people in front."""
    if isinstance(actor, (Landmark, Fireworks)):
        return 0
    if isinstance(actor, Counter):
        return 3
    if isinstance(actor, Illustrated):
        return actor.nearness
    return 4 if isinstance(actor, StillLife) else 2 if isinstance(actor, (Herd, People)) else 1


def _usual_thing(prompt: str, person: bool) -> str:
    """What lies on a table that nothing was named for."""
    text = prompt.lower()
    for thing, words in (
        ("book", ("read", "library", "study", "student", "writ", "看书", "读书", "图书馆")),
        ("laptop", ("work", "office", "typing", "code", "coding", "desk", "办公", "打字")),
        ("bowl", ("cook", "eat", "kitchen", "restaurant", "chef", "吃", "厨")),
    ):
        if any(word in text for word in words):
            return thing
    return "cup" if person else "product"


_MOUNTS = {"horse", "camel", "elephant", "donkey", "cow", "deer", "bear", "lion", "tiger", "wolf"}


def _rider(world: World) -> Subject | None:
    """The person who sits on the animal, if the prompt says so."""
    subjects = world.plan.subjects
    mount = any(s.kind in _MOUNTS for s in subjects)
    if mount and re.search(r"\bon\b.*(?:back|horse)|rid(?:e|es|ing|er)\b|horseback|骑", world.plan.prompt, re.I):
        return next((s for s in subjects if s.group == "person"), None)
    return None


def _actor(world: World, subject: Subject, second: bool) -> Actor | None:
    kind = subject.kind
    if subject.group == "quadruped":
        rider = _rider(world)
        return Herd(world, subject, share=0.72 if second and rider is None else 0.47, rider=rider)
    if subject is _rider(world):
        return None
    if subject.group == "bird" and kind != "butterfly":
        return Flock(world, subject) if subject.count > 5 else Soarer(world, subject)
    if has_picture(kind):
        indoors = world.plan.setting == "table" or has_counter(world.plan.setting)
        return None if subject.group == "object" and indoors else Illustrated(world, subject, second=second)
    build = _BUILDERS.get(kind) or _BUILDERS.get(subject.group)
    return build(world, subject) if build else None


# By kind, or by group for all kinds of it.
_BUILDERS: dict[str, Callable[[World, Subject], Actor]] = {
    "person": People,
    "landmark": Landmark,
    "swimmer": BigSwimmer,
    "butterfly": Butterflies,
    "fish": Shoal,
    "jellyfish": Jellyfish,
    "turtle": Turtle,
    "car": Car,
    "train": Train,
    "boat": Boat,
    "ship": Boat,
    "rocket": Rocket,
    "plane": Plane,
    "balloon": Balloons,
    "lantern": Lanterns,
    "fireworks": Fireworks,
    "fireflies": Fireflies,
    "campfire": Campfire,
}
