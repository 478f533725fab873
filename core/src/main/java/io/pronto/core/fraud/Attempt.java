package io.pronto.core.fraud;

import io.pronto.core.call.CallId;
import io.pronto.core.numbering.E164;
import io.pronto.core.numbering.NumberPlan;
import io.pronto.core.numbering.NumberType;
import io.pronto.core.numbering.PriceClass;
import io.pronto.core.numbering.ShortCode;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.rating.Called;
import java.time.Instant;

/**
 * A call to the outside that is about to be made, and is no call for help.
 *
 * @param userId who makes it; empty for nobody in particular, as when a call is forwarded
 * @param deviceId by which device; empty likewise
 * @param number E.164, or a short code
 * @param country where the number is, ISO 3166 alpha-2, or the code of a network of no country
 * @param range the range that the number is in
 * @param price what it costs
 */
public record Attempt(
    CallId call,
    OrganisationId organisation,
    String userId,
    String deviceId,
    String number,
    String country,
    String range,
    NumberType type,
    CallPrice price,
    Instant at) {
  /** What the numbering plan says of a number. */
  record Where(String country, NumberType type, PriceClass price) {}

  /**
   * A call to {@code number} at {@code at}.
   *
   * @param home the country of the organisation, in which short codes are dialled
   */
  static Attempt to(
      String number,
      CallId call,
      OrganisationId organisation,
      String userId,
      String deviceId,
      String home,
      Tariff tariff,
      Instant at) {
    var where = where(number, home);
    return new Attempt(
        call,
        organisation,
        userId,
        deviceId,
        number,
        where.country(),
        Subject.range(number),
        where.type(),
        tariff.price(
            organisation, Called.of(number, home), where.price(), where.country().equals(home), at),
        at);
  }

  /** What is known of {@code number}, dialled in {@code home}. */
  static Where where(String number, String home) {
    return E164.of(number)
        .map(NumberPlan::of)
        .map(
            entry ->
                new Where(
                    entry.country().orElseGet(() -> Subject.network(number)),
                    entry.type(),
                    entry.priceClass()))
        .or(() -> ShortCode.of(number, home).map(code -> ofCode(code, home)))
        .orElseGet(() -> new Where(home, NumberType.UNKNOWN, PriceClass.UNKNOWN));
  }

  private static Where ofCode(ShortCode code, String home) {
    var type =
        switch (code.priceClass()) {
          case FREE -> NumberType.TOLL_FREE;
          case STANDARD -> NumberType.NON_GEOGRAPHIC;
          case MOBILE -> NumberType.MOBILE;
          case SHARED -> NumberType.SHARED_COST;
          case PREMIUM -> NumberType.PREMIUM;
          case SATELLITE -> NumberType.SATELLITE;
          case UNKNOWN -> NumberType.UNKNOWN;
        };
    return new Where(home, type, code.priceClass());
  }
}
