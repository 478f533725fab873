package io.pronto.api.scim;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The names of schemas and messages (RFC 7643, section 10; RFC 7644, section 10). */
final class Schemas {
  static final String USER = "urn:ietf:params:scim:schemas:core:2.0:User";
  static final String GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group";
  static final String ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
  static final String LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse";
  static final String PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

  private Schemas() {}

  /** The schema whose name {@code text} is, or begins with before a colon; whatever its case. */
  static Optional<String> named(String text) {
    var lower = text.toLowerCase(Locale.ROOT);
    return List.of(USER, GROUP, ENTERPRISE).stream()
        .filter(schema -> (lower + ':').startsWith(schema.toLowerCase(Locale.ROOT) + ':'))
        .findFirst();
  }
}
