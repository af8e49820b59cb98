"""Every language says everything, with the same values in it."""

from __future__ import annotations

import re

import pytest

from nemo_skill.timeline import read_timeline
from nemo_skill.timeline.wording import LANGUAGES, language_of

_SAME = {"ref_plain"}  # a bare label


@pytest.mark.parametrize("tag", [tag for tag in LANGUAGES if tag != "en"])
def test_every_sentence_is_translated(tag: str) -> None:
    """A template that is English still, or that forgets a value, is reported."""
    english = LANGUAGES["en"].sentences
    for key, sentence in LANGUAGES[tag].sentences.items():
        assert key in _SAME or sentence != english[key], key
        fields = [sorted(re.findall(r"{(\w+)}", text)) for text in (sentence, english[key])]
        assert fields[0] == fields[1], key


@pytest.mark.parametrize(
    ("tag", "summary"),
    [
        ("en-GB", 'Timeline (1 track): 1. Title: "Hi" (0-3s)'),
        ("zh-CN", "时间线（1 条轨道）：1. 标题：“Hi”（0-3秒）"),
        ("zh_TW", "時間軸（1 條軌道）：1. 標題：「Hi」（0-3秒）"),
        ("zh-Hant-HK", "時間軸（1 條軌道）：1. 標題：「Hi」（0-3秒）"),
        ("xx", 'Timeline (1 track): 1. Title: "Hi" (0-3s)'),
    ],
)
def test_tags(tag: str, summary: str) -> None:
    """Region and script choose between the Chinese scripts; an unknown language is English."""
    draft = {"t": [{"tt": 7, "sg": [{"d": 3000, "m": {"text": "Hi"}}]}]}
    assert read_timeline(draft).summary(tag) == summary
    assert language_of(tag) in LANGUAGES.values()
