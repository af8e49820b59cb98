"""The event stream in all its dialects, cut anywhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemo_skill.cloud.events import Event, Transcript, iter_events, read_event

SAMPLES = Path(__file__).parent / "samples"


def hear(body: bytes, step: int = 0) -> tuple[str, list[Event]]:
    """Text and the events that aren't text or noise, with the body cut into pieces of `step` bytes."""
    pieces = [body[i : i + step] for i in range(0, len(body), step)] if step else [body]
    transcript, events = Transcript(), []
    for event in iter_events(pieces):
        transcript.add(event)
        if event.kind in ("error", "tool_call", "tool_result"):
            events.append(event)
    return transcript.text, events


def sse(*payloads: object) -> bytes:
    return b"".join(b"data: " + json.dumps(payload).encode() + b"\n\n" for payload in payloads)


def adk(text: str, **more: object) -> dict[str, object]:
    return {
        "content": {"parts": [{"text": text}], "role": "model"},
        "invocationId": "e-1",
        "author": "nemo_agent",
        **more,
    }


@pytest.mark.parametrize(
    ("name", "text", "kinds"),
    [
        ("adk-error", "One moment.", ["error"]),
        (
            "adk-full",
            "Sure, making a 5s clip.\n\nposter\n\nDone 🎬 line1\u2028line2 nel\x85end\nreal newline",
            ["tool_call", "tool_result"],
        ),
        ("adk-long", "", ["tool_call"]),
        ("adk-raise", "One moment.", ["error"]),
        ("adk-silent", "", ["tool_call", "tool_result"]),
    ],
)
@pytest.mark.parametrize("step", [0, 1, 7])
def test_recorded_streams(name: str, text: str, kinds: list[str], step: int) -> None:
    """A recorded stream reads the same in pieces of any size, and no tool's words are in its text."""
    heard, events = hear((SAMPLES / f"{name}.sse").read_bytes(), step)
    assert heard == text
    assert [event.kind for event in events] == kinds


def test_long_running_tool_is_known() -> None:
    """A stream that ends while a long-running tool works says so."""
    _, events = hear((SAMPLES / "adk-long.sse").read_bytes())
    assert events[0].data["long_running"] is True


@pytest.mark.parametrize(
    ("body", "text"),
    [
        pytest.param(sse(adk("Hel", partial=True), adk("lo", partial=True), adk("Hello")), "Hello", id="final repeats"),
        pytest.param(sse(adk("Hel", partial=True), adk("Hello there")), "Hello there", id="final goes on"),
        pytest.param(sse(adk("One."), adk("Two.")), "One.\n\nTwo.", id="two messages"),
        pytest.param(sse(adk("secret", partial=True) | {"content": {"parts": [{"text": "hm", "thought": True}]}}), "",
                     id="thought"),
        pytest.param(sse({"type": "text", "content": "Hel"}, {"type": "text", "content": "lo"}), "Hello", id="typed"),
        pytest.param(sse({"text": "Hi"}), "Hi", id="bare text"),
        pytest.param(sse({"type": "text", "content": '{"action": "export"}'}), "", id="json is not for people"),
        pytest.param(sse({"type": "text", "content": "ab"}, {"type": "tool_call", "name": "x", "args": {}},
                         {"type": "text", "content": "Cd"}), "ab\n\nCd", id="a tool parts messages"),
        pytest.param(b"data: " + json.dumps(adk("last")).encode(), "last", id="no blank line at the end"),
        pytest.param(b"\xef\xbb\xbf" + sse(adk("bom")), "bom", id="byte order mark"),
        pytest.param(b": ping\n\n\n\nevent: heartbeat\n\ndata:\n\n" + sse(adk("ok")), "ok", id="heartbeats"),
        pytest.param(b"data: not json\n\n" + sse(adk("ok")), "ok", id="garbage is skipped"),
        pytest.param(b"id: 7\n\n\n" + sse(adk("ok")), "ok", id="ids"),
        pytest.param(sse(adk("狐")).replace(b"\\u72d0", "狐".encode()), "狐", id="utf-8"),
        pytest.param(b"data: \xff\xfe\n\n" + sse(adk("ok")), "ok", id="broken bytes"),
        pytest.param(sse(adk("x")).replace(b"\n", b"\r\n"), "x", id="crlf"),
    ],
)  # fmt: skip
def test_text(body: bytes, text: str) -> None:
    """Each word is shown once, and only words for people."""
    assert hear(body)[0] == text
    assert hear(body, 1)[0] == text


@pytest.mark.parametrize(
    ("beat", "progress"),
    [
        (
            b'event: heartbeat\ndata: {"content": {"parts": []}, "actions": {"stateDelta": {"temp:progress": 42}}}\n\n',
            42,
        ),
        (sse({"type": "heartbeat", "progress": 7.5}), 7.5),
        (sse({"type": "heartbeat", "progress": 101}), None),
        (sse({"type": "heartbeat", "progress": True}), None),
        (b"event: heartbeat\ndata: [1]\n\n", None),
        (b"event: heartbeat\ndata: 50%\n\n", None),
    ],
)
def test_heartbeat_with_progress(beat: bytes, progress: float | None) -> None:
    """How much is done, where a heartbeat tells it as a percentage; it is never text."""
    (event,) = iter_events([beat])
    assert (event.kind, event.data.get("progress")) == ("heartbeat", progress)


@pytest.mark.parametrize(
    ("payload", "message", "code"),
    [
        ({"code": 2001, "message": "out of credits"}, "out of credits", 2001),
        ({"code": "1001", "message": "expired"}, "expired", 1001),
        ({"error": "boom"}, "boom", None),
        ({"errorCode": "X", "errorMessage": "quota"}, "quota", None),
        ({"error_code": "X", "error_message": "quota"}, "quota", None),
        ({"type": "error", "error": "bad"}, "bad", None),
        ({"type": "error", "message": "bad"}, "bad", None),
    ],
)
def test_errors(payload: dict[str, object], message: str, code: int | None) -> None:
    """Every dialect's failure is one."""
    events = [event for event in read_event(payload) if event.kind == "error"]
    assert [(event.text, event.code) for event in events] == [(message, code)]


def test_success_envelope_is_no_error() -> None:
    """Code 0 wraps content."""
    assert [event.kind for event in read_event({"code": 0, "data": {"type": "text", "content": "hi"}})] == ["text"]


@given(st.binary(max_size=400), st.integers(1, 17))
def test_any_bytes_are_survived(body: bytes, step: int) -> None:
    """No body makes the reader raise, and the cut doesn't matter."""
    assert hear(body, step) == hear(body)


KEYS = st.sampled_from(["content", "parts", "text", "type", "error", "code", "data", "partial"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@given(JSON)
def test_any_payload_is_survived(payload: object) -> None:
    """No JSON makes the reader raise."""
    transcript = Transcript()
    for event in read_event(payload):
        transcript.add(event)
