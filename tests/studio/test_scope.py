"""Which clips, which words and which look a clause is about. Pure."""

from __future__ import annotations

from typing import Any

import pytest

from nemo_skill.studio.agent.captions import Caption, read_cues, read_list, spread
from nemo_skill.studio.agent.scope import MIDDLE
from nemo_skill.studio.agent.slots import mask, read_slots
from nemo_skill.studio.agent.textlook import only_look, read_look


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("swap clip 1 & 3", (1, 3)),
        ("clips 1, 2 and 4 darker", (1, 2, 4)),
        ("clips 2-4", (2, 3, 4)),
        ("the first two clips", (1, 2)),
        ("the last couple of shots", (-2, -1)),
        ("the second one should be 2 seconds", (2,)),
        ("second to last clip", (-2,)),
        ("the middle clip", (MIDDLE,)),
        ("no transition between 2 & 3", (2, 3)),
        ("cut the first 2 seconds", ()),
        ("remove the first 1.5 seconds", ()),
        ("in the last second", ()),
        ("trim 1 second from the start of clip 2", (2,)),
        ("make shot 3 2x", (3,)),
        ("交换第一段和第三段", (1, 3)),
        ("第1、3段", (1, 3)),
        ("最后两个镜头", (-2, -1)),
        ("前两段", (1, 2)),
        ("倒数第二个", (-2,)),
        ("镜头2静音", (2,)),
        ("最后2秒", ()),
        ("第3秒", ()),
    ],
)
def test_clips_by_number(text: str, wanted: tuple[int, ...]) -> None:
    """Counted from 1, from the end with negative numbers; seconds are no clips."""
    assert read_slots(text, mask(text)).indices == wanted


def test_places_and_exceptions() -> None:
    """What is left out, and beside which clip something goes."""

    def scope(text: str) -> Any:
        return read_slots(text, mask(text)).scope

    assert scope("remove everything except the second clip").besides and scope("除了第二段都删掉").besides
    assert not scope("删除第一个镜头").besides
    assert scope("add a shot of a dog after clip 1").after == 1 and scope("在第二段后面插入日落").after == 2
    assert scope("put a sunset before the last clip").before == -1
    assert scope("insert a sunset between clip 2 & 3").between


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("make it bold gold", {"weight": 800, "color": "#FFC83D"}),
        ("white with a red outline", {"outline": "#E53935", "color": "#FFFFFF"}),
        ("with a semi-transparent black box", {"box": "#101010"}),
        ("remove the box", {"box": ""}),
        ("on a white box", {"box": "#FFFFFF", "color": "#101010"}),
        ("thin and italic", {"weight": 300, "italic": True}),
        ("a bit bigger", {"size": 1.2}),
        ("much smaller", {"size": 0.49}),
        ("font size 150%", {"size": 1.5}),
        ("20% smaller", {"size": 0.8}),
        ("it is too big", {"size": 0.7}),
        ("in the top left corner in #00ff88", {"position": "top-left", "color": "#00FF88"}),
        ("黑色底框，加粗，大一点", {"box": "#101010", "weight": 800, "size": 1.4}),
        ("白字黑边框", {"outline": "#101010", "color": "#FFFFFF"}),
    ],
)
def test_looks(text: str, wanted: dict[str, Any]) -> None:
    """Colour, weight, outline, panel, size, place."""
    assert read_look(read_slots(text, mask(text)), {"size": 1.0}) == wanted


def test_words_that_are_only_a_look() -> None:
    """They are no title."""
    assert only_look("gold") and only_look("in the top left corner") and only_look("加个黑色底框")
    assert not only_look("Golden Hour") and not only_look("red wine & friends") and not only_look("秋日私语")


SRT = """add these subtitles
1
00:00:00,500 --> 00:00:02,000
<i>Hello</i>
there

2
00:00:03.000 --> 00:00:04.250
Bye
"""


def test_srt_blocks() -> None:
    """With tags, two lines in a block, and a point for the comma."""
    found = read_cues(SRT)
    assert found is not None and found.rest == "add these subtitles"
    assert found.lines == (Caption("Hello\nthere", 500, 2000), Caption("Bye", 3000, 4250))


@pytest.mark.parametrize(
    "text",
    [
        "subtitles:\n0:00-0:02 Hello\n0:02-0:05 Bye",
        "字幕\n0-2秒：Hello\n2-5秒：Bye",
        "captions\n[0s - 2s] Hello\n[2s - 5s] Bye",
    ],
)
def test_lines_with_times(text: str) -> None:
    found = read_cues(text)
    assert found is not None and found.lines == (Caption("Hello", 0, 2000), Caption("Bye", 2000, 5000))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("subtitles: 'A' from 0 to 2s, 'B' from 2 to 4s", [("A", 0, 2000), ("B", 2000, 4000)]),
        ("add subtitles 'A' and 'B' and 'C'", [("A", 0, 3000), ("B", 3000, 6000), ("C", 6000, 9000)]),
        ("captions: one / two / three", [("one", 0, 3000), ("two", 3000, 6000), ("three", 6000, 9000)]),
        ("加字幕：第一句“你好”，第二句“再见”", [("你好", 0, 4500), ("再见", 4500, 9000)]),
        ("subtitles: 0:00-0:02 Hello / 0:03-0:05 Bye", [("Hello", 0, 2000), ("Bye", 3000, 5000)]),
        ("subtitles: 0-2s 'A', 4-6s 'B'", [("A", 0, 2000), ("B", 4000, 6000)]),
    ],
)
def test_lists(text: str, wanted: list[tuple[str, int, int]]) -> None:
    """Without times the lines share the video."""
    message = mask(text)
    found = read_list(message.text, message)
    assert found is not None and spread(found.lines, 9000, []) == wanted


@pytest.mark.parametrize("text", ["add a subtitle 'once'", "make the captions yellow", "remove the subtitles", "hello"])
def test_no_list(text: str) -> None:
    message = mask(text)
    assert read_list(message.text, message) is None and read_cues(text) is None


def test_lines_for_certain_clips() -> None:
    message = mask("字幕“雪”放在第三段，“海”放在第一段")
    found = read_list(message.text, message)
    assert found is not None
    assert spread(found.lines, 3000, [(0, 1000), (1000, 2000), (2000, 3000)]) == [("雪", 2000, 3000), ("海", 0, 1000)]


def test_lines_take_the_times_of_the_clips() -> None:
    """One line a clip; what comes after the end is left out."""
    lines = (Caption("a"), Caption("b"))
    assert spread(lines, 5000, [(0, 1000), (1000, 5000)]) == [("a", 0, 1000), ("b", 1000, 5000)]
    assert spread((Caption("a", 1000), Caption("b", 9000, 9500)), 5000, []) == [("a", 1000, 5000)]
