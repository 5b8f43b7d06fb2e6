// What the sheets hold: the rows of a list message, and the ways to share a place.

import { direct, written } from "./marks.js";
import { openSheet, radioRow, setReady } from "./sheet.js";

// Towns from all over, so that the nearest districts can be tried; centres to two decimals.
const TOWNS = [
  ["Sialkot", "سیالکوٹ", 32.49, 74.53],
  ["Lahore", "لاہور", 31.55, 74.34],
  ["Karachi", "کراچی", 24.86, 67.01],
  ["Mingora, Swat", "مینگورہ، سوات", 34.77, 72.36],
  ["Quetta", "کوئٹہ", 30.18, 67.0],
  ["Hyderabad", "حیدرآباد", 25.39, 68.37],
  ["Gilgit", "گلگت", 35.92, 74.31],
  ["Muzaffarabad", "مظفرآباد", 34.37, 73.47],
];

/** A list message's rows; `choose` gets the one that was sent. */
export function openList(list, words, choose) {
  const group = document.createElement("div");
  group.setAttribute("role", "radiogroup");
  group.setAttribute("aria-labelledby", "sheet-title");
  list.options.forEach((option, index) => {
    const inside = [written("span", "title", option.title)];
    if (option.description) inside.push(written("span", "description", option.description));
    group.append(radioRow("row", String(index), ...inside));
  });
  group.addEventListener("change", () => setReady(true));
  openSheet({
    heading: list.menu || words.chooseOne,
    content: [group],
    label: words.send,
    ready: false,
    whenSent: () => {
      const radio = group.querySelector("input:checked");
      if (!radio) return false;
      choose(list.options[Number(radio.value)]);
      return true;
    },
  });
}

/** Where are you? The phone's own place, a town, or coordinates; `share` gets {latitude, longitude, name}. */
export function openPlaces(words, language, share) {
  const status = document.createElement("p");
  status.className = "hint";
  status.setAttribute("role", "status");

  const mine = document.createElement("button");
  mine.type = "button";
  mine.className = "row here";
  mine.textContent = words.myLocation;

  const towns = document.createElement("div");
  towns.setAttribute("role", "radiogroup");
  towns.setAttribute("aria-label", words.towns);
  TOWNS.forEach(([english, urdu], index) => {
    const name = language === "ur" ? urdu : english;
    towns.append(radioRow("town", String(index), written("span", "title", name)));
  });

  const label = document.createElement("label");
  label.className = "coordinates";
  const input = document.createElement("input");
  input.type = "text";
  input.inputMode = "text";
  input.dir = "ltr";
  input.placeholder = "32.49, 74.53";
  label.append(words.coordinates, input);

  let found = null;
  const settle = (place, sentence = "") => {
    found = place;
    direct(status, sentence).textContent = sentence;
    setReady(found !== null);
  };
  mine.addEventListener("click", () => {
    settle(null, words.locating);
    const fail = () => settle(null, words.noLocation);
    if (!navigator.geolocation) return fail();
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const { latitude, longitude } = coords;
        clear();
        settle({ latitude, longitude, name: "" }, `${latitude.toFixed(4)}, ${longitude.toFixed(4)}`);
      },
      fail,
      { timeout: 10000, maximumAge: 60000 },
    );
  });
  const clear = () => {
    for (const radio of towns.querySelectorAll("input:checked")) radio.checked = false;
    input.value = "";
  };
  towns.addEventListener("change", (event) => {
    const [english, urdu, latitude, longitude] = TOWNS[Number(event.target.value)];
    input.value = "";
    settle({ latitude, longitude, name: language === "ur" ? urdu : english });
  });
  input.addEventListener("input", () => {
    const typed = input.value;
    clear();
    input.value = typed;
    settle(readCoordinates(typed), typed.trim() && !readCoordinates(typed) ? words.badCoordinates : "");
  });

  const heading = document.createElement("h3");
  heading.textContent = words.towns;
  openSheet({
    heading: words.shareLocation,
    content: [mine, status, heading, towns, label],
    label: words.send,
    ready: false,
    whenSent: () => {
      if (!found) return false;
      share(found);
      return true;
    },
  });
}

function readCoordinates(typed) {
  const match = /^\s*(-?\d+(?:\.\d+)?)\s*[,،\s]\s*(-?\d+(?:\.\d+)?)\s*$/.exec(typed);
  if (!match) return null;
  const [latitude, longitude] = [Number(match[1]), Number(match[2])];
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? { latitude, longitude, name: "" } : null;
}
