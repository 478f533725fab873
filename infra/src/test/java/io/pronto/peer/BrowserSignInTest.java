package io.pronto.peer;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import io.pronto.bench.Api;
import io.pronto.core.Ground;
import io.pronto.core.OwnDns;
import io.pronto.core.access.Bootstrap;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.OAuth2Config;
import no.nav.security.mock.oauth2.token.DefaultOAuth2TokenCallback;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody signs in by a real browser at a real provider, which stands on another site: localhost,
 * where the server is 127.0.0.1.
 */
class BrowserSignInTest {
  private static final String OPERATOR = "operator@browser.example";
  private static final String PASSWORD = "correct horse battery";
  private static final String TENANT = UUID.randomUUID().toString();
  private static final OwnDns DNS = OwnDns.start();

  @TempDir static Path data;
  private static Screen screen;
  private static URI url;
  private static MockOAuth2Server provider;

  @BeforeAll
  static void start() throws Exception {
    new Bootstrap(Ground.database()).account(OPERATOR, PASSWORD);
    screen =
        Screen.start(
            data,
            15_600,
            Map.of(
                "PRONTO_SSO_PRIVATE_ADDRESSES",
                "true",
                "PRONTO_DNS_SERVER",
                "127.0.0.1:" + DNS.address().getPort()));
    url = screen.url();
    provider = new MockOAuth2Server(new OAuth2Config(true));
    provider.start(InetAddress.getLoopbackAddress(), 0);
  }

  @AfterAll
  static void stop() {
    if (provider != null) {
      provider.shutdown();
    }
    if (screen != null) {
      screen.close();
    }
  }

  @Test
  void somebodyOfOktaSignsInAndOut() {
    found("okta.example", "okta", provider.issuerUrl("okta"), true);
    try (var page = screen.page("en")) {
      page.locator("#sign-in [name=email]").fill("grace@okta.example");
      page.locator("#company").click();
      signInAtProvider(
          page,
          "00u1",
          new JsonObject()
              .put("email", "grace@okta.example")
              .put("email_verified", true)
              .put("name", "Grace Hopper")
              .put("groups", new JsonArray().add("Everyone")));

      assertThat(page.locator("#who")).containsText("Grace Hopper");
      assertThat(page).hasURL(url + "/");

      page.locator("#sign-out").click();
      assertThat(page.locator("#sign-in")).isVisible();
      assertThat(page.locator("#notice a")).containsText("Sign out there too");
    }
  }

  @Test
  void whoSignsOutBeforeTheScreenIsFullStillLearnsOfTheAccountThere() {
    found("hasty.example", "okta", provider.issuerUrl("hasty"), true);
    try (var page = screen.page("en")) {
      var givenUp = new AtomicBoolean();
      page.route("**/v1/cdrs*", _ -> {});
      page.onRequestFailed(
          request -> givenUp.compareAndSet(false, request.url().contains("/v1/cdrs")));
      page.locator("#sign-in [name=email]").fill("grace@hasty.example");
      page.locator("#company").click();
      signInAtProvider(
          page,
          "00u3",
          new JsonObject()
              .put("email", "grace@hasty.example")
              .put("email_verified", true)
              .put("name", "Grace Hopper")
              .put("groups", new JsonArray().add("Everyone")));
      assertThat(page.locator("#registrations, #calls").first()).isVisible();

      page.locator("#sign-out").click();

      page.waitForCondition(givenUp::get);
      assertThat(page.locator("#notice a")).containsText("Sign out there too");
    }
  }

  @Test
  void somebodyOfEntraWhoIsSignedInThereAlreadyIsAskedNothing() {
    var entra = new MockOAuth2Server();
    entra.start(InetAddress.getLoopbackAddress(), 0);
    var issuer = TENANT + "/v2.0";
    var claims =
        Map.<String, Object>of(
            "tid",
            TENANT,
            "oid",
            UUID.randomUUID().toString(),
            "preferred_username",
            "linus@entra.example",
            "name",
            "Linus",
            "ver",
            "2.0",
            "groups",
            List.of(UUID.randomUUID().toString()));
    entra.enqueueCallback(
        new DefaultOAuth2TokenCallback(issuer, "pairwise", "JWT", List.of("pronto"), claims, 3600));
    found("entra.example", "entra", entra.issuerUrl(issuer), true);
    try (var page = screen.page("it")) {
      page.locator("#sign-in [name=email]").fill("linus@entra.example");
      page.locator("#company").click();

      assertThat(page.locator("#who")).containsText("Linus");
    } finally {
      entra.shutdown();
    }
  }

  @Test
  void whoIsTurnedAwayIsToldWhyInTheirLanguage() {
    found("strict.example", "okta", provider.issuerUrl("strict"), false);
    try (var page = screen.page("fr")) {
      page.locator("#sign-in [name=email]").fill("nobody@strict.example");
      page.locator("#company").click();
      signInAtProvider(
          page,
          "00u2",
          new JsonObject().put("email", "nobody@strict.example").put("email_verified", true));

      assertThat(page.locator("#notice"))
          .hasText("Vous n'avez pas encore de compte ici : demandez-le à votre administrateur.");
      assertThat(page.locator("#sign-in")).isVisible();
    }
  }

  private static void signInAtProvider(Page page, String subject, JsonObject claims) {
    page.locator("input[name=username]").fill(subject);
    page.locator("textarea[name=claims]").fill(claims.encode());
    page.locator("input[type=submit]").click();
  }

  /** An organisation with that domain, verified, and that issuer. */
  private static void found(String domain, String kind, HttpUrl issuer, boolean justInTime) {
    Api.signIn(url, OPERATOR, PASSWORD)
        .post(
            "/v1/organisations",
            new JsonObject()
                .put("name", domain)
                .put("country", "FR")
                .put(
                    "super_administrator",
                    new JsonObject()
                        .put("email", "boss@" + domain)
                        .put("name", "Ada")
                        .put("password", PASSWORD)));
    var boss = Api.signIn(url, "boss@" + domain, PASSWORD);
    var named = boss.post("/v1/email_domains", new JsonObject().put("domain", domain));
    DNS.publish(named.getString("record_name"), named.getString("record_value"));
    boss.post("/v1/email_domains/" + named.getString("id") + "/verification", new JsonObject());
    boss.put(
        "/v1/identity_provider",
        new JsonObject()
            .put("kind", kind)
            .put("issuer", issuer.toString())
            .put("client_id", "pronto")
            .put("client_secret", "secret")
            .put("just_in_time", justInTime));
  }
}
