"""The two functions under test, built once from the real tables."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from nemo_skill.language.routing import Router
from nemo_skill.language.translation import Translation, Translator

HERE = Path(__file__).parent


@functools.cache
def rows(name: str) -> list[dict[str, Any]]:
    """The lines of one of the corpora beside this file."""
    return [json.loads(line) for line in (HERE / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def read_yaml(path: Path) -> Any:
    """With the loader in C, where there is one: tenfold as fast."""
    return yaml.load(path.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))


@pytest.fixture(scope="session")
def tables() -> Mapping[str, Any]:
    loaded: Mapping[str, Any] = read_yaml(HERE.parents[1] / "skill.yaml")
    return loaded


@pytest.fixture(scope="session")
def router(tables: Mapping[str, Any]) -> Router:
    return Router(tables["routing"])


@pytest.fixture(scope="session")
def translator(tables: Mapping[str, Any]) -> Translator:
    return Translator(tables["translation"])


@pytest.fixture(scope="session")
def translated(translator: Translator) -> Callable[[str], Translation]:
    """`translate`, which several tests ask for the whole corpus: each text once."""
    return functools.cache(translator.translate)
