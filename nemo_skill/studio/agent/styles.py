"""Music styles by the words that ask for them."""

from __future__ import annotations

import re

from ..music import MUSIC_STYLES, music_style

DEFAULT = "ambient" if "ambient" in MUSIC_STYLES else MUSIC_STYLES[0]
_LABELS = {"lofi": "Lo-fi"}
#: Words around a wish for music that say nothing about its style.
_PLAIN = re.compile(
    r"\b(?:add|put|use|give|play|include|set|change|replace|swap|switch|make|with|more|some|any|other|another|different|new|nice|good"
    r"|please|can|could|you|i|want|need|like|would|a|an|the|it|this|that|me|us|to|for|in|on|of|by|at|and|into|background|backing|under"
    r"|underneath|video|clip|music|bgm|soundtrack|song|score|beats?|tune|track|audio|volume|percent|fading|fades?|out|loud|quiet|very"
    r"|suitable|matching|fitting|is|be|should|have|there|also|now|then|whole|entire|over|my|its|s|seconds?)\b"
    r"|[\d%.,!?:;'\"()-]|加|添加|一段|一首|一些|点|个|段|首|的|音乐|配乐|背景|乐|歌曲?|曲子|换成|换|改成|配上?|用|来|放|给|视频|吧|请|帮我|再|把|音量|合适|bgm|\s",
    re.IGNORECASE,
)


def style_for(words: str) -> tuple[str, bool]:
    """A style of the synthesiser, and False when the words name a style that it doesn't have."""
    found = music_style(words)
    if found is not None:
        return found, True
    return DEFAULT, not _PLAIN.sub("", words)


def style_label(style: str) -> str:
    """As shown on the timeline: ``Lo-fi``."""
    return _LABELS.get(style, style.replace("_", " ").capitalize())
