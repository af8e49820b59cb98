"""The client: one method an endpoint. It says what it sends and what it returns, and hides nothing else.

Facts about the service: contract of the API (NemoVideo's skill specification and its public client).
"""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

import httpx
from pydantic import ValidationError

from nemo_skill import rawjson
from nemo_skill.cloud import auth, transport
from nemo_skill.cloud.envelope import Answer, failure
from nemo_skill.cloud.models import Claim, Credits, Render, Session, Token, Upload
from nemo_skill.errors import BackendError, NetworkError, NotSentError, RateLimitError, SkillError, TokenError
from nemo_skill.pace import Pace


class Endpoint(NamedTuple):
    """One deployment of the API and how to introduce ourselves to it."""

    base_url: str
    web_url: str
    headers: Mapping[str, str]  # the attribution headers
    loopback: bool = False  # the embedded backend


class StateSnapshot(NamedTuple):
    """The session's state: parsed for reading, and the draft's own JSON text for the export (None without one)."""

    data: dict[str, Any]
    draft_json: str | None


class CloudClient:
    """Speaks to one deployment with one token.

    Args:
        tables: skill.yaml.
        keeper: made by `open_client`; tests may pass one of their own.
        on_wait: told (reason, seconds) before a wait that the server asked for.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        tables: Mapping[str, Any],
        pace: Pace,
        *,
        environ: Mapping[str, str],
        token_path: str,
        client_id_path: str,
        on_wait: Callable[[str, float], None] | None = None,
    ) -> None:
        self.endpoint = endpoint
        self.tables = tables
        self.pace = pace
        self._environ = environ
        self._client_id_path = client_id_path
        self._on_wait = on_wait or (lambda reason, seconds: None)
        given = "" if endpoint.loopback else environ.get("NEMO_TOKEN", "")
        self.keeper = auth.TokenKeeper(given, token_path, self.anonymous_token)
        self._timeout = httpx.Timeout(pace.network(60.0), connect=pace.network(20.0))
        self._http: httpx.Client | None = None

    def __enter__(self) -> CloudClient:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        if self._http is not None:
            self._http.close()
            self._http = None

    # -- endpoints ------------------------------------------------------------------------------------------------

    def anonymous_token(self) -> Token:
        """`POST /api/auth/anonymous-token` with X-Client-Id and no Authorization."""
        answer = self._token_answer(renew_id=False)
        if answer.failure_code() == 400:
            answer = self._token_answer(renew_id=True)
        self._raise_for(answer)
        try:
            return Token.model_validate(answer.data)
        except ValidationError as exc:
            raise _nonsense("a token", exc) from None

    def create_session(self, language: str) -> Session:
        """`POST .../with-session/nemo_agent`: a new, empty timeline. `language` is BCP 47."""
        body = {"task_name": "project", "language": language}
        answer = self._call("POST", self.url("session"), content=_json(body))
        try:
            return Session.model_validate(answer.data)
        except ValidationError as exc:
            raise _nonsense("a session", exc) from None

    def claim_link(self, session: Session) -> str | None:
        """The workspace link that the user may open; None where the deployment has no claim tokens."""
        body = {"task_id": session.task_id, "session_id": session.session_id}
        try:
            answer = self._call("POST", self.url("claim"), content=_json(body), tries=1)
            claim = Claim.model_validate(answer.data)
        except (SkillError, ValidationError):
            return None
        token = quote(claim.claim_token.get_secret_value(), safe="")
        return str(self.tables["api"]["claim_link"]).format(web=self.endpoint.web_url.rstrip("/"), claim_token=token)

    def credits(self) -> Credits:
        """`GET /api/credits/balance/simple`."""
        answer = self._call("GET", self.url("credits"))
        found = Credits.model_validate(answer.data)
        if found.available is None:
            raise BackendError("The video service answered without a balance (field: available).")
        return found

    def state(self, session_id: str) -> StateSnapshot:
        """`GET /api/state/.../latest`. Raises `SessionGone` when the server doesn't know the session."""
        answer = self._call("GET", self.url("state", session=session_id), about_session=True)
        return StateSnapshot(answer.data, rawjson.draft_text(answer.text))

    def upload_urls(self, session_id: str, urls: list[str]) -> list[Upload]:
        """`POST /api/upload-video/...` with URLs that the server fetches itself."""
        body = {"urls": urls, "source_type": "url"}
        url = self.url("upload", session=session_id)
        answer = self._call("POST", url, content=_json(body), about_session=True, timeout_s=300.0, tries=1)
        return parse_uploads(answer)

    def submit_render(self, render_id: str, session_id: str, draft_json: str) -> Render:
        """`POST /api/render/proxy/lambda`. The draft's text goes in as it came, byte for byte.

        Raises:
            BackendError: with code 409 when the id exists already.
        """
        head = _json({"id": render_id, "sessionId": session_id})[:-1]
        tail = _json({"output": {"format": "mp4", "quality": "high"}})[1:]
        body = b"".join((head, b',"draft":', draft_json.encode(), b",", tail))
        answer = self._exchange("POST", self.url("render"), content=body)
        code = answer.failure_code()
        if code is not None and (code == 409 or _says_duplicate(answer.message)):
            raise BackendError("This render id is taken.", code=409)
        self._raise_for(answer)
        return Render.parse(answer.data)

    def render_status(self, render_id: str) -> Render | None:
        """`GET /api/render/proxy/lambda/<id>`; None when the server doesn't know the id (404)."""
        answer = self._exchange("GET", self.url("render_status", render=render_id))
        if answer.failure_code() == 404:
            return None
        self._raise_for(answer)
        return Render.parse(answer.data)

    def cancel_render(self, render_id: str) -> bool:
        """`POST .../<id>/cancel`; whether the server accepted it."""
        answer = self._exchange("POST", self.url("render_cancel", render=render_id), content=b"{}")
        return answer.failure_code() is None

    def download_url(self, render_id: str) -> str:
        """The fallback `GET .../<id>/download`, which wants the token and may redirect to the file."""
        return self.url("render_download", render=render_id)

    @contextlib.contextmanager
    def open_message(
        self, session_id: str, text: str, *, on_connection: Callable[[Any], None]
    ) -> Iterator[httpx.Response]:
        """`POST /run_sse`: the open response, its body unread. Sent once; the caller decides what a failure means.

        Args:
            on_connection: told the network stream (httpcore) as soon as there is one. Reading has no time-out of its
                own: whoever knows the clocks ends it by shutting the connection.

        Raises:
            NotSentError: the request surely did not leave.
            NetworkError: it may have left.
        """
        body = {
            "app_name": self.tables["api"]["app_name"],
            "user_id": "me",
            "session_id": session_id,
            "new_message": {"parts": [{"text": text}]},
        }
        timeout = httpx.Timeout(
            None, connect=self.pace.network(20.0), write=self.pace.network(60.0), pool=self.pace.network(20.0)
        )

        def trace(event: str, info: Mapping[str, Any]) -> None:
            if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
                on_connection(info["return_value"])

        headers = {
            **self.authorized(),
            "Accept": "text/event-stream",
            "Accept-Encoding": "identity",
            "Cache-Control": "no-store",
            "Content-Type": "application/json",
        }
        with transport.new_client(timeout=timeout, loopback=self.endpoint.loopback, reuse=False) as http:
            request = http.build_request(
                "POST", self.url("message"), content=_json(body), headers=headers, extensions={"trace": trace}
            )
            request.extensions["timeout"] = timeout.as_dict()
            with transport.foreign_errors():
                response = http.send(request, stream=True)
            try:
                yield response
            finally:
                response.close()

    def refusal(self, response: httpx.Response) -> tuple[SkillError | None, Answer]:
        """Read an error body; the failure that it stands for (None: no failure named) and the decoded body."""
        with transport.foreign_errors():
            response.read()
        answer = _answer(response)
        return failure(answer, self.tables, about_session=True), answer

    # -- the token and the headers --------------------------------------------------------------------------------

    def authorized(self) -> dict[str, str]:
        """Attribution and Authorization: what every request to the API carries."""
        return {**self.endpoint.headers, "Authorization": f"Bearer {self.keeper.token()}"}

    def renew_token(self, refused_headers: Mapping[str, str]) -> None:
        """Replace the token that a request was refused with (1001)."""
        self.keeper.renew(refused_headers["Authorization"].removeprefix("Bearer "))

    def is_own_host(self, url: str) -> bool:
        """Whether a URL is the API's own origin, the only place a token may go to."""
        ours, theirs = urlsplit(self.endpoint.base_url), urlsplit(url)
        return (ours.scheme, ours.hostname, _port(ours)) == (theirs.scheme, theirs.hostname, _port(theirs))

    # -- requests -------------------------------------------------------------------------------------------------

    def url(self, name: str, **parts: str) -> str:
        path = str(self.tables["api"][name]).format(**{key: quote(value, safe="") for key, value in parts.items()})
        return self.endpoint.base_url.rstrip("/") + path

    def _token_answer(self, *, renew_id: bool) -> Answer:
        client_id = auth.client_id(self._environ, self._client_id_path, renew=renew_id)
        headers = {**self.endpoint.headers, "X-Client-Id": client_id, "Content-Type": "application/json"}
        url = self.url("token")
        answer = self._send("POST", url, headers=headers, content=b"{}")
        if answer.failure_code() == 429:
            self._sit_out(answer)
            answer = self._send("POST", url, headers=headers, content=b"{}")
        return answer

    def _call(
        self, method: str, url: str, *, about_session: bool = False, tries: int | None = None, **options: Any
    ) -> Answer:
        """A request whose failure is raised. Reads survive broken connections and 5xx; `tries` limits that."""
        limit = tries or (int(self.tables["cadence"]["reconnect_tries"]) if method == "GET" else 1)
        for attempt in range(1, limit + 1):
            try:
                answer = self._exchange(method, url, **options)
            except NotSentError:
                raise  # `_send` has tried that as often as it is worth: together the tries would take a minute
            except NetworkError:
                if attempt == limit:
                    raise
            else:
                if answer.status < 500 or answer.code or attempt == limit:
                    self._raise_for(answer, about_session=about_session)
                    return answer
            self.pace.wait(float(self.tables["cadence"]["reconnect_s"]) * attempt)
        raise AssertionError("the loop above returns or raises")

    def _exchange(self, method: str, url: str, **options: Any) -> Answer:
        """A request with the token; a refused token is renewed once, a 429 is waited for once."""
        headers = self.authorized()
        answer = self._send(method, url, headers=headers, **options)
        if answer.failure_code() == 1001:
            self.renew_token(headers)
            answer = self._send(method, url, headers=self.authorized(), **options)
        elif answer.failure_code() == 429:
            self._sit_out(answer)
            answer = self._send(method, url, headers=headers, **options)
        return answer

    def _send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        content: bytes | None = None,
        timeout_s: float | None = None,
    ) -> Answer:
        """One request, repeated only while it surely never left."""
        if self._http is None:
            self._http = transport.new_client(timeout=self._timeout, loopback=self.endpoint.loopback)
        all_headers = {"Accept": "application/json", **headers}
        if content is not None:
            all_headers["Content-Type"] = "application/json"
        timeout = (
            httpx.Timeout(self.pace.network(timeout_s), connect=self._timeout.connect) if timeout_s else self._timeout
        )
        tries = int(self.tables["cadence"]["reconnect_tries"])
        for attempt in range(1, tries + 1):
            try:
                with transport.foreign_errors():
                    response = self._http.request(method, url, headers=all_headers, content=content, timeout=timeout)
                return _answer(response)
            except NotSentError:
                if attempt == tries:
                    raise
                self.pace.wait(float(self.tables["cadence"]["reconnect_s"]) * attempt)
        raise AssertionError("the loop above returns or raises")

    def sit_out(self, error: RateLimitError) -> bool:
        """Wait as a 429 asks; False when that would take too long to be worth it."""
        cadence = self.tables["cadence"]
        seconds = error.retry_after_s if error.retry_after_s is not None else float(cadence["retry_after_s"])
        if seconds > float(cadence["retry_after_max_s"]):
            return False
        self._on_wait("rate limited", seconds)
        self.pace.wait(seconds)
        return True

    def _sit_out(self, answer: Answer) -> None:
        error = failure(answer, self.tables)
        if isinstance(error, RateLimitError) and not self.sit_out(error):
            raise error

    def _raise_for(self, answer: Answer, *, about_session: bool = False) -> None:
        if 300 <= answer.status < 400:
            raise BackendError(
                "The video service redirected the request elsewhere; the token stays here.",
                hint="Check NEMO_API_URL: it must name the API itself (https, without a redirect).",
            )
        error = failure(answer, self.tables, about_session=about_session)
        if error is None:
            if not isinstance(answer.document, dict):
                raise BackendError("The video service answered something that is not JSON.")
            return
        raise self.with_links(error)

    def account_link(self) -> str:
        """Where an anonymous user registers, and a registered one tops up."""
        user = self.keeper.user_id
        link = str(self.tables["api"]["register_link" if user.startswith("anon_") else "topup_link"])
        return link.format(web=self.endpoint.web_url.rstrip("/"), user_id=quote(user, safe=""))

    def with_links(self, error: SkillError) -> SkillError:
        """Make a failure fit to be shown: without the token, whatever it looks like, and with the registration or
        top-up link that belongs to 2001 and 402, unless the server sent its own."""
        known = self.keeper.known()
        if known:
            error.message = error.message.replace(known, "…")
            error.args = (error.message,)
        if error.code in (2001, 402) and "register" not in error.links:
            error.links["register"] = self.account_link()
        if isinstance(error, TokenError) and not self.keeper.is_given:
            error.hint = "Wait a minute and run the command again: a new free token is requested."
        return error


def parse_uploads(answer: Answer) -> list[Upload]:
    """`data.files[]` of an upload's answer.

    Raises:
        BackendError: the answer lists no file.
    """
    files = answer.data.get("files")
    if not isinstance(files, list) or not files:
        raise BackendError("The video service took the upload but listed no file.")
    return [Upload.model_validate(item) for item in files if isinstance(item, dict)]


def new_render_id(taken: Callable[[str], bool]) -> str:
    """`render_<unix milliseconds>`, moved on while `taken` says that it was used before."""
    stamp = time.time_ns() // 1_000_000
    while taken(f"render_{stamp}"):
        stamp += 1
    return f"render_{stamp}"


def _answer(response: httpx.Response) -> Answer:
    # JSON is UTF-8 (RFC 8259), whatever the charset parameter says.
    return Answer(response.status_code, response.content.decode("utf-8-sig", errors="replace"), response.headers)


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def _port(parts: Any) -> int | None:
    return parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def _says_duplicate(message: str) -> bool:
    text = message.lower()
    return "duplicate" in text or ("exist" in text and not any(word in text for word in ("not exist", "n't exist")))


def _nonsense(what: str, exc: ValidationError) -> BackendError:
    missing = ", ".join(".".join(map(str, error["loc"])) for error in exc.errors()[:3])
    return BackendError(f"The video service answered without {what} (field: {missing}).")
