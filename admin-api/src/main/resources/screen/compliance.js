// What law asks people to look at: who processes data for the operator, and how long what is recorded is kept.
import { ask, button, day, list, notice, table, time } from "/screen/page.js";
import { language, text } from "/screen/texts.js";

const today = () => new Intl.DateTimeFormat("sv", { timeZone: "Europe/Paris" }).format(new Date());

/** Those that were announced lately; an organisation may object as long as that is open, the operator answers. */
export async function showSubprocessors(operator) {
  const objections = await list("/v1/subprocessor_objections?limit=100");
  const notices = (await list("/v1/subprocessor_notices?limit=20")).filter((n) => n.objections_until);
  const said = (n) => objections.find((o) => o.notice.id === n.id && !o.withdrawn_at);
  table("subprocessors", ["name", "change", "purpose", "effective", "objectionsUntil", ""], notices.map((n) => [
    n.name, text(n.change), n.purpose, day(n.effective_on), day(n.objections_until), operator ? "" : toDo(n, said(n))]), "POST /v1/subprocessors");
  if (operator) {
    table("objections", ["when", "name", "effective", "reason", "answerBy", ""], objections.filter((o) => !o.answer && !o.withdrawn_at).map((o) => [
      time(o.created_at), o.notice.name, day(o.notice.effective_on), o.reason, dueOn(o), button("answer", () => answer(o))]));
    await showRegister();
  }
}

/** The day by which an objection is to be answered; whether that has passed. */
const dueOn = (objection) => (objection.state === "overdue" ? text("overdueSince", day(objection.answer_by)) : day(objection.answer_by));

/** Who is in the register; what uses somebody is told before their end is announced. */
async function showRegister() {
  const inForce = (await list("/v1/subprocessors?limit=100")).filter((s) => s.state === "in_force" && !s.ends_on);
  table("register", ["name", "purpose", ""], inForce.map((s) => [s.name, s.purpose, button("remove", () => remove(s))]));
}

async function remove(subprocessor) {
  const from = prompt(text("removeFrom", subprocessor.name))?.trim();
  if (!from) return;
  const { uses } = await ask("GET", `/v1/subprocessors/${subprocessor.id}/uses?language=${language}`);
  const told = uses.map((u) => `${u.name} (${u.id}), ${text("forOrganisations", u.organisations)}: ${u.then}`);
  if (!confirm([text(uses.length ? "inUse" : "notInUse", subprocessor.name), ...told].join("\n"))) return;
  await ask("DELETE", `/v1/subprocessors/${subprocessor.id}?effective_on=${encodeURIComponent(from)}&confirm=true`);
  await showSubprocessors(true);
}

function toDo(notice, objection) {
  if (objection) return objection.answer ? `${text("answeredBy")} ${objection.answer.text}` : `${text("objected")} ${text("answerBy")}: ${dueOn(objection)}`;
  return notice.objections_until >= today() ? button("object", () => object(notice)) : "";
}

async function object(announced) {
  const reason = prompt(text("whyObject", announced.name))?.trim();
  if (!reason) return;
  await ask("POST", "/v1/subprocessor_objections", { subprocessor_id: announced.subprocessor_id, reason });
  await showSubprocessors(false);
}

async function answer(objection) {
  const way = prompt(text("whichWay"), "alternative")?.trim();
  const words = way && prompt(text("answerHow"))?.trim();
  if (!words) return;
  await ask("POST", `/v1/subprocessor_objections/${objection.id}/answer`, { way, text: words });
  await showSubprocessors(true);
}

/** That the clock has jumped, and nothing is deleted by it, until somebody of the operator's says that it is right. */
export async function showClock() {
  const clock = await ask("GET", "/v1/retention_clock");
  if (clock.state === "believed") {
    document.getElementById("clock")?.remove();
    return;
  }
  table("clock", ["state", "clockSays", "lastBelieved", ""], [[
    text(`clock_${clock.state}`, clock.behind_from ? time(clock.behind_from) : "").replace("{1}", clock.behind_until ? time(clock.behind_until) : ""),
    time(clock.clock), time(clock.believed_at), button("clockIsRight", () => clockIsRight(clock))]]);
}

async function clockIsRight(clock) {
  if (!confirm(text("clockSure", time(clock.clock)))) return;
  await ask("POST", "/v1/retention_clock/confirmation", {});
  await showClock();
}

/** How long each kind of thing is kept; what a change would delete is told before it is made. */
export async function showRetention() {
  const policies = await ask("GET", "/v1/retention_policies");
  const ruled = (category) => policies.rules.find((r) => r.category === category && (r.scope?.type ?? "organisation") === "organisation");
  table("retention", ["category", "kept", "bounds", ""], policies.categories.map((c) => [
    text(c.category), ruled(c.category) ? text("days", ruled(c.category).days) : period(c.default), c.fixed ? text("byLaw") : text("between", `${c.minimum_days}–${c.maximum_days}`),
    c.fixed ? "" : button("alter", () => change(policies, c.category, ruled(c.category)?.days))]));
  waiting(policies.pending_change);
}

/** Days and months as ISO 8601 has them: P6M, P180D. */
const period = (iso) => text(iso.endsWith("M") ? "months" : "days", iso.slice(1, -1));

async function change(policies, category, days) {
  const wanted = Number(prompt(text("howManyDays"), days ?? ""));
  if (!wanted) return;
  const others = policies.rules.filter((r) => r.category !== category || (r.scope?.type ?? "organisation") !== "organisation");
  const rules = { rules: [...others, { category, days: wanted }], transcripts_outlive_recordings: policies.transcripts_outlive_recordings };
  const effect = await ask("POST", "/v1/retention_policies/preview", rules);
  const told = effect.categories.map((c) => text("effect", text(c.category)).replace("{1}", c.deleted_at_once).replace("{2}", c.deleted_sooner)
    + (c.limited_by_purpose ? ` ${text("limited", c.limited_by_purpose)}` : "")).join("\n");
  if (!confirm([told, text(effect.waits ? "willWait" : "atOnce")].join("\n"))) return;
  await ask("PUT", "/v1/retention_policies", rules);
  await showRetention();
}

/** A shortening waits for a second person and a day, or for its day. */
function waiting(change) {
  const open = change?.needs_confirmation && !change.confirmed_by;
  const rows = change ? [[open ? text("notConfirmed") : time(change.in_force_at), change.rules.map((r) => `${text(r.category)}: ${text("days", r.days)}`).join(", "),
    change.confirmed_by ? "" : button("confirm", () => decide("POST", "/confirmation")), button("withdraw", () => decide("DELETE", ""))]] : [];
  table("pendingRetention", ["inForce", "kept", "", ""], rows);
  document.getElementById("pendingRetention").hidden = !change;
}

async function decide(method, which) {
  await ask(method, `/v1/retention_policies/pending_change${which}`, method === "POST" ? {} : undefined);
  notice(text("done"), true);
  await showRetention();
}
