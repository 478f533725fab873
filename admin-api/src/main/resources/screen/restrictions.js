// Whose data are kept and used no longer (GDPR art. 18): who has asked for it, what was decided, and how it ends.
import { ask, askFor, button, day, list, now, table, time } from "/screen/page.js";
import { text } from "/screen/texts.js";

/** Shows those that are asked for and those in force; `changed` shows anew what calls may be heard. */
export async function showRestrictions(changed) {
  const asked = (await list("/v1/subject_requests?limit=100")).filter((r) => r.kind === "restriction" && r.state === "open");
  const inForce = (await list("/v1/restrictions?limit=100")).filter((r) => r.state === "in_force");
  table("restrictions", ["person", "state", ""], [
    ...asked.map((r) => [r.content.subject, text("restrictionAsked", day(r.due_on)), [
      button("restrict", () => decide(r, "restrict", changed)), button("refuse", () => decide(r, "refuse", changed))]]),
    ...inForce.map((r) => [r.subject, text("restrictedSince", time(r.instructed_at)), button("lift", () => lift(r, changed))])]);
  document.getElementById("restrictions").append(button("askRestriction", () => write(changed)));
}

/** Writes down that somebody has asked. */
async function write(changed) {
  const said = await askFor("askRestriction", [
    { name: "subject", label: "numberOrEmail", most: 200 }, { name: "details", label: "whatElse", lines: 3, most: 4000, optional: true }]);
  if (!said) return;
  await ask("POST", "/v1/subject_requests", { kind: "restriction", ...said });
  await changed();
}

async function decide(request, action, changed) {
  const said = await askFor(action, [{ name: "note", label: `${action}Means`, lines: 3, most: 1000 }], request.content.subject);
  if (!said) return;
  await ask("POST", `/v1/subject_requests/${request.id}/instruction`, { action, ...said });
  await changed();
}

/** Whom it is about is told before. */
async function lift(restriction, changed) {
  const said = await askFor("lift", [
    { name: "informed_at", label: "toldAt", moment: now() }, { name: "note", label: "whyLift", lines: 3, most: 1000 }], restriction.subject);
  if (!said) return;
  await ask("POST", `/v1/restrictions/${restriction.id}/lifting`, said);
  await changed();
}
