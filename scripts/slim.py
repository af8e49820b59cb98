"""Sources as they are published: what runs, and no words about it."""

from __future__ import annotations

import ast
import functools
import io
import tokenize

# Python 3.12 has the pieces of an f-string as tokens.
_STRINGS = {tokenize.STRING, getattr(tokenize, "FSTRING_MIDDLE", tokenize.STRING)}


@functools.cache
def without_words(source: str) -> str:
    """Python without comments and docstrings, each line where it was."""
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
    for token in tokenize.generate_tokens(io.StringIO(bare).readline):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            lines[row - 1] = lines[row - 1][:column].rstrip()
    return "\n".join(lines)


@functools.cache
def without_types(source: str) -> str:
    """The same without types and empty lines too; what is within a string stays as it is."""
    return _without_gaps(without_words(_without_idle_imports(_without_types(source))))


def _without_gaps(source: str) -> str:
    """Without empty lines, but those within a string."""
    literal: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        literal |= set(range(token.start[0] + 1, token.end[0] + 1)) if token.type in _STRINGS else set()
    lines = source.split("\n")
    return "\n".join(line for row, line in enumerate(lines, 1) if line.strip() or row in literal) + "\n"


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


def table_rows(text: str) -> str:
    """A table without its lines of comment."""
    return "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
