package io.pronto.api.sso;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import io.pronto.core.outbound.Outbound;
import io.pronto.core.outbound.Unreachable;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;

/**
 * The public keys by which providers sign. They are read again every ten minutes, so that a key
 * that was withdrawn ends; and at once for a key that is not known yet, but for that at most once a
 * minute, so that nobody has a provider flooded by tokens of his own making.
 */
public final class SigningKeys {
  private static final Duration KEPT = Duration.ofMinutes(10);
  private static final Duration BETWEEN_SEARCHES = Duration.ofMinutes(1);
  private static final int MOST = 10_000;

  private final Outbound outbound;
  private final Cache<URI, JWKSet> known =
      Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(KEPT).build();
  private final Cache<URI, Boolean> searched =
      Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(BETWEEN_SEARCHES).build();

  /** Asks by {@code outbound}. */
  public SigningKeys(Outbound outbound) {
    this.outbound = outbound;
  }

  /**
   * The keys at {@code address} that may have signed what has {@code header}: of that id, if it
   * names one, of the kind that its algorithm needs, and meant for signing.
   */
  List<JWK> of(URI address, JWSHeader header) {
    var wanted = new JWKSelector(JWKMatcher.forJWSHeader(header));
    var remembered = known.getIfPresent(address);
    var found = wanted.select(remembered == null ? read(address) : remembered);
    boolean maySearch =
        found.isEmpty()
            && remembered != null
            && searched.asMap().putIfAbsent(address, true) == null;
    return maySearch ? wanted.select(read(address)) : found;
  }

  private JWKSet read(URI address) {
    try {
      var keys = JWKSet.parse(Discovery.document(outbound, address).encode());
      known.put(address, keys);
      return keys;
    } catch (ParseException e) {
      throw new Unreachable(address + " does not answer keys");
    }
  }
}
