"""The sounds that a place is made of: wind, rain, waves, crowds, birds, fire, engines ... each from noise and sines.

A voice takes a random generator and a length and gives float32 (2, n) at 48 kHz, at no particular level.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from nemo_skill.studio.music.synth import SAMPLE_RATE, Samples, filtered, frequencies

Voice = Callable[[np.random.Generator, int], Samples]
_COARSE = 4


def _noise(rng: np.random.Generator, n: int) -> Samples:
    return rng.standard_normal((2, n), dtype=np.float32)


def band(x: Any, low: float, high: float) -> Samples:
    """What lies between two frequencies (Hz), with slopes of 12 dB an octave."""

    def gain(size: int) -> Samples:
        f = frequencies(size)
        passed: Samples = 1 / np.sqrt(1 + (f / np.float32(high)) ** 4)
        if low > 0:
            passed /= np.sqrt(1 + (np.float32(low) / np.maximum(f, f[1])) ** 4)
        return passed

    return filtered(x, gain)


def _drift(rng: np.random.Generator, n: int, seconds: float, low: float = 0.0) -> Samples:
    """A smooth random curve between ``low`` and 1 that takes about ``seconds`` from one value to the next."""
    count = max(4, int(n / SAMPLE_RATE / seconds) + 4)
    knots = rng.uniform(low, 1.0, count)
    at = np.linspace(0, count - 1.001, n)
    i = at.astype(int)
    u = at - i
    u = u * u * (3 - 2 * u)
    return np.asarray(knots[i] * (1 - u) + knots[i + 1] * u, np.float32)


def _at_random(rng: np.random.Generator, n: int, every: float) -> list[float]:
    """Moments (s), ``every`` seconds on the average, the first one soon."""
    times, at = [], every * rng.uniform(0.15, 0.6)
    while at < n / SAMPLE_RATE:
        times.append(float(at))
        at += every * rng.uniform(0.45, 1.6)
    return times


def _put(out: Samples, y: Any, at: float, pan: float, gain: float = 1.0) -> None:
    """Add mono samples at a moment; pan from -1 (left) to 1."""
    start = int(at * SAMPLE_RATE)
    room = out.shape[1] - start
    if room > 0:
        out[0, start : start + len(y)] += y[:room] * np.float32(gain * np.sqrt((1 - pan) / 2))
        out[1, start : start + len(y)] += y[:room] * np.float32(gain * np.sqrt((1 + pan) / 2))


def _seconds(length: float) -> Samples:
    return np.arange(max(1, int(length * SAMPLE_RATE)), dtype=np.float32) / SAMPLE_RATE


def _sweep(start: float, end: float, length: float, *, bend: float = 1.0) -> Samples:
    """A sine gliding between two pitches, swelling and fading."""
    t = _seconds(length)
    u = (t / length) ** bend
    phase = 2 * np.pi * np.cumsum(start + (end - start) * u) / SAMPLE_RATE
    return np.asarray(np.sin(phase) * np.sin(np.pi * t / length) ** 1.5, np.float32)


def wind(rng: np.random.Generator, n: int) -> Samples:
    """Gusts: the harder it blows the brighter it gets."""
    noise, gust = _noise(rng, n), _drift(rng, n, 2.2, 0.15)
    return band(noise, 60, 320) * (0.5 + gust) + band(noise, 250, 900) * (0.8 * gust**2)


def gale(rng: np.random.Generator, n: int) -> Samples:
    """A storm that whistles round corners."""
    noise, gust = _noise(rng, n), _drift(rng, n, 1.3, 0.2)
    return (
        band(noise, 50, 500) * (0.6 + gust)
        + band(noise, 620, 780) * (1.5 * gust**3)
        + band(noise, 900, 3000) * (0.35 * gust**2)
    )


def leaves(rng: np.random.Generator, n: int) -> Samples:
    """Foliage in a breeze."""
    return np.asarray(band(_noise(rng, n), 2200, 7000) * _drift(rng, n, 1.6) ** 2, np.float32)


def rain(rng: np.random.Generator, n: int) -> Samples:
    """A steady hiss, and single drops near the ear."""
    out = band(_noise(rng, n), 900, 9000) * 0.5
    for at in _at_random(rng, n, 0.035):
        pitch = rng.uniform(1500, 5200)
        _put(out, _sweep(pitch, pitch * 0.8, 0.014), at, rng.uniform(-0.9, 0.9), rng.uniform(0.1, 0.7) ** 2)
    return out


def thunder(rng: np.random.Generator, n: int) -> Samples:
    """Far rolls."""
    out = np.zeros((2, n), np.float32)
    for at in _at_random(rng, n, 7.0):
        t = _seconds(4.5)
        roll = (
            band(rng.standard_normal(len(t), dtype=np.float32), 25, 130)
            * np.exp(-t * 0.9)
            * np.minimum(1, t * 14)
            * (1 - t / 4.5)
        )
        _put(out, roll * (0.5 + 0.5 * _drift(rng, len(t), 0.25)), at, rng.uniform(-0.5, 0.5))
    return out


def waves(rng: np.random.Generator, n: int) -> Samples:
    """Breakers that roll in, burst and draw back."""
    out = band(_noise(rng, n), 60, 300) * 0.25
    for at in [0.0, *_at_random(rng, n, 3.6)]:
        t = _seconds(6.0)
        body = rng.standard_normal(len(t), dtype=np.float32)
        rise = np.clip(t / 2.2, 0, 1) ** 2 * np.exp(-np.clip(t - 2.2, 0, None) * 1.1)
        hiss = np.clip((t - 1.7) / 0.8, 0, 1) ** 1.5 * np.exp(-np.clip(t - 2.6, 0, None) * 0.9)
        breaker = band(body, 80, 900) * rise + band(body, 1500, 8000) * (0.55 * hiss)
        _put(out, breaker * rng.uniform(0.6, 1.0), at, rng.uniform(-0.5, 0.5))
    return out


def _bubbling(rng: np.random.Generator, n: int, every: float, low: float, high: float) -> Samples:
    out = np.zeros((2, n), np.float32)
    for at in _at_random(rng, n, every):
        pitch = rng.uniform(low, high)
        bubble = _sweep(pitch, pitch * rng.uniform(1.2, 1.9), rng.uniform(0.02, 0.07))
        _put(out, bubble, at, rng.uniform(-0.7, 0.7), rng.uniform(0.2, 1.0))
    return out


def stream(rng: np.random.Generator, n: int) -> Samples:
    """A brook: many small bubbles over a soft rush."""
    return _bubbling(rng, n, 0.02, 350, 1500) * 0.5 + band(_noise(rng, n), 500, 3500) * 0.35


def lapping(rng: np.random.Generator, n: int) -> Samples:
    """Water against a bank or a hull."""
    rush: Samples = band(_noise(rng, n), 200, 1400) * _drift(rng, n, 0.7) ** 3
    return rush + _bubbling(rng, n, 0.25, 250, 700) * 0.25


def waterfall(rng: np.random.Generator, n: int) -> Samples:
    """A broad roar."""
    noise = _noise(rng, n)
    return band(noise, 60, 600) + band(noise, 600, 7000) * 0.5


def bubbles(rng: np.random.Generator, n: int) -> Samples:
    """Under water: everything dull, bubbles that rise in clusters."""
    out = band(_noise(rng, n), 30, 220) * (0.6 + 0.4 * _drift(rng, n, 2.0))
    for at in _at_random(rng, n, 2.4):
        pan = rng.uniform(-0.6, 0.6)
        for k in range(int(rng.integers(5, 14))):
            pitch = rng.uniform(260, 620) * (1 + 0.04 * k)
            _put(out, _sweep(pitch, pitch * 1.5, 0.06), at + 0.07 * k * rng.uniform(0.7, 1.4), pan, 0.18)
    return out


def traffic(rng: np.random.Generator, n: int) -> Samples:
    """A town's hum, with cars that pass."""
    out = band(_noise(rng, n), 40, 260) * 0.6
    for at in _at_random(rng, n, 2.6):
        t = _seconds(3.4)
        near = np.exp(-(((t - 1.7) / 0.55) ** 2))
        tyres = band(rng.standard_normal(len(t), dtype=np.float32), 250, 1800) * near * rng.uniform(0.4, 1.0)
        side = 1 if rng.random() < 0.5 else -1
        pan = np.clip(side * (t - 1.7) / 1.4, -0.9, 0.9)
        start = int(at * SAMPLE_RATE)
        room = max(0, n - start)
        out[0, start : start + len(t)] += (tyres * np.sqrt((1 - pan) / 2))[:room]
        out[1, start : start + len(t)] += (tyres * np.sqrt((1 + pan) / 2))[:room]
    return out


def murmur(rng: np.random.Generator, n: int) -> Samples:
    """People talking, none of them to be understood: throats and vowels at the pace of syllables."""
    # Speech ends at 2 kHz here: a quarter of the rate is enough, and costs a quarter.
    m = n // _COARSE + 2
    out = np.zeros((2, m), np.float32)
    t = np.arange(m, dtype=np.float32) * (_COARSE / SAMPLE_RATE)
    for _ in range(8):
        pitch = rng.uniform(95, 230) * (1 + 0.12 * (_drift(rng, m, 0.5 / _COARSE) - 0.5))
        phase = 2 * np.pi * np.cumsum(pitch * (_COARSE / SAMPLE_RATE))
        throat = sum(np.sin(k * phase) / k for k in range(1, 8)) + 0.15 * rng.standard_normal(m, dtype=np.float32)
        syllables = np.clip(np.sin(2 * np.pi * rng.uniform(2.6, 4.4) * t + rng.uniform(0, 6)), 0, 1) ** 0.7
        speaking = np.clip(8 * (_drift(rng, m, 1.1 / _COARSE) - 0.4), 0, 1)
        vowel = _drift(rng, m, 0.21 / _COARSE)
        low, high = (band(throat, f * _COARSE, g * _COARSE) for f, g in ((300, 750), (900, 1900)))
        voice = (low * (1 - vowel) + high * (0.6 * vowel)) * syllables * speaking
        _put(out, np.asarray(voice, np.float32), 0.0, rng.uniform(-0.8, 0.8))
    fine = np.arange(n) / _COARSE
    return np.stack([np.interp(fine, np.arange(m), side) for side in out]).astype(np.float32)


def cheering(rng: np.random.Generator, n: int) -> Samples:
    """A stand full of people that swells."""
    noise, swell = _noise(rng, n), _drift(rng, n, 1.8, 0.35)
    return band(noise, 400, 1300) * swell + band(noise, 1400, 3800) * (0.6 * swell**2) + murmur(rng, n) * 0.1


def birds(rng: np.random.Generator, n: int) -> Samples:
    """Three kinds that answer each other: chirps, a trill, a falling whistle."""
    out = np.zeros((2, n), np.float32)
    for at in _at_random(rng, n, 0.9):
        pan, base, kind = rng.uniform(-0.9, 0.9), rng.uniform(2400, 4600), rng.integers(0, 3)
        if kind == 0:
            for k in range(int(rng.integers(2, 5))):
                _put(out, _sweep(base, base * (1.25 if k % 2 else 0.8), 0.08), at + 0.12 * k, pan)
        elif kind == 1:
            for k in range(int(rng.integers(6, 12))):
                _put(out, _sweep(base * 1.2, base * 1.1, 0.03), at + 0.045 * k, pan, 0.7)
        else:
            _put(out, _sweep(base, base * 0.7, 0.32, bend=0.6), at, pan, 0.8)
    return out


def gulls(rng: np.random.Generator, n: int) -> Samples:
    """Cries that fall, in short rows, far out."""
    out = np.zeros((2, n), np.float32)
    for at in _at_random(rng, n, 3.2):
        pan, base = rng.uniform(-0.8, 0.8), rng.uniform(900, 1300)
        for k in range(int(rng.integers(2, 5))):
            cry = _sweep(base * 1.3, base * 0.9, 0.26, bend=0.7)
            cry = (
                cry + 0.5 * _sweep(base * 2.6, base * 1.8, 0.26, bend=0.7) + 0.25 * _sweep(base * 3.9, base * 2.7, 0.26)
            )
            _put(out, cry, at + 0.34 * k, pan, 0.8 - 0.12 * k)
    return out


def crickets(rng: np.random.Generator, n: int) -> Samples:
    """Insects of a summer night, each with its own pulse."""
    out = np.zeros((2, n), np.float32)
    t = np.arange(n, dtype=np.float32) / SAMPLE_RATE
    for _ in range(4):
        pitch, pulse, phrase = rng.uniform(3600, 5200), rng.uniform(13, 19), rng.uniform(0.5, 0.9)
        beat = np.clip(np.sin(2 * np.pi * pulse * t), 0, 1) ** 2
        song = np.clip(2 * np.sin(2 * np.pi * phrase * t + rng.uniform(0, 6)), 0, 1)
        _put(out, (np.sin(2 * np.pi * pitch * t) * beat * song).astype(np.float32), 0.0, rng.uniform(-0.9, 0.9))
    return out


def owl(rng: np.random.Generator, n: int) -> Samples:
    """A far hoot now and then."""
    out = np.zeros((2, n), np.float32)
    for at in _at_random(rng, n, 6.0):
        pan, pitch = rng.uniform(-0.7, 0.7), rng.uniform(330, 400)
        for delay, length in ((0.0, 0.35), (0.6, 0.18), (0.85, 0.55)):
            _put(out, _sweep(pitch * 1.02, pitch * 0.94, length), at + delay, pan)
    return out


def fire(rng: np.random.Generator, n: int) -> Samples:
    """Flames and crackling wood."""
    out = band(_noise(rng, n), 60, 420) * (0.35 + 0.4 * _drift(rng, n, 0.4))
    for at in _at_random(rng, n, 0.06):
        t = _seconds(rng.uniform(0.003, 0.02))
        crack = rng.standard_normal(len(t), dtype=np.float32) * np.exp(-t * rng.uniform(250, 900))
        _put(out, crack, at, rng.uniform(-0.6, 0.6), rng.uniform(0.1, 1.0) ** 3 * 3)
    return out


def fireworks(rng: np.random.Generator, n: int) -> Samples:
    """Reports that echo, and the crackle of what falls."""
    out = np.zeros((2, n), np.float32)
    for at in _at_random(rng, n, 1.1):
        pan = rng.uniform(-0.7, 0.7)
        t = _seconds(1.4)
        report = band(rng.standard_normal(len(t), dtype=np.float32), 35, 400) * np.exp(-t * 5) * np.minimum(1, t * 300)
        _put(out, report * 3, at, pan)
        for k in range(40):
            _put(
                out, rng.standard_normal(90, dtype=np.float32), at + 0.4 + 1.1 * rng.random(), pan, 0.25 * (1 - k / 50)
            )
    return out


def _motor(rng: np.random.Generator, n: int, *, hertz: float, low: float, high: float, rough: float) -> Samples:
    turn = hertz * (1 + 0.06 * (_drift(rng, n, 1.5) - 0.5))
    phase = 2 * np.pi * np.cumsum(turn) / SAMPLE_RATE
    tone = sum(np.sin(k * phase + k) / k**0.8 for k in range(1, 12))
    body = band(np.stack([tone, np.roll(tone, 60)]), low, high)
    return np.asarray(body + band(_noise(rng, n), low, high * 2) * rough, np.float32)


def _spinning(rng: np.random.Generator, n: int, *, rate: float) -> Samples:
    """Blades that beat the air."""
    t = np.arange(n, dtype=np.float32) / SAMPLE_RATE
    return band(_noise(rng, n), 80, 900) * (0.5 + 0.5 * np.sin(2 * np.pi * rate * t)) ** 2


def train(rng: np.random.Generator, n: int) -> Samples:
    """Wheels over the joints of the rails."""
    out = band(_noise(rng, n), 50, 500) * 0.5
    at = 0.1
    while at < n / SAMPLE_RATE:
        for delay, gain in ((0.0, 1.0), (0.13, 0.8)):
            t = _seconds(0.09)
            click = band(rng.standard_normal(len(t), dtype=np.float32), 180, 2200) * np.exp(-t * 55)
            _put(out, click * 4, at + delay, rng.uniform(-0.2, 0.2), gain)
        at += 0.62
    return out


def rocket(rng: np.random.Generator, n: int) -> Samples:
    """A roar with flutter in it."""
    noise = _noise(rng, n)
    return band(noise, 25, 350) + band(noise, 350, 2500) * (0.5 * _drift(rng, n, 0.08))


def drone(rng: np.random.Generator, n: int) -> Samples:
    """The void: low fifths that beat against each other, and a breath of noise."""
    t = np.arange(n, dtype=np.float32) / SAMPLE_RATE
    out = band(_noise(rng, n), 120, 700) * (0.12 * _drift(rng, n, 2.5))
    for ratio in (1.0, 1.003, 1.5, 1.504, 2.001, 3.0):
        swell = 0.4 + 0.6 * _drift(rng, n, 2.8)
        _put(out, (np.sin(2 * np.pi * 55 * ratio * t) * swell / ratio).astype(np.float32), 0.0, rng.uniform(-0.6, 0.6))
    return out


def _knock(rng: np.random.Generator, low: float, high: float) -> Samples:
    t = _seconds(0.06)
    return np.asarray(band(rng.standard_normal(len(t), dtype=np.float32), low, high) * np.exp(-t * 90), np.float32)


def clock(rng: np.random.Generator, n: int) -> Samples:
    """Seconds."""
    out = np.zeros((2, n), np.float32)
    for second in range(int(n / SAMPLE_RATE) + 1):
        _put(out, _knock(rng, 1800, 5200), second + 0.3, 0.2, 0.8 + 0.2 * (second % 2))
    return out


def typing(rng: np.random.Generator, n: int) -> Samples:
    """Keys, in no rhythm."""
    out = np.zeros((2, n), np.float32)
    for at in _at_random(rng, n, 0.16):
        _put(out, _knock(rng, 1200, 4500), at, rng.uniform(-0.4, 0.4), rng.uniform(0.3, 1.0))
    return out


def hooves(rng: np.random.Generator, n: int) -> Samples:
    """A gallop on soft ground: three beats and a pause."""
    out = np.zeros((2, n), np.float32)
    for stride in range(int(n / SAMPLE_RATE / 0.52) + 1):
        for beat, gain in ((0.0, 0.7), (0.12, 0.85), (0.24, 1.0)):
            _put(out, _knock(rng, 130, 800), 0.52 * stride + beat, rng.uniform(-0.2, 0.2), gain)
    return out


def dishes(rng: np.random.Generator, n: int) -> Samples:
    """Cups and spoons, somewhere in the room."""
    out = np.zeros((2, n), np.float32)
    for at in _at_random(rng, n, 1.5):
        t, pitch = _seconds(0.4), rng.uniform(2300, 3900)
        modes = ((1.0, 14, 1.0), (1.52, 20, 0.5), (2.31, 28, 0.3))
        ring = sum(np.sin(2 * np.pi * pitch * ratio * t) * np.exp(-t * decay) * gain for ratio, decay, gain in modes)
        _put(out, np.asarray(ring, np.float32), at, rng.uniform(-0.7, 0.7), rng.uniform(0.3, 1.0))
    return out


def sizzle(rng: np.random.Generator, n: int) -> Samples:
    """A pan on the fire."""
    return band(_noise(rng, n), 2500, 10_000) * (0.5 + 0.5 * _drift(rng, n, 0.15))


def room(rng: np.random.Generator, n: int) -> Samples:
    """The tone of a quiet room."""
    return band(_noise(rng, n), 60, 400)


VOICES: dict[str, Voice] = {
    "wind": wind,
    "gale": gale,
    "leaves": leaves,
    "rain": rain,
    "thunder": thunder,
    "waves": waves,
    "stream": stream,
    "lapping": lapping,
    "waterfall": waterfall,
    "bubbles": bubbles,
    "traffic": traffic,
    "murmur": murmur,
    "cheering": cheering,
    "birds": birds,
    "gulls": gulls,
    "crickets": crickets,
    "owl": owl,
    "fire": fire,
    "fireworks": fireworks,
    "car": partial(_motor, hertz=62.0, low=50, high=480, rough=0.5),
    "plane": partial(_motor, hertz=118.0, low=90, high=900, rough=1.4),
    "ship": partial(_motor, hertz=34.0, low=30, high=260, rough=0.3),
    "helicopter": partial(_spinning, rate=11.0),
    "treadmill": partial(_motor, hertz=90.0, low=80, high=500, rough=0.4),
    "train": train,
    "rocket": rocket,
    "drone": drone,
    "clock": clock,
    "typing": typing,
    "hooves": hooves,
    "dishes": dishes,
    "sizzle": sizzle,
    "room": room,
}
