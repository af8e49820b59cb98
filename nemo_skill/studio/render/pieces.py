"""Which stretches of a film need no new encoding: drawn clips, just as they are, by whole groups of pictures.

Encoding is most of the work of an export. A title of three seconds on a clip of twenty leaves most groups of pictures
as they are; those are copied, and only the others are composed and encoded again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from ..media import open_local
from .composition import FPS, Clip, Film
from .looks import look_tables

_FRAME_MS = 1000 / FPS
#: With more than this share to be encoded, copying the rest isn't worth it.
_MOST_ENCODED = 0.85


@dataclass(frozen=True)
class Piece:
    """Frames ``start`` to ``end`` of the film; copied from ``path`` (its frame ``first`` on), or encoded when None."""

    start: int
    end: int
    path: str | None = None
    first: int = 0


@dataclass(frozen=True)
class Groups:
    """Where the groups of pictures of a file begin (frame numbers), and what a decoder must be told."""

    starts: tuple[int, ...]
    frames: int
    parameters: bytes


def rise(since_ms: float, length_ms: int) -> float:
    """0 to 1 within the first ``length_ms``."""
    return 1.0 if length_ms <= 0 else min(1.0, max(0.0, since_ms / length_ms))


def light(clip: Clip, since_ms: float) -> float:
    """How bright a clip is: its fades from and to black."""
    return min(rise(since_ms, clip.fade_in_ms), rise(clip.duration_ms - since_ms - _FRAME_MS, clip.fade_out_ms))


def insets(film: Film, ms: float) -> list[Clip]:
    """The small pictures that show at a moment, lowest first."""
    return [clip for clip in film.clips if clip.inset is not None and clip.start_ms <= ms + 0.01 < clip.end_ms]


def visible(film: Film, ms: float) -> list[Clip]:
    """What fills the canvas at a moment, lowest first: nothing below the topmost clip that hides everything."""
    shown: list[Clip] = []
    for clip in film.clips:
        if clip.inset is None and clip.start_ms <= ms + 0.01 < clip.end_ms:
            if rise(ms - clip.start_ms, clip.crossfade_ms) >= 1:
                shown.clear()
            shown.append(clip)
    return shown


def has_words(film: Film, ms: float) -> bool:
    return any(caption.start_ms <= ms + 0.01 < caption.end_ms for caption in film.captions)


def _plain(film: Film, n: int) -> tuple[Clip, int] | None:
    """The clip whose own picture is frame ``n`` of the film, and the picture's number in its file."""
    ms = n * _FRAME_MS
    shown = visible(film, ms)
    if len(shown) != 1 or has_words(film, ms) or insets(film, ms):
        return None
    clip, source, since = shown[0], shown[0].source, max(0.0, ms - shown[0].start_ms)
    same = source.origin == "generated" and (source.width, source.height) == (film.width, film.height)
    if not same or clip.speed != 1.0 or (clip.looks and look_tables(clip.looks) is not None):
        return None
    if clip.motion is not None or clip.mirror or since >= clip.played_ms:
        return None
    if rise(ms - clip.start_ms, clip.crossfade_ms) < 1 or light(clip, since) < 1:
        return None
    return clip, int((clip.offset_ms + since + 0.5) / _FRAME_MS)


def _runs(film: Film) -> Iterator[tuple[int, int, Clip, int]]:
    """Longest stretches (start, end, clip, first picture) that show a clip's own pictures one after the other."""
    begin, first, current = 0, 0, None
    for n in range(film.frames + 1):
        found = _plain(film, n) if n < film.frames else None
        if current is not None and found != (current, first + n - begin):
            yield begin, n, current, first
            current = None
        if current is None and found is not None:
            (current, first), begin = found, n


@cache
def groups_of(path: str) -> Groups | None:
    """None for a file that isn't H.264 at the film's rate."""
    starts = []
    with open_local(path) as container:
        stream = container.streams.video[0]
        if stream.codec_context.name != "h264" or stream.average_rate != FPS:
            return None
        origin = stream.start_time or 0
        frames = 0
        for packet in container.demux(stream):
            if packet.pts is None:
                continue
            frames += 1
            if packet.is_keyframe:
                starts.append(round(float((packet.pts - origin) * packet.time_base) * FPS))
        parameters = bytes(stream.codec_context.extradata or b"")
    return Groups(tuple(starts), frames, parameters)


def _copied(film: Film) -> Iterator[Piece]:
    """Whole groups of pictures inside the plain stretches."""
    for start, end, clip, first in _runs(film):
        groups = groups_of(clip.source.path)
        if groups is None:
            continue
        shift = start - first
        bounds = [*groups.starts, groups.frames]
        inside = [bound for bound in bounds if start <= bound + shift <= end]
        if len(inside) > 1:
            yield Piece(inside[0] + shift, inside[-1] + shift, clip.source.path, inside[0])


def plan_pieces(film: Film) -> list[Piece] | None:
    """The film as pieces to copy and to encode, in order; None when it is better encoded as a whole."""
    copied = list(_copied(film))
    if not copied or len({groups_of(piece.path or "").parameters for piece in copied}) != 1:  # type: ignore[union-attr]
        return None
    pieces: list[Piece] = []
    at = 0
    for piece in [*copied, Piece(film.frames, film.frames)]:
        if piece.start > at:
            pieces.append(Piece(at, piece.start))
        if piece.end > piece.start:
            pieces.append(piece)
        at = piece.end
    encoded = sum(piece.end - piece.start for piece in pieces if piece.path is None)
    return None if encoded > film.frames * _MOST_ENCODED else pieces
