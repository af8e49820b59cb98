"""Worker processes: results, errors, cancelling, sudden death."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from nemo_skill.studio.workers import JobFailed, Workers

from .mediafiles import tone_bytes


def test_idle_workers_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that has nothing to do gives its memory back; the next job starts another."""
    monkeypatch.setattr("nemo_skill.studio.workers._REST_S", 0.05)
    song = tmp_path / "a.wav"
    song.write_bytes(tone_bytes(seconds=0.1))
    probe = {"job": "probe", "path": str(song), "ending": "wav"}

    async def session() -> None:
        workers = Workers(limit=1, log=tmp_path / "log", cache=tmp_path / "cache")
        try:
            await workers.run(probe)
            (worker,) = workers._idle
            assert await asyncio.wait_for(worker.process.wait(), 10) == 0
            assert not workers._idle
            assert (await workers.run(probe))["kind"] == "audio"
        finally:
            await workers.close()

    asyncio.run(session())


def test_jobs_in_one_worker(tmp_path: Path) -> None:
    """A result, an error in words, a cancelled job and a killed process; each time the next job is served."""
    song = tmp_path / "a.wav"
    song.write_bytes(tone_bytes(seconds=0.2))
    probe = {"job": "probe", "path": str(song), "ending": "wav"}
    clip = {"prompt": "a harbour", "duration_ms": 60_000, "width": 64, "height": 36, "seed": 1}
    generate = {"job": "generate", "engine": "animatic", "out": str(tmp_path / "out.mp4"), "request": clip}

    async def session() -> None:
        workers = Workers(limit=1, log=tmp_path / "log", cache=tmp_path / "cache")
        try:
            assert (await workers.run(probe))["kind"] == "audio"
            with pytest.raises(JobFailed, match=r"no file|readable"):
                await workers.run({**probe, "path": str(tmp_path / "missing.wav")})
            with pytest.raises(JobFailed, match="unexpectedly"):
                await workers.run({"job": "no-such-job"})
            assert "Traceback" in (tmp_path / "log").read_text(encoding="utf-8")

            started = asyncio.Event()

            async def on_progress(share: float) -> None:
                started.set()

            running = asyncio.create_task(workers.run(generate, on_progress))
            await asyncio.wait_for(started.wait(), 20)
            running.cancel()
            with pytest.raises(asyncio.CancelledError):
                await running
            assert not (tmp_path / "out.mp4").exists() and workers.active == 0
            assert (await workers.run(probe))["kind"] == "audio"

            started.clear()
            running = asyncio.create_task(workers.run(generate, on_progress))
            await asyncio.wait_for(started.wait(), 20)
            for worker in workers._busy:
                worker.process.kill()
            with pytest.raises(JobFailed, match="unexpectedly"):
                await running
            assert (await workers.run(probe))["kind"] == "audio"
        finally:
            await workers.close()

    asyncio.run(session())
