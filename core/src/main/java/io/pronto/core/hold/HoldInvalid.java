package io.pronto.core.hold;

/** A hold that cannot be asked for so. */
public final class HoldInvalid extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String field;
  private final String code;

  HoldInvalid(String field, String code, String message) {
    super(message, null, false, false);
    this.field = field;
    this.code = code;
  }

  /** What is wrong, as a JSON pointer into what was asked for: {@code /person/id}. */
  public String field() {
    return field;
  }

  /** How it is wrong, for programs: {@code invalid_number}. */
  public String code() {
    return code;
  }
}
