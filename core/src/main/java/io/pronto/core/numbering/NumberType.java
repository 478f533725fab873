package io.pronto.core.numbering;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What a number is in the plan that it belongs to. */
public enum NumberType {
  /** Of a place, or once of one: in France 01 to 05. */
  GEOGRAPHIC,
  /** Of no place, at the price of any call: in France 09. */
  NON_GEOGRAPHIC,
  /** Of a mobile subscription. */
  MOBILE,
  /** Free to the caller. */
  TOLL_FREE,
  /** A special rate that caller and called may share: in France 0806 to 0829. */
  SHARED_COST,
  /** The caller pays for what is offered: in France 089. */
  PREMIUM,
  /** Of satellite systems and other networks of no country: +870, +881, +882, +883. */
  SATELLITE,
  /** Follows a person wherever, at whatever price. */
  PERSONAL,
  /** For automated calls and canvassing (ARCEP decision 2022-1583). */
  PLATFORM,
  /** Multi-purpose, its user verified: in France 0937 to 0939 (ARCEP decision 2022-1583). */
  VERIFIED,
  /** Of a pager. */
  PAGER,
  /** Nobody's, as far as the plan tells. */
  UNKNOWN;

  /** As JSON and SQL have it. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads {@link #code}; empty for anything else. */
  public static Optional<NumberType> of(String code) {
    return Stream.of(values()).filter(type -> type.code().equals(code)).findAny();
  }

  /** Whether a customer can be given one at all. */
  public boolean rentable() {
    return switch (this) {
      case GEOGRAPHIC,
          NON_GEOGRAPHIC,
          MOBILE,
          TOLL_FREE,
          SHARED_COST,
          PREMIUM,
          PLATFORM,
          VERIFIED ->
          true;
      case SATELLITE, PERSONAL, PAGER, UNKNOWN -> false;
    };
  }
}
