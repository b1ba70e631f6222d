"""Escalation: whom a late task reaches, after how long, for each priority."""

from crm import reminders
from crm.core.i18n import t
from crm.ui import escalation, fields, frame
from crm.ui.work import changing, enter, reading, seen

FORM = "escalation"

enter("office.configure")
frame.heading(t("page.escalation"))
with reading() as reader:
    card = reminders.read_escalation(reader)
with frame.narrow():
    frame.hint("reminders.escalation_hint")
    frame.trouble(FORM, card)
    levels = escalation.levels(FORM, card.levels)
    if fields.save(FORM):
        with changing(FORM, "reminders.escalation_saved") as writer:
            reminders.set_escalation(writer, levels, seen(FORM, card))
