"""Puts four-legged animals into a landscape: sizes, places, shadows, footprints, what they throw up."""

from __future__ import annotations

import math

from nemo_skill.studio.data import table
from nemo_skill.studio.plan.model import Subject
from nemo_skill.studio.scenes.framing import close_up, frame_share, hero_fit
from nemo_skill.studio.scenes.ink import Ink, ellipse, join
from nemo_skill.studio.scenes.light import Light
from nemo_skill.studio.scenes.particles import kicked, shade_below
from nemo_skill.studio.scenes.people import people_scale
from nemo_skill.studio.scenes.quadruped import Quadruped
from nemo_skill.studio.scenes.sports import mounted
from nemo_skill.studio.scenes.world import World


class Herd:
    """One or more four-legged animals on the ground plane."""

    def __init__(self, world: World, subject: Subject, *, share: float = 0.5, rider: Subject | None = None) -> None:
        self._world = world
        kind = subject.kind
        action = subject.action if subject.action in ("run", "walk", "stand") else "walk"
        if subject.action in ("dance", "drive"):
            action = "run"
        count = max(1, min(subject.count, 7))
        lead = Quadruped(kind, action, subject.colour)
        left, right, tall = lead.extent
        self._scale = self._fitting(lead, subject, count, rider)
        middle = (left + right) / 2 * self._scale
        down = close_up(world, 0.62 * tall * self._scale)
        if down:
            middle = right * (0.62 if world.w > world.h else 0.85) * self._scale
        self._members = []
        rng = world.rng(501)
        for i in range(count):
            animal = Quadruped(kind, action, subject.colour, strides=lead.strides)
            if rider is not None:
                animal.rider = mounted(rider, lead.form["tall"], lead.form["leg"][1], world.rng(505 + i))
            row = world.ground_row + (down if i == 0 else (rng.random() - 0.75) * 0.13 * world.h + down)
            step = ((i + 1) // 2) * (1 if i % 2 else -1) * (right - left) * self._scale
            x = world.w * share - middle + step * (0.5 + 0.15 * rng.random())
            depth = (row - down - world.horizon) / (world.ground_row - world.horizon)
            self._members.append((row, x, self._scale * depth, float(rng.random()) if i else 0.0, animal))
        self._members.sort(key=lambda m: m[0])
        self.speed = lead.speed * self._scale

    def _fitting(self, lead: Quadruped, subject: Subject, count: int, rider: Subject | None) -> float:
        """The scale: beside people by true size, else as large as a hero stands, smaller beside larger animals."""
        world = self._world
        left, right, tall = lead.extent
        if any(s.group == "person" for s in world.plan.subjects):
            metre = 230 * people_scale(world) / 1.72
            true = lead.form["tall"] if lead.form["tall"] > 0.5 else lead.form["tall"] * 1.25
            scale = metre * true / (lead.form["leg"][1] * lead.size)
            return float(min(scale, world.w * (0.5 if rider is not None else 0.62) / (right - left)))
        scale = hero_fit(world, right - left, tall, lead.form["tall"])
        animals = table("animals")
        largest = max((animals[s.kind]["tall"] for s in world.plan.subjects if s.kind in animals), default=1.0)
        many = len([s for s in world.plan.subjects if s.group in ("quadruped", "bird")]) > 1
        beside: float = (lead.form["tall"] / largest) ** 0.6 * (0.72 if many else 1.0)
        return float(scale * beside * frame_share(count))

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
