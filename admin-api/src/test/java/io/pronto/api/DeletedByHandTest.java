package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DeletedByHandTest {
  private final TestOrganisation organisation = TestOrganisation.make();
  private final Client boss = organisation.boss();

  @Test
  void aRecordingAndTheTranscriptThatGoesWithItAreCertified() {
    var agent = organisation.person("agent");
    var recording = TestRecordings.call(organisation, agent.id(), TestRecordings.sound(400));
    var transcript =
        boss.get("/v1/transcripts?recording_id=" + recording).is(200).data().getFirst();
    var startedAt = boss.get("/v1/recordings/" + recording).is(200).json().getString("started_at");

    boss.delete("/v1/recordings/" + recording).is(204);

    assertThat(certified())
        .containsExactly("recording " + recording, "transcript " + transcript.getString("id"));
    assertThat(certificates()).allSatisfy(this::namesWho);
    assertThat(certificates().getFirst().getString("from")).startsWith(startedAt.substring(0, 19));
  }

  @Test
  void aContactAndAListedCallerAreCertified() {
    var contact = boss.post("/v1/contacts", ContactsTest.contact()).is(201).id();
    var listed =
        boss.post("/v1/blocked_callers", new JsonObject().put("number", "+33612345678"))
            .is(201)
            .id();

    boss.delete("/v1/contacts/" + contact).is(204);
    boss.delete("/v1/blocked_callers/" + listed).is(204);

    assertThat(certified()).containsExactly("contact " + contact, "listed_caller " + listed);
    assertThat(certificates()).allSatisfy(this::namesWho);
  }

  @Test
  void somebodyIsCertifiedWithTheCallersWhomTheyHadListed() {
    var agent = organisation.person("agent");
    var listed =
        agent
            .client()
            .post("/v1/vip_callers", new JsonObject().put("number", "+33612345678"))
            .is(201)
            .id();

    boss.delete("/v1/users/" + agent.id()).is(204);

    assertThat(certified()).containsExactly("user " + agent.id(), "listed_caller " + listed);
    assertThat(certificates()).allSatisfy(this::namesWho);
  }

  @Test
  void whomTheIdentityProviderDeletesIsCertified() {
    var agent = organisation.person("agent");
    var scim = ScimClient.of(organisation);

    scim.delete("/Users/" + agent.id()).is(204);

    assertThat(certified()).containsExactly("user " + agent.id());
    assertThat(certificates().getFirst().getString("rule")).startsWith("by hand, key key_");
  }

  @Test
  void whatWasNotThereHasNoCertificate() {
    var contact = boss.post("/v1/contacts", ContactsTest.contact()).is(201).id();
    boss.delete("/v1/contacts/" + contact).is(204);

    boss.delete("/v1/contacts/" + contact).refused(404, "not_found");

    assertThat(certified()).hasSize(1);
  }

  private void namesWho(JsonObject certificate) {
    assertThat(certificate.getString("rule"))
        .isEqualTo("by hand, user " + organisation.superAdministratorId());
  }

  /** What each says was deleted, the first one first. */
  private Stream<String> certified() {
    return certificates().stream()
        .map(each -> each.getString("category") + ' ' + only(each.getJsonArray("objects")));
  }

  private static String only(JsonArray objects) {
    assertThat(objects).hasSize(1);
    return objects.getString(0);
  }

  private List<JsonObject> certificates() {
    return boss.get("/v1/destruction_certificates?sort=sequence").is(200).data();
  }
}
