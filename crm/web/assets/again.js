// Language and theme are part of the page itself, so a tab in which they were changed loads it anew.
window.location.reload();
