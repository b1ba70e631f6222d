"""Every page, its section, its icon, its right; Streamlit's entry script."""

from crm.ui import frame, status_bar
from crm.ui.places import Place

SECTIONS = {
    "work": [
        Place("today", "work/today.py", "inbox.view", "wb_sunny", is_first=True),
        Place("tasks", "work/tasks.py", "tasks.view", "task_alt"),
        Place("series", "work/series.py", "tasks.view", "event_repeat"),
        Place("inbox", "work/inbox.py", "inbox.view", "inbox"),
        Place("task", "work/task.py", "tasks.view", "task_alt", is_hidden=True),
    ],
    "customers": [
        Place("clients", "customers/clients.py", "clients.view", "apartment"),
        Place("contracts", "customers/contracts.py", "contracts.view", "description"),
        Place("monitoring", "customers/monitoring.py", "monitoring.view", "visibility"),
        Place("cases", "customers/cases.py", "cases.view", "business_center"),
        Place("timeline", "customers/timeline.py", "monitoring.view", "bar_chart", is_hidden=True),
        Place("client", "customers/client.py", "clients.view", "apartment", is_hidden=True),
        Place("contract", "customers/contract.py", "contracts.view", "description", is_hidden=True),
        Place("watch", "customers/watch.py", "monitoring.view", "visibility", is_hidden=True),
        Place("case", "customers/case.py", "cases.view", "business_center", is_hidden=True),
        Place("bulk", "customers/bulk.py", None, "checklist", is_hidden=True),
    ],
    "office": [
        Place("items", "office/items.py", "calculator.view", "sell"),
        Place("statuses", "office/statuses.py", "office.configure", "label"),
        Place("case_kinds", "office/case_kinds.py", "office.configure", "category"),
        Place("people", "office/people.py", "people.configure", "group"),
        Place("teams", "office/teams.py", "people.configure", "groups"),
        Place("roles", "office/roles.py", "people.configure", "key"),
        Place("imports", "office/imports.py", "imports.create", "upload_file"),
        Place("office", "office/office.py", "office.configure", "settings"),
        Place("history", "office/history.py", "history.view", "history"),
        Place("bin", "office/bin.py", "monitoring.delete", "delete"),
        Place("service", "office/service.py", "office.view", "monitor_heart"),
        Place("outbox", "office/outbox.py", "office.view", "outbox"),
        Place("accounts", "office/accounts.py", "office.configure", "alternate_email"),
        Place("notifications", "office/notifications.py", "office.configure", "notifications_active"),
        Place("templates", "office/templates.py", "office.configure", "edit_note"),
        Place("automaton", "office/automaton.py", "office.configure", "smart_toy"),
        Place("escalation", "office/escalation.py", "office.configure", "stairs"),
        Place("item", "office/item.py", "calculator.view", "sell", is_hidden=True),
        Place("person", "office/person.py", "people.configure", "person", is_hidden=True),
        Place("role", "office/role.py", "people.configure", "key", is_hidden=True),
    ],
    "account": [
        Place("me", "account/me.py", None, "account_circle"),
        Place("my_notifications", "account/notifications.py", None, "visibility"),
        Place("working_time", "account/working_time.py", None, "schedule"),
    ],
}

if __name__ == "__main__":
    frame.run(SECTIONS, status_bar.draw)
