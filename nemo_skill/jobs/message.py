"""One message to the chat agent: sent once, ever; then heard to its end, or settled by reading.

States of its job row: `queued` without `sent` (surely not sent) -> `running` with `sent` (the request may have left)
-> `done` | `failed` | `cancelled` | `lost`. Whoever finds `sent` set never sends again.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any, NamedTuple

import httpx

from nemo_skill import timeline
from nemo_skill.cloud.client import StateSnapshot
from nemo_skill.cloud.envelope import error_row, own_links, redact, short
from nemo_skill.cloud.events import Event, Transcript, iter_events
from nemo_skill.cloud.transport import foreign_errors
from nemo_skill.errors import (
    BY_STATUS,
    BackendError,
    CreditsError,
    NetworkError,
    NotSentError,
    RateLimitError,
    SessionGone,
    SkillError,
)
from nemo_skill.jobs.context import Cancelled, Context, read_draft
from nemo_skill.journal import Job


class Heard(NamedTuple):
    """How a stream ended: `ended` at its natural end, else broken off; `long_running` tools may still be at work."""

    text: str
    ended: bool
    error: SkillError | None = None
    long_running: bool = False


def run_message(ctx: Context, job: Job, text: str, *, max_credits: float | None = None) -> dict[str, Any]:
    """Carry a message through, from wherever an earlier process left it.

    Args:
        max_credits: what it may cost at the most, by the documented estimates.

    Returns:
        {text, actions, suggestions, changes, timeline, ready, credits, cost, recovered}

    Raises:
        Cancelled: the user stopped it; what was sent stays sent.
        CreditsError: it would cost more than `max_credits`; nothing was sent.
        SkillError: it failed, or its outcome could not be found out (code `lost`).
    """
    if job.sent is None:
        job = _prepare(ctx, job)
        _check_budget(ctx, job, max_credits)
        heard = _send(ctx, job, text)
    else:
        ctx.report("note", key="resumed")
        heard = Heard(job.result.get("heard", ""), ended=False)
    job = ctx.journal.update_job(job.id, result={"heard": redact(heard.text)})
    return _settle(ctx, job, heard)


# -- before ---------------------------------------------------------------------------------------------------------


def _prepare(ctx: Context, job: Job) -> Job:
    """Read what the outcome will be compared with, and write it down."""
    ctx.check_cancelled()
    before = ctx.read_state()
    credits = ctx.read_credits()
    available = credits.available if credits else None
    kind = "editing" if read_draft(before).ready else "generation"
    memo = {
        "draft": before.draft_json,
        "estimate": ctx.tables["costs"][kind],
        "media": media_fingerprint(before),
        "available": available,
        "total": credits.total if credits else None,
    }
    return ctx.journal.update_job(job.id, memo=memo)


def _check_budget(ctx: Context, job: Job, max_credits: float | None) -> None:
    estimate = job.memo["estimate"]
    if max_credits is not None and estimate > max_credits:
        raise CreditsError(
            f"The message would cost about {estimate} credits, more than the {max_credits:g} allowed.",
            hint="Raise --max-credits, or try it free with --local.",
            code="max_credits",
        )
    available = job.memo.get("available")
    if available is not None and available < estimate:
        ctx.report("note", key="low_credits", available=f"{available:g}", cost=estimate)


def media_fingerprint(snapshot: StateSnapshot) -> str:
    """A digest of the session's media lists, which grow although the timeline may not."""
    state = snapshot.data.get("state")
    state = state if isinstance(state, dict) else snapshot.data
    picked = [state.get("video_infos"), state.get("generated_media"), state.get("canvas_config")]
    return hashlib.sha256(json.dumps(picked, sort_keys=True, default=str).encode()).hexdigest()


# -- sending and hearing ----------------------------------------------------------------------------------------------


def _send(ctx: Context, job: Job, text: str) -> Heard:
    """Send the message; again only where the server refused it before accepting it, or was never reached."""
    done: set[str] = set()
    tries = 0
    while True:
        ctx.check_cancelled()
        session = ctx.ensure_session()
        headers = ctx.client.authorized()
        digest = hashlib.sha256(f"{session.session_id}\0{text}".encode("utf-8", "surrogatepass")).hexdigest()
        # From here on the message counts as sent, whatever happens to this process.
        ctx.journal.update_job(job.id, status="running", sent=time.time(), fingerprint=digest)
        ctx.mark_session_used()
        try:
            return _hear(ctx, session.session_id, text)
        except NotSentError:
            ctx.journal.update_job(job.id, sent=None)
            tries += 1
            if tries >= int(ctx.tables["cadence"]["reconnect_tries"]):
                raise
            ctx.wait(float(ctx.tables["cadence"]["reconnect_s"]) * tries)
        except _Refused as refused:
            ctx.journal.update_job(job.id, sent=None)
            error = refused.error
            if error.code == 1001 and "token" not in done:
                done.add("token")
                ctx.client.renew_token(headers)
            elif isinstance(error, SessionGone) and "session" not in done:
                done.add("session")
                ctx.report("note", key="session_gone")
                ctx.new_session()
                _prepare(ctx, ctx.journal.job_by_id(job.id))
            elif isinstance(error, RateLimitError) and "rate" not in done and ctx.client.sit_out(error):
                done.add("rate")
            else:
                raise ctx.client.with_links(error) from None


class _Refused(Exception):
    """The server said no before it accepted the message: a JSON answer in place of a stream."""

    def __init__(self, error: SkillError) -> None:
        super().__init__(error.message)
        self.error = error


def _hear(ctx: Context, session_id: str, text: str) -> Heard:
    cadence = ctx.tables["cadence"]
    idle_s, total_s = (ctx.pace.seconds(float(cadence[name])) for name in ("stream_idle_s", "stream_total_s"))
    transcript = Transcript()
    visible = ctx.translator.stream()
    error: SkillError | None = None
    waiting_for: set[Any] = set()
    try:
        with ctx.client.open_message(session_id, text, read_timeout_s=max(idle_s, 5.0)) as response:
            events = _body_events(ctx, response)
            with _Watchdog(ctx, response, idle_s=idle_s, total_s=total_s) as watchdog:
                for event in events:
                    if event.kind != "heartbeat":
                        watchdog.touch()
                    if event.kind == "tool_call" and event.data.get("long_running"):
                        waiting_for.add(event.data.get("id"))
                    elif event.kind == "tool_result":
                        waiting_for.discard(event.data.get("id"))
                    elif event.kind == "error":
                        error = _event_error(ctx, event)
                    new = visible.feed(transcript.add(event))
                    if new.strip():
                        ctx.report("text", delta=redact(new))
                ended = not watchdog.fired
    except NotSentError:
        raise
    except NetworkError:
        ended = False
    ctx.check_cancelled()
    return Heard(transcript.text, ended, error, bool(waiting_for))


def _body_events(ctx: Context, response: httpx.Response) -> Iterator[Event]:
    """Look at status and type before the stream is read, so that a refusal keeps its words."""
    kind = response.headers.get("content-type", "").split(";")[0].strip().lower()
    if response.status_code == 200 and kind == "text/event-stream":
        return _guarded(response)
    error, answer = ctx.client.refusal(response)
    if error is None and isinstance(answer.document, dict | list) and response.status_code == 200:
        # The same events as one JSON document.
        body = b"data: " + json.dumps(answer.document).encode() + b"\n\n"
        return iter_events([body])
    if error is not None and (response.status_code < 500 or answer.code):
        raise _Refused(error)
    if response.status_code in range(300, 400):
        raise _Refused(BackendError("The video service redirected the message elsewhere; it was not sent."))
    # A gateway's page or a bare 5xx: the message may have been accepted behind it.
    raise NetworkError(f"The video service answered HTTP {response.status_code} without a word of its own.")


def _guarded(response: httpx.Response) -> Iterator[Event]:
    with foreign_errors():
        yield from iter_events(response.iter_bytes())


def _event_error(ctx: Context, event: Event) -> SkillError:
    """The failure that an error event stands for."""
    row = error_row(ctx.tables, event.code) if event.code is not None else None
    if row is None:
        said = short(event.text)
        return BackendError(f"The video service failed: {said}" if said else "The video service failed.")
    if event.code == 1002:
        ctx.forget_session()
    fields: dict[str, Any] = {"hint": row["hint"], "code": event.code, "links": own_links(event.data)}
    error = BY_STATUS[row["status"]](row["message"], retryable=bool(row.get("retryable")), **fields)
    return ctx.client.with_links(error)


class _Watchdog:
    """Ends a stream by shutting its socket when a clock runs out or the user cancels.

    Two clocks: `idle_s` since the last event that was not a heartbeat, `total_s` since the start.
    """

    def __init__(self, ctx: Context, response: httpx.Response, *, idle_s: float, total_s: float) -> None:
        self._ctx, self._response = ctx, response
        self._idle_s, self._end = idle_s, time.monotonic() + total_s
        self._touched = time.monotonic()
        self._over = threading.Event()
        self.fired = False
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> _Watchdog:
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._over.set()
        self._thread.join()

    def touch(self) -> None:
        self._touched = time.monotonic()

    def _watch(self) -> None:
        while not self._over.wait(min(0.25, max(self._idle_s / 4, 0.01))):
            now = time.monotonic()
            cancelled = self._ctx.turn is not None and self._ctx.journal.is_cancelled(self._ctx.turn)
            if cancelled:
                self._ctx.stop.set()
            if cancelled or self._ctx.stop.is_set() or now >= self._end or now - self._touched >= self._idle_s:
                self.fired = True
                stream = self._response.extensions.get("network_stream")
                found = stream.get_extra_info("socket") if stream is not None else None
                with contextlib.suppress(OSError):
                    if found is not None:
                        found.shutdown(socket.SHUT_RDWR)
                return


# -- after ------------------------------------------------------------------------------------------------------------


def _settle(ctx: Context, job: Job, heard: Heard) -> dict[str, Any]:
    """Find out what the message did, by reading state and balance."""
    said = ctx.translator.translate(redact(heard.text))
    if heard.ended and not heard.long_running:
        after, changes = _look(ctx, job)
        quiet = not said.text and not said.actions
        if heard.error is None and quiet and not changes:
            after, changes = _look_again(ctx, job, after)
        recovered = False
    else:
        after, changes = _recover(ctx, job, heard)
        recovered = True
    result = _outcome(ctx, job, heard, after, changes, recovered=recovered)
    if heard.error is not None:
        ctx.journal.update_job(job.id, result=result)
        raise heard.error
    if heard.ended and not heard.long_running and not result["text"] and not changes and not said.actions:
        ctx.journal.update_job(job.id, result=result)
        raise BackendError(
            "The video service ended its answer without a word, and the timeline did not change.",
            hint="Say it again in other words if you want it done; nothing is sent again by itself.",
            code="no_answer",
        )
    return result


def _look(ctx: Context, job: Job) -> tuple[StateSnapshot, list[str]]:
    after = ctx.read_state()
    return after, changes_since(ctx, job, after)


def changes_since(ctx: Context, job: Job, after: StateSnapshot) -> list[str]:
    """What a message changed, in words; compared with what its job wrote down before it was sent."""
    changes = timeline.differences(job.memo.get("draft"), after.draft_json, language=ctx.language)
    return changes


def _look_again(ctx: Context, job: Job, after: StateSnapshot) -> tuple[StateSnapshot, list[str]]:
    """A silent end: the change may show a moment later."""
    changes: list[str] = []
    for _ in range(int(ctx.tables["cadence"]["settle_reads"])):
        ctx.wait(float(ctx.tables["cadence"]["settle_s"]))
        after, changes = _look(ctx, job)
        if changes:
            break
    return after, changes


def _recover(ctx: Context, job: Job, heard: Heard) -> tuple[StateSnapshot, list[str]]:
    """The stream broke: wait, read, compare; never send again.

    Raises:
        BackendError: (code `lost`) the reads ran out without a change.
    """
    cadence = ctx.tables["cadence"]
    ctx.report("note", key="recovering")
    reads = 0
    wait_s = float(cadence["recovery_first_s"])
    while True:
        ctx.wait(wait_s)
        wait_s = float(cadence["recovery_next_s"])
        try:
            after = ctx.read_state()
        except NetworkError:
            # An unreachable service proves nothing; it counts as a read, so that the wait has an end.
            after = None
        reads += 1
        if after is not None:
            changes = changes_since(ctx, job, after)
            if changes or media_fingerprint(after) != job.memo.get("media"):
                return after, changes
        if reads >= int(cadence["recovery_reads"]):
            raise BackendError(
                "The connection broke while the message was being worked on, and the timeline has not changed since.",
                hint="It was not sent again, since it may already have been charged; ask for it again if you want it.",
                code="lost",
            )


def _outcome(
    ctx: Context, job: Job, heard: Heard, after: StateSnapshot, changes: list[str], *, recovered: bool
) -> dict[str, Any]:
    said = ctx.translator.translate(redact(heard.text))
    found = read_draft(after)
    credits = ctx.read_credits()
    before = job.memo.get("available")
    cost = None
    if credits is not None and credits.available is not None and before is not None:
        cost = round(before - credits.available, 3)
    return {
        "text": said.text.strip(),
        "actions": list(said.actions),
        "suggestions": [{"action": item.action, "text": item.text} for item in said.suggestions],
        "changes": changes,
        "timeline": found.to_json() if found.tracks else None,
        "ready": found.ready,
        "credits": credits.to_json() if credits else None,
        "cost": cost,
        "recovered": recovered,
    }


__all__ = ["Cancelled", "Heard", "changes_since", "media_fingerprint", "run_message"]
