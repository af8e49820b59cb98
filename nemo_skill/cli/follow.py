"""Turns as the command line sees them: begun, followed to their ends or to a time-out, told."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nemo_skill.cli.desk import Desk
from nemo_skill.cli.parser import WORKER
from nemo_skill.cli.progress import LiveProgress, PlainProgress
from nemo_skill.errors import Interrupted, SkillError, StillRunning, from_json
from nemo_skill.jobs.following import Follower, is_alive
from nemo_skill.jobs.rows import describe_job, human_size
from nemo_skill.journal import Project, Turn

_REVIVE_S = 15.0


def begin(desk: Desk, request: dict[str, Any], *, project: Project | None = None) -> Turn:
    """Write a turn down, after whatever was left unfinished in its project has been taken up again."""
    project = project or desk.project()
    desk.journal.tidy()
    _revive(desk, project)
    request = {
        "folder": os.getcwd(),
        "language": desk.language,
        "max_credits": getattr(desk.args, "max_credits", None),
        **request,
    }
    return desk.journal.add_turn(project.id, desk.args.command, request)


def _revive(desk: Desk, project: Project) -> None:
    for turn in desk.journal.turns(project=project.id):
        if turn.is_finished or is_alive(desk.journal, turn):
            continue
        follower(desk, lambda turn, event: None).start(turn)
        deadline = time.monotonic() + _REVIVE_S
        while time.monotonic() < deadline and not is_alive(desk.journal, turn):
            if desk.journal.turn(turn.id).is_finished:
                break
            time.sleep(0.05)


def follower(desk: Desk, listener: Callable[[Turn, Any], None]) -> Follower:
    def command(turn: str) -> list[str]:
        return desk.around.command(WORKER, turn, *(["--local"] if desk.around.local else []))

    return Follower(desk.journal, command, listener)


def listener(desk: Desk) -> PlainProgress | LiveProgress:
    """A live bar on a terminal, plain lines elsewhere."""
    cadence = desk.tables["cadence"]
    stream = desk.output.stderr
    if stream.isatty() and os.environ.get("TERM") != "dumb" and not desk.output.as_json:
        return LiveProgress(stream, desk.phrases(), desk.around.pace, notice_s=float(cadence["notice_s"]))
    return PlainProgress(
        desk.output.note,
        desk.phrases(),
        desk.around.pace,
        line_s=float(cadence["progress_line_s"]),
        notice_s=float(cadence["notice_s"]),
    )


def follow(desk: Desk, turns: list[Turn]) -> int:
    """Start or follow turns to their ends and print one result; its exit status.

    Raises:
        Interrupted: Ctrl-C; the work goes on.
    """
    timeout = getattr(desk.args, "timeout", None)
    deadline = None if timeout is None else time.monotonic() + timeout
    shown = listener(desk)
    hand = follower(desk, shown)
    finished: list[Turn] = []
    try:
        for turn in turns:
            if not turn.is_finished and not is_alive(desk.journal, turn):
                hand.start(turn)
        for turn in turns:
            finished.append(hand.follow(turn, deadline=deadline))
    except KeyboardInterrupt:
        raise Interrupted(
            "Interrupted here; the work goes on in the background.", hint="'wait' follows it, 'jobs' lists it."
        ) from None
    finally:
        shown.close()
    return present(desk, finished)


def present(desk: Desk, turns: list[Turn], *more: tuple[dict[str, Any], SkillError | None]) -> int:
    """Print what turns (and other outcomes) have to tell as one result; its exit status."""
    data, error = merge([*(_with_poster(desk, turn, *outcome(desk, turn)) for turn in turns), *more])
    desk.output.result(data, error)
    # Only now: a turn whose answer nobody saw must be told again.
    for turn in turns:
        if turn.is_finished:
            desk.journal.mark_told(turn.id)
    return error.status if error is not None else 0


def _with_poster(
    desk: Desk, turn: Turn, data: dict[str, Any], error: SkillError | None
) -> tuple[dict[str, Any], SkillError | None]:
    """Draw the contact sheet that a finished turn was asked for. The video counts: without the sheet it is told too."""
    out = turn.request.get("poster")
    if not out or not turn.is_finished or not data.get("files"):
        return data, error
    from nemo_skill import provision

    file = data["files"][-1]
    try:
        provision.provide(["studio"], say=desk.output.note)
        from nemo_skill.cli.picture_file import described
        from nemo_skill.cli.poster import draw_poster

        shape = f"{file.get('width')}×{file.get('height')}"
        facts = f"{file.get('duration_ms', 0) / 1000:.1f} s · {shape} · {human_size(file['bytes'])}"
        Path(out).parent.mkdir(parents=True, exist_ok=True)
        draw_poster(Path(file["path"]), Path(out), facts=facts)
        line = desk.phrases().say("poster", path=out)
        more: dict[str, Any] = {"files": [*data["files"], described(Path(out))]}
    except (SkillError, ValueError, OSError) as exc:
        line = desk.phrases().say("poster_failed", reason=_reason(desk, exc))
        more = {"warnings": [*data.get("warnings", []), line]}
    lines = str(data.get("text", "")).split("\n")
    place = next((n for n, text in enumerate(lines, 1) if file["path"] in text), len(lines))
    return {**data, **more, "text": "\n".join([*lines[:place], line, *lines[place:]]).lstrip()}, error


def outcome(desk: Desk, turn: Turn) -> tuple[dict[str, Any], SkillError | None]:
    """What a turn has to tell now."""
    if turn.is_finished:
        error = None
        if turn.error is not None:
            status = int(turn.error.get("status", 8))
            error = from_json(turn.error, status=status, links=turn.error.get("links"))
        elif turn.status == "cancelled":
            error = Interrupted("The job was cancelled.", hint="Run the command again to start over.", code="cancelled")
        return _localized(desk, turn.result), error
    data: dict[str, Any] = {}
    notes = [event.data for event in desk.journal.events(turn.id) if event.kind == "note"]
    for note in notes:
        if note.get("key") == "raw_clip":
            data["text"] = desk.phrases().say("raw_clip", **note["fields"])
    project = desk.journal.project_by_id(turn.project).name
    jobs = desk.journal.jobs(turn.id)
    # Before its worker has begun a first step, the turn itself is what `wait` and `cancel` take.
    waiting = {"id": turn.id, "kind": "message", "status": turn.status, "project": project}
    data["job"] = describe_job(jobs[-1], project) if jobs else waiting
    error = StillRunning(
        "The work is still running in the background.", hint="Run 'wait' to go on waiting; nothing is lost."
    )
    return data, error


def _localized(desk: Desk, result: dict[str, Any]) -> dict[str, Any]:
    """A result whose failed steps say so in the user's language, as the error itself does."""
    text = str(result.get("text", ""))
    rows = []
    for row in result.get("actions", []):
        said = row["text"] if row["ok"] else desk.output.localize(row["text"])
        text = text.replace(row["text"], said) if said != row["text"] else text
        rows.append({**row, "text": said})
    return {**result, **({"actions": rows} if rows else {}), **({"text": text} if text else {})}


def _reason(desk: Desk, exc: Exception) -> str:
    return desk.output.localize(getattr(exc, "strerror", None) or str(exc)).rstrip(".。")


def merge(outcomes: list[tuple[dict[str, Any], SkillError | None]]) -> tuple[dict[str, Any], SkillError | None]:
    """One result out of several turns': lists joined, texts as paragraphs, the worst failure."""
    if len(outcomes) == 1:
        return outcomes[0]
    merged: dict[str, Any] = {}
    worst: SkillError | None = None
    for data, error in outcomes:
        if error is not None and (worst is None or error.status > worst.status):
            worst = error
        for key, value in data.items():
            if key == "text":
                merged[key] = "\n\n".join(part for part in (merged.get(key), value) if part)
            elif isinstance(value, list):
                merged[key] = merged.get(key, []) + value
            elif isinstance(value, dict) and key == "links":
                merged[key] = {**merged.get(key, {}), **value}
            else:
                merged[key] = value
    return merged, worst
