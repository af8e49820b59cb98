"""Integrated loudness after ITU-R BS.1770-4, and levelling to a target under a peak limit."""

from __future__ import annotations

import numpy as np

from nemo_skill.studio.music.synth import SAMPLE_RATE, Samples


def _k_weight(x: Samples) -> Samples:
    """The K-weighting as a zero-phase gain over frequency: the magnitude of BS.1770's two 48 kHz biquads."""
    n = x.shape[1]
    size = 1 << int(np.ceil(np.log2(max(2, n))))
    z = np.exp(-2j * np.pi * np.fft.rfftfreq(size))
    shelf = (1.53512485958697 - 2.69169618940638 * z + 1.19839281085285 * z**2) / (
        1 - 1.69065929318241 * z + 0.73248077421585 * z**2
    )
    high = (1 - 2 * z + z**2) / (1 - 1.99004745483398 * z + 0.99007225036621 * z**2)
    gain = np.abs(shelf * high).astype(np.float32)
    return np.asarray(np.fft.irfft(np.fft.rfft(x, size) * gain, size)[:, :n], np.float32)


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
    step = SAMPLE_RATE * 4
    for start in range(0, x.shape[1], step):
        piece = x[:, max(0, start - 64) : start + step]
        n = piece.shape[1]
        up = np.fft.irfft(np.fft.rfft(piece), 4 * n) * 4
        peak = max(peak, float(np.abs(up).max()))
    return peak


def level(x: Samples, *, lufs: float = -16.0, peak_db: float = -1.0) -> Samples:
    """Bring samples to a loudness; peaks above the limit are rounded off softly."""
    limit = 10 ** (peak_db / 20) * 0.97
    y = x
    for _ in range(3):
        y = y * np.float32(10 ** ((lufs - integrated_lufs(y)) / 20))
        knee = limit * 0.7
        over = np.abs(y) > knee
        if over.any():
            magnitude = knee + (limit - knee) * np.tanh((np.abs(y) - knee) / (limit - knee))
            y = np.where(over, np.sign(y) * magnitude, y).astype(np.float32)
    peak = true_peak(y)
    ceiling = 10 ** (peak_db / 20)
    return np.asarray(y * np.float32(min(1.0, ceiling / peak)) if peak > 0 else y, np.float32)
