"""What nobody has used for a month goes: sessions of the embedded backend with their media and renders."""

from __future__ import annotations

import contextlib
import shutil
import time
from pathlib import Path

from .database import Database

_DAY_S = 86400.0
_UNUSED = """SELECT id FROM sessions s WHERE max(s.updated_at,
    coalesce((SELECT max(created_at) FROM messages WHERE session_id = s.id), 0),
    coalesce((SELECT max(created_at) FROM assets WHERE session_id = s.id), 0),
    coalesce((SELECT max(updated_at) FROM renders WHERE session_id = s.id), 0)) < ?"""


def tidy(db: Database, data: Path, *, keep_days: float | None) -> int:
    """Remove sessions that nothing has happened to for `keep_days` days (None: keep all); how many went.

    The rows go first: a file without a row is waste, a row without its file would be a broken promise. A client that
    comes back for such a session is told that it is gone, and starts a new one.
    """
    if keep_days is None:
        return 0
    gone = [str(row["id"]) for row in db.all(_UNUSED, time.time() - keep_days * _DAY_S)]
    for session in gone:
        renders = db.all("SELECT secret FROM renders WHERE session_id = ?", session)
        with db.transaction() as rows:
            for table in ("claims", "renders", "assets", "messages", "drafts"):
                rows.execute(f"DELETE FROM {table} WHERE session_id = ?", (session,))
            rows.execute("DELETE FROM sessions WHERE id = ?", (session,))
        shutil.rmtree(data / "media" / session, ignore_errors=True)
        for row in renders:
            # A file that another program holds open stays; nothing depends on it.
            with contextlib.suppress(OSError):
                (data / "renders" / f"{row['secret']}.mp4").unlink()
    return len(gone)
