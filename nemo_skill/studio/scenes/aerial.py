"""Views from above: ground under a flying camera, with what is on it. ``aerial.yaml`` lists lands."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

import numpy as np

from nemo_skill.studio.data import table
from nemo_skill.studio.plan.model import ShotPlan
from nemo_skill.studio.scenes.aerial_cast import UNSEEN, Flown
from nemo_skill.studio.scenes.aerial_land import SIDE, ground
from nemo_skill.studio.scenes.aerial_parts import PARTS, Part
from nemo_skill.studio.scenes.ink import Floats, Ink, Pixels
from nemo_skill.studio.scenes.light import Light
from nemo_skill.studio.scenes.sky import Sky
from nemo_skill.studio.scenes.terrain import Range, Relief
from nemo_skill.studio.scenes.veils import haze_band
from nemo_skill.studio.scenes.world import World

_HIGH_ROW, _LEVELS = 0.13, 6
_RISE = re.compile(
    r"\bris(?:e|es|ing)\b|ascend|pull(?:s|ing)? (?:up|back|away)|reveal|升起|上升|升高|拉升|拉远|展现", re.I
)
_SINK = re.compile(r"descend|push(?:es|ing)? in|zoom(?:s|ing)? in|dives? down|下降|推近|俯冲", re.I)
_TURN = re.compile(r"orbit|circl|rotat|spin|turn|环绕|旋转|盘旋", re.I)


@dataclass(frozen=True)
class View:
    """A land of aerial.yaml, and whether the camera looks straight down."""

    land: dict[str, Any]
    layers: tuple[str, ...]
    down: bool


def view_of(plan: ShotPlan) -> View | None:
    """The view from above that a prompt asks for, if its place can be seen so."""
    rows = table("aerial")
    down = bool(re.search(rows["down"], plan.prompt, re.I))
    winged = any(s.group == "bird" for s in plan.subjects)  # They fly over the land, not the camera.
    text = re.sub(r"\bfl(?:y|ying|ies) over\b", "", plan.prompt, flags=re.I) if winged else plan.prompt
    text = re.sub(r"\b((?:light|sun|rays?|beams?|shafts?)\b[a-z ]{0,16}) from above", r"\1", text, flags=re.I)
    if not (down or re.search(rows["oblique"], text, re.I)) or re.search(rows["not"], plan.prompt, re.I):
        return None
    hero = plan.subjects[0].kind if plan.subjects else ""
    if hero in UNSEEN:
        return None
    own = plan.setting in table("places")["places"]
    for row in rows["lands"].values():
        # A place with a look of its own isn't some land that is named beside it: a waterfall in the jungle.
        named = "words" in row and not (own and "places" in row) and re.search(row["words"], plan.prompt, re.I)
        if (named or plan.setting in row.get("places", ())) and (not plan.snowy or row.get("snowy", True)):
            layers = list(row.get("layers", ()))
            for words, layer in rows["also"].items() if not row.get("own") else ():
                kind = layer.split()[0]
                if re.search(words, plan.prompt, re.I) and all(not one.startswith(kind) for one in layers):
                    layers.append(layer)
            return View(row, tuple(layers), down)
    return None


class Eye:
    """Where the camera is at a moment: a place over the ground, its heading, and how far it looks down (radians)."""

    def __init__(self, world: World, at: Floats, height: float, heading: float, pitch: float) -> None:
        self.f = 0.56 * max(world.w, world.h)
        self.cx, self.cy = world.w / 2, world.h / 2
        self.z, self.heading, self.pitch = height, heading, pitch
        self.right = np.array([math.cos(heading), -math.sin(heading)])
        self.ahead = np.array([math.sin(heading), math.cos(heading)])
        self.sin, self.cos = math.sin(pitch), math.cos(pitch)
        scale, reach = (float(v) for v in self.reach(0.10 * world.h / self.f))
        self.target, self.scale = at, self.f / scale
        self.at = at - reach * self.ahead

    def reach(self, v: Any) -> Any:
        """The size of a unit of the lens on the ground, and how far ahead that is, for rows ``v`` below the middle."""
        scale = self.z / np.maximum(self.sin + v * self.cos, 1e-3)
        return scale, scale * (self.cos - v * self.sin)

    def project(self, points: Any, z: Any = 0.0) -> Floats:
        """Points of the ground (n x 2), or z above it, as points of the frame."""
        away = np.asarray(points, np.float64) - self.at
        across, ahead, drop = away @ self.right, away @ self.ahead, self.z - z
        depth = np.maximum(ahead * self.cos + drop * self.sin, 14.0)
        return np.stack([self.cx + self.f * across / depth, self.cy + self.f * (drop * self.cos - ahead * self.sin) / depth], 1)  # fmt: skip  # noqa: E501

    def depth(self, points: Any) -> Any:
        """How far points of the ground are from the lens."""
        return (np.asarray(points) - self.at) @ self.ahead * self.cos + self.z * self.sin


class AerialScene:
    """A land seen from the air; the subjects of the plan are on it, or fly below the camera."""

    def __init__(self, world: World, view: View) -> None:
        self._world, self._view = world, view
        prompt, plan = world.plan.prompt, world.plan
        self._turn = 1.0 if plan.camera == "orbit" or _TURN.search(prompt) else 0.10
        rises = plan.camera in ("crane", "pull") or _RISE.search(prompt)
        sinks = plan.camera == "push" or _SINK.search(prompt)
        self._height = (0.62, 1.35) if rises else (1.25, 0.7) if sinks else (1.0, 1.06)
        f = 0.56 * max(world.w, world.h)
        row = view.land.get("row", _HIGH_ROW)
        world.horizon = -0.2 * world.h if view.down else world.h * row
        self._pitch = math.pi / 2 if view.down else math.atan((0.5 - row) * world.h / f)
        self._heading = -0.9 if view.down else -0.22
        self._flown = Flown(world, view.land, view.layers)
        self._parts: list[Part] = [
            PARTS[line.split()[0]](world, line.split()[1:], 900 + i) for i, line in enumerate(view.layers)
        ]
        self._curve = next((p.curve for p in self._parts if p.curve is not None), None)
        snowy = plan.snowy and view.land.get("snowy", True)
        dressed = "winter" if snowy and not view.land.get("wet") else plan.season
        tones = view.land.get(dressed) or (table("aerial")["snow"] if dressed == "winter" else view.land["tones"])
        kind, *words = view.land["ground"].split()
        self._index, self._tones = ground(world, kind, words), [tone.split() for tone in tones]
        self._levels: dict[int, list[Any]] = {}
        self._sky = None if world.horizon < 0 else Sky(world)
        hills = Relief(world.h * 0.09, 5, view.land.get("far", "#5f7a6a"), depth=0.72, depth_front=0.6)
        self._far = None if self._sky is None or view.land.get("wet") else Range(world, hills, base=world.horizon + 5, speed=1.0, salt=890)  # fmt: skip  # noqa: E501

    def eye(self, t: float) -> Eye:
        """The camera at time t: over what it follows, gliding with it."""
        world = self._world
        u = t / max(0.5, world.plan.duration_s)
        low, high = self._height
        y = self._flown.speed * t
        x = float(self._curve(y)) if self._curve is not None else 0.0
        tall = 0.56 * max(world.w, world.h) * min(self._view.land.get("height", 1.0), self._flown.height)
        tall *= 1.0 if self._view.down else 0.72
        heading = self._heading + self._turn * (u - 0.5)
        return Eye(world, np.array([x, y]), tall * (low + (high - low) * u), heading, self._pitch)

    def behind(self, ink: Ink, t: float) -> None:
        """Sky, land, and all that is on it."""
        world, eye = self._world, self.eye(t)
        light = world.light(t)
        if self._sky is not None:
            self._sky.draw(ink, t)
            if self._far is not None:
                self._far.draw(ink, t)
        ink.flush()
        key, share = world.key_at(t)
        top = max(0, round(world.horizon * world.unit) + 1)
        self._lay(ink.pixels[top:], key, eye, top)
        if share > 0.002:
            later = np.empty_like(ink.pixels[top:])
            self._lay(later, key + 1, eye, top)
            ink.image(later, 0, top / world.unit, alpha=share)
        for part in self._parts:
            part.draw(ink, light, eye, t)
        self._flown.draw(ink, light, eye, t, self._curve)
        if self._sky is not None:
            haze_band(ink, world, light.haze, world.horizon - world.h * 0.42, world.horizon + world.h * 0.20, 0.9)
        self._clouds(ink, light, eye, t)

    def before(self, ink: Ink, t: float) -> None:
        """Nothing stands between the camera and the land."""

    def _clouds(self, ink: Ink, light: Light, eye: Eye, t: float) -> None:
        """Wisps that drift below the camera, faster than the land."""
        world, strength = self._world, self._view.land.get("clouds", 0.16)
        tone = light.cloud
        for k in range(3):
            x = ((k * 0.41 + 0.13 + t * 0.018) % 1.3 - 0.15) * world.w
            y = ((k * 0.37 + 0.2 + t * 0.03) % 1.4 - 0.2) * world.h
            ink.glow(x, y, world.w * 0.20, tone, strength, squash=0.34, blend=0)

    def _lay(self, target: Pixels, key: int, eye: Eye, top: int) -> None:
        """The ground under each pixel of the rows from ``top`` on. Positions wrap around as 32-bit numbers do."""
        world = self._world
        if key not in self._levels:
            for old in [k for k in self._levels if abs(k - key) > 1]:
                del self._levels[old]
            self._levels[key] = self._bake(world.keys[key])
        out = target.view(np.uint32)[..., 0]
        rows = (np.arange(top, world.height) + 0.5) / world.unit
        scale, ahead = eye.reach((rows - eye.cy) / eye.f)
        step = scale / eye.f / world.unit  # Ground units a pixel.
        left = -eye.cx / eye.f * scale
        start = eye.at[None] + left[:, None] * eye.right + ahead[:, None] * eye.ahead
        turn = 2.0**32 / SIDE
        x0, y0 = ((start[:, i] * turn).astype(np.int64).astype(np.uint32) for i in (0, 1))
        dx, dy = ((step * eye.right[i] * turn).astype(np.int64).astype(np.uint32) for i in (0, 1))
        columns = np.arange(world.width, dtype=np.uint32)
        level = np.clip(np.log2(np.maximum(step * np.maximum(1.0, step) ** 0.7, 1e-3)), 0, _LEVELS - 1).astype(int)
        for first in range(0, len(rows), 48):
            part = slice(first, min(len(rows), first + 48))
            bits = 11 - int(level[part].min())
            x = x0[part, None] + dx[part, None] * columns
            y = y0[part, None] + dy[part, None] * columns
            x >>= np.uint32(32 - bits)
            y >>= np.uint32(32 - bits)
            y <<= np.uint32(bits)
            y |= x
            self._levels[key][11 - bits].take(y, out=out[part], mode="clip")

    def _bake(self, light: Light) -> list[Any]:
        """The land's picture in this light, and smaller ones of it."""
        ramps = []
        for low, high in self._tones:
            dark, bright = light.shade(f"#{low}", 0.15), light.shade(f"#{high}", 0.95)
            ramps.append(dark + (bright - dark) * np.linspace(0, 1, 64)[:, None])
        palette = np.full((256, 4), 255, np.uint8)
        palette[: 64 * len(ramps), :3] = np.concatenate(ramps)
        picture = palette.view(np.uint32)[:, 0][self._index]
        found = [picture.ravel()]
        for _ in range(_LEVELS - 1):
            wide = picture.view(np.uint8).reshape(*picture.shape, 4)
            quarters = [wide[i::2, j::2].astype(np.uint16) for i in (0, 1) for j in (0, 1)]
            small = np.asarray(sum(quarters)) >> 2
            picture = np.ascontiguousarray(small.astype(np.uint8)).view(np.uint32)[..., 0]
            found.append(picture.ravel())
        return found
