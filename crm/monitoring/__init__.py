"""What is watched, until when, who is told."""

from crm.monitoring.lists import MonitoringRow, export_rows, how_many, listing, of_contract, types
from crm.monitoring.passing import finish_ended, start_scheduled
from crm.monitoring.rulebook import RuleCard, create_rule, edit_rule, rules_of
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
from crm.monitoring.starting import check_start, left, start_for, start_for_many
from crm.monitoring.telling import (
    PROPOSED_STEPS,
    SUBJECT,
    Consequence,
    consequence,
    default_recipients,
    set_default_recipients,
)

__all__ = [
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
    "bin_of_contract",
    "cancel",
    "check_start",
    "consequence",
    "create",
    "create_rule",
    "default_recipients",
    "delete",
    "edit",
    "edit_rule",
    "export_rows",
    "finish_ended",
    "get",
    "how_many",
    "left",
    "listing",
    "of_contract",
    "rules_of",
    "set_default_recipients",
    "start_for",
    "start_for_many",
    "start_scheduled",
    "types",
]
