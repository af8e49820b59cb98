"""An HTTP answer -> its data, or the failure that it stands for. Pure: bytes and numbers in, values out."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from nemo_skill import errors
from nemo_skill.errors import BackendError, RateLimitError, SessionGone, SkillError

# An HTTP status that came without a code of the API's own.
_CODE_OF_STATUS = {400: 400, 401: 1001, 402: 402, 413: 4002, 415: 4001, 429: 429}
_LINK_KEYS = ("register_url", "registration_url", "registration_link", "register_link", "topup_url", "top_up_url",
              "upgrade_url", "link", "url")  # fmt: skip
# How a deployment that answers everything with status 200 says that it doesn't know an id.
_UNKNOWN = re.compile(r"not[ _-]?found|(?:does ?n['o]t|not) exist|no such ", re.IGNORECASE)
_SECRET = re.compile(r"(nmv_[A-Za-z]+_|clm_|Bearer\s+)[\w.~+/=-]+")


def redact(text: str) -> str:
    """Hide whatever looks like a token in text that comes from outside."""
    return _SECRET.sub(lambda match: match[1].split()[0] + "…", text)


def short(text: str, limit: int = 300) -> str:
    """One readable line of a server's own words."""
    line = "".join(char for char in " ".join(redact(text).split()) if char.isprintable())
    return line if len(line) <= limit else line[: limit - 1] + "…"


class Answer:
    """A decoded body: `document` is the parsed JSON (None when it isn't JSON), `data` the part that matters."""

    def __init__(self, status: int, text: str, headers: Mapping[str, str]) -> None:
        self.status = status
        self.text = text
        self.headers = headers
        try:
            self.document: Any = json.loads(text) if text.strip() else None
        except (ValueError, RecursionError):
            self.document = None

    @property
    def code(self) -> int | None:
        """The API's code; None when the body names none."""
        if isinstance(self.document, dict):
            return _integer(self.document.get("code"))
        return None

    @property
    def message(self) -> str:
        """The server's own words for a failure, as one short line."""
        if isinstance(self.document, dict):
            for key in ("message", "msg", "error", "detail", "errorMessage"):
                value = self.document.get(key)
                if isinstance(value, dict):
                    value = value.get("message")
                if isinstance(value, str) and value.strip():
                    return short(value)
        return ""

    @property
    def data(self) -> dict[str, Any]:
        """`data` of an envelope, else the whole object; {} when there is none."""
        if not isinstance(self.document, dict):
            return {}
        inner = self.document.get("data")
        if isinstance(inner, dict):
            # Some deployments answer fields at the top level; the inner ones win.
            return {**{k: v for k, v in self.document.items() if k not in ("data", "code", "message")}, **inner}
        return self.document

    def failure_code(self) -> int | None:
        """What failed, as a code of the API; None for a success."""
        if self.code:
            return self.code
        if self.status >= 400:
            return _CODE_OF_STATUS.get(self.status, self.status)
        if isinstance(self.document, dict) and self.document.get("success") is False:
            return 404 if _UNKNOWN.search(self.message) else 500
        return None

    def retry_after_s(self) -> float | None:
        """`Retry-After` in seconds; None when absent or a date (which this API doesn't use)."""
        try:
            return max(0.0, float(self.headers.get("retry-after", "")))
        except ValueError:
            return None


def failure(answer: Answer, tables: Mapping[str, Any], *, about_session: bool = False) -> SkillError | None:
    """The exception for an answer; None for a success.

    Args:
        tables: skill.yaml; its `errors` give exit status, message and hint of each code.
        about_session: a plain 404 means that the session is unknown.
    """
    code = answer.failure_code()
    if code is None:
        return None
    if code == 404 and (about_session or "session" in answer.message.lower()):
        code = 1002
    row = error_row(tables, code)
    if row is None:
        said = answer.message or f"HTTP {answer.status}"
        return BackendError(f"The video service failed: {said}.".replace("..", "."), code=code)
    message = row["message"]
    if answer.message and row["status"] in (6, 8):
        message = f"{message} ({answer.message})"
    fields: dict[str, Any] = {"hint": row["hint"], "code": code, "retryable": bool(row.get("retryable"))}
    links = own_links(answer.data)
    if code == 429:
        return RateLimitError(message, retry_after_s=answer.retry_after_s(), links=links, **fields)
    kind = SessionGone if code == 1002 else errors.BY_STATUS[row["status"]]
    return kind(message, links=links, **fields)


def error_row(tables: Mapping[str, Any], code: int | str) -> Mapping[str, Any] | None:
    """The row of skill.yaml's error table for a code."""
    for row in tables["errors"]:
        if row["code"] == code:
            found: Mapping[str, Any] = row
            return found
    return None


def own_links(data: Mapping[str, Any]) -> dict[str, str]:
    """A registration or top-up URL that the server itself sent (http or https only)."""
    for key in _LINK_KEYS:
        value = data.get(key)
        if isinstance(value, str) and value.startswith(("https://", "http://")):
            return {"register": value}
    return {}


def _integer(value: Any) -> int | None:
    if isinstance(value, bool):
        return None
    try:
        return int(value)
    except (TypeError, ValueError):
        return None
