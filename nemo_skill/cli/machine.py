"""`install`, `uninstall`, `serve`: the skill on this machine."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from nemo_skill import install as places
from nemo_skill import skill
from nemo_skill.cli.output import Output

if TYPE_CHECKING:
    from nemo_skill.cli.desk import Desk


def install(args: argparse.Namespace, output: Output) -> int:
    """Light: a machine without packages and network can install the skill."""
    text = places.install(
        skill.skill_root(), args.to, project_dir=args.project_dir, force=args.force, dry_run=args.dry_run
    )
    output.result({"text": text})
    return 0


def uninstall(args: argparse.Namespace, output: Output) -> int:
    output.result({"text": places.uninstall(args.to, project_dir=args.project_dir, dry_run=args.dry_run)})
    return 0


def serve(desk: Desk) -> int:
    from nemo_skill.engine_options import choose_engine
    from nemo_skill.studio import Limits, serve

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
