package io.pronto.api.scim;

import io.pronto.api.scim.AttributePath.Comparison;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Which attributes a user has (RFC 7643, sections 4.1 and 4.3), whether they are kept or not. */
final class UserAttributes {
  /** Those that only the server changes. */
  private static final Set<String> FIXED = Set.of("id", "meta", "groups", "schemas");

  private static final Set<String> FORGOTTEN =
      Set.of(
          "nickname",
          "profileurl",
          "title",
          "usertype",
          "locale",
          "timezone",
          "password",
          "phonenumbers",
          "ims",
          "photos",
          "addresses",
          "entitlements",
          "roles",
          "x509certificates",
          "name.middlename",
          "name.honorificprefix",
          "name.honorificsuffix",
          "emails.type",
          "emails.primary",
          "emails.display");

  /** Those of the core schema that have one value and are kept. */
  private static final Set<String> SINGLE =
      Set.of("username", "externalid", "displayname", "name", "preferredlanguage", "active");

  private static final Set<String> ENTERPRISE =
      Set.of("employeenumber", "costcenter", "organization", "division", "department", "manager");

  private UserAttributes() {}

  /** Whether only the server changes what {@code path} leads to. */
  static boolean isFixed(AttributePath path) {
    return FIXED.contains(path.attribute());
  }

  /** Throws {@link Unreadable} for a path that chooses among the values of what has one. */
  static void requireChoice(AttributePath path) {
    if (!path.filter().isEmpty() && SINGLE.contains(path.attribute())) {
      throw new Unreadable("'%s' has one value, none to choose".formatted(path.attribute()));
    }
  }

  /**
   * Throws {@link Unreadable} for a path that leads to no attribute of a user. Entra names those of
   * the enterprise extension with their schema and without.
   */
  static void require(AttributePath path) {
    var attribute = path.attribute();
    boolean whole = path.isOfEnterprise() && attribute.isEmpty();
    boolean single = SINGLE.contains(attribute) && path.sub().isEmpty();
    boolean known =
        Stream.of(FIXED, FORGOTTEN, ENTERPRISE).anyMatch(names -> names.contains(attribute))
            || FORGOTTEN.contains(path.dotted());
    if (!whole && !single && !known) {
      throw new Unreadable("'%s' is no attribute of a user".formatted(path.dotted()));
    }
  }

  /** Whether the one address that is kept is meant: the one for work, which is the primary one. */
  static boolean isKeptAddress(List<Comparison> filter) {
    return filter.stream()
        .allMatch(
            each ->
                switch (each.path().dotted()) {
                  case "type" -> each.value().equalsIgnoreCase("work");
                  case "primary" -> each.value().equalsIgnoreCase("true");
                  case "value", "display" -> true;
                  default ->
                      throw new Unreadable(
                          "'%s' is no part of emails".formatted(each.path().dotted()));
                });
  }
}
