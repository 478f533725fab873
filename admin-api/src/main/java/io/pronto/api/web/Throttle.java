package io.pronto.api.web;

import io.pronto.api.contract.Operation;
import io.pronto.core.access.ApiKeys;
import io.pronto.core.live.RateLimits;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;

/**
 * Counts requests by session or API key and by address, and tells how many are left in {@code
 * RateLimit-Limit}, {@code -Remaining} and {@code -Reset}: the three fields of
 * draft-ietf-httpapi-ratelimit-headers up to -07, seconds and whole numbers. Later drafts have one
 * structured field in their place, which is no RFC yet and which next to no client reads; what all
 * clients do obey is Retry-After (RFC 9110, section 10.2.3), which goes with every refusal.
 *
 * <p>A token is counted before it is looked up, so that guessing at tokens costs no database.
 */
final class Throttle {
  private final RateLimits limits;

  Throttle(RateLimits limits) {
    this.limits = limits;
  }

  /**
   * Counts a request; those about the server itself, which its supervisor makes, are not counted.
   *
   * @throws Problem 429 when there were too many
   */
  void count(Operation operation, HttpServerRequest request) {
    if (operation.permission().isEmpty() && !operation.path().startsWith("/v1/")) {
      return;
    }
    var address = Peer.of(request);
    var standing =
        Gate.offered(request)
            .map(
                token ->
                    ApiKeys.isKey(token)
                        ? limits.key(address, token)
                        : limits.session(address, token))
            .orElseGet(() -> limits.stranger(address));
    standing.ifPresent(now -> tell(now, request));
  }

  private static void tell(RateLimits.Standing standing, HttpServerRequest request) {
    request
        .response()
        .putHeader("RateLimit-Limit", Integer.toString(standing.limit()))
        .putHeader("RateLimit-Remaining", Integer.toString(standing.remaining()))
        .putHeader("RateLimit-Reset", Long.toString(seconds(standing.whole())));
    if (!standing.passes()) {
      throw Problem.later(
          429,
          "rate_limited",
          "These are more than " + standing.limit() + " requests a minute; try again later",
          Duration.ofSeconds(seconds(standing.retry())));
    }
  }

  private static long seconds(Duration duration) {
    return duration.plusMillis(999).toSeconds();
  }
}
