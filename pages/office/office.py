"""The office: name, zone, language, currency, numbers of contracts, default recipients."""

import zoneinfo

import streamlit as st

from crm import monitoring
from crm.core.config import LANGUAGES
from crm.core.i18n import language_name, t
from crm.flows import office_settings
from crm.ui import fields, frame, hours_forms, watch
from crm.ui.work import changing, enter, reading, seen

FORM, TOLD = "office", "default_recipients"


def office() -> None:
    """Who we are and how we write."""
    with reading() as reader:
        now = office_settings.read(reader)
    frame.trouble(FORM, now)
    values = {
        "name": fields.text(FORM, "name", now.name, needed=True),
        "zone": fields.pick(FORM, "zone", sorted(zoneinfo.available_timezones()), now.zone, str, needed=True),
        "language": fields.pick(FORM, "language", list(LANGUAGES), now.language, language_name, needed=True),
        "currency": fields.text(FORM, "currency", now.currency, needed=True),
        "contract_pattern": fields.text(FORM, "contract_pattern", now.contract_pattern, needed=True),
    }
    if fields.save(FORM):
        with changing(FORM, "office.saved") as writer:
            office_settings.edit(writer, version=seen(FORM, now), **values)


def told() -> None:
    """Who is told when a rule names nobody."""
    with reading() as reader:
        now = monitoring.default_recipients(reader)
    frame.hint("office.default_recipients_hint")
    frame.trouble(TOLD)
    chosen = watch.recipients(TOLD, now)
    if fields.save(TOLD):
        with changing(TOLD, "office.saved") as writer:
            monitoring.set_default_recipients(writer, chosen)


enter("office.configure")
frame.heading(t("page.office"))
about, hours, recipients = st.tabs(
    [t("office.tab_about"), t("hours.tab_office"), t("office.tab_recipients")], key="tab", bind="query-params"
)
with about, frame.narrow():
    office()
with hours, frame.narrow():
    hours_forms.office()
with recipients, frame.narrow():
    told()
