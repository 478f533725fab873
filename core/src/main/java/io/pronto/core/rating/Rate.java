package io.pronto.core.rating;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What calls to numbers that begin with certain digits cost.
 *
 * @param prefix 1 to 15 digits, country code first, without {@code +}
 * @param description for people, such as {@code France mobile}
 * @param pricePerMinute with up to six decimals, not negative
 * @param connectionFee once for each call that is answered
 * @param firstIncrement seconds that are billed at least
 * @param nextIncrement seconds of each step after them
 * @param validFrom from when, if not from when its deck's version is effective
 * @param validUntil before when, if not until that version's end
 */
public record Rate(
    String prefix,
    String description,
    BigDecimal pricePerMinute,
    BigDecimal connectionFee,
    int firstIncrement,
    int nextIncrement,
    Optional<Instant> validFrom,
    Optional<Instant> validUntil) {
  /** Decimals of every amount: charges are rounded to them, half up, once for each call. */
  public static final int SCALE = 6;

  /** No call is longer. */
  static final long LONGEST_SECONDS = Duration.ofHours(24).toSeconds();

  private static final BigDecimal MINUTE = BigDecimal.valueOf(60);

  /** Whether calls cost nothing, however long they are. */
  public boolean costsNothing() {
    return pricePerMinute.signum() == 0 && connectionFee.signum() == 0;
  }

  /** Seconds that are billed for a call of {@code seconds} after its answer. */
  public long billedSeconds(long seconds) {
    return billed(seconds, firstIncrement, nextIncrement);
  }

  static long billed(long seconds, int first, int next) {
    return seconds <= first ? first : first + (seconds - first + next - 1) / next * next;
  }

  /** What a call costs that was answered and lasted {@code seconds}, in the deck's currency. */
  public BigDecimal charge(long seconds) {
    return pricePerMinute
        .multiply(BigDecimal.valueOf(billedSeconds(seconds)))
        .divide(MINUTE, SCALE + 6, RoundingMode.HALF_UP)
        .add(connectionFee)
        .setScale(SCALE, RoundingMode.HALF_UP);
  }

  /** How many seconds {@code money} pays for, the end of a step; 0 when not for the first one. */
  public long secondsFor(BigDecimal money) {
    if (charge(firstIncrement).compareTo(money) > 0) {
      return 0;
    }
    long most = billedSeconds(LONGEST_SECONDS);
    if (charge(most).compareTo(money) <= 0) {
      return most;
    }
    long paid =
        money
            .subtract(connectionFee)
            .multiply(MINUTE)
            .divide(pricePerMinute, 0, RoundingMode.DOWN)
            .longValueExact();
    long seconds =
        firstIncrement + Math.max(0, paid - firstIncrement) / nextIncrement * nextIncrement;
    // What rounding gives or takes is at most a step.
    while (charge(seconds + nextIncrement).compareTo(money) <= 0) {
      seconds += nextIncrement;
    }
    while (charge(seconds).compareTo(money) > 0) {
      seconds -= nextIncrement;
    }
    return seconds;
  }
}
