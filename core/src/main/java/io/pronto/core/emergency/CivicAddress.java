package io.pronto.core.emergency;

import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a device stands, as help needs to know it (RFC 4119, RFC 5139).
 *
 * @param country ISO 3166 alpha-2
 * @param postcode in France five digits
 * @param insee the code of the French commune, such as 75056 or 2A004
 * @param city the commune
 * @param street with its kind: "rue de la Paix"
 * @param houseNumber with its suffix: "12 bis"
 * @param building its name or number
 * @param floor as people say it
 * @param room room, desk or flat
 * @param name of who is found there, such as the company
 */
public record CivicAddress(
    String country,
    String postcode,
    Optional<String> insee,
    String city,
    String street,
    Optional<String> houseNumber,
    Optional<String> building,
    Optional<String> floor,
    Optional<String> room,
    Optional<String> name) {
  private static final String FRANCE = "FR";
  private static final Pattern POSTCODE = Pattern.compile("\\d{5}");
  private static final Pattern INSEE = Pattern.compile("\\d{5}|2[AB]\\d{3}");

  /** Which field is wrong; the message says how. */
  public static final class Fault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String field;

    private Fault(String field, String message) {
      super(message, null, false, false);
      this.field = field;
    }

    /** By its name in JSON. */
    public String field() {
      return field;
    }
  }

  /**
   * Checks what a country has rules for.
   *
   * @throws Fault naming the field
   */
  public CivicAddress {
    if (country.equals(FRANCE) && !POSTCODE.matcher(postcode).matches()) {
      throw new Fault("postcode", "A French postcode is five digits");
    }
    if (insee.filter(code -> !INSEE.matcher(code).matches()).isPresent()) {
      throw new Fault("insee", "The code of a commune is such as 75056 or 2A004");
    }
    if (insee.isPresent() && !country.equals(FRANCE)) {
      throw new Fault("insee", "Only communes of France have one");
    }
  }

  /** The French département: by the commune, or else by the postcode. Empty outside France. */
  public Optional<String> department() {
    return country.equals(FRANCE)
        ? Optional.of(department(insee.orElse(postcode)))
        : Optional.empty();
  }

  /** Overseas it has three digits; Corsica's postcodes begin with 20 in both of its two. */
  private static String department(String code) {
    if (code.startsWith("97") || code.startsWith("98")) {
      return code.substring(0, 3);
    }
    if (code.startsWith("20")) {
      return code.compareTo("20200") < 0 ? "2A" : "2B";
    }
    return code.substring(0, 2);
  }

  /**
   * Reads what {@link #json} writes.
   *
   * @throws Fault naming the field that is wrong
   */
  public static CivicAddress of(JsonObject json) {
    return new CivicAddress(
        json.getString("country"),
        json.getString("postcode"),
        text(json, "insee"),
        json.getString("city"),
        json.getString("street"),
        text(json, "house_number"),
        text(json, "building"),
        text(json, "floor"),
        text(json, "room"),
        text(json, "name"));
  }

  private static Optional<String> text(JsonObject json, String field) {
    return Optional.ofNullable(json.getString(field));
  }

  /** By the names of the API. */
  public JsonObject json() {
    return new JsonObject()
        .put("country", country)
        .put("postcode", postcode)
        .put("insee", insee.orElse(null))
        .put("city", city)
        .put("street", street)
        .put("house_number", houseNumber.orElse(null))
        .put("building", building.orElse(null))
        .put("floor", floor.orElse(null))
        .put("room", room.orElse(null))
        .put("name", name.orElse(null));
  }
}
