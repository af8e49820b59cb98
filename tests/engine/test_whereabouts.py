"""Where people are when a prompt names no place, plain backgrounds, and what is said of any place."""

from __future__ import annotations

import pytest

from nemo_skill.studio.engines import ClipRequest
from nemo_skill.studio.plan import plan_shot
from nemo_skill.studio.plan.backdrops import backdrop_of
from nemo_skill.studio.scenes.qualities import qualities_of


@pytest.mark.parametrize(
    ("prompt", "dark"),
    [
        ("a dancer on a black background", True),
        ("portrait, plain pastel pink backdrop", False),
        ("一瓶香水,白色背景", False),
        ("深蓝色背景前的男人", True),
        ("an old man against a dark backdrop", True),
    ],
)
def test_a_plain_background_has_its_colour(prompt: str, dark: bool) -> None:
    colour, rest = backdrop_of(prompt)
    assert len(rest) == len(prompt)
    assert "back" not in rest.replace("black", "")
    assert (sum(int(colour[i : i + 2], 16) for i in (1, 3, 5)) < 300) == dark


@pytest.mark.parametrize("prompt", ["mountains in the background", "blurred city background", "远处的背景是雪山"])
def test_a_place_in_the_background_is_none(prompt: str) -> None:
    assert backdrop_of(prompt) == ("", prompt)


@pytest.mark.parametrize(
    ("prompt", "setting"),
    [
        ("a woman laughing", "backdrop"),
        ("a man walks", "avenue"),
        ("a woman in the rain", "street"),
        ("a girl jumps for joy, autumn", "goldavenue"),
        ("a cat on a plain yellow background", "backdrop"),
        ("a man walks in New York", "manhattan"),
        ("一个女孩走在银杏大道上", "goldavenue"),
        ("敦煌壁画前的画师", "grotto"),
        ("a soldier in a ruined city", "ruinstreet"),
    ],
)
def test_people_are_where_the_words_let_them_be(prompt: str, setting: str) -> None:
    assert plan_shot(ClipRequest(prompt, 3000, 64, 36)).setting == setting


def test_what_is_said_of_a_place_changes_its_light_and_walls() -> None:
    plain, ruined, red = map(qualities_of, ("a church", "an abandoned, flooded church", "a bar in red light"))
    assert not plain.layers
    assert plain.dim == 1
    assert any(line.startswith("water") for line in ruined.layers)
    assert ruined.stain is not None
    assert red.tone[0] > red.tone[2]
    assert qualities_of("a white kitchen").paint.min() > 200
    assert qualities_of("traffic light turns red").key is None
