package io.pronto.core.rating;

import io.pronto.core.numbering.E164;
import io.pronto.core.numbering.ShortCode;
import java.util.Optional;

/** What is called, as rate decks know it. */
public sealed interface Called {
  /** A number, found by how it begins. */
  record Number(E164 number) implements Called {}

  /**
   * A short code, found by its country and how it begins.
   *
   * @param country ISO 3166 alpha-2
   */
  record Code(String digits, String country) implements Called {}

  /**
   * What was dialled in {@code country}; empty when nothing that could have a price.
   *
   * @param number E.164, or a short code of {@code country}
   */
  static Optional<Called> of(String number, String country) {
    return E164.of(number)
        .<Called>map(Number::new)
        .or(
            () ->
                ShortCode.of(number, country).map(code -> new Code(code.digits(), code.country())));
  }
}
