// The chat: what is typed and tapped goes out, what comes back is shown.

import { openList, openPlaces } from "./choices.js";
import { Conversation } from "./lines.js";
import { direct } from "./marks.js";
import { isOpen, openSheet } from "./sheet.js";
import { Kept, Queue, Stream } from "./wire.js";

const { words, language, person, beat } = JSON.parse(document.body.dataset.settings);
const [log, status, banner, field, form, down] = ["log", "status", "banner", "words", "composer", "down"].map((id) =>
  document.getElementById(id),
);
const STARTERS = ["السلام علیکم", "Assalam o alaikum", "Hello"];
const SAME_TAP = 600; // two taps closer than this are one finger
const TYPING_AFTER = 250; // a quick answer needs no "typing…"
const TYPING_UNTIL = 20000;

const conversation = new Conversation(log, words, language);
const draft = new Kept(`munshi.${person}.draft`, "");

// --- what goes out

function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID(); // only in secure contexts
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function say(item) {
  const kept = { key: newKey(), ...item };
  conversation.addWaiting(kept);
  document.getElementById("starters")?.remove();
  toEnd();
  queue.add(kept);
  expectAnswer();
}

const queue = new Queue(person, {
  sending: (item) => conversation.sending(item.key),
  sent: (item, line) => {
    conversation.add(line);
    tell("busy", "");
    expectAnswer();
  },
  refused: (item, sentence) => {
    // What was typed goes back to where it can be changed; nothing is lost.
    conversation.drop(item.key);
    if (item.text) write(field.value ? `${item.text}\n${field.value}` : item.text);
    tell("busy", sentence || words.failed);
    expectAnswer();
  },
  stuck: (sentence) => tell("busy", sentence ? words.busy : words.offline),
});

let lastTap = -SAME_TAP;
function once(act) {
  const now = performance.now();
  if (now - lastTap < SAME_TAP) return;
  lastTap = now;
  act();
}

log.addEventListener("click", (event) => {
  const option = event.target.closest(".option")?.option;
  if (!option) return;
  const tap = ({ id, title }) => say({ tap: id, title });
  once(() => {
    if (option.kind === "buttons") tap(option);
    else if (option.kind === "list") openList(option, words, (row) => sendAndGuard(() => tap(row)));
    else sharePlace();
  });
});
document.getElementById("pin").addEventListener("click", () => once(sharePlace));

function sharePlace() {
  openPlaces(words, language, (place) => sendAndGuard(() => say(place)));
}

function sendAndGuard(act) {
  lastTap = performance.now(); // the second half of a double tap falls on what lay beneath the sheet
  act();
}

// --- the composer

function write(text) {
  field.value = text;
  grown();
}

function grown() {
  draft.set(field.value);
  direct(field, field.value || field.placeholder);
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight, 140)}px`;
}

field.addEventListener("input", grown);
field.addEventListener("keydown", (event) => {
  // While a word is being composed (Urdu keyboards, voice typing), Enter belongs to the keyboard.
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit();
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = field.value.trim();
  if (!text) return;
  write("");
  say({ text });
  field.focus();
});

// --- what comes in

const stream = new Stream({
  person,
  beat,
  cursor: () => conversation.lastId,
  on: {
    line: (line) => {
      const follow = isAtEnd() || line.mine;
      if (!conversation.add(line)) return expectAnswer();
      if (follow) toEnd();
      else down.hidden = false;
      expectAnswer();
    },
    up: () => {
      tell("stream", "");
      if (queue.items.length && !queue.busy) queue.flush();
    },
    down: () => tell("stream", words.offline),
  },
});

const troubles = new Map();
let troubleTimer;
function tell(who, sentence) {
  if ((troubles.get(who) ?? "") === sentence) return;
  troubles.set(who, sentence);
  clearTimeout(troubleTimer);
  // A hiccup of a second is not worth a word.
  troubleTimer = setTimeout(() => {
    const now = [...troubles.values()].find(Boolean) ?? "";
    banner.textContent = now;
    banner.hidden = !now;
    status.hidden = Boolean(troubles.get("stream"));
  }, sentence === words.offline ? 1000 : 0);
}

// --- typing…

const dots = document.createElement("div");
dots.className = "typing";
dots.setAttribute("aria-hidden", "true");
dots.append(...[1, 2, 3].map(() => document.createElement("i")));
dots.hidden = true;
log.append(dots);
let typingOn, typingOff;

function expectAnswer() {
  clearTimeout(typingOn);
  clearTimeout(typingOff);
  const type = (on) => {
    const follow = isAtEnd();
    dots.hidden = !on;
    status.textContent = on ? words.typing : words.online;
    if (on && follow) toEnd();
  };
  if (!conversation.awaits) return type(false);
  if (dots.hidden) typingOn = setTimeout(() => type(true), TYPING_AFTER);
  typingOff = setTimeout(() => type(false), TYPING_UNTIL);
}

// --- scrolling

function isAtEnd() {
  return log.scrollHeight - log.scrollTop - log.clientHeight < 120;
}

function toEnd() {
  log.scrollTop = log.scrollHeight;
  down.hidden = true;
}

log.addEventListener("scroll", () => {
  if (isAtEnd()) down.hidden = true;
});
down.addEventListener("click", toEnd);
new ResizeObserver(() => {
  // The keyboard came up: the last line stays in sight.
  if (log.dataset.atEnd === "yes") toEnd();
}).observe(log);
log.addEventListener("scroll", () => (log.dataset.atEnd = isAtEnd() ? "yes" : ""), { passive: true });
log.dataset.atEnd = "yes";

// --- beginning, and beginning again

document.getElementById("new-person").addEventListener("click", () => {
  if (isOpen()) return;
  const question = document.createElement("p");
  question.className = "question";
  question.textContent = words.newPersonAsk;
  openSheet({ heading: words.newPerson, content: [question], label: words.startNew, whenSent: startNew });
});

async function startNew() {
  try {
    const answer = await fetch("/simulator/new", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
    });
    if (!answer.ok) throw new Error(String(answer.status));
  } catch {
    return tell("busy", words.offline);
  }
  draft.set("");
  queue.kept.set([]);
  location.replace(location.pathname);
}

function offerStarters() {
  const box = document.createElement("div");
  box.id = "starters";
  box.className = "starters";
  const ask = document.createElement("p");
  ask.textContent = words.tryOne;
  const buttons = STARTERS.map((text) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "starter";
    direct(button, text).textContent = text;
    button.addEventListener("click", () => once(() => say({ text })));
    return button;
  });
  box.append(ask, ...buttons);
  log.insertBefore(box, dots);
}

async function begin() {
  try {
    const answer = await fetch("/simulator/history");
    for (const line of (await answer.json()).lines) conversation.add(line);
  } catch {
    /* the stream brings it, as soon as there is a connection */
  }
  for (const item of queue.items) conversation.addWaiting(item);
  if (conversation.isEmpty) offerStarters();
  toEnd();
  expectAnswer();
  stream.open();
}

write(draft.value);
if (location.search.includes("language=")) history.replaceState(null, "", location.pathname);
if (matchMedia("(pointer: fine)").matches) field.focus();
document.fonts?.ready.then(() => log.dataset.atEnd === "yes" && toEnd());
begin();
