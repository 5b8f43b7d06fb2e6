// What stands in a message: its direction, WhatsApp's *marks*, links. Builds nodes; never reads text as HTML.

const WORD = /\p{L}[\p{L}\p{M}\p{N}]*/gu;
const ARABIC = /\p{Script=Arabic}/u;
// WhatsApp marks stand at word borders, hug their words, and stay within one line (faq.whatsapp.com, "format").
const MARK = /(^|[^\p{L}\p{N}])([*_~])(?=\S)([^\n]*?[^\s])\2(?![\p{L}\p{N}*_~])/u;
const TAGS = { "*": "strong", _: "em", "~": "s" };
const LINK = /https?:\/\/[^\s\u2066-\u2069<>"]+|(?<![\p{L}\p{N}@.\/-])(?:[a-z0-9-]+\.)+(?:pk|com|org|net)(?![\p{L}\p{N}])(?:\/[^\s\u2066-\u2069<>"]*)?/giu;
const TAIL = /[.,;:!?)\]'"*_~»۔،؟]+$/u;

/** Which way a message runs: the script it begins with, unless only a name in it is of that script. */
export function directionOf(text) {
  const words = text.match(WORD) ?? [];
  const arabic = words.filter((word) => ARABIC.test(word)).length;
  if (!arabic) return "ltr";
  const share = arabic / words.length;
  return share >= 0.5 || (share >= 0.25 && ARABIC.test(words[0])) ? "rtl" : "ltr";
}

/** Give an element its direction and, by its script, its font. */
export function direct(element, text) {
  const direction = directionOf(text);
  element.dir = direction;
  element.lang = direction === "rtl" ? "ur" : "en"; // Roman Urdu is read aloud best by an English voice
  element.classList.toggle("urdu", direction === "rtl");
  element.classList.toggle("latin", direction === "ltr");
  return element;
}

/** An element with this text in it, marks and links drawn. */
export function written(tag, className, text) {
  const element = document.createElement(tag);
  element.className = className;
  element.append(...marked(text));
  return direct(element, text);
}

function marked(text) {
  const found = MARK.exec(text);
  if (!found) return linked(text);
  const [whole, before, mark, inner] = found;
  const element = document.createElement(TAGS[mark]);
  element.append(...marked(inner));
  const start = found.index + before.length;
  return [...linked(text.slice(0, start)), element, ...marked(text.slice(found.index + whole.length))];
}

function linked(text) {
  const nodes = [];
  let end = 0;
  for (const found of text.matchAll(LINK)) {
    const shown = found[0].replace(TAIL, "");
    const link = anchor(shown);
    if (!link) continue;
    nodes.push(text.slice(end, found.index), link);
    end = found.index + shown.length;
  }
  nodes.push(text.slice(end));
  return nodes.filter((node) => node !== "");
}

/** A link out of the page, or null where it is no web address. */
export function anchor(address, label = address) {
  let url;
  try {
    url = new URL(/^https?:/i.test(address) ? address : `https://${address}`);
  } catch {
    return null;
  }
  if (url.protocol !== "https:" && url.protocol !== "http:") return null;
  const link = document.createElement("a");
  link.href = url.href;
  link.dir = "ltr";
  link.target = "_blank";
  link.rel = "noopener noreferrer nofollow";
  link.textContent = label;
  return link;
}
