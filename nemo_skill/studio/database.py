"""The SQLite file that makes a restart lose nothing: schema, migrations, one short transaction at a time."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Migration = Callable[[sqlite3.Connection], None]


def _m001_tables(db: sqlite3.Connection) -> None:
    db.execute(
        """CREATE TABLE accounts (
            user_id TEXT PRIMARY KEY, client_id TEXT UNIQUE NOT NULL, available INTEGER NOT NULL,
            frozen INTEGER NOT NULL DEFAULT 0, created_at REAL NOT NULL)"""
    )
    db.execute(
        """CREATE TABLE tokens (
            hash TEXT PRIMARY KEY, user_id TEXT NOT NULL REFERENCES accounts, ip TEXT NOT NULL,
            created_at REAL NOT NULL, expires_at REAL NOT NULL)"""
    )
    db.execute(
        """CREATE TABLE sessions (
            id TEXT PRIMARY KEY, task_id TEXT NOT NULL, task_name TEXT NOT NULL,
            user_id TEXT NOT NULL REFERENCES accounts,
            language TEXT NOT NULL, draft TEXT NOT NULL, ratio TEXT NOT NULL, turns INTEGER NOT NULL DEFAULT 0,
            created_at REAL NOT NULL, updated_at REAL NOT NULL)"""
    )
    db.execute(
        """CREATE TABLE drafts (
            session_id TEXT NOT NULL REFERENCES sessions, n INTEGER NOT NULL, draft TEXT NOT NULL, ratio TEXT NOT NULL,
            PRIMARY KEY (session_id, n))"""
    )
    db.execute(
        """CREATE TABLE messages (
            id INTEGER PRIMARY KEY, session_id TEXT NOT NULL REFERENCES sessions, turn INTEGER NOT NULL,
            text TEXT NOT NULL,
            status TEXT NOT NULL, cost INTEGER NOT NULL, answer TEXT NOT NULL DEFAULT '', created_at REAL NOT NULL)"""
    )
    db.execute(
        """CREATE TABLE assets (
            id TEXT PRIMARY KEY, session_id TEXT NOT NULL REFERENCES sessions, user_id TEXT NOT NULL,
            secret TEXT UNIQUE NOT NULL, path TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL,
            origin TEXT NOT NULL,
            duration_ms INTEGER NOT NULL, width INTEGER NOT NULL, height INTEGER NOT NULL, fps REAL NOT NULL,
            hash TEXT NOT NULL, turn INTEGER NOT NULL, details TEXT NOT NULL, created_at REAL NOT NULL)"""
    )
    db.execute("CREATE INDEX assets_by_session ON assets (session_id, created_at)")
    db.execute(
        """CREATE TABLE renders (
            id TEXT PRIMARY KEY, session_id TEXT NOT NULL REFERENCES sessions, user_id TEXT NOT NULL,
            draft TEXT NOT NULL,
            output TEXT NOT NULL, status TEXT NOT NULL, progress INTEGER NOT NULL, error TEXT NOT NULL DEFAULT '',
            notes TEXT NOT NULL DEFAULT '[]', secret TEXT UNIQUE NOT NULL, duration_ms INTEGER NOT NULL DEFAULT 0,
            size INTEGER NOT NULL DEFAULT 0, created_at REAL NOT NULL, updated_at REAL NOT NULL)"""
    )
    db.execute(
        """CREATE TABLE claims (
            hash TEXT PRIMARY KEY, session_id TEXT NOT NULL REFERENCES sessions, expires_at REAL NOT NULL)"""
    )


def _m002_changes(db: sqlite3.Connection) -> None:
    # What a message changed, in sentences: about a third of all edits are answered without a word.
    db.execute("ALTER TABLE messages ADD COLUMN changes TEXT NOT NULL DEFAULT '[]'")


MIGRATIONS: Sequence[Migration] = (_m001_tables, _m002_changes)


class Database:
    """One connection, used under a lock; rows are :class:`sqlite3.Row`."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.RLock()
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10.0)
        self._db.row_factory = sqlite3.Row
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.execute("PRAGMA foreign_keys=ON")
        self._migrate()

    def _migrate(self) -> None:
        done = int(self._db.execute("PRAGMA user_version").fetchone()[0])
        for number, migration in enumerate(MIGRATIONS[done:], start=done + 1):
            with self.transaction() as db:
                migration(db)
                db.execute(f"PRAGMA user_version={number:d}")

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def run(self, sql: str, *values: Any) -> int:
        """Execute one statement; returns the number of rows it touched."""
        with self._lock:
            return self._db.execute(sql, values).rowcount

    def one(self, sql: str, *values: Any) -> sqlite3.Row | None:
        with self._lock:
            row: sqlite3.Row | None = self._db.execute(sql, values).fetchone()
            return row

    def all(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        with self._lock:
            return list(self._db.execute(sql, values).fetchall())

    def close(self) -> None:
        with self._lock:
            self._db.close()
