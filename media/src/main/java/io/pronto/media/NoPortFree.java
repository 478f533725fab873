package io.pronto.media;

/** Every RTP port of the configured range is in use or cooling down after use. */
public final class NoPortFree extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Names the range from {@code first} to {@code last}. */
  public NoPortFree(int first, int last) {
    super(
        "No RTP port free in %d-%d: widen media.ports or place fewer calls".formatted(first, last));
  }
}
