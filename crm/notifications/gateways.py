"""SMS gateways and push services: who may set them up, and what is wrong with one before anybody is asked."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import urlsplit

from crm.channels import apprised, reach, sms
from crm.core import clean, secrets
from crm.core.access import right
from crm.core.errors import NotFound, Problem, invalid, refuse_any
from crm.core.work import Work
from crm.notifications import outbox
from crm.notifications.accounts import (
    CONFIGURE,
    MOST_CONNECTIONS,
    MOST_PER_MINUTE,
    is_whole,
    let_go_of_default,
    others,
)
from crm.notifications.tables import Account

KINDS, WAYS = ("sms", "push"), ("http", "apprise")
ASKED = ("url", "method", "headers", "body", "accepted", "refused")  # of a gateway spoken to by HTTP
MOST_A_MONTH, LONGEST = 10_000_000, 2000
_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,60}:[^\r\n]*")


@dataclass(frozen=True)
class GatewayForm:
    """What the form of a gateway holds. `url` of a service by Apprise is secret as a whole: "" keeps the one there is.

    `secret` None keeps the stored one, "" removes it.
    """

    name: str
    url: str = ""
    way: str = "http"
    method: str = "POST"
    headers: str = ""
    body: str = ""
    secret: str | None = None
    sender: str = ""
    accepted: str = ""
    refused: str = ""
    per_minute: int | None = None
    monthly_cap: int | None = None
    connections: int = 4
    is_inside_allowed: bool = False


@dataclass(frozen=True)
class GatewayRow:
    """A gateway without its secret; `service` is what it is reached by: a host, or one of Apprise's."""

    id: int
    version: int
    kind: str
    service: str
    form: GatewayForm
    is_default: bool
    has_secret: bool


@right("office.view")
def gateways(work: Work, kind: str) -> list[GatewayRow]:
    """Every account of this kind, the one that is used first."""
    rows = work.visible(Account, "office.view").where(Account.kind == kind).order_by(Account.name, Account.id)
    found = [_row(row) for row in work.session.execute(rows).scalars()]
    return sorted(found, key=lambda row: not row.is_default)


@right(CONFIGURE)
def create_gateway(work: Work, kind: str, form: GatewayForm, *, is_default: bool = True) -> int:
    """A new gateway, the first of its kind always the default. Invalid names what is wrong."""
    work.require(CONFIGURE, None)
    if kind not in KINDS:
        raise NotFound()
    refuse_any(_problems(kind, form, has_secret=False, is_new=True))
    is_default = is_default or not others(work.as_office(), 0, kind)
    let_go_of_default(work.as_office(), is_default, kind)
    row = Account(kind=kind, is_default=is_default, port=0, security="tls", username=None, reply_to=None)
    _fill(row, form)
    work.session.add(row)
    work.session.flush()
    outbox.wake(work.as_office(), None, kind)
    return row.id


@right(CONFIGURE)
def edit_gateway(
    work: Work, account_id: int, version: int, form: GatewayForm, *, is_default: bool | None = None
) -> None:
    """Change a gateway; what waited for it is tried at once. It stays spoken to as it was: by HTTP, or by Apprise."""
    row = work.fetch(Account, account_id, CONFIGURE, version)
    if row.kind not in KINDS:
        raise NotFound()
    known = _row(row)
    if form.way != known.form.way:
        invalid("gates.way_stays", "way")
    refuse_any(_problems(row.kind, form, has_secret=known.has_secret, is_new=False))
    if row.is_default and is_default is False:
        invalid("accounts.needs_default", "is_default")
    let_go_of_default(work.as_office(), bool(is_default), row.kind, except_id=row.id)
    row.is_default = row.is_default or bool(is_default)
    _fill(row, form)
    work.session.flush()
    outbox.wake(work.as_office(), row.id, row.kind)


def _fill(row: Account, form: GatewayForm) -> None:
    for column in ("name", "sender", "per_minute", "monthly_cap", "connections", "is_inside_allowed"):
        setattr(row, column, getattr(form, column) or (False if column.startswith("is_") else None))
    row.name, row.sender, row.connections = clean.line(form.name), clean.line(form.sender), form.connections
    if form.way == "http":
        row.host = urlsplit(form.url).hostname or ""
        row.settings = {name: secrets.encrypt(getattr(form, name)) for name in ASKED}
        if form.secret is not None:
            row.password = secrets.encrypt(form.secret) if form.secret else None
    elif form.url:
        row.host, row.password = apprised.scheme(form.url), secrets.encrypt(form.url)


def _problems(kind: str, form: GatewayForm, *, has_secret: bool, is_new: bool) -> list[Problem]:
    found = clean.check(clean.line(form.name), "name", 120, is_needed=True)
    found += clean.check(clean.line(form.sender), "sender", 60)
    for field, value, most in (
        ("per_minute", form.per_minute, MOST_PER_MINUTE),
        ("monthly_cap", form.monthly_cap, MOST_A_MONTH),
        ("connections", form.connections, MOST_CONNECTIONS),
    ):
        if value is not None and not is_whole(value, most):
            found.append(Problem("gates.count_wrong", field, {"max": most}))
    if form.way not in WAYS or (kind == "push" and form.way == "http"):
        return [*found, Problem("gates.scheme_unknown", "way")]
    if form.way == "http":
        return found + _of_http(form, has_secret=has_secret)
    if not form.url:
        return [*found, *([Problem("error.required", "url")] if is_new else [])]
    found += clean.check(form.url, "url", 500)
    wrong = apprised.problem(kind, form.url, is_inside_allowed=form.is_inside_allowed)
    return [*found, *([Problem(wrong, "url")] if wrong else [])]


def _of_http(form: GatewayForm, *, has_secret: bool) -> list[Problem]:
    templates = {"url": form.url, "headers": form.headers, "body": form.body}
    found = [problem for name in ASKED for problem in clean.check(getattr(form, name), name, LONGEST)]
    found += [
        Problem("gates.mark_unknown", field, {"marks": ", ".join(sorted(unknown))})
        for field, text in templates.items()
        if (unknown := sms.marks(text) - set(sms.MARKS))
    ]
    used = set().union(*(sms.marks(text) for text in templates.values()))
    secret = has_secret if form.secret is None else bool(form.secret)
    for is_wrong, code, field in (
        (form.method not in sms.METHODS, "gates.method_wrong", "method"),
        (not used & {"number", "digits"}, "gates.no_place_for_number", "body"),
        ("text" not in used, "gates.no_place_for_text", "body"),
        ("secret" in used and not secret, "gates.no_secret", "secret"),
        (any(not _HEADER.fullmatch(line) for line in form.headers.splitlines()), "gates.header_wrong", "headers"),
    ):
        if is_wrong:
            found.append(Problem(code, field))
    wrong = _of_url(form.url, is_inside_allowed=form.is_inside_allowed)
    return [*found, *([Problem(wrong, "url")] if wrong else [])]


def _of_url(url: str, *, is_inside_allowed: bool) -> str | None:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return "gates.url_wrong"
    if parts.scheme not in ("http", "https") or not host or "{" in parts.netloc or "@" in parts.netloc:
        return "gates.url_wrong"
    if is_inside_allowed:
        return None
    return reach.INSIDE if reach.looks_inside(host) else None if parts.scheme == "https" else "gates.https_needed"


def _row(row: Account) -> GatewayRow:
    given: dict[str, Any] = {
        name: getattr(row, name)
        for name in ("name", "sender", "per_minute", "monthly_cap", "connections", "is_inside_allowed")
    }
    if row.settings is not None:
        known = {field.name for field in fields(GatewayForm)}
        try:
            kept: dict[str, Any] = {name: secrets.decrypt(row.settings[name]) for name in known & set(row.settings)}
        except secrets.CannotDecrypt:
            kept = {}
        form = GatewayForm(**given, **kept)
    else:
        form = GatewayForm(**given, way="apprise")
    return GatewayRow(row.id, row.version, row.kind, row.host, form, row.is_default, row.password is not None)
