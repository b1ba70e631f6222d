"""The product's frame with one more page: every outlet for text, and a bundle of hostile strings in each."""

from dataclasses import replace
from pathlib import Path

from crm.ui import frame, status_bar
from pages.map import SECTIONS

PAGES = Path(__file__).resolve().parents[2] / "pages"
OUTLETS = Path(__file__).with_name("harness_page.py")

if __name__ == "__main__":
    sections = {
        name: [replace(place, file=str(OUTLETS if place.name == "today" else PAGES / place.file)) for place in places]
        for name, places in SECTIONS.items()
    }
    frame.run(sections, status_bar.draw)
