"""Where each agent keeps its skills, and how this one gets there and away again. Standard library only."""

from __future__ import annotations

import contextlib
import difflib
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from nemo_skill import __version__
from nemo_skill.errors import InputError, UsageError

NAME = "text-to-video-diffusion"


class Home(NamedTuple):
    """Where an agent looks for skills: for every project of the user, and inside one project."""

    user: str
    project: str


AGENTS: Mapping[str, Home] = {
    "clawhub": Home("~/.clawhub/skills", "skills"),
    "cursor": Home("~/.cursor/skills", ".cursor/skills"),
    "claude": Home("~/.claude/skills", ".claude/skills"),
    "codex": Home("~/.codex/skills", ".codex/skills"),
    # The folder that several agents share, Codex among them.
    "agents": Home("~/.agents/skills", ".agents/skills"),
    "openclaw": Home("~/.openclaw/skills", "skills"),
}
# What the skill needs to run; tests, benchmarks and the tools of its developers stay behind.
_PAGES = ("SKILL.md", "skill.yaml", "LICENSE", "references", "scripts/nemo.py")
_PACKAGE = Path(__file__).resolve().parent
_BUNDLED = "_skill"  # the folder in which a wheel keeps what stands beside the package elsewhere
_MANIFEST = ".installed.json"


def destination(to: str, *, project_dir: str | None = None) -> Path:
    """The skill's folder below an agent's folder of skills, or below any other folder.

    Raises:
        UsageError: `to` is nearly the name of an agent, and no folder.
    """
    home = AGENTS.get(to)
    if home is None:
        near = difflib.get_close_matches(to, AGENTS, 1, 0.75)
        if near and os.sep not in to and not os.path.isdir(to):
            raise UsageError(f"There is no agent {to!r}.", hint=f"Did you mean {near[0]}? A folder is written ./{to}.")
        folder = to
    else:
        folder = home.user if project_dir is None else home.project
    base = Path(os.path.abspath(os.path.join(os.path.expanduser(project_dir or ""), os.path.expanduser(folder))))
    return base if base.name == NAME else base / NAME


def content(root: str) -> dict[str, Path]:
    """The files that the skill needs: name below the skill's folder -> where it is now, sorted by name.

    Args:
        root: the folder with SKILL.md: a checkout, an installed skill, or the wheel's own folder of such files.
    """
    found: dict[str, Path] = {}
    for name in _PAGES:
        found.update(_files(Path(root), name))
    outside = Path(root) / _PACKAGE.name
    package = outside if outside.is_dir() else _PACKAGE
    found.update(_files(package.parent, package.name))
    return dict(sorted(found.items()))


def _files(base: Path, name: str) -> Iterable[tuple[str, Path]]:
    start = base / name
    for path in sorted(start.rglob("*")) if start.is_dir() else [start]:
        relative = path.relative_to(base)
        hidden = any(part.startswith(".") or part in ("__pycache__", _BUNDLED) for part in relative.parts)
        if path.is_file() and not hidden and path.suffix not in (".pyc", ".pyo"):
            yield relative.as_posix(), path


def install(root: str, to: str, *, project_dir: str | None = None, force: bool = False, dry_run: bool = False) -> str:
    """Copy the skill to where an agent finds it; what was done, in words.

    An older installation of ours is upgraded in place: its files go, what others put beside them stays.

    Raises:
        InputError: something that is not ours stands there, or it can't be written.
        UsageError: see `destination`.
    """
    target = destination(to, project_dir=project_dir)
    files = content(root)
    if target.resolve() == Path(root).resolve():
        raise InputError(f"The skill already runs from {target}.", hint="Nothing needs to be done.", code="exists")
    if not dry_run:
        _take_up_again(target)
    before = _read_manifest(target)
    if os.path.lexists(target) and before is None and not force:
        raise InputError(
            f"{target} exists and was not made by this command.",
            hint="Remove it, choose another place with --to, or add --force to write over it.",
            code="exists",
        )
    old = before or {}
    gone = sorted(set(old) - set(files))
    changed = [name for name in old if name in files and _digest(target / name) not in ("", old[name])]
    if dry_run:
        lines = [f"Would write {len(files)} files to {target}:", *(f"  {name}" for name in files)]
        lines += [f"Would remove {len(gone)} files of the version there:", *(f"  {n}" for n in gone)] if gone else []
        lines += ["Would replace what was changed there:", *(f"  {name}" for name in changed)] if changed else []
        return "\n".join(lines)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=f".{NAME}-", dir=target.parent))
        try:
            _copy(files, fresh)
            _keep_foreign(target, set(old), fresh)
            _swap(fresh, target)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    except OSError as exc:
        raise InputError(
            f"{target} can't be written: {exc.strerror or exc}.",
            hint="Make the folder writable, or choose another place with --to or --project-dir.",
        ) from exc
    done = "Installed" if before is None else "Renewed"
    text = f"{done} {NAME} {__version__} in {target} ({len(files)} files)."
    if gone:
        text += f"\nRemoved {len(gone)} files that this version no longer has."
    if changed:
        text += f"\nReplaced what had been changed there: {', '.join(changed)}."
    return f"{text}\nThe agent finds it when its next chat starts."


def _copy(files: Mapping[str, Path], fresh: Path) -> None:
    digests = {}
    for name, source in files.items():
        data = source.read_bytes()
        path = fresh / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        path.chmod(0o755 if name.startswith("scripts/") else 0o644)
        digests[name] = hashlib.sha256(data).hexdigest()
    manifest = {"skill": NAME, "version": __version__, "files": digests}
    (fresh / _MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    fresh.chmod(0o755)


def _keep_foreign(target: Path, ours: set[str], fresh: Path) -> None:
    """Bring along what others put into the folder, such as an `origin.json`; a file of the new version goes before."""
    if target.is_symlink() or not target.is_dir():
        return
    for path in target.rglob("*"):
        name = path.relative_to(target).as_posix()
        if name in ours or name == _MANIFEST or "__pycache__" in path.parts:
            continue
        place = fresh / name
        if (path.is_symlink() or path.is_file()) and not os.path.lexists(place):
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, place, follow_symlinks=False)


def _swap(fresh: Path, target: Path) -> None:
    """Put the new folder in the old one's place; the old one comes back if that fails."""
    if not os.path.lexists(target):
        fresh.rename(target)
        return
    old = _set_aside(target)
    target.rename(old)
    try:
        fresh.rename(target)
    except OSError:
        old.rename(target)
        raise
    _discard(old)


def _set_aside(target: Path) -> Path:
    return target.with_name(f".{target.name}-old")


def _take_up_again(target: Path) -> None:
    """Bring back what an interrupted upgrade had set aside; nothing happens when nothing was."""
    old = _set_aside(target)
    with contextlib.suppress(OSError):
        if os.path.lexists(old) and os.path.lexists(target):
            _discard(old)
        elif os.path.lexists(old):
            old.rename(target)


def _discard(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _read_manifest(target: Path) -> dict[str, str] | None:
    """Names and digests of what was written there; None when we wrote nothing there."""
    try:
        found = json.loads((target / _MANIFEST).read_text(encoding="utf-8"))
        if found["skill"] != NAME:
            return None
        files = {str(name): str(digest) for name, digest in found["files"].items()}
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return None
    return {name: digest for name, digest in files.items() if _is_below(name)}


def _is_below(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and not os.path.isabs(name)


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def uninstall(to: str, *, project_dir: str | None = None, dry_run: bool = False) -> str:
    """Remove what `install` wrote, and nothing else; what was done, in words.

    Raises:
        InputError: nothing of ours is there, or it can't be removed.
        UsageError: see `destination`.
    """
    target = destination(to, project_dir=project_dir)
    manifest = _read_manifest(target)
    if manifest is None:
        raise InputError(
            f"{target} holds no installation made by this command.",
            hint="Name the place where it was installed, with --to and --project-dir.",
            code="not_installed",
        )
    files = sorted(manifest)
    if dry_run:
        return "\n".join([f"Would remove {len(files)} files from {target}:", *(f"  {name}" for name in files)])
    real = target.resolve()
    try:
        for name in [*files, _MANIFEST]:
            path = target / name
            # A folder in between that has become a link leads to somebody else's files.
            if path.parent.resolve() == real.joinpath(*PurePosixPath(name).parent.parts):
                path.unlink(missing_ok=True)
        _clear(target, {str(parent) for name in files for parent in PurePosixPath(name).parents})
    except OSError as exc:
        raise InputError(
            f"{exc.filename or target} can't be removed: {exc.strerror or exc}.",
            hint="Make the folder writable and run the command again.",
        ) from exc
    if target.exists():
        return f"Removed {len(files)} files; {target} keeps what others put there."
    return f"Removed {len(files)} files; {target} is gone."


def _clear(target: Path, folders: set[str]) -> None:
    """Remove our folders where they are empty now, with the bytecode that Python left in them."""
    for name in sorted(folders, key=len, reverse=True):
        folder = target / name
        if folder.is_symlink() or not folder.is_dir():
            continue
        shutil.rmtree(folder / "__pycache__", ignore_errors=True)
        if not any(folder.iterdir()):
            folder.rmdir()
