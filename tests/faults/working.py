"""A cloud that takes its time: messages and renders are worked on while processes die around them.

Every request is compared with the client's journal at the moment it arrives: what is on the wire must be on disk.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import random
import re
import sqlite3
import struct
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from support.cloudscript import CloudScript, file_reply
from support.faultserver import PING, Reply, Request, text_event, tool_event
from support.reply import Action, Pause, Send

_PADDING = 160_000


@dataclass
class Work:
    """One message as it was worked on. `said` is None for a silent edit, `title` None for words without an edit."""

    text: str
    takes_s: float
    said: str | None
    title: str | None
    written_down: bool
    applied: bool = False


@dataclass
class RenderWork:
    """One render as it was worked on: how long it takes, how it ends, how it reports its progress."""

    render_id: str
    takes_s: float
    fails: bool
    style: str
    written_down: bool
    began: float = field(default_factory=time.monotonic)
    fetched: int = 0

    def status(self) -> tuple[str, int | None]:
        share = (time.monotonic() - self.began) / self.takes_s
        if share >= 1:
            return ("failed", None) if self.fails else ("completed", 100)
        progress = {"linear": int(100 * share), "steps": int(4 * share) * 25, "stuck": 5}.get(self.style)
        return ("processing" if share > 0.1 else "pending"), progress


class WorkingCloud(CloudScript):
    """The scripted cloud with work that lasts.

    Args:
        video: a whole MP4; each render's file is this with padding of its own.
        seed: of everything that varies.
        journal: the client's journal, looked at when a request arrives.
        cancels: whether a message ends when its client disconnects; else it is carried through.
        longest_s: how long a message takes at most.
    """

    def __init__(self, *, video: bytes, seed: int, journal: Path, cancels: bool, longest_s: float = 1.2) -> None:
        super().__init__(video=video)
        self.journal, self.cancels, self.longest_s = journal, cancels, longest_s
        self.available, self.cost = 1_000_000, 50
        self.works: list[Work] = []
        self.render_works: dict[str, RenderWork] = {}
        self._titles: list[str] = []
        self._random = random.Random(seed)
        self._guard = threading.RLock()
        self._happened: dict[str, int] = {}
        self._change = threading.Condition()

    # -- what happened ------------------------------------------------------------------------------------------------

    def happened(self, moment: str) -> int:
        """How often `message`, `answered`, `render` or `file` came about."""
        with self._change:
            return self._happened.get(moment, 0)

    def until(self, moment: str, count: int, timeout_s: float) -> bool:
        """Wait for the `count`-th time of a moment."""
        with self._change:
            return self._change.wait_for(lambda: self._happened.get(moment, 0) >= count, timeout_s)

    def _note(self, moment: str) -> None:
        with self._change:
            self._happened[moment] = self._happened.get(moment, 0) + 1
            self._change.notify_all()

    def _asks_journal(self, query: str, *values: str) -> bool:
        address = f"file:{self.journal.as_posix()}?mode=ro"
        with contextlib.closing(sqlite3.connect(address, uri=True, timeout=10)) as db:
            return db.execute(query, values).fetchone() is not None

    # -- messages -----------------------------------------------------------------------------------------------------

    def _message(self, request: Request) -> Reply:
        body = request.json()
        text = body["new_message"]["parts"][0]["text"]
        digest = hashlib.sha256(f"{body['session_id']}\0{text}".encode()).hexdigest()
        known = self._asks_journal("SELECT 1 FROM jobs WHERE fingerprint = ? AND sent IS NOT NULL", digest)
        with self._guard:
            number = len(self.works) + 1
            speaks, edits = self._random.random() > 0.3, "?" not in text
            said = f"Answer number {number} to you." if speaks or not edits else None
            work = Work(
                text=text,
                takes_s=self._random.uniform(0.02, self.longest_s),
                said=said,
                title=f"Mark {number}" if edits else None,
                written_down=known,
            )
            self.works.append(work)
        self._note("message")
        if not self.cancels:
            timer = threading.Timer(work.takes_s, self.apply, [work])
            timer.daemon = True
            timer.start()
        return _Stream(self, work)

    def apply(self, work: Work) -> None:
        """The message has done what it does: charged, and the timeline is another."""
        with self._guard:
            if work.applied:
                return
            work.applied = True
            self.available -= self.cost
            if work.title is not None:
                self._titles.append(work.title)
                self.draft = json.dumps(draft_of(self._titles))
        self._note("answered")

    def _credits(self, request: Request) -> Reply:
        with self._guard:
            open_works = [] if self.cancels else [work for work in self.works if not work.applied]
            frozen = self.cost * len(open_works)
            return Reply().data({"available": self.available, "frozen": frozen, "total": self.available + frozen})

    # -- renders ------------------------------------------------------------------------------------------------------

    def _render(self, request: Request) -> Reply:
        render_id = request.json()["id"]
        known = self._asks_journal("SELECT 1 FROM jobs WHERE render_id = ? AND sent IS NOT NULL", render_id)
        with self._guard:
            if render_id in self.render_works:
                return Reply(409).json({"error": "duplicate id"})
            self.render_works[render_id] = RenderWork(
                render_id=render_id,
                takes_s=self._random.uniform(0.3, 0.9),
                fails=self._random.random() < 0.06,
                style=self._random.choice(["linear", "steps", "stuck", "none"]),
                written_down=known,
            )
        self._note("render")
        reply = Reply().json({"id": render_id, "status": "pending", "progress": 5})
        return reply.after(self._random.choice([0.0, 0.0, 0.05]))

    def _poll(self, request: Request) -> Reply:
        work = self.render_works.get(request.path.rsplit("/", 1)[-1])
        if work is None:
            return Reply(404).json({"error": "not found"})
        status, progress = work.status()
        found: dict[str, Any] = {"id": work.render_id, "status": status}
        if progress is not None:
            found["progress"] = progress
        if status == "completed":
            found["output"] = {
                "url": self.video_url(work.render_id),
                "size": len(self.file_of(work.render_id)),
            }
        return Reply().json(found)

    def file_of(self, render_id: str) -> bytes:
        """The finished file of a render, different for each: the video and a box of padding (ISO 14496-12, `free`)."""
        padding = hashlib.shake_128(render_id.encode()).digest(_PADDING)
        return self.video + struct.pack(">I4s", len(padding) + 8, b"free") + padding

    def _file(self, request: Request) -> Reply:
        match = re.search(r"render_\d+", request.path)
        work = self.render_works.get(match[0]) if match else None
        if work is None or work.status()[0] != "completed":
            return Reply(404).json({"error": "not found"})
        work.fetched += 1
        self._note("file")
        etag = f'"{work.render_id}"'
        return file_reply(request, self.file_of(work.render_id), etag=etag).dribble(16_384, 0.004)


class _Stream(Reply):
    """The answer to a message while it is worked on. Closed early by a client that left, it changes nothing more."""

    def __init__(self, cloud: WorkingCloud, work: Work) -> None:
        super().__init__(200)
        self.sse([])
        self._cloud, self._work = cloud, work

    def _body(self) -> Iterator[Action]:
        work = self._work
        yield _chunk(tool_event("edit_timeline"))
        for _ in range(3):
            yield Pause(work.takes_s / 4)
            yield _chunk(PING)
        yield Pause(work.takes_s / 4)
        self._cloud.apply(work)
        if work.said is not None:
            yield _chunk(text_event(work.said))
        yield Send(b"0\r\n\r\n")


def _chunk(event: dict[str, Any] | bytes) -> Send:
    data = event if isinstance(event, bytes) else b"data: " + json.dumps(event).encode() + b"\n\n"
    return Send(f"{len(data):x}\r\n".encode() + data + b"\r\n")


def draft_of(titles: list[str]) -> dict[str, Any]:
    """A timeline of one clip with titles."""
    shown = [{"id": f"t{n}", "s": 100 * n, "d": 100, "m": {"text": title}} for n, title in enumerate(titles)]
    clip = {"id": "v1", "s": 0, "d": 1000, "m": {"name": "harbour"}}
    return {"t": [{"tt": 0, "sg": [clip]}, {"tt": 7, "sg": shown}], "d": 1000}
