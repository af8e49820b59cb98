"""`route` and `translate`: the two language functions alone, offline."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator
from typing import Any

from nemo_skill.cli.output import Output, read_stdin
from nemo_skill.errors import InputError, UsageError


def load_table(name: str) -> Any:
    """A section of skill.yaml; the packages are provided first if the parser is missing."""
    from nemo_skill import skill

    try:
        return skill.load_section(name)
    except ModuleNotFoundError:
        from nemo_skill import provision

        provision.provide(say=lambda line: print(line, file=sys.stderr))
        return skill.load_section(name)


def run(args: argparse.Namespace, output: Output) -> int:
    if args.command == "route":
        return _route(args, output, load_table("routing"))
    return _translate(args, output, load_table("translation"))


def _route(args: argparse.Namespace, output: Output, table: Any) -> int:
    from nemo_skill.language.routing import Router

    router = Router(table)

    def route(text: str, files: list[str]) -> list[dict[str, str]]:
        return [{"action": step.action, "text": step.text} for step in router.route(text, files)]

    if args.jsonl:
        for row in _lines():
            output.json({"route": route(str(row.get("text") or ""), [str(name) for name in row.get("files") or []])})
        return 0
    text = " ".join(args.text)
    text = read_stdin() if text == "-" else text
    if not text.strip() and not args.files:
        raise UsageError("No text to route.", hint='Try: nemo.py route "make it brighter and export"')
    steps = route(text, args.files)
    shown = "\n".join(f"{step['action']}: {step['text']}" if step["text"] else step["action"] for step in steps)
    output.result({"route": steps} if output.as_json else {"route": steps, "text": shown})
    return 0


def _translate(args: argparse.Namespace, output: Output, table: Any) -> int:
    from nemo_skill.language.translation import Translator

    translator = Translator(table)

    def translate(text: str) -> dict[str, Any]:
        found = translator.translate(text)
        return {
            "text": found.text,
            "actions": list(found.actions),
            "suggestions": [{"action": item.action, "text": item.text} for item in found.suggestions],
        }

    if args.jsonl:
        for row in _lines():
            output.json(translate(str(row.get("text") or "")))
        return 0
    result = translate(_text_of(args.file))
    if output.as_json:
        output.result(result)
        return 0
    output.text(result["text"])
    for name in result["actions"]:
        output.note(f"action: {name}")
    return 0


def _text_of(path: str | None) -> str:
    if path is None or path == "-":
        return read_stdin()
    try:
        with open(path, encoding="utf-8-sig", errors="replace") as file:
            return file.read()
    except OSError as exc:
        raise InputError(
            f"{os.path.basename(path)} can't be read: {exc.strerror}.", hint="Check the name.", code="no_file"
        ) from exc


def _lines() -> Iterator[dict[str, Any]]:
    for number, line in enumerate(read_stdin().split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError:
            row = None
        if not isinstance(row, dict) or not isinstance(row.get("text") or "", str):
            raise InputError(
                f"Line {number} of standard input is not a JSON object with a text.", hint='Send {"text": "..."} lines.'
            )
        yield row
