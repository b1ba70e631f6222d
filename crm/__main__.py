"""The command line: start everything, migrate, fill, import, export, people, and what is missing."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from sqlalchemy.exc import DatabaseError, OperationalError

from crm import notifications, start
from crm.channels import Failed, greeting, loopback
from crm.commands import backups as backup_commands
from crm.commands import ready, users
from crm.core import config, copies, db, doctor, i18n, restoring, rotation, runs, schema
from crm.core.doctor import Finding
from crm.core.errors import NotFound, Refusal
from crm.core.i18n import t
from crm.core.processes import Household
from crm.core.runs import Fault
from crm.core.work import Actor, begin
from crm.flows import demo as demo_office
from crm.flows import imports, nightly, set_up
from crm.flows.imports import working
from crm.monitoring.rules import STATES
from crm.web import exports

START_SECONDS = 60


class Program(click.Group):
    """Says what went wrong in one line a reason: a wrong setting ends in 2, a refusal in 1."""

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except config.BadSetting as error:
            _complain([str(error)])
            context.exit(2)
        except Refusal as refusal:
            _complain([imports.problem_text(problem) for problem in refusal.problems])
            context.exit(1)
        except Fault as fault:
            known = [t(f"service.error_{fault.kind}")] if i18n.has(f"service.error_{fault.kind}") else []
            _complain([*known, *([str(fault)] if str(fault) != fault.kind or not known else [])])
            context.exit(1)
        except schema.WrongSchema as error:
            _complain([t("cli.wrong_schema", why=error)])
            context.exit(1)
        except OperationalError as error:
            _complain([t("cli.database_away", why=str(error.orig).splitlines()[0])])
            context.exit(1)
        except (DatabaseError, sqlite3.DatabaseError) as error:
            why = error.orig if isinstance(error, DatabaseError) else error
            if runs.kind_of(OSError(str(why))) != "damaged":
                raise
            _complain([t("cli.damaged", why=why, name=restoring.database_name(db.engine()))])
            context.exit(1)
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise
            _complain([t("cli.system_refused", why=error)])
            context.exit(1)


@click.group(cls=Program)
def cli() -> None:
    """Czuwaj: a CRM that never lets a date slip."""


cli.add_command(backup_commands.backup)
cli.add_command(backup_commands.restore)
cli.add_command(users.user)


@cli.command()
def up() -> None:
    """Start the app and the scheduler; Ctrl-C stops both."""
    settings = ready.ready()
    home = Household(config.ROOT)
    serve = ["-m", "uvicorn", "app:app", "--host", settings.host, "--port", str(settings.port)]
    with home.signals():
        try:
            home.start("app", [*serve, "--log-level", "warning", "--timeout-graceful-shutdown", "5"])
            home.start("scheduler", ["scheduler.py"])
            if home.wait_until(lambda: _is_well(settings), START_SECONDS):
                _welcome(settings)
            elif not home.stopping.is_set() and not home.dead():
                _complain([t("cli.up.silent", seconds=START_SECONDS)])
                raise SystemExit(1)
            ended = home.wait()
        finally:
            home.stop()
    if ended:
        _complain([t("cli.up.ended", name=ended[0], code=ended[1])])
        raise SystemExit(ended[1] if 0 < ended[1] < 256 else 1)
    click.echo(t("cli.up.stopped"))


@cli.command()
def migrate() -> None:
    """Bring the database's schema forward."""
    ready.ready()
    click.echo(t("cli.migrated", revision=schema.newest()))


@cli.command()
@click.option("--size", default=1.0, type=click.FloatRange(0.01, 50), show_default=True, help="1 is 200 clients.")
def demo(size: float) -> None:
    """Fill an empty office with a lively small firm."""
    ready.ready()
    made = demo_office.fill(size=size)
    click.echo(t("cli.demo.made", **made.figures))
    for person in made.people:
        click.echo(f"  {person.email:<46} {person.password}   {person.role}")


@cli.command("import")
@click.argument("mapping", type=click.Path(path_type=Path))
@click.option("--folder", type=click.Path(file_okay=False, path_type=Path), help="Where the files are; the mapping's.")
@click.option("--dry-run", is_flag=True, help="Say for each row what would become of it; write nothing.")
@click.option("--told", type=click.Choice(imports.TOLD), help="How new monitorings are told; the mapping's.")
def import_files(mapping: Path, folder: Path | None, dry_run: bool, told: str | None) -> None:
    """Bring in people, clients, items and contracts from CSV and XLSX files."""
    settings = ready.ready()
    plan = imports.load(mapping)
    with _rehearsal(settings) if dry_run else nullcontext():
        report = imports.run(
            plan,
            folder or mapping.parent,
            actor=Actor.office(),
            told=told,
            is_dry=dry_run,
            watch=lambda verdict: click.echo(imports.line(verdict)) if dry_run or verdict.problems else None,
        )
    for line in imports.lines(report):
        click.echo(line)


@cli.command("bring-in", hidden=True)
def bring_in() -> None:
    """Work on uploaded files that wait; the scheduler starts this."""
    start.make_ready()
    schema.check(db.engine())
    working.run_waiting()


@cli.command()
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--text", "q", help="Words in title, client or contract.")
@click.option("--first-from", "from1", help="First day from (YYYY-MM-DD).")
@click.option("--first-to", "to1")
@click.option("--last-from", "from2")
@click.option("--last-to", "to2")
@click.option("--state", type=click.Choice(STATES), multiple=True)
@click.option("--type", "type")
@click.option("--person", help="E-mail of the assigned person.")
@click.option("--as", "as_whom", help="E-mail of the person whose rights and language hold; else the office's.")
def export(target: Path, state: tuple[str, ...], person: str | None, as_whom: str | None, **query: str | None) -> None:
    """Write monitorings to a workbook."""
    ready.ready()
    asked = {key: value for key, value in query.items() if value}
    asked |= {"state": ",".join(state)} if state else {}
    with begin(Actor.office()) as work:
        actor = Actor.person(ready.find(work, as_whom)) if as_whom else Actor.office()
        asked |= {"person": str(ready.find(work, person))} if person else {}
    if not target.parent.is_dir():
        raise NotFound("cli.no_folder", None, path=str(target.parent))
    path, _ = exports.LIST.workbook(actor, asked)
    shutil.move(path, target)
    click.echo(t("cli.exported", path=target))


@cli.command("rotate-secrets")
def rotate_secrets() -> None:
    """Encrypt stored passwords under CRM_SECRET_KEY that were encrypted under CRM_SECRET_KEY_OLD."""
    ready.ready()
    with begin(Actor.office(), writes=True) as work:
        found = rotation.rotate(work)
    click.echo(t("cli.rotated", renewed=found.renewed, kept=found.kept))
    if found.lost:
        _complain([t("cli.rotated_lost", table=table, id=row_id) for table, row_id in found.lost])
        raise SystemExit(1)


@cli.command("doctor")
def show_doctor() -> None:
    """Say what is missing and how to mend it."""
    settings = start.make_ready()
    i18n.speak(settings.language)
    marks = {doctor.WELL: "✓", doctor.WARNING: "!", doctor.MISSING: "✗"}
    levels = []
    for finding in doctor.look(settings, db.engine(), _mail, nightly.lacking, nightly.damaged):
        click.echo(f"{marks[finding.level]} " + t(f"cli.doctor.{finding.name}_{finding.level}", **finding.params))
        levels.append(finding.level)
    if doctor.MISSING in levels:
        raise SystemExit(1)


def _is_well(settings: config.Settings) -> bool:
    host = settings.base_url.split("://", 1)[1]
    return loopback.answers(settings.host, settings.port, "/healthz", host_header=host)


def _welcome(settings: config.Settings) -> None:
    click.echo(t("cli.up.ready", address=settings.base_url))
    with begin(Actor.office(), writes=True) as work:
        if set_up.is_open(work):
            click.echo(t("cli.up.code", address=f"{settings.base_url}/setup", code=set_up.issue_code(work)))


@contextmanager
def _rehearsal(settings: config.Settings) -> Iterator[None]:
    """Work on a copy, so that nobody waits for a long transaction that is undone in the end."""
    with copies.passing_copy(settings.database_url) as url:
        if url != settings.database_url:
            db.engine().dispose()
            start.make_ready(replace(settings, database_url=url))
        yield
        db.engine().dispose()


def _complain(lines: list[str]) -> None:
    for line in lines:
        click.echo(line, err=True)


def _mail() -> Finding:
    with begin(Actor.office()) as work:
        found = notifications.default_account(work)
    if found is None:
        return Finding("mail", doctor.WARNING)
    server = found[1]
    params = {"host": server.host, "port": server.port}
    try:
        greeting.greet(server)
    except Failed as failure:
        return Finding("mail", doctor.MISSING, {**params, "why": str(failure)[:200]})
    return Finding("mail", doctor.WELL, params)


if __name__ == "__main__":
    os.umask(0o077)
    cli(prog_name="python -m crm")
