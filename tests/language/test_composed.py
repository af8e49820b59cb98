"""Requests with something beside them: remarks on the user's own day go along unheard, wishes become steps."""

from __future__ import annotations

from typing import Any

import pytest

from nemo_skill.language.routing import Router

from .conftest import HERE, read_yaml

SAID: dict[str, Any] = read_yaml(HERE / "composed.yaml")
MARKS = {"zh": ("，", "。"), "ja": ("、", "。")}


@pytest.mark.parametrize("language", SAID)
@pytest.mark.parametrize("kind", ["remarks", "wishes"])
def test_beside_every_request(router: Router, language: str, kind: str) -> None:
    wrong = []
    for said in SAID[language][kind]:
        for request, action in SAID[language]["requests"].items():
            for mark in MARKS.get(language, (", ", ". ")):
                actions = [step.action for step in router.route(f"{said}{mark}{request}")]
                if actions != (["sse"] if kind == "wishes" else []) + [action]:
                    wrong.append(f"{said}{mark}{request}")
    assert wrong == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_wishes_between_remarks(router: Router, language: str) -> None:
    """Two of each kind around a request, in the order in which they are said."""
    comma, stop = MARKS.get(language, (", ", ". "))
    said = SAID[language]
    request, action = next(iter(said["requests"].items()))
    wrong = []
    for remark, wish in zip(said["remarks"], said["wishes"], strict=False):
        message = f"{remark}{stop}{wish}{comma}{request}"
        if [step.action for step in router.route(message)] != ["sse", action]:
            wrong.append(message)
    assert wrong == []
