"""Shell completion: read from the parser, and right in the shells that are here."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from nemo_skill.cli.completion import SHELLS, commands, script
from nemo_skill.cli.parser import COMMANDS

# What is typed -> what is offered.
TYPED = [
    ("cre", {"create", "credits"}),
    ("create --ra", {"--ratio"}),
    ("create --ratio 1:", {"1:1"}),
    ("--local export --post", {"--poster"}),
    ("install --to cu", {"cursor"}),
    ("completion z", {"zsh"}),
    ("wait --to", set()),
]


def test_everything_is_offered() -> None:
    """Each command and each option stands in each script; nothing of ours that is hidden does."""
    found = commands()
    assert [one.name for one in found] == list(COMMANDS)
    for shell in SHELLS:
        text = script(shell)
        for one in found:
            assert one.name in text
            for option in one.options:
                bare = option.names[-1].lstrip("-")
                assert bare in text, (shell, option)
        assert "announce" not in text and "_worker" not in text


@pytest.mark.skipif(shutil.which("bash") is None or sys.platform == "win32", reason="there is no bash on this machine")
def test_in_bash() -> None:
    """The function gives the words that fit, also behind a colon, at which bash parts words."""
    calls = []
    for typed, _ in TYPED:
        words = " ".join(f"'{word}'" for word in ["nemo-skill", *typed.replace(":", " :").split()])
        calls.append(f'COMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}}-1)); _nemo; echo "${{COMPREPLY[@]}}"')
    # Outside of a completion `compopt` has nothing to set.
    done = subprocess.run(
        ["bash", "-c", "\n".join([script("bash"), "compopt() { :; }", *calls])], capture_output=True, text=True
    )
    assert done.stderr == ""
    found = [set(line.split()) for line in done.stdout.split("\n")]
    for (typed, offered), words in zip(TYPED, found, strict=False):
        assert words == {word.removeprefix("1:") for word in offered}, typed


@pytest.mark.skipif(shutil.which("fish") is None, reason="there is no fish on this machine")
@pytest.mark.parametrize(("typed", "offered"), TYPED)
def test_in_fish(tmp_path: Path, typed: str, offered: set[str]) -> None:
    file = tmp_path / "completion.fish"
    file.write_text(script("fish"), encoding="utf-8")
    done = subprocess.run(
        ["fish", "--no-config", "-c", f"source {file}; complete -C 'nemo-skill {typed}'"],
        capture_output=True, text=True, cwd=tmp_path,
    )  # fmt: skip
    assert {line.split("\t")[0] for line in done.stdout.splitlines()} == offered, done.stderr


@pytest.mark.skipif(shutil.which("zsh") is None, reason="there is no zsh on this machine")
def test_in_zsh() -> None:
    """It loads, as a file and as a function."""
    text = script("zsh")
    done = subprocess.run(
        ["zsh", "-f", "-c", f"autoload -Uz compinit && compinit -D\n{text}\nprint $_comps[nemo-skill]"],
        capture_output=True, text=True,
    )  # fmt: skip
    assert (done.stdout, done.stderr) == ("_nemo\n", "")
