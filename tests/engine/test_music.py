"""Music: length, loudness against FFmpeg's own meter, peaks, fades, names."""

from __future__ import annotations

import re

import numpy as np
import pytest

from nemo_skill.studio.data import table
from nemo_skill.studio.engines import ClipRequest
from nemo_skill.studio.music import MUSIC_STYLES, SAMPLE_RATE, ambience, music_style, synth, synthesize
from nemo_skill.studio.music.ambience import voices_of
from nemo_skill.studio.music.composer import _bars
from nemo_skill.studio.music.loudness import integrated_lufs, limit, true_peak
from nemo_skill.studio.music.nature import VOICES
from nemo_skill.studio.plan import plan_shot


def ebur128(samples: np.ndarray) -> float:
    """Integrated loudness as FFmpeg's ebur128 filter measures it."""
    import av
    import av.filter

    graph = av.filter.Graph()
    source = graph.add_abuffer(sample_rate=SAMPLE_RATE, format="fltp", layout="stereo", time_base="1/48000")
    meter, sink = graph.add("ebur128", "metadata=1"), graph.add("abuffersink")
    source.link_to(meter)
    meter.link_to(sink)
    graph.configure()
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples), format="fltp", layout="stereo")
    frame.sample_rate, frame.pts = SAMPLE_RATE, 0
    source.push(frame)
    source.push(None)
    value = -70.0
    while True:
        try:
            out = sink.pull()
        except (av.EOFError, av.BlockingIOError):
            return value
        found = re.search(r"[-\d.]+", dict(out.metadata).get("lavfi.r128.I", ""))
        value = float(found.group()) if found else value


@pytest.mark.parametrize("style", MUSIC_STYLES)
def test_level_peaks_and_ends(style: str) -> None:
    y = synthesize(style, 5.5)
    assert y.dtype == np.float32 and y.shape == (2, round(5.5 * SAMPLE_RATE))
    assert integrated_lufs(y) == pytest.approx(-16, abs=0.8)
    assert 20 * np.log10(true_peak(y)) <= -1.0
    assert np.abs(y[:, :10]).max() < 0.02 and np.abs(y[:, -10:]).max() < 0.01
    assert np.array_equal(y, synthesize(style, 5.5))


def test_meter_agrees_with_ffmpeg() -> None:
    import av

    if not hasattr(av.AudioFrame, "metadata"):
        pytest.skip("PyAV before 18 doesn't show a frame's metadata")
    y = synthesize("cinematic", 4.0)
    assert integrated_lufs(y) == pytest.approx(ebur128(y), abs=0.5)


@pytest.mark.parametrize(
    ("words", "style"),
    [
        ("lo-fi", "lofi"),
        ("add some chill beats", "lofi"),
        ("sad piano", "piano"),
        ("happy music", "upbeat"),
        ("epic", "cinematic"),
        ("欢快的音乐", "upbeat"),
        ("悬疑", "suspense"),
        ("acoustic guitar", "acoustic"),
        ("Ambient", "ambient"),
        ("polka", None),
        ("", None),
    ],
)
def test_words_name_styles(words: str, style: str | None) -> None:
    assert music_style(words) == style


@pytest.mark.parametrize(("style", "seconds"), [("polka", 5.0), ("lofi", 0.0), ("lofi", -2.0)])
def test_nonsense_is_refused(style: str, seconds: float) -> None:
    with pytest.raises(ValueError):
        synthesize(style, seconds)


def test_very_short_music() -> None:
    assert synthesize("lofi", 0.2).shape == (2, round(0.2 * SAMPLE_RATE))


@pytest.mark.parametrize(("style", "seconds"), [("lofi", 5.0), ("upbeat", 10.0), ("ambient", 30.0), ("piano", 1.0)])
def test_the_last_chord_has_time_to_ring(style: str, seconds: float) -> None:
    bpm = table("music")["styles"][style]["bpm"]
    bars, beat = _bars(seconds, bpm)
    assert bars * 4 * beat <= seconds - min(0.7, seconds)
    assert 54 / bpm <= beat <= 67 / bpm


def test_limiter_bends_before_a_peak_and_leaves_the_rest() -> None:
    x = np.full((2, SAMPLE_RATE), 0.2, np.float32)
    x[0, 24_000:24_480] += 2 * np.hanning(480).astype(np.float32)
    y = limit(x)
    assert -1.6 < 20 * np.log10(true_peak(y)) <= -1.0
    assert np.allclose(y[:, :23_000], 0.2) and np.allclose(y[:, 26_000:], 0.2)
    assert np.array_equal(limit(y), y)


@pytest.mark.parametrize("voice", VOICES)
def test_every_voice_sounds_and_is_used(voice: str) -> None:
    y = VOICES[voice](np.random.default_rng(3), 9 * SAMPLE_RATE)
    assert y.shape == (2, 9 * SAMPLE_RATE) and np.isfinite(y).all() and np.abs(y).max() > 0.01
    sounds = table("sounds")
    rows = [
        sounds["elsewhere"],
        *(row for part in ("settings", "weather", "hours", "subjects", "goes") for row in sounds[part].values()),
    ]
    assert any(voice in row for row in rows)


def test_sounds_name_voices_and_settings_that_exist() -> None:
    sounds, words = table("sounds"), table("words")
    for part in ("settings", "weather", "hours", "subjects"):
        for row in sounds[part].values():
            assert set(row) <= set(VOICES)
    assert set(sounds["settings"]) <= set(words["settings"]) and set(sounds["weather"]) <= set(words["weather"])
    assert set(sounds["indoors"]) | set(sounds["living"]) <= set(sounds["settings"]) | {"elsewhere"}


@pytest.mark.parametrize(
    ("prompt", "heard", "not_heard"),
    [
        ("a thunderstorm over the sea", {"waves", "rain", "thunder"}, {"birds"}),
        ("waves on a beach", {"waves", "gulls"}, {"traffic"}),
        ("a deer in a forest, morning", {"birds", "leaves"}, {"crickets", "rain"}),
        ("a fox in a snowy forest", {"wind"}, {"birds", "crickets"}),
        ("a campfire in a forest at night", {"fire", "crickets"}, {"birds"}),
        ("a busy cafe in the rain", {"murmur", "dishes"}, {"rain"}),
        ("城市夜景中的烟花", {"fireworks", "traffic"}, {"birds"}),
    ],
)
def test_a_place_sounds_like_itself(prompt: str, heard: set[str], not_heard: set[str]) -> None:
    voices = set(voices_of(plan_shot(ClipRequest(prompt, 2000, 320, 180))))
    assert heard <= voices and not voices & not_heard


@pytest.mark.parametrize(("prompt", "seconds"), [("rain on a street", 2.0), ("waves on a beach", 40.0)])
def test_ambience_is_quiet_and_whole(prompt: str, seconds: float) -> None:
    y = ambience(plan_shot(ClipRequest(prompt, 2000, 320, 180)), seconds)
    assert y.shape == (2, round(seconds * SAMPLE_RATE)) and y.dtype == np.float32
    assert integrated_lufs(y) == pytest.approx(-33, abs=1.5)
    heard = np.abs(y[:, SAMPLE_RATE // 2 : -SAMPLE_RATE // 2]).max(axis=0).reshape(-1, SAMPLE_RATE // 2).max(axis=1)
    assert heard.min() > 0.001


def test_long_sounds_are_filtered_alike() -> None:
    """In blocks as in one piece; a loop's seams are as loud as the rest."""
    noise = np.random.default_rng(4).standard_normal((1, 1_300_000)).astype(np.float32)

    def gain(size: int) -> np.ndarray:
        return 1 / np.sqrt(1 + (synth.frequencies(size) / np.float32(300)) ** 4)

    size = synth.quick_size(noise.shape[1])
    whole = np.fft.irfft(np.fft.rfft(noise, size) * gain(size), size)[:, : noise.shape[1]]
    middle = np.s_[:, 5000:-5000]
    assert np.abs(synth.filtered(noise, gain) - whole)[middle].max() < 1e-4
    rounds = synth.looped(noise[:, :3000], 10_000, 700)
    assert rounds.shape == (1, 10_000) and np.array_equal(rounds[:, :2300], noise[:, :2300])
    assert rounds[:, 2300:3000].std() == pytest.approx(1.0, abs=0.15)
