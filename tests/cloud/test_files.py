"""Local files before they are sent, and MP4 files after they came."""

from __future__ import annotations

from pathlib import Path

import pytest

from nemo_skill import skill
from nemo_skill.cloud.inspect import check_file, kind_of_name
from nemo_skill.cloud.mp4 import read_mp4
from nemo_skill.errors import BackendError, InputError

FORMATS = skill.load().tables["formats"]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.MP4", "video"),
        ("b.jpeg", "image"),
        ("https://x.org/c.m4a?sig=1", "audio"),
        ("d.pdf", "document"),
        ("e.exe", None),
    ],
)
def test_kinds(name: str, kind: str | None) -> None:
    """Endings decide, in any case, in URLs too."""
    assert kind_of_name(name, FORMATS) == kind


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.exe", b"MZ", 4001),
        ("a.mp4", b"", "empty"),
        ("a.mp4", b"this is plainly a text file", 4001),
        ("a.png", b"%PDF-1.7 ...", 4001),
        ("a.mp4", "文字文件".encode() * 2000, 4001),
    ],
)
def test_refused_files(tmp_path: Path, name: str, content: bytes, code: object) -> None:
    """What can't be media is refused before a byte is sent."""
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        check_file(str(path), FORMATS)
    assert caught.value.code == code
    assert caught.value.hint


def test_missing_file_and_folder(tmp_path: Path) -> None:
    """A missing file and a folder are two different mistakes."""
    for path in (tmp_path / "no.mp4", tmp_path):
        with pytest.raises(InputError):
            check_file(str(path), FORMATS)


def test_too_large_file(tmp_path: Path) -> None:
    """The limit is 500 x 1024 x 1024 bytes; the file at the limit passes."""
    path = tmp_path / "big.mp4"
    with open(path, "wb") as file:
        file.write(b"\0\0\0\x18ftyp")
        file.truncate(500 * 1024 * 1024)
    assert check_file(str(path), FORMATS).bytes == 500 * 1024 * 1024
    with open(path, "ab") as file:
        file.write(b"x")
    with pytest.raises(InputError) as caught:
        check_file(str(path), FORMATS)
    assert caught.value.code == 4002


def test_media_pass(tmp_path: Path, mp4: bytes) -> None:
    """A real video passes under a difficult name."""
    path = tmp_path / '雪 "fox" 🦊.mp4' if Path("/").exists() else tmp_path / "雪 fox.mp4"
    path.write_bytes(mp4)
    assert check_file(str(path), FORMATS).kind == "video"


def test_mp4_properties(tmp_path: Path, mp4: bytes) -> None:
    """Length, size and codecs are read from the boxes."""
    path = tmp_path / "x.mp4"
    path.write_bytes(mp4)
    info = read_mp4(path)
    assert (info.width, info.height, info.video_codec, info.audio_codec) == (320, 180, "h264", "aac")
    assert abs(info.duration_ms - 1000) < 100


@pytest.mark.parametrize("keep", [0, 4, 100, -1, -500])
def test_cut_mp4_is_refused(tmp_path: Path, mp4: bytes, keep: int) -> None:
    """A file cut anywhere is not whole."""
    path = tmp_path / "x.mp4"
    path.write_bytes(mp4[:keep])
    with pytest.raises(BackendError):
        read_mp4(path)


def test_every_cut_is_noticed(tmp_path: Path, mp4: bytes) -> None:
    """No prefix of a faststart file passes as the file."""
    path = tmp_path / "x.mp4"
    for length in range(8, len(mp4), max(1, len(mp4) // 150)):
        path.write_bytes(mp4[:length])
        with pytest.raises(BackendError):
            read_mp4(path)


def test_html_is_no_video(tmp_path: Path) -> None:
    """An error page saved as a video is refused."""
    path = tmp_path / "x.mp4"
    path.write_bytes(b"<!doctype html><html>" * 100)
    with pytest.raises(BackendError):
        read_mp4(path)
