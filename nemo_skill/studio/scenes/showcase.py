"""A set for products: a coloured backdrop with a disc of light, a round podium, strips of light that wander."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import Any

import numpy as np

from nemo_skill.studio.data import table
from nemo_skill.studio.plan.model import ShotPlan
from nemo_skill.studio.plan.pictures import dishes, goods
from nemo_skill.studio.scenes.ink import Ink, Linear, Pixels, ellipse, polygon, rect
from nemo_skill.studio.scenes.light import Light, mix, rgb
from nemo_skill.studio.scenes.particles import Motes
from nemo_skill.studio.scenes.world import Baked, World

_SHOWN = re.compile(
    r"\b(?:ad|ads|advert\w*|commercial|product|luxury|podium|pedestal|studio|promo|showcase|turntable|launch"
    r"|rotat\w*|float\w*|levitat\w*|spinning|elegant|sleek)\b|广告|产品|商品|奢华|展示|宣传|旋转|悬浮|科技感|发布",
    re.I,
)
_OFFERED = re.compile(r"\b(?:ads?|advert\w*|commercial|product|podium|pedestal|promo|showcase)\b|广告|产品|展台", re.I)
_GOODS = {
    *("bottle", "watch", "phone", "shoe", "product", "headphone", "lipstick", "lotion-bottle", "handbag", "backpack"),
    *("sunglasses", "camera", "ring", "gem-stone", "high-heeled-shoe", "wrapped-gift", "crown", "trophy", "joystick"),
}
_ROOMS = {
    "table",
    "desk",
    "wooden table",
    "workshop",
    "still life",
    "window sill",
    "windowsill",
    "桌子",
    "桌上",
    "木桌",
    "书桌",
    "窗边",
}
_PALETTES = (
    ("#0f2038", "#3f78b4"),
    ("#2a1236", "#a4569c"),
    ("#1c1512", "#a87c4c"),
    ("#0c2c2a", "#3fa08a"),
    ("#3a101c", "#c8566c"),
    ("#b5a48e", "#f6eee0"),
    ("#d8a8a8", "#fdece8"),
)


def is_showcase(plan: ShotPlan) -> bool:
    """Whether what a plan shows on a table belongs on a set instead."""
    things = [s.kind for s in plan.subjects if s.group == "object"]
    if plan.backdrop and not re.search(
        r"podium|pedestal|turntable|gradient|neon|\bads?\b|commercial|展台|渐变|霓虹|广告", plan.prompt, re.IGNORECASE
    ):
        return False
    if plan.setting != "table" or len(things) != len(plan.subjects) or set(plan.words) & _ROOMS:
        return False
    if things and set(things) <= set(dishes()) - set(goods()):  # Food turns on a table, too.
        return bool(_OFFERED.search(plan.prompt))
    return bool(_SHOWN.search(plan.prompt)) or (bool(things) and set(things) <= _GOODS)


_GROUND = re.compile(
    r"(?:background|backdrop|studio|podium|pedestal|gradient|light(?:s|ing)?\b|neon|glow|tones?\b|marble|velvet|setting|mood)"
)
_HUES = {"neon": ("#1a0a40", "#ff3fa8"), "gold": ("#1c1206", "#e0a440"), "dark": ("#08090d", "#4a5268")}
_HUES |= {"moody": _HUES["dark"], "black": _HUES["dark"], "night": _HUES["dark"], "silver": ("#20242c", "#c4ccd8")}
_HUES |= {"golden": _HUES["gold"], "黑": _HUES["dark"], "暗": _HUES["dark"], "霓虹": _HUES["neon"], "金": _HUES["gold"]}


def shade(colour: str) -> str:
    """A colour by night."""
    return "#" + "".join(f"{int(int(colour[k : k + 2], 16) * 0.22):02x}" for k in (1, 3, 5))


def _tones(text: str) -> list[str]:
    """The dark and the light tone of a set whose ground or light the words of a prompt give a colour."""
    found: dict[str, tuple[str, str]] = {}
    for word, pair in _HUES.items():
        tail = (
            r"色?[^,,。]{0,4}(?:背景|灯|光|台|调|底|大理石|氛围)"
            if ord(word[0]) > 0x2E80
            else rf"\b[\w\s-]{{0,16}}?{_GROUND.pattern}"
        )
        if re.search(rf"{word}{tail}" if ord(word[0]) > 0x2E80 else rf"\b{word}{tail}", text):
            found[word] = pair
    for entry in table("words")["colours"].values():
        words = "|".join(entry["en"])
        chinese = "|".join(entry["zh"])
        if re.search(rf"(?:{chinese})色?的?(?:灯|光|霓虹|背光)", text) or re.search(
            rf"\b(?:{words})(?: and \w+)? (?:\w+ )?(?:light|glow|neon|tones|gradient|mist|smoke)", text
        ):
            found[entry["hex"]] = (shade(entry["hex"]), entry["hex"])
    if not found and re.search(r"spotlight|dramatic|cinematic|moody|leather|聚光|电影感|暗调", text):
        found["dark"] = _HUES["dark"]
    if not found:
        return []
    pairs = list(found.values())
    low = min((p[0] for p in pairs), key=lambda c: sum(rgb(c)))
    return [low, next((p[1] for p in pairs if p is not _HUES["dark"]), pairs[0][1])]


def turn_of(t: float) -> float:
    """How much narrower a thing looks at time t while it turns a little to and fro."""
    return math.cos(0.5 * math.sin(t * 0.75))


class ShowcaseScene:
    """Backdrop, podium and moving light; the things are actors."""

    def __init__(self, world: World) -> None:
        self._world = world
        world.horizon, world.ground_row, world.desk = world.h * 0.42, world.h * 0.80, world.h * 0.60
        self._low, self._high = self._palette()
        world.keys = [self._studio(key) for key in world.keys]
        self._back = Baked(world, self._bake)
        self._dust = Motes(world, "#fff4dc", 40, size=2.4, rise=10, salt=642, pulse=0.8)

    def _palette(self) -> tuple[Any, Any]:
        text = self._world.plan.prompt.lower()
        for entry in table("words")["colours"].values():
            if any(f"{word} {place}" in text for word in entry["en"] for place in ("background", "backdrop", "studio")):
                return mix(entry["hex"], (0, 0, 0), 0.55), entry["hex"]
            if any(f"{word}{tail}背景" in text for word in entry["zh"] for tail in ("", "的")):
                return mix(entry["hex"], (0, 0, 0), 0.55), entry["hex"]
        named = _tones(text)
        if named:
            return named[0], named[-1]
        return _PALETTES[int(self._world.rng(640).integers(0, len(_PALETTES)))]

    def _studio(self, light: Light) -> Light:
        return replace(
            light, key=np.array([0.92, 0.86, 0.80], np.float32), ambient=np.array([0.40, 0.39, 0.42], np.float32),
            sun=np.array([0.74, 0.4], np.float32), sun_colour=rgb("#fff2dc"), haze=rgb(self._high), veil=0.0, moon=0.0,
        )  # fmt: skip

    def behind(self, ink: Ink, t: float) -> None:
        """The set, then the light that wanders over it."""
        world = self._world
        self._back.place(ink, t, 0, 0)
        for k, at in enumerate((0.16, 0.84)):
            x = world.w * (at + 0.035 * math.sin(t * 0.6 + 2 * k))
            ink.glow(x, world.h * 0.34, world.h * 0.42, mix(self._high, (255, 255, 255), 0.4), 0.40)
            with ink.moved(x, world.h * 0.36, turn=0.10 * (1 - 2 * k)):
                ink.fill(rect(-9, -world.h * 0.30, 18, world.h * 0.60, 9), (255, 252, 244), 0.92)

    def before(self, ink: Ink, t: float) -> None:
        """A gleam across the podium, dust in the light."""
        world = self._world
        x = world.w * (0.5 + 0.2 * math.sin(t * 0.9))
        ink.glow(x, world.h * 0.885, world.w * 0.16, (255, 255, 255), 0.20, squash=0.14)
        self._dust.draw(ink, t, strength=0.6)

    def _bake(self, light: Light) -> Pixels:
        world = self._world
        w, h = world.w, world.h
        low, high = rgb(self._low), rgb(self._high)
        pixels = np.zeros((world.height, world.width, 4), np.uint8)
        floor, rx = h * 0.70, min(w * 0.36, h * 0.44)
        ry, top = rx * 0.17, h * 0.845
        pale = mix(high, (255, 255, 255), 0.45)
        with Ink(pixels, unit=world.unit) as ink:
            ink.fill(rect(0, 0, w, h), Linear(0, 0, 0, floor, [(0, low, 1), (1, mix(low, high, 0.55), 1)]))
            ink.glow(w / 2, h * 0.42, h * 0.85, high, 0.9, blend=0)
            r = min(w * 0.40, h * 0.36)
            ink.fill(
                ellipse(w / 2, h * 0.43, r), Linear(0, h * 0.43 - r, 0, h * 0.43 + r, [(0, pale, 0.9), (1, high, 0.35)])
            )
            ink.stroke(ellipse(w / 2, h * 0.43, r * 1.06), 3, pale, 0.7)
            ground = [(0, mix(low, high, 0.30), 1), (0.3, mix(low, high, 0.75), 1), (1, low, 1)]
            ink.fill(rect(0, floor, w, h - floor), Linear(0, floor, 0, h, ground))
            ink.glow(w / 2, floor + 30, w * 0.42, pale, 0.5, squash=0.22, blend=0)
            ink.glow(w / 2, top + h * 0.10, rx * 1.5, low * 0.4, 0.8, squash=0.24, blend=0)
            for k, (grow, drop, tall) in enumerate(((1.22, h * 0.075, h * 0.07), (1.0, 0.0, h * 0.075))):
                side = mix(high, (255, 255, 255), 0.22 + 0.2 * k)
                ends = [
                    (0, side * 0.45, 1),
                    (0.45, side * 0.8, 1),
                    (0.8, np.minimum(side * 1.1, 255), 1),
                    (1, side * 0.6, 1),
                ]
                a, b, y = rx * grow, ry * grow, top + drop
                fill = Linear(w / 2 - a, 0, w / 2 + a, 0, ends)
                ink.fill(ellipse(w / 2, y + tall, a, b), fill)
                ink.fill(rect(w / 2 - a, y, 2 * a, tall), fill)
                ink.fill(
                    ellipse(w / 2, y, a, b),
                    Linear(w / 2 - a, 0, w / 2 + a, 0, [(0, side * 0.8, 1), (1, mix(side, (255, 255, 255), 0.5), 1)]),
                )
            for s in (-1, 1):
                shaft = [
                    (w / 2 + s * w * 0.46, -20),
                    (w / 2 + s * w * 0.36, -20),
                    (w / 2 - s * rx * 0.2, top),
                    (w / 2 + s * rx, top),
                ]
                ink.fill(polygon(shaft), Linear(0, 0, 0, top, [(0, (255, 255, 255), 0.20), (1, (255, 255, 255), 0.03)]))
        return pixels
