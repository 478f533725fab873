package io.pronto.core.hours;

/** Something in a schedule that cannot be, for whoever wrote it. */
public final class ScheduleFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String pointer;
  private final String code;

  /**
   * A fault.
   *
   * @param pointer where, as a JSON pointer (RFC 6901)
   * @param code for programs, such as {@code overlaps}
   * @param words for people
   */
  public ScheduleFault(String pointer, String code, String words) {
    super(words, null, false, false);
    this.pointer = pointer;
    this.code = code;
  }

  /** Where it is, as a JSON pointer. */
  public String pointer() {
    return pointer;
  }

  /** What it is, for programs. */
  public String code() {
    return code;
  }
}
