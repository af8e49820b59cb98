"""What the wire says, as typed values. Tolerant: unknown fields are ignored, numbers may come as text."""

from __future__ import annotations

import math
import time
from datetime import datetime, timezone
from typing import Annotated, Any

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr


def _text(value: Any) -> Any:
    # Session ids may be 19-digit numbers: beyond a float's precision, fine as int -> str.
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _number(value: Any) -> Any:
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    # JSON as Python reads it knows Infinity and NaN; neither is a number of credits, seconds or bytes.
    return number if math.isfinite(number) else None


Text = Annotated[str, BeforeValidator(_text)]
Number = Annotated[float | None, BeforeValidator(_number)]


class Wire(BaseModel):
    # Schemas are built when a model is first used: a short command uses one or two of them.
    model_config = ConfigDict(extra="ignore", frozen=True, populate_by_name=True, defer_build=True)


class Token(Wire):
    """`data` of the anonymous token's answer. `expires_at` is ISO time or epoch seconds."""

    token: SecretStr
    user_id: Text = ""
    credits: Number = None
    expires_at: Text = ""

    def expires(self) -> float | None:
        """Epoch seconds of the expiry; None when the server named none that can be read."""
        text = self.expires_at.strip()
        if not text:
            return None
        try:
            value = float(text)
            return value / 1000 if value > 1e11 else value
        except ValueError:
            pass
        try:
            moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
        except ValueError:
            return None
        return (moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)).timestamp()

    def is_expired(self, *, margin_s: float = 60.0) -> bool:
        expires = self.expires()
        return expires is not None and time.time() + margin_s >= expires


class Session(Wire):
    session_id: Text = Field(validation_alias=AliasChoices("session_id", "sessionId"))
    task_id: Text = Field("", validation_alias=AliasChoices("task_id", "taskId"))
    user_id: Text = Field("", validation_alias=AliasChoices("user_id", "userId"))


class Claim(Wire):
    claim_token: SecretStr
    expires_in: Number = None


class Credits(Wire):
    available: Number = None
    frozen: Number = None
    total: Number = None

    def to_json(self) -> dict[str, float | int | None]:
        found = {"available": self.available, "frozen": self.frozen, "total": self.total}
        return {key: plain(value) for key, value in found.items() if value is not None}


class Upload(Wire):
    model_config = ConfigDict(extra="allow", frozen=True, defer_build=True)

    filename: Text = ""
    file_type: Text = ""
    cdn_url: Text = ""
    duration: Number = None
    width: Number = None
    height: Number = None
    fps: Number = None

    def to_json(self) -> dict[str, Any]:
        known = self.model_dump(exclude_none=True)
        found = {key: plain(value) if isinstance(value, float) else value for key, value in known.items()}
        return {key: value for key, value in found.items() if value is not None}


class Render(Wire):
    """One answer about a render. `url` is empty until it is completed."""

    id: Text = ""
    status: str = ""
    progress: Number = None
    url: str = ""
    duration: Number = None
    size: Number = None
    error: str = ""

    @classmethod
    def parse(cls, data: dict[str, Any]) -> Render:
        """Read both documented shapes: link and error may sit in `output`, in `data` or at the top."""
        inner = data.get("data")
        merged = {**data, **inner} if isinstance(inner, dict) else data
        output = merged.get("output")
        output = output if isinstance(output, dict) else {}
        url = output.get("url") or merged.get("outputUrl") or merged.get("output_url") or merged.get("url") or ""
        error = merged.get("error") or merged.get("errorMessage") or ""
        if isinstance(error, dict):
            error = error.get("message") or ""
        return cls(
            id=str(merged.get("id") or ""),
            status=str(merged.get("status") or "").strip().lower(),
            progress=merged.get("progress"),
            url=str(url),
            duration=output.get("duration"),
            size=output.get("size"),
            error=str(error),
        )

    @property
    def is_done(self) -> bool:
        return self.status in {"completed", "complete", "done", "success", "succeeded"}

    @property
    def is_failed(self) -> bool:
        return self.status in {"failed", "error", "failure"}

    @property
    def is_cancelled(self) -> bool:
        return self.status in {"cancelled", "canceled"}


def plain(value: float) -> float | int | None:
    """A number as people and JSON write it: 5, not 5.0; None for what is no number."""
    if not math.isfinite(value):
        return None
    return int(value) if value == int(value) else value
