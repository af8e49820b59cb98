"""What must agree across the package's files."""

from __future__ import annotations

import ast
import json
import re
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
import skills_ref
import yaml
from support.sources import imports

import nemo_skill
from nemo_skill import places, provision, skill

ROOT = Path(__file__).resolve().parents[1]


def pyproject() -> dict[str, Any]:
    """The few tables needed, read without a TOML parser (Python 3.10 has none): arrays of strings are YAML too."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    arrays = re.findall(r"^(\w+) = (\[\n(?:.*\n)*?\])$", text, re.MULTILINE)
    found: dict[str, Any] = {name: yaml.safe_load(body) for name, body in arrays}
    found["version"] = re.findall(r'^version = "(.+)"$', text, re.MULTILINE)[0]
    return found


def front_matter() -> dict[str, Any]:
    text = (ROOT / "SKILL.md").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(skill.split_frontmatter(text)[0])
    return found


def test_one_version_everywhere() -> None:
    """Frontmatter, skill.yaml, pyproject, package and changelog say the same."""
    tables = yaml.safe_load((ROOT / "skill.yaml").read_text(encoding="utf-8"))
    changelog = re.findall(r"^## (\d\S*)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    found = {
        front_matter()["metadata"]["version"],
        tables["version"],
        pyproject()["version"],
        nemo_skill.__version__,
        changelog[0],
        skill.load().version,
    }
    assert len(found) == 1, found


def test_requirements_agree() -> None:
    """pyproject, the script's own header and the provisioning name the same packages."""
    project = pyproject()
    assert sorted(project["dependencies"]) == sorted(provision.CORE)
    for extra, packages in provision.EXTRAS.items():
        assert sorted(project[extra]) == sorted(packages), extra
    header = (ROOT / "scripts" / "nemo.py").read_text(encoding="utf-8").split("# ///")[1]
    assert sorted(re.findall(r'"(.+?)",', header)) == sorted(provision.CORE)


def validate(folder: Path, text: str) -> list[str]:
    copy = folder / "text-to-video-diffusion"
    shutil.rmtree(copy, ignore_errors=True)
    copy.mkdir()
    (copy / "SKILL.md").write_text(text, encoding="utf-8")
    return list(skills_ref.validate(copy))


def test_frontmatter_is_valid(tmp_path: Path) -> None:
    """The public validator accepts SKILL.md, and still bites."""
    text = (ROOT / "SKILL.md").read_text(encoding="utf-8")
    assert validate(tmp_path, text) == []
    assert validate(tmp_path, text.replace("license:", "surprise:", 1))
    assert validate(tmp_path, text.replace("name: text", "name: Text", 1))


def test_version_of_an_older_frontmatter(tmp_path: Path) -> None:
    """A top-level `version` is read where there is no `metadata.version`."""
    (tmp_path / "SKILL.md").write_text("---\nname: x\nversion: 9.9.9\n---\n", encoding="utf-8")
    (tmp_path / "skill.yaml").write_text("a: 1\n", encoding="utf-8")
    assert skill.load(str(tmp_path), cache=str(tmp_path / "cache")).version == "9.9.9"
    # The second time it comes from the cache.
    assert skill.load(str(tmp_path), cache=str(tmp_path / "cache")).version == "9.9.9"


def environment_names() -> set[str]:
    """Variables that the published code reads: ours wherever they are named, others where they are asked for."""
    found: set[str] = set()
    for path in [*(ROOT / "nemo_skill").rglob("*.py"), ROOT / "scripts" / "nemo.py"]:
        source = path.read_text(encoding="utf-8")
        if not re.search(r"NEMO_|SKILL_SOURCE|_PROXY|env", source):
            continue
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found |= set(re.findall(r"^(?:NEMO_[A-Z_]+|SKILL_SOURCE|(?:HTTPS?|ALL|NO)_PROXY)$", node.value))
            asked: ast.expr | None = None
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
                asked = node.args[0] if ast.unparse(node.func.value).endswith(("environ", "env")) else None
            elif isinstance(node, ast.Subscript) and ast.unparse(node.value).endswith(("environ", "env")):
                asked = node.slice
            if isinstance(asked, ast.Constant) and re.fullmatch("[A-Z][A-Z_]+", str(asked.value)):
                found.add(asked.value)
    return found


def test_environment_is_declared() -> None:
    """Every variable that the code reads is declared in the frontmatter, none more, none required."""
    declared = front_matter()["metadata"]["openclaw"]["envVars"]
    assert {row["name"] for row in declared} == environment_names()
    assert not any(row["required"] for row in declared)


@pytest.mark.parametrize(
    ("script", "environ", "name"),
    [
        ("{home}/.clawhub/skills/x/scripts/nemo.py", {}, "clawhub"),
        ("{home}/.cursor/skills/x/scripts/nemo.py", {}, "cursor"),
        ("{home}/.cursor/extensions/x/scripts/nemo.py", {}, "unknown"),
        ("{home}/.clawhubby/x/scripts/nemo.py", {}, "unknown"),
        ("{home}/elsewhere/nemo.py", {}, "unknown"),
        ("{home}/.clawhub/skills/x/scripts/nemo.py", {"SKILL_SOURCE": "mine"}, "mine"),
    ],
)
def test_platform(own_world: Path, script: str, environ: dict[str, str], name: str) -> None:
    """The install path names the platform; SKILL_SOURCE wins."""
    found, reason = skill.detect_platform(skill.load(), environ, script=script.format(home=own_world))
    assert found == name
    assert reason


@pytest.mark.skipif(sys.platform == "win32", reason="symlinks need a privilege on Windows")
def test_platform_by_either_path(own_world: Path, tmp_path: Path) -> None:
    """The path as called counts first, then the one that it resolves to."""
    real = own_world / ".clawhub" / "skills" / "x"
    real.mkdir(parents=True)
    link = own_world / ".cursor" / "skills" / "x"
    link.parent.mkdir(parents=True)
    link.symlink_to(real, target_is_directory=True)
    assert skill.detect_platform(skill.load(), {}, script=str(link / "nemo.py"))[0] == "cursor"
    other = tmp_path / "somewhere"
    other.symlink_to(real, target_is_directory=True)
    assert skill.detect_platform(skill.load(), {}, script=str(other / "nemo.py"))[0] == "clawhub"


def test_named_files_exist() -> None:
    """Every file that SKILL.md and README name is there."""
    for page in ("SKILL.md", "README.md", "CONTRIBUTING.md"):
        text = (ROOT / page).read_text(encoding="utf-8")
        for name in re.findall(r"\b(?:references|scripts|docs|benchmarks|tests)/[\w./-]+\w", text):
            assert (ROOT / name).exists(), f"{page} names {name}"


def test_named_commands_exist() -> None:
    """Every command of the command line is documented, and no other."""
    from nemo_skill.cli.parser import build_parser

    help_text = build_parser().format_help()
    real = set(re.findall(r"^    ([a-z]+)  ", help_text, re.MULTILINE))
    text = (ROOT / "references" / "commands.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^\| `([a-z]+)", text, re.MULTILINE))
    assert real == documented
    for page in ("SKILL.md", "README.md", "CONTRIBUTING.md"):
        for name in re.findall(r"nemo\.py ([a-z]+)", (ROOT / page).read_text(encoding="utf-8")):
            assert name in real, f"{page} names {name}"


def test_description_fits_its_readers() -> None:
    """What decides whether an agent takes the skill: at most 1,024 characters, no angle brackets."""
    assert len(front_matter()["description"]) <= 1024
    assert not set("<>") & set(front_matter()["description"])


def test_error_table_is_whole() -> None:
    """Each documented code has a row with a known exit status, and its hint names the accepted formats truly."""
    tables = skill.load().tables
    rows = {row["code"]: row for row in tables["errors"]}
    assert {1001, 1002, 2001, 4001, 4002, 400, 402, 429} <= set(rows)
    for row in rows.values():
        assert row["status"] in (3, 4, 5, 6, 7, 8, 9)
    from nemo_skill.cloud.inspect import accepted

    assert accepted(tables["formats"]) in rows[4001]["hint"]
    assert tables["formats"]["max_upload_bytes"] == 500 * 1024 * 1024


def test_every_phrase_is_translated() -> None:
    """Each language says everything, with the same fields."""
    phrases = skill.load().tables["phrases"]
    for language, rows in phrases.items():
        assert set(rows) == set(phrases["en"]), language
        for key, text in rows.items():
            assert set(re.findall(r"{(\w+)}", text)) == set(re.findall(r"{(\w+)}", phrases["en"][key])), (language, key)


def test_every_phrase_is_used() -> None:
    """No row without a reader."""
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "nemo_skill").rglob("*.py"))
    for key in skill.load().tables["phrases"]["en"]:
        assert f'"{key}"' in code, key


IMPORT_ORDER = ["errors", "pace", "places", "engine_options", "skill", "rawjson", "provision", "install", "language",
                "timeline", "cloud", "journal", "jobs", "cli"]  # fmt: skip
STUDIO_MAY = {"errors", "skill", "timeline", "studio", "places", "pace", "engine_options"}
# The page shows the agent's words as the skill relays them; the API that the client is tested against never does.
PAGE_MAY = STUDIO_MAY | {"language"}


def test_nobody_imports_upwards() -> None:
    """The law of the house: errors <- skill <- language, timeline <- cloud <- journal <- jobs <- cli; studio apart."""
    for path, nodes in imports():
        room = path.relative_to(ROOT / "nemo_skill").parts[0].removesuffix(".py")
        if room in ("__init__", "__main__"):
            continue
        for node in nodes:
            names: list[str] = []
            if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
                names = [f"{node.module}.{alias.name}" for alias in node.names]
            elif isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            for name in names:
                if not name.startswith("nemo_skill.") or name.startswith("nemo_skill.__"):
                    continue
                other = name.split(".")[1]
                if room == "studio":
                    assert other in (PAGE_MAY if path.parent.name == "page" else STUDIO_MAY), f"{path} imports {name}"
                elif other == "studio":
                    assert room == "cli", f"{path} imports {name}"
                else:
                    assert IMPORT_ORDER.index(other) <= IMPORT_ORDER.index(room), f"{path} imports {name}"


@pytest.mark.parametrize("command", [["--help"], ["route", "export it"], ["translate", "-"]])
def test_light_commands_stay_light(command: list[str], tmp_path: Path) -> None:
    """The offline commands import neither httpx nor pydantic nor rich, nor a YAML parser once the tables are cached."""
    import os
    import subprocess

    skill.load()
    probe = (
        "import sys, json; sys.argv = ['nemo.py', *json.loads(sys.argv[1])]; from nemo_skill.cli.main import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print([n for n in ('httpx', 'pydantic', 'rich', 'yaml', 'sqlite3', 'asyncio') if n in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe, json.dumps(command)],
        cwd=ROOT, capture_output=True, text=True, input="hello", encoding="utf-8", env=dict(os.environ),
    )  # fmt: skip
    assert done.stdout.strip().splitlines()[-1] == "[]", done.stdout + done.stderr


@pytest.mark.parametrize(
    ("version", "requirement", "fits"),
    [("0.28.1", "httpx>=0.27,<0.29", True), ("0.29.0", "httpx>=0.27,<0.29", False), ("18.1.0", "av>=17.1,<20", True),
     ("0.1.1", "skills-ref==0.1.1", True), ("2026.9.26.post1", "manimgx-fonts-cjk>=2026.9.26,<2028", True),
     ("16.9", "av>=17.1,<20", False)],
)  # fmt: skip
def test_versions(version: str, requirement: str, fits: bool) -> None:
    """Bounds as pip reads them, for the plain versions in use here."""
    assert provision.fits(version, provision.split_requirement(requirement)[1]) is fits


def test_environments_are_told_apart() -> None:
    """Other extras, another folder; the same ones, the same."""
    assert provision._key([]) == provision._key([])
    assert len({provision._key([]), provision._key(["studio"]), provision._key(["documents"])}) == 3
    assert places.APP == "text-to-video-diffusion"


ROOMS = {"cli", "jobs", "journal", "cloud", "language", "timeline", "studio", "install", "provision"}


def imports_between_rooms() -> set[tuple[str, str]]:
    """(importer, imported) of all rooms; what everybody may know is `base`."""
    folder = ROOT / "nemo_skill"
    found = set()
    for path, nodes in imports():
        room = path.relative_to(folder).parts[0].removesuffix(".py")
        if room in ("__init__", "__main__"):
            continue
        for node in nodes:
            if not (isinstance(node, ast.ImportFrom) and node.level == 0 and node.module):
                continue
            for name in (f"{node.module}.{alias.name}".split(".") for alias in node.names):
                if name[0] == "nemo_skill" and ((folder / name[1]).is_dir() or (folder / f"{name[1]}.py").is_file()):
                    found.add(tuple(part if part in ROOMS else "base" for part in (room, name[1])))
    return {(one, other) for one, other in found if one != other}


def drawn(page: str) -> set[tuple[str, str]]:
    """The arrows between rooms in a page's Mermaid picture."""
    text = (ROOT / page).read_text(encoding="utf-8")
    (picture,) = re.findall(r"```mermaid\n(.*?)```", text, re.DOTALL)
    arrows = re.findall(r"^ *(\w+)(?:\[.*?\])? -->(?:\|.*?\|)? (\w+)", picture, re.MULTILINE)
    return {(one, other) for one, other in arrows if {one, other} <= ROOMS | {"base"}}


def test_pictures_match_the_imports() -> None:
    """CONTRIBUTING draws every import between rooms; README some of them, and the two over the wire."""
    real = imports_between_rooms()
    assert drawn("CONTRIBUTING.md") == real
    assert drawn("README.md") - {("cloud", "studio")} <= real
