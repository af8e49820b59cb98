"""Hearing the answer to a message: one request, its event stream, and the clocks that end it."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import httpx

from nemo_skill.cloud.client import CloudClient
from nemo_skill.cloud.envelope import error_row, own_links, short
from nemo_skill.cloud.events import Event, Transcript, iter_events
from nemo_skill.cloud.transport import foreign_errors
from nemo_skill.errors import BY_STATUS, BackendError, NetworkError, NotSentError, SkillError
from nemo_skill.jobs.context import Context
from nemo_skill.jobs.raw_clip import RawClip

# What a stream may call itself: proxies and small servers lose the type or make it a general one.
_STREAM_TYPES = ("text/event-stream", "", "text/plain", "application/octet-stream")


class Heard(NamedTuple):
    """How a stream ended.

    `ended`: at its natural end, else broken off. `error`: what an event said went wrong. `long_running`: tools that
    were started may still be at work although the stream is over.
    """

    text: str
    ended: bool
    error: SkillError | None = None
    long_running: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether nothing more is to be expected."""
        return self.ended and not self.long_running


class Refused(Exception):
    """The server said no before it accepted the message: a JSON answer in place of a stream."""

    def __init__(self, error: SkillError) -> None:
        super().__init__(error.message)
        self.error = error


def hear(
    ctx: Context,
    session_id: str,
    text: str,
    *,
    generates: bool = False,
    on_progress: Callable[[float], None] = lambda percent: None,
) -> Heard:
    """Send a message and listen to its end.

    Args:
        generates: whether the timeline is empty so far, so that a raw clip is to be announced.
        on_progress: told how much is done (0 to 100), where the service says it and whenever it grew.

    Raises:
        Refused: see there; the message may be sent again.
        NotSentError: the request surely did not leave; it may be sent again.
        Cancelled: the user ended it; the stream is closed.
    """
    transcript = Transcript()
    visible = ctx.translator.stream()
    error: SkillError | None = None
    waiting_for: set[Any] = set()
    cadence = ctx.tables["cadence"]
    idle_s, total_s = (ctx.limit(float(cadence[name])) for name in ("stream_idle_s", "stream_total_s"))
    ended, done = False, -1.0
    raw_clip = RawClip(ctx, session_id, awaited=generates)
    with Watchdog(ctx, idle_s=idle_s, total_s=total_s) as watchdog, contextlib.closing(raw_clip):
        try:
            with ctx.client.open_message(session_id, text, on_connection=watchdog.guard) as response:
                for event in _body_events(ctx.client, response):
                    grown = event.kind == "heartbeat" and event.data.get("progress", -1.0) > done
                    if grown:
                        done = event.data["progress"]
                        on_progress(done)
                    if event.kind != "heartbeat" or grown:
                        watchdog.touch()
                    if event.kind == "tool_call" and event.data.get("long_running"):
                        waiting_for.add(event.data.get("id"))
                    elif event.kind == "tool_result":
                        waiting_for.discard(event.data.get("id"))
                        raw_clip.tool_ended()
                    elif event.kind == "error":
                        error = _event_error(ctx, event)
                    heard = transcript.add(event)
                    new = visible.feed(heard)
                    if new.strip():
                        ctx.report("text", delta=ctx.redact(new))
                    if heard.strip():
                        raw_clip.said()
                    raw_clip.still_working()
            ended = not watchdog.fired
        except NotSentError:
            # A connection attempt that a clock or the user ended is no longer wanted; any other may be repeated.
            if not watchdog.fired:
                raise
        except NetworkError:
            ended = False
    ctx.check_cancelled()
    return Heard(transcript.text, ended, error, bool(waiting_for))


def _body_events(client: CloudClient, response: httpx.Response) -> Iterator[Event]:
    """Look at status and type before the stream is read, so that a refusal keeps its words."""
    kind = response.headers.get("content-type", "").split(";")[0].strip().lower()
    if response.status_code == 200 and kind in _STREAM_TYPES:
        return _guarded(response)
    error, answer = client.refusal(response)
    if error is None and isinstance(answer.document, dict | list) and response.status_code == 200:
        # The same events as one JSON document.
        return iter_events([b"data: " + json.dumps(answer.document).encode() + b"\n\n"])
    unknown = isinstance(error, BackendError) and isinstance(error.code, int) and 500 <= error.code < 600
    if error is not None and not unknown:
        raise Refused(error)
    if 300 <= response.status_code < 400:
        raise Refused(
            BackendError(
                "The video service redirected the message elsewhere; it was not sent.",
                hint="Check NEMO_API_URL: it must name the API itself (https, without a redirect).",
            )
        )
    # A gateway's page or a 5xx, with or without JSON: the message may have been accepted behind it.
    raise NetworkError(f"The video service answered HTTP {response.status_code} without a word of its own.")


def _guarded(response: httpx.Response) -> Iterator[Event]:
    with foreign_errors():
        yield from iter_events(response.iter_bytes())


def _event_error(ctx: Context, event: Event) -> SkillError:
    """The failure that an error event stands for."""
    row = error_row(ctx.tables, event.code) if event.code is not None else None
    if row is None:
        said = ctx.redact(short(event.text))
        return BackendError(f"The video service failed: {said}" if said else "The video service failed.")
    if event.code == 1002:
        ctx.forget_session()
    fields: dict[str, Any] = {"hint": row["hint"], "code": event.code, "links": own_links(event.data)}
    error = BY_STATUS[row["status"]](row["message"], retryable=bool(row.get("retryable")), **fields)
    return ctx.client.with_links(error)


class Watchdog:
    """Ends a request by shutting its socket when a clock runs out or the user cancels.

    Two clocks: `idle_s` since the last event that was not a heartbeat, `total_s` since the start. Both run from the
    connection on: a server may keep even the head of its answer back.
    """

    def __init__(self, ctx: Context, *, idle_s: float, total_s: float) -> None:
        self._ctx = ctx
        self._idle_s, self._end = idle_s, time.monotonic() + total_s
        self._touched = time.monotonic()
        self._connection: Any = None
        self._over = threading.Event()
        self.fired = False
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Watchdog:
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._over.set()
        self._thread.join()

    def touch(self) -> None:
        """An event came that shows progress."""
        self._touched = time.monotonic()

    def guard(self, connection: Any) -> None:
        """Take note of the connection (httpcore's network stream)."""
        self._connection = connection

    def _watch(self) -> None:
        while not self._over.wait(min(0.25, max(self._idle_s / 4, 0.01))):
            now = time.monotonic()
            # A journal that can't be read now must not end the watch: reading has no time-out of its own.
            with contextlib.suppress(SkillError):
                if self._ctx.turn is not None and self._ctx.journal.is_cancelled(self._ctx.turn):
                    self._ctx.stop.set()
            if self._ctx.stop.is_set() or now >= self._end or now - self._touched >= self._idle_s:
                self.fired = True
                found = self._connection.get_extra_info("socket") if self._connection is not None else None
                if found is not None:
                    with contextlib.suppress(OSError):
                        found.shutdown(socket.SHUT_RDWR)
                    return
