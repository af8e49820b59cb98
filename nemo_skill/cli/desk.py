"""One command's call: its arguments, its output, and what it opens on demand."""

from __future__ import annotations

import argparse
import hashlib
import os
from typing import TYPE_CHECKING

from nemo_skill.cli import backend
from nemo_skill.cli.backend import Surroundings
from nemo_skill.cli.output import Output, read_stdin
from nemo_skill.language.phrases import Phrases

if TYPE_CHECKING:
    # The journal and the rooms above it are opened only by commands that need them: `credits` is one short request.
    from nemo_skill.cloud.client import CloudClient
    from nemo_skill.jobs.context import Context
    from nemo_skill.journal import Journal, Project, Turn


class Desk:
    """What every command is given.

    Attributes:
        language: BCP 47 of the user's words once `message` has read them; for a command without words that of the
            project's session, once `project` has found one; else `en`.
    """

    def __init__(self, args: argparse.Namespace, output: Output, around: Surroundings) -> None:
        self.args, self.output, self.around = args, output, around
        self.tables = around.tables
        self.language = "en"
        self._spoken = False
        self._journal: Journal | None = None
        output.localize = self._localized

    def _localized(self, sentence: str) -> str:
        from nemo_skill.cli.sayings import localized

        return localized(sentence, self.language)

    def close(self) -> None:
        """Close the journal, if it was opened: then its file holds everything, with no log beside it."""
        if self._journal is not None:
            self._journal.close()

    @property
    def journal(self) -> Journal:
        if self._journal is None:
            from nemo_skill.journal import Journal

            self._journal = Journal(self.around.state_dir)
            if self._journal.moved_aside:
                self.output.note(
                    f"The journal could not be read and was moved to {self._journal.moved_aside}; a new one was begun."
                )
        return self._journal

    @property
    def project_name(self) -> str:
        """`--project`, `NEMO_PROJECT`, or one for the working directory."""
        chosen = self.args.project or self.around.environ.get("NEMO_PROJECT", "").strip()
        if chosen:
            return str(chosen)
        folder = os.getcwd()
        return f"{os.path.basename(folder) or 'root'}-{hashlib.sha256(folder.encode()).hexdigest()[:6]}"

    def project(self) -> Project:
        found = self.journal.project(backend.base_key(self.around), self.project_name)
        if found.session and not self._spoken:
            self.language = found.session.get("language") or self.language
        return found

    def client(self) -> CloudClient:
        return backend.open_client(self.around, note=self.output.note)

    def context(self, project: Project | None = None, *, turn: Turn | None = None) -> Context:
        from nemo_skill.jobs.context import Context

        project = project or self.project()
        return Context(
            client=self.client(),
            journal=self.journal,
            project=project,
            tables=self.tables,
            pace=self.around.pace,
            language=str(turn.request.get("language", "en")) if turn else self.language,
            turn=turn.id if turn else None,
        )

    def hear(self, words: str) -> None:
        """Take the language of the user's own words: it wins over the project's."""
        from nemo_skill.language.detect import detect_language

        self.language, self._spoken = detect_language(words), True

    def message(self) -> str:
        """TEXT, with `-` read from standard input; the language follows it."""
        text = " ".join(self.args.text).strip()
        if text == "-":
            text = read_stdin().strip()
        if text:
            self.hear(text)
        return text

    def phrases(self) -> Phrases:
        return Phrases(self.tables["phrases"], self.language)
