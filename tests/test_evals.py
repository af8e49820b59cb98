"""The evaluation that others run: it can be played, and SKILL.md, followed to the letter, leads to the end."""

from __future__ import annotations

import subprocess
import sys

import pytest
import yaml
from support.run import ROOT

sys.path.insert(0, str(ROOT / "evals"))

import play

EVALS = ROOT / "evals"


def test_triggers_are_sentences() -> None:
    """Some twenty of each kind, no message twice."""
    rows = yaml.safe_load((EVALS / "triggers.yaml").read_text(encoding="utf-8"))
    assert all(len(rows[kind]) >= 20 for kind in ("should", "should_not"))
    everything = rows["should"] + rows["should_not"]
    assert all(isinstance(row, str) for row in everything) and len(set(everything)) == len(everything)


@pytest.mark.parametrize("name", ["first contact", "an own clip"])
def test_plain_agent(name: str) -> None:
    """Two of the ten chats, the cheap ones; `python3 evals/play.py` plays them all."""
    done = subprocess.run(
        [sys.executable, str(EVALS / "play.py"), name], capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_checks_bite(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    """What a person must not read is found; an agent that says nothing of a file is noticed."""
    empty = {"stdout": '{"timeline": null}', "returncode": 0, "stderr": ""}
    monkeypatch.setattr(subprocess, "run", lambda *a, **k: subprocess.CompletedProcess(a, **empty))
    from pathlib import Path

    expect = {"tracks": ["video"], "seconds": 1, "videos": [1], "says": ["mp4"]}
    told = 'Click the Export button.\n{"ok": true}'
    faults = list(play.check(expect, Path(str(tmp_path)), {}, told))
    assert len(faults) == 6, faults
