"""x"""
from tests.pages.conftest import shown
def test_x(open_page, cast):
    for p in ["work/today.py","work/inbox.py","customers/clients.py","customers/contracts.py","customers/monitoring.py","customers/client.py","customers/contract.py","customers/watch.py","office/items.py","office/item.py","office/statuses.py","office/people.py","office/person.py","office/teams.py","office/office.py"]:
        at = open_page(cast.admin, p)
        print("=====", p, [e.value[:300] for e in at.error], at.exception and at.exception[0].message, at.exception and "".join(at.exception[0].stack_trace[-3:]))
