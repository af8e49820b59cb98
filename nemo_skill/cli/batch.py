"""`batch`: many inputs, each with its own instruction and its own render."""

from __future__ import annotations

import json
import os
import time
from typing import Any, NamedTuple

from nemo_skill.cli import documents
from nemo_skill.cli.desk import Desk
from nemo_skill.cli.follow import begin, follower, listener, present
from nemo_skill.cloud.inspect import check_file, is_url, kind_of_name
from nemo_skill.cloud.names import file_stem
from nemo_skill.errors import InputError, Interrupted, SkillError
from nemo_skill.journal import Turn

_AT_A_TIME = 3


class Item(NamedTuple):
    """One input. `error` is set where it can't be used; the others go on."""

    label: str
    source: str | None
    prompt: str
    output: str | None
    error: SkillError | None = None


def batch(desk: Desk) -> int:
    """Carry out the batch and print one result; the exit status is the worst item's."""
    items = _items(desk)
    if not items:
        raise InputError("There is nothing to work on.", hint="Name media files, folders with some, or a .jsonl list.")
    words = next((item.prompt for item in items if item.prompt), "")
    if words:
        desk.hear(words)
    folder = os.path.abspath(os.path.expanduser(desk.args.output or "."))
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as exc:
        raise InputError(f"{folder} can't be written: {exc.strerror}.", hint="Choose another folder with -o.") from exc
    taken: set[str] = set()
    good = [item for item in items if item.error is None]
    steps = {item.label: _steps(item, _target(item, folder, taken)) for item in good}
    if desk.args.separate:
        turns = _separately(desk, good, steps)
    else:
        request = {"steps": [step for item in good for step in steps[item.label]]}
        turns = [begin(desk, request)] if good else []
        turns = _follow(desk, turns)
    return present(desk, turns, *(_refused(desk, item) for item in items if item.error is not None))


def _items(desk: Desk) -> list[Item]:
    items: list[Item] = []
    for name in desk.args.inputs:
        if name.lower().endswith(".jsonl"):
            items += _listed(desk, name)
        elif not is_url(name) and os.path.isdir(name):
            found = sorted(os.path.join(name, entry) for entry in os.listdir(name) if not entry.startswith("."))
            items += [_item(desk, path, None, None) for path in found if _is_usable(desk, path)]
        else:
            items.append(_item(desk, name, None, None))
    # Labels name items in the answer and tell their steps apart.
    counts: dict[str, int] = {}
    unique = []
    for item in items:
        counts[item.label] = counts.get(item.label, 0) + 1
        label = item.label if counts[item.label] == 1 else f"{item.label} ({counts[item.label]})"
        unique.append(item._replace(label=label))
    return unique


def _is_usable(desk: Desk, path: str) -> bool:
    return os.path.isfile(path) and kind_of_name(path, desk.tables["formats"]) is not None


def _listed(desk: Desk, path: str) -> list[Item]:
    try:
        with open(path, encoding="utf-8-sig") as file:
            lines = file.read().split("\n")
    except FileNotFoundError as exc:
        raise InputError(f"There is no file {path}.", hint="Check the name and the folder.", code="no_file") from exc
    except (OSError, UnicodeDecodeError) as exc:
        raise InputError(f"{path} can't be read as a list.", hint="It must be UTF-8, one JSON object a line.") from exc
    items = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError:
            row = None
        if not isinstance(row, dict) or not (row.get("file") or row.get("prompt")):
            what = "names neither a file nor a prompt" if isinstance(row, dict) else "is not a JSON object"
            hint = 'Write lines like {"file": "a.mp4", "prompt": "add music", "output": "b.mp4"}.'
            error = InputError(f"Line {number} of {os.path.basename(path)} {what}.", hint=hint)
            items.append(Item(f"line {number}", None, "", None, error))
            continue
        source = row.get("file")
        if source and not is_url(str(source)) and not os.path.isabs(str(source)):
            # Paths in a list are relative to the list, as its author saw them; failing that, to the caller's folder.
            beside = os.path.join(os.path.dirname(os.path.abspath(path)), str(source))
            source = beside if os.path.exists(beside) else source
        items.append(_item(desk, str(source) if source else None, row.get("prompt"), row.get("output")))
    return items


def _item(desk: Desk, source: str | None, prompt: Any, output: Any) -> Item:
    text = str(prompt or desk.args.prompt or "")
    label = os.path.basename(source) if source else text[:40]
    try:
        if source and not is_url(source):
            file = check_file(source, desk.tables["formats"])
            if file.kind == "document":
                words = documents.read(file, say=desk.output.note)
                return Item(label, None, "\n\n".join(part for part in (text, words) if part), output)
            source = file.path
    except SkillError as error:
        return Item(label, source, text, output, error)
    return Item(label, source, text, str(output) if output else None)


def _target(item: Item, folder: str, taken: set[str]) -> str:
    if item.output:
        path = os.path.join(folder, os.path.expanduser(item.output))
        path = path if os.path.splitext(path)[1] else f"{path}.mp4"
    else:
        stem = (
            os.path.splitext(os.path.basename(item.source))[0] if item.source else (file_stem(item.prompt) or "video")
        )
        path = os.path.join(folder, f"{stem}-video.mp4" if item.source else f"{stem}.mp4")
    start, ending = os.path.splitext(path)
    number = 1
    while path in taken or (not item.output and os.path.exists(path)):
        number += 1
        path = f"{start}-{number}{ending}"
    taken.add(path)
    return path


def _steps(item: Item, output: str) -> list[dict[str, Any]]:
    steps: list[dict[str, Any]] = []
    if item.source:
        steps.append({"action": "upload", "sources": [item.source]})
    if item.prompt:
        steps.append({"action": "sse", "text": item.prompt, "until_ready": True})
    steps.append({"action": "export", "output": output})
    return [{**step, "item": item.label, "label": item.label} for step in steps]


def _separately(desk: Desk, items: list[Item], steps: dict[str, list[dict[str, Any]]]) -> list[Turn]:
    key = desk.project()
    stamp = f"{int(time.time()):x}"
    turns = []
    for number, item in enumerate(items, 1):
        project = desk.journal.project(key.base, f"{key.name}-batch-{stamp}-{number}")
        turns.append(begin(desk, {"steps": steps[item.label], "beside_others": True}, project=project))
    return _follow(desk, turns)


def _follow(desk: Desk, turns: list[Turn]) -> list[Turn]:
    """Work on a few turns at a time; those that the time-out leaves unfinished come back unfinished."""
    timeout = desk.args.timeout
    deadline = None if timeout is None else time.monotonic() + timeout
    shown = listener(desk)
    hand = follower(desk, shown)
    waiting = list(turns)
    running: list[Turn] = []
    done: dict[str, Turn] = {}
    try:
        while waiting or running:
            while waiting and len(running) < _AT_A_TIME:
                hand.start(waiting[0])
                running.append(waiting.pop(0))
            for turn in list(running):
                now = hand.follow(turn, deadline=time.monotonic() + 0.05)
                if now.is_finished:
                    running.remove(turn)
                    done[turn.id] = now
            if deadline is not None and time.monotonic() >= deadline:
                # Begun or not, each has its row: `wait` goes on with all of them.
                for turn in waiting:
                    hand.start(turn)
                break
    except KeyboardInterrupt:
        raise Interrupted(
            "Interrupted here; the items under way go on in the background.", hint="'wait' follows them."
        ) from None
    finally:
        shown.close()
    return [done.get(turn.id) or desk.journal.turn(turn.id) for turn in turns]


def _refused(desk: Desk, item: Item) -> tuple[dict[str, Any], SkillError | None]:
    assert item.error is not None
    text = f"{item.label}: {desk.output.localize(item.error.message)}"
    return {"text": text, "actions": [{"action": "upload", "ok": False, "text": text}]}, item.error
