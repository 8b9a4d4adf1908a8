// A participant for the tests to drive: window.lk.
import { Room, RoomEvent, Track, ParticipantEvent, DisconnectReason, setLogLevel } from "livekit-client";

setLogLevel("info");
let room;
const events = [];
const note = (name) => (...args) => events.push({ name, args: args.map((a) => a?.identity ?? a?.trackSid ?? a?.sid ?? String(a)) });

async function join(url, token, roomOptions = {}, connectOptions = {}) {
  room = new Room(roomOptions);
  for (const name of ["Connected", "Reconnecting", "SignalReconnecting", "Reconnected", "Disconnected", "ParticipantConnected",
    "ParticipantDisconnected", "TrackSubscribed", "TrackUnsubscribed", "TrackSubscriptionFailed", "TrackMuted", "TrackUnmuted",
    "ActiveSpeakersChanged", "LocalTrackSubscribed", "RoomMetadataChanged", "ParticipantMetadataChanged",
    "TrackStreamStateChanged", "TrackSubscriptionPermissionChanged", "LocalTrackUnpublished"]) {
    room.on(RoomEvent[name], note(name));
  }
  // Elements must stay in view: the client pauses what is not (adaptive stream).
  const elements = new Map();
  room.on(RoomEvent.TrackSubscribed, (track) => {
    const el = track.attach();
    el.style.width = "320px";
    el.style.height = "180px";
    elements.set(track, el);
    document.body.append(el);
  });
  room.on(RoomEvent.TrackUnsubscribed, (track) => elements.get(track)?.remove());
  room.on(RoomEvent.DataReceived, (payload, participant, kind, topic) =>
    events.push({ name: "DataReceived", args: [new TextDecoder().decode(payload), participant?.identity ?? "", topic ?? ""] }));
  room.registerTextStreamHandler("stream", async (reader) => texts.push(await reader.readAll()));
  await room.connect(url, token, connectOptions);
  return room.localParticipant.sid;
}

// behind puts what is joined after it behind a relay: the server is reached at that port, and does not learn
// another way back.
function behind(port) {
  const through = (text) => text.replace(/(candidate:\S+ \d udp \d+ \S+) \d+ typ host/g, `$1 ${port} typ host`);
  const p = RTCPeerConnection.prototype;
  const { setRemoteDescription, addIceCandidate, createOffer, createAnswer } = p;
  p.setRemoteDescription = function (d) { return setRemoteDescription.call(this, { type: d.type, sdp: through(d.sdp) }); };
  p.addIceCandidate = function (c) {
    const { candidate = "", sdpMid = "0", sdpMLineIndex = 0 } = c ?? {};
    return addIceCandidate.call(this, candidate ? { candidate: through(candidate), sdpMid, sdpMLineIndex } : c);
  };
  const own = (make) => async function (...args) {
    const d = await make.apply(this, args);
    return { type: d.type, sdp: d.sdp.replace(/a=candidate:.*\r\n/g, "") };
  };
  Object.assign(p, { createOffer: own(createOffer), createAnswer: own(createAnswer) });
  Object.defineProperty(p, "onicecandidate", { get: () => null, set: () => {} });
}

const texts = [];

// hum publishes a microphone that hums, and changes how loud.
let gain;
async function hum(level) {
  if (!gain) {
    const audio = new AudioContext();
    const tone = audio.createOscillator();
    gain = audio.createGain();
    const out = audio.createMediaStreamDestination();
    tone.connect(gain).connect(out);
    tone.start();
    await room.localParticipant.publishTrack(out.stream.getAudioTracks()[0], { source: Track.Source.Microphone });
  }
  gain.gain.value = level;
}

// resize makes every video so wide.
function resize(width) {
  for (const el of document.querySelectorAll("video")) {
    el.style.width = width + "px";
    el.style.height = (width * 9) / 16 + "px";
  }
}

const pcs = () => {
  const m = room.engine.pcManager;
  return [m?.publisher?.getStats?.bind(m.publisher), m?.subscriber?.getStats?.bind(m.subscriber)].filter(Boolean);
};

// inbound lists what is received, per track sid.
async function inbound() {
  const out = [];
  for (const p of room.remoteParticipants.values()) {
    for (const pub of p.trackPublications.values()) {
      const item = { identity: p.identity, sid: pub.trackSid, source: pub.source, kind: pub.kind, muted: pub.isMuted, subscribed: pub.isSubscribed };
      const stats = await pub.track?.receiver?.getStats();
      for (const s of stats?.values() ?? []) {
        if (s.type === "inbound-rtp") {
          Object.assign(item, { packets: s.packetsReceived, frames: s.framesDecoded ?? 0, energy: s.totalAudioEnergy ?? 0,
            width: s.frameWidth ?? 0, lost: s.packetsLost, freezes: s.freezeCount ?? 0, nacks: s.nackCount ?? 0, keys: s.keyFramesDecoded ?? 0 });
        }
      }
      out.push(item);
    }
  }
  return out;
}

// from picks one received track.
const from = async (identity, source) => (await inbound()).find((i) => i.identity === identity && i.source === source) ?? {};

// codec is what another's camera is received as.
async function codec(identity) {
  const pub = room.remoteParticipants.get(identity)?.getTrackPublication("camera");
  const stats = await pub?.track?.receiver?.getStats();
  const used = [...(stats?.values() ?? [])].find((s) => s.type === "inbound-rtp")?.codecId;
  return stats?.get(used)?.mimeType ?? "";
}

async function cipher() {
  for (const stats of pcs()) {
    for (const s of (await stats()).values()) if (s.type === "transport" && s.srtpCipher) return s.srtpCipher;
  }
  return "";
}

// remoteAudio is the server's description of the audio it sends, or is sent.
function remoteAudio(direction) {
  const m = room.engine.pcManager;
  const texts = [m.publisher, m.subscriber].map((t) => (t?.getRemoteDescription?.() ?? t?.pc?.remoteDescription)?.sdp ?? "");
  const sections = texts.flatMap((sdp) => sdp.split("\r\nm=")).filter((x) => x.startsWith("audio"));
  return sections.filter((x) => x.includes("\r\na=" + direction)).join("\n");
}

// outbound lists the layers sent, by rid.
async function outbound() {
  const out = {};
  for (const stats of pcs()) {
    for (const s of (await stats()).values()) {
      if (s.type === "outbound-rtp" && s.kind === "video") out[s.rid ?? ""] = { frames: s.framesEncoded, active: s.active, width: s.frameWidth };
    }
  }
  return out;
}

async function shareScreen(on, options = { audio: true, preferCurrentTab: true, selfBrowserSurface: "include" }) {
  await room.localParticipant.setScreenShareEnabled(on, options);
}

const local = (source) => room.localParticipant.getTrackPublication(source);

// Something that moves, so that a shared tab has frames.
const clock = document.createElement("h1");
document.body.append(clock);
const animate = () => { clock.textContent = String(performance.now()); requestAnimationFrame(animate); };
animate();

window.lk = {
  join, behind, codec, hum, resize, texts, inbound, from, cipher, outbound, remoteAudio, shareScreen, local, Track, RoomEvent, ParticipantEvent, DisconnectReason,
  get room() { return room; },
  events, count: (name) => events.filter((e) => e.name === name).length,
  settle: () => events.splice(0),
};
