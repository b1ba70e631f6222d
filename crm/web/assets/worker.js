// Shows what the office pushes, while no page is open and nobody is signed in; says back that it was seen.
function seen(token) {
  if (!token) return Promise.resolve();
  const body = new URLSearchParams({ token });
  return fetch("/push/seen", { method: "POST", body, credentials: "omit", keepalive: true }).catch(() => undefined);
}

// Only ever to a page of ours: anything else opens the first one.
function ours(path) {
  const there = new URL(typeof path === "string" ? path : "/", self.location.origin);
  return there.origin === self.location.origin ? there.href : `${self.location.origin}/`;
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("push", (event) => {
  let told = {};
  try {
    told = event.data ? event.data.json() : {};
  } catch {
    told = {};
  }
  const shown = self.registration.showNotification(String(told.title || "Czuwaj"), {
    body: String(told.body || ""),
    tag: String(told.tag || "czuwaj"),
    icon: "/assets/icon-192.png",
    badge: "/assets/mark.png",
    data: { path: told.path, seen: told.seen },
  });
  event.waitUntil(shown.then(() => seen(told.seen)));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const { path, seen: token } = event.notification.data || {};
  const opened = self.clients.matchAll({ type: "window", includeUncontrolled: true }).then((open) => {
    const target = ours(path);
    const known = open.find((client) => client.url === target);
    return known ? known.focus() : self.clients.openWindow(target);
  });
  event.waitUntil(Promise.all([opened, seen(token)]));
});
