"""`--poster`: a contact sheet beside the result, which never stands in the result's way."""

from __future__ import annotations

from pathlib import Path

import av
import pytest
from PIL import Image
from support.cloudscript import CloudScript
from support.run import run

from nemo_skill.cli.poster import draw_poster, read_frames

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


def test_export_with_a_poster(cloud: CloudScript, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is in `files` behind the video; a place that can't be written is found out before anything is sent."""
    monkeypatch.setenv("NEMO_API_URL", cloud.url)
    cloud.available = 1000
    done = run("create", "a city", "-o", "x.mp4", "--poster", "sheet.png", "--json", cwd=tmp_path)
    assert done.status == 0, done.err
    assert [Path(row["path"]).name for row in done.json["files"]] == ["x.mp4", "sheet.png"]
    assert (tmp_path / "sheet.png").read_bytes()[:4] == b"\x89PNG" and "sheet.png" in done.json["text"]
    for name, status in (("sheet.jpg", 2), (str(tmp_path), 2), ("x.mp4/a.png", 6)):
        assert run("export", "--poster", name, cwd=tmp_path).status == status, name
    assert cloud.count("POST", cloud.RENDER) == 1
