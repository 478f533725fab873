// What each part of the first screen is made with: asking the API, saying what came of it, tables.
import { language, text, told } from "/screen/texts.js";

export const find = (selector) => document.querySelector(selector);
export const time = (iso) => new Intl.DateTimeFormat(language, { dateStyle: "short", timeStyle: "medium" }).format(new Date(iso));
export const day = (date) => (date ? new Intl.DateTimeFormat(language, { dateStyle: "medium", timeZone: "UTC" }).format(new Date(date)) : "");
export const now = () => new Date().toISOString();

/** Ends, with the session, what is still being asked in its name. */
let session = new AbortController();
let shown = () => {};

/** Whether it is still the session that it was then. */
export function lasting() {
  const then = session;
  return () => then === session && token() !== null;
}

export const forSession = () => session.signal;

/** What the screen does when nobody is signed in any more. */
export function whenSignedOut(act) {
  shown = act;
}

export function signedOut() {
  session.abort();
  session = new AbortController();
  sessionStorage.removeItem("token");
  shown();
}

export function token() {
  return sessionStorage.getItem("token");
}

/** Asks the API; throws what it refused with. */
export async function ask(method, path, body) {
  const headers = token() ? { Authorization: `Bearer ${token()}` } : {};
  if (body) headers["Content-Type"] = "application/json";
  const answer = await fetch(path, { method, headers, body: body && JSON.stringify(body), signal: session.signal });
  if (answer.status === 202 || answer.status === 204) return null;
  if (!answer.ok) {
    const problem = await answer.json();
    if (answer.status === 401 && token()) signedOut();
    const refusal = new Error([problem.detail, ...problem.errors.map((e) => `${e.pointer} ${e.detail}`)].join(" · "));
    throw Object.assign(refusal, { code: problem.code, errors: problem.errors });
  }
  return answer.headers.get("Content-Type").startsWith("audio/") ? answer.blob() : answer.json();
}

export function notice(message, good = false) {
  find("#notice").textContent = message;
  find("#notice").hidden = !message;
  find("#notice").className = good ? "good" : "";
  if (message) find("#notice").scrollIntoView({ block: "nearest" });
}

/** Does what somebody asked for, and says so when it is refused; who has signed out meanwhile is told nothing. */
export async function attempt(work) {
  try {
    notice("");
    await work();
  } catch (refusal) {
    const why = [refusal.code, ...(refusal.errors ?? []).map((e) => e.code)].map(told).find(Boolean);
    if (refusal.name !== "AbortError") notice(why ?? refusal.message);
  }
}

export function element(name, content, attributes = {}) {
  const made = Object.assign(document.createElement(name), attributes);
  made.append(...[content].flat());
  return made;
}

export function button(key, act) {
  const made = element("button", text(key), { type: "button" });
  made.addEventListener("click", () => attempt(act));
  return made;
}

/** Shows rows under a heading, where rows are lists of cells; without any, how the first is made. */
export function table(key, heads, rows, madeBy) {
  const section = element("section", element("h2", text(key)), { id: key });
  const head = element("tr", heads.map((h) => element("th", h ? text(h) : "", { scope: "col" })));
  const body = rows.map((row) => element("tr", row.map((cell) => element("td", cell ?? ""))));
  section.append(rows.length ? element("table", [element("thead", head), element("tbody", body)]) : element("p", madeBy ? text("firstMadeBy", madeBy) : text("nothing"), { className: "none" }));
  const old = document.getElementById(key);
  if (old) old.replaceWith(section);
  else find("#tables").append(section);
}

export const list = async (path) => (await ask("GET", path)).data;

/** As a field for a moment has it: by the reader's clock, to the second. */
const local = (iso) => new Date(new Date(iso) - new Date(iso).getTimezoneOffset() * 60000).toISOString().slice(0, 19);

function control({ name, choices, many, lines, moment, least, most, value, optional }) {
  const common = { name, required: !optional };
  if (choices) {
    const select = element("select", choices.map(([code, said]) => element("option", said, { value: code })), { ...common, multiple: !!many, size: many ? Math.min(6, choices.length) : 0 });
    if (value) select.value = value;
    return select;
  }
  if (moment) return element("input", [], { ...common, type: "datetime-local", step: 1, value: local(moment) });
  return element(lines ? "textarea" : "input", [], { ...common, ...(lines && { rows: lines }), ...(least && { minLength: least }), ...(most && { maxLength: most }) });
}

/** What was answered, by name; what nobody has answered is left out. */
function answered(form, fields) {
  const values = fields.map(({ name, many, moment }) => {
    const { value, selectedOptions } = form.elements[name];
    if (many) return [name, [...selectedOptions].map((o) => o.value)];
    return [name, moment ? new Date(value).toISOString() : value.trim()];
  });
  return Object.fromEntries(values.filter(([, value]) => value.length));
}

/** Asks for all that is needed at once; null where nobody answers. `about` says of whom or what. */
export function askFor(key, fields, about) {
  const rows = fields.map((field) => element("label", [element("span", text(field.label)), control(field)]));
  const cancel = button("cancel", () => dialog.close());
  const form = element("form", [element("h2", text(key)), ...(about ? [element("p", about, { className: "none" })] : []), ...rows,
    element("p", [cancel, " ", element("button", text("confirm"), { value: "confirmed" })])], { method: "dialog" });
  const dialog = element("dialog", form, { className: "ask" });
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "confirmed" ? answered(form, fields) : null);
    });
  });
}
