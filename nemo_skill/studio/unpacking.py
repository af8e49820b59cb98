"""Where the studio's modules lie. In a checkout beside this one; the published skill has them in one archive.

A drawing engine packed file by file would be a third larger, and 230 more files for an agent to look through. The
archive is an ordinary `.tar.xz` of Python and YAML, unpacked once into the user's cache folder.
"""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import tempfile
import time
from pathlib import Path

from nemo_skill import places
from nemo_skill.errors import InputError

ARCHIVE = "studio.tar.xz"
_KEPT_S = 7 * 86400.0  # a server that still runs from an older version has long loaded all of it


def folders(package: Path) -> list[str]:
    """The folders that Python searches for the package's modules: `package`, and the unpacked archive if it has one.

    Raises:
        InputError: the archive is damaged, or the cache folder can't be written.
    """
    archive = package / ARCHIVE
    if not archive.is_file():
        return [str(package)]
    content = archive.read_bytes()
    target = Path(places.cache_dir(), "studio", hashlib.sha256(content).hexdigest()[:16])
    if not target.is_dir():
        _unpack(content, archive, target)
    return [str(package), str(target)]


def _unpack(content: bytes, archive: Path, target: Path) -> None:
    """Beside its place, and renamed into it: what stands at `target` is whole."""
    import io
    import lzma
    import tarfile

    part = target
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=f"{target.name}.", dir=target.parent))
        with tarfile.open(fileobj=io.BytesIO(lzma.decompress(content))) as packed:
            for member in packed:
                stream = packed.extractfile(member)
                if stream is not None:
                    path = part / member.name
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(stream.read())
        with contextlib.suppress(OSError):  # Another process was faster.
            part.rename(target)
        if not target.is_dir():
            raise OSError(f"it can't be renamed to {target}")
    except (tarfile.TarError, lzma.LZMAError) as exc:
        raise InputError(f"{archive} is damaged ({exc}).", hint="Install the skill again.", code="package") from exc
    except OSError as exc:
        raise InputError(
            f"The preview engine can't be unpacked into {target.parent}: {exc.strerror or exc}.",
            hint="See that the folder can be written and the disk has room, and run the command again.",
            code="cache",
        ) from exc
    finally:
        if part != target:
            shutil.rmtree(part, ignore_errors=True)
    for other in target.parent.iterdir():
        with contextlib.suppress(OSError):
            if other != target and time.time() - other.stat().st_mtime > _KEPT_S:
                shutil.rmtree(other, ignore_errors=True)
