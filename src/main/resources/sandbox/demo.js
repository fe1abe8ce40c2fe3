// Keeps the page of a visit as it stands on the server. Without this file it works by reloading.
const walk = document.querySelector("#walk");
const waiting = document.querySelector("[data-reload]");
const LOOK_MS = 500;

async function look() {
  try {
    const answer = await fetch(walk.dataset.part, { cache: "no-store" });
    if (answer.ok) swap(await answer.text());
  } catch {
    // The demo was stopped or the network is away: the next look may find it again.
  }
  const busy = walk.querySelector("[data-busy]")?.dataset.busy === "yes";
  setTimeout(look, busy ? LOOK_MS : LOOK_MS * 6);
}

let shown = "";
function swap(html) {
  if (html === shown) return;
  const focused = document.activeElement?.closest("form")?.getAttribute("action");
  const first = shown === "";
  shown = html;
  if (first && walk.innerHTML.trim() === html.trim()) return;
  const seen = walk.querySelectorAll(".say").length;
  walk.innerHTML = html;
  walk.querySelectorAll(".say").forEach((say, i) => i < seen && (say.style.animation = "none"));
  const chat = walk.querySelector(".phone-chat");
  chat.scrollTop = chat.scrollHeight;
  if (focused) walk.querySelector(`form[action="${focused}"] button`)?.focus();
}

if (walk) {
  walk.addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target;
    form.querySelector("button").disabled = true;
    await fetch(form.action, { method: "POST", redirect: "manual" });
    const answer = await fetch(walk.dataset.part, { cache: "no-store" });
    if (answer.ok) swap(await answer.text());
  });
  look();
}
if (waiting) setTimeout(() => location.reload(), 1500);
