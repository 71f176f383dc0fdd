/* What pages do on top with JavaScript: suggestions and results while typing, the / key, stepping through the matches of
   an article, and copying. All pages work without it. Its texts stand in the pages, where they are translated. */

const TYPING_PAUSE = 200; // ms after the last key before the server is asked
const SLOW_ANSWER = 400; // ms after which the page says that it is searching
const QUIET = 1000; // ms after the last key before a screen reader is told the outcome
const SETTLED = 3000; // ms that results stand until they count as a search in the log of the site
const MESSAGE_TIME = 3000; // ms that a message stands
const MAX_OPTIONS = 6;
const MAX_VIEWS = 30;
const LINKS = "link[rel=alternate], link[rel=prev], link[rel=next]";
const CJK = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

const form = document.querySelector("form.search");
const field = form?.querySelector("input[type=search]");
const region = document.querySelector("[data-live]");
const status = document.querySelector("[role=status]");
const texts = status.dataset;

const element = (name, attributes, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
};

let clearing;
const announce = (text) => {
  clearTimeout(clearing);
  status.textContent = text;
  clearing = setTimeout(() => (status.textContent = ""), MESSAGE_TIME);
};

/* Suggestions: an ARIA combobox with manual selection. The list stands below the field and moves nothing. */

const list = element("ul", { id: "suggestions", role: "listbox", "aria-label": texts.list, hidden: "" });
const note = element("p", { class: "note", "aria-hidden": "true", hidden: "" });
let options = []; // the texts of the options
let completed = null; // the text of the field that the options are for
let dismissed = null; // the text of the field for which Escape closed the list
let active = -1; // -1: what was typed

const say = (text) => {
  note.textContent = text;
  note.hidden = !text;
};

const choose = (index) => {
  list.children[active]?.setAttribute("aria-selected", "false");
  active = index;
  const option = list.children[active];
  if (option) {
    option.setAttribute("aria-selected", "true");
    // Only the list scrolls: `scrollIntoView` might take the field out of sight.
    const { offsetTop, offsetHeight } = option;
    list.scrollTop = Math.min(offsetTop, Math.max(list.scrollTop, offsetTop + offsetHeight - list.clientHeight));
    field.setAttribute("aria-activedescendant", option.id);
  } else field.removeAttribute("aria-activedescendant");
};

const setOpen = (isOpen) => {
  list.hidden = !isOpen;
  field.setAttribute("aria-expanded", String(isOpen));
  if (!isOpen) choose(-1);
};

const closeList = () => setOpen(false);

const isSearchable = (text) => [...text.trim()].length >= (CJK.test(text) ? 1 : 2);

const option = ({ text, isTitle }, index) => {
  const typed = field.value;
  const label = element("bdi", {});
  // What is added to the typed text stands out.
  if (!isTitle && text.toLowerCase().startsWith(typed.toLowerCase()))
    label.append(text.slice(0, typed.length), element("b", {}, text.slice(typed.length)));
  else label.append(text);
  const made = element("li", { id: `suggestion-${index}`, role: "option", "aria-selected": "false" }, label);
  if (isTitle) made.append(" ", element("span", { class: "kind" }, texts.title));
  return made;
};

const suggest = async (signal) => {
  const typed = field.value;
  let found = { words: [], titles: [] };
  const answer = await fetch(`/api/v1/suggest?${new URLSearchParams({ q: typed, limit: MAX_OPTIONS })}`, { signal });
  if (answer.ok) found = await answer.json();
  if (signal.aborted || typed !== field.value) return;
  const words = found.words.map(({ text }) => ({ text }));
  const titles = found.titles.map(({ title }) => ({ text: title, isTitle: true }));
  const seen = new Set([typed.toLowerCase(), ""]);
  const unseen = ({ text }) => !seen.has(text.toLowerCase()) && seen.add(text.toLowerCase());
  // Words come first, and two titles have a place beside them.
  const offered = [...words, ...titles].filter(unseen);
  const room = MAX_OPTIONS - Math.min(2, offered.filter((each) => each.isTitle).length);
  const first = offered.filter((each, index) => each.isTitle || index < room).slice(0, MAX_OPTIONS);
  choose(-1);
  list.replaceChildren(...first.map(option));
  options = first.map(({ text }) => text);
  completed = typed;
  setOpen(options.length > 0 && document.activeElement === field && dismissed !== typed);
};

const openList = async () => {
  if (completed !== field.value && isSearchable(field.value)) await suggest(new AbortController().signal).catch(closeList);
  if (completed === field.value && options.length) setOpen(true);
};

const step = (by) => {
  const places = options.length + 1;
  if (!list.hidden) choose(((active + 1 + by + places) % places) - 1);
};

const pressed = async (event) => {
  const { key, altKey } = event;
  // Safari ends a composition before the key that ends it, which has the code 229.
  if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (key === "ArrowDown" || key === "ArrowUp") {
    event.preventDefault();
    if (altKey && key === "ArrowUp") return closeList();
    const wasOpen = !list.hidden;
    if (!wasOpen) await openList();
    if (!altKey) step(key === "ArrowDown" ? 1 : -1);
  } else if (key === "Enter") {
    // The browser submits the form.
    if (active >= 0) field.value = options[active];
    stop();
  } else if (key === "Escape") {
    if (list.hidden && !field.value) return;
    event.preventDefault();
    if (list.hidden) {
      field.value = "";
      changed();
    } else {
      dismissed = field.value;
      closeList();
    }
  } else if (key === "Tab") closeList();
  else if (["Home", "End", "ArrowLeft", "ArrowRight"].includes(key)) choose(-1);
};

/* Results while typing: the region below the field is replaced, never the field itself. */

const address = (query) => `/search?${query}`;
const asked = () => String(new URLSearchParams(new FormData(form)));
const here = () => location.pathname + location.search;
const views = new Map(); // what stood at an address, for the way back
let shown = here();
let session = false; // whether an entry of the history was made since the field was entered
let waiting, request, lastKey;

let unlogged = null; // the results shown while typing that the log does not have
let settled = null; // the address of the last such results that the log has
let settling;

const settle = () => {
  if (unlogged && address(unlogged) !== settled) {
    if (texts.settled) navigator.sendBeacon(texts.settled, new URLSearchParams(unlogged));
    settled = address(unlogged);
  }
  unlogged = null;
};

const stop = () => {
  clearTimeout(waiting);
  clearTimeout(settling);
  unlogged = null;
  request?.abort();
  say("");
  region?.removeAttribute("aria-busy");
  closeList();
};

const remember = (view) => {
  views.delete(shown);
  views.set(shown, view);
  if (views.size > MAX_VIEWS) views.delete(views.keys().next().value);
};

const show = (view, place) => {
  const hadFocus = region.contains(document.activeElement);
  region.replaceChildren(...view.nodes);
  for (const link of document.querySelectorAll(LINKS)) link.remove();
  document.head.append(...view.links);
  document.title = view.title;
  shown = place;
  remember(view);
  if (hadFocus) region.querySelector("#results")?.focus();
};

const load = async (query, signal) => {
  const answer = await fetch(`/search/fragment?${query}`, { signal });
  if (!answer.ok) throw new Error(`The server answered ${answer.status}.`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const outcome = page.querySelector("[data-status]").dataset;
  // On the home page, the heading of the site stays.
  if (document.querySelector("h1:not([data-live] *)")) page.querySelector("h1").remove();
  return {
    title: page.title,
    links: [...page.querySelectorAll(LINKS)],
    nodes: [...page.body.childNodes],
    isEmpty: "empty" in outcome,
  };
};

const pause = (end) => new Promise((resolve) => setTimeout(resolve, end - performance.now()));

/** Shows the results of a query, once `enter` has made its entry of the history. */
const refresh = async (query, signal, suggested, enter) => {
  const slow = setTimeout(() => {
    region.setAttribute("aria-busy", "true");
    say(texts.searching);
  }, SLOW_ANSWER);
  try {
    const view = await load(query, signal);
    clearTimeout(slow);
    await suggested;
    // The last word may be unfinished: then the list is not emptied as long as keys follow.
    if (view.isEmpty && options.length) await pause(lastKey + QUIET);
    if (signal.aborted) return;
    enter?.();
    show(view, address(query));
    say("");
    if (!enter) return;
    unlogged = query;
    settling = setTimeout(settle, SETTLED);
  } catch {
    if (signal.aborted) return;
    say(texts.failed);
    announce(texts.failed);
  } finally {
    clearTimeout(slow);
    if (!signal.aborted) region.removeAttribute("aria-busy");
  }
};

const update = async () => {
  const { signal } = (request = new AbortController());
  const query = asked();
  const suggested = suggest(signal).catch(closeList);
  const enter = () => {
    history[session ? "replaceState" : "pushState"](null, "", address(query));
    session = true;
  };
  await Promise.all([suggested, region && address(query) !== shown && refresh(query, signal, suggested, enter)]);
  await pause(lastKey + QUIET);
  if (signal.aborted || (region && address(query) !== shown)) return;
  const outcome = region?.querySelector("[data-status]")?.dataset.status;
  announce([texts.counts.split("|")[options.length], outcome].filter(Boolean).join(" "));
};

const changed = () => {
  lastKey = performance.now();
  dismissed = null;
  const wasOpen = !list.hidden;
  stop();
  if (!isSearchable(field.value)) return;
  // The list stays until the next one is there, so that it does not flicker.
  if (wasOpen) setOpen(true);
  waiting = setTimeout(update, TYPING_PAUSE);
};

const restoreField = () => {
  stop();
  session = false;
  field.value = new URLSearchParams(location.search).get("q") ?? "";
};

const restore = () => {
  restoreField();
  const place = here();
  if (place === shown) return;
  if (views.has(place)) show(views.get(place), place);
  else if (location.pathname === "/search") refresh(location.search.slice(1), (request = new AbortController()).signal);
  else location.reload();
};

if (field) {
  const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
  for (const [key, value] of Object.entries(attributes)) field.setAttribute(key, value);
  field.after(element("div", { class: "below" }, list, note));
  field.addEventListener("keydown", pressed);
  field.addEventListener("input", (event) => event.isComposing || changed());
  field.addEventListener("compositionend", changed);
  field.addEventListener("focus", () => (session = false));
  field.addEventListener("blur", closeList);
  // The focus stays in the field while an option is clicked.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const index = [...list.children].indexOf(event.target.closest("li"));
    if (index < 0) return;
    field.value = options[index];
    form.requestSubmit();
  });
  form.addEventListener("submit", (event) => {
    stop();
    // Chromium would add a second entry of the same results to the history.
    if (address(asked()) !== here()) return;
    event.preventDefault();
    // Loading the results that stand there would count the same search again.
    if (settled === here() && shown === here()) region.querySelector("#results").focus();
    else location.replace(here());
  });
  // A page that the browser kept whole has the field as it was left.
  addEventListener("pageshow", (event) => event.persisted && restoreField());
  addEventListener("pagehide", settle);
  if (region) {
    remember({
      title: document.title,
      links: [...document.querySelectorAll(LINKS)],
      nodes: [...region.childNodes],
    });
    addEventListener("popstate", restore);
  }
}

/* The / key, which the help page can turn off: it may be in the way of speech input. */

const SLASH = "dateline.slash";
let storage = null; // of a browser that stores something for this site
try {
  storage = localStorage;
} catch {}
const isSlashOn = () => storage?.getItem(SLASH) !== "off";

addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !isSlashOn()) return;
  if (!field || event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]")) return;
  event.preventDefault();
  field.focus();
  field.select();
});

const slash = document.querySelector("#slash");
if (slash && storage) {
  slash.closest("[hidden]").hidden = false;
  slash.checked = isSlashOn();
  slash.addEventListener("change", () => storage.setItem(SLASH, slash.checked ? "on" : "off"));
}

/* The matches of an article, without loading the page again. */

const bar = document.querySelector(".matches[data-position]");

const goTo = (number, link) => {
  const mark = document.getElementById(`m${number}`);
  const text = mark.closest(".text");
  // The mark that the address names stays `:target` for the style until the page is loaded again.
  text.classList.add("stepped");
  for (const each of text.querySelectorAll(".now")) each.classList.remove("now");
  // A match across a paragraph break has a mark in either paragraph, the first with the id.
  const marks = [...text.querySelectorAll("mark")];
  let index = marks.indexOf(mark);
  do marks[index++].classList.add("now");
  while (marks[index] && !marks[index].id);
  mark.scrollIntoView({ block: "nearest" });
  const [before, after] = bar.dataset.position.split("{}");
  const place = bar.querySelector("p");
  place.replaceChildren(before, element("b", {}, number), after);
  announce(place.textContent);
  for (const [way, near] of [["prev", number - 1], ["next", number + 1]]) {
    const step = bar.querySelector(`[data-step=${way}]`);
    const hadFocus = step === document.activeElement;
    const exists = document.getElementById(`m${near}`);
    if (exists) step.href = link.replace(/([?&]m=)\d+(#m)\d+$/, `$1${near}$2${near}`);
    else step.removeAttribute("href");
    step.ariaDisabled = exists ? null : "true";
    if (way === "next") step.textContent = step.dataset.label;
    if (hadFocus && !exists) mark.focus({ preventScroll: true });
  }
  // Last, since Safari refuses more than some hundred in half a minute, as from a key that is held.
  history.replaceState(null, "", link);
};

if (bar)
  addEventListener("click", (event) => {
    const link = event.target.closest("a[href*='#m']");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const number = Number(/#m(\d+)$/.exec(link.href)?.[1]);
    if (link.pathname !== location.pathname || !document.getElementById(`m${number}`)) return;
    event.preventDefault();
    goTo(number, link.href);
    if (!bar.contains(link)) document.getElementById(`m${number}`).focus({ preventScroll: true });
  });

/* Copying a citation. */

const copy = async (source) => {
  // Browsers offer the clipboard to pages over HTTPS alone; the older way works elsewhere, too.
  if (navigator.clipboard) return navigator.clipboard.writeText(source.textContent.trim());
  getSelection().selectAllChildren(source);
  if (!document.execCommand("copy")) throw new Error("The browser refused to copy.");
};

for (const button of document.querySelectorAll("button.copy")) {
  const label = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const isCopied = await copy(document.getElementById(button.dataset.source)).then(() => true, () => false);
    button.textContent = isCopied ? button.dataset.done : button.dataset.failed;
    announce(button.textContent);
    setTimeout(() => (button.textContent = label), MESSAGE_TIME);
  });
}
