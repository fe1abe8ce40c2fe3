/*
 * What the pages do beyond links and forms. Plain module, no eval, no inline handlers; every page works without it.
 * Hooks are data attributes: data-theme-set, data-copy, data-menu-search, data-open, data-ago, data-live, data-chart.
 */
const root = document.documentElement;
const words = JSON.parse(document.getElementById("words")?.textContent ?? "{}");
const say = (key, n) => (words[key] ?? "").replace("{0}", n);
const $ = (selector, from = document) => from.querySelector(selector);
const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];
const on = (type, selector, act) =>
  document.addEventListener(type, (event) => {
    const target = event.target.closest?.(selector);
    if (target) act(target, event);
  });
const typing = (node) => node.closest?.("input, textarea, select, [contenteditable]");
const remember = (name, value) => {
  const headers = { "Content-Type": "application/x-www-form-urlencoded", "X-Requested-With": "script" };
  const token = $("meta[name=csrf-token]")?.content;
  if (token) headers[$("meta[name=csrf-header]").content] = token;
  fetch("/account/preferences", { method: "POST", headers, body: `${name}=${value}`, keepalive: true })
    .then((answer) => { if (!answer.ok) announce(words.offline); }, () => announce(words.offline));
};

/* ---------- Theme and density: kept with the account, so the server renders them ---------- */
on("click", "[data-theme-set]", (button, event) => {
  event.preventDefault();
  const theme = button.dataset.themeSet;
  root.dataset.theme = theme;
  remember("theme", theme);
  for (const one of $$("[data-theme-set]")) one.setAttribute("aria-checked", one === button);
  document.dispatchEvent(new Event("popeki:theme"));
});
on("click", "[data-density-set]", (button, event) => {
  event.preventDefault();
  root.dataset.density = button.dataset.densitySet;
  remember("density", button.dataset.densitySet);
  for (const one of $$("[data-density-set]")) one.setAttribute("aria-checked", one === button);
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => document.dispatchEvent(new Event("popeki:theme")));

/* ---------- Announcements and toasts ---------- */
function announce(text) {
  const box = $("#announce");
  if (!box) return;
  box.textContent = "";
  requestAnimationFrame(() => (box.textContent = text));
}
function keepToast(toast) {
  let left = setTimeout(() => toast.remove(), 6000);
  const hold = () => clearTimeout(left);
  const go = () => { hold(); left = setTimeout(() => toast.remove(), 2000); };
  toast.addEventListener("pointerenter", hold);
  toast.addEventListener("focusin", hold);
  toast.addEventListener("pointerleave", go);
  toast.addEventListener("focusout", go);
}
/** Shows a result that is not visible where the reader looks. The server may send HX-Trigger: {"popeki:toast":{"text":"…"}}. */
export function toast(text, undo) {
  const box = $("#toasts");
  if (!box) return;
  const one = document.createElement("div");
  one.className = "toast";
  one.append(text);
  if (undo) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = words.undo;
    button.addEventListener("click", () => { one.remove(); window.htmx?.ajax("POST", undo, { swap: "none" }); });
    one.append(button);
  }
  box.append(one);
  keepToast(one);
}
$$(".toast").forEach(keepToast);
document.addEventListener("popeki:toast", (event) => toast(event.detail.text ?? event.detail.value, event.detail.undo));

/* ---------- Copy: data-copy holds the text, or the selector of what holds it ---------- */
on("click", "[data-copy]", async (button) => {
  const what = button.dataset.copy;
  const source = what.startsWith("#") ? $(what) : null;
  try {
    await navigator.clipboard.writeText(source ? (source.value ?? source.textContent).trim() : what);
  } catch {
    if (source) getSelection().selectAllChildren(source);
    return announce(words.copyFailed);
  }
  const label = $("[data-copy-label]", button);
  const use = $("use", button);
  const before = use?.getAttribute("href");
  use?.setAttribute("href", before.replace(/#.*/, "#check"));
  if (label) { label.dataset.before ??= label.textContent; label.textContent = words.copied; }
  announce(words.copied);
  setTimeout(() => {
    if (use && before.endsWith("#copy")) use.setAttribute("href", before);
    if (label) label.textContent = label.dataset.before;
  }, 1600);
});

/* ---------- Menus: native popovers; placed here where anchors are not known ---------- */
document.addEventListener("toggle", (event) => {
  const menu = event.target;
  if (!menu.matches?.(".menu") || event.newState !== "open") return;
  $(".menu-search input", menu)?.focus();
  if (CSS.supports("position-area: block-end") || innerWidth < 720) return;
  const opener = $(`[popovertarget="${menu.id}"]`);
  if (!opener) return;
  const at = opener.getBoundingClientRect();
  const left = menu.classList.contains("menu-end") ? at.right - menu.offsetWidth : at.left;
  const below = at.bottom + 4 + menu.offsetHeight < innerHeight;
  menu.style.left = `${Math.max(8, Math.min(left, innerWidth - menu.offsetWidth - 8))}px`;
  menu.style.top = `${below ? at.bottom + 4 : Math.max(8, at.top - 4 - menu.offsetHeight)}px`;
}, true);
on("click", ".menu .menu-item", (item) => { if (!item.hasAttribute("data-stay")) item.closest("[popover]")?.hidePopover(); });
on("keydown", ".menu", (menu, event) => {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const items = $$(".menu-item", menu).filter((item) => item.offsetParent);
  const here = items.indexOf(document.activeElement);
  items.at((here + (event.key === "ArrowDown" ? 1 : here < 0 ? 0 : -1)) % items.length)?.focus();
  event.preventDefault();
});
on("input", "[data-menu-search]", (input) => {
  const wanted = input.value.trim().toLowerCase();
  const menu = input.closest(".menu");
  for (const item of $$(".menu-item", menu)) item.hidden = !item.textContent.toLowerCase().includes(wanted);
  for (const group of $$("[data-menu-group]", menu)) group.hidden = !$(".menu-item:not([hidden])", group);
});

/* ---------- Dialogs and side panels: opened modal, closed by Esc, their list's URL restored ---------- */
function openDialogs(from) {
  for (const dialog of $$("dialog[data-open]", from)) {
    if (dialog.dataset.opened) continue;
    dialog.dataset.opened = "yes";
    dialog.removeAttribute("open");
    dialog.showModal();
    dialog.addEventListener("close", () => {
      if (dialog.dataset.closeHref) {
        history.replaceState({ htmx: true }, "");
        history.pushState({ htmx: true }, "", dialog.dataset.closeHref);
      }
      dialog.remove();
      if (document.activeElement === document.body) document.getElementById(dialog.dataset.back)?.focus();
    });
  }
}
/* A line opens beside its list; on a phone, and in a tab of its own, its page does. */
document.addEventListener("click", (event) => {
  if (event.target.closest?.("a[hx-target='#side']") && (innerWidth < 720 || event.ctrlKey || event.metaKey || event.shiftKey)) event.stopPropagation();
}, true);
on("click", "[data-dialog]", (button) => $(button.dataset.dialog)?.showModal());
on("click", "dialog [data-close]", (button, event) => { event.preventDefault(); button.closest("dialog").close(); });
document.addEventListener("click", (event) => { if (event.target.matches?.("dialog[data-opened], dialog.dialog")) event.target.close(); });

/* ---------- Forms: no double send; a typed name frees a destructive button ---------- */
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button || event.defaultPrevented || event.target.hasAttribute("data-again")) return;
  requestAnimationFrame(() => button.setAttribute("aria-busy", "true"));
});
addEventListener("pageshow", (event) => event.persisted && $$("[aria-busy=true].button").forEach((button) => button.removeAttribute("aria-busy")));
on("input", "[data-must-equal]", (input) => {
  const button = $("[type=submit]", input.form);
  if (button) button.disabled = input.value.trim() !== input.dataset.mustEqual;
});
on("change", "[data-submit-on-change]", (input) => input.form.requestSubmit());
on("input", "[data-strength]", (input) => {
  const text = input.value, length = [...text].length, kinds = new Set(text.toLowerCase()).size;
  const word = !length ? "" : length < 12 ? "short" : kinds < 6 || length < 15 ? "fair" : length < 20 ? "good" : "strong";
  $(input.dataset.strength).textContent = word && input.dataset[word];
});
on("input", "[data-mirror]", (input) => { const mirror = $(input.dataset.mirror); if (mirror) mirror.textContent = input.value; });

/* ---------- htmx: form token, focus, what arrives ---------- */
document.addEventListener("htmx:configRequest", (event) => {
  const token = $("meta[name=csrf-token]")?.content;
  if (token) event.detail.headers[$("meta[name=csrf-header]").content] = token;
});
document.addEventListener("htmx:afterSwap", (event) => {
  settle(event.target);
  const heading = $("[data-focus]", event.target);
  if (heading) { heading.tabIndex = -1; heading.focus(); }
});
/* What refreshes by itself waits while something half-written stands in it, and leaves open what the reader opened. */
const changed = (field) => field.type === "hidden" || field.closest("[hx-preserve]") ? false
  : field.tagName === "SELECT" ? [...field.options].some((one) => one.selected !== one.defaultSelected && one.defaultSelected)
  : /checkbox|radio/.test(field.type) ? field.checked !== field.defaultChecked : field.value !== field.defaultValue;
document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, requestConfig } = event.detail;
  if (requestConfig?.triggeringEvent?.type !== "popeki:changed") return;
  if ($$("input, textarea, select", target).some(changed) || $(":popover-open", target)) { event.detail.shouldSwap = false; return; }
  const open = new Set($$("details[open][data-keep]", target).map((one) => one.dataset.keep));
  if (open.size) target.addEventListener("htmx:afterSwap", () => $$("details[data-keep]", target).forEach((one) => { if (open.has(one.dataset.keep)) one.open = true; }), { once: true });
});
document.addEventListener("htmx:sendError", () => announce(words.offline));

/* ---------- Times ---------- */
function tellTimes(from = document) {
  const now = Date.now();
  for (const time of $$("time[data-ago]", from)) {
    const seconds = (now - Date.parse(time.dateTime)) / 1000;
    if (seconds < -60 || seconds >= 86400) { if (seconds >= 86400 && time.dataset.full) time.textContent = time.dataset.full; continue; }
    time.textContent = seconds < 45 ? words.now : seconds < 3570 ? say("minutes", Math.max(1, Math.round(seconds / 60))) : say("hours", Math.max(1, Math.round(seconds / 3600)));
  }
}
setInterval(tellTimes, 30000);

/* ---------- Live: the server says "changed", panels listening for popeki:changed refresh ---------- */
function live(path) {
  let due = 0, last = 0, failures = 0, poll = 0;
  const changed = () => {
    if (due || document.hidden) return;
    due = setTimeout(() => { due = 0; last = Date.now(); document.body.dispatchEvent(new CustomEvent("popeki:changed", { bubbles: true })); }, Math.max(0, 1000 - (Date.now() - last)));
  };
  const connect = () => {
    const source = new EventSource(path);
    source.addEventListener("changed", changed);
    source.addEventListener("message", changed);
    source.addEventListener("open", () => { failures = 0; clearInterval(poll); poll = 0; });
    source.addEventListener("error", () => {
      failures += 1;
      if (failures >= 3 && !poll) poll = setInterval(changed, 15000);
      if (source.readyState === EventSource.CLOSED && failures < 20) setTimeout(connect, Math.min(60000, 2000 * failures));
    });
    addEventListener("pagehide", () => source.close(), { once: true });
  };
  connect();
  document.addEventListener("visibilitychange", () => { if (!document.hidden) changed(); });
  addEventListener("pageshow", (event) => { if (event.persisted) connect(); });
}
const livePath = $("[data-live]")?.dataset.live;
if (livePath && "EventSource" in window) live(livePath);

/* ---------- Lines of a list: j and k go from one to the next, Enter or o opens, e goes to its stage ---------- */
function line(key) {
  const lines = $$("[data-list] .row-link").filter((one) => one.offsetParent);
  if (!lines.length) return false;
  const here = lines.indexOf(document.activeElement);
  if (key === "j" || key === "k") lines.at(key === "j" ? Math.min(here + 1, lines.length - 1) : Math.max(here - 1, 0)).focus();
  else if (here < 0) return false;
  else if (key === "o") lines[here].click();
  else if (key === "e") location.assign(`${lines[here].href}#set-stage`);
  else return false;
  return true;
}
if (location.hash === "#set-stage") { $("#set-stage")?.showPopover?.(); history.replaceState(null, "", location.pathname + location.search); }

/* ---------- Keys: off in fields, with modifiers, and where the reader switched them off ---------- */
let leader = 0;
document.addEventListener("keydown", (event) => {
  if (event.metaKey || event.ctrlKey || event.altKey || typing(event.target) || root.dataset.keys === "off" || $("dialog[open]")) return;
  const key = event.key;
  if (Date.now() - leader < 1200) {
    leader = 0;
    const link = $(`[data-key="g ${key}"]`);
    if (link) { event.preventDefault(); link.click(); }
    return;
  }
  if (key === "g") leader = Date.now();
  else if (line(key)) event.preventDefault();
  else if (key === "?") $("#keys")?.showModal();
  else if (key === "/") { event.preventDefault(); const aim = $("[data-key='/']") ?? $("input[type=search]"); aim?.focus(); if (aim?.hasAttribute("popovertarget")) aim.click(); }
  else if (/^[a-zA-Z]$/.test(key)) { const aim = $(`[data-key="${key}"]`); if (aim) { event.preventDefault(); typing(aim) ? aim.focus() : aim.click(); } }
});

/* ---------- Charts: loaded only where there is one ---------- */
function settle(from) {
  tellTimes(from);
  openDialogs(from);
  if ($("[data-chart]", from)) import("./chart.js").then((chart) => chart.draw(from, announce));
}
settle(document);
