"""The table of vehicles and machines: their words, who is aboard, and where they can be."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from nemo_skill.studio.data import table
from nemo_skill.studio.plan.model import Subject

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
_SPACE = ("space", "orbit", "moon", "mars", "alien")
# Country where a boat has no water, and where there is some beside it.
_DRY = {"meadow": "lake", "forest": "lake", "mountains": "lake", "park": "lake", "village": "lake", "hills": "lake"}
_DRY |= {
    "street": "harbor",
    "shopstreet": "harbor",
    "abstract": "sea",
    "construction": "harbor",
    "road": "lake",
    "beach": "sea",
    "bridge": "rivervalley",
}
_NEON = re.compile(r"neon|cyberpunk|霓虹|赛博", re.I)
_STEEP = re.compile(r"narrow|steep|climb|\bhills?\b|lisbon|里斯本|坡|窄", re.I)


def kinds() -> dict[str, dict[str, Any]]:
    """All rows by name."""
    found: dict[str, dict[str, Any]] = table("vehicles")["kinds"]
    return found


def is_machine(kind: str) -> bool:
    """Whether the table has this kind."""
    return kind in kinds()


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
    if _CRANES.search(prompt):
        subjects = [s for s in subjects if s.kind != "crane"]  # No bird is meant.
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
    if not subjects or not is_machine(subjects[0].kind):
        return setting
    on, home = kinds()[subjects[0].kind]["goes"], kinds()[subjects[0].kind]["home"]
    if setting == "backdrop":
        return setting
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
