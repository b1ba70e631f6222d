"""Imports: foreign tables become people, clients, items and contracts, as a mapping file says."""

from crm.flows.imports.batch import KINDS, OUTCOMES, Verdict
from crm.flows.imports.mapping import TOLD, Plan
from crm.flows.imports.mapping_file import load, parse
from crm.flows.imports.running import Report, run

__all__ = ["KINDS", "OUTCOMES", "TOLD", "Plan", "Report", "Verdict", "load", "parse", "run"]
