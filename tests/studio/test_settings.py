"""Canvas sizes, and rules about the package as a whole."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from support.sources import imports

import nemo_skill.studio
from nemo_skill import skill
from nemo_skill.studio import Options
from nemo_skill.studio.inspection import ENDINGS
from nemo_skill.studio.settings import RATIOS, Limits

PACKAGE = Path(nemo_skill.studio.__file__).parent


@pytest.mark.parametrize("ratio", RATIOS)
def test_canvases_are_even_and_fit_1080p(ratio: str) -> None:
    """As the skill's own table has them; no side above 1920."""
    width, height = Options().canvas(ratio)
    assert width % 2 == height % 2 == 0 and max(width, height) <= 1920
    wide, high = RATIOS[ratio]
    assert abs(width / height - wide / high) < 0.01
    known = skill.load().tables["canvas"]["ratios"]
    assert [width, height] == known.get(ratio, [width, height])


def test_limits_and_formats_agree_with_the_skill() -> None:
    """The preview accepts what the skill says is accepted, up to the same size."""
    formats = skill.load().tables["formats"]
    assert set(ENDINGS) == {ending for kind in ("video", "image", "audio") for ending in formats[kind]}
    assert Limits().upload_bytes == formats["max_upload_bytes"]


def test_the_backend_knows_nothing_of_the_client() -> None:
    """So that the client is tested against something that does not share its mistakes."""
    for path, nodes in imports():
        if not path.is_relative_to(PACKAGE):
            continue
        for node in nodes:
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
            for name in names:
                assert not name.startswith(("nemo_skill.cloud", "nemo_skill.jobs", "nemo_skill.cli")), path
