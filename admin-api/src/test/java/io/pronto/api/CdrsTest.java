package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.Waiting;
import io.pronto.core.call.CallDetailRecord;
import io.pronto.core.call.CallDetailRecord.Party;
import io.pronto.core.call.CallJournal;
import io.pronto.core.call.Calls;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CdrsTest {
  private final TestOrganisation organisation = TestOrganisation.make();
  private final TestOrganisation.Person agent = organisation.person("agent");
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);

  @TempDir Path folder;
  private CallJournal journal;

  @BeforeEach
  void open() {
    journal =
        CallJournal.open(
            folder,
            Ground.database(),
            TestServer.OUTBOX,
            List.of(),
            entry -> {
              throw new IllegalStateException(entry.id());
            });
  }

  @AfterEach
  void close() {
    journal.close();
  }

  @Test
  void theRecordOfACallIsRead() {
    var id = call(agent.id(), now);

    var cdr = agent.client().get("/v1/cdrs/" + id).is(200).json();

    assertThat(cdr.getJsonObject("called").getString("user_id")).isEqualTo(agent.id());
    assertThat(cdr.getString("cause")).isEqualTo("normal");
    assertThat(cdr.getInteger("duration")).isEqualTo(61);
    assertThat(cdr.getJsonArray("legs")).hasSize(1);
    assertThat(Instant.parse(cdr.getString("started_at"))).isEqualTo(now);
  }

  @Test
  void aCallIsExplainedAsTheRulesWereThen() {
    var id = call(agent.id(), now);
    var other = organisation.person("agent");

    var told =
        agent
            .client()
            .get("/v1/cdrs/" + id + "/explanation", "Accept-Language", "fr")
            .is(200)
            .json();

    var step = told.getJsonArray("trace").getJsonObject(0);
    assertThat(step.getString("rule")).isEqualTo("number");
    assertThat(step.getString("result")).isEqualTo("rented");
    assertThat(step.getJsonObject("input").getString("number")).isEqualTo("+33987654321");
    assertThat(told.getString("language")).isEqualTo("fr");
    assertThat(told.getString("explanation"))
        .isEqualTo(
            "Le numéro +33987654321 est le vôtre. L’appelant (+33123456789) est un VIP. L’appel est"
                + " terminé : un correspondant a raccroché (SIP 200).");
    var ladder = told.getJsonArray("ladder");
    assertThat(ladder.getJsonObject(0).getString("event")).isEqualTo("calls");
    assertThat(ladder.getJsonObject(0).getString("text")).contains("192.0.2.1");
    other.client().get("/v1/cdrs/" + id + "/explanation").refused(404, "not_found");
  }

  @Test
  void whatIsWrittenOnAListIsToldOnlyToWhoMaySeeAllLists() {
    var path = "/v1/cdrs/" + call(agent.id(), now) + "/explanation";

    assertThat(organisation.boss().get(path).is(200).text()).contains("sister", "+331…");
    assertThat(agent.client().get(path).is(200).text()).doesNotContain("sister", "+331…");
  }

  @Test
  void recordsAreSeenByTier() {
    var colleague = organisation.person("agent");
    var supervisor = organisation.person("supervisor");
    organisation
        .boss()
        .post(
            "/v1/teams",
            new JsonObject()
                .put("name", "A team")
                .put("members", new JsonArray(List.of(supervisor.id(), agent.id()))))
        .is(201);
    var mine = call(agent.id(), now);
    var theirs = call(colleague.id(), now);

    assertThat(ids(organisation.boss(), "")).containsExactlyInAnyOrder(mine, theirs);
    assertThat(ids(supervisor.client(), "")).containsExactly(mine);
    assertThat(ids(agent.client(), "")).containsExactly(mine);
    assertThat(ids(agent.client(), "?user_id=" + colleague.id())).isEmpty();
    assertThat(ids(organisation.boss(), "?user_id=" + colleague.id())).containsExactly(theirs);
    agent.client().get("/v1/cdrs/" + theirs).refused(404, "not_found");
    Client.operator().get("/v1/cdrs/" + mine).refused(403, "forbidden");
    TestOrganisation.make().boss().get("/v1/cdrs/" + mine).refused(404, "not_found");
  }

  @Test
  void recordsAreFilteredAndReadPageByPage() {
    var old = call(agent.id(), now.minus(2, ChronoUnit.HOURS));
    var recent = call(agent.id(), now);
    var boss = organisation.boss();
    var between = now.minus(1, ChronoUnit.HOURS);

    assertThat(ids(boss, "?started_at[gte]=" + between)).containsExactly(recent);
    assertThat(ids(boss, "?started_at[lt]=" + between)).containsExactly(old);
    assertThat(ids(boss, "?direction=outbound")).isEmpty();
    assertThat(ids(boss, "?number=%2B33123456789&cause=normal")).hasSize(2);
    assertThat(ids(boss, "?sort=started_at")).containsExactly(old, recent);
    assertThat(ids(boss, "?limit=1")).containsExactly(recent);
    assertThat(ids(boss, "?limit=1&after=" + recent)).containsExactly(old);
    boss.get("/v1/cdrs?started_at[gte]=yesterday&cause=boredom")
        .refused(400, "invalid_parameter")
        .names("/query/started_at[gte]", "malformed")
        .names("/query/cause", "not_offered");
    boss.get("/v1/cdrs?started_at[gte]=2026-02-30T00:00:00Z").refused(400, "invalid_parameter");
  }

  @Test
  void recordsAreTakenOutAsATableByALink() {
    var old = call(agent.id(), now.minus(2, ChronoUnit.HOURS));
    var recent = call(agent.id(), now);
    var between = now.minus(1, ChronoUnit.HOURS);

    var all = export(new JsonObject());
    var late = export(new JsonObject().put("from", between.toString()));

    var rows = Client.stranger().get(download(all)).is(200).text().split("\r\n");
    assertThat(rows).hasSize(3);
    assertThat(rows[0]).startsWith("id,direction,started_at,");
    assertThat(rows[1]).startsWith(old + ",inbound,").contains(",'+33123456789,", ",61,");
    assertThat(rows[2]).startsWith(recent);
    assertThat(Client.stranger().get(download(late)).is(200).text())
        .contains(recent)
        .doesNotContain(old);
    var kept = organisation.boss().get("/v1/exports/" + all.getString("id")).is(200).json();
    assertThat(kept.getInteger("fetched")).isEqualTo(1);
    assertThat(organisation.boss().get("/v1/exports").is(200).data()).hasSize(2).contains(kept);
  }

  @Test
  void aLinkToATableEndsWithItsDayOrWhenSomebodyEndsIt() {
    var ended = export(new JsonObject());
    var old = export(new JsonObject());
    organisation.boss().delete("/v1/exports/" + ended.getString("id")).is(204);
    Owner.execute(
        "update export set expires_at = now() where id = '%s'".formatted(old.getString("id")));

    Client.stranger().get(download(ended)).refused(404, "not_found");
    Client.stranger().get(download(old)).refused(404, "not_found");
    TestOrganisation.make()
        .boss()
        .get("/v1/exports/" + old.getString("id"))
        .refused(404, "not_found");
  }

  @Test
  void whoAsksIsWrittenTo() {
    var boss = organisation.person("administrator");

    MailingServer.as(boss.client())
        .post("/v1/exports", new JsonObject().put("kind", "cdrs").put("email", true))
        .is(201);

    assertThat(MailingServer.next(boss.email(), 0).plain())
        .contains("https://pronto.example.com/v1/exports/downloads/pronto_export_");
  }

  @Test
  void aTableOfATimeThatDoesNotExistIsRefused() {
    var filter = new JsonObject().put("from", "2026-02-30T00:00:00Z");

    organisation
        .boss()
        .post("/v1/exports", new JsonObject().put("kind", "cdrs").put("filter", filter))
        .refused(422, "invalid_request")
        .names("/filter/from", "malformed");
  }

  private JsonObject export(JsonObject filter) {
    return organisation
        .boss()
        .post("/v1/exports", new JsonObject().put("kind", "cdrs").put("filter", filter))
        .is(201)
        .json();
  }

  private static String download(JsonObject export) {
    var url = export.getString("url");
    return url.substring(url.indexOf("/v1/"));
  }

  private String call(String userId, Instant startedAt) {
    var called =
        new Party("+33987654321", "Bob", Optional.of(userId), Optional.empty(), Optional.empty());
    CallDetailRecord begun =
        Calls.begun(Optional.of(new OrganisationId(organisation.id())), startedAt, called);
    journal.begin(begun);
    journal.end(Calls.ended(begun));
    Waiting.until("the record is kept", () -> journal.waiting() == 0);
    return begun.id().value();
  }

  private static List<String> ids(Client client, String query) {
    return client
        .get("/v1/cdrs" + query.replace("[", "%5B").replace("]", "%5D"))
        .is(200)
        .data()
        .stream()
        .map(cdr -> cdr.getString("id"))
        .toList();
  }
}
