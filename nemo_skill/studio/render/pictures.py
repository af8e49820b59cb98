"""Clips as yuv420p pictures of the canvas' size: decoded, turned upright, scaled, fitted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from ..media import open_local
from .composition import Clip, RenderError
from .looks import Plane, black, planes_of
from .moves import frame_of, still_motion

if TYPE_CHECKING:
    from PIL import Image

_BT709, _BT601 = 1, 5
_LIMITED, _FULL = 1, 2
_SEEK_FROM_S = 1.0
_OVERSCAN_LIMIT = 2.0
_MILD_CROP = 0.03


class Pictures(Protocol):
    """What one clip shows."""

    def at(self, ms: float) -> Plane:
        """The picture at a moment of the source, counted from its beginning; moments only grow. Don't write into it."""

    def close(self) -> None: ...


def open_pictures(clip: Clip, width: int, height: int) -> Pictures:
    """Raises :class:`RenderError` (or :class:`~nemo_skill.studio.media.MediaError`) for an unreadable file."""
    if clip.source.kind != "image":
        return MovingPictures(clip, width, height)
    image = _open_image(clip)
    if getattr(image, "n_frames", 1) > 1:
        return AnimatedPictures(image, clip, width, height)
    return StillPictures(image, clip, width, height)


def _open_image(clip: Clip) -> Image.Image:
    from PIL import Image

    try:
        return Image.open(clip.source.path, formats=("JPEG", "PNG", "GIF", "WEBP"))
    except (OSError, Image.DecompressionBombError) as error:
        raise RenderError(f"the picture of clip {clip.index + 1} can't be read: {error}") from error


class MovingPictures:
    """A video file, read forwards once; the last picture stays when it ends early."""

    def __init__(self, clip: Clip, width: int, height: int) -> None:
        self._container = open_local(clip.source.path)
        if not self._container.streams.video:
            self._container.close()
            raise RenderError(f"the source of clip {clip.index + 1} has no picture")
        self._stream = self._container.streams.video[0]
        self._stream.thread_type = "AUTO"
        self._size = (width, height)
        self._fit = clip.fit
        self._origin = float((self._stream.start_time or 0) * self._stream.time_base)
        start_s = clip.offset_ms / 1000
        if start_s > _SEEK_FROM_S:
            self._container.seek(
                int((self._origin + start_s) / self._stream.time_base), stream=self._stream, backward=True
            )
        self._frames = self._decoded()
        self._next: Any = next(self._frames, None)
        if self._next is None:
            self._container.seek(0)
            self._frames = self._decoded()
            self._next = next(self._frames, None)
        if self._next is None:
            raise RenderError(f"the source of clip {clip.index + 1} has no picture")
        self._current: Any = None
        self._shown: Plane | None = None

    def _decoded(self) -> Iterator[Any]:
        import av

        try:
            yield from self._container.decode(self._stream)
        except av.FFmpegError:
            # A damaged tail: what could be read is shown, its last picture stays.
            return

    def _time(self, frame: Any) -> float:
        return float(frame.time or 0.0) - self._origin

    def at(self, ms: float) -> Plane:
        moment = ms / 1000 + 0.0005
        while self._next is not None and (self._current is None or self._time(self._next) <= moment):
            self._current, self._shown = self._next, None
            self._next = next(self._frames, None)
        if self._shown is None:
            self._shown = fitted(self._current, *self._size, fit=self._fit)
        return self._shown

    def close(self) -> None:
        self._container.close()


def fitted(frame: Any, width: int, height: int, *, fit: str = "") -> Plane:
    """One decoded frame on the canvas.

    ``cover`` fills it, ``contain`` leaves black bars, anything else a blurred copy in their place.
    """
    turns = round(frame.rotation / 90) % 4
    pixel = _pixel_aspect(frame)
    source_width, source_height = frame.width * pixel, float(frame.height)
    if turns % 2:
        source_width, source_height = source_height, source_width
    scales = width / source_width, height / source_height
    nearly = abs(scales[0] / scales[1] - 1) < _MILD_CROP
    scale = max(scales) if fit == "cover" or nearly else min(scales)
    inner = _even(source_width * scale), _even(source_height * scale)
    picture = _scaled(frame, inner, turns)
    if inner == (width, height):
        return picture
    if inner[0] >= width and inner[1] >= height:
        return _cropped(picture, inner, width, height)
    ground = black(width, height) if fit == "contain" else _blurred(frame, turns, width, height)
    _paste(ground, picture, inner, width, height)
    return ground


def _pixel_aspect(frame: Any) -> float:
    ratio = getattr(frame, "sample_aspect_ratio", None)
    return float(ratio) if ratio and 0.1 < float(ratio) < 10 else 1.0


def _even(value: float) -> int:
    return max(2, round(value / 2) * 2)


def _scaled(frame: Any, size: tuple[int, int], turns: int) -> Plane:
    width, height = size[::-1] if turns % 2 else size
    matrix = _matrix(frame)
    same = (frame.width, frame.height, frame.format.name) == (width, height, "yuv420p")
    if not same or matrix != _BT709 or int(frame.color_range) == _FULL:
        frame = frame.reformat(
            width, height, "yuv420p",
            src_colorspace=matrix, dst_colorspace=_BT709, dst_color_range=_LIMITED, interpolation="BICUBIC",
        )  # fmt: skip
    picture = np.asarray(frame.to_ndarray(), np.uint8)
    if not turns:
        return picture
    out = np.empty((size[1] * 3 // 2, size[0]), np.uint8)
    for source, target in zip(planes_of(picture, width, height), planes_of(out, *size)):  # noqa: B905 - three planes each
        target[:] = np.rot90(source, turns)
    return out


def _matrix(frame: Any) -> int:
    """The frame's colour matrix; without a tag, by the usual rule: small pictures are BT.601."""
    tagged = int(getattr(frame, "colorspace", 2) or 2)
    if tagged in (1, 4, 5, 6, 7, 9):
        return 5 if tagged == 6 else tagged
    return _BT601 if frame.height < 720 else _BT709


def _cropped(picture: Plane, size: tuple[int, int], width: int, height: int) -> Plane:
    x, y = (size[0] - width) // 4 * 2, (size[1] - height) // 4 * 2
    out = np.empty((height * 3 // 2, width), np.uint8)
    for n, (source, target) in enumerate(zip(planes_of(picture, *size), planes_of(out, width, height))):  # noqa: B905
        left, top = (x, y) if n == 0 else (x // 2, y // 2)
        target[:] = source[top : top + target.shape[0], left : left + target.shape[1]]
    return out


def _paste(ground: Plane, picture: Plane, size: tuple[int, int], width: int, height: int) -> None:
    x, y = (width - size[0]) // 4 * 2, (height - size[1]) // 4 * 2
    for n, (source, target) in enumerate(zip(planes_of(picture, *size), planes_of(ground, width, height))):  # noqa: B905
        left, top = (x, y) if n == 0 else (x // 2, y // 2)
        target[top : top + source.shape[0], left : left + source.shape[1]] = source


def _blurred(frame: Any, turns: int, width: int, height: int) -> Plane:
    """The frame as a soft dark ground: shrunk to a few pixels and drawn large again."""
    import av

    tiny_width, tiny_height = (
        (32, max(2, _even(32 * height / width))) if width >= height else (max(2, _even(32 * width / height)), 32)
    )
    tiny = _scaled(frame, (tiny_width, tiny_height), turns)
    large = av.VideoFrame.from_ndarray(tiny, format="yuv420p").reformat(
        width, height, "yuv420p", interpolation="BICUBIC"
    )
    ground = np.asarray(large.to_ndarray(), np.uint8)
    luma = planes_of(ground, width, height)[0]
    luma[:] = np.take(np.clip(16 + (np.arange(256) - 16) * 0.55, 0, 255).astype(np.uint8), luma)
    return ground


def _flat(image: Image.Image) -> Image.Image:
    """Upright, without transparency."""
    from PIL import Image, ImageOps

    upright = ImageOps.exif_transpose(image).convert("RGBA")
    flat = Image.new("RGBA", upright.size, (0, 0, 0, 255))
    flat.alpha_composite(upright)
    return flat.convert("RGB")


class AnimatedPictures:
    """An animated GIF or WebP file, repeated as often as needed."""

    def __init__(self, image: Image.Image, clip: Clip, width: int, height: int) -> None:
        self._image = image
        self._size = (width, height)
        self._fit = clip.fit
        self._count = int(getattr(image, "n_frames", 1))
        self._number = -1
        self._until = 0.0
        self._shown: Plane | None = None

    def at(self, ms: float) -> Plane:
        import av

        stale = self._shown is None
        while self._until <= ms:
            self._number = (self._number + 1) % self._count
            self._image.seek(self._number)
            self._until += max(20.0, float(self._image.info.get("duration") or 100))
            stale = True
        if stale or self._shown is None:
            frame = av.VideoFrame.from_ndarray(np.asarray(_flat(self._image)), format="rgb24")
            self._shown = fitted(frame, *self._size, fit=self._fit)
        return self._shown

    def close(self) -> None:
        self._image.close()


class StillPictures:
    """A picture under a slow camera."""

    def __init__(self, image: Image.Image, clip: Clip, width: int, height: int) -> None:
        self._size = (width, height)
        self._duration = max(1, clip.duration_ms)
        self._offset = clip.offset_ms
        self._motion = still_motion(clip, image)
        try:
            flat = _flat(image)
        except OSError as error:
            raise RenderError(f"the picture of clip {clip.index + 1} can't be read: {error}") from error
        finally:
            image.close()
        # Large enough that what the camera shows at its closest is not enlarged.
        scale = min(self._motion.amount, _OVERSCAN_LIMIT)
        self._stage = _stage(flat, round(width * scale), round(height * scale), clip.fit)

    def at(self, ms: float) -> Plane:
        import av
        from PIL import Image

        width, height = self._stage.size
        left, top, right, bottom = frame_of(self._motion, (ms - self._offset) / self._duration)
        box = left * width, top * height, right * width, bottom * height
        image = self._stage.resize(self._size, Image.Resampling.BILINEAR, box=box)
        frame = av.VideoFrame.from_ndarray(np.asarray(image), format="rgb24")
        frame = frame.reformat(format="yuv420p", dst_colorspace=_BT709, dst_color_range=_LIMITED)
        return np.asarray(frame.to_ndarray(), np.uint8)

    def close(self) -> None:
        self._stage.close()


def _stage(image: Image.Image, width: int, height: int, fit: str) -> Image.Image:
    """The picture on a ground of the given size."""
    from PIL import Image, ImageFilter, ImageOps

    shape = (image.width / image.height) / (width / height)
    if fit == "cover" or (fit != "contain" and 0.8 < shape < 1.25):
        return ImageOps.fit(image, (width, height), Image.Resampling.LANCZOS)
    if fit == "contain":
        ground = Image.new("RGB", (width, height))
    else:
        small = ImageOps.fit(image, (max(2, width // 16), max(2, height // 16)), Image.Resampling.BILINEAR)
        blurred = small.filter(ImageFilter.GaussianBlur(4)).resize((width, height), Image.Resampling.BICUBIC)
        ground = blurred.point([round(v * 0.55) for v in range(256)] * 3)
    inner = ImageOps.contain(image, (width, height), Image.Resampling.LANCZOS)
    ground.paste(inner, ((width - inner.width) // 2, (height - inner.height) // 2))
    return ground
