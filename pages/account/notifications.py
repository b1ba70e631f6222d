"""My notifications: what reaches me by which channel, how many days ahead, and a test."""

import streamlit as st

from crm import notifications, reminders
from crm.core.i18n import t
from crm.ui import devices, digests, fields, frame, preferences
from crm.ui.text import say
from crm.ui.work import changing, enter, reading, seen

FORM, DAYS, TEST, PRIORITY = "my_preferences", "own_days", "my_test", "my_channels"


def told() -> None:
    """Each kind of news by each channel, where the office leaves it to me."""
    with reading() as reader:
        card = notifications.my_preferences(reader)
    frame.hint("notifications.own_hint")
    frame.trouble(FORM, card)
    wishes = preferences.own_wishes(FORM, card)
    if fields.save(FORM):
        with changing(FORM, "notifications.saved") as writer:
            notifications.set_my_preferences(writer, wishes, seen(FORM, card))


def by_priority() -> None:
    """Which channels the priority of a thing uses, where I want it otherwise than the office."""
    with reading() as reader:
        card = notifications.my_channels(reader)
    frame.hint("hours.my_channels_hint")
    frame.trouble(PRIORITY, card)
    chosen = preferences.by_priority(PRIORITY, card)
    if fields.save(PRIORITY):
        with changing(PRIORITY, "notifications.saved") as writer:
            notifications.set_my_channels(writer, chosen, seen(PRIORITY, card))


def days() -> None:
    """How many days before the end I want to hear, beside what the rules say."""
    with reading() as reader:
        known = reminders.own_days(reader)
    frame.hint("notifications.own_days_hint")
    for one in known:
        with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"own-{one}"):
            st.markdown(say("notifications.days_before", count=one), width="stretch")
            if st.button(say("ui.remove"), key=f"own-remove-{one}", icon=":material/close:", type="tertiary"):
                with changing(DAYS, "notifications.days_removed") as writer:
                    reminders.remove_own_days(writer, one)
    frame.trouble(DAYS)
    number = fields.count(DAYS, "own_days", 14)
    if fields.save(DAYS, "notifications.add_days"):
        with changing(DAYS, "notifications.days_added") as writer:
            reminders.add_own_days(writer, number)


def test() -> None:
    """Send me a test; the scheduler sends it, this page waits for what the server says."""
    frame.hint("notifications.test_hint")
    frame.trouble(TEST)
    if st.button(say("notifications.send_test"), key=fields.key_of(TEST, "save"), icon=":material/send:"):
        with changing(TEST, "notifications.test_waiting") as writer:
            st.session_state["my-test:id"] = notifications.send_me_a_test(writer)
    if "my-test:id" in st.session_state:
        waiting()


@st.fragment(run_every=2)
def waiting() -> None:
    """What has become of the test message."""
    with reading() as reader:
        found = notifications.my_test_outcome(reader, st.session_state["my-test:id"])
    if found.state == "sent":
        st.success(say("notifications.test_sent"), icon=":material/mark_email_read:")
    elif found.plain or found.said:
        words = " ".join(filter(None, [found.plain, found.said]))
        frame.server_said(f"notifications.test_{found.state}", words)
    else:
        st.info(say("notifications.test_waiting"), icon=":material/hourglass_top:")


enter(None)
frame.heading(t("notifications.mine"))
with frame.narrow():
    frame.section("notifications.what")
    told()
    frame.section("hours.by_priority")
    by_priority()
    frame.section("digests.heading")
    digests.mine()
    frame.section("notifications.ahead")
    days()
    frame.section("gates.devices")
    devices.draw()
    frame.section("notifications.test")
    test()
