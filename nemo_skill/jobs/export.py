"""An export: read the draft, write the render id down, submit, poll, download, check.

A render id belongs to whoever wrote it down: after a lost answer the same id is asked for before anything else.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from typing import Any

from nemo_skill.cloud.client import StateSnapshot, new_render_id
from nemo_skill.cloud.envelope import short
from nemo_skill.cloud.models import Render
from nemo_skill.cloud.names import file_stem, unused_names
from nemo_skill.cloud.transfer import Downloaded, Part, describe, download
from nemo_skill.errors import BackendError, InputError, NetworkError, NotSentError, SessionGone, SkillError
from nemo_skill.jobs.cadence import Look, next_wait
from nemo_skill.jobs.context import Cancelled, Context, canvas_of, read_draft
from nemo_skill.jobs.estimate import remaining
from nemo_skill.journal import Job

_LENGTH_TOLERANCE_S = 0.5
# Sides are even numbers of pixels, so a ratio is met to within a few in a thousand.
_SHAPE_TOLERANCE = 0.02


def run_export(
    ctx: Context,
    job: Job,
    *,
    output: str | None,
    folder: str,
    stem: str,
    wanted: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Carry an export through, from wherever an earlier process left it.

    Args:
        output: the file to write; None chooses `stem.mp4` in `folder`, or the next free name.
        stem: start of that name; empty takes the first clip's.
        wanted: the user's wishes, {duration_s, ratio}, that the file is compared with.

    Returns:
        {file, warnings, timeline, link, render_s}

    Raises:
        InputError: nothing is on the timeline, or the output can't be written.
        BackendError: the render failed twice, or its file can't be fetched.
    """
    if output is not None and os.path.isdir(output):
        raise InputError(f"{output} is a folder.", hint="Name the file to write, such as -o video.mp4.", code="output")
    for attempt in (1, 2):
        try:
            render = _render(ctx, job)
            break
        except _RenderFailed as failed:
            if attempt == 2 or job.memo.get("retried"):
                raise BackendError(
                    f"The render failed: {ctx.redact(failed.reason)}." if failed.reason else "The render failed.",
                    hint="Export again in a minute; exporting is free.",
                    code="render_failed",
                ) from None
            job = ctx.journal.update_job(job.id, memo={"retried": True}, render_id=None, sent=None, progress=None)
    job = ctx.journal.job_by_id(job.id)
    target = job.memo.get("target")
    if not target:
        if output:
            # The person named it, so it gives way to nobody; each file is whole when it takes the name.
            target = os.path.abspath(output)
            job = ctx.journal.update_job(job.id, memo={"target": target})
        else:
            names = unused_names(folder, stem or _clip_stem(job) or "video")
            target = ctx.journal.claim_target(job.id, names)
            job = ctx.journal.job_by_id(job.id)
    done = _download(ctx, job, render, target)
    return {
        "file": describe(done),
        "warnings": _warnings(ctx, job, done, wanted or {}),
        "timeline": job.memo.get("timeline"),
        "link": render.url if render.url.startswith(("http://", "https://")) else None,
        "render_s": job.result.get("render_s"),
    }


def _clip_stem(job: Job) -> str:
    for track in (job.memo.get("timeline") or {}).get("tracks", []):
        if track["kind"] == "video" and track["segments"]:
            return file_stem(str(track["segments"][0].get("name") or ""))
    return ""


class _RenderFailed(Exception):
    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


# -- rendering --------------------------------------------------------------------------------------------------------


def _render(ctx: Context, job: Job) -> Render:
    """The completed render of this job."""
    job = ctx.journal.job_by_id(job.id)
    render: Render | None = None
    if job.render_id is not None and job.sent is not None:
        # An earlier process got this far; the server knows better than we do.
        render = _ask(ctx, job.render_id)
    if render is None:
        render = _submit(ctx, job)
    return _poll(ctx, ctx.journal.job_by_id(job.id), render)


def _submit(ctx: Context, job: Job) -> Render:
    ctx.check_cancelled()
    draft_json = job.memo.get("draft")
    if draft_json is None:
        snapshot = ctx.read_state()
        draft_json = _ready_draft(ctx, snapshot)
        found = read_draft(snapshot)
        canvas = canvas_of(snapshot.data)
        job = ctx.journal.update_job(job.id, memo={"draft": draft_json, "timeline": found.to_json(), "canvas": canvas})
    renamed = False
    reconnects = 0
    while True:
        known = job.render_id is not None and job.sent is not None
        render_id = job.render_id or new_render_id(ctx.journal.is_render_id_taken)
        # The id is on disk before it is on the wire.
        job = ctx.journal.update_job(job.id, status="running", render_id=render_id, sent=job.sent or time.time())
        try:
            return ctx.client.submit_render(render_id, ctx.ensure_session().session_id, draft_json)
        except (BackendError, NetworkError) as exc:
            if _is_unknown_outcome(exc):
                # The render may run behind a gateway's error: its id is asked for before anything else.
                reconnects += 1
                if reconnects >= int(ctx.tables["cadence"]["reconnect_tries"]):
                    raise
                ctx.wait(float(ctx.tables["cadence"]["reconnect_s"]) * reconnects)
                found_render = None if isinstance(exc, NotSentError) else _ask(ctx, render_id)
                if found_render is not None:
                    return found_render
                continue
            if isinstance(exc, SessionGone) and not ctx.session_gone:
                ctx.replace_session()
                continue
            if exc.code != 409:
                raise
            found_render = _ask(ctx, render_id) if known else None
            if found_render is not None:
                return found_render
            if renamed:
                raise BackendError("The service refuses every new render id.", hint="Export again later.") from exc
            renamed = True
            job = ctx.journal.update_job(job.id, render_id=None, sent=None)


def _ready_draft(ctx: Context, snapshot: StateSnapshot) -> str:
    if snapshot.draft_json is None or not read_draft(snapshot).ready:
        raise InputError(
            "There is nothing on the timeline to export yet.",
            hint="Describe the video that you want in a sentence (what, where, which light), then export again.",
            code="empty_timeline",
        )
    return snapshot.draft_json


def _ask(ctx: Context, render_id: str) -> Render | None:
    """The render's status; broken connections and 5xx answers are survived on the same id."""
    cadence = ctx.tables["cadence"]
    failures = 0
    while True:
        ctx.check_cancelled()
        try:
            return ctx.client.render_status(render_id)
        except (NetworkError, BackendError) as exc:
            failures += 1
            if not _is_unknown_outcome(exc) or failures > 2 * int(cadence["reconnect_tries"]):
                raise
            ctx.wait(float(cadence["reconnect_s"]) * min(failures, 4))


def _is_unknown_outcome(exc: SkillError) -> bool:
    """Whether a request may have been carried out although it failed: a cut, a 5xx, a body that makes no sense."""
    code = exc.code
    return isinstance(exc, NetworkError) or code == "backend" or (isinstance(code, int) and 500 <= code < 600)


def _poll(ctx: Context, job: Job, render: Render) -> Render:
    cadence = ctx.tables["cadence"]
    render_id = job.render_id or render.id
    # The wall clock survives a change of process; a clock that jumped only moves the next look.
    started = job.sent or time.time()
    scale = ctx.pace.factor
    history = ctx.journal.render_seconds(ctx.project.base)
    looks: list[Look] = []
    begun = time.monotonic()
    # A render that was picked up later says nothing about how long renders take.
    watched = abs(time.time() - started) < 30 * scale + 5
    while True:
        ctx.check_cancelled()
        if render.is_done:
            result: dict[str, Any] = {"url": render.url}
            if watched:
                result["render_s"] = round(max(time.time() - started, 0.0) / scale, 2)
            ctx.journal.update_job(job.id, progress=100.0, result=result)
            return render
        if render.is_failed:
            raise _RenderFailed(short(render.error).rstrip("."))
        if render.is_cancelled:
            raise Cancelled
        if time.monotonic() - begun > ctx.limit(float(cadence["render_total_s"])) + 5.0:
            raise BackendError(
                "The render has not finished in time.",
                hint=f"Run 'wait {job.id}' later: the render is not lost.",
                code="render_slow",
            )
        elapsed = max(time.time() - started, 0.0) / scale
        fraction = None
        if render.progress is not None:
            ctx.journal.update_job(job.id, progress=render.progress)
            fraction = min(max(render.progress / 100, 0.0), 1.0)
        estimate = remaining(history, elapsed)
        ctx.progress("rendering", fraction, to_go_s=estimate.p50_s if estimate is not None else None)
        looks.append(Look(elapsed, render.progress))
        if ctx.client.endpoint.loopback:
            # A tenth of its time late at the most; each look costs the same machine a little.
            wait_s = min(max(elapsed / 10, 0.04), float(cadence["local_poll_s"]))
        else:
            wait_s = next_wait(
                looks, history, interval_s=float(cadence["render_poll_s"]), limit=int(cadence["render_polls"])
            )
        ctx.wait(wait_s)
        found = _ask(ctx, render_id)
        if found is None:
            raise BackendError(
                "The service no longer knows this render.", hint="Export again; exporting is free.", code=404
            )
        render = found


# -- the file ---------------------------------------------------------------------------------------------------------


def _download(ctx: Context, job: Job, render: Render, target: str) -> Downloaded:
    render_id = job.render_id or render.id
    saved = job.memo.get("part")
    part = Part(saved["path"], saved["etag"]) if isinstance(saved, dict) else None

    def urls(attempt: int) -> str | None:
        if attempt == 0:
            return render.url or ctx.client.download_url(render_id)
        if attempt in (1, 3):
            fresh = _ask(ctx, render_id)
            return (fresh.url if fresh is not None else "") or ctx.client.download_url(render_id)
        return ctx.client.download_url(render_id) if attempt in (2, 4) else None

    def stop() -> bool:
        try:
            ctx.check_cancelled()
        except Cancelled:
            return True
        return False

    last_check = [0.0, False]

    def stop_sometimes() -> bool:
        # A look at the journal for every megabyte would cost more than the download.
        now = time.monotonic()
        if now - last_check[0] > 0.3:
            last_check[:] = [now, stop()]
        return bool(last_check[1])

    def on_part(begun: Part) -> None:
        ctx.journal.update_job(job.id, memo={"part": {"path": begun.path, "etag": begun.etag}})

    def progress(done: int, total: int | None) -> None:
        ctx.progress("downloading", done / total if total else None)

    try:
        return download(
            ctx.client, target, urls=urls, part=part, on_part=on_part, progress=progress, stop=stop_sometimes
        )
    except InputError as exc:
        if exc.code == "cancelled":
            raise Cancelled from None
        raise


def _warnings(ctx: Context, job: Job, done: Downloaded, wanted: Mapping[str, Any]) -> list[str]:
    """Where the file differs from timeline, canvas and wishes: said plainly, not hidden behind "ready"."""
    warnings = _unmet(ctx, done, wanted)
    expected_ms = (job.memo.get("timeline") or {}).get("duration_ms") or 0
    found_ms = done.info.duration_ms
    if expected_ms and abs(found_ms - expected_ms) > _LENGTH_TOLERANCE_S * 1000:
        warnings.append(
            ctx.phrases.say("length_differs", found=f"{found_ms / 1000:.1f}", expected=f"{expected_ms / 1000:.1f}")
        )
    if not done.info.video_codec:
        warnings.append(ctx.phrases.say("no_video"))
    canvas = job.memo.get("canvas") or {}
    try:
        width, height = int(canvas.get("width") or 0), int(canvas.get("height") or 0)
    except (TypeError, ValueError):
        width = height = 0
    if width and height and done.info.width and (done.info.width, done.info.height) != (width, height):
        warnings.append(ctx.phrases.say("shape_differs", found=_size(done), expected=f"{width}x{height}"))
    return warnings


def _unmet(ctx: Context, done: Downloaded, wanted: Mapping[str, Any]) -> list[str]:
    """The user's own wishes (`--duration`, `--ratio`) that the file doesn't meet."""
    unmet = []
    duration_s, ratio = wanted.get("duration_s"), wanted.get("ratio")
    if duration_s and abs(done.info.duration_ms / 1000 - duration_s) > _LENGTH_TOLERANCE_S:
        found = f"{done.info.duration_ms / 1000:.1f}"
        unmet.append(ctx.phrases.say("length_unmet", found=found, expected=f"{duration_s:g}"))
    if ratio and done.info.width and done.info.height:
        across, down = map(int, str(ratio).split(":"))
        if abs(done.info.width * down / (done.info.height * across) - 1) > _SHAPE_TOLERANCE:
            unmet.append(ctx.phrases.say("shape_unmet", found=_size(done), expected=ratio))
    return unmet


def _size(done: Downloaded) -> str:
    return f"{done.info.width}x{done.info.height}"
