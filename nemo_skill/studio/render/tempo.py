"""The tempo of a piece of music, by how its loudness repeats itself."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ..media import AUDIO_RATE
from .sound import decode_audio

_HEARD_S = 30
_STEP = AUDIO_RATE // 100
_SLOWEST, _FASTEST, _USUAL = 60, 180, 115
#: How much more alike than by chance the music must be one beat later.
_CLEAR = 0.12
#: How much the loudness must jump at all, as a share of it.
_STRIKES = 0.01


def beats_per_minute(path: str) -> float | None:
    """60 to 180; None where no beat can be told (speech, pads, silence)."""
    samples = decode_audio(path, 0.0, _HEARD_S * AUDIO_RATE)
    count = samples.shape[1] // _STEP
    if count < 300:
        return None
    onsets = _onsets(samples[:, : count * _STEP].mean(axis=0).reshape(count, _STEP))
    power = float(np.dot(onsets, onsets))
    if power <= 0:
        return None
    lags = np.arange(6000 // _FASTEST, 6000 // _SLOWEST + 1)
    # A true beat is followed by the next ones as well.
    alike = np.array([_alike(onsets, int(lag)) + 0.5 * _alike(onsets, 2 * int(lag)) for lag in lags]) / power
    usual = np.exp(-0.5 * (np.log2(6000 / lags / _USUAL) / 0.9) ** 2)
    best = int(np.argmax(alike * usual))
    return round(6000 / _refined(alike, lags, best), 1) if alike[best] > _CLEAR else None


def _onsets(frames: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    """How much louder each hundredth of a second is than the one before, over all frequencies, without its mean."""
    spectrum = np.log1p(np.abs(np.fft.rfft(frames * np.hanning(frames.shape[1]), axis=1))[:, :200])
    flux = np.maximum(0, np.diff(spectrum, axis=0)).sum(axis=1)
    if flux.std() < _STRIKES * spectrum.sum(axis=1).mean():
        return np.zeros_like(flux)
    smooth = np.convolve(flux, np.ones(3) / 3, mode="same")
    onsets: npt.NDArray[np.float64] = smooth - smooth.mean()
    return onsets


def _alike(onsets: npt.NDArray[np.float64], lag: int) -> float:
    return float(np.dot(onsets[:-lag], onsets[lag:]))


def _refined(alike: npt.NDArray[np.float64], lags: npt.NDArray[np.int64], best: int) -> float:
    """The top of the parabola through the best lag and its neighbours."""
    if not 0 < best < len(lags) - 1:
        return float(lags[best])
    left, top, right = alike[best - 1 : best + 2]
    bend = left - 2 * top + right
    return float(lags[best] + (0.5 * (left - right) / bend if bend else 0.0))
