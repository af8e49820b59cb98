"""The two Chinese scripts: the agent's tables are in simplified characters, its users write either."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

_HAN = re.compile(r"[\u3400-\u9fff]")
# What is quoted is content: it goes into the video as it was written.
_QUOTED = re.compile(r"(「[^」]*」|『[^』]*』|“[^”]*”|\"[^\"]*\"|'[^']*'|《[^》]*》)")


def simplified(text: str) -> str:
    """Text for the tables: simplified characters, quotations left alone."""
    if not _HAN.search(text):
        return text
    parts = _QUOTED.split(text)
    return "".join(part if index % 2 else _converter("t2s").convert(part) for index, part in enumerate(parts))


def writer(language: str) -> Callable[[str], str]:
    """How the agent's sentences are written for a session's language (BCP 47): traditional with the words of Taiwan
    where those characters are read, else as they are."""
    parts = language.casefold().replace("_", "-").split("-")
    if parts[0] != "zh" or {"tw", "hk", "mo", "hant"}.isdisjoint(parts):
        return str
    return lambda text: str(_converter("s2twp").convert(text)) if _HAN.search(text) else text


@lru_cache(maxsize=2)
def _converter(name: str) -> Any:
    import opencc

    return opencc.OpenCC(name)
