/*
 * Popeki Track for landing pages: links that open a WhatsApp chat lead through a tracked link, and what the visit's
 * first page was called with goes along. Documented in docs/track-js.md.
 *
 * Promises to the page it runs in: one global (popeki), no cookie, nothing sent anywhere, nothing thrown.
 * "@link@", "@campaign@" and "@ids@" are filled in by the server; lines of comment are not delivered.
 */
(() => {
  "use strict";
  const LINK = "@link@"; // {s: slug, u: its address, n: numbers it opens} or null
  const CAMPAIGN = /^(@campaign@)$/i; // what a campaign calls itself
  const IDS = /^(@ids@)$/i; // what singles out a click, so a person
  const MARK = "data-popeki-href";
  const KEY = "popeki";
  const KEPT = 30 * 864e5;
  const AT_ONCE = 9;

  const guard = (act) => (...given) => {
    try {
      return act(...given);
    } catch (error) {
      console.debug("popeki", error);
    }
  };

  const start = (before, presumed) => {
    const links = [];
    const rewritten = new WeakMap();
    // Set before this script came: window.popeki = {consent: true}
    let answer = before && typeof before.consent === "boolean" ? before.consent : undefined;

    /* ---- the touch: c campaign, i ids, l landing page, r referrer, t time ---- */
    // Pairs stay encoded as they came: a click id that was read and written again may be another one.
    const read = (address) => {
      const found = { c: {}, i: {} };
      let room = 4000;
      for (const pair of (address.split("#")[0].split("?")[1] || "").split("&")) {
        const [name, value] = pair.split("=");
        const kind = CAMPAIGN.test(name) ? found.c : IDS.test(name) ? found.i : 0;
        if (kind && value && pair.length < 1500 && (room -= pair.length) > 0) kind[name.toLowerCase()] = pair;
      }
      return { c: Object.values(found.c).join("&"), i: Object.values(found.i).join("&") };
    };
    const says = (touch) => touch && (touch.c || touch.i);
    const path = () => {
      let name = location.pathname;
      try {
        name = decodeURIComponent(name);
      } catch (notEncoded) {}
      return name.slice(0, 200).replace(/[\uD800-\uDBFF]$/, "");
    };
    const arrived = () => {
      const opened = ((performance.getEntriesByType && performance.getEntriesByType("navigation")[0]) || {}).name;
      // A router may have tidied the address before this script came; what was opened is remembered.
      const touch = [location.href, opened || ""].map(read).find(says) || { c: "", i: "" };
      const from = document.referrer && new URL(document.referrer).hostname;
      return Object.assign(touch, { l: path(), r: from && from !== location.hostname ? from.slice(0, 100) : "", t: Date.now() });
    };
    const here = arrived();
    let touch = here;

    const agreed = () => (answer === undefined ? presumed : answer);
    const withheld = () => navigator.globalPrivacyControl || agreed() === false;
    const kept = (store) => {
      try {
        const old = JSON.parse(window[store].getItem(KEY));
        return old && Date.now() - old.t < KEPT && old;
      } catch (refused) {}
    };
    const keep = (store, value) => {
      try {
        value ? window[store].setItem(KEY, JSON.stringify(value)) : window[store].removeItem(KEY);
      } catch (refused) {}
    };
    const decide = () => {
      const open = !withheld();
      const known = open ? [agreed() && kept("localStorage"), kept("sessionStorage"), here].filter(Boolean) : [here];
      touch = known.find(says) || known[0];
      // What an earlier consent left waits for this page's answer; a refusal ends it.
      const ended = navigator.globalPrivacyControl || answer === false;
      if (open || ended) keep("sessionStorage", open && touch);
      if ((open && agreed()) || ended) keep("localStorage", open && touch);
    };
    const query = () => {
      const parts = [touch.c];
      if (!withheld()) {
        parts.push(touch.i, "popeki_page=" + encodeURIComponent(touch.l));
        if (touch.r) parts.push("popeki_referrer=" + encodeURIComponent(touch.r));
      }
      return parts.filter(Boolean).join("&");
    };

    /* ---- which number a link opens: digits, "" when it does not say, undefined when it opens no chat ---- */
    const digits = (text) => (text ? text.replace(/\D/g, "").replace(/^0+/, "") : undefined) || undefined;
    const number = (href) => {
      const app = /^\s*whatsapp:\/*send\/?\?(.*)$/i.exec(href);
      if (app) return digits(new URLSearchParams(app[1]).get("phone"));
      if (!/wa\.me|whatsapp\.com/i.test(href)) return;
      const to = new URL(href, document.baseURI);
      if (!/^https?:$/.test(to.protocol)) return;
      const name = decodeURIComponent(to.pathname);
      if (to.hostname === "wa.me") {
        if (/^\/message\/\w/.test(name)) return "";
        return /^\/\+?[\d ().-]+\/?$/.test(name) ? digits(name) : undefined;
      }
      if (/^(api|web)\.whatsapp\.com$/.test(to.hostname) && /^\/send\/?$/.test(name)) return digits(to.searchParams.get("phone"));
    };
    const isOf = (link, href) => href === link.u || href.startsWith(link.u + "?");
    const tracked = (href, element) => {
      // A tracked link that stands on the page already gets the touch too; what its own address says comes last and wins.
      const own = links.find((one) => isOf(one, href));
      if (own) return [own.u, [query(), href.slice(own.u.length + 1)].filter(Boolean).join("&")].filter(Boolean).join("?");
      const to = number(href);
      if (to === undefined) return;
      const chosen = element.getAttribute("data-popeki-link");
      const fits = links.filter((link) => link.a || link.n.includes(to));
      const link = (chosen && fits.find((one) => one.s === chosen.toLowerCase())) || fits.find((one) => one.n.includes(to)) || fits[0];
      if (!link) return;
      const more = query();
      return link.u + (more && "?" + more);
    };

    /* ---- rewriting ---- */
    const isOurs = (href) => links.some((link) => isOf(link, href));
    // A page that sets its links back gets its way: two watchers must not chase each other for ever.
    const tired = (element) => {
      const now = Date.now();
      let times = rewritten.get(element);
      if (!times || now - times.t > 1000) rewritten.set(element, (times = { t: now, n: 0 }));
      return ++times.n > AT_ONCE;
    };
    const rewrite = guard((element) => {
      const href = element.getAttribute("href");
      if (!href) return;
      const original = element.hasAttribute(MARK) && isOurs(href) ? element.getAttribute(MARK) : href;
      const to = tracked(original, element);
      if (!to) {
        if (original === href) element.removeAttribute(MARK);
      } else if (to !== href && !tired(element)) {
        element.setAttribute(MARK, original);
        element.setAttribute("href", to);
      }
    });
    const isLink = (node) => node.localName === "a" || node.localName === "area";
    const scan = (node) => {
      if (!node.querySelectorAll) return;
      if (isLink(node)) rewrite(node);
      node.querySelectorAll("a[href],area[href]").forEach(rewrite);
    };
    const renew = () => {
      decide();
      scan(document);
    };

    const watcher = new MutationObserver(guard((changes) => {
      for (const change of changes) {
        if (change.type === "childList") change.addedNodes.forEach(scan);
        else if (isLink(change.target)) rewrite(change.target);
      }
    }));
    // The last moment: links in open shadow trees, which no watcher of the document sees.
    const touched = guard((event) => event.composedPath().forEach((node) => node.localName && isLink(node) && rewrite(node)));
    const moments = ["pointerdown", "click", "auxclick"];
    watcher.observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["href"] });
    moments.forEach((moment) => addEventListener(moment, touched, true));
    decide();

    return {
      /** The visitor's answer: true keeps the first touch for 30 days, false keeps nothing and passes on no ids. */
      consent: guard((yes) => {
        answer = yes === true;
        renew();
      }),
      /** What a page says of its visitors until they answer. */
      presume: guard((yes) => {
        if (presumed === undefined) {
          presumed = yes;
          renew();
        }
      }),
      add: guard((link, any) => {
        links.push(Object.assign({ a: any }, link));
        renew();
      }),
      /** Gives every link back as the page had it, and rests. */
      stop: guard(() => {
        watcher.disconnect();
        moments.forEach((moment) => removeEventListener(moment, touched, true));
        document.querySelectorAll("[" + MARK + "]").forEach((element) => {
          if (isOurs(element.getAttribute("href"))) element.setAttribute("href", element.getAttribute(MARK));
          element.removeAttribute(MARK);
        });
      }),
    };
  };

  guard(() => {
    const tag = document.currentScript;
    const said = tag ? tag.dataset : {};
    const presumed = said.consent === undefined ? undefined : said.consent === "granted";
    if (!window.popeki || typeof window.popeki.add !== "function") window.popeki = start(window.popeki, presumed);
    else if (presumed !== undefined) window.popeki.presume(presumed);
    if (LINK) window.popeki.add(LINK, said.any !== undefined);
    else if (said.link) {
      // <script src="…/track.js" data-link="…">: the same script, with the link's numbers.
      const more = document.createElement("script");
      more.src = tag.src.split("?")[0] + "?link=" + encodeURIComponent(said.link);
      Object.assign(more.dataset, said);
      tag.after(more);
    }
  })();
})();
