"""The embedded backend: a small real server with the cloud's API, for previews and for tests.

:func:`serve` runs it until a signal or until it was idle long enough; :func:`create_app` builds the bare
ASGI application. Everything is imported on first use, so that ``import nemo_skill.studio`` stays cheap.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from nemo_skill.studio import unpacking

if TYPE_CHECKING:
    from .app import create_app
    from .server import serve
    from .settings import Limits, Options

__path__ = unpacking.folders(Path(__file__).parent)
__all__ = ["Limits", "Options", "create_app", "serve"]


def __getattr__(name: str) -> Any:
    if name in ("Limits", "Options"):
        from . import settings

        return getattr(settings, name)
    if name == "create_app":
        from .app import create_app

        return create_app
    if name == "serve":
        from .server import serve

        return serve
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
