"""Exports: the queue, its answers, downloads, and what survives a restart."""

from __future__ import annotations

import dataclasses
import time
from pathlib import Path

import httpx
import pytest
from support.plainhttp import PLAIN

from nemo_skill.studio import Limits

from .backend import QUICK, Visitor, running
from .mediafiles import Film, video_bytes


@pytest.fixture
def ready(visitor: Visitor) -> Visitor:
    """A visitor with a clip of a second on the timeline."""
    visitor.upload(("clip.mp4", video_bytes(seconds=1.0, tone_hz=300)))
    return visitor


def test_export_from_submit_to_download(ready: Visitor, tmp_path: Path) -> None:
    """pending -> processing -> completed; the link needs no token, the fallback does; it really is an MP4."""
    submitted = ready.submit(ready.state()["draft"], render_id="render_1001").json()
    assert submitted == {"id": "render_1001", "status": "pending", "progress": 5}
    done = ready.finished("render_1001")
    assert done["status"] == "completed" and done["progress"] == 100
    link = done["output"]["url"]
    got = httpx.get(link, **PLAIN)
    assert got.headers["content-type"] == "video/mp4" and len(got.content) == done["output"]["size"]
    assert abs(done["output"]["duration"] - 1.0) < 0.05
    fallback = "/api/render/proxy/render_1001/download"
    assert ready.http.get(fallback).content == got.content
    assert ready.http.get(fallback, headers={"Authorization": ""}).status_code == 401
    (tmp_path / "x.mp4").write_bytes(got.content)
    film = Film(tmp_path / "x.mp4")
    assert (film.codec, film.pix_fmt, film.audio_codec, film.rate, film.size) == (
        "h264",
        "yuv420p",
        "aac",
        30,
        (160, 90),
    )
    refused = ready.submit(ready.state()["draft"], render_id="render_1001")
    assert refused.status_code == 409 and "duplicate" in refused.json()["message"]


def test_ranges(ready: Visitor) -> None:
    """Resumed downloads: Range, If-Range with the ETag, HEAD, and a range beyond the end."""
    link = ready.export()["output"]["url"]
    whole = httpx.get(link, **PLAIN)
    etag = whole.headers["etag"]
    part = httpx.get(link, headers={"Range": "bytes=100-199", "If-Range": etag}, **PLAIN)
    assert part.status_code == 206 and part.content == whole.content[100:200]
    assert part.headers["content-range"] == f"bytes 100-199/{len(whole.content)}"
    changed = httpx.get(link, headers={"Range": "bytes=100-", "If-Range": '"other"'}, **PLAIN)
    assert changed.status_code == 200 and changed.content == whole.content
    assert httpx.get(link, headers={"Range": "bytes=-10"}, **PLAIN).content == whole.content[-10:]
    assert httpx.get(link, headers={"Range": f"bytes={len(whole.content)}-"}, **PLAIN).status_code == 416
    head = httpx.head(link, trust_env=False)
    assert head.status_code == 200 and int(head.headers["content-length"]) == len(whole.content) and not head.content


def test_files_need_their_whole_address(ready: Visitor) -> None:
    """No listing, no guessing, no way out of the folder."""
    link = ready.state()["video_infos"][0]["cdn_url"]
    secret = link.split("/files/")[1].split("/")[0]
    base = link.split("/files/")[0]
    for path in (
        "/files/",
        "/files/x/clip.mp4",
        f"/files/{secret[:-1]}/clip.mp4",
        "/files/..%2f..%2fstudio.db/x",
        f"/files/{secret}/../../studio.db",
    ):
        assert httpx.get(base + path, **PLAIN).status_code == 404, path
    assert httpx.get(link, **PLAIN).headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("missing", ["X-Skill-Source", "X-Skill-Version", "X-Skill-Platform"])
def test_attribution_headers_are_needed(ready: Visitor, missing: str) -> None:
    """Without any of them an export is 402, and nothing is queued."""
    del ready.http.headers[missing]
    answer = ready.submit(ready.state()["draft"], render_id=f"render_{missing}")
    assert (answer.status_code, answer.json()["code"]) == (402, 402)
    assert ready.http.get(f"/api/render/proxy/lambda/render_{missing}").status_code == 404


@pytest.mark.parametrize(
    ("draft", "words"),
    [
        ({}, "empty"),
        (None, "empty"),
        ({"t": []}, "empty"),
        ({"t": [{"tt": 0, "sg": []}]}, "empty"),
        ("nonsense", "empty"),
        ({"t": [{"tt": 0, "sg": [{"s": 0, "d": 1000, "m": {"src": "/etc/passwd"}}]}]}, "no source"),
        ({"t": [{"tt": 0, "sg": [{"s": 0, "d": 1000, "m": {"src": "http://127.0.0.1:1/x.mp4"}}]}]}, "no source"),
        ({"t": [{"tt": 0, "sg": [{"s": 0, "d": 1000, "m": {"src": "file:///etc/passwd"}}]}]}, "no source"),
        ({"t": [{"tt": 7, "sg": [{"s": 0, "d": 1000, "m": {"text": "ok \U00013000"}}]}]}, "\U00013000"),
        ({"t": [{"tt": 7, "sg": [{"s": 0, "d": 9e9, "m": {"text": "long"}}]}]}, "at most"),
    ],
)
def test_drafts_that_cannot_be_rendered(visitor: Visitor, draft: object, words: str) -> None:
    """The job fails with words that name the reason."""
    done = visitor.finished(visitor.submit(draft).json()["id"])
    assert done["status"] == "failed" and words in done["error"]


def test_media_of_others_cannot_be_used(shared_url: str, ready: Visitor) -> None:
    """Neither by id nor by address."""
    stranger = Visitor(shared_url)
    for source in (ready.state()["video_infos"][0]["id"], ready.state()["video_infos"][0]["cdn_url"]):
        draft = {"t": [{"tt": 0, "sg": [{"s": 0, "d": 500, "m": {"src": source}}]}]}
        assert "no source" in stranger.export(draft)["error"]
        assert ready.export(draft)["status"] == "completed"


@pytest.mark.parametrize("body", [{"id": "../x"}, {"id": ""}, {"id": "a b"}, {}])
def test_render_ids_are_checked(ready: Visitor, body: dict[str, str]) -> None:
    """422 for ids that are none."""
    answer = ready.http.post("/api/render/proxy/lambda", json={"sessionId": ready.sid, "draft": {}, **body})
    assert answer.json()["code"] == 422


def test_cancel(ready: Visitor) -> None:
    """A running job ends as failed and leaves no file; cancelling twice is harmless; the next job runs."""
    clip = ready.state()["video_infos"][0]["id"]
    draft = {"t": [{"tt": 0, "sg": [{"s": 0, "d": 300_000, "m": {"src": clip, "look": ["warm"]}}]}]}
    render_id = ready.submit(draft).json()["id"]
    while ready.http.get(f"/api/render/proxy/lambda/{render_id}").json()["status"] == "pending":
        time.sleep(0.01)
    cancelled = ready.http.post(f"/api/render/proxy/lambda/{render_id}/cancel").json()
    assert (cancelled["status"], cancelled["error"]) == ("failed", "cancelled")
    assert ready.http.post(f"/api/render/proxy/lambda/{render_id}/cancel").json()["status"] == "failed"
    assert ready.http.get(f"/api/render/proxy/{render_id}/download").status_code == 409
    assert ready.export()["status"] == "completed"


def test_foreign_renders_are_not_found(shared_url: str, ready: Visitor) -> None:
    """404 for status, cancel and download of somebody else's job."""
    render_id = ready.export()["id"]
    stranger = Visitor(shared_url)
    for method, path in (("GET", ""), ("POST", "/cancel")):
        assert stranger.http.request(method, f"/api/render/proxy/lambda/{render_id}{path}").status_code == 404
    assert stranger.http.get(f"/api/render/proxy/{render_id}/download").status_code == 404


def test_wrapped_answers(data: Path) -> None:
    """Some deployments answer ``{"success": true, "data": {...}}``."""
    with running(data, limits=Limits.relaxed(), options=dataclasses.replace(QUICK, wrap_renders=True)) as url:
        visitor = Visitor(url)
        answer = visitor.submit({}, render_id="render_7").json()
        assert answer == {"success": True, "data": {"id": "render_7", "status": "pending", "progress": 5}}


def test_a_restart_loses_nothing(data: Path) -> None:
    """Token, session, media, finished exports survive; an export that was running is done again."""
    with running(data) as url:
        visitor = Visitor(url)
        visitor.upload(("clip.mp4", video_bytes(seconds=1.0)))
        draft = visitor.state()["draft"]
        finished = visitor.export()
        clip = visitor.state()["video_infos"][0]["id"]
        long = {"t": [{"tt": 0, "sg": [{"s": 0, "d": 20_000, "m": {"src": clip, "look": ["bw"]}}]}]}
        visitor.submit(long, render_id="render_long")
        while visitor.http.get("/api/render/proxy/lambda/render_long").json()["progress"] < 10:
            time.sleep(0.01)
    with running(data) as url:
        visitor.http.base_url = httpx.URL(url)
        assert visitor.state()["draft"] == draft
        link = visitor.http.get(f"/api/render/proxy/lambda/{finished['id']}").json()["output"]["url"]
        assert link.startswith(url) and len(httpx.get(link, **PLAIN).content) == finished["output"]["size"]
        assert visitor.finished("render_long")["status"] == "completed"
        assert not list((data / "renders").glob("*.part.mp4"))


def test_too_many_waiting_exports(data: Path) -> None:
    """429 instead of a queue without end."""
    with running(data, limits=Limits(waiting_renders=0)) as url:
        assert Visitor(url).submit({}).status_code == 429
