package io.pronto.core.live;

/** Redis cannot be reached or does not answer in time; nothing was changed for certain. */
public final class RedisUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Names what went wrong on the way there. */
  public RedisUnavailable(Throwable cause) {
    super("Redis does not answer", cause);
  }
}
