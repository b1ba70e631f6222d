"""Items, their values, prices."""

from crm.calculator.arranging import bin_item, bin_value, copy_item, copy_value, move_item, move_value
from crm.calculator.service import ItemRow, ValueRow, create_item, create_value, edit_item, edit_value, items

__all__ = [
    "ItemRow",
    "ValueRow",
    "bin_item",
    "bin_value",
    "copy_item",
    "copy_value",
    "create_item",
    "create_value",
    "edit_item",
    "edit_value",
    "items",
    "move_item",
    "move_value",
]
