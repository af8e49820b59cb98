"""Edits that bring pictures in: new shots, replaced ones, uploads, slideshows."""

from __future__ import annotations

import re

from ..store import Asset
from . import timeline
from .cut import Cut, edit
from .edits_clips import reorder
from .edits_sound import use_song
from .prompts import clean_prompt, take_lengths
from .slots import Slots
from .tables import END, FILE, QUOTE, pattern
from .timeline import meta, reflow


def _described(slots: Slots, name: str) -> str:
    """The scene that a clause describes, found by a pattern of the grammar; quoted words count as they are."""
    for match in pattern(name).finditer(slots.text):
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
    if not slots.indices and not slots.files and _replace_content(cut, slots):
        return
    position = 0
    if slots.indices:
        picked = cut.picked(Slots(text="", indices=slots.indices[:1]))
        if picked is None:
            return
        position = picked[0]
    elif len(cut.shots) > 1:
        position = (cut.picked(slots) or [0])[0]
    item = cut.shots[position]
    before = str(meta(item).get("name", ""))
    if slots.files:
        asset = next((one for one in cut.assets.values() if one.name in slots.files), None)
        if asset is None or asset.kind == "audio":
            cut.remark("media.none")
            return
        cut.shots[position] = timeline.media_segment(
            asset, item["s"], min(item["d"], asset.duration_ms) if asset.kind == "video" else item["d"]
        )
        reflow(cut.draft)
        cut.note("replace", before=before, name=asset.name)
        return
    prompt = _described(slots, "described_replacement")
    if not prompt:
        asset = cut.asset(item)
        prompt = str(asset.details.get("prompt", "")) if asset else ""
    if not prompt:
        cut.remark("missing", what="")
        return
    kept = {key: value for key, value in meta(item).items() if key in ("fade_in", "fade_out", "transition", "look")}
    item["m"] = {"name": prompt, **kept}
    cut.want(item, prompt)
    cut.note("replace", before=before, name=prompt)


def _replace_content(cut: Cut, slots: Slots) -> bool:
    """Put one thing in place of another in the drawn shots that show it; False when none does."""
    match = pattern("content").search(slots.text)
    if match is None:
        return False
    old = (match["old"] or match["old_zh"]).strip()
    new = re.sub(r"^(?:a|an|the|some)\s+", "", clean_prompt(match["new"] or match["new_zh"]), flags=re.IGNORECASE)
    words = re.compile(rf"\b{re.escape(old)}\b" if old.isascii() else re.escape(old), re.IGNORECASE)
    found = False
    for item in cut.shots:
        asset = cut.asset(item)
        prompt = str(asset.details.get("prompt", "")) if asset is not None else ""
        if new and words.search(prompt):
            changed = words.sub(lambda _: new, prompt)
            item["m"] = {**meta(item), "name": changed}
            meta(item).pop("src", None)
            cut.want(item, changed)
            cut.note("replace", before=old, name=new)
            found = True
    return found


@edit("shot.add")
def add_shot(cut: Cut, slots: Slots) -> None:
    """``add another shot of a whale jumping``; at the end unless the words say start."""
    prompt = _described(slots, "described_shot")
    prompt = re.sub(r"\s*(?:at|to) the (?:very )?(?:start|beginning|end)$", "", prompt)
    if not prompt:
        cut.remark("unclear.part", section="say", text=slots.text)
        return
    length = min(slots.ms or 4000, round(cut.limits.clip_s * 1000))
    item = timeline.segment(0, length, name=prompt, **{"in": 0})
    cut.shots.insert(0 if slots.place == "start" else len(cut.shots), item)
    cut.want(item, prompt)
    reflow(cut.draft)
    cut.note("shot.add", name=prompt, span=cut.span(item["s"], item["s"] + item["d"]))


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
    added = [asset for asset in chosen if asset.id not in here] or chosen[:1]
    items = [timeline.media_segment(asset, 0, slots.ms if asset.kind == "image" else None) for asset in added]
    at = 0 if slots.place == "start" else len(cut.shots)
    cut.shots[at:at] = items
    reflow(cut.draft)
    first, last = items[0], items[-1]
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
    pictures = [asset for asset in cut.assets.values() if asset.origin == "upload" and asset.kind == "image"]
    if not pictures:
        cut.remark("media.none")
        return
    each = slots.ms or 3000
    if slots.ms and not slots.has(r"\beach\b|\bper\b|every|每"):
        each = max(500, slots.ms // len(pictures))
    timeline.track_of(cut.draft, timeline.VIDEO)["sg"] = [timeline.media_segment(asset, 0, each) for asset in pictures]
    for item in cut.shots[1:]:
        meta(item)["transition"] = {"type": "crossfade", "d": 500}
    reflow(cut.draft)
    cut.note("slideshow", n=len(pictures), seconds=cut.seconds(each))
