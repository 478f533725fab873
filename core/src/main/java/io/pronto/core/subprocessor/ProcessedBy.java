package io.pronto.core.subprocessor;

import java.util.Optional;
import java.util.regex.Pattern;

/** Whose hands data gets into by a way out of the product, as whoever set that way up has said. */
public sealed interface ProcessedBy {
  /** How the operator's own is written where it is set up. */
  String OURSELVES = "own";

  /** One of the register's. */
  record Named(String subprocessorId) implements ProcessedBy {}

  /** Nobody's but the operator's own. */
  record Ourselves() implements ProcessedBy {}

  /** Nobody has said: the register cannot keep data off it. */
  record Unsaid() implements ProcessedBy {}

  /** What an id of a subprocessor looks like. */
  Pattern ID = Pattern.compile("spr_[0-9A-Z]{26}");

  /**
   * Reads {@code spr_…} or {@value #OURSELVES}.
   *
   * @throws IllegalArgumentException for anything else, saying what is wanted
   */
  static ProcessedBy of(String text) {
    if (text.equals(OURSELVES)) {
      return new Ourselves();
    }
    if (ID.matcher(text).matches()) {
      return new Named(text);
    }
    throw new IllegalArgumentException(
        "\"%s\" is no subprocessor's id; write one of /v1/subprocessors, such as".formatted(text)
            + " spr_01JD9Z3V7K8Q2N4M6P8R0T2W4Y, or "
            + OURSELVES
            + " for your own");
  }

  /** The one with that id; {@link Unsaid} without. */
  static ProcessedBy of(Optional<String> subprocessorId) {
    return subprocessorId.<ProcessedBy>map(Named::new).orElseGet(Unsaid::new);
  }
}
