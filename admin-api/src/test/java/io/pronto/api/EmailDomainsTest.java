package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.api.sso.SingleSignOnSettings;
import io.vertx.core.json.JsonObject;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EmailDomainsTest {
  private final TestOrganisation ours = TestOrganisation.make();
  private final String domain = TestCompany.freeDomain();

  @Test
  void aDomainIsVerifiedByItsTextRecord() {
    var named = create(ours, domain).is(201).json();
    var path = "/v1/email_domains/" + named.getString("id");
    assertThat(named.getString("record_name")).isEqualTo("_pronto." + domain);
    assertThat(named.getValue("verified_at")).isNull();
    verify(ours, path).refused(409, "record_not_found");
    TestServer.DNS.publish("_pronto." + domain, "v=spf1 -all", "pronto-verification=guess");
    verify(ours, path).refused(409, "record_not_found");

    TestServer.DNS.publish("_pronto." + domain, "v=spf1 -all", named.getString("record_value"));
    verify(ours, path).is(200);

    assertThat(ours.boss().get(path).is(200).json().getString("verified_at")).isNotBlank();
    var audited = ours.boss().get("/v1/audit_events?action=email_domain.changed").data().getFirst();
    assertThat(audited.getJsonObject("after").getString("verified_at")).isNotBlank();
  }

  @Test
  void aDomainThatOneOrganisationHasVerifiedIsNoOthers() {
    TestCompany.verify(ours.boss(), domain);
    var theirs = TestOrganisation.make();
    var named = create(theirs, domain).is(201).json();
    TestServer.DNS.publish("_pronto." + domain, named.getString("record_value"));

    verify(theirs, "/v1/email_domains/" + named.getString("id")).refused(409, "domain_taken");
  }

  @Test
  void anotherOrganisationSeesAndVerifiesNothingOfOurs() {
    var named = create(ours, domain).is(201).json();
    TestServer.DNS.publish("_pronto." + domain, named.getString("record_value"));
    var theirs = TestOrganisation.make();
    var path = "/v1/email_domains/" + named.getString("id");

    theirs.boss().get(path).refused(404, "not_found");
    verify(theirs, path).refused(404, "not_found");
    theirs.boss().delete(path).refused(404, "not_found");
    assertThat(theirs.boss().get("/v1/email_domains").is(200).data()).isEmpty();
    ours.boss().delete(path).is(204);
    ours.boss().get(path).refused(404, "not_found");
  }

  @Test
  void domainsAreOneInWhateverCaseAndScriptButNotWhereTheyOnlyLookAlike() {
    create(ours, "b\u00FCcher." + domain).is(201);
    create(ours, "XN--BCHER-KVA." + domain.toUpperCase(Locale.ROOT)).refused(409, "domain_exists");

    var cyrillic = create(ours, "\u0430pple." + domain).is(201).json().getString("domain");
    var latin = create(ours, "apple." + domain).is(201).json().getString("domain");

    assertThat(cyrillic).startsWith("xn--").isNotEqualTo(latin);
  }

  @Test
  void whatIsNoDomainIsRefused() {
    for (var text :
        new String[] {
          "example",
          "-a.example",
          "a..example",
          "a b.example",
          "ada@example.com",
          "192.0.2.1",
          "example.com/",
          "stra\u00DFe.example",
          "x".repeat(64) + ".example",
          "_pronto.example"
        }) {
      create(ours, text).refused(422, "invalid_request").names("/domain", "malformed");
    }
  }

  @Test
  void whileTheDnsIsSilentVerificationIsToBeTriedAgain() throws Exception {
    var named = create(ours, domain).is(201).json();
    try (var silent = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        var api =
            TestServer.another(
                0,
                new SingleSignOnSettings(
                    () -> URI.create("http://127.0.0.1"),
                    true,
                    Optional.of(
                        new InetSocketAddress(
                            InetAddress.getLoopbackAddress(), silent.getLocalPort()))))) {
      var request =
          HttpRequest.newBuilder(
                  URI.create(
                      "http://127.0.0.1:%d/v1/email_domains/%s/verification"
                          .formatted(api.start(), named.getString("id"))))
              .header("Authorization", "Bearer " + ours.boss().token().orElseThrow())
              .POST(BodyPublishers.noBody())
              .build();

      var answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofByteArray());

      new Answer(answer.statusCode(), answer.headers(), answer.body())
          .refused(503, "dns_unavailable");
    }
  }

  private static Answer create(TestOrganisation organisation, String domain) {
    return organisation.boss().post("/v1/email_domains", new JsonObject().put("domain", domain));
  }

  private static Answer verify(TestOrganisation organisation, String path) {
    return organisation.boss().send("POST", path + "/verification", "", "");
  }
}
