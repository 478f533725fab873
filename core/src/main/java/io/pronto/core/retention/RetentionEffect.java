package io.pronto.core.retention;

import io.pronto.core.destruction.Category;
import java.time.LocalDate;
import java.util.List;

/** What a change does to what there is, were it in force now. */
public record RetentionEffect(List<OfCategory> categories) {
  /**
   * What it does to a category.
   *
   * @param atOnce how many are not due, and would be, and be deleted by the next sweep
   * @param sooner how many would be deleted sooner, those included
   * @param held how many others would be, if no legal hold kept them: they are once it is lifted
   * @param later how many would be kept for longer
   * @param days on which days of Europe/Paris those that are deleted sooner would be, and how many
   */
  public record OfCategory(
      Category category, long atOnce, long sooner, long held, long later, List<Day> days) {
    /** Copies the list. */
    public OfCategory {
      days = List.copyOf(days);
    }
  }

  /** How many on a day. */
  public record Day(LocalDate date, long count) {}

  /** Copies the list. */
  public RetentionEffect {
    categories = List.copyOf(categories);
  }

  /** Whether anything would be deleted sooner, at once or when no legal hold keeps it any more. */
  public boolean deletesSooner() {
    return categories.stream().anyMatch(one -> one.sooner + one.held > 0);
  }
}
