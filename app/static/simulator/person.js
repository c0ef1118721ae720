// What both phones share: whose number it is, the way to the service, texts that come by themselves, and the screen.

const POLL_MS = 3000;
const SERVICE_LINE = "+14165550100"; // the demo's own number: no person may have it

export const words = document.getElementById("simulator-words").dataset;

export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

// A person is a number. It lasts as long as the tab: the words that were exchanged are kept nowhere.
export class Person {
  constructor(key) {
    this.key = `entendu-simulator-${key}`;
    this.number = sessionStorage.getItem(this.key) ?? this.renew();
  }

  renew() {
    do {
      this.number = `+1416555${String(randomNumber() % 10000).padStart(4, "0")}`;
    } while (this.number === SERVICE_LINE);
    sessionStorage.setItem(this.key, this.number);
    return this.number;
  }

  get shown() {
    return this.number.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, "$1 $2-$3");
  }
}

export class FailedError extends Error {
  constructor(status) {
    super(fill(words.failed, { status }));
  }
}

export async function post(path, body, type = "application/json") {
  const sent = type === "application/json" ? JSON.stringify(body) : body;
  const answer = await fetch(`/simulator/${path}`, { method: "POST", headers: { "Content-Type": type }, body: sent }).catch(() => null);
  if (!answer?.ok) throw new FailedError(answer?.status ?? "—");
  return answer;
}

// The provider's ids: two letters, then 32 hexadecimal digits.
export function newSid(kind) {
  return kind + Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// Ask every 3 s for texts nobody waits for (an answer was published, a reminder) and show the new ones.
export function watchInbox(person, show) {
  let owner = person.number;
  let known = [];
  async function look() {
    if (!document.hidden) await lookOnce().catch(() => {}); // the service restarts: the next look will tell
    setTimeout(look, POLL_MS);
  }
  async function lookOnce() {
    const asked = person.number;
    const texts = await (await post("inbox", { sender: asked })).json();
    if (asked !== person.number) return; // a new person took the phone in the meantime
    if (asked !== owner) [owner, known] = [asked, []];
    texts.slice(overlap(known, texts)).forEach(show);
    known = texts;
  }
  look();
}

// How many of `texts` were seen: the service hands out the newest only, so old ones fall off at the front.
function overlap(known, texts) {
  for (let count = Math.min(known.length, texts.length); count > 0; count--) {
    if (known.slice(-count).every((text, place) => text === texts[place])) return count;
  }
  return 0;
}

// One line on a phone's screen. `kind`: "mine", "theirs" or "note"; `lang` where it is known.
export function showLine(screen, kind, text, { lang = null, small = "" } = {}) {
  screen.querySelector(".phone__hint")?.remove();
  const line = add(screen, "div", `line line--${kind}`);
  if (kind !== "note") add(line, "span", "govuk-visually-hidden", `${kind === "mine" ? words.you : words.them} `);
  const said = add(line, "p", "line__words", text);
  if (lang) said.lang = lang;
  if (small) add(line, "p", "line__small", small);
  screen.scrollTop = screen.scrollHeight;
}

export function setEnabled(button, isEnabled) {
  // aria-disabled, not disabled: a button that has the focus keeps it.
  button.setAttribute("aria-disabled", String(!isEnabled));
}

export function isEnabled(button) {
  return button.getAttribute("aria-disabled") !== "true";
}

export function part(phone, name) {
  return phone.querySelector(`[data-part="${name}"]`);
}

function add(parent, tag, className, text = "") {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  parent.append(made);
  return made;
}

function randomNumber() {
  return crypto.getRandomValues(new Uint32Array(1))[0];
}
