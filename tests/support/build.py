"""The real client, opened against a scripted cloud."""

from __future__ import annotations

import os
from pathlib import Path

from nemo_skill import skill
from nemo_skill.cloud.client import CloudClient, Endpoint
from nemo_skill.pace import Pace

SKILL = skill.load()


def open_client(url: str, folder: Path, **environ: str) -> CloudClient:
    """A client of the deployment at `url` whose token and client id live in `folder`."""
    return CloudClient(
        Endpoint(url, "https://web.example", skill.attribution_headers(SKILL, environ)),
        SKILL.tables,
        Pace(0.01),
        environ=environ,
        token_path=os.path.join(folder, "tokens", "t.json"),
        client_id_path=os.path.join(folder, "client_id"),
    )
