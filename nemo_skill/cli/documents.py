"""Prompts out of documents: TXT and Markdown as they are, DOCX and PDF through libraries that provide themselves."""

from __future__ import annotations

import logging

from nemo_skill.cloud.inspect import LocalFile
from nemo_skill.errors import InputError

_MAX_BYTES = 20 << 20
_MAX_CHARACTERS = 200_000


def read(file: LocalFile) -> str:
    """The text of a document.

    Raises:
        InputError: it is huge, encrypted, damaged, or holds no text (a scan).
    """
    if file.bytes > _MAX_BYTES:
        raise InputError(
            f"{file.name} is too large for a prompt ({file.bytes >> 20} MB).",
            hint="Send the part that describes the video, as a short text file.",
            code=4002,
        )
    ending = file.name.lower().rsplit(".", 1)[-1]
    text = {"docx": _docx, "pdf": _pdf}.get(ending, _plain)(file).strip()
    if not text:
        raise InputError(
            f"{file.name} holds no text.",
            hint="A scanned page is a picture: type its words, or send them as a text file.",
            code="empty",
        )
    if len(text) > _MAX_CHARACTERS:
        raise InputError(
            f"{file.name} is too long for a prompt ({len(text)} characters, at most {_MAX_CHARACTERS}).",
            hint="Send the part that describes the video; short, specific prompts give the best results.",
            code=4002,
        )
    return text


def _plain(file: LocalFile) -> str:
    with open(file.path, "rb") as source:
        data = source.read()
    for encoding in ("utf-8-sig", "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise InputError(f"{file.name} is not a text file.", hint="Save it as plain text (UTF-8).", code=4001)


def _docx(file: LocalFile) -> str:
    import docx

    try:
        document = docx.Document(file.path)
    except Exception as exc:  # the library raises what its zip and XML readers raise
        raise _damaged(file) from exc
    lines = [paragraph.text for paragraph in document.paragraphs]
    for table in document.tables:
        lines += [" | ".join(cell.text for cell in row.cells) for row in table.rows]
    return "\n".join(lines)


def _pdf(file: LocalFile) -> str:
    import pypdf

    # Its remarks on odd files are for developers; what matters comes as an exception.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(file.path)
        if reader.is_encrypted and not reader.decrypt(""):
            raise InputError(
                f"{file.name} is protected with a password.", hint="Send its text without protection.", code="encrypted"
            )
        return "\n".join(page.extract_text() for page in reader.pages[:50])
    except InputError:
        raise
    except Exception as exc:  # the library raises many types on damaged files
        raise _damaged(file) from exc


def _damaged(file: LocalFile) -> InputError:
    return InputError(
        f"{file.name} can't be read: it is damaged or of another type.",
        hint="Open it in its own program and save it as plain text.",
        code="damaged",
    )
