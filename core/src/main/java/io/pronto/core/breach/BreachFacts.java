package io.pronto.core.breach;

import io.pronto.core.subprocessor.DataCategory;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is known of a breach (GDPR art. 33(3)), which may become more.
 *
 * @param occurredAt when it happened, as far as is known
 * @param noticedAt when the operator became aware of it, not earlier
 * @param effects at least one
 * @param cause 1 to 4,000 characters
 * @param categories of the data, at least one
 * @param people about how many are concerned; empty where nobody knows yet
 * @param records about how many are concerned; empty where nobody knows yet
 * @param consequences that are likely, at most 4,000 characters
 * @param measures that were taken, at most 4,000 characters
 * @param organisations the ids of those concerned
 * @param authority what became of telling the authority
 */
public record BreachFacts(
    Instant occurredAt,
    Instant noticedAt,
    List<Effect> effects,
    String cause,
    List<DataCategory> categories,
    Optional<Integer> people,
    Optional<Integer> records,
    String consequences,
    String measures,
    List<String> organisations,
    Authority authority) {
  /** Copies the lists. */
  public BreachFacts {
    effects = List.copyOf(effects);
    categories = List.copyOf(categories);
    organisations = List.copyOf(organisations);
  }

  /**
   * What the authority was told.
   *
   * @param notifiedAt when; empty where it was not
   * @param delayReason why that was later than 72 hours
   * @param notNotifiedReason why it is not told at all: that there is a risk for people is
   *     unlikely; empty where it was told, or nobody has decided that
   */
  public record Authority(
      Optional<Instant> notifiedAt,
      Optional<String> delayReason,
      Optional<String> notNotifiedReason) {
    /** Nothing yet. */
    public static final Authority NOTHING =
        new Authority(Optional.empty(), Optional.empty(), Optional.empty());
  }
}
