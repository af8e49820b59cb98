"""README and the first run: every command in it works, from a clean copy."""

from __future__ import annotations

import contextlib
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
from nemo_skill.places import FileLock


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


SMALL = """
import sys
from pathlib import Path
from nemo_skill.studio import Options
from nemo_skill.studio.server import serve
state = Path(sys.argv[1])
serve(host="127.0.0.1", port=0, data=state / "studio", announce=state / "studio.json", idle_exit_s=120, pace=0.01,
      log=sys.stderr, options=Options(pace=0.01, short_side=180))
"""


@pytest.fixture
def state(own_world: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A state folder whose embedded backend ends with the test."""
    folder = own_world / "nemo state"
    monkeypatch.setenv("NEMO_STATE_DIR", str(folder))
    yield folder
    end_backend(folder)


def end_backend(state: Path) -> None:
    """Ask the embedded backend to end, and wait until it has."""
    announced = state / "studio.json"
    if not announced.exists():
        return
    os.kill(json.loads(announced.read_text(encoding="utf-8"))["pid"], signal.SIGTERM)
    assert FileLock(str(state / "studio" / "server.lock")).acquire(timeout_s=20), "the backend doesn't end"


@contextlib.contextmanager
def small_backend(state: Path) -> Iterator[None]:
    """The same backend with small pictures, where the commands look for one that runs already."""
    process = subprocess.Popen([sys.executable, "-c", SMALL, str(state)], cwd=ROOT, stderr=subprocess.PIPE)
    assert process.stderr is not None and b"listens" in process.stderr.readline()
    try:
        yield
    finally:
        process.terminate()
        process.communicate(timeout=20)


def read_on(copy: Path, lines: list[str]) -> None:
    """Type the lines in the copy, in order."""
    for line in lines:
        words = shlex.split(line)
        if words[1] == "scripts/check.py":
            continue  # the suite that this test is part of
        done = subprocess.run(
            [sys.executable, *words[1:]], cwd=copy, env=dict(os.environ), capture_output=True, stdin=subprocess.DEVNULL
        )
        assert done.returncode == 0, f"{line}\n{done.stderr.decode()}"


@pytest.mark.long
def test_every_command(copy: Path, state: Path) -> None:
    """All of them in order, as a reader would type them; the two videos are whole. Only the first has to be large."""
    first, *others = commands()
    read_on(copy, [first])
    end_backend(state)
    with small_backend(state):
        read_on(copy, others)
    fox, waves = read_mp4(copy / "fox.mp4"), read_mp4(copy / "waves.mp4")
    assert (fox.width, fox.height, fox.video_codec, fox.audio_codec) == (1920, 1080, "h264", "aac")
    assert abs(fox.duration_ms - 5000) < 100
    assert (waves.width, waves.height) == (320, 180)
    assert abs(waves.duration_ms - 3000) < 100
    assert (copy / "timeline.png").read_bytes().startswith(b"\x89PNG")
