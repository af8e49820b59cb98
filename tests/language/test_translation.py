"""What becomes of the backend's words. `policy_*` show the policy; the other corpus is our own."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from typing import Any

import pytest

from nemo_skill.language.translation import Suggestion, Translation, Translator

from .conftest import rows

CORPORA = ["policy_translation", "translation"]


@pytest.mark.parametrize("corpus", CORPORA)
def test_corpus(translated: Callable[[str], Translation], corpus: str) -> None:
    assert [fault for row in rows(corpus) if (fault := _fault(translated(row["text"]), row))] == []


def _fault(found: Translation, row: dict[str, Any]) -> str:
    optional = set(row.get("optional_actions", ()))
    actions = {action for action in found.actions if action in row["actions"] or action not in optional}
    lost = [part for part in row["keep"] if part not in found.text]
    residue = [pattern for pattern in row["drop"] if re.search(pattern, found.text, re.IGNORECASE)]
    empty = row["visible_empty"] != (not found.text.strip())
    if actions != set(row["actions"]) or lost or residue or empty or row.get("visible", found.text) != found.text:
        return f"{row['id']} {row['text']!r} -> {found}, lost {lost}, residue {residue}"
    return ""


@pytest.mark.parametrize("corpus", CORPORA)
def test_stream_ends_like_the_whole(
    translator: Translator, translated: Callable[[str], Translation], corpus: str
) -> None:
    cuts = random.Random(corpus)
    for row in rows(corpus):
        text, shown, at = row["text"], "", 0
        stream = translator.stream()
        while at < len(text):
            step = cuts.choice((1, 1, 2, 3, 7, 20))
            shown += stream.feed(text[at : at + step])
            at += step
        found = stream.finish()
        assert found == translated(text), row["id"]
        assert shown + stream.tail == found.text, row["id"]


@pytest.mark.parametrize("corpus", CORPORA)
def test_translating_again_changes_nothing(translated: Callable[[str], Translation], corpus: str) -> None:
    for row in rows(corpus):
        text = translated(row["text"]).text
        assert translated(text) == Translation(text, (), ()), row["id"]


def test_text_is_shown_as_soon_as_its_sentence_is_whole(translator: Translator) -> None:
    stream = translator.stream()
    assert stream.feed("I added a title. Click Exp") == "I added a title."
    assert stream.feed("ort to save it.\nThe music is ") == ""
    assert stream.feed("soft.\n") == "\nThe music is soft."


def test_a_heading_waits_for_its_section(translator: Translator) -> None:
    stream = translator.stream()
    assert stream.feed("## Changes\n") == ""
    assert stream.feed("- a title\n") == "## Changes\n- a title"
    assert stream.feed("## How to export\n- Click Export\n") == ""
    assert stream.finish().text == "## Changes\n- a title"


@pytest.mark.parametrize(
    ("text", "suggestions"),
    [
        ("You can drag the music clip on the timeline to move it.", [("edit", "Move the music clip")]),
        ("Click Save in the toolbar.", [("unknown", "Save")]),
        ("Click **Regenerate**.", [("edit", "Regenerate")]),
        ("请把《闪光》特效拖放到片段3上。点击“撤销”。", [("edit", "移动《闪光》特效"), ("edit", "撤销")]),
        ("Click the Upload button. Use the Import button.", [("upload", "Send a file or a link")]),
        ("Click Export.", []),
    ],
)
def test_suggestions(translator: Translator, text: str, suggestions: list[tuple[str, str]]) -> None:
    assert list(translator.translate(text).suggestions) == [Suggestion(*row) for row in suggestions]


def test_the_excuse_alone_is_an_answer(translator: Translator) -> None:
    text = "I encountered a temporary issue. Please try again later."
    assert translator.translate(text).text == text
