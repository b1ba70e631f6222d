"""Templates: how e-mails and SMS to clients and staff are worded."""

import streamlit as st

from crm import notifications
from crm.core.i18n import t
from crm.notifications import TemplateRow
from crm.ui import arranging, frame, wording
from crm.ui.work import enter, reading, seen


def known(template: TemplateRow) -> None:
    """One template, folded, with its menu."""
    name = wording.form_of(template.form, template)
    note = t(f"wording.purpose.{template.purpose}") if template.is_active else t("wording.is_off")
    box, chosen = arranging.fold(template.name, note=f"{note} · {template.language}", form=name)
    with box:
        wording.form(template.form, template)
    arranging.act(
        chosen,
        name,
        move=lambda work, by: notifications.move_template(work, template.id, by),
        copy=lambda work: notifications.copy_template(work, template.id),
        delete=lambda work: notifications.delete_template(work, template.id, seen(name, template)),
    )


enter("office.configure")
frame.heading(t("page.templates"))
with reading() as work:
    rows = notifications.templates(work)
letters, texts = st.tabs([t("wording.tab_email"), t("wording.tab_sms")], key="tab", bind="query-params")
for tab, form in ((letters, "email"), (texts, "sms")):
    with tab, frame.narrow():
        frame.hint("wording.about")
        of_form = [row for row in rows if row.form == form]
        if not of_form:
            frame.empty(f"wording.empty_{form}", "wording.empty_first")
        for row in of_form:
            known(row)
        with frame.fold(t("wording.add"), form=wording.form_of(form, None)):
            wording.form(form, None)
