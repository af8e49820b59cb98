"""The script on a Python without packages: it provides them, once, or says plainly why it can't."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest
from support.cloudscript import CloudScript
from support.run import SCRIPT

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the stand-in for uv is a POSIX script")

# Stands in for uv, so that no test needs a package index: "installs" the packages of this environment.
UV = """#!{python}
import os, sys, time
open({log!r}, "a").write("called\\n")
if {broken!r}:
    sys.stderr.write("Resolving ...\\nerror: Failed to fetch: dns error\\n"); sys.exit(2)
time.sleep(0.3)
os.symlink({site!r}, sys.argv[sys.argv.index("--target") + 1])
"""


class Machine:
    """A Python without packages, and a uv that works or doesn't."""

    def __init__(self, folder: Path, *, broken: bool = False) -> None:
        self.log = folder / "uv.log"
        venv.create(folder / "bare", with_pip=False, symlinks=True)
        self.python = folder / "bare" / "bin" / "python"
        tools = folder / "tools"
        tools.mkdir()
        uv = tools / "uv"
        site = sysconfig.get_path("purelib")
        uv.write_text(UV.format(python=sys.executable, log=str(self.log), broken=broken, site=site), encoding="utf-8")
        uv.chmod(0o755)
        self.env = {**os.environ, "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}"}
        self.env.pop("PYTHONPATH", None)

    def start(self, *args: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [str(self.python), str(SCRIPT), *args],
            env=self.env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def installs(self) -> int:
        return len(self.log.read_text(encoding="utf-8").splitlines()) if self.log.exists() else 0


def test_first_run_provides_packages(cloud: CloudScript, tmp_path: Path) -> None:
    """One line at the first run, silence afterwards, one installation for two commands at a time."""
    machine = Machine(tmp_path)
    machine.env["NEMO_API_URL"] = cloud.url
    both = [machine.start("credits") for _ in range(2)]
    said = [child.communicate(timeout=60) for child in both]
    assert [child.returncode for child in both] == [0, 0], said
    assert machine.installs() == 1
    assert sum(err.count("Setting up") for _, err in said) == 1
    again = machine.start("credits")
    out, err = again.communicate(timeout=60)
    assert (again.returncode, err) == (0, "") and "credits" in out
    # Background processes find the packages too.
    edit = machine.start("chat", "make it brighter")
    out, err = edit.communicate(timeout=60)
    assert edit.returncode == 0, err
    assert machine.installs() == 1


def test_no_package_index(tmp_path: Path) -> None:
    """Status 7, the reason, the packages and the command that would provide them; nothing half-made stays."""
    machine = Machine(tmp_path, broken=True)
    child = machine.start("credits", "--json")
    out, err = child.communicate(timeout=60)
    assert child.returncode == 7
    error = json.loads(out)["error"]
    assert "dns error" in error["message"] and "httpx" in error["message"]
    assert "pip install" in error["hint"]
    assert "Traceback" not in err
    envs = Path(machine.env["HOME"]) / ".cache" / "text-to-video-diffusion" / "envs"
    assert [entry.name for entry in envs.iterdir() if not entry.name.endswith(".lock")] == []


def test_help_needs_no_packages(tmp_path: Path) -> None:
    """What is offline stays offline."""
    machine = Machine(tmp_path, broken=True)
    child = machine.start("--help")
    out, _ = child.communicate(timeout=60)
    assert child.returncode == 0 and "COMMAND" in out
    assert machine.installs() == 0


def test_old_python_gets_a_sentence() -> None:
    """The script itself parses on old Pythons and names the version that it needs."""
    code = (
        "import sys, types; sys.version_info = (3, 7, 1)\n"
        f"import runpy; sys.argv = ['nemo.py']\nrunpy.run_path({str(SCRIPT)!r}, run_name='__main__')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr.splitlines()[0] == "error: This skill needs Python 3.10 or newer; this is 3.7."
