#!/usr/bin/env python3
"""Makes what is published, in dist/: the skill's folder, the same as a zip for ClawHub and other agents, and a wheel.

    python3 scripts/build.py [-o FOLDER]

The same files give the same bytes: sorted names, one date, one set of modes. To stay under 1 MB, sources go without
comments and docstrings, and the studio as one archive, without types too. Needs the development environment, which
`scripts/check.py` makes; without it, this makes it.
"""

from __future__ import annotations

import argparse
import functools
import importlib.util
import io
import lzma
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
import zlib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import slim  # noqa: E402 - the path comes first

from nemo_skill import __version__, install  # noqa: E402
from nemo_skill.studio import unpacking  # noqa: E402

_STUDIO = "nemo_skill/studio/"
_OUTSIDE = (_STUDIO + "__init__.py", _STUDIO + "unpacking.py")
LIMIT = 1_000_000  # bytes of the zip
_DATE = (2020, 1, 1, 0, 0, 0)


def main(arguments: list[str] | None = None) -> int:
    """Exit status: 0, or that of what failed."""
    parser = argparse.ArgumentParser(description="Make the publishable bundle and the wheel.")
    parser.add_argument("-o", "--output", default=str(ROOT / "dist"), metavar="FOLDER", help="default: dist")
    output = Path(os.path.abspath(parser.parse_args(arguments).output))
    if importlib.util.find_spec("deflate") is None:
        import check

        check.prepare()
        return subprocess.call([str(check.PYTHON), __file__, "-o", str(output)])
    folder = write_folder(output)
    archive = write_zip(output)
    wheel = write_wheel(output)
    for path in (archive, wheel):
        print(f"{path}  {path.stat().st_size:,} bytes")
    print(f"{folder}  {sum(1 for path in folder.rglob('*') if path.is_file())} files, to publish as it is")
    if archive.stat().st_size > LIMIT:
        print(f"error: the bundle has more than {LIMIT:,} bytes.", file=sys.stderr)
        return 6
    return 0


def published() -> dict[str, bytes]:
    """What the bundle holds: name below the skill's folder -> its bytes, sorted by name."""
    studio = studio_files()
    found = {name: _plain(path) for name, path in install.content(str(ROOT)).items() if name not in studio}
    found[_STUDIO + unpacking.ARCHIVE] = packed(studio)
    return dict(sorted(found.items()))


def _plain(path: Path) -> bytes:
    content = path.read_bytes()
    return slim.without_words(content.decode()).encode() if path.suffix == ".py" else content


def studio_files() -> dict[str, bytes]:
    """What the archive holds, by its name in a checkout: all of the studio but what is needed to unpack it."""
    found = {}
    for name, path in install.content(str(ROOT)).items():
        if name.startswith(_STUDIO) and name not in _OUTSIDE:
            found[name] = path.read_bytes()
            if path.suffix in (".py", ".yaml"):
                shorter = slim.without_types if path.suffix == ".py" else slim.table_rows
                found[name] = shorter(found[name].decode()).encode()
    return found


@functools.cache
def _compressed(content: bytes) -> bytes:
    strongest = {"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME, "lc": 4, "pb": 0}
    return lzma.compress(content, format=lzma.FORMAT_XZ, filters=[strongest])


def packed(files: dict[str, bytes]) -> bytes:
    """The archive, files of a kind together, which are much alike."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name in sorted(files, key=lambda name: (Path(name).suffix, name)):
            entry = tarfile.TarInfo(name.removeprefix(_STUDIO))
            entry.size = len(files[name])
            archive.addfile(entry, io.BytesIO(files[name]))
    return _compressed(buffer.getvalue())


def write_folder(output: Path, *, unpacked: bool = False) -> Path:
    """The skill's folder below `output`, made anew; its name is the skill's. `unpacked`: as it is once it was used."""
    folder = output / install.NAME
    shutil.rmtree(folder, ignore_errors=True)
    files = published()
    if unpacked:
        del files[_STUDIO + unpacking.ARCHIVE]
        files |= studio_files()
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        path.chmod(_mode(name))
    return folder


def write_zip(output: Path) -> Path:
    """The same folder as `NAME-VERSION.zip`."""
    output.mkdir(parents=True, exist_ok=True)
    path = output / f"{install.NAME}-{__version__}.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in published().items():
            entry = zipfile.ZipInfo(f"{install.NAME}/{name}", _DATE)
            entry.create_system = 3  # Unix, wherever it is built: the modes below are Unix modes
            entry.external_attr = (0o100000 | _mode(name)) << 16
            _write(archive, entry, content)
    return path


def _write(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, content: bytes) -> None:
    """Put content into the archive in libdeflate's stronger coding of the same format, some 3 % below zlib's."""
    from deflate import deflate_compress

    archive.writestr(entry, deflate_compress(content, 12))
    entry.compress_type, entry.CRC, entry.file_size = zipfile.ZIP_DEFLATED, zlib.crc32(content), len(content)
    assert archive.fp is not None
    end = archive.fp.tell()
    archive.fp.seek(entry.header_offset)
    archive.fp.write(entry.FileHeader())
    archive.fp.seek(end)


def _mode(name: str) -> int:
    return 0o755 if name.startswith("scripts/") else 0o644


def write_wheel(output: Path) -> Path:
    """`text_to_video_diffusion-VERSION-py3-none-any.whl`, by the project's own build backend.

    Raises:
        CalledProcessError: the development environment can't be made, or the backend failed.
    """
    import check

    python = sys.executable
    if subprocess.run([python, "-c", "import hatchling"], capture_output=True).returncode:
        check.prepare()
        python = str(check.PYTHON)
    code = "import sys; from hatchling.build import build_wheel; print(build_wheel(sys.argv[1]))"
    done = subprocess.run(
        [python, "-c", code, str(output)], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    )
    return output / done.stdout.strip().splitlines()[-1]


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "scripts"))
    sys.exit(main())
