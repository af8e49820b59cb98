"""The tree of failures. Each carries what an agent needs: a code, an exit status and a hint.

SkillError
 ├── UsageError        2   wrong option or value
 ├── TokenError        3   token missing, refused or expired and not replaceable
 ├── CreditsError      4   out of credits
 ├── PlanError         5   the plan doesn't allow it
 ├── InputError        6   bad file, nothing to export, unusable state folder
 ├── NetworkError      7   backend unreachable
 │    └── NotSentError     the request surely never left: it may be repeated
 ├── BackendError      8   the backend failed or answered nonsense
 │    └── SessionGone      the session is unknown to the server (1002)
 ├── RateLimitError    9   rate limited, also after the wait
 ├── StillRunning     75   the work goes on; `wait` continues
 └── Interrupted     130   Ctrl-C; the job goes on
"""

from __future__ import annotations

from typing import Any


class SkillError(Exception):
    """A failure that the user can understand.

    Attributes:
        message: what happened, one sentence.
        hint: what to do next, one sentence.
        code: the API's number (`2001`) or a word (`"unreachable"`).
        status: exit status of the command line.
        retryable: whether the same command may succeed later without a change.
        links: URLs that belong to the failure (`register`, `workspace`).
    """

    code: int | str = "failed"
    status: int = 8
    retryable: bool = False
    hint: str = "Run the command again; 'doctor' shows what is configured."

    def __init__(
        self,
        message: str,
        *,
        hint: str | None = None,
        code: int | str | None = None,
        retryable: bool | None = None,
        links: dict[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        if hint is not None:
            self.hint = hint
        if code is not None:
            self.code = code
        if retryable is not None:
            self.retryable = retryable
        self.links = links or {}

    def to_json(self) -> dict[str, Any]:
        """The `error` object of a `--json` result."""
        return {"code": self.code, "message": self.message, "hint": self.hint, "retryable": self.retryable}


class UsageError(SkillError):
    code = "usage"
    status = 2
    hint = "See --help."


class TokenError(SkillError):
    code = 1001
    status = 3


class CreditsError(SkillError):
    code = 2001
    status = 4


class PlanError(SkillError):
    code = 402
    status = 5


class InputError(SkillError):
    code = "input"
    status = 6


class NetworkError(SkillError):
    code = "unreachable"
    status = 7
    retryable = True


class NotSentError(NetworkError):
    """The connection failed before any byte of the request left."""


class BackendError(SkillError):
    code: int | str = "backend"
    status = 8
    retryable = True


class SessionGone(BackendError):
    code = 1002


class RateLimitError(SkillError):
    """`retry_after_s` is what the server asked for, in seconds; None when it named no time."""

    code = 429
    status = 9
    retryable = True

    def __init__(self, message: str, *, retry_after_s: float | None = None, **fields: Any) -> None:
        super().__init__(message, **fields)
        self.retry_after_s = retry_after_s


class StillRunning(SkillError):
    # `retryable` stays false for these two: the same command again would be a second message; `wait` goes on.
    code = "running"
    status = 75


class Interrupted(SkillError):
    code = "interrupted"
    status = 130


BY_STATUS: dict[int, type[SkillError]] = {
    kind.status: kind
    for kind in (
        UsageError,
        TokenError,
        CreditsError,
        PlanError,
        InputError,
        NetworkError,
        BackendError,
        RateLimitError,
        StillRunning,
        Interrupted,
    )
}


def from_json(data: dict[str, Any], *, status: int, links: dict[str, str] | None = None) -> SkillError:
    """Rebuild a failure that another process wrote down."""
    kind = BY_STATUS.get(status, BackendError)
    return kind(
        str(data.get("message", "")),
        hint=data.get("hint"),
        code=data.get("code"),
        retryable=bool(data.get("retryable")),
        links=links,
    )
