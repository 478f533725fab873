package io.pronto.core.stir;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The claims of a PASSporT (RFC 8225, section 5): who calls whom, and when. Numbers are digits
 * without {@code +} (section 5.2.1).
 *
 * @param kind the {@code ppt}: {@code shaken}, {@code div}, or empty for a plain one
 * @param origin who calls, a number
 * @param destinations whom, numbers; a portability prefix may stand before one in France
 * @param issuedAt to the second
 * @param attestation of a {@code shaken} one (RFC 8588)
 * @param originId of a {@code shaken} one: names where the call came in, for traces
 * @param diverted of a {@code div} one (RFC 8946): the number from which the call was diverted
 */
public record Passport(
    String kind,
    String origin,
    List<String> destinations,
    Instant issuedAt,
    Optional<Attestation> attestation,
    Optional<String> originId,
    Optional<String> diverted) {
  /** The kind that vouches for a caller. */
  public static final String SHAKEN = "shaken";

  /** The kind that tells of a diversion. */
  public static final String DIV = "div";

  /** Copies the list. */
  public Passport {
    destinations = List.copyOf(destinations);
  }

  /** One that vouches for a caller. */
  public static Passport shaken(
      Attestation attestation, String origin, String destination, String originId, Instant now) {
    return new Passport(
        SHAKEN,
        origin,
        List.of(destination),
        now,
        Optional.of(attestation),
        Optional.of(originId),
        Optional.empty());
  }

  /** One that tells that a call for {@code diverted} now goes to {@code destination}. */
  public static Passport div(String origin, String destination, String diverted, Instant now) {
    return new Passport(
        DIV,
        origin,
        List.of(destination),
        now,
        Optional.empty(),
        Optional.empty(),
        Optional.of(diverted));
  }

  /**
   * The claims as JSON in the one form that is signed: names in order, no blanks (RFC 8225, section
   * 9).
   */
  String claims() {
    var json = new JsonObject();
    attestation.ifPresent(level -> json.put("attest", level.name()));
    json.put("dest", new JsonObject().put("tn", new JsonArray(destinations)));
    diverted.ifPresent(from -> json.put("div", new JsonObject().put("tn", from)));
    json.put("iat", issuedAt.getEpochSecond());
    json.put("orig", new JsonObject().put("tn", origin));
    originId.ifPresent(id -> json.put("origid", id));
    return json.encode();
  }

  /** The header of one of {@code kind} that is signed by the certificate at {@code x5u}. */
  static String header(String kind, String x5u) {
    var json = new JsonObject().put("alg", "ES256");
    if (!kind.isEmpty()) {
      json.put("ppt", kind);
    }
    return json.put("typ", "passport").put("x5u", x5u).encode();
  }
}
