"""Uploads as multipart: any name arrives as it was, and any damaged body gets an answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_multipart.multipart import parse_options_header
from studio.backend import Visitor, running
from support.build import open_client
from support.cloudscript import CloudScript

from nemo_skill.cloud.inspect import LocalFile
from nemo_skill.cloud.transfer import upload
from nemo_skill.studio import Limits

FEW = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
# What no file system's name holds: a slash, NUL; and surrogates, which no encoding writes.
NAMES = st.text(st.characters(exclude_characters="/\\\0", exclude_categories=["Cs"]), min_size=1, max_size=40)


@pytest.fixture(scope="module")
def someone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    with running(tmp_path_factory.mktemp("studio"), limits=Limits.relaxed()) as url:
        visitor = Visitor(url)
        yield visitor
        visitor.http.close()


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory, mp4: bytes) -> Iterator[tuple[CloudScript, Path]]:
    folder = tmp_path_factory.mktemp("upload")
    (folder / "source").write_bytes(mp4[:900])
    with CloudScript(video=mp4) as cloud:
        yield cloud, folder


@FEW
@given(NAMES)
def test_any_name_arrives(target: tuple[CloudScript, Path], name: str) -> None:
    """One part with the file's bytes; its name as browsers write it, so that servers read it back."""
    cloud, folder = target
    name = f"{name}.mp4"
    source = folder / "source"
    with open_client(cloud.url, folder) as client:
        upload(client, "7", LocalFile(str(source), name, "video", source.stat().st_size))
    request = cloud.find("POST", cloud.UPLOAD)[-1]
    boundary = (request.header("Content-Type") or "").split("boundary=")[1].encode()
    assert request.body.count(b"--" + boundary) == 2
    head, _, rest = request.body.partition(b"\r\n\r\n")
    assert rest.startswith(source.read_bytes() + b"\r\n--" + boundary)
    # A line break in a name must not begin a header of its own.
    lines = head.split(b"\r\n")
    assert [line.split(b":")[0].lower() for line in lines[1:]] == [b"content-disposition", b"content-type"]
    found = re.search(rb'filename="((?:[^"\\]|\\.)*)"', lines[1])
    assert found is not None
    written = found[1].decode()
    assert name in (written, unquote(written), written.replace('\\"', '"').replace("\\\\", "\\"))
    assert parse_options_header(lines[1].split(b":", 1)[1])[1][b"name"] == b"files"


BODY = (
    b'--frontier\r\nContent-Disposition: form-data; name="files"; filename="a.mp4"\r\n'
    b"Content-Type: video/mp4\r\n\r\n%s\r\n"
    b'--frontier\r\nContent-Disposition: form-data; name="note"\r\n\r\nhello\r\n--frontier--\r\n'
)
PIECES = st.binary(max_size=6) | st.sampled_from([b"\r\n", b"--frontier", b'"'])
CHANGES = st.lists(
    st.tuples(st.integers(0, 400), st.integers(0, 12), PIECES),
    min_size=1,
    max_size=5,
)


@FEW
@given(CHANGES, st.booleans(), st.sampled_from(["frontier", "frontier--", '"frontier"', "", "f" * 300, "other"]))
def test_any_damage_gets_an_answer(
    someone: Visitor, changes: list[tuple[int, int, bytes]], cut: bool, boundary: str
) -> None:
    """A refusal in the service's own envelope, or an upload: never a broken server."""
    body = bytearray(BODY % b"\0\0\0\x18ftypisom")
    for place, length, new in changes:
        body[place : place + length] = new
    if cut:
        del body[changes[0][0] :]
    answer = someone.http.post(
        f"/api/upload-video/nemo_agent/me/{someone.sid}",
        content=bytes(body),
        headers={"Content-Type": f"multipart/form-data; boundary={boundary}"},
    )
    assert answer.status_code < 500
    assert isinstance(answer.json()["code"], int)
    assert someone.http.get("/api/credits/balance/simple").json()["code"] == 0
