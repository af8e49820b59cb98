"""What is told about the time to go."""

from __future__ import annotations

import pytest

from nemo_skill.jobs.estimate import Estimate, remaining


@pytest.mark.parametrize(
    ("history", "elapsed", "found"),
    [
        ([], 0, None),
        ([40.0, 50.0], 0, None),
        ([40.0, 40.0, 40.0], 10, Estimate(30, 30)),
        ([40.0, 50.0, 60.0], 45, Estimate(10, 14)),
        ([40.0, 50.0, 60.0], 55, Estimate(5, 5)),
        ([40.0, 50.0, 60.0], 70, None),
    ],
)
def test_remaining(history: list[float], elapsed: float, found: Estimate | None) -> None:
    """Only renders that took longer than this one so far say something about its rest."""
    assert remaining(history, elapsed) == found
