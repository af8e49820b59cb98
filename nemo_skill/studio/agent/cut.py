"""The draft under the knife: one message's edits work on it, note what they did, and ask for new drawings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..data import table
from ..settings import Limits, Options
from ..store import Asset
from . import timeline
from .scope import MIDDLE
from .slots import Slots
from .tables import Language, pattern, tables
from .timeline import Draft, Segment, meta

Edit = Callable[["Cut", Slots], None]
EDITS: dict[str, Edit] = {}


def edit(kind: str) -> Callable[[Edit], Edit]:
    """Register the function that carries out one kind of edit."""

    def register(function: Edit) -> Edit:
        EDITS[kind] = function
        return function

    return register


@dataclass
class Cut:
    """``done`` are phrases about what was changed, ``remarks`` what couldn't be; ``wanted`` shots still to be drawn."""

    draft: Draft
    ratio: str
    assets: Mapping[str, Asset]
    fresh: tuple[Asset, ...]
    language: Language
    options: Options
    limits: Limits
    missing_glyphs: Callable[[str], str]
    #: The id of the segment that was worked on last, which "it" and "that one" mean; "music" for the music.
    focus: str = ""
    #: The beats a minute of an uploaded song, None where none can be told.
    tempo: Callable[[Asset], float | None] = lambda asset: None
    done: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    wanted: dict[str, str] = field(default_factory=dict)
    #: Shots that keep their name when they are drawn.
    titled: set[str] = field(default_factory=set)
    #: The clip that an earlier part of this message brought in.
    just_made: str = ""
    #: The two segments of the last split of this message: "delete the second half".
    parts: tuple[str, ...] = ()

    def note(self, key: str, **values: object) -> None:
        self.done.append(tables().line("notes", key, self.language, **values))

    def remark(self, key: str, *, section: str = "notes", **values: object) -> None:
        self.remarks.append(tables().line(section, key, self.language, **values))

    @property
    def shots(self) -> list[Segment]:
        """The main video track."""
        return timeline.video(self.draft)

    @property
    def total_ms(self) -> int:
        return timeline.total_ms(self.draft)

    def asset(self, item: Segment) -> Asset | None:
        return self.assets.get(meta(item).get("src", ""))

    def source_limit_ms(self, item: Segment) -> int | None:
        """How long a segment can be at its speed; None: as long as one likes (drawings, pictures)."""
        asset = self.asset(item)
        if asset is None or asset.origin == "generated" or asset.kind == "image":
            return None
        length = (asset.duration_ms - meta(item).get("in", 0)) / speed_of(item)
        return max(0, int(length + meta(item).get("hold_duration", 0)))

    def picked(self, slots: Slots) -> list[int] | None:
        """The shots that a clause names, as indices: by number, name or file, or the one just worked on ("it").

        All when it names none. None, with a remark, when there is no such shot.
        """
        if not slots.indices:
            named = self.named(slots) or self.meant(slots)
            if named and slots.scope.besides:
                return [i for i in range(len(self.shots)) if i not in named]
            return named or list(range(len(self.shots)))
        found = set()
        for index in dict.fromkeys(slots.indices):
            position = self.place_of(index)
            if position is None:
                return None
            found.add(position)
        if slots.scope.besides:
            found = set(range(len(self.shots))) - found
        return sorted(found)

    def place_of(self, index: int) -> int | None:
        """A clip's place in the list from its number; None, with a remark, when there is no such clip."""
        count = len(self.shots)
        position = (count - 1) // 2 if index == MIDDLE else count + index if index < 0 else index - 1
        if 0 <= position < count:
            return position
        self.remark("missing", what=index if index > 0 else "", n=count)
        return None

    def picks_some(self, slots: Slots) -> bool:
        """Whether a clause is about certain clips and not about the whole video."""
        return bool(slots.indices or self.named(slots) or self.meant(slots))

    def named(self, slots: Slots) -> list[int]:
        """The shots that a clause calls by their name, their file, a word of theirs or as "the photo"."""
        found = []
        pictures = slots.has(r"\bthe (?:photo|picture|image)\b|照片|图片")
        called = called_words(slots.text)
        for i, item in enumerate(self.shots):
            name, asset = str(meta(item).get("name") or ""), self.asset(item)
            said = bool(name) and (name in slots.files or name.lower() in slots.text.lower())
            prompt = str(asset.details.get("prompt", "")) if asset is not None else ""
            if said or (pictures and asset is not None and asset.kind == "image") or called(f"{name} {prompt}"):
                found.append(i)
        return found

    def meant(self, slots: Slots) -> list[int]:
        """The clip that was just worked on, when the words point at it."""
        if self.just_made and pattern("it").search(slots.text) and not pattern("whole_video").search(slots.text):
            return [i for i, item in enumerate(self.shots) if item["id"] == self.just_made]
        if self.focus and pattern("this_clip").search(slots.text):
            return [i for i, item in enumerate(self.shots) if item["id"] == self.focus]
        return []

    def look_at(self, item: Segment) -> None:
        """What "it" means from now on."""
        self.focus = item["id"]

    def bpm(self) -> float | None:
        """The music's beats a minute; None without music, or where none can be told."""
        for item in timeline.segments(self.draft, timeline.AUDIO):
            style, asset = meta(item).get("style_id"), self.asset(item)
            if style in table("music")["styles"]:
                return float(table("music")["styles"][style]["bpm"])
            if asset is not None:
                return self.tempo(asset)
        return None

    def want(self, item: Segment, prompt: str) -> None:
        """Have a shot drawn for this segment."""
        self.wanted[item["id"]] = prompt

    # Words for lengths and places

    def phrase(self, key: str, **values: object) -> str:
        return tables().line("phrases", key, self.language, **values)

    def seconds(self, ms: float) -> str:
        return f"{_rounded(ms)} s" if self.language == "en" else f"{_rounded(ms)}秒"

    def span(self, start_ms: float, end_ms: float) -> str:
        unit = "s" if self.language == "en" else "秒"
        return f"{_rounded(start_ms)}-{_rounded(end_ms)}{unit}"

    def quoted(self, items: Iterable[Segment]) -> str:
        """The names of clips, in the language's own quotation marks."""
        return self.quotes(named_briefly(item) for item in items)

    def quotes(self, names: Iterable[str]) -> str:
        names = list(names)
        return ", ".join(f'"{name}"' for name in names) if self.language == "en" else "".join(f"“{n}”" for n in names)

    def word(self, name: str) -> str:
        return tables().word(name, self.language)


def called_words(text: str) -> Callable[[str], bool]:
    """Whether a clip's name or prompt has a word by which a text calls a clip: "the whale clip", "鲸鱼那段"."""
    words = {
        word
        for match in pattern("called").finditer(text)
        for word in re.findall(r"[a-z-]{3,}", next(group for group in match.groups() if group).lower())
        if not pattern("calls_nothing").fullmatch(word)
    }
    han = (
        [run[i : i + 2] for run in re.findall(r"[\u3400-\u9fff]{2,}", text) for i in range(len(run) - 1)]
        if pattern("called_zh").search(text)
        else []
    )

    def called(name: str) -> bool:
        own = {plain for word in re.findall(r"[a-z'-]{3,}", name.lower()) for plain in (word, word.removesuffix("s"))}
        if own & {plain for word in words for plain in (word, word.removesuffix("s"))}:
            return True
        return any(pair in name for pair in han)

    return called


def speed_of(item: Segment) -> float:
    value: Any = meta(item).get("speed", 1.0)
    return float(value) if isinstance(value, (int, float)) and value > 0 else 1.0


def played_ms(item: Segment) -> float:
    """How much of its source a segment plays: at its speed, without the still picture at its end."""
    return float(item["d"] - meta(item).get("hold_duration", 0)) * speed_of(item)


def _rounded(ms: float) -> str:
    """Seconds with the digits that one would say."""
    return f"{round(ms / 1000, 2 if ms < 1000 else 1):g}"


def named_briefly(item: Segment) -> str:
    """A clip's name as one says it in an answer."""
    name = str(meta(item).get("name") or "")
    limit = 20 if re.search(r"[\u3400-\u9fff]", name) else 44
    return name if len(name) <= limit else name[: limit - 1].rstrip() + "…"


def whole_percent(share: float) -> str:
    return f"{round(share * 100)}%"
