"""Traditional Chinese is understood as well as simplified, and answered in its own script."""

from __future__ import annotations

from pathlib import Path

import pytest

from nemo_skill.studio.agent.chinese import simplified, writer
from nemo_skill.timeline import read_timeline

from .backend import Visitor, running


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("夕陽下的海邊，一隻貓在櫻花樹下", "夕阳下的海边，一只猫在樱花树下"),
        ("加標題「夏天的海灣」，音樂小聲一點", "加标题「夏天的海灣」，音乐小声一点"),
        ("a fox, no 'hanzi' here", "a fox, no 'hanzi' here"),
    ],
)
def test_tables_read_one_script(text: str, plain: str) -> None:
    """Whatever is quoted stays as it was written: it goes into the video."""
    assert simplified(text) == plain


@pytest.mark.parametrize(
    ("language", "answer"),
    [("zh-TW", "影片已生成。"), ("zh_Hant_HK", "影片已生成。"), ("zh-CN", "视频已生成。"), ("en", "视频已生成。")],
)
def test_answers_in_the_script_of_the_session(language: str, answer: str) -> None:
    assert writer(language)("视频已生成。") == answer


def test_a_taiwanese_session(data: Path) -> None:
    """The clip is understood, named and told in traditional characters."""
    with running(data) as url:
        visitor = Visitor(url, language="zh-TW")
        answer = visitor.say("幫我做一段 1 秒的影片：夕陽下的海邊")
        clip = read_timeline(visitor.state()["draft"]).tracks[0].segments[0]
        assert clip.name == "夕陽下的海邊" and "画" not in answer
