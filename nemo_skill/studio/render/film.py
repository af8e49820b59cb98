"""The frames of a film, one after the other, and the file they go into."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ..lettering.draw import draw_text
from ..lettering.fonts import GlyphsMissing, missing_glyphs
from ..media import AUDIO_RATE, VideoWriter
from .composition import FPS, Caption, Clip, Film, RenderError
from .looks import Plane, black, faded, look_tables, mapped, planes_of
from .moves import combined, frame_of, framed, inset_place, inset_size, mirrored, with_inset
from .pictures import Pictures, open_pictures
from .pieces import Piece, groups_of, insets, light, plan_pieces, rise, visible
from .remux import PiecesDontFit, join_pieces
from .sound import mix, sounds_of

_INSET_FADE_MS = 250
Progress = Callable[[float], None]
Cancelled = Callable[[], bool]


class RenderCancelled(Exception):
    """The caller asked to stop; no file was left."""


def write_film(film: Film, out: Path, *, crf: int, progress: Progress, cancelled: Cancelled) -> None:
    """Raises :class:`RenderCancelled` or :class:`~.composition.RenderError`; then there is no file."""
    pieces = plan_pieces(film)
    sound_share = _sound_share(film, pieces)
    samples = mix(film, cancelled, lambda share: progress(share * sound_share))
    if cancelled():
        raise RenderCancelled
    tell, progress = progress, lambda share: tell(sound_share + share * (1 - sound_share))
    if pieces is not None and _write_pieces(film, pieces, samples, out, progress, cancelled):
        return
    with (
        VideoWriter(out, width=film.width, height=film.height, fps=FPS, audio=True, crf=crf) as writer,
        contextlib.closing(_Projector(film)) as projector,
    ):
        heard = 0
        for n in range(film.frames):
            if cancelled():
                raise RenderCancelled
            _write_picture(writer, projector, n)
            until = min(samples.shape[1], round((n + 1) * AUDIO_RATE / FPS))
            writer.write_audio(samples[:, heard:until])
            heard = until
            progress((n + 1) / film.frames)
        if heard < samples.shape[1]:
            writer.write_audio(samples[:, heard:])


#: What the work costs, measured on two cores: a second of each sound, a frame to be composed and encoded (in s).
_SOUND_COST, _FRAME_COST = 0.12, 0.06


def _sound_share(film: Film, pieces: list[Piece] | None) -> float:
    """How much of the work is the sound, so that the progress told is that of the time it takes."""
    frames = film.frames if pieces is None else sum(piece.end - piece.start for piece in pieces if piece.path is None)
    sound_s = sum(sound.duration_ms / 1000 * _SOUND_COST for sound in sounds_of(film))
    return sound_s / (sound_s + frames * _FRAME_COST + 1)


def _write_picture(writer: VideoWriter, projector: _Projector, n: int) -> None:
    import av

    # Not from_numpy_buffer: it takes the height for a multiple of four, and 1350 is none.
    writer.write_frame(av.VideoFrame.from_ndarray(projector.picture(n * 1000 / FPS), format="yuv420p"))


def _write_pieces(
    film: Film,
    pieces: list[Piece],
    samples: npt.NDArray[np.float32],
    out: Path,
    progress: Progress,
    cancelled: Cancelled,
) -> bool:
    """Encode what has to be, in the form of what is copied, and join everything. False when it doesn't fit together."""
    total = sum(piece.end - piece.start for piece in pieces if piece.path is None)
    wanted = next(groups_of(piece.path) for piece in pieces if piece.path is not None)
    done = 0
    ready: list[Piece] = []
    with (
        tempfile.TemporaryDirectory(prefix="pieces-", dir=out.parent) as folder,
        contextlib.closing(_Projector(film)) as projector,
    ):
        for piece in pieces:
            if piece.path is not None:
                ready.append(piece)
                continue
            part = Path(folder) / f"{piece.start}.mp4"
            with VideoWriter(part, width=film.width, height=film.height, fps=FPS) as writer:
                for n in range(piece.start, piece.end):
                    if cancelled():
                        raise RenderCancelled
                    _write_picture(writer, projector, n)
                    done += 1
                    progress(done / total * 0.98)
            encoded = groups_of(str(part))
            if encoded is None or wanted is None or encoded.parameters != wanted.parameters:
                return False
            ready.append(Piece(piece.start, piece.end, str(part)))
        try:
            join_pieces(ready, samples, out)
        except PiecesDontFit:
            return False
    progress(1.0)
    return True


class _Projector:
    """Composes pictures at growing moments; opens a clip when it begins and closes it when it has ended."""

    def __init__(self, film: Film) -> None:
        self._film = film
        self._size = (film.width, film.height)
        self._open: dict[Clip, Pictures] = {}
        self._black = black(*self._size)
        _require_glyphs(film.captions)
        # A film may have hundreds of subtitles: each is drawn when it begins and dropped when it has ended.
        self._words: dict[Caption, _Words] = {}

    def picture(self, ms: float) -> Plane:
        picture: Plane = self._black
        self._close_ended(ms)
        for clip in visible(self._film, ms):
            shown, share = self._clip_picture(clip, ms, self._size), rise(ms - clip.start_ms, clip.crossfade_ms)
            picture = shown if share >= 1 else combined(picture, shown, share, clip.transition, self._size)
        for clip in insets(self._film, ms):
            picture = self._inset(picture, clip, ms)
        for caption in self._film.captions:
            if caption.start_ms <= ms + 0.01 and ms + 0.01 < caption.end_ms:
                if caption not in self._words:
                    self._words[caption] = _Words(caption, self._size)
                picture = self._words[caption].over(picture, ms)
        return picture

    def _close_ended(self, ms: float) -> None:
        for clip in [clip for clip in self._open if clip.end_ms <= ms]:
            self._open.pop(clip).close()
        for caption in [caption for caption in self._words if caption.end_ms <= ms]:
            del self._words[caption]

    def _inset(self, picture: Plane, clip: Clip, ms: float) -> Plane:
        assert clip.inset is not None
        size = inset_size(clip, self._size)
        place = inset_place(clip.inset.position, size, self._size)
        since = ms - clip.start_ms
        share = min(rise(since + 1000 / FPS, _INSET_FADE_MS), rise(clip.end_ms - ms, _INSET_FADE_MS))
        return with_inset(picture, self._size, self._clip_picture(clip, ms, size), size, place, share)

    def _clip_picture(self, clip: Clip, ms: float, size: tuple[int, int]) -> Plane:
        width, height = size
        if clip not in self._open:
            self._open[clip] = open_pictures(clip, width, height)
        since = max(0.0, ms - clip.start_ms)
        played = min(since, max(0.0, clip.played_ms - 1000 / FPS)) if clip.hold_ms else since
        picture: Plane = self._open[clip].at(clip.offset_ms + played * clip.speed)
        if clip.mirror:
            picture = mirrored(picture, size, clip.mirror)
        # A still picture moves by itself, from its own pixels.
        if clip.motion is not None and clip.source.kind != "image":
            picture = framed(picture, size, frame_of(clip.motion, since / clip.duration_ms))
        if clip.looks and (tables := look_tables(clip.looks)) is not None:
            picture = mapped(picture, width, height, tables)
        share = light(clip, since)
        return picture if share >= 1 else faded(picture, width, height, share, clip.fade_color)

    def close(self) -> None:
        for pictures in self._open.values():
            pictures.close()


def _require_glyphs(captions: Iterable[Caption]) -> None:
    """Raises :class:`~.composition.RenderError` for words that no font can draw, before anything is encoded."""
    for caption in captions:
        if missing := missing_glyphs(caption.text):
            raise RenderError(f"the text {caption.text[:60]!r} can't be drawn: {GlyphsMissing(missing)}")


class _Words:
    """A caption, drawn once and blended into its part of the pictures."""

    def __init__(self, caption: Caption, size: tuple[int, int]) -> None:
        self._caption = caption
        self._size = size
        patch = draw_text(caption.text, canvas=size, style=caption.style)
        width, height = size
        left, top = max(0, patch.x), max(0, patch.y)
        right, bottom = min(width, patch.x + patch.image.width), min(height, patch.y + patch.image.height)
        rgba = np.asarray(patch.image)[top - patch.y : bottom - patch.y, left - patch.x : right - patch.x].astype(
            np.float32
        )
        self._box = (left, top, right, bottom)
        self._alpha = rgba[..., 3] / np.float32(255)
        self._half_alpha = _halved(self._alpha)
        y, u, v = _yuv(rgba[..., :3])
        self._planes = y, _halved(u), _halved(v)

    def over(self, picture: Plane, ms: float) -> Plane:
        caption = self._caption
        since = ms - caption.start_ms
        if since < -0.01 or ms + 0.01 >= caption.end_ms:
            return picture
        share = min(rise(since + 1000 / FPS, caption.fade_in_ms), rise(caption.end_ms - ms, caption.fade_out_ms))
        out: Plane = picture.copy()
        left, top, right, bottom = self._box
        for n, (plane, ink) in enumerate(zip(planes_of(out, *self._size), self._planes)):  # noqa: B905 - three planes each
            by = 1 if n == 0 else 2
            part = plane[top // by : bottom // by, left // by : right // by]
            alpha = (self._alpha if n == 0 else self._half_alpha) * np.float32(share)
            part[:] = np.rint(part + (ink - part) * alpha).astype(np.uint8)
        return out


def _halved(plane: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    height, width = plane.shape
    halved: npt.NDArray[np.float32] = plane.reshape(height // 2, 2, width // 2, 2).mean(axis=(1, 3))
    return halved


def _yuv(rgb: npt.NDArray[np.float32]) -> tuple[npt.NDArray[np.float32], ...]:
    """BT.709, limited range."""
    red, green, blue = rgb[..., 0], rgb[..., 1], rgb[..., 2]
    luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    y = 16 + luma * (219 / 255)
    u = 128 + (blue - luma) / 1.8556 * (224 / 255)
    v = 128 + (red - luma) / 1.5748 * (224 / 255)
    return y.astype(np.float32), u.astype(np.float32), v.astype(np.float32)
