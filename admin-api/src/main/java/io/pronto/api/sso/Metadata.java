package io.pronto.api.sso;

import io.pronto.core.outbound.Outbound;
import io.pronto.core.outbound.Unreachable;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * What a provider says of itself (OpenID Connect Discovery 1.0, section 3).
 *
 * @param scopes those that it offers, as far as it tells
 * @param clientAuthentication how it wants our secret; none told means by HTTP Basic
 */
public record Metadata(
    String issuer,
    URI authorizationEndpoint,
    URI tokenEndpoint,
    URI keys,
    Optional<URI> userInfo,
    Optional<URI> endSession,
    List<String> scopes,
    List<String> clientAuthentication) {
  /** Copies the lists. */
  public Metadata {
    scopes = List.copyOf(scopes);
    clientAuthentication = List.copyOf(clientAuthentication);
  }

  /**
   * Reads the document of {@code issuer}.
   *
   * @throws Unreachable if it is another's (section 4.3), or names no address that may be asked
   */
  static Metadata of(String issuer, JsonObject document, Outbound outbound) {
    try {
      if (!issuer.equals(document.getString("issuer"))) {
        throw new Unreachable("The document at " + issuer + " is that of another issuer");
      }
      return new Metadata(
          issuer,
          needed(document, "authorization_endpoint", outbound),
          needed(document, "token_endpoint", outbound),
          needed(document, "jwks_uri", outbound),
          optional(document, "userinfo_endpoint", outbound),
          optional(document, "end_session_endpoint", outbound),
          texts(document, "scopes_supported"),
          texts(document, "token_endpoint_auth_methods_supported"));
    } catch (ClassCastException e) {
      throw new Unreachable("The document at " + issuer + " cannot be read");
    }
  }

  private static URI needed(JsonObject document, String name, Outbound outbound) {
    return optional(document, name, outbound)
        .orElseThrow(() -> new Unreachable("The provider names no " + name));
  }

  private static Optional<URI> optional(JsonObject document, String name, Outbound outbound) {
    return Optional.ofNullable(document.getString(name)).map(outbound::address);
  }

  private static List<String> texts(JsonObject document, String name) {
    return document.getJsonArray(name, new JsonArray()).stream().map(String.class::cast).toList();
  }
}
