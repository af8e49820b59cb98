"""A timeline as people speak of it: tracks with segments, times in milliseconds."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from .wording import Language, language_of, percent, quoted, shortened, span

Kind = Literal["video", "audio", "text", "other"]

_LISTED_SEGMENTS = 6
_LISTED_TRACKS = 20
_UNNAMED = {"video": "Clip", "audio": "Audio", "text": "Text", "other": "Clip"}


class Segment(NamedTuple):
    """One piece on a track. ``volume`` and ``speed`` are factors (0.35 is 35%), None where the draft says nothing."""

    name: str
    start_ms: int
    duration_ms: int
    text: str | None = None
    volume: float | None = None
    source: str | None = None
    style: str | None = None
    speed: float | None = None
    id: str | None = None
    raw: Any = None
    """The draft's own segment, for comparisons; not part of the JSON form."""

    @property
    def end_ms(self) -> int:
        return self.start_ms + self.duration_ms

    def to_json(self) -> dict[str, Any]:
        """The segment for ``--json``; what the draft doesn't say is left out, a URL loses its signature."""
        known: dict[str, Any] = {"name": self.name, "start_ms": self.start_ms, "duration_ms": self.duration_ms}
        source = self.source.split("?", 1)[0] if self.source and "://" in self.source else self.source
        extra = {"text": self.text, "volume": self.volume, "source": source, "style": self.style}
        extra["speed"] = self.speed
        return known | {key: value for key, value in extra.items() if value is not None}


class Track(NamedTuple):
    """One track; ``n`` counts from 1, ``type`` is the draft's own ``tt`` whatever it is."""

    n: int
    kind: Kind
    type: int | str | None
    label: str
    segments: tuple[Segment, ...]
    id: str | None = None
    raw: Any = None
    """The draft's own track, for comparisons; not part of the JSON form."""

    def called(self, index: int, language: Language) -> str:
        """How segment ``index`` is called in a sentence: its name, or "Clip 2" where it has none."""
        name = self.segments[index].name
        return shortened(name) if name else self.numbered(index, language)

    def numbered(self, index: int, language: Language) -> str:
        """What to call a segment without a name: "Clip 2"."""
        return f"{language.word(_UNNAMED[self.kind])} {index + 1}"

    def described(self, index: int, language: Language, *, quote: str, style: bool = False) -> str:
        """A segment with its times: ``Lo-fi (0-10s, 35%)``, ``"Urban Dreams" (0-3s)``."""
        segment = self.segments[index]
        facts = [span(segment.start_ms, segment.end_ms, language)]
        # A video clip at full volume is the ordinary case and not worth a word; on an audio track the volume is.
        if segment.volume is not None and (self.kind == "audio" or segment.volume != 1):
            facts.append(percent(segment.volume))
        if segment.speed is not None and segment.speed != 1:
            facts.append(f"{segment.speed:g}x")
        if style and segment.style:
            facts.append(language.word(segment.style))
        what = self.called(index, language) if not segment.text else quoted(segment.text, language, first=quote)
        left, right = language.brackets
        return f"{what}{left}{language.comma.join(facts)}{right}"

    def listed(self, language: str = "en") -> str:
        """Its segments as the summary names them: ``city timelapse (0-10s), harbour (10-15s)``."""
        words = language_of(language)
        shown = [self.described(i, words, quote='"') for i in range(min(len(self.segments), _LISTED_SEGMENTS))]
        if len(self.segments) > _LISTED_SEGMENTS:
            shown.append(words.sentences["more"].format(count=len(self.segments) - _LISTED_SEGMENTS))
        return words.comma.join(shown) or words.sentences["empty"]

    def to_json(self) -> dict[str, Any]:
        """The track for ``--json``."""
        segments = [segment.to_json() for segment in self.segments]
        return {"n": self.n, "kind": self.kind, "type": self.type, "segments": segments}


class Timeline(NamedTuple):
    """What a draft holds. ``ready``: at least one track has segments, so an export makes sense."""

    duration_ms: int
    tracks: tuple[Track, ...]
    ready: bool = False
    ratio: str | None = None
    width: int | None = None
    height: int | None = None
    fps: float | None = None
    raw: Any = None
    """The parsed draft itself; not part of the JSON form."""

    def summary(self, language: str = "en") -> str:
        """One line for a person: ``Timeline (3 tracks): 1. Video: city timelapse (0-10s) 2. BGM: ...``."""
        words = language_of(language)
        sentences = words.sentences
        if not self.tracks:
            return sentences["no_tracks"]
        shown = [
            sentences["track"].format(n=track.n, label=words.word(track.label), segments=track.listed(language))
            for track in self.tracks[:_LISTED_TRACKS]
        ]
        if len(self.tracks) > _LISTED_TRACKS:
            shown.append(sentences["more"].format(count=len(self.tracks) - _LISTED_TRACKS))
        count = sentences["one_track" if len(self.tracks) == 1 else "many_tracks"].format(count=len(self.tracks))
        return sentences["timeline"].format(count=count, tracks=" ".join(shown))

    def to_json(self) -> dict[str, Any]:
        """The timeline for ``--json``: ``duration_ms``, ``tracks``, ``summary``."""
        tracks = [track.to_json() for track in self.tracks]
        return {"duration_ms": self.duration_ms, "tracks": tracks, "summary": self.summary()}
