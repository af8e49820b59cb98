"""Clip engines: from a prompt to a silent moving picture, behind one small interface."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

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


_MIN_SIDE, _MAX_SIDE = 32, 3840


def check_request(request: ClipRequest) -> None:
    """Raises :class:`EngineError` for a size, a duration or a rate that no engine makes."""
    for side in (request.width, request.height):
        if side % 2 or not _MIN_SIDE <= side <= _MAX_SIDE:
            raise EngineError(
                f"A clip's sides must be even and {_MIN_SIDE}-{_MAX_SIDE} pixels, got {request.width}x{request.height}."
            )
    if request.fps < 1 or request.duration_ms < 1:
        raise EngineError(
            f"A clip needs a duration and a frame rate, got {request.duration_ms} ms at {request.fps} fps."
        )


class Engine(Protocol):
    """Makes clips."""

    @property
    def name(self) -> str:
        """As it is chosen."""

    @property
    def label(self) -> str:
        """How it is honestly named to people; after a render also with the model that made the clip."""

    def problem(self) -> str | None:
        """Why it can't be used on this machine; None when it can."""

    def summary(self) -> str:
        """What a usable engine works with, for `doctor`."""

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


def get_engine(
    name: str = "animatic", settings: Mapping[str, Any] | None = None, *, cache: Path | None = None
) -> Engine:
    """The engine of that name.

    Args:
        settings: see :mod:`nemo_skill.engine_options`.
        cache: a folder where the engine may keep parts of clips for later.

    Raises:
        EngineError: no such engine.
    """
    if name == "animatic":
        from nemo_skill.studio.engines.animatic import AnimaticEngine

        return AnimaticEngine(cache=cache, **(settings or {}))
    if name == "diffusion":
        from nemo_skill.engine_options import DiffusionSettings
        from nemo_skill.studio.engines.diffusion import DiffusionEngine

        return DiffusionEngine(DiffusionSettings(**(settings or {})))
    raise EngineError(f"There is no engine {name!r}. Known engines: animatic, diffusion.")
