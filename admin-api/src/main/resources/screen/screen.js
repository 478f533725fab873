// The first screen: signs in and shows what runs, by the public API and nothing else.
import { showBreaches, showNotices } from "/screen/breaches.js";
import { showClock, showRetention, showSubprocessors } from "/screen/compliance.js";
import { showContract } from "/screen/contract.js";
import { showNumbers } from "/screen/numbers.js";
import { ask, attempt, button, element, find, forSession, lasting, list, notice, signedOut, table, time, token, whenSignedOut } from "/screen/page.js";
import { showRestrictions } from "/screen/restrictions.js";
import { text, told } from "/screen/texts.js";

const length = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
const REFRESH_MILLIS = 5000;

/** What each kind of link does with a password. */
const LINKS = { sign_up: "/v1/sign_ups", reset: "/v1/password_resets/completion" };

let me = null;
let users = new Map();

const nameOf = (userId) => users.get(userId) ?? userId ?? "";
const may = (permission) => permission in me.permissions;
const named = (p) => (p.name ? `${p.name}, ${p.number}` : p.number);
const party = (p) => (p.user_id ? nameOf(p.user_id) : p.number);

async function showOperator() {
  table("organisations", ["name", "country", "domain"], (await list("/v1/organisations")).map((o) => [o.name, o.country, o.domain]), "POST /v1/organisations");
  table("trunks", ["name", "host", "addresses", "channels"], (await list("/v1/trunks")).map((t) => [
    t.name, `${t.host}:${t.port} ${t.transport}`, t.authentication.addresses.join(", "), String(t.max_channels ?? "∞")]), "POST /v1/trunks");
  table("blocks", ["first", "last", "country", "type"], (await list("/v1/number_blocks")).map((b) => [b.first_shown, b.last_shown, b.country, b.type]), "POST /v1/number_blocks");
}

async function showAudit() {
  if (!may("audit")) return;
  table("audit", ["when", "who", "action", "subject", "from"], (await list("/v1/audit_events?limit=20")).map((e) => [
    time(e.occurred_at), e.actor.email ?? e.actor.type, e.action, nameOf(e.subject_id), e.source]));
}

async function showOrganisation() {
  users = new Map(may("people") ? (await list("/v1/users?limit=100")).map((u) => [u.id, u.name]) : [[me.id, me.name]]);
  if (may("fraud")) {
    table("fraud", ["when", "who", "to", "rule", ""], (await list("/v1/fraud_alarms?open=true")).map((a) => [
      time(a.created_at), nameOf(a.user_id), a.to, a.rule, a.at_ceiling ? "" : button("release", () => ask("POST", `/v1/fraud_alarms/${a.id}/release`, {}))]));
  }
  await showCalls();
  if (may("numbers")) await showNumbers(nameOf);
  table("registrations", ["user", "phone", "from", "transport", "until"], (await list("/v1/registrations?limit=100")).map((r) => [
    nameOf(r.user_id), element("span", r.user_agent || r.username, { className: r.reachable ? "up" : "down" }), r.remote, r.transport, time(r.expires_at)]));
}

async function showCalls() {
  table("calls", ["from", "to", "state", "since", ""], (await list("/v1/calls?limit=100")).map((c) => [
    named(c.caller), c.called.number, text(c.state), time(c.started_at), button("hangUp", () => ask("DELETE", `/v1/calls/${c.id}`))]));
  table("cdrs", ["when", "direction", "from", "to", "talked", "end", ""], (await list("/v1/cdrs?limit=20")).map((c) => [
    time(c.started_at), text(c.direction), party(c.caller), party(c.called), length(c.talked), c.reason,
    [...(c.held ? [element("span", text("legalHold"))] : []), ...recordingsOf(c), button("why", () => explain(c.id))]]));
}

/** What was recorded is heard, unless somebody in the call has had their data restricted. */
function recordingsOf(c) {
  if (c.restricted) return [element("span", text("restricted"), { className: "restricted", title: text("restrictedWhy") })];
  return c.recording_ids.map((id) => button("listen", () => listen(id)));
}

/** Opens what people said; asks for the reason where the organisation wants one. */
async function withReason(open) {
  try {
    return await open("");
  } catch (refusal) {
    if (!refusal.errors?.some((e) => e.pointer === "/query/reason")) throw refusal;
    const reason = prompt(text("whyListen"))?.trim();
    return reason ? open(`&reason=${encodeURIComponent(reason)}`) : null;
  }
}

/** Plays a recording and shows what was said in it. */
async function listen(id) {
  const opened = await withReason(async (reason) => [
    await ask("GET", `/v1/recordings/${id}/audio?${reason}`), await list(`/v1/transcripts?recording_id=${id}${reason}`)]);
  if (!opened) return;
  const [sound, transcripts] = opened;
  const dialog = find("#listen");
  dialog.querySelector("audio").src = URL.createObjectURL(sound);
  dialog.querySelector("ol").replaceChildren(...transcript(transcripts[0]));
  dialog.showModal();
  dialog.addEventListener("close", () => dialog.querySelector("audio").pause(), { once: true });
}

/** Shows what the rules found when a call was made, and what happened on its legs. */
async function explain(id) {
  const found = await ask("GET", `/v1/cdrs/${id}/explanation`);
  const dialog = find("#why");
  dialog.querySelector("p").textContent = found.explanation;
  dialog.querySelector("ol").replaceChildren(...found.ladder.map((rung) => element("li", [element("b", `${time(rung.at)} `), rung.text])));
  dialog.showModal();
}

function transcript(found) {
  if (!found) return [element("li", text("noTranscript"))];
  if (!found.turns.length) return [element("li", found.message ?? found.state)];
  return found.turns.map((turn) => element("li", [element("b", `${text(turn.party)} ${length(turn.start)} `), turn.text]));
}

async function show() {
  if (!token()) return;
  const operator = me.realm === "operator";
  if (may("compliance") && !(await showContract())) return;
  if (operator) await showClock();
  await (operator ? showOperator() : showOrganisation());
  if (may("registers")) await showBreaches();
  if (may("subject_rights")) await showRestrictions(show);
  if (may("accountability")) await showNotices(may("evidence"));
  if (may("subprocessors")) await showSubprocessors(operator);
  if (may("retention")) await showRetention();
  await showAudit();
}

/** Refreshes at every event, as they are told; where the tier does not reach so far, every few seconds. */
async function follow() {
  const same = lasting();
  while (same()) {
    try {
      if (me.permissions.events) await followStream();
      else await show();
    } catch (gone) {
      // The connection will be tried again.
    }
    await new Promise((resolve) => setTimeout(resolve, REFRESH_MILLIS));
  }
}

async function followStream() {
  const answer = await fetch("/v1/events/stream", { headers: { Authorization: `Bearer ${token()}` }, signal: forSession() });
  if (!answer.ok) return;
  await show();
  const reader = answer.body.getReader();
  for (let part = await reader.read(); !part.done && token(); part = await reader.read()) {
    if (new TextDecoder().decode(part.value).includes("data:")) await show();
  }
}

async function signedIn() {
  me = await ask("GET", "/v1/me");
  find("#who").textContent = [me.name, me.organisation?.name].filter(Boolean).join(" · ");
  find("#sign-in").hidden = true;
  find("#sign-out").hidden = false;
  await show();
  follow();
}

/** The kind of link that somebody came by, and its token. */
const link = () => [...new URLSearchParams(location.hash.slice(1))].find(([kind]) => kind in LINKS);

function choosePassword([, token]) {
  const first = token.startsWith("pronto_operator_");
  find("#first").hidden = find("#first").disabled = !first;
  find("#sign-up").hidden = false;
}

function linkIsUsed(form) {
  history.replaceState(null, "", "/");
  form.reset();
  form.hidden = true;
  signedOut();
}

/** Shows the form for who has forgotten a password, in place of that for signing in, or the other way round. */
function forget(forgotten) {
  notice("");
  find("#forgotten").hidden = !forgotten;
  find("#sign-in").hidden = forgotten;
  const [from, to] = forgotten ? ["#sign-in", "#forgotten"] : ["#forgotten", "#sign-in"];
  find(`${to} [name=email]`).value = find(`${from} [name=email]`).value;
  find(`${to} [name=email]`).focus();
}

function showSignIn() {
  find("#who").textContent = "";
  find("#tables").replaceChildren();
  find("#sign-out").hidden = true;
  find("#sign-in").hidden = false;
}

async function health() {
  const { status, checks } = await (await fetch("/health/ready")).json();
  const failing = Object.keys(checks).filter((name) => checks[name] === "down").join(", ");
  find("#health").className = status;
  find("#health").textContent = status === "up" ? text("running") : text("notReady", failing);
}

function fields(form) {
  return Object.fromEntries([...new FormData(form)].filter(([, value]) => value));
}

/** Signs in; asks for a code where the account needs one. */
async function signIn(form) {
  try {
    return await ask("POST", "/v1/sessions", fields(form));
  } catch (refusal) {
    if (refusal.code !== "totp_required") throw refusal;
    askForCode(true);
    throw new Error(text("codeNeeded"));
  }
}

/** Goes to the identity provider of the company that the address belongs to. */
function signInByCompany() {
  const email = find("#sign-in [name=email]");
  if (email.reportValidity()) location.assign(`/v1/single_sign_on?email=${encodeURIComponent(email.value)}`);
}

/** Comes back from there: with a code for a session, or with the reason why not. */
async function backFromCompany(back) {
  history.replaceState(null, "", "/");
  signedOut();
  if (back.has("sso_error")) throw new Error(told(back.get("sso_error")) ?? told("provider_refused"));
  const session = await ask("POST", "/v1/sessions/single_sign_on", { code: back.get("sso") });
  sessionStorage.setItem("token", session.token);
  if (session.sign_out_url) sessionStorage.setItem("sign_out_url", session.sign_out_url);
  await signedIn();
}

/** Whoever came by the company's account is still signed in there. */
function offerSignOut() {
  const there = sessionStorage.getItem("sign_out_url");
  sessionStorage.removeItem("sign_out_url");
  if (!there) return;
  notice(`${text("signedOutHere")} `, true);
  find("#notice").append(element("a", text("signOutThere"), { href: there }));
}

function askForCode(needed) {
  find("#code").hidden = !needed;
  find("#code input").required = needed;
  if (needed) find("#code input").focus();
  else find("#code input").value = "";
}

function begin() {
  whenSignedOut(showSignIn);
  document.querySelectorAll("[data-text]").forEach((e) => (e.textContent = text(e.dataset.text)));
  find("#sign-in").addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(async () => {
      sessionStorage.setItem("token", (await signIn(event.target)).token);
      askForCode(false);
      event.target.reset();
      await signedIn();
    });
  });
  find("#sign-in [name=email]").addEventListener("input", () => askForCode(false));
  find("#sign-up").addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(async () => {
      const [kind, token] = link();
      try {
        await ask("POST", LINKS[kind], { token, ...fields(event.target) });
      } catch (refusal) {
        if (refusal.code === `${kind}_void`) linkIsUsed(event.target);
        throw refusal;
      }
      linkIsUsed(event.target);
      notice(text("signedUp"), true);
    });
  });
  find("#forgot").hidden = document.documentElement.dataset.mail !== "on";
  find("#forgot").addEventListener("click", () => forget(true));
  find("#back").addEventListener("click", () => forget(false));
  find("#forgotten").addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(async () => {
      await ask("POST", "/v1/password_resets", fields(event.target));
      forget(false);
      notice(text("linkSent"), true);
    });
  });
  find("#sign-out").addEventListener("click", () => attempt(async () => {
    await ask("DELETE", "/v1/sessions");
    signedOut();
    offerSignOut();
  }));
  find("#company").addEventListener("click", signInByCompany);
  addEventListener("hashchange", () => location.reload());
  const back = new URLSearchParams(location.hash.slice(1));
  if (link()) choosePassword(link());
  else if (back.has("sso") || back.has("sso_error")) attempt(() => backFromCompany(back));
  else if (token()) attempt(signedIn);
  else signedOut();
  health();
}

begin();
