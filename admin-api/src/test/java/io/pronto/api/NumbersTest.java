package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

class NumbersTest {
  private final TestOrganisation organisation = TestOrganisation.make();
  private final Client boss = organisation.boss();
  private final String number = TestCarrier.make().block();

  @Test
  void aNumberIsFoundRentedAndNoLongerFound() {
    var search =
        "/v1/available_numbers?country=FR&type=geographic&prefix=%2B" + number.substring(1, 11);
    assertThat(boss.get(search).is(200).data())
        .hasSize(10)
        .first()
        .extracting(n -> n.getString("number"))
        .isEqualTo(number);

    var rented = rent(boss).is(201).json();

    assertThat(rented.getJsonObject("recording"))
        .isEqualTo(
            new JsonObject()
                .put("mode", "off")
                .put("announce", true)
                .putNull("no_notice_ground")
                .put("refusable", false)
                .put("card_pause", true)
                .put("redact", true)
                .put("purpose", "quality")
                .putNull("purpose_text")
                .put("purpose_chosen", false));
    assertThat(boss.get(search.replace("%2B", "+")).is(200).data())
        .hasSize(9)
        .noneMatch(found -> found.getString("number").equals(number));
  }

  @Test
  void whatIsWrittenDownIsDecidedForOneNumberOrForTheOrganisation() {
    var path = "/v1/numbers/" + rent(boss).is(201).json().getString("number").replace("+", "%2B");
    var undecided = new JsonObject().putNull("mode").putNull("language");
    assertThat(boss.get(path).is(200).json().getJsonObject("transcription")).isEqualTo(undecided);
    assertThat(boss.get("/v1/settings").is(200).json().getJsonObject("transcription"))
        .isEqualTo(new JsonObject().put("mode", "batch").putNull("language"));

    var live = new JsonObject().put("mode", "live").put("language", "it");
    assertThat(boss.patch(path, transcription(live)).is(200).json().getJsonObject("transcription"))
        .isEqualTo(live);
    var off = new JsonObject().put("mode", "off").put("language", "fr");
    boss.patch("/v1/settings", transcription(off)).is(200);
    assertThat(boss.get("/v1/settings").is(200).json().getJsonObject("transcription"))
        .isEqualTo(off);

    assertThat(boss.get(path).is(200).json().getJsonObject("transcription")).isEqualTo(live);
    assertThat(
            boss.patch(path, transcription(undecided))
                .is(200)
                .json()
                .getJsonObject("transcription"))
        .isEqualTo(undecided);
    boss.patch(path, transcription(new JsonObject().put("language", "french")))
        .refused(422, "invalid_request")
        .names("/transcription/language", "malformed");
    boss.patch(path, transcription(new JsonObject().put("mode", "always")))
        .refused(422, "invalid_request")
        .names("/transcription/mode", "not_offered");
    boss.patch("/v1/settings", transcription(new JsonObject().putNull("mode")))
        .refused(422, "invalid_request")
        .names("/transcription/mode", "not_offered");
  }

  private static JsonObject transcription(JsonObject policy) {
    return new JsonObject().put("transcription", policy);
  }

  @Test
  void aNumberIsShownAsPeopleOfTheCountryWriteIt() {
    var national = "0%s %s %s %s %s".formatted(pair(3), pair(4), pair(6), pair(8), pair(10));
    var search = "/v1/available_numbers?country=FR&prefix=%2B" + number.substring(1);

    assertThat(boss.get(search).is(200).data().getFirst().getString("shown")).isEqualTo(national);
    assertThat(rent(boss).is(201).json().getString("shown")).isEqualTo(national);
    assertThat(boss.get("/v1/numbers").is(200).data().getFirst().getString("shown"))
        .isEqualTo(national);
    assertThat(boss.get("/v1/number_rentals").is(200).data().getFirst().getString("shown"))
        .isEqualTo(national);
    var operator = Client.operator().get("/v1/number_blocks?limit=1&sort=-created_at").is(200);
    assertThat(operator.data().getFirst().getString("first_shown")).startsWith("+33 ");
  }

  /** The two digits from there; of the first place its one. */
  private String pair(int from) {
    return number.substring(from, from == 3 ? 4 : from + 2);
  }

  @Test
  void numbersToRentAreReadPageByPage() {
    var search = "/v1/available_numbers?limit=4&prefix=" + number.substring(1, 11);

    var first = boss.get(search).is(200);
    var second =
        boss.get(
            search
                + "&after=%2B"
                + first.json().getJsonObject("page").getString("next").substring(1));

    assertThat(first.data()).hasSize(4);
    assertThat(second.data()).hasSize(4).doesNotContainAnyElementsOf(first.data());
  }

  @Test
  void thereIsAPageAfterTheLongestOne() {
    var beginning = "+337" + ThreadLocalRandom.current().nextInt(10_000, 99_999);
    var carrier = TestCarrier.make();
    carrier.block(beginning + "000", beginning + "199");
    var search = "/v1/available_numbers?limit=100&prefix=" + beginning.substring(1);

    var first = boss.get(search).is(200);
    var next = first.json().getJsonObject("page").getString("next");
    var second = boss.get(search + "&after=%2B" + next.substring(1)).is(200);

    assertThat(first.data()).hasSize(100);
    assertThat(next).isEqualTo(beginning + "099");
    assertThat(second.data()).hasSize(100);
    assertThat(second.json().getJsonObject("page").getBoolean("has_more")).isFalse();
    assertThat(second.json().getJsonObject("page").getString("previous")).isNull();
    assertThat(boss.get(search + "&after=nonsense").is(200).data()).hasSize(100);
  }

  @Test
  void aNumberIsRentedOnce() {
    rent(boss).is(201);

    rent(TestOrganisation.make().boss())
        .refused(409, "number_taken")
        .names("/number", "number_taken");
  }

  @Test
  void rentedNumbersAreListedUpwardsOrDownwards() {
    var next = number.substring(0, number.length() - 1) + '1';
    rent(boss).is(201);
    boss.post("/v1/numbers", new JsonObject().put("number", next)).is(201);

    assertThat(boss.get("/v1/numbers").is(200).data())
        .extracting(rented -> rented.getString("number"))
        .containsExactly(number, next);
    assertThat(boss.get("/v1/numbers?sort=-number").is(200).data())
        .extracting(rented -> rented.getString("number"))
        .containsExactly(next, number);
  }

  @Test
  void aNumberOfNoBlockCannotBeRented() {
    boss.post("/v1/numbers", new JsonObject().put("number", "+33999999999"))
        .refused(422, "invalid_request")
        .names("/number", "not_available");
    boss.post("/v1/numbers", new JsonObject().put("number", "0199999999"))
        .refused(422, "invalid_request")
        .names("/number", "malformed");
  }

  @Test
  void aNumberIsGivenToAUserAndRecorded() {
    rent(boss).is(201);
    var agent = organisation.person("agent").id();
    var destination = new JsonObject().put("type", "user").put("id", agent);

    var changed =
        boss.patch(
                "/v1/numbers/" + number,
                new JsonObject()
                    .put("label", "Reception")
                    .put("destination", destination)
                    .put(
                        "recording",
                        new JsonObject().put("mode", "inbound").put("refusable", true)))
            .is(200)
            .json();

    assertThat(changed.getJsonObject("destination")).isEqualTo(destination);
    assertThat(changed.getJsonObject("recording"))
        .isEqualTo(
            new JsonObject()
                .put("mode", "inbound")
                .put("announce", true)
                .putNull("no_notice_ground")
                .put("refusable", true)
                .put("card_pause", true)
                .put("redact", true)
                .put("purpose", "quality")
                .putNull("purpose_text")
                .put("purpose_chosen", false));
    assertThat(boss.get("/v1/numbers/%2B" + number.substring(1)).is(200).json()).isEqualTo(changed);
    assertThat(boss.get("/v1/numbers?destination.id=" + agent).is(200).data())
        .containsExactly(changed);

    var nobody =
        boss.patch("/v1/numbers/" + number, new JsonObject().putNull("destination")).is(200).json();
    assertThat(nobody.getValue("destination")).isNull();
    assertThat(nobody.getString("label")).isEqualTo("Reception");
  }

  @Test
  void aDestinationIsAUserOfTheOrganisation() {
    rent(boss).is(201);
    var stranger = TestOrganisation.make().person("agent").id();

    boss.patch(
            "/v1/numbers/" + number,
            new JsonObject()
                .put("destination", new JsonObject().put("type", "user").put("id", stranger)))
        .refused(422, "invalid_request")
        .names("/destination/id", "not_found");
    boss.patch(
            "/v1/numbers/" + number,
            new JsonObject()
                .put("destination", new JsonObject().put("type", "queue"))
                .put("recording", new JsonObject().put("mode", "always")))
        .refused(422, "invalid_request")
        .names("/destination/id", "required")
        .names("/destination/type", "not_offered")
        .names("/recording/mode", "not_offered");
  }

  @Test
  void aNumberReleasedIsNobodysForAWhile() {
    rent(boss).is(201);

    boss.delete("/v1/numbers/" + number).is(204);

    boss.get("/v1/numbers/" + number).refused(404, "not_found");
    boss.delete("/v1/numbers/" + number).refused(404, "not_found");
    rent(TestOrganisation.make().boss())
        .refused(409, "number_taken")
        .names("/number", "number_taken");
    assertThat(boss.get("/v1/available_numbers?prefix=" + number.substring(1)).is(200).data())
        .isEmpty();
  }

  @Test
  void rentingAndReleasingAreEvents() {
    rent(boss).is(201);
    boss.delete("/v1/numbers/" + number).is(204);

    assertThat(boss.get("/v1/events").is(200).data())
        .extracting(event -> event.getString("type"))
        .containsExactly("number.activated", "number.released");
  }

  @Test
  void aBlockWithRentedNumbersStays() {
    rent(boss).is(201);
    var block =
        Client.operator().get("/v1/number_blocks?limit=100").is(200).data().stream()
            .filter(found -> found.getString("first").equals(number))
            .findFirst()
            .orElseThrow();

    Client.operator()
        .delete("/v1/number_blocks/" + block.getString("id"))
        .refused(409, "block_in_use");
  }

  @Test
  void aRentedNumberMayBeACallerId() {
    rent(boss).is(201);
    var path = "/v1/users/" + organisation.superAdministratorId();

    assertThat(
            boss.patch(path, new JsonObject().put("caller_id", number))
                .is(200)
                .json()
                .getString("caller_id"))
        .isEqualTo(number);
    assertThat(
            boss.patch(path, new JsonObject().putNull("caller_id"))
                .is(200)
                .json()
                .getString("caller_id"))
        .isNull();
  }

  private Answer rent(Client who) {
    return who.post("/v1/numbers", new JsonObject().put("number", number));
  }
}
