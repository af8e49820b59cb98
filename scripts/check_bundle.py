#!/usr/bin/env python3
"""Puts the skill as it is published before the checkers of others and our own. `scripts/check.py` runs it.

Cisco's scanner brings some 300 MB and versions of its own, so it lives in an environment of its own in the cache
folder; what it said about the same files is remembered there. Where it can't be had, that is said, and nothing fails.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import build
import scan
import skills_ref

from nemo_skill import places, provision

SCANNER = "cisco-ai-skill-scanner==2.3.2"
# What its static analysis imports. Its language-model clients and its web server are twice as much and stay away.
SCANNER_NEEDS = (
    "yara-x>=1.10,<2", "click>=8.3", "confusable-homoglyphs>=3.3,<4", "httpx>=0.27,<1", "magika>=1.0,<2",
    "oletools>=0.60,<1", "pdfid>=1.1,<2", "protobuf>=5.29,<7", "pydantic>=2.10,<3", "python-dotenv>=1,<2",
    "python-frontmatter>=1.1,<2", "pyyaml>=6,<7", "rich>=14,<15", "tabulate>=0.9,<1",
)  # fmt: skip


def main() -> int:
    """Exit status: 0 when every checker is content."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = build.write_folder(Path(temporary))
        size = build.write_zip(Path(temporary)).stat().st_size
        too_big = [f"{size:,} bytes, more than {build.LIMIT:,}"] if size > build.LIMIT else []
        good = [
            report("size of the bundle", too_big),
            report("skills-ref", list(skills_ref.validate(folder))),
            report("skillsaw lint --strict", lint(folder)),
        ]
        # The archive hides nothing from the scanners.
        folder = build.write_folder(Path(temporary), unpacked=True)
        good += [
            report("what registries flag", [str(finding) for finding in scan.scan(folder)]),
            report("cisco-ai-skill-scanner", scanner_findings(folder)),
        ]
    return 0 if all(good) else 1


def report(name: str, problems: list[str] | None) -> bool:
    """Print one checker's outcome; None: it could not be asked."""
    if problems is None:
        return True
    print(f"{'FAILED' if problems else 'ok':<7}{name}", flush=True)
    for problem in problems:
        print(f"       {problem}")
    return not problems


def lint(folder: Path) -> list[str]:
    """What skillsaw complains of, warnings too."""
    command = [sys.executable, "-m", "skillsaw", "lint", "--strict", "--quiet", "--no-plugins", "--no-custom-rules"]
    done = subprocess.run([*command, str(folder)], capture_output=True, text=True, encoding="utf-8")
    return [line for line in (done.stdout + done.stderr).splitlines() if line.strip()] if done.returncode else []


def scanner_findings(folder: Path) -> list[str] | None:
    """Critical findings of Cisco's scanner; None where it can't be had."""
    home = Path(places.cache_dir()) / "checkers" / f"{SCANNER}-py{sys.version_info[0]}{sys.version_info[1]}"
    known = home / f"{digest(folder)}.json"
    if known.is_file():
        return critical(json.loads(known.read_text(encoding="utf-8")))
    packages = home / "site-packages"
    if not packages.is_dir() and not install_scanner(home):
        return None
    done = subprocess.run(
        [sys.executable, "-m", "skill_scanner.cli.cli", "scan", str(folder), "--format", "json"],
        cwd=home,
        env={**os.environ, "PYTHONPATH": str(packages)},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    try:
        problems = critical(json.loads(done.stdout))
    except (ValueError, LookupError):
        return [f"it gave no report: {(done.stderr or done.stdout).strip()[-300:]}"]
    for old in home.glob("*.json"):
        old.unlink()
    known.write_text(done.stdout, encoding="utf-8")
    return problems


def critical(answer: dict[str, Any]) -> list[str]:
    """The findings in the scanner's report that must not be."""
    return [
        f"{row['file_path']}:{row['line_number']}: {row['rule_id']}: {row['title']}"
        for row in answer["findings"]
        if row["severity"] == "CRITICAL"
    ]


def install_scanner(home: Path) -> bool:
    """Make the scanner's environment; False, and a word, where that fails."""
    print(f"       installing {SCANNER} (once; about 300 MB) ...", flush=True)
    work = home.with_name(f"{home.name}.{os.getpid()}")
    try:
        work.mkdir(parents=True)
        target = str(work / "site-packages")
        provision.install_packages(target, list(SCANNER_NEEDS))
        provision.install_packages(target, [SCANNER], dependencies=False)
        work.rename(home)
    except (OSError, provision.InstallFailed) as exc:
        print(f"skipped cisco-ai-skill-scanner: it can't be installed here ({exc})", flush=True)
        return False
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return True


def digest(folder: Path) -> str:
    """Of names and bytes of all files."""
    whole = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            whole.update(f"{path.relative_to(folder).as_posix()}\0".encode() + path.read_bytes() + b"\0")
    return whole.hexdigest()


if __name__ == "__main__":
    sys.exit(main())
