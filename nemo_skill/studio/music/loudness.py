"""Integrated loudness after ITU-R BS.1770-4, and levelling to a target under a peak limit."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from nemo_skill.studio.music.synth import SAMPLE_RATE, Samples, filtered, quick_size

#: A millisecond, and how many of them the limiter looks ahead and behind.
_STEP, _AHEAD = SAMPLE_RATE // 1000, 8


def _k_weight(x: Samples) -> Samples:
    """The K-weighting as a zero-phase gain over frequency: the magnitude of BS.1770's two 48 kHz biquads."""
    return filtered(x, _k_gain)


@lru_cache(maxsize=4)
def _k_gain(size: int) -> Samples:
    z = np.exp(-2j * np.pi * np.fft.rfftfreq(size))
    shelf = (1.53512485958697 - 2.69169618940638 * z + 1.19839281085285 * z**2) / (
        1 - 1.69065929318241 * z + 0.73248077421585 * z**2
    )
    high = (1 - 2 * z + z**2) / (1 - 1.99004745483398 * z + 0.99007225036621 * z**2)
    return np.asarray(np.abs(shelf * high), np.float32)


def integrated_lufs(x: Samples) -> float:
    """Gated loudness of (2, n) samples at 48 kHz, in LUFS; -70 for silence."""
    block, hop = int(0.4 * SAMPLE_RATE), int(0.1 * SAMPLE_RATE)
    power = (_k_weight(x) ** 2).sum(0, dtype=np.float64)
    if len(power) < block:
        power = np.pad(power, (0, block - len(power)))
    total = np.concatenate([[0.0], np.cumsum(power)])
    starts = np.arange(0, len(power) - block + 1, hop)
    means = (total[starts + block] - total[starts]) / block
    means = means[means > 10 ** ((-70 + 0.691) / 10)]
    if not len(means):
        return -70.0
    gate = means.mean() * 0.1
    return float(-0.691 + 10 * np.log10(means[means > gate].mean()))


def true_peak(x: Samples) -> float:
    """Highest absolute value after fourfold oversampling."""
    peak = 0.0
    step = (1 << 17) - 64
    for start in range(0, x.shape[1], step):
        piece = x[:, max(0, start - 64) : start + step]
        size = quick_size(piece.shape[1])
        up = np.fft.irfft(np.fft.rfft(piece, size), 4 * size)
        peak = max(peak, 4 * float(up.max()), -4 * float(up.min()))
    return peak


def limit(x: Samples, peak_db: float = -1.0) -> Samples:
    """Keep true peaks under ``peak_db`` (dBFS): the gain bends down before a peak and comes back behind it."""
    ceiling = 10 ** (peak_db / 20) * 0.97
    peaks = np.abs(x).max(axis=0, initial=0.0)
    if peaks.max(initial=0.0) > ceiling:
        count = -(-len(peaks) // _STEP)
        padded = np.zeros(count * _STEP, np.float32)
        padded[: len(peaks)] = peaks
        wanted = np.minimum(1.0, ceiling / np.maximum(padded.reshape(count, _STEP).max(axis=1), 1e-9))
        reach = np.pad(wanted, 2 * _AHEAD, constant_values=1.0)
        lowest = np.lib.stride_tricks.sliding_window_view(reach, 2 * _AHEAD + 1).min(axis=1)
        gain = np.convolve(lowest, np.hanning(2 * _AHEAD + 3)[1:-1] / np.hanning(2 * _AHEAD + 3).sum(), "valid")
        at = np.arange(len(peaks)) / _STEP - 0.5
        x = np.asarray(x * np.interp(at, np.arange(count), gain).astype(np.float32), np.float32)
    peak = true_peak(x)
    # A hair below, for float32 rounds.
    last = 0.9999 * 10 ** (peak_db / 20) / peak if peak > 0 else 1.0
    return np.asarray(x * np.float32(last), np.float32) if last < 1 else x


def level(x: Samples, *, lufs: float = -16.0, peak_db: float = -1.0) -> Samples:
    """Bring samples to a loudness; peaks above the limit are held down."""
    y = x
    for _ in range(3):
        missing = lufs - integrated_lufs(y)
        if y is not x and abs(missing) < 0.02:
            break
        y = limit(np.asarray(y * np.float32(10 ** (missing / 20)), np.float32), peak_db)
    return y
