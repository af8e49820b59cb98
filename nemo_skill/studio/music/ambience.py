"""The sound of a place, quiet enough to lie under music: voices chosen from a table by what a shot shows."""

from __future__ import annotations

import zlib
from typing import Any

import numpy as np

from nemo_skill.studio.data import table
from nemo_skill.studio.music.loudness import integrated_lufs
from nemo_skill.studio.music.nature import VOICES
from nemo_skill.studio.music.synth import SAMPLE_RATE, Samples, looped
from nemo_skill.studio.plan.model import ShotPlan

#: Where it lies when music plays at its usual volume over it.
LOUDNESS = -33.0
_ROUND_S, _BLEND_S, _EDGE_S = 24.0, 2.0, 0.4
_DARK = ("night", "dusk")


def ambience(plan: ShotPlan, duration_s: float) -> Samples:
    """Atmosphere for a shot: float32 (2, n) at 48 kHz, about -33 LUFS, faded at both ends.

    What is longer than 24 s repeats, one round blended into the next.
    """
    n = max(1, round(duration_s * SAMPLE_RATE))
    length = min(n, round(_ROUND_S * SAMPLE_RATE))
    out = np.zeros((2, length), np.float32)
    for voice, decibels in voices_of(plan).items():
        rng = np.random.default_rng((plan.seed, zlib.crc32(voice.encode())))
        y = VOICES[voice](rng, length)[:, :length]
        out += y * np.float32(10 ** (decibels / 20) / _strength(y))
    out = _levelled(out)
    if length < n:
        out = looped(out, n, int(_BLEND_S * SAMPLE_RATE))
    edge = min(n // 2, int(_EDGE_S * SAMPLE_RATE))
    if edge:
        ramp = np.linspace(0, 1, edge, dtype=np.float32)
        out[:, :edge] *= ramp
        out[:, n - edge :] *= ramp[::-1]
    return out


def voices_of(plan: ShotPlan) -> dict[str, float]:
    """Which voices sound in a shot, with their levels in dB beside each other."""
    sounds: dict[str, Any] = table("sounds")
    setting = plan.setting if plan.setting in sounds["settings"] else "elsewhere"
    layers = [sounds["settings"].get(setting, sounds["elsewhere"])]
    if setting not in sounds["indoors"]:
        layers.append(sounds["weather"].get(plan.weather, {}))
        if setting in sounds["living"] and not plan.snowy and plan.weather not in ("rain", "storm"):
            layers.append(sounds["hours"]["night" if plan.time in _DARK else "day"])
    vehicles = table("vehicles")["kinds"]
    for kind in (subject.kind for subject in plan.subjects):
        way = vehicles[kind]["goes"] if kind in vehicles else ""
        layers.append(sounds["subjects"].get(kind, sounds["goes"].get(way, {})))
    heard: dict[str, float] = {}
    for layer in layers:
        for voice, decibels in layer.items():
            heard[voice] = max(decibels, heard.get(voice, -99.0))
    return heard


def _strength(y: Samples) -> float:
    """RMS while something sounds: a bird that calls twice is as loud as one that calls without end."""
    step = SAMPLE_RATE // 50
    power = (y.astype(np.float64) ** 2).mean(0)
    blocks = np.add.reduceat(power, np.arange(0, len(power), step)) / step
    loud = blocks[blocks > 0.02 * blocks.max(initial=0.0)]
    return float(np.sqrt(loud.mean())) if len(loud) else 1.0


def _levelled(y: Samples) -> Samples:
    gain = 10 ** ((LOUDNESS - integrated_lufs(y)) / 20)
    peak = float(np.abs(y).max(initial=0.0)) * gain
    return np.asarray(y * np.float32(gain * min(1.0, 0.35 / peak) if peak > 0 else 1.0), np.float32)
