// The phone that calls: keypad, transcript, voice. What happens in a call stands in call.js.

import { Call, HungUpError } from "./call.js";
import { FailedError, Person, fill, isEnabled, part, setEnabled, showLine, watchInbox, words } from "./person.js";
import { speak, voiceFor } from "./sound.js";

const PACE_MS = 400; // between two unspoken sentences, so that they arrive one after the other
const SPOKEN = ["fr-CA", "en-CA"];

export function startCallingPhone(phone) {
  const person = new Person("calling");
  const thread = part(phone, "thread");
  const buttons = { silence: part(phone, "silence"), finish: part(phone, "finish") };
  const [callButton, hangUpButton, aloud] = ["call", "hang-up", "aloud"].map((name) => part(phone, name));
  let call = null;

  const screen = {
    async say(text, lang, signal) {
      showLine(thread, "theirs", text, { lang });
      const isAloud = aloud.checked && Boolean(voiceFor(lang));
      await (isAloud ? speak(text, lang, signal) : pause(PACE_MS, signal));
      return isAloud;
    },
    note: (text) => showLine(thread, "note", text),
    mine: (text) => showLine(thread, "mine", text),
    wait(text, acts) {
      part(phone, "wait").textContent = text;
      phone.classList.toggle("is-listening", acts.length > 0);
      for (const [kind, button] of Object.entries(buttons)) setEnabled(button, acts.includes(kind));
    },
    isPatient: () => part(phone, "patient").checked,
  };

  async function start() {
    const mine = new Call(person.number, screen);
    call = mine;
    thread.replaceChildren();
    screen.note(fill(words.started, { call: `${mine.sid.slice(0, 8)}…` }));
    showState();
    try {
      await mine.run();
    } catch (error) {
      if (error instanceof FailedError) screen.note(error.message);
      else if (!(error instanceof HungUpError)) throw error;
    } finally {
      call = null;
      screen.note(words.ended);
      showState();
    }
  }

  function showState() {
    setEnabled(callButton, !call);
    setEnabled(hangUpButton, Boolean(call));
    phone.classList.toggle("is-in-call", Boolean(call));
    if (!call) screen.wait(words.idle, []);
  }

  // When a voice says it, a screen reader need not say it again.
  function showVoice() {
    const canSpeak = SPOKEN.some(voiceFor);
    part(phone, "voiceless").hidden = canSpeak;
    thread.setAttribute("aria-live", canSpeak && aloud.checked ? "off" : "polite");
    if (!aloud.checked) window.speechSynthesis?.cancel();
  }

  function showNumber() {
    part(phone, "number").textContent = person.shown;
  }

  function press(key) {
    call?.act({ kind: "key", key });
  }

  callButton.addEventListener("click", () => isEnabled(callButton) && start());
  hangUpButton.addEventListener("click", () => call?.hangUp());
  for (const [kind, button] of Object.entries(buttons)) {
    button.addEventListener("click", () => isEnabled(button) && call?.act({ kind }));
  }
  for (const key of phone.querySelectorAll("[data-key]")) {
    key.addEventListener("click", () => press(key.dataset.key));
  }
  phone.addEventListener("keydown", (event) => {
    // The keyboard's own digits, while the focus is on this phone.
    if (/^[0-9*#]$/.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey) press(event.key);
  });
  part(phone, "renew").addEventListener("click", () => {
    call?.hangUp();
    person.renew();
    showNumber();
    screen.note(fill(words.renewed, { number: person.shown }));
  });
  aloud.addEventListener("change", showVoice);
  window.speechSynthesis?.addEventListener?.("voiceschanged", showVoice); // voices arrive late in some browsers
  window.addEventListener("pagehide", () => window.speechSynthesis?.cancel());

  showNumber();
  showVoice();
  watchInbox(person, (text) => {
    screen.note(words.arrived);
    showLine(thread, "theirs", text);
  });
}

function pause(ms, signal) {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
    signal.addEventListener("abort", resolve, { once: true });
  });
}
