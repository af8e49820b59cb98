"""Casts the subjects of a plan: which class plays each of them, and who stands before whom."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from nemo_skill.studio.data import table
from nemo_skill.studio.plan.model import Subject
from nemo_skill.studio.plan.pictures import goods
from nemo_skill.studio.plan.vehicles import is_machine, seen_from
from nemo_skill.studio.scenes.aircraft import Balloons, Plane, Rocket
from nemo_skill.studio.scenes.animal_forms import is_animal
from nemo_skill.studio.scenes.beast_eye import BeastEye, eye_of
from nemo_skill.studio.scenes.birds import YOUNG_OF, Birds, Butterflies
from nemo_skill.studio.scenes.boats import Boat
from nemo_skill.studio.scenes.brood import Brood, nests
from nemo_skill.studio.scenes.bugs import FORMS as BUGS
from nemo_skill.studio.scenes.bugs import Bugs
from nemo_skill.studio.scenes.handwork import HandWork, work_of
from nemo_skill.studio.scenes.herd import Herd
from nemo_skill.studio.scenes.illustrated import Illustrated
from nemo_skill.studio.scenes.ink import Ink
from nemo_skill.studio.scenes.interior import Placed, StillLife
from nemo_skill.studio.scenes.landmarks import Landmark
from nemo_skill.studio.scenes.launch import Launch
from nemo_skill.studio.scenes.light import Light
from nemo_skill.studio.scenes.lights import Campfire, Fireflies, Fireworks, Lanterns
from nemo_skill.studio.scenes.machines import Machine
from nemo_skill.studio.scenes.people import People, at_counter
from nemo_skill.studio.scenes.pictures import has_picture
from nemo_skill.studio.scenes.portrait import faces_us
from nemo_skill.studio.scenes.props import held_thing, perch_of, prop_of, worn_by
from nemo_skill.studio.scenes.pursuit import Pursuit, pursued
from nemo_skill.studio.scenes.rainbow import Rainbow
from nemo_skill.studio.scenes.rooms import ROOMS, Counter, has_counter
from nemo_skill.studio.scenes.sea_creatures import FORMS as SEA_CREATURES
from nemo_skill.studio.scenes.sea_creatures import SeaCreatures
from nemo_skill.studio.scenes.serpents import Loong, Serpent
from nemo_skill.studio.scenes.space import Body, Comet
from nemo_skill.studio.scenes.swarms import Flock
from nemo_skill.studio.scenes.swimmers import BigSwimmer, Jellyfish, Shoal, Turtle
from nemo_skill.studio.scenes.trains import Train
from nemo_skill.studio.scenes.vehicles import Road
from nemo_skill.studio.scenes.world import World


class Actor(Protocol):
    """Something that plays in front of a setting. ``speed`` is how fast the world should pass it."""

    speed: float

    def draw(self, ink: Ink, light: Light, t: float) -> None: ...


def cast(world: World) -> list[Actor]:
    """The actors of a plan, far ones first."""
    plan = world.plan
    if eye_of(plan):
        return [BeastEye(world, plan.subjects[0])]
    view = seen_from(plan)
    if view:
        return [Pursuit(world, pursued(plan))]
    things = [(s.kind, s.colour, s.count) for s in plan.subjects if s.group == "object" and not _in_hand(world, s)]
    animals_only = {s.group for s in plan.subjects} - {"object"} == {"quadruped"}  # They are on the floor.
    if animals_only and world.w > world.h:
        world.ground_row = min(world.ground_row, 0.9 * world.h)
    actors: list[Actor] = []
    for subject in plan.subjects[:5]:
        if subject.group == "person" and any(isinstance(a, (People, HandWork)) for a in actors):
            continue  # One actor plays all people.
        actor = _actor(world, subject, bool(actors))
        if actor is not None:
            actors.append(actor)
    if plan.setting == "windowsill" and things:
        actors.append(StillLife(world, things))
    if plan.setting == "table" and (things or not actors or any(isinstance(a, People) for a in actors)):
        actors.append(StillLife(world, things or [(_usual_thing(plan.prompt, bool(actors)), None, 1)]))
    if has_counter(plan.setting) and at_counter(world) and not animals_only:
        actors.append(Counter(world))
        if things:
            actors.append(StillLife(world, things))
    if plan.setting == "road" and not any(isinstance(a, Machine) for a in actors):
        return [Road(world), *actors]
    return sorted(actors, key=_nearness)


def _nearness(actor: Actor) -> int:
    """Buildings and fireworks stand far off, what flies or floats in the middle, animals and people in front."""
    if isinstance(actor, (Landmark, Fireworks, Body, Rainbow)):
        return 0
    if isinstance(actor, Counter):
        return 3
    if isinstance(actor, Illustrated):
        return actor.nearness
    if isinstance(actor, Birds) and actor.near:
        return 3
    if isinstance(actor, Herd) and actor.tended:
        return 1  # The hands that tend it are before it.
    return 4 if isinstance(actor, StillLife) else 2 if isinstance(actor, (Herd, People, Machine)) else 1


def _usual_thing(prompt: str, person: bool) -> str:
    """What lies on a table that nothing was named for."""
    text = prompt.lower()
    for thing, words in (
        ("book", ("read", "library", "study", "student", "writ", "看书", "读书", "图书馆")),
        ("laptop", ("work", "office", "typing", "code", "coding", "desk", "办公", "打字")),
        ("feast", ("cook", "eat", "kitchen", "restaurant", "chef", "吃", "厨")),
    ):
        if any(word in text for word in words):
            return thing
    return "coffee" if person else "product"


_MOUNTS = {"horse", "camel", "elephant", "donkey", "cow", "deer", "bear", "lion", "tiger", "wolf", "unicorn", "pegasus", "zebra", "dragon", "griffin", "polar_bear", "white_tiger", "moose", "bison", "mammoth", "alpaca"}  # fmt: skip  # noqa: E501


def _rider(world: World) -> Subject | None:
    """The person who sits on the animal, if the prompt says so."""
    subjects = world.plan.subjects
    mount = any(s.kind in _MOUNTS for s in subjects)
    if mount and re.search(r"\bon\b.*(?:back|horse)|rid(?:es?|ing|ers?)\b|horseback|骑", world.plan.prompt, re.I):
        return next((s for s in subjects if s.group == "person"), None)
    return None


_ANIMALS = ("quadruped", "bird", "swimmer")
_FLEES = re.compile(r"away from|chased by|escap|flee|逃|被.*追", re.IGNORECASE)
_MEETS = re.compile(
    r"\bfight|facing|face to face|\bmeet|\bversus\b|\bvs\b|together|friends|kiss|hug|对峙|打架|相遇|一起|朋友", re.I
)


def _paired(world: World) -> bool:
    """Whether two kinds of animals share the frame."""
    return sum(s.group == "quadruped" for s in world.plan.subjects) > 1


def _watched(world: World) -> bool:
    """Whether a pet at the window looks at what is outside."""
    return any(s.group == "quadruped" for s in world.plan.subjects)


def _in_hand(world: World, subject: Subject) -> bool:
    """Whether an animal has this thing in its mouth or hands, or plays with it."""
    animals = [s for s in world.plan.subjects if s.group == "quadruped"]
    people = any(s.group == "person" for s in world.plan.subjects)
    if people or not animals:
        return False
    on_it = subject.group == "object" and perch_of(world.plan) in ("books", "box", "basket", "board", "cushion", "sofa")
    worn = worn_by(world.plan, animals[0]) if faces_us(animals[0].kind, "sit") else []
    on_it = on_it or subject.kind in (*worn, held_thing(world.plan))
    return on_it or prop_of(world.plan, animals[0], "") is not None


def _actor(world: World, subject: Subject, second: bool) -> Actor | None:
    kind = subject.kind
    if subject.group == "quadruped" and is_animal(kind):
        rider = _rider(world)
        share = 0.5
        if rider is None and (second or _paired(world)):
            ahead = second != bool(_FLEES.search(world.plan.prompt))
            share = 0.74 if ahead or not _paired(world) else 0.34
        return Herd(world, subject, share=share, rider=rider, facing=second and bool(_MEETS.search(world.plan.prompt)))
    if subject is _rider(world):
        return None
    if subject.group == "bird" and nests(world.plan) and not _paired(world):
        return None if second else Brood(world, subject)
    if kind == "birds" and world.plan.setting in ROOMS and _watched(world):
        return Birds(world, replace(subject, kind="sparrow", count=2, action="fly"), share=0.74)
    if subject.group == "bird" and second and any(s.group == "vehicle" for s in world.plan.subjects):
        return Flock(world, subject)  # They follow it.
    if subject.group == "bird" and kind in table("birds"):
        if any(YOUNG_OF.get(s.kind) == kind for s in world.plan.subjects):
            return None  # Its parent brings it along.
        return Birds(world, subject, share=0.72 if second else 0.5)
    if subject.group == "person" and world.plan.setting == "table" and work_of(world):
        return HandWork(world)
    if subject.group == "person":
        return People(world, counter=has_counter(world.plan.setting) and at_counter(world))
    if kind == "rocket" and (subject.action == "launch" or world.plan.setting not in ("space", "sky", "orbit", "moon")):
        return Launch(world, subject) if subject.word != "ufo" else None
    if is_machine(kind):
        return Machine(world, subject)
    if has_picture(kind) and _in_hand(world, subject):
        return None
    if kind == "rainbow":
        return Rainbow(world, subject)
    if kind in goods() and world.plan.setting not in ("table", "windowsill") and not _in_hand(world, subject):
        others = [s.group for s in world.plan.subjects if s.group not in ("object", "picture")]
        alone = kind in table("dishes")["aloft"] and not others
        return Placed(world, kind, subject.colour) if alone or others[:1] in (["quadruped"], ["bird"]) else None
    if has_picture(kind):
        indoors = world.plan.setting == "table" or has_counter(world.plan.setting)
        return None if subject.group == "object" and indoors else Illustrated(world, subject, second=second)
    if subject.group == "planet" and (world.desk or world.plan.setting in ("orbit", "moon", *ROOMS)):
        return None  # Indoors there is none; these places have their own.
    build = _BUILDERS.get(kind) or _BUILDERS.get(subject.group)
    if build is None:
        return None
    beside = subject.group in _ANIMALS and kind not in ("birds", "butterfly", "fish")
    company = sum(s.group in (*_ANIMALS, "person") for s in world.plan.subjects) > 1
    return Aside(world, build(world, subject), second=second) if beside and company else build(world, subject)


class Aside:
    """An actor that would take the middle of the frame, beside another one: smaller, on the same ground."""

    def __init__(self, world: World, actor: Actor, *, second: bool) -> None:
        self._actor, self._size = actor, 0.58 if second else 0.72
        self._at = (world.w * ((0.77 if second else 0.30) - 0.5 * self._size), world.ground_row * (1 - self._size))
        self.speed = actor.speed * self._size

    def draw(self, ink: Ink, light: Light, t: float) -> None:
        """In a frame of its own."""
        with ink.moved(*self._at, scale=self._size):
            self._actor.draw(ink, light, t)


# By kind, or by group for all kinds of it.
_BUILDERS: dict[str, Callable[[World, Subject], Actor]] = {
    "landmark": Landmark,
    "swimmer": BigSwimmer,
    "butterfly": Butterflies,
    "loong": Loong,
    "snake": Serpent,
    "worm": Serpent,
    **dict.fromkeys(BUGS, Bugs),
    **dict.fromkeys(SEA_CREATURES, SeaCreatures),
    "birds": Flock,
    "fish": Shoal,
    "jellyfish": Jellyfish,
    "turtle": Turtle,
    "train": Train,
    "sailboat": Boat,
    "ship": Boat,
    "rocket": Rocket,
    "planet": Body,
    "comet": Comet,
    "plane": Plane,
    "balloon": Balloons,
    "lantern": Lanterns,
    "fireworks": Fireworks,
    "fireflies": Fireflies,
    "campfire": Campfire,
}
