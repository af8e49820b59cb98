"""Reads what matters of an MP4 or MOV file by its boxes: is it whole, how long, how large, which codecs.

Format: ISO/IEC 14496-12 (ISO base media file format). Pure Python, so that a download is checked before anyone
believes in it, with no decoder installed.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from nemo_skill.errors import BackendError

_CODECS = {
    "avc1": "h264", "avc3": "h264", "hvc1": "hevc", "hev1": "hevc", "av01": "av1", "vp09": "vp9", "mp4v": "mpeg4",
    "mp4a": "aac", "ac-3": "ac3", "ec-3": "eac3", "Opus": "opus", ".mp3": "mp3", "fLaC": "flac", "alac": "alac",
}  # fmt: skip
_MAX_MOOV = 256 << 20


class Mp4Info(NamedTuple):
    """`duration_ms` is the movie's; width and height are the first video track's, in pixels (0 without one)."""

    duration_ms: int
    width: int
    height: int
    video_codec: str | None
    audio_codec: str | None


def read_mp4(path: str | Path) -> Mp4Info:
    """Check a file's structure and read its properties.

    Raises:
        BackendError: it isn't an MP4, it is cut short, or it holds no media data.
    """
    size = os.path.getsize(path)
    names: list[str] = []
    moov = b""
    with open(path, "rb") as file:
        for name, start, length in _top_boxes(file, size):
            names.append(name)
            if name == "moov":
                if length > _MAX_MOOV:
                    raise _broken("its index is absurdly large")
                file.seek(start)
                moov = file.read(length)
    if not names or names[0] != "ftyp":
        raise _broken("it is not an MP4")
    if not moov:
        raise _broken("its index (moov) is missing")
    if "mdat" not in names and "moof" not in names:
        raise _broken("it holds no media data")
    return _movie(moov)


def _top_boxes(file: BinaryIO, size: int) -> Iterator[tuple[str, int, int]]:
    """(name, start of the content, its length) of each top-level box; raises when one reaches beyond the end."""
    position = 0
    while position < size:
        file.seek(position)
        head = file.read(16)
        if len(head) < 8:
            raise _broken("it ends inside a box")
        length, name = struct.unpack(">I4s", head[:8])
        header = 8
        if length == 1:
            if len(head) < 16:
                raise _broken("it ends inside a box")
            length, header = struct.unpack(">Q", head[8:16])[0], 16
        elif length == 0:
            length = size - position
        if length < header or position + length > size:
            missing = position + length - size
            raise _broken(f"{missing} bytes are missing at its end" if missing > 0 else "a box has no valid length")
        yield name.decode("latin-1"), position + header, length - header
        position += length


def _boxes(data: bytes) -> Iterator[tuple[str, bytes]]:
    position = 0
    while position + 8 <= len(data):
        length, name = struct.unpack_from(">I4s", data, position)
        header = 8
        if length == 1 and position + 16 <= len(data):
            length, header = struct.unpack_from(">Q", data, position + 8)[0], 16
        elif length == 0:
            length = len(data) - position
        if length < header or position + length > len(data):
            raise _broken("its index is damaged")
        yield name.decode("latin-1"), data[position + header : position + length]
        position += length


def _movie(moov: bytes) -> Mp4Info:
    duration_ms, width, height = 0, 0, 0
    video: str | None = None
    audio: str | None = None
    try:
        for name, body in _boxes(moov):
            if name == "mvhd":
                duration_ms = _duration_ms(body)
            elif name == "trak":
                handler, codec, size = _track(body)
                if handler == "vide" and video is None:
                    video, (width, height) = codec, size
                elif handler == "soun" and audio is None:
                    audio = codec
    except (struct.error, IndexError) as exc:
        raise _broken("its index is damaged") from exc
    return Mp4Info(duration_ms, width, height, video, audio)


def _duration_ms(mvhd: bytes) -> int:
    if mvhd[0] == 1:
        scale, duration = struct.unpack_from(">IQ", mvhd, 20)
        unknown = 0xFFFFFFFFFFFFFFFF
    else:
        scale, duration = struct.unpack_from(">II", mvhd, 12)
        unknown = 0xFFFFFFFF
    return 0 if not scale or duration == unknown else round(duration * 1000 / scale)


def _track(trak: bytes) -> tuple[str, str | None, tuple[int, int]]:
    """(handler, codec, pixel size as shown) of a track."""
    handler, codec, size = "", None, (0, 0)
    stored = (0, 0)
    for name, body in _boxes(trak):
        if name == "tkhd":
            at = 88 if body[0] == 1 else 76
            width, height = struct.unpack_from(">II", body, at)
            size = (width >> 16, height >> 16)
        elif name == "mdia":
            for inner, content in _boxes(body):
                if inner == "hdlr":
                    handler = content[8:12].decode("latin-1")
                elif inner == "minf":
                    codec, stored = _sample_entry(content)
    return handler, codec, size if all(size) else stored


def _sample_entry(minf: bytes) -> tuple[str | None, tuple[int, int]]:
    for name, body in _boxes(minf):
        if name == "stbl":
            for inner, content in _boxes(body):
                if inner == "stsd" and len(content) >= 16:
                    fourcc = content[12:16].decode("latin-1")
                    size = struct.unpack_from(">HH", content, 40) if len(content) >= 44 else (0, 0)
                    return _CODECS.get(fourcc, fourcc.strip().lower()), (size[0], size[1])
    return None, (0, 0)


def _broken(reason: str) -> BackendError:
    return BackendError(
        f"The downloaded file is not a whole video: {reason}.",
        hint="Run the export again; the render itself is not lost.",
        code="bad_file",
    )
