"""Which nouns of a prompt are subjects: no owners, no first parts of compounds."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from nemo_skill.studio.plan import people, where
from nemo_skill.studio.plan.model import Hit
from nemo_skill.studio.plan.pictures import dishes, goods, is_part

_OWNS = re.compile(r"['’]s?$")
_HAN = re.compile(r"[\u3400-\u9fff]")
# No noun: a verb, an adverb, or what stands behind a noun and tells of it.
_NO_NOUN = re.compile(
    r"(?:\w+(?:ing|ed|ly|ward|wards)|a\w+(?:ong|ove|op|id|ide|ross|ound|ft)|alone|alive|awake|open|closed|ready|free|full|made|half|high|deep|"
    r"upside|beyond|within|without|throughout|amongst|via|per|can|could|will|would|has|have|had|does|did|do|also|still|"
    r"both|each|everywhere|together|itself|himself|herself|themselves|who|whose|that|than|too|here|there|inside|"
    r"(?:tak|shak|brok|beat|giv|fall|wov|smash)en|flames?|fire|steam|smoke|lost|left|held|hung|built|seen|shown|born|worn|torn|set|cut|spread|split|spilt|burnt|sunk|blown|drawn|thrown|lit|caught|stuck|spun|sat|stood|flew|swam|ran|came|went|"
    r"\w+ing|\w{2,}[^s]s)$"
)
_ANIMALS = ("quadruped", "bird", "swimmer")
_FURNITURE = ("counter", "bar", "bed", "sofa", "couch", "carpet", "rug", "chart", "window", "water", "waves", "trees")
# What a place lies on says less than what grows there: vineyard hills.
_LIE_OF_LAND = ("hills", "hill", "hillside", "valley", "mountains", "slopes", "fields")
_CLOTHES = (
    "coat",
    "t-shirt",
    "jeans",
    "dress",
    "shoe",
    "high-heeled-shoe",
    "necklace",
    "crown",
    "sunglasses",
    "top-hat",
    "backpack",
    "headphone",
    "handbag",
    "watch",
)
_WORN = re.compile(
    r"(?:\b(?:in|wear\w*|with|into|check\w*|puts? on|putting on|dressed in)\s+"
    r"(?:an?|the|his|her|their)?\s*(?:\w+\s+){0,3}"
    r"|[穿戴背]着?[^，。]{0,5})$",
    re.I,
)
_HOLDERS = frozenset(
    (
        "bowl",
        "bowls",
        "plate",
        "platter",
        "dish",
        "pot",
        "pan",
        "cup",
        "cups",
        "mug",
        "glass",
        "glasses",
        "jar",
        "tray",
        "tower",
    )
)
_PARTS = ("eye", "macroeye", "brain", "anatomical-heart")
_THINGS = ("object", "picture", "landmark", "vehicle", "light")


def main(hits: Sequence[Hit], text: str, unknown: Sequence[str], group_of: Callable[[str], str]) -> list[Hit]:
    """The hits without owners ("a girl's kite") and without the first parts of compounds ("a dog bowl")."""
    subjects = sorted((h for h in hits if h.kind == "subjects"), key=lambda h: h.start)
    nouns = sorted((h for h in hits if h.kind in ("subjects", "settings")), key=lambda h: h.start)
    places = any(h.kind == "settings" for h in hits)
    dropped = set()
    for hit in subjects:
        behind = next((n for n in nouns if n.start >= _end(hit) and n.word != hit.word), None)
        gap = text[_end(hit) : behind.start] if behind else ""
        if group_of(hit.name) == "planet":
            continue
        if behind and _owned(hit, behind, gap):
            dropped.add((hit.name, hit.start))
        elif (
            behind
            and behind.kind == "subjects"
            and gap == " "
            and _names_kind(hit, group_of(hit.name), group_of(behind.name))
        ):
            plain = hit.name != "toyrobot" and (
                group_of(behind.name) == "person" or behind.name == "product"
            )  # A fox detective is a fox.
            plain = plain or (group_of(hit.name) == "object" and behind.word in _HOLDERS)  # A ramen bowl is ramen.
            named = behind if plain else hit
            dropped.add((named.name, named.start))
        elif behind and behind.kind == "settings" and gap == " " and group_of(hit.name) in _THINGS:
            dropped.add((hit.name, hit.start))  # a palace garden
        elif _qualifies(hit, text, unknown, group_of) and (
            any(group_of(h.name) == "person" and h.start != hit.start for h in subjects)
            if group_of(hit.name) == "person"
            else places or len({h.start for h in subjects}) > 1
        ):
            dropped.add((hit.name, hit.start))
    living = any(group_of(h.name) in (*_ANIMALS, "person") for h in subjects)
    parts = (*_PARTS, "birds" if len(subjects) > 1 else "")
    dropped |= {
        (h.name, h.start)
        for h in subjects
        if living and h.name in parts and h.word in ("flock", h.word if h.name in _PARTS else "flock")
    }
    dropped |= {(h.name, h.start) for h in subjects if living and h.name in _CLOTHES and _WORN.search(text[: h.start])}
    names = {h.name for h in subjects}
    if names & {"bride", "groom"}:
        dropped |= {(h.name, h.start) for h in subjects if h.name == "newlyweds"}
    if places and names == {"smokeplume"}:
        dropped |= {(h.name, h.start) for h in subjects}
    dropped |= _places_of_places(hits, text)
    return [h for h in hits if h.kind not in ("subjects", "settings") or (h.name, h.start) not in dropped]


def _places_of_places(hits: Sequence[Hit], text: str) -> set[tuple[str, int]]:
    """Places that only say what kind of place follows: a harbor pub, a palace garden; but not names."""
    found = [h for h in hits if h.kind == "settings" and not _HAN.search(h.word)]
    vehicles = {h.start for h in hits if h.kind == "subjects" and h.name == "car"}
    buses = {(h.name, h.start) for h in found if _end(h) + 1 in vehicles and where.is_room(h.name)}  # a school bus
    ends = {h.start for h in found if h.name != "table" and h.word not in (*_FURNITURE, *_LIE_OF_LAND)}
    return buses | {(h.name, h.start) for h in found if _end(h) + 1 in ends and not text[h.start].isupper()}


def _end(hit: Hit) -> int:
    return hit.start + len(hit.word)


def _owned(hit: Hit, behind: Hit, gap: str) -> bool:
    if _HAN.search(hit.word):
        return gap == "的"
    return bool(_OWNS.search(hit.word)) and bool(re.fullmatch(r"\s(?:[\w]+\s){0,2}", gap))


def _names_kind(hit: Hit, first: str, second: str) -> bool:
    """Whether a noun before another says what kind that is: an elephant statue, a ghost ship; a panda chef."""
    if hit.word in ("toy", "toys"):
        return True
    if first == "person" and (
        hit.name in people.BARE or (second not in ("vehicle", "landmark") and hit.name not in people.LENDING)
    ):
        return False
    return (first in (*_ANIMALS, *_THINGS, "person") and second in _THINGS) or (
        first in _ANIMALS and second == "person"
    )


def _qualifies(hit: Hit, text: str, unknown: Sequence[str], group_of: Callable[[str], str]) -> bool:
    """Whether the next word is a noun that nobody knows: "tiger lilies" are no tigers."""
    if hit.name in dishes() and not (hit.name in goods() or is_part(hit.name)):
        return False  # A burger patty, a ramen broth: of the same dish.
    trade = group_of(hit.name) == "person" and hit.name not in people.BARE  # a customer testimonial
    if (
        not (trade or group_of(hit.name) in (*_ANIMALS, *_THINGS))
        or group_of(hit.name) == "landmark"
        or hit.word.endswith("s")
        or _HAN.search(hit.word)
    ):
        return False
    following = re.match(r" ([\w'’]+)", text[_end(hit) :])
    word = following.group(1).lower() if following else ""
    return word in unknown and word not in _HOLDERS and not _NO_NOUN.fullmatch(word)
