package io.pronto.api;

import io.pronto.core.Id;
import io.vertx.core.json.JsonObject;

/** A deck of rates that no other test has. */
record TestDeck(String id) {
  private static final String HEADER = "prefix,price_per_minute\n";

  /** What an organisation of its own pays, in euros. */
  static TestDeck selling() {
    return selling(TestOrganisation.make());
  }

  static TestDeck selling(TestOrganisation organisation) {
    return make(
        new JsonObject().put("kind", "selling").put("organisation_id", organisation.id()), "EUR");
  }

  /** What {@code carrier} takes. */
  static TestDeck buying(TestCarrier carrier) {
    return make(new JsonObject().put("kind", "buying").put("carrier_id", carrier.id()), "EUR");
  }

  private static TestDeck make(JsonObject body, String currency) {
    return new TestDeck(
        Client.operator()
            .post("/v1/rate_decks", body.put("name", Id.next("name")).put("currency", currency))
            .is(201)
            .id());
  }

  /** Uploads rows of prefix and price; the version is effective in a day. */
  Answer version(String rows) {
    return upload("?effective_from=2099-01-01T00:00:00Z", HEADER + rows).is(201);
  }

  /** The same, effective at once. */
  Answer now(String rows) {
    return upload("", HEADER + rows).is(201);
  }

  Answer upload(String query, String csv) {
    return Client.operator()
        .send("POST", "/v1/rate_decks/" + id + "/versions" + query, csv, "text/csv");
  }
}
