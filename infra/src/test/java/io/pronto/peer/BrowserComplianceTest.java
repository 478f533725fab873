package io.pronto.peer;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import io.pronto.bench.Api;
import io.pronto.core.Ground;
import io.pronto.core.Id;
import io.pronto.core.access.Bootstrap;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What law asks people to look at is on the first screen, and what they decide is done there. */
class BrowserComplianceTest {
  private static final String OPERATOR = "operator@compliance.example";
  private static final String PASSWORD = "correct horse battery";
  private static final String CALLER = "+33612345678";

  @TempDir static Path data;
  private static Screen screen;
  private static Api operator;

  @BeforeAll
  static void start() throws Exception {
    new Bootstrap(Ground.database()).account(OPERATOR, PASSWORD);
    screen = Screen.start(data, 15_800, Map.of());
    operator = Api.signIn(screen.url(), OPERATOR, PASSWORD);
  }

  @AfterAll
  static void stop() {
    if (screen != null) {
      screen.close();
    }
  }

  @Test
  void anAnnouncedSubprocessorIsObjectedToAndTheOperatorAnswers() {
    var boss = found();
    var name = "Subprocessor " + System.nanoTime();
    operator.post("/v1/subprocessors", announcement(name));
    try (var page = screen.page("en", boss, PASSWORD)) {
      page.onDialog(dialog -> dialog.accept("It is far away"));
      var row = page.locator("#subprocessors tr", rowOf(name));

      row.locator("button").click();

      assertThat(row).containsText("Objected; not answered yet");
    }
    try (var page = screen.page("en", OPERATOR, PASSWORD)) {
      var answers = new ArrayDeque<>(List.of("alternative", "We use another for you"));
      page.onDialog(dialog -> dialog.accept(answers.pop()));
      var row = page.locator("#objections tr", rowOf(name));

      row.locator("button").click();

      assertThat(row).hasCount(0);
    }
    try (var page = screen.page("en", boss, PASSWORD)) {
      assertThat(page.locator("#subprocessors tr", rowOf(name)))
          .containsText("Answered: We use another for you");
    }
  }

  @Test
  void howLongRecordingsAreKeptIsChangedOnceItsEffectWasRead() {
    var boss = found();
    try (var page = screen.page("fr", boss, PASSWORD)) {
      var asked = new ArrayDeque<String>();
      page.onDialog(
          dialog -> {
            asked.add(dialog.message());
            dialog.accept(dialog.type().equals("prompt") ? "30" : null);
          });
      var row = page.locator("#retention tr", rowOf("Enregistrement"));
      assertThat(row).containsText("6 mois");

      row.locator("button").click();

      assertThat(row).containsText("30 jours");
      Assertions.assertThat(asked.getLast()).contains("0 supprimés dans l'heure", "tout de suite");
    }
  }

  @Test
  void aCallOfWhoHasHadTheirDataRestrictedIsMarkedAndNotHeard() {
    var boss = found();
    var api = Api.signIn(screen.url(), boss, PASSWORD);
    recordedCall(api.get("/v1/me").getJsonObject("organisation").getString("id"));
    try (var page = screen.page("fr", boss, PASSWORD)) {
      assertThat(page.locator("#cdrs tr", rowOf(CALLER))).containsText("Écouter");
    }
    var asked = new JsonObject().put("kind", "restriction").put("subject", CALLER);
    var request = api.post("/v1/subject_requests", asked).getString("id");

    api.post(
        "/v1/subject_requests/" + request + "/instruction",
        new JsonObject().put("action", "restrict").put("note", "She contests it"));

    Map.of("fr", "données limitées", "it", "dati limitati", "en", "restricted")
        .forEach(
            (language, mark) -> {
              try (var page = screen.page(language, boss, PASSWORD)) {
                var row = page.locator("#cdrs tr", rowOf(CALLER));
                assertThat(row.locator(".restricted")).hasText(mark);
                assertThat(row.locator("button")).hasCount(1); // why it went as it did
              }
            });
  }

  private static void recordedCall(String organisation) {
    Ground.database()
        .in(
            new OrganisationId(organisation),
            tx ->
                tx.update(
                    """
                    insert into cdr
                      (id, organisation_id, direction, caller_number, caller_name, called_number,
                       called_name, started_at, ended_at, cause, sip_status, ended_by, diversions,
                       legs, recording_ids, node, trace)
                    values ($1, $2, 'inbound', $3, '', '+33123456700', '', now(), now(), 'normal',
                            200, 'caller', '{}', '[]', $4, 'node-1', '[]')
                    """,
                    Id.next("call"),
                    organisation,
                    CALLER,
                    new String[] {Id.next("rec")}));
  }

  private static Page.LocatorOptions rowOf(String text) {
    return new Page.LocatorOptions().setHasText(text);
  }

  private static JsonObject announcement(String name) {
    return new JsonObject()
        .put("name", name)
        .put("purpose", "Number rental")
        .put("countries", JsonArray.of("GB", "FR"))
        .put("safeguard", "contractual_clauses")
        .put("data_categories", JsonArray.of("numbers"))
        .put("uses", JsonArray.of("number_provider"))
        .put("effective_on", "2090-01-01");
  }

  /** An organisation; returns its super administrator's address. */
  private static String found() {
    var email = "boss" + System.nanoTime() + "@compliance.example";
    operator.post(
        "/v1/organisations",
        new JsonObject()
            .put("name", "Compliance")
            .put("country", "FR")
            .put(
                "super_administrator",
                new JsonObject().put("email", email).put("name", "Ada").put("password", PASSWORD)));
    return email;
  }
}
