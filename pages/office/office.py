"""The office: name, zone, language, currency, numbers of contracts, default recipients, mail."""

import zoneinfo

import streamlit as st

from crm import monitoring, notifications
from crm.core.config import LANGUAGES
from crm.core.i18n import language_name, t
from crm.flows import office_settings
from crm.ui import fields, frame, watch
from crm.ui.work import changing, enter, reading, seen

FORM, TOLD, MAIL = "office", "default_recipients", "account"
SECURITY = ["starttls", "tls", "none"]


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


def mail() -> None:
    """The accounts that mail goes out from, with a test."""
    with reading() as reader:
        accounts = notifications.accounts(reader)
    for account in accounts:
        frame.line(
            account.name,
            f"{account.sender} · {account.host}:{account.port}",
            t("office.mail_default") if account.is_default else "",
        )
    if not accounts:
        frame.empty("office.no_mail", "office.no_mail_first")
    with frame.fold(t("office.add_mail"), form=MAIL):
        frame.trouble(MAIL)
        values = {name: fields.text(MAIL, name, needed=name in ("name", "host", "sender")) for name in ("name", "host")}
        values["port"] = fields.count(MAIL, "port", 587, most=65535)
        values["security"] = fields.pick(
            MAIL, "security", SECURITY, "starttls", lambda x: t(f"office.security_{x}"), needed=True
        )
        values["username"] = fields.text(MAIL, "username")
        values["password"] = fields.text(MAIL, "password", kind="password")
        values["sender"] = fields.text(MAIL, "sender", needed=True)
        if fields.save(MAIL):
            with changing(MAIL, "office.mail_saved") as writer:
                notifications.create_account(writer, is_default=True, **values)
    if accounts:
        test()


def test() -> None:
    """Send me a test; the scheduler sends it, this page waits for what the server says."""
    form = "mail-test"
    frame.trouble(form)
    address = fields.text(form, "test_address")
    if fields.save(form, "office.send_test"):
        with changing(form, "office.test_waiting") as writer:
            st.session_state["mail-test:id"] = notifications.send_test(writer, None, address)
    if "mail-test:id" in st.session_state:
        waiting()


@st.fragment(run_every=2)
def waiting() -> None:
    """What has become of the test message."""
    with reading() as reader:
        state, error = notifications.outcome(reader, st.session_state["mail-test:id"])
    if state == "sent":
        st.success(t("office.test_sent"), icon=":material/mark_email_read:")
    elif error:
        frame.server_said(f"office.test_{state}", error)
    else:
        st.info(t("office.test_waiting"), icon=":material/hourglass_top:")


enter("office.configure")
frame.heading(t("page.office"))
about, recipients, accounts = st.tabs(
    [t("office.tab_about"), t("office.tab_recipients"), t("office.tab_mail")], key="tab", bind="query-params"
)
with about, frame.narrow():
    office()
with recipients, frame.narrow():
    told()
with accounts, frame.narrow():
    mail()
