"""Which function carries out which command; each is imported only when its command is called."""

from __future__ import annotations

import argparse
import gc
import importlib
import os
from collections.abc import Callable

from nemo_skill import skill
from nemo_skill.cli.backend import Surroundings
from nemo_skill.cli.desk import Desk
from nemo_skill.cli.output import Output
from nemo_skill.pace import Pace
from nemo_skill.places import state_dir

_MODULES = {
    "messages": ("say", "create", "chat", "upload", "export"),
    "reads": ("credits", "state", "setup"),
    "tasks": ("jobs", "wait", "cancel", "worker"),
    "batch": ("batch",),
    "doctor": ("doctor",),
    "machine": ("serve",),
}


def run(args: argparse.Namespace, output: Output, script: str | None) -> int:
    """Run a command that needs packages; its exit status."""
    around = Surroundings(
        skill.load(),
        os.environ,
        state_dir(os.environ, args.state_dir),
        args.local,
        script,
        Pace.from_environ(os.environ),
    )
    name = args.command.removeprefix("_")
    module = next(module for module, names in _MODULES.items() if name in names)
    command: Callable[[Desk], int] = getattr(importlib.import_module(f"nemo_skill.cli.{module}"), name)
    gc.enable()
    desk = Desk(args, output, around)
    try:
        return command(desk)
    finally:
        desk.close()
