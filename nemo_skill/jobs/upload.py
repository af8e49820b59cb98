"""Uploads: files from disk, and URLs that the service fetches itself."""

from __future__ import annotations

import os
import time
from typing import Any

from nemo_skill.cloud.inspect import LocalFile, check_file, is_url
from nemo_skill.cloud.models import Upload
from nemo_skill.cloud.transfer import Progress, upload
from nemo_skill.errors import InputError, SessionGone
from nemo_skill.jobs.context import Cancelled, Context
from nemo_skill.journal import Job


def run_upload(ctx: Context, job: Job, sources: list[str]) -> dict[str, Any]:
    """Upload files and URLs into the project's session, one after the other.

    What an earlier process uploaded is not uploaded again.

    Returns:
        {uploads: [...]}, in the order of `sources`

    Raises:
        InputError: a file is not accepted; nothing of it was sent.
    """
    files = {source: check_file(source, ctx.tables["formats"]) for source in sources if not is_url(source)}
    done: list[dict[str, Any]] = list(job.result.get("uploads", []))
    finished: list[str] = list(job.result.get("finished", []))
    ctx.journal.update_job(job.id, status="running", sent=job.sent or time.time())
    ctx.read_state()  # a lost session is replaced before megabytes go to it
    for number, source in enumerate(sources):
        if source in finished:
            continue
        ctx.check_cancelled()

        def progress(sent: int, total: int | None, number: int = number) -> None:
            ctx.progress("uploading", (number + sent / (total or 1)) / len(sources))

        try:
            found = _send(ctx, source, files.get(source), progress)
        except SessionGone:
            ctx.replace_session()
            found = _send(ctx, source, files.get(source), progress)
        except InputError as exc:
            if exc.code == "cancelled":
                raise Cancelled from None
            exc.message = f"{os.path.basename(source)}: {exc.message}"
            raise
        done += [item.to_json() for item in found]
        finished.append(source)
        ctx.journal.update_job(job.id, result={"uploads": done, "finished": finished})
    return {"uploads": done}


def _send(ctx: Context, source: str, file: LocalFile | None, progress: Progress) -> list[Upload]:
    session = ctx.ensure_session()
    if file is None:
        return ctx.client.upload_urls(session.session_id, [source])
    return upload(ctx.client, session.session_id, file, progress=progress, stop=ctx.stop.is_set)
