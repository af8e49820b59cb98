"""Prompts out of documents: TXT and Markdown as they are, DOCX and PDF through libraries that provide themselves."""

from __future__ import annotations

import logging
import re
import zipfile
from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any

from nemo_skill import provision
from nemo_skill.cloud.inspect import LocalFile
from nemo_skill.errors import InputError

_MAX_BYTES = 20 << 20
_MAX_UNPACKED_BYTES = 100 << 20
_MAX_CHARACTERS = 200_000
_MAX_PAGES = 500
_ENOUGH = 60  # accented letters, to tell encodings apart by their frequencies
# An old Office document, or a new one behind a password: both are "compound files" ([MS-CFB], 2.2).
_COMPOUND = b"\xd0\xcf\x11\xe0"


def read(file: LocalFile, *, say: Callable[[str], None]) -> str:
    """The text of a document.

    Args:
        say: told one line when the libraries for it have to be installed.

    Raises:
        InputError: it is huge, encrypted, damaged, or holds no text (a scan).
        NetworkError: the libraries can't be installed.
    """
    if file.bytes > _MAX_BYTES:
        raise InputError(
            f"{file.name} is too large for a prompt ({file.bytes >> 20} MB, at most {_MAX_BYTES >> 20} MB).",
            hint="Send the part that describes the video, as a short text file.",
            code=4002,
        )
    ending = file.name.lower().rsplit(".", 1)[-1]
    text = {"docx": _docx, "pdf": _pdf}.get(ending, _plain)(file, say).strip()
    if not text:
        raise InputError(
            f"{file.name} holds no text.",
            hint="A scanned page is a picture: type its words, or send them as a text file.",
            code="empty",
        )
    if len(text) > _MAX_CHARACTERS:
        raise _too_long(file, f"{len(text):,} characters, at most {_MAX_CHARACTERS:,}")
    return text


def _plain(file: LocalFile, say: Callable[[str], None]) -> str:
    with open(file.path, "rb") as source:
        data = source.read()
    for encoding in ("utf-8-sig", *(["utf-16"] if data[:2] in (b"\xff\xfe", b"\xfe\xff") else [])):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    if b"\0" in data:
        raise _no_text(file)
    # An older encoding, of which there are many: a library guesses by the frequencies of letters. It can't for a few.
    accents = re.findall(rb"[\x80-\xff]+", data)
    if len(accents) <= _ENOUGH and _is_western(data, accents):
        return data.decode("cp1252", errors="replace")
    provision.provide(["documents"], say=say)
    import charset_normalizer

    guess = charset_normalizer.from_bytes(data).best()
    if guess is None:
        raise _no_text(file)
    return str(guess)


def _is_western(data: bytes, accents: list[bytes]) -> bool:
    """Whether letters beyond ASCII are few and stand alone, as accented Latin ones do."""
    alone = sum(len(run) == 1 for run in accents)
    return sum(map(len, accents)) * 4 < len(data) and alone * 3 >= len(accents) * 2


def _docx(file: LocalFile, say: Callable[[str], None]) -> str:
    _check_package(file)
    provision.provide(["documents"], say=say)
    import docx

    try:
        return "\n".join(_lines(docx.Document(file.path)))
    except Exception as exc:  # the library raises what its zip and XML readers raise
        raise _damaged(file) from exc


def _check_package(file: LocalFile) -> None:
    """Look into the archive before it is unpacked: a few kB may hold gigabytes."""
    with open(file.path, "rb") as source:
        if source.read(len(_COMPOUND)) == _COMPOUND:
            raise InputError(
                f"{file.name} is protected with a password, or is in Word's old format.",
                hint="Save it without a password as .docx, or send its words as a text file.",
                code="encrypted",
            )
    try:
        with zipfile.ZipFile(file.path) as package:
            unpacked = sum(entry.file_size for entry in package.infolist() if entry.filename.endswith(".xml"))
    except (zipfile.BadZipFile, OSError) as exc:
        raise _damaged(file) from exc
    if unpacked > _MAX_UNPACKED_BYTES:
        raise _too_long(file, f"{unpacked >> 20} MB of text and marks")


def _lines(block: Any) -> Iterator[str]:
    """Paragraphs and the rows of tables in the order of the page; `block` is a document or a cell."""
    for part in block.iter_inner_content():
        if hasattr(part, "rows"):
            for row in part.rows:
                # A cell that spans columns is listed once for each; equal neighbours are that one.
                cells = [cell for cell, _ in groupby(row.cells)]
                yield " | ".join(" ".join(_lines(cell)).strip() for cell in cells)
        else:
            yield part.text


def _pdf(file: LocalFile, say: Callable[[str], None]) -> str:
    provision.provide(["documents"], say=say)
    import pypdf

    # Its remarks on odd files are for developers; what matters comes as an exception.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(file.path)
        if reader.is_encrypted and not reader.decrypt(""):
            raise InputError(
                f"{file.name} is protected with a password.", hint="Send its text without protection.", code="encrypted"
            )
        count = len(reader.pages)
        if count > _MAX_PAGES:
            raise _too_long(file, f"{count:,} pages, at most {_MAX_PAGES}")
        pages: list[str] = []
        characters = 0
        for page in reader.pages:
            pages.append(page.extract_text())
            characters += len(pages[-1])
            if characters > _MAX_CHARACTERS:
                raise _too_long(file, f"over {_MAX_CHARACTERS:,} characters on {count} pages")
        return "\n".join(pages)
    except InputError:
        raise
    except Exception as exc:  # the library raises many types on damaged files
        raise _damaged(file) from exc


def _too_long(file: LocalFile, found: str) -> InputError:
    return InputError(
        f"{file.name} is too long for a prompt ({found}).",
        hint="Send the part that describes the video; short, specific prompts give the best results.",
        code=4002,
    )


def _no_text(file: LocalFile) -> InputError:
    return InputError(f"{file.name} is not a text file.", hint="Save it as plain text (UTF-8).", code=4001)


def _damaged(file: LocalFile) -> InputError:
    return InputError(
        f"{file.name} can't be read: it is damaged or of another type.",
        hint="Open it in its own program and save it as plain text.",
        code="damaged",
    )
