"""`--poster`: a contact sheet beside the result, which never stands in the result's way."""

from __future__ import annotations

from pathlib import Path

import av
import pytest
from PIL import Image

from nemo_skill.cli.picture_file import picture_target
from nemo_skill.cli.poster import draw_poster, read_frames
from nemo_skill.errors import InputError, SkillError, UsageError

COLOURS = ("red", "lime", "blue")


def film(path: Path, size: tuple[int, int]) -> Path:
    """A second of each colour."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=10, options={"preset": "ultrafast", "bf": "0"})
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        for colour in COLOURS:
            for _ in range(10):
                container.mux(stream.encode(av.VideoFrame.from_image(Image.new("RGB", size, colour))))
        container.mux(stream.encode(None))
    return path


@pytest.mark.parametrize(("size", "places"), [((160, 90), 6), ((64, 64), 8), ((90, 160), 5)])
def test_frames_are_spread(tmp_path: Path, size: tuple[int, int], places: int) -> None:
    """As many as the sheet has places for, in order, from the first to the last colour."""
    frames = read_frames(film(tmp_path / "film.mp4", size))
    assert len(frames) == places and all(picture.size == size for _, picture in frames)
    times = [at_ms for at_ms, _ in frames]
    assert times == sorted(times) and times[0] < 500 and times[-1] > 2500
    seen = [max(range(3), key=lambda n: picture.getpixel((5, 5))[n]) for _, picture in frames]
    assert seen == sorted(seen) and set(seen) == {0, 1, 2}


def test_sheet(tmp_path: Path) -> None:
    """One whole file; a name in any script; a film that isn't one leaves nothing."""
    out = tmp_path / "new" / "sheet.png"
    out.parent.mkdir()
    draw_poster(film(tmp_path / "狐狸 🦊 fox.mp4", (160, 90)), out, facts="3.0 s")
    with Image.open(out) as sheet:
        assert sheet.width == 1440
        corners = [sheet.getpixel((x, y)) for x, y in ((200, 200), (1200, 200), (200, 500), (1200, 500))]
        assert [max(range(3), key=lambda n: colour[n]) for colour in corners] == [0, 1, 1, 2]
    (tmp_path / "no.mp4").write_bytes(b"nothing")
    with pytest.raises(ValueError, match=r"no\.mp4"):
        draw_poster(tmp_path / "no.mp4", tmp_path / "no.png")
    assert not (tmp_path / "no.png").exists()
    assert [path.name for path in out.parent.iterdir()] == ["sheet.png"]


@pytest.mark.parametrize(("name", "kind"), [("a.jpg", UsageError), ("home.png/a.png", InputError), (".", UsageError)])
def test_places_are_checked_first(tmp_path: Path, name: str, kind: type[SkillError]) -> None:
    """What can't become a PNG is found out before the work is paid for."""
    (tmp_path / "home.png").write_bytes(b"a file")
    with pytest.raises(kind):
        picture_target(str(tmp_path / name), "--poster")
    assert picture_target(str(tmp_path / "new" / "a.PNG"), "--poster").name == "a.PNG"
