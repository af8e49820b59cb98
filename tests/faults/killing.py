"""Runs of the script whose processes are killed at random moments, and what must be true afterwards.

Everything that varies comes from a seed; the exact moment of a kill still depends on the machine.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from support.run import SCRIPT

from .working import WorkingCloud, draft_of

# Where a kill falls: counted from the start of the process, or from a moment on the server; at most so much later.
MOMENTS = {"start": 2.4, "message": 1.3, "answered": 0.5, "render": 1.2, "file": 0.12}
VICTIMS = ("command", "worker", "both")
_NEVER = {"export": ("message", "answered"), "chat": ("render", "file"), "chat?": ("render", "file")}


class Kill(NamedTuple):
    victim: str
    moment: str
    delay_s: float


class Plan(NamedTuple):
    """One run: the commands in order (each killed one is followed by the next, `wait` once they are used up)."""

    seed: int
    commands: list[list[str]]
    kills: list[Kill]
    cancels: bool
    has_draft: bool


@dataclass
class Verdict:
    """Figures of a run, and what is wrong with it."""

    figures: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def plan(seed: int) -> Plan:
    """A run out of a seed."""
    rng = random.Random(seed)
    name = rng.choice(["create", "create", "say", "chat", "chat?", "export"])
    out = [] if rng.random() < 0.3 else ["-o", "out.mp4"]
    commands = {
        "create": ["create", f"a harbour at dawn, take {seed}", *out],
        "say": ["say", f"add a title 'Golden Hour {seed}' and export it", *out],
        "chat": ["chat", f"make it brighter {seed}"],
        "chat?": ["chat", f"what can you do {seed}?"],
        "export": ["export", *out],
    }
    follow = [["chat", f"make it darker {seed}"]] if rng.random() < 0.2 else []
    kills = []
    for _ in range(rng.choice([1, 1, 2, 2, 3])):
        moment = rng.choice(["start", "start", *MOMENTS])
        if moment in _NEVER.get(name, ()):
            moment = "start"
        # Squared: most faults live right behind a moment.
        share = rng.random() if moment == "start" else rng.random() ** 2
        kills.append(Kill(rng.choice(VICTIMS), moment, MOMENTS[moment] * share))
    return Plan(seed, [commands[name], *follow], kills, rng.random() < 0.5, name == "export" or rng.random() < 0.5)


class Stage:
    """Where one plan is played: a home of its own, a cloud of its own, and the script as processes."""

    def __init__(self, plan: Plan, folder: Path, video: bytes) -> None:
        self.plan, self.folder = plan, folder
        self.home, self.cwd = folder / "home", folder / "work"
        self.state = folder / "state"
        for each in (self.home, self.cwd):
            each.mkdir(parents=True)
        self.cloud = WorkingCloud(video=video, seed=plan.seed, journal=self.state / "journal.db", cancels=plan.cancels)
        if plan.has_draft:
            self.cloud.draft = json.dumps(draft_of(["Before"]))
        self.env = {name: value for name, value in os.environ.items() if not name.startswith(("NEMO_", "SKILL_"))}
        self.env |= {"HOME": str(self.home), "XDG_CACHE_HOME": os.environ.get("XDG_CACHE_HOME", str(folder / "cache")),
                     "NEMO_API_URL": self.cloud.url, "NEMO_PACE": "0.01", "NEMO_STATE_DIR": str(self.state),
                     "NO_PROXY": "127.0.0.1"}  # fmt: skip
        self.outputs: list[Path] = []
        self.verdict = Verdict()

    # -- processes ----------------------------------------------------------------------------------------------------

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        base = self.folder / f"run-{len(self.outputs)}"
        self.outputs.append(base)
        with open(f"{base}.out", "wb") as out, open(f"{base}.err", "wb") as err:
            return subprocess.Popen(
                [sys.executable, str(SCRIPT), *arguments, "--json"],
                cwd=self.cwd,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
            )

    def workers(self) -> list[int]:
        """Process ids of this stage's workers."""
        mark = str(self.state)
        if os.path.isdir("/proc/self"):
            found = []
            for name in filter(str.isdigit, os.listdir("/proc")):
                with contextlib.suppress(OSError), open(f"/proc/{name}/cmdline", "rb") as file:
                    line = file.read()
                    if b"_worker" in line and mark.encode() in line:
                        found.append(int(name))
            return found
        listing = subprocess.run(["ps", "-axo", "pid=,command="], capture_output=True, text=True, check=True).stdout
        rows = (line.split(None, 1) for line in listing.splitlines())
        return [int(row[0]) for row in rows if len(row) == 2 and "_worker" in row[1] and mark in row[1]]

    def kill(self, child: subprocess.Popen[bytes], victim: str) -> None:
        figures = self.verdict.figures
        killed = 0
        if victim in ("command", "both") and child.poll() is None:
            child.kill()
            child.wait()
            killed += 1
            figures["killed commands"] += 1
        if victim in ("worker", "both"):
            for pid in self.workers():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                    killed += 1
                    figures["killed workers"] += 1
        figures["kills"] += bool(killed)
        figures[f"kills of {victim}"] += bool(killed)

    # -- the play -----------------------------------------------------------------------------------------------------

    def play(self) -> Verdict:
        with self.cloud:
            commands = iter(self.plan.commands)
            child = self.start(*next(commands))
            for kill in self.plan.kills:
                if child.poll() is not None:
                    child = self.start(*next(commands, ["wait"]))
                self._await(kill, child)
                self.kill(child, kill.victim)
            for command in [None, *commands]:
                if command is not None:
                    child = self.start(*command)
                self._end(child)
            self.settle()
            self.judge()
        return self.verdict

    def _await(self, kill: Kill, child: subprocess.Popen[bytes]) -> None:
        until = time.monotonic() + 8.0
        if kill.moment != "start":
            count = self.cloud.happened(kill.moment) + 1
            while child.poll() is None and time.monotonic() < until:
                if self.cloud.until(kill.moment, count, 0.02):
                    break
        until = time.monotonic() + kill.delay_s
        while child.poll() is None and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, 0.02))

    def _end(self, child: subprocess.Popen[bytes]) -> int:
        try:
            return child.wait(timeout=90)
        except subprocess.TimeoutExpired:
            child.kill()
            self.verdict.wrong.append("a command did not come to its end within 90 s")
            return -9

    def settle(self) -> None:
        """Wait until nothing is left to wait for."""
        for _ in range(6):
            status = self._end(self.start("wait"))
            document = self._document(self.outputs[-1])
            if status == 0 and document is not None and set(document) == {"ok", "command", "text"}:
                turns = self.rows("SELECT 1 FROM turns WHERE status IN ('queued', 'running')")
                if not turns:
                    return
        self.verdict.wrong.append("'wait' never ran out of work")

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What the journal holds."""
        if not self.cloud.journal.exists():
            return []
        address = f"file:{self.cloud.journal.as_posix()}?mode=ro"
        with contextlib.closing(sqlite3.connect(address, uri=True, timeout=10)) as db:
            return db.execute(query).fetchall()

    def _document(self, base: Path) -> dict[str, Any] | None:
        try:
            found: dict[str, Any] = json.loads(Path(f"{base}.out").read_text(encoding="utf-8"))
        except ValueError:
            return None
        return found

    # -- the judgement ------------------------------------------------------------------------------------------------

    def judge(self) -> None:
        """Compare the record of the cloud with journal, output and files."""
        self.verdict.figures["runs"] += 1
        self._judge_messages()
        self._judge_renders()
        self._judge_turns()
        self._judge_leftovers()

    def _judge_messages(self) -> None:
        figures, wrong = self.verdict.figures, self.verdict.wrong
        counts = Counter(work.text for work in self.cloud.works)
        figures["messages"] += len(counts)
        figures["messages sent twice"] += sum(count > 1 for count in counts.values())
        wrong += [f"sent {count} times: {text}" for text, count in counts.items() if count > 1]
        wrong += [f"sent before it was written down: {work.text}" for work in self.cloud.works if not work.written_down]
        figures["messages cut off by a disconnect"] += sum(not work.applied for work in self.cloud.works)

    def _judge_renders(self) -> None:
        figures, wrong = self.verdict.figures, self.verdict.wrong
        works = list(self.cloud.render_works.values())
        wrong += [f"submitted before it was written down: {work.render_id}" for work in works if not work.written_down]
        exports = self.rows("SELECT render_id FROM jobs WHERE kind = 'export' AND sent IS NOT NULL")
        figures["renders"] += len(works)
        figures["renders that failed on the server"] += sum(work.fails for work in works)
        kept = {row[0] for row in exports}
        orphans = [work.render_id for work in works if not work.fails and work.render_id not in kept]
        figures["orphaned renders"] += len(orphans)
        wrong += [f"orphaned render: {render_id}" for render_id in orphans]
        again = len([work for work in works if not work.fails]) - len(exports)
        if again > 0:
            wrong.append(f"{again} more renders than exports")

    def _judge_turns(self) -> None:
        figures, wrong = self.verdict.figures, self.verdict.wrong
        told = [document for base in self.outputs if (document := self._document(base)) is not None]
        query = "SELECT id, command, status, result, error, told FROM turns"
        for identity, command, status, result_text, error_text, is_told in self.rows(query):
            result, error = json.loads(result_text), json.loads(error_text) if error_text else None
            figures["turns"] += 1
            figures[f"turns {status}"] += 1
            name = f"{command} {identity} ({status})"
            if not is_told or not any(_tells(document, result, error) for document in told):
                figures["lost silently"] += 1
                wrong.append(f"never told: {name}")
            if status == "failed" and (error or {}).get("code") not in ("render_failed", "empty_timeline"):
                wrong.append(f"failed without a cause: {name}: {error}")
            if status in ("queued", "running", "cancelled"):
                wrong.append(f"not settled: {name}")
            for file in result.get("files", []):
                figures["files"] += 1
                expected = self.cloud.file_of(result["job"]["render_id"])
                if Path(file["path"]).read_bytes() != expected:
                    wrong.append(f"not the render's file: {name}")
                else:
                    figures["files whole"] += 1
            if status == "done" and command in ("create", "say", "export") and not result.get("files"):
                figures["lost silently"] += 1
                wrong.append(f"done without a file: {name}")
        self._judge_outcomes()

    def _judge_outcomes(self) -> None:
        """Messages: `lost` only where the server did not do it, `done` only where it did."""
        figures, wrong = self.verdict.figures, self.verdict.wrong
        works = {work.text: work for work in self.cloud.works}
        query = "SELECT jobs.status, turns.request, jobs.step FROM jobs JOIN turns ON turns.id = jobs.turn"
        for status, request, step in self.rows(f"{query} WHERE jobs.kind = 'message'"):
            text = json.loads(request)["steps"][step]["text"]
            work = works.get(text)
            applied = work is not None and work.applied
            if status == "lost" and not applied:
                figures["messages lost and said so"] += 1
            elif status == "lost" and work is not None and work.title is None:
                figures["answers in words lost and said so"] += 1
            elif status == "lost":
                wrong.append(f"called lost, but the server did it: {text}")
            elif status == "done" and not applied:
                figures["lost silently"] += 1
                wrong.append(f"called done, but the server did not do it: {text}")

    def _judge_leftovers(self) -> None:
        wrong = self.verdict.wrong
        parts = [path.name for path in self.cwd.iterdir() if ".part" in path.name or path.name.startswith(".")]
        self.verdict.figures["leftover parts"] += len(parts)
        wrong += [f"left over: {name}" for name in parts]
        until = time.monotonic() + 5
        while self.workers() and time.monotonic() < until:
            time.sleep(0.05)
        if self.workers():
            wrong.append("a worker is still there")
        logs = [*(Path(f"{base}.err") for base in self.outputs), *self.state.glob("logs/*")]
        for path in logs:
            if path.is_file() and "Traceback" in path.read_text(encoding="utf-8", errors="replace"):
                wrong.append(f"a traceback in {path.name}")
        for path in (*self.outputs_written(), *logs, *self.state.glob("journal.db*")):
            if path.is_file() and self.cloud.token.encode() in path.read_bytes():
                wrong.append(f"the token is in {path.name}")

    def outputs_written(self) -> list[Path]:
        return [Path(f"{base}.out") for base in self.outputs]


def _tells(document: dict[str, Any], result: dict[str, Any], error: dict[str, Any] | None) -> bool:
    """Whether a printed result tells of a turn: its words, its files, its failure."""
    said = json.dumps(document, ensure_ascii=False)
    words = [part for part in (result.get("text") or "").split("\n\n") if part]
    if error is not None:
        words.append(str(error["message"]))
    paths = [file["path"] for file in result.get("files", [])]
    return all(json.dumps(each, ensure_ascii=False)[1:-1] in said for each in [*words, *paths])
