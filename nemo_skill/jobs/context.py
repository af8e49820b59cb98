"""What every step of a turn needs: the client, the journal, the session, how to report and whether to stop."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from typing import Any

from nemo_skill import timeline
from nemo_skill.cloud.client import CloudClient, StateSnapshot
from nemo_skill.cloud.envelope import redact
from nemo_skill.cloud.models import Credits, Session
from nemo_skill.errors import SessionGone, SkillError
from nemo_skill.journal import Journal, Project
from nemo_skill.language.phrases import Phrases
from nemo_skill.language.translation import Translator
from nemo_skill.pace import Pace


class Cancelled(Exception):
    """The user cancelled the turn."""


class Context:
    """One turn's surroundings.

    Args:
        turn: id of the turn that events belong to; None for commands that keep no turn.
        language: BCP 47 of the user's words; the session's language and the skill's own.
    """

    def __init__(
        self,
        *,
        client: CloudClient,
        journal: Journal,
        project: Project,
        tables: Mapping[str, Any],
        pace: Pace,
        language: str,
        turn: str | None = None,
    ) -> None:
        self.client = client
        self.journal = journal
        self.project = project
        self.tables = tables
        self.pace = pace
        self.language = language
        self.turn = turn
        self.phrases = Phrases(tables["phrases"], language)
        self.translator = Translator(tables["translation"])
        self.stop = threading.Event()
        self._progress_at = 0.0
        self.fresh_session = False
        self.session_gone = False  # whether a lost session was replaced here

    # -- reporting ------------------------------------------------------------------------------------------------

    def report(self, kind: str, **data: Any) -> None:
        """Write an event for whoever follows the turn."""
        if self.turn is not None:
            self.journal.add_event(self.turn, kind, data)

    def progress(self, phase: str, fraction: float | None, *, to_go_s: int | None = None) -> bool:
        """Report progress at most four times a second (each report is a write to disk); whether it was reported.

        Args:
            fraction: 0 to 1; None while it can't be told.
            to_go_s: how long it will probably still take, in seconds.
        """
        now = time.monotonic()
        if now - self._progress_at < 0.25 and fraction != 1.0:
            return False
        self._progress_at = now
        self.report("progress", phase=phase, fraction=fraction, to_go_s=to_go_s)
        return True

    def check_cancelled(self) -> None:
        """Raises Cancelled when the user asked for the end of this turn."""
        if self.stop.is_set() or (self.turn is not None and self.journal.is_cancelled(self.turn)):
            self.stop.set()
            raise Cancelled

    def wait(self, seconds: float) -> None:
        """Sleep for `seconds` (before the pace), waking up early for a cancellation."""
        deadline = time.monotonic() + self.pace.seconds(seconds)
        while (left := deadline - time.monotonic()) > 0:
            self.check_cancelled()
            time.sleep(min(left, 0.5))

    def redact(self, text: str) -> str:
        """Hide what looks like a token, and the token itself whatever it looks like."""
        token = self.client.keeper.known()
        return redact(text.replace(token, "…") if token else text)

    def limit(self, seconds: float) -> float:
        """How long work on the server may take, in seconds of this process.

        The embedded backend draws and encodes on this very machine: no pace makes that faster.
        """
        return seconds if self.client.endpoint.loopback else self.pace.seconds(seconds)

    # -- the session ----------------------------------------------------------------------------------------------

    @property
    def session(self) -> Session | None:
        return Session.model_validate(self.project.session) if self.project.session else None

    def ensure_session(self) -> Session:
        """The project's session, made at first use."""
        found = self.session
        return found if found is not None else self.new_session()

    def new_session(self) -> Session:
        session = self.client.create_session(self.language)
        self.journal.save_session(self.project.id, {**session.model_dump(), "language": self.language})
        self.project = self.journal.project_by_id(self.project.id)
        self.fresh_session = True
        return session

    def replace_session(self) -> Session:
        """A new session in place of one that the server no longer knows; the user is told that its timeline is gone."""
        self.report("note", key="session_gone")
        self.session_gone = True
        return self.new_session()

    def mark_session_used(self) -> None:
        """Note that a message went to the session: from now on it holds a video of its own."""
        if self.project.session and not self.project.session.get("used"):
            self.journal.save_session(self.project.id, {**self.project.session, "used": "yes"})
            self.project = self.journal.project_by_id(self.project.id)

    def start_afresh(self) -> None:
        """For a new video: an empty timeline, unless the project so far only holds uploads meant for it."""
        if self.project.session and self.project.session.get("used"):
            self.new_session()

    def forget_session(self) -> None:
        self.journal.save_session(self.project.id, None)
        self.project = self.journal.project_by_id(self.project.id)

    def read_state(self) -> StateSnapshot:
        """The session's state. A lost session is replaced by a new one, and the user is told."""
        session = self.ensure_session()
        try:
            return self.client.state(session.session_id)
        except SessionGone:
            if self.fresh_session:
                # Some deployments know a session's state only after its first message.
                return StateSnapshot({}, None)
            self.replace_session()
            try:
                return self.client.state(self.ensure_session().session_id)
            except SessionGone:
                return StateSnapshot({}, None)

    def read_credits(self) -> Credits | None:
        """The balance; None when it can't be read, which must not stop the work."""
        try:
            return self.client.credits()
        except SkillError:
            return None

    def workspace_link(self) -> str | None:
        session = self.session
        return self.client.claim_link(session) if session is not None else None


def canvas_of(data: Mapping[str, Any]) -> dict[str, Any]:
    """`canvas_config` of a state's data ({} when absent), wherever the deployment puts it."""
    state = data.get("state")
    for holder in (state if isinstance(state, Mapping) else {}, data):
        canvas = holder.get("canvas_config")
        if isinstance(canvas, dict):
            return canvas
    return {}


def read_draft(snapshot: StateSnapshot) -> timeline.Timeline:
    """The timeline of a state, with the canvas that may stand beside the draft."""
    return timeline.read_timeline({"draft": snapshot.draft_json, "canvas_config": canvas_of(snapshot.data)})
