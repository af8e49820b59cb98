"""Every fault on every endpoint against whole turns: a message at most once, an honest outcome, no traceback."""

from __future__ import annotations

import json
import os
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from jobs.conftest import Bench
from support.cloudscript import CITY_DRAFT, CloudScript
from support.faultserver import HEARTBEAT, Event, FaultServer, Reply, Request, text_event

from nemo_skill.errors import BY_STATUS
from nemo_skill.jobs.turn import run_turn
from nemo_skill.journal import Turn
from nemo_skill.pace import Pace

# One case in so many is played; NEMO_TEST_STRIDE=1 plays all, which takes minutes.
STRIDE = int(os.environ.get("NEMO_TEST_STRIDE", "32"))

ENDPOINTS = {
    "token": ("POST", CloudScript.TOKEN, "_token"),
    "session": ("POST", CloudScript.SESSION, "_session"),
    "state": ("GET", CloudScript.STATE, "_state"),
    "credits": ("GET", CloudScript.CREDITS, "_credits"),
    "message": ("POST", CloudScript.MESSAGE, "_message"),
    "render": ("POST", CloudScript.RENDER, "_render"),
    "poll": ("GET", CloudScript.POLL, "_poll"),
    "file": ("GET", CloudScript.FILE, "_file"),
}
STATUSES = (204, 205, 206, *range(300, 305), 307, 308, *range(400, 418), *range(421, 427), 428, 429, 431, 451, 499,
            *range(500, 509), 511, 520, 524, 529, 599)  # fmt: skip
Fault = Callable[[Reply], Reply]


def _body(data: bytes | str, kind: str = "application/json") -> Fault:
    return lambda real: Reply(200).body(data, kind)


def _status(status: int, body: str) -> Fault:
    def make(real: Reply) -> Reply:
        reply = Reply(status)
        if 300 <= status < 400:
            reply.header("Location", "http://127.0.0.1:9/elsewhere")
        if status in (204, 304):
            return reply
        kind = "application/json" if body[:1] == "{" else "text/html"
        return reply.body(body, kind)

    return make


FAULTS: dict[str, Fault] = {
    "no head": lambda real: real.cut_in_head(0),
    "half a head": lambda real: real.cut_in_head(20),
    "reset": lambda real: real.reset(),
    "no body": lambda real: real.cut_after(0),
    "a byte": lambda real: real.cut_after(1),
    "cut": lambda real: real.cut_after(40),
    "cut and reset": lambda real: real.cut_after(60, reset=True),
    "cut late": lambda real: real.cut_after(190),
    "length too large": lambda real: real.declare_length(1 << 20),
    "length too small": lambda real: real.declare_length(7),
    "garbage before": lambda real: real.garbage(),
    "only garbage": lambda real: Reply().raw(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"),
    "another protocol": lambda real: Reply().raw(b"SSH-2.0-OpenSSH_9.6\r\n"),
    "no version": lambda real: Reply().raw(b"200 OK\r\n\r\n{}"),
    "endless header": lambda real: real.header("X-Long", "x" * 120_000),
    "byte by byte": lambda real: real.dribble(7),
    "stalled": lambda real: real.stall_after(3),
    "never": lambda real: real.never(),
    "closed after": lambda real: real.then_close(),
    "broken gzip": lambda real: real.header("Content-Encoding", "gzip"),
    "byte order mark": lambda real: real.byte_order_mark(),
    "empty": _body(b""),
    "null": _body("null"),
    "a list": _body("[]"),
    "a number": _body("7"),
    "an object": _body("{}"),
    "no data": _body('{"code": 0}'),
    "null data": _body('{"code": 0, "data": null}'),
    "data of another kind": _body('{"code": 0, "data": "text"}'),
    "numbers as fields": _body(
        '{"code": 0, "data": {"token": 5, "session_id": {}, "state": 3, "available": [], "id": {}}}'
    ),
    "odd values": _body('{"id": null, "status": 7, "progress": "NaN", "output": [], "data": {"status": null}}'),
    "infinite": _body('{"code": 0, "data": {"available": Infinity, "frozen": NaN, "total": 1e999, "state": {}}}'),
    "deep": _body("[" * 100_000),
    "deep objects": _body('{"data":' * 20_000 + "1" + "}" * 20_000),
    "html": _body("<html><body>nginx</body></html>", "text/html"),
    "bytes": _body(bytes(range(256)) * 20),
    "utf-16": _body('{"code": 0}'.encode("utf-16")),
    "code as text": _body('{"code": "2001", "message": "out"}'),
    "odd code": _body('{"code": 987654321987654321, "message": "\\u001b[31mred\\u0000"}'),
    **{
        f"code {code}": _body(json.dumps({"code": code, "message": "no"}))
        for code in (-1, 1, 400, 402, 404, 409, 429, 500, 503, 1001, 1002, 2001, 4001, 4002)
    },
    **{f"{status} empty": _status(status, "") for status in STATUSES},
    **{f"{status} html": _status(status, "<html><h1>Oops</h1></html>") for status in STATUSES},
    **{f"{status} json": _status(status, '{"error": {"message": "no"}}') for status in STATUSES},
}


class Case(NamedTuple):
    """A fault at an endpoint: from which request there, for how many (None: for good), and whether the server did
    what it was asked for before its answer went wrong."""

    endpoint: str
    fault: str
    skip: int
    times: int | None
    effect: bool


def all_cases() -> list[Case]:
    rng = random.Random(7)
    cases = []
    for endpoint in ENDPOINTS:
        for fault in FAULTS:
            skip = rng.randint(0, 2) if endpoint in ("state", "credits", "poll") else 0
            # A render that never comes to an end is waited for; that is too long here.
            times = rng.choice([1, 1, 2, 3 if endpoint == "poll" else None])
            cases.append(Case(endpoint, fault, skip, times, rng.random() < 0.6))
    rng.shuffle(cases)
    return cases


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Network time-outs of a fraction of a second."""
    monkeypatch.setattr(Pace, "MIN_NETWORK_S", 0.4)


def inject(cloud: CloudScript, case: Case) -> None:
    method, path, handler = ENDPOINTS[case.endpoint]
    real = getattr(cloud, handler)
    server: FaultServer = cloud.cdn if case.endpoint == "file" else cloud

    def faulty(request: Request) -> Reply:
        answer = real(request) if case.effect or case.fault in _NEED_REAL else Reply().json({})
        return FAULTS[case.fault](answer)

    route = server.on(method, path) if case.times is None else server.once(method, path)
    for _ in range(case.skip):
        route.answer(real)
    for _ in range(case.times or 1):
        route.answer(faulty)


_NEED_REAL = {"byte by byte", "byte order mark", "closed after", "garbage before", "length too small"}
# What must not even be noticed.
_HARMLESS = {"byte by byte", "closed after", "byte order mark"}


def play(case: Case, folder: Path, mp4: bytes) -> None:
    with CloudScript(video=mp4) as cloud:
        cloud.available = 1000
        inject(cloud, case)
        bench = Bench(folder, cloud.url)
        target = folder / "out.mp4"
        target.write_bytes(b"precious")
        steps = ({"action": "sse", "text": "a city", "until_ready": True}, {"action": "export", "output": str(target)})
        turn = bench.turn(*steps, follow_up=True)
        ctx = bench.context(turn)
        ctx.pace = ctx.client.pace = Pace(0.001)
        with ctx.client:
            turn = run_turn_as_worker(ctx, bench, turn)
        judge(case, cloud, bench, turn, target)
        bench.journal.close()


def run_turn_as_worker(ctx: Any, bench: Bench, turn: Turn) -> Turn:
    """`run_turn` catches what its steps raise; anything else fails the test."""
    done = run_turn(ctx, turn)
    assert done == bench.journal.turn(turn.id)
    return done


def judge(case: Case, cloud: CloudScript, bench: Bench, turn: Turn, target: Path) -> None:
    sent = cloud.count("POST", cloud.MESSAGE)
    refused = case.endpoint == "message" and any(word in case.fault for word in ("401", "429", "100", "404"))
    assert sent <= (2 if refused else 1), f"sent {sent} times"
    assert len(cloud.renders) <= 1 or case.endpoint in ("render", "poll")
    assert turn.is_finished and turn.status in ("done", "failed", "lost")
    for job in bench.journal.jobs(turn.id):
        assert job.is_finished, f"{job.kind} is {job.status}"
    assert cloud.token not in json.dumps([turn.result, turn.error])
    content = target.read_bytes()
    if turn.status == "done":
        assert turn.error is None
        assert content == cloud.video
        assert turn.result["files"][0]["bytes"] == len(content)
        assert cloud.draft is not None, "called done, but the server did nothing"
        assert not list(target.parent.glob(".*.part"))
    else:
        assert turn.error is not None
        assert turn.error["status"] in BY_STATUS
        assert turn.error["message"].strip() and "\n" not in turn.error["message"]
        assert turn.error["hint"].strip()
        assert not any(ord(char) < 32 for char in turn.error["message"])
        assert content in (b"precious", cloud.video)
        assert case.fault not in _HARMLESS, turn.error


CASES = all_cases()


@pytest.mark.parametrize("case", CASES[::STRIDE], ids=lambda case: f"{case.endpoint}: {case.fault}")
def test_fault(case: Case, tmp_path: Path, mp4: bytes) -> None:
    """One fault against a message with an export."""
    play(case, tmp_path, mp4)


# -- the event stream -------------------------------------------------------------------------------------------------

STREAM: list[Event] = [
    HEARTBEAT,
    text_event("Your city ", partial=True),
    text_event("clip is ready.", partial=True),
    text_event("Your city clip is ready."),
]
STREAM_BYTES = sum(
    len(event if isinstance(event, bytes) else b"data: " + json.dumps(event).encode() + b"\n\n") for event in STREAM
)


@pytest.mark.parametrize("offset", [*range(0, STREAM_BYTES + 1, 2 * STRIDE), STREAM_BYTES])
@pytest.mark.parametrize("reset", [False, True])
def test_stream_cut_anywhere(offset: int, reset: bool, tmp_path: Path, mp4: bytes) -> None:
    """The state says what was done, and words that were heard are told once."""
    with CloudScript(video=mp4) as cloud:
        cloud.events = list(STREAM)
        cloud.on("POST", cloud.MESSAGE).answer(lambda request: cloud._message(request).cut_after(offset, reset=reset))
        bench = Bench(tmp_path, cloud.url)
        turn = bench.run({"action": "sse", "text": "a city"})
        assert turn.status == "done", turn.error
        assert turn.result["changes"]
        assert turn.result["text"].count("clip is ready") <= 1
        assert cloud.count("POST", cloud.MESSAGE) == 1
        bench.journal.close()


@pytest.mark.parametrize("seed", range(0, 96, STRIDE // 4 or 1))
def test_stream_mangled(seed: int, tmp_path: Path, mp4: bytes) -> None:
    """Frames missing, doubled, out of order, damaged: a message at most once, and an honest end."""
    rng = random.Random(seed)
    events = [event for event in STREAM for _ in range(rng.choice([0, 1, 1, 2]))]
    if rng.random() < 0.5:
        rng.shuffle(events)
    junk: list[Event] = [b"data: {\n\n", b"\xff\xfe\x00", b"data: " + b"x" * 70_000 + b"\n\n", b"event: error\n\n",
            b"id: 7\n\n",            b"retry: 1\n\n", b"data\n\n", b"\r\r\r",
            b"data: [[[[{}]]]]\n\n", b'data: {"content": {"parts": 7}}\n\n',
            b'data: {"error": null, "content": null}\n\n', b'data: {"code": []}\n\n', 0.02]  # fmt: skip
    for _ in range(rng.randint(1, 5)):
        events.insert(rng.randint(0, len(events)), rng.choice(junk))
    with CloudScript(video=mp4) as cloud:
        cloud.events = events
        bench = Bench(tmp_path, cloud.url)
        turn = bench.run({"action": "sse", "text": "a city"})
        assert turn.status in ("done", "failed"), turn.error
        assert turn.result.get("changes") or turn.error
        assert cloud.count("POST", cloud.MESSAGE) == 1
        bench.journal.close()


@pytest.mark.parametrize("offset", range(0, 6000, 64 * STRIDE))
def test_file_cut_anywhere(offset: int, tmp_path: Path, mp4: bytes) -> None:
    """A file that breaks at the same place each time it is fetched whole still arrives, piece by piece."""
    with CloudScript(video=mp4) as cloud:
        cloud.draft = json.dumps(CITY_DRAFT)
        cloud.cdn.once("GET", cloud.FILE).answer(lambda request: cloud._file(request).cut_after(offset))
        bench = Bench(tmp_path, cloud.url)
        turn = bench.run({"action": "export", "output": str(tmp_path / "out.mp4")})
        assert turn.status == "done", turn.error
        assert (tmp_path / "out.mp4").read_bytes() == mp4
        assert len(cloud.renders) == 1
        bench.journal.close()


@pytest.mark.parametrize("jump_s", [-30 * 86400.0, 7200.0, 9 * 86400.0])
def test_clock_jumps(jump_s: float, tmp_path: Path, mp4: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody sets the clock while a message, a render and a download are under way."""
    now, calls = time.time, [0]

    def jumping() -> float:
        calls[0] += 1
        return now() + (jump_s if (calls[0] // 15) % 2 else 0.0)

    monkeypatch.setattr(time, "time", jumping)
    with CloudScript(video=mp4) as cloud:
        bench = Bench(tmp_path, cloud.url)
        steps = ({"action": "sse", "text": "a city"}, {"action": "export", "output": str(tmp_path / "out.mp4")})
        turn = bench.run(*steps)
        assert turn.status == "done", turn.error
        assert calls[0] > 30
        assert cloud.count("POST", cloud.MESSAGE) == 1 and len(cloud.renders) == 1
        assert (tmp_path / "out.mp4").read_bytes() == mp4
        bench.journal.close()


def test_same_output_twice(cloud: CloudScript, tmp_path: Path) -> None:
    """An export that was left unfinished doesn't keep others from the file that the person named."""
    cloud.draft = json.dumps(CITY_DRAFT)
    bench = Bench(tmp_path, cloud.url)
    output = str(tmp_path / "out.mp4")
    job = bench.journal.job(bench.turn({"action": "export", "output": output}).id, 0, "export")
    bench.journal.update_job(job.id, status="running", memo={"target": output})
    turn = bench.run({"action": "export", "output": output})
    assert turn.status == "done", turn.error
    assert Path(output).read_bytes() == cloud.video
    bench.journal.update_job(job.id, memo={"target": str(tmp_path / "city-timelapse.mp4")})
    turn = bench.run({"action": "export"})
    assert turn.result["files"][0]["path"].endswith("city-timelapse-2.mp4")
    bench.journal.close()
