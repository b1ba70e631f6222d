"""Items, their values, prices."""

from crm.calculator.service import ItemRow, ValueRow, create_item, create_value, edit_item, edit_value, items

__all__ = ["ItemRow", "ValueRow", "create_item", "create_value", "edit_item", "edit_value", "items"]
