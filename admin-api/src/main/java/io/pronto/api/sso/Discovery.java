package io.pronto.api.sso;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.pronto.core.outbound.Outbound;
import io.pronto.core.outbound.Unreachable;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/** Finds out where a provider's endpoints are, and remembers it for an hour. */
public final class Discovery {
  private static final Duration KEPT = Duration.ofHours(1);
  private static final int MOST = 10_000;

  private final Outbound outbound;
  private final Cache<String, Metadata> known =
      Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(KEPT).build();

  /** Asks by {@code outbound}. */
  public Discovery(Outbound outbound) {
    this.outbound = outbound;
  }

  /**
   * What the provider of {@code issuer} says of itself.
   *
   * @throws Unreachable if it does not, or of another
   */
  public Metadata of(String issuer) {
    var remembered = known.getIfPresent(issuer);
    return remembered == null ? fresh(issuer) : remembered;
  }

  /** The same, asked just now. */
  public Metadata fresh(String issuer) {
    var metadata = Metadata.of(issuer, document(outbound, at(issuer)), outbound);
    known.put(issuer, metadata);
    return metadata;
  }

  private URI at(String issuer) {
    return outbound.address(issuer.replaceFirst("/$", "") + "/.well-known/openid-configuration");
  }

  /** The JSON object at {@code address}. */
  static JsonObject document(Outbound outbound, URI address) {
    return read(address, outbound.get(address, Map.of("Accept", "application/json")));
  }

  /** The JSON object that was answered with status 200. */
  static JsonObject read(URI address, Outbound.Answer answer) {
    if (answer.status() != 200) {
      throw new Unreachable(address + " answers " + answer.status());
    }
    return json(address, answer.body());
  }

  private static JsonObject json(URI address, Buffer body) {
    try {
      return body.toJsonObject();
    } catch (DecodeException | ClassCastException e) {
      throw new Unreachable(address + " does not answer a JSON object");
    }
  }
}
