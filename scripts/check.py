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
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "made-from"
BESIDE = {"mypy": ["-m", "mypy"], "check_bundle": ["scripts/check_bundle.py"]}


def main(arguments: list[str]) -> int:
    """Exit status: that of a check that fails, 0 when all pass."""
    if sys.version_info < (3, 10):  # noqa: UP036 - the message is for those who have an older one
        print("error: Python 3.10 or newer is needed.", file=sys.stderr)
        return 2
    try:
        prepare()
    except subprocess.CalledProcessError as exc:
        print(f"error: the environment could not be made: {exc.cmd[0]} ended with {exc.returncode}.", file=sys.stderr)
        print("hint: check that a package index can be reached, remove .venv, and run this again.", file=sys.stderr)
        return 7
    if arguments:
        return check("-m", "pytest", *arguments)
    return check("-m", "ruff", "check", ".") or check("-m", "ruff", "format", "--check", "--quiet", ".") or the_rest()


def the_rest() -> int:
    """The tests, and beside them what would keep one core busy alone. The first of these that fails ends the others."""
    # Many tests wait for a server or a clock: two workers more than cores are busy all the time.
    tests = start("-m", "pytest", "-n", str((os.cpu_count() or 1) + 2), "--dist", "worksteal")
    beside = {name: start(*command, quiet=True) for name, command in BESIDE.items()}
    with ThreadPoolExecutor() as pool:
        running = {pool.submit(process.communicate): name for name, process in beside.items()}
        for ended in as_completed(running):
            name = running[ended]
            print(f"\n--- {name}\n{ended.result()[0].decode('utf-8', 'replace')}", end="", flush=True)
            if status := beside[name].returncode:
                for process in (tests, *beside.values()):
                    process.terminate()
                tests.wait()
                return status
    return tests.wait()


def check(*arguments: str) -> int:
    """Run one check; its exit status."""
    return start(*arguments).wait()


def start(*arguments: str, quiet: bool = False) -> subprocess.Popen[bytes]:
    """Start a check; what a quiet one has to say waits in its pipe."""
    if not quiet:
        print(f"--- {' '.join(arguments).removeprefix('-m ')}", flush=True)
    # With compiled modules kept: the tests start Python some hundred times.
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    out, err = (subprocess.PIPE, subprocess.STDOUT) if quiet else (None, None)
    return subprocess.Popen([str(PYTHON), *arguments], cwd=ROOT, env=environ, stdout=out, stderr=err)


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
