package io.pronto.core.stir;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Reads PASSporTs, and nothing that looks like one but is not. */
final class PassportReader {
  private static final int SIGNATURE = 64;
  private static final int MOST_DESTINATIONS = 10;

  private PassportReader() {}

  /**
   * One as it was signed.
   *
   * @param input the bytes that the signature covers
   */
  record Signed(Passport passport, String x5u, byte[] input, byte[] signature) {}

  /**
   * Reads the value of an Identity header.
   *
   * @param told what the SIP request itself says, from which a short one is made whole (RFC 8224,
   *     section 4)
   * @throws PassportRefused if it is none
   */
  static Signed read(IdentityHeader header, Told told) {
    var head =
        header.isShort() ? Passport.header(header.kind(), header.info()) : text(header.head());
    var json = json(head);
    require("ES256".equals(json.getValue("alg")), "alg is " + json.getValue("alg"));
    require("passport".equals(json.getValue("typ")), "typ is " + json.getValue("typ"));
    require(!json.containsKey("crit"), "crit is not known here");
    var kind = string(json, "ppt", "");
    var x5u = string(json, "x5u", "");
    require(!x5u.isEmpty() && x5u.equals(header.info()), "info and x5u are not the same");
    require(header.kind().isEmpty() || header.kind().equals(kind), "ppt is not what it says");
    require(
        kind.isEmpty() || kind.equals(Passport.SHAKEN) || kind.equals(Passport.DIV),
        "ppt is " + kind);
    if (header.isShort()) {
      require(kind.isEmpty(), "ppt=" + kind + " needs the full form");
      var passport = told.plain();
      return new Signed(
          passport, x5u, input(base64(head), base64(passport.claims())), signature(header));
    }
    return new Signed(
        passport(kind, json(text(header.claims()))),
        x5u,
        input(header.head(), header.claims()),
        signature(header));
  }

  private static byte[] signature(IdentityHeader header) {
    var signature = bytes(header.signature(), "signature");
    require(
        signature.length == SIGNATURE, "The signature has %d bytes".formatted(signature.length));
    return signature;
  }

  private static Passport passport(String kind, JsonObject claims) {
    var attestation = Optional.ofNullable(claims.getValue("attest")).map(Object::toString);
    var originId = Optional.ofNullable(claims.getValue("origid")).map(Object::toString);
    if (kind.equals(Passport.SHAKEN)) {
      require(attestation.flatMap(Attestation::of).isPresent(), "attest is none of A, B, C");
      require(originId.filter(id -> !id.isBlank()).isPresent(), "origid is missing");
    }
    var diverted =
        claims.containsKey("div") ? Optional.of(number(claims, "div")) : Optional.<String>empty();
    require(!kind.equals(Passport.DIV) || diverted.isPresent(), "div is missing");
    return new Passport(
        kind,
        number(claims, "orig"),
        destinations(claims),
        time(claims),
        attestation.flatMap(Attestation::of),
        originId,
        diverted);
  }

  private static String number(JsonObject claims, String name) {
    require(
        claims.getValue(name) instanceof JsonObject party && party.getValue("tn") instanceof String,
        name + " names no number");
    return Digits.canonical(claims.getJsonObject(name).getString("tn"));
  }

  private static List<String> destinations(JsonObject claims) {
    require(
        claims.getValue("dest") instanceof JsonObject dest
            && dest.getValue("tn") instanceof JsonArray numbers
            && !numbers.isEmpty()
            && numbers.size() <= MOST_DESTINATIONS
            && numbers.stream().allMatch(String.class::isInstance),
        "dest names no number");
    var found = new ArrayList<String>();
    claims
        .getJsonObject("dest")
        .getJsonArray("tn")
        .forEach(number -> found.add(Digits.canonical((String) number)));
    return found;
  }

  private static Instant time(JsonObject claims) {
    require(
        claims.getValue("iat") instanceof Integer || claims.getValue("iat") instanceof Long,
        "iat is no number");
    try {
      return Instant.ofEpochSecond(claims.getLong("iat"));
    } catch (DateTimeException e) {
      throw new PassportRefused(Fault.MALFORMED, "iat is no time");
    }
  }

  private static String string(JsonObject json, String name, String otherwise) {
    var value = json.getValue(name, otherwise);
    require(value instanceof String, name + " is no text");
    return (String) value;
  }

  private static JsonObject json(String text) {
    require(text.startsWith("{"), "It is no JSON object");
    try {
      return new JsonObject(text);
    } catch (DecodeException | ClassCastException e) {
      throw new PassportRefused(Fault.MALFORMED, "It is no JSON");
    }
  }

  private static String text(String base64) {
    return new String(bytes(base64, "PASSporT"), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String base64, String what) {
    require(base64.indexOf('=') < 0, "The " + what + " is padded");
    try {
      return Base64.getUrlDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new PassportRefused(Fault.MALFORMED, "The " + what + " is no base64url");
    }
  }

  static String base64(String text) {
    return base64(text.getBytes(StandardCharsets.UTF_8));
  }

  static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  static byte[] input(String head, String claims) {
    return (head + '.' + claims).getBytes(StandardCharsets.US_ASCII);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new PassportRefused(Fault.MALFORMED, otherwise);
    }
  }
}
