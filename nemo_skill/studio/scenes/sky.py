"""Skies: gradient, sun or moon with its halo, clouds of noise lit from the sun's side, stars, lightning."""

from __future__ import annotations

import math
import re

import numpy as np

from nemo_skill.studio.data import table
from nemo_skill.studio.scenes.clouds import density, kind_of, pace_of
from nemo_skill.studio.scenes.heavens import Heavens
from nemo_skill.studio.scenes.ink import SCREEN, Ink, Linear, Pixels, Radial, ellipse, ellipses, polygon, smooth
from nemo_skill.studio.scenes.light import Light, mix
from nemo_skill.studio.scenes.noise import Field, enlarge, fbm, to_bytes
from nemo_skill.studio.scenes.veils import halo
from nemo_skill.studio.scenes.world import Baked, World

_STOPS = (0.0, 0.34, 0.62, 0.86, 1.0)


class Sky:
    """The whole background above (and behind) the land."""

    def __init__(self, world: World, *, clouds: bool = True) -> None:
        self._world = world
        self._base = Baked(world, self._bake_base)
        rng = world.rng(11)
        self._period = world.w * 1.35
        self._strip = Baked(world, self._bake_clouds, period=self._period, soft=True)
        self._full_moon = any(word in world.plan.prompt.lower() for word in ("full moon", "moonrise", "满月", "圆月"))
        crescent = re.search(r"crescent|new moon|新月|弯月|月牙", world.plan.prompt, re.IGNORECASE)
        # The moon's inner edge, from -1 (full) to 1 (new); one a little past full looks like an egg.
        self._phase = -1.0 if self._full_moon else 0.6 if crescent else (-1.0, -1.0, -1.0, 0.5)[int(rng.integers(0, 4))]
        self._aurora = bool(re.search(r"aurora|northern lights|polar lights|极光", world.plan.prompt, re.IGNORECASE))
        self._heavens = Heavens(world)
        self._large = 2.6 if re.search(table("light")["words"]["large"], world.plan.prompt, re.IGNORECASE) else 1.0
        self._every = 0.7 if re.search(r"lightning|thunderbolt|闪电|雷电", world.plan.prompt, re.IGNORECASE) else 1.3
        self._milky = Baked(world, self._bake_milky, soft=True)
        self._galaxy = world.plan.setting == "stargazing" or bool({"milky way", "银河"} & set(world.plan.words))
        self._kind, self._pace = kind_of(world.plan, world.rng(16)), pace_of(world.plan)
        self._clouds = clouds and not (self._aurora or self._galaxy)
        count = 900 if self._galaxy else 220
        self._stars = np.stack(
            [
                rng.random(count) * world.w,
                rng.random(count) ** 1.5 * world.horizon * 0.95,
                0.5 + 1.5 * rng.random(count) ** 3,
                rng.random(count) * 6.28,
            ],
            1,
        )

    def draw(self, ink: Ink, t: float) -> None:
        """Paint over the whole frame."""
        world = self._world
        light = world.light(t)
        key, share = world.key_at(t)
        if share <= 0.002:
            np.copyto(ink.pixels, self._base.picture(key))
        else:
            self._base.place(ink, t, 0, 0)
        if light.stars > 0.03:
            self._draw_stars(ink, t, light.stars)
        if self._galaxy and light.stars > 0.03:
            self._milky.place(ink, t, 0, 0, alpha=light.stars)
        if self._aurora:
            self._draw_aurora(ink, t, max(0.25, light.stars))
        self._draw_sun(ink, light)
        self._heavens.draw(ink, t, light.stars)
        if not self._clouds:
            return
        self._strip.place(ink, t, -t * 7 * self._pace, 0)
        if light.moon > 0.02 and not self._galaxy and light.cover < 0.8:  # Not grey behind thin cloud.
            self._draw_moon(ink, light, 0.6, aura=False)
        if world.plan.weather == "storm":
            self._draw_lightning(ink, t)

    def _draw_stars(self, ink: Ink, t: float, strength: float) -> None:
        for group in range(3):
            s = self._stars[group::3]
            twinkle = 0.75 + 0.25 * math.sin(t * (1.7 + group) + group * 2)
            ink.fill(ellipses(s[:, :2], s[:, 2]), (255, 250, 240), strength * twinkle * (0.9 - 0.2 * group))

    def _draw_aurora(self, ink: Ink, t: float, strength: float) -> None:
        """Curtains of light: columns that fade upwards from green to violet and wander sideways."""
        world = self._world
        with ink.blurred(7):
            for curtain in range(3):
                n = 48
                x0 = np.linspace(-80, world.w + 80, n + 1)
                wave = np.sin(x0 * 0.0031 + t * 0.22 + curtain * 2.1) + 0.5 * np.sin(x0 * 0.0078 - t * 0.35 + curtain)
                foot = world.horizon * (0.40 + 0.12 * curtain) + 52 * wave
                shine = np.clip(
                    0.60
                    + 0.40
                    * np.sin(x0 * 0.012 + t * (0.8 + 0.2 * curtain) + 3 * curtain)
                    * np.sin(x0 * 0.0043 - t * 0.3),
                    0.08,
                    1,
                )
                tall = world.horizon * (0.32 + 0.12 * np.sin(x0 * 0.006 + t * 0.4 + curtain))
                for i in range(n):
                    power = strength * float(shine[i]) * (0.9, 0.75, 0.6)[curtain]
                    green, violet = (86, 255, 170), (150, 96, 255)
                    column = polygon(
                        [
                            (x0[i], foot[i]),
                            (x0[i + 1] + 1.5, foot[i + 1]),
                            (x0[i + 1] + 1.5, foot[i + 1] - tall[i + 1]),
                            (x0[i], foot[i] - tall[i]),
                        ]
                    )
                    stops = [
                        (0, green, 0.0),
                        (0.08, green, power),
                        (0.40, green, power * 0.5),
                        (0.72, violet, power * 0.45),
                        (1, violet, 0),
                    ]
                    ink.fill(column, Linear(0, float(foot[i]) + 8, 0, float(foot[i] - tall[i]), stops))

    def _draw_sun(self, ink: Ink, light: Light) -> None:
        world = self._world
        x, y = world.sun(light)
        low = float(np.clip((light.sun[1] - 0.5) / 0.35, 0, 1))
        open_sky = float(np.clip((0.94 - light.cover) / 0.2, 0, 1)) if self._clouds else 1.0
        disc = (1 - min(1.0, light.veil * 2.2)) * open_sky
        r = (52.0 + 34.0 * low) * self._large
        y -= 0.7 * r * (self._large > 1)
        if light.moon < 0.98 and y < world.horizon + r + 40 and disc > 0.05:
            halo(ink, world, x, y, r * 3.6, light.sun_colour, 0.5 * disc)
            core, rim = (255, 253, 244), mix(light.sun_colour, (255, 250, 235), 0.6)
            # High up it dazzles and has no edge; near the horizon it is a disc.
            hard = 0.45 + 0.45 * low
            stops = [
                (0, core, disc),
                (hard * 0.8, core, disc),
                (hard, rim, disc * (0.55 + 0.4 * low)),
                (1, light.sun_colour, 0),
            ]
            ink.fill(ellipse(x, y, r), Radial(x, y, r, stops), 1 - light.moon)
        if light.moon > 0.02 and not self._galaxy and open_sky > 0.02:
            self._draw_moon(ink, light, open_sky)

    def _draw_moon(self, ink: Ink, light: Light, shown: float, *, aura: bool = True) -> None:
        world = self._world
        x, y = world.w * 0.72, world.horizon * (0.30 + 0.5 * (1 - light.moon))
        r = (104.0 if self._full_moon else 58.0) * self._large
        shown *= light.moon
        if aura:
            halo(ink, world, x, y, r * 7.5, (140, 176, 240), 0.42 * shown)
            halo(ink, world, x, y, r * 2.6, (222, 232, 255), 0.5 * shown)
        a = np.linspace(-math.pi / 2, math.pi / 2, 17)
        edge = np.concatenate(
            [np.stack([np.cos(a), np.sin(a)], 1), np.stack([self._phase * np.cos(a), np.sin(a)], 1)[::-1]]
        )
        turn = np.array([[0.88, -0.47], [0.47, 0.88]])
        lit = smooth((edge @ turn.T) * r + (x, y))
        ink.fill(lit, (240, 243, 250), shown)
        with ink.clipped(lit):
            for dx, dy, cr in ((-0.3, -0.2, 0.22), (0.25, 0.15, 0.3), (-0.15, 0.4, 0.15), (0.4, -0.35, 0.12)):
                ink.fill(ellipse(x + dx * r, y + dy * r, cr * r), (204, 212, 230), 0.5 * shown)

    def _draw_lightning(self, ink: Ink, t: float) -> None:
        """Every now and then a bolt with its branches, which lights the clouds and flickers out."""
        every, life = self._every, 0.5
        rng = self._world.rng(900 + int(t / every))
        age = t % every - rng.random() * (every - life)
        if not 0 <= age < life:
            return
        flash = (1 - age / life) ** 0.7 * (0.7 + 0.3 * math.sin(age * 60))
        world = self._world
        x = world.w * (0.15 + 0.7 * rng.random())
        ink.glow(x, world.horizon * 0.3, world.w * 0.6, (170, 185, 250), 0.55 * flash)
        ink.glow(x, world.horizon, world.w * 0.22, (190, 205, 255), 0.5 * flash, squash=0.5)
        trunk: list[tuple[float, float]] = []
        for n in range(4):
            y, at = (0.0, x) if n == 0 else trunk[int(len(trunk) * (0.15 + 0.2 * n))][::-1]
            lean, end = (0.0, world.horizon) if n == 0 else (36 * rng.normal(), y + 60 + 200 * rng.random())
            points = [(at, y)]
            while points[-1][1] < end:
                points.append((points[-1][0] + lean + rng.normal(0, 34), points[-1][1] + 26 + rng.random() * 40))
            trunk = points if n == 0 else trunk
            bolt, share = polygon(points, closed=False), 1.0 if n == 0 else 0.55
            ink.stroke(bolt, 15 * share, (170, 190, 255), 0.4 * flash * share, blend=SCREEN)
            ink.stroke(bolt, 4.5 * share, (250, 250, 255), flash * share)

    def _bake_milky(self, light: Light) -> Pixels:
        """The galaxy's band: clouds of stars aslant over the sky, with dark lanes in them."""
        world, rng = self._world, self._world.rng(17)
        rows, columns = max(8, round(world.horizon * world.unit / 2)), max(8, world.width // 2)
        x, y = np.meshgrid(np.linspace(0, world.w, columns), np.linspace(0, world.horizon, rows))
        off = ((x - 0.56 * world.w) * 0.80 + (y - 0.4 * world.horizon) * 0.60) / (0.20 * world.h)
        puffs, lanes = fbm(rows, columns, 5, 7, rng, octaves=6), fbm(rows, columns, 6, 5, rng, octaves=5, ridged=True)
        glow = (
            np.exp(-(off**2))
            * (0.35 + 0.9 * puffs)
            * (1 - 0.75 * np.exp(-((off * 2.4) ** 2)) * np.clip(lanes * 2 - 0.5, 0, 1))
        )
        glow = np.clip(glow, 0, 1) * np.clip((world.horizon - y) / (0.25 * world.horizon), 0, 1)
        warm = np.clip(np.exp(-((off * 1.6) ** 2)), 0, 1)[..., None]
        tone = np.array([120, 140, 235]) + warm * np.array([125, 70, -10])
        star = (rng.random((rows, columns)) < 0.02 * glow)[..., None] * 255
        colour = np.clip(tone * glow[..., None] * 0.75 + star, 0, 255).astype(np.float32)
        big = enlarge(colour, 2 * rows, world.width)
        rgba = np.zeros((2 * rows, world.width, 4), np.uint8)
        rgba[..., :3] = to_bytes(big, rng)
        rgba[..., 3] = rgba[..., :3].max(-1)
        return rgba

    def _bake_base(self, light: Light) -> Pixels:
        world = self._world
        rows, columns = max(2, world.height // 3), max(2, world.width // 3)
        y = np.linspace(0, world.h, rows, dtype=np.float32) / world.horizon
        picture = np.stack([np.interp(y, _STOPS, light.sky[:, i]) for i in range(3)], -1).astype(np.float32)
        picture = np.repeat(picture[:, None], columns, 1)
        if light.glow > 0.02:
            sx, sy = world.sun(light)
            gx = np.linspace(0, world.w, columns, dtype=np.float32)[None]
            gy = np.linspace(0, world.h, rows, dtype=np.float32)[:, None]
            day = (1 - light.moon) * self._rays(gx - sx, gy - sy)
            for reach, flat, strength in ((1250, 1.7, 0.42), (560, 1.25, 0.5), (240, 1.0, 0.55)):
                d = np.sqrt(((gx - sx) / (reach * flat)) ** 2 + ((gy - sy) / reach) ** 2)
                a = (np.clip(1 - d, 0, 1) ** 2 * strength * light.glow * day)[..., None]
                warm = mix(light.horizon, light.sun_colour, 0.35 if reach > 1000 else 0.8)
                picture = picture + (warm - picture) * np.clip(a, 0, 1)
        big = enlarge(picture, world.height, world.width)
        rgba = np.full((world.height, world.width, 4), 255, np.uint8)
        rgba[..., :3] = to_bytes(big, world.rng(12))
        return rgba

    def _rays(self, dx: Field, dy: Field) -> Field:
        """How bright the glow is in each direction from the sun: shafts between clouds, weaker where it is close."""
        rng = self._world.rng(18)
        turns = np.interp(np.linspace(0, 48, 512) % 48, np.arange(49), np.append(rng.random(48), 0.5))
        angle = (np.arctan2(dy, dx) / (2 * np.pi) % 1 * 511).astype(np.int32)
        far = np.clip(np.hypot(dx, dy) / 420, 0, 1)
        return np.asarray(1 + 0.75 * far * (turns.astype(np.float32)[angle] - 0.5), np.float32)

    def _bake_clouds(self, light: Light) -> Pixels:
        world = self._world
        width, height = world.pixels(self._period), world.pixels(world.horizon * 1.02)
        rows, columns = max(4, height // 2), max(8, width // 2)
        usual = (self._period / 2592, world.horizon / 650)
        cover, raw = density(self._kind, rows, columns, light.cover, usual, world.rng(13))
        sx, _sy = world.sun(light)
        dx = int(np.clip((sx / world.w - 0.5) * 14, -7, 7)) or 2
        dy = max(2, round(rows * 0.018))
        if light.sun[1] > 0.8 and light.moon < 0.5:
            dy = -dy
        for step in (1, 3):
            raw = (
                raw + np.roll(raw, step, 0) + np.roll(raw, -step, 0) + np.roll(raw, step, 1) + np.roll(raw, -step, 1)
            ) / 5
        towards_sun = np.roll(np.roll(raw, dy, 0), -dx, 1)
        lit = np.clip(0.60 + (raw - towards_sun) * 2.2 - 0.30 * np.clip(raw - 0.35, 0, 1), 0, 1)[..., None]
        edge = min(abs(dy) + 4, rows // 3)  # rows that wrapped over the zenith take the light of the next
        lit[:edge], lit[-edge:] = lit[edge], lit[-edge - 1]
        colour = light.cloud_dark + (light.cloud - light.cloud_dark) * lit
        v = np.linspace(0, 1, rows, dtype=np.float32)[:, None, None]
        colour = colour + (light.haze - colour) * (0.55 * v**3)
        alpha = cover * (1 - 0.55 * v[..., 0] ** 4)
        fade = np.clip((1 - v[..., 0]) / 0.12, 0, 1)
        alpha = enlarge(np.clip(alpha * fade, 0, 0.97).astype(np.float32), height, width)
        rgba = np.zeros((height, width, 4), np.uint8)
        premultiplied = enlarge(colour.astype(np.float32), height, width) * alpha[..., None]
        rgba[..., :3] = to_bytes(premultiplied, world.rng(14))
        rgba[..., 3] = to_bytes(alpha * 255, world.rng(15))
        rgba[..., :3] = np.minimum(rgba[..., :3], rgba[..., 3:])
        return rgba
