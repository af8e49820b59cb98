"""Messages: charges, dialects, one at a time, cancelling, silence. Clips are drawn for real, very small."""

from __future__ import annotations

import dataclasses
import threading
import time
from pathlib import Path

import pytest

from nemo_skill.studio import Limits
from nemo_skill.timeline import read_timeline

from .backend import QUICK, Visitor, payloads, running
from .mediafiles import video_bytes

SAMPLES = Path(__file__).parents[1] / "cloud" / "samples"
SKYLINE = "generate a 1-second clip of a city skyline"


def adk_text(events: list[dict[str, object]]) -> tuple[str, str]:
    """What the fragments say, and what the final events say."""
    partial = final = ""
    for event in events:
        for part in event.get("content", {}).get("parts", []):  # type: ignore[attr-defined]
            if "text" in part and event.get("partial"):
                partial += part["text"]
            elif "text" in part:
                final += part["text"]
    return partial, final


def test_generation_has_two_stages_and_is_charged(data: Path) -> None:
    """Frozen while it works, spent afterwards; the state shows the raw clip before the music; GUI-speak at the end."""
    with running(data) as url:
        visitor = Visitor(url)
        with visitor.http.stream("POST", "/run_sse", json=visitor.message_body(SKYLINE)) as stream:
            assert stream.headers["content-type"].startswith("text/event-stream")
            lines = stream.iter_lines()
            first = next(lines)
            assert Visitor.credits(visitor) == {"available": 0, "frozen": 100, "total": 100}
            body = "\n".join([first, *lines])
        events = payloads(body)
        calls = [
            p["functionCall"]["name"]
            for e in events
            for p in e.get("content", {}).get("parts", [])
            if "functionCall" in p
        ]
        assert calls == ["generate_video", "add_bgm"]
        assert all(event["author"] == "nemo_agent" and event["invocationId"] for event in events)
        _, final = adk_text(events)
        assert "Export" in final and "not a diffusion model" in final
        assert visitor.credits() == {"available": 0, "frozen": 0, "total": 0}
        timeline = read_timeline(visitor.state()["draft"])
        assert [track.kind for track in timeline.tracks] == ["video", "audio"] and timeline.duration_ms == 1000
        media = visitor.state()["generated_media"]
        assert len(media) == 1 and media[0]["duration"] == 1.0 and (media[0]["width"], media[0]["height"]) == (160, 90)
        refused = visitor.send("add a title 'X'")
        assert refused.headers["content-type"].startswith("application/json")
        assert refused.json()["code"] == 2001 and refused.json()["data"]["user_id"] == visitor.user_id


def test_fragments_are_repeated_whole(visitor: Visitor) -> None:
    """Dialect 1: partial fragments, then one event with the same text."""
    events = payloads(visitor.send("what can you do?").text)
    partial, final = adk_text(events)
    assert partial == final and len(events) > 5
    assert [bool(event.get("partial")) for event in events][-1] is False


def test_events_have_the_recorded_shape(visitor: Visitor) -> None:
    """Every key that all recorded events of the framework have, and none that none of them has."""
    recorded = [event for path in SAMPLES.glob("adk-*.sse") for event in payloads(path.read_text(encoding="utf-8"))]
    recorded = [event for event in recorded if "error" not in event]
    common, known = set.intersection(*map(set, recorded)), set.union(*map(set, recorded))
    assert len(recorded) > 10 and len(common) >= 5
    for event in payloads(visitor.send(SKYLINE).text):
        assert common <= set(event) <= known
        assert set(event["actions"]) == set(recorded[0]["actions"])


def test_typed_dialect(visitor: Visitor) -> None:
    """Dialect 2: every event has a type; text comes once."""
    events = payloads(visitor.send(SKYLINE, **{"X-Studio-Dialect": "typed"}).text)
    events = [event for event in events if event]
    kinds = {event["type"] for event in events}
    assert {"text", "tool_call", "tool_result"} <= kinds <= {"text", "tool_call", "tool_result", "heartbeat"}
    text = "".join(event["content"] for event in events if event["type"] == "text")
    assert text.count("Finished:") == 1


def test_refusal_as_the_only_event(data: Path) -> None:
    """Dialect 3: the envelope inside the stream, where the deployment does it that way."""
    with running(data, limits=Limits(credits=10), options=dataclasses.replace(QUICK, refusal="event")) as url:
        answer = Visitor(url).send(SKYLINE)
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert [event["code"] for event in payloads(answer.text)] == [2001]


def test_heartbeats_while_it_works(data: Path) -> None:
    """Comments, empty data and heartbeat events fill the silence."""
    with running(data, options=dataclasses.replace(QUICK, heartbeat_s=0.5)) as url:
        body = Visitor(url).send(SKYLINE).text
    assert ": ping" in body and "event: heartbeat" in body
    assert "\ndata:\n" in body


def test_talk_costs_nothing(data: Path) -> None:
    """Questions, thanks, refusals and messages that weren't understood are free."""
    with running(data) as url:
        visitor = Visitor(url)
        for text in ("hi", "what can you do?", "add a voice-over", "trim it to 3 seconds", "谢谢", "add a title 'A'"):
            assert visitor.say(text), text
        assert visitor.credits()["total"] == 100


def test_edits_that_change_nothing_cost_nothing(data: Path) -> None:
    """Charged is what was done; undoing is a change."""
    with running(data) as url:
        visitor = Visitor(url)
        visitor.upload(("clip.mp4", video_bytes(seconds=0.2)))
        visitor.say("delete the fifth shot")
        assert visitor.credits()["available"] == 100
        visitor.say("make it warmer")
        assert visitor.credits()["available"] == 50
        visitor.say("undo")
        assert visitor.credits()["available"] == 0


def test_again_repeats_the_last_edit(visitor: Visitor) -> None:
    """And "it" means what the message before worked on."""
    visitor.upload(("clip.mp4", video_bytes(seconds=0.2)))
    visitor.say("make it brighter")
    assert "brighter" in visitor.say("again") and "brighter" in visitor.say("a bit more")
    visitor.say("add a title 'A'")
    assert "gold" in visitor.say("make it gold")
    draft = visitor.state()["draft"]
    assert draft["t"][0]["sg"][0]["m"]["look"] == ["bright"] * 3
    assert draft["t"][-1]["sg"][0]["m"]["style"]["color"] == "#FFC83D"


def test_one_message_at_a_time(visitor: Visitor) -> None:
    """A second message meanwhile is refused with 429 and a time to wait; other sessions go on."""
    first: list[str] = []
    thread = threading.Thread(target=lambda: first.append(visitor.say("generate a 2-second clip of a fox in the snow")))
    thread.start()
    while not visitor.credits()["frozen"]:
        time.sleep(0.01)
    refused = visitor.send("add a title 'X'")
    assert refused.status_code == 429 and int(refused.headers["Retry-After"]) > 0
    other = Visitor(str(visitor.http.base_url), client_id=visitor.client_id)
    assert other.say("hi")
    thread.join()
    assert "Finished" in first[0]


def test_hanging_up_cancels_the_run_but_keeps_the_charge(data: Path) -> None:
    """What was begun is charged; the session is free again."""
    with running(data, limits=Limits(credits=300)) as url:
        visitor = Visitor(url)
        with visitor.http.stream(
            "POST", "/run_sse", json=visitor.message_body("generate a 60-second clip of a harbour")
        ) as stream:
            next(stream.iter_lines())
        deadline = time.monotonic() + 10
        while visitor.credits()["frozen"] and time.monotonic() < deadline:
            time.sleep(0.02)
        assert visitor.credits() == {"available": 200, "frozen": 0, "total": 200}
        assert visitor.state()["draft"] == {}
        assert "Hi" in visitor.say("hi")


def test_a_relaxed_server_never_runs_out_of_credits(data: Path) -> None:
    """A local preview must not strand its user."""
    limits = dataclasses.replace(Limits.relaxed(), credits=60)
    with running(data, limits=limits) as url:
        visitor = Visitor(url)
        visitor.upload(("clip.mp4", video_bytes(seconds=0.2)))
        for _ in range(3):
            assert "Done" in visitor.say("make it warmer")


def test_failed_generation_is_refunded(data: Path) -> None:
    """An engine that doesn't exist: an error event in each dialect, and the credits are back."""
    with running(data, options=dataclasses.replace(QUICK, engine="no-such-engine")) as url:
        visitor = Visitor(url)
        assert "no engine" in visitor.say(SKYLINE)
        assert "error" in payloads(visitor.send(SKYLINE).text)[-1]
        assert visitor.credits() == {"available": 100, "frozen": 0, "total": 100}


def test_silent_edits_change_the_state_all_the_same(data: Path) -> None:
    """About three edits in ten end without text; a remark is never swallowed."""
    options = dataclasses.replace(QUICK, silent_share=1.0)
    with running(data, limits=Limits.relaxed(), options=options) as url:
        visitor = Visitor(url)
        assert "Finished" in visitor.say(SKYLINE)
        assert visitor.say("add a title 'Hello'") == ""
        assert read_timeline(visitor.state()["draft"]).tracks[-1].segments[0].text == "Hello"
        assert "voice-overs" in visitor.say("remove the title and add a voice-over")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"new_message": {}},
        {"new_message": {"parts": []}},
        {"new_message": {"parts": [{"text": "  "}]}},
        {"new_message": 5},
    ],
)
def test_messages_without_words_are_refused(visitor: Visitor, body: dict[str, object]) -> None:
    """422 before anything is charged."""
    assert visitor.http.post("/run_sse", json={"session_id": visitor.sid, **body}).json()["code"] == 422


def test_message_to_an_unknown_session(visitor: Visitor) -> None:
    """Code 1002 as plain JSON instead of a stream."""
    visitor.sid = "1" * 19
    assert visitor.send("hi").json()["code"] == 1002


def test_chinese_answers(shared_url: str) -> None:
    """The language of the message; of the session when the message shows none."""
    visitor = Visitor(shared_url, language="zh-CN")
    assert "你好" in visitor.say("你好")
    assert "导出" in visitor.say("生成一段1秒的视频：雪地里的狐狸")
    assert "音乐" in visitor.say("把音乐调到20%")
    assert "credits" not in visitor.say("...")


def test_a_whole_session_of_work(visitor: Visitor) -> None:
    """Generate, change the music, add a title, shorten, turn upright, go back: the timeline follows each step."""
    visitor.say("first a fox runs through snow, then a whale jumps, 1 second each, no music")
    assert [s.duration_ms for s in read_timeline(visitor.state()["draft"]).tracks[0].segments] == [1000, 1000]
    visitor.say("add lo-fi music at 40%")
    visitor.say("add a title 'Wild' for 1 second")
    visitor.say("add a crossfade of 0.2 seconds")
    visitor.say("trim it to 1.5 seconds")
    timeline = read_timeline(visitor.state()["draft"])
    assert timeline.duration_ms == 1500
    assert [track.kind for track in timeline.tracks] == ["video", "audio", "text"]
    assert timeline.tracks[1].segments[0].volume == 0.4
    assert "9:16" in visitor.say("make it vertical")
    state = visitor.state()
    assert state["canvas_config"] == {"width": 90, "height": 160, "ratio": "9:16"}
    assert {(one["width"], one["height"]) for one in state["generated_media"][-2:]} == {(90, 160)}
    visitor.say("undo")
    assert visitor.state()["canvas_config"]["ratio"] == "16:9"
    export = visitor.export()
    assert export["status"] == "completed" and export["output"]["duration"] == 1.5


def test_growing_a_clip_draws_it_again(visitor: Visitor) -> None:
    """A drawn clip has no end of its own: a longer one is drawn from the same words."""
    visitor.say(SKYLINE)
    first = visitor.state()["generated_media"][-1]
    visitor.say("make it 2 seconds long")
    second = visitor.state()["generated_media"][-1]
    assert second["duration"] == 2.0 and second["prompt"] == first["prompt"] and second["id"] != first["id"]
