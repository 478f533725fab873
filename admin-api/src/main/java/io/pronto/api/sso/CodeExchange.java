package io.pronto.api.sso;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pronto.core.outbound.Outbound;
import io.pronto.core.outbound.Unreachable;
import io.pronto.core.sso.IdentityProvider;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Exchanges a code for tokens at the provider (RFC 6749, section 4.1.3), by our secret. */
final class CodeExchange {
  private static final String BASIC = "client_secret_basic";
  private static final String POST = "client_secret_post";

  private final Outbound outbound;

  CodeExchange(Outbound outbound) {
    this.outbound = outbound;
  }

  /**
   * What the provider gives for the code.
   *
   * @param accessToken to ask the provider for more about the person, and for nothing else
   */
  record Granted(String idToken, Optional<String> accessToken) {
    @Override
    public String toString() {
      return "Granted";
    }
  }

  Granted exchange(
      IdentityProvider provider,
      Metadata metadata,
      String secret,
      String code,
      String redirect,
      String verifier) {
    var form = new LinkedHashMap<String, String>();
    form.put("grant_type", "authorization_code");
    form.put("code", code);
    form.put("redirect_uri", redirect);
    form.put("code_verifier", verifier);
    var headers = new HashMap<String, String>();
    headers.put("Accept", "application/json");
    headers.put("Content-Type", "application/x-www-form-urlencoded");
    authenticate(provider.clientId(), secret, metadata, form, headers);
    var endpoint = metadata.tokenEndpoint();
    return granted(
        Discovery.read(endpoint, outbound.post(endpoint, headers, Buffer.buffer(encoded(form)))));
  }

  private static Granted granted(JsonObject answer) {
    if (!(answer.getValue("id_token") instanceof String idToken)) {
      throw new Unreachable("The provider gives no ID token");
    }
    var access = answer.getValue("access_token") instanceof String text ? text : null;
    return new Granted(idToken, Optional.ofNullable(access));
  }

  /** Shows the secret as the provider wants it; by HTTP Basic where it says nothing. */
  private static void authenticate(
      String clientId,
      String secret,
      Metadata metadata,
      Map<String, String> form,
      Map<String, String> headers) {
    var wanted = metadata.clientAuthentication();
    if (wanted.isEmpty() || wanted.contains(BASIC)) {
      var pair = encoded(clientId) + ':' + encoded(secret);
      headers.put(
          "Authorization", "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8)));
    } else if (wanted.contains(POST)) {
      form.put("client_id", clientId);
      form.put("client_secret", secret);
    } else {
      throw new Unreachable("The provider takes no client secret");
    }
  }

  static String encoded(Map<String, String> form) {
    return form.entrySet().stream()
        .map(field -> encoded(field.getKey()) + '=' + encoded(field.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }
}
