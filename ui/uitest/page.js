(() => {
  const plain = (s) => (s || "").replace(/\s+/g, " ").trim();
  const shown = (el) => { const r = el.getBoundingClientRect(); return r.width > 0 && r.height > 0 && getComputedStyle(el).visibility !== "hidden" && !el.closest("[aria-hidden=true]"); };
  const best = (els, text) =>
    els.find((el) => plain(el.innerText || el.value) === text) ||
    els.find((el) => plain(el.innerText || el.value).startsWith(text)) ||
    els.find((el) => plain(el.innerText || el.value).includes(text));
  const clickable = (text, within = document) => best([...within.querySelectorAll("a[href],button,summary,label")].filter(shown), text);
  const question = (text) => { const legend = best([...document.querySelectorAll("legend")], text); return legend && legend.closest("fieldset"); };
  const control = (text, within = document) => {
    const label = best([...within.querySelectorAll("label[for],.lbl")].filter(shown), text);
    if (!label) return [...within.querySelectorAll("input[aria-label],select[aria-label],textarea[aria-label]")].filter(shown).find((el) => plain(el.getAttribute("aria-label")) === text) || null;
    return label.htmlFor ? document.getElementById(label.htmlFor) : document.querySelector(`[aria-labelledby~="${label.id}"]`);
  };
  const name = (el) => !el ? "" : plain(el.innerText) || el.getAttribute("aria-label") || (el.labels && el.labels[0] && plain(el.labels[0].innerText)) || el.tagName.toLowerCase();
  return {
    // Where to click; null while there is nothing or something covers it.
    spot(text, of) {
      const within = of ? question(of) : document;
      if (!within) return { why: "nobody asks this" };
      const el = clickable(text, within);
      if (!el) return { why: "nothing with this text can be clicked" };
      el.scrollIntoView({ block: "center", behavior: "instant" });
      const r = el.getClientRects()[0];
      const x = r.x + r.width / 2, y = r.y + r.height / 2;
      const top = document.elementFromPoint(x, y);
      if (!top || !(el.contains(top) || top.contains(el) || top.control === el || el.control === top))
        return { why: `${name(top)} lies over it` };
      return { ok: true, x, y };
    },
    // Where to draw; null while there is no such canvas or picture.
    canvas(label) {
      const el = [...document.querySelectorAll("canvas, img")].filter(shown).find((c) => plain(c.getAttribute("aria-label") || c.alt || "").includes(label));
      if (!el) return { why: "no canvas or picture has this label" };
      el.scrollIntoView({ block: "center", behavior: "instant" });
      const r = el.getBoundingClientRect();
      return { ok: true, x: r.x + r.width / 2, y: r.y + r.height / 2 };
    },
    // Focuses the control of a label, within a group or anywhere, and empties it.
    ready(text, of) {
      const within = of ? question(of) : document;
      if (!within) return { why: "no group has this legend" };
      const el = control(text, within);
      if (!el) return { why: "no field has this label" };
      el.focus();
      if (el.select) el.select();
      return { ok: true, id: el.id, kind: el.tagName === "SELECT" ? "select" : el.type };
    },
    set(id, value) {
      const el = document.getElementById(id);
      if (el.tagName === "SELECT") {
        const option = [...el.options].find((o) => plain(o.text) === value);
        if (!option) return { why: "no such choice" };
        value = option.value;
      }
      el.value = value;
      el.dispatchEvent(new Event("input", { bubbles: true }));
      el.dispatchEvent(new Event("change", { bubbles: true }));
      return { ok: true };
    },
    text: () => plain(document.body && document.body.innerText),
    focused: () => name(document.activeElement),
    // What has the focus: its place in the page, and what is wrong with it.
    focus() {
      const el = document.activeElement;
      if (!el || el === document.body) return { at: -1, name: "" };
      const at = [...document.querySelectorAll("*")].indexOf(el);
      const r = el.getClientRects()[0] || el.getBoundingClientRect();
      const top = document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2);
      const free = top && (el.contains(top) || top.contains(el));
      const ring = el.type === "file" || parseFloat(getComputedStyle(el).outlineWidth) >= 2;
      return { at, name: name(el), flaw: !free ? "is covered" : !ring ? "shows no focus" : "" };
    },
    done: () => document.readyState === "complete",
    overflow: () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    height: () => document.documentElement.scrollHeight,
    // Whatever is too small for a thumb. Links within a sentence may be.
    small(least) {
      return [...document.querySelectorAll("a[href],button,summary,input,select,textarea,label.choice")].filter(shown).flatMap((el) => {
        if (["hidden", "radio", "checkbox", "file"].includes(el.type)) return [];
        if (el.matches("a") && getComputedStyle(el).display === "inline" && !el.matches(".cover")) return [];
        if (el.matches(".cover,.skip")) return [];
        const r = el.getBoundingClientRect();
        return r.height + 0.5 < least ? [`${name(el)}: ${Math.round(r.width)} × ${Math.round(r.height)}`] : [];
      });
    },
    flaws: () => [
      ...[...document.querySelectorAll("[data-not-built]")].map(() => "style sheet and script are not built: run `make assets`"),
      ...[...document.querySelectorAll("[data-missing-icon]")].map((el) => `the sprite has no icon ${el.dataset.missingIcon}: run \`make assets\``),
      ...(plain(document.body && document.body.innerText).match(/⟦[^⟧]*⟧/g) || []).map((key) => `no text for ${key}`),
    ],
  };
})()
