package io.pronto.core.contact;

import io.pronto.core.numbering.E164;
import java.util.List;

/**
 * What is written on a contact: at least one of the names, and at least one number.
 *
 * @param name at most {@link #LONGEST} characters; empty when only the company is known
 * @param company the same; empty when there is none
 * @param numbers at most {@link #MOST_NUMBERS}, the main one first, none twice
 */
public record ContactCard(String name, String company, List<E164> numbers) {
  /** How many characters a name may have. */
  public static final int LONGEST = 200;

  /** How many numbers a contact may have. */
  public static final int MOST_NUMBERS = 20;

  /**
   * Strips the names, and lets go of numbers that are there twice.
   *
   * @throws IllegalArgumentException where something is missing, too long or too much
   */
  public ContactCard {
    name = name.strip();
    company = company.strip();
    numbers = numbers.stream().distinct().toList();
    if (name.isEmpty() && company.isEmpty()) {
      throw new IllegalArgumentException("A contact has a name or a company");
    }
    if (isTooLong(name) || isTooLong(company)) {
      throw new IllegalArgumentException("A name has at most " + LONGEST + " characters");
    }
    if (numbers.isEmpty() || numbers.size() > MOST_NUMBERS) {
      throw new IllegalArgumentException("A contact has 1 to " + MOST_NUMBERS + " numbers");
    }
  }

  static boolean isTooLong(String text) {
    return text.codePointCount(0, text.length()) > LONGEST;
  }
}
