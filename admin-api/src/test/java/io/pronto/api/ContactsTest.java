package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContactsTest {
  private final TestOrganisation organisation = TestOrganisation.make();
  private final Client boss = organisation.boss();

  /** One that can be made. */
  static JsonObject contact() {
    return contact("Carol", "+33612345678");
  }

  private static JsonObject contact(String name, String... numbers) {
    return new JsonObject().put("name", name).put("numbers", new JsonArray(List.of(numbers)));
  }

  @Test
  void anAgentMakesFindsAndChangesAContactAndAnAdministratorDeletesIt() {
    var agent = organisation.person("agent").client();
    var made =
        agent
            .post(
                "/v1/contacts", contact("Carol", "06 12 34 56 78", "+33612345678", "+390612345678"))
            .is(201)
            .json();
    var path = "/v1/contacts/" + made.getString("id");

    assertThat(made.getJsonArray("numbers")).containsExactly("+33612345678", "+390612345678");
    assertThat(made.getString("company")).isEmpty();
    assertThat(made.getString("source")).isEqualTo("manual");
    assertThat(boss.get(path).is(200).json()).isEqualTo(made);
    assertThat(found(agent, "06 12")).containsExactly("Carol");
    var changed =
        agent
            .patch(path, new JsonObject().put("name", "Caroline").put("company", "Bakery"))
            .is(200);
    assertThat(changed.json().getJsonArray("numbers")).hasSize(2);
    assertThat(found(agent, "bak car")).containsExactly("Caroline");
    agent.patch(path, new JsonObject().putNull("company")).is(200);
    assertThat(found(agent, "bak")).isEmpty();

    agent.delete(path).refused(403, "forbidden");
    boss.delete(path).is(204);
    boss.get(path).refused(404, "not_found");
    assertThat(found(agent, "car")).isEmpty();
  }

  @Test
  void anotherOrganisationAndTheOperatorFindNothing() {
    var path = "/v1/contacts/" + boss.post("/v1/contacts", contact()).is(201).id();
    var theirs = TestOrganisation.make().boss();

    theirs.get(path).refused(404, "not_found");
    theirs.patch(path, new JsonObject()).refused(404, "not_found");
    theirs.delete(path).refused(404, "not_found");
    assertThat(found(theirs, "carol")).isEmpty();
    Client.operator().get(path).refused(403, "forbidden");
  }

  @Test
  void whatIsNoContactIsRefusedByName() {
    boss.post("/v1/contacts", contact("", "+33612345678"))
        .refused(422, "invalid_request")
        .names("/name", "required");
    boss.post("/v1/contacts", contact("Carol", "+33612345678", "3900", "word"))
        .refused(422, "invalid_request")
        .names("/numbers/1", "malformed")
        .names("/numbers/2", "malformed");
    boss.post("/v1/contacts", contact("Carol")).names("/numbers", "too_few");
    boss.post("/v1/contacts", contact("n".repeat(201), "+33612345678")).names("/name", "too_long");
    var id = boss.post("/v1/contacts", contact()).is(201).id();
    boss.patch("/v1/contacts/" + id, new JsonObject().putNull("name"))
        .refused(422, "invalid_request")
        .names("/name", "required");
  }

  @Test
  void aNameMayHoldAnything() {
    var name = "Eve\" <sip:x@y>\r\n\u202E😀 ; drop table contact";

    var made = boss.post("/v1/contacts", contact(name, "+33612345678")).is(201).json();

    assertThat(made.getString("name")).isEqualTo(name);
    assertThat(found(boss, "eve drop")).containsExactly(name);
  }

  @Test
  void aTableComesInAsAWholeAndOnce() {
    var csv = "name,company,numbers\nCarol,Bakery,06 12 34 56 78;+33123456789\nBob,,0712345678\n";

    var dry = bringIn("?dry_run=true", csv).is(200).json();
    assertThat(found(boss, "bob")).isEmpty();
    var first = bringIn("", csv).is(200).json();
    var second = bringIn("", csv).is(200).json();

    assertThat(first).isEqualTo(dry);
    assertThat(first.getInteger("created")).isEqualTo(2);
    assertThat(second.getInteger("created")).isZero();
    assertThat(second.getInteger("unchanged")).isEqualTo(2);
    assertThat(found(boss, "+33123456789")).containsExactly("Carol");
  }

  @Test
  void ofATableWithAFaultNothingIsApplied() {
    var csv = "name,numbers\nCarol,0612345678\nBob,12\n,0712345678\n";

    bringIn("", csv)
        .refused(422, "invalid_request")
        .names("/3/numbers", "malformed")
        .names("/4/row", "required");
    var report = bringIn("?dry_run=true", csv).is(200).json();

    assertThat(report.getInteger("rows")).isEqualTo(3);
    assertThat(report.getInteger("error_count")).isEqualTo(2);
    assertThat(report.getInteger("created")).isEqualTo(1);
    assertThat(found(boss, "carol")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"agent", "supervisor"})
  void aTableIsAnAdministratorsToBringIn(String role) {
    organisation
        .person(role)
        .client()
        .send("POST", "/v1/contacts/import", "name,numbers\nBob,0612345678\n", "text/csv")
        .refused(403, "forbidden");
  }

  @Test
  void aTableIsBroughtInOnceUnderOneKey() {
    var csv = "name,numbers\nCarol,0612345678\n";
    var first = keyed(csv).is(200).json();

    var again = keyed(csv).is(200);

    assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
    assertThat(again.json()).isEqualTo(first);
    keyed("name,numbers\nBob,0612345678\n").refused(422, "idempotency_key_reused");
  }

  @Test
  void changesAreInTheAuditLogWithoutNames() {
    var id = boss.post("/v1/contacts", contact()).is(201).id();
    boss.delete("/v1/contacts/" + id).is(204);

    var log = boss.get("/v1/audit_events?subject_id=" + id).is(200);

    assertThat(log.data())
        .extracting(event -> event.getString("action"))
        .containsExactly("contact.deleted", "contact.created");
    assertThat(log.text()).doesNotContain("Carol", "612345678");
  }

  private Answer keyed(String csv) {
    return boss.exchange(
        "POST", "/v1/contacts/import", csv, "text/csv", "Idempotency-Key", organisation.id());
  }

  private Answer bringIn(String query, String csv) {
    return boss.send("POST", "/v1/contacts/import" + query, csv, "text/csv");
  }

  private static List<String> found(Client who, String typed) {
    var q = URLEncoder.encode(typed, StandardCharsets.UTF_8);
    return who.get("/v1/contacts?q=" + q).is(200).data().stream()
        .map(contact -> contact.getString("name"))
        .toList();
  }
}
