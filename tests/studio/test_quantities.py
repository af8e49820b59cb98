"""Numbers in sentences."""

from __future__ import annotations

import pytest

from nemo_skill.studio.agent import quantities


@pytest.mark.parametrize(
    ("text", "ms"),
    [
        ("5 seconds", [5000]),
        ("a 5-second clip", [5000]),
        ("5s", [5000]),
        ("2.5 sec", [2500]),
        ("half a second", [500]),
        ("one minute", [60_000]),
        ("1 minute 30 seconds", [90_000]),
        ("1 minute and 5 seconds", [65_000]),
        ("twenty-five seconds", [25_000]),
        ("a couple of seconds", [2000]),
        ("2 minutes and a half", [150_000]),
        ("800 ms", [800]),
        ("at 0:05", [5000]),
        ("1:30", [90_000]),
        ("from 2s to 4s", [2000, 4000]),
        ("5秒", [5000]),
        ("十五秒钟", [15_000]),
        ("两秒", [2000]),
        ("一分半", [90_000]),
        ("1分30秒", [90_000]),
        ("半秒", [500]),
        ("半分钟", [30_000]),
        ("三十五秒", [35_000]),
        ("百分之二十", []),
        ("1080p 16:9 video", []),
        ("5 clips", []),
        ("mp4", []),
        ("分割", []),
        ("a second clip", []),
    ],
)
def test_lengths(text: str, ms: list[int]) -> None:
    """Units, words, clock times; shapes and counts are no lengths."""
    assert [item.ms for item in quantities.lengths(text)] == ms


@pytest.mark.parametrize(
    ("text", "share"),
    [("35%", 0.35), ("20 percent", 0.2), ("百分之三十五", 0.35), ("三成", 0.3), ("12.5 %", 0.125), ("loud", None)],
)
def test_percent(text: str, share: float | None) -> None:
    """As a share of one."""
    assert quantities.percent(text) == share


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("2x", 2),
        ("1.5x speed", 1.5),
        ("half speed", 0.5),
        ("twice as fast", 2),
        ("double", 2),
        ("三倍", 3),
        ("两倍速", 2),
        ("0.5倍", 0.5),
        ("×3", 3),
        ("3 times", 3),
        ("faster", None),
        ("1920x1080", None),
    ],
)
def test_factor(text: str, times: float | None) -> None:
    """How many times."""
    assert quantities.factor(text) == times


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("9:16", "9:16"),
        ("in 16x9", "16:9"),
        ("4：5", "4:5"),
        ("1比1", "1:1"),
        ("at 1:15", None),
        ("9:17", None),
        ("10:16", None),
    ],
)
def test_ratio(text: str, shape: str | None) -> None:
    """Only shapes that exist."""
    assert quantities.ratio(text) == shape
