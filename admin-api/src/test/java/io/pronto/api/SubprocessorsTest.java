package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.Id;
import io.pronto.core.Waiting;
import io.pronto.core.calendar.WorkingDays;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.subprocessor.Announced;
import io.pronto.core.subprocessor.NoticePeriod;
import io.pronto.core.subprocessor.SubprocessorRegister;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;

class SubprocessorsTest {
  /** One of the register that ships. */
  static final String SCALEWAY = "spr_000000000000000000SCALEWAY";

  /** It carries calls. */
  private static final String CARRIER = "spr_0000000000000000000000BICS";

  /** Another, which the settings of the test server name for mail. */
  static final String BREVO = "spr_000000000000000000000BREVO";

  private final Client operator = Client.operator();
  private final TestOrganisation organisation = TestOrganisation.make();
  private final Client boss = organisation.boss();

  /** That somebody new comes, a good while from now. */
  static JsonObject announcement() {
    return new JsonObject()
        .put("name", Id.next("name"))
        .put("purpose", "Number rental")
        .put("countries", JsonArray.of("GB", "FR"))
        .put("safeguard", "contractual_clauses")
        .put("data_categories", JsonArray.of("numbers"))
        .put("uses", JsonArray.of("number_provider"))
        .put("effective_on", "2090-01-01");
  }

  @Test
  void withNineWorkingDaysItIsRefusedWithTheEarliestDayAndWithTenAccepted() {
    var earliest = WorkingDays.FRANCE.plus(today(), 10).plusDays(1);
    var early = announcement().put("effective_on", earliest.minusDays(1).toString());

    var refused = operator.post("/v1/subprocessors", early).refused(422, "invalid_request");

    refused.names("/effective_on", "notice_too_short");
    assertThat(refused.text()).contains("Must be " + earliest + " or later");
    var added =
        operator
            .post("/v1/subprocessors", early.put("effective_on", earliest.toString()))
            .is(201)
            .json();
    assertThat(added.getString("state")).isEqualTo("announced");
    var seen = boss.get("/v1/subprocessors/" + added.getString("id")).is(200).json();
    assertThat(seen.getBoolean("permitted")).isFalse();
    assertThat(seen.getJsonArray("announced").getJsonObject(0).getString("change"))
        .isEqualTo("added");
    operator
        .delete("/v1/subprocessors/" + SCALEWAY + "?effective_on=" + today())
        .refused(422, "invalid_request")
        .names("/query/effective_on", "notice_too_short");
  }

  @Test
  void whatIsNotInForceIsNamedByNoCarrierAndNoNumberProvider() {
    var added = added();
    var ended = ended();
    var unnamed = new JsonObject().put("name", Id.next("name"));

    var refused =
        operator
            .post("/v1/carriers", unnamed.copy().put("subprocessor_id", added))
            .refused(422, "invalid_request");

    refused.names("/subprocessor_id", "not_in_force");
    assertThat(refused.text()).contains("in force from 2090-01-01");
    var carrier = operator.post("/v1/carriers", unnamed).is(201).id();
    var path = "/v1/carriers/" + carrier;
    var late =
        operator
            .patch(path, new JsonObject().put("subprocessor_id", ended))
            .refused(422, "invalid_request");
    late.names("/subprocessor_id", "not_in_force");
    assertThat(late.text()).contains("no longer");
    operator.patch(path, new JsonObject().put("subprocessor_id", CARRIER)).is(200);
    var provider =
        operator.post("/v1/number_providers", TestCarrier.make().provider()).is(201).id();
    operator
        .patch("/v1/number_providers/" + provider, new JsonObject().put("subprocessor_id", added))
        .refused(422, "invalid_request")
        .names("/subprocessor_id", "not_in_force");
  }

  @Test
  void nobodyIsUsedForWhatWasNotAnnounced() {
    var storesOnly = new JsonObject().put("subprocessor_id", SCALEWAY);

    var refused =
        operator
            .post("/v1/carriers", storesOnly.copy().put("name", Id.next("name")))
            .refused(422, "invalid_request");

    refused.names("/subprocessor_id", "not_announced_for");
    assertThat(refused.text()).contains("and not for carriage");
    var provider =
        operator.post("/v1/number_providers", TestCarrier.make().provider()).is(201).id();
    operator
        .patch("/v1/number_providers/" + provider, storesOnly)
        .refused(422, "invalid_request")
        .names("/subprocessor_id", "not_announced_for");
  }

  /** One that was in force and is not any more. */
  private static String ended() {
    var then = Instant.now().minus(Duration.ofDays(90));
    var register = new SubprocessorRegister(Ground.database(), () -> then);
    var day = NoticePeriod.from(then).earliestEffect();
    var id = register.add(Announced.details(), day).id();
    register.remove(id, day.plusDays(7), _ -> {});
    return id;
  }

  @Test
  void onceSomethingWasAnnouncedNobodyIsEnteredAsInUseAlready() {
    added();

    operator
        .post(
            "/v1/subprocessors",
            announcement().put("in_use", true).put("effective_on", today().toString()))
        .refused(409, "notice_needed");
  }

  @Test
  void aRemovalIsAnnouncedAndOnlyOfWhatWasRead() {
    var path = "/v1/subprocessors/" + added();
    var tag = operator.get(path).header("ETag");
    operator
        .patch(path, new JsonObject().put("purpose", "SMS").put("effective_on", "2090-02-01"))
        .is(200);

    operator
        .exchange("DELETE", path + "?effective_on=2090-03-01", "", "", "If-Match", tag)
        .refused(412, "precondition_failed");
    operator
        .delete(path + "?effective_on=2090-01-15")
        .refused(422, "invalid_request")
        .names("/query/effective_on", "before_earlier_notice");
    operator.delete(path).refused(400, "invalid_parameter");
    operator.delete(path + "?effective_on=2090-02-31").refused(400, "invalid_parameter");
    operator.delete(path + "?effective_on=2090-03-01").is(204);

    var removed = operator.get(path).is(200).json();
    assertThat(removed.getString("ends_on")).isEqualTo("2090-03-01");
    assertThat(removed.getJsonArray("announced")).hasSize(3);
    operator.delete(path + "?effective_on=2090-04-01").refused(409, "removed");
    assertThat(operator.get("/v1/audit_events?subject_id=" + removed.getString("id")).data())
        .extracting(event -> event.getString("action"))
        .containsOnly("subprocessor_notice.created")
        .hasSize(3);
  }

  @Test
  void whatMakesNoSenseIsRefusedByField() {
    refusal(announcement().put("safeguard", "none_needed"), "/safeguard", "required");
    refusal(announcement().put("countries", JsonArray.of("FR", "XX")), "/countries/1", "unknown");
    refusal(announcement().put("effective_on", "2090-02-31"), "/effective_on", "malformed");
    refusal(announcement().put("uses", new JsonArray()), "/uses", "too_few");
    var known = announcement();
    operator.post("/v1/subprocessors", known).is(201);
    operator.post("/v1/subprocessors", known).refused(409, "name_taken");
    var path = "/v1/subprocessors/" + added();
    operator
        .patch(
            path,
            new JsonObject().put("purpose", "Number rental").put("effective_on", "2090-01-01"))
        .refused(409, "nothing_new");
  }

  private void refusal(JsonObject body, String pointer, String code) {
    operator.post("/v1/subprocessors", body).refused(422, "invalid_request").names(pointer, code);
  }

  @Test
  void organisationsAreToldByAnEventAndTheOperatorSeesHowFarThatIs() {
    var id = added();

    // after the organisations of all other tests, which are told of all their notices
    Waiting.until(
        "it is told",
        Duration.ofMinutes(4),
        () ->
            boss.get("/v1/events?limit=100").data().stream()
                .anyMatch(
                    event ->
                        event.getString("type").equals("subprocessor.announced")
                            && event
                                .getJsonObject("data")
                                .getString("subprocessor_id")
                                .equals(id)));
    var seen = boss.get("/v1/subprocessor_notices?subprocessor_id=" + id).is(200).data();
    assertThat(seen).hasSize(1);
    assertThat(seen.getFirst().getJsonArray("told")).as("this server sends no mail").isEmpty();
    Waiting.until(
        "all are told",
        () -> {
          var telling =
              operator
                  .get("/v1/subprocessor_notices?subprocessor_id=" + id)
                  .data()
                  .getFirst()
                  .getJsonObject("telling");
          return telling.getInteger("organisations") > 0
              && telling.getInteger("organisations").equals(telling.getInteger("told"));
        });
  }

  @Test
  void anObjectionIsMadeAnsweredSeenAndWithdrawn() {
    var id = added();
    var objection = boss.post("/v1/subprocessor_objections", objection(id)).is(201).json();
    boss.post("/v1/subprocessor_objections", objection(id)).refused(409, "objection_exists");
    var path = "/v1/subprocessor_objections/" + objection.getString("id");
    TestOrganisation.make().boss().get(path).refused(404, "not_found");

    operator
        .post(path + "/answer", new JsonObject().put("way", "alternative").put("text", "Legos"))
        .is(200);

    var seen = boss.get(path).is(200).json();
    assertThat(seen.getJsonObject("answer").getString("way")).isEqualTo("alternative");
    assertThat(seen.getBoolean("stands")).isTrue();
    assertThat(boss.get("/v1/events?limit=100").data())
        .extracting(event -> event.getString("type"))
        .contains("subprocessor.objection_answered");
    assertThat(operator.get("/v1/operator_events?type=subprocessor.objected").data())
        .anyMatch(
            event ->
                event
                    .getJsonObject("data")
                    .getString("objection_id")
                    .equals(objection.getString("id")));
    assertThat(boss.get("/v1/audit_events?subject_id=" + seen.getString("id")).data())
        .extracting(event -> event.getString("action"))
        .contains("subprocessor_objection.created", "subprocessor_objection.changed");
    boss.delete(path).is(204);
    assertThat(boss.get(path).json().getBoolean("stands")).isFalse();
    operator
        .post(path + "/answer", new JsonObject().put("way", "leave").put("text", "Go"))
        .refused(409, "withdrawn");
  }

  @Test
  void whoObjectsTooLateIsToldUntilWhenItWasPossible() {
    var subprocessor = Announced.inForce();
    var until = subprocessor.latest().objectionsUntil().orElseThrow();

    var refused =
        boss.post("/v1/subprocessor_objections", objection(subprocessor.id()))
            .refused(409, "objection_too_late");

    assertThat(refused.json().getString("detail")).contains("until " + until);
    boss.post("/v1/subprocessor_objections", objection(SCALEWAY)).refused(409, "no_notice");
    boss.post("/v1/subprocessor_objections", objection("spr_" + "Z".repeat(26)))
        .refused(422, "invalid_request")
        .names("/subprocessor_id", "not_found");
  }

  @Test
  void whoeverObjectsSeesThatItIsNotUsedForThem() {
    var subprocessor = Announced.inForce();
    Announced.objection(new OrganisationId(organisation.id()), subprocessor);

    assertThat(permitted(boss, subprocessor.id())).isFalse();
    assertThat(permitted(TestOrganisation.make().boss(), subprocessor.id())).isTrue();
  }

  private static boolean permitted(Client who, String id) {
    return who.get("/v1/subprocessors/" + id).is(200).json().getBoolean("permitted");
  }

  @Test
  void thePageIsReadInTheReadersLanguageWithoutScriptOrMarkupOfOthers() {
    operator
        .post(
            "/v1/subprocessors", announcement().put("purpose", "<script>alert(1)</script> & more"))
        .is(201);

    var french = Client.stranger().get("/subprocessors", "Accept-Language", "fr-CH, en;q=0.5");

    assertThat(french.is(200).text())
        .contains(
            "<html lang=\"fr\">", "Sous-traitants", "Scaleway", "clauses contractuelles types")
        .contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; more")
        .doesNotContain("<script");
    assertThat(french.header("Content-Language")).isEqualTo("fr");
    assertThat(french.header("Content-Security-Policy")).contains("default-src 'none'");
    var other = Client.stranger().get("/subprocessors", "Accept-Language", "it").is(200).text();
    assertThat(other).contains("Sub-responsabili");
    for (var strange : List.of("de", "*", "x;;q=2", "")) {
      assertThat(Client.stranger().get("/subprocessors", "Accept-Language", strange).text())
          .contains("Subprocessors");
    }
  }

  @Test
  void theFeedIsAtomAndHasWhatWasAnnounced() throws Exception {
    var name = "A & B <" + Id.next("name") + ">";
    operator.post("/v1/subprocessors", announcement().put("name", name)).is(201);

    var feed = Client.stranger().get("/subprocessors.atom").is(200);

    assertThat(feed.header("Content-Type")).startsWith("application/atom+xml");
    var factory = DocumentBuilderFactory.newInstance();
    factory.setNamespaceAware(true);
    var document = factory.newDocumentBuilder().parse(new ByteArrayInputStream(feed.bytes()));
    var entries = document.getElementsByTagNameNS("http://www.w3.org/2005/Atom", "entry");
    assertThat(entries.getLength()).isPositive();
    assertThat(entries.item(0).getTextContent()).contains(name);
  }

  private String added() {
    return operator.post("/v1/subprocessors", announcement()).is(201).id();
  }

  private static JsonObject objection(String subprocessor) {
    return new JsonObject().put("subprocessor_id", subprocessor).put("reason", "Not there");
  }

  private static LocalDate today() {
    return WorkingDays.FRANCE.date(Instant.now());
  }

  @Test
  void whatIsInUseIsRemovedOnlyByWhoHasBeenToldWhatThatDoes() {
    var path = "/v1/subprocessors/" + BREVO;
    var day = WorkingDays.FRANCE.plus(today(), 30).plusDays(1);

    var refused = operator.delete(path + "?effective_on=" + day).refused(409, "in_use");

    assertThat(refused.text()).contains("mail.subprocessor", "mail goes by the other server");
    var uses = operator.get(path + "/uses?language=fr").is(200).json();
    var mail = uses.getJsonArray("uses").getJsonObject(0);
    assertThat(mail.getString("use")).isEqualTo("email_relay");
    assertThat(mail.getInteger("organisations")).isPositive();
    assertThat(mail.getString("then")).contains("le courrier passe par l'autre serveur");
    assertThat(operator.get(path).json().getString("ends_on")).isNull();
    boss.get(path + "/uses").refused(403, "forbidden");
  }

  @Test
  void aNumberProviderAndACarrierWithTrunksAreUsesAndTheEndIsAnnouncedOnceConfirmed() {
    var subprocessor = Announced.inForce().id();
    var path = "/v1/subprocessors/" + subprocessor;
    var named = new JsonObject().put("subprocessor_id", subprocessor);
    var carrier = TestCarrier.make();
    assertThat(operator.get(path + "/uses").is(200).json().getJsonArray("uses")).isEmpty();
    operator.patch("/v1/carriers/" + carrier.id(), named).is(200);
    operator.post("/v1/trunks", carrier.trunk()).is(201);
    var provider = operator.post("/v1/number_providers", carrier.provider()).is(201).id();
    var account = "/v1/number_providers/" + provider;
    operator.patch(account, named.copy().put("enabled", true)).is(200);

    var uses = operator.get(path + "/uses").is(200).json().getJsonArray("uses");

    assertThat(uses.stream().map(each -> ((JsonObject) each).getString("id")))
        .containsExactlyInAnyOrder(carrier.id(), provider);
    operator.patch(account, new JsonObject().put("enabled", false)).is(200);
    var day = WorkingDays.FRANCE.plus(today(), 30).plusDays(1);
    operator.delete(path + "?effective_on=" + day).refused(409, "in_use");
    operator.delete(path + "?confirm=true&effective_on=" + day).is(204);
    assertThat(operator.get(path).json().getString("ends_on")).isEqualTo(day.toString());
  }

  @Test
  void anObjectionSaysUntilWhenItIsToBeAnsweredAndKeepsDataOffUntilThenAndAfter() {
    var announced = operator.post("/v1/subprocessors", announcement()).is(201).id();
    var raised =
        boss.post(
                "/v1/subprocessor_objections",
                new JsonObject().put("subprocessor_id", announced).put("reason", "No"))
            .is(201)
            .json();

    assertThat(raised.getString("state")).isEqualTo("open");
    assertThat(raised.getString("answer_by"))
        .isEqualTo(WorkingDays.FRANCE.plus(today(), 10).toString());

    var inForce = Announced.inForce();
    Announced.objection(new OrganisationId(organisation.id()), inForce);
    var overdue =
        boss.get("/v1/subprocessor_objections").data().stream()
            .filter(each -> each.getString("subprocessor_id").equals(inForce.id()))
            .findFirst()
            .orElseThrow();
    assertThat(overdue.getString("state")).isEqualTo("overdue");
    assertThat(boss.get("/v1/subprocessors/" + inForce.id()).json().getBoolean("permitted"))
        .isFalse();
  }
}
