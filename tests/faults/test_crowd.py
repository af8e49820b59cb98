"""Many commands in one project at a time, and a worker that dies among them."""

from __future__ import annotations

import contextlib
import itertools
import os
import signal
from pathlib import Path

import pytest

from .killing import Plan, Stage

pytestmark = pytest.mark.skipif(os.name == "nt", reason="no SIGKILL, and no list of processes")


@pytest.mark.parametrize("victims", [0, 1])
def test_messages_of_a_crowd(victims: int, tmp_path: Path, mp4: bytes) -> None:
    """Each message once, never two of them at a time, everybody answered, with two followers for each worker."""
    stage = Stage(Plan(31, [], [], cancels=False, has_draft=True), tmp_path / "stage", mp4)
    texts = [f"make it brighter, take {number}" for number in range(3)]
    cloud = stage.cloud
    with cloud:
        crowd = [stage.start("chat", text) for text in texts]
        assert cloud.until("message", 1, 20)
        crowd.append(stage.start("wait"))
        for pid in stage.workers()[:victims]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        statuses = [child.wait(timeout=90) for child in crowd]
        stage.settle()
        stage.judge()
        requests = sorted(cloud.find("POST", cloud.MESSAGE), key=lambda request: request.began)
    assert not stage.verdict.wrong
    assert sorted(work.text for work in cloud.works) == texts
    for one, two in itertools.pairwise(requests):
        assert one.outcome.ended is not None and two.began >= one.outcome.ended
    assert statuses == [0] * 4
