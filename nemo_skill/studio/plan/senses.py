"""A prompt in the words of the tables: other names for the same, and without what is only compared or not there."""

from __future__ import annotations

import re
from functools import lru_cache

from nemo_skill.studio.data import table

_WORD = re.compile(r"\s+([\w'’]+)")
_MOST = 4  # words of a phrase that is left out


def understood(prompt: str) -> str:
    """The prompt with words put in place by the table of senses; ``prompt`` in simplified characters."""
    text = prompt.replace("-", " ")
    for pattern, other in _instead():
        text = pattern.sub(other, text)
    return re.sub(r"[ \t]+", " ", _without(text))


@lru_cache(maxsize=1)
def _instead() -> list[tuple[re.Pattern[str], str]]:
    return [(re.compile(_filled(pattern), re.IGNORECASE), other) for pattern, other in table("senses")["instead"]]


@lru_cache(maxsize=1)
def _hidden() -> tuple[re.Pattern[str], re.Pattern[str], frozenset[str]]:
    senses = table("senses")
    return (
        re.compile(_filled(senses["hidden"]), re.IGNORECASE),
        re.compile(senses["hidden_zh"]),
        frozenset(senses["ends"]),
    )


def _filled(pattern: str) -> str:
    for name, part in table("senses")["parts"].items():
        pattern = pattern.replace(f"{{{name}}}", part)
    return pattern


def _without(text: str) -> str:
    english, chinese, ends = _hidden()
    text = chinese.sub(lambda m: " " * len(m.group()), text)
    start = 0
    while match := english.search(text, start):
        end = _phrase_end(text, match.end(), ends)
        text = f"{text[: match.start()]}{' ' * (end - match.start())}{text[end:]}"
        start = end
    return text


def _phrase_end(text: str, start: int, ends: frozenset[str]) -> int:
    """Where the words end that stand behind ``start``: at a small word, a verb after a noun, or a mark."""
    end = start
    for place in range(_MOST):
        match = _WORD.match(text, end)
        if match is None:
            break
        word = match.group(1).lower()
        if word == "or":
            end = match.end()
            continue
        if word in ends or (place and word.endswith("ing")):
            break
        end = match.end()
    return end
