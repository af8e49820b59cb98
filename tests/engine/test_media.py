"""Probing and writing media files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nemo_skill.studio.media import AUDIO_RATE, MediaError, VideoWriter, probe


def write_clip(path: Path, *, audio: bool, frames: int = 15, size: tuple[int, int] = (64, 48)) -> None:
    with VideoWriter(path, width=size[0], height=size[1], fps=30, audio=audio) as writer:
        for i in range(frames):
            picture = np.full((size[1], size[0], 4), 255, np.uint8)
            picture[..., 0] = i * 8
            writer.write_rgba(picture)
        if audio:
            writer.write_audio(np.sin(np.arange(AUDIO_RATE // 2, dtype=np.float32) * 0.05)[None].repeat(2, 0) * 0.2)


def test_video_with_sound(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    write_clip(path, audio=True)
    info = probe(path)
    assert (info.kind, info.width, info.height, info.fps, info.video_codec, info.audio_codec) == (
        "video",
        64,
        48,
        30.0,
        "h264",
        "aac",
    )
    assert info.duration_s == pytest.approx(0.5, abs=0.06)


def test_name_does_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "holiday.txt"
    clip = tmp_path / "a.mp4"
    write_clip(clip, audio=False)
    path.write_bytes(clip.read_bytes())
    assert probe(path).kind == "video"


@pytest.mark.parametrize(
    ("name", "format_"), [("a.png", "PNG"), ("a.jpg", "JPEG"), ("a.webp", "WEBP"), ("a.gif", "GIF")]
)
def test_still_images(tmp_path: Path, name: str, format_: str) -> None:
    image = pytest.importorskip("PIL.Image")
    path = tmp_path / name
    image.new("RGB", (40, 30), (200, 90, 30)).save(path, format_)
    info = probe(path)
    assert (info.kind, info.width, info.height, info.duration_s) == ("image", 40, 30, 0.0)


def test_sound_alone(tmp_path: Path) -> None:
    import wave

    path = tmp_path / "a.wav"
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(8000)
        out.writeframes(b"\0\0" * 4000)
    info = probe(path)
    assert info.kind == "audio" and info.duration_s == pytest.approx(0.5, abs=0.01) and info.width is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello, this is a text and no film",
        b"\x89PNG\r\n\x1a\n broken",
        b"#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\nhttp://127.0.0.1:9/a.ts\n",
        b"ffconcat version 1.0\nfile /etc/hosts\n",
    ],
)
def test_what_is_no_media_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "upload.mp4"
    path.write_bytes(content)
    with pytest.raises(MediaError):
        probe(path)


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="no file"):
        probe(tmp_path / "gone.mp4")


def test_odd_size_is_refused_before_a_file_appears(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="even"):
        VideoWriter(tmp_path / "a.mp4", width=63, height=48)
    assert list(tmp_path.glob("*.mp4")) == []


def test_failure_inside_removes_the_file(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="stop"), VideoWriter(tmp_path / "a.mp4", width=64, height=48) as writer:
        writer.write_rgba(np.zeros((48, 64, 4), np.uint8))
        raise RuntimeError("stop")
    assert list(tmp_path.glob("*.mp4")) == []


@pytest.mark.parametrize("size", [(64, 48), (64, 50), (66, 46), (108, 134)])
def test_planes_keep_their_colours_at_any_even_size(tmp_path: Path, size: tuple[int, int]) -> None:
    """Heights that are no multiple of four once lost two rows and took green from luma."""
    import av

    width, height = size
    path = tmp_path / "a.mp4"
    planes = np.empty((height * 3 // 2, width), np.uint8)
    planes[:height] = 120
    colour = planes.reshape(-1)[width * height :].reshape(2, height // 2, width // 2)
    colour[0], colour[1] = 90, 170
    with VideoWriter(path, width=width, height=height) as writer:
        for _ in range(3):
            writer.write_yuv(planes)
    with av.open(str(path)) as container:
        frame = next(container.decode(video=0))
    assert (frame.width, frame.height) == size
    for plane, value in zip(frame.planes, (120, 90, 170), strict=True):
        pixels = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)[: plane.height, : plane.width]
        assert np.abs(pixels.astype(int) - value).max() <= 3


def test_wrong_shape_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="shape"), VideoWriter(tmp_path / "a.mp4", width=64, height=48) as writer:
        writer.write_yuv(np.zeros((48, 64), np.uint8))
