"""One project as plain values for the page: what to play, the tracks, the words, the files."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from sqlite3 import Row
from typing import Any, NamedTuple

import yaml

from nemo_skill.timeline import Segment, Timeline, Track, read_timeline
from nemo_skill.timeline.layout import lanes, shown_end_ms, ticks
from nemo_skill.timeline.wording import Language, clock, language_of, length, percent, shortened, span

from ..context import Studio
from ..inspection import ENDINGS
from ..store import Asset, Session

MOST_MESSAGES = 60
MOST_TRACKS = 24
_LONG_TEXT = 600
_DEFAULT_NAMES = ("", "project")


class Film(NamedTuple):
    """Something of the project that can be played or fetched. ``still`` is empty for sound."""

    kind: str
    url: str
    still: str
    name: str
    facts: str
    download: str
    latest: bool = False


class Block(NamedTuple):
    """A segment as the page draws it; ``left`` and ``width`` in per cent, ``at_s`` where it begins."""

    id: str
    name: str
    facts: str
    left: float
    width: float
    lane: int
    still: str
    at_s: float
    level: int | None


class Lane(NamedTuple):
    """One track."""

    n: int
    kind: str
    label: str
    lanes: int
    blocks: tuple[Block, ...]


class Said(NamedTuple):
    """One message of the conversation. ``state``: running, done, failed or cancelled; ``answer`` still as it came."""

    text: str
    is_long: bool
    when: str
    stamp: str
    files: tuple[str, ...]
    answer: str
    changes: tuple[str, ...]
    state: str


class View(NamedTuple):
    """All that the page shows. ``progress`` is the share of a running render in per cent."""

    language: str
    title: str
    facts: str
    stage: Film | None
    shape: tuple[int, int]
    note: str
    is_current: bool
    progress: int | None
    queued: bool
    working: bool
    tracks: tuple[Lane, ...]
    hidden_tracks: int
    ruler: tuple[tuple[str, float], ...]
    end_s: float
    films: tuple[Film, ...]
    clips: tuple[Film, ...]
    uploads: tuple[Film, ...]
    said: tuple[Said | Film, ...]
    earlier: int
    until: str


@cache
def words() -> Mapping[str, Mapping[str, str]]:
    """Key -> language -> what the page says."""
    found: dict[str, dict[str, str]] = yaml.safe_load((Path(__file__).parent / "words.yaml").read_text("utf-8"))
    return found


def tongue(tag: str) -> str:
    """The page's own language for a BCP 47 tag: ``en``, ``zh`` or ``zh-TW``."""
    parts = re.split("[-_]", tag.strip().lower())
    if parts[0] != "zh":
        return "en"
    return "zh" if {"tw", "hk", "mo", "hant"}.isdisjoint(parts) else "zh-TW"


def read_view(studio: Studio, session: Session, *, expires_at: float) -> View:
    """Read a project. Only rows and files of this one session are looked at."""
    language = language_of(session.language)
    assets = studio.store.assets(session.id)
    renders = studio.db.all("SELECT * FROM renders WHERE session_id = ? ORDER BY created_at, rowid", session.id)
    messages = studio.db.all("SELECT * FROM messages WHERE session_id = ? ORDER BY id", session.id)
    found = read_timeline(session.draft)
    title = _title(session, found, assets, messages)
    finished = [row for row in renders if row["status"] == "completed"]
    running = next((row for row in renders if row["status"] in ("pending", "processing")), None)
    maker = _FilmMaker(studio, session, language, title)
    made = [maker.film(row, n, newest=row is finished[-1]) for n, row in enumerate(finished, 1)]
    films = tuple(made[::-1])
    shown = [asset for asset in assets if asset.origin == "generated"]
    uploads = [asset for asset in assets if asset.origin == "upload"]
    current = bool(finished) and json.loads(finished[-1]["draft"]) == session.draft
    moving = [asset for asset in assets if asset.kind != "audio"]
    stage = films[0] if films else maker.asset(moving[-1]) if moving else None
    axis = _Axis(found, {asset.id: asset for asset in assets}, language)
    return View(
        language=tongue(session.language),
        title=title,
        facts=_facts(session, found, studio.options.canvas(session.ratio), language),
        stage=stage,
        shape=studio.options.canvas(session.ratio),
        note=_note(renders, films, stage, found, is_current=current),
        is_current=current,
        progress=None if running is None else running["progress"],
        queued=running is not None and running["status"] == "pending",
        working=session.id in studio.busy_sessions,
        tracks=tuple(axis.lane(track) for track in found.tracks[:MOST_TRACKS]),
        hidden_tracks=max(len(found.tracks) - MOST_TRACKS, 0),
        ruler=axis.ruler() if found.tracks else (),
        end_s=axis.end_ms / 1000,
        films=films,
        clips=tuple(map(maker.asset, shown[::-1])),
        uploads=tuple(map(maker.asset, uploads[::-1])),
        said=_conversation(
            [_said(row, uploads, session.language) for row in messages],
            [row["created_at"] for row in messages],
            made,
            [row["updated_at"] for row in finished],
        ),
        earlier=max(len(messages) + len(made) - MOST_MESSAGES, 0),
        until=_moment(expires_at, session.language),
    )


def _title(session: Session, found: Timeline, assets: Sequence[Asset], messages: Sequence[Row]) -> str:
    """The name that the client gave, else what the video shows, else the first words that were said; "" for none."""
    if session.task_name.strip().lower() not in _DEFAULT_NAMES:
        return shortened(session.task_name, 80)
    clips = [segment.name for track in found.tracks if track.kind == "video" for segment in track.segments]
    names = [*clips, *(asset.name for asset in assets), *(row["text"] for row in messages)]
    first = next((name for name in names if name.strip()), "")
    stem, dot, ending = first.rpartition(".")
    first = shortened(stem if dot and ending.lower() in ENDINGS else first, 80)
    return first[:1].upper() + first[1:]


def _facts(session: Session, found: Timeline, size: tuple[int, int], language: Language) -> str:
    if not found.tracks:
        return ""
    return " · ".join([length(found.duration_ms, language), session.ratio, f"{size[0]}×{size[1]}"])


def _note(
    renders: Sequence[Row], films: Sequence[Film], stage: Film | None, found: Timeline, *, is_current: bool
) -> str:
    """The key of the sentence under the player; "" for none."""
    if renders and renders[-1]["status"] == "failed" and renders[-1]["error"] != "cancelled":
        return "failed_export"
    if films:
        return "" if is_current else "stale"
    return "only_clip" if stage is not None and stage.kind == "video" and found.tracks else ""


# -- files ----------------------------------------------------------------------------------------------------------


class _FilmMaker:
    def __init__(self, studio: Studio, session: Session, language: Language, title: str) -> None:
        self._studio, self._session, self._language = studio, session, language
        self._stem = re.sub(r"[^\w]+", "-", title).strip("-_").lower()[:60] or "video"

    def film(self, row: Row, n: int, *, newest: bool) -> Film:
        when = _moment(row["updated_at"], self._session.language)
        return Film(
            kind="video",
            url=f"/files/{row['secret']}/{row['id']}.mp4",
            still=f"/stills/{row['secret']}.jpg",
            name=words()["version"][tongue(self._session.language)].format(n=n),
            facts=" · ".join([length(row["duration_ms"], self._language, digits=1), size_text(row["size"]), when]),
            download=f"{self._stem}-v{n}.mp4",
            latest=newest,
        )

    def asset(self, asset: Asset) -> Film:
        facts = [length(asset.duration_ms, self._language, digits=1)] if asset.duration_ms else []
        facts += [f"{asset.width}×{asset.height}"] if asset.width and asset.height else []
        path = self._studio.store.disk_path(asset)
        facts += [size_text(path.stat().st_size)] if path.is_file() else []
        name = asset.details.get("prompt") if asset.origin == "generated" else asset.name
        return Film(
            kind=asset.kind,
            url=asset.url_path,
            still="" if asset.kind == "audio" else f"/stills/{asset.secret}.jpg",
            name=shortened(str(name or asset.name), 120),
            facts=" · ".join(facts),
            download=asset.name,
        )


def size_text(size: int) -> str:
    """Bytes as people say them: ``3.2 MB``."""
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(size / 1000, 1):.0f} kB"


# -- tracks ---------------------------------------------------------------------------------------------------------


class _Axis:
    """From milliseconds to per cent of the width."""

    def __init__(self, found: Timeline, assets: Mapping[str, Asset], language: Language) -> None:
        ends = [segment.end_ms for track in found.tracks for segment in track.segments]
        self.end_ms = max(found.duration_ms, *ends, 1) if ends else max(found.duration_ms, 1)
        self._assets, self._language = assets, language

    def lane(self, track: Track) -> Lane:
        placed = lanes(track.segments)
        return Lane(
            n=track.n,
            kind=track.kind,
            label=self._language.word(track.label),
            lanes=max(placed, default=0) + 1,
            blocks=tuple(
                self._block(track, index, placed[index], shown_end_ms(track.segments, placed, index))
                for index in range(len(track.segments))
            ),
        )

    def _block(self, track: Track, index: int, lane: int, end_ms: int) -> Block:
        segment = track.segments[index]
        left = min(100 * segment.start_ms / self.end_ms, 99.6)
        facts = [span(segment.start_ms, segment.end_ms, self._language)]
        if segment.volume is not None and (track.kind == "audio" or segment.volume != 1):
            facts.append(percent(segment.volume))
        if segment.speed not in (None, 1):
            facts.append(f"{segment.speed:g}×")
        return Block(
            id=f"b{track.n}-{index + 1}",
            name=shortened(segment.text or track.called(index, self._language), 120),
            facts=" · ".join(facts),
            left=round(left, 3),
            width=round(min(max(100 * (end_ms - segment.start_ms) / self.end_ms, 0.4), 100 - left), 3),
            lane=lane,
            still=self._still(track, segment),
            at_s=segment.start_ms / 1000,
            level=None if track.kind != "audio" or segment.volume is None else round(100 * min(segment.volume, 1)),
        )

    def _still(self, track: Track, segment: Segment) -> str:
        asset = self._assets.get(segment.source or "")
        return f"/stills/{asset.secret}.jpg" if asset and track.kind == "video" and asset.kind != "audio" else ""

    def ruler(self) -> tuple[tuple[str, float], ...]:
        """(text, place in per cent); a label that would touch the last one is left out."""
        long = self.end_ms >= 120_000
        found = [
            (clock(ms) if long else f"{ms / 1000:g}{self._language.seconds}", round(100 * ms / self.end_ms, 3))
            for ms in ticks(self.end_ms, 6)
        ]
        last = found[-1][1]
        return tuple((text, left) if left == last or last - left > 12 else ("", left) for text, left in found)


# -- words ----------------------------------------------------------------------------------------------------------


def _conversation(
    said: Sequence[Said], said_at: Sequence[float], made: Sequence[Film], made_at: Sequence[float]
) -> tuple[Said | Film, ...]:
    """Messages and finished videos in the order in which they came, the newest of them."""
    rows: list[tuple[float, Said | Film]] = [*zip(said_at, said, strict=True), *zip(made_at, made, strict=True)]
    return tuple(item for _, item in sorted(rows, key=lambda row: row[0]))[-MOST_MESSAGES:]


def _said(row: Row, uploads: Sequence[Asset], language: str) -> Said:
    text = row["text"].strip()
    changes: list[Any] = json.loads(row["changes"])
    return Said(
        text=text,
        is_long=len(text) > _LONG_TEXT,
        when=_moment(row["created_at"], language),
        stamp=time.strftime("%Y-%m-%dT%H:%M:%S", time.localtime(row["created_at"])),
        # What was uploaded after the message before this one was sent along with it.
        files=tuple(asset.name for asset in uploads if asset.turn == row["turn"] - 1),
        answer=row["answer"].strip(),
        changes=tuple(map(str, changes)),
        state=row["status"],
    )


def _moment(seconds: float, language: str) -> str:
    """Local time of day, with the date before it when that isn't today."""
    moment, today = time.localtime(seconds), time.localtime()
    hour = time.strftime("%H:%M", moment)
    if moment[:3] == today[:3]:
        return hour
    date = time.strftime("%d %b", moment) if tongue(language) == "en" else f"{moment.tm_mon}月{moment.tm_mday}日"
    return f"{date} {hour}"
