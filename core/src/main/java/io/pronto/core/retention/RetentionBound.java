package io.pronto.core.retention;

import io.pronto.core.destruction.Category;
import java.time.Period;
import java.util.OptionalInt;

/**
 * What the operator allows for a category, within what law allows.
 *
 * @param minimumDays empty, as the maximum, where nobody may decide: for call records
 * @param usual how long it is kept where an organisation has decided nothing
 */
public record RetentionBound(
    Category category, OptionalInt minimumDays, OptionalInt maximumDays, Period usual) {
  /** More nobody may allow: five years. */
  public static final int MOST_DAYS = 1_826;

  /** Whether law has decided, and nobody else may. */
  public boolean fixed() {
    return maximumDays.isEmpty();
  }

  /** Whether it allows {@code days}. */
  public boolean allows(int days) {
    return !fixed() && days >= minimumDays.getAsInt() && days <= maximumDays.getAsInt();
  }
}
