// What the page does beyond being read: it follows the project, and the timeline and the files drive the player.
// Without this script everything is there, as links.
"use strict";

const EVERY_MS = { busy: 1500, calm: 5000 };
const PARTS = ["title", "facts", "timeline", "files", "talk"];
const byId = (id) => document.getElementById(id);
let etag = "";

// -- the player -------------------------------------------------------------------------------------------------------

function player() { return byId("player"); }

function play(url, still, at) {
  const video = player();
  if (!video) return false;
  if (new URL(video.src).pathname !== url) {
    video.poster = still || "";
    video.src = url;
    // The timeline's blocks lead into the film that shows it as it is now.
    video.dataset.current = at === undefined ? "" : "yes";
  }
  if (at !== undefined) {
    const jump = () => { video.currentTime = at; };
    if (video.readyState) jump(); else video.addEventListener("loadedmetadata", jump, { once: true });
  }
  video.play().catch(() => {});
  byId("stage").scrollIntoView({ block: "nearest", behavior: "smooth" });
  mark();
  return true;
}

function mark() {
  const video = player();
  const path = video ? new URL(video.src).pathname : "";
  for (const link of document.querySelectorAll("[data-play]")) {
    link.closest("[data-kind]").classList.toggle("playing", link.dataset.play === path && !video.paused);
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a.thumb[data-play], a.block[data-at]");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
  const kind = link.closest("[data-kind]")?.dataset.kind;
  if (kind === "image") return;
  const path = new URL(link.href).pathname;
  const at = link.dataset.at === undefined ? undefined : Number(link.dataset.at);
  if (play(path, link.dataset.still, at)) event.preventDefault();
});

function follow() {
  const video = player(), head = byId("head"), tracks = document.querySelector(".tracks");
  if (!head || !tracks) return;
  const shown = video && video.dataset.current && (video.currentTime > 0 || !video.paused);
  head.hidden = !shown;
  if (shown) head.style.left = `${Math.min(100 * video.currentTime / Number(tracks.dataset.end), 100)}%`;
}

function listen() {
  const video = player();
  if (!video) return;
  for (const name of ["timeupdate", "seeking", "pause", "loadedmetadata"]) video.addEventListener(name, follow);
  for (const name of ["play", "pause", "ended"]) video.addEventListener(name, mark);
  let frame = 0;
  const step = () => { follow(); frame = video.paused ? 0 : requestAnimationFrame(step); };
  video.addEventListener("play", () => { if (!frame) step(); });
}

// -- news from the server -----------------------------------------------------------------------------------------------

// The rules that place the blocks are the page's own; their text comes with each answer, and goes in by rule, as the
// page's policy lets no new style element in.
function replaceRules(text) {
  const sheet = byId("places").sheet;
  while (sheet.cssRules.length) sheet.deleteRule(0);
  for (const rule of text.split("}")) if (rule.trim()) sheet.insertRule(`${rule}}`, sheet.cssRules.length);
}

function take(text) {
  const style = /<style id="places"[^>]*>([^<]*)<\/style>/;
  const rules = style.exec(text);
  const next = new DOMParser().parseFromString(text.replace(style, ""), "text/html");
  if (!rules || !next.getElementById("stage")) return;
  replaceRules(rules[1]);
  document.title = next.title;
  const old = player(), fresh = next.getElementById("player");
  const same = old && fresh && old.getAttribute("src") === fresh.getAttribute("src");
  // Nothing is taken from under the eyes of somebody who watches.
  const keeps = same || (old && !old.paused);
  if (same) old.dataset.current = fresh.dataset.current;
  for (const id of keeps ? ["status", ...PARTS] : ["stage", ...PARTS]) {
    const now = byId(id), then = next.getElementById(id);
    if (now.innerHTML !== then.innerHTML) now.replaceWith(document.adoptNode(then));
  }
  if (!keeps) listen();
  follow();
  mark();
}

function tell(reason) {
  const box = byId("lost");
  box.hidden = !reason;
  if (reason) box.textContent = box.dataset[reason];
}

async function look() {
  let again = document.querySelector(".render, .live, .pulse") ? EVERY_MS.busy : EVERY_MS.calm;
  if (!document.hidden) {
    try {
      const answer = await fetch(location.href, { cache: "no-store", headers: etag ? { "If-None-Match": etag } : {} });
      if (answer.status === 404) return tell("expired");
      if (answer.status === 200) {
        etag = answer.headers.get("etag") || "";
        take(await answer.text());
      }
      tell("");
    } catch {
      tell("lost");
      again = EVERY_MS.calm;
    }
  }
  setTimeout(look, again);
}

listen();
setTimeout(look, EVERY_MS.busy);
