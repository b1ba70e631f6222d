"""Consents of a client and its people on the client's card: what holds now, a new word noted, all that was said."""

from __future__ import annotations

import streamlit as st

from crm import clients, notifications
from crm.clients import ClientCard, ConsentRow
from crm.core import i18n
from crm.core.i18n import t
from crm.ui import fields, frame
from crm.ui.text import say
from crm.ui.work import changing, problems, reading

FORM = "consent"
CHANNELS = ("email", "sms")
CLIENT = 0  # in the form's list of people: the client itself


def of_client(card: ClientCard) -> None:
    """Everything about consents of one client."""
    with reading() as work:
        said = clients.consents_of(work, card.id)
        zone, may_edit = work.me.zone or work.office.zone, work.may("clients.edit")
    frame.section("consents.tab")
    frame.hint("consents.hint")
    for person_id, name in _people(card).items():
        frame.line(name, " · ".join(_now(said, person_id or None, channel) for channel in CHANNELS))
    if may_edit:
        _note(card)
    if said:
        with st.expander(say("consents.history"), icon=":material/history:"):
            for row in said:
                _entry(row, _people(card), zone)


def _people(card: ClientCard) -> dict[int, str]:
    return {CLIENT: f"{card.name} ({t('consents.client_itself')})"} | {person.id: person.name for person in card.people}


def _now(said: list[ConsentRow], person_id: int | None, channel: str) -> str:
    """What holds for one of them by one channel, in words."""
    theirs = [row for row in said if row.channel == channel and row.person_id == person_id]
    own = next((row for row in theirs if row.kind is None), None)
    of_client = next((r for r in said if r.channel == channel and r.person_id is None and r.kind is None), None)
    if own:
        state = "given" if own.is_given else "withdrawn"
    elif of_client:
        state = "as_client" if of_client.is_given else "as_client_not"
    else:
        state = "never"
    words = f"{t(f'consents.channel.{channel}')}: {t(f'consents.{state}')}"
    newer = [row.kind for row in theirs if row.kind and (own is None or row.id > own.id)]
    without = ", ".join(notifications.kind_name(kind) for kind in dict.fromkeys(newer))
    return f"{words} ({t('consents.without_kind', kind=without)})" if without else words


def _note(card: ClientCard) -> None:
    """Add what somebody said."""
    names = _people(card)
    with st.expander(say("consents.note"), icon=":material/add:", expanded=bool(problems(FORM))):
        frame.trouble(FORM)
        who = fields.pick(FORM, "consent_who", list(names), CLIENT, names.__getitem__, needed=True)
        channel = fields.pick(FORM, "channel", list(CHANNELS), "email", _channel, needed=True)
        is_given = fields.pick(FORM, "consent_given", [True, False], True, _word, needed=True)
        with reading() as work:
            on = fields.day(FORM, "said_on", work.today, work.today, quick=False)
        source = fields.text(FORM, "source", needed=True)
        if fields.save(FORM):
            with changing(FORM, "consents.noted") as writer:
                clients.note_consent(
                    writer, card.id, who or None, channel or "", is_given=bool(is_given), on=on, source=source
                )


def _entry(row: ConsentRow, names: dict[int, str], zone: str) -> None:
    source = t("consents.by_link") if row.source == "consents.by_link" else row.source
    when = i18n.moment_text(row.at, zone)
    rest = (
        t("consents.line_by", when=when, source=source, who=row.noted_by)
        if row.noted_by
        else t("consents.line", when=when, source=source)
    )
    kind = f" · {notifications.kind_name(row.kind)}" if row.kind else ""
    mark = t("consents.given") if row.is_given else t("consents.withdrawn")
    frame.line(f"{names.get(row.person_id or CLIENT, '?')} · {_channel(row.channel)}{kind}", rest, mark)


def _channel(channel: str) -> str:
    return t(f"consents.channel.{channel}")


def _word(is_given: bool) -> str:
    return t("consents.agrees") if is_given else t("consents.refuses")
