// How a contract stands that is on trial, or ends, and what is to become of the data then.
import { ask, button, element, find, notice, table, time } from "/screen/page.js";
import { text } from "/screen/texts.js";

/** Shows it, where there is anything to say; whether the contract goes on. */
export async function showContract() {
  const contract = await ask("GET", "/v1/contract");
  if (contract.state === "active" && !contract.ends_on) {
    document.getElementById("contract")?.remove();
    return true;
  }
  table("contract", ["state", "lastDay", "erasedOn", "choice", ""], [[
    text(contract.state), contract.ends_on ?? contract.trial_ends_on, contract.erase_on,
    contract.ends_on && text(contract.choice ?? "silence"), contract.ends_on ? toDo(contract) : ""]]);
  return contract.state === "trial" || contract.state === "active";
}

function toDo(contract) {
  const choices = ["return", "erasure"].map((choice) => button(choice, () => choose(choice)));
  return contract.choice === "return" ? [...choices, button("fetchReturn", offerReturn)] : choices;
}

async function choose(choice) {
  if (!confirm(text(`${choice}Means`))) return;
  await ask("PUT", "/v1/contract/end_choice", { choice });
  await showContract();
}

/** Offers all data as an archive, and tells what opens it, once. */
async function offerReturn() {
  const offer = await ask("POST", "/v1/contract/returns", {});
  notice(`${text("returnOffered", time(offer.expires_at)).replace("{1}", offer.passphrase)} `, true);
  find("#notice").append(element("a", text("fetchReturn"), { href: offer.url }));
}
