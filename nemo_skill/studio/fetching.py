"""Fetch a file from a public web address, and from nowhere else.

The server must not become a way into the network it stands in: the name is resolved here, every address is checked,
and the connection goes to a checked address (a second look-up could answer differently). Each redirect is
checked again.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import anyio
import httpx

from .store import display_name

MAX_REDIRECTS = 5
TIMEOUT_S = 30.0


class FetchRefused(Exception):
    """The address isn't allowed, or the other side didn't answer with a file."""


class FetchTooLarge(FetchRefused):
    """More bytes than the limit."""


def public_addresses(host: str, port: int, *, allow_private: bool) -> list[str]:
    """Addresses of a host, all of them public.

    Raises:
        FetchRefused: unknown host, or any of its addresses is private, local, reserved or multicast.
    """
    try:
        found = anyio.run(anyio.getaddrinfo, host, port)
    except (OSError, UnicodeError) as error:
        raise FetchRefused(f"unknown host: {error}") from None
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not allow_private:
        for address in addresses:
            if not _is_public(address):
                raise FetchRefused("the address is not a public one")
    if not addresses:
        raise FetchRefused("unknown host")
    return addresses


def _is_public(address: str) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        embedded = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if embedded is None and ip in ipaddress.ip_network("64:ff9b::/96"):
            embedded = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if embedded is not None:
            return _is_public(str(embedded))
    return ip.is_global and not ip.is_multicast


@contextmanager
def _opened(url: str, *, allow_private: bool) -> Iterator[httpx.Response]:
    """The answer to a GET that went to a checked address; the name only stands in the header and the certificate."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise FetchRefused(str(error)) from None
    if parts.scheme not in ("http", "https") or not host:
        raise FetchRefused("only http and https addresses can be fetched")
    if parts.username is not None:
        raise FetchRefused("addresses with a user name are not fetched")
    usual = 443 if parts.scheme == "https" else 80
    address = public_addresses(host, port or usual, allow_private=allow_private)[0]
    headers = {"Host": parts.netloc, "User-Agent": "nemo-studio", "Accept-Encoding": "identity"}
    try:
        target = httpx.URL(url).copy_with(host=address)
        with (
            httpx.Client(timeout=TIMEOUT_S, trust_env=False) as client,
            client.stream("GET", target, headers=headers, extensions={"sni_hostname": host}) as response,
        ):
            yield response
    except (httpx.TransportError, httpx.InvalidURL, UnicodeError, ValueError) as error:
        reason = "the transfer broke off" if isinstance(error, httpx.ReadError | httpx.ProtocolError) else "no answer"
        raise FetchRefused(f"{reason}: {error}") from None


def fetch(url: str, out: Path, *, limit: int, allow_private: bool = False) -> str:
    """Write what ``url`` answers to ``out`` (``limit`` bytes at most); returns the file's display name.

    Raises:
        FetchRefused: see the module; also any answer but 200.
        FetchTooLarge: the file is larger than ``limit``.
    """
    for _ in range(MAX_REDIRECTS + 1):
        with _opened(url, allow_private=allow_private) as response:
            location = response.headers.get("location")
            if response.status_code in (301, 302, 303, 307, 308) and location:
                url = _joined(url, location)
                continue
            if response.status_code != 200:
                raise FetchRefused(f"it answered {response.status_code}")
            length = response.headers.get("content-length", "")
            if length.isdigit() and int(length) > limit:
                raise FetchTooLarge
            _copy(response, out, limit)
            return _name(url, response.headers.get("content-disposition", ""))
    raise FetchRefused("too many redirects")


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError as error:
        raise FetchRefused(str(error)) from None


def _copy(response: httpx.Response, out: Path, limit: int) -> None:
    written = 0
    with open(out, "wb") as file:
        for chunk in response.iter_raw(1 << 16):
            written += len(chunk)
            if written > limit:
                raise FetchTooLarge
            file.write(chunk)


def _name(url: str, disposition: str) -> str:
    match = re.search(r"filename\*=(?:utf-8|UTF-8)''([^;]+)", disposition) or re.search(
        r'filename="?([^";]+)"?', disposition
    )
    name = unquote(match.group(1)) if match else unquote(urlsplit(url).path.rsplit("/", 1)[-1])
    return display_name(name)
