// A call's two sounds: the service's voice, said by this machine, and the caller's, from the microphone if it may be used.

const WATCHDOG_MS = 4000; // some browsers never say that a voice has ended
const WATCHDOG_MS_A_CHARACTER = 120;
const TYPES = ["audio/webm", "audio/mp4", "audio/ogg"]; // what the demo takes; browsers record one of them

// Only voices that live on this machine: others would send the words to a company's servers.
export function voiceFor(lang) {
  const voices = (window.speechSynthesis?.getVoices() ?? []).filter((voice) => voice.localService);
  const named = (voice) => voice.lang.replace("_", "-").toLowerCase();
  const wanted = lang.toLowerCase();
  return voices.find((voice) => named(voice) === wanted) ?? voices.find((voice) => named(voice).startsWith(wanted.slice(0, 2)));
}

// Resolves when it was said, or cut off by `signal`.
export function speak(text, lang, signal) {
  const utterance = new SpeechSynthesisUtterance(text);
  utterance.voice = voiceFor(lang);
  utterance.lang = lang;
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, WATCHDOG_MS + WATCHDOG_MS_A_CHARACTER * text.length);
    const end = () => {
      clearTimeout(timer);
      resolve();
    };
    utterance.addEventListener("end", end);
    utterance.addEventListener("error", end);
    const cut = () => {
      window.speechSynthesis.cancel();
      end();
    };
    if (signal.aborted) return cut();
    signal.addEventListener("abort", cut, { once: true });
    window.speechSynthesis.speak(utterance);
  });
}

export class Recording {
  constructor() {
    this.chunks = [];
    this.recorder = null;
    this.isOver = false;
    this.open().catch(() => {}); // no microphone, or it may not be used: a tone stands in
  }

  async open() {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    if (this.isOver) return stopTracks(stream); // permission came too late
    const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
    this.recorder = new MediaRecorder(stream, mimeType ? { mimeType } : {});
    this.recorder.addEventListener("dataavailable", (event) => this.chunks.push(event.data));
    this.recorder.start();
  }

  // The sound, and whether it is a voice or the stand-in.
  async finish() {
    await this.stop();
    const type = (this.recorder?.mimeType ?? "").split(";")[0];
    const sound = new Blob(this.chunks, { type });
    return sound.size ? { sound, isVoice: true } : { sound: tone(), isVoice: false };
  }

  async stop() {
    this.isOver = true;
    if (this.recorder?.state !== "recording") return;
    const stopped = new Promise((resolve) => this.recorder.addEventListener("stop", resolve, { once: true }));
    this.recorder.stop();
    await stopped;
    stopTracks(this.recorder.stream);
  }
}

function stopTracks(stream) {
  stream.getTracks().forEach((track) => track.stop());
}

const RATE = 8000; // what a telephone carries
const HEADER_BYTES = 44;

// One second of a soft 440 Hz tone, as a WAV file: 16-bit, mono.
function tone() {
  const view = new DataView(new ArrayBuffer(HEADER_BYTES + RATE * 2));
  const text = (at, letters) => Array.from(letters).forEach((letter, place) => view.setUint8(at + place, letter.charCodeAt(0)));
  text(0, "RIFF");
  view.setUint32(4, HEADER_BYTES - 8 + RATE * 2, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true); // the format's length
  view.setUint16(20, 1, true); // plain samples
  view.setUint16(22, 1, true); // one channel
  view.setUint32(24, RATE, true);
  view.setUint32(28, RATE * 2, true); // bytes a second
  view.setUint16(32, 2, true); // bytes a sample
  view.setUint16(34, 16, true); // bits a sample
  text(36, "data");
  view.setUint32(40, RATE * 2, true);
  for (let sample = 0; sample < RATE; sample++) {
    const loudness = 6000 * Math.sin((Math.PI * sample) / RATE); // swells and fades, so that it does not click
    view.setInt16(HEADER_BYTES + sample * 2, loudness * Math.sin((2 * Math.PI * 440 * sample) / RATE), true);
  }
  return new Blob([view], { type: "audio/wav" });
}
