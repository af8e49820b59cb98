"""SKILL.md says what the tables say: an agent follows it to the letter."""

from __future__ import annotations

import re
import shlex

import pytest
from support.run import ROOT

from nemo_skill import skill
from nemo_skill.cli.parser import parse
from nemo_skill.cloud.inspect import accepted
from nemo_skill.language.routing import Router
from nemo_skill.language.translation import Translator

PAGE = (ROOT / "SKILL.md").read_text(encoding="utf-8")
TABLES = skill.load().tables
ACTIONS = {"export and download": "export", "balance": "credits", "timeline summary": "state", "upload": "upload",
           "exports": "export", "shows the timeline": "state", "checks the balance": "credits"}  # fmt: skip


def rows(head: str) -> list[list[str]]:
    """The cells of the table under a header row."""
    lines = PAGE[PAGE.index(head) :].splitlines()[2:]
    table = lines[: next(i for i, line in enumerate(lines) if not line.startswith("|"))]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table]


@pytest.mark.parametrize(("said", "happens"), rows("| the user says | happens |"))
def test_routes(said: str, happens: str) -> None:
    """Each quoted request is routed as its row says."""
    router = Router(TABLES["routing"])
    for text in re.findall('"([^"]+)"', said):
        assert [step.action for step in router.route(text)] == [ACTIONS[happens]], text
    if "sends a file" in said:
        assert router.route("", ["clip.mp4"])[0].action == "upload"
    if happens == "a message to the video agent":
        for word in re.findall(r"[a-z ]+(?=,| \.\.\.)", said.partition("(")[2]):
            assert [step.action for step in router.route(f"{word.strip()} please")] == ["sse"], word


@pytest.mark.parametrize(("said", "does"), rows("| the service says | the script does |"))
def test_screen_words(said: str, does: str) -> None:
    """Each quoted instruction leads to the action of its row, and nothing of it is shown."""
    translator = Translator(TABLES["translation"])
    for text in re.findall('"([^"]+)"', said):
        found = translator.translate(f"{text[0].upper()}{text[1:]}.")
        assert not found.text, text
        if does in ACTIONS:
            assert found.actions == (ACTIONS[does],), text
        else:
            assert found.actions[0] in ("edit", "upload", "account") and found.suggestions, text


def test_errors() -> None:
    """The codes of the error table, and the statuses that mean a link."""
    codes = {int(code) for row in rows("| code | meaning | what to do |") for code in row[0].split(", ")}
    known = {row["code"]: row for row in TABLES["errors"] if isinstance(row["code"], int)}
    assert codes == set(known)
    assert {known[code]["status"] for code in (2001, 402)} == {4, 5}
    assert known[1001]["status"] == 3 and {known[code]["status"] for code in (4001, 4002)} == {6}


def test_numbers() -> None:
    """Costs, limits and types as they are in force."""
    costs = TABLES["costs"]
    assert f"About {costs['generation']} credits for a generation and {costs['editing']} for an editing message" in PAGE
    assert costs["export"] == 0 and "export, state, credits and upload are free" in PAGE
    assert accepted(TABLES["formats"]) in PAGE
    assert f"{TABLES['formats']['max_upload_bytes'] >> 20} MB each" in PAGE
    assert TABLES["api"]["client_id_file"] in PAGE


def commands() -> list[str]:
    """What an agent would run: code spans and blocks that begin with a command."""
    spans = re.findall(r"`([^`\n]+)`", PAGE.replace("```bash\n", "`").replace("\n```", "`"))
    names = {"say", "create", "wait", "batch", "jobs", "cancel", "doctor", "state", "export"}
    found = [span.removeprefix("python3 scripts/nemo.py ") for span in spans]
    return sorted({line for line in found if line.split()[0] in names})


@pytest.mark.parametrize("line", commands())
def test_commands(line: str) -> None:
    """Each is a command line that the parser takes; optional parts count."""
    words = shlex.split(re.sub(r"[\[\]]", "", line).replace(" ... ", " "))
    assert parse(words).command == words[0]


def test_short() -> None:
    """Under 3,000 tokens: some 3.5 characters a token in English with Markdown, one a Chinese character."""
    wide = len(re.findall("[\u3000-\u9fff\uff00-\uffef]", PAGE))
    assert (len(PAGE) - wide) / 3.5 + wide < 3000
