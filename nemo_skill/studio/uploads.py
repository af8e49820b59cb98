"""``POST /api/upload-video/...``: files in a form or URLs in JSON, checked, measured and put on the timeline."""

from __future__ import annotations

import asyncio
import hashlib
import os
import secrets
from pathlib import Path
from typing import Any, cast

from starlette.requests import Request
from starlette.responses import JSONResponse

from . import faults
from .agent.timeline import place_upload
from .context import Studio, base_url, studio_of
from .faults import success
from .fetching import FetchRefused, FetchTooLarge, fetch
from .formfiles import FileTooLarge, NotAForm, receive_files
from .inspection import ENDINGS, sniff_ending
from .store import Asset, Kind, Session, display_name
from .workers import JobFailed

MAX_FILES = 50


def accepted() -> str:
    return ", ".join(ending for ending in ENDINGS if ending != "jpeg")


async def upload(request: Request) -> JSONResponse:
    studio = studio_of(request)
    session = studio.session(request.path_params["session"], studio.account(request))
    if request.headers.get("content-type", "").split(";")[0].strip().lower() == "application/json":
        incoming = await _from_urls(studio, await studio.json_body(request))
    else:
        incoming = await _from_form(studio, request)
    try:
        for path, name in incoming:
            _check(path, name, studio.limits.upload_bytes)
        assets = [await _adopt(studio, session, path, name) for path, name in incoming]
    finally:
        for path, _ in incoming:
            path.unlink(missing_ok=True)
    applied = _place(studio, session.id, assets)
    return success({"files": [asset.public(base_url(request)) for asset in assets], "session_state_applied": applied})


def _place(studio: Studio, session_id: str, assets: list[Asset]) -> bool:
    """Put what came onto the timeline as long as the user hasn't worked on it; media are listed in any case."""
    session = studio.store.session(session_id)
    assert session is not None
    draft, ratio = session.draft, session.ratio
    # A message that is being worked on will save a timeline of its own: leave it alone.
    for asset in assets if session_id not in studio.busy_sessions else ():
        placed = place_upload(draft, asset, turns=session.turns, ratio=ratio)
        if placed is not None:
            draft, ratio = placed
    if draft is not session.draft:
        studio.store.save_draft(session_id, draft, ratio)
    return True


async def _from_form(studio: Studio, request: Request) -> list[tuple[Path, str]]:
    """The form's files in our own folder for what comes in."""
    limit = studio.limits.upload_bytes
    content_type = request.headers.get("content-type", "")
    try:
        found = await receive_files(content_type, request.stream(), studio.incoming, limit=limit, most=MAX_FILES)
    except NotAForm as error:
        raise faults.bad_request(f"expected multipart/form-data with files in the field 'files': {error}") from None
    except FileTooLarge as error:
        raise _over_limit(str(error), limit) from None
    if not found:
        raise faults.bad_request("no file in the form: expected the field 'files'")
    return found


async def _from_urls(studio: Studio, body: dict[str, Any]) -> list[tuple[Path, str]]:
    urls = body.get("urls")
    if not isinstance(urls, list) or not urls or not all(isinstance(url, str) for url in urls):
        raise faults.bad_request('expected {"urls": ["https://..."], "source_type": "url"}')
    if len(urls) > MAX_FILES:
        raise faults.bad_request(f"at most {MAX_FILES} URLs at a time")
    incoming: list[tuple[Path, str]] = []
    try:
        for url in urls:
            path = studio.incoming / secrets.token_hex(12)
            incoming.append((path, ""))
            name = await asyncio.to_thread(
                fetch, url, path, limit=studio.limits.upload_bytes, allow_private=studio.limits.allow_private_urls
            )
            incoming[-1] = (path, name)
    except FetchTooLarge:
        _discard(incoming)
        raise _over_limit(url, studio.limits.upload_bytes) from None
    except FetchRefused as error:
        _discard(incoming)
        raise faults.bad_request(f"can't fetch {url[:200]}: {error}") from None
    return incoming


def _discard(incoming: list[tuple[Path, str]]) -> None:
    for path, _ in incoming:
        path.unlink(missing_ok=True)


def _over_limit(name: str, limit: int) -> faults.ApiError:
    return faults.too_large(f"{display_name(name)}: file too large, the limit is {limit // 2**20} MB")


def _ending(path: Path, name: str) -> str | None:
    """From the name, or from the content when the name has no known ending (a URL often has none)."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    with open(path, "rb") as file:
        sniffed = sniff_ending(file.read(32))
    return ending if ending in ENDINGS else (sniffed if not ending or len(ending) > 5 else None)


def _check(path: Path, name: str, limit: int) -> None:
    size = path.stat().st_size
    if size > limit:
        raise _over_limit(name, limit)
    if _ending(path, name) is None:
        raise faults.unsupported_type(f"{display_name(name)}: unsupported file type; accepted: {accepted()}")
    if size == 0:
        raise faults.unsupported_type(f"{display_name(name)}: the file is empty")


async def _adopt(studio: Studio, session: Session, incoming: Path, name: str) -> Asset:
    """Measure a checked file in a worker process and move it to its place."""
    ending = cast(str, _ending(incoming, name))
    shown = display_name(name)
    if not shown.lower().endswith("." + ending):
        shown = f"{shown}.{ending}"
    try:
        info = await studio.workers.run({"job": "probe", "path": str(incoming), "ending": ending})
    except JobFailed as error:
        raise faults.unsupported_type(f"{shown}: {error}; accepted: {accepted()}") from None
    checksum = await asyncio.to_thread(_sha256, incoming)
    relative, path = studio.store.media_path(session.id, f"upload.{ending}")
    os.replace(incoming, path)
    return studio.store.add_asset(
        session,
        path=relative,
        name=shown,
        kind=cast(Kind, info["kind"]),
        origin="upload",
        duration_ms=info["duration_ms"],
        size=(info["width"], info["height"]),
        fps=info["fps"],
        hash=checksum,
    )


def _sha256(path: Path) -> str:
    with open(path, "rb") as file:
        digest = hashlib.sha256()
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()
