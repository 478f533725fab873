package io.pronto.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Id;
import io.pronto.core.Waiting;
import io.pronto.settings.Settings;
import io.pronto.sip.phone.Credentials;
import io.pronto.sip.phone.TestPhone;
import io.vertx.core.json.JsonObject;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody whom an identity provider has made works with a real phone, a session and a key of their
 * own, and then the provider switches them off, each in its own words.
 */
class DeprovisioningTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final String PASSWORD = "Battery-Staple-9-Horse";

  @TempDir Path data;

  private final String run = Id.next("run").substring(20).toLowerCase();
  private Server server;
  private Speaker boss;
  private Speaker provider;

  @BeforeEach
  void begin() throws Exception {
    var environment = TestEnvironment.on(data, 21_400);
    environment.put("PRONTO_BOOTSTRAP_EMAIL", "operator@" + run + ".example");
    environment.put("PRONTO_BOOTSTRAP_PASSWORD", PASSWORD);
    server = Server.start(Settings.read(Optional.empty(), environment, data));
    var operator = Speaker.signIn(server.httpPort(), "operator@" + run + ".example", PASSWORD);
    var ada = new JsonObject().put("email", "ada@" + run + ".example").put("name", "Ada");
    operator.post(
        "/v1/organisations",
        new JsonObject()
            .put("name", "Firm " + run)
            .put("country", "FR")
            .put("super_administrator", ada.put("password", PASSWORD))
            .encode());
    boss = Speaker.signIn(server.httpPort(), ada.getString("email"), PASSWORD);
    provider = boss.key("provisioning:write");
    boss.put(
        "/v1/group_roles",
        """
        {"group_roles": [{"group": "Telephony managers", "role": "administrator"}]}
        """);
  }

  @AfterEach
  void end() {
    server.close();
  }

  @Test
  void whoOktaDeactivatesIsGoneWithinASecond() {
    var name = "bob@" + run + ".example";
    assertThat(provider.get("/scim/v2/Users?filter=userName%20eq%20%22" + name + "%22").list())
        .isEmpty();
    var bob =
        provider
            .post(
                "/scim/v2/Users",
                """
                {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "%s",
                 "name": {"givenName": "Bob", "familyName": "Okta"}, "displayName": "Bob Okta",
                 "emails": [{"primary": true, "value": "%s", "type": "work"}], "locale": "en-US",
                 "externalId": "00ujl29u0le5T6Aj10h7", "groups": [], "password": "1mz050nq",
                 "active": true}
                """
                    .formatted(name, name))
            .id();
    provider.post(
        "/scim/v2/Groups",
        """
        {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"],
         "displayName": "Telephony managers", "members": [{"value": "%s", "display": "%s"}]}
        """
            .formatted(bob, name));

    leaves(
        bob,
        name,
        """
        {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
         "Operations": [{"op": "replace", "value": {"active": false}}]}
        """);
  }

  @Test
  void whoEntraDisablesIsGoneWithinASecond() {
    var name = "eve@" + run + ".example";
    assertThat(provider.get("/scim/v2/Users?filter=userName%20eq%20%22" + name + "%22").list())
        .isEmpty();
    var eve =
        provider
            .post(
                "/scim/v2/Users",
                """
                {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User",
                   "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],
                 "externalId": "eve", "userName": "%s", "active": true, "displayName": "Eve Entra",
                 "emails": [{"primary": true, "type": "work", "value": "%s"}],
                 "meta": {"resourceType": "User"}, "roles": [],
                 "name": {"formatted": "Eve Entra", "familyName": "Entra", "givenName": "Eve"}}
                """
                    .formatted(name, name))
            .id();
    var group =
        provider
            .post(
                "/scim/v2/Groups",
                """
                {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"],
                 "externalId": "8aa1a0c0", "displayName": "Telephony managers"}
                """)
            .id();
    provider.patch(
        "/scim/v2/Groups/" + group,
        """
        {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
         "Operations": [{"op": "Add", "path": "members", "value": [{"value": "%s"}]}]}
        """
            .formatted(eve));

    leaves(
        eve,
        name,
        """
        {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
         "Operations": [{"op": "Replace", "path": "active", "value": "False"}]}
        """);
  }

  @Test
  void whoIsDeletedIsGoneWithinASecondToo() {
    var id =
        provider.post("/scim/v2/Users", "{\"userName\": \"max@%s.example\"}".formatted(run)).id();
    try (var phone = phone(id)) {
      phone.register();
      assertThat(registrations()).isEqualTo(1);

      assertThat(provider.delete("/scim/v2/Users/" + id).status()).isEqualTo(204);

      leavesWithinASecond(0);
      assertThat(phone.tryToRegister(HOUR).status()).isEqualTo(403);
    }
  }

  private void leaves(String user, String name, String farewell) {
    boss.patch("/v1/users/" + user, new JsonObject().put("password", PASSWORD).encode());
    var session = Speaker.signIn(server.httpPort(), name, PASSWORD);
    var key = session.key("people:read");
    assertThat(key.get("/v1/users").status()).isEqualTo(200);
    var ada = boss.get("/v1/me").json().getString("id");
    try (var phone = phone(user);
        var colleague = phone(ada)) {
      phone.register();
      colleague.register();
      var extension = boss.get("/v1/users/" + user).json().getString("extension");
      var reached = colleague.call(extension);
      phone.awaitCall().ring().reject("486 Busy Here");
      reached.awaitRefused();
      assertThat(registrations()).isEqualTo(2);

      assertThat(provider.patch("/scim/v2/Users/" + user, farewell).status()).isEqualTo(200);

      leavesWithinASecond(1);
      assertThat(session.get("/v1/me").status()).isEqualTo(401);
      assertThat(key.get("/v1/users").status()).isEqualTo(401);
      assertThat(phone.tryToRegister(HOUR).status()).isEqualTo(403);
      assertThat(phone.call("101").awaitRefused().status()).isEqualTo(403);
      assertThat(colleague.call(extension).awaitRefused().status()).isEqualTo(404);
      assertThat(Speaker.tryToSignIn(server.httpPort(), name, PASSWORD).status()).isEqualTo(401);

      provider.patch("/scim/v2/Users/" + user, farewell.replaceAll("(?i)(\"?)false\\1", "true"));
      Waiting.until("the phone registers", () -> phone.tryToRegister(HOUR).status() == 200);
    }
  }

  /** Waits until that many registrations are left; fails if that takes more than a second. */
  private void leavesWithinASecond(int left) {
    long begin = System.nanoTime();
    Waiting.until(left + " registrations are left", () -> registrations() == left);
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(SECOND);
  }

  private int registrations() {
    return boss.get("/v1/registrations").json().getJsonArray("data").size();
  }

  private TestPhone phone(String user) {
    var device =
        boss.post(
                "/v1/devices",
                new JsonObject().put("user_id", user).put("kind", "desk_phone").encode())
            .json();
    var credentials =
        new Credentials(
            device.getString("username"), device.getString("password"), device.getString("domain"));
    return TestPhone.udp(new InetSocketAddress("127.0.0.1", server.sipPort()), credentials);
  }
}
