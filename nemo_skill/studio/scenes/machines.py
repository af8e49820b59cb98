"""Vehicles and machines of ``vehicles.yaml``: bodies, wheels, rotors, lamps and crews, each where it belongs."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from nemo_skill.studio.data import table
from nemo_skill.studio.plan import vehicles
from nemo_skill.studio.plan.model import Subject
from nemo_skill.studio.scenes import sketches
from nemo_skill.studio.scenes.boats import foam_lip, wake
from nemo_skill.studio.scenes.figure import Figure, look_of
from nemo_skill.studio.scenes.ink import Ink, Linear, Path, ellipse, join, polygon, rect
from nemo_skill.studio.scenes.light import Light, mix, rgb
from nemo_skill.studio.scenes.particles import shade_below
from nemo_skill.studio.scenes.skeleton import pose_of
from nemo_skill.studio.scenes.sketches import tone
from nemo_skill.studio.scenes.vehicles import Rails, Road, wheel
from nemo_skill.studio.scenes.world import World

_CHASE = re.compile(r"\bchas(?:e|es|ing)\b|pursu|追逐|追捕|追车", re.I)
_RACE = re.compile(r"\brac(?:e|es|ing)\b|比赛|竞渡|赛", re.I)
_SPRAYS = re.compile(r"spray|hos(?:e|ing)|water|extinguish|fighting a|put(?:s|ting)? out|喷水|灭火|救火", re.I)
_CHARGES = re.compile(r"\bcharging\b|充电", re.I)
_JUMPS = re.compile(r"\b(?:jump|leap|airborne|stunt)|飞跃|腾空|跳跃|飞起", re.I)
_PARKED = re.compile(r"\bcharging\b|充电|\bparked\b|\bstopped\b|\bwaiting\b|停在|停着|停靠|停放", re.I)
_DELIVERS = re.compile(r"deliver|courier|外卖|送餐|快递|配送", re.I)
_PAINTS = ("#3a5f8f", "#d8dade", "#46604a", "#8a2f3a", "#26282e", "#b8bcc4")
_PACES = {"road": 760.0, "land": 420.0, "rails": 300.0, "water": 46.0, "air": 90.0}
_SLOW = {"tractor": 120.0, "combine": 110.0, "excavator": 0.0, "mars-rover": 60.0, "forklift": 60.0}
_MOST = 9


@dataclass(frozen=True)
class _Place:
    """One of a kind in the frame: its row of the table, x, row and size of its own, its paint."""

    spec: dict[str, Any]
    x: float
    row: float
    size: float
    paint: str
    phase: float


@lru_cache(maxsize=128)
def _text(text: str) -> str:
    bodies = table("vehicles")["bodies"]
    return re.sub(r"@(\w+)", lambda m: bodies[m[1]], text)


@lru_cache(maxsize=128)
def box_of(kind: str) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a kind with what moves on it and who is aboard."""
    spec = vehicles.kinds()[kind]
    shown = [(0.0, 0.0, spec["draw"]), (0.0, 0.0, spec.get("under", ""))]
    shown += [(m[0], m[1], m[4]) for m in (*spec.get("far", ()), *spec.get("moves", ()))]
    boxes = []
    for dx, dy, text in shown:
        for x, y, w, h in (p.box for p in sketches.parts(_text(text)) if p.kind != "g"):
            boxes.append((dx + x, dy + y, dx + x + w, dy + y + h))
    for x, y, size in (map(float, seat.split()[:3]) for seat in spec.get("crew", ())):
        boxes.append((x - 30 * size, y - 205 * size, x + 30 * size, y))
    left, top = (min(box[k] for box in boxes) for k in (0, 1))
    right, bottom = (max(box[k] for box in boxes) for k in (2, 3))
    return left, top, right, bottom


class Machine:
    """One or more of a kind: on a road, on rails, on water, in the air or in space, with who is aboard."""

    def __init__(self, world: World, subject: Subject) -> None:
        self._world, self._subject = world, subject
        self._spec = spec = vehicles.kinds()[subject.kind]
        self._on = spec["goes"]
        prompt = world.plan.prompt
        self._jam = self._on == "road" and bool(vehicles.JAM.search(prompt))
        still = bool(_PARKED.search(prompt)) and self._on in ("road", "land", "rails")
        pace = _SLOW.get(subject.kind, _PACES.get(self._on, 0.0))
        self.speed = 0.0 if still else 30.0 if self._jam else pace * (1.3 if spec.get("fast") else 1.0)
        self._scale = self._fitting()
        self._way: Road | Rails | None = None
        if self._on == "rails":
            self._way = Rails(world, self._scale)
        elif self._on == "road" and world.plan.setting != "highway":
            self._way = Road(world, min(1.9, self._scale * (1.35 if self._jam else 1.0)))
        self._crew = self._seated()
        self._places = self._formation()

    # Where they are --------------------------------------------------------------------------------------------------

    def _fitting(self) -> float:
        world = self._world
        left, top, right, bottom = box_of(self._subject.kind)
        long, tall = right - left, bottom - top
        people = any(s.group in ("person", "quadruped") for s in world.plan.subjects)
        across = (0.66 if long > 700 else 0.56) if world.w > world.h else 0.92
        high = {"air": 0.44, "space": 0.44, "deep": 0.34, "still": 0.62, "water": 0.46}.get(self._on, 0.50)
        k = min(across * world.w / long, high * world.h / max(tall, 90.0))
        if self._subject.count > 1 or self._jam:
            k *= 0.62
        if sum(vehicles.is_machine(s.kind) for s in world.plan.subjects) > 1:
            k *= 0.72
        closer = 1.3 if world.plan.camera == "close" else 1.0
        return k * closer * (0.72 if people else 1.0)

    def _formation(self) -> list[_Place]:
        """Near ones last; a jam fills three lanes, a chase has somebody to catch."""
        world, spec, subject = self._world, self._spec, self._subject
        left, _, right, _ = box_of(self._subject.kind)
        long = (right - left) * self._scale
        people = any(s.group in ("person", "quadruped") for s in world.plan.subjects)
        middle = world.w * (0.62 if people else 0.5)
        crafts = [s.kind for s in world.plan.subjects if vehicles.is_machine(s.kind)]
        if len(crafts) > 1 and not self._jam:  # Side by side.
            middle = world.w * (0.27 if subject.kind == crafts[0] else 0.74)
        paint = subject.colour or spec["paint"]
        rng = world.rng(570)
        row = self._base_row()
        count = _MOST if self._jam else min(_MOST, max(1, subject.count))
        if spec.get("many") and count == 1 and _RACE.search(world.plan.prompt):
            count = 2
        places = [_Place(spec, middle, row, 1.0, paint, 0.0)]
        for i in range(1, count):
            lane, k = i % 3, (i + 2) // 3
            side = 1 if (i // 3 + lane) % 2 else -1
            if self._on in ("road", "land", "rails"):
                size = (1.0, 0.8, 1.22)[lane] if self._jam else (1.0, 0.84, 0.92)[lane]
                y = row + (0.0, -58.0, 66.0)[lane] * self._scale * (1.0 if self._jam else 0.5)
                x = middle + side * (1.16 * k * long * size) + (0.3 * long * (lane - 1) if self._jam else 0.0)
            elif self._on == "water":
                size, y = 0.62 - 0.06 * lane, row - (0.1 + 0.05 * lane) * (world.h - world.horizon) * 1.3
                x = middle + side * world.w * (0.12 + 0.15 * k)
            else:
                size = 0.72 - 0.12 * lane
                x, y = middle + side * world.w * (0.12 + 0.16 * k), row - side * world.h * (0.08 + 0.09 * lane)
            other = vehicles.kinds()["car"] if self._jam and rng.random() < 0.45 else spec
            tint = _PAINTS[i % 6] if other is not spec or subject.kind == "car" else paint
            places.append(_Place(other, x, y, size, tint, float(rng.random())))
        if self._on in ("road", "land") and count == 1 and _CHASE.search(world.plan.prompt):
            ahead = vehicles.kinds()["car" if subject.kind != "car" else "police-car"]
            k = -1 if subject.kind == "car" else 1
            gap = 1.0 * k * (long + 60)
            tint = "#26282e" if subject.kind != "car" else ahead["paint"]
            places[0] = replace(places[0], x=middle - gap * 0.42, size=0.86)
            places.append(_Place(ahead, middle + gap * 0.62, row - 20 * self._scale, 0.74, tint, 0.4))
        return sorted(places, key=lambda p: p.row)

    def _base_row(self) -> float:
        world = self._world
        _, top, _, bottom = box_of(self._subject.kind)
        if self._on == "water":
            return world.horizon + (world.h - world.horizon) * 0.46
        if self._on in ("air", "space", "deep"):
            share = {"air": 0.40, "space": 0.46, "deep": 0.48}[self._on]
            return world.h * share - (top + bottom) / 2 * self._scale
        return world.ground_row + (12 if self._on == "road" else 0)

    def _seated(self) -> list[tuple[float, float, float, Figure]]:
        """x, y, size and figure of all who are aboard: those whom the prompt names, else who drives."""
        world, spec = self._world, self._spec
        found = []
        named = self._subject.aboard
        seats = spec.get("crew", [])
        count = len(seats) if spec.get("many") or not named else max(1, len(named))
        if not named and not spec.get("many") and self._on in ("land", "road", "air"):
            count = 1
        for i, seat in enumerate(seats[:count]):
            x, y, size, pose, *look = seat.split()
            usual = Subject("person", "person", 1, None, "stand", "man" if i % 2 == 0 else "woman", *look)
            who = named[min(i, len(named) - 1)] if named else usual
            bare = replace(pose_of(pose), before=(), behind=(), shared=())
            cold = world.plan.snowy
            figure = Figure(look_of(who, i, world.rng(571), cold=cold, order=i), bare, wind=0.9, detail=False)
            found.append((float(x), float(y), float(size), figure))
        return found

    # Drawing ---------------------------------------------------------------------------------------------------------

    def draw(self, ink: Ink, light: Light, t: float) -> None:
        """The way first, then all from far to near."""
        if self._way is not None:
            self._way.draw(ink, light, t)
        for one in self._places:
            self._one(ink, light, t, one)
        if self._on == "road" and _CHARGES.search(self._world.plan.prompt):
            left = box_of(self._subject.kind)[0] * self._scale
            with ink.moved(self._places[-1].x + left - 110 * self._scale, self._places[-1].row - 8, scale=self._scale):
                paint(ink, light, table("vehicles")["beside"]["charger"], {})

    def _one(self, ink: Ink, light: Light, t: float, one: _Place) -> None:
        world, on = self._world, self._on
        k = self._scale * one.size
        u = t / max(4.0, world.plan.duration_s) - 0.5
        beat = t + 6.3 * one.phase
        drift = {"road": 0.10, "land": 0.07, "rails": 0.14, "water": 0.10, "air": 0.14, "space": 0.08, "deep": 0.12}
        moving = self.speed > 0 or on in ("space", "deep")
        x = one.x + world.w * drift.get(on, 0.0) * u * (0.35 if self._jam else 1.0) * moving
        y, turn = one.row, 0.0
        left, _, right, _ = box_of(self._subject.kind)
        half = (right - left) * k / 2
        if on in ("road", "land", "rails", "still"):
            if on == "land" and _JUMPS.search(world.plan.prompt):
                p = (beat * 0.42 + 0.15) % 1.0
                y -= 0.9 * world.h * max(0.0, p * (0.8 - p)) * 2.0
                turn = 0.42 * (p - 0.36) if p < 0.8 else 0.0
            y += (1.2 if on != "still" and moving else 0.0) * math.sin(beat * (17 if on == "road" else 11))
            shade_below(ink, light, x + (left + right) / 2 * k, one.row + 2, half * 1.04, min(34.0, half * 0.10), 0.8)
            if on == "land" and self.speed > 80:
                self._dust(ink, light, beat, x + left * k * 0.7, one.row, k)
        elif on == "water":
            rough = {"storm": 2.4, "wind": 1.5}.get(world.plan.weather, 1.0) * (1.5 if one.spec.get("fast") else 1.0)
            y += 4 * rough * math.sin(beat * 1.25)
            turn = 0.014 * rough * math.sin(beat * 1.05 + 0.8) - (0.05 if one.spec.get("fast") else 0.0)
            dark = mix(light.shade("#0e2a38", 0.1), light.sky[1], 0.2)
            ink.glow(x, one.row + 12 * k, half * 1.05, dark, 0.6, squash=0.12, blend=0, core=0.2)
            wake(ink, light, beat, x + left * k * 0.5, one.row, k * (1.5 if one.spec.get("fast") else 1.0))
        else:
            y += (14 if on != "space" else 6) * math.sin(beat * 0.9) - world.h * 0.05 * u * (on == "air")
            turn = 0.022 * math.sin(beat * 0.8) - (0.06 if one.spec.get("fast") else 0.0)
        if one.spec.get("beam"):
            self._beam(ink, t, x, y, k)
        with ink.moved(x, y, scale=k, turn=turn):
            self._body(ink, light, beat, one)
        if on == "water":
            foam_lip(ink, light, t, x + (left + right) / 2 * k, one.row + 10 * k, half * 0.94)

    def _body(self, ink: Ink, light: Light, t: float, one: _Place) -> None:
        spec, lead = one.spec, one.spec is self._spec
        colours = {"own": one.paint}
        for part in spec.get("far", ()):
            self._move(ink, light, t, part, colours, spec)
        if spec.get("under"):
            paint(ink, light, spec["under"], colours)
        if not spec.get("inside") and lead:
            self._people(ink, light, t)
        if spec["draw"]:
            paint(ink, light, spec["draw"], colours)
        if lead and self._on in ("road", "rails") and spec.get("lamps"):
            self._passengers(ink, light, spec)
        if lead and "cargo" in spec and _DELIVERS.search(self._world.plan.prompt):
            paint(ink, light, spec["cargo"], colours)
        if spec.get("inside") and lead and self._crew:
            panes = [p.path for p in sketches.parts(_text(spec["draw"])) if p.colour == "glass"]
            with ink.clipped(join(panes)):
                self._people(ink, light, t)
                ink.fill(join(panes), mix(light.sky[3], "#243040", 0.5), 0.42)
        self._wheels(ink, light, t, spec, one.size)
        if self._subject.kind == "fire-engine" and lead and _SPRAYS.search(self._world.plan.prompt):
            self._jet(ink, light, t)
        for part in spec.get("moves", ()):
            self._move(ink, light, t, part, colours, spec)
        self._blades(ink, light, t, spec)
        self._lamps(ink, light, t, spec)

    def _jet(self, ink: Ink, light: Light, t: float) -> None:
        """Water from the roof in an arc."""
        white = light.shade("#e8f4fb", 0.95)
        for i in range(26):
            p = (t * 1.3 + i / 26) % 1.0
            ink.glow(
                120 + 620 * p, -250 - 520 * p + 560 * p * p, 9 + 46 * p, white, 0.75 * (1 - 0.6 * p), blend=0, core=0.3
            )

    def _passengers(self, ink: Ink, light: Light, spec: dict[str, Any]) -> None:
        """Those who sit behind the panes of a bus or a tram."""
        for path, colour in zip(seats(spec["draw"]), ("#3f5a78", "#c9946c", "#2c211c"), strict=False):
            ink.fill(path, tone(light, colour, 0.6), 0.85)

    def _people(self, ink: Ink, light: Light, t: float) -> None:
        for i, (x, y, size, figure) in enumerate(self._crew):
            with ink.moved(x, y, scale=size):
                figure.draw(ink, light, t, offset=0.0 if self._spec.get("many") else 0.37 * i)

    def _move(
        self, ink: Ink, light: Light, t: float, part: Sequence[Any], colours: dict[str, str], spec: dict[str, Any]
    ) -> None:
        x, y, degrees, rate, text = part
        beat = 2 * math.pi * rate * t
        if abs(degrees) == 360:
            turn, dx = math.copysign(beat, degrees), 0.0
        elif spec.get("slide"):
            turn, dx = 0.0, degrees * math.sin(beat)
        else:
            turn, dx = math.radians(degrees) * math.sin(beat), 0.0
        with ink.moved(x + dx, y, turn=turn):
            paint(ink, light, text, colours)

    def _wheels(self, ink: Ink, light: Light, t: float, spec: dict[str, Any], size: float) -> None:
        numbers = [float(v) for v in str(spec.get("wheels", "")).split()]
        for x, r in zip(numbers[::2], numbers[1::2], strict=True):
            if not self._subject.kind.startswith("motor"):
                ink.fill(ellipse(x, -r, r * 1.16), tone(light, "#0e0d12", 0.1))
            turn = self.speed / (self._scale * size) * t / r
            wheel(ink, light, x, -r, r, turn, rim=spec.get("rim", "#b9bec6"))

    def _blades(self, ink: Ink, light: Light, t: float, spec: dict[str, Any]) -> None:
        numbers = [float(v) for v in str(spec.get("blades", "")).split()]
        dark = tone(light, "#30343c", 0.5)
        groups = [numbers] if len(numbers) == 4 else [numbers[i : i + 3] for i in range(0, len(numbers), 3)]
        for i, (x, y, rx, *ry) in enumerate(groups):
            if ry:  # A propeller seen from the side.
                ink.fill(ellipse(x, y, rx * 0.7, ry[0]), dark, 0.28)
                ink.fill(ellipse(x, y, 4, ry[0] * abs(math.sin(t * 23))), dark, 0.8)
                continue
            ink.fill(ellipse(x, y, rx, 7), dark, 0.30)
            ink.fill(ellipse(x, y, rx * abs(math.sin(t * 23 + i)), 4), dark, 0.75)

    def _lamps(self, ink: Ink, light: Light, t: float, spec: dict[str, Any]) -> None:
        numbers = [float(v) for v in str(spec.get("lamps", "")).split()]
        on = light.lamps
        siren = [float(v) for v in str(spec.get("siren", "")).split()]
        if siren:
            first = int(t * 4) % 2 == 0
            for dx, colour, lit in ((-18, (255, 50, 50), first), (18, (70, 120, 255), not first)):
                ink.glow(siren[0] + dx, siren[1], 150 if lit else 50, colour, (0.55 + 0.4 * on) * (1.0 if lit else 0.4))
        if not numbers or on < 0.2:
            return
        fx, fy, rx, ry = numbers
        ink.fill(ellipse(fx, fy, 9, 7), (255, 250, 228), on)
        ink.glow(fx + 8, fy, 80, (255, 240, 200), 0.75 * on)
        if self._on in ("road", "land", "rails"):
            beam = polygon([(fx, fy - 4), (fx + 430, fy - 30), (fx + 430, fy + 86), (fx, fy + 5)])
            ink.fill(beam, Linear(fx, 0, fx + 430, 0, [(0, (255, 240, 200), 0.30 * on), (1, (255, 240, 200), 0)]))
        if rx:
            ink.glow(rx, ry, 46, (255, 50, 40), 0.65 * on)

    def _dust(self, ink: Ink, light: Light, t: float, x: float, row: float, k: float) -> None:
        if self._world.plan.weather in ("rain", "storm"):
            return
        pale = light.shade("#eef2fb" if self._world.plan.snowy else "#d8b98a", 0.8)
        for i in range(10):
            p = (t * 0.8 + i / 10) % 1.0
            r = (16 + 70 * p) * k
            ink.glow(x - 260 * p * k, row - (6 + 46 * p) * k, r, pale, 0.42 * (1 - p), blend=0, core=0.2)

    def _beam(self, ink: Ink, t: float, x: float, y: float, k: float) -> None:
        low = self._world.ground_row + 20
        cone = polygon([(x - 60 * k, y), (x + 60 * k, y), (x + 230 * k, low), (x - 230 * k, low)])
        ink.fill(cone, Linear(0, y, 0, low, [(0, (190, 255, 220), 0.65), (1, (190, 255, 220), 0.10)]))
        ink.glow(x, low, 260 * k, (170, 255, 210), 0.55 + 0.08 * math.sin(t * 5), squash=0.2)


@lru_cache(maxsize=32)
def seats(text: str) -> tuple[Path, ...]:
    """Coats, heads and hair of people behind the panes of a drawing, if it has a row of them."""
    panes = [p.box for p in sketches.parts(_text(text)) if p.kind == "v"]
    if len(panes) < 4:
        return ()
    taken = [box for i, box in enumerate(panes) if (i * 0.618 + 0.3) % 1.0 < 0.72]
    spots = [
        (x + w * (0.36 + 0.28 * ((i * 0.381) % 1.0)), y + h, 0.16 * min(w, h)) for i, (x, y, w, h) in enumerate(taken)
    ]
    coats = [rect(x - 1.6 * r, y - 2.0 * r, 3.2 * r, 2.0 * r, r) for x, y, r in spots]
    heads = [ellipse(x, y - 2.9 * r, r, 1.15 * r) for x, y, r in spots]
    hair = [ellipse(x - 0.12 * r, y - 3.5 * r, 1.02 * r, 0.7 * r) for x, y, r in spots]
    return join(coats), join(heads), join(hair)


def paint(ink: Ink, light: Light, text: str, colours: dict[str, str]) -> None:
    """Parts as metal and glass: bright above, dark below, the sky in their panes."""
    sky = [mix(light.sky[2], (255, 255, 255), 0.15), mix(light.sky[4], "#243040", 0.45)]
    for part in sketches.parts(_text(text)):
        y, h = part.box[1], part.box[3]
        base = colours.get(part.colour, part.colour)
        if part.kind == "g":
            gx, gy, r = part.numbers[:3]
            ink.glow(gx, gy, r, rgb(base), part.alpha * (1 if part.shining else light.lamps))
        elif base == "glass" or part.kind == "v":
            ink.fill(part.path, Linear(0, y, 0, y + h, [(0, sky[0], 1), (1, sky[1], 1)]), part.alpha)
            if part.kind == "v" and light.lamps > 0.3:
                ink.fill(part.path, (255, 222, 156), 0.72 * light.lamps)
        elif part.kind in "lc":
            ink.stroke(part.path, part.width, rgb(base) if part.shining else tone(light, base, 0.62), part.alpha)
        elif part.shining or h < 18:
            ink.fill(part.path, rgb(base) if part.shining else tone(light, base, 0.7), part.alpha)
        else:
            high, mid, low = (tone(light, base, v) for v in (1.0, 0.6, 0.14))
            ink.fill(part.path, Linear(0, y, 0, y + h, [(0, high, 1), (0.5, mid, 1), (1, low, 1)]), part.alpha)
