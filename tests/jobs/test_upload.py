"""Uploads as steps of a turn."""

from __future__ import annotations

import pytest
from support.cloudscript import CloudScript

from .conftest import Bench


@pytest.mark.parametrize("source", ["clip.mp4", "https://x.example/clip.mp4"])
def test_session_lost_at_the_upload(cloud: CloudScript, bench: Bench, source: str) -> None:
    """1002: a new session, the upload once more, and the user is told."""
    (bench.folder / "clip.mp4").write_bytes(cloud.video)
    path = source if "://" in source else str(bench.folder / source)
    bench.context().ensure_session()
    cloud.once("POST", cloud.UPLOAD).reply().error(1002, "session not found")
    turn = bench.run({"action": "upload", "sources": [path]})
    assert turn.status == "done", turn.error
    assert "new one was started" in turn.result["text"] and "clip.mp4" in turn.result["text"]
    assert cloud.count("POST", cloud.UPLOAD) == 2 and cloud.count("POST", cloud.SESSION) == 2


def test_refused_file_among_others(cloud: CloudScript, bench: Bench) -> None:
    """What arrived before is told, and which file was refused."""
    paths = []
    for name in ("a.mp4", "b.mp4"):
        (bench.folder / name).write_bytes(cloud.video)
        paths.append(str(bench.folder / name))
    route = cloud.on("POST", cloud.UPLOAD)
    route.answer(cloud._upload)
    route.reply().error(4001, "unsupported")
    turn = bench.run({"action": "upload", "sources": paths})
    assert turn.error is not None and turn.error["message"].startswith("b.mp4")
    assert [row["filename"] for row in turn.result["uploads"]] == ["a.mp4"]


def test_what_was_uploaded_is_not_uploaded_again(cloud: CloudScript, bench: Bench) -> None:
    """A worker that takes over goes on with the next file."""
    names = ["a.mp4", "b.mp4"]
    for name in names:
        (bench.folder / name).write_bytes(cloud.video)
    paths = [str(bench.folder / name) for name in names]
    turn = bench.turn({"action": "upload", "sources": paths})
    job = bench.journal.job(turn.id, 0, "upload")
    bench.journal.update_job(job.id, result={"uploads": [{"filename": "a.mp4"}], "finished": paths[:1]})
    done = bench.resume(turn)
    assert [row["filename"] for row in done.result["uploads"]] == names
    assert cloud.count("POST", cloud.UPLOAD) == 1
