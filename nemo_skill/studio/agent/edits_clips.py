"""Edits of the clips' length, cuts, order and speed."""

from __future__ import annotations

import copy
import re
import secrets
from dataclasses import replace

from . import timeline
from .cut import Cut, edit, named_briefly, speed_of
from .quantities import number
from .slots import Slots
from .tables import pattern
from .timeline import Segment, meta, reflow

LEAST_MS = 200
_SHORTER, _LONGER = 0.7, 1.4
_FASTEST, _SLOWEST = 8.0, 0.125


@edit("length")
def change_length(cut: Cut, slots: Slots) -> None:
    """``make it 8 seconds``, ``shorten it by 2 s``, ``make the second shot longer``."""
    if slots.range and not slots.indices:
        keep_range(cut, slots)
        return
    picked = cut.picked(slots)
    if picked is None:
        return
    each = pattern("each").search(slots.text) is not None
    some = (cut.picks_some(slots) or each) and len(cut.shots) > 1
    before = cut.total_ms
    base = sum(cut.shots[i]["d"] for i in picked) // len(picked) if some else before
    wanted = _wanted_length(slots, base)
    if pattern("as_long_as").search(slots.text) and len(slots.indices) > 1:
        model = cut.place_of(slots.indices[-1])
        first = cut.place_of(slots.indices[0])
        if model is None or first is None:
            return
        picked, wanted = [first], cut.shots[model]["d"]
    target = int(min(max(wanted, LEAST_MS), cut.limits.timeline_s * 1000))
    if some:
        lengths = [cut.shots[i]["d"] for i in picked]
        for i in picked:
            _resize(cut, cut.shots[i], target)
        reflow(cut.draft)
        _tell_clip_lengths(cut, picked, lengths, target)
        return
    if target < before:
        _keep(cut, 0, target)
    else:
        _extend(cut, target - before)
    reflow(cut.draft)
    _tell_length(cut, before, asked=target)


def _wanted_length(slots: Slots, base: int) -> float:
    by = slots.has(
        r"\bby\b|\bmore\b|\bextra\b|\badd\b|再|多|缩短了?[\d一二两三四五六七八九十半]|延长[\d一二两三四五六七八九十半]"
    ) and not slots.has(r"\bto\b|到|成|为")
    if slots.ms is not None:
        return base + (slots.direction or 1) * slots.ms if by else slots.ms
    share = slots.factor or slots.percent
    if share is not None:
        return base * (1 + slots.direction * share) if by and slots.percent else base * share
    shorter = slots.has(r"\blong\b|长") if pattern("too").search(slots.text) else slots.direction < 0
    return base * (_SHORTER if shorter else _LONGER)


def _tell_length(cut: Cut, before: int, asked: int | None) -> None:
    after = cut.total_ms
    if after != before:
        cut.note("length", before=cut.seconds(before), after=cut.seconds(after))
    elif asked == before:
        cut.remark("length.same", after=cut.seconds(after))
    if asked is not None and asked - after > 40:
        cut.remark("length.limit", after=cut.seconds(after))


def _tell_clip_lengths(cut: Cut, picked: list[int], before: list[int], asked: int) -> None:
    total = cut.seconds(cut.total_ms)
    if len(picked) == 1:
        item = cut.shots[picked[0]]
        cut.look_at(item)
        name = named_briefly(item)
        if item["d"] != before[0]:
            values = {"before": cut.seconds(before[0]), "after": cut.seconds(item["d"])}
            cut.note("length.clip", name=name, total=total, **values)
        if asked - item["d"] > 40:
            cut.remark("length.limit", after=cut.seconds(item["d"]))
        elif item["d"] == before[0]:
            cut.remark("length.clip.same", name=name, after=cut.seconds(item["d"]))
    elif [cut.shots[i]["d"] for i in picked] != before:
        cut.note("length.each", n=len(picked), after=cut.seconds(asked), total=total)
    else:
        cut.remark("length.same", after=total)


def _resize(cut: Cut, item: Segment, target: int) -> None:
    limit = cut.source_limit_ms(item)
    meta(item).pop("hold_duration", None)
    item["d"] = target if limit is None else min(target, limit)


def _extend(cut: Cut, missing: int) -> None:
    """Longer: the last shots that can grow do; a drawn one is drawn again, footage ends where it ends."""
    for item in reversed(cut.shots):
        before = item["d"]
        _resize(cut, item, before + missing)
        item["d"] = max(before, item["d"])
        missing -= item["d"] - before
        if missing <= 0:
            return


def _shift_start(item: Segment, ms: int) -> None:
    """Begin a clip later in its source."""
    meta(item)["in"] = round(meta(item).get("in", 0) + ms * speed_of(item))
    item["d"] -= ms
    for key in ("transition", "fade_in"):
        meta(item).pop(key, None)


def _keep(cut: Cut, start: int, end: int) -> None:
    """Keep only what lies between two moments of the timeline."""
    kept: list[Segment] = []
    for item in cut.shots:
        first, last = max(item["s"], start), min(item["s"] + item["d"], end)
        if last - first < LEAST_MS / 4:
            continue
        if first > item["s"]:
            _shift_start(item, first - item["s"])
        item["d"] = last - first
        kept.append(item)
    timeline.track_of(cut.draft, timeline.VIDEO)["sg"] = kept


@edit("keep.range")
def keep_range(cut: Cut, slots: Slots) -> None:
    """``keep only the first 5 seconds``, ``trim from 2s to 6s``, ``keep only the second clip``."""
    if slots.ms is None and not slots.range:
        keep_clips(cut, slots)
        return
    before = cut.total_ms
    if cut.picks_some(slots) and not slots.range:
        _keep_of_clips(cut, slots)
        return
    if slots.range:
        start, end = slots.range
    elif slots.tail_ms:
        start, end = before - slots.tail_ms, before
    else:
        start, end = 0, slots.head_ms or slots.ms or before
    if end - start < LEAST_MS or start >= before:
        cut.remark("cut.all")
        return
    _keep(cut, max(0, start), min(end, before))
    reflow(cut.draft)
    _tell_length(cut, before, None)


def keep_clips(cut: Cut, slots: Slots) -> None:
    """Only the clips that are named stay."""
    picked = cut.picked(slots)
    if picked is None or not cut.picks_some(slots):
        if picked is not None:
            cut.remark("unclear.part", section="say", text=slots.text)
        return
    kept = [cut.shots[i] for i in picked]
    timeline.track_of(cut.draft, timeline.VIDEO)["sg"] = kept
    reflow(cut.draft)
    cut.note("keep", name=cut.quoted(kept), after=cut.seconds(cut.total_ms))


def _keep_of_clips(cut: Cut, slots: Slots) -> None:
    picked = cut.picked(slots) or []
    before = [cut.shots[i]["d"] for i in picked]
    for i in picked:
        item = cut.shots[i]
        length = min(slots.tail_ms or slots.head_ms or slots.ms or item["d"], item["d"])
        if slots.tail_ms:
            _shift_start(item, item["d"] - length)
        item["d"] = max(LEAST_MS, length)
    reflow(cut.draft)
    _tell_clip_lengths(cut, picked, before, cut.shots[picked[0]]["d"])


@edit("cut.range")
def cut_range(cut: Cut, slots: Slots) -> None:
    """``cut the first 2 seconds``, ``remove 3s to 5s``, ``trim 1 s off the end of clip 2``."""
    if cut.picks_some(slots) and not slots.range:
        if slots.ms is None:
            remove(cut, slots)
        else:
            _cut_clip_ends(cut, slots)
        return
    total = cut.total_ms
    if slots.range:
        start, end = slots.range
    elif slots.ms and slots.has(r"\bmiddle\b|中间"):
        start, end = (total - slots.ms) // 2, (total + slots.ms) // 2
    elif slots.ms and pattern("both_ends").search(slots.text):
        _trim_both(cut, slots.ms, slots.ms)
        return
    elif slots.head_ms and slots.tail_ms:
        _trim_both(cut, slots.head_ms, slots.tail_ms)
        return
    elif slots.tail_ms:
        start, end = total - slots.tail_ms, total
    elif slots.head_ms or (slots.ms and slots.place == "start"):
        start, end = 0, slots.head_ms or slots.ms or 0
    elif slots.ms and slots.place == "end":
        start, end = total - slots.ms, total
    elif slots.ms is None:
        remove(cut, slots)
        return
    else:
        change_length(cut, slots)
        return
    start, end = max(0, start), min(end, total)
    if total - (end - start) < LEAST_MS or end <= start:
        cut.remark("cut.all")
        return
    _cut_out(cut, start, end)
    cut.note("cut.range", span=cut.span(start, end), after=cut.seconds(cut.total_ms))


def _trim_both(cut: Cut, head: int, tail: int) -> None:
    total = cut.total_ms
    if total - head - tail < LEAST_MS:
        cut.remark("cut.all")
        return
    _keep(cut, head, total - tail)
    reflow(cut.draft)
    _tell_length(cut, total, None)


def _cut_clip_ends(cut: Cut, slots: Slots) -> None:
    picked = cut.picked(slots)
    if picked is None:
        return
    before = [cut.shots[i]["d"] for i in picked]
    for i in picked:
        item = cut.shots[i]
        off = min(slots.ms or 0, item["d"] - LEAST_MS)
        if slots.head_ms or slots.place == "start":
            _shift_start(item, off)
        elif slots.tail_ms or slots.place == "end" or not slots.has(r"\bto\b|到|成"):
            item["d"] -= off
        else:
            item["d"] = min(item["d"], slots.ms or item["d"])
    reflow(cut.draft)
    _tell_clip_lengths(cut, picked, before, cut.shots[picked[0]]["d"])


def _cut_out(cut: Cut, start: int, end: int) -> None:
    """Cut a stretch of the timeline out."""
    total = cut.total_ms
    whole = copy.deepcopy(cut.shots)
    _keep(cut, 0, start)
    head = cut.shots
    timeline.track_of(cut.draft, timeline.VIDEO)["sg"] = whole
    _keep(cut, end, total)
    tail = cut.shots
    used = {item["id"] for item in head}
    for item in tail:
        if item["id"] in used:
            item["id"] = _new_id()
    timeline.track_of(cut.draft, timeline.VIDEO)["sg"] = head + tail
    reflow(cut.draft)


def _new_id() -> str:
    return f"seg_{secrets.token_hex(4)}"


@edit("speed")
def change_speed(cut: Cut, slots: Slots) -> None:
    """``2x``, ``half speed``, ``slow motion``, ``20% faster``, ``the first 2 seconds in slow motion``."""
    stretch = None if slots.indices else _stretch_of(cut, slots)
    picked = _part_off(cut, *stretch) if stretch else cut.picked(slots)
    if not picked:
        return
    for i in picked:
        item = cut.shots[i]
        before = speed_of(item)
        speed = min(_FASTEST, max(_SLOWEST, round(_wanted_speed(slots, before), 4)))
        item["d"] = max(LEAST_MS, round(item["d"] * before / speed))
        if speed == 1.0:
            meta(item).pop("speed", None)
        else:
            meta(item)["speed"] = speed
    reflow(cut.draft)
    values = {"factor": f"{speed_of(cut.shots[picked[0]]):g}", "after": cut.seconds(cut.total_ms)}
    if stretch:
        cut.note("speed.part", span=cut.span(*stretch), **values)
    elif cut.picks_some(slots) and len(picked) == 1:
        item = cut.shots[picked[0]]
        cut.look_at(item)
        cut.note("speed.clip", name=named_briefly(item), **values)
    else:
        cut.note("speed", **values)


def _stretch_of(cut: Cut, slots: Slots) -> tuple[int, int] | None:
    """The stretch of the timeline that a clause is about."""
    total = cut.total_ms
    if slots.range:
        return slots.range[0], min(slots.range[1], total)
    if slots.head_ms:
        return 0, min(slots.head_ms, total)
    return (max(0, total - slots.tail_ms), total) if slots.tail_ms else None


def _part_off(cut: Cut, start: int, end: int) -> list[int]:
    """Cut the clips at two moments; the places of those in between."""
    for at in (start, end):
        for index, item in enumerate(cut.shots):
            if LEAST_MS <= at - item["s"] <= item["d"] - LEAST_MS:
                _split_at(cut, index, at - item["s"])
                break
        reflow(cut.draft)
    middle = [item["s"] + item["d"] / 2 for item in cut.shots]
    return [index for index, at in enumerate(middle) if start <= at <= end]


def _split_at(cut: Cut, index: int, offset: int) -> tuple[Segment, Segment]:
    item = cut.shots[index]
    second = copy.deepcopy(item)
    second["id"] = _new_id()
    _shift_start(second, offset)
    item["d"] = offset
    for key in ("fade_out", "hold_duration"):
        meta(item).pop(key, None)
    cut.shots.insert(index + 1, second)
    return item, second


def _wanted_speed(slots: Slots, before: float) -> float:
    """Bare factors are the speed itself, "faster" and "slower" count from what it is now."""
    if slots.has(r"\b(?:normal|original|regular) speed\b|原速|正常速度"):
        return 1.0
    slow = slots.direction < 0 or (slots.direction == 0 and slots.has(r"slow|慢|减速"))
    if slots.percent is not None:
        by = slots.has(r"\bby\b|\bfaster\b|\bslower\b|快|慢|加速|减速") and not slots.has(r"\bto\b|到|成|为")
        if by:
            return before * max(0.1, 1 - slots.percent) if slow else before * (1 + slots.percent)
        return slots.percent
    if slots.factor is not None:
        factor = 2.0 if slots.factor == 1 and slots.has(r"倍") else slots.factor
        if slow and factor > 1:
            factor = 1 / factor
        return before * factor if slots.has(r"\bas\b|\btimes (?:faster|slower)\b|(?:快|慢).{0,4}倍") else factor
    if slots.has(r"\ba (?:bit|little|touch)\b|\bslightly\b|一点|一些|稍"):
        return before * (0.8 if slow else 1.25)
    return before * (0.5 if slow else 2.0 if slots.has("time-?lapse|double") else 1.5)


@edit("split")
def split(cut: Cut, slots: Slots) -> None:
    """``split at 3 seconds``, ``cut it in half``, ``split clip 2 at 1 second``."""
    picked = cut.picked(slots) if cut.picks_some(slots) else []
    if picked is None:
        return
    if len(slots.lengths) > 1 and not picked:
        for moment in slots.lengths:
            split(cut, replace(slots, lengths=(moment,), at_ms=moment.ms, range=None))
        return
    at = slots.at_ms if slots.at_ms is not None else slots.ms
    if picked:
        clip = cut.shots[picked[0]]
        # A moment within the clip's own length is counted from its beginning.
        at = clip["s"] + (clip["d"] // 2 if at is None else at if at < clip["d"] else at - clip["s"])
    elif at is None:
        at = cut.total_ms // 2
    for index, item in enumerate(cut.shots):
        offset = at - item["s"]
        if LEAST_MS <= offset <= item["d"] - LEAST_MS:
            item, second = _split_at(cut, index, offset)
            cut.parts = (item["id"], second["id"])
            reflow(cut.draft)
            cut.note("split", name=named_briefly(item), at=cut.seconds(at), n=len(cut.shots))
            return
    cut.remark("split.none", at=cut.seconds(at))


@edit("reorder")
def reorder(cut: Cut, slots: Slots) -> None:
    """``swap the first and second clip``, ``move the last shot to the start``, ``reverse the order``."""
    shots = cut.shots
    if len(shots) < 2:
        cut.remark("reorder.one")
        return
    order = _new_order(cut, slots)
    if order is None:
        return
    if order == list(range(len(shots))):
        cut.remark("reorder.same", order=_order_told(cut))
        return
    # A crossfade belongs to the place between two shots, not to either of them.
    transitions = [meta(item).pop("transition", None) for item in shots]
    shots[:] = [shots[i] for i in order]
    for item, transition in zip(shots, transitions):  # noqa: B905 - reordering keeps the number
        if transition is not None:
            meta(item)["transition"] = transition
    reflow(cut.draft)
    cut.note("reorder", order=_order_told(cut))


def _order_told(cut: Cut) -> str:
    return (", " if cut.language == "en" else "、").join(named_briefly(item) for item in cut.shots)


def _new_order(cut: Cut, slots: Slots) -> list[int] | None:
    """The present places of the clips in their new order; None, with a remark, when a named clip isn't there."""
    count = len(cut.shots)
    everything = list(range(count))
    if numbers := pattern("order_numbers").search(slots.text):
        wanted = [int(digit) - 1 for digit in re.findall(r"\d", numbers[1] or numbers[2])]
        if sorted(wanted) == everything:
            return wanted
    if slots.has(r"\breverse\b|倒序|颠倒"):
        return everything[::-1]
    places = [cut.place_of(index) for index in slots.indices]
    if None in places:
        return None
    found = [place for place in places if place is not None]
    if pattern("start_with").search(slots.text) or pattern("end_with").search(slots.text):
        first = found[:1] or cut.named(slots)[:1]
        rest = [place for place in everything if place not in first]
        return first + rest if pattern("start_with").search(slots.text) else rest + first
    if slots.scope.between and len(found) > 2:
        rest = [place for place in everything if place != found[0]]
        at = max(rest.index(place) for place in found[1:3] if place in rest)
        return [*rest[:at], found[0], *rest[at:]]
    if slots.has(r"\b(?:swap|switch)\b|交换|对调|调换|互换|换.{0,3}顺序|顺序.{0,4}换"):
        pair = list(dict.fromkeys([*found, *cut.named(slots)]))
        one, two = pair[:2] if len(pair) > 1 else (pair[0], (pair[0] + 1) % count) if pair else (0, 1)
        everything[one], everything[two] = two, one
        return everything
    if len(found) == count > 2 and sorted(found) == everything:
        return found
    moved, target = _move_of(cut, slots, found)
    rest = [place for place in everything if place not in moved]
    if target is None:
        at = 0 if _to_start(slots) and moved != [0] else len(rest)
    else:
        after = slots.scope.after is not None or slots.has(r"\bafter\b|后面|之后")
        at = (rest.index(target) + (1 if after else 0)) if target in rest else min(target, len(rest))
    return rest[:at] + moved + rest[at:]


def _move_of(cut: Cut, slots: Slots, places: list[int]) -> tuple[list[int], int | None]:
    """Which clips go where: "the photo first", "clip 3 to position 1", "the third before the first"."""
    named = cut.named(slots) or cut.meant(slots)
    if (beside := pattern("beside_word").search(slots.text)) and not places and len(named) > 1:
        moved = cut.named(replace(slots, text=slots.text[: beside.start()]))
        targets = cut.named(replace(slots, text=slots.text[beside.end() :]))
        if moved and targets:
            return moved, max(targets) if beside[1] == "between" else targets[0]
    position = pattern("to_position").search(slots.text)
    if position:
        number = next(group for group in position.groups() if group)
        target = min(
            len(cut.shots), max(1, int(number) if number.isdigit() else "一二三四五六七八九".index(number) + 1)
        )
        moved = [place for place in places if place != target - 1] or named or places[:1]
        return (moved[:1] or [len(cut.shots) - 1]), target - 1
    if named and len(named) < len(cut.shots):
        others = [place for place in places if place not in named]
        ends = pattern("to_the_edge").search(slots.text) is not None
        return named, None if ends or not others else others[0]
    if len(places) > 1 and (slots.scope.after is not None or slots.scope.before is not None or len(places) == 2):
        edge = pattern("to_the_edge").search(slots.text) is not None
        return (places[:-1], None) if edge else (places[:-1], places[-1])
    return (places or [len(cut.shots) - 1]), None


def _to_start(slots: Slots) -> bool:
    return slots.place == "start" or slots.has(
        r"最前|放前|开头|第一位|\b(?:front|start|beginning|first)\b(?! (?:clip|shot|scene|one))"
    )


@edit("duplicate")
def duplicate(cut: Cut, slots: Slots) -> None:
    """``duplicate clip 2`` (the copy follows it), ``loop it 3 times``."""
    picked = cut.picked(slots)
    if picked is None:
        return
    times = min(10, round(slots.factor or 2)) if not slots.has("twice") else 2
    if said := pattern("copies").search(slots.text):
        times = min(10, 1 + round(number(next(group for group in said.groups() if group))))
    originals = [cut.shots[i] for i in picked]
    made = 0
    for _ in range(times - 1):
        if cut.total_ms + sum(item["d"] for item in originals) > cut.limits.timeline_s * 1000:
            break
        copies = [copy.deepcopy(item) for item in originals]
        for again in copies:
            again["id"] = _new_id()
        at = len(cut.shots) if slots.place == "end" else max(picked) + 1 + made * len(copies)
        cut.shots[at:at] = copies
        made += 1
        reflow(cut.draft)
    if made and len(originals) == 1:
        cut.look_at(cut.shots[picked[0] + made])
    names = cut.quoted(originals)
    if made:
        cut.note("duplicate", name=names, after=cut.seconds(cut.total_ms))
    else:
        cut.remark("length.longest", after=cut.seconds(cut.limits.timeline_s * 1000))


@edit("remove")
def remove(cut: Cut, slots: Slots) -> None:
    if slots.scope.besides and cut.picks_some(slots):
        picked = cut.picked(slots)
        if picked is None:
            return
    elif cut.parts and (half := pattern("half").search(slots.text)):
        first = next(group for group in half.groups() if group).lower() in ("first", "left", "前", "一")
        picked = [i for i, item in enumerate(cut.shots) if item["id"] == cut.parts[0 if first else 1]]
    elif pattern("everything").search(slots.text):
        cut.draft["t"] = []
        reflow(cut.draft)
        cut.note("remove.all")
        return
    else:
        picked = cut.picked(slots)
        if picked is None:
            return
        if len(picked) == len(cut.shots) and len(cut.shots) > 1:
            cut.remark("remove.which", shots=_order_told(cut))
            return
    names = cut.quoted(cut.shots[i] for i in picked)
    for i in reversed(picked):
        del cut.shots[i]
    reflow(cut.draft)
    cut.note("remove" if cut.shots else "remove.empty", name=names, after=cut.seconds(cut.total_ms))
    reflow(cut.draft)
