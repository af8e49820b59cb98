"""The table of vehicles and machines: their words, who is aboard, and where they can be."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from nemo_skill.studio.data import table
from nemo_skill.studio.plan.model import ShotPlan, Subject

_ACTIONS = {"water": "sail", "deep": "swim", "air": "fly", "space": "float", "still": "stand"}
_AT_THE_HELM = frozenset({"steer", "motorbike", "moped", "rowing", "kayak", "punt", "cycle"})
_ABOARD = re.compile(
    r"\b(?:driv(?:e|es|ing)|rid(?:e|es|ing)|pilot|row(?:s|ing)\b|paddl|steer|sail|punt|row(?:er)?s\b)|[开驾骑坐乘划撑]",
    re.I,
)
_IN = r"\b(?:in|on|aboard)\s+(?:an?|the|his|her|their|its)\s+(?:[\w-]+\s+){0,3}?"
# What poses of people bring along, if nothing else was named for it.
_STEEDS = {"motorbike": "motorcycle", "moped": "motor-scooter"}
_CRANES = re.compile(r"\b(?:port|harbou?r|dock|container|construct\w*|build\w*|skyscraper)\b|港|码头|工地|施工", re.I)
_OFF_ROAD = ("table", "space", "orbit", "sky", "sea", "underwater", "lake", "backdrop", "stage", "stadium", "abstract")
_TOWNS = (
    "street",
    "city",
    "newyork",
    "tokyo",
    "shanghai",
    "shopstreet",
    "neonstreet",
    "hongkong",
    "highway",
    "townside",
)
_ROADS = (
    ("mountain|alp|山", "mountainroad"),
    ("forest|woods|林", "forestroad"),
    ("desert|沙漠|route 66", "openroad"),
    ("coast|sea|ocean|海", "coastroad"),
    ("city|street|town|城|街", "street"),
)
_SPACE = ("space", "orbit", "moon", "mars", "alien")
# Country where a boat has no water, and where there is some beside it.
_DRY = {"meadow": "lake", "forest": "lake", "mountains": "lake", "park": "lake", "village": "lake", "hills": "lake"}
_DRY |= {
    "street": "harbor",
    "shopstreet": "harbor",
    "abstract": "sea",
    "construction": "harbor",
    "stage": "lake",
    "road": "lake",
    "beach": "sea",
    "bridge": "rivervalley",
}
#: Many vehicles that hardly move.
JAM = re.compile(r"traffic jam|\bstuck\b|rush hour|gridlock|bumper to bumper|\btraffic\b|堵车|拥堵|车流|塞车", re.I)
#: What comes down.
LANDS = re.compile(r"\bland(?:s|ing|ed)?\b|touch(?:es|ing)? ?down|descend|降落|着陆|回收", re.I)
_PASSENGERS = r"passengers?$|commuters?$|乘客|旅客"
_STUCK = re.compile(r"traffic jam|gridlock|rush hour traffic|bumper to bumper|堵车|拥堵|塞车", re.I)
_BEHIND = re.compile(
    r"from behind|rear view|back view"
    r"|\binto (?:the|a) (?:\w+ )?(?:sunset|sunrise|distance|horizon|storm|night|tunnel)\b"
    r"|towards? (?:the|a|distant) (?:\w+ )?(?:sunset|sunrise|horizon|mountains?|city|storm)|\b(?:driv|rid)\w+ away|"
    r"从背后|背后|后方|车尾|背影|尾随|(?:驶|开|骑)向|迎着",
    re.I,
)
_DRIVER = re.compile(
    r"dash ?board|dash ?cam|first person|\bpov\b|point of view|"
    r"driver'?s (?:view|perspective|eye)|windshield|windscreen|"
    r"behind the (?:steering )?wheel|第一人称|第一视角|主观视角|行车记录|驾驶视角|驾驶员视角|挡风玻璃|中控台|雨刷|雨刮",
    re.I,
)
_ASIDE = re.compile(r"side (?:view|profile|angle)|in profile|from the side|侧面|侧拍|侧身", re.I)
_ON_WHEELS = re.compile(r"\bcars?\b|driv|road|highway|street|traffic|车|驾|公路|路上", re.I)
_NEON = re.compile(r"neon|cyberpunk|霓虹|赛博", re.I)
_STEEP = re.compile(r"narrow|steep|climb|\bhills?\b|lisbon|里斯本|坡|窄", re.I)


def kinds() -> dict[str, dict[str, Any]]:
    """All rows by name."""
    found: dict[str, dict[str, Any]] = table("vehicles")["kinds"]
    return found


def is_machine(kind: str) -> bool:
    """Whether the table has this kind."""
    return kind in kinds()


def seen_from(plan: ShotPlan) -> str:
    """How a road is seen: "behind" its vehicles, by the "driver", or "" from the side."""
    place = table("places")["places"].get(plan.setting, {})
    if place.get("roof") or plan.setting in _OFF_ROAD or plan.setting in table("rooms")["rooms"]:
        return ""
    others = [s for s in plan.subjects if s.group != "vehicle" and s.group != "landmark"]
    crafts = [s for s in plan.subjects if s.kind in table("vehicles")["rears"]]
    if _DRIVER.search(plan.prompt) and _ON_WHEELS.search(plan.prompt):
        return "driver" if not [s for s in others if s.pose != "steer"] else ""
    if not crafts or others or _ASIDE.search(plan.prompt):
        return ""
    ahead = any(line.startswith("way") and line.endswith("dashes") for line in place.get("layers", ()))
    row = kinds().get(crafts[0].kind, {"draw": "@"})
    lone = not (row["draw"] or "under" in row)  # Drawn from behind alone.
    if crafts[0].kind == "plane" and (plan.setting != "airfield" or not _BEHIND.search(plan.prompt)):
        return ""
    return "behind" if ahead or lone or JAM.search(plan.prompt) or _BEHIND.search(plan.prompt) else ""


def runs(kind: str) -> bool:
    """Whether a kind needs ground under it."""
    return is_machine(kind) and kinds()[kind]["goes"] in ("road", "land", "rails", "still")


def indoors(kind: str) -> bool:
    """Whether a kind can be under a roof."""
    return runs(kind) and kinds()[kind]["goes"] in ("land", "still")


def entry(kind: str) -> dict[str, Any]:
    """A row as the tables of subjects give theirs."""
    row = kinds()[kind]
    return {"group": "vehicle", "action": _ACTIONS.get(row["goes"], "drive"), "setting": row["home"]}


def crewed(subjects: Sequence[Subject], prompt: str) -> list[Subject]:
    """The subjects, with people who drive, ride or row aboard of what has seats for them."""
    jam = _STUCK.search(prompt)
    if jam and not any(s.group in ("vehicle", "person") for s in subjects):
        subjects = [Subject("car", "vehicle", 5, None, "drive", jam.group()), *subjects]
    if _CRANES.search(prompt):
        subjects = [s for s in subjects if s.kind != "crane"]  # No bird is meant.
    if any(s.group == "vehicle" for s in subjects):  # Those are inside.
        subjects = [s for s in subjects if not re.match(_PASSENGERS, s.word)]
    if any(kinds().get(s.kind, {}).get("many") for s in subjects):  # They have their crews.
        subjects = [s for s in subjects if s.group != "person"]
    people = [s for s in subjects if s.group == "person"]
    if not people or len(people) > 2:
        return list(subjects)
    crafts = [s for s in subjects if is_machine(s.kind)]
    steed = _STEEDS.get(people[0].pose)
    if not crafts and steed and sum(s.count for s in people) < 3:
        crafts = [Subject(steed, "vehicle", 1, None, "drive", people[0].word)]
        subjects = [*crafts, *subjects]
    craft = next((s for s in crafts if kinds()[s.kind].get("crew")), None)
    if craft is None:  # Nobody is seen in there.
        return [s for s in subjects if s.pose != "steer"] if crafts else list(subjects)
    inside = re.search(_IN + re.escape(craft.word), prompt.replace("-", " "), re.I)
    if not (people[0].pose in _AT_THE_HELM or inside or _ABOARD.search(prompt)):
        return list(subjects)
    aboard = [_seated(s) for s in people for _ in range(max(1, s.count))]
    seats = len(kinds()[craft.kind]["crew"])
    rest = [s for s in subjects if s.group != "person" and "deliver" not in s.word]
    return [replace(s, aboard=tuple(aboard[:seats])) if s is craft else s for s in rest]


def _seated(subject: Subject) -> Subject:
    """Somebody in a seat; a rider has no horse there."""
    return replace(subject, count=1, look="" if subject.kind == "equestrian" else subject.look)


def place(subjects: Sequence[Subject], setting: str, prompt: str) -> str:
    """The place where a shot's first vehicle can be: a street seen from the side, water, or space."""
    if subjects and subjects[0].kind == "rocket" and setting in ("space", "desert", "sky", "table"):
        return "launchsite" if LANDS.search(prompt) or subjects[0].action == "launch" else setting
    if subjects and subjects[0].kind == "ship" and setting == "lake" and not re.search(r"\blake|湖", prompt, re.I):
        return "sea"
    if subjects and subjects[0].kind == "train" and setting == "highway":
        return "bridge"
    if setting == "carcab" and _DRIVER.search(prompt):
        return next((road for words, road in _ROADS if re.search(words, prompt, re.I)), "road")
    craft = next((s for s in subjects if is_machine(s.kind)), None)
    if craft is None or (craft is not subjects[0] and kinds()[craft.kind]["goes"] != "water"):
        return setting
    on, home = kinds()[craft.kind]["goes"], kinds()[craft.kind]["home"]
    if setting == "backdrop":
        return setting
    if on in ("road", "land") and setting in ("sky", "sea", "lake"):
        return "mountainroad" if setting == "sky" else "seasideroad"
    if on in ("road", "rails") and setting in (*_TOWNS, home) and _NEON.search(prompt):
        return "neonstreet"
    if on == "road" and setting in _TOWNS and (JAM.search(prompt) or _BEHIND.search(prompt)):
        return "street"
    if on in ("road", "land") and setting == "coastroad":
        return "seasideroad"
    if on in ("road", "rails") and setting in ("street", "city", home):
        steep = on == "rails" and _STEEP.search(prompt)
        street = "hillstreet" if steep else "neonstreet" if _NEON.search(prompt) else "shopstreet"
        return street if setting != home or home in ("shopstreet", "neonstreet") else home
    if on == "space":
        return setting if setting in _SPACE else str(home)
    if on == "deep":
        return str(home)
    return _DRY.get(setting, setting) if on == "water" else setting
