"""A message is sent once, ever; its outcome is heard or read."""

from __future__ import annotations

import json
import threading
import time

import pytest
from support.cloudscript import CITY_DRAFT, CloudScript
from support.faultserver import HEARTBEAT, Event, Reply, result_event, text_event, tool_event

from nemo_skill.journal import Journal

from .conftest import Bench

EDIT = {"action": "sse", "text": "add a title"}


def sent(cloud: CloudScript) -> int:
    return cloud.count("POST", cloud.MESSAGE)


def test_plain_answer(cloud: CloudScript, bench: Bench) -> None:
    """Words, changes, timeline, cost; one request of the documented shape."""
    turn = bench.run(EDIT)
    assert turn.status == "done", turn.error
    assert turn.result["text"].startswith("Your city clip is ready.")
    assert turn.result["changes"]
    assert turn.result["timeline"]["tracks"]
    assert turn.result["credits"] == {"available": 50, "frozen": 0, "total": 50, "before": 100}
    request = cloud.find("POST", cloud.MESSAGE)[0]
    assert request.json() == {
        "app_name": "nemo_agent",
        "user_id": "me",
        "session_id": cloud.session_id,
        "new_message": {"parts": [{"text": "add a title"}]},
    }
    assert "text/event-stream" in (request.header("Accept") or "")
    assert sent(cloud) == 1


def test_silent_edit_is_told(cloud: CloudScript, bench: Bench) -> None:
    """No text: the timeline says what changed."""
    cloud.events = [tool_event("edit")]
    turn = bench.run(EDIT)
    assert turn.status == "done"
    assert "Urban Dreams" in turn.result["text"]


def test_what_a_short_answer_leaves_out_is_told(cloud: CloudScript, bench: Bench) -> None:
    """Words that say less than what changed are followed by the rest; what they say isn't said again."""
    cloud.events = [text_event("Your city timelapse is ready.")]
    assert bench.run(EDIT).result["text"].split("\n\n")[1].splitlines() == [
        "What changed on the timeline:",
        "- BGM added: Lo-fi (0-1s, 35%)",
        "- Title added: 'Urban Dreams' (0-0.5s)",
    ]


@pytest.mark.parametrize(
    ("draft", "between", "announced"),
    [
        ({}, [], ["city timelapse (0-1s)"]),  # silence behind the tool's result
        ({}, [text_event("The raw clip is ready.")], []),  # the service tells of it itself
        (CITY_DRAFT, [], []),  # an edit
    ],
)
def test_raw_clip_is_announced(
    cloud: CloudScript, bench: Bench, draft: dict[str, object], between: list[Event], announced: list[str]
) -> None:
    """A generation has two stages: the first is told as soon as its clip stands on the timeline."""
    cloud.draft = json.dumps(draft)
    events = [tool_event("generate"), result_event("generate", status="ok"), *between, *[HEARTBEAT] * 6]

    def generate(request: object) -> object:
        cloud._message(request)  # type: ignore[arg-type]
        return Reply().sse(events, pause=0.05)

    cloud.on("POST", cloud.MESSAGE).answer(generate)  # type: ignore[arg-type]
    turn = bench.run(EDIT)
    notes = [event.data for event in bench.journal.events(turn.id) if event.data.get("key") == "raw_clip"]
    assert [note["fields"]["clip"] for note in notes] == announced


def test_new_shape_is_told(cloud: CloudScript, bench: Bench) -> None:
    """The canvas stands beside the draft; a silent change of it is a change."""
    cloud.events, cloud.draft, cloud.next_draft = [], json.dumps(CITY_DRAFT), None

    def portrait(request: object) -> object:
        reply = cloud._message(request)  # type: ignore[arg-type]
        cloud.canvas = {"width": 180, "height": 320, "ratio": "9:16"}
        return reply

    cloud.on("POST", cloud.MESSAGE).answer(portrait)  # type: ignore[arg-type]
    turn = bench.run(EDIT)
    assert turn.status == "done", turn.error
    assert any("9:16" in change for change in turn.result["changes"])


def test_new_material_is_a_change(cloud: CloudScript, bench: Bench) -> None:
    """A silent answer that only brought a new clip is no failure; a link signed anew is no change."""
    cloud.events, cloud.next_draft = [], None
    cloud.media = [{"id": "a", "url": "https://cdn.example/a.mp4?sig=1"}]

    def generate(request: object) -> object:
        cloud.media = [{"id": "a", "url": "https://cdn.example/a.mp4?sig=2"}, {"id": "b"}][: 2 if first else 1]
        return cloud._message(request)  # type: ignore[arg-type]

    cloud.on("POST", cloud.MESSAGE).answer(generate)  # type: ignore[arg-type]
    first = True
    assert bench.run(EDIT).result["changes"] == ["New material in the project"]
    first = False
    cloud.media = cloud.media[:1]
    assert bench.run(EDIT).status == "failed"


def test_silent_edit_that_shows_late(cloud: CloudScript, bench: Bench) -> None:
    """The change may be readable only a moment after the stream closed."""
    cloud.events, cloud.next_draft = [], None
    state = cloud.on("GET", cloud.STATE)
    state.answer(cloud._state).answer(cloud._state)

    def late(request: object) -> object:
        cloud.draft = json.dumps(CITY_DRAFT)
        return cloud._state(request)  # type: ignore[arg-type]

    state.answer(late)  # type: ignore[arg-type]
    turn = bench.run(EDIT)
    assert turn.status == "done"
    assert turn.result["changes"]


def test_nothing_said_and_nothing_changed(cloud: CloudScript, bench: Bench) -> None:
    """Silence without a change is a failure, not a success; nothing is sent again."""
    cloud.events, cloud.next_draft = [], None
    turn = bench.run(EDIT)
    assert turn.status == "failed"
    assert turn.error is not None and turn.error["code"] == "no_answer"
    assert sent(cloud) == 1


@pytest.mark.parametrize("cut", [0, 1, 60, 200])
def test_cut_stream_is_settled_by_reading(cloud: CloudScript, bench: Bench, cut: int) -> None:
    """A broken stream: the state shows that the work was done."""

    def cut_message(request: object) -> object:
        return cloud._message(request).cut_after(cut)  # type: ignore[arg-type]

    cloud.on("POST", cloud.MESSAGE).answer(cut_message)  # type: ignore[arg-type]
    turn = bench.run(EDIT)
    assert turn.status == "done", turn.error
    assert turn.result["changes"]
    assert sent(cloud) == 1


def test_lost_message(cloud: CloudScript, bench: Bench) -> None:
    """A broken stream and five unchanged reads: lost, said so, never sent again."""
    cloud.next_draft = None
    cloud.on("POST", cloud.MESSAGE).reply().sse([text_event("Working")]).cut_after(5)
    turn = bench.run(EDIT)
    assert turn.status == "lost"
    assert turn.error is not None and turn.error["code"] == "lost"
    assert sent(cloud) == 1
    # before the message, after it five times
    assert cloud.count("GET", cloud.STATE) == 1 + 5


@pytest.mark.parametrize("status", [500, 502, 503])
def test_gateway_page_is_an_unknown_outcome(cloud: CloudScript, bench: Bench, status: int) -> None:
    """A gateway's error, page or JSON, says nothing about the message behind it: read, don't send again."""
    reply = cloud.on("POST", cloud.MESSAGE).reply(status)
    if status == 503:
        reply.error(503, "down")
    else:
        reply.body(b"<html>bad gateway</html>", "text/html")
    turn = bench.run(EDIT)
    assert turn.status == "lost"
    assert turn.error is not None and turn.error["retryable"] is False
    assert sent(cloud) == 1


@pytest.mark.parametrize(
    ("status", "code"), [(401, 1001), (200, 1001), (200, 1002), (404, 1002), (429, 429), (200, 429)]
)
def test_refusals_are_repeated_once(cloud: CloudScript, bench: Bench, status: int, code: int) -> None:
    """A JSON refusal before acceptance: mended and repeated once."""
    cloud.once("POST", cloud.MESSAGE).reply(status).error(code, "no")
    turn = bench.run(EDIT)
    assert turn.status == "done", turn.error
    assert sent(cloud) == 2
    if code == 1002:
        assert "new one was started" in turn.result["text"]


@pytest.mark.parametrize(("code", "exit_status"), [(1002, 8), (429, 9), (2001, 4), (402, 5)])
def test_refusals_that_stay(cloud: CloudScript, bench: Bench, code: int, exit_status: int) -> None:
    """Refused again: over, after two requests at the most."""
    cloud.on("POST", cloud.MESSAGE).reply(200).error(code, "no")
    turn = bench.run(EDIT)
    assert turn.status == "failed"
    assert turn.error is not None and turn.error["status"] == exit_status
    assert sent(cloud) == (2 if code in (1002, 429) else 1)
    if code in (2001, 402):
        assert cloud.user_id in turn.error["links"]["register"]


def test_refusal_inside_a_stream_is_not_repeated(cloud: CloudScript, bench: Bench) -> None:
    """An envelope as an event: the stream was accepted, so nothing is sent again."""
    cloud.on("POST", cloud.MESSAGE).reply().sse([{"code": 1001, "message": "expired"}])
    turn = bench.run(EDIT)
    assert turn.status == "failed"
    assert sent(cloud) == 1


def test_error_event(cloud: CloudScript, bench: Bench) -> None:
    """An error event fails the message and keeps what was said and done."""
    cloud.events = [text_event("One moment."), {"error": "model quota"}]
    turn = bench.run(EDIT)
    assert turn.status == "failed"
    assert turn.error is not None and "model quota" in turn.error["message"]
    assert turn.error["retryable"] is False and "not sent again" in turn.error["hint"]
    assert sent(cloud) == 1


def test_connection_refused_is_tried_again(cloud: CloudScript, bench: Bench) -> None:
    """A request that never left may leave later."""
    bench.context().ensure_session()
    turn = bench.turn(EDIT)
    ctx = bench.context(turn)
    ctx.read_state()
    cloud.refuse()
    threading.Timer(0.03, cloud.accept_again).start()
    from nemo_skill.jobs.message import _send

    job = bench.journal.job(turn.id, 0, "message")
    assert _send(ctx, job, "add a title").ended
    assert sent(cloud) == 1


def test_heartbeats_alone_are_a_timeout(cloud: CloudScript, bench: Bench) -> None:
    """Ten minutes (here six seconds) of heartbeats: the skill stops listening and reads the state."""
    cloud.on("POST", cloud.MESSAGE).reply().sse([x for _ in range(60) for x in (HEARTBEAT, 0.3)])
    started = time.monotonic()
    turn = bench.run(EDIT)
    assert turn.status == "lost"
    assert 5.5 < time.monotonic() - started < 13
    assert sent(cloud) == 1


def test_progress_is_told_while_it_grows(cloud: CloudScript, bench: Bench) -> None:
    """How much of a clip is drawn reaches whoever follows the turn; it never goes back."""
    beats = [b'event: heartbeat\ndata: {"progress": %d}\n\n' % percent for percent in (10, 30, 20, 60)]
    spaced = [piece for beat in beats for piece in (beat, 0.3)]
    cloud.on("POST", cloud.MESSAGE).reply().sse([*spaced, text_event("Done.")])
    turn = bench.run(EDIT)
    assert turn.status == "done"
    told = [event.data for event in bench.journal.events(turn.id) if event.kind == "progress"]
    assert [row["fraction"] for row in told] == [0.1, 0.3, 0.6]
    assert bench.journal.jobs(turn.id)[0].progress == 60


def test_worker_that_died_after_sending(cloud: CloudScript, bench: Bench) -> None:
    """Another process finds `sent` and reads; it never sends."""
    turn = bench.turn(EDIT)
    job = bench.journal.job(turn.id, 0, "message")
    bench.context().ensure_session()
    bench.journal.update_job(job.id, status="running", sent=time.time(), memo={"draft": None, "available": 100})
    cloud.draft, cloud.available = json.dumps(CITY_DRAFT), 50
    done = bench.resume(turn)
    assert done.status == "done"
    assert done.result["changes"]
    assert sent(cloud) == 0


def test_worker_that_died_before_sending(cloud: CloudScript, bench: Bench) -> None:
    """No `sent`: it surely never left, so it is sent now."""
    turn = bench.turn(EDIT)
    bench.journal.job(turn.id, 0, "message")
    assert bench.resume(turn).status == "done"
    assert sent(cloud) == 1


def test_finished_turn_is_not_done_again(cloud: CloudScript, bench: Bench) -> None:
    """A worker that takes up a turn whose message is done goes on behind it."""
    turn = bench.run(EDIT)
    bench.resume(turn)
    assert sent(cloud) == 1


def test_cancel_closes_the_stream(cloud: CloudScript, bench: Bench) -> None:
    """Cancelling ends the stream soon."""
    cloud.on("POST", cloud.MESSAGE).reply().sse([text_event("Working"), 20.0])
    turn = bench.turn(EDIT)

    def cancel() -> None:
        with Journal(bench.journal.folder) as other:
            other.request_cancel(turn.id)

    threading.Timer(0.5, cancel).start()
    started = time.monotonic()
    assert bench.resume(turn).status == "cancelled"
    assert time.monotonic() - started < 5
    assert sent(cloud) == 1


def test_fallen_session_is_replaced_before_sending(cloud: CloudScript, bench: Bench) -> None:
    """1002 on the first read: a new session, and the user is told that the timeline is gone."""
    bench.context().ensure_session()
    cloud.once("GET", cloud.STATE).reply().error(1002, "session not found")
    turn = bench.run(EDIT)
    assert turn.status == "done"
    assert "new one was started" in turn.result["text"]
    assert cloud.count("POST", cloud.SESSION) == 2


def test_token_never_reaches_the_journal(cloud: CloudScript, bench: Bench) -> None:
    """Neither rows nor events hold the token, even when the backend says it aloud."""
    cloud.events = [text_event(f"Your token is {cloud.token}, keep it.")]
    turn = bench.run(EDIT)
    assert cloud.token not in json.dumps(turn.result)
    for path in (bench.folder / "state").rglob("*"):
        if path.is_file():
            assert cloud.token.encode() not in path.read_bytes()
