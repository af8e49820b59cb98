"""Reading drafts: the specified summary, and the many spellings in which drafts may come."""

import json
from typing import Any

import pytest
from hypothesis import given, settings

from nemo_skill.timeline import draft_of, read_timeline

from .drafts import Draft, anything, city, segment

CITY = (
    'Timeline (3 tracks): 1. Video: city timelapse (0-10s) 2. BGM: Lo-fi (0-10s, 35%) 3. Title: "Urban Dreams" (0-3s)'
)


def test_the_specified_summary() -> None:
    assert read_timeline(city()).summary() == CITY


def test_the_summary_in_chinese() -> None:
    assert read_timeline(city()).summary("zh-CN") == (
        "时间线（3 条轨道）：1. 视频：city timelapse（0-10秒） 2. 背景音乐：Lo-fi（0-10秒，35%）"
        " 3. 标题：“Urban Dreams”（0-3秒）"
    )


def test_the_json_form() -> None:
    written = read_timeline(city()).to_json()
    assert written == {
        "duration_ms": 10000,
        "tracks": [
            {"n": 1, "kind": "video", "type": 0,
             "segments": [{"name": "city timelapse", "start_ms": 0, "duration_ms": 10000}]},
            {"n": 2, "kind": "audio", "type": 1,
             "segments": [{"name": "Lo-fi", "start_ms": 0, "duration_ms": 10000, "volume": 0.35}]},
            {"n": 3, "kind": "text", "type": 7,
             "segments": [{"name": "Urban Dreams", "start_ms": 0, "duration_ms": 3000, "text": "Urban Dreams"}]},
        ],
        "summary": CITY,
    }  # fmt: skip
    assert list(written) == ["duration_ms", "tracks", "summary"]
    json.dumps(written)


@pytest.mark.parametrize(
    "wrapped",
    [
        lambda draft: {"draft": draft},
        lambda draft: {"state": {"draft": draft, "video_infos": []}},
        lambda draft: {"code": 0, "data": {"session_id": "1", "state": {"draft": draft, "canvas_config": {}}}},
        lambda draft: {"data": {"draft": draft}},
        json.dumps,
        lambda draft: json.dumps(json.dumps(draft)),
        lambda draft: json.dumps(draft).encode(),
        lambda draft: {"data": {"state": {"draft": json.dumps(draft)}}},
        lambda draft: {"data": {"state": json.dumps({"draft": draft})}},
        lambda draft: "\ufeff" + json.dumps(draft),
        lambda draft: draft["t"],
    ],
)
def test_a_draft_is_found_wherever_it_lies(wrapped: Any) -> None:
    assert read_timeline(wrapped(city())).summary() == CITY
    assert draft_of(wrapped(city())) in (city(), city()["t"])


@pytest.mark.parametrize(
    "nothing",
    [None, {}, [], "", "null", "{}", "{broken", 3, True, b"\xff", {"draft": None}, {"draft": {}}, {"draft": ""},
     {"draft": "{}"}, {"code": 0, "data": None}, {"data": {"state": {"video_infos": []}}}, {"data": {"state": None}},
     {"session_id": "1", "state": {"canvas_config": {"width": 1}}}, {"data": {"state": {"draft": "null"}}}],
)  # fmt: skip
def test_no_draft_is_an_empty_timeline(nothing: Any) -> None:
    timeline = read_timeline(nothing)
    assert (timeline.tracks, timeline.duration_ms, timeline.ready) == ((), 0, False)
    assert timeline.summary() == "Timeline (0 tracks): empty"
    assert draft_of(nothing) is None


@pytest.mark.parametrize(
    ("draft", "ready"),
    [
        ({"t": []}, False),
        ({"t": [{"tt": 0, "sg": []}]}, False),
        ({"t": [{"tt": 0, "sg": []}, {"tt": 42, "sg": [{}]}]}, True),
        ({"t": [{"sg": [{"d": 1}]}]}, True),
        ({"t": [{"sg": None}, None, 3]}, False),
    ],
)
def test_ready_means_some_track_has_segments(draft: Draft, ready: bool) -> None:
    assert read_timeline(draft).ready is ready


def one(kind: int, item: Any, **track: Any) -> str:
    """The summary of a draft with one track and one segment, without its head."""
    return read_timeline({"t": [{"tt": kind, "sg": [item], **track}]}).summary().removeprefix("Timeline (1 track): 1. ")


@pytest.mark.parametrize(
    ("item", "times"),
    [
        ({"d": 3000}, "0-3s"),
        ({"d": "3000"}, "0-3s"),
        ({"d": 3000.0, "start": 500.0}, "0.5-3.5s"),
        ({"duration": 3500}, "0-3.5s"),
        ({"d": 3000, "s": 2000}, "2-5s"),
        ({"d": 3000, "st": 2000}, "2-5s"),
        ({"d": 3000, "start_ms": 2000}, "2-5s"),
        ({"d": 3000, "startTime": "2000"}, "2-5s"),
        ({"d": 3000, "m": {"start_time": 2000}}, "2-5s"),
        ({"d": 3000, "m": {"offset": 2000}}, "2-5s"),
        ({"d": 3000, "offset": 700, "m": {"start": 2000}}, "2-5s"),
        ({"d": {"start": 2000, "duration": 3000}}, "2-5s"),
        ({"target_timerange": {"start": 2000, "duration": 3000}}, "2-5s"),
        ({"start": 2000, "end": 5000}, "2-5s"),
        ({"s": 2000, "e": 5000, "m": {"duration": 60000}}, "2-5s"),
        ({"duration": "3.5s", "start": "500ms"}, "0.5-4s"),
        ({"start_sec": 2, "duration_sec": 3}, "2-5s"),
        ({"start": "0:02", "end": "1:05"}, "2-65s"),
        ({"start": 0, "end": "1:02:05"}, "0:00-1:02:05"),
        ({"d": 900000}, "0:00-15:00"),
        ({"d": 3333}, "0-3.33s"),
        ({"d": 0}, "0-0s"),
        ({}, "0-0s"),
        ({"d": -500}, "0-0s"),
        ({"d": 3000, "s": -1000}, "0-2s"),
        ({"d": True, "s": False}, "0-0s"),
        ({"d": "soon", "s": [1]}, "0-0s"),
        ({"d": float("inf")}, "0-0s"),
        ({"d": float("nan"), "duration": 1000}, "0-1s"),
        ({"d": 10**400}, "0-0s"),
        ({"d": 1000, "ts": 1790000000000}, "0-1s"),
        ({"d": 1000, "position": {"x": 5, "y": 7}}, "0-1s"),
    ],
)
def test_times(item: Draft, times: str) -> None:
    assert one(0, {"name": "x", **item}) == f"Video: x ({times})"


def test_a_segment_without_start_follows_the_one_before() -> None:
    draft = {"t": [{"tt": 0, "sg": [segment(2000, name="a"), segment(1000, 5000, name="b"), segment(500, name="c")]}]}
    timeline = read_timeline(draft)
    assert [each.start_ms for each in timeline.tracks[0].segments] == [0, 5000, 6000]
    assert timeline.duration_ms == 6500


def test_the_drafts_own_duration_counts_before_the_last_end() -> None:
    assert read_timeline({"d": 8000, "t": [{"tt": 1, "sg": [segment(60000)]}]}).duration_ms == 8000
    assert read_timeline({"d": 0, "t": [{"tt": 1, "sg": [segment(6000)]}]}).duration_ms == 6000
    assert read_timeline({"m": {"duration": 7000}, "t": []}).duration_ms == 7000


def test_a_lone_segment_without_length_lasts_as_long_as_its_track_or_the_whole() -> None:
    draft = {
        "d": 8000,
        "t": [
            {"tt": 0, "d": 6000, "sg": [{"name": "a"}]},
            {"tt": 1, "sg": [{"name": "b", "s": 1000}]},
            {"tt": 7, "sg": [{"text": "c", "d": 0}]},
        ],
    }
    times = [(each.start_ms, each.duration_ms) for track in read_timeline(draft).tracks for each in track.segments]
    assert times == [(0, 6000), (1000, 7000), (0, 0)]


@pytest.mark.parametrize(
    ("item", "name"),
    [
        ({"name": "sunset.mp4"}, "sunset.mp4"),
        ({"m": {"name": "sunset"}}, "sunset"),
        ({"m": {"title": "sunset", "url": "https://cdn.example/x.mp4"}}, "sunset"),
        ({"m": {"url": "https://cdn.example/a/my%20clip_1.final.mp4?Signature=abc#t=1"}}, "my clip 1.final"),
        ({"source": {"url": "https://cdn.example/%E5%9F%8E%E5%B8%82.mp4"}}, "城市"),
        ({"src": "C:\\clips\\beach.mov"}, "beach"),
        ({"material": {"name": "beach"}}, "beach"),
        ({"m": '{"name":"packed"}'}, "packed"),
        ({"name": "https://cdn.example/river.mp4"}, "river"),
        ({"m": {"url": "https://cdn.example/6f1d1c0e-9d2f-4a57-9a0e-111111111111.mp4"}}, "Clip 1"),
        ({"name": "9b2e61a0c7d84f35", "m": {"prompt": "a fox in the snow"}}, "a fox in the snow"),
        ({"m": {"url": "https://cdn.example/"}}, "Clip 1"),
        ({"name": "  "}, "Clip 1"),
        ({"name": 5}, "Clip 1"),
        ({"name": "two\n lines\t\u202eodd"}, "two lines odd"),
        ({"name": "x" * 100}, "x" * 59 + "…"),
        ({"transition": {"name": "fade", "duration": 500}}, "Clip 1"),
    ],
)
def test_names(item: Draft, name: str) -> None:
    assert one(0, {"d": 1000, **item}) == f"Video: {name} (0-1s)"


@pytest.mark.parametrize(
    ("item", "shown"),
    [
        ({"volume": 0.35}, "35%"),
        ({"m": {"vol": 35}}, "35%"),
        ({"v": "35%"}, "35%"),
        ({"v": "0.35"}, "35%"),
        ({"volume": 100}, "100%"),
        ({"volume": 1}, "100%"),
        ({"volume": 1.5}, "150%"),
        ({"volume": 2.0}, "200%"),
        ({"volume": 0}, "0%"),
        ({"volume": 0.004}, "0.4%"),
        ({"gain": "-6 dB"}, "50%"),
        ({"volume": {"value": 0.2}}, "20%"),
        ({"audio": {"volume": 0.2}}, "20%"),
        ({"volume": 0.8, "muted": True}, "0%"),
        ({"volume": -1}, None),
        ({"volume": None}, None),
        ({"volume": "loud"}, None),
    ],
)
def test_volumes(item: Draft, shown: str | None) -> None:
    assert one(1, {"d": 1000, "name": "x", **item}) == "BGM: x (0-1s{})".format(f", {shown}" if shown else "")


def test_the_volume_may_stand_on_the_track_and_is_news_on_a_clip_only_when_changed() -> None:
    assert one(1, {"d": 1000, "name": "x"}, volume=0.2) == "BGM: x (0-1s, 20%)"
    assert one(0, {"d": 1000, "name": "x", "volume": 1.0}) == "Video: x (0-1s)"
    assert one(0, {"d": 1000, "name": "x", "volume": 0.5, "speed": 2}) == "Video: x (0-1s, 50%, 2x)"


@pytest.mark.parametrize(
    ("item", "shown"),
    [
        ({"text": "Hi"}, '"Hi"'),
        ({"m": {"content": "Hi"}}, '"Hi"'),
        ({"m": {"txt": "Hi"}}, '"Hi"'),
        ({"c": "Hi"}, '"Hi"'),
        ({"t": "Hi"}, '"Hi"'),
        ({"text": {"content": "Hi", "style": {"color": "#fff"}}}, '"Hi"'),
        ({"content": '{"text":"Hi","styles":[]}'}, '"Hi"'),
        ({"text": ["Hi", "there"]}, '"Hi there"'),
        ({"m": {"name": "Hi"}}, '"Hi"'),
        ({"name": "text_01", "m": {"text": "Hi"}}, '"Hi"'),
        ({"text": 'Say "hi"'}, "'Say \"hi\"'"),
        ({"text": 'It\'s "it"'}, '“It\'s "it"”'),
        ({"text": "two\nlines"}, '"two lines"'),
        ({"text": "x" * 100}, '"' + "x" * 59 + '…"'),
        ({}, "Text 1"),
    ],
)
def test_texts(item: Draft, shown: str) -> None:
    assert one(7, {"d": 1000, **item}) == f"Title: {shown} (0-1s)"


@pytest.mark.parametrize(
    ("track", "label", "kind"),
    [
        ({"tt": 0}, "Video", "video"),
        ({"tt": "0"}, "Video", "video"),
        ({"tt": 0.0}, "Video", "video"),
        ({"tt": 1}, "BGM", "audio"),
        ({"tt": 7}, "Title", "text"),
        ({"tt": "audio"}, "BGM", "audio"),
        ({"type": "subtitle"}, "Subtitle", "text"),
        ({"tt": 1, "m": {"name": "Voiceover"}}, "Voiceover", "audio"),
        ({"tt": 1, "name": "旁白"}, "Voiceover", "audio"),
        ({"tt": 1, "name": "Voice 2"}, "Voiceover", "audio"),
        ({"tt": 1, "name": "Voice of Spring"}, "BGM", "audio"),
        ({"tt": 1, "name": "English voice-over"}, "Voiceover", "audio"),
        ({"tt": 7, "name": "English subtitles"}, "Subtitle", "text"),
        ({"tt": 1, "role": "sfx"}, "Sound effect", "audio"),
        ({"tt": 1, "name": "Background music"}, "BGM", "audio"),
        ({"tt": 7, "m": {"type": "caption"}}, "Subtitle", "text"),
        ({"tt": 7, "name": "字幕"}, "Subtitle", "text"),
        ({"tt": 0, "name": "PiP"}, "Overlay", "video"),
        ({"tt": 3}, "Track", "other"),
        ({"tt": 3, "m": {"name": "Snow"}, "sg": []}, "Snow", "other"),
        ({"tt": 1, "sg": [{"name": "tts_1.mp3"}, {"m": {"type": "narration"}}]}, "Voiceover", "audio"),
        ({"tt": 1, "sg": [{"name": "The Voice of the Sea"}]}, "BGM", "audio"),
        ({"tt": 4, "name": "sticker track"}, "Sticker", "other"),
        ({}, "Track", "other"),
        ({"tt": [1]}, "Track", "other"),
    ],
)
def test_kinds_and_labels(track: Draft, label: str, kind: str) -> None:
    read = read_timeline({"t": [{"sg": [{"d": 1}], **track}]}).tracks[0]
    assert (read.label, read.kind) == (label, kind)


@pytest.mark.parametrize(
    ("item", "kind"),
    [
        ({"src": "https://x.org/a.mp3?x=1"}, "audio"),
        ({"m": {"url": "https://x.org/a.jpg"}}, "video"),
        ({"text": "Hi"}, "text"),
    ],
)
def test_a_track_without_type_is_known_by_what_it_holds(item: Draft, kind: str) -> None:
    assert read_timeline({"t": [{"sg": [item]}]}).tracks[0].kind == kind


def test_a_track_name_serves_a_nameless_segment_unless_it_only_says_the_role() -> None:
    assert one(1, {"d": 1000}, m={"name": "Lo-fi"}) == "BGM: Lo-fi (0-1s)"
    assert one(1, {"d": 1000}, name="Audio track 1") == "BGM: Audio 1 (0-1s)"
    assert one(7, {"d": 1000}, m={"name": "Urban Dreams"}) == 'Title: "Urban Dreams" (0-1s)'


def test_a_track_of_an_unknown_type_shows_its_name_once() -> None:
    assert one(3, {"d": 1000}, m={"name": "Snow"}) == "Track: Snow (0-1s)"
    assert one(3, {"d": 1000, "name": "flakes"}, m={"name": "Snow"}) == "Snow: flakes (0-1s)"


def test_the_id_of_a_source_is_kept_but_no_name() -> None:
    segment_read = read_timeline({"t": [{"tt": 0, "sg": [{"m": {"src": "asset_7"}}]}]}).tracks[0].segments[0]
    assert (segment_read.source, segment_read.name) == ("asset_7", "")


def test_long_timelines_are_cut() -> None:
    many = {"t": [{"tt": 0, "sg": [segment(1000, name=f"c{n}") for n in range(9)]}, {"tt": 7, "sg": []}]}
    assert read_timeline(many).summary() == (
        "Timeline (2 tracks): 1. Video: c0 (0-1s), c1 (1-2s), c2 (2-3s), c3 (3-4s), c4 (4-5s), c5 (5-6s),"
        " +3 more 2. Title: empty"
    )
    assert read_timeline({"t": [{"tt": 1, "sg": []}] * 25}).summary().endswith("20. BGM: empty +5 more")


@pytest.mark.parametrize(
    ("style", "words"),
    [
        ({"style": {"color": "#FFFFFF"}}, "white"),
        ({"m": {"fontColor": "#fd0"}}, "yellow"),
        ({"color": [1, 1, 1, 1]}, "white"),
        ({"color": "rgb(0, 0, 0)"}, "black"),
        ({"color": "White"}, "white"),
        ({"style": {"color": "0xFFC83C", "bold": True}}, "bold gold"),
        ({"style": "neon glow"}, "neon glow"),
        ({"style": "#ffffff"}, "white"),
        ({"color": "#80FF80"}, "#80FF80"),
        ({"style": {"id": "123"}}, None),
        ({"style": 7}, None),
    ],
)
def test_styles(style: Draft, words: str | None) -> None:
    assert read_timeline({"t": [{"tt": 7, "sg": [{"text": "x", **style}]}]}).tracks[0].segments[0].style == words


@pytest.mark.parametrize(
    ("around", "expected"),
    [
        ({"ratio": "9:16"}, ("9:16", None, None, None)),
        ({"canvas_config": {"width": 1080, "height": 1920, "ratio": "9:16"}}, ("9:16", 1080, 1920, None)),
        ({"canvas": {"w": "1080", "h": 1920.0}, "fps": 30}, (None, 1080, 1920, 30.0)),
        ({"resolution": "1920x1080"}, (None, 1920, 1080, None)),
        ({"width": -3, "height": "tall"}, (None, None, None, None)),
    ],
)
def test_the_canvas(around: Draft, expected: tuple[Any, ...]) -> None:
    timeline = read_timeline({"t": [], **around})
    assert (timeline.ratio, timeline.width, timeline.height, timeline.fps) == expected
    assert read_timeline({"state": {"draft": {"t": []}, **around}})[3:7] == expected


def test_a_link_is_shown_without_its_signature() -> None:
    source = "https://cdn.example/a.mp4"
    draft = {"t": [{"tt": 0, "sg": [{"d": 1, "url": source + "?X-Amz-Signature=abc"}]}]}
    assert read_timeline(draft).to_json()["tracks"][0]["segments"][0]["source"] == source


@settings(max_examples=200, deadline=None)
@given(draft=anything)
def test_nothing_raises(draft: Any) -> None:
    timeline = read_timeline(draft)
    assert timeline.summary().startswith("Timeline (")
    assert "\n" not in timeline.summary()
    json.dumps(timeline.to_json(), allow_nan=False)
    draft_of(draft)


def test_a_bottomless_draft_raises_nothing() -> None:
    deep: Any = {}
    for _ in range(3000):
        deep = {"draft": deep, "m": deep}
    assert read_timeline(deep).tracks == ()
    assert read_timeline("[" * 100_000).tracks == ()
