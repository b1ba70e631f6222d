"""One item: its price, its values, the rules by which contracts with it are watched."""

import streamlit as st

from crm import calculator, contracts, monitoring, people
from crm.core.i18n import money, t
from crm.core.listing import Choice
from crm.ui import fields, frame, places, watch
from crm.ui.work import changing, enter, reading, seen

FORM, VALUE = "item", "value"


def form(item: calculator.ItemRow | None) -> None:
    """The fields of an item."""
    frame.trouble(FORM, item)
    values: dict[str, object] = {
        "name": fields.text(FORM, "name", item.name if item else "", needed=True),
        "type": fields.text(FORM, "type", item.type if item else "", needed=True),
        "price": fields.amount(FORM, "price", item.price if item else None, needed=True),
        "position": fields.count(FORM, "position", item.position if item else next_position, least=1),
    }
    if item:
        values["is_active"] = fields.switch(FORM, "is_active", item.is_active)
    if work.may("calculator.configure") and fields.save(FORM):
        change = changing(FORM, "calculator.saved")
        with change as writer:
            if item:
                calculator.edit_item(writer, item.id, seen(FORM, item), **values)
            else:
                change.go = ("item", {"id": calculator.create_item(writer, **values)})


def value_form(item: calculator.ItemRow, value: calculator.ValueRow | None) -> None:
    """The fields of a value, new or known."""
    name = f"{VALUE}-{value.id}" if value else f"{VALUE}-new"
    label = value.name if value else t("calculator.add_value")
    with frame.fold(
        label, note=money(value.price, work.office.currency) if value and value.price is not None else "", form=name
    ):
        frame.trouble(name, value)
        values: dict[str, object] = {
            "name": fields.text(name, "name", value.name if value else "", needed=True),
            "price": fields.amount(name, "price", value.price if value else None),
            "position": fields.count(name, "position", value.position if value else len(item.values) + 1),
        }
        if value:
            values["is_active"] = fields.switch(name, "is_active", value.is_active)
        if work.may("calculator.configure") and fields.save(name):
            with changing(name, "calculator.saved") as writer:
                if value:
                    calculator.edit_value(writer, value.id, seen(name, value), **values)
                else:
                    calculator.create_value(writer, item.id, **values)


def rule_form(item: calculator.ItemRow, rule: monitoring.RuleCard | None) -> None:
    """The fields of a rule: when it starts a watch, how long, who hears of it."""
    name = f"rule-{rule.id}" if rule else "rule-new"
    with reading() as reader:
        statuses = contracts.statuses(reader)
        staff = watch.with_empty(
            people.choices(reader),
            rule and rule.assigned_id,
            people.names(reader, [rule.assigned_id] if rule and rule.assigned_id else []),
        )
        told = rule.recipients if rule else monitoring.default_recipients(reader)
    label = watch.rule_text(rule, item, statuses) if rule else t("monitoring.add_rule")
    with frame.fold(label, note="" if not rule or rule.is_active else t("monitoring.rule_off"), form=name):
        frame.trouble(name, rule)
        values = {
            "value_id": fields.choose(
                name, "rule_value_id", [Choice(v.id, v.name) for v in item.values], rule.value_id if rule else None
            ),
            "status_id": fields.choose(
                name,
                "trigger_status_id",
                [Choice(s.id, s.name) for s in statuses],
                rule.status_id if rule else None,
                needed=True,
            ),
            "starts": fields.pick(
                name,
                "starts",
                list(monitoring.STARTS),
                rule.starts if rule else "status_change",
                lambda x: t(f"monitoring.starts.{x}"),
                needed=True,
            ),
            "duration": fields.count(name, "duration", rule.duration if rule else 12),
            "unit": fields.pick(
                name,
                "unit",
                ["day", "week", "month", "year"],
                rule.unit if rule else "month",
                lambda x: t(f"unit.{x}"),
                needed=True,
            ),
            "steps": watch.steps(name, rule.steps if rule else monitoring.PROPOSED_STEPS),
            "assigned_id": fields.choose(name, "rule_assigned_id", staff, rule.assigned_id if rule else None),
            "recipients": watch.recipients(name, told),
            "cancels_on_leave": fields.switch(name, "cancels_on_leave", rule.cancels_on_leave if rule else False),
            "is_active": fields.switch(name, "is_active", rule.is_active if rule else True),
        }
        if work.may("calculator.configure") and fields.save(name):
            with changing(name, "monitoring.rule_saved") as writer:
                if rule:
                    monitoring.edit_rule(writer, rule.id, seen(name, rule), item_id=item.id, **values)
                else:
                    monitoring.create_rule(writer, item_id=item.id, **values)


work = enter("calculator.view")
with reading() as reader:
    known = calculator.items(reader)
next_position = max((item.position for item in known), default=0) + 1
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
    places.link("items", t("page.items"), icon="arrow_back")
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
        for rule in found:
            rule_form(item, rule)
        rule_form(item, None)
