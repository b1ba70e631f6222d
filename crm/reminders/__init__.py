"""Ladders of steps, and the ledger of what is due when."""

from crm.reminders.escalation import Escalation, Level, read_escalation, set_escalation
from crm.reminders.explain import Answer, StepOutcome, Told, explain, why_not
from crm.reminders.ladders import ladder, steps_of
from crm.reminders.outlook import EVENTS, Forecast, forecast
from crm.reminders.own import add_own_days, own_days, remove_own_days
from crm.reminders.rules import StepPlan, check_steps, step_day
from crm.reminders.service import cancel, let_pass, plan, plan_many, plan_moments, rezone

__all__ = [
    "EVENTS",
    "Answer",
    "Escalation",
    "Forecast",
    "Level",
    "StepOutcome",
    "StepPlan",
    "Told",
    "add_own_days",
    "cancel",
    "check_steps",
    "explain",
    "forecast",
    "ladder",
    "let_pass",
    "own_days",
    "plan",
    "plan_many",
    "plan_moments",
    "read_escalation",
    "remove_own_days",
    "rezone",
    "set_escalation",
    "step_day",
    "steps_of",
    "why_not",
]
