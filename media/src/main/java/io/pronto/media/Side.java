package io.pronto.media;

/** The two channels of a recording. */
public enum Side {
  /** The party that called: the left channel. */
  CALLER,
  /** The party that was called: the right channel. */
  CALLED
}
