// One call: plays TwiML as the provider would, verb by verb, and sends what the caller does to the next step.

import { fill, newSid, post, words } from "./person.js";
import { Recording } from "./sound.js";

const READING_MS_A_CHARACTER = 60; // an unspoken prompt is read: the wait for a key grows by the time that takes

export class HungUpError extends Error {}

// `screen` says and shows: say(text, lang, signal) -> whether aloud, note(text), mine(text), wait(text, acts), isPatient().
export class Call {
  constructor(caller, screen) {
    this.caller = caller;
    this.screen = screen;
    this.sid = newSid("CA");
    this.end = new AbortController();
    this.onAct = () => {};
  }

  hangUp() {
    this.end.abort();
  }

  // What the caller does: {kind: "key", key} | {kind: "silence"} | {kind: "finish"}.
  act(act) {
    this.onAct(act);
  }

  async run() {
    let step = {};
    while (step) step = await this.play(await this.ask(step));
  }

  async ask(step) {
    this.screen.wait(words.connecting, []);
    const answer = await post("calls", { caller: this.caller, call_sid: this.sid, ...step });
    return new DOMParser().parseFromString(await answer.text(), "text/xml").documentElement;
  }

  // The next step, or null when the call is over.
  async play(response) {
    for (const verb of response.children) {
      this.stopIfHungUp();
      if (verb.tagName === "Hangup") return null;
      const next = await this.playVerb(verb);
      if (next) return next; // else the provider falls through to the next verb
    }
    return null;
  }

  async playVerb(verb) {
    switch (verb.tagName) {
      case "Say":
        this.screen.wait(words.talking, []);
        return void (await this.say(verb, this.end.signal));
      case "Pause":
        return void (await this.pause(verb));
      case "Gather":
        return this.gather(verb);
      case "Record":
        return this.record(verb);
      case "Redirect":
        return { path: pathOf(verb.textContent) };
      case "Dial":
        return void this.screen.note(fill(words.dial, { number: verb.textContent.trim() }));
      default:
        return void this.screen.note(fill(words.unknownVerb, { verb: verb.tagName }));
    }
  }

  // Milliseconds a person needs to read what was not said aloud.
  async say(verb, signal) {
    const text = verb.textContent;
    const wasAloud = await this.screen.say(text, verb.getAttribute("language"), signal);
    this.stopIfHungUp();
    return wasAloud ? 0 : text.length * READING_MS_A_CHARACTER;
  }

  async pause(verb) {
    this.screen.wait(words.waitPause, ["silence"]);
    await this.next(["silence"], number(verb, "length", 1) * 1000);
  }

  // Listens while it speaks: a key cuts the voice off. Silence to the end falls through.
  async gather(verb) {
    const finishOnKey = verb.getAttribute("finishOnKey") ?? "#";
    const enough = number(verb, "numDigits", Infinity);
    const cut = new AbortController();
    this.end.signal.addEventListener("abort", () => cut.abort(), { once: true });
    this.screen.wait(words.talking, ["key", "silence"]);
    let readingMs = 0;
    const prompts = this.sayNested(verb, cut.signal).then((ms) => void (readingMs = ms));
    let act = await Promise.race([this.next(["key", "silence"]), prompts]);
    cut.abort();
    let digits = "";
    while (digits.length < enough) {
      act ??= await this.waitForKey(number(verb, "timeout", 5) * 1000 + readingMs);
      if (act.kind !== "key" || act.key === finishOnKey) break;
      digits += act.key;
      this.screen.mine(fill(words.keyPressed, { key: act.key }));
      act = null;
    }
    if (digits) return { path: pathOf(verb.getAttribute("action")), digits };
    this.screen.mine(words.silent);
    return null;
  }

  async sayNested(verb, signal) {
    let readingMs = 0;
    for (const nested of verb.children) {
      if (signal.aborted) break; // what a key cut off is not said, and not shown either
      if (nested.tagName === "Say") readingMs += await this.say(nested, signal);
    }
    return readingMs;
  }

  waitForKey(ms) {
    const isPatient = this.screen.isPatient();
    const text = isPatient ? words.waitKeyPatient : fill(words.waitKey, { seconds: Math.round(ms / 1000) });
    this.screen.wait(text, ["key", "silence"]);
    return this.next(["key", "silence"], isPatient ? Infinity : ms);
  }

  async record(verb) {
    this.screen.wait(words.waitRecording, ["finish", "silence"]);
    const recording = new Recording();
    try {
      if (await this.isSilentUntilEnd(verb)) {
        this.screen.mine(words.silent);
        return await recording.stop();
      }
      return await this.keep(recording, verb);
    } catch (error) {
      // Who hangs up while recording has said something: the provider keeps it and posts it, and so do we.
      if (error instanceof HungUpError) await this.ask(await this.keep(recording, verb));
      throw error;
    }
  }

  async isSilentUntilEnd(verb) {
    const finishOnKey = verb.getAttribute("finishOnKey") ?? "1234567890*#";
    const limit = this.screen.isPatient() ? Infinity : number(verb, "maxLength", 3600) * 1000;
    for (;;) {
      const act = await this.next(["finish", "silence", "key"], limit);
      if (act.kind !== "key" || finishOnKey.includes(act.key)) return act.kind === "silence";
    }
  }

  async keep(recording, verb) {
    this.screen.wait(words.connecting, []); // nobody listens for a key while the sound is stored
    const { sound, isVoice } = await recording.finish();
    this.screen.mine(words.recorded);
    if (!isVoice) this.screen.note(words.tone);
    const kept = await (await post("recordings", sound, sound.type)).json();
    return { path: pathOf(verb.getAttribute("action")), recording_sid: kept.recording_sid };
  }

  // The caller's next act of these kinds, or {kind: "time"} when the wait is over.
  next(kinds, ms = Infinity) {
    return new Promise((resolve, reject) => {
      this.stopIfHungUp();
      const timer = ms < Infinity ? setTimeout(() => resolve({ kind: "time" }), ms) : null;
      this.onAct = (act) => {
        if (!kinds.includes(act.kind)) return;
        clearTimeout(timer);
        resolve(act);
      };
      const hungUp = () => reject(new HungUpError());
      this.end.signal.addEventListener("abort", hungUp, { once: true });
    });
  }

  stopIfHungUp() {
    if (this.end.signal.aborted) throw new HungUpError();
  }
}

// TwiML may name the next step by path or by whole address; the demo's endpoint takes the path.
function pathOf(address) {
  return new URL(address.trim(), window.location.origin).pathname;
}

function number(verb, name, otherwise) {
  return Number(verb.getAttribute(name) ?? otherwise);
}
