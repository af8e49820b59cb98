"""What the registries of skills flag, looked for in the folder that is published. Pure: a folder in, findings out.

The rules follow what ClawHub's static engine and its reviewers look at. They are stricter than needed in one way: they
know no exceptions, so that nothing in the published folder has to be explained to anybody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

MAX_FILES_BYTES = 10_000_000
CODE = (".py", ".sh", ".js", ".ts")
PAGES = (".md",)
MANIFESTS = (".yaml", ".yml", ".json", ".toml")
EVERYTHING = ("",)


class Finding(NamedTuple):
    rule: str
    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.rule}"


class Rule(NamedTuple):
    """`pattern` found in a file with one of these endings is a finding; with `beside`, only where that is found too."""

    name: str
    endings: tuple[str, ...]
    pattern: re.Pattern[str]
    beside: re.Pattern[str] | None = None


def _rule(name: str, endings: tuple[str, ...], pattern: str, beside: str | None = None) -> Rule:
    return Rule(name, endings, re.compile(pattern), re.compile(beside) if beside else None)


_POST = r"\.post\(|\burlopen\(|\brequest\(\s*[\"']POST|\bcurl\b.*(?:--data|-d |-F |--upload-file)"
_SECRET_WORD = r"(?:token|password|passwd|secret|api[-_]?key|private[-_]?key|credential|mnemonic)"

RULES = (
    _rule("a literal credential", EVERYTHING, r"(?i)\bbearer\s+(?!token\b)[a-z0-9][a-z0-9._~+/=-]{15,}"),
    _rule(
        "a literal credential",
        EVERYTHING,
        r"\b(?:sk-|pk_|ghp_|gho_|ghs_|xox[baprs]-|ya29\.|nmv_usr_|clm_|eyJ)[A-Za-z0-9_-]{10,}",
    ),
    _rule(
        "a literal credential",
        EVERYTHING,
        rf"(?i)\b(?:[a-z]+[_-])*{_SECRET_WORD}[\"']?\s*[:=]\s*[\"'](?![^\"']*[{{}}<>$ /])[^\"']{{16,}}[\"']",
    ),
    _rule("a credential on a command line", EVERYTHING, rf"(?i)(?<![\w-])--{_SECRET_WORD}(?![\w-])"),
    _rule(
        "certificates are not checked",
        EVERYTHING,
        r"verify\s*=\s*False|CERT_NONE|check_hostname\s*=\s*False|_create_unverified_context"
        r"|rejectUnauthorized\s*:\s*false|NODE_TLS_REJECT_UNAUTHORIZED|\bcurl\b[^\n]*\s(?:-k|--insecure)\b",
    ),
    _rule(
        "a file in base64 beside a post",
        CODE + PAGES,
        r"b64encode\([^\n]*(?:read_bytes\(|\.read\(|open\()|\bbase64\s+[^\n|]*\$|\|\s*base64\b",
        beside=_POST,
    ),
    _rule("a credential from the environment beside a post", CODE, rf"(?i)os\.(?:environ|getenv)[^\n]*{_SECRET_WORD}",
          beside=_POST),
    _rule("hidden characters", EVERYTHING, "[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e01ef]"),
    _rule(
        "code made at run time",
        CODE,
        r"(?<![\w.])(?:eval|exec)\(|loader\.exec_module\(|\bos\.system\(|shell\s*=\s*True"
        r"|\b(?:pickle|marshal)\.loads?\(|\bnew Function\(",
    ),
    _rule("obfuscated data", EVERYTHING, r"(?:\\x[0-9a-fA-F]{2}){6,}|[\"'][A-Za-z0-9+/=]{200,}[\"']"),
    _rule("a download that is run", EVERYTHING, r"\b(?:curl|wget)\b[^\n|]*\|\s*(?:sudo\s+)?(?:/bin/)?(?:ba|z)?sh\b"),
    _rule("a deletion of a whole tree", CODE + PAGES, r"\brm\s+-[a-zA-Z]*(?:rf|fr)"),
    _rule(
        "an order to the reading model",
        PAGES,
        r"(?i)ignore\s+(?:all\s+)?(?:previous|prior|above)\s+instructions|system\s*prompt\s*[:=]",
    ),
    _rule("a placeholder inside of source code", PAGES, r"(?m)^\s*[A-Za-z_]\w*\s*=.*[\"']\$\{[A-Za-z_][\w-]*\}[\"']"),
    _rule(
        "an address that hides where it leads",
        PAGES + MANIFESTS,
        r"https?://(?:bit\.ly|tinyurl\.com|t\.co|goo\.gl|is\.gd)/|https?://(?!127\.)\d{1,3}(?:\.\d{1,3}){3}",
    ),
    _rule("a skill that is always on", PAGES, r"(?m)^\s*always:\s*true\b"),
)  # fmt: skip


def scan(folder: Path) -> list[Finding]:
    """Findings in a published folder, by file and line."""
    found: list[Finding] = []
    size = 0
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink() or any(part.startswith(".") for part in Path(name).parts):
            found.append(Finding("a link or a hidden file, which publishing drops", name, 0))
        elif path.is_file():
            size += path.stat().st_size
            found += [Finding(rule, name, line) for rule, line in scan_text(name, _text(path))]
    if size > MAX_FILES_BYTES:
        found.append(Finding(f"{size:,} bytes of files", ".", 0))
    return found


def scan_text(name: str, text: str) -> Iterator[tuple[str, int]]:
    """Rule and line of each finding in one file's text."""
    for rule in RULES:
        if not name.endswith(rule.endings) or (rule.beside and not rule.beside.search(text)):
            continue
        for match in rule.pattern.finditer(text):
            yield rule.name, text.count("\n", 0, match.start()) + 1


def _text(path: Path) -> str:
    content = path.read_bytes()
    # Packed data has letters by chance only.
    return "" if b"\0" in content else content.decode("utf-8", "replace")
