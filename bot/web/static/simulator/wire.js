// Talking with the server: a queue that survives a closed page, and a stream that comes back by itself.

const SLOWEST = 8000;
const PATIENCE = 20000; // one POST; then it is sent again under the same key

/** Something kept by the browser for this person. A full or forbidden store must not stop the chat. */
export class Kept {
  constructor(name, otherwise) {
    Object.assign(this, { name, otherwise, memory: otherwise, inMemory: false });
  }

  /** Read anew each time, because another tab of the same person may have changed it. */
  get value() {
    try {
      return this.inMemory ? this.memory : (JSON.parse(localStorage.getItem(this.name)) ?? this.otherwise);
    } catch {
      return this.memory; // private mode, or not ours
    }
  }

  set(value) {
    this.memory = value;
    try {
      const empty = value === "" || value?.length === 0;
      empty ? localStorage.removeItem(this.name) : localStorage.setItem(this.name, JSON.stringify(value));
    } catch {
      this.inMemory = true;
    }
  }
}

/** What the person said and the server has not yet taken, in order, one at a time. */
export class Queue {
  /** `on` has sending(item), sent(item, line), refused(item, sentence), stuck(sentence). */
  constructor(person, on) {
    this.person = person;
    this.on = on;
    this.kept = new Kept(`munshi.${person}.queue`, []);
    this.busy = false;
    this.wait = 1000;
  }

  get items() {
    return this.kept.value;
  }

  add(item) {
    this.kept.set([...this.items, item]);
    this.flush();
  }

  async flush() {
    clearTimeout(this.timer);
    if (this.busy) return;
    this.busy = true;
    try {
      while (this.items.length && (await this.send(this.items[0]))) this.wait = 1000;
    } finally {
      this.busy = false;
    }
    if (this.items.length) {
      this.timer = setTimeout(() => this.flush(), this.wait);
      this.wait = Math.min(this.wait * 2, SLOWEST);
    }
  }

  /** True when this item is settled, one way or the other. */
  async send(item) {
    this.on.sending(item);
    let answer, content;
    try {
      answer = await fetch(`/simulator/say?person=${this.person}`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(item),
        signal: AbortSignal.timeout(PATIENCE),
      });
      content = await answer.json();
    } catch {
      this.on.stuck("");
      return false;
    }
    if (answer.status === 409) {
      location.reload(); // another tab became a new person; this one follows
      return false;
    }
    if (answer.status >= 500 || answer.status === 429) {
      this.on.stuck(content.error ?? "");
      return false;
    }
    this.kept.set(this.items.filter((other) => other.key !== item.key));
    if (answer.ok) this.on.sent(item, content.line);
    else this.on.refused(item, content.error ?? "");
    return true;
  }
}

/** The lines of the conversation as they come. */
export class Stream {
  /** `on` has line(line), up(), down(); `cursor` gives the id of the last line shown. */
  constructor({ person, beat, cursor, on }) {
    Object.assign(this, { person, beat: beat * 1000, cursor, on, wait: 500 });
    addEventListener("online", () => this.open());
    addEventListener("offline", () => this.lost());
    document.addEventListener("visibilitychange", () => {
      // A phone that slept may hold a dead connection that looks alive.
      if (!document.hidden && Date.now() - this.heard > this.beat * 1.5) this.open();
    });
  }

  open() {
    this.close();
    const query = new URLSearchParams({ person: this.person, after: this.cursor() });
    const source = (this.source = new EventSource(`/simulator/stream?${query}`));
    source.addEventListener("open", () => this.alive());
    source.addEventListener("beat", () => this.alive());
    source.addEventListener("line", (event) => {
      this.alive();
      this.on.line(JSON.parse(event.data));
    });
    source.addEventListener("stranger", () => location.reload());
    source.onerror = () => this.lost();
    this.watch();
  }

  alive() {
    this.wait = 500;
    this.watch();
    this.on.up();
  }

  watch() {
    this.heard = Date.now();
    clearTimeout(this.watcher);
    this.watcher = setTimeout(() => this.lost(), this.beat * 2.5);
  }

  // The browser's own reconnect gives up for good after some answers, so this one does it itself.
  lost() {
    this.close();
    this.on.down();
    this.timer = setTimeout(() => this.open(), this.wait);
    this.wait = Math.min(this.wait * 2, SLOWEST);
  }

  close() {
    clearTimeout(this.timer);
    clearTimeout(this.watcher);
    this.source?.close();
  }
}
