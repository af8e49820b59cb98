"""The commands: each parses its words, calls the rooms below, and hands the outcome to `Output`."""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
import time
from collections.abc import Callable
from typing import Any

from nemo_skill import skill
from nemo_skill.cli import backend, documents
from nemo_skill.cli.backend import Surroundings
from nemo_skill.cli.output import Output, read_stdin
from nemo_skill.cli.progress import LiveProgress, PlainProgress
from nemo_skill.cloud.inspect import accepted, check_file, is_url, kind_of_name
from nemo_skill.cloud.transfer import file_stem
from nemo_skill.errors import InputError, Interrupted, SkillError, StillRunning, UsageError, from_json
from nemo_skill.jobs.context import Context, read_draft
from nemo_skill.jobs.report import Report
from nemo_skill.jobs.turn import describe_job
from nemo_skill.jobs.worker import Follower, is_alive, work
from nemo_skill.journal import Journal, Project, Turn
from nemo_skill.language.detect import detect_language
from nemo_skill.language.phrases import Phrases
from nemo_skill.language.routing import Router
from nemo_skill.pace import Pace
from nemo_skill.places import state_dir


def run(args: argparse.Namespace, output: Output, script: str | None) -> int:
    """Run a command that needs packages; its exit status."""
    around = Surroundings(
        skill.load(),
        os.environ,
        state_dir(os.environ, args.state_dir),
        args.local,
        script,
        Pace.from_environ(os.environ),
    )
    command = _COMMANDS[args.command]
    return command(Desk(args, output, around))


class Desk:
    """One command's call: arguments, output, and what it opens on demand."""

    def __init__(self, args: argparse.Namespace, output: Output, around: Surroundings) -> None:
        self.args, self.output, self.around = args, output, around
        self.tables = around.tables
        self._journal: Journal | None = None
        self.language = "en"

    @property
    def journal(self) -> Journal:
        if self._journal is None:
            self._journal = Journal(self.around.state_dir)
            if self._journal.moved_aside:
                self.output.note(
                    f"The journal could not be read and was moved to {self._journal.moved_aside}; a new one was begun."
                )
        return self._journal

    @property
    def project_name(self) -> str:
        """`--project`, `NEMO_PROJECT`, or one for the working directory."""
        chosen = self.args.project or self.around.environ.get("NEMO_PROJECT", "").strip()
        if chosen:
            return str(chosen)
        folder = os.getcwd()
        return f"{os.path.basename(folder) or 'root'}-{hashlib.sha256(folder.encode()).hexdigest()[:6]}"

    def project(self) -> Project:
        return self.journal.project(backend.base_key(self.around), self.project_name)

    def context(self, project: Project | None = None, *, turn: Turn | None = None) -> Context:
        return Context(
            client=backend.open_client(self.around, note=self.output.note),
            journal=self.journal,
            project=project or self.project(),
            tables=self.tables,
            pace=self.around.pace,
            language=str(turn.request.get("language", "en")) if turn else self.language,
            turn=turn.id if turn else None,
        )

    def message(self) -> str:
        """TEXT, with `-` read from standard input; the session's language follows it."""
        text = " ".join(self.args.text)
        if text == "-":
            text = read_stdin().strip()
        if text:
            self.language = detect_language(text)
        return text

    def worker_command(self, turn: str) -> list[str]:
        return self.around.command("_worker", turn, *(["--local"] if self.around.local else []))

    def phrases(self) -> Phrases:
        return Phrases(self.tables["phrases"], self.language)

    def listener(self) -> PlainProgress | LiveProgress:
        cadence = self.tables["cadence"]
        stream = self.output.stderr
        if stream.isatty() and os.environ.get("TERM") != "dumb" and not self.output.as_json:
            return LiveProgress(stream, self.phrases(), self.around.pace, notice_s=float(cadence["notice_s"]))
        return PlainProgress(
            self.output.note,
            self.phrases(),
            self.around.pace,
            line_s=float(cadence["progress_line_s"]),
            notice_s=float(cadence["notice_s"]),
        )

    # -- turns --------------------------------------------------------------------------------------------------------

    def begin(self, request: dict[str, Any], *, project: Project | None = None) -> Turn:
        """Write a turn down, after whatever was left unfinished in its project has been taken up again."""
        project = project or self.project()
        self._revive(project)
        request = {
            "folder": os.getcwd(),
            "language": self.language,
            "max_credits": getattr(self.args, "max_credits", None),
            **request,
        }
        return self.journal.add_turn(project.id, self.args.command, request)

    def _revive(self, project: Project) -> None:
        for turn in self.journal.turns(project=project.id):
            if turn.is_finished or is_alive(self.journal, turn):
                continue
            self.follower(lambda turn, event: None).start(turn)
            deadline = time.monotonic() + 15
            while time.monotonic() < deadline and not is_alive(self.journal, turn):
                if self.journal.turn(turn.id).is_finished:
                    break
                time.sleep(0.05)

    def follower(self, listener: Callable[[Turn, Any], None]) -> Follower:
        return Follower(self.journal, self.worker_command, listener)

    def follow(self, turns: list[Turn]) -> int:
        """Start or follow turns to their ends and print one result; its exit status."""
        timeout = getattr(self.args, "timeout", None)
        deadline = None if timeout is None else time.monotonic() + timeout
        listener = self.listener()
        follower = self.follower(listener)
        finished: list[Turn] = []
        try:
            for turn in turns:
                if not turn.is_finished and not is_alive(self.journal, turn):
                    follower.start(turn)
            for turn in turns:
                finished.append(follower.follow(turn, deadline=deadline))
        except KeyboardInterrupt:
            listener.close()
            raise Interrupted(
                "Interrupted here; the work goes on in the background.", hint="'wait' follows it, 'jobs' lists it."
            ) from None
        finally:
            listener.close()
        return self.present(finished)

    def present(self, turns: list[Turn]) -> int:
        data, error = merge([self.outcome(turn) for turn in turns])
        for turn in turns:
            if turn.is_finished:
                self.journal.mark_told(turn.id)
        self.output.result(data, error)
        return error.status if error is not None else 0

    def outcome(self, turn: Turn) -> tuple[dict[str, Any], SkillError | None]:
        """What a turn has to tell now."""
        if turn.is_finished:
            error = None
            if turn.error is not None:
                status = int(turn.error.get("status", 8))
                error = from_json(turn.error, status=status, links=turn.error.get("links"))
            return turn.result, error
        data: dict[str, Any] = {}
        jobs = self.journal.jobs(turn.id)
        if jobs:
            data["job"] = describe_job(jobs[-1], self.journal.project_by_id(turn.project).name)
        error = StillRunning(
            "The work is still running in the background.", hint="Run 'wait' to go on waiting; nothing is lost."
        )
        return data, error


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


# -- messages ------------------------------------------------------------------------------------------------------


def _say(desk: Desk) -> int:
    text = desk.message()
    media, notes = _attachments(desk)
    if not text and not media and not notes:
        raise UsageError("Nothing to say.", hint='Try: nemo.py say "make a 5-second clip of waves at sunset"')
    routed = Router(desk.tables["routing"]).route(text, media) if text or media else []
    steps: list[dict[str, Any]] = []
    for step in routed:
        if step.action == "upload":
            sources = media + [line for line in step.text.splitlines() if _is_media(desk, line)]
            if not sources:
                raise InputError(
                    "Which file? The message asks for an upload but names none.",
                    hint=f"Send it along with --file, or give a URL. Accepted: {accepted(desk.tables['formats'])}.",
                    code="no_file",
                )
            steps.append({"action": "upload", "sources": _checked_sources(desk, sources)})
        else:
            steps.append({"action": step.action, "text": step.text})
    if notes:
        _add_notes(steps, notes)
    if all(step["action"] in ("credits", "state") for step in steps):
        return _at_once(desk, steps)
    request: dict[str, Any] = {"steps": _with_outputs(steps, desk.args.output), "follow_up": True}
    request["output"] = _output_path(desk.args.output)
    request["stem"] = file_stem(" ".join(step["text"] for step in steps if step["action"] == "sse"))
    return desk.follow([desk.begin(request)])


def _create(desk: Desk) -> int:
    text = desk.message()
    media, notes = _attachments(desk)
    prompt = "\n\n".join([*([text] if text else []), *notes])
    if not prompt and not media:
        raise UsageError("No prompt given.", hint='Try: nemo.py create "a fox running through a snowy forest at dusk"')
    if notes and not text:
        desk.language = detect_language(prompt)
    steps: list[dict[str, Any]] = []
    if media:
        steps.append({"action": "upload", "sources": _checked_sources(desk, media)})
    wanted = prompt or "Make a video out of the uploaded material."
    steps.append({"action": "sse", "text": wanted + _wishes(desk), "until_ready": True})
    output = _output_path(desk.args.output)
    steps.append({"action": "export", "output": output})
    request = {"steps": steps, "follow_up": True, "fresh": True, "output": output, "stem": file_stem(prompt)}
    return desk.follow([desk.begin(request)])


def _wishes(desk: Desk) -> str:
    """Duration and aspect ratio as words for the agent, in the language of the prompt."""
    wishes = []
    chinese = desk.language.startswith("zh")
    if desk.args.duration:
        seconds = f"{desk.args.duration:g}"
        wishes.append(f"时长：{seconds}秒。" if chinese else f"Duration: {seconds} seconds.")
    if desk.args.ratio:
        wishes.append(f"画面比例：{desk.args.ratio}。" if chinese else f"Aspect ratio: {desk.args.ratio}.")
    return "\n\n" + " ".join(wishes) if wishes else ""


def _chat(desk: Desk) -> int:
    text = desk.message()
    media, notes = _attachments(desk)
    if not text and not notes:
        raise UsageError("No message given.", hint='Try: nemo.py chat "add soft piano music"')
    steps: list[dict[str, Any]] = []
    if media:
        steps.append({"action": "upload", "sources": _checked_sources(desk, media)})
    steps.append({"action": "sse", "text": "\n\n".join([*([text] if text else []), *notes])})
    return desk.follow([desk.begin({"steps": steps, "follow_up": False, "report_actions": True})])


def _upload(desk: Desk) -> int:
    sources = _checked_sources(desk, desk.args.sources)
    return desk.follow([desk.begin({"steps": [{"action": "upload", "sources": sources}]})])


def _export(desk: Desk) -> int:
    output = _output_path(desk.args.output)
    return desk.follow([desk.begin({"steps": [{"action": "export", "output": output}], "output": output})])


def _attachments(desk: Desk) -> tuple[list[str], list[str]]:
    """`--file` arguments as (media to upload, texts of documents)."""
    media: list[str] = []
    notes: list[str] = []
    for name in desk.args.files:
        if not is_url(name) and kind_of_name(name, desk.tables["formats"]) == "document":
            notes.append(documents.read(check_file(name, desk.tables["formats"])))
        else:
            media.append(name)
    return media, notes


def _add_notes(steps: list[dict[str, Any]], notes: list[str]) -> None:
    """Put documents' text into the first message; make one when there is none."""
    for step in steps:
        if step["action"] == "sse":
            step["text"] = "\n\n".join([step["text"], *notes])
            return
    place = 1 if steps and steps[0]["action"] == "upload" else 0
    steps.insert(place, {"action": "sse", "text": "\n\n".join(notes)})


def _checked_sources(desk: Desk, sources: list[str]) -> list[str]:
    """Files as absolute paths, checked before anything is sent; URLs as they are."""
    found = []
    for source in sources:
        if is_url(source):
            found.append(source)
            continue
        file = check_file(source, desk.tables["formats"])
        if file.kind == "document":
            raise InputError(
                f"{file.name} is a document, not media.",
                hint=f"Send it as the prompt: create --file {file.name}",
                code=4001,
            )
        found.append(file.path)
    return found


def _is_media(desk: Desk, name: str) -> bool:
    return kind_of_name(name.strip(), desk.tables["formats"]) in ("video", "image", "audio")


def _with_outputs(steps: list[dict[str, Any]], output: str | None) -> list[dict[str, Any]]:
    """`-o` names the first export; further ones in the same message get a number."""
    path = _output_path(output)
    number = 0
    for step in steps:
        if step["action"] == "export":
            number += 1
            if path is not None:
                stem, ending = os.path.splitext(path)
                step["output"] = path if number == 1 else f"{stem}-{number}{ending}"
    return steps


def _output_path(output: str | None) -> str | None:
    if output is None:
        return None
    path = os.path.abspath(os.path.expanduser(output))
    if os.path.isdir(path):
        raise InputError(f"{output} is a folder.", hint="Name the file to write, such as -o video.mp4.", code="output")
    if not os.path.splitext(path)[1]:
        path += ".mp4"
    if not path.lower().endswith((".mp4", ".m4v", ".mov")):
        raise UsageError(f"The result is an MP4; {os.path.basename(path)} names another type.", hint="Use -o NAME.mp4.")
    return path


# -- answers at once -----------------------------------------------------------------------------------------------


def _at_once(desk: Desk, steps: list[dict[str, Any]]) -> int:
    """Balance and timeline need no worker: two short reads."""
    ctx = desk.context()
    report = Report(ctx)
    with ctx.client:
        for step in steps:
            if step["action"] == "credits":
                report.balance(ctx.client.credits().to_json())
            else:
                report.shown(read_draft(ctx.read_state()).to_json())
    desk.output.result(report.to_json())
    return 0


def _credits(desk: Desk) -> int:
    return _at_once(desk, [{"action": "credits"}])


def _state(desk: Desk) -> int:
    if not desk.args.picture:
        return _at_once(desk, [{"action": "state"}])
    from nemo_skill.cli.picture import draw_timeline

    ctx = desk.context()
    report = Report(ctx)
    with ctx.client:
        found = read_draft(ctx.read_state())
    report.shown(found.to_json())
    path = os.path.abspath(os.path.expanduser(desk.args.picture))
    draw_timeline(found, _png_path(path))
    with open(path, "rb") as file:
        data = file.read()
    report.set("files", [{"path": path, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}])
    desk.output.result(report.to_json())
    return 0


def _png_path(path: str) -> Any:
    from pathlib import Path

    if not path.lower().endswith(".png"):
        raise UsageError("The picture is a PNG.", hint="Use --picture NAME.png.")
    return Path(path)


def _setup(desk: Desk) -> int:
    desk.output.note(desk.phrases().say("setup"))
    ctx = desk.context()
    report = Report(ctx)
    with ctx.client:
        credits = ctx.client.credits().to_json()
        ctx.read_state()
        report.balance(credits)
        report.link("workspace", ctx.workspace_link())
    data = report.to_json()
    data.pop("actions", None)
    data["text"] = f"Ready. {data['text']}"
    desk.output.result(data)
    return 0


# -- jobs ----------------------------------------------------------------------------------------------------------


def _jobs(desk: Desk) -> int:
    rows = []
    lines = []
    for turn in reversed(desk.journal.turns(base=backend.base_key(desk.around))):
        project = desk.journal.project_by_id(turn.project).name
        alive = is_alive(desk.journal, turn)
        for job in reversed(desk.journal.jobs(turn.id)):
            row = describe_job(job, project)
            row |= {"command": turn.command, "created": round(job.created, 3)}
            if not job.is_finished and job.sent is not None and not alive:
                row["note"] = "sent, outcome unknown; 'wait' finds it out"
            rows.append(row)
            share = f" {job.progress:.0f}%" if job.progress is not None and not job.is_finished else ""
            note = f"  ({row['note']})" if "note" in row else ""
            lines.append(f"{job.id}  {job.kind:<7}  {job.status}{share}  {project}  {_ago(job.created)}{note}")
        if not desk.journal.jobs(turn.id):
            lines.append(f"{turn.id}  {turn.command:<7}  {turn.status}  {project}  {_ago(turn.created)}")
            rows.append({"id": turn.id, "kind": "message", "status": turn.status, "project": project})
    text = "\n".join(lines) or desk.phrases().say("nothing_running")
    desk.output.result({"text": text, "jobs": rows})
    return 0


def _ago(moment: float) -> str:
    seconds = max(0, int(time.time() - moment))
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size} {unit} ago"
    return f"{seconds} s ago"


def _wait(desk: Desk) -> int:
    if desk.args.job:
        turn = _find(desk, desk.args.job)
        return desk.follow([turn])
    turns = [turn for turn in desk.journal.turns(project=desk.project().id) if not turn.is_finished or not turn.told]
    if not turns:
        desk.output.result({"text": desk.phrases().say("nothing_running")})
        return 0
    desk.language = str(turns[-1].request.get("language", "en"))
    return desk.follow(turns)


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


def _cancel(desk: Desk) -> int:
    turn = _find(desk, desk.args.job)
    if turn.is_finished:
        desk.output.result({"text": f"The job had already ended ({turn.status})."})
        return 0
    desk.journal.request_cancel(turn.id)
    follower = desk.follower(lambda turn, event: None)
    turn = follower.follow(turn, deadline=time.monotonic() + 30)
    if not turn.is_finished:
        raise StillRunning("The job has been told to stop but is still ending.", hint="Look again with 'jobs'.")
    desk.journal.mark_told(turn.id)
    data: dict[str, Any] = {"text": desk.phrases().say("cancelled")}
    if turn.status != "cancelled":
        data["text"] = f"The job ended before it could be stopped ({turn.status})."
    jobs = desk.journal.jobs(turn.id)
    if jobs:
        data["job"] = describe_job(jobs[-1], desk.journal.project_by_id(turn.project).name)
    desk.output.result(data)
    return 0


def _worker(desk: Desk) -> int:
    try:
        work(
            desk.journal, desk.args.turn, lambda turn: desk.context(desk.journal.project_by_id(turn.project), turn=turn)
        )
    finally:
        desk.journal.close()
    return 0


# -- the rest ------------------------------------------------------------------------------------------------------


def _batch(desk: Desk) -> int:
    from nemo_skill.cli import batch

    return batch.run(desk)


def _doctor(desk: Desk) -> int:
    from nemo_skill.cli import doctor

    return doctor.run(desk)


def _install(desk: Desk) -> int:
    from nemo_skill import install

    lines = install.install(desk.around.skill.root, desk.args.to, force=desk.args.force, dry_run=desk.args.dry_run)
    desk.output.result({"text": lines})
    return 0


def _uninstall(desk: Desk) -> int:
    from nemo_skill import install

    desk.output.result({"text": install.uninstall(desk.args.to, dry_run=desk.args.dry_run)})
    return 0


def _serve(desk: Desk) -> int:
    from pathlib import Path

    from nemo_skill.studio import Limits, serve

    data = desk.args.data or os.path.join(desk.around.state_dir, "studio")
    return serve(
        host=desk.args.host,
        port=desk.args.port,
        data=Path(os.path.abspath(os.path.expanduser(data))),
        announce=Path(desk.args.announce) if desk.args.announce else None,
        idle_exit_s=desk.args.idle_exit,
        pace=desk.around.pace.factor,
        log=sys.stderr,
        # Started by --local it is a preview that must never strand its user; run by hand it has the cloud's rules.
        limits=Limits.relaxed() if desk.args.announce else Limits(),
    )


_COMMANDS: dict[str, Callable[[Desk], int]] = {
    "say": _say,
    "create": _create,
    "chat": _chat,
    "upload": _upload,
    "credits": _credits,
    "state": _state,
    "export": _export,
    "jobs": _jobs,
    "wait": _wait,
    "cancel": _cancel,
    "batch": _batch,
    "setup": _setup,
    "doctor": _doctor,
    "install": _install,
    "uninstall": _uninstall,
    "serve": _serve,
    "_worker": _worker,
}
