// Changes rules: dmn-js with our words. What is written travels as text in the field of the
// form around it.
const wordsOf = (table) => (text, values = {}) => (table[text] ?? text).replace(/{([^}]+)}/g, (_, key) => values[key] ?? `{${key}}`);

export default async (place) => {
  await import(place.dataset.library);
  const form = place.closest("form");
  const field = form.querySelector("textarea[name=xml]");
  const said = place.querySelector("[data-said]");
  const tabs = place.querySelector("[data-tabs]");
  const canvas = place.querySelector("[data-canvas]");
  const part = { additionalModules: [{ translate: ["value", wordsOf(JSON.parse(place.dataset.words))] }] };
  place.hidden = false;
  const modeler = new globalThis.DmnJS({
    container: canvas, drd: part, decisionTable: part, literalExpression: part, boxedExpression: part,
  });

  let dirty = false;
  const watched = new WeakSet();
  const watch = () => {
    const viewer = modeler.getActiveViewer();
    if (!viewer || watched.has(viewer)) return;
    watched.add(viewer);
    viewer.on("commandStack.changed", () => {
      dirty = true;
      said.textContent = place.dataset.unsaved;
    });
  };

  // The parts of the file as buttons: the graph, and each decision.
  const list = () => {
    const open = modeler.getActiveView();
    tabs.replaceChildren(...modeler.getViews().map((view) => {
      const button = Object.assign(document.createElement("button"), { type: "button", className: place.dataset.tab });
      button.textContent = view.type === "drd" ? place.dataset.graph : view.element.name || view.element.id;
      button.setAttribute("aria-pressed", String(view === open || view.element === open?.element));
      button.addEventListener("click", async () => {
        await modeler.open(view);
        tabs.querySelector("[aria-pressed=true]")?.focus();
      });
      return button;
    }));
    watch();
  };
  modeler.on("views.changed", list);
  try {
    await modeler.importXML(field.value);
    const table = modeler.getViews().find((view) => view.element.id === place.dataset.open);
    if (table) await modeler.open(table);
  } catch {
    place.querySelector("[data-tools]").hidden = canvas.hidden = true;
    said.hidden = true;
    place.querySelector("[data-unreadable]").hidden = false;
    return;
  }
  list();
  dirty = false;
  said.textContent = "";

  form.addEventListener("submit", async (e) => {
    e.preventDefault();
    field.value = (await modeler.saveXML({ format: true })).xml;
    dirty = false;
    form.submit();
  });
  window.addEventListener("beforeunload", (e) => dirty && e.preventDefault());
};
