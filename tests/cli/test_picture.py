"""The picture of the timeline: whole files, in packaged fonts alone, whatever the tracks hold."""

import io
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("PIL", reason="pictures need the studio extra")
from PIL import Image

from nemo_skill.cli.picture import draw_timeline
from nemo_skill.cli.picture_text import Lettering, drawable
from nemo_skill.timeline import read_timeline

VIDEO, AUDIO, TEXT = (92, 107, 226), (24, 122, 104), (204, 126, 38)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder of the test's own."""
    made = tmp_path / "pictures"
    made.mkdir()
    return made


def draft(*tracks: tuple[int, list[dict[str, Any]]]) -> dict[str, Any]:
    return {"t": [{"tt": kind, "sg": segments} for kind, segments in tracks]}


CITY = draft(
    (0, [{"d": 10000, "name": "city timelapse"}]),
    (1, [{"d": 10000, "name": "Lo-fi", "volume": 0.35}]),
    (7, [{"d": 3000, "text": "Urban Dreams"}]),
)


def drawn(path: Path, raw: Any, **options: Any) -> Image.Image:
    draw_timeline(read_timeline(raw), path, **options)
    with Image.open(path) as image:
        image.load()
        assert image.format == "PNG"
        converted: Image.Image = image.convert("RGB")
        return converted


def share(image: Image.Image, colour: tuple[int, int, int]) -> float:
    """The part of the picture in one exact colour."""
    counts = {found: count for count, found in image.getcolors(1 << 24) or []}
    return float(counts.get(colour, 0)) / (image.width * image.height)


def test_each_track_is_drawn_as_long_as_it_lasts(folder: Path) -> None:
    image = drawn(folder / "t.png", CITY)
    assert image.width == 1520
    rows: dict[tuple[int, int, int], list[int]] = {colour: [] for colour in (VIDEO, AUDIO, TEXT)}
    for x in range(image.width):
        column = {image.getpixel((x, y)) for y in range(0, image.height, 3)}
        for colour in rows:
            if colour in column:
                rows[colour].append(x)
    lane = 1520 - 2 * 24 - 2 * 24 - 2 * 112
    lengths = [max(found) - min(found) for found in rows.values()]
    assert [round(length / lane, 1) for length in lengths] == [1.0, 1.0, 0.3]


def test_the_title_heads_the_picture(folder: Path) -> None:
    head = (0, 0, 1520, 110)
    plain, titled = (drawn(folder / "t.png", CITY, title=title).crop(head) for title in ("", "Fox in the snow"))
    assert plain.tobytes() != titled.tobytes()


def test_the_volume_is_told(folder: Path) -> None:
    quiet, loud = (
        drawn(folder / "t.png", draft((1, [{"d": 1000, "name": "x", "volume": level}]))) for level in (0.1, 0.9)
    )
    meter = (150, 236, 208)
    assert 0 < share(quiet, meter) < share(loud, meter)


@pytest.mark.parametrize(
    "raw",
    [
        None,
        {"t": []},
        draft((0, [])),
        draft((0, [{"d": 0, "name": "nothing"}])),
        draft((7, [{"s": 5000, "d": 0, "text": "at the end"}])),
        draft((0, [{"d": 100, "name": f"clip {n}"} for n in range(60)])),
        draft((0, [{"s": n * 10, "d": 5000} for n in range(12)])),
        draft((0, [{"d": 40_000_000, "name": "long " * 60}])),
        draft(*[(kind, [{"d": 1000}]) for kind in (0, 1, 7, 3) * 3]),
        draft(*[(1, [{"d": 1000}])] * 30),
        {**draft((0, [{"d": 9000}])), "d": 4000},
        draft((7, [{"d": 1000, "text": "雪林中的狐狸 🦊 مرحبا \U000f0000 नमस्ते\n\u202eabc"}])),
    ],
)
def test_whatever_the_tracks_hold(folder: Path, raw: Any) -> None:
    image = drawn(folder / "t.png", raw, title="Ein sehr langer Titel " * 9, language="zh")
    assert image.width == 1520 and 250 < image.height < 4000
    assert [path.name for path in folder.iterdir()] == ["t.png"]


def test_a_thumbnail_fills_its_clip_and_a_broken_one_is_left_out(folder: Path) -> None:
    red = io.BytesIO()
    Image.new("RGB", (160, 90), (255, 0, 0)).save(red, "PNG")
    two = draft((0, [{"d": 1000, "name": "a"}, {"d": 1000, "name": "b"}]))
    image = drawn(folder / "t.png", two, thumbnails={(1, 1): red.getvalue(), (1, 2): b"not a picture"})
    middle = 2 * (58 + 30 + 20)
    left, right = image.getpixel((600, middle)), image.getpixel((1300, middle))
    assert isinstance(left, tuple) and left[0] > 2 * max(left[1:])
    assert right == VIDEO


def test_a_picture_is_replaced_whole_or_not_at_all(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = folder / "t.png"
    drawn(out, CITY)
    before = out.read_bytes()

    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Image.Image, "save", full)
    with pytest.raises(OSError, match="No space"):
        draw_timeline(read_timeline(None), out)
    assert out.read_bytes() == before
    assert [path.name for path in folder.iterdir()] == ["t.png"]


def test_a_missing_folder_is_an_os_error(folder: Path) -> None:
    with pytest.raises(OSError):
        draw_timeline(read_timeline(CITY), folder / "no" / "t.png")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Fox", "Fox"),
        ("sunset 🌅 beach", "sunset 🌅 beach"),
        ("a\nb\u200bc", "a b c"),
        ("a\U00012345\U00012346b", "a…b"),
        ("café", "café"),
    ],
)
def test_only_what_the_fonts_have_is_written(text: str, expected: str) -> None:
    assert drawable(text) == expected


@pytest.mark.parametrize("text", ["雪林中的狐狸、カメラ、여우", "ثعلب في الثلج", "שועל", "लोमड़ी", "จิ้งจอก"])
def test_every_script_is_written(text: str) -> None:
    """As it is, in ink of its own width."""
    assert drawable(text) == text
    lettering, sheet = Lettering(24, 600, (255, 255, 255)), Image.new("RGB", (400, 80))
    end = lettering.write(sheet, 20, 50, text)
    left, _, right, _ = sheet.getbbox() or (0, 0, 0, 0)
    assert 10 < left < 30 and end == 20 + lettering.width(text) and abs(right - end) < 16


def test_text_is_cut_to_its_room() -> None:
    lettering = Lettering(24, 600, (255, 255, 255))
    name = "a long name for a short clip"
    for width in (30, 90, 200, 1000):
        shown = lettering.fitted(name, width)
        assert lettering.width(shown) <= width
    assert lettering.fitted(name, 1000) == name
    assert lettering.fitted(name, 90).endswith("…")
    assert lettering.fitted(name, 5) == ""
