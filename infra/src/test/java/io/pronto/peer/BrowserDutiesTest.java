package io.pronto.peer;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.pronto.bench.Api;
import io.pronto.core.Ground;
import io.pronto.core.Waiting;
import io.pronto.core.access.Bootstrap;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What law has people do about a breach, about whoever has their data restricted, and about lines
 * that are recorded without a notice, they do on the first screen, and see what comes of it.
 */
class BrowserDutiesTest {
  private static final String OPERATOR = "operator@duties.example";
  private static final String PASSWORD = "correct horse battery";

  @TempDir static Path data;
  private static Screen screen;
  private static Api operator;

  private final String caller =
      "+336" + ThreadLocalRandom.current().nextInt(10_000_000, 99_999_999);
  private final String name = "Duties " + System.nanoTime();
  private final String boss = found();
  private final Api api = Api.signIn(screen.url(), boss, PASSWORD);
  private final OrganisationId organisation =
      new OrganisationId(api.get("/v1/me").getJsonObject("organisation").getString("id"));

  @BeforeAll
  static void start() throws Exception {
    new Bootstrap(Ground.database()).account(OPERATOR, PASSWORD);
    screen = Screen.start(data, 15_900, Map.of());
    operator = Api.signIn(screen.url(), OPERATOR, PASSWORD);
  }

  @AfterAll
  static void stop() {
    if (screen != null) {
      screen.close();
    }
  }

  @Test
  void whoIsRestrictedIsNotHeardUntilThatIsLifted() {
    KeptCall.between(caller, rented(), organisation, data);
    try (var page = screen.page("en", boss, PASSWORD)) {
      var call = row(page, "#cdrs", caller);
      var person = row(page, "#restrictions", caller);
      plays(page, call);

      page.locator("#restrictions > button").click();
      field(page, "subject").fill(caller);
      Screen.show(page, "restriction-asked");
      confirm(page);
      assertThat(person).containsText("to be answered by");
      plays(page, call);

      button(person, "Restrict").click();
      field(page, "note").fill("She contests what was said");
      confirm(page);
      assertThat(person).containsText("restricted since");
      assertThat(call.locator(".restricted")).hasText("restricted");
      assertThat(button(call, "Listen")).hasCount(0);
      Screen.show(page, "restricted");

      aSecondPasses();
      button(person, "Lift").click();
      field(page, "note").fill("It is put right");
      Screen.show(page, "restriction-lifted");
      confirm(page);
      assertThat(person).hasCount(0);
      assertThat(call.locator(".restricted")).hasCount(0);
      plays(page, call);
    }
    var restriction = api.get("/v1/restrictions").getJsonArray("data").getJsonObject(0);
    Assertions.assertThat(restriction.getJsonObject("lifting").getString("note"))
        .isEqualTo("It is put right");
  }

  @Test
  void whatCannotBeRestrictedIsRefusedInTheReadersLanguageAndStaysOpen() {
    var own = rented();
    try (var page = screen.page("it", boss, PASSWORD)) {
      page.locator("#restrictions > button").click();
      field(page, "subject").fill(own);
      confirm(page);

      var person = row(page, "#restrictions", own);
      button(person, "Limita").click();
      field(page, "note").fill("Lo chiede");
      confirm(page);

      assertThat(page.locator("#notice")).containsText("non riguarda nessun altro");
      assertThat(page.locator("#notice")).isInViewport();
      assertThat(button(person, "Rifiuta")).isVisible();
    }
  }

  @Test
  void aBreachIsEnteredTracedAndTold() {
    var call = KeptCall.between(caller, rented(), organisation, data);
    api.bytes("/v1/recordings/" + call.recording() + "/audio");
    var reader = api.get("/v1/me").getString("id");
    var cause = "A password was stolen " + System.nanoTime();
    aSecondPasses();
    try (var page = screen.page("en", OPERATOR, PASSWORD)) {
      page.locator("#breaches > button").click();
      field(page, "cause").fill(cause);
      field(page, "occurred_at").fill(anHourAgo());
      field(page, "effects").selectOption("confidentiality");
      field(page, "data_categories").selectOption(new String[] {"recordings", "call_records"});
      Screen.show(page, "breach-entered");
      confirm(page);
      var breach = row(page, "#breaches", cause);
      assertThat(breach).containsText("to be decided: 71 hours left");

      button(breach, "Tell customers").click();
      confirm(page);
      assertThat(page.locator("#notice")).containsText("look whom it affects first");

      button(breach, "Look whom it affects").click();
      field(page, "means").selectOption("user");
      field(page, "value").fill(reader);
      Screen.show(page, "breach-traced");
      confirm(page);
      assertThat(page.locator("dialog textarea")).hasValue(traced());
      Screen.show(page, "breach-affected");
      page.locator("dialog[open] button").click();
      assertThat(breach.locator("td").nth(4)).hasText("1");

      button(breach, "Drafts").click();
      Assertions.assertThat(page.locator("dialog textarea").inputValue()).contains(cause, "33");
      Screen.show(page, "breach-drafts");
      page.locator("dialog[open] button").click();

      button(breach, "Tell customers").click();
      field(page, "message").fill("Write to dpo@operator.example");
      confirm(page);
      assertThat(page.locator("#notice")).hasText("Organisations that are told: 1.");
      Screen.show(page, "breaches");
    }
    try (var page = screen.page("fr", boss, PASSWORD)) {
      var told = row(page, "#notices", cause);

      button(told, "Personnes concernées").click();
      assertThat(page.locator("dialog textarea")).hasValue(caller);
      Screen.show(page, "breach-people");
      page.locator("dialog[open] button").click();

      button(told, "Projets").click();
      Assertions.assertThat(page.locator("dialog textarea").inputValue()).contains(cause);
      Screen.show(page, "breach-drafts-of-customer");
    }
  }

  @Test
  void aLineThatIsRecordedWithoutANoticeIsMarkedUntilItsGroundIsWrittenDown() {
    var number = rented();
    asOfBefore(number);
    Map.of(
            "en", List.of("no ground is written down", "nobody has chosen what for"),
            "fr", List.of("aucun fondement n'est consigné", "personne n'a choisi dans quel but"),
            "it", List.of("nessun fondamento è messo per iscritto", "nessuno ha scelto"))
        .forEach(
            (language, marks) -> {
              try (var page = screen.page(language, boss, PASSWORD)) {
                var line = page.locator("#numbers tbody tr");
                marks.forEach(mark -> assertThat(line).containsText(mark));
                Screen.show(page, "line-" + language);
              }
            });
    try (var page = screen.page("fr", boss, PASSWORD)) {
      var line = page.locator("#numbers tbody tr");
      button(line, "Consigner le fondement").click();
      field(page, "no_notice_ground").pressSequentially("C'est légal");
      confirm(page);
      assertThat(page.locator("dialog.ask")).isVisible(); // that is no ground
      field(page, "no_notice_ground").fill("Le contrat de l'autre partie l'en informe, clause 7");
      Screen.show(page, "line-ground");
      confirm(page);
      assertThat(line).containsText("sans annonce : Le contrat de l'autre partie");

      button(line, "Choisir le but").click();
      field(page, "purpose").selectOption("security");
      confirm(page);
      assertThat(line).containsText("tous les appels : sécurité");
      assertThat(line.locator(".warning")).hasCount(0);
      Screen.show(page, "line-in-order");
    }
  }

  /** Which of its organisations a breach affects, and how many people: the caller alone. */
  private String traced() {
    return "People: 1; records of theirs: 1. By organisation:\n%s: 1".formatted(name);
  }

  /** The recording is heard: it has its two seconds, and no more. */
  private static void plays(Page page, Locator call) {
    button(call, "Listen").click();
    assertThat(page.locator("#listen")).isVisible();
    page.waitForFunction(
        "() => Math.round(document.querySelector('#listen audio').duration) === 2");
    page.locator("#listen button").click();
  }

  private static Locator row(Page page, String table, String text) {
    return page.locator(table + " tbody tr", new Page.LocatorOptions().setHasText(text));
  }

  private static Locator button(Locator within, String said) {
    return within.locator("button", new Locator.LocatorOptions().setHasText(said));
  }

  private static Locator field(Page page, String name) {
    return page.locator("dialog.ask [name=" + name + "]");
  }

  private static void confirm(Page page) {
    page.locator("dialog.ask button[value=confirmed]").click();
  }

  /** What was done is over by the screen's clock, which knows of whole seconds. */
  private static void aSecondPasses() {
    var now = Instant.now();
    Waiting.until(
        "the next second", () -> Instant.now().truncatedTo(ChronoUnit.SECONDS).isAfter(now));
  }

  private static String anHourAgo() {
    return LocalDateTime.now().minusHours(1).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** It has been recorded, without a notice, since before anybody was asked why. */
  private void asOfBefore(String number) {
    Ground.database()
        .in(
            organisation,
            tx ->
                tx.update(
                    """
                    update phone_number set recording_mode = 'all', recording_announce = false
                     where number = $1
                    """,
                    number));
  }

  private String rented() {
    var number = "+3319" + ThreadLocalRandom.current().nextInt(1_000_000, 9_999_999);
    var carrier = operator.post("/v1/carriers", new JsonObject().put("name", name));
    operator.post(
        "/v1/number_blocks",
        new JsonObject()
            .put("carrier_id", carrier.getString("id"))
            .put("first", number)
            .put("last", number)
            .put("type", "geographic"));
    api.post("/v1/numbers", new JsonObject().put("number", number));
    return number;
  }

  /** An organisation; returns its super administrator's address. */
  private String found() {
    var email = "boss" + System.nanoTime() + "@duties.example";
    operator.post(
        "/v1/organisations",
        new JsonObject()
            .put("name", name)
            .put("country", "FR")
            .put(
                "super_administrator",
                new JsonObject().put("email", email).put("name", "Ada").put("password", PASSWORD)));
    return email;
  }
}
