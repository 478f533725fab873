package io.pronto.core.redaction;

import java.util.HashMap;
import java.util.Map;

/** The numbers of bank accounts: how long each country's are, and their check (ISO 13616-1). */
final class Iban {
  static final int LONGEST = 34;

  /** As SWIFT's registry of IBANs has them. */
  private static final String REGISTRY =
      """
      AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20
      EG29 ES24 FI18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30
      KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15 PK24
      PL28 PS29 PT25 QA29 RO24 RS22 SA24 SC31 SD18 SE24 SI19 SK24 SM27 ST25 TL23 TN24 TR26 UA29 VA22
      VG24 XK20
      """;

  private static final Map<String, Integer> LENGTHS = lengths();

  private Iban() {}

  /** Whether what begins so may become one: upper-case letters and digits. */
  static boolean mayBegin(String text) {
    int length = text.length();
    if (length == 1) {
      return LENGTHS.keySet().stream().anyMatch(country -> country.startsWith(text));
    }
    var most = LENGTHS.get(text.substring(0, 2));
    return most != null
        && length <= most
        && text.substring(2, Math.min(4, length)).chars().allMatch(Character::isDigit);
  }

  /** Whether it is as long as its country's are and its check digits are right. */
  static boolean holds(String text) {
    if (text.length() < 5
        || !mayBegin(text)
        || LENGTHS.get(text.substring(0, 2)) != text.length()) {
      return false;
    }
    var moved = text.substring(4) + text.substring(0, 4);
    int rest = 0;
    for (int i = 0; i < moved.length(); i++) {
      int value = Character.digit(moved.charAt(i), Character.MAX_RADIX);
      rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
    }
    return rest == 1;
  }

  private static Map<String, Integer> lengths() {
    var lengths = new HashMap<String, Integer>();
    for (var entry : REGISTRY.split("\\s+")) {
      lengths.put(entry.substring(0, 2), Integer.valueOf(entry.substring(2)));
    }
    return Map.copyOf(lengths);
  }
}
