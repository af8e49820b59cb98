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


@dataclass(frozen=True)
class _Member:
    """One bird: where its feet (or its middle) are, its scale, and how its time differs."""

    x: float
    y: float
    scale: float
    phase: float
    bird: Bird


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
        self._catch = subject.action in ("catch", "fish")
        lead = Bird(subject.kind, self.act, subject.colour, subject.look)
        children = next((s.count for s in world.plan.subjects if s.kind == YOUNG_OF.get(subject.kind)), 0)
        children = max(children, brood)
        if subject.kind in YOUNG_OF and re.search(r"\bfamily|\bbab(?:y|ies)|家庭|一家|宝宝", world.plan.prompt, re.I):
            children = 3
        if children == 1 and re.search(r"跟|一群|妈妈|们", world.plan.prompt):
            children = 4
        children = min(4, children)
        count = max(1, min(7, subject.count))
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
        scale *= 0.55 if beside else 0.86 if self._perch or self.act == "fly" else 0.8 if self.act == "hover" else 1.0
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
        if self._perch:
            half = 48 * self._scale
            high = world.ground_row - self._level() if self._perch != "branch" else half * 1.6
            last = max(m.x for m in self._members) - world.w * 0.5
            with ink.moved(world.w * 0.5, self._level() + self._down):
                draw_perch(ink, light, self._perch, half + abs(last) * 0.5, high, front=False)
        for one in self._members:
            {"fly": self._fly, "hover": self._hover, "swim": self._swim}.get(self.act, self._stand)(ink, light, t, one)
        if self._perch in ("sofa", "box"):
            with ink.moved(world.w * 0.5, self._level() + self._down):
                draw_perch(ink, light, self._perch, half, high, front=True)

    def _stand(self, ink: Ink, light: Light, t: float, one: _Member) -> None:
        if not self._perch and not self._borne:
            wide = 62 * one.scale
            shade_below(ink, light, one.x, one.y + 2, wide, wide * 0.2, 0.6)
        with ink.moved(one.x, one.y, scale=one.scale):
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
        with ink.faded(0.22), ink.moved(x, row, scale=one.scale, stretch=-0.55):
            bird.draw(ink, light, later)
        pale = mix(light.shade("#ffffff", 0.9), light.sky[-1], 0.35)
        with ink.within(rect(-20, -20, world.w + 40, row + 20 + deep * 0.06)), ink.moved(x, row, scale=one.scale):
            bird.draw(ink, light, later)
        for k in range(3):
            p = (t * 0.45 + k / 3) % 1.0
            wide = 60 * one.scale * (0.9 + 0.8 * p)
            ink.stroke(ellipse(x - 22 * one.scale * p, row + 2, wide, wide * 0.13), 2.6, pale, 0.65 * (1 - p))


_BLOOMS = (
    ("sunflower|向日葵", "#f2b92c", "#5a3a1e"),
    ("purple|violet|lavender|lilac|紫|薰衣草", "#9a6ad8", "#f2c53d"),
    ("pink|cherry|rose|粉|樱|玫瑰", "#f08ab0", "#f6dc7a"),
    ("white|daisy|daisies|jasmine|白|雏菊", "#faf6ee", "#f2b93c"),
    ("yellow|dandelion|黄", "#f4cf3c", "#b8742c"),
    ("blue|蓝", "#5a8ae0", "#f6dc7a"),
    ("", "#e0485c", "#f2c53d"),
)


def blossom(ink: Ink, light: Light, t: float, x: float, y: float, size: float, foot: float, prompt: str = "") -> None:
    """A large flower that turns to the left, on a stem from below with leaves; its colour is the prompt's."""
    tone, heart = next((row[1], row[2]) for row in _BLOOMS if re.search(row[0], prompt, re.I))
    sway = 0.05 * math.sin(t * 1.2)
    stem = [(x + size * 0.9, foot + 40), (x + size * 0.8, (y + foot) / 2), (x + size * (0.4 + sway), y)]
    ink.fill(ribbon(stem, [size * 0.09, size * 0.07, size * 0.05]), light.shade("#4a7a3a", 0.5))
    for k, (u, side) in enumerate(((0.4, 1), (0.62, -1), (0.85, 1))):
        lx, ly = x + size * 0.82, y + (foot - y) * u
        leaf = [(lx, ly), (lx + side * size * 0.5, ly - size * 0.34), (lx + side * size * 1.0, ly - size * 0.2), (lx + side * size * 0.5, ly + size * 0.06)]  # fmt: skip  # noqa: E501
        ink.fill(smooth(leaf), light.shade("#3f7a3c", 0.35 + 0.2 * k))
        rib = [(lx, ly), (lx + side * size * 0.5, ly - size * 0.14), (lx + side * size * 0.9, ly - size * 0.18)]
        ink.stroke(smooth(rib, closed=False), size * 0.02, light.shade("#7fb060", 0.7), 0.6)
    petal = np.array([(0.1, 0), (0.4, -0.17), (0.84, -0.15), (1.0, 0.02), (0.84, 0.16), (0.4, 0.16)])
    with ink.moved(x + size * 0.3, y, turn=sway - 0.14):
        for ring, (n, far, lit) in enumerate(((11, 1.0, 0.35), (11, 0.88, 0.8))):
            turned, veins = [], []
            for k in range(n):
                angle = (k + 0.5 * ring) * 2 * math.pi / n
                c, s = math.cos(angle), math.sin(angle)
                wide = petal @ np.array([[c * 0.72, s], [-s * 0.72, c]]) * size * far
                turned.append(smooth(wide))
                veins.append(smooth([wide[0], (wide[2] + wide[4]) / 2], closed=False))
            top, low = light.shade(tone, min(1.0, lit + 0.3)), light.shade(mix(tone, "#5a1c3a", 0.3), lit * 0.6)
            ink.fill(join(turned), Linear(-size * 0.4, -size, size * 0.3, size, [(0, top, 1), (1, low, 1)]))
            ink.stroke(join(veins), size * 0.012, low, 0.5)
        ink.fill(ellipse(-size * 0.03, 0, size * 0.23, size * 0.3), light.shade(mix(heart, "#4a2a18", 0.45), 0.5))
        grains = [(size * (0.19 * math.cos(2.4 * k) * (k / 34) ** 0.5 - 0.05), size * 0.25 * math.sin(2.4 * k) * (k / 34) ** 0.5) for k in range(34)]  # fmt: skip  # noqa: E501
        ink.fill(ellipses(grains, np.full(34, size * 0.03)), light.shade(heart, 0.95))


class Flock:
    """Many birds far away, in a loose V, each beating in its own time."""

    speed = 0.0

    def __init__(self, world: World, subject: Subject, *, small: float = 1.0) -> None:
        self._world = world
        self._count = max(5, min(26, subject.count * 2))
        rng = world.rng(520)
        self._seed = rng.random((self._count, 4))
        self._small = small
        self._colour: Any = subject.colour or (
            "#2c3140" if subject.word not in ("seagulls", "gulls", "doves", "cranes", "海鸥", "鸽子") else "#f2f2ee"
        )

    def draw(self, ink: Ink, light: Light, t: float) -> None:
        """The whole flock drifts across the sky."""
        world = self._world
        paths = []
        for i, (a, b, c, d) in enumerate(self._seed):
            rank = (i + 1) // 2
            side = 1 if i % 2 else -1
            size = (15 + 13 * c) * self._small
            x = world.w * (0.30 + 0.07 * t) % (world.w * 1.5) - rank * 62 * self._small + 26 * math.sin(t * 0.6 + 9 * a)
            y = world.h * 0.27 + side * rank * 21 * self._small + 18 * math.sin(t * 0.8 + 7 * b) - rank * 6
            f = math.sin(2 * math.pi * (t * (1.7 + 0.5 * c) + d))
            up = size * (0.25 + 0.55 * f)
            paths.append(
                smooth(
                    [
                        (x - size * 1.5, y - up * 0.9),
                        (x - size * 0.75, y - up * 1.05 - size * 0.12),
                        (x, y),
                        (x + size * 0.75, y - up * 1.05 - size * 0.12),
                        (x + size * 1.5, y - up * 0.9),
                        (x + size * 0.7, y - up * 0.62),
                        (x, y + size * 0.20),
                        (x - size * 0.7, y - up * 0.62),
                    ]
                )
            )
        ink.fill(join(paths), light.shade(self._colour, 0.35, 0.22), 0.95)


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
        self._flower = self._alone and bool(re.search(r"flower|blossom|rose|lavender|daisy|花", self._prompt, re.I))
        if self._flower:
            self._colour = None  # The colour is the flower's.
        self._seed = world.rng(530).random((self._count, 5))

    def draw(self, ink: Ink, light: Light, t: float) -> None:
        """Each flutters on a knot of its own; one is large and near."""
        world = self._world
        if self._flower:
            blossom(ink, light, t, world.w * 0.5, world.h * 0.62, world.h * 0.24, world.h, self._prompt)
        fit = min(hero_fit(world, 150, 130, 0.1) * 0.9, world.h * 0.0037)
        for i in range(self._count - 1, -1, -1):
            a, b, c, d, e = self._seed[i]
            near = i == 0
            size = (fit if self._alone else 1.25) if near else 0.55 + 0.8 * c
            x = world.w * ((0.5 if self._alone else 0.76) if near else a)
            y = world.h * (0.46 if near else 0.26 + 0.4 * b)
            flap = abs(math.sin(2 * math.pi * t * (2.6 + 1.5 * d) + 7 * a)) ** 0.8
            turn = 0.25 * math.sin(t * 1.3 + 4 * c) - 0.2
            if near and self._flower:
                flap, turn, x, y = 0.62 + 0.38 * math.sin(t * 1.5), 0.5, x - 0.01 * world.w, world.h * 0.46
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
