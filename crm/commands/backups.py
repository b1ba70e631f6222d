"""`python -m crm backup` and `python -m crm restore`."""

from __future__ import annotations

from pathlib import Path

import click

from crm import start
from crm.core import i18n
from crm.core.i18n import t
from crm.flows import saving


@click.command("backup")
@click.argument("target", required=False, type=click.Path(path_type=Path))
def backup(target: Path | None) -> None:
    """Write a backup to TARGET: a file or a folder; else to the folder of the nightly ones. Nothing has to stop."""
    i18n.speak(start.make_ready().language)
    made = saving.by_hand(target)
    size = i18n.number(round(made.size / 1024))
    click.echo(t("cli.backup_written", path=made.path, size=size, schema=made.revision))
    click.echo(t("cli.backup_key"))


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--replace", "said", default="", help="Replace a database that is not empty; give its name.")
@click.option("--force", is_flag=True, help="Although the app or the scheduler seem to be running.")
def restore(file: Path, said: str, force: bool) -> None:
    """Make a backup the database again; stop the app and the scheduler before."""
    i18n.speak(start.make_ready().language)
    revision = saving.restore(file, said=said, is_forced=force)
    click.echo(t("cli.restored", revision=revision))
    click.echo(t("cli.restored_key"))
