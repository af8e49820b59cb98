"""The package's own sources as syntax: what they import."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator
from pathlib import Path

import nemo_skill

PACKAGE = Path(nemo_skill.__file__).parent


@functools.cache
def imports() -> list[tuple[Path, list[ast.Import | ast.ImportFrom]]]:
    """Each module of the package and its imports, those within functions too."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        statements = _statements(ast.parse(path.read_text(encoding="utf-8")).body)
        found.append((path, [node for node in statements if isinstance(node, (ast.Import, ast.ImportFrom))]))
    return found


def _statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """All statements, however deep; not what they are made of, which is most of a tree."""
    for node in body:
        yield node
        for part in ("body", "orelse", "finalbody", "handlers", "cases"):
            for inner in getattr(node, part, ()):
                yield from _statements([inner] if isinstance(inner, ast.stmt) else inner.body)
