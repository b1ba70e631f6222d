// Messages on this device: asks the browser, tells the office. The words stand in the page.
const box = document.querySelector("[data-key]");
const on = document.querySelector("#on");
const off = document.querySelector("#off");

function say(what) {
  for (const line of document.querySelectorAll("[data-state]")) line.hidden = line.dataset.state !== what;
  on.hidden = !["off", "refused", "failed"].includes(what);
  off.hidden = what !== "on";
}

function bytes(letters) {
  const plain = atob((letters + "=".repeat((4 - (letters.length % 4)) % 4)).replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
}

async function post(path, fields) {
  const answer = await fetch(path, { method: "POST", body: new URLSearchParams(fields) });
  if (!answer.ok) {
    document.querySelector("#why").textContent = await answer.text();
    throw new Error(String(answer.status));
  }
}

async function known() {
  const worker = await navigator.serviceWorker.getRegistration("/");
  return worker ? worker.pushManager.getSubscription() : null;
}

async function turnOn() {
  if ((await Notification.requestPermission()) !== "granted") return say("refused");
  await navigator.serviceWorker.register("/push/worker.js", { scope: "/" });
  const worker = await navigator.serviceWorker.ready;
  const wanted = { userVisibleOnly: true, applicationServerKey: bytes(box.dataset.key) };
  const told = (await worker.pushManager.subscribe(wanted)).toJSON();
  await post("/push/subscribe", { endpoint: told.endpoint, p256dh: told.keys.p256dh, auth: told.keys.auth });
  return say("on");
}

async function turnOff() {
  const subscription = await known();
  if (subscription) {
    await post("/push/unsubscribe", { endpoint: subscription.endpoint });
    await subscription.unsubscribe();
  }
  return say("off");
}

function guarded(act) {
  return () => act().catch(() => say("failed"));
}

if (!("serviceWorker" in navigator) || !("PushManager" in window) || !("Notification" in window)) {
  say("impossible");
} else {
  on.addEventListener("click", guarded(turnOn));
  off.addEventListener("click", guarded(turnOff));
  guarded(async () => say((await known()) ? "on" : Notification.permission === "denied" ? "refused" : "off"))();
}
