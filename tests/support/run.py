"""The script as a process, the way an agent calls it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "scripts" / "nemo.py"


SCHEMA = json.loads((ROOT / "references" / "result.schema.json").read_text(encoding="utf-8"))
ORDER = list(SCHEMA["properties"])
_VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def check_result(document: Any) -> None:
    """Raises jsonschema.ValidationError or AssertionError for what is no `--json` result."""
    _VALIDATOR.validate(document)
    assert list(document) == [key for key in ORDER if key in document]


class Ran(NamedTuple):
    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one document on stdout, which must fit the published schema, its keys in order."""
        (line,) = self.out.strip().splitlines()
        document = json.loads(line)
        check_result(document)
        return document


def start(*args: str, cwd: Path, script: Path = SCRIPT, env: dict[str, str] | None = None) -> subprocess.Popen[bytes]:
    """Start the script and leave it running."""
    return subprocess.Popen(
        [sys.executable, str(script), *args],
        cwd=cwd,
        env={**os.environ, **(env or {})},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def run(
    *args: str,
    cwd: Path,
    script: Path = SCRIPT,
    env: dict[str, str] | None = None,
    stdin: str = "",
    timeout: float = 120,
) -> Ran:
    """Run the script to its end."""
    child = start(*args, cwd=cwd, script=script, env=env)
    out, err = child.communicate(stdin.encode(), timeout=timeout)
    return Ran(child.returncode, out.decode(), err.decode())
