"""What the skill itself says, in the user's language, from the `phrases` table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class Phrases:
    """Sentences of one language; a language without a table speaks English.

    Args:
        table: language -> key -> sentence with `{fields}`.
        language: BCP 47, for example `en` or `zh-CN`.
    """

    def __init__(self, table: Mapping[str, Mapping[str, str]], language: str) -> None:
        self._rows = table.get(language) or table.get(language.split("-")[0]) or table["en"]
        self._fallback = table["en"]

    def say(self, key: str, **fields: Any) -> str:
        """The sentence for `key`. Raises KeyError for a key that no table has."""
        return str(self._rows.get(key) or self._fallback[key]).format(**fields)

    def balance(self, credits: Mapping[str, Any]) -> str:
        """A balance ({available, frozen, total}) as a sentence."""
        key = "credits_frozen" if credits.get("frozen") else "credits"
        return self.say(key, available=credits.get("available", "?"), frozen=credits.get("frozen", 0))
