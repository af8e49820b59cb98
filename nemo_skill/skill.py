"""SKILL.md and skill.yaml, read once into plain tables.

The parsed tables are kept as JSON in the user's cache folder, keyed by the content of both files, so that the light
commands (`route`, `translate`, `--help`) neither import PyYAML nor parse YAML.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Mapping
from typing import Any, NamedTuple

from nemo_skill import places
from nemo_skill.errors import InputError

# The large sections have a parsed copy of their own: `route` and `translate` each need one of them.
_OWN_FILES = ("routing", "translation")
_PACKAGE = os.path.dirname(os.path.abspath(__file__))


class Skill(NamedTuple):
    """What the two files say.

    `root` is the folder that holds SKILL.md; `tables` is skill.yaml as plain dicts and lists.
    """

    root: str
    name: str
    version: str
    description: str
    tables: Mapping[str, Any]


def skill_root() -> str:
    """The folder with SKILL.md: beside the package in a checkout or an install, inside it in a wheel.

    Raises:
        InputError: neither place has the file.
    """
    for folder in (os.path.dirname(_PACKAGE), os.path.join(_PACKAGE, "_skill")):
        if os.path.isfile(os.path.join(folder, "SKILL.md")) and os.path.isfile(os.path.join(folder, "skill.yaml")):
            return folder
    raise InputError(
        "SKILL.md or skill.yaml is missing from the skill's folder.",
        hint=f"Install the skill again; expected both files in {os.path.dirname(_PACKAGE)}.",
    )


def split_frontmatter(text: str) -> tuple[str, str]:
    """Cut SKILL.md into (YAML, body); the YAML is empty when the file has no frontmatter."""
    lines = text.lstrip("\ufeff").splitlines(keepends=True)
    if not lines or lines[0].strip() != "---":
        return "", text
    for number, line in enumerate(lines[1:], 1):
        if line.strip() == "---":
            return "".join(lines[1:number]), "".join(lines[number + 1 :])
    return "", text


def load(root: str | None = None, *, cache: str | None = None) -> Skill:
    """Read the skill's own files.

    Args:
        root: folder with SKILL.md and skill.yaml; found by itself when None.
        cache: folder for the parsed copy; the user's cache folder when None.

    Raises:
        InputError: a file is missing or isn't valid YAML.
    """
    folder = root or skill_root()
    sources, path = _cached(folder, cache)
    parsed = _recall(f"{path}.json")
    if parsed is None:
        parsed = _parse(sources[0], sources[1], folder)
        _remember(f"{path}.json", parsed)
        for name in _OWN_FILES:
            _remember(f"{path}-{name}.json", parsed["tables"].get(name))
    return Skill(folder, parsed["name"], parsed["version"], parsed["description"], parsed["tables"])


def load_section(name: str) -> Any:
    """One section of skill.yaml for a command that needs no other: `routing` or `translation`.

    Raises:
        InputError: see `load`.
    """
    _, path = _cached(skill_root(), None)
    found = _recall(f"{path}-{name}.json")
    return load().tables[name] if found is None else found


def _cached(folder: str, cache: str | None) -> tuple[list[bytes], str]:
    """The skill's own files, and the start of the path of their parsed copies."""
    sources = [_read(os.path.join(folder, name)) for name in ("SKILL.md", "skill.yaml")]
    key = "-".join(f"{zlib.crc32(source):08x}{len(source):x}" for source in sources)
    return sources, os.path.join(cache or places.cache_dir(), f"tables-{key}")


def _recall(path: str) -> Any:
    try:
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    except (OSError, ValueError):
        return None


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as exc:
        raise InputError(f"Can't read {path}: {exc.strerror}.", hint="Install the skill again.") from exc


def _parse(skill_md: bytes, skill_yaml: bytes, folder: str) -> dict[str, Any]:
    # Imported here: only the first run after a change needs the parser.
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        front = yaml.load(split_frontmatter(skill_md.decode("utf-8"))[0], Loader=loader) or {}
        tables = yaml.load(skill_yaml, Loader=loader) or {}
    except (yaml.YAMLError, UnicodeDecodeError) as exc:
        raise InputError(f"The skill's files in {folder} are damaged: {exc}", hint="Install the skill again.") from exc
    metadata = front.get("metadata") or {}
    version = metadata.get("version") or front.get("version") or tables.get("version")
    return {
        "name": str(front.get("name", "")),
        "version": str(version),
        "description": str(front.get("description", "")),
        # JSON turns non-text keys into text; do it now so that both ways of loading agree.
        "tables": json.loads(json.dumps(tables)),
    }


def _remember(path: str, parsed: Any) -> None:
    """Keep the parsed copy; a read-only cache folder only costs time."""
    temporary = f"{path}.{os.getpid()}"
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(temporary, "w", encoding="utf-8") as file:
            json.dump(parsed, file, ensure_ascii=False, separators=(",", ":"))
        os.replace(temporary, path)
    except OSError:
        return


def detect_platform(skill: Skill, environ: Mapping[str, str], *, script: str | None = None) -> tuple[str, str]:
    """The value of `X-Skill-Platform` and the reason for it.

    The path by which the script was called counts before the path that it resolves to, so that a symlink in an
    agent's folder names the agent. `SKILL_SOURCE`, when set, wins.
    """
    chosen = environ.get("SKILL_SOURCE", "").strip()
    if chosen:
        return chosen, "SKILL_SOURCE is set"
    called = os.path.abspath(script) if script else os.path.join(skill.root, "scripts", "nemo.py")
    for path in (called, os.path.realpath(called), skill.root, os.path.realpath(skill.root)):
        for row in skill.tables["platforms"]:
            folder = os.path.expanduser(row["folder"])
            if any(_is_inside(path, base) for base in (folder, os.path.realpath(folder))):
                return row["name"], f"{path} is under {row['folder']}"
    for folder in (os.path.dirname(os.path.dirname(called)), skill.root):
        for marker in (os.path.join(folder, "origin.json"), os.path.join(folder, ".clawhub", "origin.json")):
            if os.path.isfile(marker) and os.path.isfile(os.path.join(folder, "SKILL.md")):
                return "clawhub", f"{marker} exists"
    return "unknown", f"{called} is in no known skills folder"


def _is_inside(path: str, folder: str) -> bool:
    path, folder = os.path.normcase(os.path.normpath(path)), os.path.normcase(os.path.normpath(folder))
    return path == folder or path.startswith(folder + os.sep)


def attribution_headers(skill: Skill, environ: Mapping[str, str], *, script: str | None = None) -> dict[str, str]:
    """The three headers that every request carries; an export without them is refused with 402."""
    platform, _ = detect_platform(skill, environ, script=script)
    return {
        "X-Skill-Source": skill.name,
        "X-Skill-Version": skill.version,
        "X-Skill-Platform": _header_safe(platform),
    }


def _header_safe(value: str) -> str:
    return "".join(char for char in value if " " < char < "\x7f")[:64] or "unknown"
