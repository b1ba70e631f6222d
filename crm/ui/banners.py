"""The line above every page: the test clock, a scheduler that is silent, an account by which nothing gets out."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from crm import notifications
from crm.core import beats, clock
from crm.core.i18n import moment_text, t
from crm.notifications import Ailing
from crm.ui import places
from crm.ui.text import say
from crm.ui.work import reading

POLL_SECONDS = 20


@st.fragment(run_every=POLL_SECONDS)
def status_line() -> None:
    """What is wrong, to those who can do something about it; that nothing gets out goes without saying in silence."""
    with reading() as work:
        last, now, zone = beats.last(work.session), work.now, work.me.zone or work.office.zone
        is_silent, sees_service = beats.is_silent(last, now), work.may("office.view")
        may_mend, office_zone = work.may("office.configure"), work.office.zone
        ailing = notifications.ailing(work) if sees_service and not is_silent else []
    if clock.is_test():
        st.warning(say("ui.test_clock", moment=moment_text(now, office_zone)), icon=":material/history:")
    if is_silent and may_mend:
        _silent(last, zone)
    stuck = [one for one in ailing if one.is_long(now)]
    if stuck:
        _stuck(stuck, zone)


def _silent(last: datetime | None, zone: str) -> None:
    with st.container(key="scheduler-silent", gap="xsmall"):
        if last is None:
            st.warning(say("ui.scheduler_never"), icon=":material/notifications_paused:")
        else:
            since = moment_text(last, zone)
            st.error(say("ui.scheduler_silent", since=since), icon=":material/notifications_off:")
        places.link("service", say("ui.scheduler_service"), icon="monitor_heart")


def _stuck(stuck: list[Ailing], zone: str) -> None:
    with st.container(key="account-ailing", gap="xsmall"):
        for one in stuck:
            since, why = moment_text(one.since, zone), one.plain or t("smtp.other")
            st.error(say(f"ui.stuck_{one.channel}", since=since, why=why), icon=":material/unsubscribe:")
        places.link("service", say("ui.scheduler_service"), icon="monitor_heart")
