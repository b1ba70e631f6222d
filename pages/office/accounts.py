"""The accounts that mail goes out from: which is the default, how each is reached, whether it works."""

from crm import notifications
from crm.core.i18n import t
from crm.ui import accounts, frame, places
from crm.ui.text import say
from crm.ui.work import enter, reading

enter("office.configure")
frame.heading(t("page.accounts"))
with reading() as work:
    known = notifications.accounts(work)
with frame.narrow():
    frame.hint("accounts.about")
    places.link("outbox", say("accounts.to_outbox"), icon="outbox")
    if not known:
        frame.empty("accounts.empty", "accounts.empty_first")
    for account in known:
        accounts.fold(account)
    with frame.fold(t("accounts.add"), form=accounts.form_of(None)):
        accounts.form(None, is_first=not known)
