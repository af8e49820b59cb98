"""One message to the chat agent: sent once, ever; then heard to its end, or settled by reading.

States of its job row: `queued` without `sent` (surely not sent) -> `running` with `sent` (the request may have left)
-> `done` | `failed` | `cancelled` | `lost`. Whoever finds `sent` set never sends again.
"""

from __future__ import annotations

import hashlib
import time
from typing import Any

from nemo_skill import timeline
from nemo_skill.cloud.client import StateSnapshot
from nemo_skill.cloud.models import Credits, plain
from nemo_skill.errors import (
    BackendError,
    CreditsError,
    NetworkError,
    NotSentError,
    RateLimitError,
    SessionGone,
    SkillError,
    from_json,
)
from nemo_skill.jobs.context import Context, canvas_of, read_draft
from nemo_skill.jobs.stream import Heard, Refused, hear
from nemo_skill.journal import Job
from nemo_skill.language.translation import Translation

_NOT_SENT_AGAIN = "It was not sent again, since that could cost credits twice; ask for it again if you want it."


def run_message(ctx: Context, job: Job, text: str, *, max_credits: float | None = None) -> dict[str, Any]:
    """Carry a message through, from wherever an earlier process left it.

    Args:
        max_credits: what it may cost at the most, by the documented estimates.

    Returns:
        {text, actions, suggestions, changes, timeline, ready, ratio, credits, cost, recovered}

    Raises:
        Cancelled: the user stopped it; what was sent stays sent.
        CreditsError: it would cost more than `max_credits`; nothing was sent.
        SkillError: it failed, or its outcome could not be found out (code `lost`).
    """
    if job.sent is None:
        job = _prepare(ctx, job)
        _check_budget(ctx, job, max_credits)
        heard = _send(ctx, job, text)
        job = ctx.journal.update_job(job.id, result={"heard": _dump(ctx, heard)})
    else:
        ctx.report("note", key="resumed")
        heard = _load(ctx, job)
    return _settle(ctx, job, heard)


def _dump(ctx: Context, heard: Heard) -> dict[str, Any]:
    error = None if heard.error is None else {**heard.error.to_json(), "status": heard.error.status}
    return {**heard._asdict(), "text": ctx.redact(heard.text), "error": error}


def _load(ctx: Context, job: Job) -> Heard:
    """What an earlier process heard: the whole, or the fragments that it reported before it died."""
    saved = job.result.get("heard")
    if saved is None:
        deltas = [event.data["delta"] for event in ctx.journal.events(job.turn) if event.kind == "text"]
        return Heard("".join(deltas), ended=False)
    error = saved["error"] and from_json(saved["error"], status=int(saved["error"]["status"]))
    return Heard(saved["text"], saved["ended"], error or None, saved["long_running"])


# -- before ---------------------------------------------------------------------------------------------------------


def _prepare(ctx: Context, job: Job) -> Job:
    """Read what the outcome will be compared with, and write it down."""
    ctx.check_cancelled()
    before = ctx.read_state()
    credits = ctx.read_credits()
    available = credits.available if credits else None
    begun = read_draft(before).ready
    memo = {
        "draft": before.draft_json,
        "canvas": canvas_of(before.data),
        "begun": begun,
        "estimate": ctx.tables["costs"]["editing" if begun else "generation"],
        "media": media_count(before),
        "available": available,
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
        ctx.report("note", key="low_credits", fields={"available": f"{available:g}", "cost": estimate})


def media_count(snapshot: StateSnapshot) -> int:
    """How much material the session has: it may grow although the timeline doesn't. Counted, since links to the same
    file are signed anew with each read."""
    state = snapshot.data.get("state")
    state = state if isinstance(state, dict) else snapshot.data
    lists = (state.get("video_infos"), state.get("generated_media"))
    return sum(len(found) for found in lists if isinstance(found, list))


# -- sending and hearing ----------------------------------------------------------------------------------------------


def _send(ctx: Context, job: Job, text: str) -> Heard:
    """Send the message; again only where the server refused it before accepting it, or was never reached."""
    done: set[str] = set()
    tries = 0

    def on_progress(percent: float) -> None:
        if ctx.progress("drawing", percent / 100):
            ctx.journal.update_job(job.id, progress=percent)

    while True:
        ctx.check_cancelled()
        session = ctx.ensure_session()
        headers = ctx.client.authorized()
        digest = hashlib.sha256(f"{session.session_id}\0{text}".encode("utf-8", "surrogatepass")).hexdigest()
        # From here on the message counts as sent, whatever happens to this process.
        ctx.journal.update_job(job.id, status="running", sent=time.time(), fingerprint=digest)
        ctx.mark_session_used()
        try:
            return hear(ctx, session.session_id, text, generates=not job.memo.get("begun"), on_progress=on_progress)
        except NotSentError:
            ctx.journal.update_job(job.id, sent=None)
            tries += 1
            if tries >= int(ctx.tables["cadence"]["reconnect_tries"]):
                raise
            ctx.wait(float(ctx.tables["cadence"]["reconnect_s"]) * tries)
        except Refused as refused:
            ctx.journal.update_job(job.id, sent=None)
            error = refused.error
            if error.code == 1001 and "token" not in done:
                done.add("token")
                ctx.client.renew_token(headers)
            elif isinstance(error, SessionGone) and "session" not in done:
                done.add("session")
                ctx.replace_session()
                _prepare(ctx, ctx.journal.job_by_id(job.id))
            elif isinstance(error, RateLimitError) and "rate" not in done and ctx.client.sit_out(error):
                done.add("rate")
            else:
                raise ctx.client.with_links(error) from None


# -- after ------------------------------------------------------------------------------------------------------------


def _settle(ctx: Context, job: Job, heard: Heard) -> dict[str, Any]:
    """Find out what the message did, by reading state and balance; never by sending again."""
    said = ctx.translator.translate(ctx.redact(heard.text))
    silent = not said.text and not said.actions and not said.suggestions
    try:
        if heard.is_whole:
            after = _read(ctx)
            if after is None or (silent and heard.error is None and not _changes(ctx, job, after)):
                after = _look_again(ctx, job) or after
        else:
            ctx.report("note", key="recovering")
            after = _recover(ctx, job)
        if after is None and (silent or not heard.is_whole):
            raise _lost(ctx, job)
    except SkillError as error:
        # What was heard is told even where the rest can't be found out.
        ctx.journal.update_job(job.id, result={"partial": _outcome(ctx, job, said, None, recovered=False)})
        raise error
    outcome = _outcome(ctx, job, said, after, recovered=not heard.is_whole)
    failure: SkillError
    if heard.error is not None:
        failure = heard.error
        # It was accepted and may have been charged: whether to ask again is the user's to decide.
        failure.retryable = False
        if failure.code == "backend":
            failure.hint = _NOT_SENT_AGAIN
    elif heard.is_whole and silent and not outcome["changes"]:
        failure = BackendError(
            "The video service ended its answer without a word, and the timeline did not change.",
            hint="Say it again in other words if you want it done; nothing is sent again by itself.",
            code="no_answer",
            retryable=False,
        )
    else:
        return outcome
    ctx.journal.update_job(job.id, result={"partial": outcome})
    raise failure


def _read(ctx: Context) -> StateSnapshot | None:
    """The session's state; None while it can't be read, which proves nothing.

    Raises:
        BackendError: (code `lost`) the session is gone, and with it the way to find out. It isn't replaced here: an
            empty timeline would look like a change.
    """
    try:
        return ctx.client.state(ctx.ensure_session().session_id)
    except SessionGone:
        if ctx.fresh_session:
            return StateSnapshot({}, None)
        ctx.forget_session()
        raise BackendError(
            "The session was gone before the outcome of the message could be read.",
            hint="The next command starts a new session; ask again there if you still want it.",
            code="lost",
            retryable=False,
        ) from None
    except (NetworkError, BackendError):
        return None


def _changes(ctx: Context, job: Job, after: StateSnapshot) -> list[str]:
    """What the message changed, in words, compared with what its job wrote down before it was sent."""
    old: dict[str, Any] = {"draft": job.memo.get("draft")}
    new: dict[str, Any] = {"draft": after.draft_json}
    canvases = job.memo.get("canvas"), canvas_of(after.data)
    if all(canvases):
        # A canvas that only one of the two reads names is no change of the message's.
        old["canvas_config"], new["canvas_config"] = canvases
    changes = timeline.differences(old, new, language=ctx.language)
    if not changes and media_count(after) > job.memo.get("media", 0):
        changes = [ctx.phrases.say("media_added")]
    return changes


def _look_again(ctx: Context, job: Job) -> StateSnapshot | None:
    """A silent end: the change may show a moment later."""
    after: StateSnapshot | None = None
    for _ in range(int(ctx.tables["cadence"]["settle_reads"])):
        ctx.wait(float(ctx.tables["cadence"]["settle_s"]))
        after = _read(ctx) or after
        if after is not None and _changes(ctx, job, after):
            break
    return after


def _recover(ctx: Context, job: Job) -> StateSnapshot | None:
    """The stream broke, or its tools outlast it: wait, read, compare. None when the reads ran out unchanged.

    A generation has two stages; while the server still holds credits for it, a first change isn't the last.
    """
    cadence = ctx.tables["cadence"]
    wait_s = float(cadence["recovery_first_s"])
    changed: StateSnapshot | None = None
    for _ in range(int(cadence["recovery_reads"])):
        ctx.wait(wait_s)
        wait_s = float(cadence["recovery_next_s"])
        after = _read(ctx)
        if after is None:
            continue
        if _changes(ctx, job, after):
            changed = after
            credits = ctx.read_credits()
            if credits is None or not credits.frozen:
                break
    return changed


def _lost(ctx: Context, job: Job) -> BackendError:
    cost = _cost(ctx, job, ctx.read_credits())
    charged = f" It was charged {cost:g} credits." if cost else ""
    return BackendError(
        "The connection broke while the message was being worked on, and the timeline has not changed since." + charged,
        hint=_NOT_SENT_AGAIN,
        code="lost",
        retryable=False,
    )


def _cost(ctx: Context, job: Job, credits: Credits | None) -> float | None:
    before: float | None = job.memo.get("available")
    if credits is None or credits.available is None or before is None:
        return None
    return round(before - credits.available, 3)


def _receipt(job: Job, credits: Credits | None) -> dict[str, Any] | None:
    """The balance after a message, and what was available `before` it."""
    if credits is None:
        return None
    before = job.memo.get("available")
    return credits.to_json() if before is None else {**credits.to_json(), "before": plain(before)}


def _outcome(
    ctx: Context, job: Job, said: Translation, after: StateSnapshot | None, *, recovered: bool
) -> dict[str, Any]:
    found = read_draft(after) if after is not None else None
    credits = ctx.read_credits()
    return {
        "text": said.text.strip(),
        "actions": list(said.actions),
        "suggestions": [{"action": item.action, "text": item.text} for item in said.suggestions],
        "changes": _changes(ctx, job, after) if after is not None else [],
        "timeline": found.to_json() if found is not None and found.tracks else None,
        "ready": found is not None and found.ready,
        "ratio": found.ratio if found is not None else None,
        "credits": _receipt(job, credits),
        "cost": _cost(ctx, job, credits),
        "recovered": recovered,
    }
