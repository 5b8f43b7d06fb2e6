// The sheet that comes up from below: a list to choose from, a place to share, a question about the page itself.

const dialog = document.getElementById("sheet");
const form = document.getElementById("sheet-form");
const title = document.getElementById("sheet-title");
const body = document.getElementById("sheet-body");
const send = document.getElementById("sheet-send");
let chosen = null;

/** Open it. `whenSent` is called on Send and keeps the sheet open by returning false. */
export function openSheet({ heading, content, label, ready = true, whenSent }) {
  if (dialog.open) return;
  title.textContent = heading;
  body.replaceChildren(...content);
  send.textContent = label;
  chosen = whenSent;
  setReady(ready);
  dialog.showModal();
  body.scrollTop = 0;
}

export function setReady(ready) {
  send.disabled = !ready;
}

export function closeSheet() {
  if (dialog.open) dialog.close();
}

export function isOpen() {
  return dialog.open;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (!send.disabled && chosen?.() !== false) closeSheet();
});
document.getElementById("sheet-close").addEventListener("click", closeSheet);
dialog.addEventListener("click", (event) => {
  if (event.target === dialog) closeSheet(); // the dark part around it
});
dialog.addEventListener("close", () => {
  chosen = null;
  body.replaceChildren();
});
// The browser keeps the focus off the page beneath; this keeps Tab from wandering into its own bars as well.
dialog.addEventListener("keydown", (event) => {
  if (event.key !== "Tab") return;
  const stops = [...dialog.querySelectorAll("button, input, a[href]")].filter(
    (each) => !each.disabled && (each.type !== "radio" || each.checked || !anyChecked(each.name)),
  );
  const edge = event.shiftKey ? stops[0] : stops[stops.length - 1];
  if (document.activeElement === edge || (edge?.type === "radio" && document.activeElement?.name === edge.name)) {
    event.preventDefault();
    (event.shiftKey ? stops[stops.length - 1] : stops[0])?.focus();
  }
});

function anyChecked(name) {
  return dialog.querySelector(`input[type=radio][name="${name}"]:checked`) !== null;
}

/** One row with a radio button, as in WhatsApp's lists. */
export function radioRow(name, value, ...inside) {
  const row = document.createElement("label");
  row.className = "row";
  const radio = document.createElement("input");
  radio.type = "radio";
  radio.name = name;
  radio.value = value;
  const words = document.createElement("span");
  words.className = "words";
  words.append(...inside);
  row.append(words, radio);
  return row;
}
