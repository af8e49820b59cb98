#!/usr/bin/env python3
"""Sets up a development environment in .venv and runs everything that must pass: lint, types, the bundle, tests.

    python3 scripts/check.py            all of it
    python3 scripts/check.py -k stream  only these tests (arguments go to pytest)

Uses uv when it is there, else venv and pip. The environment is made again when pyproject.toml changes.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "made-from"


def main(arguments: list[str]) -> int:
    """Exit status: that of the first check that fails, 0 when all pass."""
    if sys.version_info < (3, 10):  # noqa: UP036 - the message is for those who have an older one
        print("error: Python 3.10 or newer is needed.", file=sys.stderr)
        return 2
    try:
        prepare()
    except subprocess.CalledProcessError as exc:
        print(f"error: the environment could not be made: {exc.cmd[0]} ended with {exc.returncode}.", file=sys.stderr)
        print("hint: check that a package index can be reached, remove .venv, and run this again.", file=sys.stderr)
        return 7
    checks = [
        ["-m", "ruff", "check", "."],
        ["-m", "ruff", "format", "--check", "--quiet", "."],
        ["-m", "mypy"],
        ["scripts/check_bundle.py"],
        # Many tests wait for a server or a clock: two workers more than cores are busy all the time.
        ["-m", "pytest", "-n", str((os.cpu_count() or 1) + 2), "--dist", "worksteal"],
    ]
    if arguments:
        checks = [["-m", "pytest", *arguments]]
    for check in checks:
        print(f"--- {' '.join(check).removeprefix('-m ')}", flush=True)
        done = subprocess.run([str(PYTHON), *check], cwd=ROOT)
        if done.returncode:
            return done.returncode
    return 0


def prepare() -> None:
    """Make .venv, unless one made from this pyproject.toml by this Python is there."""
    wanted = hashlib.sha256((ROOT / "pyproject.toml").read_bytes() + sys.version.encode()).hexdigest()
    if STAMP.is_file() and STAMP.read_text(encoding="utf-8") == wanted:
        return
    print("Setting up .venv (once; a few minutes) ...", flush=True)
    shutil.rmtree(VENV, ignore_errors=True)
    packages = ["-e", f"{ROOT}[studio,documents,dev]"]
    uv = shutil.which("uv")
    if uv:
        run([uv, "venv", "--quiet", "--python", sys.executable, str(VENV)])
        run([uv, "pip", "install", "--quiet", "--python", str(PYTHON), *packages])
    else:
        run([sys.executable, "-m", "venv", str(VENV)])
        run([str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages])
    STAMP.write_text(wanted, encoding="utf-8")


def run(command: list[str]) -> None:
    """Run a command; raises CalledProcessError when it fails."""
    subprocess.run(command, check=True, cwd=ROOT)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
