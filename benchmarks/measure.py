"""Timing of whole commands: in turns, so that a machine that slows down slows down both."""

from __future__ import annotations

import statistics
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def wall(command: Sequence[str], *, env: dict[str, str] | None = None, cwd: Path | None = None) -> float:
    """Seconds of one run, output thrown away.

    Raises:
        SystemExit: the command failed, and its time would mean nothing.
    """
    started = time.perf_counter()
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=env, cwd=cwd
    )
    took = time.perf_counter() - started
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}: {done.stderr.decode()}")
    return took


def in_turns(
    commands: dict[str, Sequence[str]], *, runs: int, env: dict[str, str] | None = None
) -> dict[str, list[float]]:
    """Run each command once to warm up, then all of them in turns."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    for command in commands.values():
        wall(command, env=env)
    for _ in range(runs):
        for name, command in commands.items():
            times[name].append(wall(command, env=env))
    return times


def ratio(times: dict[str, list[float]], name: str, peer: str) -> float:
    """Median of the ratios, run by run."""
    return statistics.median(a / b for a, b in zip(times[name], times[peer], strict=True))


def line(name: str, value: str, limit: str, ok: bool) -> None:
    """One row of the figures."""
    print(f"{'ok ' if ok else '!! '} {name:<46} {value:>14}   limit {limit}")
