// The numbers that the organisation rents, and what law asks to be said where their calls are recorded.
import { ask, askFor, button, element, list, table } from "/screen/page.js";
import { text } from "/screen/texts.js";

const PURPOSES = ["training", "quality", "proof_of_contract", "security", "other"];

/** Shows them; `nameOf` says who somebody is. */
export async function showNumbers(nameOf) {
  const again = () => showNumbers(nameOf);
  table("numbers", ["number", "label", "rings", "recording", ""], (await list("/v1/numbers")).map((n) => [
    n.shown, n.label, nameOf(n.destination?.id), recorded(n.recording), toDo(n, again)]), "POST /v1/numbers");
}

const lacksGround = (recording) => !recording.announce && !recording.no_notice_ground;
const warning = (key) => element("span", text(key), { className: "warning" });

/** Which calls are recorded, what for, and on what ground nobody is told. */
function recorded(recording) {
  const which = text(`mode_${recording.mode}`);
  if (recording.mode === "off") return which;
  const said = [element("div", [which, recording.purpose_text ?? text(recording.purpose)].join(text("colon")))];
  if (!recording.purpose_chosen) said.push(element("div", warning("purposeNotChosen")));
  if (lacksGround(recording)) said.push(element("div", warning("noGround")));
  else if (!recording.announce) said.push(element("div", text("untold", recording.no_notice_ground), { className: "none" }));
  return said;
}

function toDo({ number, recording }, again) {
  if (recording.mode === "off") return "";
  return [
    ...(recording.purpose_chosen ? [] : [button("choosePurpose", () => choosePurpose(number, recording, again))]),
    ...(lacksGround(recording) ? [button("writeGround", () => writeGround(number, again))] : [])];
}

async function choosePurpose(number, { purpose }, again) {
  const chosen = await askFor("choosePurpose", [
    { name: "purpose", label: "purpose", choices: PURPOSES.map((p) => [p, text(p)]), value: purpose },
    { name: "purpose_text", label: "purposeInWords", most: 200, optional: true }]);
  if (chosen) await change(number, chosen, again);
}

async function writeGround(number, again) {
  const written = await askFor("writeGround", [{ name: "no_notice_ground", label: "whyUntold", lines: 4, least: 20, most: 500 }]);
  if (written) await change(number, written, again);
}

async function change(number, recording, again) {
  await ask("PATCH", `/v1/numbers/${encodeURIComponent(number)}`, { recording });
  await again();
}
