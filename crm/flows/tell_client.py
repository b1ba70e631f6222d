"""Telling a client: whom there, by which form, and whether they agreed; one outbox row, or one that says why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import select

from crm import clients, notifications
from crm.clients.tables import Client
from crm.core.access import internal
from crm.core.errors import NotFound
from crm.core.work import Work
from crm.flows import message_values
from crm.flows.message_values import Matter
from crm.notifications import Addressee, Letterhead, wordbook
from crm.notifications.tables import Account

KIND = "client.reminder"
WAYS = {"sms": ("sms", "email"), "email": ("email",)}  # the form wished for first, and what stands in for it
NO_GATEWAY, NO_TEMPLATE = "automaton.no_gateway", "automaton.no_template"
NO_ADDRESS = {"sms": "automaton.no_number", "email": "automaton.no_mailbox"}
NO_CLIENT = "automaton.no_client"


@dataclass(frozen=True)
class Way:
    """One way to a client: to whom it would go, or why it is not open."""

    form: str
    to: Addressee | None
    reason: str | None


@internal
def tell_client(
    work: Work, head: Letterhead, *, form: str, templates: Mapping[str, int | None], title: str
) -> dict[str, str | None]:
    """Tell the client of the head's record by the form wished for, else by what stands in for it.

    {form: None, or why not by this one}, in the order in which they were tried; only the last can be None. Exactly one
    row goes into the outbox: the message, or under `title` what kept it. The same key writes none again.
    """
    kind, record_id = str(head.subject_kind), head.subject_id or 0
    tried: dict[str, str | None] = {}
    found = ways(work, kind, record_id, form, templates, head.kind)
    for way in found:
        tried[way.form] = way.reason
        if way.reason is None and way.to is not None:
            _write(work, head, way.to, templates[way.form] or 0, record_id)
            break
        notifications.held_back(work, head, way.form, way.to or _nobody(work, head), str(way.reason))
    else:
        first = found[0]
        notifications.not_told(work, head, first.to or _nobody(work, head), first.form, title, str(first.reason))
    return tried


@internal
def ways(
    work: Work, kind: str, record_id: int, form: str, templates: Mapping[str, int | None], news: str = KIND
) -> list[Way]:
    """Each way to the client of a record, and whether it is open at this moment; the first that is will be used."""
    about = message_values.matter(work, kind, record_id)
    if about.client_id is None:
        return [Way(form, None, NO_CLIENT)]
    found = []
    for one in WAYS[form]:
        way = _way(work, about, one, news)
        reader = way.to.name if way.to else None
        lacks = None if way.reason else why_wordless(work, templates.get(one), kind, record_id, reader)
        found.append(replace(way, reason=way.reason or lacks))
    return found


@internal
def why_wordless(
    work: Work, template_id: int | None, kind: str, record_id: int, reader: str | None = None
) -> str | None:
    """Why a template has no whole words of this record: it is off, or names what the record has no value for."""
    language = notifications.template_language(work, template_id)
    if language is None or template_id is None:
        return NO_TEMPLATE
    said = message_values.values(work, kind, record_id, language, reader)
    return wordbook.why_wordless(work, template_id, said)


@internal
def has_gateway(work: Work) -> bool:
    """Whether SMS can go out at all."""
    alive = (Account.kind == "sms") & Account.deleted_at.is_(None)
    return work.session.execute(select(Account.id).where(alive).limit(1)).first() is not None


def _nobody(work: Work, head: Letterhead) -> Addressee:
    """The client of a record, where there is nobody with an address; or none at all."""
    client_id = message_values.matter(work, head.subject_kind, head.subject_id).client_id
    client = work.session.get(Client, client_id) if client_id else None
    return Addressee(client.id, None, client.name, "") if client else Addressee(0, None, "", "")


def _way(work: Work, about: Matter, form: str, news: str) -> Way:
    client_id = about.client_id or 0
    found = clients.addressees(work, client_id, about.contact_id, form)
    to = found[0] if found else None
    if form == "sms" and not has_gateway(work):
        return Way(form, to, NO_GATEWAY)
    if to is None:
        return Way(form, None, NO_ADDRESS[form])
    return Way(form, to, clients.may_write(work, client_id, to.contact_id, form, news))


def _write(work: Work, head: Letterhead, to: Addressee, template_id: int, record_id: int) -> None:
    language = notifications.template_language(work, template_id)
    if language is None:
        raise NotFound()
    said = message_values.values(work, str(head.subject_kind), record_id, language, to.name)
    worded = notifications.worded(work, template_id, said)
    token = clients.leave_token(work, to.client_id, to.contact_id, worded.form, head.kind)
    account = head.account_id if worded.form == "email" else None  # an SMS goes by the office's gateway
    notifications.tell_client(work, replace(head, account_id=account), worded, to, token)
