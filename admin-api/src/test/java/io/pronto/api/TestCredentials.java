package io.pronto.api;

import io.pronto.core.Id;
import io.pronto.core.stir.authority.Issued;
import io.pronto.core.stir.authority.TestAuthority;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;

/** Certificates as an operator uploads them. */
final class TestCredentials {
  static final TestAuthority AUTHORITY =
      new TestAuthority(
          Instant.now().minus(Duration.ofDays(1)), Instant.now().plus(Duration.ofDays(90)));
  static final Issued ROOT = AUTHORITY.root("Test Root");
  static final Issued ISSUER = AUTHORITY.intermediate("Test Issuer", ROOT);

  private TestCredentials() {}

  static JsonObject signing() {
    return signing(AUTHORITY.provider("SHAKEN 709J", "709J", ISSUER));
  }

  static JsonObject signing(Issued issued) {
    return new JsonObject()
        .put("name", Id.next("name"))
        .put("chain", issued.chainPem(ISSUER))
        .put("private_key", issued.keyPem());
  }

  static JsonObject anchor() {
    return new JsonObject().put("name", Id.next("name")).put("certificate", ROOT.pem());
  }
}
