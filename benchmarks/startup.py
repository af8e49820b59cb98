"""What a short command costs, next to what no program can avoid.

    python benchmarks/startup.py [--runs N]

`route` and `--help` against `python -c pass` (limit 3.5x); `credits` against a minimal script that imports the same
four packages and makes the same request to the same server (limit 1.3x).
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
from pathlib import Path

from measure import ROOT, in_turns, line, ratio

sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
from support.cloudscript import CloudScript  # noqa: E402

MINIMAL = """
import httpx, httpx_sse, yaml, pydantic, sys
with httpx.Client() as client:
    answer = client.get(sys.argv[1] + "/api/credits/balance/simple", headers={"Authorization": "Bearer " + sys.argv[2]})
print(answer.json()["data"]["available"])
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=15)
    runs = parser.parse_args().runs
    script = str(ROOT / "scripts" / "nemo.py")
    with tempfile.TemporaryDirectory() as home, CloudScript(strict=False) as cloud:
        # Compiled modules are kept, as they are for everybody who runs the skill twice.
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        env = {
            **kept,
            "PYTHONPYCACHEPREFIX": os.path.join(home, "bytecode"),
            "HOME": home,
            "USERPROFILE": home,
            "NEMO_API_URL": cloud.url,
            "NEMO_STATE_DIR": home,
        }
        minimal = Path(home) / "minimal.py"
        minimal.write_text(MINIMAL, encoding="utf-8")
        times = in_turns(
            {
                "python -c pass": [sys.executable, "-c", "pass"],
                "--help": [sys.executable, script, "--help"],
                "route": [sys.executable, script, "route", "make it brighter and export it"],
                "minimal": [sys.executable, str(minimal), cloud.url, "x"],
                "credits": [sys.executable, script, "credits"],
            },
            runs=runs,
            env=env,
        )
    for name, values in times.items():
        print(f"{name:<16} median {statistics.median(values) * 1000:6.1f} ms  (min {min(values) * 1000:.1f})")
    for name in ("--help", "route"):
        found = ratio(times, name, "python -c pass")
        line(f"{name} / python -c pass", f"{found:.2f}x", "3.5x", found <= 3.5)
    found = ratio(times, "credits", "minimal")
    line("credits / minimal script, same packages", f"{found:.2f}x", "1.3x", found <= 1.3)


if __name__ == "__main__":
    main()
