package io.pronto.core.contact;

import io.pronto.core.db.Listing;
import io.pronto.core.numbering.DialledBeginning;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What contacts are looked for by: the beginning of one of their numbers, or the beginnings of some
 * words, of which each must be in the name or the company.
 *
 * @param terms each is found by any of its beginnings; all must be found
 */
public record ContactSearch(List<List<String>> terms) {
  private static final int MOST_TERMS = 5;

  /** Copies the list. */
  public ContactSearch {
    terms = List.copyOf(terms);
  }

  /**
   * Reads what somebody has typed.
   *
   * @param country in which numbers are read, ISO 3166 alpha-2
   */
  public static ContactSearch of(String typed, String country) {
    var words = ContactKeys.words(typed);
    var numbers = DialledBeginning.of(typed.strip(), country);
    return new ContactSearch(
        numbers.isEmpty()
            ? words.stream().limit(MOST_TERMS).map(List::of).toList()
            : List.of(Stream.concat(numbers.stream(), number(words).stream()).toList()));
  }

  /** A number may be a word of a name, too. */
  private static Optional<String> number(List<String> words) {
    return words.size() == 1 ? Optional.of(words.getFirst()) : Optional.empty();
  }

  /** Keeps of {@code contacts} those that it finds: none where nothing can be looked for. */
  Listing in(Listing contacts) {
    if (terms.isEmpty()) {
      return contacts.where("false");
    }
    for (var term : terms) {
      contacts.where(condition(term.size()), ContactKeys.bounds(term));
    }
    return contacts;
  }

  /**
   * The keys first, whatever the planner believes of them: what it costs depends on how much is
   * found, and not on how many contacts all organisations have.
   */
  private static String condition(int beginnings) {
    return IntStream.range(0, beginnings)
        .mapToObj(
            i -> "key >= (?::text[])[%d] and key < (?::text[])[%d]".formatted(2 * i + 1, 2 * i + 2))
        .collect(
            Collectors.joining(
                " or ", "id = any (array(select contact_id from contact_key where ", "))"));
  }
}
