"""A sentence of the backend -> clauses with their marks, and a sentence again from the clauses that stay."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from nemo_skill.language import repair
from nemo_skill.language.lexicon import Unit

STRONG = frozenset((";", "；", ":", "：", "-", "–", "—", ".", "!", "?", "。", "！", "？", "…", "\n"))
_AFTER_WHEN = frozenset(("lead", "click", "drag", "touch", "open", "glide", "use", "look", "tune"))
# Words without any mark between them are cut there, so that the cost stays linear.
_LONGEST = 120
POINTERS = frozenset("👉👈👆👇➡⬇⬆⬅➜→:：")
_VALUES = ("format", "num", "quote")
_NONE: frozenset[str] = frozenset()
_DASHES = frozenset("-–—")
_INNER = "/&+[]"
_LABELS = frozenset(
    ("export", "upload", "edit", "panelname", "preview", "look", "open", "touch", "tune", "drag", "follow", "signup",
     "billing", "login", "label")
)  # fmt: skip
_OF_THE_SCREEN = frozenset(
    (
        "click",
        "drag",
        "drop",
        "glide",
        "open",
        "touch",
        "tune",
        "follow",
        "export",
        "upload",
        "signup",
        "screen",
        "gear",
    )
)
_ARROWS = frozenset(("→", ">", "›", "->", "=>", "➜", "➔", "»", "＞", "＞＞", ">>", "▸", "▶"))
_STOPS = frozenset(
    ("export", "upload", "edit", "billing", "signup", "panelname", "setting", "screen", "preview", "choice", "format",
     "num", "file", "place")
)  # fmt: skip
_NAMED_STOPS = frozenset(("export", "upload", "billing", "signup", "setting", "screen"))
_WAY = frozenset(("where", "lead", "setting", "suffix", "panelname", "place", "billing", "screen", "gear"))
_NAMES = frozenset(
    ("export", "upload", "edit", "billing", "signup", "panelname", "setting", "screen", "preview", "quote")
)
_AROUND = _NAMES | {"where", "lead", "place", "gear", "bin", "article", "pointer"}
_TELLS = frozenset(("teller", "suffix"))


class Span(NamedTuple):
    """A clause.

    `mark` separates it from the one before; `start` and `end` leave out marks and the space around them; `stop` is
    `end` until words are cut off at the end of the clause.
    """

    units: tuple[Unit, ...]
    mark: str
    start: int
    end: int
    depth: int
    stop: int


def split(units: Sequence[Unit], sentence: str, screen_words: frozenset[str]) -> list[Span]:
    """Cut at punctuation, and before joining words that a screen word follows."""
    out: list[Span] = []
    current: list[Unit] = []
    mark = ""
    start = depth = 0

    def close(end: int, new_mark: str, new_start: int) -> None:
        nonlocal current, mark, start
        if current:
            begin, stop = _tight(sentence, start, end, current)
            out.append(Span(tuple(current), mark, begin, stop, depth, stop))
            current, mark = [], new_mark
        elif new_mark in STRONG or not mark:
            mark = new_mark
        start = new_start

    linked = False
    for index, unit in enumerate(units):
        if linked or sentence.startswith("](", unit.start - 1):
            # The target of a link is no clause of its own.
            linked = unit.text != ")"
            continue
        if unit.classes & {"end", "pause", "arrow"}:
            sign = unit.text.strip()[:1] or unit.text[:1]
            inner = sign in _INNER or (sign in ",、" and _lists(units[index - 1 : index + 2]))
            # A picture of the sign stands where its name would: "the ⬇️ icon".
            named = index > 0 and ("article" in units[index - 1].classes or units[index - 1].text == "的")
            inner = inner or (named and sign > "\u2100" and not "\u3000" <= sign <= "\uffff")
            if inner or ("arrow" in unit.classes and _on_a_path(units, index)):
                continue
            close(unit.start, sign, unit.end)
            if sign in "(（":
                depth += 1
            elif sign in ")）":
                depth = max(0, depth - 1)
            continue
        if current and "presents" in unit.classes and _shows_more(current, units[index + 1 :]):
            close(unit.start, ";", unit.start)
        if len(current) == _LONGEST:
            close(unit.start, "", unit.start)
        if current and (
            "begs" in unit.classes
            or (
                "join" in unit.classes
                and not _leads_in(current)
                and not all(u.classes & {"neg", "subject", "person"} for u in current)
                and any(u.classes & screen_words for u in units[index + 1 : index + 4])
            )
            or (unit.text == "and" and "teller" in current[0].classes and _on_screen(current))
            or (unit.text == "and" and _goes_on_myself(current, units[index + 1 :]))
            or ("join" in unit.classes and _turns_to_the_screen(current, units[index : index + _LONGEST]))
        ):
            close(unit.start, "and", unit.start)
        current.append(unit)
    close(len(sentence), "", len(sentence))
    return out


def _lists(beside: Sequence[Unit]) -> bool:
    """Whether a comma stands between two values of a list: "16:9, 1:1 and 9:16", "MP4, MOV or WEBM"."""
    return len(beside) == 3 and any(name in beside[0].classes and name in beside[2].classes for name in _VALUES)


def _leads_in(current: Sequence[Unit]) -> bool:
    """Whether a Chinese clause so far only names a place of the screen: 在设置里 (您可以修改帧率)."""
    return "where" in current[0].classes and all(unit.classes & _WAY for unit in current)


def _turns_to_the_screen(current: Sequence[Unit], joined: Sequence[Unit]) -> bool:
    """Whether a second statement of a sentence is about the screen: "... is rendered | and it's in the Exports tab"."""
    behind = joined[1:]
    if len(current) < 3 or not behind:
        return False
    named = "you can" in joined[0].text or (
        len(behind) > 2 and "article" in behind[0].classes and bool(behind[1].classes & _NAMES)
    )
    if not named and not behind[0].classes & {"fetch", "vague", "you", "person_told"}:
        return False
    rest: list[Unit] = []
    for unit in behind:
        if unit.classes & {"end", "pause", "arrow"}:
            break
        rest.append(unit)
    states = any(unit.classes & {"finite", "past"} for unit in current)
    states = states or (
        "you can" in joined[0].text and current[0].classes.isdisjoint(_OF_THE_SCREEN | {"lead", "cond"})
    )
    return states and any(unit.classes & {"screen", "gear", "bin"} for unit in rest)


def _shows_more(current: Sequence[Unit], behind: Sequence[Unit]) -> bool:
    """Whether the screen shows something told: "If you open the Layers panel | you'll notice three texts"."""
    opened = bool(current[0].classes & {"cond", "open", "click"}) and "where" not in current[0].classes
    return opened and _on_screen(current) and any(unit.classes & {"num", "quote"} for unit in behind)


def _goes_on_myself(current: Sequence[Unit], behind: Sequence[Unit]) -> bool:
    """Whether I do something once the user did: "Drop a photo here | and I'll animate it"."""
    told = any(unit.classes & _OF_THE_SCREEN for unit in current[:3])
    return told and bool(behind) and "teller" in behind[0].classes


def _on_a_path(units: Sequence[Unit], arrow: int) -> bool:
    """Whether an arrow stands between two names of a menu: "Settings → Billing"."""
    beside = units[max(0, arrow - 1) : arrow + 2 : 2]
    return len(beside) == 2 and all(unit.classes & (_NAMES | {"place"}) and unit.text[0] != "`" for unit in beside)


def _on_screen(units: Sequence[Unit]) -> bool:
    """Whether a clause tells of the screen: "I clicked Generate (and the storm is ready)"."""
    return any(unit.classes & {"clicked", "screen", "gear"} for unit in units)


def place_within(units: Sequence[Unit]) -> tuple[int, int] | None:
    """Offsets of where on the screen something was done: 我(在特效面板里)加了颗粒, "(In the sidebar) I grouped ..."."""
    for index, unit in enumerate(units):
        if unit.text not in ("在", "从", "于", "in", "on", "from", "under"):
            continue
        stop = index + 1
        while stop < len(units) and units[stop].classes & _AROUND and units[stop].classes.isdisjoint(_TELLS):
            stop += 1
        parts = units[index + 1 : stop]
        named = any(part.classes & {"gear", "bin"} for part in parts)
        named = named or (len(parts) > 1 and any("screen" in part.classes for part in parts))
        stop += stop < len(units) and "suffix" in units[stop].classes
        before = units[index - 1].classes if index else _NONE
        told = bool(before & {"teller", "past"}) or (stop < len(units) and "teller" in units[stop].classes)
        if named and told and stop < len(units) and not units[stop].classes & {"end", "pause", "neg"}:
            return unit.start, units[stop].start
    return None


def is_way(units: Sequence[Unit], sentence: str) -> bool:
    """Whether a sentence is nothing but a way through menus: "File > Export > MP4", 设置 → 账单."""
    stops = [unit for unit in units if "arrow" not in unit.classes and not unit.classes & {"end", "pause"}]
    if len(stops) < 2 or not all(unit.classes & _STOPS for unit in stops):
        return False
    between = [sentence[one.end : other.start].strip("*_ `") for one, other in pairwise(stops)]
    return all(mark in _ARROWS for mark in between) and any(unit.classes & _NAMED_STOPS for unit in stops)


def conditioned(span: Span) -> Span:
    """A Chinese clause with its condition (不喜欢的话, 没问题就) as one unit: its "not" denies nothing behind it."""
    units = span.units
    for index, unit in enumerate(units):
        behind = units[index + 1].classes if index + 1 < len(units) else frozenset(("lead",))
        marks = "ifmark" in unit.classes and (index > 0 or len(unit.text) > 2)
        marks = marks and (unit.text != "时" or bool(behind & _AFTER_WHEN))
        first = units[0].classes
        before = (
            "then" in unit.classes
            and index > (unit.text == "再")
            and bool(first & {"cond", "neg"})
            and "where" not in first
        )
        if marks or before:
            stop = index + 1 if marks else index
            text = "".join(u.text for u in units[:stop])
            whole = Unit(frozenset(("cond",)), text, units[0].start, units[stop - 1].end)
            return span._replace(units=(whole, *units[stop:]))
        if unit.classes & {"click", "drag", "glide", "quote", "num", "screen", "gear", "place"}:
            break
    return span


def _tight(sentence: str, start: int, end: int, units: Sequence[Unit]) -> tuple[int, int]:
    while start < units[0].start and (
        sentence[start].isspace() or (sentence[start] in "*_" and _closes(sentence, start))
    ):
        start += 1
    while end > units[-1].end and sentence[end - 1].isspace():
        end -= 1
    return start, end


def _closes(sentence: str, at: int) -> bool:
    """Whether the emphasis mark at `at` ends something that began before it."""
    return sentence[at + 1 : at + 2].isspace() or (
        sentence[at : at + 2] == "**" and sentence[at + 2 : at + 3].isspace()
    )


def remaining(sentence: str, spans: Sequence[Span], kinds: Sequence[str]) -> str:
    """The content clauses with their own marks between them, and one mark at the end."""
    kept = _kept(spans, kinds)
    if not kept:
        return ""
    pieces = []
    for position, index in enumerate(kept):
        span = spans[index]
        if position == 0:
            pieces.append(sentence[0 if index == 0 else _begin(span) : span.end])
        elif kept[position - 1] == index - 1:
            pieces.append(sentence[spans[index - 1].stop : span.end])
        else:
            between = sentence[spans[index - 1].stop : span.start]
            inserted = span.mark in _DASHES and spans[kept[position - 1] + 1].mark in _DASHES
            goes_on = inserted and bool(span.units[0].classes & {"join", "finite"})
            start = span.start
            strongest = spans[kept[position - 1] + 1].mark
            if strongest in (":", "："):
                between, start = strongest, _begin(span)
            elif strongest in (";", "；") and "join" not in span.units[0].classes:
                between = strongest
            inserted = spans[kept[position - 1] + 1].units[0].text.startswith(("which", "who", "that"))
            goes_on = goes_on or (inserted and "finite" in span.units[0].classes)
            before = spans[kept[position - 1]]
            mark = " " if goes_on else repair.joint(between)
            if before.depth != span.depth:
                start = span.start
                mark = repair.bracketed(sentence[before.stop : start], mark, inward=span.depth > before.depth)
            pieces[-1:] = [repair.joined(pieces[-1], mark, sentence[start : span.end])]
    last = kept[-1]
    if last == len(spans) - 1:
        pieces.append(sentence[spans[last].stop :])
    else:
        pieces.append(repair.ending(sentence[spans[last].stop : spans[last + 1].start], sentence))
    return repair.mended("".join(pieces), capital=kept[0] > 0)


def _begin(span: Span) -> int:
    """Where a clause begins that the ones before it left alone: without "or", "and", "because"."""
    joined = bool(span.units[0].classes & {"join", "reason", "turn"}) and len(span.units) > 1
    return span.units[1].start if joined else span.start


def around_brackets(spans: Sequence[Span], kinds: list[str], sentence: str) -> None:
    """A clause with brackets in it is one clause: "your clip (12 MB) | can be downloaded by clicking Export"."""
    for index, span in enumerate(spans):
        between = sentence[spans[index - 1].stop : span.start].strip() if index else ""
        if between not in (")", "）"):
            continue
        opened = next((at for at in range(index - 1, -1, -1) if spans[at].depth <= span.depth), -1)
        if opened < 0 or opened == index - 1 or spans[opened].depth != span.depth:
            continue
        if kinds[index] == "content" and kinds[opened] == "lead":
            kinds[opened] = "content"
        elif kinds[index] in ("screen", "mute") and kinds[opened] == "content" and not _states(spans[opened]):
            kinds[opened] = kinds[index]
        elif kinds[opened] in ("screen", "mute") and "finite" in span.units[0].classes:
            kinds[index] = kinds[opened]


def _supposes(span: Span) -> bool:
    """Whether a condition begins something new: "or if you want changes, ..."."""
    first, *rest = span.units[:2]
    return "join" in first.classes and any("cond" in unit.classes and "join" not in unit.classes for unit in rest)


def _states(span: Span) -> bool:
    """Whether a clause has a verb of its own."""
    return any(unit.classes & {"finite", "teller", "past"} for unit in span.units)


def _kept(spans: Sequence[Span], kinds: Sequence[str]) -> list[int]:
    kept: list[int] = []
    dropping = went = inside = False
    behind = _kinds_behind(spans, kinds)
    for index, (span, kind) in enumerate(zip(spans, kinds, strict=True)):
        nested = span.depth > 0
        inside = nested and (inside or kind == "screen") and not (kind == "content" and span.mark in STRONG)
        goes_on = inside and span.mark not in STRONG and not _reports(span)
        if nested and kind == "content" and (went or goes_on):
            continue
        went = went if nested else kind in ("screen", "mute")
        if kind in ("screen", "mute"):
            shows = "presents" in span.units[-1].classes
            dropping = (dropping or not nested) and kind == "screen" and not shows
            continue
        if kind == "lead":
            follows = behind[index]
            if dropping and follows == "content" and (span.mark in STRONG or _supposes(span)):
                dropping = False
            if dropping or follows in ("screen", "mute") or (index and kinds[index - 1] == "mute"):
                went = went or not nested
                continue
        elif dropping and not nested and span.mark not in STRONG and not _reports(span):
            continue
        dropping = dropping and nested
        kept.append(index)
    return kept


def _kinds_behind(spans: Sequence[Span], kinds: Sequence[str]) -> list[str]:
    """For each clause, the kind of the next one that doesn't go with its neighbour, past a bracket of its own."""
    out = [""] * len(kinds)
    outer: list[int] = []
    for index in range(len(kinds) - 1, -1, -1):
        while outer and spans[outer[-1]].depth > spans[index].depth:
            outer.pop()
        if index + 1 < len(kinds):
            after = outer[-1] if outer else index + 1
            out[index] = out[after] if kinds[after] == "lead" else kinds[after]
        outer.append(index)
    return out


def is_label(span: Span, following: Span, sentence: str) -> bool:
    """Whether a clause only announces the instruction behind its colon: "How to get it: click ..."."""
    if span.mark == "、":
        return False
    if following.mark in ("-", "–", "—"):
        named = [bool(unit.classes & _LABELS) for unit in span.units]
        return all(named) or (any(named) and len(named) <= 5 and sentence[: span.units[0].start].strip() == "**")
    return (
        following.mark in (":", "：")
        and len(span.units) <= 6
        and not any(unit.classes & {"num", "quote", "past", "name", "finite", "teller"} for unit in span.units)
    )


def is_wish(span: Span, following: Span) -> bool:
    """Whether a clause says what the next one does by a button: "You can export it | by clicking the button"."""
    means = following.mark == "," and bool(following.units[0].classes & {"gerund", "modal"})
    plain = not any(unit.classes & {"num", "quote", "teller", "finite"} for unit in span.units)
    named = any(unit.classes & {"export", "upload", "edit", "tune"} for unit in span.units)
    return means and plain and named and bool(span.units[0].classes & {"lead", "may"})


def is_listed(clauses: Sequence[Span], index: int) -> bool:
    """Whether a clause ends a list that an offer began: "You can choose 16:9 | 1:1 or 9:16 from the dropdown"."""
    begun = clauses[index - 1]
    return clauses[index].mark == "," and "lead" in begun.units[0].classes and not _states(begun)


def is_imperative(span: Span) -> bool:
    """Whether an English clause asks for something by a verb that no list has: "Convert it to MP4"."""
    one, *rest = span.units[:2]
    if "content" in one.classes:
        return one.text.startswith("check ")
    asks = not one.classes or bool(one.classes & {"tune", "edit"})
    return asks and bool(rest) and bool(rest[0].classes & {"article", "vague", "yours"})


def is_topic(span: Span, following: Span) -> bool:
    """Whether a Chinese clause only names what the instruction is about: 剩余积分 | 可以在账户页面查看."""
    return (
        following.mark == "and"
        and "may" in following.units[0].classes
        and len(span.units) <= 4
        and "finite" not in span.units[-1].classes
        and not any(unit.classes & {"num", "quote", "past", "name"} for unit in span.units)
    )


def _reports(span: Span) -> bool:
    """Whether a clause behind an instruction tells of the video again: "..., and I've added a title"."""
    first = span.units[0].classes
    if "relative" in first:
        return False
    classes = {name for unit in span.units for name in unit.classes}
    if "neg" in first | span.units[min(1, len(span.units) - 1)].classes and classes.isdisjoint(_OF_THE_SCREEN):
        return True
    if first & {"touch", "follow", "open", "click"} or (
        "lead" in first and len(span.units) > 1 and span.units[1].classes & {"touch", "follow", "open", "click", "drag"}
    ):
        return False
    if any(unit.classes & {"finite", "teller", "chat"} for unit in span.units[:5]):
        return True
    wide = any(unit.text[0] > "\u2e80" for unit in span.units)
    return wide and any(unit.classes & {"num", "quote"} for unit in span.units)
