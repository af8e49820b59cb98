"""Exports: one render for one export, found soon, fetched whole."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import pytest
from support.cloudscript import CITY_DRAFT, CloudScript

from .conftest import Bench

EXPORT = {"action": "export"}


@pytest.fixture(autouse=True)
def with_a_draft(cloud: CloudScript) -> None:
    cloud.draft = json.dumps(CITY_DRAFT)


def test_export(cloud: CloudScript, bench: Bench) -> None:
    """The file is there, described, and told in one line."""
    turn = bench.run(EXPORT)
    assert turn.status == "done", turn.error
    (file,) = turn.result["files"]
    assert Path(file["path"]).read_bytes() == cloud.video
    assert file["video_codec"] == "h264" and file["width"] == 320
    assert "warnings" not in turn.result
    body = cloud.find("POST", cloud.RENDER)[0].json()
    assert re.fullmatch(r"render_\d+", body["id"])
    assert turn.result["job"]["render_id"] == body["id"]


def test_existing_name_is_not_taken(cloud: CloudScript, bench: Bench, tmp_path: Path) -> None:
    """Without -o a new name is chosen; with it the file is replaced."""
    (tmp_path / "city-timelapse.mp4").write_bytes(b"mine")
    first = bench.run(EXPORT)
    assert first.result["files"][0]["path"].endswith("city-timelapse-2.mp4")
    bench.run({**EXPORT, "output": str(tmp_path / "city-timelapse.mp4")})
    assert (tmp_path / "city-timelapse.mp4").read_bytes() == cloud.video


@pytest.mark.parametrize("draft", [None, "{}", "null", '{"t": []}', '{"t": [{"tt": 0, "sg": []}]}'])
def test_nothing_to_export(cloud: CloudScript, bench: Bench, draft: str | None) -> None:
    """An empty timeline is said before anything is rendered."""
    cloud.draft = draft
    turn = bench.run(EXPORT)
    assert turn.error is not None and turn.error["status"] == 6
    assert cloud.count("POST", cloud.RENDER) == 0


def test_failed_render_is_retried_once(cloud: CloudScript, bench: Bench) -> None:
    """A new id for the second try; a second failure is the end."""
    cloud.polls = [("failed", 10)]
    turn = bench.run(EXPORT)
    assert turn.error is not None and turn.error["code"] == "render_failed"
    ids = [request.json()["id"] for request in cloud.find("POST", cloud.RENDER)]
    assert len(ids) == len(set(ids)) == 2


def test_duplicate_id_gets_a_new_one(cloud: CloudScript, bench: Bench) -> None:
    """Somebody else has the id: once more with another."""
    cloud.once("POST", cloud.RENDER).reply(409).json({"error": "duplicate id"})
    assert bench.run(EXPORT).status == "done"
    ids = [request.json()["id"] for request in cloud.find("POST", cloud.RENDER)]
    assert len(set(ids)) == 2


def test_lost_answer_is_asked_for(cloud: CloudScript, bench: Bench) -> None:
    """The answer to the submission is cut: the same id is asked for, nothing is rendered twice."""

    def cut(request: object) -> object:
        return cloud._render(request).cut_after(0)  # type: ignore[arg-type]

    cloud.once("POST", cloud.RENDER).answer(cut)  # type: ignore[arg-type]
    assert bench.run(EXPORT).status == "done"
    assert cloud.count("POST", cloud.RENDER) == 1


def test_worker_that_died_before_the_answer(cloud: CloudScript, bench: Bench) -> None:
    """A new process asks for the id that was written down."""
    turn = bench.turn(EXPORT)
    job = bench.journal.job(turn.id, 0, "export")
    bench.context().ensure_session()
    bench.journal.update_job(
        job.id, status="running", render_id="render_5", sent=time.time(), memo={"draft": cloud.draft}
    )
    cloud.renders["render_5"] = {}
    assert bench.resume(turn).status == "done"
    assert cloud.count("POST", cloud.RENDER) == 0


def test_worker_that_died_before_the_request_arrived(cloud: CloudScript, bench: Bench) -> None:
    """The server doesn't know the id: it is submitted, under the same id."""
    turn = bench.turn(EXPORT)
    job = bench.journal.job(turn.id, 0, "export")
    bench.context().ensure_session()
    bench.journal.update_job(
        job.id, status="running", render_id="render_5", sent=time.time(), memo={"draft": cloud.draft}
    )
    assert bench.resume(turn).status == "done"
    assert [request.json()["id"] for request in cloud.find("POST", cloud.RENDER)] == ["render_5"]


def test_polls_survive_trouble(cloud: CloudScript, bench: Bench) -> None:
    """5xx and cut connections don't lose the render."""
    route = cloud.once("GET", cloud.POLL)
    route.reply(503).body(b"busy")
    route.reply().json({"status": "processing"}).cut_after(2)
    route.reply(500).json({"error": "oops"})
    assert bench.run(EXPORT).status == "done"
    assert cloud.count("POST", cloud.RENDER) == 1


def test_unknown_render_ends_the_polling(cloud: CloudScript, bench: Bench) -> None:
    """404 while polling: over."""
    cloud.on("GET", cloud.POLL).reply(404).json({"error": "not found"})
    turn = bench.run(EXPORT)
    assert turn.error is not None and turn.error["code"] == 404


def test_expired_link_is_fetched_again(cloud: CloudScript, bench: Bench) -> None:
    """A refused link: a fresh one, then the service's own download."""
    cloud.cdn.on("GET", cloud.FILE).reply(403).body(b"expired")
    turn = bench.run(EXPORT)
    assert turn.status == "done"
    assert cloud.count("GET", cloud.FALLBACK) == 1
    assert cloud.find("GET", cloud.FALLBACK)[0].header("Authorization")


def test_plan_does_not_allow_it(cloud: CloudScript, bench: Bench) -> None:
    """402: status 5 and the link."""
    cloud.on("POST", cloud.RENDER).reply(402).error(402, "subscription")
    turn = bench.run(EXPORT)
    assert turn.error is not None and turn.error["status"] == 5
    assert turn.error["links"]["register"]


def test_session_lost_at_the_submission(cloud: CloudScript, bench: Bench) -> None:
    """1002: a new session, and the same draft once more."""
    cloud.once("POST", cloud.RENDER).reply().error(1002, "session not found")
    turn = bench.run(EXPORT)
    assert turn.status == "done", turn.error
    assert "new one was started" in turn.result["text"]
    assert cloud.count("POST", cloud.RENDER) == 2


def test_difference_is_told(cloud: CloudScript, bench: Bench) -> None:
    """A file of another length or shape than asked for is not hidden behind "ready"."""
    draft = {**CITY_DRAFT, "d": 9000, "t": [{"tt": 0, "sg": [{"s": 0, "d": 9000, "m": {"name": "x"}}]}]}
    cloud.draft = json.dumps(draft)
    turn = bench.run(EXPORT)
    assert turn.status == "done"
    assert any("9.0" in warning for warning in turn.result["warnings"])


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ({"duration_s": 5.0, "ratio": None}, ["5 s were asked for"]),
        ({"duration_s": 1.0, "ratio": "9:16"}, ["not 9:16"]),
        ({"duration_s": 1.0, "ratio": "16:9"}, []),
        ({"duration_s": None, "ratio": None}, []),
    ],
)
def test_unmet_wishes_are_told(bench: Bench, wanted: dict[str, object], words: list[str]) -> None:
    """Length and shape that were asked for, whatever timeline and canvas say."""
    warnings = bench.run({**EXPORT, "wanted": wanted}).result.get("warnings", [])
    assert len(warnings) == len(words)
    assert all(word in warning for word, warning in zip(words, warnings, strict=True))


def test_message_and_backend_want_one_export(cloud: CloudScript, bench: Bench) -> None:
    """The user and the backend's words both ask for an export: one render."""
    from support.faultserver import text_event

    cloud.events = [text_event("Done. Click the **Export** button in the top-right corner to download it.")]
    turn = bench.run({"action": "sse", "text": "make it brighter"}, EXPORT, follow_up=True)
    assert turn.status == "done", turn.error
    assert len(turn.result["files"]) == 1
    assert cloud.count("POST", cloud.RENDER) == 1
    assert "click" not in turn.result["text"].lower()


def test_backend_words_are_carried_out(cloud: CloudScript, bench: Bench) -> None:
    """The backend says "click Export": the skill exports; `chat` only reports it."""
    from support.faultserver import text_event

    cloud.events = [text_event("Done. Click the **Export** button in the top-right corner to download it.")]
    turn = bench.run({"action": "sse", "text": "make it brighter"}, follow_up=True)
    assert len(turn.result["files"]) == 1
    cloud.events, cloud.next_draft = (
        [text_event("Click Export. Open the Upload panel to add your clip. Sign up.")],
        None,
    )
    turn = bench.run({"action": "sse", "text": "make it brighter"}, report_actions=True)
    assert "send it along" in turn.result["text"] and cloud.user_id in turn.result["links"]["register"]
    assert "files" not in turn.result
    assert {"action": "export", "text": "export"} in turn.result["suggestions"]
