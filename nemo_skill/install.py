"""Where each agent keeps its skills, and how this one gets there and away again."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from pathlib import Path

from nemo_skill.errors import InputError

NAME = "text-to-video-diffusion"
FOLDERS = {
    "clawhub": "~/.clawhub/skills",
    "cursor": "~/.cursor/skills",
    "claude": "~/.claude/skills",
    "codex": "~/.codex/skills",
    "openclaw": "~/.openclaw/skills",
}
# What the skill needs to run; tests, benchmarks and caches stay behind.
CONTENT = ("SKILL.md", "skill.yaml", "LICENSE", "pyproject.toml", "references", "scripts/nemo.py", "nemo_skill")
MANIFEST = ".installed.json"


def destination(to: str) -> Path:
    """The folder for an agent's name, or below any other folder."""
    base = Path(os.path.expanduser(FOLDERS.get(to, to))).absolute()
    return base if base.name == NAME else base / NAME


def content(root: str) -> list[str]:
    """The files to copy, relative to the skill's folder, sorted."""
    found: list[str] = []
    for name in CONTENT:
        path = Path(root) / name
        if path.is_dir():
            files = (item for item in path.rglob("*") if item.is_file())
            found += [item.relative_to(root).as_posix() for item in files if _belongs(item)]
        elif path.is_file():
            found.append(name)
    return sorted(found)


def _belongs(path: Path) -> bool:
    return "__pycache__" not in path.parts and not path.name.startswith(".") and path.suffix not in (".pyc", ".pyo")


def install(root: str, to: str, *, force: bool = False, dry_run: bool = False) -> str:
    """Copy the skill to where an agent finds it; what was done, in words.

    Raises:
        InputError: a folder of that name is there and not ours, or it can't be written.
    """
    target = destination(to)
    files = content(root)
    if dry_run:
        return "\n".join([f"Would write {len(files)} files to {target}:", *(f"  {name}" for name in files)])
    if target.exists() and not (target / MANIFEST).is_file() and not force:
        raise InputError(
            f"{target} exists and was not made by this command.",
            hint="Remove it, choose another place with --to, or replace it with --force.",
            code="exists",
        )
    if target.resolve() == Path(root).resolve():
        raise InputError(f"The skill already runs from {target}.", hint="Nothing needs to be done.", code="exists")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=f".{NAME}-", dir=target.parent))
        try:
            _copy(root, files, fresh)
            _swap(fresh, target)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    except OSError as exc:
        raise InputError(
            f"{target} can't be written: {exc.strerror or exc}.", hint="Choose another place with --to."
        ) from exc
    return f"Installed {len(files)} files in {target}."


def _copy(root: str, files: list[str], fresh: Path) -> None:
    digests = {}
    for name in files:
        data = (Path(root) / name).read_bytes()
        path = fresh / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        digests[name] = hashlib.sha256(data).hexdigest()
    (fresh / MANIFEST).write_text(json.dumps({"skill": NAME, "files": digests}, indent=1), encoding="utf-8")
    os.chmod(fresh, 0o755)


def _swap(fresh: Path, target: Path) -> None:
    """Put the new folder in the old one's place; the old one comes back if that fails."""
    if not target.exists():
        fresh.rename(target)
        return
    old = target.with_name(f".{target.name}-old-{os.getpid()}")
    target.rename(old)
    try:
        fresh.rename(target)
    except OSError:
        old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def uninstall(to: str, *, dry_run: bool = False) -> str:
    """Remove what `install` wrote, and nothing else; what was done, in words.

    Raises:
        InputError: nothing of ours is there.
    """
    target = destination(to)
    try:
        manifest = json.loads((target / MANIFEST).read_text(encoding="utf-8"))
        files = sorted(manifest["files"])
    except (OSError, ValueError, KeyError, TypeError) as exc:
        raise InputError(
            f"{target} holds no installation made by this command.", hint="Check --to; 'install --to' shows the places."
        ) from exc
    if dry_run:
        return "\n".join([f"Would remove {len(files)} files from {target}:", *(f"  {name}" for name in files)])
    inside = [name for name in files if not os.path.isabs(name) and ".." not in Path(name).parts]
    for name in [*inside, MANIFEST]:
        (target / name).unlink(missing_ok=True)
    # Compiled bytecode beside the files is a by-product of theirs.
    for cache in list(target.rglob("__pycache__")):
        shutil.rmtree(cache, ignore_errors=True)
    for folder in sorted((path for path in target.rglob("*") if path.is_dir()), key=lambda path: -len(path.parts)):
        if not any(folder.iterdir()):
            folder.rmdir()
    if not any(target.iterdir()):
        target.rmdir()
        return f"Removed {len(inside)} files; {target} is gone."
    return f"Removed {len(inside)} files; {target} keeps what others put there."
