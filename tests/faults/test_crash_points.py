"""A process that ends after any single write to its journal, or upon any single answer: the next one gets it right."""

from __future__ import annotations

import contextlib
import json
import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from jobs.conftest import Bench
from support.cloudscript import CITY_DRAFT, CloudScript
from support.faultserver import Reply, Request

from nemo_skill import journal
from nemo_skill.journal import Turn
from nemo_skill.pace import Pace

Steps = tuple[dict[str, Any], ...]
CREATE: Steps = ({"action": "sse", "text": "a city", "until_ready": True}, {"action": "export"})
EXPORT: Steps = ({"action": "export"},)
# Every point takes half a minute; this many are left out between two. NEMO_TEST_STRIDE=1 leaves none out.
STRIDE = int(os.environ.get("NEMO_TEST_STRIDE", "4"))


class Killed(BaseException):
    """Stands for the end of the process: nothing of the skill's own catches it."""


class Reaper:
    """Ends the process at the `countdown`-th event; an event is a commit, or the head of an answer."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.countdown: int | None = None
        commit, request = journal._transaction, httpx.HTTPTransport.handle_request
        reaper = self

        @contextlib.contextmanager
        def watched(*args: object) -> Iterator[None]:
            with commit(*args):  # type: ignore[arg-type]
                yield
            reaper.tick()

        def handled(transport: httpx.HTTPTransport, asked: httpx.Request) -> httpx.Response:
            response = request(transport, asked)
            try:
                reaper.tick()
            except Killed:
                response.close()
                raise
            return response

        monkeypatch.setattr(journal, "_transaction", watched)
        monkeypatch.setattr(httpx.HTTPTransport, "handle_request", handled)

    def tick(self) -> None:
        if self.countdown is not None:
            self.countdown -= 1
            if self.countdown == 0:
                self.countdown = None
                raise Killed


@pytest.fixture
def reaper(monkeypatch: pytest.MonkeyPatch) -> Reaper:
    return Reaper(monkeypatch)


def carry_out(bench: Bench, turn: Turn) -> Turn:
    """What a worker does, at a pace that makes a recovery cost a fraction of a second."""
    from nemo_skill.jobs.turn import run_turn

    ctx = bench.context(turn)
    ctx.pace = ctx.client.pace = Pace(0.001)
    with ctx.client:
        return run_turn(ctx, turn)


def play(
    folder: Path,
    mp4: bytes,
    reaper: Reaper,
    steps: Steps,
    crashes: list[int],
    *,
    obeys: bool,
    stumbles: bool = False,
) -> bool:
    """One turn whose process ends at each of `crashes` in order; whether the last one was reached.

    `obeys`: the server does what the message asks for. `stumbles`: its first render fails.
    """
    with CloudScript(video=mp4) as cloud:
        cloud.available = 1000
        if not obeys:
            cloud.next_draft = None
        if stumbles:
            cloud.on("GET", cloud.POLL).answer(lambda request: stumble(cloud, request))
        if steps == EXPORT:
            cloud.draft = json.dumps(CITY_DRAFT)
        bench = Bench(folder, cloud.url)
        turn = bench.turn(*steps, follow_up=True, fresh=True)
        reached = True
        for crash in crashes:
            reaper.countdown = crash
            try:
                turn = carry_out(bench, bench.journal.turn(turn.id))
                reached = False
            except Killed:
                bench.journal.close()
                bench = Bench(folder, cloud.url)
        reaper.countdown = None
        turn = bench.journal.turn(turn.id)
        if not turn.is_finished:
            turn = carry_out(bench, turn)
        judge(cloud, bench, turn, folder, obeys=obeys, renders=2 if stumbles else 1)
        bench.journal.close()
        return reached


def stumble(cloud: CloudScript, request: Request) -> Reply:
    render_id = request.path.rsplit("/", 1)[-1]
    if render_id == next(iter(cloud.renders), None):
        return Reply().json({"id": render_id, "status": "failed", "error": "out of memory"})
    return cloud._poll(request)


def judge(cloud: CloudScript, bench: Bench, turn: Turn, folder: Path, *, obeys: bool, renders: int) -> None:
    sent = cloud.count("POST", cloud.MESSAGE)
    assert sent <= 1
    assert len(cloud.renders) <= renders
    if obeys:
        assert turn.status == "done" or (turn.status == "lost" and sent == 0), turn.error
    else:
        assert turn.status in ("lost", "failed")
    if turn.status == "done":
        (file,) = turn.result["files"]
        assert Path(file["path"]).read_bytes() == cloud.video
        assert [job.status for job in bench.journal.jobs(turn.id)] == ["done"] * len(turn.request["steps"])
        assert not list(folder.glob(".*.part"))


@pytest.mark.parametrize(
    ("steps", "stumbles"),
    [(CREATE, False), (EXPORT, False), (EXPORT, True)],
    ids=["create", "export", "export whose first render fails"],
)
def test_every_point(steps: Steps, stumbles: bool, tmp_path: Path, mp4: bytes, reaper: Reaper) -> None:
    """One crash, at the points of a turn one after the other."""
    crash = 2
    while True:
        folder = tmp_path / str(crash)
        folder.mkdir()
        if not play(folder, mp4, reaper, steps, [crash], obeys=True, stumbles=stumbles):
            break
        crash += STRIDE
    assert crash > 15


@pytest.mark.parametrize("seed", range(8))
def test_several_crashes(seed: int, tmp_path: Path, mp4: bytes, reaper: Reaper) -> None:
    """Crash upon crash, with a server that does what it is asked, and with one that does nothing."""
    rng = random.Random(seed)
    crashes = [rng.randint(1, 24) for _ in range(3)]
    play(tmp_path, mp4, reaper, CREATE, crashes, obeys=seed % 4 != 0)
