"""Tables of the embedded studio: words, light, animals, people, places, music, and those of its agent."""

from __future__ import annotations

import contextlib
import json
import os
import zlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from nemo_skill import places

_FOLDER = Path(__file__).parent


@lru_cache(maxsize=32)
def table(name: str) -> dict[str, Any]:
    """The table ``name``, read once.

    Parsing YAML takes longer than all else at the start of a process: what was parsed is kept as JSON in the user's
    cache folder, keyed by its source.
    """
    folder = _FOLDER.parent if "/" in name else _FOLDER
    source = (folder / f"{name}.yaml").read_bytes()
    key = f"studio-{name.replace('/', '-')}-{zlib.crc32(source):08x}{len(source):x}.json"
    kept = Path(places.cache_dir(), key)
    with contextlib.suppress(OSError, ValueError):
        remembered: dict[str, Any] = json.loads(kept.read_bytes(), object_hook=_unpaired)
        return remembered
    import yaml

    loaded: dict[str, Any] = yaml.load(source, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    with contextlib.suppress(OSError):  # A folder that can't be written only costs time.
        kept.parent.mkdir(parents=True, exist_ok=True)
        part = kept.with_suffix(f".{os.getpid()}")
        part.write_text(json.dumps(_paired(loaded)), encoding="ascii")
        part.replace(kept)
    return loaded


def _paired(value: Any) -> Any:
    """JSON has only text for keys: a table with others becomes a list of pairs under the empty key."""
    if isinstance(value, list):
        return [_paired(item) for item in value]
    if not isinstance(value, dict):
        return value
    if all(key and isinstance(key, str) for key in value):
        return {key: _paired(item) for key, item in value.items()}
    return {"": [[key, _paired(item)] for key, item in value.items()]}


def _unpaired(value: dict[str, Any]) -> dict[Any, Any]:
    return dict(value[""]) if "" in value else value
