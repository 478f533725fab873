package io.pronto.core.wholesale;

import io.pronto.core.numbering.E164;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The door to a carrier's wholesale API. Every method blocks.
 *
 * <p>Each throws {@link ProviderAway} when there is no answer, or none that says whether it was
 * done, and {@link ProviderRefused} when the answer is no. Whoever asks again after the first says
 * so, and what may have got through is looked up by our own reference before anything is asked
 * twice.
 */
public interface NumberProvider {
  /** What is looked for; {@code prefix} is E.164's beginning, such as {@code +331}. */
  record Wanted(
      Optional<String> country, Optional<String> type, Optional<String> prefix, int limit) {}

  /** A number that is for sale. */
  record Offer(E164 number, String country, String type) {}

  /**
   * What is held.
   *
   * @param offer by what the provider knows what it sells
   * @param reservation by what it knows that it is held; empty where it knows no reservations
   * @param until for how long
   */
  record Held(String offer, String reservation, Optional<Instant> until) {}

  /**
   * What is bought.
   *
   * @param reference our own, by which the order is found again
   */
  record Purchase(
      String reference,
      E164 number,
      String country,
      String offer,
      String reservation,
      String order) {}

  /** How an order stands. */
  sealed interface Order {
    /** By what the provider knows it; empty where it does not say. */
    String reference();

    /** It is at it. */
    record Pending(String reference) implements Order {}

    /** The number is ours. */
    record Delivered(String reference) implements Order {}

    /** It will not be. */
    record Refused(String reference, String reason) implements Order {}
  }

  /** Numbers for sale. */
  List<Offer> search(Wanted wanted);

  /** Has a number held. */
  Held reserve(Purchase wanted, boolean again);

  /** Has it held no longer; one that is held no more is fine. */
  void unreserve(Purchase held);

  /** Orders what is held. */
  Order order(Purchase held, boolean again);

  /** How the order stands. */
  Order status(Purchase ordered);

  /** Gives a number back; one that is not ours any more is fine. */
  void release(Purchase ordered);

  /** All numbers that are ours. */
  List<E164> numbers();

  /**
   * What the provider tells without being asked: by what it knows the order that has changed.
   *
   * @throws ProviderRefused if it is not the provider who tells it
   */
  List<String> changedOrders(Notice notice);
}
