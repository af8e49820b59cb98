"""Readers of what comes from outside, fed with anything: they answer or raise their own error, and nothing else."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from support.build import SKILL

from nemo_skill import rawjson, timeline
from nemo_skill.cloud.envelope import Answer, failure, own_links, redact, short
from nemo_skill.cloud.events import Transcript, iter_events, read_event
from nemo_skill.cloud.inspect import foreign_content
from nemo_skill.cloud.models import Credits, Render, Session, Token, Upload
from nemo_skill.cloud.mp4 import read_mp4
from nemo_skill.cloud.names import file_stem
from nemo_skill.errors import BackendError, SkillError
from nemo_skill.jobs.cadence import Look, next_wait

FEW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
MANY = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))

SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.integers(-(10**30), 10**30), st.floats(), st.text(max_size=12)
)
JSON: st.SearchStrategy[Any] = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4)
)


def shaped(*names: str) -> st.SearchStrategy[Any]:
    """JSON whose keys are often those that a reader looks for."""
    keys = st.sampled_from(names) | st.text(max_size=4)
    return st.recursive(
        SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=6), max_leaves=24
    )


EVENT = shaped("content", "parts", "text", "type", "partial", "functionCall", "functionResponse", "function_call",
               "error", "code", "message", "errorCode", "data", "role", "thought", "name", "args", "id",
               "longRunningToolIds", "invocationId")  # fmt: skip
DRAFT = shaped("t", "tt", "sg", "d", "s", "m", "id", "name", "text", "volume", "start", "end", "style", "draft", "url")
ANSWER = shaped("code", "message", "data", "error", "success", "url", "link", "output", "status", "progress", "id",
                "token", "session_id", "available", "frozen", "filename", "expires_at", "register_url")  # fmt: skip


PIECES = [b"data: ", b"\n\n", b"\r", b"event: error\n", b"\xef\xbb\xbf", b'{"text":"a"}', b"id: 1\n", b": x\n",
          b"data:\n\n"]  # fmt: skip


# -- the event stream -------------------------------------------------------------------------------------------------


@MANY
@given(EVENT)
def test_any_payload(payload: Any) -> None:
    """Any JSON is some events, whose texts are texts."""
    transcript = Transcript()
    for event in read_event(payload):
        assert isinstance(event.text, str) and isinstance(event.name, str)
        transcript.add(event)
    assert isinstance(transcript.text, str)


@MANY
@given(st.lists(st.binary(max_size=40) | st.sampled_from(PIECES)))
def test_any_bytes(chunks: list[bytes]) -> None:
    """Any bytes in any pieces: events, never an exception."""
    for event in iter_events(chunks):
        assert event.kind in ("text", "error", "tool_call", "tool_result", "heartbeat", "other")


@MANY
@given(st.lists(EVENT, max_size=4), st.integers(1, 30))
def test_pieces_do_not_matter(payloads: list[Any], size: int) -> None:
    """The same stream in packets of any size means the same."""
    body = b"".join(b"data: " + json.dumps(payload).encode() + b"\n\n" for payload in payloads)
    pieces = [body[start : start + size] for start in range(0, len(body), size)]
    assert repr(list(iter_events([body]))) == repr(list(iter_events(pieces)))


@MANY
@given(st.lists(st.text(min_size=1, max_size=30), min_size=1, max_size=6))
def test_fragments_and_their_repetition(parts: list[str]) -> None:
    """Fragments followed by the whole are shown once, whatever the words."""
    transcript = Transcript()
    shown = ""
    events = [{"content": {"parts": [{"text": part}]}, "partial": True} for part in parts]
    events.append({"content": {"parts": [{"text": "".join(parts)}]}})
    for payload in events:
        for event in read_event(payload):
            shown += transcript.add(event)
    assert shown == transcript.text
    assert "".join(shown.split()) in ("".join("".join(parts).split()), "")


# -- drafts -----------------------------------------------------------------------------------------------------------


@MANY
@given(DRAFT)
@example({"t": [{"tt": 0, "sg": [{"d": 10**400}]}]})
@example({"t": [{"tt": 0, "sg": [{"s": -1e308, "d": 1e308}, {"s": math.nan}]}]})
def test_any_draft(draft: Any) -> None:
    """Any JSON in a draft's place: a timeline with a summary, a difference, and the bytes as they came."""
    text = json.dumps(draft)
    found = timeline.read_timeline(text)
    document = json.dumps(found.to_json(), allow_nan=False)
    assert isinstance(found.summary(), str) and document
    assert timeline.differences(text, text) == []
    assert all(isinstance(line, str) for line in timeline.differences(None, text))
    assert all(isinstance(line, str) for line in timeline.differences(text, None))


@MANY
@given(DRAFT, DRAFT)
def test_any_change(before: Any, after: Any) -> None:
    """From any draft to any other: sentences."""
    lines = timeline.differences(json.dumps(before), json.dumps(after))
    assert all(isinstance(line, str) and line.strip() for line in lines)


@MANY
@given(st.text(max_size=80) | DRAFT.map(json.dumps))
def test_draft_text_in_any_answer(text: str) -> None:
    """The draft's own bytes are cut out of an answer, or there is none."""
    rawjson.draft_text(text)
    body = '{"code": 0, "data": {"state": {"x": 1, "draft": ' + text + "}}}"
    found = rawjson.draft_text(body)
    try:
        json.loads(body)
    except ValueError:
        return
    if found is not None and not text.strip().startswith('"'):
        assert found == text.strip()


# -- answers ----------------------------------------------------------------------------------------------------------


@MANY
@given(ANSWER, st.integers(100, 599), st.dictionaries(st.sampled_from(["retry-after"]), st.text(max_size=8)))
def test_any_answer(document: Any, status: int, headers: dict[str, str]) -> None:
    """Any JSON is data or a failure in one line."""
    answer = Answer(status, json.dumps(document), headers)
    error = failure(answer, SKILL.tables)
    if error is not None:
        assert isinstance(error, SkillError) and "\n" not in error.message and error.hint
        json.dumps(error.to_json())
    for link in own_links(answer.data).values():
        assert link.startswith(("http://", "https://"))


@MANY
@given(ANSWER)
def test_any_model(document: Any) -> None:
    """Models refuse with their own error or give values that JSON can hold."""
    data = document if isinstance(document, dict) else {"id": document}
    render = Render.parse(data)
    assert isinstance(render.url, str) and isinstance(render.error, str)
    assert render.progress is None or isinstance(render.progress, float)
    for model in (Credits, Upload, Session, Token):
        try:
            found = model.model_validate(data)
        except ValueError:
            continue
        if isinstance(found, Credits | Upload):
            json.dumps(found.to_json())
        if isinstance(found, Token):
            found.is_expired()


@MANY
@given(st.text())
def test_any_words(text: str) -> None:
    """One line, and never longer than asked for; a file's stem has no place in it."""
    assert "\n" not in short(text) and len(short(text)) <= 300
    assert redact(redact(text)) == redact(text)
    stem = file_stem(text)
    assert not set(stem) & set('/\\:*?"<>|.\0') and len(stem) <= 48


@FEW
@given(st.binary(max_size=200))
def test_any_file(tmp_path_factory: Any, data: bytes) -> None:
    """Any bytes in an MP4's place are refused in words, or read."""
    path: Path = tmp_path_factory.mktemp("mp4") / "x.mp4"
    for content in (data, b"\0\0\0\x10ftypisom\0\0\0\0" + data):
        path.write_bytes(content)
        try:
            read_mp4(path)
        except BackendError as error:
            assert error.code == "bad_file"
    foreign_content(data)


@FEW
@given(st.data())
def test_damaged_mp4(tmp_path_factory: Any, mp4: bytes, data: st.DataObject) -> None:
    """A real file with some bytes changed: refused in words, or read."""
    path: Path = tmp_path_factory.mktemp("mp4") / "x.mp4"
    content = bytearray(mp4)
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(content[: data.draw(st.integers(0, len(content)))])
    try:
        read_mp4(path)
    except BackendError as error:
        assert error.code == "bad_file"


LOOKS = st.lists(st.tuples(st.floats(-1e6, 1e6), st.none() | st.floats()), max_size=12)


@FEW
@example([(0.0, 5.0), (40.0, 1e300)], [], 30.0)
@given(LOOKS, st.lists(st.floats(), max_size=6), st.floats(0.01, 600))
def test_any_looks(looks: list[tuple[float, float | None]], history: list[float], interval_s: float) -> None:
    """Whatever was reported, the next look is neither now nor never."""
    wait = next_wait([Look(*look) for look in looks], history, interval_s=interval_s, limit=10)
    assert interval_s / 30 <= wait <= 9 * interval_s + 1e6
