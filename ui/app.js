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
const offer = () => {
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
document.addEventListener("htmx:after:swap", offer);
offer();
