package io.pronto.core.conference;

/** A conference was to have PINs that it cannot have. */
public final class PinInvalid extends RuntimeException {
  private final String pin;

  /** Says which, {@code pin} or {@code moderator_pin}, and why. */
  public PinInvalid(String pin, String why) {
    super(why);
    this.pin = pin;
  }

  /** Which: {@code pin} or {@code moderator_pin}. */
  public String pin() {
    return pin;
  }
}
