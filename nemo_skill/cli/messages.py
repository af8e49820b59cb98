"""`say`, `create`, `chat`, `upload`, `export`: what takes time, as turns."""

from __future__ import annotations

import os
import re
from typing import Any

from nemo_skill import places
from nemo_skill.cli.desk import Desk
from nemo_skill.cli.follow import begin, follow
from nemo_skill.cli.picture_file import picture_target
from nemo_skill.cli.reads import at_once
from nemo_skill.cloud.inspect import accepted, check_file, check_url, is_url, kind_of_name
from nemo_skill.cloud.names import file_stem, unused_names
from nemo_skill.errors import InputError, UsageError


def say(desk: Desk) -> int:
    text = desk.message()
    media, notes = _attachments(desk)
    if not text and not media and not notes:
        raise UsageError("Nothing to say.", hint='Try: nemo.py say "make a 5-second clip of waves at sunset"')
    from nemo_skill.language.routing import Router

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
        return at_once(desk, steps)
    request: dict[str, Any] = {"steps": _with_outputs(steps, desk.args.output), "follow_up": True}
    request["output"] = _output_path(desk.args.output)
    request["poster"] = _poster_path(desk)
    return follow(desk, [begin(desk, request)])


def create(desk: Desk) -> int:
    text = desk.message()
    media, notes = _attachments(desk)
    prompt = "\n\n".join([*([text] if text else []), *notes])
    if not prompt and not media:
        raise UsageError("No prompt given.", hint='Try: nemo.py create "a fox running through a snowy forest at dusk"')
    if notes and not text:
        desk.hear(prompt)
    steps: list[dict[str, Any]] = []
    if media:
        steps.append({"action": "upload", "sources": _checked_sources(desk, media)})
    wishes = _wishes(desk)
    wanted = prompt or "Make a video out of the uploaded material."
    steps.append({"action": "sse", "text": wanted.rstrip(" .。") + wishes if wishes else wanted, "until_ready": True})
    output = _output_path(desk.args.output)
    asked = {"duration_s": desk.args.duration, "ratio": desk.args.ratio}
    steps.append({"action": "export", "output": output, "wanted": asked})
    request = {"steps": steps, "follow_up": True, "fresh": True, "output": output, "stem": file_stem(prompt)}
    request["poster"] = _poster_path(desk)
    return follow(desk, [begin(desk, request)])


def _wishes(desk: Desk) -> str:
    """Duration and aspect ratio as words for the agent, in the language of the prompt."""
    chinese = desk.language.startswith("zh")
    wishes = []
    if desk.args.duration:
        seconds = f"{desk.args.duration:g}"
        wishes.append(f"{seconds}秒" if chinese else f"{seconds} seconds")
    if desk.args.ratio:
        wishes.append(desk.args.ratio)
    return "".join(("，" if chinese else ", ") + wish for wish in wishes)


def chat(desk: Desk) -> int:
    text = desk.message()
    media, notes = _attachments(desk)
    if not text and not notes:
        raise UsageError("No message given.", hint='Try: nemo.py chat "add soft piano music"')
    steps: list[dict[str, Any]] = []
    if media:
        steps.append({"action": "upload", "sources": _checked_sources(desk, media)})
    steps.append({"action": "sse", "text": "\n\n".join([*([text] if text else []), *notes])})
    return follow(desk, [begin(desk, {"steps": steps, "follow_up": False, "report_actions": True})])


def upload(desk: Desk) -> int:
    sources = _checked_sources(desk, desk.args.sources)
    return follow(desk, [begin(desk, {"steps": [{"action": "upload", "sources": sources}]})])


def export(desk: Desk) -> int:
    output = _output_path(desk.args.output)
    request = {"steps": [{"action": "export", "output": output}], "output": output, "poster": _poster_path(desk)}
    return follow(desk, [begin(desk, request)])


def _poster_path(desk: Desk) -> str | None:
    """`--poster` as an absolute path, checked before the message is paid for."""
    return str(picture_target(desk.args.poster, "--poster")) if desk.args.poster else None


def _attachments(desk: Desk) -> tuple[list[str], list[str]]:
    """`--file` arguments as (media to upload, texts of documents)."""
    media: list[str] = []
    notes: list[str] = []
    for name in desk.args.files:
        if not is_url(name) and kind_of_name(name, desk.tables["formats"]) == "document":
            from nemo_skill.cli import documents

            notes.append(documents.read(check_file(name, desk.tables["formats"]), say=desk.output.note))
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
    found: list[str] = []
    for source in sources:
        if "://" in source:
            check_url(source, desk.tables["formats"])
            found += [source] * (source not in found)
            continue
        file = check_file(source, desk.tables["formats"])
        if file.kind == "document":
            raise InputError(
                f"{file.name} is a document, not media.",
                hint=f"Send it as the prompt: create --file {file.name}",
                code=4001,
            )
        found += [file.path] * (file.path not in found)
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
            elif named := _OUTPUT_NAME.search(step.get("text") or ""):
                step["output"] = _free_name(_output_path(named[1]))
    return steps


# "export as final.mp4", "导出到 out/x.mp4": the words before the name keep the name of a clip from being taken for it.
_OUTPUT_NAME = re.compile(
    r"(?:\b(?:as|to|into|named|called|name it|call it)\s+"
    r"|文件名(?:叫|为|是)?|命名为|保存为|存为|导出为|导出成|导出到|叫|到|为|成)\s*"
    r"[\"'“「`]?((?!https?:)[^\s\"'”」`]+\.(?:mp4|mov|m4v))\b",
    re.IGNORECASE,
)


def _free_name(path: str | None) -> str | None:
    """A name from a sentence replaces nothing; `-o` does."""
    if path is None or not os.path.lexists(path):
        return path
    return next(unused_names(os.path.dirname(path), os.path.splitext(os.path.basename(path))[0]))


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
    # Found out now, not after the message was paid for; the folder itself is made when there is a file for it.
    if not places.can_be_written(os.path.dirname(path)):
        raise InputError(f"{output} can't be written there.", hint="Choose another place with -o.", code="output")
    return path
