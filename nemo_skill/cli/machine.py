"""`install`, `uninstall`, `serve`: the skill on this machine."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from nemo_skill.cli.desk import Desk


def install(desk: Desk) -> int:
    from nemo_skill import install as places

    text = places.install(desk.around.skill.root, desk.args.to, force=desk.args.force, dry_run=desk.args.dry_run)
    desk.output.result({"text": text})
    return 0


def uninstall(desk: Desk) -> int:
    from nemo_skill import install as places

    desk.output.result({"text": places.uninstall(desk.args.to, dry_run=desk.args.dry_run)})
    return 0


def serve(desk: Desk) -> int:
    from nemo_skill.studio import Limits, serve
    from nemo_skill.studio.engines.options import choose_engine

    data = desk.args.data or os.path.join(desk.around.state_dir, "studio")
    return serve(
        host=desk.args.host,
        port=desk.args.port,
        data=Path(os.path.abspath(os.path.expanduser(data))),
        announce=Path(os.path.abspath(desk.args.announce)) if desk.args.announce else None,
        idle_exit_s=desk.args.idle_exit,
        pace=desk.around.pace.factor,
        log=sys.stderr,
        engine=choose_engine(desk.around.environ, vars(desk.args)),
        # Started by --local it is a preview that must never strand its user; run by hand it has the cloud's rules.
        limits=Limits.relaxed() if desk.args.announce else Limits(),
    )
