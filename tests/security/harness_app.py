"""The product's own server, guard and policy around the page of outlets; started by test_hostile_outlets_browser.py."""

from pathlib import Path

import app as product

app = product.make(Path(__file__).with_name("harness_entry.py"))
