"""The process that holds a turn.

The worker lives in a session of its own, so that the end of the calling shell doesn't end the work. Who works on what
is told by locks that the operating system releases with their holder: `turn-<id>` while a worker has the turn,
`project-<n>` while one of them has the session (one message at a time).
"""

from __future__ import annotations

import time
from collections.abc import Callable

from nemo_skill.errors import SkillError
from nemo_skill.jobs.context import Cancelled, Context
from nemo_skill.jobs.following import lock_path
from nemo_skill.jobs.turn import run_turn
from nemo_skill.journal import Journal, Turn
from nemo_skill.places import FileLock


def work(journal: Journal, identity: str, open_context: Callable[[Turn], Context]) -> None:
    """Be the worker of a turn: wait for its project's turn to come, then carry it out. Nothing if another has it.

    Older turns of the project whose workers died are carried out first: a message whose outcome is unknown must be
    settled before the next one changes the timeline.
    """
    mine = FileLock(lock_path(journal, f"turn-{identity}"))
    # Those who ask whether a worker lives hold the lock for a moment.
    if not mine.acquire(timeout_s=1.0, step_s=0.02):
        return
    project = FileLock(lock_path(journal, f"project-{journal.turn(identity).project}"))
    told = False
    try:
        while True:
            if journal.is_cancelled(identity) and journal.turn(identity).status == "queued":
                journal.update_turn(identity, status="cancelled")
                return
            if project.try_acquire():
                if _clear_the_way(journal, identity, open_context):
                    _carry_out(journal, identity, open_context)
                    return
                project.release()
            if not told:
                told = True
                journal.add_event(identity, "note", {"key": "waits_its_turn"})
            time.sleep(0.1)
    finally:
        project.release()
        mine.release()


def _clear_the_way(journal: Journal, identity: str, open_context: Callable[[Turn], Context]) -> bool:
    """Carry out older unfinished turns that nobody has; False when one has a worker, which then goes first."""
    for other in journal.turns(project=journal.turn(identity).project):
        if other.id == identity:
            break
        if other.is_finished:
            continue
        lock = FileLock(lock_path(journal, f"turn-{other.id}"))
        if not lock.try_acquire():
            return False
        try:
            _carry_out(journal, other.id, open_context)
        finally:
            lock.release()
    return True


def _carry_out(journal: Journal, identity: str, open_context: Callable[[Turn], Context]) -> None:
    turn = journal.turn(identity)
    if turn.is_finished:
        return
    try:
        run_turn(open_context(turn), turn)
    except Cancelled:
        journal.update_turn(identity, status="cancelled")
    except SkillError as error:
        failure = {**error.to_json(), "status": error.status, "links": error.links}
        journal.update_turn(identity, status="failed", error=failure)
