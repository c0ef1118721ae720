// The phone that texts: a thread, a line to write on, and the same text sent twice to see that it counts once.

import { FailedError, Person, fill, isEnabled, newSid, part, post, setEnabled, showLine, watchInbox, words } from "./person.js";
import { measure } from "./segments.js";

export function startTextingPhone(phone) {
  const person = new Person("texting");
  const [thread, form, input, again] = ["thread", "form", "words", "again"].map((name) => part(phone, name));
  let last = null; // {sid, body, reply}: the newest text sent, and the document it was answered with
  let line = Promise.resolve(); // one text at a time, so that answers stand below what they answer

  function showNumber() {
    part(phone, "number").textContent = person.shown;
  }

  function showText(kind, text) {
    showLine(thread, kind, text, { lang: guessLang(text), small: sizeOf(text) });
  }

  function showSize() {
    part(phone, "size").textContent = input.value ? sizeOf(input.value) : "";
  }

  function send(body) {
    const text = { sid: newSid("SM"), body, sender: person.number, reply: null };
    showText("mine", body);
    line = line.then(() => deliver(text));
    last = text;
    setEnabled(again, true);
  }

  async function deliver(text) {
    const reply = await carry(text);
    if (reply === null || text.sender !== person.number) return; // failed, or a new person has the phone now
    text.reply = reply;
    showReply(reply);
  }

  async function deliverAgain(text) {
    const reply = await carry(text);
    if (reply === null || text.sender !== person.number) return;
    showReply(reply);
    const isFirst = text.reply === null; // the first try had failed: this one is the first that arrived
    if (!isFirst) showLine(thread, "note", reply === text.reply ? words.same : words.different);
    text.reply ??= reply;
  }

  async function carry({ sender, body, sid }) {
    try {
      return await (await post("texts", { sender, body, message_sid: sid })).text();
    } catch (error) {
      if (!(error instanceof FailedError)) throw error;
      showLine(thread, "note", error.message);
      return null;
    }
  }

  function showReply(reply) {
    const messages = readMessages(reply);
    messages.forEach((message) => showText("theirs", message));
    if (!messages.length) showLine(thread, "note", words.noReply);
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!input.value.trim()) return;
    send(input.value);
    input.value = "";
    showSize();
  });
  input.addEventListener("input", showSize);
  for (const chip of phone.querySelectorAll("[data-starter]")) {
    chip.addEventListener("click", () => send(chip.textContent));
  }
  again.addEventListener("click", () => {
    if (!isEnabled(again)) return;
    const text = last;
    showText("mine", text.body);
    line = line.then(() => deliverAgain(text));
  });
  part(phone, "renew").addEventListener("click", () => {
    person.renew();
    last = null;
    setEnabled(again, false);
    thread.replaceChildren();
    showNumber();
    showLine(thread, "note", fill(words.renewed, { number: person.shown }));
  });

  showNumber();
  watchInbox(person, (text) => {
    showLine(thread, "note", words.arrived);
    showText("theirs", text);
  });
}

function readMessages(twiml) {
  const document = new DOMParser().parseFromString(twiml, "text/xml");
  return Array.from(document.querySelectorAll("Message"), (message) => message.textContent);
}

function sizeOf(text) {
  const size = measure(text);
  return fill(size.segments === 1 ? words.size : words.sizeMany, size);
}

const COMMON = {
  fr: /\b(?:le|la|les|un|une|des|du|et|ou|est|vous|votre|vos|pour|pas|avec|oui|non|bonjour|merci|réponse)\b/gi,
  en: /\b(?:the|a|an|of|and|or|is|you|your|for|not|with|yes|no|hello|thanks|answer|reply)\b/gi,
};

// A text says nothing of its language, yet a screen reader must pronounce it: the small words tell, or nothing is claimed.
function guessLang(text) {
  const [french, english] = [COMMON.fr, COMMON.en].map((pattern) => (text.match(pattern) ?? []).length);
  if (french === english) return null;
  return french > english ? "fr-CA" : "en-CA";
}
