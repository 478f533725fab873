// The OpenAPI document as a page: read from the server, shown with nothing from elsewhere.
const api = await (await fetch("/openapi.json")).json();

function element(name, content, attributes = {}) {
  const made = Object.assign(document.createElement(name), attributes);
  made.append(...[content].flat().filter(Boolean));
  return made;
}

const target = (ref) => ref.slice(2).split("/").reduce((part, key) => part[key.replace("~1", "/").replace("~0", "~")], api);
const resolved = (part) => (part?.$ref ? { ...target(part.$ref), ...part } : part);

/** A schema in words: its fields, each with its type and what it means. */
function schema(part) {
  part = resolved(part);
  if (part.allOf) return element("div", part.allOf.map(schema));
  if (part.items) return element("div", ["a list of", schema(part.items)]);
  if (!part.properties) return element("p", described(part));
  return element("ul", Object.entries(part.properties).map(([name, field]) => {
    const nested = resolved(field);
    const required = (part.required ?? []).includes(name) ? " · required" : "";
    const inner = nested.properties || nested.items ? schema(nested) : null;
    return element("li", [element("code", name), ` ${described(nested)}${required}`, inner]);
  }));
}

function described(part) {
  const type = part.enum ? part.enum.join(" | ") : [part.type ?? ""].flat().join(" or ");
  return [type, part.format, part.description].filter(Boolean).join(" · ");
}

function content(part) {
  const [type, body] = Object.entries(resolved(part).content ?? {})[0] ?? [];
  return type ? [element("p", element("code", type)), body.schema ? schema(body.schema) : null, example(body)] : [];
}

function example(body) {
  const found = body.example ?? resolved(body.schema)?.examples?.[0];
  return found ? element("pre", JSON.stringify(found, null, 2)) : null;
}

const tiers = Object.keys(Object.values(api["x-permissions"])[0]);
const words = { none: "–", own: "own", teams: "own teams'", all: "all" };
const title = (tier) => tier.replace("_", " ");

/** Who may call it, and how far that goes. */
function reach(of) {
  return tiers.filter((tier) => of[tier] !== "none").map((tier) => `${title(tier)}: ${words[of[tier]]}`).join(", ");
}

/** The tier matrix: each permission, how far it goes for whom, and the operations that need it. */
function matrix() {
  const all = Object.entries(api.paths).flatMap(([, methods]) => Object.values(methods));
  const row = ([permission, of]) => element("tr", [
    element("th", permission, { scope: "row" }),
    ...tiers.map((tier) => element("td", words[of[tier]])),
    element("td", all.filter((op) => op["x-permission"] === permission).flatMap((op) => [element("a", op.summary, { href: `#${op.operationId}` }), element("br")])),
  ]);
  const head = element("tr", ["permission", ...tiers.map(title), "what needs it"].map((text) => element("th", text, { scope: "col" })));
  return element("section", [
    element("h2", "Who may do what"),
    element("p", "The table from which every check is made: how far each permission goes for each tier of an organisation, and for the operator's own staff. What it does not grant is denied."),
    element("div", element("table", [element("thead", head), element("tbody", Object.entries(api["x-permissions"]).map(row))]), { className: "wide" }),
  ], { id: "permissions" });
}

function operation(path, method, op) {
  const responses = Object.entries(op.responses).map(([status, response]) => element("div", [
    element("h4", `${status} ${resolved(response).description}`), ...(status < "300" ? content(response) : [])]));
  const parameters = (op.parameters ?? []).map(resolved).map((p) => element("li", [element("code", p.name), ` ${p.in} · ${described({ ...resolved(p.schema), description: p.description ?? resolved(p.schema).description })}`]));
  return element("details", [
    element("summary", [element("code", `${method.toUpperCase()} ${path}`), ` ${op.summary}`]),
    element("p", op.description ?? ""),
    element("p", op["x-permission"] ? `${op["x-permission"]} · ${reach(op["x-reach"])}` : "open to all"),
    parameters.length ? element("ul", parameters) : null,
    op.requestBody ? element("div", [element("h4", "Body"), ...content(op.requestBody)]) : null,
    ...responses,
  ], { id: op.operationId });
}

const page = document.getElementById("document");
page.append(element("pre", api.info.description), matrix());
for (const tag of api.tags) {
  const operations = Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).filter(([, op]) => op.tags.includes(tag.name)).map(([method, op]) => operation(path, method, op)));
  page.append(element("section", [element("h2", tag.name), element("p", tag.description), ...operations]));
}

/** Opens the operation that the address names. */
function show() {
  const named = document.getElementById(location.hash.slice(1));
  if (named?.localName === "details") named.open = true;
  named?.scrollIntoView();
}
addEventListener("hashchange", show);
show();
