package io.pronto.core.retention;

import io.pronto.core.destruction.Category;
import java.time.LocalDate;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What a change does to what there is, were it in force now. */
public record RetentionEffect(List<OfCategory> categories) {
  /**
   * What it does to a category.
   *
   * @param atOnce how many are not due, and would be, and be deleted by the next sweep
   * @param sooner how many would be deleted sooner, those included
   * @param held how many others would be, if no legal hold kept them: they are once it is lifted
   * @param later how many would be kept for longer
   * @param limited how many would be, or are, kept for less than the rules say by what they were
   *     recorded for
   * @param days on which days of Europe/Paris those that are deleted sooner would be, and how many
   */
  public record OfCategory(
      Category category,
      long atOnce,
      long sooner,
      long held,
      long later,
      long limited,
      List<Day> days) {
    /** Copies the list. */
    public OfCategory {
      days = List.copyOf(days);
    }

    private OfCategory plus(OfCategory other) {
      var each = new TreeMap<LocalDate, Long>();
      Stream.concat(days.stream(), other.days.stream())
          .forEach(day -> each.merge(day.date, day.count, Long::sum));
      return new OfCategory(
          category,
          atOnce + other.atOnce,
          sooner + other.sooner,
          held + other.held,
          later + other.later,
          limited + other.limited,
          each.entrySet().stream().map(day -> new Day(day.getKey(), day.getValue())).toList());
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

  /** How many of {@code category} would be deleted sooner. */
  public long sooner(Category category) {
    return categories.stream()
        .filter(one -> one.category == category)
        .mapToLong(one -> one.sooner)
        .sum();
  }

  /** What both do together. */
  RetentionEffect plus(RetentionEffect other) {
    return new RetentionEffect(
        categories.stream()
            .map(
                one ->
                    other.categories.stream()
                        .filter(it -> it.category == one.category)
                        .reduce(one, OfCategory::plus))
            .toList());
  }
}
