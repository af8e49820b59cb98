"""Who is in a shot and what they do: roles, doings and garments of people.yaml become looks and poses of subjects."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Any

from nemo_skill.studio.data import table
from nemo_skill.studio.plan import pictures
from nemo_skill.studio.plan.model import Hit, Subject

KINDS = ("roles", "doings", "garments")
# A word of sex or age before another role belongs to that: "a woman doctor". So does a role that is only put on.
BARE = frozenset({"person", "man", "woman", "boy", "girl", "child", "baby", "teen", "grandpa", "grandma"})
_WORN = re.compile(r"^\s*(?:is\s+)?(?:dressed(?: up)? (?:as|like|in)|working as|as|in|who is)\s+(?:an?|the)?\s*$", re.I)
_SEXES = {
    "woman": r"female|woman|women|lady|girl|she|her|女|阿姨|大妈|姐姐|姑娘|老板娘",
    "man": r"male|man|men|guy|boy|he|his|him|男|beard|bearded|moustache|小哥|大叔|大爷|师傅",
}
_AGES = {
    "elder": r"old|elderly|aged|senior|(?:老|老年|年迈)的?$",
    "child": r"little|kid|[小幼]的?$",
    "teen": r"teenage|teenaged|少年",
}
# Doings too general to take the place of a trade's own.
_VAGUE = frozenset({"squats", "sit", "talk", "laugh", "think", "type", "look", "hammer", "teach", "fight", "examine"})
# What says how another doing is done, where there is one: a dunk with a leap, a tango that is danced.
_LOOSE = frozenset({"jump", "dance", "run", "walk", "cheer", "yoga", "campfire", "photograph"})
# What, far behind the name of a trade, something else does.
_FAR = frozenset({"jump", "swing", "cheer", "draw", "dance", "fly", "swim", "run"})
# What is only carried or shown, and gives way to any doing.
_IDLE = frozenset({"briefcase", "clipboard", "wave", "salute", "cheer", "cane", "hero", "selfie"})
# Who buys or is served does what the other's doing asks of the second.
_SERVED = frozenset({"patient", "shopper"})
# What guests do at a cake or a gift.
_GLAD = frozenset({"clap", "cheer", "laugh"})
_OVERRIDING = frozenset({"run", "walk", "dance", "swim", "fly", "float"})
_GROUPS = frozenset({"team", "friends", "crowd", "family", "couple", "children", "men", "women", "twins", "elders"})
_BEFORE_A_DOING = frozenset(
    {"the", "and", "for", "about", "showing", "video", "clip", "slow", "motion", "people", "salsa"}
)
# Things that nobody needs to hold, though people do something with them.
_ALONE = frozenset(
    {"teddy-bear", "microscope", "saxophone", "accordion", "newspaper", "sparkler", "cauldron", "sled", "sword"}
)
_ANYWHERE = ("street", "meadow", "park", "living", "market")
_EVERYWHERE = frozenset({"", "walk", "run", "stand", "sit", "sleep", "dance", "swim", "fly", "eat", "think"})
_PAIRS = frozenset({"couple", "elders", "newlyweds", "chinese_wedding"})
# Who is aboard stands on the deck, and doesn't see the ship.
_AFLOAT = frozenset({"surf", "swim", "rowing", "kayak", "paddleboard", "dive", "salute", "pullnet"})
_ABOARD = re.compile(
    r"\b(?:on|aboard)\s+(?:board\s+)?(?:a|an|the|his|her|their)\s+(?:\w+\s+)?(?:ship|boat|deck|yacht)\b|船上|甲板"
)
_PREPOSITIONS = frozenset({"on", "with", "at", "in", "to", "for", "through", "by", "up", "out", "down"})
# Who lends a look to the trade that follows: "a robot chef".
LENDING = frozenset(
    {"robot", "elf", "zombie", "ninja", "pirate", "vampire", "skeleton", "astronaut", "knight", "monk", "viking"}
    | {"superhero", "fairy", "angel", "clown", "cowboy", "ghost", "samurai", "witch", "wizard", "punk", "caveman"}
)
_RUNS = re.compile(r"\b(?:run|ran|rac(?:e|ing)\b|jog|sprint|chas|rush)|跑|奔|追", re.I)
_WATER = re.compile(r"\b(?:swim|water|underwater|sea|ocean|pool|lake|river|reef)|泳|水|海|湖|河", re.I)
_BODY_PARTS = frozenset({"eye", "macroeye", "eyes", "ear", "nose", "mouth", "tongue", "foot", "leg", "tooth", "brain"})
_HANDS = re.compile(r"\bhands?\b|\bfingers?\b|双手|手部|指尖|手的|手指", re.I)
_FACE = re.compile(r"\bfaces?\b|\beyes?\b|portrait|expression|smil|wrinkl|脸|面部|表情|眼|肖像|皱纹|微笑", re.I)
_IN_BED = re.compile(r"\bbed(?:side)?\b|\bl(?:ies|ying)\b|病床|床上|躺|sleep", re.I)
_AND = re.compile(
    r"\W*(?:(?:s|and|with|his|her|their|an?|the|two|three|little|young)\W+)*"
    r"|[和与跟及、同带着在]{1,2}",
    re.I,
)
_PUPILS = frozenset({"teacher", "student", "trainer"})
_ABED = frozenset({"patient", "lie", "sleep"})
_OPEN_GROUNDS = frozenset({"stadium", "snowfield", "court", "hall", "stage"})
_ARTICLES = ("", "a", "an", "the", "his", "her", "their")


@dataclass(frozen=True)
class Said:
    """A word of the prompt that means ``name`` among the roles, doings or garments, from character ``start`` on."""

    kind: str
    name: str
    word: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.word)


@lru_cache(maxsize=1)
def english() -> list[tuple[tuple[str, ...], str, str]]:
    """All English words and phrases: their tokens, kind and name. Roles come as kind "subjects"."""
    found = []
    for kind in KINDS:
        for name, row in table("people")[kind].items():
            for word in row["en"]:
                found += [(tokens, "subjects" if kind == "roles" else kind, name) for tokens in _forms(word.lower())]
    return found


@lru_cache(maxsize=1)
def chinese() -> list[tuple[str, str, str]]:
    """All Chinese words: the word, its kind and name."""
    return [
        (word, "subjects" if kind == "roles" else kind, name)
        for kind in KINDS
        for name, row in table("people")[kind].items()
        for word in row["zh"]
    ]


@lru_cache(maxsize=1)
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    rows = table("people")["doings"].items()
    return [(name, re.compile(row["re"], re.IGNORECASE)) for name, row in rows if "re" in row]


def spoken(said: Sequence[Said], prompt: str) -> list[Said]:
    """``said`` with the doings that patterns of the table find, a verb and its object with words between; these take
    the place of the doings that single words in there tell.
    """
    matches = [(name, m) for name, pattern in _patterns() for m in pattern.finditer(prompt) if m.group()]
    found: list[Said] = []
    for name, match in sorted(matches, key=lambda one: -len(one[1].group())):
        one = Said("doings", name, match.group(), match.start())
        if all(one.end <= other.start or other.end <= one.start for other in found):
            found.append(one)
    kept = [s for s in said if s.kind != "doings" or all(s.end <= f.start or f.end <= s.start for f in found)]
    return sorted([*kept, *found], key=lambda s: s.start)


def described(prompt: str) -> str:
    """What the prompt tells of faces and looks, in its own words."""
    wardrobe = table("wardrobe")
    patterns = [*wardrobe["moods"].values(), *(row["re"] for row in (*wardrobe["traits"], *wardrobe["worn"]))]
    return " ".join(match.group() for p in patterns for match in re.finditer(p, prompt, re.IGNORECASE)).lower()


def _forms(word: str) -> Iterator[tuple[str, ...]]:
    """ "play~ violin" in all forms of its verb, with and without an article."""
    if "~" not in word:
        yield tuple(word.replace("-", " ").split())
        return
    verb, _, rest = word.partition("~")
    tail = rest.replace("-", " ").split()
    at = 1 if tail[0] in _PREPOSITIONS else 0
    for form in (verb, _third(verb), _gerund(verb)):
        for article in _ARTICLES:
            yield (form, *tail[:at], *([article] if article else []), *tail[at:])[:4]


def _third(verb: str) -> str:
    return verb + ("es" if verb.endswith(("sh", "ch", "ss", "x")) else "s")


def _gerund(verb: str) -> str:
    if verb.endswith("e") and not verb.endswith("ee"):
        return verb[:-1] + "ing"
    short = re.fullmatch(r"[^aeiou]*[aeiou][bdglmnpt]", verb)
    return verb + (verb[-1] if short else "") + "ing"


def role(name: str) -> dict[str, Any] | None:
    """The row of a role, as the tables of subjects give theirs; None for what is no person."""
    row: dict[str, Any] | None = table("people")["roles"].get(name)
    return None if row is None else {"group": "person", "action": "stand", **row}


def trade(name: str, prompt: str) -> str:
    """The role, or the one that a word is for where it is said: a boss at a stall (摊位老板) is who sells there."""
    others: dict[str, str] = (role(name) or {}).get("instead", {})
    return next((other for other, place in others.items() if re.search(place, prompt, re.IGNORECASE)), name)


def _pose_row(name: str) -> dict[str, Any]:
    stances: dict[str, dict[str, Any]] = table("stances")
    row = stances.get(name.rpartition("+")[2], {})
    return {**_pose_row(row["like"]), **row} if "like" in row else row


def dress(
    subjects: Sequence[Subject], said: Sequence[Said], prompt: str, colours: Sequence[tuple[str, int]]
) -> list[Subject]:
    """Give people their looks and poses; drop things that a pose already shows, and add a person nobody named.

    ``said`` holds all roles, doings and garments of the prompt in order, ``colours`` its colours ("#rrggbb") with
    their places.
    """
    roles = _merged([s for s in said if s.kind == "roles"], prompt)
    doings = [s for s in said if s.kind == "doings"]
    garments = [s for s in said if s.kind == "garments" and not s.word.startswith("dressed")]
    named = {s.name: s for s in roles}
    lent = _lent([s for s in said if s.kind == "roles"], prompt)
    kept = [s for s in subjects if s.group != "person" or s.kind in named]
    others = [s for s in kept if s.group != "person"]
    if not any(s.group == "person" for s in kept):
        doings = [d for d in doings if not _only_named(d, others) and not _of_nature(d, prompt)]
        if not (doings or garments) or any(_acts(s) for s in others):
            return kept
        kept = [_nobody((doings or garments)[0], prompt), *kept]
        named[kept[0].kind] = Said("roles", kept[0].kind, "", -1)
    kept = _here(kept, named, doings)
    others = [s for s in others if s.kind not in _BODY_PARTS]
    people = [s for s in kept if s.group == "person"]
    if any(s.kind != "audience" for s in people):  # A stage has one of its own before it.
        kept = [s for s in kept if s.kind != "audience"]
        people = [s for s in people if s.kind != "audience"]
    bands = [str((role(s.kind) or {}).get("pose", "")) for s in people if s.count > 2]
    played = {pose for names in bands if "|" in names for pose in names.split("|")}
    # The drummer of a band that is named is in it.
    people = [s for s in people if s.count > 2 or (role(s.kind) or {}).get("pose", "") not in played]
    kept = [s for s in kept if s.group != "person" or s in people]
    if any((role(s.kind) or {}).get("setting") == "stage" for s in people):
        doings = [d for d in doings if "crowd" not in named or d.start < named["crowd"].start]
        kept = [s for s in kept if s.kind != "crowd"]
        people = [s for s in people if s.kind != "crowd"]
    starts = sorted(named[s.kind].start for s in people)
    dressed = [_person(s, named[s.kind], starts, people, doings, garments, others, prompt, colours) for s in people]
    if {"baby", "feed_baby", "pram", "bathbaby"} & {s.pose for s in dressed if s.kind != "baby"}:
        dressed = [s for s in dressed if s.kind != "baby"]
    dressed = _together([replace(s, look=lent[s.kind]) if s.kind in lent else s for s in dressed], prompt)
    dressed = [replace(s, pose=_seated(s.pose, prompt)) for s in dressed]
    if any(_pose_row(s.pose).get("child") for s in dressed):
        dressed = [s for s in dressed if s.age != "child"]
    if _ABOARD.search(prompt):
        others = [s for s in others if s.kind not in ("ship", "boat")]
    shown = {thing for s in dressed for pose in s.pose.split("|") for thing in _pose_row(pose).get("is", ())}
    said_doings = {d.word for d in doings}
    calm = any(_pose_row(pose).get("beast") for s in dressed for pose in s.pose.split("|"))
    others = [_beside(s, calm) for s in others if s.word not in said_doings and not _shown(s, shown)]
    return dressed + others


def _acts(subject: Subject) -> bool:
    """Whether what the prompt tells can be the doing of something that is no person."""
    return subject.group not in ("object", "picture") or subject.kind.endswith("merpeople")


def placed(said: Sequence[Said], found: list[Hit]) -> list[Hit]:
    """Places without those that a doing's own words only seem to name: the water that is sprayed is no lake."""
    rows = [table("people")[s.kind].get(s.name, {}) for s in said if s.kind != "garments"]
    other = {name for row in rows for name in row.get("not", ())}
    trades = any(s.kind == "roles" and s.name not in BARE and "pose" in (role(s.name) or {}) for s in said)
    return [hit for hit in found if hit.name not in other and not (trades and hit.word == "water")]


def work_of(doing: str) -> str:
    """What hands are seen at, close, when they do this; "" if that is no row of ``props.yaml``."""
    return str(_pose_row(_pose_of(doing)).get("work", ""))


def at_hands(subjects: Sequence[Subject], prompt: str, *, close: bool) -> bool:
    """Whether a shot shows the hands of its first person at work, and no more of anybody."""
    first = next((s for s in subjects if s.group == "person"), None)
    if first is None or not _pose_row(first.pose).get("work"):
        return False
    if not _HANDS.search(prompt):  # A close-up of a craft is one of its work.
        return close and bool(_pose_row(first.pose).get("craft")) and not _FACE.search(prompt)
    return close or first.kind == "person"


def _beside(subject: Subject, calm: bool) -> Subject:
    """An animal near somebody who strokes it or sits: it sits too, instead of running away."""
    lively = subject.group == "quadruped" and subject.action in ("run", "walk", "stand")
    return replace(subject, action="sit") if calm and lively else subject


def _here(subjects: list[Subject], named: dict[str, Said], doings: Sequence[Said]) -> list[Subject]:
    """Subjects without those at the other end of a call."""
    calls = [d.end for d in doings if _pose_row(_pose_of(d.name)).get("afar")]
    here = [s for s in subjects if s.group != "person" or not calls or named[s.kind].start < calls[0]]
    return here if any(s.group == "person" for s in here) else subjects


def _of_nature(doing: Said, prompt: str) -> bool:
    """Whether a plain action is that of a thing named before it: leaves that dance, clouds that sleep."""
    before = re.findall(r"[a-z]{3,}", prompt[: doing.start].lower())
    plain = doing.name in (
        "dance",
        "jump",
        "sleep",
        "sit",
        "lie",
        "sing",
        "swim",
        "fly",
        "swing",
        "waltz",
        "dive",
        "sweep",
    )
    return plain and bool(before) and before[-1] not in _BEFORE_A_DOING


def _only_named(doing: Said, others: Sequence[Subject]) -> bool:
    """Whether the word only names the thing that it takes: a guitar on a table is played by nobody."""
    taken = _pose_row(_pose_of(doing.name)).get("from", ())
    return any(s.word == doing.word and (s.kind in _ALONE or s.kind in taken or s.word in taken) for s in others)


def _shown(subject: Subject, shown: set[str]) -> bool:
    """Whether a pose has this thing already (an animal only by its very word: a teddy bear)."""
    return subject.word in shown or (subject.group not in ("quadruped", "bird", "person") and subject.kind in shown)


def _lent(roles: list[Said], prompt: str) -> dict[str, str]:
    """The look that one role has from another right before it."""
    return {
        after.name: one.name
        for one, after in pairwise(roles)
        if one.name in LENDING and not prompt[one.end : after.start].strip(" -")
    }


def _nobody(doing: Said, prompt: str) -> Subject:
    """The person who does what the prompt names without a doer."""
    row = _pose_row(_pose_of(doing.name)) if doing.kind == "doings" else {}
    many = 3 if doing.word.endswith("ers") else 1  # hip hop dancers
    count = row.get("crowd") or (2 if "gap" in row else many)
    return Subject("person", "person", count, None, "stand", doing.word)


def _merged(roles: list[Said], prompt: str) -> list[Said]:
    """Roles without those that only tell sex or age of the next, or what somebody is dressed as."""
    kept: list[Said] = []
    for place, one in enumerate(roles):
        after = roles[place + 1] if place + 1 < len(roles) else None
        told = one.name in BARE or one.name in LENDING
        if after and told and after.name != one.name and not prompt[one.end : after.start].strip(" -"):
            continue
        if kept and one.name in BARE and kept[-1].name not in BARE and prompt[kept[-1].end : one.start] == " ":
            continue  # "a surfer girl"
        if kept and one.name in _PUPILS and kept[-1].name not in BARE and prompt[kept[-1].end : one.start] == " ":
            continue  # "a pottery teacher"
        if kept and kept[-1].name in BARE and _WORN.match(prompt[kept[-1].end : one.start]):
            kept.pop()
        kept.append(one)
    return kept


def _person(
    subject: Subject,
    at: Said,
    starts: list[int],
    people: list[Subject],
    doings: list[Said],
    garments: list[Said],
    others: list[Subject],
    prompt: str,
    colours: Sequence[tuple[str, int]],
) -> Subject:
    row = role(subject.kind) or {}
    alone, first = len(people) == 1, starts[0]
    doing = _doing(subject, at, doings, alone, starts, prompt)
    idle = subject.kind == "crowd" and at.start > first and (doing is None or doing.start < at.start)
    told = table("people")["doings"][doing.name] if doing else {}
    garment = next((g for g in garments if g.start > at.start), garments[0] if garments and alone else None)
    worn = table("people")["garments"][garment.name] if garment else {}
    looks = table("wardrobe")["looks"]
    own = row.get("look") or (subject.kind if subject.kind in looks else "")
    dressed = told.get("look", "") if told.get("dress") else ""
    put_on = garment.name if garment and not (own and worn.get("weak")) else ""
    helped = at.start != first and doing is not None and "partner" in _pose_row(_pose_of(doing.name))
    mine = alone or (doing is not None and (doing.start >= at.start or at.start == first) and not helped)
    look = put_on or dressed or own or (told.get("look", "") if mine else "")
    before, near = prompt[max(0, at.start - 16) : at.start], prompt if alone else prompt[max(0, at.start - 16) : at.end]
    sex = (
        row.get("sex")
        or _match(_SEXES, before)
        or _match(_SEXES, prompt[at.end : at.end + 6])
        or worn.get("sex", "")
        or _match(_SEXES, near)
    )
    age = row.get("age") or (_match(_AGES, before[-9:]) if at.start >= 0 else "") or ""
    return replace(
        subject,
        look=look if look in looks or "|" in look else own,
        pose="clap" if idle else _pose(subject, at, row, doing, others, prompt),
        sex=sex if subject.count == 1 or row.get("sex") else "",
        age=age,
        colour=_colour(subject, at, garment, colours, prompt),
    )


def _match(patterns: dict[str, str], text: str) -> str:
    for name, pattern in patterns.items():
        if re.search(rf"(?<![a-z])(?:{pattern})(?![a-z])", text, re.IGNORECASE):
            return name
    return ""


def _doing(subject: Subject, at: Said, doings: list[Said], alone: bool, starts: list[int], prompt: str) -> Said | None:
    """What this person does: the first doing between the name and the next one's, else one that is said later, else
    one before it that isn't another's.
    """
    right_before = [d for d in doings if d.end <= at.start and not prompt[d.end : at.start].strip(" 着的地")]
    if right_before:
        # "a singing girl", 唱歌的女孩
        return next(d for d in right_before if d.start == right_before[-1].start)
    after = [d for d in doings if d.start >= at.start]
    # "A mother with a sleeping baby" is awake.
    after = [
        d
        for d in after
        if not any(s > at.start and d.end <= s and not prompt[d.end : s].strip(" 着的地") for s in starts)
    ]
    trade = (role(subject.kind) or {}).get("pose")
    before = doings[-1:] if alone or not trade or all(d.start < starts[0] for d in doings) else []
    own = [d for d in after if all(d.start < start for start in starts if start > at.start)]
    if any(d.name != "teach" for d in own):  # What is taught is done by both.
        after = own
    elif (
        trade
        and after
        and len(starts) > 1
        and "gap" not in _pose_row(_pose_of(after[0].name))
        and subject.kind not in BARE
        and not _joined(at, starts, prompt)
    ):
        return None  # "Runners cross the line, a crowd cheers": who has a trade does that.
    found = [d for d in after if d.name not in _VAGUE | _LOOSE] or [d for d in after if d.name not in _VAGUE]
    found = found or after or before
    asleep = [d for d in found if d.name == "sleep"]  # Whatever else is in the arms.
    return next(iter(asleep or found), None)


def _joined(at: Said, starts: list[int], prompt: str) -> bool:
    """Whether a name and the next one are said to do something together: "a baker and his son"."""
    after = min((start for start in starts if start > at.start), default=at.end)
    return bool(_AND.fullmatch(prompt[at.end : after]))


def _pose_of(doing: str) -> str:
    return str(table("people")["doings"].get(doing, {}).get("pose", doing))


def _pose(
    subject: Subject, at: Said, row: dict[str, Any], doing: Said | None, others: list[Subject], prompt: str
) -> str:
    vague = () if row.get("pose") in _IDLE else _VAGUE
    if doing and doing.name in _GLAD and any(s.kind in table("stances")["blow"]["from"] for s in others):
        return "blow"
    if doing and doing.name in row.get("keeps", ()) and row.get("pose"):
        return str(row["pose"])
    if doing and doing.name in _FAR and row.get("pose") and doing.start - at.end > 14:
        doing = None  # Flames leap, fans cheer.
    if doing and not (doing.name in vague and row.get("pose")):
        pose = _pose_of(doing.name)
        return "waltz" if pose == "dance" and subject.kind in _PAIRS else pose
    for name, stance in table("stances").items():
        if any(s.kind in stance.get("from", ()) or s.word in stance.get("from", ()) for s in others):
            return str(name)
    spun = subject.action == "dance" and bool(row.get("pose"))
    # Who plays an instrument runs as little as who works on a wheel dances.
    spun |= subject.action == "run" and bool(row.get("pose")) and not _RUNS.search(prompt)
    # A goalkeeper dives on dry land.
    spun |= subject.action == "swim" and bool(row.get("pose")) and not _WATER.search(prompt)
    spun |= subject.action == "fly" and bool(row.get("pose"))  # Sweat or sparks do.
    if subject.action in _OVERRIDING and row.get("action") != subject.action and not spun:
        return subject.action if subject.action != "fly" or subject.kind in ("superhero", "fairy", "angel") else "stand"
    pose = str(row.get("pose") or ("" if subject.action in ("walk", "run") else "stand") or subject.action)
    # Who is said to do something that no table knows, with a thing, has the hands on that.
    drawn = any(s.group == "object" and s.kind not in pictures.dishes() for s in others)
    return "handle" if drawn and (pose == "stand" or (pose == "cane" and not doing)) else pose


def _seated(pose: str, prompt: str) -> str:
    """What the hands of somebody who stands do is done on a seat that the prompt names: "sit_sofa+phone"."""
    row = _pose_row(pose) if pose and "|" not in pose else {}
    if "hands" not in row or row.get("view") == "front" or {"hip", "feet", "before", "gap", "behind"} & set(row):
        return pose
    return next(
        (f"{seat}+{pose}" for seat, told in table("senses")["seats"].items() if re.search(told, prompt, re.I)), pose
    )


def _colour(
    subject: Subject, at: Said, garment: Said | None, colours: Sequence[tuple[str, int]], prompt: str
) -> str | None:
    """The colour of the clothes: right before a garment, or after "in" or "wearing"."""
    for colour, start in colours:
        if garment and 0 < garment.start - start < 14:
            return colour
        between = prompt[at.end : start]
        if 0 <= at.start < start and len(between) < 34 and re.search(r"\b(?:in|wearing|wears)\b|穿", between):
            return colour
    return subject.colour


def _together(people: list[Subject], prompt: str) -> list[Subject]:
    """The second of two does the other part of what the first does to somebody."""
    if len(people) < 2 or people[0].count != 1:
        return people
    if [s.pose for s in people] == ["wheelchair", "wheelchair"]:
        return [replace(people[0], pose="pushchair"), people[1]]
    row = _pose_row(people[0].pose)
    other = people[1]
    if "abed" in row and other.pose in _ABED and _IN_BED.search(prompt):
        return [replace(people[0], pose=str(row["abed"])), replace(other, pose="patient"), *people[2:]]
    # Two trades side by side each do their own; what the prompt says that one does to another takes both.
    own = [(role(one.kind) or {}).get("pose") for one in people[:2]]
    busy = own[0] == people[0].pose and own[1] == other.pose and other.kind not in _SERVED
    if "young" in row and other.age == "baby" and people[0].age != "baby":
        return [replace(people[0], pose=str(row["partner"])), replace(other, pose=people[0].pose), *people[2:]]
    if "gap" not in row or busy or other.kind in ("crowd", "audience"):
        return people
    return [people[0], replace(people[1], pose=str(row.get("partner") or people[0].pose)), *people[2:]]


def ground_of(people: Sequence[Subject], setting: str) -> str:
    """The hall or rink of a sport that no football is played on, instead of a stadium; else the setting."""
    grounds = [_pose_row(pose).get("ground", "") for s in people if s.group == "person" for pose in s.pose.split("|")]
    return next((str(ground) for ground in grounds if ground and setting in _OPEN_GROUNDS), setting)


_SEA_LOOKS = frozenset({"sailor", "captain", "pirate", "viking", "surfer", "diver", "swimmer", "rower", "kayaker"})


def at_sea(people: Sequence[Subject], subjects: Sequence[Any]) -> bool:
    """Whether people by the sea are on it: by trade, by what they do, or because there is a vessel."""
    afloat = any(_AFLOAT & set(s.pose.split("|")) for s in people)
    return afloat or any(s.kind in _SEA_LOOKS for s in people) or any(h.name in ("ship", "boat") for h in subjects)


def setting_of(people: Sequence[Subject], said: Sequence[Said], *, outdoors: bool = False) -> str:
    """The place that people and their doings imply, a doing's own before a role's; never a room ``outdoors``."""
    place = _implied(people, said)
    inside = place == "stage" or place in table("rooms")["rooms"]
    return {"castlehall": "mountains"}.get(place, "street") if outdoors and inside else place


def _trade_room(people: Sequence[Subject]) -> str:
    """The room that the first one works in, if it is a trade that has one."""
    row = role(people[0].kind) or {}
    place = str(row.get("setting", ""))
    return place if people[0].kind not in BARE and "pose" in row and place in table("rooms")["rooms"] else ""


def _implied(people: Sequence[Subject], said: Sequence[Said]) -> str:
    for one in said:
        if one.kind == "doings" and any(_pose_of(one.name) in re.split(r"[|+]", s.pose) for s in people):
            place = table("people")["doings"][one.name].get("setting")
            if place and not (place in _ANYWHERE and _trade_room(people)):
                return str(place)
    told = [table("people")["doings"][one.name].get("setting") for one in said if one.kind == "doings"]
    told += [table("people")["doings"].get(s.pose, {}).get("setting") for s in people if s.pose not in _EVERYWHERE]
    if all(s.kind in BARE or s.kind in _GROUPS for s in people):
        for place in told:
            if place:
                return str(place)
    for subject in people:
        row = role(subject.kind)
        if row and subject.kind not in BARE:
            return str(row["setting"])
    row = role(people[0].kind) or {}
    return str(row.get("setting", "meadow"))
