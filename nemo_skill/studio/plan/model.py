"""What a shot shows, as plain frozen data."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Hit:
    """A word of the prompt that means ``name`` in the table ``kind``, at character ``start``."""

    kind: str
    name: str
    word: str
    start: int


@dataclass(frozen=True)
class Subject:
    """Something the shot shows: its kind and family, how many, its colour ("#rrggbb" or None) and what it does.

    Of people also: ``look`` (a row of wardrobe.yaml, or several parted by "|"), ``pose`` (a row of stances.yaml),
    ``sex`` and ``age``; empty where the prompt leaves them open. Of animals: ``look`` is what they are made of and
    ``pose`` the part they play, rows of poses.yaml. ``aboard``: who is in a vehicle, first who drives.
    """

    kind: str
    group: str
    count: int
    colour: str | None
    action: str
    word: str
    look: str = ""
    pose: str = ""
    sex: str = ""
    age: str = ""
    aboard: tuple[Subject, ...] = ()


@dataclass(frozen=True)
class ShotPlan:
    """One shot. ``time`` and ``time_end`` are hours of the light table; they differ when the light changes.

    ``style`` is a row of styles.yaml, empty for the studio's own.
    ``view`` is the place that is seen through the windows of ``setting``; empty where the prompt leaves it open.
    ``backdrop`` is the colour ("#rrggbb") of a plain background that the prompt asks for.
    ``beyond``: the place that is seen, out of focus, behind what lies on a table.
    """

    prompt: str
    language: str
    duration_s: float
    seed: int
    subjects: tuple[Subject, ...]
    setting: str
    view: str
    season: str
    time: str
    time_end: str
    weather: str
    camera: str
    mood: str
    words: tuple[str, ...]
    title: str
    unknown: tuple[str, ...]
    style: str = ""
    beyond: str = ""
    backdrop: str = ""

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready form."""
        return asdict(self)

    @property
    def snowy(self) -> bool:
        """Whether snow lies on the ground."""
        return self.weather == "snow" or self.season == "winter" or self.setting == "snowfield"
