"""Ladders of steps, and the ledger of what is due when."""

from crm.reminders.explain import StepOutcome, Told, explain
from crm.reminders.rules import StepPlan, check_steps, step_day
from crm.reminders.service import cancel, ladder, plan, plan_many, rezone, steps_of

__all__ = [
    "StepOutcome",
    "StepPlan",
    "Told",
    "cancel",
    "check_steps",
    "explain",
    "ladder",
    "plan",
    "plan_many",
    "rezone",
    "step_day",
    "steps_of",
]
