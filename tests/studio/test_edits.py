"""Messages carried out on a timeline: what the draft holds afterwards. No server, nothing is drawn."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from nemo_skill.studio import Limits, Options
from nemo_skill.studio.agent import timeline
from nemo_skill.studio.agent.cut import EDITS, Cut
from nemo_skill.studio.agent.drawing import missing_drawings
from nemo_skill.studio.agent.edits_sound import put_music
from nemo_skill.studio.agent.edits_text import put_text
from nemo_skill.studio.agent.slots import Slots
from nemo_skill.studio.agent.understand import Scene, read_message
from nemo_skill.studio.store import Asset
from nemo_skill.timeline import read_timeline


def asset(
    id: str, *, kind: str = "video", origin: str = "generated", ms: int = 4000, size: tuple[int, int] = (1920, 1080)
) -> Asset:
    return Asset(
        id=id,
        session_id="1",
        user_id="u",
        secret=f"s-{id}",
        path=f"1/{id}",
        name=id,
        kind=kind,
        origin=origin,  # type: ignore[arg-type]
        duration_ms=ms,
        width=size[0],
        height=size[1],
        fps=30,
        hash="",
        turn=0,
        details={"prompt": f"a {id}", "seed": 7},
    )


ASSETS = {
    one.id: one
    for one in (
        asset("fox"), asset("whale"), asset("beach.mp4", origin="upload", ms=6000),
        asset("photo.jpg", kind="image", origin="upload", ms=0),
        asset("song.mp3", kind="audio", origin="upload", ms=30_000),
    )
}  # fmt: skip


def new_cut(draft: dict[str, Any], *, language: Any = "en", ratio: str = "16:9") -> Cut:
    return Cut(
        draft=copy.deepcopy(draft),
        ratio=ratio,
        assets=ASSETS,
        fresh=(),
        language=language,
        options=Options(),
        limits=Limits(),
        missing_glyphs=lambda text: "".join(char for char in text if ord(char) > 0xFFFF),
    )


def base() -> dict[str, Any]:
    """Fox 0-4 s, whale 4-8 s, music at 35 %, a title for 3 s."""
    draft = timeline.new_draft("16:9")
    for name in ("fox", "whale"):
        timeline.video(draft).append(timeline.segment(timeline.total_ms(draft), 4000, name=name, src=name, **{"in": 0}))
    cut = new_cut(draft)
    put_music(cut, "lo-fi")
    put_text(cut, Slots(text="title"), "Wild")
    timeline.reflow(cut.draft)
    return cut.draft


def after(text: str, draft: dict[str, Any] | None = None) -> Cut:
    """The cut after a message, which must be understood whole."""
    names = tuple(one.name for one in ASSETS.values() if one.origin == "upload")
    turn = read_message(text, Scene("en", has_timeline=True, uploads=names))
    assert turn.kind == "edit" and not turn.unclear, turn
    cut = new_cut(base() if draft is None else draft, language=turn.language)
    for edit in turn.edits:
        EDITS[edit.kind](cut, edit.slots)
    timeline.reflow(cut.draft)
    return cut


def video(cut: Cut) -> list[tuple[str, int, int]]:
    return [(item["m"]["name"], item["s"], item["d"]) for item in cut.shots]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("trim it to 5 seconds", [("fox", 0, 4000), ("whale", 4000, 1000)]),
        ("actually make it longer, like 10 seconds", [("fox", 0, 4000), ("whale", 4000, 6000)]),
        ("trim each clip to 1 second", [("fox", 0, 1000), ("whale", 1000, 1000)]),
        ("it's too long, make it 6 seconds", [("fox", 0, 4000), ("whale", 4000, 2000)]),
        ("the video is too slow", [("fox", 0, 2667), ("whale", 2667, 2667)]),
        ("cut the second clip in half", [("fox", 0, 4000), ("whale", 4000, 2000), ("whale", 6000, 2000)]),
        ("put the whale first", [("whale", 0, 4000), ("fox", 4000, 4000)]),
        ("make it 10 seconds long", [("fox", 0, 4000), ("whale", 4000, 6000)]),
        ("shorten it by 2 seconds", [("fox", 0, 4000), ("whale", 4000, 2000)]),
        ("make the first shot 2 seconds", [("fox", 0, 2000), ("whale", 2000, 4000)]),
        ("cut the first 2 seconds", [("fox", 0, 2000), ("whale", 2000, 4000)]),
        ("remove the last 5 seconds", [("fox", 0, 3000)]),
        ("cut out from 3s to 5s", [("fox", 0, 3000), ("whale", 3000, 3000)]),
        ("remove 1s to 2s", [("fox", 0, 1000), ("fox", 1000, 2000), ("whale", 3000, 4000)]),
        ("trim 1 second off the end", [("fox", 0, 4000), ("whale", 4000, 3000)]),
        ("keep only the first 4 seconds", [("fox", 0, 4000)]),
        ("keep 2s to 6s", [("fox", 0, 2000), ("whale", 2000, 2000)]),
        ("speed it up 2x", [("fox", 0, 2000), ("whale", 2000, 2000)]),
        ("make the second clip half speed", [("fox", 0, 4000), ("whale", 4000, 8000)]),
        ("slow motion for the first shot", [("fox", 0, 8000), ("whale", 8000, 4000)]),
        ("split it at 2 seconds", [("fox", 0, 2000), ("fox", 2000, 2000), ("whale", 4000, 4000)]),
        ("swap the first and second clip", [("whale", 0, 4000), ("fox", 4000, 4000)]),
        ("move the last clip to the beginning", [("whale", 0, 4000), ("fox", 4000, 4000)]),
        ("move the first shot to the end", [("whale", 0, 4000), ("fox", 4000, 4000)]),
        ("reverse the order of the shots", [("whale", 0, 4000), ("fox", 4000, 4000)]),
        ("delete the second shot", [("fox", 0, 4000)]),
        ("remove the fox shot", [("whale", 0, 4000)]),
        ("duplicate the first clip", [("fox", 0, 4000), ("fox", 4000, 4000), ("whale", 8000, 4000)]),
        ("add a crossfade of 1 second", [("fox", 0, 4000), ("whale", 3000, 4000)]),
        ("replace the second shot with a dog on a beach", [("fox", 0, 4000), ("a dog on a beach", 4000, 4000)]),
        ("add another shot of a bear for 3 seconds", [("fox", 0, 4000), ("whale", 4000, 4000), ("a bear", 8000, 3000)]),
        (
            "add a second scene with a bear, 2 seconds",
            [("fox", 0, 4000), ("whale", 4000, 4000), ("a bear", 8000, 2000)],
        ),
        ("replace the fox with a wolf", [("a wolf", 0, 4000), ("whale", 4000, 4000)]),
        ("把fox换成wolf", [("a wolf", 0, 4000), ("whale", 4000, 4000)]),
        ("add a shot of the moon at the start", [("the moon", 0, 4000), ("fox", 4000, 4000), ("whale", 8000, 4000)]),
        ("add beach.mp4 at the end", [("fox", 0, 4000), ("whale", 4000, 4000), ("beach.mp4", 8000, 6000)]),
        ("start a new timeline with beach.mp4", [("beach.mp4", 0, 6000)]),
        (
            "insert photo.jpg at the beginning for 2 seconds",
            [("photo.jpg", 0, 2000), ("fox", 2000, 4000), ("whale", 6000, 4000)],
        ),
        ("replace the first shot with beach.mp4", [("beach.mp4", 0, 4000), ("whale", 4000, 4000)]),
        ("make a slideshow of my photos, 2 seconds each", [("photo.jpg", 0, 2000)]),
        ("剪到5秒", [("fox", 0, 4000), ("whale", 4000, 1000)]),
        ("去掉前两秒", [("fox", 0, 2000), ("whale", 2000, 4000)]),
        ("去掉最后3秒", [("fox", 0, 4000), ("whale", 4000, 1000)]),
        ("从3秒到5秒剪掉", [("fox", 0, 3000), ("whale", 3000, 3000)]),
        ("只保留前4秒", [("fox", 0, 4000)]),
        ("加速到2倍", [("fox", 0, 2000), ("whale", 2000, 2000)]),
        ("删除第一个镜头", [("whale", 0, 4000)]),
        ("交换第一个和第二个镜头", [("whale", 0, 4000), ("fox", 4000, 4000)]),
        ("把最后一个镜头放到开头", [("whale", 0, 4000), ("fox", 4000, 4000)]),
        ("第二个镜头换成海边的狗", [("fox", 0, 4000), ("海边的狗", 4000, 4000)]),
        ("缩短2秒", [("fox", 0, 4000), ("whale", 4000, 2000)]),
        ("再加一个鲸鱼跃起的镜头", [("fox", 0, 4000), ("whale", 4000, 4000), ("鲸鱼跃起", 8000, 4000)]),
        ("延长到10秒", [("fox", 0, 4000), ("whale", 4000, 6000)]),
        ("trim 1 second from the start of clip 2", [("fox", 0, 4000), ("whale", 4000, 3000)]),
        ("cut clip 1 at 1 second", [("fox", 0, 1000), ("fox", 1000, 3000), ("whale", 4000, 4000)]),
        ("split clip 2 in half and delete the second part", [("fox", 0, 4000), ("whale", 4000, 2000)]),
        ("keep only the second clip", [("whale", 0, 4000)]),
        ("remove everything except the whale clip", [("whale", 0, 4000)]),
        ("make clip 1 twice as long", [("fox", 0, 8000), ("whale", 8000, 4000)]),
        ("speed up the second clip by 100%", [("fox", 0, 4000), ("whale", 4000, 2000)]),
        ("make clip 2 a bit slower", [("fox", 0, 4000), ("whale", 4000, 5000)]),
        ("put the fox last", [("whale", 0, 4000), ("fox", 4000, 4000)]),
        ("move clip 2 to position 1", [("whale", 0, 4000), ("fox", 4000, 4000)]),
        ("freeze the last frame for 2 seconds", [("fox", 0, 4000), ("whale", 4000, 6000)]),
        ("add a shot of a bear after clip 1", [("fox", 0, 4000), ("a bear", 4000, 4000), ("whale", 8000, 4000)]),
        (
            "add two shots: a bear fishing, and a harbour at dawn",
            [
                ("fox", 0, 4000),
                ("whale", 4000, 4000),
                ("a bear fishing", 8000, 4000),
                ("a harbour at dawn", 12_000, 4000),
            ],
        ),
        ("show a bear fishing, 2 seconds", [("fox", 0, 4000), ("whale", 4000, 4000), ("a bear fishing", 8000, 2000)]),
        ("then show a bear", [("fox", 0, 4000), ("whale", 4000, 4000), ("a bear", 8000, 4000)]),
        ("make it night", [("a fox, night", 0, 4000), ("a whale, night", 4000, 4000)]),
        (
            "make it in pixel art style",
            [("a fox, pixel art style", 0, 4000), ("a whale, pixel art style", 4000, 4000)],
        ),
        ("change the style to watercolour", [("a fox, watercolour", 0, 4000), ("a whale, watercolour", 4000, 4000)]),
        ("add rain to clip 2", [("fox", 0, 4000), ("a whale, rain", 4000, 4000)]),
        ("the fox clip is too long", [("fox", 0, 2800), ("whale", 2800, 4000)]),
        ("i don't like the second shot, remove it", [("fox", 0, 4000)]),
        ("shorten clip 1 to 1.5 sec and clip 2 to 2 sec", [("fox", 0, 1500), ("whale", 1500, 2000)]),
        ("cut everything after 6 seconds", [("fox", 0, 4000), ("whale", 4000, 2000)]),
        ("去掉前1秒和最后1秒", [("fox", 0, 3000), ("whale", 3000, 3000)]),
        ("start with the whale", [("whale", 0, 4000), ("fox", 4000, 4000)]),
        ("finish with a shot of the moon", [("fox", 0, 4000), ("whale", 4000, 4000), ("the moon", 8000, 4000)]),
        ("use a wolf instead of the fox", [("a wolf", 0, 4000), ("whale", 4000, 4000)]),
        ("slow motion for the first 2 seconds", [("fox", 0, 4000), ("fox", 4000, 2000), ("whale", 6000, 4000)]),
        ("speed up 4s to 6s 2x", [("fox", 0, 4000), ("whale", 4000, 1000), ("whale", 5000, 2000)]),
        ("now a third shot: a bear", [("fox", 0, 4000), ("whale", 4000, 4000), ("a bear", 8000, 4000)]),
        ("make a video out of these photos, 2 seconds each", [("photo.jpg", 0, 2000)]),
        ("make the second shot aerial", [("fox", 0, 4000), ("a whale, aerial", 4000, 4000)]),
        ("move the fox after the whale", [("whale", 0, 4000), ("fox", 4000, 4000)]),
        ("make the whale clip twice as fast", [("fox", 0, 4000), ("whale", 4000, 2000)]),
        ("trim both ends by half a second", [("fox", 0, 3500), ("whale", 3500, 3500)]),
        ("split at 1s and 6s", [("fox", 0, 1000), ("fox", 1000, 3000), ("whale", 4000, 2000), ("whale", 6000, 2000)]),
        ("change clip 2: a bear", [("fox", 0, 4000), ("a bear", 4000, 4000)]),
        ("it should be snowing in clip 1", [("a fox, snowing", 0, 4000), ("whale", 4000, 4000)]),
        ("shave off the last second", [("fox", 0, 4000), ("whale", 4000, 3000)]),
        ("make a highlight of the first 3 seconds", [("fox", 0, 3000)]),
        ("从第3秒剪到第8秒", [("fox", 0, 1000), ("whale", 1000, 4000)]),
        ("reorder: 2, 1", [("whale", 0, 4000), ("fox", 4000, 4000)]),
        ("加一段下雪的森林", [("fox", 0, 4000), ("whale", 4000, 4000), ("下雪的森林", 8000, 4000)]),
        (
            "add a new shot of a bear between the first and second, make it 2 seconds",
            [("fox", 0, 4000), ("a bear", 4000, 2000), ("whale", 6000, 4000)],
        ),
        ("cut out the middle 2 seconds", [("fox", 0, 3000), ("whale", 3000, 3000)]),
        ("change the second shot so that it shows a bear", [("fox", 0, 4000), ("a bear", 4000, 4000)]),
        ("i'd like a slower pace", [("fox", 0, 8000), ("whale", 8000, 8000)]),
        ("hmm, make clip 1 1s and clip 2 2s", [("fox", 0, 1000), ("whale", 1000, 2000)]),
        ("再加一个熊的镜头，1秒", [("fox", 0, 4000), ("whale", 4000, 4000), ("熊", 8000, 1000)]),
        ("镜头2删掉", [("fox", 0, 4000)]),
        ("把第一段放慢一倍", [("fox", 0, 8000), ("whale", 8000, 4000)]),
        ("只留第二段", [("whale", 0, 4000)]),
        ("在第一段后面插入一个日落的镜头", [("fox", 0, 4000), ("日落", 4000, 4000), ("whale", 8000, 4000)]),
        ("在2秒处分割", [("fox", 0, 2000), ("fox", 2000, 2000), ("whale", 4000, 4000)]),
    ],
)
def test_pictures(text: str, wanted: list[tuple[str, int, int]]) -> None:
    """Shots with their start and length in ms; the draft's own length follows, sound and words stay inside."""
    cut = after(text)
    assert video(cut) == wanted
    end = wanted[-1][1] + wanted[-1][2]
    assert cut.draft["d"] == end
    assert all(item["s"] + item["d"] <= end for track in cut.draft["t"] for item in track["sg"])
    assert cut.done or cut.remarks


def title(cut: Cut) -> tuple[str, int, int, str, str]:
    item = timeline.segments(cut.draft, timeline.TEXT)[-1]
    return item["m"]["text"], item["s"], item["d"], item["m"]["style"]["position"], item["m"]["style"]["color"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("add a title 'Golden Hour' at the end in yellow", ("Golden Hour", 5000, 3000, "center", "#FDD835")),
        ('add the text "Hi" from 2s to 4s at the top', ("Hi", 2000, 2000, "top", "#FFFFFF")),
        ("add a subtitle 'once upon a time'", ("once upon a time", 0, 8000, "bottom", "#FFFFFF")),
        ("add a watermark '@me'", ("@me", 0, 8000, "bottom-right", "#FFFFFF")),
        ("add a title saying Big News at 3 seconds", ("Big News", 3000, 3000, "center", "#FFFFFF")),
        ("给它加个标题叫做秋日私语，红色", ("秋日私语", 3000, 3000, "center", "#E53935")),
        ("字幕：愿岁月静好，从5秒到8秒", ("愿岁月静好", 5000, 3000, "bottom", "#FFFFFF")),
        ("title: The Long Way", ("The Long Way", 3000, 3000, "center", "#FFFFFF")),
        ("add a title 'Tiny' for 1 second at the bottom left", ("Tiny", 0, 1000, "bottom-left", "#FFFFFF")),
        ("change the title to 'Tame'", ("Tame", 0, 3000, "center", "#FFFFFF")),
        ("change 'Wild' to 'Tame'", ("Tame", 0, 3000, "center", "#FFFFFF")),
        ("make the text yellow and move it up a bit", ("Wild", 0, 3000, "top", "#FDD835")),
        ("can the title stay the whole time?", ("Wild", 0, 8000, "center", "#FFFFFF")),
        ("title off after 2 seconds", ("Wild", 0, 2000, "center", "#FFFFFF")),
        ("delay the title by 1 second", ("Wild", 1000, 3000, "center", "#FFFFFF")),
        ("make it say Tame World", ("Tame World", 0, 3000, "center", "#FFFFFF")),
        ("标题只在第二段显示", ("Wild", 4000, 4000, "center", "#FFFFFF")),
        ("put the title in the lower third", ("Wild", 0, 3000, "lower-third", "#FFFFFF")),
        ("title gold", ("Wild", 0, 3000, "center", "#FFC83D")),
        ("text should be white not yellow", ("Wild", 0, 3000, "center", "#FFFFFF")),
        ("put a subtitle under it saying coming soon", ("coming soon", 0, 8000, "bottom", "#FFFFFF")),
        ("title: 'Top' 97px, bold, top", ("Top", 0, 3000, "top", "#FFFFFF")),
        ("remove the title, then add 'New'", ("New", 0, 3000, "center", "#FFFFFF")),
        ("add a title 'Second'", ("Second", 3000, 3000, "center", "#FFFFFF")),
        ("把“Wild”改成“Tame”", ("Tame", 0, 3000, "center", "#FFFFFF")),
        ("把标题改成红色，放在顶部", ("Wild", 0, 3000, "top", "#E53935")),
        ("make the slogan green and put it bottom right", ("Wild", 0, 3000, "bottom-right", "#43A047")),
        ("make the title red", ("Wild", 0, 3000, "center", "#E53935")),
        ("move the title to the bottom", ("Wild", 0, 3000, "bottom", "#FFFFFF")),
        ("show the title for 5 seconds", ("Wild", 0, 5000, "center", "#FFFFFF")),
        ("加标题“城市之梦”", ("城市之梦", 3000, 3000, "center", "#FFFFFF")),
        ("加一个红色的标题“新年”，放在底部", ("新年", 0, 3000, "bottom", "#E53935")),
        ("把标题改成“新的开始”", ("新的开始", 0, 3000, "center", "#FFFFFF")),
        ("片尾加字幕“再见”", ("再见", 5000, 3000, "bottom", "#FFFFFF")),
        ("加字幕：很久以前", ("很久以前", 0, 8000, "bottom", "#FFFFFF")),
    ],
)
def test_words(text: str, wanted: tuple[str, int, int, str, str]) -> None:
    """Words, start, length, place and colour."""
    assert title(after(text)) == wanted


def test_texts_in_one_place_make_room() -> None:
    """An intro comes first and the title after it; without time left the new one goes elsewhere."""
    cut = after("add an intro that says 'Hello'")
    items = timeline.segments(cut.draft, timeline.TEXT)
    assert [(item["m"]["text"], item["s"]) for item in items] == [("Wild", 3000), ("Hello", 0)]
    cut = after("add a title 'More'", after("trim it to 3 seconds").draft)
    assert title(cut)[:4] == ("More", 0, 3000, "bottom")


def test_a_title_at_the_end_stays_at_the_end() -> None:
    """Also when the video grows or shrinks afterwards."""
    cut = after("add a title 'The End' at the end")
    cut = after("make it 10 seconds long", cut.draft)
    assert title(cut)[:3] == ("The End", 7000, 3000)
    assert title(after("trim it to 5 seconds", cut.draft))[:3] == ("The End", 2000, 3000)


def test_characters_without_a_glyph_are_named() -> None:
    """Left out with a remark; a title of nothing else is not added."""
    cut = after("add a title 'Hi \U0001f600 there'")
    assert title(cut)[0] == "Hi there" and "\U0001f600" in cut.remarks[0]
    cut = after("add a title '\U0001f600'")
    assert title(cut)[0] == "Wild" and not cut.done


def test_sizes() -> None:
    """Bigger on wish, also when it is put as a complaint."""
    for text, size in (("make the title bigger", 1.4), ("the title is too small", 1.4), ("标题太大了", 0.7)):
        assert timeline.segments(after(text).draft, timeline.TEXT)[0]["m"]["style"]["size"] == size
    assert "words" in after("add a caption under each picture").remarks[0]


def test_text_without_words_asks_for_them() -> None:
    """Nothing is invented."""
    cut = after("add subtitles")
    assert title(cut)[0] == "Wild" and "words" in cut.remarks[0]


def music(cut: Cut) -> list[tuple[str, float, int]]:
    return [
        (item["m"]["name"], item["m"]["volume"], item["d"]) for item in timeline.segments(cut.draft, timeline.AUDIO)
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("replace the music with something more energetic but quieter", [("Upbeat", 0.21, 8000)]),
        ("change the music to piano", [("Piano", 0.35, 8000)]),
        ("add epic music at 60%", [("Cinematic", 0.6, 8000)]),
        ("remove the music", []),
        ("set the music volume to 20%", [("Lo-fi", 0.2, 8000)]),
        ("make the music quieter", [("Lo-fi", 0.21, 8000)]),
        ("the music is too loud", [("Lo-fi", 0.21, 8000)]),
        ("the music is too quiet", [("Lo-fi", 0.58, 8000)]),
        ("music volume 5", [("Lo-fi", 0.5, 8000)]),
        ("halve the music volume", [("Lo-fi", 0.17, 8000)]),
        ("replace lo-fi with piano", [("Piano", 0.35, 8000)]),
        ("piano please", [("Piano", 0.35, 8000)]),
        ("音乐太大声了", [("Lo-fi", 0.21, 8000)]),
        ("make the music louder", [("Lo-fi", 0.58, 8000)]),
        ("mute the music", []),
        ("turn the music up by 20%", [("Lo-fi", 0.42, 8000)]),
        ("use song.mp3 as background music at 50%", [("song.mp3", 0.5, 8000)]),
        ("trim it to 5 seconds", [("Lo-fi", 0.35, 5000)]),
        ("换成欢快的音乐", [("Upbeat", 0.35, 8000)]),
        ("去掉音乐", []),
        ("音乐音量调到20%", [("Lo-fi", 0.2, 8000)]),
        ("把音乐调大一点", [("Lo-fi", 0.58, 8000)]),
    ],
)
def test_music(text: str, wanted: list[tuple[str, float, int]]) -> None:
    """Name, volume, length."""
    assert music(after(text)) == wanted


def test_an_unknown_style_is_said() -> None:
    """The nearest thing is taken, and named as such."""
    cut = after("add death metal music")
    assert cut.remarks and "style" in cut.remarks[0]


def test_fades() -> None:
    """Of the picture at both ends of the whole; of the music where it was asked for."""
    cut = after("fade in and out")
    assert (cut.shots[0]["m"]["fade_in"], cut.shots[-1]["m"]["fade_out"]) == (1000, 1000)
    cut = after("add a 2 second fade to black at the end")
    assert "fade_in" not in cut.shots[0]["m"] and cut.shots[-1]["m"]["fade_out"] == 2000
    cut = after("fade the music out over 3 seconds")
    item = timeline.segments(cut.draft, timeline.AUDIO)[0]
    assert item["m"]["fade_out"] == 3000 and "fade_in" not in item["m"]


@pytest.mark.parametrize(
    ("text", "look"),
    [
        ("make it black and white", "bw"),
        ("make it warmer", "warm"),
        ("cooler colours", "cold"),
        ("make it brighter", "bright"),
        ("it is too dark", "bright"),
        ("画面太暗了", "bright"),
        ("a bit darker please", "dark"),
        ("give it a vintage look", "vintage"),
        ("more vivid colours", "vivid"),
        ("apply a sepia filter", "sepia"),
        ("黑白", "bw"),
        ("暖色调", "warm"),
        ("画面亮一点", "bright"),
    ],
)
def test_moods(text: str, look: str) -> None:
    """On every shot."""
    assert [item["m"]["look"] for item in after(text).shots] == [[look], [look]]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("crossfade between clip 1 and clip 2", "crossfade"),
        ("use a wipe between the shots, 1 second", "wipe"),
        ("dip to black between the clips", "dip-black"),
        ("闪白转场", "dip-white"),
    ],
)
def test_transitions(text: str, wanted: str) -> None:
    """By their names; "hard cuts" takes them away."""
    cut = after(text)
    assert cut.shots[1]["m"]["transition"]["type"] == wanted
    assert "transition" not in after("hard cuts please", cut.draft).shots[1]["m"]


def test_one_clip_only() -> None:
    """Sound, camera, mirror of the clip that is named."""
    for text, key in (("mute clip 2", "volume"), ("zoom in on clip 2", "motion"), ("flip clip 2", "mirror")):
        first, second = after(text).shots
        assert key not in first["m"] and key in second["m"]


def test_footage_by_its_name() -> None:
    """Out again by the name it came in with."""
    cut = after("add beach.mp4 at the end")
    assert len(cut.shots) == 3
    assert [item["m"]["name"] for item in after("remove beach.mp4", cut.draft).shots] == ["fox", "whale"]


def test_picture_in_picture() -> None:
    """An upload goes over the clips; a clip leaves the track for it; "remove" brings nothing else with it."""
    cut = after("put beach.mp4 as a picture in picture in the top left")
    (item,) = timeline.overlays(cut.draft)
    assert item["m"]["inset"]["position"] == "top-left" and len(cut.shots) == 2
    assert not timeline.overlays(after("remove the picture in picture", cut.draft).draft)
    cut = after("show clip 2 small in the corner")
    assert [item["m"]["name"] for item in cut.shots] == ["fox"] and len(timeline.overlays(cut.draft)) == 1


def test_subtitles_from_a_list() -> None:
    """One line a clip; a second list takes the place of the first, and all of them are styled at once."""
    cut = after("subtitles: one / two")
    cut = after("add subtitles 'a' and 'b'", cut.draft)
    (track,) = [track for track in cut.draft["t"] if track["m"]["name"] == "Subtitle"]
    assert [(item["m"]["text"], item["s"], item["d"]) for item in track["sg"]] == [("a", 0, 4000), ("b", 4000, 4000)]
    cut = after("make the subtitles yellow with a black box", cut.draft)
    styles = [item["m"]["style"] for item in timeline.segments(cut.draft, timeline.TEXT)]
    assert [style["color"] for style in styles] == ["#FFFFFF", "#FDD835", "#FDD835"]
    assert "box" not in styles[0] and styles[1]["box"] == "#101010"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("stop the music at 5 seconds", [(0, 5000)]),
        ("start the music at 2 seconds", [(2000, 6000)]),
        ("no music from 2s to 4s", [(0, 2000), (4000, 4000)]),
        ("mute the music for the first 3 seconds", [(3000, 5000)]),
        ("music at 20%", [(0, 8000)]),
        ("音乐放在后半段", [(4000, 4000)]),
    ],
)
def test_music_in_a_part(text: str, wanted: list[tuple[int, int]]) -> None:
    """Cut to a stretch of the timeline, or a stretch out of it."""
    found = timeline.segments(after(text).draft, timeline.AUDIO)
    assert [(item["s"], item["d"]) for item in found] == wanted


def test_songs_fit_the_video() -> None:
    """A long one is cut and faded, a short one repeats; ducking starts where there is footage."""
    long = timeline.segments(after("use song.mp3 as the music").draft, timeline.AUDIO)[0]
    assert long["d"] == 8000 and long["m"]["fade_out"] and "ducking" not in long["m"]
    cut = after("start a new timeline with beach.mp4 and use song.mp3 as the music")
    assert timeline.segments(cut.draft, timeline.AUDIO)[0]["m"]["ducking"] is True
    cut = after("make clip 1 60 seconds")
    short = timeline.segments(after("use song.mp3 as the music", cut.draft).draft, timeline.AUDIO)[0]
    assert short["m"]["loop"] is True and short["d"] == 64_000


def test_it_means_what_was_worked_on() -> None:
    """In one message, and in the next: a new clip, a title, the music."""

    def then(text: str, *more: str) -> Cut:
        cut = after(text)
        for line in more:
            topic = timeline.topic_of(cut.draft, cut.focus)
            turn = read_message(line, Scene("en", has_timeline=True, topic=topic))
            assert turn.kind == "edit" and not turn.unclear, turn
            following = new_cut(cut.draft)
            following.focus = cut.focus
            for edit in turn.edits:
                EDITS[edit.kind](following, edit.slots)
            timeline.reflow(following.draft)
            cut = following
        return cut

    cut = then("add a shot of a bear", "make it shorter", "move that to the start")
    assert video(cut) == [("a bear", 0, 2800), ("fox", 2800, 4000), ("whale", 6800, 4000)]
    assert title(then("add a title 'New'", "make it gold", "move it to the top"))[3:] == ("top", "#FFC83D")
    assert title(then("add a title 'New'", "remove it"))[0] == "Wild"
    cut = then("subtitles: one / two", "make them yellow, at the top")
    assert [item["m"]["style"]["position"] for item in timeline.segments(cut.draft, timeline.TEXT)] == [
        "center",
        "top",
        "top",
    ]
    cut = then("put beach.mp4 small in the top left corner", "make it bigger", "move it to the bottom right")
    assert timeline.overlays(cut.draft)[0]["m"]["inset"] == {"position": "bottom-right", "size": 0.45}
    assert not timeline.overlays(then("put beach.mp4 small in the corner", "remove it").draft)
    assert title(then("加标题“新”", "改成金色"))[4] == "#FFC83D"
    assert music(then("make the music quieter", "make it more epic"))[0][0] == "Cinematic"
    assert music(then("add piano music", "a bit louder", "remove it")) == []


def test_a_mood_can_be_taken_back_and_be_on_one_shot() -> None:
    """The others keep theirs."""
    cut = after("make the second shot black and white")
    assert "look" not in cut.shots[0]["m"] and cut.shots[1]["m"]["look"] == ["bw"]
    assert all("look" not in item["m"] for item in after("remove the filter", cut.draft).shots)


def test_a_new_shape_has_everything_drawn_again() -> None:
    """Drawn clips only, with their own prompt and seed."""
    cut = after("make it vertical")
    found = missing_drawings(cut.draft, cut.wanted, dict(ASSETS), (1080, 1920))
    assert [(one.prompt, one.seed, one.duration_ms) for one in found] == [("a fox", 7, 4000), ("a whale", 7, 4000)]
    assert cut.ratio == "9:16"


def test_longer_drawn_shots_are_drawn_again_but_footage_ends() -> None:
    """A clip of 6 s can't be 9 s long, and that is said."""
    cut = after("make the second shot 9 seconds")
    assert [one.duration_ms for one in missing_drawings(cut.draft, {}, dict(ASSETS), (1920, 1080))] == [9000]
    cut = after("start a new timeline with beach.mp4")
    cut = after("make it 9 seconds long", cut.draft)
    assert video(cut) == [("beach.mp4", 0, 6000)] and "6 s" in cut.remarks[-1]
    assert missing_drawings(cut.draft, {}, dict(ASSETS), (1080, 1920)) == []


@pytest.mark.parametrize(
    "text",
    [
        "delete the fifth shot",
        "remove everything from 0s to 8s",
        "split it at 20 seconds",
        "swap the first and ninth clip",
    ],
)
def test_impossible_edits_change_nothing(text: str) -> None:
    """A remark instead."""
    cut = after(text)
    assert video(cut) == [("fox", 0, 4000), ("whale", 4000, 4000)] and cut.remarks and not cut.done


def test_the_summary_reads_as_documented() -> None:
    """The client's own reader sees the tracks the way the specification shows them."""
    assert (
        read_timeline(base()).summary()
        == 'Timeline (3 tracks): 1. Video: fox (0-4s), whale (4-8s) 2. BGM: Lo-fi (0-8s, 35%) 3. Title: "Wild" (0-3s)'
    )
