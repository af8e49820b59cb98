"""What is told of the journal's rows. Light, like following: those who only look on speak no HTTP."""

from __future__ import annotations

from typing import Any

from nemo_skill.journal import Job


def can_go_on(job: Job, code: int | str) -> bool:
    """Whether a failed export has a render on the server that is worth asking for again."""
    over = ("render_failed", "empty_timeline", 402, 404, 409, 1001, 1002)
    return job.kind == "export" and job.render_id is not None and job.sent is not None and code not in over


def describe_job(job: Job, project: str) -> dict[str, Any]:
    """The `job` object of a `--json` result."""
    row: dict[str, Any] = {"id": job.id, "kind": job.kind, "status": job.status, "project": project}
    if job.render_id:
        row["render_id"] = job.render_id
    if job.progress is not None:
        row["progress"] = round(job.progress, 1)
    return row


def human_size(size: int) -> str:
    """Bytes as people say them: `3.2 MB`."""
    if size < 1_000_000:
        return f"{max(size / 1000, 0.1):.0f} kB"
    return f"{size / 1_000_000:.1f} MB"
