// What makes the console quicker; without it every page works all the same.

const EVERY = 4000; // milliseconds between two looks while the page is seen
const UNSEEN = 30000; // and while it is not

// --- parts of the page that refresh themselves; what is being typed is never in them

const live = document.body.dataset.liveUrl?.trim();
const banner = document.getElementById("banner");
let tag = "";

function tell(words) {
  if (!banner) return;
  banner.hidden = !words;
  if (banner.textContent !== words) banner.textContent = words;
}

function put(fresh) {
  for (const part of fresh.querySelectorAll("[data-live]")) {
    const old = document.querySelector(`[data-live="${part.dataset.live}"]`);
    if (!old || old.innerHTML.trim() === part.innerHTML.trim()) continue;
    const [lines, freshLines] = [old, part].map((each) => each.querySelector("ol.lines"));
    if (lines && freshLines) {
      putLines(lines, freshLines);
      continue;
    }
    const focused = old.contains(document.activeElement) ? document.activeElement.id : "";
    old.innerHTML = part.innerHTML;
    if (focused) document.getElementById(focused)?.focus();
  }
  countInTitle();
}

// Line by line, so that a reader is told of the new ones only, and nothing that plays or is open is disturbed.
function putLines(old, fresh) {
  const lines = [...fresh.children];
  const named = new Map([...old.children].map((line) => [line.id || line.textContent, line]));
  if ([...named.keys()].some((name) => !lines.some((line) => (line.id || line.textContent) === name))) {
    old.replaceChildren(...lines);
    return;
  }
  lines.forEach((line, place) => {
    const known = named.get(line.id || line.textContent);
    if (!known) old.insertBefore(line, old.children[place] ?? null);
    else if (known.innerHTML !== line.innerHTML && !isUsed(known)) known.replaceWith(line);
  });
}

function isUsed(line) {
  return Boolean(line.querySelector("details[open]"))
    || [...line.querySelectorAll("audio, video")].some((sound) => !sound.paused);
}

// Whoever works in another tab sees there how many wait.
const title = document.title;
function countInTitle() {
  const waiting = document.querySelector('.rooms a[href="/console/queue"] .count')?.textContent;
  document.title = waiting ? `(${waiting}) ${title}` : title;
}
countInTitle();

async function refresh() {
  const headers = { "X-Live": "1" };
  if (tag) headers["If-None-Match"] = tag;
  try {
    const answer = await fetch(live, { headers, cache: "no-store", redirect: "error" });
    if (answer.status === 401 || answer.status === 403) return tell(document.body.dataset.over), false;
    if (answer.status === 200) {
      tag = answer.headers.get("ETag") ?? "";
      put(new DOMParser().parseFromString(await answer.text(), "text/html"));
    }
    tell(answer.status < 500 ? "" : document.body.dataset.offline);
  } catch {
    tell(document.body.dataset.offline);
  }
  return true;
}

if (live) {
  let timer;
  const again = async () => {
    clearTimeout(timer);
    if (await refresh()) timer = setTimeout(again, document.hidden ? UNSEEN : EVERY);
  };
  timer = setTimeout(again, EVERY);
  document.addEventListener("visibilitychange", () => document.hidden || again());
}

// --- a form is sent once

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-once]")) return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "1";
  for (const button of form.querySelectorAll("button")) button.setAttribute("aria-disabled", "true");
});
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("[data-sent]")) delete form.dataset.sent;
});

// --- the answer being written: kept in this tab until it is sent

const drafted = document.querySelector("[data-draft]");
const text = document.getElementById("text");
if (drafted) {
  const done = new URLSearchParams(location.search).get("done");
  const sent = ["sent", "template", "asked_already", "not_approved", "blocked", "complaint_answered"];
  if (sent.includes(done)) sessionStorage.removeItem(`draft:${drafted.dataset.draft}`);
}
if (drafted && text) {
  const name = `draft:${drafted.dataset.draft}`;
  if (!text.value) text.value = sessionStorage.getItem(name) ?? "";
  text.addEventListener("input", () => {
    sessionStorage.setItem(name, text.value);
    text.classList.toggle("urdu", /[\u0600-\u06ff]/.test(text.value));
    text.classList.toggle("latin", !/[\u0600-\u06ff]/.test(text.value));
  });
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) text.form.requestSubmit();
  });
  for (const link of document.querySelectorAll("[data-insert]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      text.setRangeText(link.dataset.insert, text.selectionStart, text.selectionEnd, "end");
      text.dispatchEvent(new Event("input"));
      text.focus();
    });
  }
}
document.querySelector('form[action="/console/logout"]')?.addEventListener("submit", () => sessionStorage.clear());

// --- keys: "/" searches, "j" and "k" walk through a list

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  if (event.key === "/") {
    const search = document.querySelector("input[type=search]");
    if (search) event.preventDefault(), search.focus();
  } else if (event.key === "j" || event.key === "k") {
    const links = [...document.querySelectorAll(".rows a.block, .list td a")];
    const next = links[links.indexOf(document.activeElement) + (event.key === "j" ? 1 : -1)];
    next?.focus();
  }
});

document.querySelector(".rooms [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
