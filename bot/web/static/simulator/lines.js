// Lines of the conversation as bubbles, and their place in it.

import { anchor, direct, written } from "./marks.js";

const ZONE = "Asia/Karachi";
const DAY = 24 * 3600 * 1000;
const ICONS = {
  waiting: "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20zm0 18a8 8 0 1 1 0-16 8 8 0 0 1 0 16zm1-13h-2v6l5 3 1-1.6-4-2.4z",
  sent: "m9 16.2-4.2-4.2L3.4 13.4 9 19 21 7l-1.4-1.4z",
  read: "m18 7-1.4-1.4-6.3 6.3 1.4 1.4zm4.2-1.4-10.5 10.6-4.2-4.2-1.4 1.4 5.6 5.6L23.7 7zM.4 13.4 6 19l1.4-1.4L1.8 12z",
  reply: "M10 9V5l-7 7 7 7v-4.1c5 0 8.5 1.6 11 5.1-1-5-4-10-11-11z",
  list: "M3 9h2V7H3zm0 4h2v-2H3zm0 4h2v-2H3zm4-8h14V7H7zm0 4h14v-2H7zm0 4h14v-2H7z",
  pin: "M12 2a7 7 0 0 0-7 7c0 5.2 7 13 7 13s7-7.8 7-13a7 7 0 0 0-7-7zm0 9.5A2.5 2.5 0 1 1 14.5 9a2.5 2.5 0 0 1-2.5 2.5z",
  file: "M14 2H6a2 2 0 0 0-2 2v16a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2V8zm-1 7V3.5L18.5 9z",
};
const SVG = "http://www.w3.org/2000/svg";

function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

function element(tag, className, ...inside) {
  const made = document.createElement(tag);
  made.className = className;
  made.append(...inside);
  return made;
}

/** The conversation on the page: lines in order of time, each id once, what waits to be sent at the end. */
export class Conversation {
  constructor(log, words, language) {
    Object.assign(this, { log, words, shown: new Map() });
    const tag = language === "ur" ? "ur-PK-u-nu-latn" : "en-GB";
    this.clock = new Intl.DateTimeFormat("en-US", { hour: "numeric", minute: "2-digit", timeZone: ZONE });
    this.calendar = new Intl.DateTimeFormat(tag, { day: "numeric", month: "long", year: "numeric", timeZone: ZONE });
    this.newest = 0;
    this.answered = 0;
    this.lastId = "";
  }

  has(id) {
    return this.shown.has(id);
  }

  get isEmpty() {
    return this.shown.size === 0;
  }

  /** Whether the person has said something that nothing was answered to yet. */
  get awaits() {
    return [...this.shown.values()].some((line) => line.state === "sent");
  }

  /** Show a line the server has. True where it was not on the page. */
  add(line) {
    this.newest = Math.max(this.newest, line.at);
    this.lastId = line.id;
    const known = this.shown.get(line.id);
    if (known) {
      if (line.mine) this.settle(known, line);
      return false;
    }
    const entry = { id: line.id, mine: line.mine, at: line.at, state: line.mine ? "sent" : "" };
    entry.node = line.mine ? this.own(line) : this.theirs(line);
    this.place(entry);
    if (line.mine) this.tick(entry, line.at < this.answered ? "read" : "sent");
    else this.answer(line.at);
    return true;
  }

  /** Show what the person just said, before the server has it. */
  addWaiting(item) {
    if (this.has(item.key)) return;
    const entry = { id: item.key, mine: true, at: Infinity, state: "waiting" };
    const place = item.latitude === undefined ? undefined : item;
    entry.node = this.own({ id: item.key, text: item.title || item.text || "", place, at: Date.now() });
    this.place(entry);
    this.tick(entry, "waiting");
  }

  /** It is on its way: what is answered from now on comes after it. */
  sending(key) {
    const entry = this.shown.get(key);
    if (entry?.state === "waiting" && entry.at === Infinity) entry.at = this.newest + 0.001;
  }

  /** The server has it, perhaps with an identity number masked. */
  settle(entry, line) {
    if (entry.state !== "waiting") return;
    if (line.text !== undefined && !line.place) {
      entry.node.querySelector(".text")?.replaceWith(written("p", "text", line.text));
    }
    entry.node.querySelector("time").textContent = this.clock.format(line.at);
    entry.at = line.at;
    this.place(entry);
    this.tick(entry, line.at < this.answered ? "read" : "sent");
  }

  drop(key) {
    this.shown.get(key)?.node.remove();
    this.shown.delete(key);
  }

  answer(at) {
    this.answered = Math.max(this.answered, at);
    for (const entry of this.shown.values()) {
      if (entry.state === "sent" && entry.at < at) this.tick(entry, "read");
    }
  }

  tick(entry, state) {
    entry.state = state;
    const tick = entry.node.querySelector(".tick");
    tick.className = `tick ${state}`;
    tick.setAttribute("aria-label", this.words[state]);
    tick.replaceChildren(icon(state));
  }

  place(entry) {
    this.shown.delete(entry.id);
    const others = [...this.shown.values()];
    // From the end, because a new line almost always belongs there.
    let index = others.length;
    while (index > 0 && others[index - 1].at > entry.at) index -= 1;
    const next = others[index]?.node ?? null;
    if (index === others.length) this.shown.set(entry.id, entry);
    else this.shown = new Map([...others.slice(0, index), entry, ...others.slice(index)].map((e) => [e.id, e]));
    if (!entry.node.isConnected || entry.node.nextElementSibling !== next) {
      this.log.insertBefore(entry.node, next ?? this.log.querySelector(":scope > .typing"));
    }
    this.days(entry, others[index - 1], others[index]);
  }

  /** A new day begins with its date. */
  days(entry, before, after) {
    for (const [line, previous] of [[entry, before], [after, entry]]) {
      if (!line) continue;
      const day = this.day(line.at);
      const begins = !previous || this.day(previous.at) !== day;
      if (begins) line.node.dataset.day = day;
      else delete line.node.dataset.day;
    }
  }

  day(at) {
    const now = Date.now();
    const date = this.calendar.format(Number.isFinite(at) && at > 1 ? at : now);
    if (date === this.calendar.format(now)) return this.words.today;
    return date === this.calendar.format(now - DAY) ? this.words.yesterday : date;
  }

  own(line) {
    const content = line.place ? this.shared(line.place) : written("p", "text", line.text);
    const tick = element("span", "tick");
    tick.setAttribute("role", "img");
    const node = element("article", "line mine", this.bubble(this.words.fromYou, [content], line.at, tick));
    node.dataset.id = line.id;
    return node;
  }

  theirs(line) {
    const node = element("article", "line ours");
    node.dataset.id = line.id;
    for (const part of line.parts) {
      const inside = [];
      if (part.media) inside.push(this.media(part.media));
      if (part.text) inside.push(written("p", "text", part.text));
      if (part.footer) inside.push(written("p", "footer", part.footer));
      node.append(this.bubble(this.words.fromMunshi, inside, line.at), ...this.options(part));
    }
    return node;
  }

  bubble(who, inside, at, ...after) {
    const time = document.createElement("time");
    time.textContent = this.clock.format(at);
    time.dir = "ltr";
    const meta = element("span", "meta", time, ...after);
    meta.dir = "ltr";
    return element("div", "bubble", element("span", "unseen", who), ...inside, meta);
  }

  /** What can be tapped beneath a bubble. Old ones stay: Munshi knows what to do with an old tap. */
  options(part) {
    const rows = { buttons: part.options, list: [part], location_request: [part] }[part.kind];
    if (!rows) return [];
    const buttons = rows.map((row) => {
      const words = { buttons: row.title, list: part.menu, location_request: this.words.shareLocation }[part.kind];
      const label = direct(element("span", "label", words), words);
      const name = { buttons: "reply", list: "list", location_request: "pin" }[part.kind];
      const button = element("button", "option", icon(name), label);
      button.type = "button";
      button.option = { kind: part.kind, ...(part.kind === "list" ? part : row) };
      return button;
    });
    return [element("div", "options", ...buttons)];
  }

  shared(place) {
    const where = `${place.latitude.toFixed(4)}, ${place.longitude.toFixed(4)}`;
    const map = element("div", "map", icon("pin"));
    const name = written("p", "text", place.name || this.words.location);
    const numbers = element("p", "footer", where);
    numbers.dir = "ltr";
    return element("div", "place", map, name, numbers);
  }

  media(media) {
    let url = null;
    try {
      url = new URL(media.link || "none:", location.href);
    } catch {
      /* shown by its name */
    }
    if (media.kind === "image" && url?.origin === location.origin) {
      const image = element("img", "picture");
      image.src = url.href;
      image.alt = media.filename || this.words.file;
      return image;
    }
    const label = media.filename || this.words.file;
    const link = media.link ? anchor(url?.href ?? "none:", label) : null;
    return element("p", "file", icon("file"), link ?? label);
  }
}
