"""The published schema of `--json` results: every command's documents fit it, and it says what the code says."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from support.cloudscript import CITY_DRAFT, CloudScript
from support.run import ORDER, SCHEMA, check_result

from nemo_skill import skill
from nemo_skill.cli import output
from nemo_skill.cli.main import main
from nemo_skill.cli.parser import COMMANDS
from nemo_skill.jobs import report

# What needs a worker has its documents checked where it runs (tests/cli/test_process.py); here those fail early.
CALLS = [
    (["say"], 2), (["create", "x", "--ratio", "1:7"], 2), (["chat", "  "], 2), (["upload", "nope.mp4"], 6),
    (["credits"], 0), (["state"], 0), (["export", "-o", "x.gif"], 2), (["jobs"], 0), (["wait"], 0), (["wait", "j0"], 6),
    (["cancel", "j0"], 6), (["batch", "nope.mp4"], 6), (["setup"], 0), (["doctor"], 0), (["doctor", "--paths"], 0),
    (["route", "add music, then export it"], 0), (["translate", "{words}"], 0),
    (["install", "--to", "{folder}", "--dry-run"], 0), (["uninstall", "--to", "{folder}"], 6),
    (["serve", "--port", "{port}", "--data", "{folder}/d"], 7), (["say", "what's my balance? show the tracks"], 0),
    (["completion", "bash"], 0), ([], 2), (["frobnicate"], 2),
]  # fmt: skip


@pytest.mark.parametrize(("args", "status"), CALLS, ids=[" ".join(args)[:24] for args, _ in CALLS])
def test_documents(
    cloud: CloudScript,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    args: list[str],
    status: int,
) -> None:
    """One document, its keys in order, right for the schema; the exit status goes with `ok`."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NEMO_API_URL", cloud.url)
    cloud.draft = json.dumps(CITY_DRAFT)
    (tmp_path / "words.txt").write_text("Done! Click the Export button, or ask me to add captions.", encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        places = {"words": tmp_path / "words.txt", "folder": tmp_path, "port": taken.getsockname()[1]}
        found = main([arg.format(**places) for arg in args] + ["--json"])
    out, err = capsys.readouterr()
    assert found == status, err
    (line,) = out.splitlines()
    document = json.loads(line)
    check_result(document)
    assert document["command"] == (args[0] if args else "") and document["ok"] is (status == 0)


def test_every_command_is_called() -> None:
    assert {args[0] for args, _ in CALLS if args} == {*COMMANDS, "frobnicate"}


def test_schema_is_the_code() -> None:
    """The schema is valid itself, names each key that the code can print in its order, and each action."""
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert list(output.ORDER) == ORDER
    assert set(report.FIELDS) <= set(ORDER)
    assert SCHEMA["$defs"]["actionName"]["enum"] == ["upload", "sse", "export", "credits", "state"]
    documented = (Path(skill.skill_root()) / "references" / "commands.md").read_text(encoding="utf-8")
    assert "result.schema.json" in documented


@pytest.mark.parametrize(
    "document",
    [
        {"ok": True},
        {"command": "x", "ok": True},
        {"ok": False, "command": "say"},
        {"ok": True, "command": "say", "error": {"code": 1, "message": "", "hint": "", "retryable": False}},
        {"ok": True, "command": "say", "token": "x"},
        {"ok": True, "command": "say", "actions": ["export"]},
        {"ok": True, "command": "say", "actions": [{"action": "dance", "ok": True, "text": ""}]},
        {"ok": True, "command": "say", "files": [{"path": "a"}]},
        {"ok": True, "command": "say", "job": {"id": "a", "kind": "x", "status": "done", "project": "p"}},
        {"ok": True, "command": "say", "job": {"id": "a", "kind": "upload", "status": "done", "project": "p", "x": 1}},
    ],
)
def test_schema_bites(document: Any) -> None:
    """What is no result is refused."""
    with pytest.raises((jsonschema.ValidationError, AssertionError)):
        check_result(document)
