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
    if not accounts:
        frame.empty("office.no_mail", "office.no_mail_first")
    for known in accounts:
        account_form(known)
    account_form(None)
    if accounts:
        test()


def account_form(account: notifications.AccountRow | None) -> None:
    """A mail account, new or known; the one of the settings (id 0) is only shown."""
    form = f"{MAIL}-{account.id}" if account else MAIL
    note = t("office.mail_default") if account and account.is_default else ""
    with frame.fold(account.name if account else t("office.add_mail"), note=note, form=form):
        if account and account.id == 0:
            frame.hint("office.mail_from_settings")
            return
        frame.trouble(form, account)
        values: dict[str, object] = {
            "name": fields.text(form, "account_name", account.name if account else "", needed=True),
            "host": fields.text(form, "host", account.host if account else "", needed=True),
            "port": fields.count(form, "port", account.port if account else 587, most=65535),
            "security": fields.pick(
                form,
                "security",
                SECURITY,
                account.security if account else "starttls",
                lambda x: t(f"office.security_{x}"),
                needed=True,
            ),
            "username": fields.text(form, "username", account.username if account else ""),
            "sender": fields.text(form, "sender", account.sender if account else "", needed=True),
            "is_default": fields.switch(form, "is_default", account.is_default if account else True),
        }
        if account and account.has_password:
            frame.hint("office.password_kept")
        password = fields.text(form, "account_password", kind="password")
        if fields.save(form):
            with changing(form, "office.mail_saved") as writer:
                if account:
                    notifications.edit_account(
                        writer,
                        account.id,
                        seen(form, account),
                        per_minute=account.per_minute,
                        password=password or None,
                        **values,
                    )
                else:
                    notifications.create_account(writer, password=password, **values)


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
