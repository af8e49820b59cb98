"""What hangs in space, as pixels: planets with bands, seas or rings, the limb of the Earth, a black hole, a sun."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from nemo_skill.studio.scenes.ink import Pixels
from nemo_skill.studio.scenes.light import mix, rgb
from nemo_skill.studio.scenes.noise import Field, enlarge, fbm, to_bytes

_TILT = 0.35
_SUN = (0.62, -0.52, 0.58)


@dataclass(frozen=True)
class Planet:
    """A planet's look and path: radius, colours from dark to bright, banding, ring, start x, y, speed.

    ``sea``: its bright colour is land between water, under clouds.
    """

    radius: float
    tones: tuple[str, str, str]
    bands: float
    ring: str | None
    x: float
    y: float
    speed: float
    sea: bool = False


HEROES = {
    "saturn": Planet(330, ("#7a5a3a", "#d8b078", "#f6e2b4"), 0.8, "#e9cfa2", 0.56, 0.50, 9),
    "jupiter": Planet(410, ("#8a5238", "#d8a878", "#f4e4cc"), 0.9, None, 0.55, 0.52, 9),
    "earth": Planet(400, ("#0b2f6a", "#1f6ab0", "#5f8a4a"), 0.1, None, 0.55, 0.52, 9, sea=True),
}


def reach_of(planet: Planet) -> float:
    """Half the side of a planet's picture, in its radii."""
    return 2.3 if planet.ring else 1.15


def bake_planet(planet: Planet, radius: float, rng: np.random.Generator) -> Pixels:
    """A square picture of a planet, ``radius`` pixels large."""
    n = max(8, round(2 * radius * reach_of(planet)))
    y, x = np.mgrid[0:n, 0:n].astype(np.float32)
    x, y = (x + 0.5 - n / 2) / radius, (y + 0.5 - n / 2) / radius
    x, y = x * math.cos(_TILT) + y * math.sin(_TILT), -x * math.sin(_TILT) + y * math.cos(_TILT)
    rgba, cover = _sphere(planet, x, y, radius, rng)
    if planet.ring:
        _ring(rgba, x, y, planet.ring, cover, rng)
    return _finished(rgba, rng)


def bake_limb(width: int, height: int, rng: np.random.Generator) -> Pixels:
    """The Earth's edge from an orbit, in the lower half of a frame."""
    radius = 1.25 * max(width, height)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    x, y = (x - 0.46 * width) / radius, (y - 0.50 * height - radius) / radius
    rgba, _ = _sphere(HEROES["earth"], x, y, radius, rng, fine=3, pitch=-1.0)
    return _finished(rgba, rng)


def _finished(rgba: Field, rng: np.random.Generator) -> Pixels:
    out = to_bytes(np.clip(rgba, 0, 255), rng)
    out[..., :3] = np.minimum(out[..., :3], out[..., 3:])
    return out


def _sphere(
    planet: Planet, x: Field, y: Field, radius: float, rng: np.random.Generator, *, fine: int = 1, pitch: float = 0.0
) -> tuple[Field, Field]:
    """Premultiplied colours (0-255) of a lit ball over coordinates in radii, and its cover (0-1).

    ``pitch`` turns the ball's face up or down (radians), ``fine`` is how much more there is to see on it.
    """
    r2 = x * x + y * y
    z = np.sqrt(np.clip(1 - r2, 0, 1))
    cells = (5, 6) if planet.bands < 0.5 else (12, 2)
    texture = fbm(256 * fine, 512 * fine, cells[0], cells[1], rng, octaves=5 + fine, gain=0.55)
    rows, columns = texture.shape
    high = y * math.cos(pitch) - z * math.sin(pitch)
    near = y * math.sin(pitch) + z * math.cos(pitch)
    v = np.clip((np.arcsin(np.clip(high, -1, 1)) / math.pi + 0.5) * (rows - 1), 0, rows - 1).astype(int)
    u = ((np.arctan2(x, near + 1e-6) / (2 * math.pi) + 0.5) * (columns - 1)).astype(int) % columns
    swirl = texture[v, u]
    a, b, c = (rgb(tone) for tone in planet.tones)
    if planet.sea:
        colour = _earth(swirl, fbm(rows, columns, 9, 10, rng, octaves=6, gain=0.6)[v, u], high, a, b, c)
    else:
        stripes = 0.5 + 0.5 * np.sin(y * 15 + (swirl - 0.5) * 7)
        banded = planet.bands * (0.55 * stripes + 0.45 * swirl)
        tone = np.clip(banded + (1 - planet.bands) * np.clip((swirl - 0.34) * 2.4, 0, 1), 0, 1)[..., None]
        colour = np.where(tone < 0.5, a + (b - a) * (tone * 2), b + (c - b) * (tone * 2 - 1))
    lx = _SUN[0] * math.cos(_TILT) + _SUN[1] * math.sin(_TILT)
    ly = -_SUN[0] * math.sin(_TILT) + _SUN[1] * math.cos(_TILT)
    facing = np.clip(x * lx + y * ly + z * _SUN[2], -0.05, 1)
    lit = np.clip(facing * 1.25 + 0.03, 0.02, 1.1)[..., None]
    air = mix(b if planet.sea else c, (160, 205, 255), 0.6)
    rim = (np.clip(1 - z, 0, 1) ** 2.2 * np.clip(facing + 0.35, 0, 1))[..., None]
    colour = colour * lit + air * rim * 0.75
    cover = np.clip((1 - np.sqrt(r2)) * radius + 0.5, 0, 1)
    thin = 16 if fine == 1 else 60
    halo = np.exp(-np.clip(np.sqrt(r2) - 1, 0, 9) * thin) * (1 - cover)
    halo *= np.clip(0.45 + 0.55 * (x * lx + y * ly), 0, 1) * 0.55
    rgba = np.zeros((*x.shape, 4), np.float32)
    rgba[..., :3] = colour * cover[..., None] + air * halo[..., None]
    rgba[..., 3] = 255 * np.clip(cover + halo * 0.6, 0, 1)
    return rgba, cover


def _earth(land: Field, cloud: Field, y: Field, deep: Field, sea: Field, green: Field) -> Field:
    """Water, land that dries inwards, ice at the poles, and clouds over all."""
    shore = np.clip((land - 0.50) * 22, 0, 1)[..., None]
    depth = np.clip((land - 0.30) * 4.5, 0, 1)[..., None]
    dry = np.clip((land - 0.56) * 7, 0, 1)[..., None]
    colour = (deep + (sea - deep) * depth) * (1 - shore) + (green + (rgb("#b59a68") - green) * dry) * shore
    ice = np.clip((np.abs(y) - 0.84 + 0.2 * (land - 0.5)) * 12, 0, 1)[..., None]
    veil = np.clip((cloud - 0.50) * 4.2, 0, 0.92)[..., None]
    colour = colour + (rgb("#f2f6fa") - colour) * np.maximum(ice, veil)
    return np.asarray(colour, np.float32)


def _ring(rgba: Field, x: Field, y: Field, colour: str, cover: Field, rng: np.random.Generator) -> None:
    flat = y / 0.26
    d = np.sqrt(x * x + flat * flat)
    grooves = fbm(1, 600, 1, 60, rng, octaves=4)[0]
    band = grooves[np.clip(((d - 1.3) / 0.9) * 599, 0, 599).astype(int)]
    alpha = np.clip((d - 1.32) / 0.05, 0, 1) * np.clip((2.15 - d) / 0.08, 0, 1) * np.clip(0.25 + 1.1 * band, 0, 0.95)
    alpha *= np.where(y < 0, 1 - cover, 1.0)
    shade = np.where((x < -0.1) & (np.abs(y) < 0.35) & (d < 1.9) & (y < 0), 0.45, 1.0)
    tone = rgb(colour) * (0.55 + 0.45 * band)[..., None] * shade[..., None]
    rgba[..., :3] = rgba[..., :3] * (1 - alpha[..., None]) + tone * alpha[..., None]
    rgba[..., 3] = rgba[..., 3] * (1 - alpha) + 255 * alpha


def bake_hole(radius: float, rng: np.random.Generator) -> Pixels:
    """A black hole, its shadow ``radius`` pixels large: its disc of gas, the light bent around it."""
    n = max(8, round(2 * radius * 4.0))
    y, x = np.mgrid[0:n, 0:n].astype(np.float32)
    x, y = (x + 0.5 - n / 2) / radius, (y + 0.5 - n / 2) / radius
    x, y = x * math.cos(-0.16) + y * math.sin(-0.16), -x * math.sin(-0.16) + y * math.cos(-0.16)
    r = np.hypot(x, y)
    grain = enlarge(fbm(64, 256, 14, 3, rng, octaves=5, gain=0.6), 256, 1024)
    heat = np.zeros_like(r)

    def glowing(d: Field, angle: Field, inner: float, outer: float) -> Field:
        across = np.clip((d - inner) / (outer - inner), 0, 1)
        streak = grain[
            (across * 255).astype(int), ((angle / (2 * math.pi) + 0.5) * 1023 + 240 * across).astype(int) % 1024
        ]
        ends = np.clip((d - inner) / 0.12, 0, 1) * np.clip((outer - d) / (0.55 * (outer - inner)), 0, 1)
        return np.asarray(ends * (0.35 + 1.1 * streak) * (1.25 - 0.75 * across))

    arc = np.arctan2(y, x)
    bent = glowing(r, arc, 1.05, 1.75) * np.where(y < 0, 1.0, 0.5 * np.exp(-((r - 1.15) ** 2) / 0.02))
    shadow = np.clip((r - 1.0) * radius * 0.5 + 0.5, 0, 1)
    heat += bent * shadow
    heat += 1.2 * np.exp(-(((r - 1.06) / 0.045) ** 2))
    flat = y / 0.17
    disc = np.hypot(x, flat)
    front = glowing(disc, np.arctan2(flat, x), 1.25, 3.7)
    heat = np.where(y > 0, np.maximum(heat * (1 - np.clip(front, 0, 1)), front * 1.1), np.maximum(heat, front * shadow))
    heat *= np.clip(1.0 - 0.30 * x / np.maximum(1, r), 0.5, 1.4)
    glow = 0.35 * np.exp(-np.abs(y) * 1.6) * np.exp(-((r / 2.2) ** 2)) * np.clip(shadow, 0, 1)
    total = np.clip(heat + glow, 0, 2)[..., None]
    warm, hot = rgb("#e8702a"), rgb("#fff2d8")
    colour = np.where(total < 1, warm * total, warm + (hot - warm) * (total - 1) * 1.2)
    colour = colour + (rgb("#ffc878") - warm) * np.clip(total - 0.35, 0, 1) * 0.7
    rgba = np.zeros((n, n, 4), np.float32)
    rgba[..., :3] = colour
    dark = 1 - np.clip((r - 0.98) / 0.06, 0, 1)
    rgba[..., 3] = 255 * np.clip(np.maximum(dark, np.clip(total[..., 0] * 1.1, 0, 1)), 0, 1)
    return _finished(rgba, rng)
