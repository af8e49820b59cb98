"""Failures as the API tells them: ``{"code": ..., "message": ..., "data": ...}`` with an HTTP status."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.responses import JSONResponse


class ApiError(Exception):
    """A refusal; ``code`` is the API's number, ``status`` the HTTP one."""

    def __init__(
        self,
        code: int,
        message: str,
        *,
        status: int = 200,
        data: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status
        self.data = dict(data or {})
        self.headers = dict(headers or {})

    def body(self) -> dict[str, Any]:
        return {"code": self.code, "message": self.message, "data": self.data}

    def response(self) -> JSONResponse:
        return JSONResponse(self.body(), status_code=self.status, headers=self.headers)


def success(data: Mapping[str, Any]) -> JSONResponse:
    return JSONResponse({"code": 0, "message": "success", "data": dict(data)})


def token_invalid(why: str) -> ApiError:
    return ApiError(1001, f"token invalid: {why}", status=401, headers={"WWW-Authenticate": "Bearer"})


def session_missing(session_id: str) -> ApiError:
    return ApiError(1002, f"session not found: {session_id[:40]}", status=404)


def client_id_missing(why: str) -> ApiError:
    return ApiError(400, why, status=400)


def plan_blocks_export() -> ApiError:
    return ApiError(
        402,
        "export is not in the free plan: the attribution headers X-Skill-Source, X-Skill-Version and "
        "X-Skill-Platform are missing",
        status=402,
    )


def rate_limited(message: str, retry_after_s: float) -> ApiError:
    return ApiError(429, message, status=429, headers={"Retry-After": str(max(1, round(retry_after_s)))})


def bad_request(message: str) -> ApiError:
    """A request that makes no sense. 422, since the API's own code 400 means a missing client id."""
    return ApiError(422, message, status=422)


def not_found(what: str) -> ApiError:
    return ApiError(404, f"not found: {what}", status=404)


def unsupported_type(message: str) -> ApiError:
    return ApiError(4001, message, status=400)


def too_large(message: str) -> ApiError:
    return ApiError(4002, message, status=413)
