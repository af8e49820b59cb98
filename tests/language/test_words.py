"""Each word of the translation does what its class is for, or is met in an answer of the corpus."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from nemo_skill.language.lexicon import Lexicon
from nemo_skill.language.scan import fold
from nemo_skill.language.translation import Translator

from .conftest import HERE, read_yaml, rows

FRAMES: dict[str, dict[str, dict[str, Any]]] = read_yaml(HERE / "word_frames.yaml")
# Classes of small words, whole by nature: what no answer of the corpus says may still come.
SMALL = frozenset(
    ("asking", "can", "clicked", "cond", "file", "finite", "holder", "indefinite", "join", "keyname", "measure",
     "modifies", "moving", "orelse", "part", "past", "pointer", "presents", "relative", "soft", "sorted", "stock",
     "suffix", "teller", "then", "vague", "via", "without", "hold", "setting")
)  # fmt: skip


def _words(tables: Mapping[str, Any], name: str, language: str) -> Iterator[str]:
    yield from tables["translation"]["words"][language][name].split(", ")


@pytest.mark.parametrize("name", sorted(FRAMES))
def test_each_word_works(tables: Mapping[str, Any], translator: Translator, name: str) -> None:
    failed = []
    for language, frame in FRAMES[name].items():
        begins = frame["say"].startswith("{}") or ". {}" in frame["say"]
        for word in _words(tables, name, language):
            if word in frame.get("but", ()):
                continue
            text = frame["say"].replace("{}", word[0].upper() + word[1:] if begins else word)
            found = translator.translate(text)
            kept = frame.get("keep", text)
            as_told = frame.get("any") or found.text == kept
            quiet = bool(frame.get("any")) or kept != text or not found.actions
            if not as_told or not quiet or not set(frame.get("actions", ())) <= set(found.actions):
                failed.append((language, word, found))
    assert failed == []


def test_other_words_are_met(tables: Mapping[str, Any]) -> None:
    """No other English or Chinese word stands there that no answer of the corpus holds."""
    simplified = Lexicon(tables["translation"]).simplified
    answers = "\n".join(row["text"] for name in ("policy_translation", "translation") for row in rows(name))
    held = simplified(fold(answers)).replace("’", "'")
    lone = [
        f"{name}.{language}: {word}"
        for language in ("en", "zh")
        for name in tables["translation"]["words"][language]
        if name not in SMALL and language not in FRAMES.get(name, {})
        for word in _words(tables, name, language)
        if word not in held
    ]
    assert lone == []
