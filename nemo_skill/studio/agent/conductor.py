"""One message from its words to the saved timeline and the answer."""

from __future__ import annotations

import asyncio
import random
from dataclasses import replace

from ..context import Studio
from ..lettering.fonts import missing_glyphs
from ..render.tempo import beats_per_minute
from ..store import Asset, Session
from ..stream import Emit, Event, Say
from . import edits_clips, edits_footage, edits_look, edits_sound, edits_text, timeline
from .chinese import simplified, writer
from .cut import EDITS, Cut
from .drawing import Draughtsman, Drawn, missing_drawings, put_drawn
from .prompts import NO_MUSIC, Generation
from .quantities import number
from .slots import Slots, mask, read_slots
from .stream_tools import Tools
from .tables import Language, pattern, tables
from .understand import Scene, Turn, read_message

#: Importing these modules registers their edits.
EDIT_MODULES = (edits_clips, edits_footage, edits_look, edits_sound, edits_text)

#: Kinds of edit that bring footage in; anything else right after an upload means that upload.
_COMBINES = ("media.use", "slideshow", "music.add", "replace", "shot.add", "undo")


def undo_steps(slots: Slots) -> int:
    """``undo``, ``undo the last two changes``, ``go back 3 steps``, ``撤销两步``."""
    match = pattern("undo_steps").search(slots.text)
    if match is None:
        return 1
    said = next((group for group in match.groups() if group), None)
    if said is None:
        return 50
    return {"twice": 2, "thrice": 3}.get(said.lower()) or min(50, round(number(said)))


def _sentences(cut: Cut) -> list[str]:
    """The remarks, each as a sentence of its own."""
    stop = "." if cut.language == "en" else "。"
    return [line if line.endswith((".", "。")) else line[:1].upper() + line[1:] + stop for line in cut.remarks]


class Agent:
    """The agent of one session, for one message."""

    def __init__(self, studio: Studio, session: Session) -> None:
        self._studio = studio
        self.session = session
        self._assets = studio.store.assets(session.id)
        self._written = writer(session.language)
        self._saved = False
        self._before = session.draft
        #: Whether the message changed the timeline.
        self.changed = False

    def understand(self, text: str) -> Turn:
        again = pattern("again")
        if pattern("same_for").search(text):
            message = mask(text)
            wanted = read_slots(message.text, message)
            last = next(iter(self._studio.store.last_texts(self.session.id)), "")
            if last and wanted.indices and (turn := self._read(last)).kind == "edit":
                moved = [(edit, replace(edit.slots, scope=wanted.scope, indices=wanted.indices)) for edit in turn.edits]
                return replace(turn, edits=tuple(replace(edit, slots=slots) for edit, slots in moved))
        if again.search(text):
            # "Again", "a bit more": the edit that was asked for last.
            earlier = self._studio.store.last_texts(self.session.id)
            last = next((one for one in earlier if not again.search(one)), "")
            if last and (turn := self._read(last)).kind == "edit":
                return turn
        return self._read(text)

    def _read(self, text: str) -> Turn:
        uploads = [asset for asset in self._assets if asset.origin == "upload"]
        return read_message(
            simplified(text),
            Scene(
                language=self.session.language,
                has_timeline=timeline.has_video(self.session.draft),
                uploads=tuple(asset.name for asset in uploads),
                fresh_uploads=tuple(asset.name for asset in self._fresh()),
                topic=timeline.topic_of(self.session.draft, self._focus()),
            ),
        )

    def _fresh(self) -> tuple[Asset, ...]:
        """Uploads since the last message."""
        return tuple(asset for asset in self._assets if asset.origin == "upload" and asset.turn == self.session.turns)

    def _focus(self) -> str:
        """What the last message worked on."""
        return timeline.focus_of(self.session.draft, self.session.turns)

    async def work(self, turn: Turn, emit: Emit) -> None:
        """Do what the message asks. Raises :class:`~nemo_skill.studio.workers.JobFailed` when the engine fails."""

        async def tell(event: Event) -> None:
            await emit(Say(self._written(event.text)) if isinstance(event, Say) else event)

        await self._work(turn, tell)

    async def _work(self, turn: Turn, emit: Emit) -> None:
        if turn.kind == "talk":
            await emit(Say(self._talk(turn)))
            return
        # Opening the fonts takes a moment the first time: not on the event loop.
        await asyncio.to_thread(missing_glyphs, turn.text)
        if turn.kind == "generate":
            assert turn.generation is not None
            await self._generate(turn, turn.generation, emit)
        else:
            await self._edit(turn, emit)

    # Talk

    def _talk(self, turn: Turn) -> str:
        language = turn.language
        lines = [self._say(language, f"decline.{topic}") for topic in turn.declined]
        if turn.talk == "contents":
            tracks = timeline.describe_tracks(self.session.draft, language)
            lines.append("\n".join(f"- {line}" for line in tracks) if tracks else self._say(language, "contents.empty"))
        elif turn.talk in ("unclear", "empty"):
            lines.append(self._say(language, turn.talk, text=turn.text[:200]))
        elif turn.talk:
            lines.append(self._say(language, turn.talk))
        return "\n\n".join(lines)

    @staticmethod
    def _say(language: Language, key: str, **values: object) -> str:
        return tables().line("say", key, language, **values)

    def _screen(self, language: Language, when: str) -> str:
        """A line of the cloud's screen talk, another one each turn."""
        lines: list[str] = tables().texts["screen"][when][language]
        return lines[self.session.turns % len(lines)]

    # Generation: first the raw clip, then music and titles

    async def _generate(self, turn: Turn, wish: Generation, emit: Emit) -> None:
        language, limits = turn.language, self._studio.limits
        ratio = wish.ratio or (self.session.ratio if not timeline.has_video(self.session.draft) else "16:9")
        draft = timeline.new_draft(ratio)
        prompts: dict[str, str] = {}
        titled: set[str] = set()
        for shot in wish.shots:
            length = round(min(shot.duration_ms, limits.clip_s * 1000))
            item = timeline.segment(0, length, name=shot.name or shot.prompt, **{"in": 0})
            timeline.video(draft).append(item)
            prompts[item["id"]] = shot.prompt
            if shot.name:
                titled.add(item["id"])
        cut = self._cut(turn, draft, ratio)
        cut.wanted, cut.titled = prompts, titled
        what = ("; " if language == "en" else "；").join(shot.prompt for shot in wish.shots)
        tools = Tools(emit)
        drawn = await self._draw(cut, tools, rename=True)
        timeline.reflow(cut.draft)
        self._save(cut)
        await emit(Say(self._say(language, "raw", clips=self._clips(cut)) + "\n\n"))
        await asyncio.sleep(self._studio.options.stage_pause_s * self._studio.options.pace)
        for item in cut.shots if wish.silent else ():
            timeline.meta(item)["volume"] = 0.0
        for item in cut.shots if wish.mood else ():
            timeline.meta(item)["look"] = [wish.mood]
        edits_look.join_clips(cut, wish.transition, wish.fades)
        if wish.music != NO_MUSIC:
            call = await tools.call("add_bgm", {"words": wish.music})
            name = edits_sound.put_wished_music(cut, turn.text, wish, scene=what)
            self._save(cut)
            await tools.result(call, {"status": "ok", "name": name}, draft=cut.draft)
        for slots in wish.titles:
            call = await tools.call("add_text", {"text": slots.quotes[0]})
            edits_text.put_text(cut, slots, slots.quotes[0])
            self._save(cut)
            await tools.result(call, {"status": "ok"}, draft=cut.draft)
        await emit(Say(self._generated(turn, cut, drawn)))

    def _clips(self, cut: Cut) -> str:
        return ", ".join(
            f"{timeline.meta(item)['name']} ({cut.span(item['s'], item['s'] + item['d'])})" for item in cut.shots
        )

    def _made_by(self, language: Language, drawn: list[Drawn]) -> str:
        kind = "engine" if self._studio.options.engine == "animatic" else "engine.model"
        return self._say(language, kind, label=drawn[0].label)

    def _generated(self, turn: Turn, cut: Cut, drawn: list[Drawn]) -> str:
        language = turn.language
        width, height = self._studio.options.canvas(cut.ratio)
        separator = "; " if language == "en" else "；"
        summary = separator.join([*timeline.describe_tracks(cut.draft, language), f"{width}x{height}"])
        lines = [self._say(language, "generated", summary=summary)]
        lines.append(self._made_by(language, drawn))
        if timeline.has_video(self._before):
            lines.append(self._say(language, "anew"))
        unknown = list(dict.fromkeys(word for one in drawn for word in one.unknown))
        if unknown:
            lines.append(self._say(language, "unknown", words=(", " if language == "en" else "、").join(unknown)))
        lines += _sentences(cut)
        lines += [self._say(language, f"decline.{topic}") for topic in turn.declined]
        lines.append(self._screen(language, "generated"))
        return "\n\n".join(lines)

    # Edits

    async def _edit(self, turn: Turn, emit: Emit) -> None:
        tools = Tools(emit)
        call = await tools.call("edit_timeline", {"instructions": [edit.kind for edit in turn.edits]})
        before = self.session.draft, self.session.ratio
        cut = self._cut(turn, timeline.editable(self.session.draft, self.session.ratio), self.session.ratio)
        self._adopt_fresh(turn, cut)
        if any(edit.kind == "slideshow" and pattern("to_the_beat").search(edit.slots.text) for edit in turn.edits):
            tempi = await asyncio.to_thread(self._tempi)
            cut.tempo = lambda asset: tempi.get(asset.id)
        for edit in turn.edits:
            if edit.kind == "undo":
                self._undo(cut, edit.slots)
                before = cut.draft, cut.ratio
            elif not timeline.has_video(cut.draft) and edit.kind not in ("media.use", "slideshow", "shot.add"):
                cut.remark("empty", section="say")
                break
            else:
                EDITS[edit.kind](cut, edit.slots)
        drawn = await self._draw(cut, tools, rename=False)
        timeline.reflow(cut.draft)
        if cut.draft != before[0]:
            timeline.set_focus(cut.draft, cut.focus, self.session.turns)
        changed = (cut.draft, cut.ratio) != before
        if changed:
            self._save(cut)
        self.changed = self.changed or changed
        await tools.result(call, {"status": "ok", "changed": cut.done}, **({"draft": cut.draft} if changed else {}))
        plain = changed and cut.done and not (drawn or cut.remarks or turn.declined or turn.unclear)
        if not (plain and self._silent()):
            await emit(Say(self._edited(turn, cut, drawn)))

    def _tempi(self) -> dict[str, float | None]:
        """The beats a minute of every uploaded song."""
        songs = (asset for asset in self._assets if asset.kind == "audio")
        return {song.id: beats_per_minute(str(self._studio.store.disk_path(song))) for song in songs}

    def _adopt_fresh(self, turn: Turn, cut: Cut) -> None:
        """A new clip followed by a plain edit: the words are about that clip, so a new timeline begins with it."""
        clips = [asset for asset in cut.fresh if asset.kind == "video"]
        placed = {timeline.meta(item).get("src") for item in cut.shots}
        if (
            clips
            and not any(edit.kind in _COMBINES for edit in turn.edits)
            and not all(one.id in placed for one in clips)
        ):
            edits_footage.start_over(cut, clips)
        elif not cut.shots:
            media = [asset for asset in cut.assets.values() if asset.origin == "upload" and asset.kind != "audio"]
            if media and not any(edit.kind in ("media.use", "slideshow") for edit in turn.edits):
                edits_footage.start_over(cut, media[-1:])

    def _undo(self, cut: Cut, slots: Slots) -> None:
        store, steps = self._studio.store, 0
        while steps < undo_steps(slots) and store.undo(self.session.id):
            steps += 1
        if not steps:
            cut.remark("undo.none")
            return
        self.changed = True
        session = store.session(self.session.id)
        assert session is not None
        cut.draft, cut.ratio = timeline.editable(session.draft, session.ratio), session.ratio
        cut.note("undo" if steps == 1 else "undo.more", n=steps)

    def _silent(self) -> bool:
        """About three in ten edits end without a word, as the cloud's do; always the same ones of a session."""
        chance = random.Random(f"{self.session.id}:{self.session.turns}").random()
        return chance < self._studio.options.silent_share

    def _edited(self, turn: Turn, cut: Cut, drawn: list[Drawn]) -> str:
        language = turn.language
        lines = []
        if cut.done:
            separator = "; " if language == "en" else "；"
            lines.append(self._say(language, "done", changes=separator.join(cut.done)))
        lines += _sentences(cut)
        lines += [self._say(language, f"decline.{topic}") for topic in turn.declined]
        if turn.unclear:
            lines.append(self._say(language, "unclear.part", text="; ".join(turn.unclear)))
        if drawn:
            lines.append(self._made_by(language, drawn))
        unknown = list(dict.fromkeys(word for one in drawn for word in one.unknown))
        if unknown:
            lines.append(self._say(language, "unknown", words=(", " if language == "en" else "、").join(unknown)))
        if cut.done and (screen := self._screen(language, "edited")):
            lines.append(screen)
        return "\n\n".join(lines)

    # Shared

    def _cut(self, turn: Turn, draft: timeline.Draft, ratio: str) -> Cut:
        return Cut(
            draft=draft,
            ratio=ratio,
            assets={asset.id: asset for asset in self._assets},
            fresh=self._fresh(),
            language=turn.language,
            options=self._studio.options,
            limits=self._studio.limits,
            missing_glyphs=missing_glyphs,
            focus=self._focus(),
        )

    async def _draw(self, cut: Cut, tools: Tools, *, rename: bool) -> list[Drawn]:
        """Draw what the draft lacks, one clip after the other, and put it in."""
        assets = dict(cut.assets)
        canvas = self._studio.options.canvas(cut.ratio)
        draughtsman = Draughtsman(self._studio, self.session)
        drawn: list[Drawn] = []
        drawings = missing_drawings(cut.draft, cut.wanted, assets, canvas)
        whole_ms, done_ms = sum(drawing.duration_ms for drawing in drawings), 0

        async def on_progress(share: float) -> None:
            await tools.progress((done_ms + share * drawing.duration_ms) / whole_ms)

        for drawing in drawings:
            one = await draughtsman.draw(drawing, canvas, tools, on_progress)
            done_ms += drawing.duration_ms
            assets[one.asset.id] = one.asset
            drawn.append(one)
            for item in cut.shots:
                if item["id"] == drawing.segment_id:
                    renamed = (rename or drawing.segment_id in cut.wanted) and drawing.segment_id not in cut.titled
                    put_drawn(item, one, rename=renamed)
                    timeline.meta(item)["name"] = self._written(timeline.meta(item)["name"])
        cut.assets = assets
        return drawn

    def _save(self, cut: Cut) -> None:
        """Keep the draft; however often one message saves, it is one step for "undo"."""
        self._studio.store.save_draft(self.session.id, cut.draft, cut.ratio, new_step=not self._saved)
        self._saved = True
        self.session = replace(self.session, draft=cut.draft, ratio=cut.ratio)
