"""Edits of how the pictures look and follow each other: shape, fades, transitions, colours, zooms, freezes, insets."""

from __future__ import annotations

from . import timeline
from .cut import Cut, edit, named_briefly
from .edits_clips import LEAST_MS
from .slots import Slots
from .tables import first_match, pattern, tables
from .textlook import wanted_size
from .timeline import Segment, meta, reflow

_FADE_MS, _CROSSFADE_MS, _DIP_MS, _HOLD_MS = 1000, 500, 1000, 2000
_ZOOM = 1.3
_KEN_BURNS = ("zoom-in", "pan-right", "zoom-out", "pan-left")
_INSET = 0.32


@edit("ratio")
def change_ratio(cut: Cut, slots: Slots) -> None:
    ratio = slots.ratio or "9:16"
    width, height = cut.options.canvas(ratio)
    if ratio == cut.ratio:
        cut.remark("ratio.same", ratio=ratio)
        return
    cut.ratio = ratio
    cut.draft.setdefault("m", {})["ratio"] = ratio
    cut.note("ratio", ratio=ratio, width=width, height=height)
    shape = pattern("fit_words").search(slots.text)
    if shape:
        change_fit(cut, slots)


@edit("fit")
def change_fit(cut: Cut, slots: Slots) -> None:
    picked = cut.picked(slots)
    if picked is None:
        return
    blurred = slots.has(r"\bblur\w*|模糊")
    fit = "" if blurred else "contain" if slots.has(r"letterbox|black bars|\bfit\b|完整|黑边(?!.{0,3}去)") else "cover"
    if slots.has(r"\b(?:no|remove|without)\b[^.]{0,12}\bbars\b|去(?:掉|除)?黑边"):
        fit = "cover"
    for i in picked:
        meta(cut.shots[i])["fit"] = fit
        if not fit:
            del meta(cut.shots[i])["fit"]
    cut.note(f"fit.{fit or 'blur'}")


@edit("fade")
def fade(cut: Cut, slots: Slots) -> None:
    """From and to black or white, at the ends of the whole video or of the clips that are named."""
    if pattern("takes_back").search(slots.text):
        into, out = fade_sides(slots)
        keys = ("fade_in",) if into and not out else ("fade_out",) if out and not into else ("fade_in", "fade_out")
        for item in cut.shots:
            for key in keys:
                meta(item).pop(key, None)
        cut.note("fade.none")
        return
    picked = cut.picked(slots)
    if picked is None or not picked:
        return
    into, out = fade_sides(slots)
    if not into and not out:
        into = out = True
    first, last = cut.shots[picked[0]], cut.shots[picked[-1]]
    length = min(slots.ms or _FADE_MS, sum(cut.shots[i]["d"] for i in picked) // 2)
    color = "white" if slots.has(r"\bwhite\b|白") else ""
    if into:
        meta(first)["fade_in"] = min(length, first["d"])
    if out:
        meta(last)["fade_out"] = min(length, last["d"])
    for item in [first] * into + [last] * out:
        if color:
            meta(item)["fade_color"] = color
        else:
            meta(item).pop("fade_color", None)
    how = cut.word("both" if into and out else "in" if into else "out")
    cut.note("fade.white" if color else "fade", how=how, seconds=cut.seconds(length))


def fade_sides(slots: Slots) -> tuple[bool, bool]:
    """Whether a fade in and a fade out are asked for."""
    if pattern("fade_both").search(slots.text):
        return True, True
    into = pattern("fade_into").search(slots.text) is not None
    out = pattern("fade_out").search(slots.text) is not None
    return into or slots.place == "start", out or slots.place == "end"


@edit("crossfade")
def crossfade(cut: Cut, slots: Slots) -> None:
    """Between all clips, or between those that are named: a crossfade, a dip to black or white, a wipe, a slide."""
    if len(cut.shots) < 2:
        cut.remark("crossfade.one")
        return
    places = _boundaries(cut, slots)
    if places is None:
        return
    where = cut.word("all_cuts") if len(places) == len(cut.shots) - 1 else _told_boundary(cut, places)
    if slots.has(r"\b(?:remove|no|without|delete|hard|straight|plain|drop)\b|去掉|删除|不要|硬切|直接切|取消"):
        for place in places:
            meta(cut.shots[place]).pop("transition", None)
        reflow(cut.draft)
        cut.note("crossfade.remove", where=where, after=cut.seconds(cut.total_ms))
        return
    name = first_match(tables().transitions, slots.text)
    if name is None:
        name = "crossfade"
        if wanted := pattern("other_transition").search(slots.text):
            cut.remark("crossfade.unknown", what=next(group for group in wanted.groups() if group))
    length = slots.ms or _changed_length(cut, places, slots) or (_DIP_MS if name.startswith("dip") else _CROSSFADE_MS)
    for place in places:
        meta(cut.shots[place])["transition"] = {"type": name, "d": length}
    reflow(cut.draft)
    shortest = min(timeline.overlap_ms(cut.shots[place]) for place in places)
    cut.note("crossfade", name=cut.word(name), seconds=cut.seconds(shortest), where=where)


def _changed_length(cut: Cut, places: list[int], slots: Slots) -> int | None:
    """``make the transitions slower``: longer than they are."""
    now = max((timeline.overlap_ms(cut.shots[place]) for place in places), default=0)
    if not now or not slots.direction:
        return None
    longer = slots.has(r"slow|long|慢|长")
    return round(now * (1.6 if longer else 0.6))


def join_clips(cut: Cut, transition: str, fades: tuple[bool, bool]) -> None:
    """What a request for a new video says about how its shots follow each other."""
    for item in cut.shots[1:] if transition else []:
        meta(item)["transition"] = {
            "type": transition,
            "d": _DIP_MS if transition.startswith("dip") else _CROSSFADE_MS,
        }
    for wanted, item, key in zip(fades, (cut.shots[0], cut.shots[-1]), ("fade_in", "fade_out")):  # noqa: B905 - pairs
        if wanted:
            meta(item)[key] = min(_FADE_MS, item["d"] // 2)
    reflow(cut.draft)


def _boundaries(cut: Cut, slots: Slots) -> list[int] | None:
    """The clips that a transition leads into; None, with a remark, when a clip that is named isn't there."""
    everywhere = list(range(1, len(cut.shots)))
    numbers = slots.indices
    if not numbers and (pair := pattern("pair_of_numbers").search(slots.text)):
        numbers = (int(pair[1]), int(pair[2]))
    places = [cut.place_of(index) for index in numbers]
    if None in places:
        return None
    if slots.scope.besides and len(places) > 1:
        left_out = {place for place in places if place is not None}
        return [place for place in everywhere if not (place in left_out and place - 1 in left_out)]
    found = sorted({place for place in places if place is not None} or set(cut.named(slots)))
    if not found:
        return everywhere
    if len(found) > 1:
        pairs = [place for place in found if place - 1 in found]
        return pairs or [place for place in found if place > 0]
    place = found[0]
    if slots.scope.after is not None or slots.has(r"后面|之后|\bout of\b"):
        place += 1
    return [place] if 0 < place < len(cut.shots) else [min(max(place, 1), len(cut.shots) - 1)]


def _told_boundary(cut: Cut, places: list[int]) -> str:
    pairs = [
        cut.phrase("between", one=named_briefly(cut.shots[place - 1]), two=named_briefly(cut.shots[place]))
        for place in places
    ]
    return (", " if cut.language == "en" else "、").join(pairs)


@edit("mood")
def change_mood(cut: Cut, slots: Slots) -> None:
    picked = cut.picked(slots)
    if picked is None:
        return
    if pattern("takes_back").search(slots.text):
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
    name = cut.word(slots.mood)
    if len(picked) == 1 and len(cut.shots) > 1:
        cut.look_at(cut.shots[picked[0]])
        cut.note("mood.clip", name=name, clip=named_briefly(cut.shots[picked[0]]))
    else:
        cut.note("mood", name=name)


@edit("motion")
def move_camera(cut: Cut, slots: Slots) -> None:
    """A slow zoom or pan over a clip, a fixed enlargement ("zoom to 150%"), or none."""
    picked = cut.picked(slots)
    if picked is None:
        return
    if pattern("takes_back").search(slots.text):
        for i in picked:
            meta(cut.shots[i])["motion"] = {"type": "none"}
        cut.note("motion.none")
        return
    name = first_match(tables().motions, slots.text) or "zoom-in"
    amount = slots.percent or slots.factor or _ZOOM
    amount = min(4.0, amount if amount > 1 else 1 + amount)
    # "Ken Burns" over several pictures goes another way each time.
    names = _KEN_BURNS if pattern("ken_burns").search(slots.text) and len(picked) > 1 else (name,)
    for n, i in enumerate(picked):
        meta(cut.shots[i])["motion"] = {"type": names[n % len(names)], "amount": round(amount, 2)}
    some = len(picked) < len(cut.shots)
    if some and len(picked) == 1:
        cut.look_at(cut.shots[picked[0]])
    clips = cut.quoted(cut.shots[i] for i in picked) if some else cut.word("all_clips")
    cut.note("motion", name=cut.word("ken_burns" if len(names) > 1 else name), clip=clips)


@edit("mirror")
def mirror(cut: Cut, slots: Slots) -> None:
    picked = cut.picked(slots)
    if picked is None:
        return
    upright = slots.has(r"vertical|upside|垂直|上下|倒过来")
    around = slots.has(r"180|upside|倒过来")
    turned = {"horizontal", "vertical"} if around else {"vertical"} if upright else {"horizontal"}
    for i in picked:
        before = str(meta(cut.shots[i]).pop("mirror", ""))
        sides = ({"horizontal", "vertical"} if before == "both" else {before} - {""}) ^ turned
        if sides:
            meta(cut.shots[i])["mirror"] = "both" if len(sides) > 1 else sides.pop()
    cut.note("mirror.around" if around else "mirror.v" if upright else "mirror")


@edit("hold")
def hold(cut: Cut, slots: Slots) -> None:
    """The last picture of a clip stands still for a while."""
    picked = cut.picked(slots) if slots.indices and not slots.has(r"last frame|最后一帧|定格") else [len(cut.shots) - 1]
    if picked is None:
        return
    item, length = cut.shots[picked[-1]], slots.ms or _HOLD_MS
    if cut.total_ms + length > cut.limits.timeline_s * 1000:
        cut.remark("length.longest", after=cut.seconds(cut.limits.timeline_s * 1000))
        return
    item["d"] += length
    meta(item)["hold_duration"] = int(meta(item).get("hold_duration", 0)) + length
    reflow(cut.draft)
    cut.note("hold", name=named_briefly(item), seconds=cut.seconds(length), after=cut.seconds(cut.total_ms))


@edit("inset")
def inset(cut: Cut, slots: Slots) -> None:
    """Picture in picture: an upload, or one of the clips, small in a corner over the others."""
    if pattern("takes_back").search(slots.text):
        before = len(cut.draft["t"])
        cut.draft["t"] = [track for track in cut.draft["t"] if not timeline.is_overlay(track)]
        if len(cut.draft["t"]) == before:
            cut.remark("inset.none")
        else:
            cut.note("inset.removed")
        return
    here = [item for item in timeline.overlays(cut.draft) if item["id"] == cut.focus]
    if here and not slots.files and not cut.picks_some(slots):
        _move_inset(cut, slots, here[0])
        return
    item = _inset_source(cut, slots)
    if item is None:
        return
    size = min(0.8, slots.percent or _INSET)
    position = slots.position if slots.position not in (None, "lower-third", "top", "bottom") else "bottom-right"
    start = slots.range[0] if slots.range else slots.at_ms or 0
    length = slots.range[1] - slots.range[0] if slots.range else slots.ms or item["d"]
    item["s"] = min(start, max(0, cut.total_ms - LEAST_MS))
    item["d"] = max(LEAST_MS, min(length, item["d"], cut.total_ms - item["s"]))
    for key in ("transition", "fade_in", "fade_out"):
        meta(item).pop(key, None)
    meta(item).update({"inset": {"position": position, "size": round(size, 2)}})
    timeline.overlay(cut.draft).append(item)
    reflow(cut.draft)
    _tell_inset(cut, item)


def _move_inset(cut: Cut, slots: Slots, item: Segment) -> None:
    """Another place or size for the small picture that was spoken of last."""
    here = meta(item)["inset"]
    if slots.position and slots.position != "lower-third":
        here["position"] = slots.position
    here["size"] = round(min(0.8, wanted_size(slots, float(here["size"]))), 2)
    _tell_inset(cut, item)


def _tell_inset(cut: Cut, item: Segment) -> None:
    cut.look_at(item)
    cut.note(
        "inset",
        name=cut.quoted([item]),
        position=cut.word(str(meta(item)["inset"]["position"])),
        size=round(meta(item)["inset"]["size"] * 100),
        span=cut.span(item["s"], item["s"] + item["d"]),
    )


def _inset_source(cut: Cut, slots: Slots) -> Segment | None:
    """What goes into the corner; a clip leaves the main track for it."""
    uploads = [one for one in cut.assets.values() if one.origin == "upload" and one.kind != "audio"]
    named = [one for one in uploads if one.name in slots.files] or [one for one in uploads if one in cut.fresh]
    if not named and slots.has(r"\blogo\b|标志"):
        named = [one for one in uploads if one.kind == "image"]
        if not named:
            cut.remark("needs.logo", section="say")
            return None
    placed = {meta(item).get("src") for item in cut.shots}
    if named and (named[-1].id not in placed or len(cut.shots) == 1):
        asset = named[-1]
        length = cut.total_ms if asset.kind == "image" else asset.duration_ms
        if asset.id in placed:
            cut.remark("inset.alone")
            return None
        return timeline.media_segment(asset, 0, length)
    picked = cut.picked(slots)
    if picked is None:
        return None
    if not cut.picks_some(slots) or len(cut.shots) < 2:
        cut.remark("inset.which" if len(cut.shots) > 1 else "inset.alone")
        return None
    item = cut.shots.pop(picked[0])
    reflow(cut.draft)
    return item
