package io.pronto.core.organisation;

import java.text.Normalizer;
import java.util.Locale;

/** Derives the first label of an organisation's SIP domain from its name. */
final class Labels {
  /** Room is left for a number that tells namesakes apart (RFC 1035: a label has at most 63). */
  private static final int LONGEST = 50;

  private Labels() {}

  /** Such as {@code cafe-de-la-gare} for "Café de la Gare"; {@code org} when nothing is left. */
  static String of(String name) {
    var plain =
        Normalizer.normalize(name, Normalizer.Form.NFD)
            .toLowerCase(Locale.ROOT)
            .replaceAll("\\p{M}", "")
            .replaceAll("[^a-z0-9]+", "-");
    var cut = plain.substring(0, Math.min(LONGEST, plain.length()));
    var label = cut.replaceAll("^-|-$", "");
    return label.isEmpty() ? "org" : label;
  }

  /** The label to try at the {@code attempt}-th time, from 1. */
  static String numbered(String label, int attempt) {
    return attempt == 1 ? label : label + '-' + attempt;
  }
}
