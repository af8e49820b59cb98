"""A short answer of the service doesn't hide what it did."""

from __future__ import annotations

import pytest

from nemo_skill.timeline import untold

TITLE = "Title added: 'Golden Hour' (0-3s, white)"
VOLUME = "BGM volume 35% -> 20%"
SHORTER = "Clip 2 shortened 5s -> 3s"
VOICE = "Track removed: Voiceover (intro.mp3)"
MUSIC = "BGM added: Lo-fi (0-10s, 35%)"
CLIP = "Clip added: city timelapse (0-10s)"
LOOK = "Clip 1 look set to warm"
RATIO = "Aspect ratio 16:9 -> 9:16"
TITLE_ZH = "标题已添加：“黄金时刻”（0-3秒）"
VOLUME_ZH = "背景音乐的音量：35% → 20%"
MUSIC_ZH = "背景音乐已添加：轻快钢琴（0-5秒，35%）"
ALL = [TITLE, VOLUME, SHORTER, VOICE, MUSIC, CLIP, LOOK, RATIO, TITLE_ZH, VOLUME_ZH, MUSIC_ZH]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Done!", []),
        ("Your video is ready.", []),
        ('I put "Golden Hour" over the first shot.', [TITLE]),
        ("The music now plays at 20 %.", [VOLUME, VOLUME_ZH]),
        ("I shortened the second clip to 3 seconds.", [SHORTER]),
        ("I removed the voiceover as you asked.", [VOICE]),
        ("There is lo-fi music under the timelapse of the city.", [MUSIC, CLIP]),
        ("It's vertical now (9:16).", [RATIO]),
        ("The look is warm.", [LOOK]),
        ("已加上标题「黄金时刻」，音乐调到２０％。", [VOLUME, TITLE_ZH, VOLUME_ZH]),
        ("配了一段轻快的钢琴曲。", [MUSIC_ZH]),
    ],
)
def test_what_a_text_tells(text: str, told: list[str]) -> None:
    """A change is told by its quotation, its new value or half of its words; everything else is left to say."""
    assert [change for change in ALL if change not in untold(ALL, text)] == told


def test_a_vague_change_adds_nothing() -> None:
    """That something changed is no news beside the service's own words."""
    assert untold(["Clip 1 changed", "Timeline changed", "片段 1 已更改"], "Done!") == []
    assert untold(["Title style set to bold"], "Done!") == ["Title style set to bold"]
