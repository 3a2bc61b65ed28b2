// Says what waits to be sent, fills in what was typed without a network, and takes a
// draft along where its owner asks for it.
const ask = async (question) => {
  const worker = (await navigator.serviceWorker.ready).active;
  return new Promise((resolve) => {
    const line = new MessageChannel();
    line.port1.onmessage = (e) => resolve(e.data);
    worker.postMessage(question, [line.port2]);
  });
};

// fill puts what was typed into the inputs of the page.
const fill = (entry) => {
  const typed = new URLSearchParams(entry.body);
  for (const input of document.querySelectorAll("#main form [name]")) {
    if (input.type === "hidden" || input.type === "submit" || input.tagName === "BUTTON" || !input.name) continue;
    const values = typed.getAll(input.name);
    if (input.type === "radio" || input.type === "checkbox") input.checked = values.includes(input.value);
    else if (values.length) input.value = values[0];
  }
};

// kept offers what can be done with a photograph that was not taken in: keep it as a file,
// or let it go.
const kept = (place, page) => {
  const row = document.createElement("span");
  row.className = "row";
  const button = (text, act) => {
    const b = document.createElement("button");
    b.type = "button";
    b.className = "btn";
    b.textContent = text;
    b.addEventListener("click", act);
    row.append(b);
  };
  button(place.dataset.keep, async () => {
    const file = await ask({ ask: "photo", page });
    if (!file) return;
    const a = document.createElement("a");
    a.href = URL.createObjectURL(file);
    a.download = file.name;
    a.click();
  });
  button(place.dataset.drop, () => ask({ ask: "discard", page }));
  return row;
};

const say = (place, waiting) => {
  const here = waiting.filter((w) => w.page.startsWith(place.dataset.draft + "/"));
  for (const part of place.querySelectorAll("[data-when]")) {
    const state = part.dataset.when;
    const n = here.filter((w) => w.state === state).length;
    part.hidden = n === 0;
    const count = part.querySelector("[data-n]");
    if (count) count.textContent = n;
    const list = part.querySelector("[data-pages]");
    if (list) {
      list.replaceChildren(...here.filter((w) => w.state === state).map((w) => {
        const [page, photo] = w.page.split("#");
        const a = document.createElement("a");
        a.href = page.replace(/\/photos$/, "");
        a.textContent = place.dataset.open;
        return photo ? kept(place, w.page) : a;
      }));
    }
  }
};

export default async (place) => {
  if (!("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.ready;
  place.hidden = false;
  const refresh = async () => say(place, (await ask({ ask: "waiting" })) || []);
  navigator.serviceWorker.addEventListener("message", (e) => e.data.waiting && say(place, e.data.waiting));
  addEventListener("online", () => ask({ ask: "send" }).then(refresh));

  // A page from the device has the form key it was fetched with; what is sent from it now
  // is something new.
  for (const key of document.querySelectorAll("#main form input[name=_once]")) key.value = crypto.randomUUID();
  const entry = await ask({ ask: "typed", page: location.pathname });
  if (entry) fill(entry);
  const mine = place.querySelector("[data-mine]");
  if (mine) mine.hidden = !entry;
  place.querySelector("[data-discard]")?.addEventListener("click", async () => {
    await ask({ ask: "discard", page: location.pathname });
    location.reload();
  });
  if (navigator.onLine) await ask({ ask: "send" });
  await refresh();

  const button = place.querySelector("[data-take]");
  if (!button) return;
  const show = async () => {
    const has = await ask({ ask: "taken", draft: place.dataset.draft });
    place.querySelector("[data-taken]").hidden = !has;
    button.hidden = has;
  };
  button.addEventListener("click", async () => {
    button.disabled = true;
    const pages = JSON.parse(place.dataset.pages);
    await ask({ ask: "take", pages });
    button.disabled = false;
    await show();
  });
  place.querySelector("[data-leave]").addEventListener("click", async () => {
    await ask({ ask: "leave", draft: place.dataset.draft });
    await show();
  });
  await show();
};
