"""The sound of a place, quiet enough to lie under music: wind, rain, waves, city, birds, night insects."""

from __future__ import annotations

import numpy as np

from nemo_skill.studio.music.synth import SAMPLE_RATE, Samples, low_pass
from nemo_skill.studio.plan.model import ShotPlan


def ambience(plan: ShotPlan, duration_s: float) -> Samples:
    """Atmosphere for a shot: float32 (2, n) at 48 kHz, about -30 dBFS, faded at both ends."""
    n = max(1, round(duration_s * SAMPLE_RATE))
    rng = np.random.default_rng((plan.seed, 99))
    t = np.arange(n, dtype=np.float32) / SAMPLE_RATE
    noise = rng.standard_normal((2, n)).astype(np.float32)
    gust = 0.6 + 0.4 * np.sin(0.5 * t + 1.0) * np.sin(0.23 * t)
    out = low_pass(noise, 380) * (1.4 * gust)
    if plan.weather in ("rain", "storm"):
        out += (noise - low_pass(noise, 1400)) * 0.35
    if plan.setting in ("beach", "sea", "lake", "underwater"):
        swell = np.clip(np.sin(2 * np.pi * t / 6.0), 0, 1) ** 1.5 + 0.15
        out += low_pass(noise, 420 if plan.setting == "underwater" else 1900) * (0.9 * swell)
    if plan.setting in ("city", "street", "road"):
        out += low_pass(noise, 160) * 2.0
    if (
        plan.setting in ("forest", "meadow", "park", "blossom", "jungle", "bamboo")
        and plan.time not in ("night", "dusk")
        and not plan.snowy
    ):
        _chirps(out, rng, duration_s)
    if plan.time == "night" and plan.setting in ("meadow", "forest", "park", "lake") and not plan.snowy:
        crickets = (
            np.sin(2 * np.pi * 4300 * t) * (np.sin(2 * np.pi * 15 * t) > 0.2) * (np.sin(2 * np.pi * 0.7 * t) > -0.2)
        )
        out += crickets.astype(np.float32) * 0.03
    rms = float(np.sqrt(np.mean(out**2))) or 1.0
    out *= np.float32(10 ** (-30 / 20) / rms)
    edge = min(n, int(0.4 * SAMPLE_RATE))
    ramp = np.linspace(0, 1, edge, dtype=np.float32)
    out[:, :edge] *= ramp
    out[:, n - edge :] *= ramp[::-1]
    return np.asarray(np.clip(out, -0.5, 0.5), np.float32)


def _chirps(out: Samples, rng: np.random.Generator, duration_s: float) -> None:
    at = 0.3
    while at < duration_s - 0.5:
        base, pan = 2600 + 1900 * rng.random(), rng.random()
        for k in range(int(rng.integers(2, 5))):
            u = np.arange(int(0.07 * SAMPLE_RATE), dtype=np.float32) / SAMPLE_RATE
            note = np.sin(2 * np.pi * (base * u + 5200 * u * u * (1 if k % 2 else -1))) * np.sin(np.pi * u / 0.07) ** 2
            start = int((at + 0.11 * k) * SAMPLE_RATE)
            room = out.shape[1] - start
            if room > 0:
                out[0, start : start + len(note)] += (note * (1 - pan) * 0.05)[:room]
                out[1, start : start + len(note)] += (note * pan * 0.05)[:room]
        at += 0.7 + 1.8 * float(rng.random())
