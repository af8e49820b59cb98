"""Named places by recipe: ``places.yaml`` lists the layers of each, far ones first, one line a layer.

A line is a kind of layer and its words; ``_LAYERS`` says what each kind needs. Rows are shares of the way from the
horizon (0) to the hero (1), heights of single things are shares of the sky's height. ``+`` before a line draws it
in front of the actors. Colours are six hexadecimal digits, several with ``|`` between.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Protocol

import numpy as np

from nemo_skill.studio.data import table
from nemo_skill.studio.plan.model import Subject
from nemo_skill.studio.plan.vehicles import runs, seen_from
from nemo_skill.studio.scenes import elements, feast, graphics, traffic, wonders
from nemo_skill.studio.scenes.city import Row, towers
from nemo_skill.studio.scenes.dunes import Dunes
from nemo_skill.studio.scenes.frames import Frame
from nemo_skill.studio.scenes.hall import Hall
from nemo_skill.studio.scenes.ink import Ink, Linear, Pixels, ellipse, rect, smooth
from nemo_skill.studio.scenes.light import Light, mix, rgb
from nemo_skill.studio.scenes.qualities import CandleRow
from nemo_skill.studio.scenes.recipes import LEAF_SOIL, SNOW_SOIL
from nemo_skill.studio.scenes.rock import Eruption, Falls, Wall
from nemo_skill.studio.scenes.shadows import ground_under, shadow_under
from nemo_skill.studio.scenes.shapes import draw_shape, shape
from nemo_skill.studio.scenes.sky import Sky
from nemo_skill.studio.scenes.terraces import Terraces
from nemo_skill.studio.scenes.terrain import Ground, Range, Relief, Soil
from nemo_skill.studio.scenes.trees import SPECIES
from nemo_skill.studio.scenes.undergrowth import Undergrowth
from nemo_skill.studio.scenes.veils import halo, haze_band
from nemo_skill.studio.scenes.water import Sea, glitter, mirror
from nemo_skill.studio.scenes.world import Baked, World, strip

_COLOUR = re.compile(r"\b([0-9a-f]{6})\b")
_DESERTED = re.compile(r"\b(?:empty|deserted|nobody|no one|alone|lonely)\b|空荡|空无一人|无人|独自|孤独", re.IGNORECASE)
_SNOWY = {"mixed": "conifer", "broadleaf": "winter", "cherry": "bare", "autumn": "winter"}
_SEASONS = {
    "autumn": {"mixed": "autumn", "broadleaf": "autumn", "cherry": "autumn"},
    "blossom": {"mixed": "cherry", "broadleaf": "cherry"},
}


class Layer(Protocol):
    """A part of a place."""

    def draw(self, ink: Ink, t: float) -> None: ...


class PlaceScene:
    """A place of the table: its sky, then its layers."""

    def __init__(self, world: World) -> None:
        self._world = world
        spec = table("places")["places"][world.plan.setting]
        world.horizon = world.h * spec.get("horizon", 0.60) + (0.03 * world.h if world.h > world.w else 0)
        world.ground_row = world.horizon + (world.h - world.horizon) * spec.get("stand", 0.6)
        if "sky" in spec:
            world.keys = [_under(key, spec) for key in world.keys]
        self.sky = Sky(world, clouds=not spec.get("bare"))
        self._behind: list[Layer] = []
        self._before: list[Layer] = []
        self._feast = any(line.startswith(("lamps", "row stall")) for line in spec["layers"])
        ahead = seen_from(world.plan)  # Such a road is laid by who drives there.
        deserted = _DESERTED.search(world.plan.prompt)
        for i, line in enumerate(spec["layers"]):
            if deserted and line.startswith("crowd"):
                continue
            if line.startswith(("put arches", "sides", "traffic")) and any(
                s.kind == "train" for s in world.plan.subjects
            ):
                continue
            if ahead and line.startswith(("way", "road", "traffic", "row railing", "row lamp")):
                continue
            (self._before if line.startswith("+") else self._behind).append(layer(world, line, 2000 + 10 * i))

        if "quay" in spec and not ahead and any(_walks(subject) for subject in world.plan.subjects):
            self._behind.append(_Quay(world, _COLOUR.sub(r"#\1", spec["quay"]).split()))

    def behind(self, ink: Ink, t: float) -> None:
        """Sky and what is farther than the hero."""
        self.sky.draw(ink, t)
        for layer in self._behind:
            layer.draw(ink, t)
            if self._feast and isinstance(layer, _Ground):
                self._glow(ink, t)

    def _glow(self, ink: Ink, t: float) -> None:
        """The warm light of many lamps on the ground between them."""
        world = self._world
        lamps = 0.8 * world.light(t).lamps
        halo(ink, world, world.w * 0.5, _row(world, 0.45), world.w * 0.62, (255, 170, 96), lamps, squash=0.28)

    def before(self, ink: Ink, t: float) -> None:
        """What is nearer."""
        for layer in self._before:
            layer.draw(ink, t)


def layer(world: World, line: str, salt: int) -> Layer:
    """The layer that a line of the table describes."""
    kind, *words = _COLOUR.sub(r"#\1", line.removeprefix("+ ")).split()
    return _LAYERS[kind](world, words, salt)


def _walks(subject: Subject) -> bool:
    """Whether somebody (or a vehicle) needs ground to stand on."""
    if runs(subject.kind):
        return True
    return subject.group in ("person", "quadruped") and subject.pose not in ("rowing", "kayak", "paddleboard", "swim")


def is_place(setting: str) -> bool:
    """Whether the table of places has a setting."""
    return setting in table("places")["places"]


def layers_of(setting: str) -> list[str]:
    """The lines of a place, none for one that has no table."""
    lines: list[str] = table("places")["places"].get(setting, {}).get("layers", [])
    return lines


def has_weather(setting: str) -> bool:
    """Whether rain and snow fall there: neither under a roof nor in space."""
    spec = table("places")["places"].get(setting, {})
    return not (spec.get("bare") or spec.get("roof"))


def _under(light: Light, spec: dict[str, Any]) -> Light:
    """The light under a sky of the place's own, darker by night unless night is its hour.

    ``bare`` shows neither sun nor moon; ``light`` gives the strength of key and ambient light itself.
    """
    dark = 1 - 0.6 * light.moon * (spec["hour"] != "night")
    stops = np.stack([rgb(c) for c in spec["sky"]]) * dark
    light = replace(
        light, sky=light.sky + (stops - light.sky) * 0.9, haze=mix(light.haze, stops[-1], 0.85),
        cloud=mix(light.cloud, stops[2], 0.6), cloud_dark=mix(light.cloud_dark, stops[1], 0.6), cover=light.cover * 0.3,
    )  # fmt: skip
    if spec.get("bare"):
        light = replace(
            light, stars=float(spec.get("stars", False)), moon=0.0, glow=0.0, sun=np.array([0.72, 1.6], np.float32)
        )
    if "light" in spec:
        key, ambient = spec["light"]
        tone = rgb(spec["sky"][3]) / max(1.0, float(rgb(spec["sky"][3]).max()))
        key_tone, ambient_tone = (np.asarray(share + (1 - share) * tone, np.float32) for share in (0.85, 0.6))
        light = replace(light, key=key * key_tone, ambient=ambient * ambient_tone)
    return light


def _row(world: World, share: float) -> float:
    return world.horizon + share * (world.ground_row - world.horizon)


def _size(world: World) -> float:
    return min(1.2, max(0.8, world.w / 1600)) if world.w >= world.h else 1.2


class _Strip:
    """Things baked in a row that passes at the speed of its distance."""

    def __init__(
        self, world: World, share: float, tall: float, paint: Callable[[Ink, Light, float], None], foot: float = 12
    ) -> None:
        self._world, self._top = world, _row(world, share) - tall + foot
        period = world.w * 1.5

        def draw(light: Light) -> Pixels:
            return strip(world, period, tall, lambda ink: paint(ink, light, period))

        self._foot = _row(world, share)
        self._picture = Baked(world, draw, period=period)

    def draw(self, ink: Ink, t: float) -> None:
        """The row's foot stands on its own row of the ground."""
        self._picture.place(ink, t, -self._world.parallax(self._foot) * t, self._top)


def _houses(world: World, words: list[str], salt: int) -> Layer:
    """row SHAPE|SHAPE share depth low high spacing [tones]"""
    names, share, depth, low, high, gap = words[0].split("|"), *map(float, words[1:6])
    tones = words[6].split("|") if len(words) > 6 else [""]
    k = _size(world)
    foot = 12 + 0.28 * high * k
    tall = high * k * 1.1 + 28 + foot

    def paint(ink: Ink, light: Light, period: float) -> None:
        rng = world.rng(salt)
        x = 0.0
        while x < period - low * k * 0.4:
            name, tone = (str(v[int(rng.integers(0, len(v)))]) for v in (names, tones))
            height = (low + (high - low) * rng.random()) * k
            half = height * shape(name).wide / 2
            x += half * gap
            with ink.moved(x, tall - foot - 0.02 * high * rng.random()):
                if share > 0.02:
                    ground_under(ink, light, name, half, depth)
                draw_shape(ink, light, name, height, depth=depth, tone=tone, snow=world.plan.snowy)
            x += half * gap * (0.9 + 0.3 * rng.random())

    return _Strip(world, share, tall, paint, foot)


def _trees(world: World, words: list[str], salt: int) -> Layer:
    """trees SPECIES share count low high depth"""
    name, (share, count, low, high, depth) = words[0], map(float, words[1:6])
    snowy = world.plan.snowy
    swap = _SNOWY if snowy else _SEASONS.get(world.plan.season, {})
    species = SPECIES[swap.get(name, name)]
    foot = 12 + 0.14 * high

    def paint(ink: Ink, light: Light, period: float) -> None:
        rng = world.rng(salt)
        n = max(1, round(count * period / 2880))
        for i in range(n):
            x = (i + 0.15 + 0.7 * rng.random()) * period / n
            tree = species[int(rng.integers(0, len(species)))]
            size = low + (high - low) * rng.random()
            if share > 0.08:
                shadow_under(ink, light, x, high * 1.25 + 28, 0.26 * size, depth)
            tree(ink, light, rng, x, high * 1.25 + 26, size, depth, snowy)

    return _Strip(world, share, high * 1.25 + 26 + foot, paint, foot)


def _sides(world: World, words: list[str], salt: int) -> Layer:
    """sides SPECIES share height: a tree at each edge of the frame, which leaves the middle free"""
    name, share, tall = words[0], float(words[1]), float(words[2])
    foot = _row(world, share)
    if share >= 1:  # Right before the lens: the foot is out of the frame.
        foot, tall = world.h + 24, tall * 1.2
    snowy = world.plan.snowy
    swap = _SNOWY if snowy else _SEASONS.get(world.plan.season, {})
    species = SPECIES[swap.get(name, name)]
    height = tall * 1.32 + 38

    def draw(light: Light) -> Pixels:
        rng = world.rng(salt)
        pixels = np.zeros((world.pixels(height), world.width, 4), np.uint8)
        with Ink(pixels, unit=world.unit) as ink:
            for at in ((0.04, 0.95), (0.04, 0.95), (0.05,), (0.94,))[int(rng.integers(0, 4))]:
                tree = species[int(rng.integers(0, len(species)))]
                size = tall * (0.75 + 0.3 * rng.random())
                tree(ink, light, rng, world.w * at, height - 12, size, 0.02, snowy)
        return pixels

    return _Fixed(Baked(world, draw), foot - height + 12)


class _Fixed:
    """A picture that stands still."""

    def __init__(self, picture: Baked, y: float) -> None:
        self._picture, self._y = picture, y

    def draw(self, ink: Ink, t: float) -> None:
        """Always at the same place."""
        self._picture.place(ink, t, 0, self._y)


class _Put:
    """One thing at a place of its own; ``bob`` lets it ride the water."""

    def __init__(self, world: World, words: list[str], salt: int, bob: bool = False) -> None:
        self._world, self._name, self._bob, self._salt = world, words[0], bob, salt
        self._at, self._share, tall = map(float, words[1:4])
        self._depth = float(words[4]) if len(words) > 4 else 0.12
        self._tone = words[5] if len(words) > 5 else ""
        self._row = _row(world, self._share)
        hero = any(s.group in ("person", "quadruped") for s in world.plan.subjects)
        if hero and self._share < 0.4 and tall > 0.45 and shape(self._name).wide < 1.3 and abs(self._at - 0.5) < 0.25:
            self._at = 0.78  # A monument isn't hidden by who stands before it.
        wide = shape(self._name).wide
        tall = tall * world.horizon * (1.0 if world.w >= world.h else 0.8)
        # Bridges and the like are wider than the frame on purpose.
        self._tall = min(tall, 0.92 * world.w / wide) if wide < 4.2 else tall
        self._half = self._tall * wide / 2
        # Wide things are bridges and shores, which throw no shadow to see.
        self._grounded = self._share > 0.02 and not bob and wide < 2.6
        self._w = self._tall * (wide + 0.2) + 60 + 4 * self._half * self._grounded
        self._picture = Baked(world, self._bake)

    def _bake(self, light: Light) -> Pixels:
        world = self._world
        tall = self._tall + 60 + 0.55 * self._half * self._grounded
        pixels = np.zeros((world.pixels(tall), world.pixels(self._w), 4), np.uint8)
        with Ink(pixels, unit=world.unit) as ink, ink.moved(self._w / 2, self._tall + 20):
            if self._grounded:
                ground_under(ink, light, self._name, self._half, self._depth)
            draw_shape(ink, light, self._name, self._tall, depth=self._depth, tone=self._tone, snow=world.plan.snowy)
        return pixels

    def draw(self, ink: Ink, t: float) -> None:
        """It drifts by slowly, however fast the hero runs."""
        world = self._world
        drift = 0.0 if self._share > 1 else min(40.0, world.speed) * max(0.05, self._share)
        x = world.w * self._at - drift * (t - world.plan.duration_s / 2) - self._w / 2
        lift = 4 * math.sin(t * 1.3 + self._salt) if self._bob else 0.0
        self._picture.place(ink, t, x, self._row - self._tall - 20 + lift)


class _Ground:
    """ground LOW HIGH swell grit [pattern size tone]"""

    def __init__(self, world: World, words: list[str], salt: int) -> None:
        pattern = (words[4], float(words[5]), words[6]) if len(words) > 4 else ("", 140.0, "#000000")
        soil = Soil(words[0], words[1], float(words[2]), float(words[3]), *pattern)
        if world.plan.snowy and words[0] != "#000000":
            soil = SNOW_SOIL
        elif world.plan.season == "autumn" and _green(words[1]):
            soil = LEAF_SOIL
        self._world, self._ground = world, Ground(world, soil, top=world.horizon - 4)

    def draw(self, ink: Ink, t: float) -> None:
        """The plane, and the light of sun or moon on it."""
        world = self._world
        light = world.light(t)
        self._ground.draw(ink, t)
        haze_band(ink, world, light.haze, world.horizon - 26, world.horizon + 50, 0.34)
        x = world.sun(light)[0]
        halo(
            ink, world, x, world.horizon + 60, world.w * 0.5, light.sun_colour, 0.24 * min(1.2, light.glow), squash=0.36
        )


def _green(colour: str) -> bool:
    red, green, blue = rgb(colour).tolist()
    return bool(green > red and green > blue)


class _Quay:
    """quay LOW HIGH: a paved bank before the water, where whoever is there can stand"""

    def __init__(self, world: World, words: list[str]) -> None:
        self._world, self._top = world, world.h * (0.83 if world.w > world.h else 0.86)
        self._ground = Ground(world, Soil(words[0], words[1], 0.2, 0.1, "tiles", 150, words[0]), top=self._top)

    def draw(self, ink: Ink, t: float) -> None:
        """The stones, with a lit edge over a dark face."""
        world = self._world
        light = world.light(t)
        self._ground.draw(ink, t)
        high = 0.012 * world.h
        ink.fill(rect(0, self._top - high, world.w, high), light.shade("#d8d0c2", 0.9))
        ink.fill(rect(0, self._top, world.w, high * 0.5), light.shade("#3a3630", 0.3), 0.6)


class _Ice:
    """iceplane share: ice from a row of the ground down, with the sky in it, cracks and drifts of snow."""

    def __init__(self, world: World, words: list[str], salt: int) -> None:
        self._world, self._top, self._salt = world, _row(world, float(words[0])), salt
        self._picture = Baked(world, self._bake)

    def draw(self, ink: Ink, t: float) -> None:
        """It lies still; light wanders over it."""
        world = self._world
        self._picture.place(ink, t, 0, self._top)
        glitter(ink, world, t, world.light(t), top=self._top + 20, bottom=world.h)

    def _bake(self, light: Light) -> Pixels:
        world, rng = self._world, self._world.rng(self._salt)
        w, tall = world.w, world.h - self._top
        pixels = np.zeros((world.height - world.pixels(self._top), world.width, 4), np.uint8)
        far, near = mix(light.sky[4], light.sky[3], 0.4), mix(light.sky[1], light.shade("#5f9ac0", 0.7), 0.55)
        pale = light.shade("#ffffff", 1.0)
        with Ink(pixels, unit=world.unit) as ink:
            stops = [(0, far, 1), (0.4, mix(far, near, 0.6), 1), (1, near, 1)]
            ink.fill(rect(0, 0, w, tall), Linear(0, 0, 0, tall, stops))
            ink.glow(world.sun(light)[0], 0, w * 0.34, light.sun_colour, 0.5, squash=0.9, blend=0)
            for _ in range(26):
                u = rng.random() ** 0.7
                x, y, reach = rng.random() * w, tall * u, (120 + 420 * rng.random()) * (0.2 + u)
                spine = [(x + reach * k, y + reach * 0.05 * rng.normal() * (0 < k < 1)) for k in np.linspace(0, 1, 6)]
                ink.stroke(smooth(np.array(spine, np.float32), closed=False), 1 + 2.4 * u, pale, 0.5)
            with ink.blurred(5):
                for _ in range(9):
                    u = rng.random()
                    ink.fill(
                        ellipse(rng.random() * w, tall * u, (160 + 240 * rng.random()) * (0.3 + u), 12 + 26 * u),
                        pale,
                        0.6,
                    )
        return pixels


class _Cover:
    """cover LOW HIGH [FLOWER|...]: grass and flowers, behind the heroes or (with ``+``) before them."""

    def __init__(self, world: World, words: list[str], salt: int, *, front: bool = False) -> None:
        snowy, autumn = world.plan.snowy, world.plan.season == "autumn"
        tones = ("#6a5a6a", "#a58f8a") if snowy else ("#7a5a2a", "#d9a94e") if autumn else (words[0], words[1])
        flowers = tuple(words[2].split("|")) if len(words) > 2 and not (snowy or autumn) else ()
        self._front, self._growth = front, Undergrowth(world, tones, flowers, None, salt)

    def draw(self, ink: Ink, t: float) -> None:
        """Tufts, strip behind strip."""
        self._growth.draw(ink, t, front=self._front)


class _Water:
    """water share strength tint: what stands above is mirrored below that row."""

    def __init__(self, world: World, words: list[str], salt: int) -> None:
        self._world, self._tint = world, words[2] if len(words) > 2 else "#1d4a5c"
        self._top, self._strength = _row(world, float(words[0])), float(words[1])

    def draw(self, ink: Ink, t: float) -> None:
        """Mirror, haze on the far shore, sparks under the sun."""
        world = self._world
        light = world.light(t)
        tint = mix(light.shade(self._tint, 0.5), light.sky[1], 0.25)
        mirror(ink, world, t, top=self._top, tint=tint, strength=self._strength, squeeze=1.2)
        haze_band(ink, world, light.haze, self._top - 24, self._top + 30, 0.35)
        glitter(ink, world, t, light, top=self._top + 10, bottom=world.h)


class _Sea:
    """sea rough [tint]: open water down to the bottom."""

    def __init__(self, world: World, words: list[str], salt: int) -> None:
        rough = float(words[0]) * {"storm": 1.7, "wind": 1.3}.get(world.plan.weather, 1.0)
        self._world, self._sea = world, Sea(world, rough=rough, tint=words[1] if len(words) > 1 else "#0f4f63")

    def draw(self, ink: Ink, t: float) -> None:
        """Water, and haze where it ends."""
        world = self._world
        light = world.light(t)
        self._sea.draw(ink, t, light)
        haze_band(ink, world, light.haze, world.horizon - 30, world.horizon + 26, 0.5)


class _Haze:
    """haze top bottom alpha [colour], in shares of the frame's height."""

    def __init__(self, world: World, words: list[str], salt: int) -> None:
        self._world, self._rows = world, [world.h * float(v) for v in words[:2]]
        self._alpha, self._colour = float(words[2]), words[3] if len(words) > 3 else None

    def draw(self, ink: Ink, t: float) -> None:
        """A bank of haze."""
        light = self._world.light(t)
        colour = light.haze if self._colour is None else light.shade(self._colour, 0.8)
        haze_band(ink, self._world, colour, self._rows[0], self._rows[1], self._alpha)


class _Plane:
    """floor TOP COLOUR COLOUR: a plain band from a share of the frame's height down to the bottom."""

    def __init__(self, world: World, words: list[str], salt: int) -> None:
        self._world, self._top, self._tones = world, world.h * float(words[0]), words[1:3]

    def draw(self, ink: Ink, t: float) -> None:
        """Two tones, darker at the far edge."""
        world = self._world
        far, near = (world.light(t).shade(c, 0.6) for c in self._tones)
        path = rect(0, self._top, world.w, world.h - self._top)
        ink.fill(path, Linear(0, self._top, 0, world.h, [(0, far, 1), (1, near, 1)]))


def _relief(world: World, words: list[str], salt: int) -> Layer:
    """relief peak cells COLOUR ridged|round snow depth [octaves [row]]: with a row it stands on the ground."""
    standing = len(words) > 7
    form = Relief(
        float(words[0]), int(words[1]), words[2], ridged=words[3] == "ridged",
        snow=min(0.3, float(words[4])) if world.plan.snowy else float(words[4]),
        depth=float(words[5]), depth_front=float(words[5]) * 0.7, tilt=0.5,
        octaves=int(words[6]) if len(words) > 6 else 5, foot=0.4 if standing else 0.0,
    )  # fmt: skip
    base = _row(world, float(words[7])) if standing else world.horizon + 6
    return Range(world, form, base=base, speed=2.0, share=0.014, salt=salt)


def _towers(world: World, words: list[str], salt: int) -> Layer:
    """towers count low high depth: a skyline whose windows come on one by one"""
    count, low, high, depth = map(float, words[:4])
    k = min(1.15, world.h / 1080)
    wide = (40 + 40 * (1 - depth), 84 + 80 * (1 - depth))
    peak = 0.25 + 0.5 * float(world.rng(salt).random())
    houses = towers(world, salt + 1, count=int(count), low=low * k, high=high * k, wide=wide, peak=peak)
    return _Skyline(world, Row(world, houses, base=world.horizon + 4, depth=depth, salt=salt + 2, lit_share=0.5))


class _Skyline:
    def __init__(self, world: World, row: Row) -> None:
        self._world, self._row = world, row

    def draw(self, ink: Ink, t: float) -> None:
        """The houses, their lights, and the glow over a town by night."""
        world = self._world
        light = world.light(t)
        self._row.draw(ink, t, light.lamps)
        glow = 0.20 * light.lamps
        halo(ink, world, world.w * 0.5, world.horizon + 10, world.w * 0.62, (255, 160, 84), glow, squash=0.32)
        haze_band(ink, world, light.haze, world.horizon - 220, world.horizon + 40, 0.30)


def _wall(world: World, words: list[str], salt: int) -> Layer:
    """wall FORM a b COLOUR COLOUR depth strata"""
    a, b = float(words[1]), float(words[2])
    return Wall(world, words[0], a, b, (words[3], words[4]), depth=float(words[5]), strata=float(words[6]), salt=salt)


_LAYERS: dict[str, Callable[[World, list[str], int], Layer]] = {
    "row": _houses,
    "towers": _towers,
    "trees": _trees,
    "sides": _sides,
    "put": _Put,
    "float": lambda world, words, salt: _Put(world, words, salt, bob=True),
    "ground": _Ground,
    "iceplane": _Ice,
    "cover": _Cover,
    "dunes": Dunes,
    "thicket": lambda world, words, salt: _Cover(world, words, salt, front=True),
    "floor": _Plane,
    "water": _Water,
    "sea": _Sea,
    "haze": _Haze,
    "terraces": Terraces,
    "relief": _relief,
    "wall": _wall,
    "falls": lambda world, words, salt: Falls(world, [float(v) for v in words], salt),
    "eruption": lambda world, words, salt: Eruption(world, float(words[0]), salt),
    "hall": Hall,
    "tapers": CandleRow,
    "frame": lambda world, words, salt: Frame(world, words[0], salt),
    **feast.LAYERS,
    **traffic.LAYERS,
    **elements.LAYERS,
    **graphics.LAYERS,
    **wonders.LAYERS,
}
