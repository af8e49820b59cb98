"""What every test gets: an environment of its own, so that no test reads or writes the user's files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.cloudscript import CloudScript
from support.media import tiny_mp4

_OURS = ("NEMO_TOKEN", "NEMO_API_URL", "NEMO_WEB_URL", "NEMO_CLIENT_ID", "NEMO_BACKEND", "NEMO_PROJECT", "SKILL_SOURCE",
         "NEMO_STATE_DIR", "NEMO_DEBUG", "PYTHONIOENCODING")  # fmt: skip
_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The tests that take longest come first: one that starts last keeps all but one core waiting."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.fixture(autouse=True)
def own_world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of the test's own, no variables of ours, no proxies, and a pace that needs no patience."""
    home = tmp_path / "home"
    home.mkdir()
    for name in (*_OURS, *_PROXIES, *(proxy.lower() for proxy in _PROXIES)):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    monkeypatch.setenv("XDG_STATE_HOME", str(home / "state"))
    monkeypatch.setenv("NEMO_PACE", "0.01")
    return home


@pytest.fixture(scope="session")
def mp4() -> bytes:
    """A whole video of one second, 320x180, with sound: what the scripted cloud renders."""
    return tiny_mp4()


@pytest.fixture
def cloud(mp4: bytes) -> Iterator[CloudScript]:
    """The scripted cloud on loopback."""
    with CloudScript(video=mp4) as script:
        yield script
