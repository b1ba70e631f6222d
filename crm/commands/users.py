"""`python -m crm user`: people who sign in."""

from __future__ import annotations

import secrets as randomness
import sys

import click

from crm import people
from crm.commands import ready
from crm.core import clean
from crm.core.i18n import t
from crm.core.work import Actor, begin
from crm.people import rules


@click.group()
def user() -> None:
    """People who sign in."""


@user.command("add")
@click.argument("email")
@click.option("--name", required=True)
@click.option("--role", required=True, type=click.Choice(list(rules.BUILT_IN)))
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def add_user(email: str, name: str, role: str, password_stdin: bool) -> None:
    """Add a person with a role and a password."""
    ready.ready()
    password = _password(password_stdin)
    with begin(Actor.office(), writes=True) as work:
        user_id = people.create(work, name=name, email=email, role_ids=[people.role_id(work, role)])
        people.set_password(work, user_id, password)
    click.echo(t("cli.user.added", email=clean.line(email)))
    _show(password, password_stdin)


@user.command("reset")
@click.argument("email")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def reset_user(email: str, password_stdin: bool) -> None:
    """Give a person a new password; their sign-ins end."""
    ready.ready()
    password = _password(password_stdin)
    with begin(Actor.office(), writes=True) as work:
        people.set_password(work, ready.find(work, email), password)
    click.echo(t("cli.user.reset", email=clean.line(email)))
    _show(password, password_stdin)


def _password(is_given: bool) -> str:
    return sys.stdin.readline().rstrip("\r\n") if is_given else randomness.token_urlsafe(12)


def _show(password: str, is_given: bool) -> None:
    if not is_given:
        click.echo(t("cli.user.password", password=password))
