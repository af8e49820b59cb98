"""Arranges a style for an exact duration: chords, bass, drums and a melody that follows the chords."""

from __future__ import annotations

from typing import Any

import numpy as np

from nemo_skill.studio.data import table
from nemo_skill.studio.music import synth
from nemo_skill.studio.music.loudness import level
from nemo_skill.studio.music.synth import SAMPLE_RATE, Samples


class _Mix:
    """A stereo track that notes are added to."""

    def __init__(self, seconds: float) -> None:
        self.samples = np.zeros((2, max(1, round(seconds * SAMPLE_RATE))), np.float32)

    def add(self, y: Any, at: float, gain: float, pan: float = 0.0) -> None:
        """Add mono or (left, right) samples at a time."""
        start = int(at * SAMPLE_RATE)
        room = self.samples.shape[1] - start
        if room <= 0 or start < 0:
            return
        left, right = y if isinstance(y, tuple) else (y, y)
        self.samples[0, start : start + room][: len(left)] += left[:room] * np.float32(gain * np.sqrt(1 - pan))
        self.samples[1, start : start + room][: len(right)] += right[:room] * np.float32(gain * np.sqrt(1 + pan))

    def cut(self, at: float) -> None:
        """Let what still sounds at a moment go within a tenth of a second."""
        start = int(at * SAMPLE_RATE)
        tail = self.samples[:, start:]
        tail *= np.clip(1 - np.arange(tail.shape[1], dtype=np.float32) / (0.1 * SAMPLE_RATE), 0, 1)


def synthesize(style: str, duration_s: float, seed: int = 1) -> Samples:
    """Music in a style: float32 (2, n) at 48 kHz, n exactly the duration, about -16 LUFS, peaks under -1 dBTP.

    It comes home to its first chord shortly before the end, and fades with the picture.

    Raises:
        ValueError: an unknown style or a duration that isn't positive.
    """
    styles: dict[str, Any] = table("music")["styles"]
    if style not in styles:
        raise ValueError(f"There is no music style {style!r}; there are: {', '.join(styles)}.")
    if not duration_s > 0:
        raise ValueError(f"Music needs a positive duration, got {duration_s}.")
    entry = styles[style]
    rng = np.random.default_rng((seed, sum(map(ord, style))))
    mix = _Mix(duration_s)
    bars, beat = _bars(duration_s, entry["bpm"])
    chords = entry["chords"]
    turn = int(rng.integers(0, len(chords)))
    # A short piece has no time for an introduction.
    first = 1 if bars <= 2 else 0
    for index in range(bars):
        # The bar before the last chord leads home: it is the one before it in the round.
        place = -1 if index == bars - 1 and bars > 1 else index + (turn if seed != 1 else 0)
        for voice in entry["voices"]:
            _VOICES[voice](mix, chords[place % len(chords)], index * 4 * beat, beat, index + first, rng)
    end = bars * 4 * beat
    synth.forget()
    mix.cut(end)
    for voice in entry["ending"]:
        _VOICES[voice](mix, chords[0], end, max(beat, (duration_s - end) / 4), 1, rng)
    wet = synth.reverb(synth.low_pass(mix.samples, entry["cutoff"]), *entry["reverb"])
    return _faded(level(_faded(wet, duration_s)), duration_s)


_TAIL_S = 1.6


def _bars(duration_s: float, bpm: float) -> tuple[int, float]:
    """How many bars, and a beat's length (s) near ``bpm``, so that the last chord has a moment left to ring."""
    bar = 240 / bpm
    best = (abs(duration_s - _TAIL_S) / 4, 0, 1.0)
    for count in range(1, int(duration_s / bar) + 2):
        for percent in range(-10, 11, 2):
            tail = duration_s - count * bar * (1 + percent / 100)
            if tail >= 0.7:
                best = min(best, (abs(tail - _TAIL_S) / 4 + abs(percent) / 100, count, 1 + percent / 100))
    return best[1], bar * best[2] / 4


def _faded(x: Samples, duration_s: float) -> Samples:
    y: Samples = np.array(x)
    start = min(int(0.05 * SAMPLE_RATE), y.shape[1])
    end = min(int(min(1.2, duration_s * 0.25) * SAMPLE_RATE), y.shape[1])
    y[:, :start] *= np.linspace(0, 1, start, dtype=np.float32)
    y[:, y.shape[1] - end :] *= np.cos(np.linspace(0, np.pi / 2, end, dtype=np.float32))
    return y


def _keys(m: _Mix, chord: list[int], at: float, beat: float, bar: int, rng: np.random.Generator) -> None:
    for hit, (when, strength) in enumerate(((0.0, 1.0), (2.5, 0.7))):
        for i, note in enumerate(chord):
            m.add(
                synth.keys(note, beat * (2.6 - hit * 0.9)),
                at + when * beat + 0.012 * i + 0.006 * rng.random(),
                0.15 * strength,
                (-0.3, 0.3)[i % 2],
            )


def _chord(instrument: Any, gain: float, spread: float) -> Any:
    """One chord, let ring to the end."""

    def voice(m: _Mix, chord: list[int], at: float, beat: float, bar: int, rng: np.random.Generator) -> None:
        for i, note in enumerate(chord):
            m.add(instrument(note, beat * 4.4), at + spread * i, gain, (-0.3, 0.3)[i % 2])

    return voice


def _stop(m: _Mix, chord: list[int], at: float, beat: float, bar: int, rng: np.random.Generator) -> None:
    m.add(synth.kick(rng, soft=True), at, 0.36)


def _pad(m: _Mix, chord: list[int], at: float, beat: float, bar: int, rng: np.random.Generator) -> None:
    for note in chord:
        m.add(synth.pad(note, beat * 5.2), at, 0.07)


def _pad_thin(m: _Mix, chord: list[int], at: float, beat: float, bar: int, rng: np.random.Generator) -> None:
    for note in chord[1:]:
        m.add(synth.pad(note + 12, beat * 4.8), at, 0.018)


def _pad_dark(m: _Mix, chord: list[int], at: float, beat: float, bar: int, rng: np.random.Generator) -> None:
    for note in chord:
        m.add(synth.pad(note, beat * 5.2, dark=True), at, 0.09)


def _strings(m: _Mix, chord: list[int], at: float, beat: float, bar: int, rng: np.random.Generator) -> None:
    grow = min(1.0, 0.55 + 0.15 * bar)
    for note in chord[1:]:
        m.add(synth.strings(note, beat * 4.7), at, 0.055 * grow)
    for i in range(8):
        m.add(
            synth.strings(chord[1 + i % (len(chord) - 1)] + 12, beat * 0.55),
            at + i * beat / 2,
            0.032 * grow,
            (-0.25, 0.25)[i % 2],
        )


def _bass(m: _Mix, chord: list[int], at: float, beat: float, bar: int, rng: np.random.Generator) -> None:
    root = chord[0] if chord[0] < 48 else chord[0] - 12
    m.add(synth.bass(root, beat * 1.8), at, 0.30)
    m.add(synth.bass(root + (7 if bar % 2 else 0), beat * 1.2), at + beat * 2.5, 0.22)


def _bass_long(m: _Mix, chord: list[int], at: float, beat: float, bar: int, rng: np.random.Generator) -> None:
    m.add(synth.bass(chord[0] if chord[0] < 46 else chord[0] - 12, beat * 4.2, long=True), at, 0.20)


def _bass_drive(m: _Mix, chord: list[int], at: float, beat: float, bar: int, rng: np.random.Generator) -> None:
    root = chord[0] - 24
    for i in range(8):
        m.add(synth.bass(root + (12 if i % 4 == 3 else 0), beat * 0.42), at + i * beat / 2, 0.22)


def _drums_lofi(m: _Mix, chord: list[int], at: float, beat: float, bar: int, rng: np.random.Generator) -> None:
    for when in (0.0, 2.0, 2.5 if bar % 2 else 3.5):
        m.add(synth.kick(rng, soft=True), at + when * beat, 0.42)
    for when in (1.0, 3.0):
        m.add(synth.snare(rng, soft=True), at + when * beat + 0.012, 0.17)
    for i in range(8):
        m.add(synth.hat(rng), at + i * beat / 2 + (0.045 * beat if i % 2 else 0), 0.016 * (1.0 if i % 2 else 0.6), 0.25)


def _drums_dance(m: _Mix, chord: list[int], at: float, beat: float, bar: int, rng: np.random.Generator) -> None:
    for i in range(4):
        m.add(synth.kick(rng), at + i * beat, 0.46)
        m.add(synth.hat(rng, 0.11), at + (i + 0.5) * beat, 0.040, 0.2)


def _claps(m: _Mix, chord: list[int], at: float, beat: float, bar: int, rng: np.random.Generator) -> None:
    for when in (1, 3):
        m.add(synth.clap(rng), at + when * beat, 0.075)


def _shaker(m: _Mix, chord: list[int], at: float, beat: float, bar: int, rng: np.random.Generator) -> None:
    for i in range(16):
        m.add(synth.hat(rng, 0.05), at + i * beat / 4, 0.010 + 0.010 * (i % 4 == 2), -0.3)
    m.add(synth.kick(rng, soft=True), at, 0.20)
    m.add(synth.kick(rng, soft=True), at + 2 * beat, 0.16)


def _taiko(m: _Mix, chord: list[int], at: float, beat: float, bar: int, rng: np.random.Generator) -> None:
    for when, gain in ((0.0, 0.34), (1.5, 0.18), (2.0, 0.26), (3.25, 0.14), (3.5, 0.20)):
        m.add(synth.taiko(rng), at + when * beat, gain * min(1.0, 0.6 + 0.2 * bar))


def _pluck(m: _Mix, chord: list[int], at: float, beat: float, bar: int, rng: np.random.Generator) -> None:
    order = (0, 2, 1, 3, 2, 1, 3, 2)
    for i in range(8):
        m.add(
            synth.pluck(chord[order[i] % len(chord)] + 12 * (i % 3 == 2), beat * 0.7),
            at + i * beat / 2,
            0.12,
            (-0.4, 0.4)[i % 2],
        )


def _guitar(m: _Mix, chord: list[int], at: float, beat: float, bar: int, rng: np.random.Generator) -> None:
    for when, gain, up in (
        (0.0, 1.0, False),
        (1.0, 0.6, False),
        (1.5, 0.5, True),
        (2.5, 0.65, True),
        (3.0, 0.7, False),
        (3.5, 0.5, True),
    ):
        notes = chord[::-1] if up else chord
        for i, note in enumerate(notes[: 4 if up else 6]):
            m.add(synth.guitar(note, beat * 1.6, rng), at + when * beat + i * 0.013, 0.10 * gain, -0.25 + 0.1 * i)


def _piano(m: _Mix, chord: list[int], at: float, beat: float, bar: int, rng: np.random.Generator) -> None:
    m.add(synth.piano(chord[0] - 12, beat * 4), at, 0.26)
    pattern = (0, 1, 2, 3, 2, 1, 2, 1)
    for i in range(8):
        m.add(
            synth.piano(chord[pattern[i] % len(chord)], beat * 2.2),
            at + i * beat / 2 + 0.008 * rng.random(),
            0.15 * (1.1 if i == 0 else 0.85),
            (-0.2, 0.2)[i % 2],
        )


def _melody(instrument: Any, gain: float, density: float, lift: int) -> Any:
    def voice(m: _Mix, chord: list[int], at: float, beat: float, bar: int, rng: np.random.Generator) -> None:
        if bar == 0:
            return
        tones = [note + lift for note in chord if note >= 48] or [note + lift + 12 for note in chord]
        place = int(rng.integers(0, len(tones)))
        when = 0.0
        while when < 4:
            length = float(rng.choice([0.5, 1.0, 1.5, 2.0]))
            if rng.random() < density:
                m.add(
                    instrument(tones[place % len(tones)], beat * (length + 0.8)),
                    at + when * beat,
                    gain * (0.8 + 0.3 * rng.random()),
                    0.15,
                )
            place += int(rng.choice([-1, 1, 1, 2, -2]))
            place %= len(tones)
            when += length

    return voice


def _bells(m: _Mix, chord: list[int], at: float, beat: float, bar: int, rng: np.random.Generator) -> None:
    for _ in range(2):
        m.add(
            synth.bell(chord[int(rng.integers(1, len(chord)))] + 24, 3.0),
            at + beat * int(rng.integers(0, 7)) / 2,
            0.045,
            float(rng.uniform(-0.6, 0.6)),
        )


def _bells_sparse(m: _Mix, chord: list[int], at: float, beat: float, bar: int, rng: np.random.Generator) -> None:
    m.add(
        synth.bell(chord[-1] + 24, 3.4), at + beat * (1 + int(rng.integers(0, 3))), 0.05, float(rng.uniform(-0.6, 0.6))
    )


def _pulse(m: _Mix, chord: list[int], at: float, beat: float, bar: int, rng: np.random.Generator) -> None:
    for i in range(16):
        m.add(
            synth.pluck(chord[0] + (12 if i % 4 else 24), beat * 0.24),
            at + i * beat / 4,
            0.06 * (1.3 if i % 4 == 0 else 0.8),
            (-0.3, 0.3)[i % 2],
        )


def _heartbeat(m: _Mix, chord: list[int], at: float, beat: float, bar: int, rng: np.random.Generator) -> None:
    for when, gain in ((0.0, 0.40), (0.38, 0.26), (2.0, 0.40), (2.38, 0.26)):
        m.add(synth.kick(rng, soft=True), at + when * beat, gain)


def _vinyl(m: _Mix, chord: list[int], at: float, beat: float, bar: int, rng: np.random.Generator) -> None:
    n = int(beat * 4 * SAMPLE_RATE)
    m.add(rng.standard_normal(n).astype(np.float32), at, 0.0022)
    for _ in range(6):
        m.add(
            np.array([1.0, -0.7, 0.3], np.float32),
            at + float(rng.random()) * beat * 4,
            0.03,
            float(rng.uniform(-0.5, 0.5)),
        )


_VOICES: dict[str, Any] = {
    "keys": _keys,
    "pad": _pad,
    "pad_thin": _pad_thin,
    "pad_dark": _pad_dark,
    "strings": _strings,
    "bass": _bass,
    "bass_long": _bass_long,
    "bass_drive": _bass_drive,
    "drums_lofi": _drums_lofi,
    "drums_dance": _drums_dance,
    "claps": _claps,
    "shaker": _shaker,
    "taiko": _taiko,
    "pluck": _pluck,
    "guitar": _guitar,
    "piano": _piano,
    "bells": _bells,
    "bells_sparse": _bells_sparse,
    "pulse": _pulse,
    "heartbeat": _heartbeat,
    "vinyl": _vinyl,
    "stop": _stop,
    "chord_keys": _chord(synth.keys, 0.16, 0.02),
    "chord_bright": _chord(synth.pluck, 0.2, 0.0),
    "chord_piano": _chord(synth.piano, 0.2, 0.03),
    "chord_strings": _chord(synth.strings, 0.06, 0.0),
    "chord_guitar": _chord(lambda note, seconds: synth.guitar(note, seconds, np.random.default_rng(note)), 0.11, 0.02),
    "melody_soft": _melody(synth.keys, 0.12, 0.62, 12),
    "melody_bright": _melody(synth.pluck, 0.13, 0.8, 12),
    "melody_piano": _melody(synth.piano, 0.20, 0.7, 12),
}
