"""One turn of the user: its steps in order, each taken up from wherever an earlier process left it."""

from __future__ import annotations

import contextlib
import os
from typing import Any

from nemo_skill.errors import NetworkError, SkillError
from nemo_skill.jobs.context import Cancelled, Context, read_draft
from nemo_skill.jobs.export import run_export
from nemo_skill.jobs.message import run_message
from nemo_skill.jobs.report import Report
from nemo_skill.jobs.rows import can_go_on, describe_job
from nemo_skill.jobs.upload import run_upload
from nemo_skill.journal import Job, Status, Turn

KINDS = {"sse": "message", "export": "export", "upload": "upload"}
FREE = ("export", "state", "credits")


def run_turn(ctx: Context, turn: Turn) -> Turn:
    """Carry a turn to its end and write the outcome down.

    The turn's request: {steps: [{action, text, sources, output, item, label, until_ready}], follow_up, report_actions,
    fresh, folder, output, stem, language}. Steps with the same `item` belong together: when one fails, the rest of its
    item is left out, the other items go on. `fresh` starts on an empty timeline.
    """
    ctx.journal.update_turn(turn.id, status="running")
    report = Report(ctx)
    error: SkillError | None = None
    status: Status = "done"
    try:
        if turn.request.get("fresh") and ctx.journal.job_count(turn.id) == 0:
            ctx.start_afresh()
        error = _run_steps(ctx, turn, report)
    except Cancelled:
        status = "cancelled"
        report.note("cancelled")
    if error is not None:
        status = "lost" if error.code == "lost" else "failed"
    if any(event.data.get("key") == "session_gone" for event in ctx.journal.events(turn.id) if event.kind == "note"):
        report.note("session_gone", first=True)
    if turn.request.get("report_actions"):
        report.suggest_asked()
    if not turn.request.get("beside_others"):
        report.spent()
    with contextlib.suppress(SkillError):
        if status == "done" and any(step["action"] in ("sse", "export") for step in turn.request["steps"]):
            report.workspace(ctx.workspace_link())
    if turn.command != "batch":
        report.offer_next()
    result = report.to_json()
    _add_job(ctx, turn, result)
    failure = None
    if error is not None:
        failure = {**error.to_json(), "status": error.status, "links": error.links}
    ctx.journal.update_turn(turn.id, status=status, result=result, error=failure)
    return ctx.journal.turn(turn.id)


def _run_steps(ctx: Context, turn: Turn, report: Report) -> SkillError | None:
    """Run the steps and what the backend's words add to them; the first failure of the worst kind."""
    steps: list[dict[str, Any]] = list(turn.request["steps"])
    broken: dict[Any, SkillError] = {}
    follow_up = bool(turn.request.get("follow_up"))
    number = 0
    while number < len(steps):
        step = steps[number]
        item = step.get("item")
        # A failed step ends what depends on it; reading balance and timeline depends on nothing.
        if item not in broken or step["action"] in ("credits", "state"):
            try:
                _run_step(ctx, turn, number, step, report)
            except SkillError as error:
                report.action(step["action"], ok=False, text=error.message)
                if step.get("extra"):
                    report.warn(error.message)
                else:
                    broken[item] = error
                    if item is not None:
                        report.paragraph(f"{step.get('label') or item}: {error.message}")
        number += 1
        if number == len(steps) and follow_up and not broken:
            planned = {step["action"] for step in steps}
            wanted = [name for name in FREE if name in report.asked_for and name not in planned]
            output = turn.request.get("output")
            steps += [{"action": name, "extra": True, "output": output} for name in wanted]
    return max(broken.values(), key=lambda error: error.status, default=None)


def _run_step(ctx: Context, turn: Turn, number: int, step: dict[str, Any], report: Report) -> None:
    action = step["action"]
    if action == "credits":
        report.balance(ctx.client.credits().to_json())
        return
    if action == "state":
        report.shown(read_draft(ctx.read_state()))
        return
    job = ctx.journal.job(turn.id, number, KINDS[action])
    ctx.report("step", action=action, job=job.id, number=number)
    try:
        outcome = job.result.get("outcome") if job.status == "done" else _run_job(ctx, turn, step, job)
    except SkillError:
        result = ctx.journal.job_by_id(job.id).result
        if "partial" in result:
            report.fell_short(result["partial"])
        elif action == "upload" and result.get("uploads"):
            report.uploaded(result)
        raise
    assert outcome is not None
    if action == "upload":
        report.uploaded(outcome)
    elif action == "sse":
        report.answered(outcome)
    else:
        report.exported(outcome)


def _run_job(ctx: Context, turn: Turn, step: dict[str, Any], job: Job) -> dict[str, Any]:
    try:
        if step["action"] == "upload":
            outcome = run_upload(ctx, job, step["sources"])
        elif step["action"] == "sse":
            outcome = run_message(ctx, job, step["text"], max_credits=turn.request.get("max_credits"))
            if step.get("until_ready") and not outcome["ready"]:
                _await_video(ctx, outcome)
        else:
            outcome = run_export(
                ctx,
                job,
                output=step.get("output"),
                folder=turn.request.get("folder") or os.getcwd(),
                stem=turn.request.get("stem") or "",
                wanted=step.get("wanted"),
            )
    except Cancelled:
        _cancel_render(ctx, ctx.journal.job_by_id(job.id))
        ctx.journal.update_job(job.id, status="cancelled")
        raise
    except SkillError as error:
        if can_go_on(ctx.journal.job_by_id(job.id), error.code):
            error.hint = f"The render is not lost: 'wait {job.id}' goes on with it. Nothing is rendered twice."
        ctx.journal.update_job(job.id, status="lost" if error.code == "lost" else "failed")
        raise
    ctx.journal.update_job(job.id, status="done", result={"outcome": outcome})
    return outcome


def _await_video(ctx: Context, outcome: dict[str, Any]) -> None:
    """The answer came before its video: read on while the server holds credits for work in progress."""
    cadence = ctx.tables["cadence"]
    for _ in range(int(cadence["recovery_reads"])):
        credits = ctx.read_credits()
        if credits is None or not credits.frozen:
            return
        ctx.wait(float(cadence["recovery_first_s"]))
        with contextlib.suppress(NetworkError):
            found = read_draft(ctx.read_state())
            if found.ready:
                outcome |= {"ready": True, "timeline": found.to_json()}
                return


def _cancel_render(ctx: Context, job: Job) -> None:
    if job.kind == "export" and job.render_id and job.sent is not None:
        with contextlib.suppress(SkillError):
            ctx.client.cancel_render(job.render_id)


def _add_job(ctx: Context, turn: Turn, result: dict[str, Any]) -> None:
    jobs = ctx.journal.jobs(turn.id)
    if jobs:
        result["job"] = describe_job(jobs[-1], ctx.project.name)
