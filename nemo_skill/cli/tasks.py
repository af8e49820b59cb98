"""`jobs`, `wait`, `cancel`, and the worker process itself."""

from __future__ import annotations

import time
from typing import Any

from nemo_skill.cli import backend
from nemo_skill.cli.desk import Desk
from nemo_skill.cli.follow import follow, follower
from nemo_skill.errors import InputError, StillRunning
from nemo_skill.jobs.estimate import Estimate, remaining
from nemo_skill.jobs.turn import can_go_on, describe_job
from nemo_skill.jobs.worker import is_alive, work
from nemo_skill.journal import Job, Turn


def jobs(desk: Desk) -> int:
    rows = []
    lines = []
    for turn in reversed(desk.journal.turns(base=backend.base_key(desk.around))):
        project = desk.journal.project_by_id(turn.project).name
        alive = is_alive(desk.journal, turn)
        for job in reversed(desk.journal.jobs(turn.id)):
            row = describe_job(job, project)
            row |= {"command": turn.command, "created": round(job.created, 3)}
            estimate = _estimate(desk, turn, job) if alive else None
            if estimate is not None:
                row["eta"] = estimate._asdict()
            if not job.is_finished and job.sent is not None and not alive:
                row["note"] = "sent, outcome unknown; 'wait' finds it out"
            rows.append(row)
            share = f" {job.progress:.0f}%" if job.progress is not None and not job.is_finished else ""
            note = f"  ({row['note']})" if "note" in row else ""
            eta = f"  (about {estimate.p50_s}-{estimate.p90_s} s to go)" if estimate is not None else ""
            lines.append(f"{job.id}  {job.kind:<7}  {job.status}{share}  {project}  {_ago(job.created)}{eta}{note}")
        if not desk.journal.jobs(turn.id):
            lines.append(f"{turn.id}  {'message':<7}  {turn.status}  {project}  {_ago(turn.created)}")
            rows.append({"id": turn.id, "kind": "message", "status": turn.status, "project": project})
    text = "\n".join(lines) or desk.phrases().say("nothing_running")
    desk.output.result({"text": text, "jobs": rows})
    return 0


def _estimate(desk: Desk, turn: Turn, job: Job) -> Estimate | None:
    if job.kind != "export" or job.is_finished or job.sent is None:
        return None
    history = desk.journal.render_seconds(desk.journal.project_by_id(turn.project).base)
    return remaining(history, max(time.time() - job.sent, 0.0) / desk.around.pace.factor)


def _ago(moment: float) -> str:
    seconds = max(0, int(time.time() - moment))
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size} {unit} ago"
    return f"{seconds} s ago"


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
    if turn.is_finished:
        desk.output.result({"text": f"The job had already ended ({turn.status})."})
        return 0
    desk.journal.request_cancel(turn.id)
    hand = follower(desk, lambda turn, event: None)
    turn = hand.follow(turn, deadline=time.monotonic() + 30)
    if not turn.is_finished:
        raise StillRunning("The job has been told to stop but is still ending.", hint="Look again with 'jobs'.")
    desk.journal.mark_told(turn.id)
    data: dict[str, Any] = {"text": desk.phrases().say("cancelled")}
    if turn.status != "cancelled":
        data["text"] = f"The job ended before it could be stopped ({turn.status})."
    found = desk.journal.jobs(turn.id)
    if found:
        data["job"] = describe_job(found[-1], desk.journal.project_by_id(turn.project).name)
    desk.output.result(data)
    return 0


def worker(desk: Desk) -> int:
    try:
        work(
            desk.journal, desk.args.turn, lambda turn: desk.context(desk.journal.project_by_id(turn.project), turn=turn)
        )
    finally:
        desk.journal.close()
    return 0
