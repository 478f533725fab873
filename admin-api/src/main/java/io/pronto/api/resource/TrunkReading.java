package io.pronto.api.resource;

import io.pronto.api.web.Problem;
import io.pronto.core.MediaEncryption;
import io.pronto.core.carrier.NumberForm;
import io.pronto.core.carrier.NumberStyle;
import io.pronto.core.carrier.Trunk;
import io.pronto.core.carrier.TrunkAddress;
import io.pronto.core.carrier.TrunkAuthentication;
import io.pronto.core.carrier.TrunkAuthentication.ByRegistration;
import io.pronto.core.carrier.TrunkHealth;
import io.pronto.core.carrier.TrunkNumbers;
import io.pronto.core.carrier.TrunkPasswords;
import io.pronto.core.carrier.TrunkPolicy;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Reads what an operator says of a trunk over what was said before (RFC 7396): what is left out
 * stays, {@code null} is as if nothing had ever been said.
 */
final class TrunkReading {
  /** A trunk that half of the Internet may use is a mistake. */
  private static final int WIDEST_BITS = 8;

  private final TrunkPasswords passwords;

  TrunkReading(TrunkPasswords passwords) {
    this.passwords = passwords;
  }

  /** A new one. */
  Trunk made(String id, JsonObject body) {
    var transport = body.getString("transport", "udp");
    var none =
        new Trunk(
            id,
            "",
            "",
            "",
            TrunkAddress.usualPort(transport),
            transport,
            List.of(),
            OptionalInt.empty());
    return changed(none, body);
  }

  /** {@code before} with what {@code body} says. */
  Trunk changed(Trunk before, JsonObject body) {
    return new Trunk(
        before.id(),
        body.getString("carrier_id", before.carrierId()),
        body.getString("name", before.name()),
        address(before.address(), body),
        body.containsKey("authentication")
            ? authentication(before, body.getJsonObject("authentication"))
            : before.authentication(),
        policy(before.policy(), body));
  }

  private static TrunkAddress address(TrunkAddress before, JsonObject body) {
    return new TrunkAddress(
        body.getString("host", before.host()),
        body.getInteger("port", before.port()),
        body.getString("transport", before.transport()),
        body.containsKey("certificate_authority")
            ? Optional.ofNullable(body.getString("certificate_authority")).map(TrunkReading::pem)
            : before.authority());
  }

  private static String pem(String text) {
    try {
      var bytes = new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
      if (!CertificateFactory.getInstance("X.509").generateCertificates(bytes).isEmpty()) {
        return text;
      }
    } catch (CertificateException unreadable) {
      throw notCertificates();
    }
    throw notCertificates();
  }

  private static Problem notCertificates() {
    return Problem.invalid(
        "/certificate_authority", "malformed", "Must be one or more X.509 certificates in PEM");
  }

  private TrunkAuthentication authentication(Trunk before, JsonObject json) {
    var addresses =
        json.getJsonArray("addresses") == null && before.authentication() instanceof ByRegistration
            ? before.addresses()
            : Networks.read(
                "/authentication/addresses",
                json.getJsonArray("addresses", new JsonArray()),
                WIDEST_BITS);
    if (json.getString("type").equals("address")) {
      return new TrunkAuthentication.ByAddress(addresses);
    }
    var known =
        before.authentication() instanceof ByRegistration by
            ? Optional.of(by)
            : Optional.<ByRegistration>empty();
    return new ByRegistration(
        Optional.ofNullable(json.getString("username"))
            .or(() -> known.map(ByRegistration::username))
            .orElseThrow(() -> required("username")),
        password(before.id(), json)
            .or(() -> known.map(ByRegistration::sealedPassword))
            .orElseThrow(() -> required("password")),
        json.containsKey("realm")
            ? Optional.ofNullable(json.getString("realm"))
            : known.flatMap(ByRegistration::realm),
        addresses);
  }

  private Optional<Buffer> password(String trunkId, JsonObject json) {
    return Optional.ofNullable(json.getString("password"))
        .map(password -> passwords.seal(trunkId, password));
  }

  private static Problem required(String field) {
    return Problem.invalid(
        "/authentication/" + field, "required", "A registration needs a username and a password");
  }

  private static TrunkPolicy policy(TrunkPolicy before, JsonObject body) {
    return new TrunkPolicy(
        body.getInteger("priority", before.priority()),
        body.getInteger("weight", before.weight()),
        body.containsKey("max_channels")
            ? optional(body.getInteger("max_channels"))
            : before.maxChannels(),
        body.containsKey("max_calls_per_second")
            ? optional(body.getInteger("max_calls_per_second"))
            : before.maxCallsPerSecond(),
        body.containsKey("health")
            ? health(before.health(), body.getJsonObject("health"))
            : before.health(),
        body.containsKey("codecs") ? codecs(body.getJsonArray("codecs")) : before.codecs(),
        body.containsKey("numbers")
            ? numbers(before.numbers(), body.getJsonObject("numbers"))
            : before.numbers(),
        MediaEncryption.of(body.getString("media_encryption", before.encryption().code())));
  }

  private static Optional<TrunkHealth> health(Optional<TrunkHealth> before, JsonObject json) {
    var known = before.orElse(TrunkHealth.USUAL);
    return Optional.ofNullable(json)
        .map(
            said ->
                new TrunkHealth(
                    said.getInteger("interval", known.interval()),
                    said.getInteger("failures", known.failures()),
                    said.getInteger("successes", known.successes())));
  }

  private static List<String> codecs(JsonArray names) {
    return names == null ? List.of() : names.stream().map(String.class::cast).distinct().toList();
  }

  private static TrunkNumbers numbers(TrunkNumbers before, JsonObject json) {
    return json == null
        ? TrunkNumbers.USUAL
        : new TrunkNumbers(
            json.getString("country", before.country()),
            form(before.called(), json.getJsonObject("called")),
            form(before.caller(), json.getJsonObject("caller")),
            form(before.inbound(), json.getJsonObject("inbound")));
  }

  private static NumberForm form(NumberForm before, JsonObject json) {
    return json == null
        ? before
        : new NumberForm(
            NumberStyle.of(json.getString("style", before.style().code())),
            json.getString("prefix", before.prefix()));
  }

  private static OptionalInt optional(Integer value) {
    return value == null ? OptionalInt.empty() : OptionalInt.of(value);
  }
}
