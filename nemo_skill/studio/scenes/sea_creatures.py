"""Creatures of the water with a shape of their own: octopus, ray, seahorse, crabs, starfish, axolotl."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nemo_skill.studio.plan.model import Subject
from nemo_skill.studio.scenes.framing import frame_share, hero_fit
from nemo_skill.studio.scenes.ink import Ink, Linear, Path, Radial, ellipse, ellipses, polygon, ribbon, smooth
from nemo_skill.studio.scenes.light import Light, mix
from nemo_skill.studio.scenes.particles import shade_below
from nemo_skill.studio.scenes.world import World

# Kind: colour, width and height of its drawing, true size in metres.
FORMS: dict[str, tuple[str, float, float, float]] = {
    "octopus": ("#c8553a", 420, 360, 0.8),
    "ray": ("#3f566e", 640, 300, 2.5),
    "seahorse": ("#e0a03a", 190, 400, 0.15),
    "crab": ("#d2442e", 420, 230, 0.2),
    "hermit_crab": ("#d9703a", 400, 260, 0.1),
    "axolotl": ("#f2b6c0", 430, 190, 0.25),
    "starfish": ("#e8763a", 260, 260, 0.15),
}


class SeaCreatures:
    """One or several of a kind: swimmers in the water, crabs and starfish on the ground."""

    def __init__(self, world: World, subject: Subject) -> None:
        self._world, self._kind = world, subject.kind
        tone, wide, tall, metres = FORMS[subject.kind]
        self._tone: Any = subject.colour or tone
        self._count = max(1, min(6, subject.count))
        self._step = wide
        self._scale = hero_fit(world, wide, tall, metres) * frame_share(world, self._count)
        self._rng = world.rng(660).random((6, 3))
        self._grounded = subject.kind in ("crab", "hermit_crab", "starfish")
        self.speed = {"crab": 60.0, "hermit_crab": 22.0, "ray": 60.0}.get(subject.kind, 18.0)

    def draw(self, ink: Ink, light: Light, t: float) -> None:
        """The farther ones first."""
        world = self._world
        for i in range(self._count - 1, -1, -1):
            a, b, c = self._rng[i]
            size = self._scale * (1.0 if i == 0 else 0.55 + 0.3 * b)
            x = world.w * 0.5 + ((i + 1) // 2) * (1 if i % 2 else -1) * self._step * self._scale * (0.8 + 0.3 * a)
            if self._grounded:
                y = world.ground_row - (0 if i == 0 else 0.12 * world.h * b)
                shade_below(ink, light, x, y + 2, self._step * 0.42 * size, 22 * size, 0.55)
            else:
                y = world.h * (0.47 if i == 0 else 0.25 + 0.45 * b) + 16 * math.sin(t * 0.9 + 5 * c)
            with ink.moved(x, y, scale=size):
                getattr(self, f"_{self._kind}")(ink, light, t + 3 * c)

    def _eye(self, ink: Ink, light: Light, x: float, y: float, r: float) -> None:
        ink.fill(ellipse(x, y, r), (250, 246, 232))
        ink.fill(ellipse(x + r * 0.2, y, r * 0.55), light.shade("#14101a", 0.1))
        ink.fill(ellipse(x + r * 0.35, y - r * 0.25, r * 0.2), (255, 255, 255))

    def _octopus(self, ink: Ink, light: Light, t: float) -> None:
        main, dark = light.shade(self._tone, 0.95), light.shade(self._tone, 0.15)
        puff = math.sin(t * 1.6)
        for k in (0, 7, 1, 6, 2, 5, 3, 4):
            side = (k - 3.5) / 3.5
            a = math.pi / 2 - side * (1.0 + 0.12 * puff)
            spine = []
            for u in np.linspace(0, 1, 7):
                r = 40 + 190 * u
                bend = a - side * 0.9 * u * u + 0.42 * u * math.sin(t * 1.9 - 3.2 * u + k * 1.3)
                spine.append((side * 46 * (1 - u) + math.cos(bend) * r, 20 + math.sin(bend) * r * 0.86))
            arm = ribbon(spine, [27, 25, 21, 17, 12, 8, 2])
            lit = 0.35 if k in (0, 7, 2, 5) else 0.75
            ink.fill(arm, light.shade(self._tone, lit))
            cups = [(x, y + 5) for x, y in spine[1:6]]
            ink.fill(ellipses(cups, np.array([6, 5.5, 5, 4, 3])), light.shade("#f4cdb8", lit), 0.85)
        wide, tall = 98 - 6 * puff, 150 + 8 * puff
        bag = smooth([(-66, 40), (-wide * 0.72, -20), (-wide * 1.02, -tall * 0.62), (-wide * 0.66, -tall * 1.02), (0, -tall * 1.16), (wide * 0.66, -tall * 1.02), (wide * 1.02, -tall * 0.62), (wide * 0.72, -20), (66, 40), (0, 62)])  # fmt: skip  # noqa: E501
        ink.fill(bag, Linear(0, -tall, 0, 60, [(0, mix(main, (255, 255, 255), 0.15), 1), (0.6, main, 1), (1, dark, 1)]))
        with ink.clipped(bag):
            rng = np.random.default_rng(7)
            spots = np.stack([-80 + 160 * rng.random(26), -tall * 1.1 + tall * rng.random(26)], 1)
            ink.fill(ellipses(spots, 4 + 9 * rng.random(26)), dark, 0.3)
            ink.fill(ellipse(-wide * 0.4, -tall * 0.75, wide * 0.22, tall * 0.2, 0.5), (255, 246, 236), 0.25)
        for side in (-1, 1):
            ink.fill(ellipse(side * 40, -6, 27, 25), main)
            self._eye(ink, light, side * 40, -8, 18)

    def _ray(self, ink: Ink, light: Light, t: float) -> None:
        beat = math.sin(t * 1.9)
        main, pale = light.shade(self._tone, 0.9), light.shade("#dfe6ea", 0.6)
        tail = [(-70, 0), (-170, 14 + 10 * math.sin(t * 1.9 - 1)), (-270, 4 + 26 * math.sin(t * 1.9 - 2))]
        ink.fill(ribbon(tail, [12, 5, 1]), light.shade(self._tone, 0.4))
        for far in (True, False):
            lift = -130 - 60 * beat if far else 105 - 55 * beat
            tip = (-40, lift)
            fin = smooth([(110, -6), (60, lift * 0.45), (-10, lift * 0.9), tip, (-70, lift * 0.72), (-84, lift * 0.3), (-80, 0)])  # fmt: skip  # noqa: E501
            ends = [(0, main, 1), (1, light.shade(self._tone, 0.25 if far else 0.55), 1)]
            ink.fill(fin, Linear(0, 0, 0, lift, ends))
        body = smooth([(-84, 2), (-20, -30), (70, -32), (124, -14), (132, 4), (70, 26), (-20, 24)])
        ink.fill(body, Linear(0, -32, 0, 26, [(0, mix(main, light.sky[4], 0.2), 1), (0.6, main, 1), (1, pale, 1)]))
        for side in (-8, 10):
            ink.fill(ribbon([(120, side), (148, side + 2), (160, side + 10)], [9, 7, 3]), main)
        self._eye(ink, light, 112, -16, 7)

    def _seahorse(self, ink: Ink, light: Light, t: float) -> None:
        sway = 5 * math.sin(t * 1.5)
        coil = [(-8 + 44 * (1 - u) * math.cos(2.2 - 5.6 * u), 150 + 44 * (1 - u) * math.sin(2.2 - 5.6 * u)) for u in np.linspace(0, 0.9, 8)]  # fmt: skip  # noqa: E501
        spine = [(16, -132), (-10, -112), (-22, -72), (-4, -26), (14, 20), (6, 70), (-22, 120 + sway), *coil[1:]]
        widths = [20, 24, 27, 39, 41, 31, 20, 15, 13, 11, 9, 7, 5, 3]
        body = ribbon(spine, widths)
        fan = 0.22 * math.sin(t * 17)
        ink.fill(smooth([(-34, -40), (-88, -58 - 30 * fan), (-96, -8), (-84, 34 + 30 * fan), (-22, 26)]), light.shade(self._tone, 0.9), 0.65)  # fmt: skip  # noqa: E501
        top, low = light.shade(self._tone, 1.0), light.shade(self._tone, 0.2)
        ink.fill(body, Linear(-40, 0, 50, 0, [(0, low, 1), (0.5, top, 1), (1, light.shade("#f7e2b0", 0.8), 1)]))
        with ink.clipped(body):
            for k in range(22):
                y = -100 + 13 * k
                rib = [(-70, y - 6), (0, y + 4), (70, y - 2)]
                ink.stroke(smooth(rib, closed=False), 2.4, light.shade(mix(self._tone, "#3a2010", 0.5), 0.4), 0.55)
        snout = smooth([(2, -168), (38, -172), (62, -148), (104, -134), (112, -126), (104, -118), (60, -120), (30, -104), (0, -118)])  # fmt: skip  # noqa: E501
        ink.fill(snout, Linear(0, -172, 0, -104, [(0, top, 1), (1, low, 1)]))
        crown = [[(8 + 12 * k, -164), (6 + 13 * k, -192 + 6 * abs(k - 1)), (18 + 12 * k, -166)] for k in range(3)]
        for spike in crown:
            ink.fill(polygon(spike), top)
        self._eye(ink, light, 40, -146, 10)

    def _crab(self, ink: Ink, light: Light, t: float) -> None:
        main, dark = light.shade(self._tone, 0.95), light.shade(self._tone, 0.2)
        bob = 4 * abs(math.sin(t * 7))
        for side in (-1, 1):
            for k in range(3):
                step = math.sin(t * 7 + k * 2.1 + side)
                hip, knee = (side * (60 + 14 * k), -70 - bob), (side * (128 + 22 * k), -104 + 18 * k)
                foot = (side * (150 + 24 * k) + 12 * step, -max(0.0, 10 * math.cos(t * 7 + k * 2.1 + side)))
                ink.fill(ribbon([hip, knee, foot], [13, 11, 3]), light.shade(self._tone, 0.45 + 0.12 * k))
            wave = 0.16 * math.sin(t * 3 + side)
            arm = [(side * 84, -92 - bob), (side * 146, -120 - bob), (side * 136, -168 - bob)]
            ink.fill(ribbon(arm, [15, 15, 17]), main)
            with ink.moved(side * 132, -176 - bob, turn=side * wave, flip=side < 0):
                snap = 0.2 + 0.2 * max(0.0, math.sin(t * 5 + side))
                for jaw, turn in ((1, snap), (-1, -snap)):
                    with ink.moved(turn=turn - 0.35):
                        ink.fill(
                            smooth([(-12 * jaw, 16), (26 * jaw, 0), (20 * jaw, -46), (4 * jaw, -60), (3 * jaw, -20)]),
                            main,
                        )
        shell = smooth([(-104, -74), (-84, -116), (0, -132), (84, -116), (104, -74), (66, -36), (0, -26), (-66, -36)])
        with ink.moved(0, -bob):
            ink.fill(
                shell, Linear(0, -132, 0, -26, [(0, main, 1), (0.5, light.shade(self._tone, 0.7), 1), (1, dark, 1)])
            )
            for side in (-1, 1):
                ink.fill(ribbon([(side * 26, -122), (side * 30, -152)], [6, 5]), main)
                self._eye(ink, light, side * 30, -158, 12)
            ink.stroke(smooth([(-26, -62), (0, -54), (26, -62)], closed=False), 5, dark)

    def _hermit_crab(self, ink: Ink, light: Light, t: float) -> None:
        """Legs, claws and eyes out of the mouth of a whorled shell that rocks as it is dragged along."""
        main, dark = light.shade(self._tone, 0.9), light.shade(self._tone, 0.2)
        for k in range(4):
            step = math.sin(t * 5 + k * 1.7)
            knee = (62 + 34 * k, -78 + 8 * k - 4 * step)
            leg = [(30 + 10 * k, -52), knee, (84 + 36 * k + 10 * step, -max(0.0, 9 * math.cos(t * 5 + k * 1.7)))]
            ink.fill(ribbon(leg, [14, 11, 3]), light.shade(self._tone, 0.35 + 0.15 * k))
        with ink.moved(-10, -8, turn=0.04 * math.sin(t * 5)):
            whorl = [(86, -36), (92, -96), (40, -150), (-50, -176), (-128, -236), (-140, -176), (-172, -120), (-150, -50), (-70, -6), (30, -4)]  # fmt: skip  # noqa: E501
            shell, pale, low = smooth(whorl), light.shade("#f4dfbe", 1.0), light.shade("#9a6a44", 0.25)
            ink.fill(shell, Linear(0, -230, 0, 0, [(0, pale, 1), (0.5, light.shade("#dba878", 0.75), 1), (1, low, 1)]))
            with ink.clipped(shell):
                for k in range(5):
                    u = 0.2 * k
                    band = [(-166 + 60 * k, -176 - 44 * u), (-120 + 50 * k, -110 + 10 * k), (-150 + 52 * k, -4)]
                    ink.stroke(smooth(band, closed=False), 9 - k, light.shade("#8a4f34", 0.4), 0.55)
                ink.fill(ellipse(-70, -178, 60, 16, -0.5), (255, 252, 244), 0.3)
            ink.fill(ellipse(74, -58, 40, 50, 0.3), light.shade("#5a2c20", 0.2))
        face = smooth([(24, -60), (52, -98), (100, -96), (126, -60), (100, -30), (46, -28)])
        ink.fill(face, Linear(0, -98, 0, -28, [(0, main, 1), (1, dark, 1)]))
        for side, size in ((-1, 0.8), (1, 1.0)):
            x = 92 + 26 * side
            ink.fill(ribbon([(x - 8, -84), (x, -124)], [7, 6]), main)
            self._eye(ink, light, x + 2, -132, 13)
            with ink.moved(120 + 20 * side, -46, scale=size, turn=0.7 + 0.12 * math.sin(t * 2 + side)):
                claw = [(-22, 10), (-16, -30), (10, -72), (12, -34), (28, -66), (32, -20), (18, 14)]
                ink.fill(smooth(claw), Linear(0, -70, 0, 14, [(0, main, 1), (1, dark, 1)]))

    def _axolotl(self, ink: Ink, light: Light, t: float) -> None:
        """A broad smiling head with feathery gills, a finned tail that waves, small hands."""
        main, low = light.shade(self._tone, 1.0), light.shade(self._tone, 0.25)
        frill = light.shade("#e0566e", 0.8)
        tail = [(-20 - 34 * k, 8 + (2 + 5 * k) * math.sin(t * 2.6 - 0.7 * k)) for k in range(6)]
        ink.fill(ribbon(tail[1:], [30, 40, 38, 26, 4]), mix(main, (255, 255, 255), 0.25), 0.6)
        for side, lit in ((-1, 0.4), (1, 0.85)):
            for x in (60, -40):
                swing = 8 * math.sin(t * 2.2 + x + side)
                arm = [(x, 14), (x - 14 + swing, 44), (x + 2 + swing, 62)]
                ink.fill(ribbon(arm, [12, 9, 7]), light.shade(self._tone, lit))
                ink.fill(ellipses([(x - 6 + 7 * j + swing, 66) for j in range(3)], [(3, 6)] * 3), light.shade(self._tone, lit))  # fmt: skip  # noqa: E501
        body = ribbon([(130, -6), (80, -2), (20, 4), *tail[1:]], [40, 44, 40, 30, 24, 17, 10, 2])
        shade = Linear(0, -46, 0, 44, [(0, main, 1), (0.55, light.shade(self._tone, 0.7), 1), (1, low, 1)])
        ink.fill(body, shade)
        for side in (-1, 1):
            for k in range(3):
                wave = 0.12 * math.sin(t * 2 + k + side)
                with ink.moved(96 + 8 * side, -8, turn=(0.2 + 0.5 * k + wave) * side - (1.45 if side < 0 else 1.6)):
                    stalk = [(0, 0), (30, -6), (72, 4)] if side > 0 else [(0, 0), (30, 6), (72, -4)]
                    ink.fill(ribbon(stalk, [7, 5, 2]), frill)
                    combs = [
                        smooth([(16 + 7 * j, 0), (26 + 7 * j, -13), (30 + 7 * j, 13)], closed=False) for j in range(6)
                    ]
                    for comb in combs:
                        ink.stroke(comb, 2.4, frill, 0.9)
        head = smooth([(92, -44), (150, -54), (204, -26), (210, 4), (180, 38), (124, 46), (88, 30)])
        ink.fill(head, shade)
        for x, y in ((132, -12), (188, -10)):
            ink.fill(ellipse(x, y, 9), light.shade("#1c1218", 0.1))
            ink.fill(ellipse(x + 3, y - 3, 3), (255, 255, 255))
        ink.stroke(smooth([(126, 10), (142, 22), (166, 24), (190, 10)], closed=False), 4, light.shade("#a04a5c", 0.5))
        ink.fill(ellipses([(118, 8), (200, 6)], [(10, 6)] * 2), light.shade("#ee7f92", 0.8), 0.6)

    def _starfish(self, ink: Ink, light: Light, t: float) -> None:
        points = []
        for k in range(10):
            a = -math.pi / 2 + math.pi * k / 5 + 0.05 * math.sin(t * 1.4 + k)
            r = 124 if k % 2 == 0 else 52
            points.append((math.cos(a) * r, -104 + math.sin(a) * r * 0.9))
        main = light.shade(self._tone, 0.95)
        star = smooth(points)
        ends = [(0, mix(main, (255, 255, 255), 0.2), 1), (1, light.shade(self._tone, 0.3), 1)]
        turns, far = np.repeat(np.arange(5) * 1.2566 - 1.5708, 3), np.tile([24, 52, 80], 5)
        dots = np.stack([np.cos(turns) * far, -104 + np.sin(turns) * far * 0.9], 1)
        with ink.moved(0, -6, stretch=0.56):
            ink.fill(Path(star.commands, star.points + np.array([0, 14], np.float32)), light.shade(self._tone, 0.05))
            ink.fill(star, Radial(0, -104, 130, ends))
            ink.fill(ellipses(dots, np.full(15, 6.0)), light.shade("#f8d8b0", 0.9), 0.8)
