"""The timeline as a picture: tracks, segments, times and volumes, to be shown in a chat."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageOps

from nemo_skill.timeline import Segment, Timeline, Track
from nemo_skill.timeline.layout import lanes, shown_end_ms, ticks
from nemo_skill.timeline.wording import Language, clock, language_of, length, percent, span

from .picture_file import save_png
from .picture_text import Colour, Lettering, drawable

Thumbnails = Mapping[tuple[int, int], bytes]
"""Still images by (number of the track, number of the segment in it), both from 1 as in the summary."""

_WIDTH = 760  # logical px; a chat shows a picture about that wide
_SCALE = 2  # pixels of the file for each logical px
_SMOOTH = 2  # shapes are drawn larger by this much and scaled down, as Pillow draws hard edges
_MARGIN, _LABELS, _GAP = 24, 112, 10
_HEAD, _RULER = 58, 30
_MOST_TRACKS = 24

_PAPER: Colour = (21, 23, 30)
_LANE: Colour = (31, 34, 44)
_LINE: Colour = (45, 49, 62)
_METER: Colour = (14, 70, 60)
_LEVEL: Colour = (150, 236, 208)
_METER_FROM = 72  # logical px of width
_NAME_FROM = 84  # a block as wide as this holds its own name, cut if need be
_HEADING = Lettering(17 * _SCALE, 650, (244, 245, 250))
_NOTE = Lettering(12 * _SCALE, 450, (146, 152, 170))
_LABEL = Lettering(13 * _SCALE, 600, (226, 229, 238))
_SMALL = Lettering(11 * _SCALE, 450, (126, 132, 150))
_NAME = Lettering(12 * _SCALE, 600, (255, 255, 255))
_FACTS = Lettering(11 * _SCALE, 450, (255, 255, 255, 205))
_NUMBER = Lettering(9 * _SCALE, 500, (255, 255, 255, 225))


class _Look(NamedTuple):
    height: int
    base: tuple[int, int, int]
    bright: tuple[int, int, int]


_LOOKS = {
    "video": _Look(58, (64, 76, 178), (92, 107, 226)),
    "audio": _Look(50, (20, 98, 85), (24, 122, 104)),
    "text": _Look(44, (156, 92, 24), (204, 126, 38)),
    "other": _Look(44, (98, 62, 132), (132, 86, 176)),
}

_WORDS = {
    "en": {"heading": "Timeline", "empty": "Nothing on the timeline yet", "hidden": "+{n} more tracks"},
    "zh": {"heading": "时间线", "empty": "时间线上还没有内容", "hidden": "另有 {n} 条轨道"},
}


class _Row(NamedTuple):
    track: Track
    top: int
    height: int
    lanes: list[int]
    """For each segment its lane: segments that overlap stand below each other."""


def draw_timeline(
    timeline: Timeline, out: Path, *, title: str = "", thumbnails: Thumbnails | None = None, language: str = "en"
) -> None:
    """Draw a timeline to a PNG of 1520 px width and write it atomically.

    ``title`` heads the picture (the project's name, say); ``thumbnails`` are drawn into video segments, unreadable
    ones are left out. Needs Pillow, from the ``studio`` extra.

    Raises:
        OSError: the file can't be written; nothing is left behind then.
    """
    words = language_of(language)
    rows, height = _rows(timeline)
    canvas = _Canvas(height)
    axis = _Axis(timeline)
    canvas.shapes(rows, axis, thumbnails or {})
    canvas.finish_shapes()
    own_words = _WORDS["zh"] if words is language_of("zh") else _WORDS["en"]
    _head(canvas, timeline, drawable(title) or own_words["heading"], words)
    if rows:
        _ruler(canvas, axis, words)
    for row in rows:
        _write_row(canvas, row, axis, words)
    below = len(timeline.tracks) - len(rows)
    if not rows:
        canvas.write(_NOTE, _MARGIN + 18, height - _MARGIN - 27, own_words["empty"])
    elif below:
        canvas.write(_SMALL, _MARGIN, height - _MARGIN + 4, own_words["hidden"].format(n=below))
    save_png(canvas.image, out)


# -- where things stand -------------------------------------------------------------------------------------------


class _Axis:
    """From milliseconds to logical px."""

    left = _MARGIN + _LABELS
    right = _WIDTH - _MARGIN

    def __init__(self, timeline: Timeline) -> None:
        ends = [segment.end_ms for track in timeline.tracks for segment in track.segments]
        self.end_ms = max(timeline.duration_ms, *ends, 1) if ends else max(timeline.duration_ms, 1)
        self.length_ms = timeline.duration_ms

    def x(self, ms: int) -> float:
        return self.left + (self.right - self.left) * ms / self.end_ms

    def box(self, segment: Segment) -> tuple[float, float]:
        """Left and right edge; even a segment of no length is 3 px wide, inside the lane."""
        left, right = self.x(segment.start_ms), self.x(segment.end_ms)
        if right - left < 3:
            left = min(left, self.right - 3)
            right = left + 3
        return left, right


def _rows(timeline: Timeline) -> tuple[list[_Row], int]:
    top = _HEAD + _RULER
    rows = []
    for track in timeline.tracks[:_MOST_TRACKS]:
        row_lanes = lanes(track.segments)
        count = max(row_lanes, default=0) + 1
        look = _LOOKS[track.kind]
        each = look.height if count == 1 else max(look.height - 12, 40)
        rows.append(_Row(track, top, each * count + 3 * (count - 1), row_lanes))
        top += rows[-1].height + _GAP
    if not rows:
        return [], _HEAD + 62 + _MARGIN
    return rows, top - _GAP + _MARGIN + (14 if len(timeline.tracks) > len(rows) else 0)


def _box(row: _Row, index: int, axis: _Axis) -> tuple[float, float, float, float]:
    count = max(row.lanes, default=0) + 1
    each = (row.height - 3 * (count - 1)) / count
    left, right = axis.box(row.track.segments[index])
    right = max(min(right, axis.x(shown_end_ms(row.track.segments, row.lanes, index))), left + 3)
    top = row.top + row.lanes[index] * (each + 3)
    # A hair of a gap keeps neighbours apart, unless the segment is hardly wider than the gap.
    gap = 0.0 if right >= axis.right - 0.5 else 1.5 if right - left > 6 else 0.5
    return left, top, right - gap, top + each


def _radius(box: tuple[float, float, float, float]) -> float:
    return min(6.0, (box[2] - box[0]) / 4)


# -- drawing ------------------------------------------------------------------------------------------------------


class _Canvas:
    """Shapes first, at a larger scale; then, scaled down and so with soft edges, the text over them."""

    def __init__(self, height: int) -> None:
        self.zoom = _SCALE * _SMOOTH
        self.image = Image.new("RGB", (_WIDTH * self.zoom, height * self.zoom), _PAPER)
        self.draw = ImageDraw.Draw(self.image, "RGBA")

    def finish_shapes(self) -> None:
        size = (self.image.width // _SMOOTH, self.image.height // _SMOOTH)
        self.image = self.image.resize(size, Image.Resampling.LANCZOS)
        self.draw = ImageDraw.Draw(self.image, "RGBA")
        self.zoom = _SCALE

    def write(self, lettering: Lettering, x: float, baseline: float, text: str, *, right: bool = False) -> float:
        """Write text from (or, with ``right``, up to) x; logical px."""
        start = x * self.zoom - (lettering.width(text) if right else 0)
        return lettering.write(self.image, round(start), round(baseline * self.zoom), text) / self.zoom

    def rounded(self, box: tuple[float, float, float, float], radius: float, fill: Colour) -> None:
        left, top, right, bottom = (value * self.zoom for value in box)
        radius = min(radius * self.zoom, (right - left) / 2, (bottom - top) / 2)
        self.draw.rounded_rectangle((left, top, right - 1, bottom - 1), radius, fill=fill)

    def line(self, x: float, top: float, bottom: float, fill: Colour, width: float = 1) -> None:
        left = round(x * self.zoom)
        self.draw.rectangle((left, top * self.zoom, left + width * self.zoom - 1, bottom * self.zoom - 1), fill=fill)

    def shapes(self, rows: list[_Row], axis: _Axis, thumbnails: Thumbnails) -> None:
        if not rows:
            self.rounded((_MARGIN, _HEAD, _WIDTH - _MARGIN, _HEAD + 62), 8, _LANE)
            return
        bottom = rows[-1].top + rows[-1].height
        for row in rows:
            self.rounded((axis.left, row.top, axis.right, row.top + row.height), 7, _LANE)
        for ms in ticks(axis.end_ms):
            self.line(min(axis.x(ms), axis.right - 0.5), _HEAD + _RULER - 8, bottom, _LINE, 0.5)
        for row in rows:
            for index in range(len(row.track.segments)):
                self._block(row, index, axis, thumbnails.get((row.track.n, index + 1)))
        if 0 < axis.length_ms < axis.end_ms:  # what lies beyond the timeline's own length isn't rendered
            x = axis.x(axis.length_ms)
            self.draw.rectangle(
                (x * self.zoom, rows[0].top * self.zoom, axis.right * self.zoom, bottom * self.zoom),
                fill=(*_PAPER, 150),
            )
            self.line(x, _HEAD + _RULER - 8, bottom, (236, 104, 104), 1.5)

    def _block(self, row: _Row, index: int, axis: _Axis, thumbnail: bytes | None) -> None:
        box = _box(row, index, axis)
        look, segment = _LOOKS[row.track.kind], row.track.segments[index]
        self.rounded(box, _radius(box), look.bright)
        if row.track.kind == "audio":
            if segment.volume is not None and box[2] - box[0] >= _METER_FROM:
                self._meter(box, segment.volume)
        elif thumbnail is not None and (picture := _picture(thumbnail)) is not None:
            self._filmstrip(box, picture)
        elif row.track.kind == "video" and box[2] - box[0] > 12:
            self._sprockets(box, look.base)

    def _meter(self, box: tuple[float, float, float, float], volume: float) -> None:
        """A small upright meter at the right end of an audio block, filled up to its volume."""
        left, top, right, bottom = box[2] - 15, box[1] + 9, box[2] - 9, box[3] - 9
        self.rounded((left, top, right, bottom), 2, _METER)
        level = (bottom - top) * min(max(volume, 0.0), 1.0)
        if level >= 1:
            self.rounded((left, bottom - level, right, bottom), 2, _LEVEL)

    def _sprockets(self, box: tuple[float, float, float, float], colour: Colour) -> None:
        """The holes of a film strip along a clip's lower edge."""
        left, _, right, bottom = box
        x = left + 6
        while x + 5 < right - 2:
            self.rounded((x, bottom - 7, x + 5, bottom - 3.5), 1, colour)
            x += 10

    def _filmstrip(self, box: tuple[float, float, float, float], picture: Image.Image) -> None:
        """Repeat a still along a clip, darker where the text stands."""
        left, top, right, bottom = (round(value * self.zoom) for value in box)
        width, height = max(right - left, 1), max(bottom - top, 1)
        each = min(max(round(height * picture.width / picture.height), height // 2), height * 2)
        still = ImageOps.fit(picture, (each, height), Image.Resampling.LANCZOS)
        strip = Image.new("RGB", (width, height))
        for x in range(0, width, each):
            strip.paste(still, (x, 0))
        shade = Image.linear_gradient("L").resize((width, height)).point(lambda value: 55 + value * 85 // 255)
        strip.paste((10, 11, 18), (0, 0), shade)
        mask = Image.new("L", strip.size, 0)
        ImageDraw.Draw(mask).rounded_rectangle((0, 0, width - 1, height - 1), _radius(box) * self.zoom, fill=255)
        self.image.paste(strip, (left, top), mask)


def _head(canvas: _Canvas, timeline: Timeline, title: str, language: Language) -> None:
    count = len(timeline.tracks)
    facts = [length(timeline.duration_ms, language)] if timeline.duration_ms else []
    facts += [timeline.ratio] if timeline.ratio else []
    facts += [f"{timeline.width}×{timeline.height}"] if timeline.width and timeline.height else []
    facts.append(language.sentences["one_track" if count == 1 else "many_tracks"].format(count=count))
    note = drawable(" · ".join(facts))
    canvas.write(_NOTE, _WIDTH - _MARGIN, 40, note, right=True)
    room = (_WIDTH - 2 * _MARGIN) * _SCALE - _NOTE.width(note) - 24 * _SCALE
    canvas.write(_HEADING, _MARGIN, 40, _HEADING.fitted(title, room))


def _ruler(canvas: _Canvas, axis: _Axis, language: Language) -> None:
    for ms in ticks(axis.end_ms):
        text = clock(ms) if axis.end_ms >= 120_000 else f"{ms / 1000:g}{language.seconds}"
        width = _SMALL.width(text) / _SCALE
        start = min(max(axis.x(ms) - width / 2, axis.left), axis.right - width)
        canvas.write(_SMALL, start, _HEAD + _RULER - 13, text)


def _write_row(canvas: _Canvas, row: _Row, axis: _Axis, language: Language) -> None:
    track = row.track
    middle = row.top + row.height / 2
    baseline = middle + 4.5 if len(track.segments) == 1 else middle - 2
    canvas.write(_SMALL, _MARGIN, baseline, str(track.n))
    left = _MARGIN + 20
    room = (_MARGIN + _LABELS - 8 - left) * _SCALE
    canvas.write(_LABEL, left, baseline, _LABEL.fitted(drawable(language.word(track.label)), room))
    if len(track.segments) != 1:
        count = f"× {len(track.segments)}" if track.segments else language.sentences["empty"]
        canvas.write(_SMALL, left, middle + 14, count)
    for index in range(len(track.segments)):
        _write_block(canvas, row, index, axis, language)


def _write_block(canvas: _Canvas, row: _Row, index: int, axis: _Axis, language: Language) -> None:
    """A block's name over its times: in it, beside a narrow one with room to its right, else its number alone."""
    left, top, right, bottom = _box(row, index, axis)
    track, segment = row.track, row.track.segments[index]
    metered = track.kind == "audio" and segment.volume is not None and right - left >= _METER_FROM
    room = (right - left - (28 if metered else 16)) * _SCALE
    name = drawable(segment.text or track.called(index, language))
    if not name.strip("… "):
        name = track.numbered(index, language)
    middle = (top + bottom) / 2 - (3 if track.kind == "video" else 0)
    shown, start = _NAME.fitted(name, room), left + 8
    beside = (_room_beside(row, index, axis) - 16) * _SCALE
    if shown != name and right - left < _NAME_FROM and beside > max(room, 60 * _SCALE):
        shown, start, room = _NAME.fitted(name, beside), right + 8, beside
    if not shown:
        # As wide as the widest number of the track, so that none of them stands out by its digits.
        if _NUMBER.width("8" * len(str(len(track.segments)))) <= (right - left - 1) * _SCALE:
            number = str(index + 1)
            canvas.write(_NUMBER, (left + right - _NUMBER.width(number) / _SCALE) / 2, middle + 4, number)
        return
    facts = _facts(track, segment, language)
    facts_shown = next((text for text in (" · ".join(facts), facts[0]) if _FACTS.width(text) <= room), "")
    canvas.write(_NAME, start, middle - 2.5 if facts_shown else middle + 4.5, shown)
    canvas.write(_FACTS, start, middle + 13, facts_shown)


def _facts(track: Track, segment: Segment, language: Language) -> list[str]:
    facts = [span(segment.start_ms, segment.end_ms, language)]
    if segment.volume is not None and (track.kind == "audio" or segment.volume != 1):
        facts.append(percent(segment.volume))
    if segment.speed not in (None, 1):
        facts.append(f"{segment.speed:g}x")
    return facts


def _room_beside(row: _Row, index: int, axis: _Axis) -> float:
    """The free px to the right of a block in its lane."""
    own = row.track.segments[index]
    others = (
        segment for i, segment in enumerate(row.track.segments) if i != index and row.lanes[i] == row.lanes[index]
    )
    later = (axis.box(segment)[0] for segment in others if segment.end_ms > own.start_ms)
    return min((*later, float(axis.right))) - axis.box(own)[1]


def _picture(data: bytes) -> Image.Image | None:
    try:
        with Image.open(io.BytesIO(data)) as picture:
            converted: Image.Image = picture.convert("RGB")
            return converted
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
