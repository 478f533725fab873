package io.pronto.api.scim;

import io.pronto.api.web.Problem;
import io.pronto.core.provisioning.Profile;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** What an identity provider's attributes of a user come to, whether it pushes them or not. */
public final class PushedProfile {
  private PushedProfile() {}

  /**
   * What a POST of {@code attributes}, or, where there is a user {@code before}, a PUT makes of it.
   *
   * @param attributes of the core schema (RFC 7643, section 4.1)
   * @throws Problem if that is refused
   */
  public static Profile of(Optional<Profile> before, JsonObject attributes) {
    return ScimReply.reading(
        () ->
            before
                .map(UserForm::replacing)
                .orElseGet(UserForm::blank)
                .with(Operation.all(attributes))
                .profile());
  }
}
