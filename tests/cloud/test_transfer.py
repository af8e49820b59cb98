"""Uploads and downloads over connections that break."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from support.build import SKILL, open_client
from support.cloudscript import CloudScript, file_reply
from support.faultserver import FaultServer

from nemo_skill import errors
from nemo_skill.cloud.inspect import check_file
from nemo_skill.cloud.transfer import Part, download, upload

FORMATS = SKILL.tables["formats"]


def only(url: str, *more: str) -> Callable[[int], str | None]:
    """Addresses for attempt 0, 1, 2 ..."""
    found = [url, *more]
    return lambda attempt: found[attempt] if attempt < len(found) else None


@pytest.mark.parametrize("name", ["clip.mp4", '雪 and "fox" 🦊.mp4', "ümlaut; x=1.MP4", "a%20b.mp4"])
def test_upload(cloud: CloudScript, tmp_path: Path, mp4: bytes, name: str) -> None:
    """A file arrives whole, under its name, in the field `files`."""
    path = tmp_path / name
    path.write_bytes(mp4)
    done: list[int] = []
    with open_client(cloud.url, tmp_path) as client:
        found = upload(client, "7", check_file(str(path), FORMATS), progress=lambda sent, total: done.append(sent))
    body = cloud.find("POST", cloud.UPLOAD)[0].body
    assert mp4 in body
    assert b'name="files"; filename="' in body
    assert len(found) == 1
    assert done[-1] == len(mp4)


def test_cut_upload_starts_over_once(cloud: CloudScript, tmp_path: Path, mp4: bytes) -> None:
    """A broken connection: once more, then it is over."""
    path = tmp_path / "a.mp4"
    path.write_bytes(mp4)
    cloud.once("POST", cloud.UPLOAD).reply().data({}).cut_after(0)
    with open_client(cloud.url, tmp_path) as client:
        assert upload(client, "7", check_file(str(path), FORMATS))
        assert cloud.count("POST", cloud.UPLOAD) == 2
        cloud.on("POST", cloud.UPLOAD).reply().data({}).cut_after(0)
        with pytest.raises(errors.NetworkError):
            upload(client, "7", check_file(str(path), FORMATS))
    assert cloud.count("POST", cloud.UPLOAD) == 4


def test_refused_upload(cloud: CloudScript, tmp_path: Path, mp4: bytes) -> None:
    """4001 and 4002 are the input's fault."""
    path = tmp_path / "a.mp4"
    path.write_bytes(mp4)
    cloud.on("POST", cloud.UPLOAD).reply().error(4002, "too large")
    with open_client(cloud.url, tmp_path) as client, pytest.raises(errors.InputError):
        upload(client, "7", check_file(str(path), FORMATS))


def test_download(cloud: CloudScript, tmp_path: Path, mp4: bytes) -> None:
    """The file is in place, checked, and the token went to the API alone."""
    target = tmp_path / "out" / "雪.mp4"
    with open_client(cloud.url, tmp_path) as client:
        client.credits()
        done = download(client, str(target), urls=only(cloud.video_url("r")))
    assert target.read_bytes() == mp4
    assert done.bytes == len(mp4) and done.info.video_codec == "h264"
    assert all(request.header("Authorization") is None for request in cloud.cdn.requests)
    assert [entry.name for entry in target.parent.iterdir()] == [target.name]


def test_cut_download_is_continued(cloud: CloudScript, tmp_path: Path, mp4: bytes) -> None:
    """After a cut only the rest is fetched."""
    cloud.cdn.once("GET", cloud.FILE).answer(lambda request: file_reply(request, mp4).cut_after(1000))
    target = tmp_path / "x.mp4"
    with open_client(cloud.url, tmp_path) as client:
        download(client, str(target), urls=only(*[cloud.video_url("r")] * 3))
    assert target.read_bytes() == mp4
    assert "bytes=" in (cloud.cdn.requests[1].header("Range") or "")
    assert cloud.cdn.requests[1].header("If-Range") == '"v1"'


def test_download_is_continued_by_another_process(cloud: CloudScript, tmp_path: Path, mp4: bytes) -> None:
    """A part with its validator is enough to go on."""
    part = tmp_path / ".x.part"
    part.write_bytes(mp4[:1500])
    target = tmp_path / "x.mp4"
    with open_client(cloud.url, tmp_path) as client:
        download(client, str(target), urls=only(cloud.video_url("r")), part=Part(str(part), '"v1"'))
    assert target.read_bytes() == mp4
    assert cloud.cdn.requests[0].header("Range") == "bytes=1500-"


def test_changed_file_starts_over(cloud: CloudScript, tmp_path: Path, mp4: bytes) -> None:
    """Another ETag: the server sends the whole file, and no old byte survives."""
    part = tmp_path / ".x.part"
    part.write_bytes(b"old" * 500)
    target = tmp_path / "x.mp4"
    with open_client(cloud.url, tmp_path) as client:
        download(client, str(target), urls=only(cloud.video_url("r")), part=Part(str(part), '"v0"'))
    assert target.read_bytes() == mp4


@pytest.mark.parametrize("fault", ["cut", "html", "refused", "garbage"])
def test_existing_file_is_kept(cloud: CloudScript, tmp_path: Path, mp4: bytes, fault: str) -> None:
    """Whatever goes wrong, the old file stays as it was."""
    target = tmp_path / "x.mp4"
    target.write_bytes(b"precious")
    replies: dict[str, Callable[..., object]] = {
        "cut": lambda request: file_reply(request, mp4, etag=None, ranges=False).cut_after(500),
        "html": lambda request: file_reply(request, b"<html>not found</html>"),
        "garbage": lambda request: file_reply(request, mp4[:-300]),
    }
    if fault == "refused":
        cloud.cdn.on("GET", cloud.FILE).reply(403).body(b"expired")
    else:
        cloud.cdn.on("GET", cloud.FILE).answer(replies[fault])  # type: ignore[arg-type]
    with open_client(cloud.url, tmp_path) as client, pytest.raises(errors.SkillError):
        download(client, str(target), urls=only(*[cloud.video_url("r")] * 3))
    assert target.read_bytes() == b"precious"


def test_redirects_lose_the_token(cloud: CloudScript, tmp_path: Path, mp4: bytes) -> None:
    """The fallback wants the token; the host that it redirects to doesn't get it."""
    with FaultServer() as other:
        other.on("GET", "/real.mp4").answer(lambda request: file_reply(request, mp4))
        cloud.on("GET", cloud.FALLBACK).reply(302).header("Location", f"{other.url}/real.mp4")
        target = tmp_path / "x.mp4"
        with open_client(cloud.url, tmp_path) as client:
            download(client, str(target), urls=only(client.download_url("r")))
        assert cloud.find("GET", cloud.FALLBACK)[0].header("Authorization") == f"Bearer {cloud.token}"
        assert other.requests[0].header("Authorization") is None
    assert target.read_bytes() == mp4


def test_redirect_to_a_file_url(cloud: CloudScript, tmp_path: Path) -> None:
    """A link may only lead to http and https."""
    cloud.cdn.on("GET", cloud.FILE).reply(302).header("Location", "file:///etc/passwd")
    with open_client(cloud.url, tmp_path) as client, pytest.raises(errors.BackendError):
        download(client, str(tmp_path / "x.mp4"), urls=only(cloud.video_url("r")))


def test_unwritable_target(cloud: CloudScript, tmp_path: Path) -> None:
    """A target that is a folder, or below a file, is the input's fault."""
    (tmp_path / "file").write_text("x", encoding="utf-8")
    for target in (tmp_path, tmp_path / "file" / "x.mp4"):
        with open_client(cloud.url, tmp_path) as client, pytest.raises(errors.InputError):
            download(client, str(target), urls=only(cloud.video_url("r")))
