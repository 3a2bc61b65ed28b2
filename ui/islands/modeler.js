// Draws a process: bpmn-js with our palette and our words. What is drawn travels as text in
// the field of the form around it; what an element is, is said in forms the server makes.
const palette = [
  "hand-tool", "lasso-tool", "space-tool", "global-connect-tool", "tool-separator",
  "create.start-event", "create.intermediate-event", "create.end-event", "create.exclusive-gateway", "create.task", "create.subprocess-expanded",
];

// ours narrows what the modeler offers to what we have words for and the engine runs, and
// makes its tasks tasks for people.
const ours = (words) => {
  const known = (entries) =>
    Object.fromEntries(Object.entries(entries).filter(([, e]) => [e.title, e.label].every((s) => !s || words.own.has(s))));
  class Ours {
    constructor(bar, pad, menu, elementFactory, create, autoPlace) {
      const task = () => elementFactory.createShape({ type: "bpmn:UserTask" });
      bar.registerProvider(200, {
        getPaletteEntries: () => (entries) => {
          const start = (e) => create.start(e, task());
          entries["create.task"] = { ...entries["create.task"], className: "bpmn-icon-user-task", action: { click: start, dragstart: start } };
          return Object.fromEntries(palette.map((key) => [key, entries[key]]).filter(([, e]) => e));
        },
      });
      pad.registerProvider(200, {
        getContextPadEntries: () => (entries) => {
          if (entries["append.append-task"]) {
            entries["append.append-task"] = {
              ...entries["append.append-task"],
              className: "bpmn-icon-user-task",
              action: { click: (_, element) => autoPlace.append(element, task()), dragstart: (e, element) => create.start(e, task(), { source: element }) },
            };
          }
          return known(entries);
        },
      });
      menu.registerProvider("bpmn-replace", 200, { getPopupMenuEntries: () => known, getPopupMenuHeaderEntries: () => known });
    }
  }
  Ours.$inject = ["palette", "contextPad", "popupMenu", "elementFactory", "create", "autoPlace"];
  return { __init__: ["ours"], ours: ["type", Ours], translate: ["value", words.say] };
};

// wordsOf reads the table of words: the modeler's English and ours.
const wordsOf = (table) => ({
  own: new Set(Object.values(table)),
  say: (text, values = {}) => (table[text] ?? text).replace(/{([^}]+)}/g, (_, key) => values[key] ?? `{${key}}`),
});

export default async (place) => {
  await import(place.dataset.library);
  const form = place.closest("form");
  const field = form.querySelector("textarea[name=xml]");
  const panel = document.querySelector("[data-element-panel]");
  const said = place.querySelector("[data-said]");
  const canvas = place.querySelector("[data-canvas]");
  place.hidden = false;
  const modeler = new globalThis.BpmnJS({ container: canvas, additionalModules: [ours(wordsOf(JSON.parse(place.dataset.words)))] });
  await modeler.importXML(field.value);
  const get = (name) => modeler.get(name);
  get("canvas").zoom("fit-viewport", "auto");

  let dirty = false;
  modeler.on("commandStack.changed", () => {
    dirty = get("commandStack").canUndo();
    said.textContent = dirty ? place.dataset.unsaved : "";
  });
  const drawn = async () => (await modeler.saveXML({ format: true })).xml;

  // The form of what is selected comes from the server and is sent back to it, together with
  // what was drawn since.
  let shown = "";
  const show = async (id) => {
    shown = id;
    form.querySelector("input[name=element]").value = id;
    const answer = await fetch(place.dataset.elements + encodeURIComponent(id) + "?panel=1");
    const body = await answer.text();
    if (shown !== id) return;
    panel.innerHTML = answer.ok ? body : "";
    if (!answer.ok) panel.textContent = place.dataset.saveFirst;
  };
  // Everything there is to select, by name, for who has no mouse.
  const chosen = place.querySelector("[data-chosen-element]");
  const names = JSON.parse(place.dataset.names);
  const nameOf = ({ businessObject: b }) =>
    b.name || names[b.id] || (b.sourceRef ? `${nameOf({ businessObject: b.sourceRef })} → ${nameOf({ businessObject: b.targetRef })}` : names[b.$type.replace("bpmn:", "").toLowerCase()] || names[""]);
  const list = () => {
    const was = chosen.value;
    const elements = get("elementRegistry").filter((e) => !e.labelTarget && e.parent && e.type.startsWith("bpmn:"));
    elements.sort((a, b) => !!a.waypoints - !!b.waypoints || (a.x ?? a.waypoints[0].x) - (b.x ?? b.waypoints[0].x) || (a.y ?? 0) - (b.y ?? 0));
    chosen.replaceChildren(chosen.options[0], ...elements.map((e) => new Option(nameOf(e), e.id)));
    chosen.value = was;
  };
  modeler.on("selection.changed", ({ newSelection }) => {
    const one = newSelection.length === 1 && newSelection[0].businessObject;
    chosen.value = one ? newSelection[0].id : "";
    if (one && one.id !== shown) show(one.id);
  });
  chosen.addEventListener("change", () => (chosen.value ? choose(chosen.value) : get("selection").select(null)));
  list();
  modeler.on(["commandStack.changed", "import.done"], list);
  // The buttons beside what is selected, and those of the bar, come to by Tab.
  const reach = () => {
    for (const entry of canvas.querySelectorAll(".djs-context-pad .entry, .djs-palette .entry")) {
      Object.assign(entry, { tabIndex: 0, role: "button", ariaLabel: entry.title || entry.ariaLabel });
    }
  };
  new MutationObserver(reach).observe(canvas, { childList: true, subtree: true });
  reach();
  canvas.addEventListener("keydown", (e) => {
    const entry = e.target.closest(".entry");
    if (!entry || (e.key !== "Enter" && e.key !== " ")) return;
    e.preventDefault();
    e.stopPropagation();
    entry.click();
    const [one] = get("selection").get();
    if (one) said.textContent = `${place.dataset.unsaved}: ${nameOf(one)}`;
    if (document.activeElement === document.body) chosen.focus(); // the button is gone with what it was beside
  }, true);
  const choose = (id) => {
    const element = get("elementRegistry").get(id);
    if (!element) return false;
    get("selection").select(element);
    get("canvas").scrollToElement(element);
    canvas.scrollIntoView({ block: "nearest" });
    return true;
  };
  panel.addEventListener("submit", async (e) => {
    if (!dirty) return;
    e.preventDefault();
    const sent = e.target;
    let xml = sent.querySelector("[name=xml]");
    if (!xml) sent.append((xml = Object.assign(document.createElement("input"), { type: "hidden", name: "xml" })));
    xml.value = await drawn();
    dirty = false;
    sent.submit();
  });
  form.addEventListener("submit", async (e) => {
    e.preventDefault();
    field.value = await drawn();
    dirty = false;
    form.submit();
  });
  window.addEventListener("beforeunload", (e) => dirty && e.preventDefault());
  place.querySelector("[data-fit]").addEventListener("click", () => get("canvas").zoom("fit-viewport", "auto"));
  place.querySelector("[data-undo]").addEventListener("click", () => get("commandStack").undo());

  // What is wrong is marked where it is; the list leads there.
  for (const link of document.querySelectorAll("[data-fault]")) {
    const id = link.dataset.fault;
    if (get("elementRegistry").get(id)) {
      get("canvas").addMarker(id, "faulty");
      const sign = Object.assign(document.createElement("div"), { className: "fault-sign", textContent: "!" });
      if (!get("elementRegistry").get(id).waypoints) get("overlays").add(id, { position: { top: -11, right: 11 }, html: sign });
    }
    link.addEventListener("click", (e) => choose(id) && e.preventDefault());
  }
  if (place.dataset.selected) choose(place.dataset.selected);
};
