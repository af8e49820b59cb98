"""Names for the files that are written. Light: commands that send nothing themselves need them, too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from nemo_skill.errors import InputError

_FILLER = {"a", "an", "the", "of", "in", "on", "at", "to", "and", "with", "me", "please", "make", "generate", "create",
           "video", "clip", "second", "seconds", "into", "from", "through"}  # fmt: skip


# Names that Windows keeps for devices, with any ending.
_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))}


def file_stem(text: str) -> str:
    """A file name out of a prompt or a clip's name: its first words, safe on every system; may be empty."""
    words = re.findall(r"[^\W_]+", text.lower())
    picked = [word for word in words if word not in _FILLER and not word.isdigit()][:5]
    stem = "-".join(picked)[:48].strip("-")
    return f"{stem}-video" if stem in _DEVICES else stem


def unused_names(folder: str, stem: str) -> Iterator[str]:
    """`stem.mp4`, `stem-2.mp4`, ... those that don't exist yet in `folder`.

    Raises:
        InputError: after ten thousand of them.
    """
    for number in range(1, 10_000):
        candidate = Path(folder) / (f"{stem}.mp4" if number == 1 else f"{stem}-{number}.mp4")
        if not candidate.exists():
            yield str(candidate)
    raise InputError(f"{folder} is full of files named {stem}.", hint="Name the file with -o.")
