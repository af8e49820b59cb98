"""Small pictures of a timeline's clips, for the picture of the timeline; only from the embedded backend.

The cloud's links aren't fetched: a picture isn't worth megabytes of somebody's clips.
"""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Mapping
from typing import Any

from nemo_skill.cloud import transport
from nemo_skill.cloud.client import CloudClient, StateSnapshot
from nemo_skill.errors import NetworkError
from nemo_skill.timeline import Timeline

_MOST = 24
_WIDTH = 320


def thumbnails(client: CloudClient, snapshot: StateSnapshot, timeline: Timeline) -> dict[tuple[int, int], bytes]:
    """PNG bytes by (track number, segment number), both counted from 1; clips that can't be read are left out."""
    if not client.endpoint.loopback:
        return {}
    links = _links(snapshot.data)
    frames: dict[str, bytes | None] = {}
    found: dict[tuple[int, int], bytes] = {}
    for track in timeline.tracks:
        for number, segment in enumerate(track.segments, 1):
            url = links.get(segment.source or "")
            if track.kind != "video" or url is None or not client.is_own_host(url) or len(frames) >= _MOST:
                continue
            if url not in frames:
                frames[url] = _frame(url)
            picture = frames[url]
            if picture is not None:
                found[track.n, number] = picture
    return found


def _links(data: Mapping[str, Any]) -> dict[str, str]:
    """Asset id -> address of its file, from the state's lists of material."""
    state = data.get("state")
    state = state if isinstance(state, Mapping) else data
    found: dict[str, str] = {}
    for name in ("video_infos", "generated_media"):
        rows = state.get(name)
        for row in rows if isinstance(rows, list) else []:
            if isinstance(row, Mapping) and isinstance(row.get("cdn_url"), str):
                found[str(row.get("id"))] = found[row["cdn_url"]] = row["cdn_url"]
    return found


def _frame(url: str) -> bytes | None:
    """A frame from the first third of a video, or the picture itself."""
    import av
    import httpx

    handle, path = tempfile.mkstemp(suffix=".media")
    try:
        with (
            os.fdopen(handle, "wb") as file,
            transport.foreign_errors(),
            transport.new_client(timeout=httpx.Timeout(20.0), loopback=True) as http,
            http.stream("GET", url) as response,
        ):
            if response.status_code != 200:
                return None
            for chunk in response.iter_raw():
                file.write(chunk)
        with av.open(path, options={"protocol_whitelist": "file"}) as container:
            stream = container.streams.video[0]
            if container.duration:
                container.seek(container.duration // 3)
            frame = next(container.decode(stream))
            height = max(2, round(frame.height * _WIDTH / frame.width))
            data = io.BytesIO()
            frame.to_image(width=_WIDTH, height=height).save(data, "PNG")
            return data.getvalue()
    except (NetworkError, OSError, ValueError, IndexError, StopIteration, av.FFmpegError):
        return None
    finally:
        os.unlink(path)
