"""docs/every-error.md lists each failure that a user can meet, as the code words it now."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest

SCRIPT = runpy.run_path(str(Path(__file__).resolve().parents[2] / "scripts" / "list_errors.py"))


@pytest.fixture(scope="module")
def found() -> list[Any]:
    return sorted(set(SCRIPT["failures"]()))


def test_document_is_fresh(found: list[Any]) -> None:
    """If this fails: run `python3 scripts/list_errors.py`, and read what has changed in the document."""
    assert SCRIPT["DOCUMENT"].read_text(encoding="utf-8") == SCRIPT["document"](found)


def test_every_error_says_what_to_do(found: list[Any]) -> None:
    """A sentence for what happened, a sentence for what to do, an exit status of the contract."""
    assert len(found) > 80
    for failure in found:
        assert failure.status in (2, 3, 4, 5, 6, 7, 8, 9, 75, 130), failure
        assert failure.message[:1].isupper() or failure.message[:1] == "…", failure
        assert failure.message.rstrip("…").endswith((".", ":", " ", ")")) or failure.message.endswith("…"), failure
        assert failure.hint and "traceback" not in failure.hint.lower(), failure
