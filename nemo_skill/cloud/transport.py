"""httpx clients as this skill needs them, and its exceptions mapped onto the skill's own, once."""

from __future__ import annotations

import contextlib
import functools
import ipaddress
import os
import re
import ssl
from collections.abc import Iterator

import httpcore
import httpx

from nemo_skill.errors import NetworkError, NotSentError

# The most specific match wins, so that the order of rows cannot matter.
_FOREIGN: dict[type[Exception], type[NetworkError]] = {
    httpx.HTTPError: NetworkError,
    httpx.ConnectError: NotSentError,
    httpx.ConnectTimeout: NotSentError,
    httpx.PoolTimeout: NotSentError,
    httpx.ProxyError: NotSentError,
    httpx.UnsupportedProtocol: NotSentError,
    httpx.LocalProtocolError: NotSentError,
    httpx.InvalidURL: NotSentError,
    httpx.StreamError: NetworkError,
    httpx.DecodingError: NetworkError,  # an answer that can't be decoded proves nothing
}
# httpcore reads 64 KB at a time, which costs a large download more processor time than writing it. A later version may
# ignore this; then downloads are slower, nothing else.
httpcore.HTTP11Connection.READ_NUM_BYTES = 1 << 20

_HINT = "Check the network and try again, or add --local for a free preview without it."


@contextlib.contextmanager
def foreign_errors() -> Iterator[None]:
    """Turn httpx's exceptions into `NotSentError` or `NetworkError`."""
    try:
        yield
    except (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL) as exc:
        best: type[Exception] | None = None
        for foreign in _FOREIGN:
            if isinstance(exc, foreign) and (best is None or issubclass(foreign, best)):
                best = foreign
        kind = _FOREIGN[best or httpx.HTTPError]
        raise kind(_describe(exc), hint=_HINT) from exc


def _describe(exc: Exception) -> str:
    """One sentence without URLs: they may carry what is not for the screen."""
    if isinstance(exc, httpx.ConnectTimeout | httpx.PoolTimeout):
        return "The video service can't be reached: no connection in time."
    if isinstance(exc, httpx.ConnectError):
        return f"The video service can't be reached: {_reason(exc)}."
    if isinstance(exc, httpx.TimeoutException):
        return "The video service stopped answering."
    if isinstance(exc, httpx.LocalProtocolError):
        # Its own words quote the header that it couldn't send.
        return "The request could not be put together."
    if isinstance(exc, httpx.UnsupportedProtocol | httpx.InvalidURL):
        return "The service's address isn't a valid http or https URL."
    return f"The connection to the video service broke: {_reason(exc)}."


def _reason(exc: Exception) -> str:
    text = str(exc).splitlines()[0].strip().rstrip(".") if str(exc).strip() else type(exc).__name__
    # "[Errno 111] Connection refused": the number helps nobody.
    return re.sub(r"^\[Errno -?\d+\] ", "", text)[:160]


def new_client(
    *, headers: dict[str, str] | None = None, timeout: httpx.Timeout, loopback: bool = False, reuse: bool = True
) -> httpx.Client:
    """A client with TLS verification on and no redirects.

    Args:
        loopback: the embedded backend, which no proxy may see.
        reuse: keep connections open between requests. A message goes over a connection of its own: on a reused one
            "the server closed it just now" can't be told from "the server took the request and then closed it".
    """
    limits = httpx.Limits(max_keepalive_connections=4 if reuse else 0, keepalive_expiry=20.0)

    def build() -> httpx.Client:
        return httpx.Client(
            headers=headers,
            timeout=timeout,
            limits=limits,
            follow_redirects=False,
            trust_env=not loopback,
            verify=_verification(),
        )

    try:
        return build()
    except Exception:  # httpx 0.28 fails with various types on an odd NO_PROXY entry such as "::1/128"
        repair_no_proxy()
        return build()


@functools.cache
def _verification() -> ssl.SSLContext:
    """httpx's own verifying context, made once: reading the certificates takes longer than a request on loopback."""
    return httpx.create_ssl_context()


def repair_no_proxy() -> None:
    """Drop the entries of NO_PROXY that httpx can't read (CIDR ranges of IPv6); the others stay in force."""
    for name in ("NO_PROXY", "no_proxy"):
        value = os.environ.get(name)
        if value:
            os.environ[name] = ",".join(entry for entry in value.split(",") if _readable(entry.strip()))


def _readable(entry: str) -> bool:
    if "/" not in entry or "://" in entry:
        return True
    try:
        return ipaddress.ip_network(entry, strict=False).version == 4
    except ValueError:
        return False
