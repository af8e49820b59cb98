#!/usr/bin/env python3
"""An agent without a mind: it does with a message exactly what SKILL.md says, so that a wrong instruction shows.

    python3 evals/plain_agent.py SKILL_FOLDER "the user's message" [FILE ...]

It takes the main command, the command for status 75 and the meaning of the statuses from the page itself, and prints
what the page says is to be relayed.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

_MOST_WAITS = 20


def main(arguments: list[str]) -> int:
    """Exit status: 0 when there was something to relay."""
    folder, message, files = Path(arguments[0]), arguments[1], arguments[2:]
    page = (folder / "SKILL.md").read_text(encoding="utf-8")
    block = re.search(r"## The one command\n\n```bash\n(.+)\n```", page)
    again = re.search(r"\| 75 \|[^\n]*`(python3 [^`]+)`", page)
    if block is None or again is None:
        print("SKILL.md names no command to run.", file=sys.stderr)
        return 1
    words = [message if word == "USER'S OWN WORDS" else word for word in shlex.split(block[1])]
    if "`--file PATH`" in page:
        for file in files:
            words += ["--file", file]
    done = run(folder, words)
    for _ in range(_MOST_WAITS):
        if done.returncode != 75:
            break
        done = run(folder, shlex.split(again[1]))
    print(done.stdout.strip())
    if done.returncode:
        links = [line for line in done.stderr.splitlines() if line.startswith(("error:", "hint:"))]
        print("\n".join(line.partition(": ")[2] for line in links))
    return 0 if done.stdout.strip() or done.returncode else 1


def run(folder: Path, words: list[str]) -> subprocess.CompletedProcess[str]:
    """Run one of the page's command lines; its script lies in the skill's folder."""
    command = [sys.executable if word == "python3" else word for word in words]
    command = [str(folder / word) if word.startswith("scripts/") else word for word in command]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", stdin=subprocess.DEVNULL)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
