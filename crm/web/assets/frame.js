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
