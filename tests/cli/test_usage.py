"""Wrong usage in plain words: what was expected, and what came."""

from __future__ import annotations

import pytest

from nemo_skill.cli.parser import parse
from nemo_skill.errors import UsageError


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["create", "x", "--ratio", "3:2"], "--ratio must be one of 16:9, 9:16, 1:1, 4:5; got '3:2'."),
        (["create", "x", "--duration", "-1"], "--duration must be a number from 0 up, such as 100, got '-1'."),
        (["create", "x", "--duration", "0"], "--duration must be more than 0, got '0'."),
        (["say", "x", "--timeout"], "--timeout: expected one argument."),
        (["cancel"], "JOB is missing."),
        (["upload"], "FILE_OR_URL is missing."),
        (["credits", "--bogus"], "Unrecognized arguments: --bogus."),
        (["completion", "ksh"], "Shell must be one of bash, zsh, fish, powershell; got 'ksh'."),
        (["serve", "--port", "x"], "--port must be 0 to 65535, got 'x'."),
        (["frob"], "There is no command 'frob'."),
        ([], "No command given."),
    ],
)
def test_wrong_usage(args: list[str], said: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse(args)
    assert caught.value.message == said and caught.value.hint
