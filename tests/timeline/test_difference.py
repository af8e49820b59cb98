"""What changed from one draft to the next, in sentences."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from nemo_skill.timeline import differences

from .drafts import Draft, anything, city, drafts, edited, segment, three_clips

Edit = Callable[[Draft], object]


def clip(draft: Draft, index: int = 0, track: int = 0) -> Draft:
    """A segment of a draft, to be edited in place."""
    found: Draft = draft["t"][track]["sg"][index]
    return found


def set_in(track: int, index: int = 0, /, **metadata: Any) -> Edit:
    return lambda draft: clip(draft, index, track)["m"].update(metadata)


def set_on(track: int, index: int = 0, /, **values: Any) -> Edit:
    return lambda draft: clip(draft, index, track).update(values)


def title(text: str, start: int = 0, **values: Any) -> Draft:
    return {"tt": 7, "sg": [{**segment(3000, start, text=text), **values}]}


CITY_EDITS: list[tuple[Edit, list[str], list[str]]] = [
    (
        lambda d: d["t"].append(title("Golden Hour", style={"color": "#FFFFFF"})),
        ["Title added: 'Golden Hour' (0-3s, white)"],
        ["标题已添加：“Golden Hour”（0-3秒，白色）"],
    ),
    (
        lambda d: d["t"].append(title("Golden Hour")),
        ["Title added: 'Golden Hour' (0-3s)"],
        ["标题已添加：“Golden Hour”（0-3秒）"],
    ),
    (set_in(1, volume=0.2), ["BGM volume 35% -> 20%"], ["背景音乐的音量：35% → 20%"]),
    (lambda d: d["t"].pop(1), ["Track removed: BGM (Lo-fi)"], ["轨道已删除：背景音乐（Lo-fi）"]),
    (lambda d: d["t"].pop(2), ["Title removed: 'Urban Dreams' (0-3s)"], ["标题已删除：“Urban Dreams”（0-3秒）"]),
    (lambda d: d["t"][1]["sg"].clear(), ["BGM removed: Lo-fi (0-10s, 35%)"], ["背景音乐已删除：Lo-fi（0-10秒，35%）"]),
    (set_on(2, s=2000), ["Title moved 0-3s -> 2-5s"], ["标题已移动：0-3秒 → 2-5秒"]),
    (set_on(2, d=4500), ["Title lengthened 3s -> 4.5s"], ["标题已延长：3秒 → 4.5秒"]),
    (set_on(2, s=1000, d=4500), ["Title retimed 0-3s -> 1-5.5s"], ["标题的时间已更改：0-3秒 → 1-5.5秒"]),
    (
        set_in(2, text="B"),
        ["Title text changed: 'Urban Dreams' -> 'B'"],
        ["标题文字已更改：“Urban Dreams” → “B”"],
    ),
    (
        set_in(2, text="It's"),
        ["Title text changed: 'Urban Dreams' -> \"It's\""],
        ["标题文字已更改：“Urban Dreams” → “It's”"],
    ),
    (set_in(1, name="Piano"), ["BGM replaced: Lo-fi -> Piano"], ["背景音乐已替换：Lo-fi → Piano"]),
    (
        set_in(1, name="Piano", volume=0.2),
        ["BGM replaced: Lo-fi -> Piano", "BGM volume 35% -> 20%"],
        ["背景音乐已替换：Lo-fi → Piano", "背景音乐的音量：35% → 20%"],
    ),
    (set_on(0, speed=2), ["Clip 1 speed 1x -> 2x"], ["片段 1 的速度：1x → 2x"]),
    (set_in(0, filter="warm"), ["Clip 1 filter set to warm"], ["片段 1 的滤镜设为 warm"]),
    (
        set_in(0, transition={"type": "crossfade", "d": 500}),
        ["Clip 1 transition set to crossfade"],
        ["片段 1 的转场设为 crossfade"],
    ),
    (set_in(0, fade_in=500), ["Clip 1 fade in set to 0.5s"], ["片段 1 的淡入设为 0.5s"]),
    (set_in(0, look=["warm", "film"]), ["Clip 1 look set to warm, film"], ["片段 1 的色调设为 warm, film"]),
    (lambda d: d["t"][1]["sg"].append({}), ["BGM added: Audio 2 (10-10s)"], ["背景音乐已添加：音频 2（10-10秒）"]),
    (set_on(0, fx=[1, 2]), ["Clip 1 changed"], ["片段 1 已更改"]),
    (lambda d: d.update(ratio="9:16"), ["Aspect ratio set to 9:16"], ["画面比例设为 9:16"]),
    (lambda d: d.update(d=12000), ["Length 10s -> 12s"], ["时长：10秒 → 12秒"]),
    (lambda d: d["t"][0].update(locked=True), ["Video track locked none -> on"], ["视频轨道的locked：无 → 开"]),
    (lambda d: d["t"][0].update(x=[1]), ["Video track changed"], ["视频轨道已更改"]),
    (lambda d: d.update(x=[1]), ["Timeline changed"], ["时间线已更改"]),
    (
        lambda d: d["t"].insert(0, d["t"].pop(1)),
        ["Track order changed: Video, BGM, Title -> BGM, Video, Title"],
        ["轨道顺序已更改：视频，背景音乐，标题 → 背景音乐，视频，标题"],
    ),
]


@pytest.mark.parametrize(("edit", "english", "chinese"), CITY_EDITS)
def test_edits_of_the_city(edit: Edit, english: list[str], chinese: list[str]) -> None:
    after = edited(city(), edit)
    assert differences(city(), after) == english
    assert differences(json.dumps(city()), {"data": {"state": {"draft": after}}}, language="zh-CN") == chinese


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (set_on(0, 1, d=3000), ["Clip 2 shortened 5s -> 3s"]),
        (lambda d: d["t"][0]["sg"].pop(0), ["Clip removed: A (0-5s)"]),
        (lambda d: d["t"][0]["sg"].insert(0, segment(2000, name="new")), ["Clip added: new (0-2s)"]),
        (lambda d: d["t"][0]["sg"].append(segment(2000, name="A")), ["Clip added: A (14-16s)"]),
        (lambda d: d["t"][0]["sg"].insert(0, d["t"][0]["sg"].pop()), ["Order changed: A, B, C -> C, A, B"]),
        (set_in(0, 1, name="X"), ["Clip 2 replaced: B -> X"]),
        (lambda d: [s.update(speed=2) for s in d["t"][0]["sg"]], ["Clips 1-3 speed 1x -> 2x"]),
        (
            lambda d: d["t"][0].update(sg=[segment(2500, name="A"), segment(2500, name="A"), *d["t"][0]["sg"][1:]]),
            ["Clip added: A (2.5-5s)", "Clip 1 shortened 5s -> 2.5s"],
        ),
        (
            lambda d: (d["t"][0]["sg"].pop(), set_on(0, 0, d=3000)(d)),
            ["Clip removed: C (10-14s)", "Clip 1 shortened 5s -> 3s"],
        ),
    ],
)
def test_edits_of_three_clips(edit: Edit, expected: list[str]) -> None:
    assert differences(three_clips(), edited(three_clips(), edit)) == expected


def with_sources(*names: str, query: str = "", ids: bool = False, name: str | None = None) -> Draft:
    segments = [
        segment(1000, **({"name": name} if name else {}), url=f"https://cdn.example/{each}.mp4{query}")
        for each in names
    ]
    for n, each in enumerate(segments if ids else []):
        each["id"] = f"seg_{n}"
    return {"t": [{"tt": 0, "sg": segments}]}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (
            None,
            city(),
            ["Clip added: city timelapse (0-10s)", "BGM added: Lo-fi (0-10s, 35%)",
             "Title added: 'Urban Dreams' (0-3s)"],
        ),
        (
            city(),
            None,
            ["Track removed: Video (city timelapse)", "Track removed: BGM (Lo-fi)",
             "Title removed: 'Urban Dreams' (0-3s)"],
        ),
        ({}, {"t": [{"tt": 1, "sg": []}]}, ["Track added: BGM"]),
        ({"t": [{"tt": 1, "sg": []}]}, {}, ["Track removed: BGM"]),
        # Numbered ids that moved on with the positions say nothing about what was replaced.
        (with_sources("a", "b", ids=True), with_sources("new", "a", "b", ids=True), ["Clip added: new (0-1s)"]),
        # A fresh signature on a link is no change, another address is one.
        (with_sources("a", query="?Expires=1&Signature=x"), with_sources("a", query="?Expires=2&Signature=y"), []),
        (with_sources("a"), with_sources("b"), ["Clip 1 replaced: a -> b"]),
        (with_sources("a", name="city"), with_sources("b", name="city"), ["Clip 1 replaced: city (new file)"]),
        (with_sources("a", name="city"), with_sources("a", name="town"), ["Clip 1 renamed: city -> town"]),
        ({"t": [], "updated_at": 1, "version": 3}, {"t": [], "updated_at": 2, "version": 4}, []),
        ({"t": [], "a": None}, {"t": []}, []),
        ({"t": [title("x")]}, {"t": [title("x") | {"tt": 1}]}, ["Title removed: 'x' (0-3s)", "BGM added: x (0-3s)"]),
        (
            {"t": [title("x", style={"fontSize": 40})]},
            {"t": [title("x", style={"fontSize": 60})]},
            ["Title font size 40 -> 60"],
        ),
        (
            {"t": [title("x", style={"color": "white"})]},
            {"t": [title("x", style={"color": "gold"})]},
            ["Title style white -> gold"],
        ),
        (
            {"t": [{"tt": 0, "sg": [segment(1000, 0, name="a"), segment(1000, 1000, name="b")]}, {"tt": 0, "sg": []}]},
            {"t": [{"tt": 0, "sg": [segment(1000, 0, name="a")]}, {"tt": 0, "sg": [segment(1000, 1000, name="b")]}]},
            ["Clip 2 moved to track 2"],
        ),
        (
            {"canvas": {"w": 1920, "h": 1080}, "t": [title("x")]},
            {"canvas": {"w": 1080, "h": 1920}, "t": [title("x")]},
            ["Canvas 1920x1080 -> 1080x1920"],
        ),
        ({"fps": 24, "t": [title("x")]}, {"fps": 30, "t": [title("x")]}, ["Frame rate 24 -> 30"]),
        (
            {"t": [{"tt": 1, "sg": [segment(1000, name="x")]}]},
            {"t": [{"tt": 1, "sg": [segment(1000, name="x", volume=0.2)]}]},
            ["BGM volume set to 20%"],
        ),
        (
            {"t": [{"tt": 0, "sg": [segment(3333)]}]},
            {"t": [{"tt": 0, "sg": [segment(3334)]}]},
            ["Clip 1 lengthened 3.333s -> 3.334s"],
        ),
        (
            {"t": []},
            {"t": [{"tt": 7, "m": {"role": "subtitle"}, "sg": [segment(1000, text=f"line {n}") for n in range(40)]}]},
            [*(f"Subtitle added: 'line {n}' ({n}-{n + 1}s)" for n in range(5)), "Subtitle added: 35 more"],
        ),
    ],
)  # fmt: skip
def test_cases(before: Any, after: Any, expected: list[str]) -> None:
    assert differences(before, after) == expected


def test_nameless_clips_in_a_new_order_keep_their_old_numbers() -> None:
    clips = [{"id": f"c{n}", "d": 1000} for n in range(4)]
    before, after = ({"t": [{"tt": 0, "sg": [clips[n] for n in order]}]} for order in ((0, 1, 2, 3), (3, 1)))
    assert differences(before, after) == [
        "Clip removed: Clip 1 (0-1s)",
        "Clip removed: Clip 3 (2-3s)",
        "Order changed: Clip 2, Clip 4 -> Clip 4, Clip 2",
    ]


def test_two_titles_are_told_apart_by_number() -> None:
    before = {"t": [title("one"), title("two", 3000)]}
    after = {"t": [title("one"), title("2", 3000)]}
    assert differences(before, after) == ["Title 2 text changed: 'two' -> '2'"]


@pytest.mark.parametrize("language", ["en", "en-GB", "zh", "zh-CN", "zh_TW", "xx", ""])
def test_every_language_gives_sentences(language: str) -> None:
    assert len(differences(None, city(), language=language)) == 3


def test_a_link_or_an_id_is_not_shown() -> None:
    before, after = city(), edited(city(), set_in(0, maskUrl="https://cdn.example/m.png?sig=1", effectId="abc"))
    assert differences(before, after) == ["Clip 1 changed"]


@settings(max_examples=100, deadline=None)
@given(draft=anything)
def test_nothing_changed(draft: Any) -> None:
    assert differences(draft, draft) == []


@settings(max_examples=120, deadline=None)
@given(before=anything | drafts, after=anything | drafts, language=st.sampled_from(["en", "zh"]))
def test_nothing_raises(before: Any, after: Any, language: str) -> None:
    for line in differences(before, after, language=language):
        assert line.strip() == line != "" and "\n" not in line


def _leaf_paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(value, dict) and value:
        return [found for key, inner in value.items() for found in _leaf_paths(inner, (*path, key))]
    if isinstance(value, list) and value:
        return [found for n, inner in enumerate(value) for found in _leaf_paths(inner, (*path, n))]
    return [path]


@settings(max_examples=120, deadline=None)
@given(draft=drafts, data=st.data())
def test_no_change_of_content_is_passed_over(draft: Draft, data: st.DataObject) -> None:
    paths = [path for path in _leaf_paths(draft) if path and not any(str(p).startswith("updated") for p in path)]
    assume(paths)
    path = data.draw(st.sampled_from(paths))
    value = data.draw(st.sampled_from(["another", 4321, 0.77, True, ["x"]]))

    def change(after: Draft) -> None:
        holder: Any = after
        for part in path[:-1]:
            holder = holder[part]
        assume(holder[path[-1]] != value)
        holder[path[-1]] = value

    assert differences(draft, edited(draft, change))


def test_long_timelines_are_compared_quickly() -> None:
    many = {"t": [{"tt": 0, "sg": [segment(1000, name="same clip", n=n) for n in range(3000)]}]}
    after = edited(many, lambda d: d["t"][0]["sg"].insert(0, segment(500, name="new")))
    began = time.perf_counter()
    assert differences(many, after) == ["Clip added: new (0-0.5s)"]
    assert time.perf_counter() - began < 5
