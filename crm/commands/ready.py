"""What commands begin with: this process set up, and people found by their address."""

from __future__ import annotations

from sqlalchemy import select

from crm import cases, people, start
from crm.core import clean, config, db, i18n, schema
from crm.core.access import internal
from crm.core.errors import NotFound
from crm.core.work import Actor, Work, begin
from crm.people.tables import User


def ready() -> config.Settings:
    """This process set up, the schema brought forward, words in the language of settings; what is built in is there:
    the roles, and in an office that was set up before there were cases, their kinds."""
    settings = start.make_ready()
    i18n.speak(settings.language)
    schema.migrate(db.engine())
    with begin(Actor.office(), writes=True) as work:
        people.ensure_roles(work)
        if work.office.is_set_up:
            cases.ensure_kinds(work, work.office.language)
    return settings


@internal
def find(work: Work, email: str) -> int:
    """The id of the person with this address; NotFound when there is none."""
    wanted = select(User.id).where(User.email == clean.line(email).lower(), User.deleted_at.is_(None))
    found = work.session.execute(wanted).scalar_one_or_none()
    if found is None:
        raise NotFound("cli.no_such_person", email=clean.line(email))
    return found
