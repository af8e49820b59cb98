"""A gate before the application: whose Host header it answers to, how much it reads, and when it was last used."""

from __future__ import annotations

import ipaddress
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from . import faults
from .context import Activity

#: Among the allowed hosts: a server that listens on every interface answers to any address written in numbers.
ANY_ADDRESS = "*"


def host_name(header: str) -> str:
    """The host of a Host header, without port and brackets, in lower case."""
    header = header.strip().lower()
    if header.startswith("["):
        return header[1:].partition("]")[0]
    return header.partition(":")[0].rstrip(".")


def is_own_host(header: str, allowed: frozenset[str]) -> bool:
    """Loopback names and addresses, and the names the server was told.

    A page on the web can make a browser send requests to 127.0.0.1 under a name of its own (DNS rebinding); such a
    request carries the foreign name here.
    """
    name = host_name(header)
    if name in allowed or name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    return address.is_loopback or ANY_ADDRESS in allowed


class Guard:
    """ASGI middleware."""

    def __init__(self, app: ASGIApp, *, hosts: frozenset[str], activity: Activity, body_bytes: int) -> None:
        self._app = app
        self._hosts = hosts
        self._activity = activity
        self._body_bytes = body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        if not is_own_host(headers.get(b"host", b"").decode("latin-1"), self._hosts):
            await faults.ApiError(421, "this server doesn't answer to that host name", status=421).response()(
                scope, receive, send
            )
            return
        length = headers.get(b"content-length", b"0")
        if length.isdigit() and int(length) > self._body_bytes:
            await faults.too_large(f"a request may have {self._body_bytes} bytes at most").response()(
                scope, receive, send
            )
            return
        read = 0

        async def bounded() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self._body_bytes:
                raise faults.too_large(f"a request may have {self._body_bytes} bytes at most")
            return message

        self._activity.running += 1
        try:
            await self._app(scope, bounded, send)
        finally:
            self._activity.running -= 1
            self._activity.last = time.monotonic()
