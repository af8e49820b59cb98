"""The process that follows turns: starts their workers (see worker) and reads in the journal how far they are.

It speaks no HTTP and imports nothing that does: a worker starts while the one who waits for it is still loading.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence

from nemo_skill.errors import BackendError
from nemo_skill.journal import Event, Journal, Turn
from nemo_skill.places import FileLock

_MAX_RESTARTS = 5
_LOG_BYTES = 1 << 20


def lock_path(journal: Journal, name: str) -> str:
    return os.path.join(journal.folder, "locks", f"{name}.lock")


def is_alive(journal: Journal, turn: Turn) -> bool:
    """Whether a worker process has the turn now."""
    return FileLock(lock_path(journal, f"turn-{turn.id}")).is_held()


def spawn(command: Sequence[str], journal: Journal) -> subprocess.Popen[bytes]:
    """Start a worker process that outlives this one and its terminal."""
    folder = os.path.join(journal.folder, "logs")
    os.makedirs(folder, mode=0o700, exist_ok=True)
    path = os.path.join(folder, "worker.log")
    if os.path.exists(path) and os.path.getsize(path) > _LOG_BYTES:
        os.replace(path, f"{path}.1")
    with open(path, "ab", opener=lambda name, flags: os.open(name, flags, 0o600)) as log:
        if sys.platform == "win32":
            flags = subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP
            return subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, creationflags=flags, close_fds=True
            )
        return subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, close_fds=True
        )


class Follower:
    """Follows turns in the journal while their workers work; replaces a worker that died.

    Args:
        command: the command line of a worker, given a turn's id.
        listener: told each event of a turn once, and None when nothing new came.
    """

    def __init__(
        self,
        journal: Journal,
        command: Callable[[str], Sequence[str]],
        listener: Callable[[Turn, Event | None], None],
    ) -> None:
        self._journal = journal
        self._command = command
        self._listener = listener
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._seen: dict[str, int] = {}

    def start(self, turn: Turn) -> None:
        self._children[turn.id] = spawn(self._command(turn.id), self._journal)

    def follow(self, turn: Turn, *, deadline: float | None) -> Turn:
        """Until the turn is finished, or until `deadline` (monotonic seconds): then it comes back unfinished.

        Raises:
            BackendError: its workers keep dying.
        """
        step_s = 0.02
        while True:
            turn = self._journal.turn(turn.id)
            new = self._tell(turn)
            if turn.is_finished:
                child = self._children.pop(turn.id, None)
                if child is not None:
                    child.wait()
                return turn
            if deadline is not None and time.monotonic() >= deadline:
                return turn
            self._keep_alive(turn)
            step_s = 0.02 if new else min(step_s * 1.5, 0.15)
            time.sleep(step_s)

    def _tell(self, turn: Turn) -> bool:
        events = self._journal.events(turn.id, self._seen.get(turn.id, 0))
        for event in events:
            self._seen[turn.id] = event.seq
            self._listener(turn, event)
        self._listener(turn, None)
        return bool(events)

    def _keep_alive(self, turn: Turn) -> None:
        child = self._children.get(turn.id)
        if (child is not None and child.poll() is None) or is_alive(self._journal, turn):
            return
        if self._journal.turn(turn.id).is_finished:
            return
        if child is not None and self._journal.count_restart(turn.id) > _MAX_RESTARTS:
            error = BackendError(
                "The background process of this skill keeps ending unexpectedly.",
                hint=f"Its log is {os.path.join(self._journal.folder, 'logs', 'worker.log')}; 'wait' tries again.",
                code="worker",
            )
            raise error
        self.start(turn)
