"""The event stream of `/run_sse`: bytes -> server-sent events -> what they mean to us.

Three dialects exist (contract of the API): Agent Development Kit events, typed events, and errors as an envelope.
The pure part is `read_event` and `Transcript`; `iter_events` is the thin rim around httpx-sse.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal, NamedTuple

import httpx
import httpx_sse

Kind = Literal["text", "error", "tool_call", "tool_result", "heartbeat", "other"]


class Event(NamedTuple):
    """One thing that the stream said.

    `partial`: True for a fragment that a later event repeats as part of the whole, False for a whole message, None
    where the dialect doesn't say. `code` is set for errors in an envelope, with their `data`. A heartbeat's `data` may
    hold `progress`, 0 to 100.
    """

    kind: Kind
    text: str = ""
    partial: bool | None = None
    name: str = ""
    code: int | None = None
    data: Mapping[str, Any] = {}
    source: str = ""


class _Body(httpx.SyncByteStream):
    """A response body made safe for httpx-sse 0.4, which loses the first event after a BOM, drops the last one
    without a blank line, and decodes by the charset header although the format is UTF-8 by definition."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = chunks

    def __iter__(self) -> Iterator[bytes]:
        # errors="replace" keeps a damaged byte from ending the stream; the incremental decoder joins split characters.
        decoder = codecs.getincrementaldecoder("utf-8-sig")(errors="replace")
        for chunk in self._chunks:
            yield decoder.decode(chunk).encode()
        yield (decoder.decode(b"", True) + "\n\n").encode()


def iter_events(chunks: Iterable[bytes]) -> Iterator[Event]:
    """Decode a body of any chunking into events; exceptions of `chunks` pass through after the events before them.

    Comment lines carry nothing and aren't seen here; heartbeat events and blank data become `heartbeat`.
    """
    headers = {"content-type": "text/event-stream"}
    response = httpx.Response(200, headers=headers, stream=_Body(chunks))
    for sse in httpx_sse.EventSource(response).iter_sse():
        if not sse.data.strip() or sse.event == "heartbeat":
            yield _heartbeat(sse.data)
            continue
        try:
            payload = json.loads(sse.data)
        except (ValueError, RecursionError):
            yield Event("error", sse.data) if sse.event == "error" else Event("other")
            continue
        if sse.event == "error" and isinstance(payload, dict) and "error" not in payload and "code" not in payload:
            payload = {"error": payload.get("message") or payload.get("content") or payload.get("text") or payload}
        yield from read_event(payload)


def _heartbeat(data: str) -> Event:
    """The embedded backend's heartbeats tell how much of a clip is drawn; the cloud's tell nothing."""
    try:
        return _beat(json.loads(data))
    except (ValueError, RecursionError):
        return Event("heartbeat")


def _beat(payload: Any) -> Event:
    payload = payload if isinstance(payload, dict) else {}
    actions = payload.get("actions")
    delta = actions.get("stateDelta") if isinstance(actions, dict) else None
    progress = delta.get("temp:progress") if isinstance(delta, dict) else payload.get("progress")
    known = isinstance(progress, int | float) and not isinstance(progress, bool) and 0 <= progress <= 100
    return Event("heartbeat", data={"progress": progress} if known else {})


def read_event(payload: Any) -> Iterator[Event]:
    """What one JSON payload means, in any of the dialects; several events where it has several parts."""
    if isinstance(payload, list):
        for item in payload:
            yield from read_event(item)
    elif not isinstance(payload, dict):
        yield Event("other")
    elif (error := _error(payload)) is not None:
        # ADK puts the last words and the failure into one event; both count.
        yield from _adk(payload)
        yield error
    elif isinstance(payload.get("content"), dict):
        yield from _adk(payload)
    elif "type" in payload or isinstance(payload.get("text"), str):
        yield _typed(payload)
    elif isinstance(payload.get("data"), dict):
        yield from read_event(payload["data"])
    elif isinstance(payload.get("content"), str):
        yield Event("text", payload["content"])
    else:
        yield Event("other", data=payload)


def _error(payload: Mapping[str, Any]) -> Event | None:
    code = payload.get("code")
    if isinstance(code, str) and code.strip().lstrip("-").isdigit():
        code = int(code)
    if isinstance(code, int) and not isinstance(code, bool) and code != 0 and "content" not in payload:
        data = payload.get("data")
        return Event("error", _words(payload), code=code, data=data if isinstance(data, dict) else {})
    if payload.get("type") == "error" or payload.get("error"):
        return Event("error", _words(payload))
    if payload.get("errorCode") or payload.get("error_code"):
        return Event("error", _words(payload))
    return None


def _words(payload: Mapping[str, Any]) -> str:
    for key in ("errorMessage", "error_message", "error", "message", "content", "text", "errorCode", "error_code"):
        value = payload.get(key)
        if isinstance(value, dict):
            value = value.get("message")
        if isinstance(value, str) and value.strip():
            return value
    return ""


def _adk(payload: Mapping[str, Any]) -> Iterator[Event]:
    content = payload.get("content")
    parts = content.get("parts") if isinstance(content, dict) else None
    source = str(payload.get("invocationId") or payload.get("invocation_id") or "")
    if isinstance(content, dict) and content.get("role") == "user" and not _has_tool_part(parts):
        return
    texts: list[str] = []
    tools: list[Event] = []
    for part in parts if isinstance(parts, list) else []:
        if not isinstance(part, dict):
            continue
        call = part.get("functionCall") or part.get("function_call")
        result = part.get("functionResponse") or part.get("function_response")
        if isinstance(call, dict):
            long_running = payload.get("longRunningToolIds") or payload.get("long_running_tool_ids") or []
            data = {"id": call.get("id"), "long_running": bool(long_running and call.get("id") in long_running)}
            tools.append(Event("tool_call", name=str(call.get("name", "")), data=data))
        elif isinstance(result, dict):
            tools.append(Event("tool_result", name=str(result.get("name", "")), data={"id": result.get("id")}))
        elif isinstance(part.get("text"), str) and not part.get("thought"):
            texts.append(part["text"])
    text = "".join(texts)
    if text:
        yield Event("text", text, partial=payload.get("partial") is True, source=source)
    yield from tools
    if not text and not tools:
        yield Event("other")


def _has_tool_part(parts: Any) -> bool:
    names = ("functionResponse", "function_response", "functionCall", "function_call")
    return isinstance(parts, list) and any(isinstance(part, dict) and any(n in part for n in names) for part in parts)


def _typed(payload: Mapping[str, Any]) -> Event:
    kind = str(payload.get("type") or "text").lower()
    content = payload.get("content")
    text = content if isinstance(content, str) else payload.get("text")
    if kind in {"text", "message", "text_delta", "delta"}:
        if payload.get("thought") or not isinstance(text, str):
            return Event("other")
        return Event("text", text, partial=True if payload.get("partial") is True else None)
    if kind in {"tool_call", "tool_result"}:
        return Event("tool_call" if kind == "tool_call" else "tool_result", name=str(payload.get("name", "")))
    if kind in {"heartbeat", "ping", "keepalive"}:
        return _beat(payload)
    return Event("other")


class Transcript:
    """Puts fragments, final repeats and separate messages together into one text, each word once."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._pending = ""  # partial text that a final event will repeat
        self._typed: list[str] = []  # fragments of the typed dialect since the last tool
        self._break = False

    @property
    def text(self) -> str:
        return "".join(self._parts)

    def add(self, event: Event) -> str:
        """Take an event in; the new visible text that it brings (may be empty)."""
        if event.kind in ("tool_call", "tool_result"):
            self._break = True
            self._typed.clear()
            if self._pending:
                self._pending = ""
        if event.kind != "text" or not event.text or _is_json(event.text):
            return ""
        if event.partial is None:
            return self._add_typed(event.text)
        if event.partial:
            new = self._append(event.text, whole=not self._pending)
            self._pending += event.text
            return new
        pending, self._pending = self._pending, ""
        if not pending:
            return "" if self._is_repeat(event.text) else self._append(event.text, whole=True)
        if event.text.startswith(pending):
            return self._append(event.text[len(pending) :], whole=False)
        if _squeezed(event.text) == _squeezed(pending) or _squeezed(pending).endswith(_squeezed(event.text)):
            return ""
        return self._append(event.text, whole=True)

    def _add_typed(self, text: str) -> str:
        if len(self._typed) > 1 and text == "".join(self._typed):
            return ""
        self._typed.append(text)
        return self._append(text, whole=self._break)

    def _is_repeat(self, text: str) -> bool:
        """Whether a whole message only repeats what stands at the end already (a final after tool events)."""
        squeezed = _squeezed(text)
        return len(squeezed) > 20 and _squeezed(self.text).endswith(squeezed)

    def _append(self, text: str, *, whole: bool) -> str:
        if not text:
            return ""
        before = self._parts[-1] if self._parts else ""
        if whole and before and _needs_break(self.text, text):
            text = "\n\n" + text.lstrip(" ")
        self._break = False
        self._parts.append(text)
        return text


def _needs_break(before: str, after: str) -> bool:
    """Whether two messages want a paragraph between them; a sentence that goes on doesn't."""
    ended, begun = before.rstrip(" "), after.lstrip(" ")
    if not ended or not begun or ended.endswith("\n") or begun[0] in "\n,.;:!?)，。；：！？）":
        return False
    if ended[-1] in ".!?…。！？":
        return True
    return not (before[-1].isspace() or after[0].isspace() or after[0].islower())


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _is_json(text: str) -> bool:
    """Whether a text is a JSON object or array: a tool's words, not for people."""
    stripped = text.strip()
    if stripped[:1] + stripped[-1:] not in ("{}", "[]"):
        return False
    try:
        return isinstance(json.loads(stripped), dict | list)
    except (ValueError, RecursionError):
        return False
