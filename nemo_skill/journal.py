"""The journal: what must survive a crash. SQLite in WAL mode, one file for every project, mode 0600.

A *turn* is one command of the user that takes time (`say`, `create`, `export` ...). Its *jobs* are the steps that
change something on the server: a message, an upload, an export. A job's row is committed before its request leaves;
the moments in between are what recovery reads. *Events* are what a turn reported while it ran, in order.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal, NamedTuple

from nemo_skill import places
from nemo_skill.errors import InputError

Status = Literal["queued", "running", "done", "failed", "cancelled", "lost"]
UNFINISHED: tuple[Status, ...] = ("queued", "running")

# A look at every page takes milliseconds up to this size, and a damaged one would fail each command for ever.
_CHECKED_BYTES = 8 << 20
_DAY_S = 86400.0
_KEPT_DAYS = 30

MIGRATIONS: list[Callable[[sqlite3.Connection], object]] = []
migration = MIGRATIONS.append


@migration
def m001_first(db: sqlite3.Connection) -> None:
    db.execute(
        "CREATE TABLE projects (id INTEGER PRIMARY KEY, base TEXT NOT NULL, name TEXT NOT NULL, session TEXT,"
        " created REAL NOT NULL, UNIQUE (base, name))"
    )
    db.execute(
        "CREATE TABLE turns (id TEXT PRIMARY KEY, project INTEGER NOT NULL REFERENCES projects, command TEXT NOT NULL,"
        " request TEXT NOT NULL, status TEXT NOT NULL, result TEXT NOT NULL DEFAULT '{}', error TEXT,"
        " cancel INTEGER NOT NULL DEFAULT 0, told INTEGER NOT NULL DEFAULT 0, restarts INTEGER NOT NULL DEFAULT 0,"
        " created REAL NOT NULL, updated REAL NOT NULL)"
    )
    db.execute(
        "CREATE TABLE jobs (id TEXT PRIMARY KEY, turn TEXT NOT NULL REFERENCES turns, step INTEGER NOT NULL,"
        " kind TEXT NOT NULL, status TEXT NOT NULL, sent REAL, fingerprint TEXT, render_id TEXT, progress REAL,"
        " memo TEXT NOT NULL DEFAULT '{}', result TEXT NOT NULL DEFAULT '{}', created REAL NOT NULL,"
        " updated REAL NOT NULL, UNIQUE (turn, step))"
    )
    db.execute(
        "CREATE TABLE events (seq INTEGER PRIMARY KEY AUTOINCREMENT, turn TEXT NOT NULL, at REAL NOT NULL,"
        " kind TEXT NOT NULL, data TEXT NOT NULL)"
    )
    db.execute("CREATE INDEX events_of_turn ON events (turn, seq)")
    db.execute("CREATE INDEX turns_of_project ON turns (project, created)")


class Project(NamedTuple):
    """`base` names the deployment (its API URL, or `local`); `session` is {session_id, task_id, user_id} or None."""

    id: int
    base: str
    name: str
    session: dict[str, str] | None


class Turn(NamedTuple):
    id: str
    project: int
    command: str
    request: dict[str, Any]
    status: Status
    result: dict[str, Any]
    error: dict[str, Any] | None
    cancel: bool
    told: bool
    restarts: int
    created: float
    updated: float

    @property
    def is_finished(self) -> bool:
        return self.status not in UNFINISHED


class Job(NamedTuple):
    """`sent` is when the request left (epoch seconds; None: surely not yet). `memo` is what recovery needs."""

    id: str
    turn: str
    step: int
    kind: str
    status: Status
    sent: float | None
    fingerprint: str | None
    render_id: str | None
    progress: float | None
    memo: dict[str, Any]
    result: dict[str, Any]
    created: float
    updated: float

    @property
    def is_finished(self) -> bool:
        return self.status not in UNFINISHED


class Event(NamedTuple):
    seq: int
    at: float
    kind: str
    data: dict[str, Any]


class Journal:
    """Open (and make, or lift to the newest schema) the journal in a state folder.

    Raises:
        InputError: the folder can't be written. A damaged journal, or one of a newer version, is moved aside, and
            `moved_aside` says where to.
    """

    def __init__(self, folder: str) -> None:
        places.private_folder(folder)
        self.folder = folder
        self.path = os.path.join(folder, "journal.db")
        self.moved_aside: str | None = None
        # The stream's watchdog reads from a thread of its own.
        self._lock = threading.RLock()
        with places.locked(os.path.join(folder, "locks", "journal.lock"), timeout_s=60):
            try:
                self._db = self._open()
            except (sqlite3.OperationalError, OSError) as exc:
                # Busy, full, read-only, broken disk: no reason to forget what the journal knows.
                raise self._unusable(exc) from exc
            except sqlite3.DatabaseError:
                self._move_aside()
                self._db = self._open()

    def close(self) -> None:
        self._db.close()

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def _open(self) -> sqlite3.Connection:
        if not os.path.exists(self.path):
            os.close(os.open(self.path, os.O_CREAT | os.O_WRONLY, 0o600))
        db = sqlite3.connect(self.path, timeout=30.0, isolation_level=None, check_same_thread=False)
        try:
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = FULL")
            version = int(db.execute("PRAGMA user_version").fetchone()[0])
            if version > len(MIGRATIONS):
                raise sqlite3.DatabaseError("made by a newer version")
            for number in range(version, len(MIGRATIONS)):
                with _transaction(db):
                    MIGRATIONS[number](db)
                    db.execute(f"PRAGMA user_version = {number + 1}")
            tables = {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if not {"projects", "turns", "jobs", "events"} <= tables:
                raise sqlite3.DatabaseError("tables are missing")
            small = os.path.getsize(self.path) < _CHECKED_BYTES
            if small and db.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                raise sqlite3.DatabaseError("damaged inside")
        except BaseException:
            db.close()
            raise
        return db

    def _move_aside(self) -> None:
        target = f"{self.path}.unreadable-{time.strftime('%Y%m%d-%H%M%S')}-{secrets.token_hex(2)}"
        for ending in ("", "-wal", "-shm"):
            with contextlib.suppress(FileNotFoundError):
                os.replace(self.path + ending, target + ending)
        self.moved_aside = target

    def _unusable(self, exc: Exception) -> InputError:
        return InputError(
            f"The journal {self.path} can't be written: {exc}.",
            hint="Make its folder writable, free some space, or name another one with --state-dir.",
            code="state_dir",
        )

    @contextlib.contextmanager
    def _write(self) -> Iterator[sqlite3.Connection]:
        try:
            with self._lock, _transaction(self._db):
                yield self._db
        except sqlite3.Error as exc:
            raise self._unusable(exc) from exc

    def _rows(self, query: str, values: Sequence[Any] = ()) -> list[Any]:
        try:
            with self._lock:
                return self._db.execute(query, values).fetchall()
        except sqlite3.Error as exc:
            raise self._unusable(exc) from exc

    # -- projects -------------------------------------------------------------------------------------------------

    def project(self, base: str, name: str) -> Project:
        """The project of that name for a deployment, made at first use."""
        with self._write() as db:
            db.execute(
                "INSERT OR IGNORE INTO projects (base, name, created) VALUES (?, ?, ?)", (base, name, time.time())
            )
            row = db.execute("SELECT id FROM projects WHERE base = ? AND name = ?", (base, name)).fetchone()
        return self.project_by_id(int(row[0]))

    def project_by_id(self, number: int) -> Project:
        (row,) = self._rows("SELECT id, base, name, session FROM projects WHERE id = ?", (number,))
        return Project(row[0], row[1], row[2], json.loads(row[3]) if row[3] else None)

    def save_session(self, project: int, session: dict[str, str] | None) -> None:
        with self._write() as db:
            text = None if session is None else json.dumps(session)
            db.execute("UPDATE projects SET session = ? WHERE id = ?", (text, project))

    # -- turns ----------------------------------------------------------------------------------------------------

    def add_turn(self, project: int, command: str, request: dict[str, Any]) -> Turn:
        now = time.time()
        identity = f"t{secrets.token_hex(4)}"
        with self._write() as db:
            db.execute(
                "INSERT INTO turns (id, project, command, request, status, created, updated)"
                " VALUES (?, ?, ?, ?, 'queued', ?, ?)",
                (identity, project, command, _dump(request), now, now),
            )
        return self.turn(identity)

    def turn(self, identity: str) -> Turn:
        (row,) = self._rows(f"SELECT {_TURN} FROM turns WHERE id = ?", (identity,))
        return _turn(row)

    def turns(self, *, base: str | None = None, project: int | None = None) -> list[Turn]:
        """Turns of a deployment or a project, oldest first."""
        query = f"SELECT {_TURN} FROM turns WHERE 1"
        values: list[Any] = []
        if project is not None:
            query, values = query + " AND project = ?", [project]
        if base is not None:
            query += " AND project IN (SELECT id FROM projects WHERE base = ?)"
            values.append(base)
        return [_turn(row) for row in self._rows(query + " ORDER BY created, rowid", values)]

    def find(self, identity: str) -> Turn | None:
        """The turn with that id, or the one that the job with that id belongs to."""
        rows = self._rows(
            f"SELECT {_TURN} FROM turns WHERE id = ? OR id = (SELECT turn FROM jobs WHERE id = ? OR render_id = ?)",
            (identity, identity, identity),
        )
        return _turn(rows[0]) if rows else None

    def update_turn(
        self,
        identity: str,
        *,
        status: Status | None = None,
        result: dict[str, Any] | None = None,
        error: dict[str, Any] | None = None,
    ) -> None:
        """Write what is given, in one transaction; None leaves a field as it is."""
        with self._write() as db:
            db.execute(
                "UPDATE turns SET status = coalesce(?, status), result = coalesce(?, result),"
                " error = coalesce(?, error), updated = ? WHERE id = ?",
                (status, _dump_or_none(result), _dump_or_none(error), time.time(), identity),
            )

    def reopen(self, identity: str, job: str) -> None:
        """Take a failed turn up again at one of its jobs, as if its worker had died there."""
        with self._write() as db:
            db.execute("UPDATE turns SET status = 'queued', error = NULL, told = 0 WHERE id = ?", (identity,))
            db.execute("UPDATE jobs SET status = 'running' WHERE id = ?", (job,))

    def request_cancel(self, identity: str) -> None:
        with self._write() as db:
            db.execute("UPDATE turns SET cancel = 1 WHERE id = ?", (identity,))

    def is_cancelled(self, identity: str) -> bool:
        rows = self._rows("SELECT cancel FROM turns WHERE id = ?", (identity,))
        return bool(rows and rows[0][0])

    def mark_told(self, identity: str) -> None:
        with self._write() as db:
            db.execute("UPDATE turns SET told = 1 WHERE id = ?", (identity,))

    def count_restart(self, identity: str) -> int:
        """Note that a dead worker was replaced; how often that happened for this turn."""
        with self._write() as db:
            db.execute("UPDATE turns SET restarts = restarts + 1 WHERE id = ?", (identity,))
        return self.turn(identity).restarts

    # -- jobs -----------------------------------------------------------------------------------------------------

    def job(self, turn: str, step: int, kind: str) -> Job:
        """The job of a turn's step, made at first use: a worker that takes over finds what the dead one began."""
        now = time.time()
        with self._write() as db:
            db.execute(
                "INSERT OR IGNORE INTO jobs (id, turn, step, kind, status, created, updated)"
                " VALUES (?, ?, ?, ?, 'queued', ?, ?)",
                (f"j{secrets.token_hex(4)}", turn, step, kind, now, now),
            )
        (row,) = self._rows(f"SELECT {_JOB} FROM jobs WHERE turn = ? AND step = ?", (turn, step))
        return _job(row)

    def job_by_id(self, identity: str) -> Job:
        (row,) = self._rows(f"SELECT {_JOB} FROM jobs WHERE id = ?", (identity,))
        return _job(row)

    def jobs(self, turn: str) -> list[Job]:
        """The jobs of a turn in order."""
        return [_job(row) for row in self._rows(f"SELECT {_JOB} FROM jobs WHERE turn = ? ORDER BY step", (turn,))]

    def job_count(self, turn: str) -> int:
        return int(self._rows("SELECT count(*) FROM jobs WHERE turn = ?", (turn,))[0][0])

    def update_job(self, identity: str, **fields: Any) -> Job:
        """Write fields of a job (`memo` and `result` are merged into what is there) in one transaction."""
        with self._write() as db:
            before = self.job_by_id(identity)
            values: dict[str, Any] = {"updated": time.time()}
            for key, value in fields.items():
                if key in ("memo", "result"):
                    value = _dump({**getattr(before, key), **value})
                values[key] = value
            names = ", ".join(f"{key} = ?" for key in values)
            db.execute(f"UPDATE jobs SET {names} WHERE id = ?", (*values.values(), identity))
        return self.job_by_id(identity)

    def is_render_id_taken(self, render_id: str) -> bool:
        return bool(self._rows("SELECT 1 FROM jobs WHERE render_id = ?", (render_id,)))

    def claim_target(self, identity: str, names: Iterator[str]) -> str:
        """Give a job the first of some file names that no other unfinished job holds, in one transaction."""
        with self._write() as db:
            rows = db.execute("SELECT memo FROM jobs WHERE status IN ('queued', 'running') AND id != ?", (identity,))
            held = {json.loads(row[0]).get("target") for row in rows}
            target = next(name for name in names if name not in held)
            memo = {**self.job_by_id(identity).memo, "target": target}
            db.execute("UPDATE jobs SET memo = ?, updated = ? WHERE id = ?", (_dump(memo), time.time(), identity))
        return target

    def render_seconds(self, base: str, limit: int = 50) -> list[float]:
        """How long finished renders of a deployment took, newest first."""
        rows = self._rows(
            "SELECT jobs.result FROM jobs JOIN turns ON turns.id = jobs.turn"
            " JOIN projects ON projects.id = turns.project"
            " WHERE jobs.kind = 'export' AND jobs.status = 'done' AND projects.base = ?"
            " ORDER BY jobs.updated DESC LIMIT ?",
            (base, limit),
        )
        found = (json.loads(row[0]).get("render_s") for row in rows)
        return [float(value) for value in found if value]

    def tidy(self) -> None:
        """Drop what is old and of no more use, once a day: events of turns that ended a month ago, and turns' locks.

        Turns and jobs themselves stay: they are small, and `jobs` lists them.
        """
        mark = os.path.join(self.folder, "locks", "tidied")
        with contextlib.suppress(OSError):
            if time.time() - os.path.getmtime(mark) < _DAY_S:
                return
        old = time.time() - _KEPT_DAYS * _DAY_S
        ended = f"SELECT id FROM turns WHERE updated < ? AND status NOT IN {UNFINISHED}"
        with self._write() as db:
            db.execute(f"DELETE FROM events WHERE turn IN ({ended})", (old,))
        for (turn,) in self._rows(ended, (time.time() - _DAY_S,)):
            # Nobody takes the lock of a turn that has ended.
            with contextlib.suppress(OSError):
                os.unlink(os.path.join(self.folder, "locks", f"turn-{turn}.lock"))
        with contextlib.suppress(OSError):
            places.write_private(mark, b"")

    # -- events ---------------------------------------------------------------------------------------------------

    def add_event(self, turn: str, kind: str, data: dict[str, Any]) -> None:
        with self._write() as db:
            db.execute(
                "INSERT INTO events (turn, at, kind, data) VALUES (?, ?, ?, ?)", (turn, time.time(), kind, _dump(data))
            )

    def events(self, turn: str, after: int = 0) -> list[Event]:
        """Events of a turn that came after number `after`."""
        rows = self._rows(
            "SELECT seq, at, kind, data FROM events WHERE turn = ? AND seq > ? ORDER BY seq", (turn, after)
        )
        return [Event(row[0], row[1], row[2], json.loads(row[3])) for row in rows]


_TURN = ", ".join(Turn._fields)
_JOB = ", ".join(Job._fields)


@contextlib.contextmanager
def _transaction(db: sqlite3.Connection) -> Iterator[None]:
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


def _turn(row: Any) -> Turn:
    raw = Turn(*row)
    return raw._replace(
        request=json.loads(row[3]),
        result=json.loads(row[5]),
        error=json.loads(row[6]) if row[6] else None,
        cancel=bool(row[7]),
        told=bool(row[8]),
    )


def _job(row: Any) -> Job:
    raw = Job(*row)
    return raw._replace(memo=json.loads(row[9]), result=json.loads(row[10]))


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _dump_or_none(value: Any) -> str | None:
    return None if value is None else _dump(value)
