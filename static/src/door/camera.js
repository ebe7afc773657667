// The camera: reads several times a second, and reports each code once for as long as it stays in view.
import { decoder } from "./decoder.js";
import { Sightings } from "./sightings.js";

const BETWEEN_LOOKS = 90; // milliseconds

export class Camera {
  #video;
  #found;
  #stream = null;
  #sightings = new Sightings();
  #timer = 0;
  #turn = 0;

  constructor(video, found) {
    this.#video = video;
    this.#found = found;
  }

  get running() {
    return this.#stream !== null;
  }

  // Resolves with whether it runs: not if it was stopped or restarted meanwhile. Throws the errors of getUserMedia:
  // NotAllowedError, NotFoundError, NotReadableError …
  async start(deviceId = "") {
    this.#release();
    const turn = this.#turn;
    try {
      const stream = await streamOf(deviceId);
      if (turn === this.#turn) await this.#show(stream);
      else stopTracks(stream);
    } catch (error) {
      if (turn === this.#turn) throw error;
    }
    return turn === this.#turn;
  }

  stop() {
    this.#release();
    this.#video.dispatchEvent(new Event("camerastop"));
  }

  async #show(stream) {
    this.#stream = stream;
    this.#video.srcObject = stream;
    this.#video.classList.toggle("is-mirrored", this.#track.getSettings().facingMode === "user");
    this.#track.addEventListener("ended", () => this.#stream === stream && this.stop());
    await this.#video.play();
    const detect = await decoder();
    if (this.#stream === stream) this.#look(detect, stream);
  }

  #release() {
    this.#turn += 1;
    clearTimeout(this.#timer);
    if (this.#stream) stopTracks(this.#stream);
    this.#stream = null;
    this.#video.srcObject = null;
    this.#sightings.clear();
  }

  get #track() {
    return this.#stream.getVideoTracks()[0];
  }

  get hasTorch() {
    return Boolean(this.#stream && this.#track.getCapabilities?.().torch);
  }

  async setTorch(on) {
    await this.#track.applyConstraints({ advanced: [{ torch: on }] });
  }

  get current() {
    return this.#stream ? this.#track.getSettings().deviceId : "";
  }

  static async list() {
    const devices = (await navigator.mediaDevices?.enumerateDevices?.()) ?? [];
    return devices.filter((device) => device.kind === "videoinput");
  }

  async #look(detect, stream) {
    if (this.#stream !== stream) return;
    try {
      if (this.#video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && this.#video.videoWidth) {
        for (const text of await detect(this.#video)) this.#saw(text);
      }
    } catch (error) {
      // An unreadable frame is no reason to stop.
      if (error.name !== "InvalidStateError") console.warn(error);
    }
    if (this.#stream === stream) this.#timer = setTimeout(() => this.#look(detect, stream), BETWEEN_LOOKS);
  }

  #saw(text) {
    if (this.#sightings.isNew(text, performance.now())) this.#found(text);
  }
}

function streamOf(deviceId) {
  if (!navigator.mediaDevices?.getUserMedia) throw new DOMException("", "NotFoundError");
  const which = deviceId ? { deviceId: { exact: deviceId } } : { facingMode: { ideal: "environment" } };
  const wanted = { ...which, width: { ideal: 1280 }, height: { ideal: 720 } };
  return navigator.mediaDevices.getUserMedia({ video: wanted, audio: false });
}

function stopTracks(stream) {
  for (const track of stream.getTracks()) track.stop();
}
