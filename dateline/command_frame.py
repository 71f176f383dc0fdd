"""How do all commands behave? The options they share, exit codes, and errors as one line for a person."""

import io
import json
import logging
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import update_wrapper
from pathlib import Path
from typing import Any

import click
from click.shell_completion import get_completion_class

from search.errors import DatelineError

logger = logging.getLogger("dateline")

Function = Callable[..., Any]


@dataclass(slots=True)
class GlobalOptions:
    """What the options say that every command takes, before its name or after it; the nearest to the end holds."""

    config: Path | None = None
    data: Path | None = None
    verbose: bool = False


def with_global_options(function: Function) -> Function:
    """Give a command the options that all share. It is handed a `GlobalOptions` first, for those of the whole line."""

    def run(*, config: Path | None, data: Path | None, verbose: bool, **rest: object) -> object:
        said = click.get_current_context().ensure_object(GlobalOptions)
        said.config, said.data, said.verbose = config or said.config, data or said.data, verbose or said.verbose
        if said.verbose:
            logger.setLevel(logging.DEBUG)
        return function(said, **rest)

    options = (
        click.option("-v", "--verbose", is_flag=True, help="Log more, with tracebacks of what went wrong."),
        click.option("--data", type=_path(folder=True), metavar="DIR", help="The folder of archive and index."),
        click.option("--config", type=_path(folder=False), metavar="FILE", help="The configuration file."),
    )
    wrapped: Function = update_wrapper(run, function)
    for option in options:
        wrapped = option(wrapped)
    return wrapped


def command_registrar(
    group: click.Group, enter: Callable[[GlobalOptions], AbstractContextManager[object]]
) -> Callable[..., Callable[[Function], Function]]:
    """How functions become commands of `group`: `@command("name")`, where `command` is what this returns.

    The function is handed what `enter` opens for the options that all share, and that is closed after it.
    """

    def command(name: str) -> Callable[[Function], Function]:
        def register(function: Function) -> Function:
            def call(said: GlobalOptions, **options: object) -> None:
                with enter(said) as opened:
                    function(opened, **options)

            made = group.command(name)(with_global_options(update_wrapper(call, function)))
            # Help lists what is particular to a command first.
            made.params.sort(key=lambda parameter: parameter.name in GlobalOptions.__slots__)
            return made

        return register

    return command


def completion_script(cli: click.Command, name: str, shell: str) -> str:
    """What a shell (bash, zsh or fish) must run to complete the commands and options of `name`."""
    found = get_completion_class(shell)
    if found is None:
        raise click.BadParameter(f"{shell} is not a shell that can be completed for")
    return found(cli, {}, name, f"_{name.upper()}_COMPLETE").source()


def print_json(value: object) -> None:
    """Print a JSON value for people and programs alike."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def run_command_line(cli: click.Command, name: str, arguments: Sequence[str] | None = None) -> int:
    """Run a command line and return its exit code: 0 done, 1 failed, 2 wrong usage, 130 interrupted.

    Nothing but SystemExit is raised; what goes wrong is one line on the standard error, with a traceback after -v.
    """
    logging.basicConfig(format=f"{name}: %(message)s")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        code = cli.main(arguments, prog_name=name, standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.NoArgsIsHelpError as error:
        # Its message is the whole help, which is no line.
        error.show()
        return error.exit_code
    except click.ClickException as error:
        return _fail(name, _usage(error), error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        return 130
    except BrokenPipeError:
        # Whoever read the output has seen enough; the interpreter's last flush must not complain about it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except DatelineError as error:
        return _fail(name, str(error))
    except OSError as error:
        return _fail(name, f"{error.filename}: {error.strerror}." if error.filename else str(error))
    except Exception as error:
        # A fault of the program: the person gets a line that can be reported, and the traceback with -v.
        return _fail(name, f"Something is wrong in the program ({type(error).__name__}: {error}); -v shows where.")
    return code if isinstance(code, int) else 0


def _path(*, folder: bool) -> click.Path:
    return click.Path(file_okay=not folder, dir_okay=folder, path_type=Path)


def _usage(error: click.ClickException) -> str:
    """What was wrong, as whole sentences, and where help is."""
    said = error.format_message().strip()
    sentences = [said if said.endswith((".", "?", "!")) else f"{said}."]
    context = getattr(error, "ctx", None)
    if context is not None:
        takes_words = any(isinstance(parameter, click.Argument) for parameter in context.command.params)
        if isinstance(error, click.NoSuchOption) and takes_words:
            path = context.command_path
            sentences.append(f"Put -- before what begins with a minus and is no option: {path} -- -word.")
        sentences.append(f"See '{context.command_path} --help'.")
    return " ".join(sentences)


def _fail(name: str, message: str, code: int = 1) -> int:
    logger.debug("%s", message, exc_info=True)
    click.echo(f"{name}: {' '.join(message.split())}", err=True)
    return code
