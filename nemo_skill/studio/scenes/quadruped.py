"""One rig for all four-legged animals: proportions and coat come from ``animals.yaml``, motion from :mod:`gait`."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from nemo_skill.studio.scenes.animal_forms import as_young, form_of
from nemo_skill.studio.scenes.animal_heads import Tones
from nemo_skill.studio.scenes.animal_limbs import Limbs
from nemo_skill.studio.scenes.gait import HOP, LEAP, RUN, STAND, WALK, Gait, Point, speed_of
from nemo_skill.studio.scenes.ink import Ink
from nemo_skill.studio.scenes.light import Light, light_of, mix, rgb
from nemo_skill.studio.scenes.materials import as_made, halo, see_through
from nemo_skill.studio.scenes.outfits import dressed
from nemo_skill.studio.scenes.posture import Posture, knows, posture_at

_GAITS = {"run": RUN, "walk": WALK, "jump": LEAP, "swim": WALK, "climb": WALK}


class Quadruped:
    """An animal that walks, runs, hops or does what poses.yaml tells, facing right.

    Feet never slide if the world moves at ``speed``.
    """

    worn: Sequence[str] = ()

    def __init__(
        self,
        kind: str,
        action: str,
        colour: str | None = None,
        *,
        strides: float | None = None,
        young: bool = False,
        material: str = "",
    ) -> None:
        self.form: dict[str, Any] = as_young(form_of(kind)) if young else form_of(kind)
        self.kind = kind
        self.act: str = self.form.get("acts", {}).get(action, action)
        self.gait: Gait = _GAITS.get(self.act) or (STAND if knows(self.act) else WALK)
        if "stiff" in self.form:
            self.gait = replace(
                self.gait, reach=self.gait.reach * self.form["stiff"], lift=self.gait.lift * self.form["stiff"]
            )
        if self.form.get("hop") and self.act in ("run", "walk"):
            self.gait = HOP
        running = self.gait.flex >= 0.9
        self.strides = strides or self.form["gait"][1 if running else 0]
        self.size: float = self.form["size"]
        self.rider: Callable[[Ink, Light, float], None] | None = None
        self.held: Callable[[Ink, Light, float], None] | None = None
        self.half: float = self.form.get("span", 100) / 2
        self.speed = speed_of(self.gait, self.form["leg"][0] * self.size, self.strides)
        self.coat = dict(self.form["coat"])
        if colour:
            self.coat.update(
                main=colour,
                legs=mix(colour, self.coat["legs"], 0.35),
                dark=mix(colour, "#1c1418", 0.55),
                ear=mix(colour, "#4a2a18", 0.42),
            )
            if self.form.get("mane"):
                pale = sum(rgb(colour)) > 560
                self.coat["tip"] = mix(colour, "#a89cb8" if pale else "#1c1418", 0.5 if pale else 0.75)
            elif self.form["tail"]["kind"] != "brush":
                self.coat["tip"] = mix(colour, self.coat["dark"], 0.5)
            if sum(rgb(colour)) < 210:
                self.coat["light"] = mix(colour, "#ffffff", 0.16)
        self.form = as_made(self.form, self.coat, material)

    @cached_property
    def extent(self) -> tuple[float, float, float]:
        """How far it reaches to the left and right of the origin and up from the ground, in design units."""
        form, light = self.form, light_of("noon", "clear")
        head, muzzle = form["head"], form["muzzle"][0]
        ears = head * (4.0 if form.get("antlers") else max(0.3, 0.6 * form["ears"]["size"]))
        tail, chest = form["tail"], form["girth"][2]
        left, right, tall = 0.0, 0.0, 0.0
        for t in (0.0, 0.6, 1.5, 2.2, 3.1) if self.gait.reach == 0 else (0.0,):
            pose = _Pose(self, light, 0.0, t)
            p, (hx, hy), (nx, ny) = pose.posture, pose.hip, pose.neck_end
            a = math.radians(tail["lift"] + p.tail)
            long = tail["length"] * (1 - p.wrap)
            points = [
                (hx - form["girth"][0] - long * math.cos(a), hy - long * math.sin(a) * 0.8),
                (pose.shoulder[0], pose.shoulder[1] - chest),
                (nx + head * (1.1 + muzzle), ny),
                (nx, ny - head - ears),
            ]
            if self.gait.reach == 0:
                points.append((0.0, -p.feet[5] * form["leg"][1]))
            if "wings" in form:
                points.append((hx, pose.shoulder[1] - form["wings"][1] * (0.8 if self.act == "fly" else 0.6)))
            c, sine = math.cos(math.radians(p.turn)), math.sin(math.radians(p.turn))
            for x, y in points:
                along = x + self.half
                left = min(left, along * c + y * sine - self.half)
                right = max(right, along * c + y * sine - self.half)
                tall = max(tall, along * sine - y * c + 0.5 * p.lift * form["leg"][0])
        if form.get("quills") or form.get("shell"):
            left -= 0.8 * max(form["girth"])
        return left * self.size, right * self.size, tall * self.size

    def phase(self, t: float) -> float:
        """Strides since the start."""
        return t * self.strides

    def contacts(self, t: float, horizon_s: float = 2.2) -> list[tuple[float, float, int]]:
        """Footfalls so far: (age in seconds, x of the foot when it fell, number of the step)."""
        if self.gait.reach == 0:
            return []
        found = []
        for leg, fall in enumerate(self.gait.falls):
            last = math.floor(self.phase(t) + fall)
            for k in range(last, last - int(horizon_s * self.strides) - 1, -1):
                age = (self.phase(t) + fall - k) / self.strides
                if age <= horizon_s and t - age >= -1.0:
                    joint = -self.half if leg < 2 else self.half
                    found.append((age, (joint + self._reach(leg < 2)) * self.size, 4 * (k + 1000) + leg))
        return found

    def _reach(self, hind: bool) -> float:
        return float(self.gait.reach * self.form["leg"][0] * (0.92 if hind else 0.96))

    def draw(self, ink: Ink, light: Light, t: float, *, offset: float = 0.0) -> None:
        """Draw with the ground point under the middle of the body at the origin."""
        pose = _Pose(self, light, self.phase(t) + offset, t + offset * 3)
        p, pivot = pose.posture, -self.half
        foot = (pivot * self.size, -p.lift * self.form["leg"][0] * self.size)
        with ink.moved(*foot, scale=self.size, turn=-math.radians(p.turn)), ink.moved(-pivot, 0):
            halo(ink, self.form, 0, -self.form["leg"][1], 2.2 * self.half, t)
            with see_through(ink, self.form):
                pose.draw(ink)


class _Pose(Limbs):
    """One animal at one moment."""

    def __init__(self, animal: Quadruped, light: Light, phase: float, t: float) -> None:
        self.animal, self.form, self.gait, self.light, self.t = animal, animal.form, animal.gait, light, t
        self.kind = animal.kind
        self.tones = Tones(light, animal.coat)
        self.phase = phase
        g, p = self.gait, phase
        moving = g.reach > 0
        flex = math.cos(2 * math.pi * (p - 0.93)) * g.flex
        self.flex = flex
        leg = self.form["leg"]
        breath = math.sin(t * 2.1)
        bounce = math.cos(4 * math.pi * (p - 0.93)) * 0.55 + math.cos(2 * math.pi * (p - 0.93)) * 0.45 * min(1, g.flex)
        lift = bounce * g.bob * leg[0] if moving else breath * 0.5
        crouch = 0.10 * leg[0] if g.flex >= 0.9 else 0.04 * leg[0] if moving else 0.02 * leg[0]
        pitch = -g.pitch * math.cos(2 * math.pi * (p - 0.85)) if g.flex >= 0.9 else g.pitch * math.sin(4 * math.pi * p)
        half = animal.half * (1 - 0.075 * flex)
        c, s = math.cos(pitch), math.sin(pitch)
        self.posture: Posture = posture_at("" if moving else animal.act, t)
        self.hip: Point = (-half * c, -(leg[0] - crouch) - lift + half * s)
        self.shoulder: Point = (half * c, -(leg[1] - crouch) - lift - half * s)
        self.arch = 7.5 * flex + self.posture.arch
        if not moving:
            span, now = 2 * animal.half, self.posture
            rump, _, chest = self.form["girth"]
            self.hip = (now.hip_x * span, min(-now.hip_y * leg[0], -0.78 * rump) - lift)
            self.shoulder = (now.chest_x * span, min(-now.chest_y * leg[1], -0.8 * chest) - lift)
        if "rise" in self.form:
            self._rise(half)
        self._set_neck()
        self.side = 1.0 if light.sun[0] > 0.5 else -1.0

    def draw(self, ink: Ink) -> None:
        """Far legs, tail, body and head, near legs with the masses that move them."""
        self._leg(ink, 0, far=True)
        self._leg(ink, 2, far=True)
        wrapped = self.posture.wrap > 0.5
        if "wings" in self.form:
            self._wing(ink, far=True)
        if not wrapped:
            self._tail(ink)
        if "ridge" in self.form:
            self._ridge(ink)
        if self.form.get("humps"):
            self._humps(ink)
        body = self._body_path()
        if self.form["ears"]["kind"] != "fan":
            self._ear(ink, far=True)
        raised = self.posture.hands >= 0.5
        for near in (1, 3)[: 1 if raised else 2]:
            self._leg(ink, near, far=False, under=True)
        self._torso(ink, body)
        if self.animal.rider is not None:
            seat = self.hip[0] * 0.52 + self.shoulder[0] * 0.48, (self.hip[1] + self.shoulder[1]) / 2 - self.arch
            with ink.moved(seat[0], seat[1] - self.form["girth"][1] * 0.86):
                self.animal.rider(ink, self.light, self.t)
        self._leg(ink, 1, far=False)
        if wrapped:
            self._tail(ink)
        if not raised:
            self._leg(ink, 3, far=False)
        if self.form.get("shell"):
            self._shell(ink)
        if self.form.get("quills"):
            self._quills(ink)
        self._head(ink)
        dressed(ink, self.light, self.animal.worn, self._head_frame(), self.neck_end, self.root, self.form["neck"])
        if "wings" in self.form:
            self._wing(ink, far=False)
        if raised:
            self._leg(ink, 3, far=False)
        if self.form.get("wool"):
            self._wool(ink)
        if self.animal.held is not None:
            x, y, r, tilt = self._head_frame()
            m = self.form["muzzle"][0]
            with ink.moved(x, y, turn=tilt), ink.moved(r * (0.85 + 0.9 * m), r * 0.42):
                self.animal.held(ink, self.light, self.t)

    def _rise(self, half: float) -> None:
        """Two-legged animals carry the trunk from the hip, over their feet; to reach the ground they lower it."""
        a = math.radians(self.form["rise"] * (1 - 0.75 * self.posture.reach)) + 0.06 * self.flex
        self.hip = (0.0, self.hip[1])
        self.shoulder = (2 * half * math.cos(a), self.hip[1] - 2 * half * math.sin(a))
