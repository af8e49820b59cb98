"""Music: length, loudness against FFmpeg's own meter, peaks, fades, names."""

from __future__ import annotations

import re

import numpy as np
import pytest

from nemo_skill.studio.engines import ClipRequest
from nemo_skill.studio.music import MUSIC_STYLES, SAMPLE_RATE, ambience, music_style, synthesize
from nemo_skill.studio.music.loudness import integrated_lufs, true_peak
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


@pytest.mark.parametrize("prompt", ["rain on a street", "waves on a beach", "birds in a forest, morning"])
def test_ambience_is_quiet(prompt: str) -> None:
    y = ambience(plan_shot(ClipRequest(prompt, 2000, 320, 180)), 2.0)
    assert y.shape == (2, 2 * SAMPLE_RATE) and y.dtype == np.float32
    assert -45 < 20 * np.log10(float(np.sqrt((y**2).mean()))) < -26
