"""The workspace page: what a claim link opens, and what it must never show."""

from __future__ import annotations

import dataclasses
import io
import json
import re
import shutil
import sqlite3
import subprocess
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from PIL import Image
from support.plainhttp import PLAIN

from nemo_skill.studio import Limits
from nemo_skill.studio.context import Studio
from nemo_skill.studio.page.view import size_text, tongue, words

from .backend import QUICK, Visitor, running

HOSTILE = "add a title 'Golden Hour' <script>alert(1)</script> <img src=http://evil.example/x onerror=alert(2)>"
BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("page")


@pytest.fixture(scope="module")
def url(place: Path) -> Iterator[str]:
    """A server whose edits never say a word."""
    options = dataclasses.replace(QUICK, silent_share=1.0)
    with running(place, limits=Limits.relaxed(), options=options) as address:
        yield address


@pytest.fixture(scope="module")
def project(url: str) -> Visitor:
    """A project with a clip, a title, an upload and an export."""
    visitor = Visitor(url)
    visitor.say("a 1-second clip of a red hot air balloon over mountains")
    visitor.upload(("my <b>picture</b>.png", picture()))
    visitor.say(HOSTILE)
    visitor.say("add a title 'Wien'")
    visitor.export()
    return visitor


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 96), "red").save(out, "PNG")
    return out.getvalue()


def claim(visitor: Visitor) -> str:
    token = visitor.http.post("/api/auth/claim-token", json={"session_id": visitor.sid}).json()["data"]["claim_token"]
    return f"{visitor.http.base_url}/workspace/claim?ct={token}"


def opened(visitor: Visitor) -> httpx.Response:
    """The page as a browser gets it: no token of any kind but the link."""
    return httpx.get(claim(visitor), **PLAIN)


def test_page_of_a_project(project: Visitor) -> None:
    """Player, tracks with names and times, the agent's words without its screen, what a silent edit did, the files."""
    page = opened(project)
    assert page.status_code == 200
    source = re.search(r'<video[^>]* src="([^"]+)"', page.text)
    assert source and source[1].startswith("/files/") and source[1].endswith(".mp4")
    for shown in ("red hot air balloon over mountains", "0-1s", "BGM", "Ambient", "Wien", "Version 1", "Download"):
        assert shown in page.text, shown
    assert "The raw clip is ready" in page.text
    assert "Export</strong> button" not in page.text
    assert "Title added: &#39;Wien&#39;" in page.text
    assert f'href="{source[1]}#t=0.0" data-at="0.0"' in page.text
    part = project.http.get(source[1], headers={"Range": "bytes=10-19", "Authorization": ""})
    assert (part.status_code, len(part.content)) == (206, 10)
    assert part.headers["content-range"].startswith("bytes 10-19/")


def test_page_keeps_secrets_and_markup_out(project: Visitor) -> None:
    """What users and files say stays text; no token, session id, foreign address or unnamed script gets in."""
    page = opened(project)
    assert "<script>alert" not in page.text and "&lt;script&gt;alert(1)" in page.text
    assert "<img src=http" not in page.text and "my <b>" not in page.text
    token = project.http.headers["Authorization"].split()[1]
    for secret in (token, project.sid, project.user_id, "asset_", "nmv_usr_", "clm_"):
        assert secret not in page.text, secret
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "http" not in policy
    nonces = set(re.findall(r'nonce="([^"]+)"', page.text))
    assert len(nonces) == 1 and f"script-src 'nonce-{nonces.pop()}'" in policy
    tags = re.findall(r"<[a-z][^>]*>", page.text)
    assert not [
        tag for tag in tags if re.search(r"\b(?:src|href|style)\s*=\s*[\"'](?:https?:|//|data:|javascript:)", tag)
    ]
    assert not [tag for tag in tags if re.search(r"\s(?:style|on\w+)=", tag)]
    assert page.headers["referrer-policy"] == "no-referrer" and page.headers["cache-control"] == "no-store"


def test_page_shows_its_own_project_only(url: str, project: Visitor) -> None:
    """Another project of the same server, even of the same account, has nothing of this one."""
    files = set(re.findall(r"/files/([\w-]+)/", opened(project).text))
    assert len(files) == 3
    same = project.sid
    project.new_session()
    other, stranger = opened(project), opened(Visitor(url))
    project.sid = same
    for page in (other, stranger):
        assert page.status_code == 200 and not any(secret in page.text for secret in files)


def test_empty_and_busy_pages(url: str, place: Path) -> None:
    """Nothing made yet, in both languages; a render that runs; an export that failed."""
    visitor = Visitor(url, language="zh-CN")
    page = opened(visitor)
    assert 'lang="zh-CN"' in page.text and "这里还没有内容" in page.text and "refresh" not in page.text
    with sqlite3.connect(place / "studio.db") as db:
        row = (uuid.uuid4().hex, visitor.sid, visitor.user_id, uuid.uuid4().hex)
        db.execute(
            "INSERT INTO renders (id, session_id, user_id, draft, output, status, progress, secret, created_at,"
            " updated_at) VALUES (?, ?, ?, '{}', '{}', 'processing', 42, ?, 1, 1)", row,
        )  # fmt: skip
    page = opened(visitor)
    assert "正在渲染视频" in page.text and "42%" in page.text
    assert '<noscript><meta http-equiv="refresh"' in page.text
    with sqlite3.connect(place / "studio.db") as db:
        db.execute("UPDATE renders SET status = 'failed', error = 'x' WHERE id = ?", row[:1])
    assert "上次导出没有成功" in opened(visitor).text


def test_page_tells_whether_it_changed(url: str) -> None:
    """304 until something happens in the project."""
    visitor = Visitor(url)
    link = claim(visitor)
    first = httpx.get(link, **PLAIN)
    again = {"If-None-Match": first.headers["etag"]}
    assert httpx.get(link, headers=again, **PLAIN).status_code == 304
    visitor.say("hello")
    assert httpx.get(link, headers=again, **PLAIN).status_code == 200


def test_links_expire(url: str, place: Path, project: Visitor) -> None:
    """An expired or made-up claim opens a page that says so, in the browser's language."""
    link = claim(project)
    with sqlite3.connect(place / "studio.db") as db:
        db.execute("UPDATE claims SET expires_at = 1")
    for gone in (link, f"{url}/workspace/claim?ct=clm_guess", f"{url}/workspace/claim"):
        page = httpx.get(gone, headers={"Accept-Language": "zh-CN,zh;q=0.9"}, **PLAIN)
        assert page.status_code == 404 and "此链接已过期" in page.text and "/files/" not in page.text


def test_server_stays_for_its_links(tmp_path: Path) -> None:
    """While somebody may still open a link, also one that an earlier server gave out, the server isn't idle."""
    studio = Studio.open(tmp_path, Limits(), QUICK)
    studio.activity.last -= 100
    assert studio.idle_s() > 99
    session = studio.store.create_session(studio.accounts.issue(str(uuid.uuid4()), "").user_id, task_name="x",
                                          language="en", ratio="16:9")  # fmt: skip
    studio.db.run("INSERT INTO claims VALUES ('x', ?, ?)", session.id, time.time() + 60)
    studio.db.close()
    again = Studio.open(tmp_path, Limits(), QUICK)
    again.activity.last -= 100
    assert again.idle_s() == 0.0
    again.promised_until = time.time() - 1
    assert again.idle_s() > 99
    again.db.close()


def test_stills(url: str, project: Visitor) -> None:
    """A picture of each clip, made once; none for what isn't there."""
    page = opened(project)
    for path in set(re.findall(r'src="(/stills/[^"]+)"', page.text)):
        still = httpx.get(url + path, **PLAIN)
        assert still.headers["content-type"] == "image/jpeg"
        assert Image.open(io.BytesIO(still.content)).size[0] > 10
    assert httpx.get(f"{url}/stills/nothing.jpg", **PLAIN).status_code == 404
    for name in set(re.findall(r"/workspace/assets/([\w.]+)", page.text)) | {"inter.ttf"}:
        assert httpx.get(f"{url}/workspace/assets/{name}", **PLAIN).status_code == 200, name
    assert httpx.get(f"{url}/workspace/assets/view.py", **PLAIN).status_code == 404


def test_every_word_is_translated() -> None:
    """Each language says everything, with the same fields; no word is without a reader."""
    for key, row in words().items():
        assert list(row) == ["en", "zh", "zh-TW"], key
        assert len({tuple(sorted(re.findall(r"{\w+}", text))) for text in row.values()}) == 1, key
    folder = Path(__file__).resolve().parents[2] / "nemo_skill" / "studio" / "page"
    readers = [folder.parent / "pages.py", *(path for path in folder.iterdir() if path.suffix in (".py", ".html"))]
    code = "".join(path.read_text("utf-8") for path in readers)
    assert not [key for key in words() if f'"{key}"' not in code and not key.endswith("_more")]
    found = [tongue(tag) for tag in ("en-GB", "zh", "zh-CN", "zh_Hant", "zh-HK", "fr", "")]
    assert found == ["en", "zh", "zh", "zh-TW", "zh-TW", "en", "en"]
    assert [size_text(n) for n in (0, 4321, 999_999, 3_249_000)] == ["1 kB", "4 kB", "1000 kB", "3.2 MB"]


@pytest.mark.skipif(BROWSER is None, reason="there is no Chromium or Chrome on this machine")
@pytest.mark.parametrize(("size", "dark"), [((1280, 900), False), ((390, 844), True)], ids=["desktop", "phone"])
def test_page_in_a_browser(project: Visitor, tmp_path: Path, size: tuple[int, int], dark: bool) -> None:
    """A real browser draws it: nothing against its own policy, no error, the clip's picture, the wished scheme."""
    shot = tmp_path / "page.png"
    command = [
        str(BROWSER), "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
        "--disable-background-networking", "--disable-component-update",
        "--disable-sync", "--hide-scrollbars", "--enable-logging=stderr", "--log-level=0",
        f"--user-data-dir={tmp_path / 'profile'}", f"--window-size={size[0]},{size[1]}", "--virtual-time-budget=3000",
        f"--blink-settings=preferredColorScheme={0 if dark else 1}", f"--screenshot={shot}", claim(project),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", errors="replace", timeout=90)
    assert shot.is_file(), done.stderr[-2000:]
    assert "CONSOLE" not in done.stderr, [line for line in done.stderr.splitlines() if "CONSOLE" in line]
    image = Image.open(shot).convert("RGB")
    assert image.size == size
    paper = image.getpixel((2, size[1] - 3))
    assert isinstance(paper, tuple) and (max(paper) < 60 if dark else min(paper) > 200)
    # Where the player stands there is a picture: many colours, unlike paper, cards and words.
    player = image.crop((size[0] // 10, 140, size[0] * 5 // 10, 300))
    assert len(player.resize((40, 20)).getcolors(800) or []) > 100


def test_draft_of_another_kind(url: str, place: Path) -> None:
    """A timeline from elsewhere, with odd names and times, is drawn without a stumble."""
    visitor = Visitor(url)
    wild = {
        "t": [
            {"tt": 0, "sg": [{"d": 0}, {"s": -5, "d": 10**9, "m": {"name": "</style><script>x()</script>"}}]},
            {"tt": "sticker", "sg": [{"s": n * 10, "d": 10_000, "m": {"name": "نص 文字 🎬"}} for n in range(40)]},
            {"tt": 7, "sg": [None, 3, {"d": "x"}]},
        ]
        + [{"tt": 1, "sg": []}] * 30
    }
    with sqlite3.connect(place / "studio.db") as db:
        db.execute("UPDATE sessions SET draft = ? WHERE id = ?", (json.dumps(wild), visitor.sid))
    page = opened(visitor)
    assert page.status_code == 200 and "<script>x" not in page.text and "more tracks" in page.text
