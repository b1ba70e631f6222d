"""The oracle of people, roles, sign-ins and one's own account."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from crm import people
from crm.core.work import Work
from crm.flows import (
    hand_over,
    invite_person,
    seeing,
)
from crm.people import account, checks, roles, service, sign_ins
from crm.people.tables import SignIn, User
from tests.security.rights_terms import (
    ADMIN,
    ALL,
    ALWAYS,
    OFFICE,
    ROW,
    WHOLE,
    Op,
    every,
    listed,
    person_fields,
)
from tests.security.rights_world import World

PROFILE: dict[str, Any] = {"name": "Me", "phone": None, "language": "en", "zone": "Europe/Warsaw", "theme": "dark"}


def person_edit(work: Work, w: World, letter: str) -> None:
    user = work.session.get_one(User, w.person[letter])
    fields = {name: value for name, value in person_fields(work, user).items() if name != "is_active"}
    people.edit(work, user.id, user.version, **fields)


def myself(work: Work) -> User:
    """Whoever asks; somebody at all for a stranger."""
    if work.me.person_id is None:
        return work.session.execute(select(User).order_by(User.id).limit(1)).scalar_one()
    return work.session.get_one(User, work.me.person_id)


def a_proof(work: Work) -> account.Proof:
    """As if the current password had been given a moment ago."""
    if work.me.person_id is not None:
        myself(work).password_hash = "known"
    return account.Proof(myself(work).id, "known")


def a_sign_in(work: Work) -> int:
    """A fresh one of whoever asks; none at all for a stranger."""
    if work.me.person_id is None:
        return 1
    moments = {"created_at": work.now, "seen_at": work.now, "expires_at": work.now + sign_ins.KEPT}
    row = SignIn(user_id=work.me.person_id, token_hash="0" * 64, address="", agent="", **moments)
    work.session.add(row)
    work.session.flush()
    return row.id


ORACLE: dict[str, Op] = {
    "people.checks.checked": Op(lambda k, w, x: checks.checked(k, None, **person_fields(k)), OFFICE, ADMIN),
    "people.checks.last_administrator": Op(lambda k, w, x: checks.last_administrator(k, None, ()), OFFICE, ADMIN),
    "flows.hand_over.owned": Op(
        lambda k, w, x: hand_over.owned(k, w.person[x]), ROW, ("omtn", "", "", ""), every("people.view")
    ),
    "flows.hand_over.deactivate": Op(
        lambda k, w, x: hand_over.deactivate(k, w.person[x], None, takes_over=w.admin),
        ("", "", "omtn"), ("omtn", "", "", ""), every("people.view"),
    ),
    "flows.hand_over.activate": Op(
        lambda k, w, x: hand_over.activate(k, w.person[x], None),
        ("", "", "omtn"), ("omtn", "", "", ""), every("people.view"),
    ),
    "flows.invite_person.invite": Op(
        lambda k, w, x: invite_person.invite(k, w.person[x]),
        ("", "", "omtn"), ("omtn", "", "", ""), every("people.view"),
    ),
    "flows.seeing.why": Op(
        lambda k, w, x: seeing.why(k, "monitoring", w.watch[x], w.pat),
        ALWAYS, ("omtn", "", "", ""), {**every("monitoring.view"), "people.view": ("", *ALWAYS)},
    ),
    "people.leaving.deactivate": Op(
        lambda k, w, x: people.deactivate(k, w.person[x], None),
        ("", "", "omtn"), ("omtn", "", "", ""), every("people.view"),
    ),
    "people.leaving.activate": Op(
        lambda k, w, x: people.activate(k, w.person[x], None),
        ("", "", "omtn"), ("omtn", "", "", ""), every("people.view"),
    ),
    "people.rights.rights_of": Op(
        lambda k, w, x: people.rights_of(k, w.person[x]), ROW, ("omtn", "", "", ""), every("people.view")
    ),
    "people.rolebook.role_rows": Op(lambda k, w, x: people.role_rows(k), OFFICE, ADMIN),
    "people.rolebook.get_role": Op(lambda k, w, x: people.get_role(k, w.roles["spare"]), OFFICE, ADMIN),
    "people.rolebook.create_role": Op(lambda k, w, x: people.create_role(k, name="New", reaches={}), WHOLE, ADMIN),
    "people.rolebook.edit_role": Op(
        lambda k, w, x: people.edit_role(k, w.roles["spare"], 1, name="Other", reaches={"inbox.view": 1}), WHOLE, ADMIN
    ),
    "people.rolebook.copy_role": Op(
        lambda k, w, x: people.copy_role(k, w.roles["spare"], name="Copy"), WHOLE, ADMIN
    ),
    "people.rolebook.delete_role": Op(lambda k, w, x: people.delete_role(k, w.roles["spare"], 1), WHOLE, ADMIN),
    "people.roles.role_choices": Op(lambda k, w, x: people.role_choices(k), OFFICE, ("*",) * 4),
    "people.roles.refuse_beyond": Op(lambda k, w, x: roles.refuse_beyond(k, []), OFFICE, ADMIN),
    "people.lists.listing": listed(
        lambda k, w, x: w.letters([row.id for row in people.listing(k).rows], w.person), ROW, ALL
    ),
    "people.service.choices": listed(
        lambda k, w, x: w.letters([one.id for one in people.choices(k)], w.person), ROW, ALL
    ),
    "people.service.names": listed(
        lambda k, w, x: w.letters(people.names(k, w.person.values()), w.person), ROW, ALL
    ),
    "people.service.get": Op(lambda k, w, x: people.get(k, w.person[x]), ROW, ALL),
    "people.service.create": Op(lambda k, w, x: people.create(k, **person_fields(k)), WHOLE, ADMIN),
    "people.service.edit": Op(person_edit, ("", "", "omtn"), ("omtn", "", "", ""), every("people.view")),
    "people.service.set_password": Op(
        lambda k, w, x: service.set_password(k, w.person[x], "a long enough one"),
        ("", "", "omtn"), ("omtn", "", "", ""), every("people.view"),
    ),
    "people.teams.teams": listed(lambda k, w, x: w.letters([row.id for row in people.teams(k)], w.team), ROW, ALL),
    "people.teams.team_choices": listed(
        lambda k, w, x: w.letters([one.id for one in people.team_choices(k)], w.team), ROW, ALL
    ),
    "people.teams.create_team": Op(lambda k, w, x: people.create_team(k, name="New team"), WHOLE, ADMIN),
    "people.teams.edit_team": Op(
        lambda k, w, x: people.edit_team(k, w.team[x], 1, name="Renamed", member_ids=[w.pat]),
        ("", "", "omtn"), ("omtn", "", "", ""), every("people.view"),
    ),
    "people.teams.delete_team": Op(
        lambda k, w, x: people.delete_team(k, w.team[x], 1),
        ("", "", "omtn"), ("omtn", "", "", ""), every("people.view"),
    ),
}  # fmt: skip
# Whom nobody asks who they are: what they are given is the right.
PUBLIC = {
    "people.roles.first_administrator_exists",
    "people.tokens.bearer",
    "people.tokens.redeem",
}
# About oneself: whoever is signed in may, whatever their role; other tests show that nobody else is touched.
OWN: dict[str, Callable[[Work, World], Any]] = {
    "people.account.profile": lambda k, w: account.profile(k),
    "people.account.edit_profile": lambda k, w: account.edit_profile(k, myself(k).version, **PROFILE),
    "people.account.choose_password": lambda k, w: account.choose_password(k, a_proof(k), "a password of my own"),
    "people.checks.checked_own": lambda k, w: checks.checked_own(k, myself(k), **PROFILE),
    "people.sign_ins.mine": lambda k, w: sign_ins.mine(k),
    "people.sign_ins.end_mine": lambda k, w: sign_ins.end_mine(k, a_sign_in(k)),
    "people.sign_ins.end_everywhere": lambda k, w: sign_ins.end_everywhere(k),
}
