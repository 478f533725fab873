package io.pronto.api.web;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How a refusal reads in SCIM (RFC 7644, section 3.12). */
final class ScimError {
  /** Its media type (RFC 7644, section 8.1). */
  static final String TYPE = "application/scim+json";

  private static final Set<String> TYPES =
      Set.of(
          "invalidFilter",
          "tooMany",
          "uniqueness",
          "mutability",
          "invalidSyntax",
          "invalidPath",
          "noTarget",
          "invalidValue",
          "sensitive");

  private ScimError() {}

  /** Whether whoever asks for {@code path} speaks SCIM. */
  static boolean isFor(String path) {
    return path != null && path.startsWith("/scim/");
  }

  /** SCIM knows no 422. */
  static int status(Problem problem) {
    return problem.status() == 422 ? 400 : problem.status();
  }

  static JsonObject json(Problem problem) {
    var error =
        new JsonObject()
            .put("schemas", JsonArray.of("urn:ietf:params:scim:api:messages:2.0:Error"))
            .put("status", Integer.toString(status(problem)))
            .put("detail", detail(problem));
    type(problem.code()).ifPresent(type -> error.put("scimType", type));
    return error;
  }

  private static Optional<String> type(String code) {
    return switch (code) {
      case "malformed_json", "body_missing", "too_deep" -> Optional.of("invalidSyntax");
      case "invalid_request", "invalid_parameter" -> Optional.of("invalidValue");
      case "email_taken", "name_taken" -> Optional.of("uniqueness");
      default -> Optional.of(code).filter(TYPES::contains);
    };
  }

  private static String detail(Problem problem) {
    return Stream.concat(
            Stream.of(problem.getMessage()),
            problem.faults().stream()
                .filter(fault -> !fault.detail().equals(problem.getMessage()))
                .map(fault -> fault.pointer() + ": " + fault.detail()))
        .collect(Collectors.joining("; "));
  }
}
