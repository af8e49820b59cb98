"""Sentences and the actions they ask for. `policy_*` show the policy; the other corpus is our own."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from nemo_skill.language.routing import Router, Step

from .conftest import rows


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


@pytest.mark.parametrize("corpus", ["policy_routing", "routing"])
def test_corpus(router: Router, corpus: str) -> None:
    assert [fault for row in rows(corpus) if (fault := _fault(router, row))] == []


def _fault(router: Router, row: dict[str, Any]) -> str:
    steps = router.route(row["text"], row["files"])
    agent = _folded("\n".join(step.text for step in steps if step.action == "sse"))
    if [step.action for step in steps] != row["gold"]:
        return f"{row['id']} {row['text']!r}: {steps}"
    if "sse" in row["gold"]:
        lost = [part for part in row["sse_text_must_include"] if _folded(part) not in agent]
        kept = [part for part in row["sse_text_must_exclude"] if _folded(part) in agent]
        if lost or kept:
            return f"{row['id']} {row['text']!r}: {agent!r} lacks {lost}, holds {kept}"
    return ""


@pytest.mark.parametrize(
    ("text", "files", "steps"),
    [
        ("Make it Brighter, and then EXPORT it!", [], [("sse", "Make it Brighter"), ("export", "EXPORT it!")]),
        ("don't export yet, make it brighter", [], [("sse", "make it brighter")]),
        ("Don't export yet!", [], [("sse", "Don't export yet!")]),
        ("export, but first add a title", [], [("sse", "add a title"), ("export", "export")]),
        ("先别导出，把音乐调小", [], [("sse", "把音乐调小")]),
        ("upload ./a.mp4, trim it", [], [("upload", "./a.mp4"), ("sse", "trim it")]),
        ("join ./a.mp4 and https://x.org/B.MOV?s=1", [],
         [("upload", "./a.mp4\nhttps://x.org/B.MOV?s=1"), ("sse", "join ./a.mp4 and https://x.org/B.MOV?s=1")]),
        ("", ["clip.mp4"], [("upload", "")]),
        ("", [], []),
        ("  \n ", [], []),
    ],
)  # fmt: skip
def test_words_of_a_step(router: Router, text: str, files: list[str], steps: list[tuple[str, str]]) -> None:
    assert router.route(text, files) == [Step(*step) for step in steps]


def test_decomposed_letters_are_the_same_words(router: Router) -> None:
    text = unicodedata.normalize("NFD", "añade un título y expórtalo")
    assert [step.action for step in router.route(text)] == ["sse", "export"]


def test_no_module_reads_disk_or_network() -> None:
    """The rooms are pure: importing them brings in nothing that could."""
    package = Path(__file__).parents[2] / "nemo_skill" / "language"
    for module in package.glob("*.py"):
        imported = re.findall(r"^\s*(?:import|from)\s+(\w+)", module.read_text(encoding="utf-8"), re.MULTILINE)
        assert not {"os", "pathlib", "socket", "httpx", "pydantic", "time", "datetime"}.intersection(imported), module
