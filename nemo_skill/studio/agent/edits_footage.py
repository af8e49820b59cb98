"""Edits that bring pictures in: new shots, replaced and redrawn ones, uploads, slideshows."""

from __future__ import annotations

import re
from dataclasses import replace as replace_slots

from ..plan.lexicon import find_words
from ..store import Asset
from . import timeline
from .cut import Cut, edit, named_briefly
from .edits_clips import reorder
from .edits_sound import add_music, use_song
from .prompts import clean_prompt, split_shots, take_lengths
from .scope import without_places
from .slots import Slots
from .tables import END, FILE, QUOTE, pattern
from .timeline import Segment, meta, reflow

#: What a wish may change of a picture without changing what it shows.
_LOOKS = ("times", "weather", "seasons", "moods", "styles")


def _described(slots: Slots, name: str) -> str:
    """The scene that a clause describes, found by a pattern of the grammar; quoted words count as they are."""
    clause = take_lengths(without_places(slots.text))[0].strip(" ,，.。")
    for match in pattern(name).finditer(clause):
        words = slots.quotes
        text = next((group for group in match.groups() if group), "")
        for word in words:
            text = re.sub(f"{QUOTE}\\d+{END}", word.replace("\\", ""), text, count=1)
        text, _ = take_lengths(re.sub(f"{FILE}\\d+{END}", "", text))
        return clean_prompt(text)
    return ""


@edit("replace")
def replace(cut: Cut, slots: Slots) -> None:
    """``replace the second shot with a dog on a beach``; with an upload's name: with that."""
    if pattern("style_change").search(slots.text):
        style = _described(slots, "described_replacement")
        if any(hit.kind in _LOOKS for hit in find_words(style)[0]):
            _draw_again(cut, slots, style)
        else:
            cut.remark("style.unknown", what=style)
        return
    if not slots.indices and not slots.files and _replace_content(cut, slots):
        return
    position = 0
    if slots.indices:
        place = cut.place_of(slots.indices[0])
        if place is None:
            return
        position = place
    elif len(cut.shots) > 1:
        picked = cut.picked(slots) or [0]
        if len(picked) > 1:
            cut.remark("remove.which", shots=", ".join(named_briefly(item) for item in cut.shots))
            return
        position = picked[0]
    item = cut.shots[position]
    before = named_briefly(item)
    if slots.files:
        _replace_with_upload(cut, slots, position)
        return
    prompt = _described(slots, "described_replacement")
    if not prompt:
        asset = cut.asset(item)
        prompt = str(asset.details.get("prompt", "")) if asset else ""
    if not prompt:
        cut.remark("missing.prompt")
        return
    kept = {key: value for key, value in meta(item).items() if key in ("fade_in", "fade_out", "transition", "look")}
    item["m"] = {"name": prompt, **kept}
    cut.want(item, prompt)
    cut.look_at(item)
    cut.note("replace", before=before, name=named_briefly(item))


def _replace_with_upload(cut: Cut, slots: Slots, position: int) -> None:
    item = cut.shots[position]
    before = named_briefly(item)
    asset = next((one for one in cut.assets.values() if one.name in slots.files), None)
    if asset is None or asset.kind == "audio":
        cut.remark("media.none")
        return
    length = min(item["d"], asset.duration_ms) if asset.kind == "video" else item["d"]
    cut.shots[position] = timeline.media_segment(asset, item["s"], length)
    reflow(cut.draft)
    cut.look_at(cut.shots[position])
    cut.note("replace", before=before, name=asset.name)


def _prompt_of(cut: Cut, item: Segment) -> str:
    """What a drawn clip was drawn after; empty for footage."""
    asset = cut.asset(item)
    if item["id"] in cut.wanted:
        return cut.wanted[item["id"]]
    return str(asset.details.get("prompt", "")) if asset is not None and asset.origin == "generated" else ""


def _redraw(cut: Cut, item: Segment, prompt: str) -> None:
    item["m"] = {**meta(item), "name": prompt}
    meta(item).pop("src", None)
    cut.want(item, prompt)


def _replace_content(cut: Cut, slots: Slots) -> bool:
    """Put one thing in place of another in the drawn shots that show it; False when none does."""
    match = pattern("content").search(slots.text)
    if match is None:
        return False
    old = (match["old"] or match["old_zh"] or match["old_last"]).strip()
    new = clean_prompt(match["new"] or match["new_zh"] or match["new_first"])
    new = re.sub(r"^(?:a|an|the|some)\s+", "", new, flags=re.IGNORECASE)
    words = re.compile(rf"\b{re.escape(old)}\b" if old.isascii() else re.escape(old), re.IGNORECASE)
    found = False
    for item in cut.shots:
        prompt = _prompt_of(cut, item)
        if new and words.search(prompt):
            _redraw(cut, item, words.sub(lambda _: new, prompt))
            cut.note("replace", before=old, name=new)
            found = True
    return found


@edit("redraw")
def redraw(cut: Cut, slots: Slots) -> None:
    """``make it night``, ``add rain to clip 2``, ``in a cartoon style``: drawn clips are drawn again with that."""
    match = pattern("scene_change").search(without_places(slots.text))
    wish = clean_prompt(next((group for group in match.groups() if group), "")) if match else ""
    picked = cut.picked(slots)
    if cut.picks_some(slots) and not pattern("adds_to_scene").search(slots.text):
        wish = pattern("of_the_named").sub("", wish)
    if picked is None or not wish:
        if picked is not None:
            cut.remark("unclear.part", section="say", text=slots.text)
        return
    _draw_again(cut, slots, wish)


def _draw_again(cut: Cut, slots: Slots, wish: str) -> None:
    """Work a wish into the drawn clips that are meant, or all of them."""
    drawn = [cut.shots[i] for i in cut.picked(slots) or () if _prompt_of(cut, cut.shots[i])]
    if not drawn:
        cut.remark("redraw.none", section="say")
        return
    more = pattern("something_more").search(slots.text) is not None
    for item in drawn:
        _redraw(cut, item, with_wish(_prompt_of(cut, item), wish, more=more))
    if len(drawn) == 1:
        cut.look_at(drawn[0])
    cut.note("redraw", name=cut.quoted(drawn))


def with_wish(prompt: str, wish: str, *, more: bool = False) -> str:
    """A prompt with a wish worked in. What it says of the same kind (another time of day) goes unless ``more``."""
    hits = find_words(wish)[0]
    subjects, colours = ([hit for hit in hits if hit.kind == kind] for kind in ("subjects", "colours"))
    if subjects and colours and not more:
        noun = re.compile(rf"\b{re.escape(subjects[0].word)}" if wish.isascii() else re.escape(subjects[0].word), re.I)
        coloured = f"{colours[0].word} " if wish.isascii() else f"{colours[0].word}的"
        if noun.search(prompt):
            return noun.sub(lambda found: coloured + found[0], prompt, count=1)
    kinds = set() if more else {hit.kind for hit in hits} & {*_LOOKS, "camera"}
    for hit in sorted(find_words(prompt)[0], key=lambda hit: -len(hit.word)):
        if hit.kind in kinds:
            word = re.escape(hit.word).replace(r"\ ", "[- ]") + ("(?: of)?" if hit.kind == "camera" else "")
            lead = r"(?:,?\s*\b(?:in|at|on|under|during|with)\s+(?:an?\s+|the\s+)?)?" if hit.word.isascii() else ""
            prompt = re.sub(rf"{lead}\b{word}\b" if lead else word, "", prompt, count=1, flags=re.IGNORECASE)
    prompt = re.sub(r"\s{2,}", " ", prompt).strip(" ,，的")
    return f"{prompt}，{wish}" if re.search(r"[\u3400-\u9fff]", prompt) else f"{prompt}, {wish}"


@edit("shot.add")
def add_shot(cut: Cut, slots: Slots) -> None:
    """``add another shot of a whale jumping``, ``after clip 1``, ``two more shots: a harbour, and a lighthouse``."""
    described = _described(slots, "described_shot")
    prompts = split_shots(described) if described else []
    if prompts and (framing := pattern("framing").search(slots.text)):
        prompts = [f"{framing[1]} shot of {prompt}" for prompt in prompts]
    if not prompts:
        cut.remark("unclear.part", section="say", text=slots.text)
        return
    at = place_for_new(cut, slots)
    if at is None:
        return
    length = min(slots.ms or 4000, round(cut.limits.clip_s * 1000))
    for n, prompt in enumerate(prompts):
        item = timeline.segment(0, length, name=prompt, **{"in": 0})
        cut.shots.insert(at + n, item)
        cut.want(item, prompt)
        cut.look_at(item)
        cut.just_made = item["id"]
    reflow(cut.draft)
    for item in cut.shots[at : at + len(prompts)]:
        cut.note("shot.add", name=named_briefly(item), span=cut.span(item["s"], item["s"] + item["d"]))


def place_for_new(cut: Cut, slots: Slots) -> int | None:
    """Where a new clip goes: beside the one that is named, at the start, else at the end; None, with a remark."""
    scope = slots.scope
    if scope.between and len(scope.indices) > 1:
        places = [cut.place_of(index) for index in scope.indices[:2]]
        found = [place for place in places if place is not None]
        return max(found) if len(found) == 2 else None
    if scope.after is not None:
        place = cut.place_of(scope.after)
        return None if place is None else place + 1
    if scope.before is not None:
        return cut.place_of(scope.before)
    if slots.place == "start" or pattern("start_with").search(slots.text):
        return 0
    return (len(cut.shots) + 1) // 2 if slots.has(r"\bin the middle\b|中间") else len(cut.shots)


def _pictures_and_clips(cut: Cut, slots: Slots) -> list[Asset]:
    uploads = [asset for asset in cut.assets.values() if asset.origin == "upload" and asset.kind != "audio"]
    if slots.files:
        return [asset for asset in uploads if asset.name in slots.files]
    if slots.has(r"photo|picture|image|照片|图片"):
        uploads = [asset for asset in uploads if asset.kind == "image"]
    elif slots.has(r"\b(?:clips?|videos?|footage)\b|视频|片段"):
        uploads = [asset for asset in uploads if asset.kind == "video"]
    if slots.has(r"\b(?:all|both|these|those)\b|所有|全部|两个|这些"):
        return uploads
    return [asset for asset in uploads if asset in cut.fresh] or uploads[-1:]


@edit("media.use")
def use_media(cut: Cut, slots: Slots) -> None:
    """``use my clips``, ``add beach.jpg at the end``, ``start a new timeline with b.mp4``; songs become the music."""
    songs = [
        asset
        for asset in cut.assets.values()
        if asset.kind == "audio"
        and (asset.name in slots.files or (not slots.files and slots.has(r"song|track|music|audio|歌|音乐")))
    ]
    if songs:
        use_song(cut, songs[-1], slots)
        return
    chosen = _pictures_and_clips(cut, slots)
    if not chosen:
        cut.remark("media.none")
        return
    if slots.has(r"\b(?:only|start (?:over|a new)|new timeline|instead)\b|只用|重新开始|新的时间线"):
        start_over(cut, chosen)
        return
    here = {meta(item).get("src") for item in cut.shots}
    if all(asset.id in here for asset in chosen) and (slots.place or slots.indices):
        reorder(cut, slots)
        return
    added = [asset for asset in chosen if asset.id not in here] or [one for one in chosen if one.name in slots.files]
    if not added:
        cut.remark("media.here", name=", ".join(asset.name for asset in chosen))
        return
    items = [timeline.media_segment(asset, 0, slots.ms if asset.kind == "image" else None) for asset in added]
    at = place_for_new(cut, slots)
    if at is None:
        return
    cut.shots[at:at] = items
    reflow(cut.draft)
    first, last = items[0], items[-1]
    cut.look_at(last)
    cut.note(
        "media.use", name=", ".join(asset.name for asset in added), span=cut.span(first["s"], last["s"] + last["d"])
    )


def start_over(cut: Cut, assets: list[Asset]) -> None:
    """A new timeline of these uploads; the first decides the canvas."""
    cut.ratio = timeline.ratio_of(assets[0].width, assets[0].height)
    cut.draft = timeline.new_draft(cut.ratio)
    for asset in assets:
        cut.shots.append(timeline.media_segment(asset, 0))
    reflow(cut.draft)
    cut.remark("fresh", section="say", name=", ".join(asset.name for asset in assets))


@edit("slideshow")
def slideshow(cut: Cut, slots: Slots) -> None:
    """``a slideshow of my photos, 2 seconds each``, ``to the beat``: pictures that move gently and blend."""
    pictures = [asset for asset in cut.assets.values() if asset.origin == "upload" and asset.kind == "image"]
    pictures = [asset for asset in pictures if asset.name in slots.files] or pictures
    if not pictures:
        cut.remark("media.none")
        return
    songs = [asset for asset in cut.assets.values() if asset.kind == "audio" and asset.name in slots.files]
    songs = songs or [asset for asset in cut.fresh if asset.kind == "audio"]
    if songs:
        use_song(cut, songs[-1], replace_slots(slots, text=""))
    elif match := pattern("music").search(slots.text):
        words = next((words for words in match.groupdict().values() if words), "music")
        add_music(cut, replace_slots(slots, text=f"{words} music", lengths=()))
    beat = pattern("to_the_beat").search(slots.text) is not None
    each = slots.ms or 3000
    if slots.ms and not slots.has(r"\beach\b|\bper\b|\bevery\b|每"):
        each = max(500, slots.ms // len(pictures))
    bpm = cut.bpm() if beat else None
    if bpm is not None:
        # Whole bars look planned, single beats look nervous: the nearest number of pairs of beats.
        pair = 2 * 60_000 / bpm
        each = round(pair * max(1, round(((slots.ms and each) or 2000) / pair)))
    blend = 0 if beat else min(500, each // 3)
    timeline.track_of(cut.draft, timeline.VIDEO)["sg"] = [
        timeline.media_segment(asset, 0, each + (blend if n else 0)) for n, asset in enumerate(pictures)
    ]
    for item in cut.shots[1:] if blend else []:
        meta(item)["transition"] = {"type": "crossfade", "d": blend}
    reflow(cut.draft)
    cut.note("slideshow", n=len(pictures), seconds=cut.seconds(each))
    if bpm is not None:
        cut.note("slideshow.beat", bpm=round(bpm))
    elif beat:
        cut.remark("slideshow.no_beat", section="say")
