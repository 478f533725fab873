// Breaches of personal data (GDPR art. 33, 34): the operator's room, and what an organisation was told of one.
import { ask, askFor, button, element, list, notice, now, table, time } from "/screen/page.js";
import { language, text } from "/screen/texts.js";

const EFFECTS = ["confidentiality", "integrity", "availability"];
const CATEGORIES = ["accounts", "numbers", "identity_documents", "call_records", "call_content", "recordings", "transcripts", "contacts", "messages",
  "email", "location", "technical"];
const MEANS = ["api_key", "user", "session", "address", "organisation"];
const choices = (codes, kind) => codes.map((code) => [code, text(`${kind}_${code}`)]);

/** What the operator has told customers of breaches, disclosures and audits; shown where there is something. */
export async function showNotices(evidence) {
  const notices = await list("/v1/notices?limit=20");
  if (notices.length) {
    table("notices", ["when", "subject", "cause", ""], notices.map((n) => [
      time(n.created_at), text(`notice_${n.kind}`), n.facts.cause ?? n.facts.authority ?? n.facts.answer_text ?? time(n.facts.in_force_at),
      n.kind === "breach" && evidence ? [button("affectedPeople", () => showPeople(n)), button("drafts", () => showDrafts(`/v1/notices/${n.id}`))] : ""]));
  }
}

/** The operator's register of breaches, and until when the authority must know of each. */
export async function showBreaches() {
  table("breaches", ["when", "cause", "until", "state", "people", ""], (await list("/v1/breaches?limit=20")).map((b) => [
    time(b.noticed_at), b.cause, time(b.notify_authority_by), b.state === "open" ? [text(b.state), text("hoursLeft", b.hours_left)].join(text("colon")) : text(b.state),
    b.people?.toString() ?? "", [button("trace", () => trace(b)), button("drafts", () => showDrafts(`/v1/breaches/${b.id}`)), button("tell", () => tell(b))]]));
  document.getElementById("breaches").append(button("enterBreach", enter));
}

async function enter() {
  const entered = await askFor("enterBreach", [
    { name: "cause", label: "whatHappened", lines: 3, most: 4000 },
    { name: "occurred_at", label: "occurredAt", moment: now() }, { name: "noticed_at", label: "noticedAt", moment: now() },
    { name: "effects", label: "effectsAsked", many: true, choices: choices(EFFECTS, "effect") },
    { name: "data_categories", label: "dataAsked", many: true, choices: choices(CATEGORIES, "category") }]);
  if (!entered) return;
  await ask("POST", "/v1/breaches", entered);
  await showBreaches();
}

/** Looks whom a breach affects, by who has read what; says how many of which organisations. */
async function trace(breach) {
  const asked = await askFor("trace", [
    { name: "means", label: "traceMeans", choices: choices(MEANS, "means") }, { name: "value", label: "traceValue", most: 100 },
    { name: "since", label: "traceSince", moment: breach.occurred_at }, { name: "until", label: "traceUntil", moment: now() }], breach.cause);
  if (!asked) return;
  await ask("POST", `/v1/breaches/${breach.id}/traces`, asked);
  const found = await ask("GET", `/v1/breaches/${breach.id}/affected`);
  const named = await Promise.all(found.organisations.map(async (o) => [(await ask("GET", `/v1/organisations/${o.organisation_id}`)).name, o.people + o.staff]));
  await showBreaches();
  showText("affectedPeople", [text("tracedSoFar", found.people).replace("{1}", found.records),
    ...named.map((each) => each.join(text("colon")))].join("\n"));
}

/** Tells the organisations concerned, each of its own. */
async function tell(breach) {
  const said = await askFor("tell", [{ name: "message", label: "tellMeans", lines: 4, most: 4000, optional: true }], breach.cause);
  if (!said) return;
  const { organisations } = await ask("POST", `/v1/breaches/${breach.id}/notice`, said);
  notice(text("organisationsTold", organisations), true);
}

/** Everybody of the organisation whom a breach affects, a line each. */
async function showPeople(told) {
  const lines = [];
  for (let after = ""; after !== null;) {
    const part = await ask("GET", `/v1/notices/${told.id}/people?limit=100${after && `&after=${encodeURIComponent(after)}`}`);
    lines.push(...part.data.map((p) => p.person));
    after = part.page.next;
  }
  showText("affectedPeople", lines.join("\n") || text("nobodyTraced"));
}

/** What may have to be written, for somebody to take and change. */
async function showDrafts(of) {
  const { drafts } = await ask("GET", `${of}/drafts?language=${language}`);
  showText("drafts", drafts.map((d) => `${d.subject}\n\n${d.text}`).join("\n\n――――――\n\n"));
}

function showText(key, words) {
  const field = element("textarea", words, { rows: Math.min(24, words.split("\n").length + 1), spellcheck: false });
  const dialog = element("dialog", [element("h2", text(key)), field, element("p", button("close", () => dialog.close()))]);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
