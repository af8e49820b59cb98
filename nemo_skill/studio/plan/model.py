"""What a shot shows, as plain frozen data."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Subject:
    """Something the shot shows: its kind and family, how many, its colour ("#rrggbb" or None) and what it does."""

    kind: str
    group: str
    count: int
    colour: str | None
    action: str
    word: str


@dataclass(frozen=True)
class ShotPlan:
    """One shot. ``time`` and ``time_end`` are hours of the light table; they differ when the light changes."""

    prompt: str
    language: str
    duration_s: float
    seed: int
    subjects: tuple[Subject, ...]
    setting: str
    season: str
    time: str
    time_end: str
    weather: str
    camera: str
    mood: str
    words: tuple[str, ...]
    title: str
    unknown: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready form."""
        return asdict(self)

    @property
    def snowy(self) -> bool:
        """Whether snow lies on the ground."""
        return self.weather == "snow" or self.season == "winter" or self.setting == "snowfield"
