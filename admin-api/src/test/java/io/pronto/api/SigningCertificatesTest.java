package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.stir.authority.TestAuthority;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** By which certificates calls are signed, and whose signatures are trusted. */
class SigningCertificatesTest {
  private final Client operator = Client.operator();

  @Test
  void aCertificateIsServedToWhoeverVerifiesAndItsKeyToNobody() {
    var wanted = TestCredentials.signing();

    var made = operator.post("/v1/signing_certificates", wanted).is(201);

    assertThat(made.json().getJsonArray("service_provider_codes")).isEqualTo(JsonArray.of("709J"));
    assertThat(made.text()).doesNotContain("PRIVATE KEY");
    var path = "/.well-known/stir/" + made.id() + ".pem";
    assertThat(made.json().getString("x5u")).startsWith("http").endsWith(path);
    var served = Client.stranger().get(path).is(200);
    assertThat(served.text()).isEqualTo(wanted.getString("chain"));
    assertThat(served.header("Content-Type")).startsWith("application/pem-certificate-chain");
    assertThat(served.header("Cache-Control")).contains("max-age=86400");
    Client.stranger()
        .get(path.replace(made.id(), "sgc_01JD9Z3V7K8Q2N4M6P8R0T2W4Y"))
        .refused(404, "not_found");
    var secret = wanted.getString("private_key").split("\n")[1];
    assertThat(Owner.rows("signing_certificate")).noneMatch(row -> row.contains(secret));
    assertThat(Owner.rows("audit_event"))
        .filteredOn(row -> row.contains(made.id()))
        .isNotEmpty()
        .noneMatch(row -> row.contains("private_key\": \"\\\\x"));
  }

  @Test
  void whatCannotSignIsRefused() {
    var good = TestCredentials.signing();
    var other = TestCredentials.signing();
    var yesterday =
        new TestAuthority(
            Instant.now().minus(Duration.ofDays(9)), Instant.now().minus(Duration.ofDays(1)));
    var expired = yesterday.provider("Old", "1", TestCredentials.ISSUER);

    refused(good.copy().put("private_key", other.getString("private_key")), "/private_key");
    refused(good.copy().put("private_key", "secret"), "/private_key");
    refused(
        good.copy()
            .put("private_key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"),
        "/private_key");
    refused(good.copy().put("chain", "secret"), "/chain");
    refused(TestCredentials.signing(expired), "/chain");
    refused(TestCredentials.signing(TestCredentials.ROOT), "/chain");
    refused(
        good.copy()
            .put(
                "chain",
                TestCredentials.AUTHORITY
                    .provider("X", "1", TestCredentials.ROOT)
                    .chainPem(TestCredentials.ISSUER)),
        "/chain");
    operator
        .post("/v1/signing_certificates", good.copy().put("x5u", "ftp://example.com/x"))
        .refused(422, "invalid_request")
        .names("/x5u", "malformed");
  }

  @Test
  void whatATrunkSignsByStays() {
    var certificate = operator.post("/v1/signing_certificates", TestCredentials.signing()).is(201);
    var trunk = operator.post("/v1/trunks", TestCarrier.make().trunk()).is(201);
    var path = "/v1/trunks/" + trunk.id() + "/identity";
    assertThat(operator.get(path).is(200).json())
        .isEqualTo(
            new JsonObject()
                .putNull("certificate_id")
                .put("shows_callers", false)
                .put("verification", "off"));
    operator
        .send(
            "PUT",
            path,
            new JsonObject()
                .putNull("certificate_id")
                .put("shows_callers", true)
                .put("verification", "off")
                .encode(),
            "application/json")
        .refused(422, "invalid_request")
        .names("/shows_callers", "not_signed");

    put(path, certificate.id(), "require").is(200);

    operator
        .delete("/v1/signing_certificates/" + certificate.id())
        .refused(409, "certificate_in_use");
    put(path, "sgc_01JD9Z3V7K8Q2N4M6P8R0T2W4Y", "off")
        .refused(422, "invalid_request")
        .names("/certificate_id", "not_found");
    put(path, null, "off").is(200);
    operator.delete("/v1/signing_certificates/" + certificate.id()).is(204);
    operator.get("/v1/trunks/trk_01JD9Z3V7K8Q2N4M6P8R0T2W4Y/identity").refused(404, "not_found");
  }

  @Test
  void onlyAnAuthorityIsTrustedAndItsRevocationsAreRead() {
    var provider = TestCredentials.AUTHORITY.provider("X", "1", TestCredentials.ROOT);
    operator
        .post("/v1/trust_anchors", TestCredentials.anchor().put("certificate", provider.pem()))
        .refused(422, "invalid_request")
        .names("/certificate", "unusable");
    var made = operator.post("/v1/trust_anchors", TestCredentials.anchor()).is(201);
    var path = "/v1/trust_anchors/" + made.id();

    operator
        .patch(path, new JsonObject().put("revocations", "nothing"))
        .refused(422, "invalid_request")
        .names("/revocations", "unusable");
    var list = TestCredentials.AUTHORITY.revocations(TestCredentials.ROOT, provider.certificate());
    assertThat(
            operator
                .patch(path, new JsonObject().put("revocations", list))
                .is(200)
                .json()
                .getString("revocations"))
        .isEqualTo(list);
    operator
        .post(
            "/v1/trust_anchors",
            TestCredentials.anchor().put("name", made.json().getString("name")))
        .refused(409, "name_taken");
    operator.delete(path).is(204);
  }

  private void refused(JsonObject body, String pointer) {
    operator
        .post("/v1/signing_certificates", body)
        .refused(422, "invalid_request")
        .names(pointer, "unusable");
  }

  private Answer put(String path, String certificate, String verification) {
    var body =
        new JsonObject().put("certificate_id", certificate).put("verification", verification);
    return operator.send("PUT", path, body.encode(), "application/json");
  }
}
