// Single keys press the buttons that name one, unless somebody is typing.
export default (place) => {
  const typing = (e) =>
    e.target.closest("textarea, select, [contenteditable]") || (e.target.matches("input") && !["radio", "checkbox", "submit", "button"].includes(e.target.type));
  document.addEventListener("keydown", (e) => {
    if (!place.isConnected || e.ctrlKey || e.altKey || e.metaKey || e.repeat || typing(e)) return;
    if (e.key === "?") {
      location.assign(place.dataset.help);
      return;
    }
    const button = document.querySelector(`[data-key="${CSS.escape(e.key.toLowerCase())}"]`);
    if (!button) return;
    e.preventDefault();
    button.click();
  });
};
