"""People: what prompts make of them, what their poses and looks draw, by table."""

from __future__ import annotations

import re
from collections import Counter
from importlib.resources import files

import numpy as np
import pytest

from nemo_skill.studio import data
from nemo_skill.studio.data import table
from nemo_skill.studio.engines import ClipRequest
from nemo_skill.studio.plan import ShotPlan, plan_shot
from nemo_skill.studio.plan.model import Subject
from nemo_skill.studio.scenes import sketches
from nemo_skill.studio.scenes.figure import Figure, look_of
from nemo_skill.studio.scenes.handwork import HandWork, work_of
from nemo_skill.studio.scenes.ink import Ink
from nemo_skill.studio.scenes.light import light_of
from nemo_skill.studio.scenes.people import People, people_scale
from nemo_skill.studio.scenes.skeleton import FOREARM, UPPER_ARM, joints, pose_of
from nemo_skill.studio.scenes.wardrobe import as_told
from nemo_skill.studio.scenes.world import World

PEOPLE, STANCES, WARDROBE, PROPS = (table(name) for name in ("people", "stances", "wardrobe", "props"))


def plan_of(prompt: str, size: tuple[int, int] = (640, 360)) -> ShotPlan:
    return plan_shot(ClipRequest(prompt, 4000, *size))


def drawn(figure: Figure, t: float) -> np.ndarray:
    """The opaque pixels of a figure of 0.5 pixels a unit, feet at (200, 220)."""
    pixels = np.zeros((260, 400, 4), np.uint8)
    with Ink(pixels) as ink, ink.moved(200, 220, scale=0.5):
        figure.draw(ink, light_of("noon", "clear"), t)
    return pixels[..., 3] > 128


@pytest.mark.parametrize("name", ["people", "stances", "wardrobe", "props", "rooms"])
def test_no_row_takes_the_place_of_another(name: str) -> None:
    found: Counter[tuple[str, str]] = Counter()
    section = ""
    for line in (files(data) / f"{name}.yaml").read_text(encoding="utf-8").splitlines():
        key = re.match(r"(|  )([\w-]+):", line)
        if key:
            section = section if key[1] else key[2]
            found[section if key[1] else "", key[2]] += 1
    assert found and max(found.values()) == 1, found.most_common(3)


def test_tables_name_only_what_there_is() -> None:
    looks, stances = WARDROBE["looks"], STANCES
    for name, row in PEOPLE["roles"].items():
        assert set(row.get("look", "casual").split("|")) <= set(looks), name
        assert set(row.get("pose", "stand").split("|")) <= set(stances), name
        assert row["en"] and row["zh"] and row["setting"], name
    for name, row in PEOPLE["doings"].items():
        assert row.get("pose", name) in stances, name
        assert set(row.get("look", "casual").split("|")) <= set(looks), name
        assert row["en"] and row["zh"], name
    assert set(PEOPLE["garments"]) <= set(looks)
    for name, row in stances.items():
        assert {row.get("like", name), row.get("partner", name)} <= set(stances), name
        assert {h.split("@")[0] for h in str(row.get("holds", "")).split()} <= set(PROPS["held"]), name
        stand = " ".join(row.get(where, "") for where in ("behind", "before", "scene", "fore")).split()
        assert {s.split("@")[0] for s in stand} <= set(PROPS["standing"]), name
    for name, row in looks.items():
        for one in (row, row.get("woman", {})):
            assert one.get("hat", "") in ("", *WARDROBE["hats"]), name
            assert {str(o).split()[0] for o in one.get("over", ())} <= set(WARDROBE["overlays"]), name
            assert set(one.get("face", ())) <= set(WARDROBE["faces"]), name
            assert one.get("hair_style", "bald") in WARDROBE["hair"], name


def test_close_up_hands_are_at_their_work() -> None:
    """Each work of the table is drawn by two hands of kinds there are, and prompts of hands at work bring it."""
    works = PROPS["works"]
    assert {row["work"] for row in STANCES.values() if "work" in row} <= set(works)
    for name, row in works.items():
        hands = [str(row[side]).split()[0] for side in ("left", "right")]
        assert set(hands) <= {"flat", "pinch", "hold"} and ("pinch" not in hands or row["tool"]), name
    for prompt, name in (("Close-up of hands kneading dough", "dough"), ("特写：双手写毛笔字", "ink")):
        world = World(plan_of(prompt, (96, 54)), 96, 54)
        work, pixels = HandWork(world), np.zeros((54, 96, 4), np.uint8)
        with Ink(pixels, unit=world.unit) as ink:
            work.draw(ink, light_of("noon", "clear"), 0.5)
        assert (work_of(world), world.plan.setting) == (name, "table")
        assert (pixels[..., 3] > 128).mean() > 0.08
    assert plan_of("A baker kneading dough").setting == "kitchen"


@pytest.mark.parametrize(
    ("prompt", "field", "value"),
    [
        ("A woman with a red scarf and curly hair", "scarf", "#c8372d"),
        ("A man in a straw hat", "hat", "straw"),
        ("戴蓝色围巾的女孩", "scarf", "#3a6fc4"),
        ("A wizard with a long white beard", "face", ("longbeard",)),
    ],
)
def test_what_is_worn_is_seen(prompt: str, field: str, value: object) -> None:
    look = look_of(Subject("person", "person", 1, None, "stand", "person"), 0, np.random.default_rng(3), cold=False)
    assert getattr(as_told(look, prompt), field) == value


def test_every_pose_draws_a_body_in_reach_of_its_joints() -> None:
    """One figure a pose, men and women in turns, at a quarter of the beat; limbs keep their length."""
    for index, name in enumerate(STANCES):
        sex = ("man", "woman")[index % 2]
        subject = Subject("person", "person", 1, None, "stand", "person", pose=name, sex=sex)
        figure = Figure(look_of(subject, 0, np.random.default_rng(3), cold=False), name)
        mask = drawn(figure, figure.pose.beat / 4)
        assert 900 < mask.sum() < 60_000, name
        j = joints(pose_of(name), figure.pose.beat / 4)
        for shoulder, hand in zip(j.shoulders, j.hands, strict=True):
            assert np.hypot(hand[0] - shoulder[0], hand[1] - shoulder[1]) < UPPER_ARM + FOREARM, name
        columns = np.flatnonzero(mask.any(0))
        assert (columns[0] > 200 - 250 and columns[-1] < 399) or figure.pose.wide > 200, name


def test_every_look_draws_a_person_of_its_own() -> None:
    seen = set()
    for name in WARDROBE["looks"]:
        for sex in ("man", "woman"):
            subject = Subject("person", "person", 1, None, "stand", "person", look=name, sex=sex)
            look = look_of(subject, 0, np.random.default_rng(3), cold=False)
            assert 2_000 < drawn(Figure(look, "stand"), 0.3).sum() < 14_000, name
            seen.add((look.top, look.hat, look.over, look.skirt, look.bottom, look.sleeves, look.face, look.cape))
    assert len(seen) > len(WARDROBE["looks"])


@pytest.mark.parametrize(("place", "name"), [(p, n) for p in ("held", "standing") for n in PROPS[p]][::9])
def test_things_are_drawings(place: str, name: str) -> None:
    assert sketches.parts(PROPS[place][name])


def test_all_drawings_can_be_read() -> None:
    texts = [*PROPS["held"].values(), *PROPS["standing"].values(), *WARDROBE["overlays"].values()]
    texts += [*WARDROBE["faces"].values(), *WARDROBE["masks"].values(), *(h["art"] for h in WARDROBE["hats"].values())]
    assert all(sketches.parts(text) for text in texts)


def test_an_unknown_shape_is_refused() -> None:
    with pytest.raises(ValueError, match="no shape is called 'q'"):
        sketches.parts("q #fff 0 0 1 1")


def everybody(prompt: str) -> list[Subject]:
    """All people, with those aboard of something."""
    return [one for s in plan_of(prompt).subjects for one in (s.aboard or [s]) if one.group == "person"]


def test_every_role_is_found_in_both_languages() -> None:
    for name, row in PEOPLE["roles"].items():
        for prompt in (f"a {row['en'][0]}", row["zh"][0]):
            people = everybody(prompt)
            assert people, (name, prompt)
            wanted = row.get("pose") or people[0].pose
            assert people[0].pose == wanted, (name, prompt, people)


def test_every_doing_is_found_in_both_languages() -> None:
    for name, row in PEOPLE["doings"].items():
        for prompt in (f"a man {row['en'][0].replace('~', '')}", f"{row['zh'][0]}的男人"):
            people = everybody(prompt)
            assert people and people[0].pose == row.get("pose", name), (name, prompt, people)


@pytest.mark.parametrize(
    ("prompt", "setting", "people"),
    [
        ("a doctor with a patient", "ward", [("doctor", "examine"), ("patient", "sit_patient")]),
        ("a female firefighter", "shopstreet", [("firefighter", "firehose")]),
        ("a woman doctor", "ward", [("doctor", "examine")]),
        ("a man playing the electric guitar", "stage", [("", "rock")]),
        ("a girl with a balloon in the park", "park", [("", "balloon")]),
        ("birthday party", "living", [("", "blow")]),
        ("在教室里写字的学生", "classroom", [("student", "write")]),
        ("打太极的老人", "park", [("grandpa", "taichi")]),
        ("a chef in the snow", "snowfield", [("chef", "cook")]),
        ("a boy dressed as a pirate", "sea", [("pirate", "sword_ready")]),
        ("a waiter and a chef", "cafe", [("waiter", "serve"), ("chef", "cook")]),
        ("夜市摊位上，老板撒上辣椒面", "market", [("apron", "sprinkle")]),
        ("公司老板拿着公文包", "office", [("suit", "briefcase")]),
        ("a couple getting married", "church", [("groom|bride", "wed")]),
        ("a goalkeeper dives and catches the ball in heavy rain", "stadium", [("jersey2", "keeper")]),
        ("a sushi chef at work, shallow depth of field", "sushibar", [("chef", "chop")]),
        ("newlyweds under a shower of rice", "church", [("groom|bride", "wed")]),
    ],
)
def test_words_become_people(prompt: str, setting: str, people: list[tuple[str, str]]) -> None:
    plan = plan_of(prompt)
    assert [(s.look, s.pose) for s in plan.subjects if s.group == "person"] == people
    assert plan.setting == setting or "snow" in prompt


def test_clothes_take_the_colour_that_is_told() -> None:
    (woman,) = plan_of("a woman in a red dress").subjects
    assert (woman.look, woman.colour, woman.sex) == ("dress", "#c8372d", "woman")


def test_animals_and_things_are_no_people() -> None:
    assert [s.group for s in plan_of("a mother bear with her cub").subjects] == ["quadruped"]
    assert [s.group for s in plan_of("a cat sleeping").subjects] == ["quadruped"]
    for prompt in ("a guitar on a wooden table", "a violin in the morning light", "a microscope"):
        assert all(s.group != "person" for s in plan_of(prompt).subjects), prompt


@pytest.mark.parametrize("size", [(640, 360), (360, 640), (400, 400)])
@pytest.mark.parametrize("prompt", ["a firefighter", "a boy reading a book", "two women talking"])
def test_people_fill_the_frame(prompt: str, size: tuple[int, int]) -> None:
    world = World(plan_of(prompt, size), *size)
    People(world)
    tall = {"a boy reading a book": 205 * 0.70}.get(prompt, 235)
    assert 0.42 < people_scale(world) * tall / world.h < 0.86


def test_several_people_differ() -> None:
    subject = Subject("crowd", "person", 6, None, "stand", "people")
    rng = np.random.default_rng(1)
    looks = [look_of(subject, i, rng, cold=False) for i in range(6)]
    assert len({(x.top, x.hair, x.skin, x.style) for x in looks}) == 6


@pytest.mark.parametrize(
    ("prompt", "poses"),
    [
        ("a chef carefully plating a starter with tweezers", ["plate"]),
        ("two fishermen repair the old nets on a pier", ["mendnet"]),
        ("hands of a potter at a spinning wheel", ["pottery"]),
        ("夜市摊主在炒面", ["wok"]),
        ("老师傅给孩子画糖画", ["sugarart", "watchglad"]),
        ("a tired dad naps on the sofa", ["couchnap"]),
        ("mates clinking their beers in a bar", ["toastbeer"]),
        ("a mother teaches her son to ride a bike", ["pushbike", "cycle"]),
        ("a girl on a video call with her grandparents", ["videocall"]),
        ("a violinist playing on stage", ["violin"]),
        ("书法家挥毫写字", ["calligraphy"]),
        ("妈妈给女儿扎辫子", ["braid", "braided"]),
        ("a basketball player leaps and slams a dunk", ["dunk"]),
        ("a teacher writes on the chalkboard while pupils listen", ["teach", "write"]),
        ("firefighters spray water on a burning building at night", ["firebuilding"]),
        ("a boxer trains on the heavy bag, sweat flying", ["bagwork"]),
        ("a girl rides a bicycle with flowers in the basket", ["cyclebasket"]),
        ("a toddler smashes a birthday cupcake", ["cakesmash"]),
        ("爷爷教孙子下象棋", ["chess", "chess_b"]),
    ],
)
def test_doings_are_those_of_the_sentence(prompt: str, poses: list[str]) -> None:
    assert [s.pose for s in plan_of(prompt).subjects if s.group == "person"] == poses


def test_portraits_fill_the_frame_and_look_as_told() -> None:
    """The head of a close-up is in the middle; beard and mood are the prompt's."""
    plan = plan_of("close-up portrait of a bearded man crying")
    world = World(plan, 640, 360)
    (one,) = People(world)._members
    x, y = one.figure.head()
    assert 0.4 < (one.row + y * one.scale) / world.h < 0.55 and 0.3 < (one.x + x * one.scale) / world.w < 0.6
    assert 50 * one.scale > 0.3 * world.h
    assert one.figure.look.face == ("beard",) and one.figure.mood == "cry" and not plan.unknown
