"""What holds for every message and every answer."""

from __future__ import annotations

import itertools
import json
import unicodedata

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nemo_skill.cloud.events import Transcript, iter_events
from nemo_skill.language.detect import detect_language
from nemo_skill.language.routing import Router
from nemo_skill.language.translation import Translation, Translator

from .conftest import rows

# The same examples each time: a rare find belongs into the corpus, not between a change and its landing.
QUICK = settings(
    derandomize=True, max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
SPOKEN = [(row["text"], row["lang"]) for row in rows("policy_routing") + rows("routing") if not row["files"]]
ANSWERS = [row["text"] for row in rows("policy_translation") + rows("translation")]
PLAIN = {"export the video": "export", "how many credits do I have": "credits", "show me the tracks": "state",
         "make it brighter": "sse", "upload a clip": "upload", "add a title": "sse"}  # fmt: skip
KEYWORDS = [
    "export",
    "download",
    "credits",
    "balance",
    "status",
    "upload",
    "send me the video",
    "导出",
    "积分",
    "状态",
    "上传",
]
PIECES = st.sampled_from(
    ["click", " Export", "**", "*", "`", '"', "'", "(", ")", " the ", "button", "\n", "\n\n", ". ", "! ", ", ", "; ",
     ": ", " and ", "you can ", "drag ", "点击", "导出", "按钮", "，", "。", "“", "”", "- ", "1. ", "# ",
     "| a |\n", "```\n", "> ",
     "I encountered a temporary issue.", "\r\n", "0.5", "e.g. ", "👉", "?", "sign up", "a.mp4 ", "https://x.y/z?a=1 "]
)  # fmt: skip


def _actions(router: Router, text: str) -> list[str]:
    return [step.action for step in router.route(text)]


@QUICK
@given(st.sampled_from(KEYWORDS), st.sampled_from(['"{}"', "“{}”", "「{}」", "«{}»", "`{}`", "《{}》", "'{}'"]))
def test_a_quoted_keyword_adds_no_action(router: Router, word: str, quotes: str) -> None:
    quoted = quotes.format(word)
    assert _actions(router, f"add a title that says {quoted}") == ["sse"]
    assert _actions(router, f"把标题改成{quoted}") == ["sse"]
    assert _actions(router, f"make the sign read {quoted} and then export it") == ["sse", "export"]


@QUICK
@given(st.sampled_from(sorted(PLAIN)), st.sampled_from(sorted(PLAIN)))
def test_two_requests_give_two_actions(router: Router, one: str, other: str) -> None:
    expected = [PLAIN[one], PLAIN[other]]
    if expected[0] == expected[1]:
        expected.pop()
    assert _actions(router, f"{one}, then {other}") == expected
    assert _actions(router, f"{one} and then {other}") == expected


@settings(QUICK, max_examples=150)
@given(st.sampled_from(SPOKEN))
def test_manners_and_spelling_change_nothing(router: Router, spoken: tuple[str, str]) -> None:
    text, language = spoken
    expected = _actions(router, text)
    assert _actions(router, f"  {text}  ") == expected
    assert _actions(router, unicodedata.normalize("NFD", text)) == expected
    assert _actions(router, f"{text} 🙏✨") == expected
    if language == "zh" and text[-1].isalpha():
        assert _actions(router, f"{text}，谢谢") == expected
    if language == "en" and text.isascii() and "http" not in text and text[-1:].isalpha():
        assert _actions(router, f"{text} please") == expected
        assert _actions(router, f"{text}, thanks!") == expected
        assert _actions(router, f"hey, {text}") == expected
        assert _actions(router, text.upper()) == expected
        assert _actions(router, _wide(text)) == expected


def _wide(text: str) -> str:
    """Full-width letters; the marks stay, for wide quotes would be other marks."""
    return "".join(chr(ord(char) + 0xFEE0) if char.isalnum() else char for char in text)


@settings(QUICK, max_examples=120)
@given(st.text(max_size=80))
def test_random_text_never_raises(router: Router, translator: Translator, text: str) -> None:
    steps = router.route(text)
    assert all(step.action in ("upload", "sse", "export", "credits", "state") for step in steps)
    assert bool(steps) == bool(text.strip())
    translator.translate(text)
    assert detect_language(text)


@settings(QUICK, max_examples=150)
@given(st.lists(PIECES | st.sampled_from(ANSWERS), max_size=8), st.lists(st.integers(1, 60), min_size=1, max_size=20))
def test_translation_of_anything(translator: Translator, pieces: list[str], steps: list[int]) -> None:
    text = "".join(pieces)
    whole = translator.translate(text)
    assert translator.translate(whole.text) == Translation(whole.text, (), ())
    stream = translator.stream()
    shown, at = "", 0
    for step in itertools.cycle(steps):
        shown += stream.feed(text[at : at + step])
        at += step
        if at >= len(text):
            break
    assert stream.finish() == whole
    assert shown + stream.tail == whole.text


@settings(QUICK, max_examples=60)
@given(st.lists(st.sampled_from(ANSWERS), min_size=1, max_size=4), st.lists(st.integers(1, 40), min_size=1, max_size=9))
def test_bytes_may_be_cut_anywhere(translator: Translator, answers: list[str], steps: list[int]) -> None:
    """Also inside a character: the events of the wire give the text, and that the same translation."""
    text = "\n\n".join(answers)
    frames = [
        json.dumps({"type": "text", "content": text[at : at + 30]}, ensure_ascii=False)
        for at in range(0, len(text), 30)
    ]
    wire = "".join(f"data: {frame}\n\n" for frame in frames).encode()
    cuts = itertools.accumulate(itertools.cycle(steps))
    ends = [0, *itertools.takewhile(lambda end: end < len(wire), cuts), len(wire)]
    transcript, stream, shown = Transcript(), translator.stream(), ""
    for event in iter_events([wire[begin:end] for begin, end in itertools.pairwise(ends)]):
        shown += stream.feed(transcript.add(event))
    assert transcript.text == text
    assert stream.finish() == translator.translate(text)
    assert shown + stream.tail == translator.translate(text).text
