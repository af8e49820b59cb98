"""Files by address. The random part of the address is the key; no token is needed, as with a CDN link."""

from __future__ import annotations

import mimetypes
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse

from . import faults
from .context import studio_of

_TYPES = {".mkv": "video/x-matroska", ".m4a": "audio/mp4", ".webp": "image/webp", ".webm": "video/webm"}


def file_response(path: Path, name: str) -> FileResponse:
    """With ranges, ``If-Range``, ETag and HEAD. Raises ``ApiError`` 404 when the file is gone."""
    if not path.is_file():
        raise faults.not_found("file")
    media_type = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return FileResponse(
        path,
        media_type=media_type,
        filename=name,
        content_disposition_type="inline",
        headers={"X-Content-Type-Options": "nosniff"},
    )


async def stored_file(request: Request) -> FileResponse:
    studio = studio_of(request)
    secret = request.path_params["secret"]
    asset = studio.store.asset_by_secret(secret)
    if asset is not None:
        return file_response(studio.store.disk_path(asset), asset.name)
    row = studio.db.one("SELECT id, secret FROM renders WHERE secret = ? AND status = 'completed'", secret)
    if row is None:
        raise faults.not_found("file")
    return file_response(studio.data / "renders" / f"{row['secret']}.mp4", f"{row['id']}.mp4")
