"""A journal that can't be read or written: nothing is deleted, nothing is sent, and it is said clearly."""

from __future__ import annotations

import os
import sqlite3
import stat
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from support.cloudscript import CloudScript
from support.run import run

from nemo_skill.errors import InputError
from nemo_skill.journal import MIGRATIONS, Journal


def used(folder: Path) -> Path:
    """A journal with a project in it; its file."""
    with Journal(str(folder)) as journal:
        journal.add_turn(journal.project("https://api.example", "mine").id, "say", {"steps": []})
    return folder / "journal.db"


def _overwrite(path: Path) -> None:
    path.write_bytes(b"this was a database once " * 500)


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def _zero(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4096:] = bytes(len(data) - 4096)
    path.write_bytes(data)


def _newer(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")


def _foreign(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE songs (name TEXT)")
        db.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")


DAMAGES: dict[str, Callable[[Path], None]] = {
    "overwritten": _overwrite,
    "cut": _cut,
    "zeros": _zero,
    "newer": _newer,
    "foreign": _foreign,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_journal_is_moved_aside(damage: str, tmp_path: Path) -> None:
    """A new one is begun; the old one is kept; the next command has nothing to say about it."""
    path = used(tmp_path)
    for beside in tmp_path.glob("journal.db-*"):
        beside.unlink()
    DAMAGES[damage](path)
    before = path.read_bytes()
    with Journal(str(tmp_path)) as journal:
        assert journal.moved_aside is not None
        kept = Path(journal.moved_aside).read_bytes()
        # Opening a whole file of another origin may note the journal mode in its head (SQLite's file format, 1.3).
        assert kept[100:] == before[100:] and len(kept) == len(before)
        project = journal.project("https://api.example", "mine")
        assert journal.turns(project=project.id) == []
        journal.add_turn(project.id, "say", {})
    with Journal(str(tmp_path)) as journal:
        assert journal.moved_aside is None
        assert len(journal.turns()) == 1


def test_the_person_is_told(cloud: CloudScript, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line names the place; the command does its work."""
    monkeypatch.setenv("NEMO_API_URL", cloud.url)
    state = tmp_path / "state"
    _overwrite(used(state))
    done = run("chat", "make it brighter", "--state-dir", str(state), cwd=tmp_path)
    assert done.status == 0, done.err
    assert "journal.db.unreadable-" in done.err and "Traceback" not in done.err
    assert cloud.count("POST", cloud.MESSAGE) == 1
    assert len(list(state.glob("journal.db.unreadable-*"))) >= 1


def test_busy_journal_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process holds it: an error that can be understood, and nothing is moved."""
    path = used(tmp_path)
    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *a, **k: connect(*a, **{**k, "timeout": 0.1}))
    other = connect(path, isolation_level=None)
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(InputError) as caught:
        Journal(str(tmp_path)).project("https://api.example", "another")
    assert caught.value.status == 6
    other.close()
    with Journal(str(tmp_path)) as journal:
        assert journal.moved_aside is None
        assert len(journal.turns()) == 1


def test_journal_that_turns_read_only(tmp_path: Path) -> None:
    """A write that fails is an error with a hint, for every way to write."""
    used(tmp_path)
    with Journal(str(tmp_path)) as journal:
        project = journal.project("https://api.example", "mine")
        turn = journal.turns()[0]
        job = journal.job(turn.id, 0, "message")
        journal._db.execute("PRAGMA query_only = ON")
        writes: list[Callable[[], object]] = [
            lambda: journal.project("https://api.example", "new"),
            lambda: journal.save_session(project.id, {"session_id": "1"}),
            lambda: journal.add_turn(project.id, "say", {}),
            lambda: journal.update_turn(turn.id, status="done"),
            lambda: journal.update_job(job.id, sent=1.0),
            lambda: journal.job(turn.id, 1, "export"),
            lambda: journal.add_event(turn.id, "note", {}),
            lambda: journal.mark_told(turn.id),
        ]
        for write in writes:
            with pytest.raises(InputError, match="can't be written"):
                write()
        journal._db.execute("PRAGMA query_only = OFF")
        assert journal.turn(turn.id).status == "queued"
        assert journal.job_by_id(job.id).sent is None


@pytest.mark.skipif(sys.platform == "win32", reason="no limit on the size of files")
def test_full_disk(cloud: CloudScript, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No byte can be written: status 6, a hint, and not one request."""
    monkeypatch.setenv("NEMO_API_URL", cloud.url)
    state = tmp_path / "state"
    limited = tmp_path / "limited.py"
    # As on a full disk: a process that may not let any file grow.
    limited.write_text(
        "import resource, runpy, signal, sys\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))\n"
        "sys.argv = sys.argv[1:]\n"
        "runpy.run_path(sys.argv[0], run_name='__main__')\n",
        encoding="utf-8",
    )
    from support.run import SCRIPT

    done = run(str(SCRIPT), "create", "a city", "--state-dir", str(state), cwd=tmp_path, script=limited)
    assert done.status == 6, (done.out, done.err)
    assert "error:" in done.err and "hint:" in done.err and "Traceback" not in done.err
    assert cloud.requests == []
    assert not list(state.glob("journal.db.unreadable-*"))
    # Space again: everything works.
    assert run("credits", "--state-dir", str(state), cwd=tmp_path).status == 0


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="permissions don't bind this user")
def test_read_only_folder(cloud: CloudScript, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same for a folder without the right to write."""
    monkeypatch.setenv("NEMO_API_URL", cloud.url)
    parent = tmp_path / "locked"
    parent.mkdir(mode=0o500)
    done = run("create", "a city", "--state-dir", str(parent / "state"), cwd=tmp_path)
    assert done.status == 6 and "hint:" in done.err
    assert cloud.requests == []


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="no file system that refuses even the superuser")
def test_folder_that_cannot_be_made(cloud: CloudScript, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A place where nobody can make a folder."""
    monkeypatch.setenv("NEMO_API_URL", cloud.url)
    done = run("create", "a city", "--state-dir", "/proc/self/nope", cwd=tmp_path)
    assert done.status == 6 and "hint:" in done.err
    assert cloud.requests == []


@pytest.mark.parametrize("version", range(len(MIGRATIONS)))
def test_older_schema_is_lifted(version: int, tmp_path: Path) -> None:
    """A journal of any earlier version is brought to the newest."""
    with sqlite3.connect(tmp_path / "journal.db", isolation_level=None) as db:
        for number in range(version):
            MIGRATIONS[number](db)
        db.execute(f"PRAGMA user_version = {version}")
    with Journal(str(tmp_path)) as journal:
        assert journal.moved_aside is None
        turn = journal.add_turn(journal.project("b", "p").id, "say", {})
        assert journal.job(turn.id, 0, "message").status == "queued"
        assert journal._db.execute("PRAGMA user_version").fetchone()[0] == len(MIGRATIONS)


def test_many_open_it_at_once(tmp_path: Path) -> None:
    """A first use by several processes at a time makes one journal; no write is lost."""
    failed: list[BaseException] = []

    def use(number: int) -> None:
        try:
            with Journal(str(tmp_path)) as journal:
                project = journal.project("b", "p")
                for _ in range(10):
                    journal.add_turn(project.id, f"say {number}", {})
        except BaseException as exc:
            failed.append(exc)

    threads = [threading.Thread(target=use, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    with Journal(str(tmp_path)) as journal:
        assert len(journal.turns()) == 60
        assert journal.moved_aside is None


@pytest.mark.skipif(os.name == "nt", reason="no modes")
def test_modes(tmp_path: Path) -> None:
    """0600 for the journal and what lies beside it, 0700 for its folder, also where the folder was open before."""
    folder = tmp_path / "state"
    folder.mkdir(mode=0o755)
    with Journal(str(folder)) as journal:
        journal.add_turn(journal.project("b", "p").id, "say", {})
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        for path in folder.glob("journal.db*"):
            assert stat.S_IMODE(path.stat().st_mode) == 0o600, path.name


def test_what_is_old_goes(tmp_path: Path) -> None:
    """Events of turns that ended a month ago and locks of ended turns; never those of a turn that is under way."""
    with Journal(str(tmp_path)) as journal:
        project = journal.project("https://api.example", "mine").id
        old, ended, running = (journal.add_turn(project, "say", {}).id for _ in range(3))
        for turn in (old, ended, running):
            journal.add_event(turn, "text", {"delta": "Hello."})
            (tmp_path / "locks" / f"turn-{turn}.lock").touch()
        for turn in (old, ended):
            journal.update_turn(turn, status="done")
        with sqlite3.connect(tmp_path / "journal.db") as db:
            db.execute("UPDATE turns SET updated = updated - 40 * 86400 WHERE id IN (?, ?)", (old, running))
        journal.tidy()
        assert [len(journal.events(turn)) for turn in (old, ended, running)] == [0, 1, 1]
        assert sorted(path.name for path in (tmp_path / "locks").glob("turn-*")) == sorted(
            [f"turn-{ended}.lock", f"turn-{running}.lock"]
        )
        assert [turn.id for turn in journal.turns(project=project)] == [old, ended, running]
        journal.add_event(old, "text", {"delta": "Once a day is enough."})
        journal.tidy()
        assert len(journal.events(old)) == 1
