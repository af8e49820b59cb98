"""People in a scene: how many, where, how large, and what they do there."""

from __future__ import annotations

import math

from nemo_skill.studio.plan.model import Subject
from nemo_skill.studio.scenes.figure import Figure, look_of
from nemo_skill.studio.scenes.ink import Ink, ellipse, rect
from nemo_skill.studio.scenes.light import Light, mix
from nemo_skill.studio.scenes.particles import shade_below
from nemo_skill.studio.scenes.sports import ride_bicycle, ride_ski, ride_surf
from nemo_skill.studio.scenes.world import World


def people_scale(world: World) -> float:
    """How large a grown person of 230 units stands in this frame."""
    return min(1.9, max(1.25, world.w / 1000)) * world.closeness


class People:
    """One or more persons on the ground plane."""

    def __init__(self, world: World, subject: Subject) -> None:
        self._world = world
        action = subject.action
        if action not in ("run", "walk", "stand", "dance", "cycle", "float", "surf", "ski"):
            airy = world.plan.setting in ("space", "sky", "underwater", "abstract")
            action = {
                "fly": "float" if airy else "stand",
                "swim": "float",
                "drive": "cycle" if subject.kind == "cyclist" else "walk",
            }.get(action, "stand")
        action = {"cyclist": "cycle", "surfer": "surf", "skier": "ski"}.get(subject.kind, action)
        if world.closeness > 1 and action == "walk":
            action = "stand"  # A room doesn't pass by.
        self._action = action
        count = max(1, min(subject.count, 8))
        rng = world.rng(550)
        cold = world.plan.snowy
        fit = people_scale(world)
        self._members: list[tuple[float, float, float, float, Figure]] = []
        for i in range(count):
            figure = Figure(look_of(subject, i, rng, cold=cold), action, strides=None)
            row = world.ground_row + (18 if i == 0 else (rng.random() - 0.7) * 120)
            gap = 150 if count > 2 else 78
            x = world.w * (0.47 if count > 1 else 0.46) + (
                0 if i == 0 else (((i + 1) // 2) * (1 if i % 2 else -1)) * gap * fit * (0.8 + 0.3 * rng.random())
            )
            depth = max(0.25, (row - world.horizon) / max(1.0, world.ground_row - world.horizon))
            self._members.append((row, x, fit * min(1.25, depth), float(rng.random()) if i else 0.0, figure))
        self._members.sort(key=lambda m: m[0])
        self.speed = {"cycle": 620.0, "ski": 760.0, "surf": 120.0}.get(action) or max(
            m[4].speed * m[2] for m in self._members
        )

    def draw(self, ink: Ink, light: Light, t: float) -> None:
        """From far to near, each with a shadow."""
        world = self._world
        for row, x, scale, phase, figure in self._members:
            px = x + world.w * 0.012 * math.sin(t * 0.7 + phase * 6)
            if world.plan.setting in ("sea", "lake") and self._action != "surf":
                self._wade(ink, light, t, px, row, scale, figure)
                continue
            if self._action == "float":
                with (
                    ink.moved(
                        px,
                        world.h * 0.5 + 26 * math.sin(t * 0.6 + phase * 5),
                        scale=min(3.0, 2.6 * world.w / 1920 + 0.6),
                        turn=-0.5 + 0.22 * math.sin(t * 0.4 + phase),
                    ),
                    ink.moved(0, 110),
                ):
                    figure.draw(ink, light, t, offset=phase)
                continue
            if world.desk is not None:
                # Indoors people sit behind the table: what lies below its edge stays hidden.
                size = 4.2 * min(1.0, world.w / 1500)
                with (
                    ink.within(rect(-20, -20, world.w + 40, world.desk + 22)),
                    ink.moved(px - world.w * 0.12, world.desk + 92 * size, scale=size),
                ):
                    figure.draw(ink, light, t, offset=phase)
                continue
            if self._action == "surf":
                with ink.moved(px, row, scale=scale):
                    ride_surf(ink, light, t, figure)
                continue
            shade_below(ink, light, px, row + 1, 62 * scale, 11 * scale, 0.6)
            if self._action == "cycle":
                with ink.moved(px, row, scale=scale * 0.95):
                    ride_bicycle(ink, light, t, self.speed / scale, figure)
                continue
            if self._action == "ski":
                with ink.moved(px, row, scale=scale, turn=0.07):
                    ride_ski(ink, light, t, figure)
                continue
            with ink.moved(px, row, scale=scale):
                figure.draw(ink, light, t, offset=phase)

    def _wade(self, ink: Ink, light: Light, t: float, x: float, row: float, scale: float, figure: Figure) -> None:
        """In open water people stand in it up to the chest, with rings around them."""
        world = self._world
        with ink.within(rect(-20, -20, world.w + 40, row + 20)), ink.moved(x, row + 118 * scale, scale=scale):
            figure.draw(ink, light, t)
        pale = mix(light.shade("#ffffff", 0.9), light.sky[-1], 0.3)
        for k in range(3):
            p = (t * 0.4 + k / 3) % 1.0
            ink.stroke(ellipse(x, row, (34 + 90 * p) * scale, (6 + 16 * p) * scale), 2.2, pale, 0.6 * (1 - p))
