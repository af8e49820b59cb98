"""Instruments as functions: each gives one note or hit as float32 samples at 48 kHz."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar, cast

import numpy as np
import numpy.typing as npt

SAMPLE_RATE = 48_000
Samples = npt.NDArray[Any]


def hertz(note: float) -> float:
    """Frequency of a MIDI note."""
    return float(440.0 * 2 ** ((note - 69) / 12))


_Instrument = TypeVar("_Instrument", bound=Callable[..., Any])
_kept: list[Any] = []


def _recurring(instrument: _Instrument) -> _Instrument:
    """The same chords come back every few bars: their notes are kept until :func:`forget`."""
    _kept.append(lru_cache(maxsize=32)(instrument))
    return cast(_Instrument, _kept[-1])


def forget() -> None:
    """Let go of all notes."""
    for instrument in _kept:
        instrument.cache_clear()


def _time(seconds: float) -> Samples:
    return np.arange(max(1, int(seconds * SAMPLE_RATE)), dtype=np.float32) / SAMPLE_RATE


def _edges(y: Samples, attack: float, release: float) -> Samples:
    a, r = min(len(y), int(attack * SAMPLE_RATE)), min(len(y), int(release * SAMPLE_RATE))
    if a > 1:
        y[:a] *= np.linspace(0, 1, a, dtype=np.float32) ** 1.4
    if r > 1:
        y[-r:] *= np.linspace(1, 0, r, dtype=np.float32) ** 1.4
    return y


def tone(
    note: float, seconds: float, partials: tuple[tuple[float, float], ...], *, detune: float = 0.0, decay: float = 0.0
) -> Samples:
    """A sum of partials (ratio, amplitude); higher ones die sooner when it decays."""
    t = _time(seconds)
    y = np.zeros_like(t)
    for ratio, amplitude in partials:
        f = hertz(note) * ratio * (1 + detune)
        if f > 16_000:
            continue
        part = np.sin(2 * np.pi * f * t, dtype=np.float32) * np.float32(amplitude)
        if decay:
            part *= np.exp(-t * np.float32(decay * (0.6 + 0.4 * ratio)))
        y += part
    return y


@_recurring
def keys(note: float, seconds: float) -> Samples:
    """Electric piano: a struck tine with a bell partial and slow tremolo."""
    y = tone(note, seconds, ((1, 1), (2, 0.28), (3, 0.10), (7, 0.05)), decay=1.5)
    y *= 1 + 0.10 * np.sin(2 * np.pi * 4.6 * _time(seconds)[: len(y)])
    return _edges(y.astype(np.float32), 0.006, 0.12)


@_recurring
def piano(note: float, seconds: float) -> Samples:
    """Piano: slightly stretched partials, a soft hammer."""
    stretch = 0.00035
    partials = tuple((k * (1 + stretch * k * k), 1 / k**1.55) for k in range(1, 9))
    y = tone(note, seconds, partials, decay=0.9 + max(0.0, (note - 48) * 0.03))
    return _edges(y, 0.004, 0.2)


@_recurring
def pad(note: float, seconds: float, *, dark: bool = False) -> tuple[Samples, Samples]:
    """A slow swell, wide in stereo: (left, right)."""
    partials = ((1, 1.0), (2, 0.22), (3, 0.07)) if dark else ((1, 1.0), (2, 0.36), (3, 0.16), (4, 0.07))
    sides = []
    for detune in (-0.0022, 0.0022):
        y = tone(note, seconds, partials, detune=detune) + 0.6 * tone(note, seconds, partials, detune=detune * 0.3)
        sides.append(_edges(y.astype(np.float32), min(1.3, seconds * 0.35), min(1.5, seconds * 0.4)))
    return sides[0], sides[1]


@_recurring
def strings(note: float, seconds: float) -> tuple[Samples, Samples]:
    """A bowed section: many partials with a slow vibrato."""
    t = _time(seconds)
    sides = []
    for detune, rate in ((-0.0028, 4.8), (0.0031, 5.3)):
        phase = 2 * np.pi * hertz(note) * (1 + detune) * t + 0.9 * np.sin(2 * np.pi * rate * t)
        y = np.zeros_like(t)
        for k in range(1, 9):
            if hertz(note) * k < 14_000:
                y += np.sin(k * phase, dtype=np.float32) * np.float32(0.9 / k**1.35)
        sides.append(_edges(y.astype(np.float32), min(0.6, seconds * 0.3), min(0.9, seconds * 0.4)))
    return sides[0], sides[1]


@_recurring
def bass(note: float, seconds: float, *, long: bool = False) -> Samples:
    """A round bass."""
    y = tone(note, seconds, ((1, 1), (2, 0.32), (3, 0.08)), decay=0.0 if long else 1.6)
    return _edges(y, 0.25 if long else 0.012, 0.5 if long else 0.08)


@_recurring
def pluck(note: float, seconds: float) -> Samples:
    """A bright short string."""
    y = tone(note, seconds, ((1, 1), (2, 0.55), (3, 0.34), (4, 0.2), (5, 0.12), (6, 0.07)), decay=6.5)
    return _edges(y, 0.003, 0.03)


def bell(note: float, seconds: float) -> Samples:
    """A glassy bell."""
    y = tone(note, seconds, ((1, 1), (2.01, 0.4), (3.0, 0.14), (4.2, 0.10)), decay=1.9)
    return _edges(y, 0.004, 0.3)


def guitar(note: float, seconds: float, rng: np.random.Generator) -> Samples:
    """A plucked steel string (Karplus and Strong, 1983), with the delay line run a period at a time."""
    period = max(2, round(SAMPLE_RATE / hertz(note)))
    line = rng.uniform(-1, 1, period).astype(np.float32)
    for _ in range(3):
        line = 0.5 * (line + np.roll(line, 1))
    count = int(seconds * SAMPLE_RATE) // period + 1
    out = np.empty((count, period), np.float32)
    for i in range(count):
        out[i] = line
        line = np.float32(0.4982) * (line + np.roll(line, 1))
    y = out.reshape(-1)[: int(seconds * SAMPLE_RATE)].copy()
    return _edges(y / max(1e-6, float(np.abs(y).max())), 0.002, 0.15)


def kick(rng: np.random.Generator, *, soft: bool = False) -> Samples:
    """A falling sine with a click."""
    t = _time(0.34)
    y = np.sin(2 * np.pi * (46 * t + (70 if not soft else 40) * (1 - np.exp(-t * 32)) / 32), dtype=np.float32) * np.exp(
        -t * (11 if soft else 13)
    )
    y[:240] += rng.standard_normal(240).astype(np.float32) * 0.06
    return _edges(y.astype(np.float32), 0.001, 0.05)


def snare(rng: np.random.Generator, *, soft: bool = False) -> Samples:
    """Noise over a short tone."""
    t = _time(0.24)
    noise = rng.standard_normal(len(t)).astype(np.float32)
    if soft:
        noise = np.convolve(noise, np.full(6, 1 / 6, np.float32), "same")
    y = noise * np.exp(-t * 20) * 0.7 + np.sin(2 * np.pi * 190 * t, dtype=np.float32) * np.exp(-t * 28) * 0.5
    return _edges(y.astype(np.float32), 0.001, 0.04)


def hat(rng: np.random.Generator, seconds: float = 0.06) -> Samples:
    """A closed cymbal: differentiated noise."""
    t = _time(seconds)
    return (np.diff(rng.standard_normal(len(t) + 1)).astype(np.float32) * np.exp(-t * (5 / seconds))).astype(np.float32)


def clap(rng: np.random.Generator) -> Samples:
    """Three bursts close together."""
    y = np.zeros(int(0.2 * SAMPLE_RATE), np.float32)
    for delay in (0.0, 0.011, 0.023):
        n = len(y) - int(delay * SAMPLE_RATE)
        burst = np.diff(rng.standard_normal(n + 1)).astype(np.float32) * np.exp(-_time(n / SAMPLE_RATE)[:n] * 32)
        y[len(y) - n :] += burst
    return y


def taiko(rng: np.random.Generator) -> Samples:
    """A deep drum."""
    t = _time(1.1)
    y = np.sin(2 * np.pi * (58 * t + 34 * (1 - np.exp(-t * 16)) / 16), dtype=np.float32) * np.exp(-t * 4.6)
    y[:1400] += np.convolve(
        rng.standard_normal(1400).astype(np.float32), np.full(12, 1 / 12, np.float32), "same"
    ) * np.linspace(0.5, 0, 1400, dtype=np.float32)
    return _edges(y.astype(np.float32), 0.001, 0.2)


#: Long sounds are filtered in blocks, so that memory stays flat; what a filter rings on is well within the margin.
_MARGIN = 1 << 14
_BLOCK = (1 << 19) - 2 * _MARGIN


def quick_size(n: int) -> int:
    """The least length from ``n`` on that a Fourier transform is quick at."""
    return min(odd << max(0, math.ceil(math.log2(max(2, n) / odd))) for odd in (1, 3, 5, 9, 15, 25, 27))


def filtered(x: Any, gain: Callable[[int], Samples]) -> Samples:
    """Channels (..., n) with their spectrum multiplied; ``gain`` gives what for a transform of a length."""
    n = x.shape[-1]
    if n > _BLOCK + 2 * _MARGIN:
        out = np.empty(x.shape, np.float32)
        for start in range(0, n, _BLOCK):
            first = max(0, start - _MARGIN)
            piece = filtered(x[..., first : start + _BLOCK + _MARGIN], gain)
            out[..., start : start + _BLOCK] = piece[..., start - first :][..., :_BLOCK]
        return out
    size = quick_size(n)
    spectrum = np.fft.rfft(x, size)
    spectrum *= gain(size)
    return np.asarray(np.fft.irfft(spectrum, size)[..., :n], np.float32)


def low_pass(x: Any, cutoff: float) -> Samples:
    """A gentle low-pass over whole channels."""
    return filtered(x, lambda size: 1 / np.sqrt(1 + (frequencies(size) / np.float32(cutoff)) ** 4))


@lru_cache(maxsize=4)
def frequencies(size: int) -> Samples:
    """Those (Hz) of a transform's values."""
    return np.fft.rfftfreq(size, 1 / SAMPLE_RATE).astype(np.float32)


def looped(x: Samples, count: int, blend: int) -> Samples:
    """Repeated to ``count`` samples, the last ``blend`` of each round passing into the first of the next."""
    step = x.shape[1] - blend
    rise = np.sqrt(np.linspace(0, 1, blend, dtype=np.float32))
    out = np.tile(x[:, :step], -(-count // step))[:, :count]
    seam = x[:, :blend] * rise + x[:, step:] * rise[::-1]
    for start in range(step, count, step):
        out[:, start : start + blend] = seam[:, : count - start]
    return out


@lru_cache(maxsize=8)
def _room(seconds: float, seed: int) -> Samples:
    n = int(seconds * SAMPLE_RATE)
    rng = np.random.default_rng(seed)
    ir = rng.standard_normal((2, n)).astype(np.float32) * np.exp(-np.linspace(0, 6.9, n), dtype=np.float32)
    ir = low_pass(ir, 5200)
    return np.asarray(ir / np.sqrt((ir**2).sum(1, keepdims=True)), np.float32)


def reverb(x: Samples, seconds: float, wet: float) -> Samples:
    """A hall: convolution with decaying noise, in blocks so that memory stays flat."""
    ir = _room(seconds, 7)
    block = min(SAMPLE_RATE * 8, x.shape[1])
    out = np.zeros((2, x.shape[1] + ir.shape[1]), np.float32)
    size = quick_size(block + ir.shape[1])
    response = np.fft.rfft(ir, size)
    for start in range(0, x.shape[1], block):
        piece = x[:, start : start + block]
        y = np.fft.irfft(np.fft.rfft(piece, size) * response, size)[:, : piece.shape[1] + ir.shape[1]]
        out[:, start : start + y.shape[1]] += y.astype(np.float32)
    return np.asarray(x * (1 - wet) + out[:, : x.shape[1]] * wet, np.float32)
