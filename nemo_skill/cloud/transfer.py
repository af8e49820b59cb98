"""Files over HTTP: uploads streamed from disk, downloads streamed to a temporary file, checked and moved into place."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, BinaryIO, NamedTuple
from urllib.parse import urljoin

import httpx

from nemo_skill.cloud import transport
from nemo_skill.cloud.client import CloudClient, parse_uploads
from nemo_skill.cloud.envelope import Answer, failure
from nemo_skill.cloud.inspect import LocalFile
from nemo_skill.cloud.models import Upload
from nemo_skill.cloud.mp4 import Mp4Info, read_mp4
from nemo_skill.errors import BackendError, InputError, NetworkError, RateLimitError, SkillError

Progress = Callable[[int, int | None], None]  # bytes done, bytes in all
_CHUNK = 1 << 20
_MAX_REDIRECTS = 8


class Downloaded(NamedTuple):
    """A file that is in place, whole and checked."""

    path: str
    bytes: int
    sha256: str
    info: Mp4Info


class Part(NamedTuple):
    """A download that was begun: its temporary file and the validator to go on with."""

    path: str
    etag: str


# -- uploads ----------------------------------------------------------------------------------------------------------


class _Reader:
    """A file that tells how far it was read; httpx takes its length and reads it piece by piece."""

    def __init__(self, file: BinaryIO, progress: Progress, total: int, stop: Callable[[], bool]) -> None:
        self._file, self._progress, self._total, self._stop = file, progress, total, stop

    def read(self, size: int = -1) -> bytes:
        if self._stop():
            raise InputError("The upload was cancelled.", hint="Run the command again to start over.", code="cancelled")
        # httpx asks for 64 KB at a time; larger pieces cost half the processor time.
        data = self._file.read(max(size, _CHUNK) if size >= 0 else size)
        self._progress(self._file.tell(), self._total)
        return data

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def fileno(self) -> int:
        return self._file.fileno()


def upload(
    client: CloudClient,
    session_id: str,
    file: LocalFile,
    *,
    progress: Progress = lambda done, total: None,
    stop: Callable[[], bool] = lambda: False,
) -> list[Upload]:
    """Send one file as multipart field `files`; begun again once when the connection breaks.

    Raises:
        InputError: the server refuses type or size.
        NetworkError: the connection broke twice.
    """
    url = client.url("upload", session=session_id)
    timeout = httpx.Timeout(client.pace.network(300.0), connect=client.pace.network(20.0))
    renewed = waited = cut = False
    with transport.new_client(timeout=timeout, loopback=client.endpoint.loopback, reuse=False) as http:
        while True:
            headers = client.authorized()
            try:
                with open(file.path, "rb") as source, transport.foreign_errors():
                    reader: Any = _Reader(source, progress, file.bytes, stop)
                    response = http.post(url, headers=headers, files={"files": (file.name, reader)})
            except NetworkError:
                if cut:
                    raise
                cut = True
                client.pace.wait(float(client.tables["cadence"]["reconnect_s"]))
                continue
            answer = Answer(response.status_code, response.content.decode("utf-8", "replace"), response.headers)
            error = failure(answer, client.tables, about_session=True)
            if error is None:
                return parse_uploads(answer)
            if error.code == 1001 and not renewed:
                renewed = True
                client.renew_token(headers)
            elif isinstance(error, RateLimitError) and not waited and client.sit_out(error):
                waited = True
            else:
                raise client.with_links(error)


# -- downloads --------------------------------------------------------------------------------------------------------


def download(
    client: CloudClient,
    target: str,
    *,
    urls: Callable[[int], str | None],
    part: Part | None = None,
    on_part: Callable[[Part], None] = lambda part: None,
    progress: Progress = lambda done, total: None,
    stop: Callable[[], bool] = lambda: False,
) -> Downloaded:
    """Fetch a finished render and put it at `target`, which stays untouched until the new file is whole.

    Args:
        urls: the address for attempt 0, 1, 2 ...: the link, a fresh link, the service's own download; None ends it.
        part: what an earlier process began; it is continued when the file on the server is still the same.
        on_part: told once the temporary file and its validator are known, so that a later process can go on.

    Raises:
        InputError: the target can't be written, or the user cancelled.
        NetworkError, BackendError: no attempt gave a whole MP4.
    """
    folder = os.path.dirname(os.path.abspath(target))
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as exc:
        raise _unwritable(folder, exc) from exc
    if os.path.isdir(target):
        raise InputError(f"{target} is a folder.", hint="Name the file to write with -o, such as -o video.mp4.")
    # The name's end is random: two processes with the same target must not share it.
    fresh = os.path.join(folder, f".{os.path.basename(target)[:80]}.{secrets.token_hex(4)}.part")
    state = _Progressing(part if part and os.path.isfile(part.path) else Part(fresh, ""), on_part, progress, stop)
    last: SkillError | None = None
    for attempt in range(64):
        try:
            url = urls(attempt)
        except (NetworkError, BackendError) as exc:
            last, url = exc, None
        if url is None:
            break
        try:
            _fetch(client, url, state)
            info = read_mp4(state.part.path)
        except (NetworkError, BackendError) as exc:
            last = exc
            if exc.code == "bad_file":
                state.restart()
            client.pace.wait(float(client.tables["cadence"]["reconnect_s"]))
            continue
        except OSError as exc:
            raise _unwritable(folder, exc) from exc
        return _place(state.part.path, target, info)
    with contextlib.suppress(OSError):
        os.unlink(state.part.path)
    raise last or BackendError("The render has no download link.", hint="Run the export again.")


class _Progressing:
    """What the attempts share: the temporary file, how to report, whether to stop."""

    def __init__(
        self, part: Part, on_part: Callable[[Part], None], progress: Progress, stop: Callable[[], bool]
    ) -> None:
        self.part, self.on_part, self.progress, self.stop = part, on_part, progress, stop

    def restart(self) -> None:
        self.part = Part(self.part.path, "")
        with contextlib.suppress(OSError):
            os.truncate(self.part.path, 0)

    def offset(self) -> int:
        """Bytes that can be kept: only with a validator can the rest be asked for safely."""
        try:
            return os.path.getsize(self.part.path) if self.part.etag else 0
        except OSError:
            return 0


def _fetch(client: CloudClient, url: str, state: _Progressing) -> None:
    offset = state.offset()
    headers = {"Accept-Encoding": "identity"}
    if offset:
        headers |= {"Range": f"bytes={offset}-", "If-Range": state.part.etag}
    timeout = httpx.Timeout(client.pace.network(60.0), connect=client.pace.network(20.0))
    loopback = client.endpoint.loopback
    with (
        transport.new_client(timeout=timeout, loopback=loopback, reuse=False) as http,
        transport.foreign_errors(),
        _follow(client, http, url, headers) as response,
    ):
        if response.status_code == 416 and offset:
            state.restart()
            raise NetworkError("The download could not be continued; it starts over.")
        if response.status_code not in (200, 206):
            raise BackendError(f"The download was refused (HTTP {response.status_code}).", code="link")
        if response.status_code == 206 and _range_start(response.headers) != offset:
            state.restart()
            raise NetworkError("The server continued the download at the wrong place; it starts over.")
        _receive(response, state, offset if response.status_code == 206 else 0)


def _receive(response: httpx.Response, state: _Progressing, offset: int) -> None:
    etag = response.headers.get("etag", "")
    # A weak validator can't be used in If-Range (RFC 9110, 13.1.5).
    length = response.headers.get("content-length", "")
    total = offset + int(length) if length.isdigit() else None
    if not offset:
        # The name is known before the file exists, without a validator that old bytes could be continued under.
        state.part = Part(state.part.path, "")
        state.on_part(state.part)
    with open(state.part.path, "r+b" if offset else "wb", buffering=0) as file:
        file.seek(offset)
        state.part = Part(state.part.path, etag if etag and not etag.startswith("W/") else "")
        state.on_part(state.part)
        done = offset
        # Without a chunk size: httpx would hold back up to one chunk, and lose it when the connection breaks.
        for chunk in response.iter_raw():
            if state.stop():
                raise InputError("The download was cancelled.", hint="'wait' fetches it later.", code="cancelled")
            file.write(chunk)
            done += len(chunk)
            state.progress(done, total)
    if total is not None and done != total:
        raise NetworkError(f"The download ended early ({done} of {total} bytes).")


@contextlib.contextmanager
def _follow(client: CloudClient, http: httpx.Client, url: str, headers: Mapping[str, str]) -> Any:
    """Open a link, following redirects by hand: the token goes to the API's own download endpoint and nowhere else."""
    for _ in range(_MAX_REDIRECTS):
        if not url.lower().startswith(("http://", "https://")):
            raise BackendError("The download link is not an http or https address.", code="link")
        own = client.is_own_host(url) and "/api/" in url
        response = http.send(
            http.build_request("GET", url, headers={**headers, **(client.authorized() if own else {})}), stream=True
        )
        try:
            if response.status_code in (301, 302, 303, 307, 308) and "location" in response.headers:
                url = urljoin(url, response.headers["location"])
                continue
            yield response
            return
        finally:
            response.close()
    raise BackendError("The download link redirects in circles.", code="link")


def _range_start(headers: Mapping[str, str]) -> int:
    text = headers.get("content-range", "").removeprefix("bytes").strip().split("-")[0]
    return int(text) if text.isdigit() else -1


def _place(temporary: str, target: str, info: Mp4Info) -> Downloaded:
    digest = hashlib.sha256()
    # The disk writes what it has while the file is read once more from memory.
    with open(temporary, "r+b") as file, ThreadPoolExecutor(1) as pool:
        synced = pool.submit(os.fsync, file.fileno())
        while block := file.read(_CHUNK):
            digest.update(block)
        size = file.tell()
        try:
            synced.result()
        except OSError as exc:
            raise _unwritable(target, exc) from exc
    try:
        os.replace(temporary, target)
    except OSError as exc:
        raise _unwritable(target, exc) from exc
    return Downloaded(os.path.abspath(target), size, digest.hexdigest(), info)


def _unwritable(path: str, exc: OSError) -> InputError:
    return InputError(
        f"{path} can't be written: {exc.strerror or exc}.",
        hint="Choose another place with -o, or free some space; the render is kept, 'wait' fetches it.",
        code="output",
    )


def describe(done: Downloaded) -> dict[str, Any]:
    """The `files` entry of a `--json` result."""
    return {
        "path": done.path,
        "bytes": done.bytes,
        "sha256": done.sha256,
        "duration_ms": done.info.duration_ms,
        "width": done.info.width,
        "height": done.info.height,
        "video_codec": done.info.video_codec,
        "audio_codec": done.info.audio_codec,
    }
