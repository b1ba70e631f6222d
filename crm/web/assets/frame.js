// The theme that this person has chosen, where Streamlit will look for one; before its own scripts run.
(() => {
  const name = { system: "System", light: "Light", dark: "Dark" }[document.currentScript.dataset.theme];
  try {
    if (name) window.localStorage.setItem(`stActiveTheme-${window.location.pathname}-v2`, JSON.stringify(name));
  } catch {} // a browser that keeps nothing follows its system
})();
// A tab whose sign-in has ended, here or elsewhere, goes to the sign-in page by itself and hides what it showed.
(() => {
  const ENDED = 4401;
  const Native = window.WebSocket;
  const leave = () => {
    document.documentElement.hidden = true;
    const here = window.location.pathname + window.location.search;
    window.location.replace("/sign-in?next=" + encodeURIComponent(here));
  };
  const look = () =>
    fetch("/_stcore/health", { cache: "no-store" })
      .then((answer) => answer.status === 401 && leave())
      .catch(() => {}); // the server is away: Streamlit itself says so and tries again
  window.WebSocket = class extends Native {
    constructor(...given) {
      super(...given);
      this.addEventListener("close", (event) => (event.code === ENDED ? leave() : look()));
    }
  };
  // The back button shows a kept page without asking the server.
  window.addEventListener("pageshow", (event) => event.persisted && look());
})();
// A page that broke in the browser is blank; nobody is left before it: it is loaded again, at most once a minute, and
// not for ever.
document.addEventListener("DOMContentLoaded", () => {
  const KEY = "czuwaj-loaded-again";
  const REST = 60_000;
  const HOUR = 3_600_000;
  const MOST = 5; // in an hour
  const root = document.getElementById("root");
  let kept = null; // a browser that keeps nothing waits its minute
  try {
    kept = window.sessionStorage;
  } catch {}
  const before = () => {
    const [last, count] = (kept ? (kept.getItem(KEY) ?? "0 0") : `${Date.now()} 0`).split(" ").map(Number);
    return Date.now() - last > HOUR ? [0, 0] : [last, count];
  };
  let wasDrawn = false;
  const again = () => {
    if (root.childElementCount) return;
    try {
      kept?.setItem(KEY, `${Date.now()} ${before()[1] + 1}`);
    } catch {}
    console.error("the page was blank and is loaded again");
    window.location.reload();
  };
  const look = () => {
    const [last, count] = before();
    if (root.childElementCount) wasDrawn = true;
    else if (wasDrawn && count < MOST) window.setTimeout(again, Math.max(0, last + REST - Date.now()));
  };
  if (!root) return;
  new MutationObserver(look).observe(root, { childList: true });
  look(); // what was drawn before anybody looked
});
// Escape closes a dialog: what stands in a field of it is handed in first, as when one leaves the field.
window.addEventListener(
  "keydown",
  (event) => {
    const field = document.activeElement;
    const isTyped = event.key === "Escape" && field?.matches("input, textarea") && field.closest('[role="dialog"]');
    if (isTyped) field.blur();
  },
  true,
);
