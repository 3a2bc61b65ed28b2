// The service worker. It keeps the frame of our pages, so that a phone without a network
// says what is the matter, and it keeps what somebody saves in a draft, or an inspector in a record, until the network
// is back, photographs of a site too. Pages of a draft are kept only if its owner takes it along, and only on their
// device: they hold personal data. Signing out forgets everything. Where somebody else
// signs in on the same device, the pages go, and what waits stays unseen until its owner
// is back.

const SHELL = "shell-VERSION";
const FRAME = FRAME_FILES;
const TAKEN = "taken"; // pages of drafts somebody took along
const READER = "reader"; // who was signed in last
const LONGEST = 7 * 24 * 3600e3; // how long they are kept

self.addEventListener("install", (e) => {
  e.waitUntil(caches.open(SHELL).then((c) => c.addAll(FRAME)).then(introduce).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (e) => {
  const old = (name) => name.startsWith("shell-") && name !== SHELL;
  e.waitUntil(caches.keys().then((all) => Promise.all(all.filter(old).map((n) => caches.delete(n)))).then(() => clients.claim()));
});

// ---- what waits to be sent: one entry for each page of a draft, and one for each
// photograph, whose page is its address and a number of its own behind #

const database = () => new Promise((resolve, reject) => {
  const asked = indexedDB.open("tongban", 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore("waiting", { keyPath: "page" });
  asked.onsuccess = () => resolve(asked.result);
  asked.onerror = () => reject(asked.error);
});
const waiting = async (mode, use) => {
  const d = await database();
  return new Promise((resolve, reject) => {
    const t = d.transaction("waiting", mode);
    const asked = use(t.objectStore("waiting"));
    t.oncomplete = () => { d.close(); resolve(asked.result); };
    t.onerror = () => { d.close(); reject(t.error); };
  });
};
const all = async () => {
  const who = await reader();
  const mine = (entry) => entry.reader === who && Date.now() - entry.at < LONGEST;
  return (await waiting("readonly", (s) => s.getAll())).filter(mine);
};
const put = (entry) => waiting("readwrite", (s) => s.put(entry));
const drop = (page) => waiting("readwrite", (s) => s.delete(page));

// The server says with each page for whom it is.
const reader = async () => (await (await caches.open(READER)).match("/"))?.text();
const meet = async (who) => {
  const before = who && await reader();
  if (!who || who === before) return;
  if (before) await caches.delete(TAKEN);
  await (await caches.open(READER)).put("/", new Response(who));
};
// introduce asks who reads the page that brought this worker, which came without it.
const introduce = () => fetch("/prefs", { method: "HEAD", cache: "no-store" }).then((a) => meet(a.headers.get("X-Reader"))).catch(() => {});

// addressOf is where an entry is sent, shownOn the page that shows what came of it.
const addressOf = (page) => page.split("#")[0];
const shownOn = (page) => addressOf(page).replace(/\/photos$/, "");

// Send everything that waits, in the order it was saved, one sender at a time. A page
// that the server has taken in is gone from here; the server knows the key of the form,
// so what arrives twice is done once.
let sending = null;
const send = () => sending ||= sendAll().finally(() => { sending = null; });
const sendAll = async () => {
  for (const entry of (await all()).sort((a, b) => a.at - b.at)) {
    let answer;
    try {
      answer = await fetch(addressOf(entry.page), {
        method: "POST", body: entry.body, credentials: "same-origin",
        headers: { "Content-Type": entry.kind || "application/x-www-form-urlencoded", "HX-Request": "true", "Accept-Language": entry.lang },
      });
    } catch { break; } // still no network
    const on = answer.headers.get("HX-Redirect") || "";
    if (answer.status === 401 || on.startsWith("/signin") || answer.redirected) { await mark(entry, "signin"); break; }
    if (answer.status >= 500 || answer.status === 429) break;
    const kept = answer.status === 204 || (answer.status === 422 && entry.page.startsWith("/apply/")); // of a draft the server keeps also what is not right yet
    if (kept) {
      const now = (await all()).find((e) => e.page === entry.page);
      if (now && (entry.kind || now.body === entry.body)) await drop(entry.page);
      await renew(shownOn(entry.page));
    } else {
      await mark(entry, answer.status === 409 && !entry.kind ? "changed" : "refused");
    }
  }
  await tell();
};
const mark = async (entry, state) => { await put({ ...entry, state }); };
const tell = async () => {
  const list = (await all()).map(({ page, state, at }) => ({ page, state, at }));
  for (const c of await clients.matchAll()) c.postMessage({ waiting: list });
};

// ---- drafts that somebody takes along

const take = async (pages) => {
  for (const page of pages) {
    const answer = await fetch(page, { credentials: "same-origin", headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) return false;
    await keep(page, answer);
  }
  return true;
};
const keep = async (page, answer) => {
  const headers = new Headers(answer.headers);
  headers.set("X-Taken", String(Date.now()));
  await (await caches.open(TAKEN)).put(page, new Response(await answer.blob(), { status: 200, headers }));
};
// renew fetches a page anew that somebody took along, since what it holds has changed.
const renew = async (path) => {
  if (await taken(path)) await take([path]).catch(() => false);
};
const leave = async (draft) => {
  const cache = await caches.open(TAKEN);
  for (const r of await cache.keys()) {
    const at = new URL(r.url).pathname;
    if (!draft || at === draft || at.startsWith(draft + "/")) await cache.delete(r);
  }
};
const taken = async (path) => {
  const cache = await caches.open(TAKEN);
  const found = await cache.match(path);
  if (found && Date.now() - Number(found.headers.get("X-Taken")) < LONGEST) return found;
  if (found) await cache.delete(path);
};
const draftOf = (path) => (path.match(/^\/apply\/[0-9a-z]{13}(?=\/|$)|^\/desk\/cases\/[^/]+\/inspection(?=\/|$)/) || [])[0];

// nextOf is where somebody goes on after a page was saved without a network: the next
// page that was taken along, else the page that says that it is saved.
const nextOf = async (path) => {
  const draft = draftOf(path);
  const cache = await caches.open(TAKEN);
  const pages = (await cache.keys()).map((r) => new URL(r.url).pathname).filter((p) => p.startsWith(draft + "/"));
  return pages[pages.indexOf(path) + 1] || "/offline?saved=1";
};

self.addEventListener("message", (e) => {
  const reply = (answer) => e.ports[0]?.postMessage(answer);
  const { ask, pages, draft, page } = e.data;
  const work = {
    take: () => take(pages).catch(() => false),
    leave: () => leave(draft).then(() => true),
    taken: async () => !!(await taken(draft)),
    typed: async () => (await all()).find((entry) => entry.page === page) || null,
    discard: () => drop(page).then(tell),
    send: () => send(),
    photo: async () => (await all()).find((entry) => entry.page === page && entry.kind)?.file || null,
    waiting: () => all().then((list) => list.map(({ page, state, at }) => ({ page, state, at }))),
  }[ask];
  if (work) e.waitUntil(work().then(reply));
});
self.addEventListener("sync", (e) => { if (e.tag === "send") e.waitUntil(send()); });

// ---- requests

self.addEventListener("fetch", (e) => {
  const url = new URL(e.request.url);
  if (url.origin !== location.origin) return;
  if (e.request.method === "POST") {
    if (url.pathname === "/signout") e.waitUntil(forget());
    else if (/^\/apply\/[0-9a-z]{13}\/(?!submit$|materials|discard|files)[^/]+$|^\/desk\/cases\/[^/]+\/inspection\/[0-9a-z]{13}$/.test(url.pathname)) e.respondWith(save(e.request, url.pathname));
    else if (PHOTO.test(url.pathname)) e.respondWith(saveShot(e.request, url.pathname));
    return;
  }
  if (e.request.method !== "GET") return;
  if (url.pathname.startsWith("/assets/")) {
    e.respondWith(caches.match(e.request).then((kept) => kept || fetch(e.request)));
  } else if (e.request.mode === "navigate") {
    e.respondWith(open(e.request, url));
  }
});

// open shows a page: from the server, else what was taken along, else that there is no
// network.
const open = async (request, url) => {
  try {
    const answer = await fetch(request);
    await meet(answer.headers.get("X-Reader"));
    const draft = draftOf(url.pathname);
    if (draft && url.pathname === draft + "/done") await leave(draft);
    else if (draft && answer.ok && !answer.redirected && (await taken(url.pathname))) await keep(url.pathname, answer.clone());
    return answer;
  } catch {
    return (await taken(url.pathname)) || (await caches.match(url.pathname === "/offline" ? url.pathname + url.search : "/offline")) || Response.error();
  }
};

// save sends a page of a draft, or keeps it until it can be sent.
const save = async (request, path) => {
  const body = await request.clone().text();
  try {
    const answer = await fetch(request);
    if (answer.ok || answer.type === "opaqueredirect" || answer.redirected) await drop(path); // newer than what waited
    return answer;
  } catch {
    const shown = new URLSearchParams(body);
    if (shown.get("row-add") || shown.get("row-remove") || shown.get("row-paste") || shown.get("code-search")) return Response.error();
    await put({ page: path, body, at: Date.now(), state: "waiting", lang: navigator.language, reader: await reader() });
    await registration.sync?.register("send").catch(() => {});
    await tell();
    const next = shown.get("later") ? "/offline?saved=1" : await nextOf(path);
    if (request.headers.get("HX-Request")) return new Response(null, { status: 204, headers: { "HX-Redirect": next } });
    return Response.redirect(next, 303);
  }
};

// saveShot sends a photograph of a site, or keeps it until it can be sent. The server knows
// a photograph by what it shows, so that one that had arrived all the same stays one.
const PHOTO = /^\/desk\/cases\/[^/]+\/inspection\/[0-9a-z]{13}\/photos$/;
const saveShot = async (request, path) => {
  const copy = request.clone();
  try {
    return await fetch(request);
  } catch {
    const kind = copy.headers.get("Content-Type");
    const body = await copy.blob();
    const file = (await new Response(body, { headers: { "Content-Type": kind } }).formData()).getAll("photo").find((f) => f.size);
    if (!file) return Response.error();
    await put({ page: path + "#" + crypto.randomUUID(), body, kind, file, at: Date.now(), state: "waiting", lang: navigator.language, reader: await reader() });
    await registration.sync?.register("send").catch(() => {});
    await tell();
    const next = (await taken(shownOn(path))) ? shownOn(path) : "/offline?saved=1";
    if (request.headers.get("HX-Request")) return new Response(null, { status: 204, headers: { "HX-Redirect": next } });
    return Response.redirect(next, 303);
  }
};

// forget is what signing out does: nothing of a person stays on the device.
const forget = async () => {
  await caches.delete(TAKEN);
  await caches.delete(READER);
  await waiting("readwrite", (s) => s.clear());
};
