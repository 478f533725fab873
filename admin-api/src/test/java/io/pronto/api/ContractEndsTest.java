package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;
import net.lingala.zip4j.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How contracts end by the API, and what is left to do then. */
class ContractEndsTest {
  private final Client operator = Client.operator();
  private final TestOrganisation organisation = TestOrganisation.make();
  private final Client boss = organisation.boss();
  private final LocalDate today = LocalDate.now(ZoneId.of("Europe/Paris"));

  @TempDir Path folder;

  @Test
  void aTrialIsMadeActiveOnceAndBeginsOnNoDayThatHasPassed() {
    trial(today.minusDays(1)).refused(422, "invalid_request").names("/trial_ends_on", "day_passed");
    trial("2026-02-30").refused(422, "invalid_request").names("/trial_ends_on", "malformed");
    var path = "/v1/organisations/" + trial(today.plusDays(9)).is(201).id();
    var trial = operator.get(path + "/contract").is(200).json();
    assertThat(trial.getString("state")).isEqualTo("trial");
    assertThat(trial.getString("trial_ends_on")).isEqualTo(today.plusDays(9).toString());

    var active = operator.post(path + "/activation", new JsonObject()).is(200).json();

    assertThat(active.getString("state")).isEqualTo("active");
    operator.post(path + "/activation", new JsonObject()).refused(409, "no_trial");
  }

  private Answer trial(Object lastDay) {
    return operator.post(
        "/v1/organisations",
        new JsonObject()
            .put("name", "On trial")
            .put("country", "FR")
            .put("trial_ends_on", lastDay.toString())
            .put(
                "super_administrator",
                new JsonObject().put("email", TestOrganisation.email()).put("name", "Ada")));
  }

  @Test
  void anEndIsAnnouncedWithItsDaysAndChosenForAndWithdrawn() {
    choose("return").refused(409, "no_end_announced");
    terminate(today.minusDays(1)).refused(422, "invalid_request").names("/ends_on", "day_passed");

    var announced = terminate(today.plusDays(10)).is(200).json();

    assertThat(announced.getString("ends_on")).isEqualTo(today.plusDays(10).toString());
    assertThat(announced.getString("erase_on")).isEqualTo(today.plusDays(41).toString());
    assertThat(announced.getString("choice")).isNull();
    offer().refused(409, "return_not_chosen");
    var chosen = choose("erasure").is(200).json();
    assertThat(chosen.getString("erase_on")).isEqualTo(today.plusDays(11).toString());
    assertThat(boss.get("/v1/contract").is(200).json()).isEqualTo(chosen);
    assertThat(events()).contains("contract.end_announced", "contract.end_chosen");
    operator.delete(path() + "/termination").is(204);
    assertThat(boss.get("/v1/contract").is(200).json().getString("ends_on")).isNull();
    operator.delete(path() + "/termination").refused(409, "no_end_announced");
  }

  @Test
  void afterTheEndOnlyWhatIsLeftToDoCanBeDone() throws Exception {
    var key =
        boss.post(
                "/v1/api_keys",
                new JsonObject().put("name", "CRM").put("scopes", JsonArray.of("people:read")))
            .is(201)
            .json()
            .getString("token");
    boss.post("/v1/contacts", ContactsTest.contact()).is(201);
    terminate(today).is(200);
    Owner.execute(
        """
        update contract set state = 'ended', ends_on = current_date - 1 where organisation_id = '%s'
        """
            .formatted(organisation.id()));
    choose("return").is(200);

    boss.get("/v1/users").refused(403, "contract_ended");
    boss.get("/v1/me").is(200);
    assertThat(boss.get("/v1/contract").is(200).json().getString("state")).isEqualTo("ended");
    assertThat(new Client(Optional.of(key)).get("/v1/users").status()).isEqualTo(401);
    var offered = offer().is(201).json();
    terminate(today.plusDays(9)).refused(409, "contract_ended");
    var url = offered.getString("url");
    var archive = folder.resolve("return.zip");
    Files.write(archive, Client.stranger().get(url.substring(url.indexOf("/v1/"))).is(200).bytes());
    try (var zip = new ZipFile(archive.toFile(), offered.getString("passphrase").toCharArray())) {
      var contacts = zip.getInputStream(zip.getFileHeader("tables/contact.jsonl"));
      assertThat(new String(contacts.readAllBytes()).lines()).hasSize(1);
    }
    operator.delete(path() + "/termination").is(204);
    assertThat(boss.get("/v1/users").is(200).data()).isNotEmpty();
  }

  private Answer terminate(LocalDate lastDay) {
    return operator.post(
        path() + "/termination", new JsonObject().put("ends_on", lastDay.toString()));
  }

  private Answer choose(String choice) {
    return boss.put("/v1/contract/end_choice", new JsonObject().put("choice", choice));
  }

  private Answer offer() {
    return boss.post("/v1/contract/returns", new JsonObject());
  }

  private String path() {
    return "/v1/organisations/" + organisation.id();
  }

  private Iterable<String> events() {
    return boss.get("/v1/events?limit=100").is(200).data().stream()
        .map(event -> event.getString("type"))
        .toList();
  }
}
