"""`jobs`, `wait`, `cancel`, and the worker process itself."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from nemo_skill.cli import backend
from nemo_skill.cli.desk import Desk
from nemo_skill.cli.follow import follow, follower
from nemo_skill.errors import InputError, StillRunning
from nemo_skill.jobs.estimate import Estimate, remaining
from nemo_skill.jobs.following import is_alive
from nemo_skill.jobs.rows import can_go_on, describe_job
from nemo_skill.journal import Job, Turn

_KINDS = {"message": "kind_message", "export": "kind_export", "upload": "kind_upload"}
_STATUSES = {
    "queued": "status_queued",
    "running": "status_running",
    "done": "status_done",
    "failed": "status_failed",
    "cancelled": "status_cancelled",
    "lost": "status_lost",
}


def jobs(desk: Desk) -> int:
    desk.project()  # its language is the answer's
    say = desk.phrases().say
    rows = []
    lines = []
    for turn in reversed(desk.journal.turns(base=backend.base_key(desk.around))):
        project = desk.journal.project_by_id(turn.project).name
        alive = is_alive(desk.journal, turn)
        found = desk.journal.jobs(turn.id)
        for job in reversed(found):
            row = describe_job(job, project)
            row |= {"command": turn.command, "created": round(job.created, 3)}
            estimate = _estimate(desk, turn, job) if alive else None
            remarks = []
            if estimate is not None:
                row["eta"] = estimate._asdict()
                remarks.append(say("job_eta", least=estimate.p50_s, most=estimate.p90_s))
            if not job.is_finished and job.sent is not None and not alive:
                row["note"] = "sent, outcome unknown; 'wait' finds it out"
                remarks.append(say("job_unknown"))
            rows.append(row)
            share = f" {job.progress:.0f}%" if job.progress is not None and not job.is_finished else ""
            lines.append(_line(say, row, share, job.created, remarks))
        if not found:
            rows.append({"id": turn.id, "kind": "message", "status": turn.status, "project": project})
            lines.append(_line(say, rows[-1], "", turn.created, []))
    desk.output.result({"text": "\n".join(lines) or say("nothing_running"), "jobs": rows})
    return 0


def _line(say: Callable[..., str], row: dict[str, Any], share: str, created: float, remarks: list[str]) -> str:
    kind, status = say(_KINDS[row["kind"]]), say(_STATUSES[row["status"]])
    parts = [row["id"], f"{kind:<7}", f"{status}{share}", row["project"], _ago(say, created), *remarks]
    return "  ".join(parts)


def _estimate(desk: Desk, turn: Turn, job: Job) -> Estimate | None:
    if job.kind != "export" or job.is_finished or job.sent is None:
        return None
    history = desk.journal.render_seconds(desk.journal.project_by_id(turn.project).base)
    return remaining(history, max(time.time() - job.sent, 0.0) / desk.around.pace.factor)


def _ago(say: Callable[..., str], moment: float) -> str:
    seconds = max(0, int(time.time() - moment))
    for size, key in ((86400, "ago_days"), (3600, "ago_hours"), (60, "ago_minutes")):
        if seconds >= size:
            return say(key, n=seconds // size)
    return say("ago_seconds", n=seconds)


def wait(desk: Desk) -> int:
    if desk.args.job:
        turn = _find(desk, desk.args.job)
        jobs = desk.journal.jobs(turn.id)
        if turn.status == "failed" and jobs and turn.error and can_go_on(jobs[-1], turn.error["code"]):
            desk.journal.reopen(turn.id, jobs[-1].id)
            turn = desk.journal.turn(turn.id)
        return follow(desk, [turn])
    turns = [turn for turn in desk.journal.turns(project=desk.project().id) if not turn.is_finished or not turn.told]
    if not turns:
        desk.output.result({"text": desk.phrases().say("nothing_running")})
        return 0
    desk.language = str(turns[-1].request.get("language", "en"))
    return follow(desk, turns)


def _find(desk: Desk, identity: str) -> Turn:
    turn = desk.journal.find(identity)
    if turn is None:
        raise InputError(f"There is no job {identity}.", hint="'jobs' lists them.", code="no_job")
    if desk.journal.project_by_id(turn.project).base != backend.base_key(desk.around):
        raise InputError(
            f"Job {identity} belongs to another backend.",
            hint="Add or leave out --local, or set NEMO_API_URL as it was when the job began.",
            code="no_job",
        )
    return turn


def cancel(desk: Desk) -> int:
    turn = _find(desk, desk.args.job)
    desk.language = str(turn.request.get("language", "en"))
    if turn.is_finished:
        desk.output.result({"text": _ended(desk, turn, "job_ended")})
        return 0
    desk.journal.request_cancel(turn.id)
    hand = follower(desk, lambda turn, event: None)
    turn = hand.follow(turn, deadline=time.monotonic() + 30)
    if not turn.is_finished:
        raise StillRunning("The job has been told to stop but is still ending.", hint="Look again with 'jobs'.")
    desk.journal.mark_told(turn.id)
    data: dict[str, Any] = {"text": desk.phrases().say("cancelled")}
    if turn.status != "cancelled":
        data["text"] = _ended(desk, turn, "job_was_faster")
    found = desk.journal.jobs(turn.id)
    if found:
        data["job"] = describe_job(found[-1], desk.journal.project_by_id(turn.project).name)
    desk.output.result(data)
    return 0


def _ended(desk: Desk, turn: Turn, key: str) -> str:
    say = desk.phrases().say
    return say(key, status=say(_STATUSES[turn.status]))


def worker(desk: Desk) -> int:
    from nemo_skill.jobs.worker import work

    work(desk.journal, desk.args.turn, lambda turn: desk.context(desk.journal.project_by_id(turn.project), turn=turn))
    return 0
