"""The one page for a browser: what a claim link opens. A player and the timeline in words."""

from __future__ import annotations

import html
import time

from starlette.requests import Request
from starlette.responses import HTMLResponse

from .accounts import digest
from .agent.timeline import describe_tracks
from .context import studio_of
from .store import Asset

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }}
video {{ width: 100%; max-height: 70vh; background: #000; border-radius: .5rem; }}
ol {{ padding-left: 1.5rem; }}
.note {{ opacity: .7; }}
</style>
</head>
<body>
<h1>{title}</h1>
{body}
<p class="note">Local preview server. Everything on this page stays on this computer.</p>
</body>
</html>
"""
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; media-src 'self'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def _page(title: str, body: str, status: int = 200) -> HTMLResponse:
    return HTMLResponse(_PAGE.format(title=html.escape(title), body=body), status_code=status, headers=_HEADERS)


def _player(url: str) -> str:
    return f'<video controls preload="metadata" src="{html.escape(url, quote=True)}"></video>'


async def workspace(request: Request) -> HTMLResponse:
    """``/workspace/claim?ct=...``: the newest export, else the newest clip, and the tracks."""
    studio = studio_of(request)
    claim = studio.db.one(
        "SELECT session_id FROM claims WHERE hash = ? AND expires_at > ?",
        digest(request.query_params.get("ct", "")), time.time(),
    )  # fmt: skip
    session = studio.store.session(claim["session_id"]) if claim is not None else None
    if session is None:
        return _page("This link has expired", "<p>Ask for a new link in the chat.</p>", status=404)
    export = studio.db.one(
        "SELECT id, secret FROM renders WHERE session_id = ? AND status = 'completed' ORDER BY updated_at DESC LIMIT 1",
        session.id,
    )
    clips: list[Asset] = [asset for asset in studio.store.assets(session.id) if asset.kind == "video"]
    if export is not None:
        shown = _player(f"/files/{export['secret']}/{export['id']}.mp4")
    elif clips:
        shown = _player(clips[-1].url_path)
    else:
        shown = "<p>Nothing has been made yet.</p>"
    tracks = "".join(f"<li>{html.escape(line)}</li>" for line in describe_tracks(session.draft))
    return _page(session.task_name, f"{shown}\n<h2>Timeline</h2>\n<ol>{tracks or '<li>empty</li>'}</ol>")


async def home(request: Request) -> HTMLResponse:
    return _page(
        "Video preview server",
        "<p>This server answers the skill's own commands. Open the link that the chat gives you to see a project.</p>",
    )
