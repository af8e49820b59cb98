"""What a local file is, before a byte of it is sent: there, not empty, an accepted type, not too large."""

from __future__ import annotations

import codecs
import os
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from nemo_skill.errors import InputError


class LocalFile(NamedTuple):
    """A file that may be uploaded (`video`, `image`, `audio`) or read as a prompt (`document`)."""

    path: str
    name: str
    kind: str
    bytes: int


def is_url(text: str) -> bool:
    return text.lower().startswith(("http://", "https://"))


def kind_of_name(name: str, formats: Mapping[str, Any]) -> str | None:
    """`video`, `image`, `audio` or `document` by the ending; None for any other. Works for URLs too."""
    path = unquote(urlsplit(name).path) if is_url(name) else name
    ending = os.path.splitext(path)[1].lower().lstrip(".")
    for kind in ("video", "image", "audio", "document"):
        if ending in formats[kind]:
            return kind
    return None


def check_url(url: str, formats: Mapping[str, Any]) -> str:
    """A URL for the service to fetch, unless its ending plainly names what isn't media.

    Raises:
        InputError: another scheme than http and https, or a type that isn't accepted.
    """
    if not is_url(url):
        raise InputError(f"{url.split('://')[0]} addresses can't be fetched.", hint="Give an http or https address.")
    name = os.path.basename(unquote(urlsplit(url).path))
    kind = kind_of_name(url, formats)
    if kind in ("video", "image", "audio") or (kind is None and "." not in name):
        return url
    raise InputError(f"{name} has a type that is not supported.", hint=f"Accepted: {accepted(formats)}.", code=4001)


def accepted(formats: Mapping[str, Any]) -> str:
    """The accepted types in words, for hints (jpeg counts as jpg)."""
    names = [name for kind in ("video", "image", "audio") for name in formats[kind] if name != "jpeg"]
    return ", ".join(names)


def check_file(path: str, formats: Mapping[str, Any]) -> LocalFile:
    """Look at a file that the user named.

    Raises:
        InputError: missing, unreadable, a folder, empty, a type that isn't accepted (4001), too large (4002), or its
            content is plainly something else than its name says.
    """
    full = os.path.abspath(os.path.expanduser(path))
    name = os.path.basename(full)
    if not os.path.exists(full):
        raise InputError(f"There is no file {path}.", hint="Check the name and the folder.", code="no_file")
    if not os.path.isfile(full):
        raise InputError(f"{path} is not a file.", hint="Name a single file; 'batch' takes folders.", code="no_file")
    kind = kind_of_name(name, formats)
    if kind is None:
        hint = f"Accepted: {accepted(formats)}; {', '.join(formats['document'])} count as the prompt."
        raise InputError(f"{name} has a type that is not supported.", hint=hint, code=4001)
    try:
        with open(full, "rb") as file:
            head = file.read(4096)
            size = os.fstat(file.fileno()).st_size
    except OSError as exc:
        raise InputError(
            f"{path} can't be read: {exc.strerror}.", hint="Check its permissions.", code="no_file"
        ) from exc
    if not size:
        raise InputError(f"{name} is empty.", hint="Choose a file with content.", code="empty")
    limit = int(formats["max_upload_bytes"])
    if size > limit:
        raise InputError(
            f"{name} is too large ({size / (1 << 20):.0f} MB).",
            hint=f"Compress or trim it; the limit is {limit >> 20} MB.",
            code=4002,
        )
    if kind != "document":
        found = foreign_content(head)
        if found:
            raise InputError(
                f"{name} is not a media file: its content is {found}.",
                hint=f"Choose a real media file. Accepted: {accepted(formats)}.",
                code=4001,
            )
    return LocalFile(full, name, kind, size)


# Leading bytes of what people rename by mistake; sources: the formats' own specifications.
_FOREIGN = (
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or an Office document"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"\x1f\x8b", "a compressed archive"),
    (b"7z\xbc\xaf", "a compressed archive"),
    (b"Rar!", "a compressed archive"),
    (b"SQLite format 3", "a database"),
)


def foreign_content(head: bytes) -> str | None:
    """What a file's first bytes say when they are plainly not media; None otherwise."""
    for magic, name in _FOREIGN:
        if head.startswith(magic):
            return name
    if b"\0" in head:
        return None
    try:
        # Incremental, since the cut may go through a character.
        text = codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return None
    printable = sum(char.isprintable() or char in "\r\n\t\f" for char in text)
    return "text" if printable == len(text) else None
