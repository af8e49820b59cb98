"""Birds in a scene, far flocks and butterflies."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from nemo_skill.studio.plan.model import Subject
from nemo_skill.studio.plan.reader import on_person
from nemo_skill.studio.plan.where import is_room
from nemo_skill.studio.scenes.bird_rig import Bird, bird_form
from nemo_skill.studio.scenes.blooms import blossom
from nemo_skill.studio.scenes.framing import close_up, frame_share, hero_fit, side_by_side
from nemo_skill.studio.scenes.ink import Ink, Linear, ellipse, ellipses, join, rect, ribbon, smooth
from nemo_skill.studio.scenes.light import Light, mix
from nemo_skill.studio.scenes.masses import MANY, Mass
from nemo_skill.studio.scenes.particles import shade_below
from nemo_skill.studio.scenes.people import people_scale
from nemo_skill.studio.scenes.props import draw_perch, draw_prop, perch_of, worn_by
from nemo_skill.studio.scenes.world import World

YOUNG_OF = {"duck": "duckling", "swan": "duckling", "goose": "duckling", "chicken": "chick", "rooster": "chick"}
_PARENT_OF = {"duckling": "duck", "chick": "chicken"}
_GROUND = ("slide", "walk", "run", "eat", "drink", "fish", "show")
_AS = {"jump": "walk", "play": "walk", "dance": "show", "howl": "bark", "roar": "bark", "wake": "look", "lie": "sleep"}
_WATER = ("lake", "sea")
_HEART = re.compile(r"heart|kiss|facing each other|face to face|in love|心形|爱心|亲吻|相对", re.I)
_HOLLOW = ("egg", "box", "basket")
_HEN = "#8f6f4e"  # of a mallard


@dataclass(frozen=True)
class _Member:
    """One bird: where its feet (or its middle) are, its scale, and how its time differs."""

    x: float
    y: float
    scale: float
    phase: float
    bird: Bird
    flip: bool = False


class Birds:
    """Birds of one kind: in flight, on the water, on a bough or on the ground, with their young."""

    def __init__(self, world: World, subject: Subject, *, share: float = 0.5) -> None:
        brood = 0
        if subject.kind in _PARENT_OF and re.search(r"\bmother|\bmom\b|\bmama|妈妈|母", world.plan.prompt, re.I):
            brood = max(1, subject.count)
            subject = replace(subject, kind=_PARENT_OF[subject.kind], count=1, colour=None)
        self._world, self._kind = world, subject.kind
        form = bird_form(subject.kind)
        self.act = self._act(subject, form)
        self._perch = self._seat(form)
        self._worn = worn_by(world.plan, subject)
        if self._perch == "egg":
            self._worn = [*self._worn, "shell"]
        self._catch = subject.action in ("catch", "fish")
        children = next((s.count for s in world.plan.subjects if s.kind == YOUNG_OF.get(subject.kind)), 0)
        children = max(children, brood)
        if subject.kind in YOUNG_OF and re.search(r"\bfamily|\bbab(?:y|ies)|家庭|一家|宝宝", world.plan.prompt, re.I):
            children = 3
        if children == 1 and re.search(r"跟|一群|妈妈|们", world.plan.prompt):
            children = 4
        children = min(4, children)
        if children and subject.kind == "duck":
            subject = replace(subject, colour=subject.colour or _HEN)
        lead = Bird(subject.kind, self.act, subject.colour, subject.look)
        count = max(1, min(5 if subject.count >= MANY else 7, subject.count))
        if count == 1 and not children and re.search(r"\bfamily|huddl|colony|一家|家庭", world.plan.prompt, re.I):
            count = 4
        left, right, tall = lead.extent
        self._scale = self._fitting(form, right - left, tall, count + 0.5 * children)
        self._down = (
            0.0 if lead.airborne else close_up(world, 0.72 * tall * self._scale + world.ground_row - self._level())
        )
        if "umbrella" in self._worn:
            self._scale *= 0.72
        middle = (left + right) / 2 * self._scale + (0.14 * world.w if self.act == "hover" else 0.0)
        base = self._level() + self._down
        rng = world.rng(501)
        self._members = []
        for i in range(count):
            place = ((i + 1) // 2) * (1 if i % 2 else -1) - (0.5 if count == 2 else 0)
            x = world.w * share - middle + place * (right - left) * self._scale * (0.78 + 0.2 * rng.random())
            y = base + (0 if i == 0 else (rng.random() - 0.7) * world.h * (0.3 if lead.airborne else 0.12))
            if self._perch:
                y = base
            far = (
                1.0
                if lead.airborne or self._perch
                else (y - self._down - world.horizon) / (base - self._down - world.horizon)
            )
            bird = lead if i == 0 else Bird(subject.kind, self.act, subject.colour, subject.look)
            self._members.append(_Member(x, y, self._scale * max(0.4, far), float(rng.random()) if i else 0.0, bird))
        for i in range(children):
            bird = Bird(YOUNG_OF[subject.kind], "swim" if self.act == "swim" else "walk")
            x = world.w * share - middle - (0.64 + 0.34 * i) * (right - left) * self._scale + 0.15 * world.w
            y = base + world.h * (0.012 + 0.02 * (i % 2))
            self._members.append(_Member(x, y, self._scale * 0.42, 0.23 * i + 0.1, bird))
        if children:
            self._members = [replace(m, x=m.x + 0.09 * world.w) if m.bird is lead else m for m in self._members]
        if count == 2 and _HEART.search(world.plan.prompt) and not lead.airborne:  # Bill to bill.
            half = 0.97 * right * self._scale
            self._members = [
                replace(m, x=world.w * 0.5 + half * (1 if k else -1), y=base, scale=self._scale, flip=bool(k))
                for k, m in enumerate(self._members)
            ]
        self._members.sort(key=lambda m: m.y)
        self.speed = lead.speed * self._scale
        self._mass = self._many(lead) if subject.count >= MANY and not self._perch else None
        self._hold_up(lead)
        if self.act == "fly":
            self.speed = 150.0
        elif self.act == "swim":
            self.speed = 40.0

    def _many(self, lead: Bird) -> Mass | None:
        """Those behind, up to the horizon or all over the sky."""
        if is_room(self._world.plan.setting) or self._borne:
            return None
        period = {"fly": 1 / (1.1 if lead.form["span"] > 185 else 2.6), "walk": 1 / 1.5, "run": 1 / 2.6}.get(
            self.act, 0.0
        )
        sunk = 0.16 if self._world.plan.setting in _WATER and self.act not in ("fly", "swim") else 0.0
        return Mass(self._world, lead.draw, lead.extent, self._scale, period=period, sunk=sunk, airborne=lead.airborne)

    def _hold_up(self, lead: Bird) -> None:
        """Onto the glove or the shoulder of the one person there is."""
        world = self._world
        people = [s for s in world.plan.subjects if s.group == "person"]
        at = on_person(world.plan.prompt)
        if self._borne and people:
            k = people_scale(world)
            x, y = world.w * 0.36 + (52 if at == "hand" else -34) * k, world.ground_row + 0.02 * world.h - 178 * k
            self._members = [
                replace(self._members[-1], x=x - 0.1 * lead.extent[1] * self._scale, y=y, phase=0.0, bird=lead)
            ]

    @property
    def near(self) -> bool:
        """Whether it is seen before people."""
        return self._borne

    @property
    def _borne(self) -> bool:
        plan = self._world.plan
        one = sum(max(1, s.count) for s in plan.subjects if s.group == "person") == 1
        return one and bool(on_person(plan.prompt))

    def _act(self, subject: Subject, form: dict[str, Any]) -> str:
        setting, act = self._world.plan.setting, _AS.get(subject.action, subject.action)
        if self._borne:
            return "sit"
        if act == "float" or (act == "swim" and not form.get("web")):
            act = "swim" if form.get("web") else "fly"
        if act in ("catch", "fish") and form.get("fingers") and not form.get("web"):
            return "fly"
        if act == "slide" and not form.get("flipper"):
            act = "walk"
        if form.get("hover") and act in ("fly", "eat", "drink", "stand", "float"):
            act = "hover"
        if setting == "underwater" and form.get("web"):
            return "fly"
        afloat = setting in _WATER and form.get("web") and not form.get("flipper") and form["leg"][0] < 60
        if afloat and act not in ("fly", "bark", "show"):
            return "swim"
        if act == "fly" and (form.get("flipper") or subject.kind in ("ostrich", "chick", "duckling")):
            return "walk"
        if setting in ("sky", "space", "sea") and act not in ("swim", "sit", "sleep", "show"):
            return "hover" if form.get("hover") else "fly"
        return act

    def _seat(self, form: dict[str, Any]) -> str | None:
        """What it sits on; small birds and owls need a bough unless they are about something on the ground."""
        if self.act in ("fly", "hover", "swim") or self._borne:
            return None
        named = perch_of(self._world.plan)
        if named:
            return named
        grounded = self.act in _GROUND or form["leg"][0] > 60 or form.get("web") or form.get("crest") == "comb"
        if any(s.group == "quadruped" for s in self._world.plan.subjects):
            return None  # On the ground beside them.
        indoors = self._world.plan.setting in ("table", "stage", "street", "city")
        return None if grounded or form.get("fan") or indoors else "branch"

    def _fitting(self, form: dict[str, Any], wide: float, tall: float, count: float) -> float:
        world = self._world
        if any(s.group == "person" for s in world.plan.subjects):
            metres = min(0.36, form["tall"]) if self._borne else max(0.35, form["tall"])
            true = 230 * people_scale(world) / 1.72 * metres
            return float(min(true / tall, 0.5 * world.w / wide))
        scale: float = hero_fit(world, wide, tall, form["tall"]) * frame_share(world, round(count))
        groups = {s.group for s in world.plan.subjects if s.kind not in (self._kind, YOUNG_OF.get(self._kind))}
        beside = bool(groups & {"quadruped", "bird", "swimmer"})
        small = 0.42 if "quadruped" in groups and form["tall"] < 0.6 else 0.55
        scale *= small if beside else 0.86 if self._perch or self.act == "fly" else 0.8 if self.act == "hover" else 1.0
        if self.act == "hover" and world.plan.camera == "close":
            scale *= 0.62
        return float(min(scale, side_by_side(world, wide, round(count), 0.85)) if count > 1 else scale)

    def _level(self) -> float:
        world = self._world
        if self.act in ("fly", "hover"):
            return world.h * 0.49
        if self._perch == "branch":
            return world.h * 0.74
        return world.ground_row - (world.h * 0.05 if self._perch else 0.0)

    def draw(self, ink: Ink, light: Light, t: float) -> None:
        """The farther ones first."""
        world = self._world
        if self._mass is not None:
            self._mass.draw(ink, t)
        if self._perch in _HOLLOW:
            self._inside(ink, light, t)
            return
        if self._perch:
            half = 48 * self._scale
            high = world.ground_row - self._level() if self._perch != "branch" else half * 1.6
            last = max(m.x for m in self._members) - world.w * 0.5
            with ink.moved(world.w * 0.5, self._level() + self._down):
                draw_perch(ink, light, self._perch, half + abs(last) * 0.5, high, front=False)
        for one in self._members:
            {"fly": self._fly, "hover": self._hover, "swim": self._swim}.get(self.act, self._stand)(ink, light, t, one)
        if self._perch == "sofa":
            with ink.moved(world.w * 0.5, self._level() + self._down):
                draw_perch(ink, light, self._perch, half, high, front=True)

    def _inside(self, ink: Ink, light: Light, t: float) -> None:
        """Half in a shell, a box or a basket: up and down as it looks out."""
        world, one = self._world, self._members[-1]
        left, right, tall = (v * one.scale for v in one.bird.extent)
        count = len(self._members)
        half, high = (0.36 + 0.2 * (count - 1)) * (right - left), 0.6 * tall
        with ink.moved(world.w * 0.5, world.ground_row + self._down):
            shade_below(ink, light, 0, 2, 1.6 * half, 0.3 * half, 0.5)
            with ink.moved(0, -high):
                draw_perch(ink, light, str(self._perch), half, high, front=False)
            with ink.within(rect(-1.22 * half, -4 * tall, 2.44 * half, 4 * tall - 0.5 * high)):
                for k, member in enumerate(self._members):
                    up = 0.16 * high * math.sin(1.9 * t + 2.1 * k)
                    x = (k - (count - 1) / 2) * 0.4 * (right - left) - 0.3 * (left + right)
                    with ink.moved(x, -0.28 * high - up, scale=one.scale):
                        member.bird.draw(ink, light, t + 3.7 * member.phase, self._worn)
            with ink.moved(0, -high):
                draw_perch(ink, light, str(self._perch), half, high, front=True)

    def _stand(self, ink: Ink, light: Light, t: float, one: _Member) -> None:
        if not self._perch and not self._borne:
            wide = 62 * one.scale
            shade_below(ink, light, one.x, one.y + 2, wide, wide * 0.2, 0.6)
        with ink.moved(one.x, one.y, scale=one.scale, flip=one.flip):
            one.bird.draw(ink, light, t + 3.7 * one.phase, self._worn)

    def _fly(self, ink: Ink, light: Light, t: float, one: _Member) -> None:
        world, p = self._world, one.phase
        u = t / max(4.0, world.plan.duration_s) - 0.5
        x = one.x + world.w * 0.10 * u + 14 * math.sin(t * 0.8 + 6 * p)
        y = one.y - world.h * 0.05 * u + world.h * 0.016 * math.sin(t * 0.9 + 5 * p)
        with ink.moved(x, y, scale=one.scale, turn=0.06 * math.sin(t * 0.7 + 4 * p) - 0.06):
            if self._catch:
                with ink.moved(6, one.bird.form["deep"] + 22, turn=1.5 + 0.2 * math.sin(t * 9)):
                    draw_prop(ink, light, "fish", 56)
            one.bird.draw(ink, light, t + 2.9 * p)

    def _hover(self, ink: Ink, light: Light, t: float, one: _Member) -> None:
        sway = (10 * math.sin(t * 1.3 + 6 * one.phase), 8 * math.sin(t * 2.1 + 5 * one.phase))
        if one.phase == 0.0:
            reach = one.bird.extent[1] * one.scale
            blossom(
                ink,
                light,
                t,
                one.x + reach + 0.02 * self._world.w,
                one.y - 0.24 * reach,
                0.62 * reach,
                self._world.h,
                self._world.plan.prompt,
            )
        with ink.moved(one.x + sway[0], one.y + sway[1], scale=one.scale):
            one.bird.draw(ink, light, t + one.phase)

    def _swim(self, ink: Ink, light: Light, t: float, one: _Member) -> None:
        """On the water: its picture below it, rings and a wake around it."""
        world, bird, later = self._world, one.bird, t + 3.1 * one.phase
        row, deep = one.y, bird.form["deep"] * one.scale
        x = one.x + world.w * 0.02 * math.sin(t * 0.5 + one.phase)
        with ink.faded(0.22), ink.moved(x, row, scale=one.scale, stretch=-0.55, flip=one.flip):
            bird.draw(ink, light, later)
        pale = mix(light.shade("#ffffff", 0.9), light.sky[-1], 0.35)
        with (
            ink.within(rect(-20, -20, world.w + 40, row + 20 + deep * 0.06)),
            ink.moved(x, row, scale=one.scale, flip=one.flip),
        ):
            bird.draw(ink, light, later)
        for k in range(3):
            p = (t * 0.45 + k / 3) % 1.0
            wide = 60 * one.scale * (0.9 + 0.8 * p)
            ink.stroke(ellipse(x - 22 * one.scale * p, row + 2, wide, wide * 0.13), 2.6, pale, 0.65 * (1 - p))


class Butterflies:
    """Butterflies that tumble over a meadow; the nearest one rests on a flower, if there is one."""

    speed = 0.0
    _TONES = ("#f0902c", "#4f8fe0", "#f4d34a", "#d65a9c", "#8a5fd0")

    def __init__(self, world: World, subject: Subject) -> None:
        self._world, self._prompt = world, world.plan.prompt
        one = re.search(r"\b(?:an?|one) (?:\w+ ){0,2}butterfly|一只", self._prompt, re.I)
        self._count = 1 if one else max(1, min(9, subject.count))
        self._colour = subject.colour
        self._alone = all(s.kind == "butterfly" for s in world.plan.subjects)
        self._flower = self._alone and bool(re.search(r"flower|blossom|rose|lavender|daisy|花|葵", self._prompt, re.I))
        if self._flower:
            self._colour = None  # The colour is the flower's.
        self._seed = world.rng(530).random((self._count, 5))

    def draw(self, ink: Ink, light: Light, t: float) -> None:
        """Each flutters on a knot of its own; one is large and near."""
        world = self._world
        if self._flower:
            blossom(ink, light, t, world.w * 0.46, world.h * 0.6, world.h * 0.34, world.h, self._prompt)
        fit = min(hero_fit(world, 150, 130, 0.1) * 0.9, world.h * (0.0026 if self._flower else 0.0037))
        for i in range(self._count - 1, -1, -1):
            a, b, c, d, e = self._seed[i]
            near = i == 0
            size = (fit if self._alone else 1.25) if near else 0.55 + 0.8 * c
            x = world.w * ((0.5 if self._alone else 0.76) if near else a)
            y = world.h * (0.46 if near else 0.26 + 0.4 * b)
            flap = abs(math.sin(2 * math.pi * t * (2.6 + 1.5 * d) + 7 * a)) ** 0.8
            turn = 0.25 * math.sin(t * 1.3 + 4 * c) - 0.2
            if near and self._flower:
                flap, turn, x, y = 0.62 + 0.38 * math.sin(t * 1.5), 0.5, x + 0.02 * world.w, world.h * 0.44
            else:
                x += world.w * 0.10 * math.sin(t * (0.5 + 0.4 * b) + 6 * d) + 18 * math.sin(t * 3.1 + 5 * e)
                y += world.h * 0.06 * math.sin(t * (0.9 + 0.3 * c) + 8 * e) + 14 * math.sin(t * 4.3 + 3 * a)
            with ink.moved(x, y, scale=size, turn=turn):
                self._butterfly(ink, light, t, self._colour or self._TONES[i % len(self._TONES)], flap)

    def _butterfly(self, ink: Ink, light: Light, t: float, tone: Any, flap: float) -> None:
        """Wings with veins and a spotted margin, body, feelers."""
        dark, pale = light.shade("#20151f", 0.3), light.shade("#fff6e0", 0.95)
        for s in (-1, 1):
            k = s * (0.22 + 0.78 * flap)
            upper = [(0, -6), (k * 24, -44), (k * 54, -66), (k * 74, -58), (k * 68, -26), (k * 34, 2), (0, 4)]
            lower = [(0, 2), (k * 32, 4), (k * 56, 18), (k * 50, 44), (k * 30, 56), (k * 14, 40), (0, 12)]
            for outline, lit, root in ((lower, 0.62, (k * 4, 8)), (upper, 0.95, (k * 4, -6))):
                wing_, middle = smooth(outline), np.mean(outline, 0)
                ink.fill(wing_, dark)
                inner = [(middle[0] + (p - middle[0]) * 0.86, middle[1] + (q - middle[1]) * 0.86) for p, q in outline]
                top, low = (
                    light.shade(mix(tone, "#fff0c0", 0.25), lit),
                    light.shade(mix(tone, "#5a1c20", 0.3), lit * 0.8),
                )
                ink.fill(smooth(inner), Linear(0, 0, k * 66, outline[2][1], [(0, low, 1), (0.5, light.shade(tone, lit), 1), (1, top, 1)]))  # fmt: skip  # noqa: E501
                ink.stroke(join([smooth([root, q], closed=False) for q in inner[1:-1]]), 1.5, dark, 0.8)
                edge = [(0.93 * p + 0.07 * middle[0], 0.93 * q + 0.07 * middle[1]) for p, q in outline[2:-1]]
                ink.fill(ellipses(edge, np.full((len(edge), 2), (1.9 * abs(k) + 0.4, 2.1))), pale, 0.95)
        ink.fill(ribbon([(0, -20), (0, 4), (0, 36)], [3.4, 4.4, 1.4]), light.shade("#241a20", 0.4))
        for s in (-1, 1):
            feeler = [(0, -18), (s * 7, -36), (s * 15, -44)]
            ink.stroke(smooth(feeler, closed=False), 1.3, dark)
            ink.fill(ellipse(s * 15, -44, 1.8), dark)
