"""What the plan reads out of a prompt."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from nemo_skill.studio.data import table
from nemo_skill.studio.engines import ClipRequest
from nemo_skill.studio.plan import ShotPlan, plan_shot
from nemo_skill.studio.plan.vehicles import seen_from
from nemo_skill.studio.scenes.passages import passages


def plan_of(prompt: str, seconds: float = 5) -> ShotPlan:
    return plan_shot(ClipRequest(prompt, int(seconds * 1000), 320, 180))


@pytest.mark.parametrize(
    ("prompt", "kinds", "setting", "time", "time_end", "weather"),
    [
        ("a fox running through a snowy forest at dusk", ["fox"], "forest", "dusk", "dusk", "snow"),
        (
            "generate a 5-second clip of a city skyline transitioning from day to night",
            [],
            "city",
            "noon",
            "night",
            "clear",
        ),
        (
            "a cup of coffee steaming on a wooden table, morning light",
            ["coffee"],
            "table",
            "morning",
            "morning",
            "clear",
        ),
        ("waves rolling onto a beach at sunset", [], "beach", "sunset", "sunset", "clear"),
        ("rain falling on a neon city street at night", [], "street", "night", "night", "rain"),
        ("whales swimming underwater", ["whale"], "underwater", "noon", "noon", "clear"),
        ("一只猫在樱花树下散步", ["cat"], "blossom", "afternoon", "afternoon", "clear"),
        ("生成一段5秒的视频：城市天际线从白天到黑夜", [], "city", "noon", "night", "clear"),
        ("two wolves howling on a snowy mountain under the full moon", ["wolf"], "mountains", "night", "night", "snow"),
        ("train crossing a desert", ["train"], "desert", "golden", "golden", "clear"),
        ("children playing in a park in autumn", ["children"], "park", "afternoon", "afternoon", "clear"),
        ("timelapse of a lake", [], "lake", "afternoon", "night", "clear"),
    ],
)
def test_words_become_a_plan(
    prompt: str, kinds: list[str], setting: str, time: str, time_end: str, weather: str
) -> None:
    plan = plan_of(prompt)
    assert [s.kind for s in plan.subjects] == kinds
    assert (plan.setting, plan.time, plan.time_end, plan.weather) == (setting, time, time_end, weather)
    assert plan.unknown == ()


@pytest.mark.parametrize(
    ("prompt", "title"),
    [
        (
            "generate a descriptive sentence like 'a fox running through a snowy forest at dusk' into a 1080p MP4",
            "fox running through a snowy forest at dusk",
        ),
        ("Can you make me a 10 second video of a red car on a coastal road?", "red car on a coastal road"),
        (
            "generate a 5-second clip of a city skyline transitioning from day to night",
            "city skyline transitioning from day to night",
        ),
        ("帮我生成一段10秒的视频：一只猫在樱花树下散步", "猫在樱花树下散步"),
        ("", "clip"),
        ("!!!", "clip"),
    ],
)
def test_title_is_cut_from_the_content(prompt: str, title: str) -> None:
    assert plan_of(prompt).title == title


def test_colour_count_and_action_belong_to_their_subject() -> None:
    plan = plan_of("three white horses galloping along a beach")
    (horse,) = plan.subjects
    assert (horse.kind, horse.count, horse.action, horse.colour) == ("horse", 3, "run", "#eeece8")


def test_unknown_words_are_named() -> None:
    plan = plan_of("a quantum flux capacitor")
    assert plan.unknown == ("quantum", "flux", "capacitor")
    assert plan.setting == "abstract"


def test_plan_is_plain_data() -> None:
    plan = plan_of("a fox in the snow")
    assert json.loads(json.dumps(plan.to_dict()))["subjects"][0]["kind"] == "fox"


def test_every_subject_names_a_known_setting_and_action() -> None:
    words = table("words")
    for name, entry in words["subjects"].items():
        assert entry["setting"] in words["settings"], name
        assert entry["en"] and entry["zh"], name


@pytest.mark.parametrize("kind", ["subjects", "settings", "times", "weather", "seasons", "camera"])
def test_every_english_word_is_found_in_a_sentence(kind: str) -> None:
    for name, entry in table("words")[kind].items():
        for word in entry["en"]:
            plan = plan_of(f"please show {word} now")
            assert any(name in str(v) for v in plan.to_dict().values()) or plan.words, (name, word)


@pytest.mark.parametrize(
    ("prompt", "setting"),
    [
        ("terraced rice fields at golden hour", "terraces"),
        ("black sneakers under neon lights", "table"),
        ("flowers in a meadow", "meadow"),
        ("marketing video for a new smartwatch", "table"),
        ("a mountain lake at dawn", "lake"),
        ("大雪中的長城", "wallofchina"),
        ("revenue growth", "growth"),
        ("a fox and revenue growth", "forest"),
        ("a red rose slowly blooming", "blooming"),
        ("a girl eating ice cream on the beach", "beach"),
        ("a wolf howling under a starry sky", "stargazing"),
        ("a tent in the forest under a starry sky", "forest"),
        ("stock market", "trading"),
        ("lantern festival", "lanternfest"),
        ("an astronaut walking on the moon", "moon"),
    ],
)
def test_setting_fits_what_is_shown(prompt: str, setting: str) -> None:
    assert plan_of(prompt).setting == setting


@pytest.mark.parametrize(
    ("prompt", "kinds", "beyond"),
    [
        ("grilled steak sizzling in a pan with lemon", ["steak", "lemons"], "kitchen"),
        ("a bowl of ramen with pork at a night market", ["ramen", "meat"], "market"),
        ("a cocktail with ice on a bar counter", ["cocktail"], "tavern"),
        ("a treasure chest opening in a cave", ["chest"], "cave"),
        ("北京烤鸭切片装盘", ["roastduck"], "banquet"),
    ],
)
def test_food_and_goods_lie_before_their_place(prompt: str, kinds: list[str], beyond: str) -> None:
    plan = plan_of(prompt)
    assert ([s.kind for s in plan.subjects], plan.setting, plan.beyond) == (kinds, "table", beyond)


@pytest.mark.parametrize(
    ("prompt", "word"),
    [
        ("matcha poured into iced milk", "matcha"),
        ("pouring milk into coffee", "milk"),
        ("牛奶缓缓倒入咖啡", "牛奶"),
        ("往咖啡里倒入牛奶", "牛奶"),
        ("honey drizzled over waffles", "honey"),
    ],
)
def test_what_is_poured_has_its_colour(prompt: str, word: str) -> None:
    from nemo_skill.studio.scenes.dishes import poured

    assert poured(prompt) == table("dishes")["liquids"][word]


def test_tables_come_back_from_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second reading parses no YAML and is the same, keys that are no text included; damage is read over."""
    monkeypatch.setattr("nemo_skill.places.cache_dir", lambda: str(tmp_path))
    read = table.__wrapped__
    for name in ("stances", "light"):
        parsed = read(name)
        kept = next(tmp_path.glob(f"studio-{name}-*.json"))
        with monkeypatch.context() as blind:
            blind.setitem(sys.modules, "yaml", None)
            assert repr(read(name)) == repr(parsed)
        kept.write_text("{")
        assert repr(read(name)) == repr(parsed)


@pytest.mark.parametrize(
    ("prompt", "setting", "season"),
    [
        ("江南的春天，樱花树下一个女孩在跳舞", "watertown", "blossom"),
        ("cherry blossom petals over a bridge", "bridge", "blossom"),
        ("a girl under cherry blossom trees", "blossom", "summer"),
    ],
)
def test_trees_of_another_place_are_in_blossom(prompt: str, setting: str, season: str) -> None:
    plan = plan_of(prompt)
    assert (plan.setting, plan.season) == (setting, season)


@pytest.mark.parametrize(
    ("prompt", "weathers", "seasons"),
    [
        ("a storm clearing over the sea", ["storm", "clear"], ["summer"]),
        ("四季变化的一棵树", ["clear", "clear", "clear", "snow"], ["blossom", "summer", "autumn", "winter"]),
        ("a meadow turns from winter to spring", ["snow", "clear"], ["winter", "blossom"]),
        ("fog rolls in over the harbor", ["clear", "fog"], ["summer"]),
        ("a storm over the sea in winter", ["storm"], ["winter"]),
    ],
)
def test_shots_pass_from_one_plan_to_the_next(prompt: str, weathers: list[str], seasons: list[str]) -> None:
    found = passages(plan_shot(ClipRequest(prompt, 1000, 64, 64)))
    assert [one.weather for one in found] == weathers
    assert list(dict.fromkeys(one.season for one in found)) == seasons


@pytest.mark.parametrize(
    ("prompt", "view"),
    [
        ("a motorcycle riding into the sunset on a desert highway", "behind"),
        ("taxis in a traffic jam in the rain", "behind"),
        ("peloton climbing a mountain pass", "behind"),
        ("dashboard view of a car driving at night", "driver"),
        ("a red car on a desert highway, side view", ""),
        ("a dog chasing a car on a desert highway", ""),
        ("a motorboat racing into the sunset", ""),
    ],
)
def test_roads_are_seen_from_behind_or_by_the_driver_or_from_the_side(prompt: str, view: str) -> None:
    assert seen_from(plan_shot(ClipRequest(prompt, 1000, 64, 64))) == view


@pytest.mark.parametrize(
    ("prompt", "kind", "setting", "aboard"),
    [
        ("a woman driving a red convertible along the coast road", "convertible", "seasideroad", 1),
        ("yellow taxi in the city", "taxi", "shopstreet", 0),
        ("satellite with solar panels over the earth", "satellite", "orbit", 0),
        ("外卖小哥骑着电动车", "motor-scooter", "shopstreet", 1),
        ("kayaks in a forest", "canoe", "lake", 0),
        ("a forklift in a warehouse", "forklift", "warehouse", 0),
    ],
)
def test_vehicles_are_where_they_can_be_with_their_crew(prompt: str, kind: str, setting: str, aboard: int) -> None:
    plan = plan_of(prompt)
    first = plan.subjects[0]
    assert (first.kind, plan.setting, len(first.aboard)) == (kind, setting, aboard)
