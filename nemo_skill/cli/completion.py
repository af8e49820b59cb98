"""`completion SHELL`: a script that makes the shell complete commands, options and their values.

Everything is read from the parser, so that no list has to be kept in step. The script calls nothing back: completing
a word costs no start of Python.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import NamedTuple

from nemo_skill.cli import parser
from nemo_skill.install import AGENTS

# What can be completed: the console script, and the script of the skill's folder where it is called by its name.
NAMES = ("nemo-skill", "nemo.py")


class Option(NamedTuple):
    """`takes`: "" for a flag, else "file", "folder", "words" (see `words`) or "value"."""

    names: tuple[str, ...]
    help: str
    takes: str
    words: tuple[str, ...] = ()


class Command(NamedTuple):
    """`takes`: what its own arguments are, as for an option."""

    name: str
    help: str
    options: tuple[Option, ...]
    takes: str
    words: tuple[str, ...] = ()


def commands() -> list[Command]:
    """The command line as data."""
    return [_command(name, summary) for name, (summary, _) in parser.COMMANDS.items()]


def _command(name: str, summary: str) -> Command:
    actions = [action for action in parser.build_command(name)._actions if action.help != argparse.SUPPRESS]
    options = tuple(
        Option(tuple(action.option_strings), action.help or "", *_takes(action))
        for action in actions
        if action.option_strings
    )
    takes, words = next((_takes(action) for action in actions if not action.option_strings), ("", ()))
    return Command(name, summary, options, takes, words)


def _takes(action: argparse.Action) -> tuple[str, tuple[str, ...]]:
    if action.nargs == 0:
        return "", ()
    if action.choices:
        return "words", tuple(map(str, action.choices))
    metavar = str(action.metavar or "")
    if "AGENT" in metavar:
        return "words", tuple(AGENTS)
    if "FILE" in metavar or "OUT" in metavar or metavar == "F":
        return "file", ()
    return ("folder", ()) if "DIR" in metavar else ("value", ())


def script(shell: str) -> str:
    """The script for a shell: bash, zsh, fish or powershell."""
    return SHELLS[shell](commands())


# -- bash -------------------------------------------------------------------------------------------------------------


def _bash(found: list[Command]) -> str:
    names = " ".join(one.name for one in found)
    own = [f'        {one.name}) _nemo_words "{" ".join([_flags(one), *one.words])}" ;;' for one in found]
    with_files = [one.name for one in found if one.takes in ("file", "folder") or "--file" in _flags(one).split()]
    return f"""\
# bash completion; load it with: source <({NAMES[0]} completion bash)
_nemo_words() {{
    local IFS=$' \\t\\n'
    COMPREPLY=($(compgen -W "$1" -- "$half$cur"))
    COMPREPLY=("${{COMPREPLY[@]#"$half"}}")
}}
_nemo() {{
    local at=$COMP_CWORD cur half= command= word
    cur=${{COMP_WORDS[at]}}
    # A colon parts words in bash: what stands before it is on the line already.
    if [[ $cur == : ]]; then half=${{COMP_WORDS[at-1]}}: cur= at=$((at-1))
    elif [[ ${{COMP_WORDS[at-1]}} == : ]]; then half=${{COMP_WORDS[at-2]}}: at=$((at-2)); fi
    for word in "${{COMP_WORDS[@]:1:at-1}}"; do
        case $word in {"|".join(one.name for one in found)}) command=$word; break ;; esac
    done
    COMPREPLY=()
    case $command:${{COMP_WORDS[at-1]}} in
{_bash_values(found)}
    esac
    case $command in
        "") _nemo_words "{names} --help --version" ;;
{chr(10).join(own)}
    esac
    [[ $cur == -* ]] && return
    case $command in {"|".join(with_files)}) compopt -o default ;; esac
}}
complete -F _nemo {" ".join(NAMES)}
"""


def _bash_values(found: list[Command]) -> str:
    """A line for each kind of value: the options that take it, by command."""
    patterns: dict[str, list[str]] = {}
    for command in found:
        for option in command.options:
            acts = {"file": "compopt -o default", "folder": "compopt -o dirnames", "value": ":"}
            act = f'_nemo_words "{" ".join(option.words)}"' if option.words else acts.get(option.takes)
            if act:
                patterns.setdefault(act, []).extend(f"{command.name}:{name}" for name in option.names)
    return "\n".join(f"        {'|'.join(names)}) {act}; return ;;" for act, names in patterns.items())


def _flags(command: Command) -> str:
    return " ".join(name for option in command.options for name in option.names if name.startswith("--"))


# -- zsh --------------------------------------------------------------------------------------------------------------


def _zsh(found: list[Command]) -> str:
    cases = []
    for one in found:
        specs = [_zsh_option(option) for option in one.options]
        if one.takes:
            specs.append(f"'*:{_zsh_kind(one.takes, one.words)}'")
        lines = " \\\n            ".join(specs)
        cases.append(f"        {one.name})\n            _arguments {lines} ;;")
    names = "\n".join(f"        '{one.name}:{_quoted(one.help)}'" for one in found)
    return f"""\
#compdef {" ".join(NAMES)}
# zsh completion; load it with: source <({NAMES[0]} completion zsh)
_nemo() {{
    local -a commands
    commands=(
{names}
    )
    if (( CURRENT == 2 )); then
        _describe command commands
        return
    fi
    local command=$words[2]
    shift words
    (( CURRENT-- ))
    case $command in
{chr(10).join(cases)}
    esac
}}
(( $+functions[compdef] )) && compdef _nemo {" ".join(NAMES)}
"""


def _zsh_option(option: Option) -> str:
    text = _quoted(option.help).replace("[", "\\[").replace("]", "\\]").replace(":", "\\:")
    value = f":{_zsh_kind(option.takes, option.words)}" if option.takes else ""
    if len(option.names) == 1:
        return f"'{option.names[0]}[{text}]{value}'"
    return f"{{{','.join(option.names)}}}'[{text}]{value}'"


def _zsh_kind(takes: str, words: tuple[str, ...]) -> str:
    if words:
        return f"value:({' '.join(word.replace(':', chr(92) + ':') for word in words)})"
    return {"file": "file:_files", "folder": "folder:_files -/"}.get(takes, "value: ")


def _quoted(text: str) -> str:
    return text.replace("'", "'\\''")


# -- fish -------------------------------------------------------------------------------------------------------------


def _fish(found: list[Command]) -> str:
    lines = [f"# fish completion; load it with: {NAMES[0]} completion fish | source"]
    names = " ".join(one.name for one in found)
    for program in NAMES:
        lines.append(f"complete -c {program} -f")
        for one in found:
            there = f"complete -c {program} -n '__fish_seen_subcommand_from {one.name}'"
            text = _fish_text(one.help)
            lines.append(f"complete -c {program} -n 'not __fish_seen_subcommand_from {names}' -a {one.name} -d {text}")
            if one.takes in ("file", "folder"):
                lines.append(f"{there} -F")
            elif one.words:
                lines.append(f"{there} -a '{' '.join(one.words)}'")
            lines += [f"{there} {_fish_option(option)}" for option in one.options]
    return "\n".join(lines) + "\n"


def _fish_option(option: Option) -> str:
    names = [f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}" for name in option.names]
    if option.words:
        names.append(f"-x -a '{' '.join(option.words)}'")
    elif option.takes:
        names.append({"file": "-r -F", "folder": "-x -a '(__fish_complete_directories)'"}.get(option.takes, "-x"))
    return " ".join([*names, f"-d {_fish_text(option.help)}"])


def _fish_text(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


# -- PowerShell -------------------------------------------------------------------------------------------------------


def _powershell(found: list[Command]) -> str:
    def text(value: str) -> str:
        return "'" + value.replace("'", "''") + "'"

    rows = []
    for one in found:
        flags = ", ".join(text(name) for option in one.options for name in option.names if name.startswith("--"))
        values = "; ".join(
            f"{text(name)} = @({', '.join(map(text, option.words))})"
            for option in one.options
            for name in option.names
            if option.words
        )
        own = ", ".join(map(text, one.words))
        rows.append(f"    {text(one.name)} = @{{ Options = @({flags}); Values = @{{ {values} }}; Own = @({own}) }}")
    return f"""\
# PowerShell completion; load it with: {NAMES[0]} completion powershell | Out-String | Invoke-Expression
$NemoCommands = [ordered]@{{
{chr(10).join(rows)}
}}
Register-ArgumentCompleter -Native -CommandName {", ".join(map(text, NAMES))} -ScriptBlock {{
    param($word, $tree, $position)
    $before = @($tree.CommandElements | Where-Object {{ $_.Extent.EndOffset -lt $position }} |
        ForEach-Object {{ $_.ToString() }})
    $command = $before | Select-Object -Skip 1 | Where-Object {{ $NemoCommands.Contains($_) }} | Select-Object -First 1
    if (-not $command) {{
        $found = @($NemoCommands.Keys)
    }} elseif ($NemoCommands[$command].Values.ContainsKey($before[-1])) {{
        $found = $NemoCommands[$command].Values[$before[-1]]
    }} elseif ($word -like '-*') {{
        $found = $NemoCommands[$command].Options
    }} else {{
        $found = $NemoCommands[$command].Own
    }}
    $found | Where-Object {{ $_ -like "$word*" }} |
        ForEach-Object {{ [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }}
}}
"""


SHELLS: dict[str, Callable[[list[Command]], str]] = {
    "bash": _bash,
    "zsh": _zsh,
    "fish": _fish,
    "powershell": _powershell,
}
