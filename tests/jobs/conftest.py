"""A turn run in this process against the scripted cloud."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from support.build import SKILL, open_client
from support.cloudscript import CloudScript

from nemo_skill.jobs.context import Context
from nemo_skill.jobs.turn import run_turn
from nemo_skill.journal import Journal, Turn
from nemo_skill.pace import Pace


class Bench:
    """Journal, project and contexts of one test."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.url = folder, url
        self.journal = Journal(str(folder / "state"))
        self.project = self.journal.project(url, "test")

    def turn(self, *steps: dict[str, Any], **request: Any) -> Turn:
        return self.journal.add_turn(
            self.project.id, "say", {"steps": list(steps), "folder": str(self.folder), **request}
        )

    def context(self, turn: Turn | None = None, *, language: str = "en") -> Context:
        return Context(
            client=open_client(self.url, self.folder),
            journal=self.journal,
            project=self.journal.project_by_id(self.project.id),
            tables=SKILL.tables,
            pace=Pace(0.01),
            language=language,
            turn=turn.id if turn else None,
        )

    def run(self, *steps: dict[str, Any], **request: Any) -> Turn:
        """Add a turn and carry it out."""
        return self.resume(self.turn(*steps, **request))

    def resume(self, turn: Turn) -> Turn:
        """Carry a turn out as a new worker process would."""
        return run_turn(self.context(turn), turn)


@pytest.fixture
def bench(tmp_path: Path, cloud: CloudScript) -> Iterator[Bench]:
    made = Bench(tmp_path, cloud.url)
    yield made
    made.journal.close()


@pytest.fixture
def say() -> Callable[[str], dict[str, Any]]:
    return lambda text: {"action": "sse", "text": text}
