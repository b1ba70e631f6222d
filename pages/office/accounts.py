"""The accounts that messages go out from: mail servers, SMS gateways, push services; whether each works."""

import streamlit as st

from crm import notifications
from crm.core.i18n import t
from crm.ui import accounts, frame, gateways, places
from crm.ui.text import say
from crm.ui.work import enter, reading


def mail() -> None:
    """Mail servers: which is the default, how each is reached."""
    with reading() as work:
        known = notifications.accounts(work)
    frame.hint("accounts.about")
    if not known:
        frame.empty("accounts.empty", "accounts.empty_first")
    for account in known:
        accounts.fold(account)
    with frame.fold(t("accounts.add"), form=accounts.form_of(None)):
        accounts.form(None, is_first=not known)


def sms() -> None:
    """SMS gateways."""
    gateways.folds("sms")


def push() -> None:
    """Push services beside the browsers, and what holds for those."""
    gateways.folds("push")
    with frame.fold(t("gates.browsers"), form="browsers"):
        frame.hint("gates.browsers_hint")
        gateways.browsers()


enter("office.configure")
frame.heading(t("page.accounts"))
places.link("outbox", say("accounts.to_outbox"), icon="outbox")
tabs = st.tabs([t("gates.tab_mail"), t("gates.tab_sms"), t("gates.tab_push")], key="tab", bind="query-params")
for tab, draw in zip(tabs, (mail, sms, push), strict=True):
    with tab, frame.narrow():
        draw()
