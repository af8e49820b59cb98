"""Clips in segments: the same bytes from any number of processes, from a cache, and from a Dask cluster."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from nemo_skill.studio.engines import ClipRequest, EngineCancelled, EngineError, cluster
from nemo_skill.studio.engines.animatic import AnimaticEngine
from nemo_skill.studio.engines.cache import SegmentCache
from nemo_skill.studio.engines.crew import processes_for
from nemo_skill.studio.engines.memory import available_bytes
from nemo_skill.studio.engines.segments import split
from nemo_skill.studio.plan import plan_shot

REQUEST = ClipRequest("a bear walking in a forest", 1700, 128, 72)


def drawn(out: Path, engine: AnimaticEngine, request: ClipRequest = REQUEST) -> list[float]:
    seen: list[float] = []
    engine.render(request, out, progress=seen.append, cancelled=lambda: False)
    return seen


@pytest.mark.parametrize(("ms", "count"), [(30, 1), (1000, 1), (1700, 2), (5000, 4), (8100, 8), (60_000, 32)])
def test_split(ms: int, count: int) -> None:
    """All frames, none twice, nearly equal stretches of two seconds at most."""
    request = replace(REQUEST, duration_ms=ms)
    segments = split(plan_shot(request), request)
    assert [n for one in segments for n in range(one.start, one.end)] == list(range(request.frames))
    lengths = {one.frames for one in segments}
    assert len(segments) == count and max(lengths) <= 60 and max(lengths) - min(lengths) <= 1


def test_keys_tell_segments_apart() -> None:
    keys: list[str] = []
    for request in (REQUEST, replace(REQUEST, seed=2), replace(REQUEST, width=130), replace(REQUEST, fps=25),
                    replace(REQUEST, prompt="a bear running in a forest")):  # fmt: skip
        keys += [segment.key for segment in split(plan_shot(request), request)]
    assert len(set(keys)) == len(keys)
    again = split(plan_shot(REQUEST), REQUEST)
    assert {segment.key for segment in again} <= set(keys)


def test_same_bytes_alone_in_processes_and_from_the_cache(tmp_path: Path) -> None:
    """The second time nothing is drawn: the progress is complete at once."""
    cache = tmp_path / "cache"
    alone = drawn(tmp_path / "1.mp4", AnimaticEngine(workers=1))
    parallel = drawn(tmp_path / "2.mp4", AnimaticEngine(workers=2, parallel_from=0, cache=cache))
    cached = drawn(tmp_path / "3.mp4", AnimaticEngine(workers=2, parallel_from=0, cache=cache))
    assert len({(tmp_path / f"{n}.mp4").read_bytes() for n in (1, 2, 3)}) == 1
    assert len(alone) == len(parallel) == REQUEST.frames and parallel[-1] == 1.0
    assert cached == [1.0]


def test_cache_is_bounded(tmp_path: Path) -> None:
    """What was used longest ago goes first; what is in use stays, whatever its size."""
    import os

    request = replace(REQUEST, duration_ms=8100)
    segments = split(plan_shot(request), request)
    cache = SegmentCache(tmp_path / "cache", most_bytes=250)
    for age, segment in enumerate(segments[:4]):
        cache.part(segment).write_bytes(b"x" * 100)
        cache.keep(segment, cache.part(segment))
        os.utime(cache.path(segment), (1000 - age, 1000 - age))
    assert cache.has(segments[3]) and not cache.has(segments[5])
    cache.trim(segments[:1])
    assert [cache.path(segment).exists() for segment in segments[:4]] == [True, False, False, True]
    SegmentCache(tmp_path / "cache", most_bytes=0).trim(segments[:4])
    assert len(list((tmp_path / "cache").iterdir())) == 2


def test_a_scene_that_cannot_be_drawn_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A failure in a drawing process comes back as words, and the next clip is drawn as ever."""
    engine = AnimaticEngine(workers=2, parallel_from=0, cache=tmp_path / "cache")
    blocked = SegmentCache(tmp_path / "cache").part(split(plan_shot(REQUEST), REQUEST)[1])
    blocked.mkdir()
    with pytest.raises(EngineError, match="could not be drawn"):
        drawn(tmp_path / "a.mp4", engine)
    assert not (tmp_path / "a.mp4").exists()
    blocked.rmdir()
    assert drawn(tmp_path / "a.mp4", engine)[-1] == 1.0


# -- on a cluster -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    pytest.importorskip("distributed", reason="distributed isn't installed; it comes with the extra 'dask'")
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as local:
        yield local.scheduler_address


def test_same_bytes_on_a_cluster(tmp_path: Path, scheduler: str) -> None:
    engine = AnimaticEngine(dask=scheduler)
    assert engine.problem() is None
    seen = drawn(tmp_path / "far.mp4", engine)
    drawn(tmp_path / "near.mp4", AnimaticEngine(workers=1))
    assert (tmp_path / "far.mp4").read_bytes() == (tmp_path / "near.mp4").read_bytes()
    assert seen == sorted(seen) and seen[-1] == 1.0 and len(seen) > 4


def test_cancel_on_a_cluster(tmp_path: Path, scheduler: str) -> None:
    asked = iter(range(1000))
    with pytest.raises(EngineCancelled):
        AnimaticEngine(dask=scheduler).render(
            replace(REQUEST, duration_ms=20_000), tmp_path / "a.mp4",
            progress=lambda _: None, cancelled=lambda: next(asked) > 1,
        )  # fmt: skip
    assert not (tmp_path / "a.mp4").exists()


def test_no_scheduler_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed", reason="distributed isn't installed; it comes with the extra 'dask'")
    monkeypatch.setattr(cluster, "_CONNECT_S", 0.3)
    with pytest.raises(EngineError, match=r"can't be reached.*NEMO_DASK_SCHEDULER"):
        drawn(tmp_path / "a.mp4", AnimaticEngine(dask="tcp://127.0.0.1:9"))


def test_missing_package_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster.importlib.util, "find_spec", lambda name: None)
    assert "[dask]" in (AnimaticEngine(dask="tcp://127.0.0.1:9").problem() or "")


@pytest.mark.parametrize(
    ("pixels", "cores", "available_mb", "processes"),
    [
        (1920 * 1080, 1, None, 1),
        (1920 * 1080, 2, None, 2),
        (1920 * 1080, 16, None, 2),
        (1920 * 1080, 2, 500, 1),
        (1920 * 1080, 8, 10, 1),
        (1280 * 720, 16, 64_000, 4),
    ],
)
def test_processes_fit_the_memory(pixels: int, cores: int, available_mb: int | None, processes: int) -> None:
    """Never more than the cores, nor than there is room for; one in any case."""
    available = None if available_mb is None else available_mb << 20
    assert processes_for(pixels, cores, available) == processes


@pytest.mark.parametrize(
    ("line", "files", "left"),
    [
        ("0::/a/b", {"a/b/memory.max": "max", "a/memory.max": "500", "a/memory.current": "200"}, 300),
        ("0::/gone", {"memory.max": "900", "memory.current": "800", "memory.stat": "anon 1\ninactive_file 50\n"}, 150),
        ("0::/", {"memory.max": "10", "memory.current": "20"}, 0),
        ("5:cpu,memory:/x", {"memory/x/memory.limit_in_bytes": "70", "memory/x/memory.usage_in_bytes": "30"}, 40),
        ("5:cpu:/x", {}, 1024),
    ],
)
def test_memory_of_a_container(tmp_path: Path, line: str, files: dict[str, str], left: int) -> None:
    """The tightest limit counts, the machine's or that of any group above the process; cached files are room."""
    written = {"proc/meminfo": "MemTotal: 9 kB\nMemAvailable: 1 kB\n", "proc/self/cgroup": line + "\n"}
    written |= {f"sys/fs/cgroup/{name}": text for name, text in files.items()}
    for name, text in written.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="ascii")
    assert available_bytes(tmp_path) == left
    assert available_bytes(tmp_path / "nowhere") is None
