package io.pronto.core.access;

import java.util.Locale;

/** How far a permission goes. */
public enum Reach {
  /** Not at all. */
  NONE,
  /** To what is one's own. */
  OWN,
  /** To what belongs to those who are in a team with oneself. */
  TEAMS,
  /** To all of the organisation, or of the operator's realm. */
  ALL;

  /** As JSON has it. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
