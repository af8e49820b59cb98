"""What messages mean: talk, new videos, edits. No server, no drawing."""

from __future__ import annotations

import pytest

from nemo_skill.studio.agent.understand import Scene, Turn, read_message

EMPTY = Scene("en", has_timeline=False)
WORK = Scene("en", has_timeline=True)


def shots(turn: Turn) -> list[tuple[str, int]]:
    assert turn.generation is not None, turn
    return [(shot.prompt, shot.duration_ms) for shot in turn.generation.shots]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "generate a 5-second clip of a city skyline transitioning from day to night",
            [("a city skyline transitioning from day to night", 5000)],
        ),
        (
            "generate a short descriptive sentence like 'a fox running through a snowy forest at dusk' into a 1080p "
            "MP4",
            [("a fox running through a snowy forest at dusk", 5000)],
        ),
        ("a fox running through a snowy forest at dusk", [("a fox running through a snowy forest at dusk", 5000)]),
        (
            "Could you make me a 12 second video of two whales jumping in the sea, please",
            [("two whales jumping in the sea", 12_000)],
        ),
        (
            "first a fox runs, then a bear sleeps and finally the moon rises, 3 seconds each",
            [("a fox runs", 3000), ("a bear sleeps", 3000), ("the moon rises", 3000)],
        ),
        (
            "Shot 1: a lighthouse at night. Shot 2: waves on the rocks.",
            [("a lighthouse at night", 4000), ("waves on the rocks", 4000)],
        ),
        ("I want a video about my bank balance", [("my bank balance", 5000)]),
        ("a download progress bar slowly filling, 6s", [("a download progress bar slowly filling", 6000)]),
        ("生成一段5秒的视频，黄昏时一只狐狸跑过雪林", [("黄昏时一只狐狸跑过雪林", 5000)]),
        (
            "做一个15秒竖屏短片：先是海边日出，然后是冲浪的人，最后是夕阳",
            [("海边日出", 5000), ("冲浪的人", 5000), ("夕阳", 5000)],
        ),
        ("帮我做一个关于星空的视频", [("星空", 5000)]),
        (
            "croissants on a tray, steam rising, then a happy customer, 6 seconds total, square",
            [("croissants on a tray, steam rising", 3000), ("a happy customer", 3000)],
        ),
        (
            "can you make a short video about a dragon over a castle? around 3 seconds",
            [("a dragon over a castle", 3000)],
        ),
        (
            "生成一个10秒的视频，主题是秋天的公园，分两个镜头：第一个是落叶，第二个是长椅上的老人",
            [("秋天的公园, 落叶", 5000), ("秋天的公园, 长椅上的老人", 5000)],
        ),
        ("一只猫在沙发上睡觉", [("一只猫在沙发上睡觉", 5000)]),
        (
            "shot 1 (3s): a fox. shot 2 (5s): a bear in a forest. Scene three: the moon",
            [("a fox", 3000), ("a bear in a forest", 5000), ("the moon", 4000)],
        ),
        ("镜头一（3秒）：狐狸；镜头二（5秒）：森林里的熊", [("狐狸", 3000), ("森林里的熊", 5000)]),
        (
            "a man walks into a cafe, then orders coffee, then smiles",
            [("a man walks into a cafe", 4000), ("a man orders coffee", 4000), ("a man smiles", 4000)],
        ),
        ("a sunset over the sea with crossfades, one take, 20 seconds", [("a sunset over the sea", 20_000)]),
    ],
)
def test_generation_prompts(text: str, wanted: list[tuple[str, int]]) -> None:
    """The scene without the request around it, its shots and their lengths."""
    assert shots(read_message(text, EMPTY)) == wanted


@pytest.mark.parametrize(
    ("text", "count", "about"),
    [
        ("make a 30 second ad for a coffee brand", 5, "coffee"),
        ("为一款运动手表做一个30秒的广告", 5, "运动手表"),
        ("a 20 second video of waves on a beach", 4, "waves on a beach"),
        ("make a video of a knight in 4 shots", 4, "a knight"),
        ("45 second trailer about a lost astronaut on mars", 8, "a lost astronaut on mars"),
        ("a 60 second timelapse of a city from day to night", 1, "city"),
    ],
)
def test_a_long_video_is_cut_from_different_shots(text: str, count: int, about: str) -> None:
    """No two alike, together as long as was asked for; a change of the light stays in one piece."""
    generation = read_message(text, EMPTY).generation
    assert generation is not None
    prompts = [shot.prompt for shot in generation.shots]
    assert len(prompts) == len(set(prompts)) == count and all(about in prompt for prompt in prompts)
    assert len({shot.name for shot in generation.shots}) == count


def test_the_hour_of_a_scene_is_kept() -> None:
    """A storyboard brings hours of its own only where the scene has none; a list after a colon names its shots."""
    generation = read_message("a 20 second video of a fox in the snow at night", EMPTY).generation
    assert generation is not None and not any("golden" in shot.prompt for shot in generation.shots)
    generation = read_message("a 30s travel video about Japan: temples, streets at night, and food", EMPTY).generation
    assert generation is not None
    assert [shot.prompt for shot in generation.shots] == ["temples", "streets at night", "food"]


def test_joins_of_a_new_video() -> None:
    """Crossfades and fades that come with the request are no part of the scene."""
    generation = read_message("first a fox, then a bear, with wipes, fade in and out", EMPTY).generation
    assert generation is not None
    assert (generation.transition, generation.fades) == ("wipe", (True, True))
    assert [shot.prompt for shot in generation.shots] == ["a fox", "a bear"]


@pytest.mark.parametrize(
    ("text", "ratio", "music", "titles", "declined"),
    [
        ("make a vertical 8 second video of a man playing music on a hill, no music", "9:16", "none", [], ()),
        ("a fox in the snow with lo-fi music and the title 'Winter Days'", None, "lo-fi", ["Winter Days"], ()),
        ("create a TikTok about coffee with upbeat background music", "9:16", "upbeat", [], ()),
        ("a square clip of rain on a window", "1:1", "", [], ()),
        ("a dog on a beach, 10s, with voiceover", None, "", [], ("voice",)),
        ("16:9 video of a harbour without sound", "16:9", "none", [], ()),
        ("生成竖屏视频：雪地里的狐狸，配上轻快的音乐，标题“冬天”", "9:16", "轻快", ["冬天"], ()),
        ("做一个横屏的夜景视频，不要音乐，加旁白", "16:9", "none", [], ("voice",)),
    ],
)
def test_what_comes_with_a_generation(
    text: str, ratio: str | None, music: str, titles: list[str], declined: tuple[str, ...]
) -> None:
    """Shape, music, titles, and what can't be had; a man playing music is content."""
    turn = read_message(text, EMPTY)
    assert turn.generation is not None
    assert turn.generation.ratio == ratio
    assert turn.generation.music == music
    assert [title.quotes[0] for title in turn.generation.titles] == titles
    assert turn.declined == declined


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("hi", "greeting"),
        ("Hello!", "greeting"),
        ("thanks, looks great", "thanks"),
        ("what can you do?", "abilities"),
        ("help", "abilities"),
        ("export", "export"),
        ("how do I export?", "export"),
        ("don't export yet", "wait"),
        ("你好", "greeting"),
        ("谢谢", "thanks"),
        ("你能做什么？", "abilities"),
        ("导出视频", "export"),
        ("先别导出", "wait"),
        ("what's on the timeline?", "contents"),
        ("please make the fox bigger", "unclear"),
        ("???", "unclear"),
        ("why is the sky blue?", "unclear"),
        ("sorry, my mistake", "unclear"),
        ("hide the status bar in the phone mockup", "unclear"),
        ("Noch nicht exportieren, die Musik ist zu laut", "unclear"),
    ],
)
def test_talk_is_recognised(text: str, topic: str) -> None:
    """Free answers, and honest ones to what isn't understood."""
    turn = read_message(text, WORK)
    assert (turn.kind, turn.talk) == ("talk", topic)


@pytest.mark.parametrize(
    "text", ["add a title 'Winter'", "trim it to 5 seconds", "add lo-fi music", "加标题“你好”", "剪到5秒"]
)
def test_nothing_to_edit(text: str) -> None:
    """An edit without a timeline is told, not drawn."""
    assert read_message(text, EMPTY).talk == "empty"


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("add lo-fi music", ["music.add"]),
        ("make the music quieter", ["volume"]),
        ("remove the music", ["music.remove"]),
        ("can you remove that piano?", ["music.remove"]),
        ("make it black and white except the title", ["mood"]),
        ("replace the village with a castle", ["replace"]),
        ("add a title 'Golden Hour' at the start in yellow", ["text.add"]),
        ("make the title red and bigger", ["text.change"]),
        ("remove the title", ["text.remove"]),
        ("get rid of the music and the title", ["music.remove", "text.remove"]),
        ("hmm the text is too small", ["text.change"]),
        ("add epic music and lower it a bit", ["music.add", "volume"]),
        ("show a phoenix instead", ["replace"]),
        ("把两个镜头的顺序换一下", ["reorder"]),
        ("把标题挪到下面", ["text.change"]),
        ("第一个镜头再短一点，3秒", ["length"]),
        ("trim it to 5 seconds", ["length"]),
        ("shorten the video by 2 seconds", ["length"]),
        ("make it longer", ["length"]),
        ("cut the first 2 seconds", ["cut.range"]),
        ("remove the last 3 seconds", ["cut.range"]),
        ("keep only the first 4 seconds", ["keep.range"]),
        ("speed it up 2x", ["speed"]),
        ("slow motion please", ["speed"]),
        ('make it black and white and add a title "Hi and bye" for 3 seconds', ["mood", "text.add"]),
        ("fade in and out", ["fade"]),
        ("lower the music to 20% and fade it out", ["volume", "fade.music"]),
        ("swap the first and second clip", ["reorder"]),
        ("move the last clip to the beginning", ["reorder"]),
        ("change the aspect ratio to 9:16", ["ratio"]),
        ("make it vertical for TikTok", ["ratio"]),
        ("change it to black and white", ["mood"]),
        ("replace the second shot with a dog on a beach", ["replace"]),
        ("add another shot of a whale jumping", ["shot.add"]),
        ("delete the second shot", ["remove"]),
        ("split it at 2 seconds", ["split"]),
        ("add a crossfade of 1 second", ["crossfade"]),
        ("make it warmer", ["mood"]),
        ("undo", ["undo"]),
        ("mute the original sound", ["sound.mute"]),
        ("add 'Start' at the beginning and 'The End' at the end", ["text.add", "text.add"]),
        ("fill the frame", ["fit"]),
        ("make it brighter, speed it up and add upbeat music", ["mood", "speed", "music.add"]),
        ("repeat it twice", ["duplicate"]),
        ("把音乐调小一点", ["volume"]),
        ("加标题“你好”", ["text.add"]),
        ("剪到5秒", ["length"]),
        ("改成竖屏", ["ratio"]),
        ("去掉最后两秒", ["cut.range"]),
        ("第二个镜头换成海边的狗", ["replace"]),
        ("再加一个鲸鱼跃起的镜头", ["shot.add"]),
        ("慢动作", ["speed"]),
        ("改成黑白", ["mood"]),
        ("加淡入淡出", ["fade"]),
        ("从3秒到5秒剪掉", ["cut.range"]),
        ("加一段欢快的背景音乐，音量30%", ["music.add", "volume"]),
        ("去掉音乐", ["music.remove"]),
        ("把标题改成“新的开始”", ["text.change"]),
        ("删除第二个镜头", ["remove"]),
        ("交换第一个和第二个镜头", ["reorder"]),
        ("撤销", ["undo"]),
        ("画面调亮一点，然后加字幕“再见”", ["mood", "text.add"]),
        ("加快一倍", ["speed"]),
        ("转场用叠化", ["crossfade"]),
        ("音乐淡出", ["fade.music"]),
    ],
)
def test_edit_kinds(text: str, kinds: list[str]) -> None:
    """Each clause is one edit of the right kind."""
    turn = read_message(text, WORK)
    assert turn.kind == "edit" and [edit.kind for edit in turn.edits] == kinds and not turn.unclear


@pytest.mark.parametrize(
    "text",
    [
        "generate a new clip of a cat",
        "make a video of a bear fishing",
        "create a 3 second animation of the moon",
        "now show me a city at night video",
        "a cat sleeping on a warm radiator",
        "our launch teaser, coins tumble on navy, 20 secs",
        "一只赤狐在雪林里小步跑，清晨逆光，镜头缓慢推近",
        "生成一个海边的视频",
        "做一段小猫的动画",
    ],
)
def test_a_new_video_beside_an_old_one(text: str) -> None:
    """A request for a video is one, timeline or not."""
    assert read_message(text, WORK).kind == "generate"


@pytest.mark.parametrize(
    ("text", "edits", "declined", "unclear"),
    [
        ("add a title 'A' and a voice-over", 1, ("voice",), 0),
        ("remove the background", 0, ("cutout",), 0),
        ("make it 4k and warmer", 1, ("upscale",), 0),
        ("add a sound effect of rain", 0, ("effects",), 0),
        ("make it warmer and wobble the flux", 1, (), 1),
        ("给视频加配音", 0, ("voice",), 0),
        ("use a serif font", 0, ("font",), 0),
        ("remove the background noise", 0, ("noise",), 0),
        ("add 2 seconds of black at the end", 0, ("black",), 0),
        ("make a thumbnail", 0, ("thumbnail",), 0),
        ("translate the title", 0, ("translate",), 0),
    ],
)
def test_what_cannot_be_done_is_said(text: str, edits: int, declined: tuple[str, ...], unclear: int) -> None:
    """Part of a message may be refused while the rest is done."""
    turn = read_message(text, WORK)
    assert (len(turn.edits), turn.declined, len(turn.unclear)) == (edits, declined, unclear)


@pytest.mark.parametrize(
    ("text", "music", "silent"),
    [
        ("a fox in the snow, no music", "none", False),
        ("a fox in the snow without sound", "none", True),
        ("a silent video of a fox in the snow", "none", True),
        ("a fox in the snow", "", False),
        ("雪地里的狐狸，不要声音", "none", True),
    ],
)
def test_silence_is_more_than_no_music(text: str, music: str, silent: bool) -> None:
    """Without music the place still sounds."""
    generation = read_message(text, EMPTY).generation
    assert generation is not None
    assert (generation.music, generation.silent, len(generation.shots)) == (music, silent, 1)


def test_music_volume_of_a_new_video() -> None:
    """Said along with the music, and not part of the scene."""
    generation = read_message("snow on a village with soft piano music at 20% volume", EMPTY).generation
    assert generation is not None
    assert (generation.music, generation.volume) == ("soft piano", 0.2)
    assert generation.shots[0].prompt == "snow on a village"


def test_words_in_quotes_are_content() -> None:
    """Whatever they say."""
    turn = read_message("add a title 'Remove the music and export now'", WORK)
    assert [edit.kind for edit in turn.edits] == ["text.add"]
    assert turn.edits[0].slots.quotes == ("Remove the music and export now",)
