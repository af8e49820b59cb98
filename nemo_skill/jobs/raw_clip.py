"""The first stage of a generation: the raw clip is announced as soon as it stands, also by a service that says nothing.

A generation takes minutes and has two stages, the clip and then music, titles and effects. Most services tell of the
first in words; where a tool's result is followed by silence, one free look at the state tells.
"""

from __future__ import annotations

import contextlib
import threading
import time

from nemo_skill.errors import SkillError
from nemo_skill.jobs.context import Context, read_draft


class RawClip:
    """Looks at most once for each result of a tool, in a thread of its own: the stream must be read on meanwhile.

    Args:
        awaited: whether the timeline has no picture yet; an edit has no raw clip to announce.
    """

    def __init__(self, ctx: Context, session_id: str, *, awaited: bool) -> None:
        self._ctx, self._session_id, self._awaited = ctx, session_id, awaited
        self._due: float | None = None
        self._looking: threading.Thread | None = None
        self._over = False

    def tool_ended(self) -> None:
        """A tool came to its result: worth a look, unless the service tells of it itself in the next moment."""
        self._due = time.monotonic() + self._ctx.pace.seconds(float(self._ctx.tables["cadence"]["settle_s"]))

    def said(self) -> None:
        """The service speaks for itself."""
        self._due = None

    def still_working(self) -> None:
        """Any sign of life: the moment to look, when one is due."""
        busy = self._looking is not None and self._looking.is_alive()
        if self._awaited and not busy and self._due is not None and time.monotonic() >= self._due:
            self._due = None
            self._looking = threading.Thread(target=self._look, daemon=True)
            self._looking.start()

    def close(self) -> None:
        """The answer is over; what a late look finds is old news."""
        self._over = True

    def _look(self) -> None:
        with contextlib.suppress(SkillError):
            found = read_draft(self._ctx.client.state(self._session_id))
            clips = [track for track in found.tracks if track.kind == "video" and track.segments]
            if clips and not self._over:
                self._awaited = False
                self._ctx.report(
                    "note", key="raw_clip", fields={"clip": self._ctx.redact(clips[0].listed(self._ctx.language))}
                )
