// Takes the place somebody points to or draws a box around in a picture into the fields
// x, y, w and h of a form, in ten thousandths of the picture.
export default (frame) => {
  const picture = frame.querySelector("img");
  const layer = frame.querySelector("svg");
  const form = document.getElementById(frame.dataset.picks);
  if (!form) return;
  const box = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  let from;

  const at = (e) => {
    const lies = picture.getBoundingClientRect();
    const within = (n) => Math.round(Math.min(1, Math.max(0, n)) * 10000);
    return { x: within((e.clientX - lies.left) / lies.width), y: within((e.clientY - lies.top) / lies.height) };
  };
  const place = (e) => {
    const to = at(e);
    const [x, y] = [Math.min(from.x, to.x), Math.min(from.y, to.y)];
    let [w, h] = [Math.abs(from.x - to.x), Math.abs(from.y - to.y)];
    if (w < 200 && h < 200) w = h = 0; // a click
    for (const [name, n] of Object.entries({ x, y, w, h })) form.elements[name].value = n;
    const drawn = w || h ? { x, y, width: w, height: h } : { x: x - 125, y: y - 125, width: 250, height: 250 };
    for (const [name, n] of Object.entries(drawn)) box.setAttribute(name, n);
    if (!box.isConnected) layer.append(box);
  };
  picture.draggable = false;
  picture.addEventListener("pointerdown", (e) => {
    from = at(e);
    picture.setPointerCapture(e.pointerId);
  });
  picture.addEventListener("pointermove", (e) => from && place(e));
  picture.addEventListener("pointerup", (e) => {
    if (!from) return;
    place(e);
    from = undefined;
    form.closest("details").open = true;
    form.elements.words.focus();
  });
  picture.addEventListener("pointercancel", () => (from = undefined));
};
