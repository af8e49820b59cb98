"""Many commands in one project at a time, a worker that dies among them, and a reader that left."""

from __future__ import annotations

import contextlib
import itertools
import os
import signal
from pathlib import Path

import pytest
from support.cloudscript import CloudScript
from support.run import run, start

from .killing import Plan, Stage

pytestmark = pytest.mark.skipif(os.name == "nt", reason="no SIGKILL, and no list of processes")


def test_messages_of_a_crowd(tmp_path: Path, mp4: bytes) -> None:
    """Each message once, never two of them at a time, everybody answered, with two followers for each worker."""
    stage = Stage(Plan(31, [], [], cancels=False, has_draft=True), tmp_path / "stage", mp4)
    texts = [f"make it brighter, take {number}" for number in range(3)]
    cloud = stage.cloud
    with cloud:
        crowd = [stage.start("chat", text) for text in texts]
        assert cloud.until("message", 1, 20)
        crowd.append(stage.start("wait"))
        for pid in stage.workers()[:1]:
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


def test_answer_that_nobody_read(cloud: CloudScript, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The shell that read the output is gone when the answer comes: it is told by the next `wait`."""
    monkeypatch.setenv("NEMO_API_URL", cloud.url)
    cloud.on("POST", cloud.MESSAGE).answer(lambda request: cloud._message(request).after(0.5))
    child = start("chat", "make it brighter", cwd=tmp_path)
    assert child.stdout is not None and child.stderr is not None
    cloud.wait_for("POST", cloud.MESSAGE, timeout=20)
    child.stdout.close()
    child.stderr.close()
    child.wait(timeout=30)
    assert "Your city clip is ready." in run("wait", cwd=tmp_path).out
    assert cloud.count("POST", cloud.MESSAGE) == 1
