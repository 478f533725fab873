package io.pronto.media.speech.model;

import java.util.Locale;
import java.util.regex.Pattern;

/** Language codes, which also name folders: nothing else may get through. */
final class Languages {
  private static final Pattern CODE = Pattern.compile("[a-z]{2}");

  private Languages() {}

  static boolean isCode(String text) {
    return CODE.matcher(text).matches();
  }

  static String checked(String language) {
    if (!isCode(language)) {
      throw new IllegalArgumentException("Not a language code of two letters (ISO 639-1)");
    }
    return language;
  }

  /** "French (fr)". */
  static String named(String language) {
    var name = Locale.of(language).getDisplayLanguage(Locale.ENGLISH);
    return "%s (%s)".formatted(name, language);
  }
}
