package io.pronto.api.resource;

import io.pronto.api.web.Problem;
import io.pronto.core.live.Redis;

/** {@link io.pronto.core.live.Attempts}, told to whoever makes them. */
public final class Attempts {
  private final io.pronto.core.live.Attempts attempts;

  /** Counts in {@code redis}; {@code at} says what is attempted. */
  public Attempts(Redis redis, String at) {
    attempts = new io.pronto.core.live.Attempts(redis, at);
  }

  /**
   * One more begins.
   *
   * @throws Problem 429 when there were too many
   */
  void begin(String address, String account) {
    if (!attempts.begin(address, account)) {
      throw Problem.later(
          429,
          "too_many_attempts",
          "Too many failed attempts; try again later",
          io.pronto.core.live.Attempts.QUIET);
    }
  }

  /** One that began was neither right nor wrong, and does not count. */
  void takeBack(String address, String account) {
    attempts.takeBack(address, account);
  }

  /** One that began has succeeded, and does not count. */
  void succeeded(String address, String account) {
    attempts.succeeded(address, account);
  }
}
