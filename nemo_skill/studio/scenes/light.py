"""The one light of a picture: where it comes from, what it does to colours, how it changes over a shot."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from nemo_skill.studio.data import table
from nemo_skill.studio.scenes.noise import Field


def rgb(value: Any) -> Field:
    """A colour as three floats 0-255, from "#rrggbb", "#rgb" or any three numbers."""
    if isinstance(value, str):
        return _named(value)
    return np.asarray(value, np.float32)[:3]


@lru_cache(maxsize=4096)
def _named(text: str) -> Field:
    digits = text.lstrip("#")
    digits = digits if len(digits) > 3 else "".join(2 * d for d in digits)
    found = np.array([int(digits[i : i + 2], 16) for i in (0, 2, 4)], np.float32)
    found.flags.writeable = False  # whoever asks for the name again gets the same one
    return found


def mix(a: Any, b: Any, u: float) -> Field:
    """The colour a share u of the way from a to b."""
    first = rgb(a)
    return np.asarray(first + (rgb(b) - first) * u, np.float32)


#: Snow that hides the sky.
BLIZZARD = re.compile(r"blizzard|snow ?storm|heavy snow|暴风雪|大雪|暴雪", re.IGNORECASE)
_MOST_KEYS = 5
_SKIPPED_FIRST = ("afternoon", "morning", "noon")


@dataclass(frozen=True)
class Light:
    """Sky stops (5 x 3), sun place and colour, key and ambient multipliers (3,), haze (3,), and how dark it is."""

    sky: Field
    sun: Field
    sun_colour: Field
    glow: float
    key: Field
    ambient: Field
    haze: Field
    cloud: Field
    cloud_dark: Field
    stars: float
    lamps: float
    moon: float
    cover: float
    veil: float

    def shade(self, base: Any, lit: float = 0.5, depth: float = 0.0) -> Field:
        """A surface of colour ``base`` turned ``lit`` (0-1) to the sun, ``depth`` (0-1) into the haze."""
        colour = rgb(base) * (self.ambient + self.key * lit)
        return np.clip(mix(colour, self.haze, min(0.96, depth + self.veil * (0.25 + depth))), 0, 255)

    def lamp(self, base: Any, share: float = 1.0) -> Field:
        """Something that shines by itself in the dark and is plain by day."""
        return mix(self.shade(base, 0.6), base, self.lamps * share)

    @cached_property
    def signature(self) -> tuple[float, ...]:
        """What :meth:`shade` depends on at depth 0, to remember its results by."""
        return *self.key.tolist(), *self.ambient.tolist(), *self.haze.tolist(), float(self.veil)

    @property
    def horizon(self) -> Field:
        """The colour of the sky where it meets the land."""
        return np.asarray(self.sky[-1])

    @property
    def rim(self) -> Field:
        """The colour of an edge that catches the sun (or the moon)."""
        strength = 0.45 + 0.55 * min(1.0, float(self.key.max()) / 0.7)
        return np.asarray(np.clip(self.sun_colour * strength, 0, 255))


def blend(a: Light, b: Light, u: float) -> Light:
    """The light between two lights."""
    if u <= 0:
        return a
    values = {name: getattr(a, name) + (getattr(b, name) - getattr(a, name)) * u for name in a.__dataclass_fields__}
    return Light(**values)


def indoors(light: Light) -> Light:
    """Daylight through a window, or warm lamps when it is dark outside."""
    lamp = np.array([0.86, 0.60, 0.38], np.float32)
    share = light.lamps * 0.9
    return replace(
        light,
        key=light.key + (lamp - light.key) * share,
        ambient=light.ambient * (1 - share) + np.array([0.34, 0.26, 0.22], np.float32) * share,
        sun_colour=mix(light.sun_colour, (255, 206, 140), share),
        haze=mix(light.haze, (150, 96, 60), share),
        veil=0.0,
        sun=np.array([0.74, min(0.6, float(light.sun[1]))], np.float32),
    )


def lamplit(light: Light, share: float) -> Light:
    """Light of a room with a share of the room's own warm lamps."""
    lamp = np.array([0.84, 0.70, 0.52], np.float32)
    own = np.array([0.40, 0.36, 0.36], np.float32)
    return replace(
        light, key=light.key + (lamp - light.key) * share, ambient=light.ambient + (own - light.ambient) * share
    )


def _grey(colour: Field, share: float, tone: float = 1.0) -> Field:
    luma = colour @ np.array([0.3, 0.59, 0.11], np.float32)
    cold = np.clip(1 - luma * tone / 150, 0, 1)  # the darker the sky, the bluer its grey
    target = np.stack([luma * (0.95 - 0.22 * cold), luma * (1.0 - 0.04 * cold), luma * (1.06 + 0.24 * cold)], -1) * tone
    return np.asarray(colour + (target - colour) * share, np.float32)


@lru_cache(maxsize=64)
def light_of(time: str, weather: str, sky_of: int = 0, aside: float = 0.0) -> Light:
    """The light of an hour under a weather, from the table ``light.yaml``.

    ``sky_of`` picks another of the hour's skies; the sun stands ``aside`` (a share of the width) of its usual place.
    """
    data = table("light")
    others = data["others"].get(time, [])
    entry = {**data["times"][time], **[{}, *others][sky_of % (1 + len(others))]}
    sky_state = data["weather"][weather]
    grey, dim = sky_state["grey"], sky_state["dim"]
    key = np.array(entry["key"], np.float32) * dim
    dark = entry.get("moon", 0.0)
    tone = (1 - 0.22 * grey) * (1 - (1 - sky_state.get("tone", 1.0)) * (1 - dark))
    sky = _grey(np.stack([rgb(c) for c in entry["sky"]]), grey, tone)
    brow = np.linspace(-1, 1, len(sky), dtype=np.float32)[:, None] * sky_state.get("brow", 0.0)
    return Light(
        sky=np.clip(sky * (1 + brow), 0, 255),
        sun=np.array(entry["sun"], np.float32) + np.array([aside, 0], np.float32),
        sun_colour=rgb(entry["sun_colour"]),
        glow=entry["glow"] * (1 - 0.75 * grey),
        key=_grey(key * 150, grey * 0.7) / 150,
        ambient=_grey(np.array(entry["ambient"], np.float32) * 150, grey * 0.5, 1 - 0.12 * grey) / 150,
        haze=_grey(rgb(entry["haze"]), grey, tone),
        cloud=_grey(rgb(entry["cloud"][0]), grey, tone * (1 - 0.15 * grey)),
        cloud_dark=_grey(rgb(entry["cloud"][1]), grey, tone),
        stars=entry["stars"] * (1 - grey) ** 2,
        lamps=max(entry["lamps"], 0.75 * grey if weather in ("rain", "storm") else 0.0),
        moon=entry.get("moon", 0.0) * (1 - 0.8 * grey),
        cover=sky_state["cover"],
        veil=sky_state["veil"],
    )


def keys_between(first: str, last: str) -> Sequence[str]:
    """The hours a shot passes from first to last, forward through the day."""
    if first == last:
        return (first,)
    cycle: list[str] = table("light")["cycle"]
    first, last = (hour if hour in cycle else "dusk" for hour in (first, last))
    start = cycle.index(first)
    round_trip = cycle[start:] + cycle[1:]
    hours = round_trip[: round_trip.index(last, 1) + 1]
    # Each hour costs a baking of the scene; noon and afternoon, say, are close enough to skip one.
    while len(hours) > _MOST_KEYS:
        inner = [h for h in hours[1:-1] if h in _SKIPPED_FIRST] or hours[1:-1:2]
        hours.remove(inner[0])
    return tuple(hours)
