#!/usr/bin/env python3
"""Kills the script's processes at random moments and counts what was sent twice, lost or left over.

    python benchmarks/kills.py --kills 300 --seed 1

Each run is a command (`create`, `say`, `chat`, `export`) against a cloud on loopback that takes its time; the command,
its worker or both are killed with SIGKILL, up to three times, then `wait` is called until nothing is left. The cloud's
record is compared with the journal, the printed results and the files. Exit status 1 when anything is wrong.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from faults.killing import Stage, plan  # noqa: E402
from support.media import tiny_mp4  # noqa: E402

ROWS = ("runs", "kills", "kills of command", "kills of worker", "kills of both", "turns", "turns done", "turns lost",
        "turns failed", "messages", "messages sent twice", "messages cut off by a disconnect",
        "messages lost and said so", "answers in words lost and said so", "renders",
        "renders that failed on the server", "orphaned renders", "files", "files whole", "leftover parts",
        "lost silently")  # fmt: skip


def main() -> int:
    """Play runs until so many kills hit; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=300, help="stop after so many kills (default 300)")
    parser.add_argument("--seed", type=int, default=1, help="of the first run; each further one counts up")
    parser.add_argument("--keep", type=Path, help="keep the folders of runs that went wrong in here")
    options = parser.parse_args()
    video = tiny_mp4()
    figures: Counter[str] = Counter()
    wrong: list[str] = []
    seed, began = options.seed, time.monotonic()
    while figures["kills"] < options.kills:
        folder = Path(tempfile.mkdtemp(prefix="kills-"))
        verdict = Stage(plan(seed), folder, video).play()
        figures += verdict.figures
        for sentence in verdict.wrong:
            wrong.append(f"seed {seed}: {sentence}")
            print(f"WRONG {wrong[-1]}", flush=True)
        if verdict.wrong and options.keep:
            shutil.copytree(folder, options.keep / f"seed-{seed}", dirs_exist_ok=True)
        shutil.rmtree(folder, ignore_errors=True)
        seed += 1
        if figures["runs"] % 10 == 0:
            print(f"... {figures['runs']} runs, {figures['kills']} kills", file=sys.stderr, flush=True)
    for name in ROWS:
        print(f"{name:<36} {figures[name]:>6}")
    print(f"{'anything wrong':<36} {len(wrong):>6}")
    print(f"{'seconds':<36} {time.monotonic() - began:>6.0f}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
