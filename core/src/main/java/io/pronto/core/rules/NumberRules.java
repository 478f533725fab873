package io.pronto.core.rules;

import io.pronto.core.hours.Schedule;
import java.util.Optional;

/**
 * What a number does with its calls beside ringing its user, as calls need to know it.
 *
 * @param schedule when they are taken; empty: at any time
 * @param closed where they go outside the hours
 */
public record NumberRules(Optional<Schedule> schedule, Target closed, AnonymousPolicy anonymous) {
  /** What holds for callers outside the hours while nobody has said anything. */
  public static final Target UNAVAILABLE = new Target.Refusal(Answer.UNAVAILABLE);

  /** Takes every call at any time. */
  public static final NumberRules NONE =
      new NumberRules(Optional.empty(), UNAVAILABLE, AnonymousPolicy.ACCEPT);

  /** The same with no hand on the schedule's switch. */
  public NumberRules withoutOverride() {
    return new NumberRules(schedule.map(Schedule::withoutOverride), closed, anonymous);
  }
}
