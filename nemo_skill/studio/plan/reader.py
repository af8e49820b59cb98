"""Fills a shot plan with what the words of a prompt mean."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, Protocol

from nemo_skill.studio.data import table
from nemo_skill.studio.plan import backdrops, beasts, heads, meals, people, pictures, senses, vehicles, where
from nemo_skill.studio.plan.lexicon import ANIMALS, HAN, KINDS, entry_of, find_words, group_of, simplified
from nemo_skill.studio.plan.model import Hit, ShotPlan, Subject
from nemo_skill.studio.plan.titles import title_of

_ALL_KINDS = (*KINDS, *people.KINDS, "styles")
_WARM = ("jungle", "savanna", "desert")
_LANDS = ("forest", "meadow", "mountains", "jungle", "rivervalley")  # where animals drink, there is a lake
_LEAPERS = ("whale", "dolphin")  # are shown above the water, too
_KIN = ("baby", "babies", "mother", "father", "mom", "dad", "family", "妈妈", "爸爸", "宝宝", "家庭")
_COUNTED = ("quadruped", "person", "vehicle", "bird", "swimmer", "picture")
_FESTIVALS = frozenset({"lanternfest", "xmas", "halloween"})
_TENDERS = (
    ("cuddle", r"\bhug|cuddl|embrac|nuzzl|\bkiss|抱|亲吻"),
    ("pet", r"\bpet(?:s|ting)\b|\bstrok|摸|撸"),
    ("feed", r"\bfeed|喂"),
)
_ON = r"(?:on|onto) (?:an?|the|his|her|their|my|its) (?:\w+ )?"
_BORNE = (
    ("hand", rf"{_ON}(?:arm|forearm|hand|glove|gloved|fist|wrist)\b|falconer|falconry|手臂|手上|手套"),
    ("shoulder", rf"{_ON}shoulder|肩"),
)
_HOMELY = (
    r"\b(?:floor|carpet|rug|yarn|piano|fish ?tank|fish ?bowl|aquarium|laundry|cardboard box|basket|toilet paper"
    r"|bathtub|christmas tree|laser|books?|cushion|pillow|blanket|bookshelf|indoors|fireplace)\b"
    r"|地板|地毯|纸箱|箱子|洗好的衣|毛线|激光|书堆|书架|家里|屋里|壁炉|钢琴|鱼缸"
)


class Request(Protocol):
    """What the reader needs of a clip request."""

    @property
    def prompt(self) -> str: ...
    @property
    def duration_ms(self) -> int: ...
    @property
    def seed(self) -> int: ...


def plan_shot(request: Request) -> ShotPlan:
    """Plan a shot from the words of a prompt. What no table knows is named in ``unknown``."""
    backdrop, prompt = backdrops.backdrop_of(request.prompt)
    text = senses.understood(beasts.fronted(simplified(prompt)))
    hits, unknown = find_words(text)
    if not any(hit.kind == "doings" and people.work_of(hit.name) for hit in hits):
        text = senses.understood(beasts.fronted(simplified(meals.handiwork(prompt))))
        hits, unknown = find_words(text)
    hits = [replace(hit, name=people.trade(hit.name, text)) if hit.kind == "subjects" else hit for hit in hits]
    hits = beasts.made(hits, text.replace("-", " "), group_of)
    hits = heads.main(hits, text, unknown, group_of)
    hits = where.outside(where.entered(hits, text, group_of), text)
    by_kind: dict[str, list[Hit]] = {kind: [h for h in hits if h.kind == kind] for kind in _ALL_KINDS}
    said = people.spoken(_said(hits), text)
    told = " ".join([people.described(request.prompt), *(d.word.lower() for d in said if d.kind == "doings")])
    unknown = [word for word in unknown if word not in told]
    colours = [(table("words")["colours"][h.name]["hex"], h.start) for h in by_kind["colours"]]
    by_kind["settings"] = people.placed(said, by_kind["settings"])
    shown = meals.served(_subjects(by_kind, text), text)
    said = meals.told(said, shown, by_kind["subjects"], text)
    subjects = people.dress(shown, said, text, colours)
    subjects = vehicles.crewed(_tending(subjects, text), text)
    named = by_kind["settings"]
    room = where.room_of(named, by_kind["doings"], subjects, text)
    if room != "windowsill" and meals.is_meal(subjects, named) and not (_blooms(by_kind, subjects) and not named):
        room = "table"
    setting = room or (not named and _at_home(subjects, text)) or _setting(by_kind, subjects, said)
    lit = setting == "stage" and any(hit.name == "stage" for hit in named)
    if setting != "table" and not lit and ((backdrop and subjects) or setting == where.NOWHERE):
        setting = "backdrop" if backdrop else where.nowhere(by_kind, subjects)
    setting = vehicles.place(subjects, setting, text)
    if setting == "rivervalley" and beasts.wades(text) and any(s.group == "quadruped" for s in subjects):
        setting = "lake"
    if setting in _LANDS and subjects and subjects[0].group == "quadruped" and subjects[0].action == "drink":
        setting = "lake"
    ground = people.ground_of(subjects, setting)
    view = where.view_from(named, setting) if ground == setting else ""
    setting = ground
    subjects = where.settled(_sensible(subjects, setting, by_kind), setting, moving=bool(by_kind["actions"]))
    season = _first(by_kind["seasons"], where.places().get(setting, {}).get("season", ""))
    if season in ("", "spring") and setting != "blossom" and any(hit.name == "blossom" for hit in named):
        season = "blossom"
    if not season and any(hit.word in ("雪地", "雪原", "snowfield") for hit in named):
        season = "winter"
    weather = _first(by_kind["weather"], where.places().get(setting, {}).get("weather", "clear"))
    if weather == "clear" and season == "winter":
        weather = "snow"
    mood = _first(by_kind["moods"], "calm")
    beyond = meals.beyond(subjects, named) if setting == "table" else ""
    if setting == "table" and not beyond:
        backdrop = backdrop or meals.ground(subjects)
    if not by_kind["times"] and any(where.places().get(hit.name, {}).get("weak") for hit in named):
        by_kind["times"] = [Hit("times", "night", "", 0)]  # A starry sky is one by night.
    if people.at_hands(subjects, prompt, close=any(hit.name == "close" for hit in by_kind["camera"])):
        setting, beyond, view = "table", setting if setting != "table" else beyond, ""
        subjects = [s for s in subjects if s.group == "person"]
    elif meals.by_hands(shown, prompt, close=any(hit.name == "close" for hit in by_kind["camera"])):
        setting, beyond, view = "table", setting if setting != "table" else beyond, ""
        subjects = [s for s in shown if s.kind in pictures.dishes()]
    first, last = _times(by_kind["times"], text, setting, mood, weather)
    if first == last:
        setting = where.by_day(setting, named, subjects, first, weather)
    return ShotPlan(
        prompt=request.prompt,
        language="zh" if HAN.search(request.prompt) else "en",
        duration_s=max(0.2, request.duration_ms / 1000),
        seed=request.seed,
        subjects=tuple(subjects),
        setting=setting,
        view=view,
        season=season or ("winter" if weather == "snow" else "summer"),
        time=first,
        time_end=last,
        weather=weather,
        camera=_first(by_kind["camera"], "auto"),
        mood=mood,
        words=tuple(dict.fromkeys(h.word for h in hits)),
        title=title_of(request.prompt),
        unknown=tuple(unknown[:8]),
        style=_style(by_kind["styles"]),
        beyond=beyond,
        backdrop=backdrop,
    )


def _style(hits: list[Hit]) -> str:
    """The style that is named; one that is drawn or taped goes before a mere "cinematic"."""
    names = [hit.name for hit in hits]
    return next((name for name in names if name != "cinematic"), names[0] if names else "")


def on_person(prompt: str) -> str:
    """Where a bird sits on somebody: "hand", "shoulder" or ""."""
    return next((at for at, pattern in _BORNE if re.search(pattern, prompt, re.I)), "")


def _at_home(subjects: list[Subject], prompt: str) -> str:
    """The living room, for pets at what is found there."""
    if not subjects or subjects[0].group != "quadruped" or not where.is_pet(subjects[0].kind):
        return ""
    return "living" if re.search(_HOMELY, prompt, re.I) else ""


def _tending(subjects: list[Subject], prompt: str) -> list[Subject]:
    """One person with an animal has the hands on that: "a child hugging a dog" has no second person."""
    people_ = [s for s in subjects if s.group == "person"]
    if len(people_) != 1 or people_[0].count > 1:
        return subjects
    if any(s.group == "bird" for s in subjects) and on_person(prompt) == "hand":
        return [replace(s, pose="falconry") if s is people_[0] else s for s in subjects]
    if all(s.group != "quadruped" for s in subjects):
        return subjects
    pose = next((pose for pose, pattern in _TENDERS if re.search(pattern, prompt, re.I)), "")
    return [replace(s, pose=pose) if pose and s is people_[0] else s for s in subjects]


def _said(hits: list[Hit]) -> list[people.Said]:
    """What the prompt says of people."""
    return [
        people.Said("roles" if hit.kind == "subjects" else hit.kind, hit.name, hit.word, hit.start)
        for hit in hits
        if hit.kind in people.KINDS or (hit.kind == "subjects" and people.role(hit.name))
    ]


def _first(hits: list[Hit], default: str) -> str:
    return hits[0].name if hits else default


def _subjects(by_kind: dict[str, list[Hit]], prompt: str) -> list[Subject]:
    found: list[Subject] = []
    for hit in by_kind["subjects"]:
        if any(s.kind == hit.name or s.word == hit.word for s in found) or _describes(hit, by_kind["subjects"], prompt):
            continue
        entry = entry_of(hit.name)
        if entry["group"] == "quadruped" and _follows_breed(hit, by_kind["subjects"]):
            continue
        if beasts.again(hit, [s.kind for s in found], prompt):
            continue
        before = [h for h in by_kind["colours"] if _tells(h, hit, by_kind["subjects"], prompt)]
        tints = entry.get("tints", {})
        tint = tints.get(hit.word) or tints.get(hit.word.removesuffix("s"))
        colour = table("words")["colours"][before[-1].name]["hex"] if before else tint
        after = _actions_of(hit, by_kind["subjects"], by_kind["actions"])
        action = (_way(after[0], entry, prompt) if after else "") or entry["action"]
        behind = hit.start + len(hit.word) + 1  # "a wolf pack"
        counts = [h for h in by_kind["counts"] if _tells(h, hit, by_kind["subjects"], prompt) or h.start == behind]
        count = int(counts[-1].name) if counts else entry.get("count", 0)
        if (
            entry["group"] in ("swimmer", "bird", "vehicle")
            and _ONE.search(prompt[: hit.start])
            and not hit.word.endswith("s")
            and " of " not in hit.word
        ):
            count = 1
        if not count:
            plural = hit.word.endswith("s") and not hit.word.endswith(("ss", "us", "is", "'s", "’s"))
            count = 3 if plural and entry["group"] in _COUNTED else 1
        found.append(_beast(Subject(hit.name, entry["group"], count, colour, action, hit.word), hit, prompt))
    return found


def _beast(subject: Subject, hit: Hit, prompt: str) -> Subject:
    """The same, with what an animal is made of and the part it plays."""
    if subject.group not in ANIMALS:
        return subject
    text = simplified(prompt).replace("-", " ")
    material = beasts.material_of(text, hit)
    colour = subject.colour or (table("poses")["materials"][material]["coat"]["main"] if material else None)
    return replace(subject, colour=colour, look=material, pose=beasts.role_of(text, hit))


_ONE = re.compile(r"\b(?:an?|one|single|lone|the) (?:(?!of\b)[\w'-]+ ){0,2}$", re.I)
_SMALL = re.compile(r"\b(?:an?|the|of|in|on|at|with|and|or|to|by|for|from|under|over|near)\b|[,.;:!?，。；、和与]")


def _tells(told: Hit, hit: Hit, others: list[Hit], prompt: str) -> bool:
    """Whether a number or colour is that of ``hit``: right before it, with no other noun or small word between."""
    if not 0 < hit.start - told.start < 24:
        return told.start == hit.start and told.kind == "counts"
    end = told.start + len(told.word)
    if any(told.start < o.start < hit.start and o.name != hit.name for o in others):
        return False
    between = prompt[end : hit.start]
    return len(between.split()) < 3 and not _SMALL.search(between)


def _actions_of(hit: Hit, subjects: list[Hit], actions: list[Hit]) -> list[Hit]:
    """What a subject does, its own first: said right before it ("a sleeping dragon") or between it and the next one."""
    own = [h for h in actions if h.start + len(h.word) + 1 == hit.start and h.word.endswith("ing")]
    end = hit.start + len(hit.word)
    following = min((s.start for s in subjects if s.start > end), default=10**6)
    own = own or [h for h in actions if end <= h.start < following]
    return own or [h for h in actions if h.start > hit.start] or actions


def _follows_breed(hit: Hit, others: list[Hit]) -> bool:
    """Whether a word only says that the animal before it is one, or young: "a corgi puppy", "柯基小狗"."""
    space = 0 if HAN.match(hit.word) else 1
    return any(
        other.start + len(other.word) == hit.start - space and entry_of(other.name)["group"] == "quadruped"
        for other in others
        if other is not hit
    )


_IN_WATER = re.compile(r"\b(?:water|sea|ocean|lake|river|pool|pond|waves?|stream)\b|水|海|湖|河|池", re.I)


def _way(said: Hit, entry: dict[str, Any], prompt: str) -> str:
    """An action as this group does it, "" for what it doesn't do: cats are no drivers, and foxes dive into snow."""
    group = "vehicle" if entry["action"] == "drive" else str(entry["group"])
    ways: dict[str, str] = table("senses")["ways"].get(group, {})
    if entry["action"] == "drive" and said.word.startswith(("drift", "glid", "float")):
        return "drive"
    if group in ANIMALS:
        if said.word.startswith(("div", "dov")) and not _IN_WATER.search(prompt):
            return "jump"
        if said.word.startswith("glid") and entry["action"] == "swim":
            return "swim"
        return ways.get(said.name, said.name)
    plain = str(table("words")["actions"][said.name].get("else", said.name))
    return ways.get(said.name, ways.get(plain, ways.get("other", plain)))


def _describes(hit: Hit, others: list[Hit], prompt: str) -> bool:
    """Whether a word that could be a person only tells of an animal: "a baby panda", "a duck family", "her baby"."""
    if beasts.is_clothing(prompt, hit.start + len(hit.word)):
        return any(entry_of(other.name)["group"] in ANIMALS for other in others)  # "A cat in a wizard hat".
    if re.sub(r"['’]s$", "", hit.word) not in _KIN:
        return False
    behind = hit.start + len(hit.word) + (0 if HAN.match(hit.word) else 1)
    groups = {entry_of(other.name)["group"] for other in others if re.sub(r"['’]s$", "", other.word) not in _KIN}
    led = any(o.start == behind and group_of(o.name) in (*ANIMALS, "person") for o in others)
    return led or (bool(groups & set(ANIMALS)) and "person" not in groups)


def _setting(by_kind: dict[str, list[Hit]], subjects: list[Subject], said: list[people.Said]) -> str:
    persons = [s for s in subjects if s.group == "person"]
    names = [h.name for h in by_kind["settings"]]
    soft = [n for n in names if where.places().get(n, {}).get("soft")]
    soft = [n for n in soft if not (persons and n == "emblem")]  # The intro of a podcast is no logo.
    weak = [n for n in names if where.places().get(n, {}).get("weak")]
    if len(set(names) - {"space", "sky"}) == 1 and weak:
        return weak[0]
    named = [n for n in names if n in where.places() and n not in (*soft, *weak)]
    if named and named[0] in _FESTIVALS and persons:
        home = people.setting_of(persons, said)  # Dumplings for the new year are made in the kitchen.
        if home in ("kitchen", "living"):
            return home
    if named:
        room: str = where.places()[named[0]].get("room", "")
        return room if room and any(s.group == "person" for s in subjects) else named[0]
    names = [n for n in names if n not in (*soft, *weak)]
    deep = bool(subjects) and subjects[0].group == "swimmer" and subjects[0].kind not in _LEAPERS
    if deep and not names and any(s.group == "quadruped" for s in subjects):
        return "living"  # In a bowl that a cat watches.
    if subjects and subjects[0].kind in _LEAPERS and subjects[0].action == "jump" and not names:
        return "sea"
    if deep and set(names) <= {"lake", "sea", "sky"} and subjects[0].action != "jump":
        return "underwater"
    if _blooms(by_kind, subjects) and not names:
        return "blooming"
    groups = {s.group for s in subjects} - {"person", "picture"}
    if soft and not names and groups <= ({"object"} if persons else set()):
        return soft[0]
    if persons and "table" in names:
        # A table where somebody sits is furniture of a room, not a place to show things.
        names = [n for n in names if n != "table"] or [people.setting_of(persons, said)]
    if set(names) == {"sea"} and any(s.group == "vehicle" and s.action == "drive" for s in subjects):
        return "beach"
    if persons and set(names) == {"sea"} and not people.at_sea(persons, by_kind["subjects"]):
        names = ["beach"]
    if persons and set(names) == {"city"}:
        # A skyline stands behind water; people need ground, and a way if they are on it.
        names = ["street" if any(h.name in ("run", "walk", "drive") for h in by_kind["actions"]) else "rooftop"]
    outdoors = {"meadow", "forest", "park", "blossom", "mountains", "lake"} & set(names)
    outdoors |= {"beach", "snowfield", "desert", "savanna", "space", "underwater", "sky"} & set(names)
    things = [s for s in subjects if s.group == "object" and not (outdoors and _stands_outdoors(s.kind))]
    if things and len(things) == len(subjects):
        return "table"  # A thing is shown where it can be seen.
    order = ("underwater", "space", "street", "blossom", "bamboo", "jungle", "table")
    for strong in order:
        if strong in names:
            return strong
    if "sea" in names and "beach" in names:
        return "beach"
    if "lake" in names and set(names) <= {"lake", "mountains", "forest", "sky", "meadow"}:
        return "lake"
    if "forest" in names and "snowfield" in names:
        return "forest"
    if names:
        specific = [n for n in names if n not in ("sky", "lake")]
        return specific[0] if specific else names[0]
    if subjects:
        if subjects[0].kind == "rocket" and subjects[0].action == "launch":
            return "launchsite"
        if persons:
            wild = [s for s in subjects if s.group in ANIMALS and not where.is_pet(s.kind)]
            tall = any(s.group == "landmark" for s in subjects)
            return people.setting_of(persons, said, outdoors=bool(by_kind["weather"] or wild or tall))
        home = str(entry_of(subjects[0].kind)["setting"])
        cold = any(h.name == "snow" for h in by_kind["weather"]) or any(h.name == "winter" for h in by_kind["seasons"])
        return "forest" if cold and home in _WARM else home
    moods = {"future": "space", "epic": "mountains", "dark": "forest", "bright": "meadow"}
    if by_kind["moods"]:
        return moods.get(by_kind["moods"][0].name, "meadow")
    if any(h.name == "night" for h in by_kind["times"]):
        return "mountains"
    return "mountains" if by_kind["times"] or by_kind["weather"] else "abstract"


def _blooms(by_kind: dict[str, list[Hit]], subjects: list[Subject]) -> bool:
    """Whether flowers open, and nothing else is seen."""
    opens = any(h.name == "bloom" and not h.word.startswith("sway") and h.word != "摇曳" for h in by_kind["actions"])
    return opens and bool(subjects) and all(s.kind in ("vase", "roses") or s.group == "picture" for s in subjects)


def _stands_outdoors(kind: str) -> bool:
    """Whether a thing can be shown outside of a room."""
    return kind == "vase" or kind not in table("words")["subjects"]


_YOUNG = ("calf", "calves")
#: What a place with a look of its own has where it grows.
_GROWN = frozenset({"palm-tree", "evergreen-tree", "deciduous-tree"})
#: What a place with houses of its own has already.
_BUILT = frozenset(
    {"house", "houses", "cabins", "cottages", "huts", "barns", "palace", "palaces", "tower", "towers", "homes"}
    | {"房子", "木屋", "宫殿"}
)


def _sensible(subjects: list[Subject], setting: str, by_kind: dict[str, list[Hit]]) -> list[Subject]:
    """Leave out what is only part of a setting, and put heroes before lights and landmarks."""
    place = where.places().get(setting, {})
    if place.get("soft"):
        return [s for s in subjects if s.group == "person"]
    if any(layer.startswith("crowd") for layer in place.get("layers", ())):
        # The place has its own people, but those who do something are seen.
        subjects = [s for s in subjects if s.kind not in ("crowd", "person") or by_kind["doings"]]
    if any(layer.startswith(("row ", "towers ")) for layer in place.get("layers", ())):
        own = _BUILT | {word for layer in place["layers"] for word in layer.split()}
        subjects = [s for s in subjects if s.group != "landmark" or s.word not in own]
    if place and not place.get("roof"):
        subjects = [s for s in subjects if s.kind not in _GROWN]
    if place.get("roof"):
        subjects = [
            s
            for s in subjects
            if s.group not in ("landmark", "light", "" if setting == "tunnel" else "vehicle")
            or vehicles.indoors(s.kind)
        ]
    if place.get("roof") or where.is_room(setting):
        subjects = [s for s in subjects if s.group != "picture" or pictures.entry_of(s.kind).place != "far"]
    if any(s.group in ("quadruped", "swimmer") and s.kind != "cow" for s in subjects):
        subjects = [s for s in subjects if s.word not in _YOUNG]  # Those of the others.
    outdoors = setting not in ("table", "stage", "windowsill")
    kept = [s for s in subjects if not (s.kind == "vase" and outdoors)]
    if any(s.group == "planet" for s in kept):
        kept = [s for s in kept if s.kind not in ("ring", "bird")]  # Its rings; what it swallows.
    if any(s.action == "launch" for s in kept):
        kept = [s for s in kept if s.kind != "campfire"]  # The fire of the engines.
    if not outdoors or where.is_room(setting):
        kept = [s for s in kept if s.group not in ("light", "landmark")]
    if any(s.group == "object" and s.kind != "product" for s in kept):
        kept = [s for s in kept if s.kind != "product"]
    moving = [s for s in kept if s.group in _COUNTED]
    return moving + [s for s in kept if s not in moving]


def _times(hits: list[Hit], prompt: str, setting: str, mood: str, weather: str) -> tuple[str, str]:
    if where.places().get(setting, {}).get("soft"):
        return where.places()[setting]["hour"], where.places()[setting]["hour"]
    names = [h.name for h in sorted(hits, key=lambda h: h.start)]
    distinct = list(dict.fromkeys(names))
    changing = re.search(r"\bto\b|\binto\b|\buntil\b|transition|turn|becom|从|到|变|转", prompt, re.I)
    lapse = re.search(r"time[- ]?lapse|延时", prompt, re.I)
    if len(distinct) > 1 and changing:
        return distinct[0], distinct[-1]
    if lapse and where.places().get(setting, {}).get("hour") == "night":
        return "night", "night"
    if lapse:
        first = names[0] if names else "afternoon"
        return {
            "night": ("sunset", "night"),
            "dawn": ("dawn", "noon"),
            "sunset": ("golden", "night"),
            "morning": ("dawn", "noon"),
        }.get(first, ("afternoon", "night"))
    if distinct:
        return distinct[0], distinct[0]
    usual = {
        "stadium": "night",
        "space": "night",
        "stage": "night",
        "table": "morning",
        "beach": "golden",
        "desert": "golden",
        "mountains": "golden",
        "savanna": "golden",
        "city": "golden",
        "underwater": "noon",
        "abstract": "dusk",
    }
    if setting in where.places():
        hour = where.places()[setting]["hour"]
        return hour, hour
    by_mood = {"dark": "dusk", "epic": "golden", "bright": "noon", "future": "dusk"}
    hour = by_mood.get(mood) or usual.get(setting, "afternoon")
    return hour, hour
