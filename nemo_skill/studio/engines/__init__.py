"""Clip engines: from a prompt to a silent moving picture, behind one small interface."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from nemo_skill.studio.plan import ShotPlan


class EngineError(Exception):
    """A clip that could not be made: what happened and what to do."""


class EngineCancelled(EngineError):
    """The caller asked to stop; nothing was left behind."""


@dataclass(frozen=True)
class ClipRequest:
    """One clip: a prompt and the file's exact form. Width and height are even, in pixels."""

    prompt: str
    duration_ms: int
    width: int
    height: int
    fps: int = 30
    seed: int = 1

    @property
    def frames(self) -> int:
        """How many frames the clip has."""
        return max(1, round(self.duration_ms * self.fps / 1000))


class Engine(Protocol):
    """Makes clips. ``label`` is how it is honestly named to people."""

    name: str
    label: str

    def plan(self, request: ClipRequest) -> ShotPlan:
        """What the engine understood of the prompt and is going to show."""

    def render(
        self, request: ClipRequest, out: Path, *, progress: Callable[[float], None], cancelled: Callable[[], bool]
    ) -> None:
        """Write the clip as H.264 MP4.

        ``progress`` gets the share of frames encoded (0-1); ``cancelled`` is asked several times a second.

        Raises:
            EngineCancelled: ``cancelled`` said so; ``out`` does not exist.
            EngineError: the clip can't be made; ``out`` does not exist.
        """


def get_engine(name: str = "animatic") -> Engine:
    """The engine of that name.

    Raises:
        EngineError: no such engine.
    """
    if name == "animatic":
        from nemo_skill.studio.engines.animatic import AnimaticEngine

        return AnimaticEngine()
    raise EngineError(f"There is no engine {name!r}. Known engines: animatic.")
