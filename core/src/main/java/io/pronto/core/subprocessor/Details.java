package io.pronto.core.subprocessor;

import java.util.List;
import java.util.Set;

/**
 * What the register says of a subprocessor.
 *
 * @param name of the company, 1 to 200 characters
 * @param purpose what it does with the data, 1 to 2,000 characters
 * @param countries where its servers are, ISO 3166 alpha-2, 1 to 50 of them
 * @param locationNote what else there is to say of where they are, at most 500 characters
 * @param categories of data, at least one
 * @param uses what in the product it is used by, at least one
 */
public record Details(
    String name,
    String purpose,
    List<String> countries,
    String locationNote,
    Safeguard safeguard,
    List<DataCategory> categories,
    List<Use> uses) {
  /** The European Economic Area: the Union's 27, Iceland, Liechtenstein and Norway. */
  private static final Set<String> EEA =
      Set.of(
          "AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IE", "IT",
          "LV", "LT", "LU", "MT", "NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE", "IS", "LI", "NO");

  /** Copies the lists. */
  public Details {
    countries = List.copyOf(countries);
    categories = List.copyOf(categories);
    uses = List.copyOf(uses);
  }

  /** Whether data stays in the European Economic Area. */
  public boolean withinTheArea() {
    return EEA.containsAll(countries);
  }
}
