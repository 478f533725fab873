package io.pronto.core.rules;

/** Why the numbers at which a user is looked for cannot be taken, for whoever wrote them. */
public final class FindMeFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String pointer;

  /**
   * A fault.
   *
   * @param pointer where, as a JSON pointer (RFC 6901)
   * @param words for people
   */
  FindMeFault(String pointer, String words) {
    super(words, null, false, false);
    this.pointer = pointer;
  }

  /** Where it is, as a JSON pointer. */
  public String pointer() {
    return pointer;
  }
}
