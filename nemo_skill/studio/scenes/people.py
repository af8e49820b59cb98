"""People in a scene: who there is, how large they stand, where, and which way they face."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from nemo_skill.studio.data import table
from nemo_skill.studio.plan.model import Subject
from nemo_skill.studio.scenes import sketches
from nemo_skill.studio.scenes.animal_forms import form_of, is_animal
from nemo_skill.studio.scenes.figure import Figure
from nemo_skill.studio.scenes.ink import Ink, Linear, ellipse, polygon, rect, smooth
from nemo_skill.studio.scenes.light import Light, mix
from nemo_skill.studio.scenes.particles import shade_below
from nemo_skill.studio.scenes.skeleton import Pose, pose_of, stance
from nemo_skill.studio.scenes.sports import ride_bicycle, ride_ski, ride_surf
from nemo_skill.studio.scenes.wardrobe import as_told, folk_of, height_of, look_of
from nemo_skill.studio.scenes.world import World

_MOST, _SEATS = 8, 5
# How far back the members of a group stand, from the middle outwards.
_DEPTHS = (0.0, 1.3, 0.5, 1.8, 1.0, 0.1, 2.0, 0.8)
_HIGH, _HIGH_UPRIGHT, _ACROSS = 0.78, 0.68, 0.94
_RIDES = {"cycle": 620.0, "ski": 760.0, "snowboard": 700.0, "surf": 120.0, "motorbike": 700.0}
# How far (in units) those who sit before a teacher are from each other.
_RANK = 104.0
# Of who stands behind a counter no legs are seen, and the rest is larger.
_WAIST = 1.3
_AFLOAT = ("rowing", "kayak", "raft", "paddleboard", "swim", "surf", "pullnet")
_AIRY = ("space", "orbit", "sky", "underwater")
_SOFT = ("space", "underwater", "sky", "abstract", "stage")
_PALE_WATER = "#ffffff"
# In a close-up a grown person's units are this share of the frame's height.
_PORTRAIT = 0.0066
_FACES = re.compile(r"portrait|\bfaces?\b|\beyes?\b|headshot|expression|脸|面部|表情|肖像|人像|眼", re.I)
_HANDS = re.compile(r"\bhands?\b|\bfingers?\b|双手|手部|指尖|手的")


# Whose hair and beard are told of is not who cuts them.
_THEIRS = re.compile(r"\b(?:m[ae]n|wom[ae]n|boy|girl|customer|client|patient|daughter|son)['’]s\b", re.I)


@dataclass(frozen=True)
class _Part:
    """A place in the cast: who, the n-th of a subject, in which pose."""

    subject: Subject
    index: int
    pose: Pose
    partner: bool = False


@dataclass(frozen=True)
class _Member:
    """A person on the ground: the row of the feet, x, scale, phase of its own (0-1)."""

    row: float
    x: float
    scale: float
    phase: float
    figure: Figure


def _persons(world: World) -> list[Subject]:
    return [s for s in world.plan.subjects if s.group == "person"]


def _pose_name(world: World, subject: Subject, index: int) -> str:
    names = (subject.pose or subject.action).split("|")
    name = names[index % len(names)]
    if world.plan.setting in _AIRY and name in ("walk", "run", "stand", "look", "wave", "dance"):
        return "dive" if world.plan.setting == "underwater" else "float"
    if name.rpartition("+")[2] not in table("stances"):
        name = {"drive": "walk", "cycle": "cycle", "surf": "surf", "ski": "ski", "fly": "float"}.get(name, "stand")
    if name in ("walk", "run") and world.closeness > 1 and not world.aisle:
        return {"walk": "look", "run": "treadmill"}[name] if world.plan.setting == "gym" else "stand"
    return name


def roster(world: World) -> list[_Part]:
    """Everybody of a plan, in order; a doing that takes two gets its second."""
    parts: list[_Part] = []
    for subject in _persons(world):
        full = stance(_pose_name(world, subject, 0)).get("fill", 0) if subject.count > 2 else 0
        for index in range(max(1, subject.count, full)):
            if len(parts) < max(_MOST, full):
                parts.append(_Part(subject, index, pose_of(_pose_name(world, subject, index))))
    if not parts:
        return parts
    many = stance(parts[0].pose.name).get("many")
    if many and len(parts) > 2:
        parts = [replace(p, pose=pose_of(many)) if p.pose.name == parts[0].pose.name else p for p in parts]
    parts = parts[:1] + [_besides(part, parts[0]) for part in parts[1:]]
    row = stance(parts[0].pose.name)
    lead = parts[0].pose
    if lead.gap is not None and len(_near(parts)) == 1 and row.get("pair"):
        age = row.get("partner_age", "" if "partner_look" in row else parts[0].subject.age)
        helper = replace(
            parts[0].subject, look=row.get("partner_look", ""), sex="", age=age, colour=None, kind="person"
        )
        parts.insert(1, _Part(helper, 1, pose_of(lead.partner or lead.name)))
    if lead.gap is not None and len(parts) >= 2 and lead.partner and parts[1].pose.name == lead.name:
        parts[1] = replace(parts[1], pose=pose_of(lead.partner))
    if len(parts) == 2 and all(p.subject.kind in ("couple", "newlyweds", "elders", "chinese_wedding") for p in parts):
        parts[1] = replace(parts[1], partner=True)
    return parts


def _besides(part: _Part, lead: _Part) -> _Part:
    """Somebody who is there too: one basket, one fire, one cake are enough for all."""
    others = stance(lead.pose.name).get("others")
    return replace(part, pose=pose_of(others)) if others and part.pose.name == lead.pose.name else part


def _spacing(parts: Sequence[_Part]) -> float:
    """Units between two neighbours."""
    wide = [p.pose.wide for p in parts]
    if parts[0].pose.tier:
        return 104.0
    if len(parts) == 2 and parts[0].pose.gap is not None:
        return parts[0].pose.gap or 74.0
    # In a group that stands or walks one is half behind another.
    close = len(parts) > 2 and max(wide) <= 150 and not any(p.pose.shared for p in parts)
    return max(64.0, sum(wide) / len(wide) * (0.56 if close else 0.74))


def _near(parts: Sequence[_Part]) -> list[_Part]:
    """Those who are looked at: without a crowd that is there beside somebody."""
    return [p for p in parts if p.subject.kind != "crowd" or parts[0].subject.kind == "crowd"]


def _led(parts: Sequence[_Part]) -> bool:
    """Whether all but the first are in ranks behind the first one's back, and look there: a class."""
    first = parts[0].pose.name
    return len(parts) > 1 and bool(stance(first).get("class")) and all(p.pose.name != first for p in parts[1:])


def people_scale(world: World) -> float:
    """How large a grown person of 230 units stands in this frame."""
    parts = _near(roster(world))
    upright = world.w < world.h
    share = _HIGH_UPRIGHT if upright else _HIGH
    if not parts:
        return world.h * 0.6 / 230
    tall = max(200.0, max(p.pose.tall for p in parts))
    wide = max(p.pose.wide for p in parts)
    if upright:
        wide = min(wide, 130 + 0.45 * (wide - 130))  # What is in front of people may be cut, they may not.
    if _led(parts):
        wide += _RANK * min(len(parts) - 1, 3)
    else:
        wide += _spacing(parts) * (min(len(parts), _SEATS if parts[0].pose.tier else _MOST) - 1)
    grown = max(height_of(p.subject, p.index) for p in parts)
    if len(parts) > 2:
        share *= 0.86
    if at_counter(world) and "counter" in table("rooms")["rooms"].get(world.plan.setting, {}):
        share *= _WAIST
    scale = min(world.h * share / tall, world.w * _ACROSS / wide) / grown
    return scale * _company(world)


def _company(world: World) -> float:
    """How much smaller people are beside what is larger than they."""
    share = 1.0
    for subject in world.plan.subjects:
        if subject.group == "quadruped" and is_animal(subject.kind):
            tall = form_of(subject.kind)["tall"]
            share = min(share, 0.9, max(0.66, 1.5 / tall) if tall > 1.2 else 1)
        elif subject.group == "vehicle":
            share = min(share, 0.62)
        elif subject.group == "landmark":
            share = min(share, 0.72)
    return share


def mood_of(prompt: str) -> str:
    """The face that the prompt tells of: a name among the expressions, or ""."""
    for name, pattern in table("wardrobe")["moods"].items():
        if re.search(pattern, prompt, re.IGNORECASE):
            return str(name)
    return ""


def at_counter(world: World) -> bool:
    """Whether the people of a plan stand (behind a counter, say) rather than sit."""
    return world.plan.camera != "close" and all(not part.pose.seated for part in roster(world))


class People:
    """All persons of a plan, on the ground plane."""

    def __init__(self, world: World, *, counter: bool = False) -> None:
        self._world = world
        self._counter = counter
        parts = [replace(part, pose=self._bare(part.pose)) for part in roster(world)]
        self._lead = parts[0].pose
        rng = world.rng(550)
        self._scale = people_scale(world)
        close = world.plan.camera == "close" and not counter
        scale = self._scale * (1.7 if world.plan.camera == "close" else 1.0)
        if close:
            scale = max(scale, _PORTRAIT * world.h / max(1.0, len(parts) - 0.6) ** 0.5)
        self._row = self._feet(scale)
        cold = world.plan.snowy and world.plan.setting not in _SOFT and world.closeness <= 1
        mood, wind, folk = mood_of(world.plan.prompt), self._wind(), folk_of(world.plan.prompt)
        places = self._places(parts, scale, rng)
        told = int(len(parts) == 2 and bool(_THEIRS.search(world.plan.prompt)))
        self._members: list[_Member] = []
        for part, (x, back, flip) in zip(parts, places, strict=True):
            order = len(self._members)
            own = world.rng(551)
            look = look_of(part.subject, part.index, own, cold=cold, partner=part.partner, order=order, folk=folk)
            if part.subject == parts[told].subject:
                look = as_told(look, world.plan.prompt)
            figure = Figure(look, part.pose, flip=flip, mood=mood, wind=wind, detail=len(parts) < 4)
            row = self._row - back * (0.19 if part.pose.tier else 0.045) * world.h
            if counter:  # Children stand on something, or nothing would be seen of them.
                row -= 104 * scale * (1 - min(1.0, look.build))
            phase = 0.0 if not self._members else float(rng.random())
            if part.pose.gap is not None or stance(part.pose.name).get("sync"):
                phase = 0.0
            self._members.append(_Member(row, x, scale * (1 - 0.10 * back), phase, figure))
        if close:
            self._look_closely(scale)
        self._members.sort(key=lambda m: m.row)
        share = max(0.3, (self._row - world.horizon) / max(1.0, world.ground_row - world.horizon))
        walking = max(m.figure.speed * m.scale for m in self._members) / share
        self.speed = _RIDES.get(stance(self._lead.name).get("ride", self._lead.name)) or walking

    def _wind(self) -> float:
        """How much hair and cloth blow: least in rooms."""
        world = self._world
        strong = {"wind": 1.0, "storm": 1.0}.get(world.plan.weather, 0.35)
        return 0.06 if world.closeness > 1 or self._counter or world.plan.setting in _SOFT else strong

    def _look_closely(self, scale: float) -> None:
        """Move everybody so that faces (or hands, where the prompt speaks of them) are in the middle of a close-up."""
        world = self._world
        at_hands = bool(_HANDS.search(world.plan.prompt))
        # Of who does something, what is done is seen as well, unless the prompt speaks of the face.
        share = 1.0 if at_hands else 0.0 if _FACES.search(world.plan.prompt) or mood_of(world.plan.prompt) else 0.45
        if not (self._lead.holds or self._lead.before):
            share = float(at_hands)
        points = []
        for one in self._members:
            (hx, hy), (x, y) = one.figure.hands(), one.figure.head()
            points.append((one.x + (x + (hx - x) * share) * scale, one.row + (y + (hy - y) * share) * scale))
        x, y = np.mean(points, 0).tolist()
        away = 0.0 if len(points) > 1 or self._lead.front or share else 0.07 * world.w
        dx, dy = 0.5 * world.w - away - x, (0.52 if at_hands else 0.47) * world.h - y
        top = min(one.row + (one.figure.head()[1] - 46) * scale for one in self._members)
        if not at_hands:  # A head is never cut off.
            dy = max(dy, 0.05 * world.h - top)
        self._members = [replace(one, x=one.x + dx, row=one.row + dy) for one in self._members]
        self._row += dy

    def _bare(self, pose: Pose) -> Pose:
        """A pose without the furniture that a counter or the room itself stands in for."""
        if self._counter:
            return replace(pose, before=(), behind=(), shared=())
        seat = table("rooms")["rooms"].get(self._world.plan.setting, {}).get("seat")
        if seat and pose.behind:
            return replace(pose, behind=(seat,), before=() if pose.name == "doze" else pose.before)
        if self._world.plan.setting == "classroom":
            kept = tuple(item for item in pose.before if not item.startswith("board"))
            return replace(pose, before=kept, wide=pose.wide if kept or not pose.before else 170.0)
        return pose

    def _feet(self, scale: float) -> float:
        world = self._world
        if self._counter or world.closeness > 1:
            return world.ground_row + 0.03 * world.h * (not self._counter)
        if any(s.group in ("quadruped", "bird", "vehicle") for s in world.plan.subjects):
            return world.ground_row + 0.02 * world.h
        if world.plan.setting in ("sea", "lake") and self._lead.name in _AFLOAT:
            return world.horizon + 0.72 * (world.h - world.horizon)
        deepest = world.h * (0.945 if world.w >= world.h else 0.90)
        if self._lead.tall <= 160:  # Who sits on the ground is small: the frame may be nearer than the feet.
            deepest -= 0.075 * world.h
        return max(world.ground_row, min(deepest, world.ground_row + 0.12 * world.h))

    def _places(
        self, parts: Sequence[_Part], scale: float, rng: np.random.Generator
    ) -> list[tuple[float, float, bool]]:
        """For each part: x, how far back (0-1), whether it faces left."""
        world = self._world
        others = [s for s in world.plan.subjects if s.group in ("quadruped", "vehicle", "bird", "picture", "landmark")]
        middle = world.w * (0.36 if others and len(parts) < 3 else 0.5)
        scale *= max(height_of(part.subject, part.index) for part in parts)
        apart = _spacing(parts) * scale
        near = _near(parts)
        if len(near) < len(parts):  # A crowd stands behind, to both sides.
            crowd = len(parts) - len(near)
            away = [(0.6 + 0.5 * (i // 2)) * (1 if i % 2 else -1) * 150 * self._scale for i in range(crowd)]
            behind = [(world.w / 2 + x, 3.0 + 0.5 * (i % 4 // 2), x > 0) for i, x in enumerate(away)]
            return [*self._places(near, scale / max(height_of(p.subject, p.index) for p in near), rng), *behind]
        if len(parts) == 1:
            pose = parts[0].pose
            ahead = 0.0 if pose.front else stance(pose.name).get("mid", (pose.wide - 130) * 0.42) * scale
            return [(max(middle - ahead, min(middle, 0.27 * world.w)), 0.0, False)]
        if len(parts) == 2 and self._lead.gap is not None:
            half = (self._lead.gap or 74.0) / 2 * scale
            facing = bool(self._lead.gap) and not stance(self._lead.name).get("same")
            return [(middle - half, 0.0, False), (middle + half, 0.0, facing)]
        if _led(parts):
            lead = middle + (0.5 * _RANK * min(len(parts) - 1, 3) - 0.2 * self._lead.wide) * scale
            ranks = [(lead - (96 + _RANK * (i % 3 + 0.4 * (i // 3))) * scale, -0.5 - i // 3, False) for i in range(7)]
            return [(lead, 0.0, False), *ranks[: len(parts) - 1]]
        if self._lead.tier:
            return [self._seat(i, apart) for i in range(len(parts))]
        found = []
        n = len(parts)
        for i, part in enumerate(parts):
            row = stance(part.pose.name)
            place = (((i + 1) // 2) * (1 if i % 2 else -1)) + (0.5 if n % 2 == 0 else 0.0) * -1
            back = _DEPTHS[i % 8] if n > 2 and not part.pose.shared else 0.0
            if part.pose.name != self._lead.name and stance(self._lead.name).get("others"):
                back, place = back + 1.2, place * 1.2  # Who looks on leaves room.
            walks = part.pose.name in ("walk", "run") or any("feet" in key for key in row.get("then", {}).values())
            flip = n > 2 and not part.pose.front and place > 0.6 and not walks
            jitter = 0.06 * (rng.random() - 0.5) * apart
            found.append((middle + place * apart + jitter, back, flip))
        return found

    def _seat(self, i: int, apart: float) -> tuple[float, float, bool]:
        """A seat of an audience: in rows one behind the other, each half a seat aside."""
        row, place = divmod(i, _SEATS)
        shift = (place - _SEATS // 2 + 0.5 * (row % 2)) * (1 - 0.10 * row)
        return self._world.w * 0.5 + shift * apart, float(row), False

    # Drawing ---------------------------------------------------------------------------------------------------------

    def draw(self, ink: Ink, light: Light, t: float) -> None:
        """From far to near, each with a shadow."""
        dark = max(light.moon, 0.7 * light.lamps * (self._world.closeness <= 1))
        if dark > 0.1:  # Moonlight alone makes faces grey: some of the warmth of lamps is on people.
            warm = np.array([0.42, 0.33, 0.22], np.float32) * dark
            light = replace(light, key=light.key + warm, ambient=light.ambient + warm * 0.42)
        world, name = self._world, self._lead.name
        if world.plan.setting in ("sea", "lake", "harbor") and name not in _AFLOAT:
            self._footing(ink, light, t)
        self._stage(ink, light, "scene")
        for one in self._members:
            hovering = world.plan.setting in _AIRY and one.figure.pose.name in ("float", "dive", "swim")
            if hovering or one.figure.pose.name == "fly":
                self._hover(ink, light, t, one)
            elif one.figure.pose.name == "surf":
                with ink.moved(one.x, one.row, scale=one.scale * 0.86):
                    ride_surf(ink, light, t, one.figure)
            elif world.plan.setting in ("sea", "lake") and one.figure.pose.name in _AFLOAT:
                self._afloat(ink, light, t, one)
            else:
                self._on_ground(ink, light, t, one)
        self._stage(ink, light, "fore")
        for one in self._members:
            with ink.moved(one.x, self._row, scale=self._scale):
                for name in one.figure.pose.shared:
                    sketches.draw(ink, light, table("props")["standing"][name], {})

    def _stage(self, ink: Ink, light: Light, where: str) -> None:
        """What a doing has once for all: the ``scene`` behind everybody, or ``fore``, before them."""
        name = stance(self._lead.name).get(where)
        if name:
            with ink.moved(self._world.w * 0.5, self._row, scale=self._scale):
                sketches.draw(ink, light, table("props")["standing"][name], {})

    def _on_ground(self, ink: Ink, light: Light, t: float, one: _Member) -> None:
        pose, scale = one.figure.pose, one.scale
        x = one.x + self._gone(one, t)
        if light.lamps > 0.5:
            # Lamplight behind a person, so that dark clothes stand out from the night.
            # All have one of a size, as a glow so large is dear to make.
            ink.glow(x, one.row - 130 * scale, 190 * self._scale, light.lamp("#ffd9a0"), 0.20 * light.lamps, blend=0)
        if not self._counter:
            size = scale * one.figure.look.build
            wide = 0.36 * max(150.0, pose.wide) if pose.behind or pose.before else 58.0
            ahead = (pose.wide - 130) * 0.4 * (wide > 60) * (not pose.front) * (-1 if one.figure.flip else 1)
            shade_below(ink, light, x + ahead * size, one.row + 1, wide * size, 10 * size, 0.6)
        if stance(pose.name).get("ride") == "cycle":
            with ink.moved(x, one.row, scale=scale * one.figure.look.build * 0.95):
                ride_bicycle(ink, light, t, self.speed / scale, one.figure)
        elif pose.name in ("ski", "snowboard", "sledge"):
            with ink.moved(x, one.row, scale=scale, turn=0.07):
                ride_ski(ink, light, t, one.figure)
        else:
            with ink.moved(x, one.row, scale=scale):
                one.figure.draw(ink, light, t, offset=one.phase)

    def _gone(self, one: _Member, t: float) -> float:
        """How far a walker has gone: through a hall, which stands still; elsewhere the place passes by."""
        world, figure = self._world, one.figure
        if not figure.speed:
            return 0.0
        if not world.aisle:
            return world.w * 0.010 * math.sin(t * 0.7 + one.phase * 6)
        reach = min(
            figure.speed * one.scale * world.plan.duration_s, world.w * (0.66 if figure.pose.name == "run" else 0.36)
        )
        return reach * (t / world.plan.duration_s - 0.5) * (-1 if figure.flip else 1)

    def _hover(self, ink: Ink, light: Light, t: float, one: _Member) -> None:
        """Weightless, in the middle of the frame."""
        world, pose = self._world, one.figure.pose
        y = world.h * 0.5 + 26 * math.sin(t * 0.6 + one.phase * 5)
        turn = (-0.28 if pose.name == "float" else 0.0) + 0.14 * math.sin(t * 0.4 + one.phase)
        with ink.moved(one.x, y, scale=one.scale * 0.94, turn=turn), ink.moved(0, 120 if pose.name == "float" else 66):
            one.figure.draw(ink, light, t, offset=one.phase)

    def _afloat(self, ink: Ink, light: Light, t: float, one: _Member) -> None:
        """In a boat, on a board or swimming, with the water's rings around."""
        pose, scale, world = one.figure.pose, one.scale, self._world
        bob = 4 * math.sin(t * 1.7) * scale
        sunk = 0.0 if pose.name == "swim" else 8.0 * scale
        wide = pose.wide * 0.4 * scale
        dark = mix(light.shade("#0e3a4a", 0.2), light.sky[-1], 0.15)
        ink.glow(one.x, one.row + 8 * scale, wide * 1.3, dark, 0.55, squash=0.16, blend=0)
        with ink.within(rect(-20, -20, world.w + 40, one.row + 20 + sunk)):
            turn = 0.02 * math.sin(t * 1.3)
            with ink.moved(one.x, one.row + sunk + bob, scale=scale, turn=turn):
                one.figure.draw(ink, light, t, offset=one.phase)
        pale = mix(light.shade(_PALE_WATER, 0.9), light.sky[-1], 0.3)
        for k in range(3):
            p = (t * 0.4 + k / 3) % 1.0
            ink.stroke(
                ellipse(one.x, one.row + 10, wide * (0.8 + 0.6 * p), (8 + 12 * p) * scale * 0.7),
                2.4,
                pale,
                0.6 * (1 - p),
            )

    def _footing(self, ink: Ink, light: Light, t: float) -> None:
        """What people at the water stand on: a ship's deck at sea, a jetty on a lake."""
        world = self._world
        top = self._row - 0.035 * world.h
        wood = "#8a6240"
        ink.fill(
            rect(-30, top, world.w + 60, world.h - top + 30),
            Linear(0, top, 0, world.h, [(0, light.shade(wood, 0.85), 1), (1, light.shade(wood, 0.25), 1)]),
        )
        eye = (world.w / 2, top - 0.32 * world.h)
        for k in range(-14, 15):
            x0 = world.w / 2 + k * world.w * 0.075
            x1 = eye[0] + (x0 - eye[0]) * (world.h - eye[1]) / (top - eye[1])
            ink.stroke(polygon([(x0, top), (x1, world.h + 20)], closed=False), 2.4, light.shade("#3a2416", 0.2), 0.6)
        ink.fill(rect(-30, top - 8, world.w + 60, 12), light.shade("#a87a50", 0.9))
        if world.plan.setting == "sea":
            post = light.shade("#6a4426", 0.6)
            high = 0.18 * world.h
            for k in range(9):
                ink.fill(rect(world.w * (k + 0.2) / 8.4, top - high, 16, high), post)
            ink.fill(rect(-30, top - high - 14, world.w + 60, 18, 6), light.shade("#8a5a34", 0.85))
        else:
            for k in range(5):
                x = world.w * (0.04 + 0.23 * k)
                ink.fill(
                    smooth([(x - 12, top - 54), (x + 12, top - 54), (x + 13, top + 4), (x - 13, top + 4)]),
                    light.shade("#6a4a30", 0.5),
                )
