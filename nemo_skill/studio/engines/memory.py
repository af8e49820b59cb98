"""How much memory may still be taken: of the machine, and of the container that this process runs in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

_ROOT = Path("/")


def available_bytes(root: Path = _ROOT) -> int | None:
    """The least of what machine and control groups leave; None where the system doesn't tell (Windows, macOS).

    Args:
        root: where ``proc`` and ``sys`` are.
    """
    found = [*_machine(root), *_groups(root)]
    return max(0, min(found)) if found else None


def _machine(root: Path) -> Iterator[int]:
    for line in _text(root / "proc/meminfo").splitlines():
        if line.startswith("MemAvailable:"):
            yield int(line.split()[1]) * 1024


def _groups(root: Path) -> Iterator[int]:
    """Every group above this process may have a limit, in either version of the kernel's interface."""
    for line in _text(root / "proc/self/cgroup").splitlines():
        _, controllers, path = line.split(":", 2)
        if controllers == "":
            mount, names = root / "sys/fs/cgroup", ("memory.max", "memory.current")
        elif "memory" in controllers.split(","):
            mount, names = root / "sys/fs/cgroup/memory", ("memory.limit_in_bytes", "memory.usage_in_bytes")
        else:
            continue
        # Inside a container the path may be the host's: then only the mount itself is there.
        own = mount / path.lstrip("/")
        for folder in [own, *own.parents]:
            yield from _left(folder, *names)
            if folder == mount:
                break


def _left(folder: Path, limit: str, usage: str) -> Iterator[int]:
    most, taken = _text(folder / limit).strip(), _text(folder / usage).strip()
    if most.isdigit() and taken.isdigit():
        # Cached files count as taken, and are dropped when the room is needed.
        cached = next(
            (int(line.split()[1]) for line in _text(folder / "memory.stat").splitlines() if "inactive_file" in line), 0
        )
        yield int(most) - int(taken) + cached


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""
