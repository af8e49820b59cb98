"""Anonymous accounts, their tokens (stored as hashes only) and their credits."""

from __future__ import annotations

import hashlib
import secrets
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timezone

from . import faults
from .database import Database
from .settings import Limits

TOKEN_PREFIX = "nmv_usr_"
DAY_S = 86400.0


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8")).hexdigest()


def iso_time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, timezone.utc).isoformat(timespec="seconds").replace("+00:00", "Z")


@dataclass(frozen=True)
class Account:
    user_id: str
    available: int
    frozen: int

    @property
    def total(self) -> int:
        return self.available + self.frozen


@dataclass(frozen=True)
class Grant:
    """A token that was just issued; the only moment at which it is known in clear."""

    token: str
    user_id: str
    credits: int
    expires_at: float


class Accounts:
    """Who may ask, and what it costs them. Times are seconds since the epoch."""

    def __init__(self, db: Database, limits: Limits, clock: Callable[[], float] = time.time) -> None:
        self._db = db
        self._limits = limits
        self._clock = clock
        # Whatever was reserved when the server died belongs to messages that will never end.
        db.run("UPDATE accounts SET frozen = 0")

    def issue(self, client_id: str, ip: str) -> Grant:
        """A new anonymous token.

        Raises :class:`~nemo_skill.studio.faults.ApiError` 400 for an id that isn't a UUID and 429 when the client
        already has a valid token or its address asked too often. The same client keeps its account, so that its
        sessions survive a renewed token.
        """
        try:
            client = str(uuid.UUID(client_id))
        except ValueError:
            raise faults.client_id_missing("X-Client-Id must be a UUID") from None
        now, limits = self._clock(), self._limits
        window = now - limits.token_days * DAY_S
        account = self._db.one("SELECT * FROM accounts WHERE client_id = ?", client)
        if account is not None and limits.one_token_per_client:
            row = self._db.one(
                "SELECT max(expires_at) AS until FROM tokens WHERE user_id = ? AND expires_at > ?",
                account["user_id"],
                now,
            )
            if row is not None and row["until"] is not None:
                raise faults.rate_limited("one token per client every 7 days", row["until"] - now)
        if limits.tokens_per_ip is not None:
            row = self._db.one(
                "SELECT count(*) AS n, min(created_at) AS t FROM tokens WHERE ip = ? AND created_at > ?", ip, window
            )
            if row is not None and row["n"] >= limits.tokens_per_ip:
                raise faults.rate_limited("too many tokens for this address", row["t"] - window)
        token = TOKEN_PREFIX + secrets.token_urlsafe(32)
        expires = now + limits.token_days * DAY_S
        with self._db.transaction() as db:
            if account is None:
                user_id = "anon_" + uuid.uuid4().hex
                db.execute(
                    "INSERT INTO accounts (user_id, client_id, available, created_at) VALUES (?, ?, ?, ?)",
                    (user_id, client, limits.credits, now),
                )
            else:
                user_id = account["user_id"]
                db.execute("UPDATE accounts SET available = ? WHERE user_id = ?", (limits.credits, user_id))
            db.execute(
                "INSERT INTO tokens (hash, user_id, ip, created_at, expires_at) VALUES (?, ?, ?, ?, ?)",
                (digest(token), user_id, ip, now, expires),
            )
            db.execute("DELETE FROM tokens WHERE expires_at < ?", (window,))
        return Grant(token=token, user_id=user_id, credits=limits.credits, expires_at=expires)

    def by_token(self, token: str) -> Account:
        """Raises ``ApiError`` 1001 for an unknown or expired token."""
        row = self._db.one(
            "SELECT a.*, t.expires_at FROM tokens t JOIN accounts a USING (user_id) WHERE t.hash = ?", digest(token)
        )
        if row is None:
            raise faults.token_invalid("unknown")
        if row["expires_at"] <= self._clock():
            raise faults.token_invalid("expired")
        return Account(user_id=row["user_id"], available=row["available"], frozen=row["frozen"])

    def read(self, user_id: str) -> Account:
        row = self._db.one("SELECT * FROM accounts WHERE user_id = ?", user_id)
        if row is None:
            raise faults.token_invalid("unknown account")
        return Account(user_id=row["user_id"], available=row["available"], frozen=row["frozen"])

    def reserve(self, user_id: str, cost: int) -> None:
        """Move ``cost`` from available to frozen. Raises ``ApiError`` 2001 when there is too little."""
        if self._limits.top_up:
            self._db.run(
                "UPDATE accounts SET available = available + ? WHERE user_id = ? AND available < ?",
                self._limits.credits, user_id, cost,
            )  # fmt: skip
        touched = self._db.run(
            "UPDATE accounts SET available = available - ?, frozen = frozen + ? WHERE user_id = ? AND available >= ?",
            cost, cost, user_id, cost,
        )  # fmt: skip
        if not touched:
            account = self.read(user_id)
            raise faults.ApiError(
                2001,
                f"insufficient credits: {cost} needed, {account.available} available",
                data={"user_id": user_id, "bind": user_id, "required": cost, "available": account.available},
            )

    def spend(self, user_id: str, cost: int) -> None:
        """What was reserved is used up."""
        self._db.run("UPDATE accounts SET frozen = max(0, frozen - ?) WHERE user_id = ?", cost, user_id)

    def refund(self, user_id: str, cost: int) -> None:
        """What was reserved goes back."""
        self._db.run(
            "UPDATE accounts SET frozen = max(0, frozen - ?), available = available + ? WHERE user_id = ?",
            cost,
            cost,
            user_id,
        )
