"""What failures say in Chinese: every sentence that the code can raise once a language is known."""

from __future__ import annotations

import json
import runpy
from pathlib import Path

import pytest
from support.cloudscript import CloudScript

from nemo_skill.cli.main import main
from nemo_skill.cli.sayings import localized, table

SCRIPT = runpy.run_path(str(Path(__file__).resolve().parents[2] / "scripts" / "list_errors.py"))
# Where the language of the user's words or of the project is known.
ROOMS = ("", "jobs/", "cloud/", "journal", "places", "cli/messages", "cli/batch", "cli/documents", "cli/follow",
         "cli/tasks", "cli/picture_file", "cli/backend", "cli/desk")  # fmt: skip
# Put together from pieces that differ from time to time.
PIECES = {"Line … of … ….", "…"}


def test_everything_is_translated() -> None:
    """If this fails: give the new sentence a line in nemo_skill/cli/sayings.tsv."""
    rows = [row for row in SCRIPT["failures"]() if row.room == "" or row.room.startswith(ROOMS[1:])]
    said = {text.replace("……", "…") for row in rows for text in (row.message, row.hint)}
    assert len(said) > 120
    assert said - {row["en"] for row in table()} - PIECES == set()
    for row in table():
        assert len({text.count("…") for text in row.values()}) == 1, row


@pytest.mark.parametrize(
    ("sentence", "language", "expected"),
    [
        ("There is no file a b.mp4.", "zh-CN", "没有文件 a b.mp4。"),
        ("There is no file a b.mp4.", "zh-TW", "沒有檔案 a b.mp4。"),
        ("There is no file a b.mp4.", "fr", "There is no file a b.mp4."),
        (
            "x.pdf is too large for a prompt (30 MB, at most 20 MB).",
            "zh",
            "x.pdf 作为提示词太大（30 MB，最多 20 MB）。",
        ),
        ("The render failed: out of memory.", "zh-Hans", "渲染失败：out of memory。"),
        ("A sentence that nobody knows.", "zh-CN", "A sentence that nobody knows."),
    ],
)
def test_sentences(sentence: str, language: str, expected: str) -> None:
    assert localized(sentence, language) == expected


def test_a_batch_in_chinese(
    cloud: CloudScript, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The items' own words decide the language: of the text, of the step, of the error."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NEMO_API_URL", cloud.url)
    (tmp_path / "list.jsonl").write_text('{"file": "没有.mp4", "prompt": "加一段音乐"}', encoding="utf-8")
    assert main(["batch", "list.jsonl", "--json"]) == 6
    document = json.loads(capsys.readouterr().out)
    assert document["text"] == document["actions"][0]["text"] == "没有.mp4: 没有文件 没有.mp4。"
    assert document["error"]["message"] == "没有文件 没有.mp4。"
