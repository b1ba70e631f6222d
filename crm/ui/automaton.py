"""The reminder automaton on the screen: its own fields, the defaults of each audience, and how its scheduler does."""

from __future__ import annotations

from typing import Any

import streamlit as st

from crm import notifications, people
from crm.core import beats, i18n
from crm.core.i18n import t
from crm.core.work import Work
from crm.flows import automaton
from crm.flows.automaton import Defaults, Settings
from crm.reminders.automatic import FORMS
from crm.ui import fields, frame, places
from crm.ui.automatic import ahead, template
from crm.ui.text import say
from crm.ui.work import acting, reading, seen

FORM = "automaton"


def form(held: Settings) -> None:
    """Everything that is set, and saving it."""
    frame.trouble(FORM, held)
    fresh: dict[str, Any] = {"is_on": fields.switch(FORM, "is_on", held.is_on)}
    with reading() as work:
        staff = people.choices(work) if work.may("people.view") else []
        accounts = [row for row in notifications.accounts(work) if row.id]
    fresh["operator_id"] = fields.choose(FORM, "operator_id", staff, held.operator_id)
    is_other = fresh["operator_id"] not in (None, held.operator_id)
    password = fields.text(FORM, "operator_password", kind="password") if is_other else ""
    names = {row.id: row.name for row in accounts}
    fresh["account_id"] = fields.pick(FORM, "account_id", list(names), held.account_id, names.__getitem__)
    client, staff_tab = st.tabs([t("automaton.defaults_client"), t("automaton.defaults_staff")], key="defaults")
    with client:
        fresh["client"] = _defaults("client", held.client)
    with staff_tab:
        fresh["staff"] = _defaults("staff", held.staff)
    if fields.save(FORM):
        with acting(FORM, "automaton.saved") as actor:
            automaton.save(actor, seen(FORM, held), Settings(**fresh), password)


def _defaults(audience: str, held: Defaults) -> Defaults:
    """The defaults of one audience; what has no gateway to go by says so."""
    is_on = fields.switch(FORM, f"{audience}.is_on", held.is_on)
    form = fields.pick(FORM, f"{audience}.form", list(FORMS), held.form, lambda one: t(f"automaton.form.{one}"))
    if form == "sms" and not _has_gateway():
        st.warning(say("automaton.no_gateway_default"), icon=":material/info:")
    values: dict[str, Any] = {}
    for one in FORMS:
        prefix = f"{audience}.{one}_"
        values[f"{one}_template_id"] = template(FORM, one, getattr(held, f"{one}_template_id"), prefix=f"{audience}.")
        count, unit = ahead(FORM, prefix, getattr(held, f"{one}_count"), getattr(held, f"{one}_unit"))
        values |= {f"{one}_count": count, f"{one}_unit": unit}
    return Defaults(is_on, form or held.form, **values)


def _has_gateway() -> bool:
    with reading() as work:
        return automaton.has_gateway(work)


def service(work: Work) -> None:
    """Whether the scheduler runs, and what it has sent of these reminders; hidden where others look after it."""
    if automaton.is_hosted():
        return
    with reading() as reader:
        last = beats.last(reader.session)
    if beats.is_silent(last, work.now):
        st.warning(say("automaton.scheduler_silent"), icon=":material/notifications_off:")
    else:
        when = i18n.moment_text(last, work.me.zone or work.office.zone)
        st.success(say("automaton.scheduler_runs", when=when), icon=":material/check_circle:")
    with frame.row("automaton-links"):
        places.link("service", say("automaton.to_service"), icon="monitor_heart")
        places.link("outbox", say("automaton.to_outbox_clients"), icon="outbox", kind="client.reminder")
        places.link("outbox", say("automaton.to_outbox_staff"), icon="outbox", kind="task.reminder")
