"""What is watched, until when, who is told."""

from crm.monitoring.handing_over import (
    hand_over_default_recipients,
    hand_over_monitoring_recipients,
    hand_over_monitorings,
    hand_over_rule_recipients,
    hand_over_rules,
    owned,
)
from crm.monitoring.lists import MonitoringRow, export_rows, how_many, ids, listing, of_contract, types
from crm.monitoring.passing import finish_ended, start_scheduled
from crm.monitoring.pictures import ends_by_month, figures, timeline
from crm.monitoring.rule_changes import ASPECTS, LENGTH, Touched, apply_rule, chosen, how_many_touched, touched_by
from crm.monitoring.rulebook import RuleCard, copy_rule, create_rule, delete_rule, edit_rule, move_rule, rules_of
from crm.monitoring.rules import STARTS, STATES, UNITS, Filters, Recipient
from crm.monitoring.service import (
    MonitoringCard,
    bin_of_contract,
    cancel,
    create,
    delete,
    edit,
    get,
)
from crm.monitoring.starting import left, start_for, start_for_many, start_problems
from crm.monitoring.telling import (
    PROPOSED_STEPS,
    SUBJECT,
    Consequence,
    consequence,
    default_recipients,
    set_default_recipients,
)

__all__ = [
    "ASPECTS",
    "LENGTH",
    "PROPOSED_STEPS",
    "STARTS",
    "STATES",
    "SUBJECT",
    "UNITS",
    "Consequence",
    "Filters",
    "MonitoringCard",
    "MonitoringRow",
    "Recipient",
    "RuleCard",
    "Touched",
    "apply_rule",
    "bin_of_contract",
    "cancel",
    "chosen",
    "consequence",
    "copy_rule",
    "create",
    "create_rule",
    "default_recipients",
    "delete",
    "delete_rule",
    "edit",
    "edit_rule",
    "ends_by_month",
    "export_rows",
    "figures",
    "finish_ended",
    "get",
    "hand_over_default_recipients",
    "hand_over_monitoring_recipients",
    "hand_over_monitorings",
    "hand_over_rule_recipients",
    "hand_over_rules",
    "how_many",
    "how_many_touched",
    "ids",
    "left",
    "listing",
    "move_rule",
    "of_contract",
    "owned",
    "rules_of",
    "set_default_recipients",
    "start_for",
    "start_for_many",
    "start_problems",
    "start_scheduled",
    "timeline",
    "touched_by",
    "types",
]
