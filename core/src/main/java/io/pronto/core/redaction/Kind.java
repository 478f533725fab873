package io.pronto.core.redaction;

import java.util.Locale;

/** What is taken out of text and sound. */
public enum Kind {
  /** The number of a payment card (ISO/IEC 7812), or a part of it that was said again. */
  CARD("card", "carte", "carta"),
  /** The security code of a card. */
  CODE("code", "code", "codice"),
  /** The expiry date of a card. */
  EXPIRY("expiry", "expiration", "scadenza"),
  /** The number of a bank account (ISO 13616). */
  IBAN("iban", "iban", "iban");

  private final String english;
  private final String french;
  private final String italian;

  Kind(String english, String french, String italian) {
    this.english = english;
    this.french = french;
    this.italian = italian;
  }

  /** The name in JSON, such as {@code card}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads {@link #word}. */
  public static Kind of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  /** What stands in a text in its place, such as {@code [carte]}; English but for fr and it. */
  public String mask(String language) {
    return '['
        + switch (language) {
          case "fr" -> french;
          case "it" -> italian;
          default -> english;
        }
        + ']';
  }
}
