"""README and the first run: every command in it works, from a clean copy."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.run import ROOT

from nemo_skill.cloud.mp4 import read_mp4


def commands() -> list[str]:
    """The lines of README's shell blocks."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```bash\n(.*?)```", text, re.DOTALL)
    return [line for block in blocks for line in block.strip().splitlines()]


def test_first_two_commands() -> None:
    """The first makes a video, the second is what CI runs."""
    first, second, *_ = commands()
    assert "create" in first and "--local" in first
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert second in script


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's own files in a folder with a space, as a clone would have them."""
    folder = tmp_path_factory.mktemp("a clone")
    listed = subprocess.run(["git", "ls-files", "-coz", "--exclude-standard"], cwd=ROOT, capture_output=True)
    names = listed.stdout.decode().split("\0") if listed.returncode == 0 else []
    for name in filter(None, names):
        if (ROOT / name).is_file():
            target = folder / "repo" / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, target)
    if not names:
        shutil.copytree(ROOT, folder / "repo", ignore=shutil.ignore_patterns(".venv", "__pycache__"))
    return folder / "repo"


@pytest.fixture
def state(own_world: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A state folder whose embedded backend ends with the test."""
    folder = own_world / "nemo state"
    monkeypatch.setenv("NEMO_STATE_DIR", str(folder))
    yield folder
    announced = folder / "studio.json"
    if announced.exists():
        os.kill(json.loads(announced.read_text(encoding="utf-8"))["pid"], signal.SIGTERM)


@pytest.mark.long
def test_every_command(copy: Path, state: Path) -> None:
    """All of them in order, as a reader would type them; the two videos are whole."""
    for line in commands():
        words = shlex.split(line)
        if words[1] == "scripts/check.py":
            continue  # the suite that this test is part of
        done = subprocess.run(
            [sys.executable, *words[1:]], cwd=copy, env=dict(os.environ), capture_output=True, stdin=subprocess.DEVNULL
        )
        assert done.returncode == 0, f"{line}\n{done.stderr.decode()}"
    fox, waves = read_mp4(copy / "fox.mp4"), read_mp4(copy / "waves.mp4")
    assert (fox.width, fox.height, fox.video_codec, fox.audio_codec) == (1920, 1080, "h264", "aac")
    assert abs(fox.duration_ms - 5000) < 100
    assert abs(waves.duration_ms - 3000) < 100
    assert (copy / "timeline.png").read_bytes().startswith(b"\x89PNG")
