// The whole of our own script. Pages work without it.

// A form that got no page back stays as it is, and the reader is told so.
const tell = () => {
  const notice = document.getElementById("offline");
  notice.hidden = false;
  notice.scrollIntoView({ block: "center" });
};
document.addEventListener("htmx:error", tell);
document.addEventListener("htmx:before:swap", (e) => {
  const text = e.detail.ctx.text || "";
  if (text.includes('id="main"')) {
    document.getElementById("offline").hidden = true;
  } else {
    e.preventDefault();
    tell();
  }
});

// Chosen files are named.
const name = () => {
  for (const input of document.querySelectorAll("input[type=file]")) {
    const chosen = input.parentElement.querySelector("[data-chosen]");
    if (chosen && input.files.length) chosen.textContent = Array.from(input.files, (f) => f.name).join(", ");
  }
};
document.addEventListener("change", name);
document.addEventListener("htmx:after:swap", name);

// An open menu closes like one.
document.addEventListener("keydown", (e) => {
  const menu = document.querySelector("details.menu[open]");
  if (e.key !== "Escape" || !menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

// Printing and copying are offered where they work.
const offerButtons = () => {
  const able = navigator.clipboard ? "[data-print], [data-copy]" : "[data-print]";
  for (const button of document.querySelectorAll(able)) button.hidden = false;
};
document.addEventListener("click", async (e) => {
  if (e.target.closest("[data-print]")) window.print();
  const copy = e.target.closest("[data-copy]");
  if (!copy) return;
  await navigator.clipboard.writeText(copy.dataset.copy);
  copy.querySelector("span").textContent = copy.dataset.done;
});
document.addEventListener("htmx:after:swap", offerButtons);
offerButtons();

// Names are suggested while somebody types. What an input method is still composing
// is not asked for.
let wait, asking;
const suggestions = (box) => box.form.querySelector("[data-suggestions]");
const offer = (box, html) => {
  const list = suggestions(box);
  list.innerHTML = html;
  list.hidden = !html.trim();
  box.form.querySelector("[data-suggested]").textContent = list.querySelector("[data-count]")?.dataset.count || "";
};
const quiet = (box) => {
  clearTimeout(wait);
  asking?.abort();
  offer(box, "");
};
const suggest = (e) => {
  const box = e.target;
  if (!box.matches?.("[data-suggest]") || e.isComposing) return;
  clearTimeout(wait);
  asking?.abort();
  const words = box.value.trim();
  if (!/[\u3400-\u9fff]/.test(words) && words.length < 2) return quiet(box);
  wait = setTimeout(async () => {
    asking = new AbortController();
    try {
      const answer = await fetch(`${box.dataset.suggest}?q=${encodeURIComponent(words)}`, { signal: asking.signal });
      offer(box, answer.ok ? await answer.text() : "");
    } catch {} // the next letter asks again, or nobody waits any more
  }, 150);
};
document.addEventListener("input", suggest);
document.addEventListener("compositionend", suggest);
document.addEventListener("keydown", (e) => {
  const box = e.target.form?.querySelector("[data-suggest]") || e.target.closest?.("[data-suggestions]")?.closest("form").querySelector("[data-suggest]");
  if (!box || e.isComposing || suggestions(box).hidden) return;
  const stops = [box, ...suggestions(box).querySelectorAll("a")];
  const at = stops.indexOf(e.target);
  if (e.key === "Escape") {
    quiet(box);
    box.focus();
  } else if (at >= 0 && (e.key === "ArrowDown" || e.key === "ArrowUp")) {
    stops[(at + (e.key === "ArrowDown" ? 1 : -1) + stops.length) % stops.length].focus();
  } else return;
  e.preventDefault();
});
document.addEventListener("focusout", (e) => {
  const box = e.target.closest?.(".search form")?.querySelector("[data-suggest]");
  if (box && !box.form.contains(e.relatedTarget)) quiet(box);
});
document.addEventListener("mousedown", (e) => {
  if (e.target.closest("[data-suggestions]")) e.preventDefault(); // the focus stays until the click
});

// A script that only some pages need is loaded where data-island names it, and is
// given the element. An island that does not come leaves the page as it was.
const landed = new WeakSet();
const land = () => {
  for (const place of document.querySelectorAll("[data-island]")) {
    if (landed.has(place)) continue;
    landed.add(place);
    import(place.dataset.island).then((island) => island.default(place)).catch(() => landed.delete(place));
  }
};

// What a page offers only with script is uncovered: calendars, the place of the device.
const uncover = () => {
  for (const picker of document.querySelectorAll("[data-picker]")) {
    const native = picker.querySelector("input");
    picker.hidden = !native.showPicker || native.type === "text";
  }
  for (const place of document.querySelectorAll("[data-locate]")) place.hidden = !navigator.geolocation;
  document.querySelectorAll("[data-count]").forEach(count);
};
const typed = (input, value) => {
  input.value = value;
  input.dispatchEvent(new Event("input", { bubbles: true }));
};

// A calendar writes what was picked the way people type it.
document.addEventListener("click", (e) => {
  const picker = e.target.closest?.("[data-picker] button")?.parentElement;
  if (!picker) return;
  const native = picker.querySelector("input");
  native.value = document.getElementById(picker.dataset.picker).value.replace(" ", "T");
  native.showPicker();
});
document.addEventListener("change", (e) => {
  const picker = e.target.closest?.("[data-picker]");
  if (picker && e.target.value) typed(document.getElementById(picker.dataset.picker), e.target.value.replace("T", " "));
});

// Characters are counted as they are typed, whole ones: 𠮷 is one.
const count = (place) => {
  const box = document.getElementById(place.dataset.count);
  const left = Number(box.dataset.most) - Array.from(box.value).length;
  place.textContent = (left < 0 ? place.dataset.over : place.dataset.left).replace("{0}", Math.abs(left));
  place.classList.toggle("warn-msg", left < 0);
};
document.addEventListener("input", (e) => {
  const place = e.target.dataset?.most && document.querySelector(`[data-count="${CSS.escape(e.target.id)}"]`);
  if (place) count(place);
});

// Columns are added up as they are typed, in whole units of the smallest decimal. What
// is no number is left out; the server counts again.
const sum = (rows) => {
  for (const place of rows.querySelectorAll("[data-sum]")) {
    const cells = [...rows.querySelectorAll("input")].filter((i) => i.name.startsWith(rows.dataset.rows + ".") && i.name.endsWith("." + place.dataset.sum));
    const parts = cells.map((i) => /^([+-]?)(\d{1,30})(?:\.(\d{1,20}))?$/.exec(i.value.normalize("NFKC").replace(/[,，\s]/g, ""))).filter(Boolean);
    const scale = Math.max(0, ...parts.map((m) => (m[3] || "").length));
    const total = parts.reduce((all, m) => all + BigInt(m[1] + m[2] + (m[3] || "").padEnd(scale, "0")), 0n);
    const digits = String(total < 0n ? -total : total).padStart(scale + 1, "0");
    const whole = digits.slice(0, digits.length - scale);
    const decimals = scale ? digits.slice(-scale).replace(/0+$/, "") : "";
    place.textContent = (total < 0n ? "-" : "") + whole.replace(/\B(?=(\d{3})+$)/g, ",") + (decimals && "." + decimals);
  }
};
document.addEventListener("input", (e) => {
  const rows = e.target.closest?.("[data-rows]");
  if (rows) sum(rows);
});

// The place of the device fills two boxes, if its owner allows.
document.addEventListener("click", (e) => {
  const place = e.target.closest?.("[data-locate] button")?.parentElement;
  if (!place) return;
  const say = (text) => (place.querySelector("[role=status]").textContent = text);
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      const found = [coords.latitude.toFixed(6), coords.longitude.toFixed(6)];
      place.dataset.locate.split(" ").forEach((id, i) => typed(document.getElementById(id), found[i]));
      say(place.dataset.found);
    },
    () => say(place.dataset.failed),
    { timeout: 15000 },
  );
});

// A long list is searched while somebody types. What was ticked stays.
let pause, looking;
const look = async (box) => {
  clearTimeout(pause);
  looking?.abort();
  looking = new AbortController();
  const field = box.dataset.field;
  const ask = new URLSearchParams({ q: box.value, field });
  if ("multiple" in box.dataset) ask.set("multiple", "1");
  const set = box.closest("fieldset");
  for (const on of set.querySelectorAll("input:checked")) ask.append("chosen", on.value);
  try {
    const answer = await fetch(`${box.dataset.codes}?${ask}`, { signal: looking.signal });
    if (!answer.ok) return;
    const found = document.getElementById(box.getAttribute("aria-controls"));
    for (const on of found.querySelectorAll("input:checked")) set.querySelector("[data-chosen-codes]").append(on.closest("label"));
    found.innerHTML = await answer.text();
  } catch {} // the next letter asks again; the button works without this
};
const lookSoon = (e) => {
  if (!e.target.dataset?.codes || e.isComposing) return;
  clearTimeout(pause);
  pause = setTimeout(look, 200, e.target);
};
document.addEventListener("input", lookSoon);
document.addEventListener("compositionend", lookSoon);
document.addEventListener("keydown", (e) => {
  if (e.key !== "Enter" || e.isComposing || !e.target.dataset?.codes) return;
  e.preventDefault();
  look(e.target);
});

const settle = () => {
  land();
  uncover();
};
document.addEventListener("htmx:after:swap", settle);
settle();

// The worker keeps the frame of pages for when there is no network. What it kept to be
// sent goes when there is one again, whichever page is open.
if ("serviceWorker" in navigator) {
  navigator.serviceWorker.register("/worker.js").catch(() => {});
  navigator.serviceWorker.ready.then((r) => {
    const send = () => r.active?.postMessage({ ask: "send" });
    addEventListener("online", send);
    if (navigator.onLine) send();
  });
}
