package io.pronto.api.contract;

import io.pronto.core.access.Permission;
import java.util.List;
import java.util.Optional;

/**
 * One operation of the document.
 *
 * @param path as OpenAPI writes it, {@code /v1/users/{id}}
 * @param permission what whoever calls it must have; empty when anyone may, signed in or not
 * @param whole whether the permission must go for all of the organisation's, not for one's own or
 *     one's teams' alone
 * @param otherParameters whether the query may hold what is no parameter of this
 * @param body what the body must be; empty when it takes none
 * @param form whether the body is a form, not JSON
 * @param table whether the body is CSV, which may be long
 * @param sound whether it is a sound, which may be long as well
 * @param afterEnd whether it may be called when the contract of the organisation has ended
 */
public record Operation(
    String id,
    String method,
    String path,
    Optional<Permission> permission,
    boolean whole,
    List<Parameter> parameters,
    boolean otherParameters,
    Optional<Schema> body,
    boolean form,
    boolean table,
    boolean sound,
    boolean afterEnd) {
  /** Copies the list. */
  public Operation {
    parameters = List.copyOf(parameters);
  }

  /** Whether the body goes to a file, and not into memory. */
  public boolean file() {
    return table || sound;
  }
}
