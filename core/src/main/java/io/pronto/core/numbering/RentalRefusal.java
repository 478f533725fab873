package io.pronto.core.numbering;

import java.util.Locale;

/** Why a plan does not let a number be rented. */
public enum RentalRefusal {
  /** Nobody rents numbers of its kind out. */
  NOT_RENTABLE("Numbers of this kind are not rented out"),
  /** A mobile number shown by an automated call, or a canvasser's. */
  PEOPLE_ONLY(
      "Is for people only: automated calls and canvassing use 0162, 0163, 0270, 0271, 0377, 0378,"
          + " 0424, 0425, 0568, 0569, 0948, 0949, 09475 to 09479, or the verified 0937 to 0939"),
  /** One that tells whoever is called that a platform calls. */
  PLATFORM_ONLY("Is for automated calls and canvassing only: say use platform");

  private final String reason;

  RentalRefusal(String reason) {
    this.reason = reason;
  }

  /** As JSON has it. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Why, in words that end no sentence. */
  public String reason() {
    return reason;
  }
}
