"""`argmap check`: what looks wrong, missing or untested."""

from __future__ import annotations

import click

from argmap.cli.framework import ArgmapCommand, as_json_option, open_store
from argmap.cli.output import print_json, width
from argmap.cli.usage import OneOf
from argmap.errors import EXIT_NO
from argmap.text import counted, listed, visible, wrapped

COLOURS = {"error": "red", "warning": "yellow", "note": "cyan"}


@click.command("check", cls=ArgmapCommand, epilog="Example: argmap -m shipped check --fail-on warning")
@click.option(
    "--fail-on",
    type=OneOf(list(COLOURS)),
    default="error",
    show_default=True,
    help="Exit with status 1 if there is a finding this bad or worse.",
)
@as_json_option
@click.pass_context
def check_command(context: click.Context, fail_on: str, as_json: bool) -> int:
    """What looks wrong, missing or untested: circles, orphans, untested assumptions, likely duplicates …"""
    from argmap.questions.check import FORMAT, check
    from argmap.questions.finding import SEVERITIES

    found = check(open_store(context).whole())
    if as_json:
        print_json({"format": FORMAT, "findings": [finding.as_json() for finding in found]})
    else:
        for finding in found:
            lead = f"{finding.severity:<8} {finding.code:<18} "
            first, *rest = wrapped(visible(finding.message), max(width() - len(lead), 30))
            click.echo(click.style(lead, fg=COLOURS[finding.severity]) + first)
            for line in rest:
                click.echo(" " * len(lead) + line)
        counts = [sum(finding.severity == severity for finding in found) for severity in SEVERITIES]
        total = [counted(count, severity) for count, severity in zip(counts, SEVERITIES, strict=True)]
        click.echo(f"{listed(total).capitalize()}.")
    worst = SEVERITIES[: SEVERITIES.index(fail_on) + 1]
    return EXIT_NO if any(finding.severity in worst for finding in found) else 0
