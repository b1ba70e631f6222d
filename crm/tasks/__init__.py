"""Tasks: what is to be done, by whom, until when, and who gave it to them."""

from crm.tasks.blocking import BlockerRow, choices
from crm.tasks.chain import LinkRow, chain_of
from crm.tasks.checklist import PartRow, set_checklist, tick
from crm.tasks.creating import create
from crm.tasks.delegating import delegate
from crm.tasks.giving import Taker, choosable
from crm.tasks.handing_over import hand_over, hand_over_given, hand_over_given_series, hand_over_series, owned
from crm.tasks.lists import TaskRow, categories, export_rows, how_many, listing
from crm.tasks.moving import move
from crm.tasks.noting import NoteRow, add_note, notes_of
from crm.tasks.planning import PROPOSED_STEPS
from crm.tasks.repeating import Repeats
from crm.tasks.repeating import create as create_repeating
from crm.tasks.rules import ALIVE, MOVES, OPEN, STATES, VIEWS, Filters
from crm.tasks.service import TaskCard, bin, bin_of, edit, get, group_of
from crm.tasks.standing_in import name_of as stands_in_for
from crm.tasks.subject import SUBJECT

__all__ = [
    "ALIVE",
    "MOVES",
    "OPEN",
    "PROPOSED_STEPS",
    "STATES",
    "SUBJECT",
    "VIEWS",
    "BlockerRow",
    "Filters",
    "LinkRow",
    "NoteRow",
    "PartRow",
    "Repeats",
    "Taker",
    "TaskCard",
    "TaskRow",
    "add_note",
    "bin",
    "bin_of",
    "categories",
    "chain_of",
    "choices",
    "choosable",
    "create",
    "create_repeating",
    "delegate",
    "edit",
    "export_rows",
    "get",
    "group_of",
    "hand_over",
    "hand_over_given",
    "hand_over_given_series",
    "hand_over_series",
    "how_many",
    "listing",
    "move",
    "notes_of",
    "owned",
    "set_checklist",
    "stands_in_for",
    "tick",
]
