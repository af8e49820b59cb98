"""Whatever is said: no exception, no long wait, a timeline that holds together."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nemo_skill.studio.agent import timeline
from nemo_skill.studio.agent.cut import EDITS
from nemo_skill.studio.agent.understand import MOST_CHARACTERS, Scene, read_message
from nemo_skill.studio.render import RenderError
from nemo_skill.studio.render.composition import compose
from nemo_skill.timeline import read_timeline

from .test_edits import ASSETS, base, new_cut

_ENGLISH = """
add remove make put cut trim move swap replace split speed fade title text music shot clip video the a an
first second last 2 5 seconds 3s 50% 2x from to at and then with of start end beginning louder quieter faster
slow vertical 9:16 black white warm 'Hi' "Bye" photo.jpg beach.mp4 song.mp3 each in half crossfade undo
everything too it longer shorter keep only
"""
_CHINESE = "加 标题 音乐 去掉 前 两秒 第二个 镜头 换成 放到 开头 结尾 “你好” 剪到 5秒 慢 竖屏 黑白 字幕 大一点 然后"
_WORDS = [*_ENGLISH.split(), *_CHINESE.split()]
messages = st.lists(st.sampled_from(_WORDS), min_size=1, max_size=9).map(" ".join) | st.text(max_size=80)


@settings(max_examples=120, deadline=None)
@given(messages)
def test_any_message_leaves_a_sound_timeline(text: str) -> None:
    """Segments have lengths, follow each other, end with the draft; sound and words stay inside; sources exist."""
    names = tuple(one.name for one in ASSETS.values() if one.origin == "upload")
    turn = read_message(text, Scene("en", has_timeline=True, uploads=names))
    cut = new_cut(base(), language=turn.language)
    for edit in turn.edits:
        if edit.kind in EDITS and timeline.has_video(cut.draft):
            EDITS[edit.kind](cut, edit.slots)
    timeline.reflow(cut.draft)
    shots, end = cut.shots, cut.draft["d"]
    assert all(item["d"] > 0 and item["s"] >= 0 for item in shots)
    assert all(after["s"] + timeline.overlap_ms(after) == one["s"] + one["d"] for one, after in zip(shots, shots[1:]))  # noqa: B905, RUF007
    assert end == max((item["s"] + item["d"] for item in shots), default=0)
    assert all(item["s"] >= 0 and item["s"] + item["d"] <= end for track in cut.draft["t"] for item in track["sg"])
    assert len({item["id"] for track in cut.draft["t"] for item in track["sg"]}) == sum(
        len(t["sg"]) for t in cut.draft["t"]
    )
    assert read_timeline(cut.draft).duration_ms == end


@settings(max_examples=60, deadline=None)
@given(messages)
def test_any_first_message_is_answered(text: str) -> None:
    """A video, or words."""
    turn = read_message(text, Scene("zh-CN", has_timeline=False))
    assert turn.kind in ("generate", "talk")
    assert turn.generation is None or all(shot.prompt and shot.duration_ms >= 500 for shot in turn.generation.shots)


@pytest.mark.parametrize(
    "text",
    [
        "a " * 3000,
        "short " * 3000,
        "," * 9000,
        "1" * 9000,
        "把标题加到视频" * 900,
        "'" * 9000,
        "and then " * 2000,
        " " * 9000 + "x",
    ],
)
def test_no_message_takes_long(text: str) -> None:
    """Hostile texts cost a moment, not minutes."""
    began = time.process_time()
    for has_timeline in (True, False):
        read_message(text, Scene("en", has_timeline=has_timeline))
    assert time.process_time() - began < 3
    assert MOST_CHARACTERS < 5000


_KEYS = ["t", "tt", "sg", "s", "d", "m", "src", "text", "in", "speed", "look", "style"]
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_KEYS), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip
segments = st.fixed_dictionaries({}, optional={"s": json_values, "d": json_values, "m": json_values, "id": json_values})
drafts = st.fixed_dictionaries(
    {
        "t": st.lists(
            st.fixed_dictionaries(
                {"tt": st.sampled_from([0, 1, 7, 9, "video"])}, optional={"sg": st.lists(segments, max_size=3)}
            )
        )
    }
)


@settings(max_examples=100, deadline=None)
@given(drafts | json_values)
def test_any_draft_is_composed_or_refused(draft: Any) -> None:
    """Hand-made and broken drafts: a film with sane numbers, or words why not."""
    library = {
        "fox": {
            "path": "x",
            "kind": "video",
            "origin": "upload",
            "secret": "s",
            "duration_ms": 4000,
            "width": 64,
            "height": 36,
        }
    }
    try:
        film = compose(draft, library, canvas=(160, 90), longest_s=60)
    except RenderError as error:
        assert str(error)
        return
    assert 1 <= film.duration_ms <= 60_000 and film.width % 2 == film.height % 2 == 0
    assert all(clip.duration_ms > 0 and 0.05 <= clip.speed <= 20 for clip in film.clips)
