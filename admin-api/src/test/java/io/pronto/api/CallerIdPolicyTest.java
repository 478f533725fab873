package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** Which number an organisation shows to whom it calls where. */
class CallerIdPolicyTest {
  private static final String POLICY = "/v1/caller_id_policy";

  private final TestOrganisation organisation = TestOrganisation.make();
  private final Client boss = organisation.boss();
  private final String paris = rented();
  private final String milan = rented();

  static JsonObject policy(String prefix, String number) {
    return new JsonObject().put("destinations", new JsonArray().add(rule(prefix, number)));
  }

  private static JsonObject rule(String prefix, String number) {
    return new JsonObject().put("prefix", prefix).put("number", number);
  }

  @Test
  void whoCallsItalyIsShownThereAsTheOrganisationWants() {
    var user = organisation.person("agent");
    boss.patch("/v1/users/" + user.id(), new JsonObject().put("caller_id", paris)).is(200);
    boss.put(POLICY, policy("+39", milan)).is(200);

    assertThat(shown(user.id(), "+390612345678")).isEqualTo(milan);
    assertThat(shown(user.id(), "+33612345678")).isEqualTo(paris);
    assertThat(boss.get(POLICY).is(200).json()).isEqualTo(policy("+39", milan));
    assertThat(boss.get("/v1/audit_events").is(200).data())
        .extracting(event -> event.getString("action"))
        .contains("caller_id_of_destination.created");
  }

  @Test
  void theLongestPrefixHoldsAndAReleasedNumberIsPassedOver() {
    var user = organisation.person("agent");
    boss.patch("/v1/users/" + user.id(), new JsonObject().put("caller_id", paris)).is(200);
    var both = policy("+39", milan);
    both.getJsonArray("destinations").add(rule("+3906", paris));
    boss.put(POLICY, both).is(200);

    assertThat(shown(user.id(), "+390612345678")).isEqualTo(paris);
    assertThat(shown(user.id(), "+390212345678")).isEqualTo(milan);

    boss.delete("/v1/numbers/" + milan.replace("+", "%2B")).is(204);
    assertThat(shown(user.id(), "+390212345678")).isEqualTo(paris);
  }

  @Test
  void nobodyIsShownAsSomebodyElse() {
    boss.put(POLICY, policy("+39", milan)).is(200);

    boss.put(POLICY, policy("+39", CallerIdsTest.elsewhere()))
        .refused(422, "invalid_request")
        .names("/destinations/0/number", "not_rented");
    var twice = policy("+39", milan);
    twice.getJsonArray("destinations").add(rule("+39", paris));
    boss.put(POLICY, twice)
        .refused(422, "invalid_request")
        .names("/destinations/1/prefix", "repeated");
    boss.put(POLICY, policy("39", milan))
        .refused(422, "invalid_request")
        .names("/destinations/0/prefix", "malformed");

    assertThat(boss.get(POLICY).is(200).json()).isEqualTo(policy("+39", milan));
  }

  private String shown(String userId, String called) {
    var extension = boss.get("/v1/users/" + userId).is(200).json().getString("extension");
    return boss.get(
            "/v1/routing/simulation?to=%s&from=%s".formatted(called.replace("+", "%2B"), extension))
        .is(200)
        .json()
        .getJsonObject("destination")
        .getString("shown");
  }

  private String rented() {
    var number = TestCarrier.make().block();
    boss.post("/v1/numbers", new JsonObject().put("number", number)).is(201);
    return number;
  }
}
