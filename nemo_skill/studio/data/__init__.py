"""Tables of the animatic engine: words, light, animals, objects, music."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent


@lru_cache(maxsize=16)
def table(name: str) -> dict[str, Any]:
    """The YAML table ``name`` of this folder, read once."""
    import yaml

    with open(_FOLDER / f"{name}.yaml", encoding="utf-8") as stream:
        loaded: dict[str, Any] = yaml.load(stream, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return loaded
