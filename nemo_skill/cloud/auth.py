"""The client id and the token: found, requested, kept between processes, never shown."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path

from pydantic import SecretStr, ValidationError

from nemo_skill import places
from nemo_skill.cloud.models import Token
from nemo_skill.errors import BackendError, TokenError


def read_client_id(path: str) -> str | None:
    """The stored client id; None when there is none or it isn't a UUID."""
    try:
        text = Path(path).read_text(encoding="utf-8").strip()
        return str(uuid.UUID(text))
    except (OSError, ValueError):
        return None


def client_id(environ: Mapping[str, str], path: str, *, renew: bool = False) -> str:
    """The UUID that stands for this installation, shared by all NemoVideo skills of the user.

    `NEMO_CLIENT_ID` wins; else the file, which is made at first use. A new id for each run would soon meet the
    server's limit of tokens per address.
    """
    chosen = environ.get("NEMO_CLIENT_ID", "").strip()
    if chosen:
        return chosen
    with places.locked(f"{path}.lock", timeout_s=30):
        found = None if renew else read_client_id(path)
        if found is None:
            found = str(uuid.uuid4())
            places.write_private(path, f"{found}\n".encode())
        return found


class TokenKeeper:
    """Finds the token for one API base.

    Args:
        given: the user's own token (`NEMO_TOKEN`), or empty.
        path: where an anonymous token is kept between processes (mode 0600).
        request: asks the server for an anonymous token.
    """

    def __init__(self, given: str, path: str, request: Callable[[], Token]) -> None:
        self._given = SecretStr(given.strip()) if given.strip() else None
        self._path = path
        self._request = request
        self._current: Token | None = None

    def __repr__(self) -> str:
        return f"TokenKeeper(is_given={self.is_given})"

    @property
    def is_given(self) -> bool:
        """Whether the token is the user's own."""
        return self._given is not None

    @property
    def user_id(self) -> str:
        """`anon_...` for an anonymous token; empty while unknown."""
        found = self._current or (None if self.is_given else self._stored())
        return found.user_id if found else ""

    def stored_expiry(self) -> float | None:
        """Until when the kept anonymous token is valid (epoch seconds); None without one."""
        found = self._stored()
        return found.expires() if found else None

    def known(self) -> str | None:
        """The token's value if there is one already; for hiding it in text from outside."""
        if self._given is not None:
            return self._given.get_secret_value()
        return self._current.token.get_secret_value() if self._current else None

    def token(self) -> str:
        """The token's value for the Authorization header, requested first if need be."""
        if self._given is not None:
            value = self._given.get_secret_value()
            if not _fits_a_header(value):
                raise TokenError(
                    "NEMO_TOKEN holds characters that no token has.",
                    hint="Copy the token again, without quotes and line breaks, or unset NEMO_TOKEN.",
                )
            return value
        if self._current is None or self._current.is_expired():
            with places.locked(f"{self._path}.lock", timeout_s=120):
                self._current = self._stored() or self._fetch()
        return self._current.token.get_secret_value()

    def renew(self, refused: str) -> str:
        """A token in place of one that the server refused.

        Raises:
            TokenError: the refused token is the user's own; it is not replaced behind their back.
        """
        if self.is_given:
            raise TokenError(
                "The service refused the token in NEMO_TOKEN: it is invalid or has expired.",
                hint="Renew it and set NEMO_TOKEN again, or unset NEMO_TOKEN to use a free anonymous one.",
            )
        with places.locked(f"{self._path}.lock", timeout_s=120):
            stored = self._stored()
            if stored is None or stored.token.get_secret_value() == refused:
                stored = self._fetch()
            self._current = stored
            return stored.token.get_secret_value()

    def _stored(self) -> Token | None:
        try:
            token = Token.model_validate_json(Path(self._path).read_bytes())
        except (OSError, ValidationError):
            return None
        return None if token.is_expired() or not _fits_a_header(token.token.get_secret_value()) else token

    def _fetch(self) -> Token:
        token = self._request()
        if not _fits_a_header(token.token.get_secret_value()):
            raise BackendError("The video service answered with a token that can't be used.")
        fields = {**token.model_dump(mode="json"), "token": token.token.get_secret_value()}
        places.write_private(self._path, json.dumps(fields).encode())
        return token


def _fits_a_header(value: str) -> bool:
    return bool(value) and value.isascii() and value.isprintable() and " " not in value
