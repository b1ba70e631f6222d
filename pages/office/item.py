"""One item: its price, its values, the rules by which contracts with it are watched."""

import streamlit as st

from crm import calculator, monitoring
from crm.core.i18n import money, t
from crm.flows import catalogue
from crm.ui import arranging, fields, frame, places
from crm.ui.rule_forms import rule_form
from crm.ui.work import changing, enter, reading, seen

FORM, VALUE = "item", "value"


def form(item: calculator.ItemRow | None) -> None:
    """The fields of an item."""
    frame.trouble(FORM, item)
    values: dict[str, object] = {
        "name": fields.text(FORM, "name", item.name if item else "", needed=True),
        "type": fields.text(FORM, "type", item.type if item else "", needed=True),
        "price": fields.amount(FORM, "price", item.price if item else None, needed=True),
    }
    if item:
        values["is_active"] = fields.switch(FORM, "is_active", item.is_active)
    if may and fields.save(FORM):
        change = changing(FORM, "calculator.saved")
        with change as writer:
            if item:
                calculator.edit_item(writer, item.id, seen(FORM, item), position=None, **values)
            else:
                change.go = ("item", {"id": calculator.create_item(writer, **values)})


def value_form(item: calculator.ItemRow, value: calculator.ValueRow | None) -> None:
    """The fields of a value, new or known."""
    name = f"{VALUE}-{value.id}" if value else f"{VALUE}-new"
    label = value.name if value else t("calculator.add_value")
    note = money(value.price, work.office.currency) if value and value.price is not None else ""
    if value is None:
        box, chosen = frame.fold(label, form=name), None
    else:
        note = note if value.is_active else t("calculator.value_off")
        box, chosen = arranging.fold(label, note=note, form=name, may=may)
    with box:
        frame.trouble(name, value)
        values: dict[str, object] = {
            "name": fields.text(name, "name", value.name if value else "", needed=True),
            "price": fields.amount(name, "price", value.price if value else None),
        }
        if value:
            values["is_active"] = fields.switch(name, "is_active", value.is_active)
        if may and fields.save(name):
            with changing(name, "calculator.saved") as writer:
                if value:
                    calculator.edit_value(writer, value.id, seen(name, value), position=None, **values)
                else:
                    calculator.create_value(writer, item.id, **values)
    if value:
        arranging.act(
            chosen,
            name,
            move=lambda work, by: calculator.move_value(work, value.id, by),
            copy=lambda work: catalogue.copy_value(work, value.id),
            delete=lambda work: catalogue.delete_value(work, value.id, seen(name, value)),
        )


def item_menu(item: calculator.ItemRow) -> None:
    """Move the item in its list, copy it with all that is its own, or take it away."""
    frame.refused(f"{FORM}-menu")
    arranging.act(
        arranging.menu(FORM),
        FORM,
        move=lambda work, by: calculator.move_item(work, item.id, by),
        copy=lambda work: catalogue.copy_item(work, item.id),
        delete=lambda work: catalogue.delete_item(work, item.id, seen(FORM, item)),
        go=("item", "items"),
    )


work = enter("calculator.view")
may = work.may("calculator.configure")
with reading() as reader:
    known = calculator.items(reader)
wanted = frame.number_in(st.query_params.to_dict(), "id")
item = next((item for item in known if item.id == wanted), None)
if "id" in st.query_params and item is None:
    frame.not_found()
elif item is None:
    enter("calculator.configure")
    frame.heading(t("calculator.add"))
    with frame.narrow():
        form(None)
else:
    frame.heading(item.name, note=f"{item.type} · {money(item.price, work.office.currency)}")
    with frame.row("item-head"):
        places.link("items", t("page.items"), icon="arrow_back")
        if may:
            item_menu(item)
    details, values, rules = st.tabs(
        [t("calculator.tab_details"), t("calculator.tab_values"), t("calculator.tab_rules")],
        key="tab",
        bind="query-params",
    )
    with details, frame.narrow():
        form(item)
    with values, frame.narrow():
        for value in item.values:
            value_form(item, value)
        value_form(item, None)
    with rules, frame.narrow():
        frame.hint("monitoring.rules_hint")
        with reading() as reader:
            found = monitoring.rules_of(reader, item.id)
            touched = monitoring.how_many_touched(reader, item.id) if may else {}
        for rule in found:
            rule_form(item, rule, may, touched.get(rule.id, 0))
        rule_form(item, None, may)
