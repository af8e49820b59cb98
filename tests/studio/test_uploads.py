"""Uploads: types, sizes, measures, placing, and addresses that must not be fetched."""

from __future__ import annotations

import hashlib
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from nemo_skill.studio import Limits
from nemo_skill.studio.fetching import FetchRefused, fetch, public_addresses
from nemo_skill.studio.inspection import sniff_ending
from nemo_skill.studio.store import display_name
from nemo_skill.timeline import read_timeline

from .backend import Visitor, running
from .mediafiles import picture_bytes, tone_bytes, video_bytes

HALF = b'--xyz\r\nContent-Disposition: form-data; name="files"; filename="a.mp4"\r\n\r\nhalf a file'


def test_video_picture_and_song(visitor: Visitor) -> None:
    """Each is measured, listed and served; clip and picture go onto the empty timeline, the song does not."""
    clip, photo, song = video_bytes(seconds=1.0, tone_hz=300), picture_bytes(), tone_bytes(seconds=0.5)
    answer = visitor.upload(("城市 clip.mp4", clip), ("photo.PNG", photo), ("song.wav", song)).json()
    assert answer["code"] == 0 and answer["data"]["session_state_applied"] is True
    first, second, third = answer["data"]["files"]
    assert (first["filename"], first["file_type"], first["width"], first["height"], first["fps"]) == (
        "城市 clip.mp4",
        "video",
        160,
        90,
        25.0,
    )
    assert abs(first["duration"] - 1.0) < 0.05 and first["hash"] == hashlib.sha256(clip).hexdigest()
    assert (second["file_type"], second["width"], second["height"], second["duration"]) == ("image", 200, 100, 0.0)
    assert third["file_type"] == "audio" and abs(third["duration"] - 0.5) < 0.02
    assert visitor.http.get(first["cdn_url"], headers={"Authorization": ""}).content == clip
    state = visitor.state()
    assert [info["filename"] for info in state["video_infos"]] == ["城市 clip.mp4", "photo.PNG", "song.wav"]
    shown = read_timeline(state["draft"])
    assert [segment.name for segment in shown.tracks[0].segments] == ["城市 clip.mp4", "photo.PNG"]
    assert len(shown.tracks) == 1


def test_an_upright_upload_makes_an_upright_video(visitor: Visitor) -> None:
    """The first upload decides the canvas; a turned picture counts as it is seen."""
    visitor.upload(("phone.jpg", picture_bytes(size=(160, 90), format="JPEG", orientation=6)))
    assert visitor.state()["canvas_config"]["ratio"] == "9:16"
    assert visitor.state()["video_infos"][0]["height"] == 160


@pytest.mark.parametrize("format", ["mov", "avi", "webm", "matroska"])
def test_container_formats(visitor: Visitor, format: str) -> None:
    """Every accepted video container."""
    codec = {"webm": "libvpx", "avi": "mpeg4"}.get(format, "libx264")
    ending = {"matroska": "mkv"}.get(format, format)
    answer = visitor.upload((f"clip.{ending}", video_bytes(seconds=0.4, format=format, codec=codec))).json()
    assert answer["code"] == 0, answer
    assert abs(answer["data"]["files"][0]["duration"] - 0.4) < 0.1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("notes.txt", b"hello"),
        ("page.html", b"<html>"),
        ("clip.mp4", b"this is no video"),
        ("empty.mp4", b""),
        ("photo.jpg", b"\xff\xd8\xff broken"),
        ("list.mp4", b"#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:1/a.ts\n"),
        ("song.mp3", b"ID3" + b"\x00" * 50),
        ("noending", b"abc"),
        ("x.gif", b"GIF89a"),
        ("evil.avi", b"ffconcat version 1.0\nfile /etc/passwd\n"),
    ],
)
def test_what_is_no_medium_is_refused(visitor: Visitor, name: str, content: bytes) -> None:
    """Code 4001 with the accepted formats, by name and by content; nothing is listed."""
    answer = visitor.upload((name, content))
    assert (answer.status_code, answer.json()["code"]) == (400, 4001)
    assert "mp4" in answer.json()["message"]
    assert visitor.state()["video_infos"] == []


def test_too_large(data: Path) -> None:
    """Code 4002; nothing is left on disk."""
    with running(data, limits=Limits(upload_bytes=20_000)) as url:
        answer = Visitor(url).upload(("a.mp4", b"x" * 20_001))
        assert (answer.status_code, answer.json()["code"]) == (413, 4002)
        assert list((data / "incoming").iterdir()) == [] and not any((data / "media").rglob("*.mp4"))


@pytest.mark.parametrize("body", [{}, {"urls": []}, {"urls": "x"}, {"urls": [1]}])
def test_url_body_must_list_addresses(visitor: Visitor, body: dict[str, Any]) -> None:
    """422 in the envelope."""
    assert visitor.http.post(f"/api/upload-video/nemo_agent/me/{visitor.sid}", json=body).json()["code"] == 422


def test_file_names_in_every_spelling(visitor: Visitor) -> None:
    """Raw UTF-8, escaped quotes, the extended form of older clients; other fields are ignored; any cuts."""
    clip = video_bytes(seconds=0.2)
    parts = [b'name="note"\r\n\r\nhello']
    names = ['filename="\u57ce.mp4"', 'filename="a %22b%22.mp4"', "filename*=utf-8''%E5%9F%8E2.mp4"]
    parts += [f'name="files"; {name}'.encode() + b"\r\n\r\n" + clip for name in names]
    body = b"".join(b"--xyz\r\nContent-Disposition: form-data; " + part + b"\r\n" for part in parts) + b"--xyz--\r\n"
    answer = visitor.http.post(
        f"/api/upload-video/nemo_agent/me/{visitor.sid}",
        content=iter([body[i : i + 999] for i in range(0, len(body), 999)]),
        headers={"Content-Type": 'multipart/form-data; boundary="xyz"'},
    ).json()
    assert [one["filename"] for one in answer["data"]["files"]] == ["\u57ce.mp4", "a _b_.mp4", "\u57ce2.mp4"]
    assert {one["hash"] for one in answer["data"]["files"]} == {hashlib.sha256(clip).hexdigest()}


@pytest.mark.parametrize(
    "body", [b"--xyz\r\nbroken", b"", b"--xyz\r\nContent-Disposition: form-data; name=", b"--other--", HALF]
)
def test_broken_forms_leave_nothing(data: Path, body: bytes) -> None:
    """422, and an empty folder."""
    with running(data) as url:
        visitor = Visitor(url)
        headers = {"Content-Type": "multipart/form-data; boundary=xyz"}
        answer = visitor.http.post(f"/api/upload-video/nemo_agent/me/{visitor.sid}", content=body, headers=headers)
        assert answer.json()["code"] == 422
        assert list((data / "incoming").iterdir()) == []


def test_form_without_files(visitor: Visitor) -> None:
    """422, not a crash."""
    url = f"/api/upload-video/nemo_agent/me/{visitor.sid}"
    assert visitor.http.post(url, data={"x": "y"}).json()["code"] == 422
    assert visitor.http.post(url, content=b"zzz", headers={"Content-Type": "multipart/form-data"}).json()["code"] == 422


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/a.mp4",
        "http://localhost:1/a.mp4",
        "http://[::1]/a.mp4",
        "http://10.0.0.1/a.mp4",
        "http://169.254.169.254/latest",
        "http://0.0.0.0/a.mp4",
        "http://[::ffff:127.0.0.1]/a.mp4",
        "http://2130706433/a.mp4",
        "file:///etc/passwd",
        "ftp://example.org/a.mp4",
        "http://user:pw@127.0.0.1/a.mp4",
        "http:///a.mp4",
        "not an address",
        "http://[::1",
        "http://100.64.0.1/x.mp4",
        "http://[64:ff9b::7f00:1]/x.mp4",
    ],
)
def test_private_addresses_are_never_fetched(tmp_path: Path, url: str) -> None:
    """Whatever spelling: loopback, private, link-local, mapped, other schemes."""
    with pytest.raises(FetchRefused):
        fetch(url, tmp_path / "x", limit=1000)


def test_a_host_with_one_private_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """One public address beside it doesn't help."""
    answers = [(2, 1, 6, "", ("93.184.216.34", 80)), (2, 1, 6, "", ("192.168.0.1", 80))]

    async def look_up(*args: object) -> object:
        return answers

    monkeypatch.setattr("anyio.getaddrinfo", look_up)
    with pytest.raises(FetchRefused, match="public"):
        public_addresses("two-faced.example", 80, allow_private=False)


@pytest.fixture
def website() -> Iterator[str]:
    """A small website on loopback: a clip, redirects, a page, a file that breaks off."""
    clip = video_bytes(seconds=0.4)

    class Site(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path.startswith("/loop"):
                self.send_response(302)
                self.send_header("Location", "/loop")
                self.end_headers()
            elif self.path == "/moved":
                self.send_response(301)
                self.send_header("Location", "/real/clip.mp4?sig=1")
                self.end_headers()
            elif self.path == "/missing":
                self.send_error(404)
            else:
                self.send_response(200)
                self.send_header("Content-Length", str(len(clip) + (9 if self.path == "/short" else 0)))
                if self.path == "/named":
                    self.send_header("Content-Disposition", 'attachment; filename="beach day.mp4"')
                self.end_headers()
                self.wfile.write(clip)

        def log_message(self, *args: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_fetching_by_address(data: Path, website: str) -> None:
    """Names come from the address or the header; redirects are followed; failures say why."""
    with running(data, limits=Limits(allow_private_urls=True)) as url:
        visitor = Visitor(url)

        def ask(path: str) -> dict[str, Any]:
            body = {"urls": [website + path], "source_type": "url"}
            answer: dict[str, Any] = visitor.http.post(
                f"/api/upload-video/nemo_agent/me/{visitor.sid}", json=body
            ).json()
            return answer

        assert ask("/named")["data"]["files"][0]["filename"] == "beach day.mp4"
        assert ask("/moved")["data"]["files"][0]["filename"] == "clip.mp4"
        assert ask("/no-ending")["data"]["files"][0]["filename"] == "no-ending.mp4"
        assert "404" in ask("/missing")["message"]
        assert "redirects" in ask("/loop")["message"]
        assert "broke off" in ask("/short")["message"]
        assert list((data / "incoming").iterdir()) == []


def test_the_default_server_refuses_loopback_addresses(visitor: Visitor, website: str) -> None:
    """End to end: nothing is fetched."""
    body = {"urls": [f"{website}/clip.mp4"], "source_type": "url"}
    answer = visitor.http.post(f"/api/upload-video/nemo_agent/me/{visitor.sid}", json=body).json()
    assert answer["code"] == 422 and "public" in answer["message"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.mp4", "passwd.mp4"),
        ("C:\\clips\\a.mov", "a.mov"),
        ("é\x00\n<b>.mp4", "é_b_.mp4"),
        ("視頻 \u202e4pm.mp4", "視頻 _4pm.mp4"),
        ("", "file"),
        ("...", "file"),
        ("a" * 300 + ".mp4", "a" * 110 + ".mp4"),
    ],
)
def test_display_names(name: str, shown: str) -> None:
    """Readable in any script, without folders or control characters."""
    assert display_name(name) == shown


@pytest.mark.parametrize(
    ("head", "ending"),
    [
        (picture_bytes()[:32], "png"),
        (picture_bytes(format="JPEG")[:32], "jpg"),
        (picture_bytes(format="WEBP")[:32], "webp"),
        (tone_bytes()[:32], "wav"),
        (video_bytes(seconds=0.1)[:32], "mp4"),
        (b"plain text here", None),
        (b"", None),
    ],
)
def test_sniffing(head: bytes, ending: str | None) -> None:
    """The first bytes tell the kind."""
    assert sniff_ending(head) == ending


def test_the_words_after_an_upload_are_about_it(visitor: Visitor) -> None:
    """A new clip and a plain edit: a new timeline of that clip; "add" keeps the old one; undo brings it back."""
    visitor.upload(("one.mp4", video_bytes(seconds=1.0)))
    visitor.say("make it black and white")
    visitor.upload(("two.mp4", video_bytes(seconds=0.8)))
    assert "two.mp4" in visitor.say("trim it to 0.5 seconds")
    assert [s.name for s in read_timeline(visitor.state()["draft"]).tracks[0].segments] == ["two.mp4"]
    visitor.say("undo")
    assert [s.name for s in read_timeline(visitor.state()["draft"]).tracks[0].segments] == ["one.mp4"]
    visitor.upload(("three.mp4", video_bytes(seconds=0.6)))
    visitor.say("add it at the end")
    names = [s.name for s in read_timeline(visitor.state()["draft"]).tracks[0].segments]
    assert names == ["one.mp4", "three.mp4"]
    visitor.upload(("tune.wav", tone_bytes(seconds=2)))
    visitor.say("use tune.wav as background music at 50%")
    music = read_timeline(visitor.state()["draft"]).tracks[1]
    assert (music.segments[0].name, music.segments[0].volume) == ("tune.wav", 0.5)
