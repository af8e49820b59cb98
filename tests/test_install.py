"""Into an agent's folder and out again: only what is ours is written, renewed or removed."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from support.run import ROOT

from nemo_skill import install as places
from nemo_skill.errors import InputError, UsageError

NAME = places.NAME


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("to", "project", "folder"),
    [
        ("clawhub", None, "~/.clawhub/skills"),
        ("cursor", None, "~/.cursor/skills"),
        ("claude", None, "~/.claude/skills"),
        ("codex", None, "~/.codex/skills"),
        ("agents", None, "~/.agents/skills"),
        ("openclaw", None, "~/.openclaw/skills"),
        ("clawhub", "~/plays", "~/plays/skills"),
        ("claude", "~/plays", "~/plays/.claude/skills"),
        ("~/anywhere", None, "~/anywhere"),
        (f"~/mine/{NAME}", None, "~/mine"),
    ],
)
def test_where_agents_look(to: str, project: str | None, folder: str) -> None:
    """Each agent's own folder, for the user or for one project; any other folder as it is."""
    expected = Path(os.path.expanduser(folder)) / NAME
    assert places.destination(to, project_dir=project) == expected


def test_nearly_an_agent() -> None:
    """A slip of the keyboard makes no folder."""
    with pytest.raises(UsageError) as caught:
        places.destination("curser")
    assert "cursor" in caught.value.hint


def test_only_what_is_needed() -> None:
    """No tests, caches, dotfiles; the page, the tables, the code, the references."""
    found = places.content(str(ROOT))
    assert {"SKILL.md", "skill.yaml", "scripts/nemo.py", "nemo_skill/cli/main.py", "references/errors.md"} <= set(found)
    assert not [name for name in found if name.startswith(("tests", ".")) or "__pycache__" in name or "/." in name]


def test_there_and_away(tmp_path: Path) -> None:
    """A dry run writes nothing; what was written goes again, what others put there stays."""
    target = tmp_path / "skills" / NAME
    assert "SKILL.md" in places.install(str(ROOT), str(target), dry_run=True) and not target.exists()
    places.install(str(ROOT), str(target))
    assert names(target) == {*places.content(str(ROOT)), ".installed.json"}
    (target / "origin.json").write_text("{}")
    assert "keeps what others put there" in places.uninstall(str(target))
    assert names(target) == {"origin.json"}
    with pytest.raises(InputError):
        places.uninstall(str(target))


def test_upgrade_in_place(tmp_path: Path) -> None:
    """Files of the older version go, changed ones are replaced and named, foreign ones stay."""
    target = tmp_path / NAME
    places.install(str(ROOT), str(target))
    manifest = json.loads((target / ".installed.json").read_text())
    manifest["files"]["nemo_skill/gone.py"] = "0"
    (target / "nemo_skill" / "gone.py").write_text("old")
    (target / ".installed.json").write_text(json.dumps(manifest))
    (target / "SKILL.md").write_text("changed by hand")
    (target / "origin.json").write_text("{}")
    said = places.install(str(ROOT), str(target))
    assert "Removed 1 file" in said and "SKILL.md" in said
    assert names(target) == {*places.content(str(ROOT)), ".installed.json", "origin.json"}
    assert (target / "SKILL.md").read_bytes() == (ROOT / "SKILL.md").read_bytes()


def test_what_is_not_ours_stays(tmp_path: Path) -> None:
    """A folder made by somebody else is refused, and so is a manifest that points out of it."""
    target = tmp_path / NAME
    target.mkdir()
    (target / "SKILL.md").write_text("somebody else's")
    with pytest.raises(InputError) as caught:
        places.install(str(ROOT), str(target))
    assert "--force" in caught.value.hint and (target / "SKILL.md").read_text() == "somebody else's"
    (tmp_path / "mine.txt").write_text("keep")
    manifest = {"skill": NAME, "files": {"../mine.txt": "0", "SKILL.md": "0"}}
    (target / ".installed.json").write_text(json.dumps(manifest))
    with contextlib.suppress(InputError):
        places.uninstall(str(target))
    assert (tmp_path / "mine.txt").read_text() == "keep"


def test_runs_where_it_was_installed(tmp_path: Path) -> None:
    """From a path with spaces, read-only, called from another folder; the platform comes from its path."""
    home = Path(os.environ["HOME"])
    target = home / ".cursor" / "skills" / NAME
    places.install(str(ROOT), "cursor")
    for path in [target, *target.rglob("*")]:
        path.chmod(0o555 if path.is_dir() or path.suffix == ".py" else 0o444)
    script = str(target / "scripts" / "nemo.py")
    try:
        done = subprocess.run(
            [sys.executable, script, "route", "export it"], cwd=tmp_path, capture_output=True, text=True
        )
        assert (done.returncode, done.stdout.strip()) == (0, "export: export it"), done.stderr
        told = subprocess.run([sys.executable, script, "doctor"], cwd=tmp_path, capture_output=True, text=True)
        assert ".cursor/skills" in told.stdout
    finally:
        for path in [target, *target.rglob("*")]:
            path.chmod(0o755)
