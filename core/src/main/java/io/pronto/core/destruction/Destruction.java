package io.pronto.core.destruction;

import io.pronto.core.organisation.OrganisationId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Something that was deleted, as its certificate tells it: no content, no number, no name.
 *
 * @param category what it was
 * @param organisation whose it was; empty for the operator's own, and for what was deleted of many
 *     organisations at once, such as a month of call records
 * @param count how many there were, 1 or more
 * @param objects the ids of what was deleted, at most {@link #OBJECTS}; for a partition that was
 *     dropped as a whole its name alone
 * @param rule by which rule, in a few words or as a rule's id, at most 200 characters
 * @param from the earliest time that what was deleted is of; empty where that is not known
 * @param until the time before which all of it is
 * @param keys ids of the data keys that were destroyed with it, at most {@link #OBJECTS}
 */
public record Destruction(
    Category category,
    Optional<OrganisationId> organisation,
    long count,
    List<String> objects,
    String rule,
    Optional<Instant> from,
    Optional<Instant> until,
    List<String> keys) {
  /** How many ids one certificate names at most; more are certified by several. */
  public static final int OBJECTS = 1_000;

  private static final int RULE = 200;
  private static final Pattern NAME = Pattern.compile("[a-z][A-Za-z0-9_]{0,99}");
  private static final Pattern PERSONAL = Pattern.compile("@|\\+ ?[0-9]");

  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException where something is out of range, or looks like a number or an
   *     address
   */
  public Destruction {
    objects = names("objects", objects);
    keys = names("keys", keys);
    if (count < 1 || count < objects.size()) {
      throw new IllegalArgumentException("count is " + count + " for " + objects.size() + " names");
    }
    if (rule.isBlank() || rule.length() > RULE || PERSONAL.matcher(rule).find()) {
      throw new IllegalArgumentException(
          "rule has 1 to 200 characters, and neither numbers nor addresses of anybody");
    }
    if (from.isPresent() && until.isPresent() && until.get().isBefore(from.get())) {
      throw new IllegalArgumentException("until is before from");
    }
  }

  private static List<String> names(String field, List<String> names) {
    if (names.size() > OBJECTS) {
      throw new IllegalArgumentException(field + " has more than " + OBJECTS);
    }
    if (!names.stream().allMatch(name -> NAME.matcher(name).matches())) {
      throw new IllegalArgumentException(field + " takes ids and names of partitions only");
    }
    return List.copyOf(names);
  }
}
