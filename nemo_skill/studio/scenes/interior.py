"""A table before a place that lies out of focus: the stage for food and things, close and shallow in focus."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Protocol

import numpy as np

from nemo_skill.studio.data import table
from nemo_skill.studio.plan.model import ShotPlan
from nemo_skill.studio.plan.pictures import dishes, goods, is_part
from nemo_skill.studio.scenes.dishes import Laid, angle_of, doings_of, is_dish, poured
from nemo_skill.studio.scenes.illustrated import thing
from nemo_skill.studio.scenes.ink import Ink, Linear, Pixels, ellipse, rect
from nemo_skill.studio.scenes.light import Light, indoors, mix
from nemo_skill.studio.scenes.noise import enlarge, to_bytes
from nemo_skill.studio.scenes.objects import THINGS
from nemo_skill.studio.scenes.particles import Motes
from nemo_skill.studio.scenes.rooms import ROOMS
from nemo_skill.studio.scenes.showcase import is_showcase, turn_of
from nemo_skill.studio.scenes.surfaces import surface
from nemo_skill.studio.scenes.veils import halo
from nemo_skill.studio.scenes.world import Baked, World

_EDGE = 0.40  # the table's far edge, as a share of the frame's height
_DRIFT = 0.05  # how far the place behind slides during a shot, as a share of the width


class Setting(Protocol):
    """The place behind: as `Stage` draws it."""

    def behind(self, ink: Ink, t: float) -> None: ...
    def before(self, ink: Ink, t: float) -> None: ...


def _open_air(beyond: str, light: Light) -> bool:
    """Whether daylight falls on the table: not in rooms, and lamps hang over it by night."""
    return bool(beyond) and light.lamps < 0.4 and beyond not in ROOMS


def _dim(light: Light) -> Light:
    """Half in the dark, where what glows can be seen."""
    return replace(light, key=light.key * 0.74, ambient=light.ambient * 0.66, lamps=max(0.5, light.lamps))


def _true(light: Light) -> Light:
    """Under lamps that leave things their colours, as products are lit."""
    share = 0.62 * light.lamps
    return replace(light, key=mix(light.key, [light.key.mean() * 1.06] * 3, share), ambient=mix(light.ambient, [light.ambient.mean() * 1.1] * 3, share))  # fmt: skip  # noqa: E501


_SERVED_ASIAN = {"asian", "chinese", "hotpot", "tea", "festive"}
# Parts in which hands are shown already, or that need none.
_BY_ITSELF = frozenset(("reach", "tear", "crack", "emerge", "carry", "slice", "chop", "topple"))
_INTO = re.compile(r"(?:fall|drop|plung|splash|tumbl|dip)\w*(?: \w+)? (?:in|on)to [\w ]+", re.I)


def hero_of(plan: ShotPlan) -> str:
    """The dish that a shot is about: the first that isn't rather part of another; "" if there is none."""
    shown = [s for s in plan.subjects if s.group == "object" and is_dish(s.kind)]
    if "pour" in doings_of(plan.prompt):  # Chocolate that is poured over strawberries isn't what they are about.
        whole = [s for s in shown if not (is_part(s.kind) and s.word.lower() in table("dishes")["liquids"])]
        shown = whole or shown
    first = re.split(r"[,;.，。；]", plan.prompt)[0].lower()
    early = [s for s in shown if s.word.lower() in first]
    if early and any(s.kind in table("dishes")["trailing"] for s in shown if s not in early):
        shown = early
    kinds = [s.kind for s in shown]
    into = _INTO.search(plan.prompt)
    if into:  # Berries that fall into milk: the milk is what is seen.
        kinds = [s.kind for s in shown if s.word.lower() in into.group().lower()][:1] or kinds
    rest = [k for k in kinds if not is_part(k)] or kinds
    first = next(iter(rest), "")
    return next((k for k in rest if set() < _pieces(first) < _pieces(k)), first)


def fills(hero: str) -> bool:
    """Whether a thing is no body on a surface but fills the frame, as smoke does."""
    return bool(hero) and dishes()[hero][3] in ("void", "bloom")


def _pieces(kind: str) -> set[str]:
    return set(re.findall(r"[a-z0-9]+", dishes()[kind][2])) & set(table("dishes")["pieces"])


def laid(plan: ShotPlan, hero: str) -> str:
    """The parts of a dish, as the words of the prompt want it: one kind where several are usual, hands, a knife."""
    data = table("dishes")
    text = dishes()[hero][2]
    word = next((s.word.lower() for s in plan.subjects if s.kind == hero), "")
    piece = data["called"].get(word) or next(
        (w for w in (word, word[:-1], word[:-2], word[:-3] + "y") if w in data["pieces"]), ""
    )
    if piece and hero in data["mixed"]:
        slice_ = f"{piece}slice" if f"{piece}slice" in data["pieces"] else piece
        text = data["single"].replace("PIECE", piece).replace("SLICE", slice_)
    text = _dyed_drink(text, hero, plan.prompt)
    text = re.sub(r"(?<=plunge )\S+", piece, text) if piece else text
    doings = doings_of(plan.prompt)
    into = _INTO.search(plan.prompt)
    others = [k for s in plan.subjects if (k := s.kind) != hero and k in dishes() and _first(dishes()[k][2])]
    if into and others and any(s.kind == hero and s.word.lower() in into.group().lower() for s in plan.subjects):
        text = ";".join(part for part in text.split(";") if "@fall" not in part)
        text += f"; fall {_first(dishes()[others[0]][2])} 7 110"
    alone = all(s.group == "object" for s in plan.subjects) and hero not in goods()
    if alone and "cut" in doings and not {"chop", "slice"} & set(re.findall(r"\w+", text)):
        text += "; at 0 20; chop 150 60"
    if alone and "fall" in doings and "fall" not in text and "sprinkle" not in doings:
        text += f"; at 0; fall {_first(text)} 6 120" if _first(text) else ""
    if hero in goods() and "splash" in doings and "stomp" not in text:
        text = f"splash 430; {text}; splash 300"
    if alone and "pour" in doings and "pour" not in text and not text.startswith("dip"):
        poured_piece = "" if poured(plan.prompt) else _first(text)
        text += f"; at 0; fall {poured_piece} 9 90" if poured_piece else "; at 0 -30; up 150; pour #8a4a14"
    if not fills(hero):
        for words, part in table("dishes")["accents"].items():
            if re.search(words, plan.prompt, re.I) and part.split()[-3] not in text:
                text += f"; {part}"
    if hero in goods():
        text = _offered(text, doings)
    above = angle_of(plan.prompt)[0] > 0.8
    if alone and above and ("hands" in doings or "shared" in doings):
        tool = "sticks" if dishes()[hero][3] in _SERVED_ASIAN else "fork"
        text += f"; at 0; reach {4 if 'shared' in doings else 2} {tool}"
    elif alone and "hands" in doings and not _BY_ITSELF & set(re.findall(r"\w+", text)):
        text += "; at 0 90; palms 0 36"
    return f"dew 90; {text}" if "wet" in doings and not fills(hero) else text


_STANDING = re.compile(r"\b(?:spin|stand) (\w+) ([-\d.]+) ([-\d.]+) ([-\d.]+)")


def _offered(text: str, doings: frozenset[str]) -> str:
    """Goods as an advertisement shows them: unpacked from a carton, in the air, with drops of water on them."""
    found = re.search(_STANDING.pattern.replace("|stand", ""), text) or _STANDING.search(text)
    if found is None:
        return text
    piece, x, _, size = found.groups()
    if "unbox" in doings:
        return f"at 0 150; emerge {piece} {min(330.0, float(size))}"
    if "float" in doings:
        return text.replace(found.group(), f"hover {piece} {x} 210 {float(size) * 0.8} tint")
    if "beads" in doings:
        return _STANDING.sub(lambda m: f"{m.group()}; beads {' '.join(m.groups())}", text)
    return text


def surface_of(plan: ShotPlan, hero: str) -> str:
    """What the things of a plan stand on: named by the prompt, else what suits the dish."""
    data = table("dishes")
    for name, words in data["named"].items():
        if re.search(words, plan.prompt, re.I):
            return str(name)
    if plan.beyond in data["grounds"] and (not hero or hero in goods()):
        return str(data["grounds"][plan.beyond])
    if hero:
        return str(data["lain"].get(dishes()[hero][3], "oak"))
    return "walnut" if plan.mood == "dark" else "oak"


class TableScene:
    """The place behind, lamps out of focus, the table top in perspective."""

    def __init__(self, world: World, build: Callable[[World], Setting]) -> None:
        self._world, self._build = world, build
        plan = world.plan
        hero = hero_of(plan)
        self._above = angle_of(plan.prompt)[0] > 0.8
        small = World(
            replace(plan, setting=plan.beyond or "living", subjects=(), weather="clear"),
            world.width // 4,
            world.height // 4,
        )
        self._small, self._place = small, build(small)
        self._studio = bool(plan.backdrop) or (not plan.beyond and (hero in goods() or is_showcase(plan)))
        world.keys = [key if _open_air(plan.beyond, key) else indoors(key) for key in world.keys]
        if hero in goods() and dishes()[hero][3] != "tales":
            world.keys = [_true(key) for key in world.keys]
        if hero in goods() and dishes()[hero][3] == "tales":
            world.keys = [_dim(key) for key in world.keys]
        self._surface = surface_of(plan, hero)
        self.edge = 0.0 if self._above else world.h * _EDGE
        world.desk = self.edge
        world.horizon = world.h * 0.42
        world.ground_row = world.h * 0.80
        self._back = Baked(world, self._bake_room)
        self._top = Baked(world, lambda light: surface(world, light, self._tones(), self.edge))
        rng = world.rng(601)
        self._bokeh = rng.random((18, 4))
        self._dust = Motes(world, "#fff0cf", 34, size=2.0, rise=9, salt=602, pulse=0.6)

    def behind(self, ink: Ink, t: float) -> None:
        """The place, lights out of focus, the table."""
        world = self._world
        light = world.light(t)
        if not self._above:
            u = t / max(1.0, world.plan.duration_s) - 0.5
            self._back.place(ink, t, -world.w * _DRIFT * (1 + u), 0)
            if not world.plan.backdrop:
                self._draw_bokeh(ink, t, light)
        self._top.place(ink, t, 0, self.edge)
        warm = mix(light.sun_colour, light.horizon, 0.2)
        halo(
            ink, world, world.w * 0.60, world.h * 0.70, world.w * 0.44, warm, 0.16 * (1 - 0.5 * light.lamps), squash=0.5
        )

    def before(self, ink: Ink, t: float) -> None:
        """Dust in the light."""
        self._dust.draw(ink, t, strength=0.4 * (1 - 0.6 * self._world.light(t).lamps))

    def _draw_bokeh(self, ink: Ink, t: float, light: Light) -> None:
        world = self._world
        strength = 0.16 + 0.5 * light.lamps
        for a, b, c, d in self._bokeh:
            x, y = a * world.w + 14 * math.sin(t * 0.3 + 6 * d), (0.03 + 0.34 * b) * world.h
            r = 16 + 40 * c
            tone = ((255, 196, 120), (255, 226, 180), (255, 160, 100), (255, 236, 210))[int(d * 4)]
            pulse = strength * (0.75 + 0.25 * math.sin(t * (0.5 + c) + 9 * a))
            ink.fill(ellipse(x, y, r), tone, 0.24 * pulse)
            ink.stroke(ellipse(x, y, r * 0.96), 2.0, tone, 0.16 * pulse)

    def _tones(self) -> tuple[str, Any, Any]:
        """The kind of the surface, its dark and its light colour: those of a backdrop, if the prompt names one."""
        own = self._world.plan.backdrop
        kind, low, high = table("dishes")["surfaces"][self._surface]
        if self._surface in ("silk", "velvet", "felt", "linen"):
            low, high = _dyed(self._world.plan.prompt.lower(), low, high)
        if own and kind == "water":
            low, high = own, mix(own, (255, 255, 255), 0.22)
        return ("plain", own, own) if own and self._surface in ("oak", "walnut", "studio") else (kind, low, high)

    def _bake_wall(self, light: Light) -> Pixels:
        """A plain wall in the tone of the surface, lit from one side, with the shadow of leaves."""
        world = self._world
        _, low, high = self._tones()
        w, h = world.w * (1 + 2.2 * _DRIFT), world.h * (_EDGE + 0.03)
        pixels = np.zeros((world.pixels(h), world.pixels(w), 4), np.uint8)
        tone = mix(low, high, 0.5)
        black = bool(world.plan.backdrop) and max(tone) < 70
        with Ink(pixels, unit=world.unit) as ink:
            dark, bright = (
                light.shade(mix(tone, (0, 0, 0), 0.35), 0.4),
                light.shade(mix(tone, (255, 250, 240), 0.04 if black else 0.35), 0.9),
            )
            ink.fill(
                rect(0, 0, w, h), Linear(0, 0, w, h, [(0, dark, 1), (0.6, bright, 1), (1, mix(dark, bright, 0.5), 1)])
            )
            ink.glow(w * 0.56, h * 0.8, h * 1.6, light.shade("#fff6e6", 1.0), 0.06 if black else 0.5, blend=0)
            with ink.blurred(9):
                for k in range(0 if world.plan.backdrop else 16):
                    a = 0.5 + 0.16 * k
                    x, y = w * (0.02 + 0.022 * k), h * (0.1 + 0.5 * abs(math.sin(1.3 * k)))
                    ink.fill(ellipse(x, y, 96, 20, a), dark, 0.35)
        return pixels

    def _bake_room(self, light: Light) -> Pixels:
        """The place behind, drawn small at the hour of this light, and blurred; a wall for goods."""
        if self._studio:
            return self._bake_wall(light)
        world, small = self._world, self._small
        key = next(i for i, known in enumerate(world.keys) if known is light)
        t = world.plan.duration_s * key / max(1, len(world.keys) - 1)
        pixels = np.zeros((small.height, small.width, 4), np.uint8)
        with Ink(pixels, unit=small.unit) as ink:
            self._place.behind(ink, t)
        left, top = round(small.width * 0.08), round(small.height * 0.26)
        tall = round(small.height * (_EDGE + 0.06) * 0.84)
        seen = pixels[top : top + tall, left : small.width - left, :3].astype(np.float32)
        for _ in range(3):
            seen = _softened(seen, max(1, small.height // 90))
        height, width = world.pixels(world.h * (_EDGE + 0.03)), world.pixels(world.w * (1 + 2.2 * _DRIFT))
        rgba = np.full((height, width, 4), 255, np.uint8)
        rgba[..., :3] = to_bytes(enlarge(seen, height, width), world.rng(611))
        return rgba


def _holds(hero: str, other: str) -> bool:
    """Whether a dish has another in it: a piece of the same kind, or what is poured."""
    return bool(_pieces(hero) & _pieces(other)) or dishes()[other][2].startswith("glass")


def _softened(field: np.ndarray, reach: int) -> np.ndarray:
    """The mean over a square of 2 * reach + 1."""
    for axis in (0, 1):
        padded = np.concatenate([field.take([0] * (reach + 1), axis), field, field.take([-1] * reach, axis)], axis)
        total = np.cumsum(padded, axis)
        n, step = field.shape[axis], 2 * reach + 1
        field = (total.take(range(step, step + n), axis) - total.take(range(n), axis)) / step
    return field


def _first(text: str) -> str:
    """The first piece that a dish is made of."""
    return next((w for w in re.findall(r"[a-z0-9]+", text) if w in table("dishes")["pieces"]), "")


class Placed:
    """A thing in a place that is no table: in the air of it, or on the ground beside an animal."""

    speed = 0.0

    def __init__(self, world: World, kind: str, colour: str | None) -> None:
        aloft = kind in table("dishes")["aloft"]
        x, y, size = (0.5, 0.68, 1.0) if aloft else (0.78, 0.0, 0.5)
        row = world.h * y if aloft else world.ground_row + 20
        doings = doings_of(world.plan.prompt)
        tint = colour or dishes()[kind][5]
        text = re.sub(r"hover (\w+)", r"hover \1 air", dishes()[kind][2]) if aloft else dishes()[kind][2]
        self._laid = Laid(world, text, world.w * x, row, size, doings=doings, tint=tint)

    def draw(self, ink: Ink, light: Light, t: float) -> None:
        """As its parts do."""
        self._laid.draw(ink, light, t)


def _dyed(prompt: str, low: str, high: str) -> tuple[Any, Any]:
    """The tones of a cloth whose colour the prompt names: "red silk", "蓝色丝绒"."""
    cloths = r" (?:silk|satin|velvet|cloth|linen)", r"色?的?(?:丝绸|绸缎|天鹅绒|丝绒|真丝|桌布)"
    for row in table("words")["colours"].values():
        english, chinese = "|".join(row["en"]), "|".join(row["zh"])
        if re.search(rf"\b(?:{english}){cloths[0]}", prompt) or re.search(rf"(?:{chinese}){cloths[1]}", prompt):
            return mix(row["hex"], (0, 0, 0), 0.68), mix(row["hex"], (255, 255, 255), 0.12)
    return low, high


def _filling(text: str) -> float:
    """How much larger a dish is shown from above, so that small vessels are as wide as plates."""
    first = re.match(r"(?:bowl|cup|glass|pot)\b[^;]*?\s(\d+)", text)
    return min(1.45, 400 / float(first[1])) if first else 1.0


def _dyed_drink(text: str, hero: str, prompt: str) -> str:
    """A dish with the colour that its name in the prompt gives it: cola is dark, lemonade pale."""
    usual, tones = table("dishes")["dyes"].get(hero, ("", {}))
    found = next((tone for words, tone in tones.items() if re.search(words, prompt, re.I)), usual)
    return text.replace(usual, found) if usual else text


def _beside(text: str, taken: Sequence[tuple[float, float]]) -> str:
    """A set's parts without those that would lie where something else does."""
    found = []
    for group in re.split(r"(?=\bat )", text):
        words = group.split()
        at = (float(words[1]), float(words[2].rstrip(";"))) if words else (0.0, 0.0)
        if all(math.dist(at, spot) > 330 for spot in taken):
            found.append(group)
    return "".join(found)


class StillLife:
    """The things of a plan on the table: the hero in the middle, the others beside it, what is usual around them."""

    speed = 0.0

    def __init__(self, world: World, kinds: list[tuple[str, str | None, int]]) -> None:
        self._world = world
        plan = world.plan
        # A podium holds one of each; before a plain ground, and in the air, a thing is by itself.
        alone = is_showcase(plan) or fills(hero_of(plan)) or "assemble" in doings_of(plan.prompt)
        alone = alone or bool(plan.backdrop)
        hero = hero_of(plan) or next((k for k, _, _ in kinds if is_dish(k)), "")
        beside = any(s.group == "person" for s in plan.subjects)
        shown = sorted(kinds, key=lambda k: k[0] != hero)
        self._kinds = [(k, c) for k, c, n in shown for _ in range(1 if alone or is_dish(k) else max(1, min(3, n)))]
        self._kinds = self._kinds[: 5 if angle_of(plan.prompt)[0] > 0.8 else 3]
        if hero and any(k == "cup" for k, _, _ in kinds):
            self._kinds = self._kinds[:2]
        self._laid: list[Laid] = []
        self._beside = beside
        self._alone = alone or beside
        if hero:
            self._lay(hero)

    def _lay(self, hero: str) -> None:
        """The hero's parts, its set behind and before it, and small ones of the other dishes."""
        world = self._world
        x, y = world.w * 0.5, world.h * 0.70
        size = min(1.22, world.w / 1060) if not self._beside else 0.42
        if self._beside:
            x, y = world.w * 0.66, world.h * 0.85
        others = [k for k, _ in self._kinds if k != hero and is_dish(k) and not _holds(hero, k)]
        if is_showcase(world.plan):
            y, size = world.h * 0.86, min(1.0, world.w / 1080) * (1.2 if hero in goods() else 0.78)
        behind, _, front = table("dishes")["sets"].get(dishes()[hero][3], "/").partition("/")
        above = angle_of(world.plan.prompt)[0] > 0.8
        if above:
            y, size = world.h * 0.52, size * 0.76 * _filling(dishes()[hero][2])
            behind, front = table("dishes")["above"].get(dishes()[hero][3], ""), ""
        doings = doings_of(world.plan.prompt)
        if not self._alone:
            spots = (
                ((-690.0, -260.0), (690.0, 260.0), (690.0, -270.0), (-690.0, 280.0))
                if above
                else ((-600.0, -118.0), (600.0, -118.0))
            )
            if above:
                behind = _beside(behind, spots[: len(others)])
            around = [] if others and not above else [(behind, 0.0, 0.0, 0.95)]
            around += [
                (dishes()[k][2], *spot, 0.75 if k in goods() else 0.5) for k, spot in zip(others, spots, strict=False)
            ]
            for text, dx, dy, share in around:
                self._laid.append(Laid(world, text, x + dx * size, y + dy * size, size * share, blur=0 if above else 3))
        own = next((c for k, c in self._kinds if k == hero and c), None) or (dishes()[hero][5:] or ["#e8e4dc"])[0]
        if world.plan.camera == "close" and hero in goods():
            size, y = size * 0.84, y - world.h * 0.02
        if fills(hero):
            y, size = world.h * 0.70, world.h / 885
        self._laid.append(Laid(world, laid(world.plan, hero), x, y, size, doings=doings, tint=own))
        if not self._alone:
            self._laid.append(Laid(world, front if world.plan.camera != "close" else "", x, y + 20 * size, size * 0.9))
        self._kinds = [(k, c) for k, c in self._kinds if not is_dish(k)]

    def draw(self, ink: Ink, light: Light, t: float) -> None:
        """Far ones first."""
        for laid in self._laid:
            laid.draw(ink, light, t)
        self._draw_things(ink, light, t)

    def _draw_things(self, ink: Ink, light: Light, t: float) -> None:
        world = self._world
        count = len(self._kinds)
        scale = min(1.18, world.w / 1920 * 1.25 + 0.18, world.h / 1080 * 1.18) * (1.24 if count == 1 else 0.84)
        turn = 1.0
        if is_showcase(world.plan):
            turn, scale = turn_of(t), min(1.46, world.w / 1080 * 1.46) * (1.0 if count == 1 else 0.6)
        if self._beside:
            scale *= 0.62
        wide = min(world.w * 0.34, 520.0)
        places = [(0.0, 0.0), (-1.0, -46.0), (1.0, -30.0)]
        if self._laid:
            scale, places = scale * 0.6, [(-1.25, -170.0), (1.25, -170.0), (1.2, 0.0)]
        for i in sorted(range(count), key=lambda k: places[k][1]):
            (kind, colour), (dx, dy) = self._kinds[i], places[i]
            with ink.moved(
                world.w * (0.64 if self._beside else 0.5) + dx * wide,
                world.h * 0.83 + dy,
                scale=scale * turn * (1 + dy / 400),
                stretch=1 / turn,
            ):
                (THINGS.get(kind) or thing(kind))(ink, light, t + i * 1.7, colour)
