"""The script as a process, against the scripted cloud: what an agent sees."""

from __future__ import annotations

import json
import os
import shutil
import signal
from pathlib import Path

import pytest
from support.cloudscript import CITY_DRAFT, CloudScript
from support.faultserver import text_event
from support.run import ROOT, run, start


@pytest.fixture
def api(cloud: CloudScript, monkeypatch: pytest.MonkeyPatch) -> CloudScript:
    monkeypatch.setenv("NEMO_API_URL", cloud.url)
    cloud.available = 1000
    return cloud


def test_create(api: CloudScript, tmp_path: Path) -> None:
    """A prompt becomes a file, and a contact sheet of it; one document; the token is nowhere."""
    done = run("create", "a city at night", "-o", "out.mp4", "--poster", "sheet.png", "--json", cwd=tmp_path)
    assert done.status == 0, done.err
    result = done.json
    assert result["ok"] is True and result["command"] == "create"
    assert [row["action"] for row in result["actions"]] == ["sse", "export"]
    assert Path(result["files"][0]["path"]) == tmp_path / "out.mp4"
    assert (tmp_path / "out.mp4").read_bytes() == api.video
    assert Path(result["files"][1]["path"]) == tmp_path / "sheet.png" and "sheet.png" in result["text"]
    assert (tmp_path / "sheet.png").read_bytes()[:4] == b"\x89PNG"
    assert result["credits"]["available"] == 950
    lines = result["text"].split("\n\n")[-1].splitlines()
    assert [line.split()[0] for line in lines] == ["Your", "A", "This", "Open", "Next"], "file, sheet, cost, page, next"
    assert result["links"]["workspace"] in lines[3]
    assert api.count("POST", api.MESSAGE) == 1 and api.count("POST", api.RENDER) == 1
    assert api.token not in done.out + done.err


def test_create_sends_wishes(api: CloudScript, tmp_path: Path) -> None:
    """Duration and ratio reach the agent as words."""
    run("create", "a city", "--duration", "7", "--ratio", "9:16", cwd=tmp_path)
    text = api.find("POST", api.MESSAGE)[0].json()["new_message"]["parts"][0]["text"]
    assert text.startswith("a city") and "7 seconds" in text and "9:16" in text


def test_say_routes(api: CloudScript, tmp_path: Path) -> None:
    """Balance and timeline without a message; an edit with one; the export merged."""
    api.draft = json.dumps(CITY_DRAFT)
    done = run("say", "how many credits do I have left?", cwd=tmp_path)
    assert done.status == 0 and "1000" in done.out
    done = run("say", "make it brighter and then export it", "--json", cwd=tmp_path)
    assert [row["action"] for row in done.json["actions"]] == ["sse", "export"]
    (message,) = api.find("POST", api.MESSAGE)
    assert message.json()["new_message"]["parts"][0]["text"] == "make it brighter"


def test_say_with_a_file(api: CloudScript, tmp_path: Path, mp4: bytes) -> None:
    """The file goes first, then the words."""
    (tmp_path / "clip.mp4").write_bytes(mp4)
    done = run("say", "trim it to one second", "--file", "clip.mp4", "--json", cwd=tmp_path)
    assert [row["action"] for row in done.json["actions"]] == ["upload", "sse"]
    assert done.json["uploads"][0]["filename"] == "clip.mp4"


def test_prompt_from_a_document(api: CloudScript, tmp_path: Path) -> None:
    """A text file is the prompt, not an upload."""
    (tmp_path / "brief.txt").write_text("A lighthouse in a storm.", encoding="utf-8")
    done = run("create", "--file", "brief.txt", "--json", cwd=tmp_path)
    assert done.status == 0, done.err
    assert "lighthouse" in api.find("POST", api.MESSAGE)[0].text
    assert api.count("POST", api.UPLOAD) == 0
    # Its words decide the language, also in a project that was begun in another.
    (tmp_path / "brief.txt").write_text("暴风雨中的灯塔，夜晚，海浪拍打着礁石。", encoding="utf-8")
    assert "视频已完成" in run("create", "--file", "brief.txt", cwd=tmp_path).out


def test_prompt_from_standard_input(api: CloudScript, tmp_path: Path) -> None:
    """`-` reads the prompt from standard input."""
    run("chat", "-", cwd=tmp_path, stdin="雪地里的狐狸" * 2000)
    assert "雪地里的狐狸" in api.find("POST", api.MESSAGE)[0].text
    assert api.find("POST", api.SESSION)[0].json()["language"].startswith("zh")


@pytest.mark.parametrize(
    ("args", "status"),
    [
        (["frobnicate"], 2),
        ([], 2),
        (["create"], 2),
        (["create", "x", "--ratio", "5:4"], 2),
        (["create", "x", "--duration", "-3"], 2),
        (["upload", "nope.mp4"], 6),
        (["upload", "https://x.example/page.html"], 6),
        (["upload", "ftp://x.example/a.mp4"], 6),
        (["create", "   "], 2),
        (["chat", " "], 2),
        (["create", "x", "-o", f"{__file__}/x.mp4"], 6),
        (["say", "x", "--file", "nope.mp4"], 6),
        (["export"], 6),
        (["export", "-o", "x.avi"], 2),
        (["wait", "j12345678"], 6),
        (["cancel", "j12345678"], 6),
        (["batch", "nope"], 6),
        (["uninstall", "--to", "nowhere"], 6),
    ],
)
def test_bad_input(api: CloudScript, tmp_path: Path, args: list[str], status: int) -> None:
    """One `error:` and one `hint:` line, the right status, never a traceback; and a document with --json."""
    done = run(*args, "--json", cwd=tmp_path)
    assert done.status == status, done.err
    assert [line.split(":")[0] for line in done.err.strip().splitlines()[-2:]] == ["error", "hint"]
    assert done.json["ok"] is False
    assert set(done.json["error"]) == {"code", "message", "hint", "retryable"}
    assert api.count("POST", api.MESSAGE) == 0


def test_unreachable_backend(tmp_path: Path) -> None:
    """Status 7 and the hint at --local; nothing switches by itself."""
    done = run("credits", cwd=tmp_path, env={"NEMO_API_URL": "http://127.0.0.1:9"})
    assert done.status == 7 and "--local" in done.err and not done.out


def test_state_dir_that_is_a_file(api: CloudScript, tmp_path: Path) -> None:
    """Status 6 before anything is sent."""
    (tmp_path / "f").write_text("", encoding="utf-8")
    done = run("create", "x", "--state-dir", str(tmp_path / "f"), cwd=tmp_path)
    assert done.status == 6
    assert api.requests == []


def test_timeout_then_wait(api: CloudScript, tmp_path: Path) -> None:
    """75 while it runs; `wait` goes on; a second `wait` has nothing to tell."""
    api.on("POST", api.MESSAGE).answer(lambda request: api._message(request).after(2.5))
    done = run("create", "a city", "-o", "x.mp4", "--timeout", "1", "--json", cwd=tmp_path)
    assert done.status == 75, done.err
    assert done.json["job"]["status"] in ("queued", "running")
    again = run("wait", "--timeout", "0", cwd=tmp_path)
    assert again.status == 75
    done = run("wait", "--json", cwd=tmp_path)
    assert done.status == 0, done.err
    assert (tmp_path / "x.mp4").read_bytes() == api.video
    assert api.count("POST", api.MESSAGE) == 1
    assert run("wait", cwd=tmp_path).status == 0


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL")
def test_everything_killed(api: CloudScript, tmp_path: Path) -> None:
    """Command and worker die while the message runs: `wait` finds the outcome, nothing is sent again."""
    api.on("POST", api.MESSAGE).answer(lambda request: api._message(request).after(30))
    child = start("create", "a city", "-o", "x.mp4", cwd=tmp_path)
    api.wait_for("POST", api.MESSAGE, timeout=20)
    child.kill()
    child.communicate()
    for entry in Path("/proc").iterdir() if Path("/proc").exists() else []:
        if entry.name.isdigit():
            try:
                line = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if b"_worker" in line and str(tmp_path).encode() in line:
                os.kill(int(entry.name), signal.SIGKILL)
    done = run("wait", cwd=tmp_path)
    assert done.status == 0, done.err
    assert (tmp_path / "x.mp4").read_bytes() == api.video
    assert api.count("POST", api.MESSAGE) == 1


@pytest.mark.skipif(os.name == "nt", reason="no SIGINT for a child")
def test_interrupt_leaves_the_job_running(api: CloudScript, tmp_path: Path) -> None:
    """Ctrl-C: 130, and the work goes on."""
    # A shell starts what runs in the background deaf to Ctrl-C, and children inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    api.on("POST", api.MESSAGE).answer(lambda request: api._message(request).after(2))
    child = start("create", "a city", "-o", "x.mp4", cwd=tmp_path)
    api.wait_for("POST", api.MESSAGE, timeout=20)
    child.send_signal(signal.SIGINT)
    _, err = child.communicate(timeout=20)
    assert child.returncode == 130 and b"hint:" in err and b"Traceback" not in err
    assert run("wait", cwd=tmp_path).status == 0
    assert (tmp_path / "x.mp4").exists()


def test_cancel(api: CloudScript, tmp_path: Path) -> None:
    """A running message is stopped and stays stopped."""
    api.on("POST", api.MESSAGE).answer(lambda request: api._message(request).after(60))
    done = run("chat", "make it brighter", "--timeout", "1.5", "--json", cwd=tmp_path)
    assert done.status == 75
    job = run("jobs", "--json", cwd=tmp_path).json["jobs"][0]
    done = run("cancel", job["id"], "--json", cwd=tmp_path)
    assert done.status == 0 and done.json["job"]["status"] == "cancelled", done.out
    assert api.count("POST", api.MESSAGE) == 1
    # Whoever asks for that job later is not told that all is well.
    assert run("wait", job["id"], cwd=tmp_path).status == 130


def test_two_messages_keep_their_order(api: CloudScript, tmp_path: Path) -> None:
    """One message at a time per session: the second waits for the first."""
    api.on("POST", api.MESSAGE).answer(lambda request: api._message(request).after(1))
    first = start("chat", "first", cwd=tmp_path)
    api.wait_for("POST", api.MESSAGE, timeout=20)
    second = start("chat", "second", cwd=tmp_path)
    first.communicate(timeout=30)
    second.communicate(timeout=30)
    one, two = api.find("POST", api.MESSAGE)
    assert one.outcome.ended is not None and two.began >= one.outcome.ended


def test_failed_download_is_taken_up_again(api: CloudScript, tmp_path: Path) -> None:
    """A finished render whose file can't be fetched now: `wait JOB` fetches it later, nothing is rendered again."""
    api.draft = json.dumps(CITY_DRAFT)
    api.cdn.on("GET", api.FILE).reply(503).body(b"busy")
    api.on("GET", api.FALLBACK).reply(503).body(b"busy")
    done = run("export", "-o", "x.mp4", "--json", cwd=tmp_path)
    assert done.status == 8 and "'wait j" in done.json["error"]["hint"]
    api.cdn.on("GET", api.FILE).answer(api._file)
    done = run("wait", done.json["job"]["id"], cwd=tmp_path)
    assert done.status == 0, done.err
    assert (tmp_path / "x.mp4").read_bytes() == api.video
    assert api.count("POST", api.RENDER) == 1


def test_output_named_in_the_sentence(api: CloudScript, tmp_path: Path) -> None:
    """ "export as final.mp4" writes final.mp4, and replaces nothing."""
    api.draft = json.dumps(CITY_DRAFT)
    for _ in range(2):
        assert run("say", "export as final.mp4", cwd=tmp_path).status == 0
    assert run("say", "导出到 out/成片.mp4", cwd=tmp_path).status == 0
    assert {"final.mp4", "final-2.mp4", "out"} <= {path.name for path in tmp_path.iterdir()}
    assert (tmp_path / "out" / "成片.mp4").read_bytes() == api.video


def test_independent_steps_go_on(api: CloudScript, tmp_path: Path) -> None:
    """The export fails, the balance is told all the same; the status is the failure's."""
    done = run("say", "export it and tell me how many credits are left", cwd=tmp_path)
    assert done.status == 6 and "1000" in done.out


def test_lost_session_is_told(api: CloudScript, tmp_path: Path) -> None:
    """An empty timeline is never passed off as the project's."""
    run("setup", cwd=tmp_path)
    api.once("GET", api.STATE).reply().error(1002, "session not found")
    assert "new one was started" in run("state", cwd=tmp_path).out


def test_language_of_the_project(api: CloudScript, tmp_path: Path) -> None:
    """A command without words answers in the language that the project was begun in."""
    run("chat", "把画面调亮一点", cwd=tmp_path)
    assert "视频已完成" in run("export", cwd=tmp_path).out


def test_batch(api: CloudScript, tmp_path: Path, mp4: bytes) -> None:
    """A bad item doesn't stop the rest, and the worst status is told."""
    folder = tmp_path / "clips"
    folder.mkdir()
    for name in ("a.mp4", "b.mp4"):
        (folder / name).write_bytes(mp4)
    (folder / "c.mp4").write_bytes(b"")
    (tmp_path / "list.jsonl").write_text('{"prompt": "a city", "output": "city.mp4"}\n', encoding="utf-8")
    done = run("batch", "clips", "list.jsonl", "--prompt", "add music", "-o", "out", "--json", cwd=tmp_path)
    assert done.status == 6
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["a-video.mp4", "b-video.mp4", "city.mp4"]
    assert len(done.json["files"]) == 3
    assert api.count("POST", api.MESSAGE) == 3 and api.count("POST", api.SESSION) == 1


def test_batch_separately(api: CloudScript, tmp_path: Path) -> None:
    """A session for each item."""
    rows = "".join(json.dumps({"prompt": f"city {n}"}) + "\n" for n in range(3))
    (tmp_path / "list.jsonl").write_text(rows, encoding="utf-8")
    done = run("batch", "list.jsonl", "--separate", "-o", "out", "--json", cwd=tmp_path)
    assert done.status == 0, done.err
    assert len(done.json["files"]) == 3
    assert api.count("POST", api.SESSION) == 3


def test_works_from_anywhere(api: CloudScript, tmp_path: Path) -> None:
    """Another directory, a symlink, spaces in the path; the link's place names the platform."""
    copy = tmp_path / "a folder with spaces" / "text-to-video-diffusion"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".git", ".venv", "tests", "__pycache__", "*.mp4"))
    link = Path(os.environ["HOME"]) / ".cursor" / "skills" / "text-to-video-diffusion"
    link.parent.mkdir(parents=True)
    link.symlink_to(copy, target_is_directory=True)
    assert run("credits", cwd=tmp_path, script=link / "scripts" / "nemo.py").status == 0
    assert api.find("GET", api.CREDITS)[-1].header("X-Skill-Platform") == "cursor"
    inside = {"PWD": str(link)}
    assert run("credits", cwd=link, script=Path("scripts/nemo.py"), env=inside).status == 0
    assert api.find("GET", api.CREDITS)[-1].header("X-Skill-Platform") == "cursor"
    assert run("credits", cwd=tmp_path, script=copy / "scripts" / "nemo.py").status == 0
    assert api.find("GET", api.CREDITS)[-1].header("X-Skill-Platform") == "unknown"


def test_chat_only_reports(api: CloudScript, tmp_path: Path) -> None:
    """`chat` sends whatever the words are, and carries nothing out."""
    api.events = [text_event("All done. Click Export in the top-right corner.")]
    done = run("chat", "export", "--json", cwd=tmp_path)
    assert api.count("POST", api.MESSAGE) == 1 and api.count("POST", api.RENDER) == 0
    assert {"action": "export", "text": "export"} in done.json["suggestions"]
    assert done.json["text"].startswith("All done.")


def test_narrow_console(api: CloudScript, tmp_path: Path) -> None:
    """Emoji on a cp1252 console cost a character, not the command."""
    api.events = [text_event("Done 🎬 雪")]
    done = run("chat", "hi", cwd=tmp_path, env={"PYTHONIOENCODING": "cp1252"})
    assert done.status == 0 and "Done" in done.out
    done = run("chat", "hi", "--json", cwd=tmp_path, env={"PYTHONIOENCODING": "cp1252"})
    assert "🎬" in done.json["text"]
