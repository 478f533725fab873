package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A link leads where whoever asked for it may go, and not for longer. */
class LinksTest {
  private static final JsonObject OFF = new JsonObject().put("active", false);
  private static final JsonObject ON = new JsonObject().put("active", true);

  private final TestOrganisation organisation = TestOrganisation.make();
  private final Client boss = organisation.boss();

  @Test
  void whoLosesTheTierTakesNothingOutByOldLinks() {
    var administrator = organisation.person("administrator");
    var second = organisation.person("super_administrator");
    var table = export(administrator.client());
    var archive = evidence(second.client()).getString("url");
    fetch(table).is(200);
    fetch(archive).is(200);

    role(administrator, "supervisor");
    role(second, "administrator");

    fetch(table).refused(410, "link_ended");
    fetch(archive).refused(410, "link_ended");
  }

  @Test
  void whoIsDeactivatedTakesNothingOutAlsoWhenActiveAgain() {
    var leaver = organisation.person("super_administrator");
    var key = MatrixThings.key(organisation(leaver), "exports:write").json().getString("token");
    var links =
        List.of(
            export(leaver.client()),
            evidence(leaver.client()).getString("url"),
            export(new Client(Optional.of(key))));
    links.forEach(link -> fetch(link).is(200));

    boss.patch("/v1/users/" + leaver.id(), OFF).is(200);

    links.forEach(link -> fetch(link).refused(404, "not_found"));
    boss.patch("/v1/users/" + leaver.id(), ON).is(200);
    links.forEach(link -> fetch(link).refused(404, "not_found"));
  }

  @Test
  void whatAKeyHasTakenOutEndsWithTheKey() {
    var key = MatrixThings.key(organisation, "exports:write").is(201);
    var table = export(new Client(Optional.of(key.json().getString("token"))));
    fetch(table).is(200);

    boss.delete("/v1/api_keys/" + key.id()).is(204);

    fetch(table).refused(410, "link_ended");
  }

  @Test
  void whoIsDeletedTakesNothingOut() {
    var leaver = organisation.person("super_administrator");
    var table = export(leaver.client());
    var archive = evidence(leaver.client()).getString("url");

    boss.delete("/v1/users/" + leaver.id()).is(204);

    fetch(table).refused(410, "link_ended");
    fetch(archive).refused(410, "link_ended");
  }

  @Test
  void afterTheContractNothingIsTakenOutByOldLinks() {
    var table = export(boss);
    var archive = evidence(boss).getString("url");

    Owner.execute(
        """
        update contract set state = 'ended', ends_on = current_date - 1 where organisation_id = '%s'
        """
            .formatted(organisation.id()));

    fetch(table).refused(410, "link_ended");
    fetch(archive).refused(410, "link_ended");
  }

  @Test
  void aLinkToAnArchiveIsEndedByItsIdOrItsSecret() {
    var offer = evidence(boss);
    var other = evidence(boss).getString("url");
    var path = "/v1/handovers/" + offer.getString("id");
    organisation.person("administrator").client().delete(path).refused(403, "forbidden");
    TestOrganisation.make().boss().delete(path).refused(404, "not_found");
    Client.operator().delete(path).refused(404, "not_found");
    fetch(offer.getString("url")).is(200);

    boss.delete(path).is(204);
    boss.delete(local(other)).is(204);

    fetch(offer.getString("url")).refused(404, "not_found");
    fetch(other).refused(404, "not_found");
    boss.delete(path).refused(404, "not_found");
    assertThat(boss.get("/v1/audit_events?subject_id=" + offer.getString("id")).is(200).data())
        .extracting(event -> event.getString("action"))
        .contains("handover.changed");
  }

  private TestOrganisation organisation(TestOrganisation.Person as) {
    return new TestOrganisation(organisation.id(), organisation.domain(), as.id(), as.client());
  }

  private void role(TestOrganisation.Person person, String role) {
    boss.patch("/v1/users/" + person.id(), new JsonObject().put("role", role)).is(200);
  }

  private static String export(Client who) {
    return who.post("/v1/exports", new JsonObject().put("kind", "cdrs"))
        .is(201)
        .json()
        .getString("url");
  }

  private static JsonObject evidence(Client who) {
    return who.post("/v1/evidence_packs", new JsonObject())
        .is(201)
        .json()
        .getJsonObject("handover");
  }

  private static Answer fetch(String url) {
    return Client.stranger().get(local(url));
  }

  private static String local(String url) {
    return url.substring(url.indexOf("/v1/"));
  }
}
