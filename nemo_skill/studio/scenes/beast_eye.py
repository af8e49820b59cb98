"""An animal's eye that fills the frame: fur, feathers or scales around it; it looks about, narrows and blinks."""

from __future__ import annotations

import math
import re

import numpy as np

from nemo_skill.studio.plan.model import ShotPlan, Subject
from nemo_skill.studio.scenes.animal_forms import form_of, is_animal
from nemo_skill.studio.scenes.bird_rig import bird_form
from nemo_skill.studio.scenes.ink import Ink, Linear, Radial, ellipse, ellipses, join, polygons, rect, ribbon, smooth
from nemo_skill.studio.scenes.light import Light, mix
from nemo_skill.studio.scenes.world import World

_EYE = re.compile(r"\beyes?\b(?! (?:contact|level|shut|closed))|眼睛|眼眸|瞳孔|之眼|的眼", re.I)
_NEAR = re.compile(r"close[- ]?up|macro|detail|extreme|zoom|reflect|特写|微距|近景|瞳孔|倒映", re.I)
_WHOLE = re.compile(r"\bface\b|portrait|\bhead\b|\bbody\b|脸|头部|肖像", re.I)
_SLITS = re.compile(
    r"cat|kitten|tabby|siamese|ragdoll|persian|british|calico|fox|snake|croc|lizard|gecko|dragon|chameleon"
)
_BARS = re.compile(r"goat|sheep|horse|deer|octopus|frog|cow|donkey|alpaca")
_X = np.linspace(-1, 1, 15)


def eye_of(plan: ShotPlan) -> bool:
    """Whether a plan shows nothing but an animal's eye."""
    groups = [s.group for s in plan.subjects]
    alone = groups[:1] in (["quadruped"], ["bird"]) and "person" not in groups
    return alone and bool(_EYE.search(plan.prompt) and _NEAR.search(plan.prompt)) and not _WHOLE.search(plan.prompt)


class Bare:
    """No place at all: the eye is everything."""

    def behind(self, ink: Ink, t: float) -> None: ...

    def before(self, ink: Ink, t: float) -> None: ...


class BeastEye:
    """One eye, about half of the frame wide, its inner corner to the left."""

    speed = 0.0

    def __init__(self, world: World, subject: Subject) -> None:
        self._world, kind = world, subject.kind
        form = (
            form_of(kind)
            if is_animal(kind)
            else bird_form(kind)
            if subject.group == "bird"
            else {"coat": {"main": "#5a6a3c"}}
        )
        coat = form["coat"]
        self._main = subject.colour or coat.get("main") or coat.get("head") or "#6a5a48"
        self._dark, self._pale = coat.get("dark", "#221c1c"), coat.get("light", coat.get("mask", "#e8dcc8"))
        usual = "#e8a02c" if subject.group == "bird" else "#8a5a2c"
        self._iris = form.get("iris") or usual
        if re.search(r"\bblue eyes?\b|蓝色?(?:的)?眼", world.plan.prompt, re.I):
            self._iris = "#5fb4e6"
        elif re.search(r"\bgreen eyes?\b|绿色?(?:的)?眼", world.plan.prompt, re.I):
            self._iris = "#8fc43c"
        self._pupil = "slit" if _SLITS.search(kind) else "bar" if _BARS.search(kind) else "round"
        self._scaly = "ridge" in form or kind in ("snake", "loong", "frog")
        self._bare = bool(form.get("trunk")) or kind in ("hippo", "rhino")
        self._striped = form.get("pattern") in ("stripes", "tabby", "spots")
        self._rng = world.rng(690).random((420, 4))

    def draw(self, ink: Ink, light: Light, t: float) -> None:
        """What is around the eye, the ball with its light, the lids."""
        world = self._world
        with ink.moved(world.w * 0.5, world.h * 0.5, scale=world.h / 1000 if world.w > world.h else world.w / 1300):
            self._coat(ink, light, t)
            blink = max(0.0, 1 - abs((t - 2.6) % 4.4 - 0.13) / 0.13) if t > 1 else 0.0
            wide = 1.0 - 0.12 * math.sin(0.8 * t) ** 2
            upper = np.stack([_X * 430, 40 + 60 * _X - 300 * wide * (1 - blink) * (1 - _X**2) ** 0.66], 1)
            lower = np.stack([_X * 430, 40 + 60 * _X + 235 * (1 - 0.3 * blink) * (1 - _X**2) ** 0.72], 1)
            shape = smooth(np.concatenate([upper, lower[::-1][1:-1]]))
            rim = smooth(np.concatenate([upper * 1.07 - (0, 16), (lower * 1.07 + (0, 20))[::-1][1:-1]]))
            ink.fill(rim, light.shade("#1c1416", 0.2))
            ink.fill(shape, light.shade("#2c1e18", 0.3))
            with ink.clipped(shape):
                self._ball(ink, light, t)
                ink.stroke(smooth(np.add(upper, (0, 24)), closed=False), 74, (10, 6, 8), 0.4)
            if blink > 0.05:
                lid = mix(light.shade(self._main, 0.5), (20, 14, 14), 0.25)
                top = np.stack([_X * 470, 40 + 60 * _X - 310 * (1 - _X**2) ** 0.66], 1)
                ink.fill(smooth(np.concatenate([top, upper[::-1][1:-1]])), lid)
            corner = [(-560, 60), (-430, -24), (-340, 6), (-380, 44), (-470, 70)]
            ink.fill(smooth(corner), light.shade("#1c1416", 0.2))
            if not self._scaly and not self._bare:
                lashes = [ribbon([tuple(upper[i]), (upper[i][0] - 30 + 80 * _X[i], upper[i][1] - 60), (upper[i][0] - 10 + 170 * _X[i], upper[i][1] - 120 - 20 * (i % 3))], [5, 4, 1]) for i in range(2, 13)]  # fmt: skip  # noqa: E501
                ink.fill(join(lashes), light.shade("#1c1416", 0.3), 0.8)

    def _coat(self, ink: Ink, light: Light, t: float) -> None:
        lit, low = light.shade(self._main, 0.95), light.shade(self._main, 0.15)
        ink.fill(rect(-1600, -1600, 3200, 3200), Linear(0, -600, 0, 700, [(0, lit, 1), (1, low, 1)]))
        ink.glow(0, 40, 720, light.shade(self._dark, 0.2), 0.6, squash=0.6, blend=0)
        a, b = 2 * math.pi * self._rng[:, 0], 1.0 + 1.1 * np.sort(self._rng[:, 1])[::-1]
        at = np.stack([np.cos(a) * 470 * b, 30 + np.sin(a) * 300 * b], 1)
        if self._scaly or self._bare:
            sizes = np.stack([(26 if self._scaly else 60) * b, (20 if self._scaly else 7) * b], 1)
            for k, tone in enumerate((self._dark, self._main, self._pale)):
                ink.fill(ellipses(at[k::3], sizes[k::3]), light.shade(tone, 0.3 + 0.25 * k), 0.5)
            return
        ways = np.stack([np.cos(a) + 0.7, 0.75 * np.sin(a) - 0.15], 1)
        long = (70 + 90 * self._rng[:, 2]) * (1 + 0.03 * math.sin(1.3 * t))
        side = np.stack([-ways[:, 1], ways[:, 0]], 1) * 7
        hairs = np.stack([at - side, at + ways * long[:, None], at + side], 1)
        stripe = (np.sin(a * 9) > 0.55) if self._striped else np.zeros(len(a), bool)
        near = (b < 1.35) & (np.abs(np.sin(a)) > 0.4)
        for mask, tone, shine in (
            (~stripe & ~near, self._main, 0.55), (near & ~stripe, self._pale, 0.8), (stripe, self._dark, 0.3)
        ):  # fmt: skip
            picked = hairs[mask]
            for k in range(2):
                if len(picked[k::2]):
                    ink.fill(polygons(picked[k::2]), light.shade(tone, shine + 0.25 * k), 0.85)

    def _ball(self, ink: Ink, light: Light, t: float) -> None:
        x, y, r = 34 * math.sin(0.9 * t + 0.5), 8 + 8 * math.sin(1.3 * t), 318.0
        tone = light.shade(self._iris, 1.0)
        core, edge = mix(tone, (255, 236, 150), 0.5), mix(tone, (24, 12, 8), 0.72)
        ink.fill(ellipse(x, y, r), edge)
        ink.fill(ellipse(x, y, r * 0.95), Radial(x, y, r * 0.95, [(0, core, 1), (0.55, tone, 1), (1, edge, 1)]))
        a = np.linspace(0, 2 * math.pi, 97)[:-1]
        start, end = r * 0.34, r * (0.66 + 0.22 * np.abs(np.sin(7 * a) * np.cos(11 * a + 1)))
        out = np.stack([np.cos(a), np.sin(a)], 1)
        side = np.stack([-out[:, 1], out[:, 0]], 1) * 3.2
        rays = np.add(np.stack([out * start + side, out * end[:, None], out * start - side], 1), (x, y))
        ink.fill(polygons(rays[::2]), mix(tone, (255, 246, 200), 0.6), 0.55)
        ink.fill(polygons(rays[1::2]), edge, 0.4)
        beat = 0.5 + 0.5 * math.sin(1.1 * t)
        size = {"slit": (40 + 56 * beat, r * 0.86), "bar": (r * 0.6, 62 + 12 * beat)}.get(
            self._pupil, (112 + 34 * beat,) * 2
        )
        ink.fill(ellipse(x, y, *size), (8, 6, 10))
        sky = mix(light.sky[2], (255, 255, 255), 0.45)
        window = [(x - 150, y - 160), (x - 40, y - 196), (x + 10, y - 110), (x - 60, y - 76), (x - 150, y - 84)]
        ink.fill(smooth(window), Linear(0, y - 190, 0, y - 80, [(0, (255, 255, 255), 0.9), (1, sky, 0.65)]))
        ink.fill(ellipse(x + 92, y + 104, 46, 22, -0.6), (255, 255, 255), 0.3)
        ink.fill(ellipse(x - 118, y - 120, 13), (255, 252, 240))
