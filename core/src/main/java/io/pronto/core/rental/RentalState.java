package io.pronto.core.rental;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** How far a rental has come, and where it may go from there. Each step is an event. */
public enum RentalState {
  /** A provider is asked to hold the number. */
  RESERVING("number.reserving"),
  /** Held until a deadline. */
  RESERVED("number.reserved"),
  /** Wanted for good; a provider may take its time. */
  ORDERED("number.ordered"),
  /** The customer's: it can be called, and costs rent. */
  ACTIVE("number.activated"),
  /** Given back, and nobody's until those who still call it have given up. */
  QUARANTINED("number.released"),
  /** The quarantine is over. */
  AVAILABLE("number.available"),
  /** Another operator has it now. */
  PORTED("number.ported"),
  /** The customer did not want it after all. */
  CANCELLED("number.cancelled"),
  /** The deadline of the reservation passed. */
  EXPIRED("number.expired"),
  /** The provider refused. */
  FAILED("number.failed");

  private final String event;

  RentalState(String event) {
    this.event = event;
  }

  /** What is told when a rental comes here. */
  public String event() {
    return event;
  }

  /** Which states may follow. */
  public Set<RentalState> next() {
    return switch (this) {
      case RESERVING -> EnumSet.of(RESERVED, CANCELLED, EXPIRED, FAILED);
      case RESERVED -> EnumSet.of(ORDERED, CANCELLED, EXPIRED);
      case ORDERED -> EnumSet.of(ACTIVE, FAILED);
      case ACTIVE -> EnumSet.of(QUARANTINED, PORTED);
      case QUARANTINED -> EnumSet.of(AVAILABLE);
      case AVAILABLE, PORTED, CANCELLED, EXPIRED, FAILED -> EnumSet.noneOf(RentalState.class);
    };
  }

  /** Whether nobody else may have the number meanwhile. */
  public boolean holdsNumber() {
    return !next().isEmpty();
  }

  /** As JSON and SQL have it. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads {@link #code}; throws {@link IllegalArgumentException} for anything else. */
  public static RentalState of(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT));
  }
}
