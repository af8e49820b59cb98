"""The draft under the knife: one message's edits work on it, note what they did, and ask for new drawings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..settings import Limits, Options
from ..store import Asset
from . import timeline
from .slots import Slots
from .tables import Language, tables
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
    done: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    wanted: dict[str, str] = field(default_factory=dict)

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
        return max(0, int((asset.duration_ms - meta(item).get("in", 0)) / speed_of(item)))

    def picked(self, slots: Slots) -> list[int] | None:
        """The shots that a clause names, as indices: by number, name or file; all when it names none.

        None, with a remark, when there is no such shot.
        """
        if not slots.indices:
            return self.named(slots) or list(range(len(self.shots)))
        found = []
        for index in dict.fromkeys(slots.indices):
            position = len(self.shots) + index if index < 0 else index - 1
            if not 0 <= position < len(self.shots):
                self.remark("missing", what=index if index > 0 else "")
                return None
            found.append(position)
        return sorted(set(found))

    def named(self, slots: Slots) -> list[int]:
        """The shots that a clause calls by their name, their file or as "the photo"; empty when none."""
        found = []
        pictures = slots.has(r"\b(?:photo|picture|image)\b|照片|图片")
        for i, item in enumerate(self.shots):
            name, asset = str(meta(item).get("name") or ""), self.asset(item)
            said = bool(name) and (name in slots.files or name.lower() in slots.text.lower())
            if said or (pictures and asset is not None and asset.kind == "image"):
                found.append(i)
        return found

    def want(self, item: Segment, prompt: str) -> None:
        """Have a shot drawn for this segment."""
        self.wanted[item["id"]] = prompt

    # Words for lengths and places

    def seconds(self, ms: float) -> str:
        return f"{ms / 1000:g} s" if self.language == "en" else f"{ms / 1000:g}秒"

    def span(self, start_ms: float, end_ms: float) -> str:
        unit = "s" if self.language == "en" else "秒"
        return f"{start_ms / 1000:g}-{end_ms / 1000:g}{unit}"

    def word(self, name: str) -> str:
        return tables().word(name, self.language)


def speed_of(item: Segment) -> float:
    value: Any = meta(item).get("speed", 1.0)
    return float(value) if isinstance(value, (int, float)) and value > 0 else 1.0


def whole_percent(share: float) -> str:
    return f"{round(share * 100)}%"
