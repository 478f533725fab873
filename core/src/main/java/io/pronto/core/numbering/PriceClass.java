package io.pronto.core.numbering;

import java.util.Locale;

/** What a call to a number costs its caller, by kind; the amount is the rate deck's. */
public enum PriceClass {
  /** Nothing. */
  FREE,
  /** As any call to a fixed line of that country. */
  STANDARD,
  /** As any call to a mobile of that country. */
  MOBILE,
  /** A surcharge of cents a minute. */
  SHARED,
  /** What the called party asks for. */
  PREMIUM,
  /** By satellite or over a network of no country. */
  SATELLITE,
  /** The plan does not tell: no price may be assumed. */
  UNKNOWN;

  /** As JSON has it. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
