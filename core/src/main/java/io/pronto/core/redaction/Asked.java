package io.pronto.core.redaction;

import java.util.ArrayList;
import java.util.List;

/**
 * A word that asks for something about a card, or announces it.
 *
 * @param token which of the tokens it is
 * @param at when it is said, in milliseconds
 */
record Asked(Kind kind, int token, long at) {
  /** What was asked for is said within 20 s. */
  static final long ANSWER = 20_000;

  private static final String SECURITY = "CV";

  /** Those among {@code tokens}: of a security code, or of an expiry date. */
  static List<Asked> in(List<Token> tokens, Tongue tongue) {
    var asked = new ArrayList<Asked>();
    for (int i = 0; i < tokens.size(); i++) {
      var text = tokens.get(i).text();
      if (tongue.code().contains(text)
          || isTheBack(tokens, i)
          || spellsSecurity(tokens, i, tongue)) {
        asked.add(new Asked(Kind.CODE, i, tokens.get(i).startMillis()));
      } else if (tongue.expiry().contains(text)) {
        asked.add(new Asked(Kind.EXPIRY, i, tokens.get(i).startMillis()));
      }
    }
    return asked;
  }

  /** "On the back", not "I'll call you back". */
  private static boolean isTheBack(List<Token> tokens, int at) {
    return at > 0
        && tokens.get(at).text().equals("back")
        && tokens.get(at - 1).text().equals("the");
  }

  /** C, V and V or C, letter by letter. */
  private static boolean spellsSecurity(List<Token> tokens, int at, Tongue tongue) {
    return at + 2 < tokens.size()
        && letter(tokens, at, tongue).equals("C")
        && letter(tokens, at + 1, tongue).equals("V")
        && SECURITY.contains(letter(tokens, at + 2, tongue));
  }

  private static String letter(List<Token> tokens, int at, Tongue tongue) {
    return tongue.letters().getOrDefault(tokens.get(at).text(), "-");
  }
}
