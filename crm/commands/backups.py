"""`python -m crm backup` and `python -m crm restore`."""

from __future__ import annotations

from pathlib import Path

import click

from crm import start
from crm.core import i18n, kept_files, sizes
from crm.core.backups import Backup
from crm.core.i18n import t
from crm.flows import saving
from crm.flows.saving import Restored


@click.command("backup")
@click.argument("target", required=False, type=click.Path(path_type=Path))
def backup(target: Path | None) -> None:
    """Write a backup to TARGET: a file or a folder; else to the folder of the nightly ones. Nothing has to stop."""
    i18n.speak(start.make_ready().language)
    made, lacking = saving.by_hand(target)
    click.echo(t("cli.backup_written", path=made.path, size=sizes.text(made.size), schema=made.revision))
    _tell_taken(made)
    if lacking:
        click.echo(t("cli.files_lacking", count=lacking), err=True)
    click.echo(t("cli.backup_key"))


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--replace", "said", default="", help="Replace a database that is not empty; give its name.")
@click.option("--force", is_flag=True, help="Although the app or the scheduler seem to be running.")
@click.option("--incomplete", is_flag=True, help="Although bytes of some files are missing beside the backup.")
@click.option("--only-files", is_flag=True, help="Bring back files gone or damaged; leave the database as it is.")
def restore(file: Path, said: str, force: bool, incomplete: bool, only_files: bool) -> None:
    """Make a backup the database again and bring back its files; stop the app and the scheduler before."""
    i18n.speak(start.make_ready().language)
    if only_files:
        _tell_back(saving.bring_back(file, is_incomplete=incomplete))
        return
    restored = saving.restore(file, said=said, is_forced=force, is_incomplete=incomplete)
    click.echo(t("cli.restored", revision=restored.revision))
    if restored.aside:
        click.echo(t("cli.damaged_aside", path=restored.aside))
    _tell_back(restored)
    click.echo(t("cli.restored_key"))


def _tell_taken(made: Backup) -> None:
    """What became of the files, and that the backup is no longer one file only."""
    taken, shelf = made.files, made.path.parent / kept_files.SHELF
    click.echo(t("cli.backup_files", count=taken.count, size=sizes.text(taken.size), fresh=taken.fresh))
    if taken.count:
        click.echo(t("cli.backup_together", list=kept_files.list_of(made.path).name, folder=shelf))
    if taken.unreadable:
        click.echo(t("cli.backup_unreadable", count=taken.unreadable), err=True)
    if taken.left_out:
        click.echo(t("cli.backup_left_out", count=taken.left_out), err=True)
    if taken.damaged:
        click.echo(t("cli.backup_damaged", count=taken.damaged), err=True)


def _tell_back(restored: Restored) -> None:
    if restored.found is None or restored.back is None:
        click.echo(t("cli.no_list"))
    else:
        back = restored.back
        click.echo(t("cli.files_back", count=back.count, size=sizes.text(back.size), there=back.were_there))
        if restored.found.differing:
            names = ", ".join(restored.found.differing)
            click.echo(t("cli.files_differing", count=len(restored.found.differing), names=names), err=True)
        if back.aside:
            names = ", ".join(str(path) for path in back.aside)
            click.echo(t("cli.files_aside", count=len(back.aside), names=names))
    if restored.lacking:
        click.echo(t("cli.files_lacking", count=restored.lacking), err=True)
    if restored.damaged:
        click.echo(t("cli.files_damaged", count=restored.damaged), err=True)
