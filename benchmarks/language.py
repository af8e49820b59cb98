"""What routing and translating cost: per message in a warm process, and in a fresh one next to the bare interpreter.

python benchmarks/language.py [--runs N]
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import yaml
from measure import ROOT, in_turns, line

sys.path.insert(0, str(ROOT))
from nemo_skill.language.routing import Router
from nemo_skill.language.translation import Translator

FRESH = """
import json, sys
sys.path.insert(0, {root!r})
tables = json.load(open({tables!r}, encoding="utf-8"))
from nemo_skill.language.{module} import {name}
{name}(tables[{section!r}]).{call}({text!r})
"""
BARE = "import json; json.load(open({tables!r}, encoding='utf-8')); import re, unicodedata, typing, functools"


def median_ms(call: Callable[[str], object], texts: list[str], rounds: int = 5) -> float:
    """The median over the messages of the fastest of some rounds, in milliseconds."""
    best = []
    for text in texts:
        times = []
        for _ in range(rounds):
            started = time.perf_counter()
            call(text)
            times.append(time.perf_counter() - started)
        best.append(min(times))
    return statistics.median(best) * 1000


def held_back(translator: Translator, text: str) -> int:
    """The most characters of an answer, fed word by word, that had come and were not shown yet."""
    stream, fed, shown, most = translator.stream(), 0, 0, 0
    for word in re.findall(r"\S+\s*|\s+", text):
        fed += len(word)
        shown += len(stream.feed(word))
        most = max(most, fed - shown)
    return most


def texts(name: str) -> list[str]:
    corpus = ROOT / "tests" / "language" / f"{name}.jsonl"
    return [json.loads(row)["text"] for row in corpus.read_text(encoding="utf-8").splitlines()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=15)
    runs = parser.parse_args().runs
    tables = yaml.safe_load((ROOT / "skill.yaml").read_text(encoding="utf-8"))
    router, translator = Router(tables["routing"]), Translator(tables["translation"])
    for name, call in (("route", router.route), ("translate", translator.translate)):
        corpus = texts("routing" if name == "route" else "translation")
        value = median_ms(call, corpus)
        line(f"{name}, warm, median of {len(corpus)} messages", f"{value:.3f} ms", "1 ms", value < 1)
    whole = [text for text in texts("translation") if translator.translate(text).text == text]
    held = max(held_back(translator, text) for text in whole)
    line(f"held back at most, {len(whole)} answers without screen", f"{held} letters", "400 letters", held < 400)
    with tempfile.TemporaryDirectory() as folder:
        # Compiled modules are kept, as they are for everybody who runs the skill twice.
        env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        env["PYTHONPYCACHEPREFIX"] = folder
        parsed = str(Path(folder) / "tables.json")
        Path(parsed).write_text(json.dumps(tables), encoding="utf-8")
        # fmt: off
        route = FRESH.format(root=str(ROOT), tables=parsed, module="routing", name="Router", section="routing",
                             call="route", text="make it brighter and then export it")
        translate = FRESH.format(root=str(ROOT), tables=parsed, module="translation", name="Translator",
                                 section="translation", call="translate", text="Done. Click the Export button.")
        # fmt: on
        times = in_turns(
            {
                "pass": [sys.executable, "-c", "pass"],
                "bare": [sys.executable, "-c", BARE.format(tables=parsed)],
                "route": [sys.executable, "-c", route],
                "translate": [sys.executable, "-c", translate],
            },
            runs=runs,
            env=env,
        )
    start = statistics.median(times["pass"]) * 1000
    bare = statistics.median(times["bare"]) * 1000
    print(f"    the interpreter alone {start:.1f} ms, with the tables and the standard modules {bare:.1f} ms")
    for name in ("route", "translate"):
        over = statistics.median(a - b for a, b in zip(times[name], times["bare"], strict=True)) * 1000
        line(f"{name}, fresh process, above that", f"{over:.1f} ms", f"{start:.1f} ms", over < start)


if __name__ == "__main__":
    main()
