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
