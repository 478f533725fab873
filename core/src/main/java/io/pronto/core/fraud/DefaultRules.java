package io.pronto.core.fraud;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What holds for an organisation where nobody has decided anything: a busy office of its size never
 * comes near it, and whoever has stolen a phone's password runs into it within minutes. Whatever
 * grows with a company grows with the number of its users.
 */
final class DefaultRules {
  private static final Map<String, Preset> PRESETS =
      Stream.of(
              // what it all costs at the worst
              new Preset("organisation_spending_any_hour", "50", "2", false),
              new Preset("organisation_spending_any_day", "150", "6", false),
              new Preset("organisation_spending_international_hour", "30", "1", false),
              new Preset("organisation_spending_international_day", "90", "3", false),
              new Preset("user_spending_any_day", "60", "0", false),
              // where others earn by the minute
              new Preset("user_spending_premium_hour", "10", "0", true),
              new Preset("user_attempts_premium_hour", "3", "0", true),
              new Preset("organisation_spending_premium_day", "25", "0", true),
              // where nobody has called before
              new Preset("country_spending_new_country_day", "5", "0", true),
              new Preset("country_attempts_new_country_hour", "10", "0", true),
              new Preset("organisation_spending_new_country_day", "15", "0", true),
              // faster than people dial
              new Preset("user_attempts_any_minute", "20", "0", false),
              new Preset("user_attempts_international_hour", "60", "0", false),
              new Preset("user_concurrent_any_now", "10", "0", false),
              new Preset("device_concurrent_any_now", "5", "0", false),
              new Preset("range_attempts_international_hour", "30", "1", false),
              // numbers that nobody has, one after the other
              new Preset("user_failures_any_hour", "60", "0", false),
              new Preset("user_failures_international_hour", "20", "0", false))
          .collect(Collectors.toMap(Preset::name, Function.identity()));

  private DefaultRules() {}

  private record Preset(String name, BigDecimal base, BigDecimal perUser, boolean cuts) {
    Preset(String name, String base, String perUser, boolean cuts) {
      this(name, new BigDecimal(base), new BigDecimal(perUser), cuts);
    }
  }

  /**
   * The rule of that name as it is without anybody's doing; one that is none of the defaults is
   * disabled.
   *
   * @param users how many active users the organisation has
   */
  static FraudRule of(RuleName name, long users) {
    return Optional.ofNullable(PRESETS.get(name.code()))
        .map(
            preset ->
                new FraudRule(
                    name,
                    preset.base().add(preset.perUser().multiply(BigDecimal.valueOf(users))),
                    true,
                    preset.cuts(),
                    Optional.empty(),
                    false))
        .orElseGet(
            () -> new FraudRule(name, BigDecimal.ZERO, false, false, Optional.empty(), false));
  }
}
