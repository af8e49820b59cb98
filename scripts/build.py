#!/usr/bin/env python3
"""Makes what is published, in dist/: the skill's folder, the same as a zip for ClawHub and other agents, and a wheel.

    python3 scripts/build.py [-o FOLDER]

The same files give the same bytes: sorted names, one date, one set of modes. To stay under 1 MB, the package goes
without its comments, docstrings, types, empty lines and idle spaces, and the studio with its tables in one file. Needs
the development environment, which `scripts/check.py` makes; without it, this makes it.
"""

from __future__ import annotations

import argparse
import ast
import functools
import importlib.util
import io
import os
import re
import shutil
import subprocess
import sys
import tokenize
import zipfile
import zlib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from nemo_skill import __version__, install  # noqa: E402 - the path comes first
from nemo_skill.studio import data  # noqa: E402
from nemo_skill.studio.data import packing  # noqa: E402

_STUDIO = "nemo_skill/studio/"
_PACKAGE = "nemo_skill/"
_OPENS, _CLOSES = (getattr(tokenize, f"FSTRING_{which}", None) for which in ("START", "END"))
# Python 3.12 has the pieces of an f-string as tokens.
_STRINGS = {tokenize.STRING, getattr(tokenize, "FSTRING_MIDDLE", tokenize.STRING)}
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
    tables = {path.resolve() for path in data.sources().values()}
    found = {}
    for name, source in install.content(str(ROOT)).items():
        if source.resolve() in tables:
            continue
        slim = name.startswith(_PACKAGE) and name.endswith(".py")
        found[name] = _slim(name, source.read_text(encoding="utf-8")).encode() if slim else source.read_bytes()
    found["skill.yaml"] = _rows(ROOT / "skill.yaml").encode()
    found[f"{_STUDIO}data/{data.PACKED}"] = _packed_tables()
    return dict(sorted(found.items()))


@functools.cache
def _packed_tables() -> bytes:
    pieces = []
    for name, path in data.sources().items():
        pieces.append(data.MARK + name + "\n" + _rows(path))
    return packing.pack("".join(pieces))


def _slim(name: str, source: str) -> str:
    """What `without_words` leaves, with the package's own modules named from where `name` stands in it."""
    folder = name.split("/")[:-1]

    def nearer(match: re.Match[str]) -> str:
        module = match[2].split(".")
        pairs = enumerate(zip(folder, module, strict=False))
        same = next((k for k, (ours, its) in pairs if ours != its), min(len(folder), len(module)))
        return f"{match[1]}from {'.' * (len(folder) - same + 1)}{'.'.join(module[same:])} import"

    return re.sub(r"(?m)^( *)from (nemo_skill[\w.]*) import", nearer, without_words(source))


def _rows(path: Path) -> str:
    """A table without its lines of comment."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not line.lstrip().startswith("#"))


@functools.cache
def without_words(source: str) -> str:
    """Python without comments, docstrings and types, a step in by one space instead of four, no space or zero where
    none is needed, and each statement whole on the line where it begins.
    """
    source = _without_idle_imports(_without_types(source))
    lines = source.split("\n")
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        first = node.body[0] if node.body else None
        if not isinstance(first, ast.Expr) or ast.get_docstring(node, clean=False) is None:
            continue
        lines[first.lineno - 1 : first.end_lineno] = [""] * (first.end_lineno - first.lineno + 1)  # type: ignore[operator]
        if len(node.body) == 1 and not isinstance(node, ast.Module):
            lines[first.lineno - 1] = " " * first.col_offset + "..."
    bare = "\n".join(lines)
    lines = bare.split("\n")
    literal: set[int] = set()  # rows that begin inside a string
    for token in tokenize.generate_tokens(io.StringIO(bare).readline):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            lines[row - 1] = lines[row - 1][:column].rstrip()
        literal |= set(range(token.start[0], token.end[0])) if token.type in _STRINGS else set()
    for row, start, end in reversed(_idle_spaces(bare)):
        lines[row - 1] = lines[row - 1][:start] + lines[row - 1][end:]
    steps = [0 if k in literal else len(line) - len(line.lstrip(" ")) for k, line in enumerate(lines)]
    slim = [" " * (step // 4) + line[step:] for line, step in zip(lines, steps, strict=True)]
    return _without_gaps(_short_numbers(_joined(slim)))


def _without_gaps(source: str) -> str:
    """Without empty lines, but those within a string."""
    literal: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        literal |= set(range(token.start[0] + 1, token.end[0] + 1)) if token.type in _STRINGS else set()
    lines = source.split("\n")
    return "\n".join(line for row, line in enumerate(lines, 1) if line.strip() or row in literal) + "\n"


def _joined(lines: list[str]) -> str:
    """What stands within brackets goes to the line where they open."""
    depth, text = 0, "\n".join(lines)
    breaks: list[int] = []
    literal: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        literal |= set(range(token.start[0], token.end[0])) if token.type in _STRINGS else set()
        if token.type == tokenize.OP:
            depth += (token.string in "([{") - (token.string in ")]}")
        if token.type == tokenize.NL and depth > 0:
            breaks.append(token.start[0])
    kept: list[str | None] = list(lines)
    for row in reversed(breaks):
        if row + 1 in literal:  # a string of several lines begins there
            continue
        left, right = kept[row - 1] or "", (kept[row] or "").lstrip(" ")
        last, first = left[-1:], right[:1]
        apart = (last.isalnum() or last in "_\"'") and (first.isalnum() or first in "_\"'.") and last and first
        kept[row - 1], kept[row] = left + (" " if apart else "") + right, None
    return "\n".join(line for line in kept if line is not None)


def _short_numbers(source: str) -> str:
    """0.5 as .5 and 1.0 as 1. where no word stands beside it."""
    lines = source.split("\n")
    pieces = 0
    found = []
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        pieces += (token.type == _OPENS) - (token.type == _CLOSES)
        if token.type == tokenize.NUMBER and not pieces and re.fullmatch(r"0\.\d+|\d+\.0", token.string):
            found.append((token.start, token.end[1], token.string))
    for (row, column), end, number in reversed(found):
        line = lines[row - 1]
        short = number.removesuffix("0") if number.endswith(".0") else number[1:]
        before, after = line[column - 1 : column] if column else "", line[end : end + 1]
        if not (re.match(r"\w", before) or re.match(r"[\w.]", after)):
            lines[row - 1] = line[:column] + short + line[end:]
    return "\n".join(lines)


def _idle_spaces(source: str) -> list[tuple[int, int, int]]:
    """Where spaces only please the eye: row, and their first and last column. Those inside of f-strings stay."""
    found = []
    depth, last = 0, None
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if last is not None and not depth and last.end[0] == token.start[0] and last.end[1] < token.start[1]:
            before, behind = last.string[-1:], token.string[:1]
            words = before.isalnum() or before in "_\"'", behind.isalnum() or behind in "_\"'."
            if (
                not all(words)
                and last.type not in (tokenize.INDENT, tokenize.DEDENT)
                and token.type != tokenize.COMMENT
            ):
                found.append((token.start[0], last.end[1], token.start[1]))
        depth += (token.type == _OPENS) - (token.type == _CLOSES)
        last = token
    return found


def _without_types(source: str) -> str:
    """Without the types of arguments, results and variables, but those of classes, which their fields come from."""
    lines = [line.encode() for line in source.split("\n")]  # columns of a syntax tree count bytes
    cuts = []
    tree = ast.parse(source)
    fields = {field for node in ast.walk(tree) if isinstance(node, ast.ClassDef) for field in node.body}
    for node in ast.walk(tree):
        if isinstance(node, ast.AnnAssign) and node.value is not None and node not in fields:
            row, column = node.target.end_lineno or 0, node.target.end_col_offset or 0
            cuts.append(((row, column), node.annotation))
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        given = node.args
        for one in (*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg):
            if one is not None and one.annotation is not None:
                cuts.append(((one.lineno, one.col_offset + len(one.arg.encode())), one.annotation))
        if node.returns is not None:
            row = node.returns.lineno
            arrow = lines[row - 1].rindex(b"->", 0, node.returns.col_offset)
            cuts.append(((row, len(lines[row - 1][:arrow].rstrip())), node.returns))
    for (row, column), hint in sorted(cuts, key=lambda cut: cut[0], reverse=True):
        last, end = hint.end_lineno or row, hint.end_col_offset or 0
        tail = lines[last - 1][end:]
        for between in range(row, last):
            lines[between] = b""
        lines[row - 1] = lines[row - 1][:column]
        lines[last - 1] = lines[last - 1] + tail if last == row else tail
    return b"\n".join(lines).decode()


def _without_idle_imports(source: str) -> str:
    """Without imports that only types needed: those under TYPE_CHECKING, names of typing that nothing uses now, and
    the one that puts off types, where none is left.
    """
    lines, body = source.split("\n"), ast.parse(source).body

    def becomes(node: ast.stmt, text: str) -> None:
        last = node.end_lineno or node.lineno
        lines[node.lineno - 1 : last] = [text, *[""] * (last - node.lineno)]

    for node in body:
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING" and not node.orelse:
            becomes(node, "")
    hints = any(isinstance(part, ast.AnnAssign) for part in ast.walk(ast.parse(source)))
    used = {
        part.id if isinstance(part, ast.Name) else part.value
        for node in ast.parse("\n".join(lines)).body
        for part in ast.walk(node)
        if isinstance(part, ast.Name) or (isinstance(part, ast.Constant) and isinstance(part.value, str))
    }
    for node in body:
        if isinstance(node, ast.ImportFrom) and node.module == "__future__" and not hints:
            becomes(node, "")
        if isinstance(node, ast.ImportFrom) and node.module in ("typing", "collections.abc", "types"):
            kept = [name.name for name in node.names if name.asname or name.name in used]
            if len(kept) < len(node.names) and not any(name.asname for name in node.names):
                becomes(node, f"from {node.module} import {', '.join(kept)}" if kept else "")
    return "\n".join(lines)


def write_folder(output: Path) -> Path:
    """The skill's folder below `output`, made anew; its name is the skill's."""
    folder = output / install.NAME
    shutil.rmtree(folder, ignore_errors=True)
    for name, content in published().items():
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
