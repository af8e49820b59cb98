"""Processes killed at random moments: nothing is sent twice, nothing is lost, everybody is told.

The long version, hundreds of kills: python benchmarks/kills.py
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from .killing import Kill, Plan, Stage

pytestmark = pytest.mark.skipif(os.name == "nt", reason="no SIGKILL, and no list of processes")

CREATE = ["create", "a harbour at dawn", "-o", "out.mp4"]
EXPORT = ["export", "-o", "out.mp4"]
PLANS = {
    "everything dies when the answer is there": Plan(
        12, [CREATE], [Kill("both", "answered", 0.01)], cancels=True, has_draft=False
    ),
    "everything dies right behind the submission, then the worker in the download": Plan(
        13,
        [EXPORT],
        [Kill("both", "render", 0.0), Kill("worker", "file", 0.02)],
        cancels=True,
        has_draft=True,
    ),
}


@pytest.mark.parametrize("name", PLANS)
def test_kill(name: str, tmp_path: Path, mp4: bytes) -> None:
    """Kills in the worst moments of a message and of an export."""
    verdict = Stage(PLANS[name], tmp_path / "stage", mp4).play()
    assert not verdict.wrong
    assert verdict.figures["kills"] >= 1
