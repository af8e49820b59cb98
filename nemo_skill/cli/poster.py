"""`--poster`: a contact sheet of a finished video, to be shown in a chat."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image, ImageDraw

from nemo_skill.cli.picture_file import save_png
from nemo_skill.cli.picture_text import Lettering, drawable
from nemo_skill.timeline.wording import clock

if TYPE_CHECKING:
    import av

_WIDTH, _MARGIN, _GAP = 1440, 40, 20
_HEAD, _FOOT, _ROUND, _SMOOTH = 92, 40, 12, 4
_PAPER = (21, 23, 30)
_TITLE = Lettering(32, 650, (244, 245, 250))
_FACTS = Lettering(24, 450, (146, 152, 170))
_TIME = Lettering(22, 450, (146, 152, 170))
# Frames in a row and rows, by how wide the picture is.
_WIDE, _SQUARE, _TALL = (3, 2), (4, 2), (5, 1)


def draw_poster(film: Path, out: Path, *, facts: str = "") -> None:
    """Draw frames of a video, evenly spread and each with its time, to a PNG of 1440 px width.

    Args:
        facts: stands opposite the file's name, for example length and size.

    Raises:
        ValueError: the film has no picture that can be decoded.
        OSError: the file can't be written; nothing is left behind then.
    """
    frames = read_frames(film)
    ratio = frames[0][1].width / frames[0][1].height
    columns, _ = _grid(ratio)
    columns = min(columns, len(frames))
    width = min((_WIDTH - 2 * _MARGIN - (columns - 1) * _GAP) // columns, _WIDTH - 2 * _MARGIN)
    height = round(width / ratio)
    rows = -(-len(frames) // columns)
    sheet = Image.new("RGB", (_WIDTH, _HEAD + rows * (height + _FOOT) + _MARGIN - 14), _PAPER)
    note = drawable(facts)
    _FACTS.write(sheet, _WIDTH - _MARGIN - _FACTS.width(note), 58, note)
    room = _WIDTH - 2 * _MARGIN - _FACTS.width(note) - 40
    _TITLE.write(sheet, _MARGIN, 58, _TITLE.fitted(drawable(film.stem), room))
    mask = _rounded((width, height))
    for index, (at_ms, frame) in enumerate(frames):
        x = _MARGIN + index % columns * (width + _GAP)
        y = _HEAD + index // columns * (height + _FOOT)
        sheet.paste(frame.resize((width, height), Image.Resampling.LANCZOS), (x, y), mask)
        when = f"{at_ms / 1000:.1f} s" if frames[-1][0] < 60_000 else clock(at_ms // 1000 * 1000)
        _TIME.write(sheet, x + 2, y + height + 28, when)
    save_png(sheet, out)


def _grid(ratio: float) -> tuple[int, int]:
    return _WIDE if ratio > 1.2 else _SQUARE if ratio > 0.75 else _TALL


def _rounded(size: tuple[int, int]) -> Image.Image:
    large = Image.new("L", (size[0] * _SMOOTH, size[1] * _SMOOTH), 0)
    ImageDraw.Draw(large).rounded_rectangle((0, 0, large.width - 1, large.height - 1), _ROUND * _SMOOTH, fill=255)
    return large.resize(size, Image.Resampling.LANCZOS)


def read_frames(film: Path) -> list[tuple[int, Image.Image]]:
    """(time in ms, picture) for the moments of a contact sheet, fewer where the film has fewer frames.

    Raises:
        ValueError: nothing can be decoded.
    """
    import av

    found: dict[int, Image.Image] = {}
    try:
        with av.open(str(film), options={"protocol_whitelist": "file"}) as container:
            stream = container.streams.video[0]
            columns, rows = _grid((stream.width or 16) / (stream.height or 9))
            end_ms = (container.duration or 0) // 1000
            count = columns * rows
            for number in range(count):
                frame = _frame_at(container, stream, end_ms * (2 * number + 1) // (2 * count))
                if frame is not None:
                    picture: Image.Image = frame.to_image()  # type: ignore[no-untyped-call]
                    at_ms = round((frame.time or 0.0) * 1000)
                    found[at_ms] = picture.rotate(frame.rotation, expand=True) if frame.rotation else picture
    except (av.FFmpegError, IndexError, OSError) as exc:
        raise ValueError(f"{film.name} can't be read") from exc
    if not found:
        raise ValueError(f"{film.name} holds no picture")
    return sorted(found.items())


def _frame_at(container: Any, stream: Any, at_ms: int) -> av.VideoFrame | None:
    """The frame that shows at a moment: the last one that begins before it."""
    container.seek(at_ms * 1000)
    best: av.VideoFrame | None = None
    for frame in container.decode(stream):
        if best is not None and frame.time is not None and frame.time * 1000 > at_ms:
            break
        best = frame
    return best
