"""Small pictures of clips: from the embedded backend alone."""

from __future__ import annotations

import json
from pathlib import Path

from support.build import SKILL
from support.cloudscript import CloudScript

from nemo_skill.cli.thumbnails import thumbnails
from nemo_skill.cloud.client import CloudClient, Endpoint, StateSnapshot
from nemo_skill.pace import Pace
from nemo_skill.timeline import read_timeline


def pictures(cloud: CloudScript, folder: Path, url: str, *, loopback: bool = True) -> dict[tuple[int, int], bytes]:
    """Thumbnails of a timeline with a clip from `url`, a picture of nobody, and a title."""
    draft = json.dumps(
        {
            "t": [
                {"tt": 0, "sg": [{"d": 1000, "m": {"src": "a"}}, {"d": 1000, "m": {"src": "gone"}}]},
                {"tt": 7, "sg": [{"d": 500, "m": {"text": "Hi"}}]},
            ]
        }
    )
    client = CloudClient(
        Endpoint(cloud.url, cloud.url, {}, loopback=loopback),
        SKILL.tables,
        Pace(0.01),
        environ={},
        token_path=str(folder / "token"),
        client_id_path=str(folder / "client_id"),
    )
    data = {"state": {"generated_media": [{"id": "a", "cdn_url": url}]}}
    with client:
        return thumbnails(client, StateSnapshot(data, draft), read_timeline(draft))


def test_thumbnails(cloud: CloudScript, tmp_path: Path) -> None:
    """One PNG for the clip that there is."""
    cloud.on("GET", "/clip.mp4").reply().body(cloud.video, "video/mp4")
    found = pictures(cloud, tmp_path, f"{cloud.url}/clip.mp4")
    assert list(found) == [(1, 1)]
    assert found[1, 1].startswith(b"\x89PNG")


def test_what_can_not_be_read_is_left_out(cloud: CloudScript, tmp_path: Path) -> None:
    """A refused link and a page in place of a clip are no failure."""
    cloud.on("GET", "/gone.mp4").reply(404).body(b"no")
    cloud.on("GET", "/page.mp4").reply().body(b"<html>")
    assert pictures(cloud, tmp_path, f"{cloud.url}/gone.mp4") == {}
    assert pictures(cloud, tmp_path, f"{cloud.url}/page.mp4") == {}


def test_foreign_links_are_not_fetched(cloud: CloudScript, tmp_path: Path) -> None:
    """Neither another host's, nor the cloud's."""
    assert pictures(cloud, tmp_path, cloud.video_url("x")) == {}
    assert pictures(cloud, tmp_path, f"{cloud.url}/clip.mp4", loopback=False) == {}
    assert cloud.cdn.requests == [] and cloud.requests == []
