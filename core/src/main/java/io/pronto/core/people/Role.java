package io.pronto.core.people;

import java.util.Locale;

/** The four tiers of an organisation's people, the least first. */
public enum Role {
  /** Handles calls: sees what is one's own. */
  AGENT,
  /** Leads teams: sees what is the teams'. */
  SUPERVISOR,
  /** Runs the telephony: people, devices, numbers. */
  ADMINISTRATOR,
  /** Answers for the organisation: administrators, and all that concerns law and contract. */
  SUPER_ADMINISTRATOR;

  /** As JSON and SQL have it. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads {@link #code}; throws {@link IllegalArgumentException} for anything else. */
  public static Role of(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT));
  }

  /** Whether people of this tier decide about people of the tier {@code other}. */
  public boolean manages(Role other) {
    return this == SUPER_ADMINISTRATOR
        || this == ADMINISTRATOR && other.compareTo(ADMINISTRATOR) < 0;
  }
}
