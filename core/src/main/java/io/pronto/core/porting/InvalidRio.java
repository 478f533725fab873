package io.pronto.core.porting;

import java.util.Locale;

/** A RIO that does not let its number go; the message says why and what to do. */
public final class InvalidRio extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What is wrong with it. */
  public enum Fault {
    /** It is none. */
    MALFORMED,
    /** Its key was made for another number, or a character was mistyped. */
    RIO_OF_ANOTHER_NUMBER,
    /** It is a mobile line's and the number is a fixed one, or the other way round. */
    RIO_OF_ANOTHER_KIND;

    /** As programs know it. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Fault fault;

  InvalidRio(Fault fault, String message) {
    super(message, null, false, false);
    this.fault = fault;
  }

  /** What is wrong with it. */
  public Fault fault() {
    return fault;
  }
}
