"""`credits`, `state`, `setup`: short reads, answered at once."""

from __future__ import annotations

from typing import Any

from nemo_skill.cli.desk import Desk


def credits(desk: Desk) -> int:
    """One request and no journal: the command that agents call most costs the least."""
    with desk.client() as client:
        found = client.credits().to_json()
    text = desk.phrases().balance(found)
    row = {"action": "credits", "ok": True, "text": text}
    desk.output.result({"actions": [row], "text": text, "credits": found})
    return 0


def at_once(desk: Desk, steps: list[dict[str, Any]]) -> int:
    """Carry out steps that only read, without a worker."""
    from nemo_skill.jobs.context import read_draft
    from nemo_skill.jobs.report import Report

    ctx = desk.context()
    report = Report(ctx)
    with ctx.client:
        for step in steps:
            if step["action"] == "credits":
                report.balance(ctx.client.credits().to_json())
            else:
                report.shown(read_draft(ctx.read_state()))
    if ctx.session_gone:
        report.note("session_gone", first=True)
    desk.output.result(report.to_json())
    return 0


def state(desk: Desk) -> int:
    if not desk.args.picture:
        return at_once(desk, [{"action": "state"}])
    from nemo_skill.cli.picture import draw_timeline
    from nemo_skill.cli.picture_file import described, picture_target, unwritable
    from nemo_skill.cli.thumbnails import thumbnails
    from nemo_skill.jobs.context import read_draft
    from nemo_skill.jobs.report import Report

    path = picture_target(desk.args.picture, "--picture")
    ctx = desk.context()
    report = Report(ctx)
    with ctx.client:
        snapshot = ctx.read_state()
        found = read_draft(snapshot)
        pictures = thumbnails(ctx.client, snapshot, found)
    if ctx.session_gone:
        report.note("session_gone")
    report.shown(found)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draw_timeline(found, path, thumbnails=pictures, language=ctx.language)
    except OSError as exc:
        raise unwritable(path, exc) from exc
    report.set("files", [described(path)])
    desk.output.result(report.to_json())
    return 0


def setup(desk: Desk) -> int:
    from nemo_skill.jobs.report import Report

    desk.output.note(desk.phrases().say("setup"))
    ctx = desk.context()
    report = Report(ctx)
    with ctx.client:
        found = ctx.client.credits().to_json()
        ctx.read_state()
        report.workspace(ctx.workspace_link())
    text = desk.phrases().say("set_up") + " " + desk.phrases().balance(found)
    desk.output.result({**report.to_json(), "text": text, "credits": found})
    return 0
