"""What a turn tells: the fields of the `--json` result, and the same as text for the person in the chat."""

from __future__ import annotations

from typing import Any

from nemo_skill.jobs.context import Context
from nemo_skill.jobs.rows import human_size
from nemo_skill.timeline import Timeline, untold

# The order of the contract. `command`, `ok` and `error` are the command line's.
FIELDS = ("actions", "text", "changes", "timeline", "suggestions", "files", "warnings", "uploads", "credits", "job",
          "links")  # fmt: skip


class Report:
    """Collects the outcomes of a turn's steps."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._data: dict[str, Any] = {}
        self._parts: list[tuple[str, bool]] = []  # text, and whether it is a line that may stand close to another one
        self.asked_for: list[str] = []  # actions that the backend's words asked for
        self._cost = 0.0
        self._ratio: str | None = None
        self._offered = False

    def to_json(self) -> dict[str, Any]:
        data = {**self._data, "text": self._text()}
        return {key: data[key] for key in FIELDS if key in data and data[key] not in (None, [], {})}

    def _text(self) -> str:
        """Paragraphs apart, the skill's own lines one below the other."""
        text, was_line = "", False
        for part, is_line in self._parts:
            if part:
                text += ("" if not text else "\n" if is_line and was_line else "\n\n") + part
                was_line = is_line
        return text

    @property
    def _is_silent(self) -> bool:
        return not any(part for part, _ in self._parts)

    def note(self, key: str, *, first: bool = False) -> None:
        """A sentence of the skill's own, at the end or before everything else."""
        self._parts.insert(0 if first else len(self._parts), (self._ctx.phrases.say(key), not first))

    def line(self, text: str) -> None:
        self._parts.append((text, True))

    def paragraph(self, text: str) -> None:
        self._parts.append((text, False))

    def action(self, name: str, *, ok: bool, text: str = "") -> None:
        self._data.setdefault("actions", []).append({"action": name, "ok": ok, "text": text})

    def warn(self, text: str) -> None:
        self._data.setdefault("warnings", []).append(text)
        self.line(text)

    def set(self, key: str, value: Any) -> None:
        if value is not None:
            self._data[key] = value

    def link(self, name: str, url: str | None) -> None:
        if url:
            self._data.setdefault("links", {})[name] = url

    def workspace(self, url: str | None) -> None:
        """The page where the user can open the project; the embedded backend's is only seen from this machine.

        In the text it stands beside a new video: after each small edit it would be noise.
        """
        self.link("workspace", url)
        if url and self._data.get("files"):
            say = self._ctx.phrases.say
            local = self._ctx.client.endpoint.loopback
            self.line(say("workspace_local", link=url) if local else say("workspace", link=url))

    # -- outcomes of steps --------------------------------------------------------------------------------------------

    def uploaded(self, outcome: dict[str, Any]) -> None:
        uploads = outcome["uploads"]
        names = ", ".join(item.get("filename") or "?" for item in uploads)
        self._data.setdefault("uploads", []).extend(uploads)
        text = self._ctx.phrases.say("uploaded", names=names)
        self.line(text)
        self.action("upload", ok=True, text=text)

    def answered(self, outcome: dict[str, Any]) -> None:
        """A message's outcome: the backend's words, and what changed where it said nothing of it."""
        say = self._ctx.phrases.say
        lines = [say("recovered")] if outcome.get("recovered") else []
        told = self._told(outcome)
        lines += told
        if not told and not outcome.get("actions") and not outcome.get("suggestions"):
            lines.append(say("unchanged"))
        text = "\n\n".join(lines)
        self.paragraph(text)
        self.action("sse", ok=True, text=text)
        self._suggest(outcome.get("suggestions") or [])
        self._take(outcome)
        self.asked_for += [name for name in outcome.get("actions") or [] if name not in self.asked_for]

    def _told(self, outcome: dict[str, Any]) -> list[str]:
        """The backend's words, then the changes that they leave out."""
        text: str = outcome.get("text") or ""
        changes = outcome.get("changes") or []
        left = untold(changes, text) if text else changes
        key = "changed_too" if text else "changed"
        listed = "\n".join([self._ctx.phrases.say(key), *(f"- {change}" for change in left)]) if left else ""
        return [part for part in (text, listed) if part]

    def _suggest(self, suggestions: list[dict[str, str]]) -> None:
        """What the backend asked for and the skill doesn't do by itself, as offers to the user."""
        say = self._ctx.phrases.say
        self._data.setdefault("suggestions", []).extend(suggestions)
        edits = [row["text"].rstrip(".。") for row in suggestions if row["action"] == "edit" and row["text"]]
        kinds = {row["action"] for row in suggestions}
        if edits:
            self.line(say("offer_edit", edits="; ".join(dict.fromkeys(edits))))
            self._offered = True
        if "upload" in kinds:
            self.line(say("offer_upload"))
        if "account" in kinds:
            link = self._ctx.client.account_link()
            self.link("register", link)
            self.line(say("offer_account", link=link))
        if kinds == {"unknown"} and self._is_silent:
            self.line(say("offer_unknown", names=", ".join(row["text"] for row in suggestions)))

    def fell_short(self, outcome: dict[str, Any]) -> None:
        """A message that failed: what it said and changed all the same."""
        for part in self._told(outcome):
            self.paragraph(part)
        self._take(outcome)

    def _take(self, outcome: dict[str, Any]) -> None:
        self._data.setdefault("changes", []).extend(outcome.get("changes") or [])
        self.set("timeline", outcome.get("timeline"))
        self.set("credits", outcome.get("credits"))
        self._ratio = outcome.get("ratio")
        self._cost += max(outcome.get("cost") or 0.0, 0.0)

    def exported(self, outcome: dict[str, Any]) -> None:
        file = outcome["file"]
        text = self._ctx.phrases.say(
            "ready",
            path=file["path"],
            seconds=f"{file['duration_ms'] / 1000:.1f}",
            width=file["width"],
            height=file["height"],
            size=human_size(file["bytes"]),
        )
        self.line(text)
        self.action("export", ok=True, text=text)
        self._data.setdefault("files", []).append(file)
        self.set("timeline", outcome.get("timeline"))
        for warning in outcome.get("warnings") or []:
            self.warn(warning)
        if not self._ctx.client.endpoint.loopback:
            self.link("download", outcome.get("link"))

    def balance(self, credits: dict[str, Any]) -> None:
        text = self._ctx.phrases.balance(credits)
        self.line(text)
        self.action("credits", ok=True, text=text)
        self.set("credits", credits)

    def shown(self, found: Timeline) -> None:
        """The timeline: its summary in the user's language; the JSON's own stays as the contract spells it."""
        language = self._ctx.language
        text = found.summary(language=language) if found.tracks else self._ctx.phrases.say("empty_timeline")
        self.line(text)
        self.action("state", ok=True, text=text)
        self.set("timeline", found.to_json())

    def suggest_asked(self) -> None:
        """Name what the backend's words asked for and nobody carried out (`chat` only reports)."""
        names = [name for name in self.asked_for if name in ("export", "state", "credits")]
        self._data.setdefault("suggestions", []).extend({"action": name, "text": name} for name in names)
        if names and self._is_silent:
            self.line(self._ctx.phrases.say("offer_free", names=", ".join(names)))

    def spent(self) -> None:
        """What the turn cost, where the balance tells: with nobody else spending credits meanwhile."""
        credits = self._data.get("credits")
        if self._cost and credits and "available" in credits and not self._ctx.client.endpoint.loopback:
            cost = int(self._cost) if self._cost == int(self._cost) else round(self._cost, 2)
            self.line(self._ctx.phrases.say("cost", cost=cost, available=credits["available"]))

    def offer_next(self) -> None:
        """What could come next, after a change that went well."""
        rows = self._data.get("actions", [])
        if self._data.get("changes") and not self._offered and all(row["ok"] for row in rows):
            names = {row["action"] for row in rows}
            self.line(self._next_steps("next_again" if "export" in names else "next_edit"))

    def _next_steps(self, key: str) -> str:
        """Two edits that make sense for what is on the timeline, and the export while there is no file yet."""
        say = self._ctx.phrases.say
        kinds = {track["kind"] for track in (self._data.get("timeline") or {}).get("tracks", [])}
        wishes = [say("next_music")] * ("audio" not in kinds) + [say("next_title")] * ("text" not in kinds)
        wishes += [say("next_length"), say("next_wide" if self._ratio == "9:16" else "next_ratio")]
        return say(key, first=wishes[0], second=wishes[1])
