package io.pronto.core.rental;

import java.util.Locale;

/**
 * A step of a rental that cannot be taken, for a reason that whoever asked can do something about.
 */
public final class RentalRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Reason {
    /** The number is in no block, and no provider was named. */
    NOT_AVAILABLE,
    /** Somebody has it, or had it until a short while ago. */
    NUMBER_TAKEN,
    /** Another operator has it now. */
    NUMBER_PORTED,
    /** The plan has no such number. */
    IMPOSSIBLE,
    /** Numbers of its kind are rented to nobody. */
    NOT_RENTABLE,
    /** It is for people, not for platforms. */
    PEOPLE_ONLY,
    /** It is for platforms only. */
    PLATFORM_ONLY,
    /** Documents must be approved first. */
    DOCUMENTS_REQUIRED,
    /** Its provider's subprocessor is not in force for the organisation, or is objected to. */
    SUBPROCESSOR_NOT_IN_FORCE,
    /** The organisation holds as many reservations as it may. */
    TOO_MANY_HELD,
    /** The rental is not in a state for that. */
    WRONG_STATE;

    /** As problems have it. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Reason reason;

  /** Says why, in a sentence. */
  public RentalRefused(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
