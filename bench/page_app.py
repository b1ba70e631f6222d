"""The product's own server around the page that is measured: its guard, its warm start, its frozen heap."""

from pathlib import Path

import app as product

app = product.make(Path(__file__).resolve().parent / "peers" / "page.py")
