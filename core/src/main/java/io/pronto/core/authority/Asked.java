package io.pronto.core.authority;

import io.pronto.core.archive.ArchivedRecord.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * What an authority wants to see. What was said is no kind: it is never kept for that.
 *
 * @param kinds of records, at least one
 * @param numbers E.164; of them and of the addresses there is at least one
 * @param emails in lower case
 * @param since from when on
 * @param until up to when, later
 */
public record Asked(
    Set<Kind> kinds, List<String> numbers, List<String> emails, Instant since, Instant until) {
  /** Copies the collections. */
  public Asked {
    kinds = Set.copyOf(kinds);
    numbers = List.copyOf(numbers);
    emails = List.copyOf(emails);
  }
}
