"""Tables of the embedded studio: words, light, animals, people, places, music, and those of its agent."""

from __future__ import annotations

import contextlib
import marshal
import os
import sys
import zlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from nemo_skill import places

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
    """The table ``name``, read once.

    Parsing YAML takes longer than all else at the start of a process: what was parsed is kept in the user's cache
    folder, keyed by its source, in the form in which Python keeps compiled modules.
    """
    packed = _FOLDER / PACKED
    folder = _FOLDER.parent if "/" in name else _FOLDER
    source = (packed if packed.is_file() else folder / f"{name}.yaml").read_bytes()
    key = f"{sys.implementation.cache_tag}-{zlib.crc32(source):08x}{len(source):x}"
    kept = os.path.join(places.cache_dir(), "studio", f"{name.replace('/', '-')}-{key}")
    with contextlib.suppress(OSError, ValueError, EOFError, TypeError), open(kept, "rb") as file:
        remembered: dict[str, Any] = marshal.load(file)
        return remembered
    import yaml

    text = _packed()[name] if packed.is_file() else source
    loaded: dict[str, Any] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    with contextlib.suppress(OSError, ValueError):  # A folder that can't be written, a value of a kind of its own.
        content = marshal.dumps(loaded)
        os.makedirs(os.path.dirname(kept), exist_ok=True)
        Path(f"{kept}.{os.getpid()}").write_bytes(content)
        os.replace(f"{kept}.{os.getpid()}", kept)
    return loaded


@lru_cache(maxsize=1)
def _packed() -> dict[str, bytes]:
    import lzma

    pieces = lzma.decompress((_FOLDER / PACKED).read_bytes()).split(MARK)[1:]
    return {name.decode(): text for name, _, text in (piece.partition(b"\n") for piece in pieces)}
