"""The tables describe themselves: every row has an example, and the check finds what can't be reached."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from nemo_skill import language

from .conftest import rows
from .faults import problems, unmet


def test_no_problems(tables: Mapping[str, Any]) -> None:
    assert problems(tables) == []


@pytest.mark.parametrize("section", ["routing", "translation"])
def test_every_row_of_words_is_met_by_the_corpus(tables: Mapping[str, Any], section: str) -> None:
    """A row that no message meets is untried, or of no use."""
    assert unmet(tables[section], [row["text"] for row in rows(section)]) == []


def _with(tables: Mapping[str, Any], section: str) -> Any:
    return copy.deepcopy(tables[section])


def test_unreachable_frame_is_found(tables: Mapping[str, Any]) -> None:
    routing = _with(tables, "routing")
    routing["frames"].append({"action": "state", "any": "export", "tail": "none", "example": "export it"})
    assert any("taken by row" in fault for fault in problems({**tables, "routing": routing}))


@pytest.mark.parametrize("word", ["Export", "exportación", "export, export"])
def test_word_that_is_never_met_is_found(tables: Mapping[str, Any], word: str) -> None:
    routing = _with(tables, "routing")
    routing["words"]["es"]["export"] += f", {word}"
    assert any("routing.words.es.export" in fault for fault in problems({**tables, "routing": routing}))


def test_frame_without_words_is_found(tables: Mapping[str, Any]) -> None:
    routing = _with(tables, "routing")
    routing["frames"][0]["any"] += " nonsense"
    assert any("no words for 'nonsense'" in fault for fault in problems({**tables, "routing": routing}))


def test_marks_are_those_that_the_grammar_asks_for(tables: Mapping[str, Any]) -> None:
    sources = Path(str(language.__file__)).parent.glob("*.py")
    asked = {
        name
        for source in sources
        for name in re.findall(r'"(\w+)" (?:not )?in [\w.\[\]() ,+-]+?\.marks\b', source.read_text(encoding="utf-8"))
    }
    assert asked == set(tables["routing"]["marks"])


def test_mark_that_is_never_met_is_found(tables: Mapping[str, Any]) -> None:
    routing = _with(tables, "routing")
    routing["marks"]["but"]["en"] += ", But"
    assert any("routing.marks.but.en" in fault for fault in problems({**tables, "routing": routing}))
