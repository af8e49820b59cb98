"""One telling frame of a video or a picture as a small JPEG; runs in a worker process."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from .. import media
from ..inspection import ENDINGS

if TYPE_CHECKING:
    from PIL import Image

_QUALITY = 84


def make_still(path: Path, out: Path, width: int) -> None:
    """Write a JPEG of at most that width; the file is whole or not there.

    Raises:
        MediaError, ValueError, OSError: nothing in the file can be decoded.
    """
    is_picture = ENDINGS.get(path.suffix.lower().lstrip(".")) == "image"
    picture = _picture(path) if is_picture else _frame(path)
    picture.thumbnail((width, 4 * width))
    part = out.with_suffix(".part")
    picture.save(part, "JPEG", quality=_QUALITY, optimize=True, progressive=True)
    os.replace(part, out)


def _picture(path: Path) -> Image.Image:
    from PIL import Image, ImageOps

    with Image.open(path, formats=("JPEG", "PNG", "GIF", "WEBP")) as image:
        upright = ImageOps.exif_transpose(image).convert("RGBA")
    flat = Image.new("RGB", upright.size, "white")
    flat.paste(upright, mask=upright)
    return flat


def _frame(path: Path) -> Image.Image:
    """A frame from the first third: the first one is often black."""
    import av

    with media.open_local(path) as container:
        stream = container.streams.video[0]
        aim = container.duration // 3 if container.duration else 0
        if aim:
            container.seek(aim)
        best = None
        try:
            for frame in container.decode(stream):
                best = frame
                if frame.time is None or frame.time >= aim / av.time_base:
                    break
        except av.FFmpegError:
            if best is None:
                raise
        if best is None:
            raise media.MediaError(f"{path.name!r} holds no picture that can be decoded.")
        image: Image.Image = best.to_image()
        return image.rotate(best.rotation, expand=True) if best.rotation else image
