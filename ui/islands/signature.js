// Draws a signature. What is drawn travels as a picture in a hidden field.
export default async (way) => {
  const { default: SignaturePad } = await import(way.dataset.library);
  const canvas = way.querySelector("canvas");
  const kept = way.querySelector("input[type=hidden]");
  const said = way.querySelector("[data-said]");
  const chosen = way.querySelector("input[type=radio]");
  way.hidden = false;
  // Black on white in every look: it is printed on paper.
  const pad = new SignaturePad(canvas, { penColor: "#000000", backgroundColor: "#ffffff", maxWidth: 3 });
  const most = Number(way.dataset.most);

  const keep = () => {
    kept.value = pad.isEmpty() ? "" : pad.toDataURL("image/png");
    said.textContent = "";
    if (kept.value.length > most) {
      kept.value = "";
      said.textContent = way.dataset.tooMuch;
    }
    if (!pad.isEmpty()) chosen.checked = true;
  };
  // The canvas has as many points as the screen has where it lies, twice at most.
  const fit = () => {
    const width = canvas.clientWidth;
    const height = canvas.clientHeight;
    const ratio = Math.min(2, Math.max(1, window.devicePixelRatio));
    if (!width || (canvas.width === Math.round(width * ratio) && canvas.height === Math.round(height * ratio))) return;
    const strokes = pad.toData();
    const before = kept.value;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    canvas.getContext("2d").scale(ratio, ratio);
    pad.clear();
    if (strokes.length) pad.fromData(strokes);
    else if (before) pad.fromDataURL(before, { width, height });
  };

  pad.addEventListener("endStroke", keep);
  way.querySelector("[data-clear]").addEventListener("click", () => {
    pad.clear();
    keep();
  });
  way.querySelector("[data-undo]").addEventListener("click", () => {
    pad.fromData(pad.toData().slice(0, -1));
    keep();
  });
  new ResizeObserver(fit).observe(canvas);
  // A page that came back is laid over this one: it knows nothing of the canvas.
  document.addEventListener("htmx:after:swap", () => {
    way.hidden = false;
    fit();
  });
  fit();
};
