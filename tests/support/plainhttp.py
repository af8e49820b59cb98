"""Arguments of httpx for plain HTTP on loopback."""

import ssl
from typing import Any

# No proxy; no authority's certificate either: to read them takes longer than a test's requests.
PLAIN: dict[str, Any] = {"trust_env": False, "verify": ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)}
