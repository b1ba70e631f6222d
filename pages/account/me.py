"""My account: how I am called and shown things, my password, where I am signed in."""

import zoneinfo

import streamlit as st

from crm.core.config import LANGUAGES
from crm.core.i18n import language_name, moment_text, t
from crm.flows import passwords
from crm.people import account, sign_ins
from crm.people.rules import THEMES
from crm.ui import fields, frame
from crm.ui.work import acting, changing, enter, reading, seen

ABOUT, PASSWORD, ENDING = "me", "my_password", "my_sign_ins"


def about() -> None:
    """My name, telephone, language, time zone and colours."""
    with reading() as reader:
        me = account.profile(reader)
    frame.redress(me.theme, me.language)
    frame.trouble(ABOUT, me)
    zones = sorted(zoneinfo.available_timezones())
    values = {
        "name": fields.text(ABOUT, "person_name", me.name, needed=True),
        "phone": fields.text(ABOUT, "phone", me.phone),
        "language": fields.pick(ABOUT, "language", list(LANGUAGES), me.language, language_name, needed=True),
        "zone": fields.pick(ABOUT, "zone", zones, me.zone, str, needed=True),
        "theme": fields.pick(
            ABOUT, "theme", list(THEMES), me.theme, lambda name: t(f"account.theme.{name}"), needed=True
        ),
    }
    if fields.save(ABOUT):
        with changing(ABOUT, "account.saved") as writer:
            account.edit_profile(writer, seen(ABOUT, me), **values)
    frame.hint("account.email_hint")


def password() -> None:
    """Another password, for who knows the current one."""
    frame.hint("account.password_hint")
    frame.trouble(PASSWORD)
    current = fields.text(PASSWORD, "current_password", kind="password", needed=True)
    new = fields.text(PASSWORD, "new_password", kind="password", needed=True)
    if fields.save(PASSWORD, "account.password_do"):
        with acting(PASSWORD, "account.password_saved") as actor:
            passwords.change(actor, current, new)


def open_sign_ins() -> None:
    """Every browser I am signed in with, and the way to end that."""
    with reading() as reader:
        rows = sign_ins.mine(reader)
    frame.trouble(ENDING)
    zone = reader.me.zone or reader.office.zone
    for row in rows:
        with st.container(border=True, key=f"sign-in-{row.id}", horizontal=True, vertical_alignment="center"):
            since, seen_at = moment_text(row.created_at, zone), moment_text(row.seen_at, zone)
            rest = t("account.since", since=since, seen=seen_at, address=row.address)
            frame.line(_where(row), rest, t("account.this_one") if row.is_this else "")
            if not row.is_this and st.button(
                t("account.end_one"), key=f"end:{row.id}", icon=":material/logout:", type="tertiary"
            ):
                with changing(ENDING, "account.ended_one") as writer:
                    sign_ins.end_mine(writer, row.id)
    if len(rows) > 1 and st.button(t("account.end_others"), key="end-others", icon=":material/devices_off:"):
        change = changing(ENDING, "account.ended_others")
        with change as writer:
            change.params["count"] = sign_ins.end_everywhere(writer, but_this=True)
    if frame.confirmed("end-all", "account.end_everywhere", "account.end_everywhere_sure", icon="logout"):
        with changing(ENDING, "account.ended_everywhere") as writer:
            sign_ins.end_everywhere(writer)


def _where(row: sign_ins.SignInRow) -> str:
    if row.browser and row.system:
        return t("account.agent_on", browser=row.browser, system=row.system)
    return row.browser or row.system or t("account.agent_unknown")


enter(None)
with reading() as work:
    frame.heading(t("page.me"), note=account.profile(work).email)
tabs = st.tabs(
    [t("account.tab_about"), t("account.tab_password"), t("account.tab_sign_ins")], key="tab", bind="query-params"
)
for tab, draw in zip(tabs, (about, password, open_sign_ins), strict=True):
    with tab, frame.narrow():
        draw()
