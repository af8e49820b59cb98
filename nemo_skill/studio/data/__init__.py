"""Tables of the embedded studio: words, light, animals, people, places, music, and those of its agent."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent
#: In the published bundle the tables lie in one file, one behind the other, each under a line with its name.
PACKED, MARK = "tables.xz", b"\n#### "


def sources() -> dict[str, Path]:
    """The YAML files by the names of their tables: "light", "agent/grammar"."""
    found = {path.stem: path for path in _FOLDER.glob("*.yaml")}
    found.update({f"agent/{path.stem}": path for path in (_FOLDER.parent / "agent").glob("*.yaml")})
    return dict(sorted(found.items()))


@lru_cache(maxsize=32)
def table(name: str) -> dict[str, Any]:
    """The table ``name``, read once."""
    import yaml

    loaded: dict[str, Any] = yaml.load(_text(name), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return loaded


def _text(name: str) -> bytes:
    packed = _packed()
    if name in packed:
        return packed[name]
    path = _FOLDER.parent if "/" in name else _FOLDER
    return (path / f"{name}.yaml").read_bytes()


@lru_cache(maxsize=1)
def _packed() -> dict[str, bytes]:
    path = _FOLDER / PACKED
    if not path.is_file():
        return {}
    import lzma

    pieces = lzma.decompress(path.read_bytes()).split(MARK)[1:]
    return {name.decode(): text for name, _, text in (piece.partition(b"\n") for piece in pieces)}
