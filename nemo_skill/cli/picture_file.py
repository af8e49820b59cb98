"""Pictures as files that the user names: checked before any work, written whole or not at all."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nemo_skill import places
from nemo_skill.errors import InputError, UsageError

if TYPE_CHECKING:
    from PIL import Image


def picture_target(name: str, option: str) -> Path:
    """Where a picture is to be written; the folder itself is made when there is a picture for it.

    Raises:
        UsageError: it is no PNG.
        InputError: it can't be written there.
    """
    path = Path(os.path.abspath(os.path.expanduser(name)))
    if path.suffix.lower() != ".png":
        raise UsageError("The picture is a PNG.", hint=f"Use {option} NAME.png.")
    if path.is_dir():
        raise InputError(f"{name} is a folder.", hint=f"Name the file to write: {option} NAME.png.", code="output")
    if not places.can_be_written(str(path.parent)):
        raise InputError(f"{name} can't be written there.", hint="Choose another place.", code="output")
    return path


def save_png(image: Image.Image, out: Path) -> None:
    """Write beside the target and move it there whole, so that nobody ever sees half a picture.

    Raises OSError when it can't be written.
    """
    handle, temporary = tempfile.mkstemp(prefix=f".{out.name}.", suffix=".part", dir=out.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            image.save(file, "PNG", optimize=True)
        umask = os.umask(0)
        os.umask(umask)
        Path(temporary).chmod(0o666 & ~umask)
        Path(temporary).replace(out)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def unwritable(path: Path, exc: OSError) -> InputError:
    """The failure of a place that looked fine before the work."""
    return InputError(f"{path} can't be written: {exc.strerror or exc}.", hint="Choose another place.", code="output")


def described(path: Path) -> dict[str, Any]:
    """A row of `files` in a `--json` result."""
    data = path.read_bytes()
    return {"path": str(path), "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
