"""The studio on a machine without graphics libraries, fontconfig or fonts, as slim containers are."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
#: What desktops have and slim containers don't; drawing and text must not want any of it.
ABSENT = (
    *("EGL", "GL", "GLX", "GLdispatch", "OpenGL", "GLESv2", "X11", "X11-xcb", "xcb", "Xext", "Xrender", "SM", "ICE"),
    *("fontconfig", "freetype", "expat", "harfbuzz", "fribidi", "raqm", "pango-1.0", "cairo", "glib-2.0", "png16"),
    *("va", "vdpau", "drm", "asound", "pulse", "SDL2-2.0", "avcodec", "avformat", "x264"),
)
FOLDERS = ("/lib", "/usr/lib", "/lib64", "/usr/lib64", "/usr/local/lib")
FONTS = ("/usr/share/fonts", "/usr/local/share/fonts", "/etc/fonts")

#: Runs where the libraries are hidden: what can't be loaded there, and what was made all the same.
PROGRAM = """
import ctypes, json, sys
from pathlib import Path
from nemo_skill.studio.engines import ClipRequest
from nemo_skill.studio.media import probe
from nemo_skill.studio.plan import plan_shot
from nemo_skill.studio.render import render_draft
from nemo_skill.studio.scenes.finish import Finish
from nemo_skill.studio.scenes.stage import Stage

found = []
for name in json.loads(sys.argv[1]):
    try:
        ctypes.CDLL(name)
        found.append(name)
    except OSError:
        pass
stage = Stage(plan_shot(ClipRequest("a fox in a snowy forest at dusk", 1000, 320, 180)), 320, 180)
planes = Finish(stage).planes(stage.frame(0.5), 0.5, 15)
words = [(0, "Hello"), (100, "\\u4f60\\u597d"), (200, "\\u0645\\u0631\\u062d\\u0628\\u0627")]
music = {"tt": 1, "sg": [{"s": 0, "d": 400, "m": {"style": "lofi"}}]}
draft = {"t": [{"tt": 7, "sg": [{"s": at, "d": 100, "m": {"text": word}} for at, word in words]}, music]}
out = Path(sys.argv[2])
notes = render_draft(draft, {}, out, canvas=(320, 180), quality="high")["notes"]
info = probe(out)
print(json.dumps({"found": found, "spread": float(planes.std()), "size": [info.width, info.height], "notes": notes}))
"""


def used_by_python() -> set[str]:
    """Libraries of the system that this interpreter itself stands on."""
    code = "import pyexpat, sqlite3, ssl, zlib; print(open('/proc/self/maps').read())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return {Path(line.split()[-1]).name for line in done.stdout.splitlines() if ".so" in line}


@pytest.mark.skipif(sys.platform != "linux", reason="private mount namespaces are Linux's")
def test_nothing_of_a_desktop_is_wanted(tmp_path: Path) -> None:
    unshare = shutil.which("unshare")
    if not unshare or subprocess.run([unshare, "-rm", "true"], capture_output=True).returncode:
        pytest.skip("this machine makes no private mount namespaces")
    kept = used_by_python()
    names = tuple(f"lib{name}.so" for name in ABSENT)
    hidden = sorted(
        {
            path
            for folder in FOLDERS
            for path in Path(folder).glob("**/lib*.so*")
            if path.name.startswith(names) and path.is_file() and not path.is_symlink() and path.name not in kept
        }
    )
    (tmp_path / "nothing").write_bytes(b"")
    (tmp_path / "empty").mkdir()
    (tmp_path / "program.py").write_text(PROGRAM, encoding="utf-8")
    lines = [f'mount --bind "{tmp_path}/nothing" "{path}"' for path in hidden]
    lines += [f'mount --bind "{tmp_path}/empty" "{folder}"' for folder in FONTS if Path(folder).is_dir()]
    lines.append('exec "$@"')
    soft = [path.name for path in hidden]
    command = [sys.executable, str(tmp_path / "program.py"), json.dumps(soft), str(tmp_path / "out.mp4")]
    done = subprocess.run(
        [unshare, "-rm", "sh", "-ec", "\n".join(lines), "sh", *command],
        capture_output=True,
        text=True,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HOME": str(tmp_path / "empty")},
    )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["found"] == [] and said["size"] == [320, 180] and said["notes"] == []
    assert said["spread"] > 5
