package io.pronto.core.fraud;

import io.pronto.core.numbering.NumberType;
import java.util.Locale;

/** Which calls to the outside a breaker looks at. */
public enum Coverage {
  /** All of them. */
  ANY,
  /** Those to another country than the organisation's. */
  INTERNATIONAL,
  /** Those at whatever price the called party or its network asks for, or nobody knows. */
  PREMIUM,
  /** Those to a country that the organisation has not called before. */
  NEW_COUNTRY;

  /** As JSON and SQL have it. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether it looks at {@code attempt} of an organisation of which {@code facts} are known. */
  boolean covers(Attempt attempt, FraudFacts facts) {
    return switch (this) {
      case ANY -> true;
      case INTERNATIONAL -> !attempt.country().equals(facts.country());
      case PREMIUM -> isCostly(attempt.type(), attempt.country().equals(facts.country()));
      case NEW_COUNTRY -> !facts.knows(attempt.country(), attempt.at());
    };
  }

  /**
   * Whether numbers of {@code type} cost what somebody else says. Those that their plan does not
   * know are nobody's at home; abroad they are where calls are diverted to.
   */
  private static boolean isCostly(NumberType type, boolean home) {
    return switch (type) {
      case PREMIUM, SATELLITE, PERSONAL, PAGER -> true;
      case UNKNOWN -> !home;
      case GEOGRAPHIC, NON_GEOGRAPHIC, MOBILE, TOLL_FREE, SHARED_COST, PLATFORM, VERIFIED -> false;
    };
  }
}
