"""Puts four-legged animals into a landscape: sizes, places, shadows, footprints, what they throw up."""

from __future__ import annotations

import math
import re
from contextlib import nullcontext
from dataclasses import dataclass, replace

import numpy as np

from nemo_skill.studio.plan.model import Subject
from nemo_skill.studio.plan.where import is_room
from nemo_skill.studio.scenes.animal_forms import form_of, is_animal
from nemo_skill.studio.scenes.framing import close_up, frame_share, hero_fit, side_by_side
from nemo_skill.studio.scenes.ink import Ink, Linear, ellipse, join, rect, smooth
from nemo_skill.studio.scenes.light import Light
from nemo_skill.studio.scenes.masses import MANY, Mass
from nemo_skill.studio.scenes.particles import kicked, shade_below
from nemo_skill.studio.scenes.people import people_scale
from nemo_skill.studio.scenes.portrait import Portrait, faces_us
from nemo_skill.studio.scenes.posture import posture_at
from nemo_skill.studio.scenes.props import (
    SEAT_HEIGHTS,
    Held,
    ball_colour,
    draw_held,
    draw_perch,
    draw_prop,
    draw_tool,
    held_thing,
    in_mouth,
    perch_of,
    prop_of,
    worn_by,
)
from nemo_skill.studio.scenes.quadruped import Quadruped
from nemo_skill.studio.scenes.sports import mounted
from nemo_skill.studio.scenes.trodden import dust, hurdle
from nemo_skill.studio.scenes.wading import shaken, wade
from nemo_skill.studio.scenes.world import World

_YOUNG = re.compile(r"\b(?:kittens?|kitt(?:y|ies)|pupp(?:y|ies)|cubs?|foals?|fawns?|cal(?:f|ves)|lambs?|joeys?|piglets?|bunn(?:y|ies)|bab(?:y|ies)|newborn|young(?! (?:man|woman|boy|girl|lady)))\b|幼崽|幼|宝宝|小(?=[猫狗鹿兔熊马羊象狮虎猪牛狐松])|崽", re.I)  # fmt: skip  # noqa: E501
_PARENT = re.compile(r"\bmother\b|\bfather\b|\bmom\b|\bparents?\b|\b(?:and|with) (?:her|his|its|their)\b.*?(?:cub|calf|calves|foal|fawn|kitten|pupp|lamb|joey|bab)|\bfamily\b|一家|妈妈|母亲|带着", re.I)  # fmt: skip  # noqa: E501
_MANY = re.compile(
    r"cubs|calves|foals|fawns|kittens|puppies|lambs|babies|family|两只|几只|一群|\btwo\b|\bthree\b", re.I
)

_CARRIED = r"on (?:its|her|his|the|their) (?:\w+(?:'s)? )?back\b|背上|背着"
_SMALL = ("butterfly", "birds", "bee", "dragonfly")  # take no room beside others
_NESTS = ("box", "basket", "egg", "desk")
_RIMS = {"box": 0.35, "basket": 0.16, "egg": 0.28, "desk": 0.35}  # of their fronts, in their heights
_AWAY = re.compile(r"from behind|back view|back to (?:us|the (?:camera|viewer))|(?:look|gaz|star|watch|peer)\w* (?:out|at|through|over|up at|the)\b[^,.]*\b(?:window|rain|snow|outside|stars|moon|city|skyline|sunset|sunrise|sea|ocean|waves|view|horizon|valley|sky|fireworks|aquarium|milky way|northern lights|aurora)|窗外|背影|看雪|看雨|看海|看日|看星|望着(?!镜头|我)|仰望|眺望", re.I)  # fmt: skip  # noqa: E501
_ROLLING = 420.0  # how fast the world passes who is on wheels
_WET = re.compile(r"water|\bwet\b|\bdry|bath|swim|rain|水|湿|洗澡|雨", re.I)
_FACE = re.compile(
    r"\bfaces?\b|portrait|\bhead\b|at (?:the|us)|into (?:the )?(?:camera|lens)|脸|头像|肖像|看镜头|正面", re.I
)
_WATCH = re.compile(r"\bwatch|\bstar(?:es?|ing)\b|look\w* at|gaz|curious|fascinat|盯|看|望|好奇", re.I)
_OTHER = re.compile(r"\banother\b|each other|one another|另一只|互相|彼此|依偎", re.I)


def _apart(world: World, lead: Quadruped, close: bool) -> float:
    """The way from one animal of a group to the next, in lengths of one."""
    still = lead.gait.reach == 0
    if close and isinstance(lead, Portrait):
        return 0.94 * lead.breadth / (lead.extent[1] - lead.extent[0])
    return (0.9 if still else 0.66) if world.w > world.h else (0.62 if still else 0.5)


@dataclass(frozen=True)
class Member:
    """One animal: the row of its feet, its x, scale, phase of its own (0-1), whether it faces left."""

    row: float
    x: float
    scale: float
    phase: float
    flip: bool
    animal: Quadruped


class Herd:
    """One or more four-legged animals on the ground plane, with their young, what they hold and what they are on."""

    def __init__(
        self, world: World, subject: Subject, *, share: float = 0.5, rider: Subject | None = None, facing: bool = False
    ) -> None:
        self._world = world
        prompt = world.plan.prompt
        family = not self._people and bool(_PARENT.search(prompt)) and bool(_YOUNG.search(prompt) or "family" in prompt)
        young = bool(_YOUNG.search(prompt)) and not family
        children = (3 if _MANY.search(prompt) else 1) if family else 0
        count = max(1, min(subject.count, 2 if family else 4 if subject.count >= MANY else 7))
        if count == 1 and _OTHER.search(prompt):
            count = 2
        action = self._action(subject)
        lead = self._cast(subject, action, 0, young)
        self._perch = self._seat(lead)
        self._prop = prop_of(world.plan, subject, lead.act)
        self._thing = held_thing(world.plan) if isinstance(lead, Portrait) or in_mouth(prompt) else None
        left, right, tall = lead.extent
        smaller = self._perch and self._perch not in _NESTS
        self._scale = self._fitting(lead, subject, count + children, rider) * (0.8 if smaller else 1.0)
        if isinstance(lead, Portrait) and lead.way == "hold" and world.plan.camera == "close":
            self._scale *= 0.7  # What the hands hold is looked at, too.
        if isinstance(lead, Portrait) and world.plan.camera == "close":
            self._scale = min(self._scale, 0.7 * world.h / lead.crown)
        if self._watching:
            share, self._scale = 0.36, self._scale * (0.62 if world.plan.camera == "close" else 0.86)
        if self._perch == "desk" or (isinstance(lead, Portrait) and "umbrella" in lead.worn):
            self._scale *= 0.78 if self._perch != "desk" else 0.95
        if lead.act == "climb":
            self._scale = min(self._scale, 0.78 * world.h / (right - left))
        middle = (left + right) / 2 * self._scale
        look = lead.gaze * (0.8 if lead.way == "hold" else 1.0) if isinstance(lead, Portrait) else 0.62 * tall
        down = close_up(world, look * self._scale) if not self._watching else 0.0
        if world.plan.camera == "close" and (down or (right - left) * self._scale > 0.8 * world.w):
            # The head is looked at; long animals reach out of the frame behind it.
            head = right * self._scale
            middle = max(head * (0.62 if world.w > world.h else 0.85), head - 0.3 * world.w)
        self._lift = SEAT_HEIGHTS.get(self._perch or "", 0.0) * tall * self._scale
        rng = world.rng(501)
        still = lead.gait.reach == 0
        close = self._perch in _NESTS or subject.action == "nuzzle"
        tended = still and rider is None and self._tended
        if tended:  # Within reach of the hands that tend it.
            near = 0.5 * (lead.breadth if isinstance(lead, Portrait) else right - left) * self._scale
            share = 0.36 + (36 * people_scale(world) + near) / world.w
        self._members = []
        for i in range(count + children):
            child = i >= count
            animal = lead if i == 0 else self._cast(subject, action, i, young or child, strides=lead.strides)
            if rider is not None:
                animal.rider = mounted(rider, lead.form["tall"], lead.form["leg"][1], world.rng(505 + i))
            jitter = rng.random()
            row = world.ground_row + (down if i == 0 else (jitter - 0.75) * 0.13 * world.h + down)
            if not still and count > 2 and i and not child:  # In ranks, the farther the smaller.
                row = world.ground_row + down - (0.05 + 0.055 * ((i - 1) % 3) + 0.02 * jitter) * world.h
            if isinstance(animal, Portrait):
                animal.lean = 0.0 if subject.action != "nuzzle" else 0.2
            place = ((i + 1) // 2) * (1 if i % 2 else -1) - (0.5 if count == 2 else 0.0)
            flip = still and (place > 0 or facing or tended) and i < count
            apart = _apart(world, lead, close) + 0.15 * rng.random() * (not close)
            x = world.w * share - (-middle if flip else middle) + place * (right - left) * self._scale * apart
            if child:
                row = world.ground_row + 0.02 * world.h * (1 + (i - count) % 2)
                x = world.w * share - middle - (0.62 + 0.36 * (i - count)) * (right - left) * self._scale * 0.8
            if self._perch or close:
                low = close_up(world, look * self._scale + self._lift) if self._perch not in _NESTS else 0.0
                row = world.ground_row + (0.1 * world.h if self._perch == "desk" else low)
            if lead.act == "fly":
                row = min(0.84, 0.5 + 0.42 * tall * self._scale / world.h) * world.h - (
                    0.25 * rng.random() * world.h if i else 0
                )
            depth = 1.0 if lead.act == "fly" else (row - down - world.horizon) / (world.ground_row - world.horizon)
            self._members.append(Member(row, x, self._scale * depth, float(rng.random()) if i else 0.0, flip, animal))
        if children:
            shift = 0.16 * children * (right - left) * self._scale
            self._members = [replace(m, x=m.x + shift) for m in self._members]
        self._members.sort(key=lambda m: m.row)
        if children and re.search(_CARRIED, prompt, re.I):
            self._carry(subject, lead)
        self.tended = tended
        self._fence = lead.act == "jump" and bool(re.search(r"fence|hurdle|obstacle|栏|障碍", prompt, re.I))
        self._dusty = bool(re.search(r"\bdust|尘", prompt, re.I))
        self._mass = self._many(lead) if subject.count >= MANY and not self._perch and rider is None else None
        passing = {"fly": 150.0, "climb": 0.0}.get(lead.act, lead.speed * self._scale)
        self.speed = _ROLLING if self._perch in ("board", "surf") else passing

    def _many(self, lead: Quadruped) -> Mass | None:
        """Those behind, where there is ground for them up to the horizon."""
        if is_room(self._world.plan.setting) or lead.act in ("climb", "hang"):
            return None
        wading = self._world.plan.setting in ("lake", "sea")
        sunk = 0.3 * lead.form["leg"][1] * lead.size / lead.extent[2] if wading else 0.0
        period = 1 / lead.strides if lead.gait.reach else 0.0
        if lead.act == "fly":
            period = 1 / 0.85
        return Mass(
            self._world, lead.draw, lead.extent, self._scale, period=period, sunk=sunk, airborne=lead.act == "fly"
        )

    def _carry(self, subject: Subject, lead: Quadruped) -> None:
        """The first young one onto the back of its parent."""
        parent = next(m for m in self._members if m.animal is lead)
        parent = replace(parent, x=self._world.w * 0.5 - 0.5 * sum(lead.extent[:2]) * parent.scale)
        child, size = self._cast(subject, "lie", 1, True), lead.size * parent.scale
        if isinstance(lead, Portrait):  # It looks over a shoulder.
            over = replace(parent, x=parent.x + 0.42 * lead.breadth * parent.scale, animal=child)
            self._members = [replace(over, row=parent.row - 0.62 * lead.form["leg"][1] * size), parent]
            return
        up = (lead.form["leg"][1] + 0.55 * max(lead.form["girth"])) * size
        self._members = [parent, replace(parent, row=parent.row - up, x=parent.x - 14 * size, animal=child)]

    @property
    def _watching(self) -> bool:
        """Whether it looks at an animal beside it, one that flies or swims; then it sits in profile."""
        plan = self._world.plan
        other = any(s.group in ("bird", "swimmer") for s in plan.subjects) and plan.subjects[0].count == 1
        return not self._people and other and bool(_WATCH.search(plan.prompt))

    @property
    def _people(self) -> list[Subject]:
        return [s for s in self._world.plan.subjects if s.group == "person"]

    @property
    def _tended(self) -> bool:
        """Whether one person has the hands on it."""
        people = self._people
        return len(people) == 1 and people[0].count <= 1 and people[0].pose in ("cuddle", "pet", "feed")

    def _action(self, subject: Subject) -> str:
        """What they do: what the prompt says, as far as the place and the company allow it."""
        action = {"dance": "play", "drive": "run" if self._people else "walk", "nuzzle": "sit"}.get(
            subject.action, subject.action
        )
        if self._world.plan.setting in ("space", "orbit") and action not in ("sleep", "fly"):
            return "beg" if faces_us(subject.kind, "beg") else "fly" if "wings" in form_of(subject.kind) else "walk"
        if action == "sit" and not faces_us(subject.kind, action) and subject.action == "nuzzle":
            return "stand"
        if action == "float" and not faces_us(subject.kind, action):
            return "swim"
        if self._tended and action not in ("sleep", "lie"):
            return "sit" if faces_us(subject.kind, "sit") else "stand"
        people, prompt = self._people, self._world.plan.prompt
        if people and action == "run" and all(s.action in ("walk", "stand") for s in people):
            action = "walk"
        if (
            action in ("walk", "stand")
            and "umbrella" in worn_by(self._world.plan, subject)
            and faces_us(subject.kind, "sit")
        ):
            return "sit"
        eats = action in ("sit", "stand") and re.search(r"\beat|munch|chew|nibbl|吃|啃", self._world.plan.prompt, re.I)
        if eats and form_of(subject.kind).get("acts", {}).get("eat") == "nibble" and not self._people:
            action = "eat"
        if (
            self._world.plan.camera == "close"
            and _FACE.search(self._world.plan.prompt)
            and faces_us(subject.kind, "sit")
        ):
            return action if action in ("yawn", "sleep", "eat", "lie") else "sit"
        if self._watching and action in ("look", "sit", "stand", "walk"):
            return "sit"
        seat, hands = perch_of(self._world.plan), held_thing(self._world.plan) and not people and not in_mouth(prompt)
        if hands and faces_us(subject.kind, "sit") and action in ("eat", "drink", "play", "sit", "stand", "walk"):
            return "beg"
        if seat in ("board", "surf"):
            return "stand"
        if seat == "desk" and faces_us(subject.kind, "sit") and action not in ("sleep", "lie", "eat"):
            return "sit"
        if seat and action in ("walk", "run", "stand") and not re.search(r"walk|run|走|跑", prompt, re.I):
            return "lie" if seat in ("sofa", "cushion") else "sit"
        return action

    def _seat(self, lead: Quadruped) -> str | None:
        """What the animals are on: frogs in water sit on a leaf; who flies or hangs is on nothing."""
        if lead.gait.reach or lead.act in ("fly", "hang"):
            return None
        if self._people and perch_of(self._world.plan) in ("sofa", "cushion"):
            return None  # That is where the people are.
        afloat = self._world.plan.setting == "lake" and lead.kind == "frog"
        return perch_of(self._world.plan) or ("pad" if afloat else None)

    def _cast(self, subject: Subject, action: str, i: int, young: bool, *, strides: float | None = None) -> Quadruped:
        """The i-th animal: in a group each has a coat of its own, unless the prompt gives them one colour."""
        coats = form_of(subject.kind).get("coats", ())
        colour = subject.colour or (coats[(i - 1) % len(coats)] if i and coats else None)
        build = Portrait if faces_us(subject.kind, action) and not self._watching else Quadruped
        animal = build(subject.kind, action, colour, strides=strides, young=young, material=subject.look)
        animal.worn = worn_by(self._world.plan, subject)
        if isinstance(animal, Portrait):
            animal.nested = perch_of(self._world.plan) in _NESTS
            seen = self._world.plan.camera == "close" or bool(self._people) or animal.worn
            animal.back = not seen and not animal.nested and bool(_AWAY.search(self._world.plan.prompt))
        return animal

    def _fitting(self, lead: Quadruped, subject: Subject, count: int, rider: Subject | None) -> float:
        """The scale: beside people by true size, else as large as a hero stands, smaller beside larger animals."""
        world = self._world
        left, right, tall = lead.extent
        if any(s.group == "person" for s in world.plan.subjects):
            metre = 230 * people_scale(world) / 1.72
            true = lead.form["tall"] if lead.form["tall"] > 0.5 else lead.form["tall"] * 1.25
            scale = metre * true / (lead.form["leg"][1] * lead.size)
            if isinstance(lead, Portrait):
                scale *= 0.86  # Its large head makes it taller than it would be.
            return float(min(scale, world.w * (0.5 if rider is not None else 0.42) / (right - left)))
        scale = hero_fit(world, right - left, tall, lead.form["tall"])
        kinds = {s.kind for s in world.plan.subjects if is_animal(s.kind)} - {lead.kind}
        largest = max([lead.form["tall"], *(form_of(kind)["tall"] for kind in kinds)])
        many = len([s for s in world.plan.subjects if s.group in ("quadruped", "bird") and s.kind not in _SMALL]) > 1
        beside: float = max(0.28, (lead.form["tall"] / largest) ** 0.6) * (1.0 if not many else 0.68 if kinds else 0.8)
        one = self._perch in _NESTS or (isinstance(lead, Portrait) and bool(self._perch))
        grouped = scale * beside * (1.0 if one else frame_share(world, count))
        apart = _apart(world, lead, self._perch in _NESTS) + 0.08
        return float(min(grouped, side_by_side(world, right - left, count, apart)) if count > 1 else grouped)

    def draw(self, ink: Ink, light: Light, t: float) -> None:
        """Shadows and prints first, then the animals from far to near."""
        world = self._world
        snowy = world.plan.snowy
        sandy = world.plan.setting in ("desert", "beach", "savanna")
        if self._perch:
            self._perched(ink, light, t, self._perch)
            return
        if self._mass is not None:
            self._mass.draw(ink, t)
        if self._fence:
            hurdle(world, ink, light, t, max(self._members, key=lambda m: m.scale), self.speed)
        if self._dusty:
            dust(world, ink, light, t, near=False)
        for member in self._members:
            self._draw_one(ink, light, t, member, snowy=snowy, sandy=sandy)
        if self._dusty:
            dust(world, ink, light, t, near=True)

    def _perched(self, ink: Ink, light: Light, t: float, perch: str) -> None:
        """All of them on or in one thing."""
        middles, wide = [], 0.0
        for one in self._members:
            left, right, _ = one.animal.extent
            middles.append(one.x + (left * (0.3 if right + left else 0.5) + right * 0.5) * one.scale * (-1 if one.flip else 1))  # fmt: skip  # noqa: E501
            wide = max(wide, (right - left) * 0.36 * one.scale)
        middle, row = (min(middles) + max(middles)) / 2, self._members[0].row
        seat = (0.8 if perch in _NESTS else 1.0) * wide + (max(middles) - min(middles)) / 2 * (
            0.7 if perch in _NESTS else 1.0
        )
        shade_below(ink, light, middle, row + 4, seat * 1.3, seat * 0.2, 0.0 if perch == "branch" else 0.6)
        with ink.moved(middle, row - self._lift):
            draw_perch(ink, light, perch, seat, self._lift, front=False)
            inside = rect(
                -2 * self._world.w, -4 * self._world.w, 4 * self._world.w, 4 * self._world.w + 0.7 * self._lift
            )
            with ink.within(inside) if perch in _NESTS else nullcontext():
                for one in self._members:
                    self._pose(ink, light, t, one, one.x - middle, 0.42 * self._lift if perch in _NESTS else 0.0)
            draw_perch(ink, light, perch, seat, self._lift, front=True)
            for one in self._members:
                if perch in _NESTS and isinstance(one.animal, Portrait):
                    with ink.moved(one.x - middle, -_RIMS[perch] * self._lift, scale=one.scale):
                        one.animal.paws(ink, light, t)
            if perch == "desk":
                with ink.moved(0, -0.33 * self._lift):
                    draw_tool(ink, light, self._world.plan.prompt, seat * 0.95)

    def _draw_one(self, ink: Ink, light: Light, t: float, one: Member, *, snowy: bool, sandy: bool) -> None:
        world, animal, scale, row = self._world, one.animal, one.scale, one.row
        form = animal.form
        x = one.x + (world.w * 0.018 * math.sin(t * 0.8 + one.phase * 5) if animal.gait.reach else 0.0)
        half = 98 * form["size"] * scale
        if animal.act == "fly":
            bob = world.h * 0.02 * math.sin(t * 1.6 + 5 * one.phase)
            with ink.moved(x, row + bob, turn=0.05 * math.sin(t * 0.8 + one.phase) - 0.05):
                self._pose(ink, light, t, one, 0.0, 0.0)
            return
        if animal.act == "climb":
            self._climb(ink, light, t, one, x)
            return
        if world.plan.setting in ("space", "orbit", "underwater"):
            self._adrift(ink, light, t, one, x)
            return
        if animal.act == "hang":
            self._hang(ink, light, t, one, x)
            return
        contacts = animal.contacts(t + one.phase / animal.strides)
        speed = world.parallax(row)
        if snowy or sandy:
            prints = [
                ellipse(
                    x + at * scale - speed * age,
                    row + (4 if step % 2 else -5) * scale,
                    9 * scale * form["size"] / 2,
                    3.2 * scale,
                )
                for age, at, step in contacts
                if age > 0.02
            ]
            ink.fill(join(prints), light.shade("#7287bd" if snowy else "#8a5f34", 0.05), 0.5)
        if animal.act in ("swim", "float") or (world.plan.setting in ("lake", "sea") and animal.act != "jump"):
            wade(world, ink, light, t, one, x, lambda px, py: self._pose(ink, light, t, one, px, py))
        else:
            shade_below(ink, light, x, row + 2, half, 17 * scale * form["size"] ** 0.5, 0.62)
            self._pose(ink, light, t, one, x, row)
        if animal.act == "shake" and _WET.search(world.plan.prompt):
            shaken(ink, light, t, one, x)
        if animal.gait.flex >= 0.9 and (snowy or sandy or self._dusty):
            kicked(
                ink,
                light,
                contacts,
                speed=speed,
                scale=scale,
                colour="#f4f6ff" if snowy else "#d9b27c",
                x=x,
                y=row + 2,
            )

    def _climb(self, ink: Ink, light: Light, t: float, one: Member, x: float) -> None:
        """Up a trunk; the bark passes by as fast as its feet reach."""
        world, form = self._world, one.animal.form
        left, right, _ = one.animal.extent
        half = max(form["girth"]) * form["size"] * one.scale * 1.5
        edge = x + 0.5 * (left + right) * one.scale + half
        bark, lit = light.shade("#4f3a2b", 0.2), light.shade("#8a6a4c", 0.9)
        sides = (lit, bark) if light.sun[0] < 0.5 else (bark, lit)
        trunk = rect(edge, -30, 2 * half, world.h + 60)
        ink.fill(trunk, Linear(edge, 0, edge + 2 * half, 0, [(0, sides[0], 1), (1, sides[1], 1)]))
        gap = world.h * 0.16
        down = (one.animal.speed * one.scale * t) % gap
        for k in range(-1, 8):
            for j in range(4):
                mx, my = edge + half * (0.25 + 0.5 * j), gap * (k + 0.25 * (j % 3)) + down
                mark = [(mx, my), (mx + 6 * math.sin(2.3 * j), my + gap * 0.3), (mx - 4, my + gap * 0.55)]
                ink.stroke(smooth(mark, closed=False), half * 0.05, bark, 0.7)
        middle = -0.5 * (left + right) * one.scale
        with ink.moved(edge + 2, world.h * 0.54, turn=-math.pi / 2):
            self._pose(ink, light, t, one, middle, 0.0)

    def _hang(self, ink: Ink, light: Light, t: float, one: Member, x: float) -> None:
        """From a bough above, swinging by one hand."""
        world, form = self._world, one.animal.form
        hand = (0.16 * 2 * one.animal.half * form["size"] * one.scale, 2.55 * form["leg"][1] * form["size"] * one.scale)
        top, thick = world.h * 0.16, 0.16 * hand[1]
        if one is self._members[0]:
            with ink.moved(world.w * 0.5, top - thick * 0.25):
                draw_perch(ink, light, "branch", hand[1] * 0.5, thick * 4, front=False)
        with ink.moved(x + hand[0], top, turn=0.2 * math.sin(t * 2.1 + 4 * one.phase)):
            self._pose(ink, light, t, one, -hand[0], hand[1])

    def _pose(self, ink: Ink, light: Light, t: float, one: Member, x: float, y: float) -> None:
        """The animal with what it has to do with at (x, y); those that face left get their light mirrored."""
        animal, seen = one.animal, light
        if one.flip:
            seen = replace(light, sun=np.array([1 - light.sun[0], light.sun[1]], np.float32))
        if (self._prop or self._thing) and animal.held is None and not self._rolls(animal):
            animal.held = self._holding(animal, self._prop or "")
        with ink.moved(x, y, scale=one.scale, flip=one.flip):
            animal.draw(ink, seen, t, offset=one.phase)
            if self._prop and self._rolls(animal) and not one.phase:
                size = animal.form["leg"][1] * animal.size * {"bowl": 0.75, "flower": 1.0}.get(self._prop, 0.5)
                roll = 0.35 * math.sin(t * 2.4) if self._prop not in ("bowl", "flower") else 0.0
                at = animal.extent[1] * 0.98 + size * roll
                hop = size * 0.7 * abs(math.sin(4.4 * t)) if animal.gait.flex >= 0.9 else 0.0
                still = self._prop in ("bowl", "flower")
                with ink.moved(at + (0.5 * size if hop else 0.0), -size * 0.5 - hop, turn=0.0 if still else 2.2 * roll):
                    tint = ball_colour(self._world.plan.prompt) if self._prop == "ball" else None
                    draw_prop(ink, seen, self._prop, size, tint)

    def _rolls(self, animal: Quadruped) -> bool:
        """Whether its thing lies on the ground before it."""
        if re.search(r"in (?:its|his|her|the) mouth|叼|衔", self._world.plan.prompt, re.I):
            return False
        return self._prop in ("bowl", "flower") or (animal.act != "catch" and self._prop in ("yarn", "ball", "laser"))

    def _holding(self, animal: Quadruped, name: str) -> Held:
        """What draws a held thing: a disc flies up to the mouth first, a fish is there once it is caught."""
        r = animal.form["head"]

        def held(ink: Ink, light: Light, t: float) -> None:
            if self._thing:
                draw_held(ink, light, self._thing, r * 1.4)
                return
            p = posture_at(animal.act, t)
            if animal.act == "fish" and p.reach > 0.5:
                return
            away = r * 3.2 * max(0.0, 0.55 - p.lift) if animal.act == "catch" and p.jaw < 0.2 else 0.0
            with ink.moved(away, -away * 1.2 + r * 0.15):
                draw_prop(
                    ink,
                    light,
                    name,
                    r * (1.5 if animal.act != "nibble" else 2.2 if isinstance(animal, Portrait) else 1.1),
                )

        return held

    def _adrift(self, ink: Ink, light: Light, t: float, one: Member, x: float) -> None:
        """Weightless: it turns slowly about its middle."""
        world, tall = self._world, one.animal.extent[2] * one.scale
        with ink.moved(
            x,
            world.h * (0.5 + 0.03 * math.sin(t * 0.7 + 5 * one.phase)),
            turn=(0.3 if world.plan.setting != "underwater" else 0.08) * math.sin(t * 0.45 + 2 * one.phase),
        ):
            self._pose(ink, light, t, one, 0.0, 0.5 * tall)
