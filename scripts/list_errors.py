#!/usr/bin/env python3
"""Writes docs/every-error.md: each failure that a user can meet, read from the code, so that somebody reads them all.

    python3 scripts/list_errors.py

A test compares the document with the code.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from nemo_skill import errors, skill  # noqa: E402 - found by the path above

DOCUMENT = ROOT / "docs" / "every-error.md"
_KINDS: dict[str, type[errors.SkillError]] = {
    name: kind
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, errors.SkillError) and kind is not errors.SkillError
}
_HEAD = """\
# Every error

What a command can fail with, by exit status; "…" stands for what differs from time to time. Made by
`python3 scripts/list_errors.py` out of the code and of the `errors` table in `skill.yaml`. Read it as a user would:
does each line say what happened and what to do?
"""


class Failure(NamedTuple):
    status: int
    code: str
    message: str
    hint: str
    room: str
    """The module that raises it, from the package's folder on; empty for the table's."""


def failures() -> Iterator[Failure]:
    """Every failure: the table's, then those that the code raises with words of their own."""
    for row in skill.load().tables["errors"]:
        yield Failure(row["status"], str(row["code"]), row["message"], row["hint"], "")
    for path in sorted((ROOT / "nemo_skill").rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        if not any(name in source for name in _KINDS):
            continue
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _KINDS:
                room = path.relative_to(ROOT / "nemo_skill").with_suffix("").as_posix()
                yield from _raised(node, _KINDS[node.func.id], room)


def _raised(call: ast.Call, kind: type[errors.SkillError], room: str) -> Iterator[Failure]:
    given = {word.arg: word.value for word in call.keywords}
    hint = _words(given["hint"]) if "hint" in given else [kind.hint]
    code = str(given["code"].value) if isinstance(given.get("code"), ast.Constant) else str(kind.code)  # type: ignore[attr-defined]
    for message in _words(call.args[0]) if call.args else []:
        yield Failure(kind.status, code, message, hint[0] if hint else "…", room)


def _words(node: ast.expr) -> list[str]:
    """The texts that an expression can become; none where the words come from elsewhere."""
    if isinstance(node, ast.Constant):
        return [str(node.value)]
    if isinstance(node, ast.JoinedStr):
        return ["".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values)]
    if isinstance(node, ast.IfExp):
        return [*_words(node.body), *_words(node.orelse)]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return [left + right for left in _words(node.left) for right in _words(node.right) or [""]]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return _words(node.func.value)
    return []


def document(found: Sequence[Failure]) -> str:
    """The whole text of the document, for failures in order."""
    parts = [_HEAD]
    for status in sorted({failure.status for failure in found}):
        rows = dict.fromkeys((row.code, row.message, row.hint) for row in found if row.status == status)
        parts.append(f"\n## Exit status {status}\n\n| code | error | hint |\n|---|---|---|\n")
        parts += [f"| `{code}` | {_cell(message)} | {_cell(hint)} |\n" for code, message, hint in rows]
    return "".join(parts)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    DOCUMENT.write_text(document(sorted(set(failures()))), encoding="utf-8")
    print(f"Wrote {DOCUMENT.relative_to(ROOT)}.")
