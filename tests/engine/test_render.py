"""The whole way: a prompt becomes an MP4 on disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from nemo_skill.studio.engines import ClipRequest, EngineCancelled, EngineError, get_engine
from nemo_skill.studio.engines.animatic import AnimaticEngine
from nemo_skill.studio.media import probe


def boxes(path: Path) -> list[str]:
    """Names of an MP4's outermost boxes, in order."""
    data, at, names = path.read_bytes(), 0, []
    while at + 8 <= len(data):
        size, name = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8].decode("latin-1")
        names.append(name)
        at += size if size >= 8 else len(data)
    return names


@pytest.mark.parametrize(("size", "ms"), [((320, 180), 500), ((90, 160), 333), ((108, 134), 700)])
def test_file_is_exactly_what_was_asked_for(tmp_path: Path, size: tuple[int, int], ms: int) -> None:
    import av

    out = tmp_path / "clip.mp4"
    seen: list[float] = []
    request = ClipRequest("a red balloon over the sea at noon", ms, *size)
    get_engine().render(request, out, progress=seen.append, cancelled=lambda: False)
    info = probe(out)
    assert (info.kind, info.video_codec, info.width, info.height, info.fps) == ("video", "h264", *size, 30.0)
    with av.open(str(out)) as container:
        stream = container.streams.video[0]
        context = stream.codec_context
        assert (
            context.pix_fmt,
            context.color_primaries,
            context.color_trc,
            context.colorspace,
            context.color_range,
        ) == ("yuv420p", 1, 1, 1, 1)
        assert sum(1 for _ in container.decode(stream)) == request.frames == round(ms * 30 / 1000)
    names = boxes(out)
    assert names.index("moov") < names.index("mdat")
    assert seen == sorted(seen) and seen[-1] == 1.0 and len(seen) == request.frames


def test_parallel_drawing_gives_the_same_pictures(tmp_path: Path) -> None:
    import av
    import numpy as np

    request = ClipRequest("a bear walking in a forest", 400, 160, 90)
    pictures = []
    for workers in (1, 2):
        out = tmp_path / f"{workers}.mp4"
        engine = AnimaticEngine(workers=workers, parallel_from=0)
        engine.render(request, out, progress=lambda _: None, cancelled=lambda: False)
        with av.open(str(out)) as container:
            pictures.append(np.stack([f.to_ndarray(format="gray") for f in container.decode(video=0)]))
    assert np.array_equal(*pictures)


@pytest.mark.parametrize("workers", [1, 2])
def test_cancel_leaves_nothing(tmp_path: Path, workers: int) -> None:
    out = tmp_path / "clip.mp4"
    engine = AnimaticEngine(workers=workers, parallel_from=0)
    count = iter(range(10_000))
    with pytest.raises(EngineCancelled):
        engine.render(
            ClipRequest("waves", 4000, 160, 90), out, progress=lambda _: None, cancelled=lambda: next(count) > 4
        )
    assert list(tmp_path.glob("*.mp4")) == []


@pytest.mark.parametrize(
    "request_", [ClipRequest("x", 1000, 321, 180), ClipRequest("x", 1000, 8, 8), ClipRequest("x", 0, 320, 180)]
)
def test_impossible_requests_are_refused(tmp_path: Path, request_: ClipRequest) -> None:
    with pytest.raises(EngineError):
        get_engine().render(request_, tmp_path / "a.mp4", progress=lambda _: None, cancelled=lambda: False)
    assert list(tmp_path.glob("*.mp4")) == []


def test_unknown_engine() -> None:
    with pytest.raises(EngineError, match="animatic"):
        get_engine("oil-paint")
