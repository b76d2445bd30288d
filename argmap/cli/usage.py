"""Wrong usage of the command line, in words of ours: one line, with the nearest valid value.

What click says of it differs from release to release; what it knows of it (which option, what was given) does not.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from click.core import ParameterSource

from argmap.errors import did_you_mean


class OneOf(click.Choice):  # type: ignore[type-arg]  # older versions of click have no argument for it
    """One of some words."""

    def convert(self, value: Any, parameter: click.Parameter | None, context: click.Context | None) -> Any:
        """The word; click is told what else there is where it is none of them."""
        if value not in self.choices:
            known = ", ".join(map(repr, self.choices))
            self.fail(f"{value!r} is not one of {known}{did_you_mean(str(value), self.choices)}", parameter, context)
        return value


class WholeNumber(click.IntRange):
    """A whole number from `least` on, at the most `most`."""

    def __init__(self, least: int, most: int | None = None) -> None:
        super().__init__(least, most)

    def convert(self, value: Any, parameter: click.Parameter | None, context: click.Context | None) -> int:
        """The number; click is told the range where it is none, or not in it."""
        try:
            number = int(value)
        except (TypeError, ValueError):
            self.fail(f"{value!r} is no whole number", parameter, context)
        if number < (self.min or 0) or (self.max is not None and number > self.max):
            wanted = f"at least {self.min}" if self.max is None else f"{self.min} to {self.max}"
            self.fail(f"{number} is not {wanted}", parameter, context)
        return number


@contextmanager
def usage_of(context: click.Context) -> Iterator[None]:
    """A block whose UsageError is one of this command's usage, which the parser of click leaves out."""
    try:
        yield
    except click.UsageError as error:
        error.ctx = error.ctx or context
        raise


def refuse_more(context: click.Context) -> None:
    """Raise UsageError where a command was given more words than it takes."""
    if context.args and not context.resilient_parsing:
        what = "arguments" if len(context.args) > 1 else "argument"
        words = " ".join(map(str, context.args))
        raise click.UsageError(f"unexpected extra {what} ({words})", context)


def refuse_idle(context: click.Context, why: str, *names: str) -> None:
    """Raise UsageError where one of these parameters was given, which does nothing here; `why` follows its name."""
    for parameter in context.command.params:
        if parameter.name in names and context.get_parameter_source(parameter.name) is ParameterSource.COMMANDLINE:
            option = max(parameter.opts, key=len)
            raise click.UsageError(f"{option} {why}", context)


def refuse_format(context: click.Context) -> None:
    """Raise UsageError where both `--json` and a `--format` were given."""
    if context.params["as_json"]:
        refuse_idle(context, "goes without --json, which is a format too", "format_")


def explain(error: click.ClickException) -> str:
    """What is wrong with the usage, in one line and with the nearest valid value."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    hint = f" (see '{context.command_path} --help')" if context is not None else ""
    return _what(error, context) + hint


def _what(error: click.ClickException, context: click.Context | None) -> str:
    parameters = context.command.params if context is not None else []
    if isinstance(error, click.NoSuchOption):
        options = [name for parameter in parameters for name in parameter.opts]
        return f"there is no option {error.option_name}{did_you_mean(error.option_name, options)}"
    if isinstance(error, click.BadOptionUsage):
        name = error.option_name
        option = next((one for one in parameters if isinstance(one, click.Option) and name in one.opts), None)
        if option is not None and option.is_flag:
            return f"option {name} takes no value"
        return f"option {name} needs {'a value' if option is None or option.nargs == 1 else f'{option.nargs} values'}"
    if isinstance(error, click.MissingParameter) and error.param is not None:
        return f"missing {error.param.param_type_name} {_name(error.param)}"
    if isinstance(error, click.BadParameter) and error.param is not None:
        return f"invalid value for {_name(error.param)}: {error.message.rstrip('.')}"
    message = " ".join(error.format_message().split())
    return message[:1].lower() + message[1:].rstrip(".")


def _name(parameter: click.Parameter) -> str:
    if isinstance(parameter, click.Option):
        return " / ".join(map(repr, parameter.opts))
    several = "..." if parameter.nargs < 0 and parameter.metavar is None else ""
    return repr((parameter.metavar or (parameter.name or "").upper()) + several)
