"""Edits of the pictures: length, cuts, order, speed, shape, fades, looks."""

from __future__ import annotations

import copy
import secrets

from . import timeline
from .cut import Cut, edit, speed_of
from .slots import Slots
from .tables import pattern
from .timeline import Segment, meta, reflow

LEAST_MS = 200
_SHORTER, _LONGER = 0.7, 1.4


@edit("length")
def change_length(cut: Cut, slots: Slots) -> None:
    """``make it 8 seconds``, ``shorten it by 2 s``, ``make the second shot longer``."""
    if slots.range:
        keep_range(cut, slots)
        return
    picked = cut.picked(slots)
    if picked is None:
        return
    before = cut.total_ms
    each = pattern("each").search(slots.text) is not None
    some = (bool(slots.indices) or each) and len(cut.shots) > 1
    base = sum(cut.shots[i]["d"] for i in picked) // len(picked) if some else before
    by = slots.has(
        r"\bby\b|\bmore\b|\bextra\b|\badd\b|再|多|缩短了?[\d一二两三四五六七八九十半]|延长[\d一二两三四五六七八九十半]"
    ) and not slots.has(r"\bto\b|到|成|为")
    if slots.ms is None:
        target = base * (slots.factor or (_SHORTER if slots.direction < 0 else _LONGER))
    else:
        target = base + (slots.direction or 1) * slots.ms if by else slots.ms
    target = int(min(max(target, LEAST_MS), cut.limits.timeline_s * 1000))
    if some:
        for i in picked:
            _resize(cut, cut.shots[i], target)
    elif target < before:
        _keep(cut, 0, target)
    else:
        _extend(cut, target - before)
    reflow(cut.draft)
    _tell_length(cut, before, asked=None if some else target)


def _tell_length(cut: Cut, before: int, asked: int | None) -> None:
    after = cut.total_ms
    if after != before:
        cut.note("length", before=cut.seconds(before), after=cut.seconds(after))
    elif asked == before:
        cut.remark("length.same", after=cut.seconds(after))
    if asked is not None and asked - after > 40:
        cut.remark("length.limit", after=cut.seconds(after))


def _resize(cut: Cut, item: Segment, target: int) -> None:
    limit = cut.source_limit_ms(item)
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


def _keep(cut: Cut, start: int, end: int) -> None:
    """Keep only what lies between two moments of the timeline."""
    kept: list[Segment] = []
    for item in cut.shots:
        first, last = max(item["s"], start), min(item["s"] + item["d"], end)
        if last - first < LEAST_MS / 4:
            continue
        piece = item
        shift = first - item["s"]
        if shift:
            meta(piece)["in"] = round(meta(piece).get("in", 0) + shift * speed_of(piece))
            meta(piece).pop("transition", None)
            meta(piece).pop("fade_in", None)
        piece["d"] = last - first
        kept.append(piece)
    timeline.track_of(cut.draft, timeline.VIDEO)["sg"] = kept


@edit("keep.range")
def keep_range(cut: Cut, slots: Slots) -> None:
    """``keep only the first 5 seconds``, ``trim from 2s to 6s``."""
    before = cut.total_ms
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
    cut.note("length", before=cut.seconds(before), after=cut.seconds(cut.total_ms))


@edit("cut.range")
def cut_range(cut: Cut, slots: Slots) -> None:
    """``cut the first 2 seconds``, ``remove 3s to 5s``, ``trim 1 s off the end``."""
    total = cut.total_ms
    if slots.range:
        start, end = slots.range
    elif slots.tail_ms:
        start, end = total - slots.tail_ms, total
    elif slots.head_ms or (slots.ms and slots.place == "start"):
        start, end = 0, slots.head_ms or slots.ms or 0
    elif slots.ms and slots.place == "end":
        start, end = total - slots.ms, total
    elif slots.indices or slots.ms is None:
        remove(cut, slots)
        return
    else:
        change_length(cut, slots)
        return
    start, end = max(0, start), min(end, total)
    if total - (end - start) < LEAST_MS or end <= start:
        cut.remark("cut.all")
        return
    whole = copy.deepcopy(cut.shots)
    _keep(cut, 0, start)
    head = cut.shots
    timeline.track_of(cut.draft, timeline.VIDEO)["sg"] = whole
    _keep(cut, end, total)
    tail = cut.shots
    used = {item["id"] for item in head}
    for item in tail:
        if item["id"] in used:
            item["id"] = f"seg_{secrets.token_hex(4)}"
    timeline.track_of(cut.draft, timeline.VIDEO)["sg"] = head + tail
    reflow(cut.draft)
    cut.note("cut.range", span=cut.span(start, end), after=cut.seconds(cut.total_ms))


@edit("speed")
def change_speed(cut: Cut, slots: Slots) -> None:
    """``2x``, ``half speed``, ``slow motion``, ``normal speed``."""
    picked = cut.picked(slots)
    if picked is None:
        return
    slow = slots.direction < 0 or (slots.direction == 0 and slots.has(r"slow|慢|减速"))
    factor = slots.factor or (slots.percent if slots.percent else None)
    normal = slots.has(r"\b(?:normal|original|regular) speed\b|原速|正常速度")
    if factor is None:
        factor = 0.5 if slow else 2.0 if slots.has("time-?lapse|double") else 1.5
    elif slow and factor > 1:
        factor = 1 / factor
    for i in picked:
        item = cut.shots[i]
        before = speed_of(item)
        speed = 1.0 if normal else min(8.0, max(0.125, round(before * factor, 4)))
        item["d"] = max(LEAST_MS, round(item["d"] * before / speed))
        if speed == 1.0:
            meta(item).pop("speed", None)
        else:
            meta(item)["speed"] = speed
    reflow(cut.draft)
    cut.note("speed", factor=f"{1.0 if normal else factor:g}", after=cut.seconds(cut.total_ms))


@edit("split")
def split(cut: Cut, slots: Slots) -> None:
    """``split at 3 seconds``, ``cut it in half``."""
    at = slots.at_ms if slots.at_ms is not None else slots.ms
    if at is None and slots.indices:
        picked = cut.picked(slots)
        if picked is None:
            return
        at = cut.shots[picked[0]]["s"] + cut.shots[picked[0]]["d"] // 2
    elif at is None:
        at = cut.total_ms // 2
    for index, item in enumerate(cut.shots):
        offset = at - item["s"]
        if LEAST_MS <= offset <= item["d"] - LEAST_MS:
            second = copy.deepcopy(item)
            second["id"] = f"seg_{secrets.token_hex(4)}"
            meta(second)["in"] = round(meta(item).get("in", 0) + offset * speed_of(item))
            second["d"] = item["d"] - offset
            meta(second).pop("transition", None)
            meta(second).pop("fade_in", None)
            item["d"] = offset
            meta(item).pop("fade_out", None)
            cut.shots.insert(index + 1, second)
            reflow(cut.draft)
            cut.note("split", at=cut.seconds(at))
            return
    cut.remark("split.none", at=cut.seconds(at))


@edit("reorder")
def reorder(cut: Cut, slots: Slots) -> None:
    """``swap the first and second clip``, ``move the last shot to the start``, ``reverse the order``."""
    shots = cut.shots
    if len(shots) < 2:
        cut.remark("reorder.one")
        return
    # A crossfade belongs to the place between two shots, not to either of them.
    transitions = [meta(item).pop("transition", None) for item in shots]
    count = len(shots)
    places = [count + i if i < 0 else i - 1 for i in slots.indices]
    if slots.has(r"\breverse the order\b|倒序|颠倒"):
        shots.reverse()
    elif slots.has(r"\bswap\b|\bswitch\b|交换|对调|调换|换.{0,3}顺序|顺序.{0,4}换"):
        one, two = places[:2] if len(places) > 1 else (0, 1)
        if not (0 <= one < count and 0 <= two < count):
            _restore(shots, transitions)
            cut.remark("missing", what=max(slots.indices))
            return
        shots[one], shots[two] = shots[two], shots[one]
    else:
        source, target = _move_of(cut, slots, places)
        if not (0 <= source < count and 0 <= target < count):
            _restore(shots, transitions)
            cut.remark("missing", what=max(slots.indices, default=""))
            return
        shots.insert(target, shots.pop(source))
    _restore(shots, transitions)
    reflow(cut.draft)
    cut.note("reorder", order=", ".join(str(meta(item).get("name", "")) for item in cut.shots))


def _move_of(cut: Cut, slots: Slots, places: list[int]) -> tuple[int, int]:
    """Which shot goes where: "the photo first", "the second shot to the end", "the third before the first"."""
    last = len(cut.shots) - 1
    named = cut.named(slots)
    if named and len(named) <= last:
        source, rest = named[0], places
    else:
        source, rest = (places[0] if places else last), places[1:]
    if rest:
        after = slots.has(r"\bafter\b|后面|之后")
        return source, min(last, rest[0] + (1 if after else 0) - (1 if source < rest[0] and not named else 0))
    to_start = slots.place == "start" or slots.has(r"最前|\b(?:front|start|beginning|first)\b(?! (?:clip|shot|scene))")
    return source, 0 if to_start and source != 0 else last


def _restore(shots: list[Segment], transitions: list[object]) -> None:
    for item, transition in zip(shots, transitions):  # noqa: B905 - reordering keeps the number
        if transition is not None:
            meta(item)["transition"] = transition


@edit("duplicate")
def duplicate(cut: Cut, slots: Slots) -> None:
    picked = cut.picked(slots)
    if picked is None:
        return
    times = min(10, round(slots.factor or 2)) if not slots.has("twice") else 2
    originals = [cut.shots[i] for i in picked]
    for _ in range(times - 1):
        if cut.total_ms + sum(item["d"] for item in originals) > cut.limits.timeline_s * 1000:
            break
        for item in originals:
            again = copy.deepcopy(item)
            again["id"] = f"seg_{secrets.token_hex(4)}"
            cut.shots.append(again)
        reflow(cut.draft)
    cut.note("duplicate", name=", ".join(str(meta(item).get("name", "")) for item in originals))


@edit("remove")
def remove(cut: Cut, slots: Slots) -> None:
    if slots.has(r"\b(?:everything|all|clear|empty|reset|start over)\b|全部|所有|清空|重新开始"):
        cut.draft["t"] = []
        reflow(cut.draft)
        cut.note("remove.all")
        return
    picked = cut.picked(slots)
    if picked is None:
        return
    if len(picked) == len(cut.shots) and len(cut.shots) > 1:
        cut.remark("missing", what=f'"{slots.text}"')
        return
    names = [str(meta(cut.shots[i]).get("name", "")) for i in picked]
    for i in reversed(picked):
        del cut.shots[i]
    reflow(cut.draft)
    cut.note("remove", name=", ".join(names))


@edit("ratio")
def change_ratio(cut: Cut, slots: Slots) -> None:
    ratio = slots.ratio or "9:16"
    cut.ratio = ratio
    cut.draft.setdefault("m", {})["ratio"] = ratio
    width, height = cut.options.canvas(ratio)
    cut.note("ratio", ratio=ratio, width=width, height=height)


@edit("fit")
def change_fit(cut: Cut, slots: Slots) -> None:
    fit = "contain" if slots.has(r"letterbox|\bfit\b|完整") else "cover"
    for item in cut.shots:
        meta(item)["fit"] = fit
    cut.note(f"fit.{fit}")


@edit("fade")
def fade(cut: Cut, slots: Slots) -> None:
    """From and to black, at the ends of the whole video."""
    both = slots.has(r"in (?:and|&) out|淡入淡出|fade (?:in|out).*fade|渐入渐出")
    into = both or slots.has(r"fad\w+[- ]?in\b|from black|淡入|渐入|渐显") or slots.place == "start"
    out = both or slots.has(r"fad\w+[- ]?out\b|to black|淡出|渐出|渐隐|黑场") or slots.place == "end"
    if not into and not out:
        into = out = True
    length = min(slots.ms or 1000, cut.total_ms // 2)
    if into:
        meta(cut.shots[0])["fade_in"] = min(length, cut.shots[0]["d"])
    if out:
        meta(cut.shots[-1])["fade_out"] = min(length, cut.shots[-1]["d"])
    cut.note("fade", how=cut.word("both" if into and out else "in" if into else "out"), seconds=cut.seconds(length))


@edit("crossfade")
def crossfade(cut: Cut, slots: Slots) -> None:
    if len(cut.shots) < 2:
        cut.remark("crossfade.one")
        return
    if slots.has(r"\b(?:remove|no|without|delete)\b|去掉|删除|不要"):
        for item in cut.shots:
            meta(item).pop("transition", None)
        reflow(cut.draft)
        cut.note("crossfade.remove", after=cut.seconds(cut.total_ms))
        return
    length = slots.ms or 500
    for item in cut.shots[1:]:
        meta(item)["transition"] = {"type": "crossfade", "d": length}
    reflow(cut.draft)
    cut.note("crossfade", seconds=cut.seconds(min(timeline.overlap_ms(item) for item in cut.shots[1:])))


@edit("mood")
def change_mood(cut: Cut, slots: Slots) -> None:
    picked = cut.picked(slots)
    if picked is None:
        return
    if slots.has(r"\b(?:remove|reset|no|without|original|normal|undo)\b|去掉|恢复|还原|原色|取消"):
        for i in picked:
            meta(cut.shots[i]).pop("look", None)
        cut.note("mood.none")
        return
    if slots.mood is None:
        cut.remark("mood.unknown")
        return
    for i in picked:
        look = meta(cut.shots[i]).setdefault("look", [])
        look.append(slots.mood)
        del look[:-4]
    cut.note("mood", name=cut.word(slots.mood))
