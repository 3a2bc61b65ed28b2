// Notes when a photograph was taken and, once somebody has asked for it, where: each new
// photograph asks the device anew. What the device does not say stays empty.
export default (place) => {
  const form = place.closest("form");
  const part = Object.fromEntries([...place.querySelectorAll("[data-part]")].map((i) => [i.dataset.part, i]));
  const status = place.querySelector("[role=status]");
  let wanted = false;
  place.hidden = !navigator.geolocation;

  const locate = () => {
    status.textContent = place.dataset.waiting;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        part.latitude.value = coords.latitude.toFixed(6);
        part.longitude.value = coords.longitude.toFixed(6);
        part.accuracy.value = Math.round(coords.accuracy);
        status.textContent = place.dataset.found.replace("{0}", part.accuracy.value);
      },
      () => (status.textContent = place.dataset.failed),
      { enableHighAccuracy: true, timeout: 15000, maximumAge: 30000 },
    );
  };
  place.querySelector("button").addEventListener("click", () => {
    wanted = true;
    locate();
  });
  form.addEventListener("change", (e) => {
    const file = e.target.type === "file" && e.target.files[0];
    if (!file) return;
    part.taken.value = file.lastModified;
    if (wanted) locate();
  });
};
