"""A worker process: heavy jobs (drawing, decoding, encoding) away from the server's event loop.

One JSON object a line on standard input: ``{"job": kind, ...}`` starts a job, ``{"cancel": true}`` stops it. On
standard output: ``{"progress": 0..1}`` as often as it changes, then ``{"result": {...}}``, ``{"error": "..."}`` or
``{"cancelled": true}``. End of input ends the process, so that no worker outlives its server. The argument is a folder
where engines may keep parts of clips.
"""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

Job = dict[str, Any]
Progress = Callable[[float], None]
Cancelled = Callable[[], bool]


class JobCancelled(Exception):
    """The server asked to stop."""


def generate(job: Job, progress: Progress, cancelled: Cancelled) -> dict[str, Any]:
    """Let the engine draw one clip; returns what it understood and what it made."""
    from . import media
    from .engines import ClipRequest, EngineCancelled, get_engine

    engine = get_engine(job["engine"], job.get("settings"), cache=Path(sys.argv[1]) if sys.argv[1:] else None)
    request = ClipRequest(**job["request"])
    plan = engine.plan(request)
    out = Path(job["out"])
    try:
        engine.render(request, out, progress=progress, cancelled=cancelled)
    except EngineCancelled:
        raise JobCancelled from None
    info = media.probe(out)
    return {
        "title": plan.title,
        "unknown": list(plan.unknown),
        "label": engine.label,
        "duration_ms": round(info.duration_s * 1000),
        "width": info.width,
        "height": info.height,
        "fps": info.fps,
    }


def probe(job: Job, progress: Progress, cancelled: Cancelled) -> dict[str, Any]:
    from .inspection import inspect_file

    return inspect_file(Path(job["path"]), job["ending"])


def render(job: Job, progress: Progress, cancelled: Cancelled) -> dict[str, Any]:
    from .render import RenderCancelled, render_draft

    try:
        return render_draft(
            job["draft"], job["assets"], Path(job["out"]), quality=job["quality"], canvas=job["canvas"],
            longest_s=job["longest_s"], progress=progress, cancelled=cancelled,
        )  # fmt: skip
    except RenderCancelled:
        raise JobCancelled from None


def still(job: Job, progress: Progress, cancelled: Cancelled) -> dict[str, Any]:
    from .page.frames import make_still

    make_still(Path(job["path"]), Path(job["out"]), job["width"])
    return {}


#: Exceptions whose words say what is wrong; of all others the traceback goes to the log.
MEANT_FOR_PEOPLE = ("EngineError", "MediaError", "RenderError", "GlyphsMissing", "ValueError")

JOBS: dict[str, Callable[[Job, Progress, Cancelled], dict[str, Any]]] = {
    "generate": generate,
    "probe": probe,
    "render": render,
    "still": still,
}


def _listen(jobs: queue.Queue[Job | None], stop: threading.Event) -> None:
    for line in sys.stdin:
        message = json.loads(line)
        if message.get("cancel"):
            stop.set()
        else:
            jobs.put(message)
    stop.set()
    jobs.put(None)


def _private_stdout() -> TextIO:
    """Keep the real standard output for the protocol and send every stray print to standard error."""
    kept = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(2, 1)
    return kept


def main() -> int:
    out = _private_stdout()
    jobs: queue.Queue[Job | None] = queue.Queue()
    stop = threading.Event()
    threading.Thread(target=_listen, args=(jobs, stop), daemon=True).start()

    def send(message: dict[str, Any]) -> None:
        out.write(json.dumps(message) + "\n")

    while (job := jobs.get()) is not None:
        shown = -1

        def progress(share: float) -> None:
            nonlocal shown
            percent = max(0, min(100, int(share * 100)))
            if percent > shown:
                shown = percent
                send({"progress": percent / 100})

        try:
            send({"result": JOBS[job["job"]](job, progress, stop.is_set)})
        except JobCancelled:
            send({"cancelled": True})
        except Exception as error:
            # Whatever a library raises on a strange file must reach the client as words, not end the worker.
            kind = type(error).__name__
            if kind not in MEANT_FOR_PEOPLE:
                traceback.print_exc()
            words = str(error) if kind in MEANT_FOR_PEOPLE else f"the job failed unexpectedly ({kind}: {error})"
            send({"error": words, "kind": kind})
        stop.clear()
    return 0


if __name__ == "__main__":
    sys.exit(main())
