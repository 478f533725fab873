package io.pronto.core.processing;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.Id;
import io.pronto.core.Markup;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.retention.DataInventory;
import io.pronto.core.retention.DataInventory.Kept;
import io.pronto.core.subprocessor.Announced;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordOfProcessingTest {
  private final OrganisationId organisation = Ground.organisation();
  private final RecordOfProcessing record =
      new RecordOfProcessing(
          Ground.database(), InstantSource.system(), () -> URI.create("https://pronto.example"));

  @Test
  void everyTableOfTheInventoryIsInOneActivityOfTheOperators() {
    var tables = retention(record.ofOperator("en")).map(each -> each.getString("table")).toList();

    assertThat(tables)
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(
            DataInventory.read().entries().stream().map(DataInventory.Entry::table).toList());
  }

  @Test
  void windowsAreThoseThatAreSetNow() {
    assertThat(retention(of(), "recording").getString("period")).isEqualTo("P6M");
    rule("recording", 44);

    var recording = retention(of(), "recording");

    assertThat(recording.getJsonArray("rules").getJsonObject(0).getInteger("days")).isEqualTo(44);
    assertThat(recording.getString("text")).contains("44 days");
    assertThat(retention(of(), "transcript").getJsonArray("rules")).isEmpty();
    assertThat(retention(record.ofOperator("en"), "recording").getJsonArray("rules")).isEmpty();
    assertThat(retention(of(), "cdr").getString("period")).isEqualTo("P12M");
  }

  @Test
  void whatNobodyCanChooseIsReadInTheSchema() {
    assertThat(retention(of(), "event").getString("period")).isEqualTo("P30D");
    assertThat(retention(of(), "erasure_journal").getString("period")).isEqualTo("P40D");
    assertThat(retention(of(), "call_charge").getString("period")).isIn("P12M", "P1Y");
    assertThat(retention(of(), "archived_record").getString("period")).isNull();
    assertThat(of().toString()).doesNotContain("\"table\":\"operator_account\"");
    assertThat(record.ofOperator("en").toString()).contains("\"table\":\"operator_account\"");
  }

  @Test
  void recipientsAreThoseWhoAreUsedForTheOrganisation() {
    var subprocessor = Announced.inForce();
    assertThat(recipients(of())).contains(subprocessor.id());
    assertThat(transfers(of())).contains(subprocessor.id());

    Announced.objection(organisation, subprocessor);

    assertThat(recipients(of())).doesNotContain(subprocessor.id());
    assertThat(recipients(record.ofOperator("en"))).contains(subprocessor.id());
  }

  @Test
  void measuresAreCountedAndNotAsserted() {
    var rows = measure(of(), "row_level_security");
    assertThat(rows.getLong("protected")).isPositive().isEqualTo(rows.getLong("tables"));
    assertThat(measure(of(), "listening_reason").getBoolean("asked")).isFalse();
    Ground.database()
        .in(
            organisation,
            tx ->
                tx.update(
                    """
                    insert into organisation_settings (organisation_id, listening_reason)
                    values ($1, true)
                    """,
                    organisation.value()));

    assertThat(measure(of(), "listening_reason").getBoolean("asked")).isTrue();
    assertThat(measure(of(), "encrypted_web").getBoolean("https")).isTrue();
  }

  @Test
  void linesThatAreRecordedWithoutANoticeAreNamedWithTheirGround() {
    var ground = "Clause 7 of their contract says that this line is recorded";
    var grounded = rented("recording_no_notice_ground = '" + ground + "'");
    var silent = rented("recording_purpose_chosen = true");
    rented("recording_mode = 'off'");

    var json = of();

    assertThat(json.getJsonArray("recorded_without_notice"))
        .containsExactlyInAnyOrder(
            new JsonObject().put("number", grounded).put("ground", ground),
            new JsonObject().put("number", silent).putNull("ground"));
    assertThat(json.getJsonArray("findings").stream().map(JsonObject.class::cast))
        .extracting(each -> each.getString("finding") + each.getString("number"))
        .containsExactly("no_ground" + silent, "purpose_not_chosen" + grounded);
    assertThat(measure(json, "recording_notice").getInteger("grounded")).isEqualTo(1);
    assertThat(record.ofOperator("en").toString()).doesNotContain(ground);
    for (var language : ProcessingWords.LANGUAGES) {
      var page = RecordPage.of(record.ofOrganisation(organisation, language));
      assertThat(page)
          .contains(grounded + ": " + ground)
          .contains(silent + ": " + Markup.escaped(ProcessingWords.in(language).text("no_ground")))
          .doesNotContain("null");
    }
  }

  /**
   * A number that is recorded without a notice, unless {@code assignments} of SQL say otherwise.
   */
  private String rented(String assignments) {
    var number = "+3319" + ThreadLocalRandom.current().nextInt(1_000_000, 9_999_999);
    var carrier = Id.next("car");
    Ground.database()
        .asOperator(
            tx -> {
              tx.update("insert into carrier (id, name) values ($1, $1)", carrier);
              return tx.update(
                  """
                  insert into number_block (id, carrier_id, first, last, country, type)
                  values ($1, $2, $3, $3, 'FR', 'geographic')
                  """,
                  Id.next("blk"),
                  carrier,
                  number);
            });
    Ground.database()
        .in(
            organisation,
            tx -> {
              tx.one("select rent_number($1)", number);
              tx.update(
                  """
                  update phone_number set recording_mode = 'all', recording_announce = false
                   where number = $1
                  """,
                  number);
              return tx.update(
                  "update phone_number set " + assignments + " where number = $1", number);
            });
    return number;
  }

  @Test
  void eachLanguageHasAllWords() {
    var english = ProcessingWords.in("en").keys();
    for (var language : ProcessingWords.LANGUAGES) {
      assertThat(ProcessingWords.in(language).keys()).as(language).isEqualTo(english);
    }
    for (var kept : Kept.values()) {
      assertThat(english).contains("kept." + kept.text());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "fr", "it"})
  void bothReadAsPages(String language) {
    for (var json :
        List.of(record.ofOrganisation(organisation, language), record.ofOperator(language))) {
      var page = RecordPage.of(json);

      assertThat(page)
          .contains("lang=\"" + language + '"', "<code>recording</code>", "Test " + organisation)
          .doesNotContain("null", "<script");
      assertThat(page.replaceAll("(?s)<style>.*</style>", "")).doesNotContain("{", "}");
    }
  }

  private JsonObject of() {
    return record.ofOrganisation(organisation, "en");
  }

  private static Stream<JsonObject> activities(JsonObject json) {
    return json.getJsonArray("activities").stream().map(JsonObject.class::cast);
  }

  private static Stream<JsonObject> retention(JsonObject json) {
    return activities(json)
        .flatMap(each -> each.getJsonArray("retention").stream())
        .map(JsonObject.class::cast);
  }

  private static JsonObject retention(JsonObject json, String table) {
    return retention(json)
        .filter(each -> each.getString("table").equals(table))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> recipients(JsonObject json) {
    return activities(json)
        .flatMap(each -> each.getJsonArray("recipients").stream())
        .map(each -> ((JsonObject) each).getString("subprocessor_id"))
        .distinct()
        .sorted(Comparator.naturalOrder())
        .toList();
  }

  private static List<String> transfers(JsonObject json) {
    return json.getJsonArray("transfers").stream()
        .map(each -> ((JsonObject) each).getString("subprocessor_id"))
        .toList();
  }

  private static JsonObject measure(JsonObject json, String code) {
    return json.getJsonArray("security").stream()
        .map(JsonObject.class::cast)
        .filter(each -> each.getString("measure").equals(code))
        .findFirst()
        .orElseThrow()
        .getJsonObject("facts");
  }

  private void rule(String category, int days) {
    Ground.database()
        .in(
            organisation,
            tx ->
                tx.update(
                    """
                    insert into retention_rule (organisation_id, category, scope, scope_id, days)
                    values ($1, $2, 'organisation', $1, $3)
                    """,
                    organisation.value(),
                    category,
                    days));
  }
}
