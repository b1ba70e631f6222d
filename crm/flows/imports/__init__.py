"""Imports: foreign tables become people, clients, items and contracts, as a mapping file says."""

from crm.flows.imports.batch import OUTCOMES, Verdict
from crm.flows.imports.mapping import TOLD, Plan
from crm.flows.imports.mapping_file import load, parse
from crm.flows.imports.running import Report, run
from crm.flows.imports.saying import line, lines, problem_text

__all__ = ["OUTCOMES", "TOLD", "Plan", "Report", "Verdict", "line", "lines", "load", "parse", "problem_text", "run"]
