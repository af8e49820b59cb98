"""A preview server doesn't fill the disk: what nobody has used for a month goes, whole."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from nemo_skill.studio.context import Studio
from nemo_skill.studio.settings import Limits, Options

CLIENT = "6f1f8a0e-3c1d-4f43-9a55-0d5b1c1d2e3f"


def open_studio(data: Path, keep_days: float | None) -> Studio:
    return Studio.open(data, Limits(keep_days=keep_days, one_token_per_client=False), Options())


@pytest.mark.parametrize(("keep_days", "left"), [(30.0, ["used today"]), (None, ["old", "used today"])])
def test_sessions_nobody_uses(tmp_path: Path, keep_days: float | None, left: list[str]) -> None:
    """Rows, media and renders of an old session; an old session that heard a message today stays."""
    studio = open_studio(tmp_path, None)
    user = studio.accounts.issue(CLIENT, "127.0.0.1").user_id
    (tmp_path / "renders").mkdir()
    for name in ("old", "used today"):
        session = studio.store.create_session(user, task_name=name, language="en", ratio="16:9")
        relative, path = studio.store.media_path(session.id, "clip.mp4")
        path.write_bytes(b"clip")
        studio.store.add_asset(
            session, path=relative, name="clip.mp4", kind="video", origin="upload", duration_ms=1000, size=(64, 36),
            fps=30.0, hash="0",
        )  # fmt: skip
        studio.store.save_draft(session.id, {"t": []}, "16:9")
        studio.db.run(
            "INSERT INTO renders (id, session_id, user_id, draft, output, status, progress, secret, created_at,"
            " updated_at) VALUES (?, ?, ?, '{}', '{}', 'completed', 100, ?, 0, 0)",
            f"render of {name}", session.id, user, f"secret of {name}",
        )  # fmt: skip
        (tmp_path / "renders" / f"secret of {name}.mp4").write_bytes(b"render")
    month_ago = time.time() - 40 * 86400
    studio.db.run("UPDATE sessions SET updated_at = ?", month_ago)
    studio.db.run("UPDATE assets SET created_at = ?", month_ago)
    studio.store.begin_message(session, "make it warmer", 0)
    studio.db.close()

    studio = open_studio(tmp_path, keep_days)
    assert [row["task_name"] for row in studio.db.all("SELECT task_name FROM sessions ORDER BY task_name")] == left
    assert sorted(path.stem for path in (tmp_path / "renders").iterdir()) == [f"secret of {name}" for name in left]
    assert len(list((tmp_path / "media").iterdir())) == len(left)
    studio.db.close()
