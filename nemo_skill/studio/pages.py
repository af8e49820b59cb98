"""What a browser is given: the page that a claim link opens, its parts, and pictures of the project's files."""

from __future__ import annotations

import hashlib
import json
import secrets
import time

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response

from . import faults
from .accounts import digest
from .context import studio_of
from .page.rendering import asset_files, plain_page, project_page
from .page.stills import Stills
from .page.view import read_view, tongue

_YEAR_S = 31_536_000


def _headers(nonce: str) -> dict[str, str]:
    """Nothing from elsewhere, no script or style but the page's own, nothing kept by the browser."""
    policy = {
        "default-src": "'none'",
        "media-src": "'self'",
        "img-src": "'self'",
        "font-src": "'self'",
        "connect-src": "'self'",
        "style-src": f"'nonce-{nonce}'",
        "script-src": f"'nonce-{nonce}'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
    return {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }


def _wished_language(request: Request) -> str:
    """For the pages that belong to no project: the browser's first language."""
    return tongue(request.headers.get("accept-language", "en").split(",")[0].strip())


def _plain(request: Request, key: str, status: int) -> HTMLResponse:
    nonce = secrets.token_urlsafe(16)
    page = plain_page(key, _wished_language(request), nonce)
    return HTMLResponse(page, status_code=status, headers=_headers(nonce))


async def workspace(request: Request) -> Response:
    """``/workspace/claim?ct=...``: one project. The claim token opens this page alone, for an hour.

    The page asks again with the ETag that it was given, and gets 304 while nothing has changed.
    """
    studio = studio_of(request)
    claim = studio.db.one(
        "SELECT session_id, expires_at FROM claims WHERE hash = ? AND expires_at > ?",
        digest(request.query_params.get("ct", "")), time.time(),
    )  # fmt: skip
    session = studio.store.session(claim["session_id"]) if claim is not None else None
    if claim is None or session is None:
        return _plain(request, "expired", 404)
    view = read_view(studio, session, expires_at=claim["expires_at"])
    etag = f'"{hashlib.sha256(json.dumps(view).encode()).hexdigest()[:32]}"'
    nonce = secrets.token_urlsafe(16)
    headers = {**_headers(nonce), "ETag": etag}
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers=headers)
    return HTMLResponse(project_page(view, nonce), headers=headers)


async def home(request: Request) -> HTMLResponse:
    return _plain(request, "home", 200)


async def asset(request: Request) -> FileResponse:
    """A part of the page itself: style, script, font, icon. Their address changes with the version."""
    found = asset_files().get(request.path_params["name"])
    if found is None:
        raise faults.not_found("file")
    headers = {"Cache-Control": f"public, max-age={_YEAR_S}, immutable", "X-Content-Type-Options": "nosniff"}
    return FileResponse(found[0], media_type=found[1], headers=headers)


async def still(request: Request) -> FileResponse:
    """A JPEG of a file; its random address is the key, as for the file itself."""
    stills: Stills = request.app.state.stills
    path = await stills.still(request.path_params["secret"])
    if path is None:
        raise faults.not_found("picture")
    headers = {"Cache-Control": "private, max-age=3600", "X-Content-Type-Options": "nosniff"}
    return FileResponse(path, media_type="image/jpeg", headers=headers)
