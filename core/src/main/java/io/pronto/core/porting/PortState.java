package io.pronto.core.porting;

import java.util.Locale;

/** How far a port has come. */
public enum PortState {
  /** Asked for; the RIO fits the number. */
  REQUESTED,
  /** The operator's staff have looked at it. */
  CHECKED,
  /** The other operator has it. */
  SENT,
  /** The losing operator lets the number go. */
  ACCEPTED,
  /** It is known when. */
  SCHEDULED,
  /** The number has changed operator. */
  DONE,
  /** The losing operator does not let it go. */
  REFUSED,
  /** Nobody wants it any more. */
  CANCELLED;

  /** As JSON and SQL have it. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads {@link #code}; throws {@link IllegalArgumentException} for anything else. */
  public static PortState of(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT));
  }

  /** Whether nothing follows it. */
  public boolean isFinal() {
    return switch (this) {
      case DONE, REFUSED, CANCELLED -> true;
      case REQUESTED, CHECKED, SENT, ACCEPTED, SCHEDULED -> false;
    };
  }

  /**
   * Whether {@code next} may follow. Steps may be left out, since not every operator asks for each;
   * only what is scheduled is done, and it may be scheduled anew.
   */
  public boolean leadsTo(PortState next) {
    return switch (next) {
      case REQUESTED -> false;
      case CHECKED, SENT, ACCEPTED -> compareTo(next) < 0 && !isFinal() && this != SCHEDULED;
      case SCHEDULED -> this == ACCEPTED || this == SCHEDULED;
      case DONE -> this == SCHEDULED;
      case REFUSED -> !isFinal() && this != SCHEDULED;
      case CANCELLED -> !isFinal();
    };
  }
}
