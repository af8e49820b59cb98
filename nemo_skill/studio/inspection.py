"""What an uploaded file really is: its length, size and streams, and whether that fits the ending of its name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

#: Accepted endings (specification) and the kind each stands for.
ENDINGS: dict[str, str] = {
    **dict.fromkeys(("mp4", "mov", "avi", "webm", "mkv"), "video"),
    **dict.fromkeys(("jpg", "jpeg", "png", "gif", "webp"), "image"),
    **dict.fromkeys(("mp3", "wav", "m4a", "aac"), "audio"),
}

MOST_PIXELS = 80_000_000

#: First bytes -> ending; what a file without a useful name is taken for.
_SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (4, b"ftypM4A", "m4a"),
    (4, b"ftypqt", "mov"),
    (4, b"ftyp", "mp4"),
    (0, b"\x1aE\xdf\xa3", "mkv"),
    (8, b"AVI ", "avi"),
    (8, b"WAVE", "wav"),
    (8, b"WEBP", "webp"),
    (0, b"\xff\xd8\xff", "jpg"),
    (0, b"\x89PNG\r\n\x1a\n", "png"),
    (0, b"GIF8", "gif"),
    (0, b"ID3", "mp3"),
    (0, b"\xff\xfb", "mp3"),
    (0, b"\xff\xf3", "mp3"),
    (0, b"\xff\xf1", "aac"),
    (0, b"\xff\xf9", "aac"),
)


def sniff_ending(head: bytes) -> str | None:
    """The ending that a file's first bytes stand for; None when they are nothing this server takes."""
    for offset, mark, ending in _SIGNATURES:
        if head[offset : offset + len(mark)] == mark:
            return ending
    return None


def inspect_file(path: Path, ending: str) -> dict[str, Any]:
    """``kind``, ``duration_ms``, ``width``, ``height``, ``fps``; pictures by Pillow, the rest by FFmpeg.

    Raises:
        ValueError: the content isn't what the ending says, or can't be read at all.
    """
    if ENDINGS[ending] == "image":
        return _inspect_image(path)
    return _inspect_media(path, ENDINGS[ending])


def _inspect_image(path: Path) -> dict[str, Any]:
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(path, formats=("JPEG", "PNG", "GIF", "WEBP")) as image:
            image.verify()
        with Image.open(path, formats=("JPEG", "PNG", "GIF", "WEBP")) as image:
            width, height = ImageOps.exif_transpose(image).size if image.getexif().get(0x0112) else image.size
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValueError("not a readable picture") from error
    if width * height > MOST_PIXELS:
        raise ValueError(f"{width}x{height} pixels are more than can be worked with")
    return {"kind": "image", "duration_ms": 0, "width": width, "height": height, "fps": 0.0}


def _inspect_media(path: Path, expected: str) -> dict[str, Any]:
    import av

    from .media import MediaError, open_local

    try:
        with open_local(path) as container:
            video = next(
                (s for s in container.streams.video if not s.disposition & av.stream.Disposition.attached_pic), None
            )
            audio = next(iter(container.streams.audio), None)
            stream = video or audio
            if stream is None:
                raise ValueError("no sound and no picture in it")
            seconds = _duration_s(container, stream)
            width = height = 0
            fps = 0.0
            if video is not None:
                frame = next(container.decode(video))
                width, height = frame.width, frame.height
                if frame.rotation % 180:
                    width, height = height, width
                fps = round(float(video.average_rate or video.guessed_rate or 0), 3)
    except (MediaError, av.FFmpegError, StopIteration) as error:
        # FFmpeg's words name our temporary file, not the user's.
        raise ValueError(f"not readable as {expected}") from error
    if width * height > MOST_PIXELS:
        raise ValueError(f"{width}x{height} pixels are more than can be worked with")
    if seconds <= 0:
        raise ValueError("it has no length")
    kind = "video" if video is not None else "audio"
    return {"kind": kind, "duration_ms": round(seconds * 1000), "width": width, "height": height, "fps": fps}


def _duration_s(container: Any, stream: Any) -> float:
    import av

    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    if container.duration:
        return float(container.duration) / av.time_base
    # Live recordings of browsers (WebM, raw AAC) carry no length: the last packet tells.
    end = 0.0
    for packet in container.demux(stream):
        if packet.pts is not None:
            end = max(end, float((packet.pts + (packet.duration or 0)) * packet.time_base))
    container.seek(0)
    return end
