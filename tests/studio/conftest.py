from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from nemo_skill.studio import Limits

from .backend import Visitor, running


@pytest.fixture(scope="module")
def shared_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One server for a module's tests; each takes a visitor of its own, none is ever turned away."""
    with running(tmp_path_factory.mktemp("studio"), limits=Limits.relaxed()) as url:
        yield url


@pytest.fixture
def visitor(shared_url: str) -> Iterator[Visitor]:
    someone = Visitor(shared_url)
    yield someone
    someone.http.close()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"
