"""What the agent says and does, as server-sent events in either dialect, with heartbeats while it works.

Dialect ``adk`` has the shape of the Agent Development Kit's ``/run_sse``; ``typed`` is the vendor's own client's.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import time
import uuid
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from starlette.responses import Response
from starlette.types import Receive, Scope, Send


@dataclass(frozen=True)
class Say:
    """Words for the user; they go out in fragments."""

    text: str


@dataclass(frozen=True)
class ToolCall:
    name: str
    args: dict[str, Any]
    id: str


@dataclass(frozen=True)
class ToolResult:
    """``delta`` is what the tool changed in the session's state."""

    name: str
    response: dict[str, Any]
    id: str
    delta: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Failure:
    message: str


@dataclass(frozen=True)
class Progress:
    """How much of the drawing is done, 0 to 100; it travels as a heartbeat, which other clients pass over."""

    percent: int


#: Where the framework's events carry it: state that isn't kept begins with "temp:".
PROGRESS_KEY = "temp:progress"

Event = Say | ToolCall | ToolResult | Failure | Progress
Emit = Callable[[Event], Awaitable[None]]


def fragments(text: str) -> Iterator[str]:
    """Cut text as a model streams it: a few words, or a few characters of a script without spaces."""
    size, piece, left = 0, "", len(text)
    for word in text.split(" "):
        piece += word + " "
        size += 1 + len(word) // 6
        if size >= 4 and len(piece) <= left:
            yield piece
            size, left, piece = 0, left - len(piece), ""
    rest = piece[:-1]
    for start in range(0, len(rest), 24):
        yield rest[start : start + 24]


def _frame(payload: dict[str, Any]) -> bytes:
    return b"data: " + json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode("utf-8") + b"\n\n"


def envelope_event(body: dict[str, Any]) -> bytes:
    """A refusal as the only event of a stream."""
    return _frame(body)


class Dialect(Protocol):
    def encode(self, event: Event) -> Iterator[bytes]: ...

    def heartbeat(self, n: int) -> bytes: ...


class AdkDialect:
    """Fragments marked ``partial``, then one event that repeats the whole text."""

    def __init__(self) -> None:
        self._invocation = f"e-{uuid.uuid4()}"

    def _event(self, content: dict[str, Any], *, partial: bool = False, delta: dict[str, Any] | None = None) -> bytes:
        event: dict[str, Any] = {"content": content}
        if partial:
            event["partial"] = True
        event |= {
            "invocationId": self._invocation,
            "author": "nemo_agent",
            "actions": {
                "stateDelta": delta or {},
                "artifactDelta": {},
                "requestedAuthConfigs": {},
                "requestedToolConfirmations": {},
            },
            "nodeInfo": {"path": ""},
            "id": str(uuid.uuid4()),
            "timestamp": time.time(),
        }
        return _frame(event)

    def encode(self, event: Event) -> Iterator[bytes]:
        if isinstance(event, Say):
            pieces = list(fragments(event.text))
            if len(pieces) > 1:
                for piece in pieces:
                    yield self._event({"parts": [{"text": piece}], "role": "model"}, partial=True)
            yield self._event({"parts": [{"text": event.text}], "role": "model"})
        elif isinstance(event, ToolCall):
            call = {"id": event.id, "args": event.args, "name": event.name}
            yield self._event({"parts": [{"functionCall": call}], "role": "model"})
        elif isinstance(event, ToolResult):
            answer = {"id": event.id, "name": event.name, "response": event.response}
            yield self._event({"parts": [{"functionResponse": answer}], "role": "user"}, delta=event.delta)
        elif isinstance(event, Progress):
            # A whole event, so that clients that read every data line find the fields that they know.
            delta = {PROGRESS_KEY: event.percent}
            yield b"event: heartbeat\n" + self._event({"parts": [], "role": "model"}, partial=True, delta=delta)
        else:
            details = {"error_type": "RuntimeError", "error_message": event.message, "timestamp": time.time()}
            yield _frame({"error": event.message, "error_details": details})

    def heartbeat(self, n: int) -> bytes:
        return (b": ping\n\n", b"event: heartbeat\ndata: \n\n", b"data:\n\n")[n % 3]


class TypedDialect:
    """One small object an event, text fragments only once."""

    def encode(self, event: Event) -> Iterator[bytes]:
        if isinstance(event, Say):
            for piece in fragments(event.text.rstrip() + "\n\n"):
                yield _frame({"type": "text", "content": piece})
        elif isinstance(event, ToolCall):
            yield _frame({"type": "tool_call", "name": event.name, "args": event.args})
        elif isinstance(event, ToolResult):
            yield _frame({"type": "tool_result", "name": event.name, "result": event.response})
        elif isinstance(event, Progress):
            yield _frame({"type": "heartbeat", "progress": event.percent})
        else:
            yield _frame({"type": "error", "error": event.message})

    def heartbeat(self, n: int) -> bytes:
        return (_frame({"type": "heartbeat"}), b": ping\n\n", b"event: heartbeat\ndata: {}\n\n")[n % 3]


DIALECTS: dict[str, type[AdkDialect] | type[TypedDialect]] = {"adk": AdkDialect, "typed": TypedDialect}


class EventStream(Response):
    """Runs ``work(emit)`` and streams what it emits. When the client goes away, the work is cancelled."""

    media_type = "text/event-stream"

    def __init__(self, work: Callable[[Emit], Awaitable[None]], dialect: Dialect, *, heartbeat_s: float) -> None:
        super().__init__(headers={"Cache-Control": "no-cache", "X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self._work = work
        self._dialect = dialect
        self._heartbeat_s = max(heartbeat_s, 0.02)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        outbox: asyncio.Queue[Event | None] = asyncio.Queue()

        async def run() -> None:
            try:
                await self._work(outbox.put)
            finally:
                outbox.put_nowait(None)

        async def hang_up() -> None:
            while (await receive())["type"] != "http.disconnect":
                pass

        work = asyncio.create_task(run())
        gone = asyncio.create_task(hang_up())
        pump = asyncio.create_task(self._pump(outbox, send))
        try:
            await asyncio.wait({pump, gone}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            # The work cleans up after itself (credits, worker processes): wait for it, also while being cancelled.
            for task in (pump, gone, work):
                if task is not work or not task.done():
                    task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.gather(pump, gone, work, return_exceptions=True)

    async def _pump(self, outbox: asyncio.Queue[Event | None], send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        beats = itertools.count()
        while True:
            try:
                event = await asyncio.wait_for(outbox.get(), self._heartbeat_s)
            except asyncio.TimeoutError:
                await _body(send, self._dialect.heartbeat(next(beats)))
                continue
            if event is None:
                break
            for frame in self._dialect.encode(event):
                await _body(send, frame)
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _body(send: Send, data: bytes) -> None:
    await send({"type": "http.response.body", "body": data, "more_body": True})
