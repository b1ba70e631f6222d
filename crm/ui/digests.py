"""The form of my morning digest: whether, when, on which days; what became of the last; one to look at now."""

from __future__ import annotations

from datetime import time

import streamlit as st

from crm import notifications
from crm.core.i18n import moment_text, t
from crm.flows import digest
from crm.notifications import DigestCard
from crm.ui import fields, frame, hours_forms
from crm.ui.fields import key_of
from crm.ui.text import say
from crm.ui.work import changing, problems, reading, seen

FORM, NOW = "digest", "digest_now"
WORKING, CHOSEN = "digests.work_days", "digests.chosen_days"


def mine() -> None:
    """My digest."""
    with reading() as reader:
        card = notifications.my_digest(reader)
        zone = reader.me.zone or reader.office.zone
    frame.hint("digests.hint")
    frame.trouble(FORM, card)
    is_on = fields.switch(FORM, "digest_on", card.is_on)
    at, days = _when(card) if is_on else (card.at, list(card.weekdays) or None)
    if fields.save(FORM):
        with changing(FORM, "digests.saved") as writer:
            notifications.set_my_digest(writer, is_on=is_on, at=at, weekdays=days, version=seen(FORM, card))
    _state(card, zone)
    _now()


def _when(card: DigestCard) -> tuple[time | None, list[int] | None]:
    at: time | None = st.time_input(say("field.digest_at"), value=card.at, key=key_of(FORM, "digest_at"), width=130)
    _problem("digest_at")
    options = [WORKING, CHOSEN]
    chosen = fields.pick(FORM, "digest_days", options, CHOSEN if card.weekdays else WORKING, t, needed=True)
    if chosen == WORKING:
        return at, None
    return at, hours_forms.weekdays(FORM, "digest_weekdays", card.weekdays or range(5))


def _state(card: DigestCard, zone: str) -> None:
    """When the next one comes, and what became of the last: nobody shall wonder why there was none."""
    if card.next_at:
        frame.note(t("digests.next", when=moment_text(card.next_at, zone)))
    if card.last_at and card.last_outcome:
        frame.note(t("digests.last", when=moment_text(card.last_at, zone), outcome=t(card.last_outcome)))


def _now() -> None:
    frame.trouble(NOW)
    if st.button(say("digests.now"), key=key_of(NOW, "save"), icon=":material/send:"):
        change = changing(NOW, "digests.on_its_way")
        with change as writer:
            if not digest.send_me_one(writer):
                change.done = "digests.nothing"


def _problem(name: str) -> None:
    for problem in problems(FORM):
        if problem.field == name:
            st.markdown(f":red[:material/error: {say(problem.code, **dict(problem.params))}]")
