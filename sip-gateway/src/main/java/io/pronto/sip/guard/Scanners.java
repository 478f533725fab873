package io.pronto.sip.guard;

import java.util.List;
import java.util.Locale;

/** Software that looks for telephone systems to abuse, and says its name. */
final class Scanners {
  /** How their User-Agent begins, or what is in it, in lower case. */
  private static final List<String> NAMES =
      List.of(
          "friendly-scanner",
          "friendly-request",
          "sipvicious",
          "sipcli",
          "pplsip",
          "sip-scan",
          "sipscan",
          "sipptk",
          "siparmyknife",
          "sundayddr",
          "iwar",
          "smap",
          "vicidial-scan");

  private Scanners() {}

  /**
   * Whether that is one.
   *
   * @param agent a User-Agent; empty for none
   */
  static boolean isOne(String agent) {
    if (agent.isEmpty()) {
      return false;
    }
    var name = agent.toLowerCase(Locale.ROOT);
    return NAMES.stream().anyMatch(name::startsWith);
  }
}
