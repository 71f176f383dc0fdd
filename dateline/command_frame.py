"""The frame of all commands: shared options, exit codes, and errors as one line for a person."""

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
from click.shell_completion import BashComplete, CompletionItem, get_completion_class

from search.errors import DatelineError

logger = logging.getLogger("dateline")

Function = Callable[..., Any]


@dataclass(slots=True)
class GlobalOptions:
    """The options that every command takes, before its name or after it; the last one given wins."""

    config: Path | None = None
    data: Path | None = None
    verbose: bool = False


class WholeNumber(click.ParamType[int]):
    """A whole number in a range, whose errors are plain English."""

    name = "number"

    def __init__(self, lowest: int, highest: int) -> None:
        self._lowest, self._highest = lowest, highest

    def convert(self, value: str | int, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number, or fail with the range that it must be in."""
        try:
            number = int(value)
        except ValueError:
            number = None
        if number is None or not self._lowest <= number <= self._highest:
            self.fail(f"{value} is not a whole number from {self._lowest:,} to {self._highest:,}.", param, ctx)
        return number


def with_global_options(function: Function) -> Function:
    """Add the global options to a command. It gets, as its first argument, the `GlobalOptions` of the whole line."""

    def run(*, config: Path | None, data: Path | None, verbose: bool, **rest: object) -> object:
        options = click.get_current_context().ensure_object(GlobalOptions)
        options.config, options.data = config or options.config, data or options.data
        options.verbose = verbose or options.verbose
        if options.verbose:
            logger.setLevel(logging.DEBUG)
        return function(options, **rest)

    decorators = (
        click.option("-v", "--verbose", is_flag=True, help="Log more, including tracebacks of errors."),
        click.option("--data", type=_path(folder=True), metavar="DIR", help="The folder of the archive and the index."),
        click.option("--config", type=_path(folder=False), metavar="FILE", help="The configuration file."),
    )
    wrapped: Function = update_wrapper(run, function)
    for decorator in decorators:
        wrapped = decorator(wrapped)
    return wrapped


def command_registrar(
    group: click.Group, enter: Callable[[GlobalOptions], AbstractContextManager[object]]
) -> Callable[..., Callable[[Function], Function]]:
    """Return a decorator that makes functions commands of `group`: `@command("name", "One line for the list.")`.

    The function gets what `enter` opens for the global options; that is closed after the command.
    """

    def command(name: str, summary: str) -> Callable[[Function], Function]:
        def register(function: Function) -> Function:
            def call(options: GlobalOptions, **arguments: object) -> None:
                with enter(options) as opened:
                    function(opened, **arguments)

            made = group.command(name, short_help=summary)(with_global_options(update_wrapper(call, function)))
            # Help lists the options of the command itself first.
            made.params.sort(key=lambda parameter: parameter.name in GlobalOptions.__slots__)
            return made

        return register

    return command


def complete_location(
    context: click.Context, incomplete: str, read_names: Callable[[Path | None], Sequence[str]]
) -> list[CompletionItem]:
    """Return what completes a source or location: names that begin so, and whatever paths the shell finds.

    `read_names` returns the names of the sources in a configuration file, or in the usual one.
    """
    given = [each.params.get("config") for each in (context, context.parent) if each is not None]
    names = read_names(next((config for config in given if config is not None), None))
    matching = [CompletionItem(name) for name in names if name.startswith(incomplete)]
    return [*matching, CompletionItem(incomplete, type="file")]


class _BashComplete(BashComplete):
    """Completion for bash that offers paths beside other values; click's own drops those values for the paths."""

    source_template = """\
%(complete_func)s() {
    local IFS=$'\\n' completion type value files response
    COMPREPLY=()
    response=$(env COMP_WORDS="${COMP_WORDS[*]}" COMP_CWORD=$COMP_CWORD %(complete_var)s=bash_complete "$1")
    while IFS= read -r completion; do
        type=${completion%%%%,*} value=${completion#*,}
        case $type in
            dir) compopt -o dirnames ;;
            file) files=1 ;;
            plain) COMPREPLY+=("$value") ;;
        esac
    done <<< "$response"
    if [[ $files && ${#COMPREPLY[@]} -gt 0 ]]; then
        compopt -o filenames
        mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -f -- "$2")
    elif [[ $files ]]; then
        compopt -o default
    fi
}

complete -o nosort -F %(complete_func)s %(prog_name)s
"""


def completion_script(cli: click.Command, name: str, shell: str) -> str:
    """Return the script with which a shell (bash, zsh or fish) completes commands, options and paths after `name`."""
    completion = _BashComplete if shell == "bash" else get_completion_class(shell)
    if completion is None:
        raise click.BadParameter(f"there is no completion for {shell}")
    return completion(cli, {}, name, f"_{name.upper()}_COMPLETE").source()


def print_json(value: object) -> None:
    """Print a JSON value for people and programs alike."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def run_command_line(cli: click.Command, name: str, arguments: Sequence[str] | None = None) -> int:
    """Run a command line and return its exit code: 0 done, 1 failed, 2 wrong usage, 130 interrupted.

    Nothing but SystemExit is raised. An error is one line on standard error, with a traceback if -v is given.
    """
    logging.basicConfig(format=f"{name}: %(message)s")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        code = cli.main(arguments, prog_name=name, standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.NoArgsIsHelpError as error:
        # Its message is the whole help, which keeps its lines.
        error.show()
        return error.exit_code
    except click.ClickException as error:
        return _fail(name, _usage_message(error), error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        return 130
    except BrokenPipeError:
        # The reader of the output closed it; the interpreter's last flush must not fail on that.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except DatelineError as error:
        return _fail(name, str(error))
    except OSError as error:
        return _fail(name, f"{error.filename}: {error.strerror}." if error.filename else str(error))
    except Exception as error:
        # A bug: people get a line that they can report, and the traceback with -v.
        return _fail(name, f"Internal error ({type(error).__name__}: {error}). Run with -v to see the traceback.")
    return code if isinstance(code, int) else 0


def _path(*, folder: bool) -> click.Path:
    return click.Path(file_okay=not folder, dir_okay=folder, path_type=Path)


def _usage_message(error: click.ClickException) -> str:
    """Return what was wrong, as whole sentences, and how to get help."""
    message = error.format_message().strip()
    sentences = [message if message.endswith((".", "?", "!")) else f"{message}."]
    context = getattr(error, "ctx", None)
    if context is not None:
        if isinstance(error, click.NoSuchOption):
            sentences += _dash_hint(context)
        sentences.append(f"See '{context.command_path} --help'.")
    return " ".join(sentences)


def _dash_hint(context: click.Context) -> list[str]:
    """Return how to write an argument that starts with a minus, for a command that takes arguments."""
    names = [each.human_readable_name for each in context.command.params if isinstance(each, click.Argument)]
    path = context.command_path
    if "QUERY" in names:
        return [f'To search for a word that starts with "-", quote the query or write: {path} -- -word.']
    return [f'To use an argument that starts with "-", write: {path} -- -name.'] if names else []


def _fail(name: str, message: str, code: int = 1) -> int:
    logger.debug("%s", message, exc_info=True)
    click.echo(f"{name}: {' '.join(message.split())}", err=True)
    return code
