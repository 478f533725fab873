package io.pronto.api.scim;

import java.util.List;
import java.util.Optional;

/**
 * Which attribute is meant (RFC 7644, section 3.10), as in {@code userName}, {@code
 * name.givenName}, {@code emails[type eq "work"].value} or the same after the name of its schema.
 *
 * @param schema the schema that was named
 * @param attribute in lower case; empty when a schema stands alone: then all of it is meant
 * @param filter which values of the attribute; empty for all
 * @param sub a part of it, in lower case; empty when there is none
 */
record AttributePath(
    Optional<String> schema, String attribute, List<Comparison> filter, String sub) {
  /** Copies the list. */
  AttributePath {
    filter = List.copyOf(filter);
  }

  /**
   * A comparison by {@code eq}.
   *
   * @param value what the attribute must be, as text: {@code true} for a boolean, {@code null} for
   *     none
   */
  record Comparison(AttributePath path, String value) {}

  /** Reads one; throws {@link Unreadable}. */
  static AttributePath of(String text) {
    var reader = new PathReader(text);
    var path = reader.path();
    reader.end();
    return path;
  }

  /**
   * Reads a filter (RFC 7644, section 3.4.2.2) of comparisons by {@code eq} that are joined by
   * {@code and}: providers send no other. Throws {@link Unreadable}.
   */
  static List<Comparison> filter(String text) {
    var reader = new PathReader(text);
    var comparisons = reader.comparisons();
    reader.end();
    return comparisons;
  }

  /** The attribute and its part, as in {@code name.givenname}. */
  String dotted() {
    return sub.isEmpty() ? attribute : attribute + '.' + sub;
  }

  /** Whether it is an attribute of the enterprise extension. */
  boolean isOfEnterprise() {
    return schema.filter(Schemas.ENTERPRISE::equals).isPresent();
  }
}
