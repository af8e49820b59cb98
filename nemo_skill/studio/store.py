"""Sessions with their drafts, and the media that belong to them: rows in the database, files in one folder."""

from __future__ import annotations

import json
import re
import secrets
import time
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from sqlite3 import Row
from typing import Any, Literal

from .database import Database

Draft = dict[str, Any]
Kind = Literal["video", "image", "audio"]
Origin = Literal["upload", "generated"]

_UNSAFE = re.compile(r"[\x00-\x1f\x7f<>:\"/\\|?*\u202a-\u202e\u2066-\u2069]+")


def display_name(name: str, *, default: str = "file") -> str:
    """A file's name fit to be shown and stored: no folders, no control characters, 120 at most."""
    base = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    base = _UNSAFE.sub("_", base).strip(" .")
    stem, dot, ending = base.rpartition(".")
    if dot and len(ending) <= 8:
        return f"{stem[:110] or default}.{ending}"
    return base[:120] or default


@dataclass(frozen=True)
class Session:
    id: str
    task_id: str
    task_name: str
    user_id: str
    language: str
    draft: Draft
    ratio: str
    turns: int


@dataclass(frozen=True)
class Asset:
    """One file of a session. ``turn`` is the number of messages that had been sent when it came."""

    id: str
    session_id: str
    user_id: str
    secret: str
    path: str
    name: str
    kind: Kind
    origin: Origin
    duration_ms: int
    width: int
    height: int
    fps: float
    hash: str
    turn: int
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def url_path(self) -> str:
        return f"/files/{self.secret}/{self.path.rsplit('/', 1)[-1]}"

    def public(self, base_url: str) -> dict[str, Any]:
        """As the API shows it; ``duration`` in seconds, 0 for pictures."""
        shown: dict[str, Any] = {
            "id": self.id,
            "filename": self.name,
            "file_type": self.kind,
            "cdn_url": base_url + self.url_path,
            "duration": self.duration_ms / 1000,
            "width": self.width,
            "height": self.height,
            "fps": self.fps,
            "hash": self.hash,
        }
        if self.origin == "generated":
            shown |= {"prompt": self.details.get("prompt", ""), "engine": self.details.get("engine", "")}
        return shown


def _session(row: Row) -> Session:
    return Session(
        id=row["id"],
        task_id=row["task_id"],
        task_name=row["task_name"],
        user_id=row["user_id"],
        language=row["language"],
        draft=json.loads(row["draft"]),
        ratio=row["ratio"],
        turns=row["turns"],
    )


def _asset(row: Row) -> Asset:
    return Asset(
        **{key: row[key] for key in row.keys() if key not in ("details", "created_at")},  # noqa: SIM118 - a Row iterates over values
        details=json.loads(row["details"]),
    )


class Store:
    """Everything a session owns. ``folder`` holds the media, one sub-folder for each session."""

    def __init__(self, db: Database, folder: Path) -> None:
        self._db = db
        self.folder = folder
        # Messages that were being worked on when the last server ended will never be answered.
        db.run("UPDATE messages SET status = 'cancelled' WHERE status = 'running'")

    # Sessions

    def create_session(self, user_id: str, *, task_name: str, language: str, ratio: str) -> Session:
        now = time.time()
        session_id = str(10**18 + secrets.randbelow(8 * 10**18))
        task_id = str(10**18 + secrets.randbelow(8 * 10**18))
        self._db.run(
            "INSERT INTO sessions (id, task_id, task_name, user_id, language, draft, ratio, created_at, updated_at) "
            "VALUES (?, ?, ?, ?, ?, '{}', ?, ?, ?)",
            session_id, task_id, task_name, user_id, language, ratio, now, now,
        )  # fmt: skip
        session = self.session(session_id)
        assert session is not None
        return session

    def session(self, session_id: str, user_id: str | None = None) -> Session | None:
        row = self._db.one("SELECT * FROM sessions WHERE id = ?", session_id)
        if row is None or (user_id is not None and row["user_id"] != user_id):
            return None
        return _session(row)

    def save_draft(self, session_id: str, draft: Draft, ratio: str, *, new_step: bool = True) -> None:
        """Keep a new draft; as a new step, the one before stays for :meth:`undo`."""
        with self._db.transaction() as db:
            if new_step:
                row = db.execute("SELECT draft, ratio FROM sessions WHERE id = ?", (session_id,)).fetchone()
                n = db.execute("SELECT coalesce(max(n), 0) FROM drafts WHERE session_id = ?", (session_id,)).fetchone()[
                    0
                ]
                db.execute("INSERT INTO drafts VALUES (?, ?, ?, ?)", (session_id, n + 1, row["draft"], row["ratio"]))
                db.execute("DELETE FROM drafts WHERE session_id = ? AND n <= ?", (session_id, n - 50))
            self._write_draft(db, session_id, json.dumps(draft, ensure_ascii=False), ratio)

    def undo(self, session_id: str) -> bool:
        """Bring the draft before the last change back; False when there is none."""
        with self._db.transaction() as db:
            row = db.execute(
                "SELECT * FROM drafts WHERE session_id = ? ORDER BY n DESC LIMIT 1", (session_id,)
            ).fetchone()
            if row is None:
                return False
            db.execute("DELETE FROM drafts WHERE session_id = ? AND n = ?", (session_id, row["n"]))
            self._write_draft(db, session_id, row["draft"], row["ratio"])
            return True

    @staticmethod
    def _write_draft(db: Any, session_id: str, draft: str, ratio: str) -> None:
        db.execute(
            "UPDATE sessions SET draft = ?, ratio = ?, updated_at = ? WHERE id = ?",
            (draft, ratio, time.time(), session_id),
        )

    # Messages

    def begin_message(self, session: Session, text: str, cost: int) -> int:
        """Journal a message and count the turn; returns the message's id."""
        with self._db.transaction() as db:
            db.execute("UPDATE sessions SET turns = turns + 1 WHERE id = ?", (session.id,))
            cursor = db.execute(
                "INSERT INTO messages (session_id, turn, text, status, cost, created_at) "
                "VALUES (?, ?, ?, 'running', ?, ?)",
                (session.id, session.turns + 1, text, cost, time.time()),
            )
            return int(cursor.lastrowid or 0)

    def note_answer(self, message_id: int, answer: str) -> None:
        """Keep what has been said so far, while the message is still being worked on."""
        self._db.run("UPDATE messages SET answer = ? WHERE id = ?", answer, message_id)

    def last_texts(self, session_id: str, count: int = 5) -> list[str]:
        """What the last messages that were carried out said, the latest first."""
        rows = self._db.all(
            "SELECT text FROM messages WHERE session_id = ? AND status = 'done' ORDER BY id DESC LIMIT ?",
            session_id, count,
        )  # fmt: skip
        return [row["text"] for row in rows]

    def end_message(
        self,
        message_id: int,
        status: Literal["done", "failed", "cancelled"],
        answer: str,
        changes: Sequence[str] = (),
    ) -> None:
        """Keep what was said; ``changes`` in sentences, for an answer without words."""
        self._db.run(
            "UPDATE messages SET status = ?, answer = ?, changes = ? WHERE id = ?",
            status, answer, json.dumps(list(changes), ensure_ascii=False), message_id,
        )  # fmt: skip

    # Media

    def media_path(self, session_id: str, name: str) -> tuple[str, Path]:
        """A free place for a file: its path relative to the data folder, and on disk."""
        relative = f"{session_id}/{secrets.token_hex(6)}-{name}" if name else f"{session_id}/{secrets.token_hex(6)}"
        path = self.folder / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        return relative, path

    def add_asset(
        self,
        session: Session,
        *,
        path: str,
        name: str,
        kind: Kind,
        origin: Origin,
        duration_ms: int,
        size: tuple[int, int],
        fps: float,
        hash: str,
        details: dict[str, Any] | None = None,
    ) -> Asset:
        asset = Asset(
            id="asset_" + secrets.token_hex(8),
            session_id=session.id,
            user_id=session.user_id,
            secret=secrets.token_urlsafe(24),
            path=path,
            name=name,
            kind=kind,
            origin=origin,
            duration_ms=duration_ms,
            width=size[0],
            height=size[1],
            fps=fps,
            hash=hash,
            turn=session.turns,
            details=details or {},
        )
        self._db.run(
            "INSERT INTO assets VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            asset.id, asset.session_id, asset.user_id, asset.secret, asset.path, asset.name, asset.kind, asset.origin,
            asset.duration_ms, asset.width, asset.height, asset.fps, asset.hash, asset.turn,
            json.dumps(asset.details, ensure_ascii=False), time.time(),
        )  # fmt: skip
        return asset

    def assets(self, session_id: str) -> list[Asset]:
        return [
            _asset(row)
            for row in self._db.all("SELECT * FROM assets WHERE session_id = ? ORDER BY created_at, rowid", session_id)
        ]

    def assets_of_user(self, user_id: str) -> list[Asset]:
        return [_asset(row) for row in self._db.all("SELECT * FROM assets WHERE user_id = ?", user_id)]

    def asset_by_secret(self, secret: str) -> Asset | None:
        row = self._db.one("SELECT * FROM assets WHERE secret = ?", secret)
        return None if row is None else _asset(row)

    def disk_path(self, asset: Asset) -> Path:
        return self.folder / asset.path


def state_document(
    session: Session, assets: Sequence[Asset], *, base_url: str, canvas: tuple[int, int]
) -> dict[str, Any]:
    """``data`` of the state endpoint."""
    return {
        "session_id": session.id,
        "task_id": session.task_id,
        "task_name": session.task_name,
        "state": {
            "draft": session.draft,
            "video_infos": [asset.public(base_url) for asset in assets if asset.origin == "upload"],
            "generated_media": [asset.public(base_url) for asset in assets if asset.origin == "generated"],
            "canvas_config": {"width": canvas[0], "height": canvas[1], "ratio": session.ratio},
            "video_analyses": [],
        },
    }
