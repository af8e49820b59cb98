"""Files of a multipart form, written to disk as they arrive: memory stays small and nothing is written twice."""

from __future__ import annotations

import re
import secrets
from collections.abc import AsyncIterator
from pathlib import Path
from typing import IO
from urllib.parse import unquote

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

FIELDS = ("files", "file")
_EXTENDED = re.compile(rb"filename\*=(?:utf-8|UTF-8)''([^;\r\n]+)")


class NotAForm(Exception):
    """The body isn't multipart/form-data, or holds too many files."""


class FileTooLarge(Exception):
    """A file has more bytes than allowed; the message is its name."""


class _Files:
    """Callbacks of the parser: the parts named "files" become files in a folder."""

    def __init__(self, folder: Path, *, limit: int, most: int) -> None:
        self.found: list[tuple[Path, str]] = []
        self.too_large = ""
        self.complete = False
        self._folder = folder
        self._limit = limit
        self._most = most
        self._header = b""
        self._value = b""
        self._disposition = b""
        self._file: IO[bytes] | None = None
        self._written = 0

    def on_part_begin(self) -> None:
        self._disposition = b""

    def on_header_field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def on_header_end(self) -> None:
        if self._header.lower() == b"content-disposition":
            self._disposition = self._value
        self._header = self._value = b""

    def on_headers_finished(self) -> None:
        _, options = parse_options_header(self._disposition)
        name = options.get(b"name", b"").decode("utf-8", "replace")
        filename = _file_name(self._disposition, options.get(b"filename"))
        if name not in FIELDS or filename is None:
            return
        if len(self.found) >= self._most:
            raise NotAForm(f"more than {self._most} files")
        path = self._folder / secrets.token_hex(12)
        self.found.append((path, filename))
        self._file = open(path, "wb")  # noqa: SIM115 - closed at the part's end
        self._written = 0

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        if self._file is None:
            return
        self._written += end - start
        if self._written <= self._limit:
            self._file.write(data[start:end])
        elif not self.too_large:
            # The rest is read and dropped, so that the client gets to read the answer.
            self.too_large = self.found[-1][1]

    def on_part_end(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def on_end(self) -> None:
        self.complete = True

    def discard(self) -> None:
        self.on_part_end()
        for path, _ in self.found:
            path.unlink(missing_ok=True)


def _file_name(disposition: bytes, plain: bytes | None) -> str | None:
    """The name as sent: raw UTF-8 with quotes escaped as browsers do, or the extended form of older libraries."""
    if match := _EXTENDED.search(disposition):
        return unquote(match[1].decode("ascii", "replace")) or "file"
    if plain is None:
        return None
    name = plain.decode("utf-8", "replace")
    return name.replace("%22", '"').replace("%0D", " ").replace("%0A", " ") or "file"


async def receive_files(
    content_type: str, chunks: AsyncIterator[bytes], folder: Path, *, limit: int, most: int
) -> list[tuple[Path, str]]:
    """The form's files as (path, name), in their order.

    Raises:
        NotAForm: no multipart body, a broken one, or more than ``most`` files.
        FileTooLarge: a file with more than ``limit`` bytes. In both cases nothing is left in ``folder``.
    """
    kind, options = parse_options_header(content_type)
    boundary = options.get(b"boundary")
    if kind != b"multipart/form-data" or not boundary:
        raise NotAForm("no multipart/form-data with a boundary")
    files = _Files(folder, limit=limit, most=most)
    try:
        parser = MultipartParser(
            boundary,
            {
                "on_part_begin": files.on_part_begin,
                "on_header_field": files.on_header_field,
                "on_header_value": files.on_header_value,
                "on_header_end": files.on_header_end,
                "on_headers_finished": files.on_headers_finished,
                "on_part_data": files.on_part_data,
                "on_part_end": files.on_part_end,
                "on_end": files.on_end,
            },
        )
        async for chunk in chunks:
            parser.write(chunk)
        parser.finalize()
        if not files.complete:
            raise NotAForm("it ends before its closing boundary")
        if files.too_large:
            raise FileTooLarge(files.too_large)
    except FormParserError as error:
        files.discard()
        raise NotAForm(str(error)) from error
    except BaseException:
        files.discard()
        raise
    return files.found
