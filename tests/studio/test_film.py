"""Rendered files, decoded again: colours, levels and lengths say what was shown and heard when."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nemo_skill.studio.inspection import inspect_file
from nemo_skill.studio.media import VideoWriter, probe
from nemo_skill.studio.render import RenderCancelled, RenderError, render_draft
from nemo_skill.studio.render.composition import Clip, Source, compose
from nemo_skill.studio.render.composition import Film as Film_
from nemo_skill.studio.render.pieces import plan_pieces, visible
from nemo_skill.studio.render.tempo import beats_per_minute

from .mediafiles import BLUE, GREEN, RED, Film, gif_bytes, near, picture_bytes, tone_bytes, video_bytes, wav_bytes

BLACK = (0, 0, 0)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Assets as the server hands them to a render job."""
    folder = tmp_path_factory.mktemp("library")
    contents = {
        "red.mp4": video_bytes(colour=RED, seconds=2, fps=25, tone_hz=400),
        "blue.mp4": video_bytes(colour=BLUE, seconds=2, fps=30),
        "marked.mp4": video_bytes(colour=BLUE, seconds=2, fps=50, marker=True),
        "tall.mp4": video_bytes(colour=GREEN, seconds=1, size=(90, 160)),
        "wide.mp4": video_bytes(colour=GREEN, seconds=1, size=(200, 50), fps=12),
        "photo.png": picture_bytes(colour=GREEN, size=(320, 180)),
        "tone.wav": tone_bytes(seconds=1),
    }
    rows: dict[str, dict[str, Any]] = {}
    for name, content in contents.items():
        path = folder / name
        path.write_bytes(content)
        kind = {"mp4": "video", "png": "image", "wav": "audio"}[name.rsplit(".", 1)[1]]
        info = probe(path)
        rows[name] = row(path, kind, "upload", round(info.duration_s * 1000), (info.width or 0, info.height or 0))
    for name, ms in (("drawn", 1000), ("longer", 7000)):
        path = folder / f"{name}.mp4"
        draw_tiles(path, frames=ms * 30 // 1000)
        rows[name] = row(path, "video", "generated", ms, (64, 36))
    return rows


def draw_tiles(path: Path, *, frames: int) -> None:
    """What an engine would leave: every frame different, no cut, written by the writer that engines use."""
    tiles = np.random.default_rng(5).integers(20, 120, (9, 16, 3), np.uint8).repeat(4, 0).repeat(4, 1)
    with VideoWriter(path, width=64, height=36) as writer:
        for n in range(frames):
            rgba = np.full((36, 64, 4), 255, np.uint8)
            rgba[..., :3] = tiles + n // 2
            writer.write_rgba(rgba)


def row(path: Path, kind: str, origin: str, ms: int, size: tuple[int, int]) -> dict[str, Any]:
    return {
        "path": str(path), "kind": kind, "origin": origin, "secret": f"secret-{path.name}", "duration_ms": ms,
        "width": size[0], "height": size[1],
    }  # fmt: skip


def seg(start: int, length: int, **meta: Any) -> dict[str, Any]:
    return {"s": start, "d": length, "m": meta}


def track(kind: int, *segments: dict[str, Any]) -> dict[str, Any]:
    return {"tt": kind, "sg": list(segments)}


class Studio:
    """Renders drafts of one library into one folder."""

    def __init__(self, library: dict[str, dict[str, Any]], folder: Path) -> None:
        self.library = library
        self.out = folder / "out.mp4"
        self.notes: list[str] = []

    def film(self, *tracks: dict[str, Any], canvas: tuple[int, int] = (160, 90), **draft: Any) -> Film:
        result = render_draft({"t": list(tracks), **draft}, self.library, self.out, canvas=canvas, quality="high")
        self.notes = result["notes"]
        return Film(self.out)


@pytest.fixture
def studio(library: dict[str, dict[str, Any]], tmp_path: Path) -> Studio:
    return Studio(library, tmp_path)


def test_every_film_has_the_same_form(studio: Studio) -> None:
    """H.264 yuv420p, 30 frames a second, AAC in any case, the index in front, the length to the frame."""
    film = studio.film(track(0, seg(0, 1234, src="blue.mp4")))
    assert (film.codec, film.pix_fmt, film.rate, film.audio_codec, film.size) == (
        "h264",
        "yuv420p",
        30,
        "aac",
        (160, 90),
    )
    assert len(film.pictures) == 37
    assert film.level(0, 1.2) < 0.001
    head = studio.out.read_bytes()[:4096]
    assert 0 < head.find(b"moov") < 4096
    assert abs(probe(studio.out).duration_s - 1.234) < 0.05


def test_clips_follow_each_other_and_gaps_are_black(studio: Studio) -> None:
    """Any rate and order of segments; what isn't covered is black."""
    film = studio.film(track(0, seg(1500, 500, src="blue.mp4"), seg(0, 1000, src="red.mp4")), d=2300)
    assert near(film.pixel(0.1), RED) and near(film.pixel(0.9), RED)
    assert near(film.pixel(1.2), BLACK) and near(film.pixel(1.6), BLUE) and near(film.pixel(2.2), BLACK)
    assert len(film.pictures) == 69
    assert film.level(0.1, 0.9) > 0.2 and film.level(1.6, 2.2) < 0.01


@pytest.mark.parametrize(
    ("meta", "turn_s"), [({}, 1.0), ({"in": 500}, 0.5), ({"speed": 2.0}, 0.5), ({"speed": 0.5, "in": 500}, 1.0)]
)
def test_offset_and_speed(studio: Studio, meta: dict[str, Any], turn_s: float) -> None:
    """The clip's left half turns white at its own 1.0 s; where that falls tells offset and speed."""
    film = studio.film(track(0, seg(0, 1500, src="marked.mp4", **meta)))
    first_white = next(n for n in range(len(film.pictures)) if min(film.pixel(n / 30, 0.25)) > 200) / 30
    assert abs(first_white - turn_s) <= 2 / 30


def test_a_clip_that_ends_early_keeps_its_last_picture(studio: Studio) -> None:
    """No black end, no error."""
    film = studio.film(track(0, seg(0, 3000, src="marked.mp4")))
    assert min(film.pixel(2.9, 0.25)) > 200 and len(film.pictures) == 90


def test_fades_and_crossfade(studio: Studio) -> None:
    """From black, into each other, to black."""
    film = studio.film(
        track(
            0,
            seg(0, 1000, src="red.mp4", fade_in=400, volume=0),
            seg(600, 1000, src="blue.mp4", transition={"type": "crossfade", "d": 400}, fade_out=400),
        )
    )
    assert near(film.pixel(0), BLACK) and near(film.pixel(0.5), RED)
    mixed = film.pixel(0.8)
    assert 80 < mixed[0] < 150 and 80 < mixed[2] < 150
    assert near(film.pixel(1.1), BLUE) and max(film.pixel(1.59)) < 40


def test_fitting(studio: Studio) -> None:
    """Another shape: shown whole on a dark ground, filled on wish, black bars on wish."""
    whole = studio.film(track(0, seg(0, 200, src="tall.mp4")))
    assert near(whole.pixel(0.1), GREEN) and 20 < whole.pixel(0.1, x=0.05)[1] < GREEN[1] - 40
    assert near(studio.film(track(0, seg(0, 200, src="tall.mp4", fit="cover"))).pixel(0.1, x=0.05), GREEN)
    assert near(studio.film(track(0, seg(0, 200, src="wide.mp4", fit="contain"))).pixel(0.1, y=0.02), BLACK)


def test_canvas_from_the_draft(studio: Studio) -> None:
    """Its shape at the scale of the canvas, or its own size; never above 1920."""
    clip = track(0, seg(0, 100, src="red.mp4"))
    assert studio.film(clip, m={"ratio": "9:16"}).size == (90, 160)
    assert studio.film(clip, m={"canvas": {"width": 120, "height": 120}}).size == (120, 120)
    huge = compose(
        {"t": [clip], "m": {"canvas": {"width": 7680, "height": 4320}}}, studio.library, canvas=(160, 90), longest_s=9
    )
    assert (huge.width, huge.height) == (1920, 1080)


def test_turned_phone_clips_are_shown_upright(studio: Studio, tmp_path: Path) -> None:
    """A display matrix of 90 degrees clockwise: the stored left half is the shown top half."""
    stored = bytearray(video_bytes(colour=BLUE, seconds=1, size=(160, 90), marker=True))
    # In a version 0 tkhd box the 3x3 matrix (16.16 fixed point) begins 48 bytes after the box's start.
    at = stored.index(b"tkhd") - 4 + 48
    stored[at : at + 36] = struct.pack(">9i", 0, 1 << 16, 0, -(1 << 16), 0, 0, 90 << 16, 0, 1 << 30)
    path = tmp_path / "phone.mp4"
    path.write_bytes(bytes(stored))
    assert (inspect_file(path, "mp4")["width"], inspect_file(path, "mp4")["height"]) == (90, 160)
    studio.library = {"phone": row(path, "video", "upload", 1000, (90, 160))}
    film = studio.film(track(0, seg(0, 1000, src="phone")), canvas=(90, 160))
    assert min(film.pixel(0.9, 0.5, 0.2)) > 200 and near(film.pixel(0.9, 0.5, 0.8), BLUE)


def test_pictures_move_gently(studio: Studio) -> None:
    """A still fills the frame with its colour throughout."""
    film = studio.film(track(0, seg(0, 500, src="photo.png")))
    assert near(film.pixel(0), GREEN) and near(film.pixel(0.45), GREEN)


def test_animated_pictures_move_and_repeat(studio: Studio, tmp_path: Path) -> None:
    """Each frame for its own time, over and over."""
    path = tmp_path / "a.gif"
    path.write_bytes(gif_bytes([RED, BLUE], each_ms=200))
    studio.library = {"gif": row(path, "image", "upload", 0, (160, 90))}
    film = studio.film(track(0, seg(0, 1000, src="gif")))
    seen = [film.pixel(second) for second in (0.1, 0.3, 0.5, 0.7, 0.9)]
    assert all(near(one, wanted, 20) for one, wanted in zip(seen, [RED, BLUE, RED, BLUE, RED]))  # noqa: B905


@pytest.mark.parametrize(
    ("look", "holds"),
    [
        ("bw", lambda r, g, b: abs(r - b) < 6 and abs(r - g) < 6),
        ("warm", lambda r, g, b: r - b > 180),
        ("bright", lambda r, g, b: r > 205),
        ("dark", lambda r, g, b: r < 185),
        ("no-such-look", lambda r, g, b: near((r, g, b), RED)),
    ],
)
def test_looks(studio: Studio, look: str, holds: Any) -> None:
    """Moods change the colours as they say; unknown ones nothing."""
    assert holds(*studio.film(track(0, seg(0, 100, src="red.mp4", look=[look]))).pixel(0.05))


def test_words_appear_and_go(studio: Studio) -> None:
    """White letters in the middle within their time only, in Latin and Chinese; elsewhere the picture is untouched."""
    film = studio.film(
        track(0, seg(0, 1500, src="blue.mp4")),
        track(7, seg(500, 500, text="■■■■ 黄金", style={"color": "#FFFFFF", "size": 2})),
        canvas=(320, 180),
    )

    def brightest(second: float) -> int:
        picture = film.pictures[round(second * 30)]
        return int(picture[60:120, :, 0].max())

    assert brightest(0.3) < 60 and brightest(0.75) > 220 and brightest(1.2) < 60
    assert near(film.pixel(0.75, 0.5, 0.03), BLUE)


def test_words_alone_on_black(studio: Studio) -> None:
    """A title card without any picture is a film too."""
    film = studio.film(track(7, seg(0, 400, text="Intro")))
    assert len(film.pictures) == 12 and film.pictures[6].max() > 200 and near(film.pixel(0.2, 0.02, 0.02), BLACK)


def test_sound_has_volume_place_and_fades(studio: Studio) -> None:
    """A tone at half level, at its volume, from its start to its end."""
    film = studio.film(
        track(0, seg(0, 2000, src="blue.mp4")), track(1, seg(500, 1000, src="tone.wav", volume=0.5, fade_out=500))
    )
    assert film.level(0.0, 0.45) < 0.01 and film.level(1.6, 2.0) < 0.01
    assert abs(film.level(0.55, 0.95) - 0.345 * 0.5) < 0.02
    assert film.level(1.4, 1.5) < 0.06


def test_music_is_made_to_measure(studio: Studio) -> None:
    """Synthesised for the whole length, also when only a name says what it is."""
    for meta in ({"style": "lofi", "seed": 3, "volume": 0.5}, {"name": "Lo-fi"}):
        film = studio.film(track(0, seg(0, 1500, src="blue.mp4")), track(1, seg(0, 1500, **meta)))
        assert film.level(0.1, 0.7) > 0.005 and film.level(0.7, 1.3) > 0.005


def test_drawn_scenes_sound_like_their_place(studio: Studio) -> None:
    """Waves under a beach, quietly; nothing when the clip is muted."""
    studio.library = {"drawn": {**studio.library["drawn"], "prompt": "waves on a beach", "seed": 3}}
    film = studio.film(track(0, seg(0, 1000, src="drawn")), canvas=(64, 36))
    assert 0.002 < film.level(0.2, 0.8) < 0.2
    assert studio.film(track(0, seg(0, 1000, src="drawn", volume=0)), canvas=(64, 36)).level(0.2, 0.8) < 0.0005


def test_made_sound_is_levelled() -> None:
    """To -16 LUFS at the usual volume; other volumes move it from there; a place alone stays behind."""
    from nemo_skill.studio.music import integrated_lufs
    from nemo_skill.studio.render.composition import MUSIC_VOLUME, Sound
    from nemo_skill.studio.render.sound import mix

    drawn = Source("place", "", "video", "generated", 4000, 64, 36, "waves on a beach")
    place = Sound(0, 4000, 1.0, drawn)

    def loudness(*sounds: Sound) -> float:
        return integrated_lufs(mix(Film_(64, 36, 4000, (), sounds, (), ())))

    music = [Sound(0, 4000, MUSIC_VOLUME * share, style="upbeat") for share in (1.0, 0.25, 1.5)]
    assert loudness(place, music[0]) == pytest.approx(-16, abs=1)
    assert loudness(music[1]) == pytest.approx(-28, abs=1)
    assert loudness(music[2]) > -14
    assert loudness(place) == pytest.approx(-23, abs=1)


def test_loud_mixes_do_not_clip(studio: Studio) -> None:
    """Three tones at triple volume stay inside the range."""
    tones = [track(1, seg(0, 500, src="tone.wav", volume=3)) for _ in range(3)]
    assert abs(studio.film(track(0, seg(0, 500, src="blue.mp4")), *tones).samples).max() <= 1.05


def test_sped_up_sound_keeps_its_pitch_and_fits(studio: Studio) -> None:
    """Twice as fast: half as long, the same 400 Hz."""
    film = studio.film(track(0, seg(0, 1000, src="red.mp4", speed=2.0)))
    part = film.samples[0, 9600:38400]
    crossings = int(((part[:-1] < 0) & (part[1:] >= 0)).sum())
    assert abs(crossings / (len(part) / 48_000) - 400) < 12


def same(one: Any, other: Any) -> bool:
    return bool((one == other).all())


def test_untouched_clips_are_copied(studio: Studio) -> None:
    """No second encoding: the pictures are the very same, in order, twice; with sound beside them."""
    film = studio.film(
        track(0, seg(0, 1000, src="drawn"), seg(1000, 1000, src="drawn")),
        track(1, seg(0, 2000, style="lofi", volume=0.5)),
        canvas=(64, 36),
    )
    source = Film(Path(studio.library["drawn"]["path"]), silent=True)
    assert len(film.pictures) == 60 and film.level(0.2, 1.8) > 0.005
    assert all(same(film.pictures[n], source.pictures[n % 30]) for n in range(60))
    assert abs(film.samples.shape[1] / 48_000 - 2) < 0.05


@pytest.mark.parametrize(
    ("clip", "extra", "copied", "changed"),
    [
        ({}, [track(7, seg(2500, 800, text="■■■", style={"size": 3}))], range(120, 210), range(76, 98)),
        ({"fade_out": 500}, [], range(0, 180), range(200, 210)),
        ({"fade_in": 300}, [], range(60, 210), range(0, 5)),
        ({}, [track(0, seg(3000, 500, src="blue.mp4"))], range(120, 210), range(91, 104)),
    ],
    ids=["title", "fade out", "fade in", "another clip on top"],
)
def test_only_what_changes_is_encoded_again(
    studio: Studio, clip: dict[str, Any], extra: list[dict[str, Any]], copied: range, changed: range
) -> None:
    """Groups of pictures without words, fades or other clips stay to the bit; the others show the change."""
    film = studio.film(track(0, seg(0, 7000, src="longer", **clip)), *extra, canvas=(64, 36))
    source = Film(Path(studio.library["longer"]["path"]), silent=True)
    assert len(film.pictures) == 210
    assert all(same(film.pictures[n], source.pictures[n]) for n in copied)
    assert not any(same(film.pictures[n], source.pictures[n]) for n in changed)
    assert abs(film.pictures[110].astype(int) - source.pictures[110]).mean() < 6


def test_a_trimmed_clip_keeps_its_inner_groups(studio: Studio) -> None:
    """From the middle of one group to the middle of another; picture for picture the right ones."""
    film = studio.film(track(0, seg(0, 4500, src="longer", **{"in": 1500})), canvas=(64, 36))
    source = Film(Path(studio.library["longer"]["path"]), silent=True)
    assert len(film.pictures) == 135
    assert all(same(film.pictures[n], source.pictures[n + 45]) for n in range(15, 75))
    assert all(abs(film.pictures[n].astype(int) - source.pictures[n + 45]).mean() < 6 for n in range(135))


def test_pieces_cover_the_film_once() -> None:
    """Copied and encoded pieces follow each other without gap or overlap."""
    clip = Clip(Source("a", "missing", "video", "upload", 9000, 64, 36), 0, 9000)
    film = Film_(64, 36, 9000, (clip,), (), (), ())
    assert plan_pieces(film) is None
    assert [len(visible(film, ms)) for ms in (0, 8999, 9000)] == [1, 1, 0]


def test_unknown_tracks_are_noted_and_left_out(studio: Studio) -> None:
    """Stickers and effects of the cloud's own: the rest is rendered."""
    film = studio.film(
        track(0, seg(0, 300, src="red.mp4")), track(12, seg(0, 300, name="sparkle")), track(1, seg(0, 300, name="zzz"))
    )
    assert len(film.pictures) == 9 and len(studio.notes) == 2


@pytest.mark.parametrize(
    "spelling",
    ["red.mp4", "http://127.0.0.1:9/files/secret-red.mp4/red.mp4", "http://old.host:1/files/secret-red.mp4/x?y=1"],
)
def test_sources_by_id_or_own_address(studio: Studio, spelling: str) -> None:
    """The port of an earlier run doesn't matter: the random part is the key."""
    assert near(studio.film(track(0, seg(0, 100, src=spelling))).pixel(0), RED)


def test_a_draft_in_another_spelling(studio: Studio) -> None:
    """Hand-made, as JSON text, with missing starts and nested sources."""
    draft = (
        '{"tracks": [{"type": "video", "segments": ['
        '{"duration": 300, "material": {"url": "x/files/secret-red.mp4/r.mp4"}}, '
        '{"duration": 300, "source": "/files/secret-blue.mp4/b.mp4"}]}]}'
    )
    render_draft(draft, studio.library, studio.out, canvas=(160, 90))
    film = Film(studio.out)
    assert near(film.pixel(0.1), RED) and near(film.pixel(0.5), BLUE) and len(film.pictures) == 18


def test_cancelling_leaves_no_file(studio: Studio) -> None:
    """Half-way through."""
    seen: list[float] = []
    draft = {"t": [track(0, seg(0, 2000, src="red.mp4"))]}
    with pytest.raises(RenderCancelled):
        render_draft(
            draft, studio.library, studio.out, canvas=(160, 90), progress=seen.append, cancelled=lambda: len(seen) >= 20
        )
    assert not studio.out.exists() and seen == sorted(seen)


def test_a_file_that_went_missing(studio: Studio, tmp_path: Path) -> None:
    """Words, not a traceback; no half file."""
    studio.library = {"gone": row(tmp_path / "gone.mp4", "video", "upload", 1000, (10, 10))}
    with pytest.raises(Exception, match="gone"):
        studio.film(track(0, seg(0, 100, src="gone")))
    assert not studio.out.exists()


def test_a_clip_without_source_is_an_error(studio: Studio) -> None:
    """Named by its place."""
    with pytest.raises(RenderError, match="1"):
        studio.film(track(0, seg(0, 100)))


@pytest.mark.parametrize(
    ("kind", "left", "right"), [("wipe", RED, BLUE), ("slide", RED, BLUE), ("dip-black", BLACK, BLACK)]
)
def test_transitions(studio: Studio, kind: str, left: Any, right: Any) -> None:
    """In the middle of each: half of both, or all of the colour between them."""
    film = studio.film(
        track(
            0,
            seg(0, 1000, src="red.mp4", volume=0),
            seg(500, 1000, src="blue.mp4", volume=0, transition={"type": kind, "d": 500}),
        )
    )
    assert near(film.pixel(0.75, 0.2), left, 40) and near(film.pixel(0.75, 0.8), right, 40)
    assert near(film.pixel(0.4), RED) and near(film.pixel(1.1), BLUE)


def test_mirror_hold_and_zoom(studio: Studio) -> None:
    """The marked half changes sides; a held picture stays although its source goes on; a zoom keeps what is central."""
    film = studio.film(track(0, seg(0, 1500, src="marked.mp4", mirror="horizontal")))
    assert near(film.pixel(1.4, 0.25), BLUE) and min(film.pixel(1.4, 0.75)) > 200
    film = studio.film(track(0, seg(0, 1900, src="marked.mp4", hold_duration=1000)))
    assert near(film.pixel(1.8, 0.25), BLUE)
    film = studio.film(track(0, seg(0, 1500, src="marked.mp4", motion={"type": "pan-right", "amount": 4.0})))
    assert near(film.pixel(1.4, 0.25), BLUE) and near(film.pixel(1.4, 0.6), BLUE)


def test_a_picture_in_a_picture(studio: Studio) -> None:
    """In its corner and nowhere else, for its own time."""
    inset = seg(0, 500, src="photo.png", inset={"position": "top-right", "size": 0.3})
    film = studio.film(track(0, seg(0, 1000, src="red.mp4", volume=0)), track(0, inset))
    assert near(film.pixel(0.27, 0.8, 0.2), GREEN) and near(film.pixel(0.27, 0.2, 0.7), RED)
    assert near(film.pixel(0.7, 0.8, 0.2), RED)


def test_music_makes_room_and_repeats(studio: Studio) -> None:
    """Quieter while footage sounds; a short file plays again and again."""
    music = seg(0, 4000, src="tone.wav", volume=0.5, loop=True)
    alone = studio.film(track(0, seg(0, 4000, src="photo.png")), track(1, music))
    assert alone.level(2.2, 3.8) > 0.5 * alone.level(0.1, 0.9) > 0
    talk = track(0, seg(0, 2000, src="red.mp4", volume=0.1), seg(2000, 2000, src="photo.png"))
    ducked = studio.film(talk, track(1, seg(0, 4000, src="tone.wav", volume=0.5, loop=True, ducking=True)))
    plain = studio.film(talk, track(1, music))
    assert ducked.level(0.5, 1.5) < 0.6 * plain.level(0.5, 1.5)
    assert abs(ducked.level(3.2, 3.8) - plain.level(3.2, 3.8)) < 0.01


def test_the_tempo_of_a_song(tmp_path: Path) -> None:
    """Told from clicks at 100 a minute; not from a plain tone."""
    samples = np.zeros(48_000 * 8, np.float32)
    for n in range(13):
        at = round(n * 0.6 * 48_000)
        samples[at : at + 2000] = np.random.default_rng(n).uniform(-0.5, 0.5, 2000)
    path = tmp_path / "clicks.wav"
    path.write_bytes(wav_bytes(samples))
    assert abs((beats_per_minute(str(path)) or 0) - 100) < 1
    path.write_bytes(tone_bytes(seconds=5))
    assert beats_per_minute(str(path)) is None
