// Sends chosen files at once and in pieces, so that a cut connection costs a piece and
// not the file. The form then carries what the server calls them. What does not work is
// left to the form itself: a file that cannot be announced stays chosen.
const smallest = 64 << 10;
const largest = 2 << 20;
const longSide = 2000; // of a photograph, where no pixels are asked for
const heavy = 1.5 * (1 << 20);
const largestFile = 20 << 20;

// turn lets the files of a page go one after the other.
let turn = Promise.resolve();

const fields = new Set();
const busy = (item) => ["waiting", "sending", "paused"].includes(item.state);

class Refused extends Error {}
class Lost extends Error {}
class SignedOut extends Error {}
class Unknown extends Error {}

// ask sends a request and tells how far its body has gone.
const ask = (item, method, url, { body, offset, sent } = {}) =>
  new Promise((resolve, reject) => {
    const call = new XMLHttpRequest();
    item.call = call;
    call.open(method, url);
    call.setRequestHeader("Accept-Language", document.documentElement.lang.startsWith("en") ? "en" : "zh");
    call.timeout = 60000;
    if (offset !== undefined) call.setRequestHeader("Upload-Offset", offset);
    if (body && !(body instanceof Blob)) {
      call.setRequestHeader("Content-Type", "application/json");
      body = JSON.stringify(body);
    }
    if (sent) call.upload.onprogress = (e) => sent(e.loaded);
    call.onerror = call.ontimeout = call.onabort = () => reject(new Lost());
    call.onload = () => {
      const at = Number(call.getResponseHeader("Upload-Offset"));
      const answer = call.responseText ? JSON.parse(call.responseText) : {};
      if (call.status < 300) return resolve({ at, answer });
      if (call.status === 401) return reject(new SignedOut());
      if (call.status === 404) return reject(new Unknown());
      if (call.status === 409) return resolve({ at, answer, conflict: true });
      reject(call.status >= 500 ? new Lost() : new Refused(answer.title || ""));
    };
    call.send(body);
  });

// shrink makes a photograph as small as it may be before it is sent. Where that does not
// work the server does it.
const shrink = async (field, file) => {
  if (!/^image\/(jpeg|png)$/.test(file.type) || file.size <= heavy || Number(field.dataset.width)) return file;
  try {
    const { default: Compressor } = await import(field.dataset.library);
    return await new Promise((resolve) => {
      new Compressor(file, {
        maxWidth: longSide, maxHeight: longSide, quality: 0.85, mimeType: "image/jpeg",
        success: (small) => resolve(small.size < file.size ? small : file),
        error: () => resolve(file),
      });
    });
  } catch {
    return file;
  }
};

class Field {
  constructor(place) {
    this.place = place;
    this.items = [];
    this.adopt();
  }

  adopt() {
    this.list = this.place.querySelector("[data-list]");
    this.row = this.place.querySelector("template[data-row]");
    this.several = Number(this.place.dataset.several);
    this.place.dataset.live = "";
  }

  say(key, ...args) {
    return args.reduce((text, arg, i) => text.replace(`{${i}}`, arg), this.place.dataset[`say${key[0].toUpperCase()}${key.slice(1)}`]);
  }
  tell(text) {
    this.place.querySelector("[data-status]").textContent = text;
  }
  warn(text) {
    this.place.querySelector("[data-alert]").textContent = text;
  }

  take(input) {
    const files = [...input.files];
    input.value = ""; // they go ahead of the form
    this.warn("");
    if (this.several === 1) this.items.slice().forEach((item) => this.remove(item));
    const room = this.several - this.items.length;
    if (files.length > room) this.warn(this.say("many", this.several));
    for (const file of files.slice(0, room)) this.add(file);
    this.draw();
  }

  add(file) {
    const row = this.row.content.firstElementChild.cloneNode(true);
    const item = { file, row, field: this, sent: 0, tries: 0, piece: 256 << 10 };
    row.querySelector("[data-name]").textContent = file.name;
    row.querySelector("[data-note]").textContent = weight(file.size);
    if (/^image\/(jpeg|png)$/.test(file.type)) {
      const thumb = row.querySelector("[data-thumb]");
      thumb.onerror = () => (thumb.hidden = true);
      thumb.src = URL.createObjectURL(file);
      thumb.hidden = false;
    }
    row.addEventListener("click", (e) => this.does(item, e.target.closest("[data-do]")));
    this.items.push(item);
    if (file.size > largestFile && !file.type.startsWith("image/")) return this.set(item, "unfit", this.say("large"));
    this.set(item, "waiting");
    this.go(item);
  }

  does(item, button) {
    const at = this.items.indexOf(item);
    switch (button?.dataset.do) {
      case "up":
      case "down": {
        const to = at + (button.dataset.do === "up" ? -1 : 1);
        if (to < 0 || to >= this.items.length) return;
        this.items.splice(to, 0, ...this.items.splice(at, 1));
        this.draw();
        button.focus();
        return;
      }
      case "pause":
        item.held = true;
        item.call?.abort();
        return;
      case "resume":
      case "retry":
        item.held = false;
        item.tries = 0;
        return this.go(item);
      case "remove":
        this.remove(item);
        this.draw();
        (this.items[Math.min(at, this.items.length - 1)]?.row.querySelector("[data-do=remove]") || this.place.querySelector("input[type=file]")).focus();
        settled();
    }
  }

  remove(item) {
    item.gone = true;
    item.call?.abort();
    clearTimeout(item.timer);
    URL.revokeObjectURL(item.row.querySelector("[data-thumb]").src);
    if (item.id) {
      forget(item);
      fetch(`${this.place.dataset.uploads}/${item.id}`, { method: "DELETE" }).catch(() => {}); // it goes by itself in a day
    }
    this.items = this.items.filter((other) => other !== item);
  }

  // draw puts the rows in their order and offers what can be done with each.
  draw() {
    this.list.replaceChildren(...this.items.map((item) => item.row));
    this.list.hidden = !this.items.length;
    const pages = this.several > 1 && this.items.length > 1;
    const order = this.place.querySelector("[data-order]");
    if (order) order.hidden = !pages;
    this.items.forEach((item, i) => {
      const show = (name, on) => (item.row.querySelector(`[data-do=${name}]`).hidden = !on);
      show("up", pages && i > 0);
      show("down", pages && i < this.items.length - 1);
      show("pause", item.state === "sending");
      show("resume", item.state === "paused");
      show("retry", item.state === "unfit");
      show("remove", true);
      item.row.querySelector("[data-page]").textContent = pages ? `· ${this.say("page", i + 1)}` : "";
      for (const tag of item.row.querySelectorAll("[data-state]")) tag.hidden = tag.dataset.state !== item.state;
      const id = item.row.querySelector("[data-id]");
      id.disabled = item.state !== "done";
      id.name = `uploaded.${this.place.dataset.field}`;
      id.value = item.id || "";
    });
  }

  set(item, state, why = "") {
    item.state = state;
    const words = item.row.querySelector("[data-why]");
    words.textContent = why;
    words.className = state === "unfit" ? "err-msg" : "warn-msg";
    item.row.querySelector("[data-bar]").hidden = state !== "sending" && state !== "paused";
    if (!item.gone) this.draw();
  }

  progress(item, bytes) {
    const percent = Math.floor((100 * bytes) / item.body.size);
    item.row.querySelector("[data-bar]").value = percent;
    item.row.querySelector("[data-note]").textContent = `${weight(item.body.size)} · ${percent}%`;
    if (percent >= (item.told || 0) + 25) {
      item.told = percent - (percent % 25);
      this.tell(this.say("progress", item.file.name, item.told));
    }
  }

  go(item) {
    clearTimeout(item.timer);
    turn = turn.then(() => this.send(item)).catch(() => {});
    return turn;
  }

  async send(item) {
    if (item.gone || item.held || item.state === "sending") return;
    this.set(item, "sending");
    try {
      item.body ||= await shrink(this.place, item.file);
      await this.transfer(item);
      await this.check(item);
    } catch (e) {
      if (!item.gone) this.failed(item, e);
    }
    settled();
  }

  failed(item, e) {
    if (e instanceof Refused) {
      item.row.querySelector("[data-note]").textContent = weight(item.file.size);
      this.set(item, "unfit", e.message);
      this.tell(e.message);
    } else if (e instanceof SignedOut) {
      this.set(item, "paused", this.say("signin"));
    } else {
      if (e instanceof Unknown) item.id = forget(item);
      item.piece = Math.max(smallest, item.piece / 2);
      this.set(item, "paused", item.held ? "" : this.say("offline"));
      if (!item.held) item.timer = setTimeout(() => this.go(item), Math.min(30000, 1000 * 2 ** item.tries++));
    }
  }

  // transfer sends what the server does not have yet.
  async transfer(item) {
    const base = this.place.dataset.uploads;
    item.id ||= recall(item);
    let at = 0;
    if (item.id) {
      const stands = await ask(item, "HEAD", `${base}/${item.id}`);
      at = stands.at;
    } else {
      const { answer } = await ask(item, "POST", base, { body: { name: item.file.name, size: item.body.size } });
      item.id = answer.id;
      remember(item);
    }
    while (at < item.body.size) {
      const began = performance.now();
      const from = at;
      const piece = item.body.slice(from, from + item.piece);
      const got = await ask(item, "PATCH", `${base}/${item.id}`, { body: piece, offset: from, sent: (n) => this.progress(item, from + n) });
      at = got.at;
      item.tries = 0;
      if (!got.conflict && performance.now() - began < 1000) item.piece = Math.min(largest, item.piece * 2);
      this.progress(item, at);
    }
  }

  // check lets the server look at it, so that a refusal is said here and now.
  async check(item) {
    const d = this.place.dataset;
    const limits = { accept: d.kinds ? d.kinds.split(",") : undefined, maxKB: Number(d.maxKb), maxPages: Number(d.maxPages), widthPx: Number(d.width), heightPx: Number(d.height) };
    const page = this.items.length > 1;
    const { answer, conflict } = await ask(item, "POST", `${d.uploads}/${item.id}/check`, { body: page ? { accept: ["jpg", "png"] } : limits });
    if (conflict) throw new Lost();
    forget(item);
    item.row.querySelector("[data-note]").textContent = weight(answer.size);
    this.set(item, "done");
    this.tell(this.say("finished", item.file.name, weight(answer.size)));
  }
}

const weight = (bytes) => (bytes < 1 << 20 ? `${Math.max(1, bytes >> 10)} KB` : `${(bytes / (1 << 20)).toFixed(1)} MB`);

// Where a file stands is remembered until the tab is closed, under what says nothing of
// it, so that choosing it again after a reload goes on with it.
const mark = (item) => `upload:${item.file.size}:${item.file.lastModified}`;
const store = (change) => {
  try {
    return change(sessionStorage);
  } catch {} // not allowed: it begins anew
};
const remember = (item) => store((s) => s.setItem(mark(item), `${item.body.size}:${item.id}`));
const forget = (item) => store((s) => s.removeItem(mark(item)));
const recall = (item) => {
  const [size, id] = (store((s) => s.getItem(mark(item))) || "").split(":");
  const taken = [...fields].some((f) => f.items.some((other) => other !== item && other.id === id));
  return Number(size) === item.body.size && !taken ? id : undefined;
};

const fieldsOf = (form) => [...fields].filter((f) => f.place.isConnected && form.contains(f.place));

// A form that is sent while files are on their way waits for them.
let waiting;
document.addEventListener(
  "submit",
  (e) => {
    const late = fieldsOf(e.target).filter((f) => f.items.some(busy));
    if (!late.length || e.submitter?.formAction.includes("/remove")) return;
    e.preventDefault();
    e.stopImmediatePropagation();
    waiting = { form: e.target, submitter: e.submitter };
    for (const f of late) f.warn(f.say("wait"));
  },
  true,
);
const settled = () => {
  if (!waiting) return;
  const all = fieldsOf(waiting.form);
  if (all.some((f) => f.items.some(busy))) return;
  all.forEach((f) => f.warn(""));
  const { form, submitter } = waiting;
  waiting = undefined;
  if (all.every((f) => f.items.every((item) => item.state === "done"))) form.requestSubmit(submitter);
};

const again = () => {
  for (const f of fields) for (const item of f.items) if (item.state === "paused" && !item.held) f.go(item);
};
addEventListener("online", again);
document.addEventListener("visibilitychange", () => document.hidden || again());
addEventListener("beforeunload", (e) => {
  if (!waiting && [...fields].some((f) => f.place.isConnected && f.items.some((item) => item.state === "sending"))) e.preventDefault();
});

// A page that came back is laid over this one. What it has taken in it lists itself;
// where it found a mistake the files stay.
document.addEventListener("htmx:after:swap", () => {
  for (const f of fields) {
    if (!f.place.isConnected) {
      fields.delete(f);
      continue;
    }
    f.adopt();
    if (!f.place.classList.contains("fg-err")) f.items = f.items.filter((item) => item.state !== "done");
    f.draw();
  }
});

export default (place) => {
  const field = new Field(place);
  fields.add(field);
  place.addEventListener("change", (e) => e.target.type === "file" && field.take(e.target));
  for (const input of place.querySelectorAll("input[type=file]")) if (input.files.length) field.take(input);
};
