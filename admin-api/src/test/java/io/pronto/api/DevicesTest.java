package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.device.AddressOfRecord;
import io.pronto.core.live.Binding;
import io.pronto.core.live.Registrations;
import io.pronto.core.routing.Directory;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DevicesTest {
  private final TestOrganisation organisation = TestOrganisation.make();
  private final TestOrganisation.Person agent = organisation.person("agent");

  @Test
  void whatIsAnsweredIsWhatAPhoneSignsInWith() throws Exception {
    var device = organisation.device(organisation.boss(), agent.id());

    var account =
        new Directory(Ground.database(), TestServer.DOMAIN)
            .account(new AddressOfRecord(device.getString("username"), device.getString("domain")))
            .orElseThrow();
    assertThat(account.ha1Md5()).isEqualTo(ha1("MD5", device));
    assertThat(account.ha1Sha256()).isEqualTo(ha1("SHA-256", device));
    assertThat(device.getString("password")).hasSizeGreaterThanOrEqualTo(20);
    assertThat(device.getString("extension")).isEqualTo("102");
  }

  @Test
  void aNewPasswordReplacesTheOldOneAndIsShownOnce() throws Exception {
    var device = organisation.device(organisation.boss(), agent.id());
    var path = "/v1/devices/" + device.getString("id");

    var renewed = agent.client().send("POST", path + "/password", "", "").is(201).json();

    assertThat(renewed.getString("password")).isNotEqualTo(device.getString("password"));
    assertThat(agent.client().get(path).is(200).json().fieldNames()).doesNotContain("password");
    var account =
        new Directory(Ground.database(), TestServer.DOMAIN)
            .account(new AddressOfRecord(device.getString("username"), device.getString("domain")))
            .orElseThrow();
    assertThat(account.ha1Sha256()).isEqualTo(ha1("SHA-256", renewed));
  }

  @Test
  void anAgentHasToDoWithItsOwnDevicesOnly() {
    var other = organisation.person("agent");
    var theirs = organisation.device(organisation.boss(), other.id()).getString("id");
    var mine = organisation.device(agent.client(), agent.id());

    assertThat(agent.client().get("/v1/devices").is(200).data())
        .extracting(device -> device.getString("id"))
        .containsExactly(mine.getString("id"));
    agent.client().get("/v1/devices/" + theirs).refused(404, "not_found");
    agent.client().delete("/v1/devices/" + theirs).refused(404, "not_found");
    agent
        .client()
        .post("/v1/devices", new JsonObject().put("user_id", other.id()).put("kind", "mobile"))
        .refused(403, "forbidden");
    assertThat(organisation.boss().get("/v1/devices").is(200).data()).hasSize(2);
  }

  @Test
  void aDeviceIsChangedAndDeleted() {
    var path = "/v1/devices/" + organisation.device(agent.client(), agent.id()).getString("id");

    var changed =
        agent.client().patch(path, new JsonObject().put("kind", "softphone")).is(200).json();

    assertThat(changed.getString("kind")).isEqualTo("softphone");
    agent.client().delete(path).is(204);
    agent.client().get(path).refused(404, "not_found");
  }

  @Test
  void administratorsDecideWhetherADeviceEncrypts() {
    var device = organisation.device(agent.client(), agent.id());
    var path = "/v1/devices/" + device.getString("id");
    var required = new JsonObject().put("media_encryption", "required");
    assertThat(device.getString("media_encryption")).isEqualTo("optional");

    agent.client().patch(path, required).refused(403, "forbidden");
    var changed = organisation.boss().patch(path, required).is(200).json();
    agent.client().patch(path, new JsonObject().put("kind", "softphone")).is(200);

    assertThat(changed.getString("media_encryption")).isEqualTo("required");
    assertThat(agent.client().get(path).json().getString("media_encryption")).isEqualTo("required");
    organisation
        .boss()
        .patch(path, new JsonObject().put("media_encryption", "perhaps"))
        .refused(422, "invalid_request")
        .names("/media_encryption", "not_offered");
  }

  @Test
  void aDeviceIsOfAUserOfTheOrganisation() {
    organisation
        .boss()
        .post(
            "/v1/devices",
            new JsonObject()
                .put("user_id", "usr_00000000000000000000000000")
                .put("kind", "toaster"))
        .refused(422, "invalid_request")
        .names("/kind", "not_offered");
    organisation
        .boss()
        .post(
            "/v1/devices",
            new JsonObject().put("user_id", "usr_00000000000000000000000000").put("kind", "mobile"))
        .refused(422, "invalid_request")
        .names("/user_id", "not_found");
  }

  @Test
  void whereDevicesAreRegisteredIsSeenByTier() {
    var other = organisation.person("agent");
    register(organisation.device(organisation.boss(), agent.id()));
    register(organisation.device(organisation.boss(), other.id()));

    assertThat(organisation.boss().get("/v1/registrations").is(200).data()).hasSize(2);
    assertPaged(organisation.boss(), "/v1/registrations", "username");
    assertThat(agent.client().get("/v1/registrations").is(200).data())
        .extracting(registration -> registration.getString("user_id"))
        .containsExactly(agent.id());
    assertThat(TestOrganisation.make().boss().get("/v1/registrations").is(200).data()).isEmpty();
  }

  private static void register(JsonObject device) {
    var name = new AddressOfRecord(device.getString("username"), device.getString("domain"));
    var contact = "sip:phone@192.0.2.1:5060";
    var binding =
        new Binding(
            name,
            contact,
            contact,
            Optional.empty(),
            0,
            "abc",
            1,
            List.of(),
            "udp",
            "192.0.2.2:5060",
            "192.0.2.1:5060",
            "test",
            "A phone",
            true,
            Instant.now(),
            Instant.now().plusSeconds(300));
    TestServer.REGISTRATIONS.update(
        name, Registrations.Removal.UNREGISTERED, _ -> List.of(binding));
  }

  private static String ha1(String algorithm, JsonObject device) throws Exception {
    var text =
        "%s:%s:%s"
            .formatted(
                device.getString("username"),
                device.getString("domain"),
                device.getString("password"));
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Two are there, one on each page, forwards and backwards. */
  private static void assertPaged(Client client, String path, String field) {
    var first = client.get(path + "?limit=1").is(200);
    var next = first.json().getJsonObject("page").getString("next");
    var second = client.get(path + "?limit=1&after=" + next.replace(" ", "%20")).is(200);
    var previous = second.json().getJsonObject("page").getString("previous");
    var back = client.get(path + "?limit=1&before=" + previous.replace(" ", "%20")).is(200);

    assertThat(first.data()).hasSize(1);
    assertThat(second.data()).hasSize(1).doesNotContainAnyElementsOf(first.data());
    assertThat(second.json().getJsonObject("page").getBoolean("has_more")).isFalse();
    assertThat(back.data().getFirst().getString(field))
        .isEqualTo(first.data().getFirst().getString(field));
  }
}
