package io.pronto.core.retention;

import io.pronto.core.hold.LegalHold;
import io.pronto.core.hold.LegalHold.PersonType;
import io.pronto.core.hold.LegalHolds;
import io.pronto.core.hold.WantedHold;
import io.pronto.core.hold.WantedHold.WantedPerson;
import java.time.Instant;
import java.time.Period;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Sets and lifts legal holds at random, by two people, and knows by itself what they are about. */
final class RandomHolds {
  private final Random random;
  private final Stock stock;
  private final Staff staff;
  private final LegalHolds holds;
  private final Map<LegalHold, WantedHold> inForce = new LinkedHashMap<>();

  RandomHolds(Random random, Stock stock, Staff staff, LegalHolds holds) {
    this.random = random;
    this.stock = stock;
    this.staff = staff;
    this.holds = holds;
  }

  /** Some are asked for, or asked to be lifted, and never confirmed: these change nothing. */
  void setAndLift(Instant now) {
    if (random.nextInt(10) == 0) {
      var wanted = hold(now);
      if (random.nextInt(5) == 0) {
        holds.ask(stock.organisation, wanted, "usr_one");
      } else {
        inForce.put(stock.hold(holds, wanted), wanted);
      }
    }
    if (!inForce.isEmpty() && random.nextInt(9) == 0) {
      var lifted = new ArrayList<>(inForce.keySet()).get(random.nextInt(inForce.size()));
      if (random.nextInt(5) > 0) {
        stock.lift(holds, lifted);
        inForce.remove(lifted);
      } else if (holds
          .find(stock.organisation, lifted.id())
          .orElseThrow()
          .liftingAsked()
          .isEmpty()) {
        holds.askLifting(stock.organisation, lifted.id(), "usr_two");
        holds.withdrawLifting(stock.organisation, lifted.id());
      }
    }
  }

  /** Whether the record of a call is kept. */
  boolean keepRecord(Talk talk) {
    return inForce.values().stream().anyMatch(hold -> isAboutCall(hold, talk));
  }

  /** The same of one that is sealed: by numbers alone, whose hashes are all that is known of it. */
  boolean keepArchived(Talk talk) {
    return inForce.values().stream()
        .anyMatch(hold -> isAbout(hold, talk.numbers(), List.of(), talk.begun()));
  }

  /** The same of what was made of it, which is about what its call was as long as that is known. */
  boolean keepSound(Talk talk, boolean recordIsThere) {
    return inForce.values().stream()
        .anyMatch(
            hold ->
                isAbout(hold, talk.number().stream().toList(), talk.users(), talk.recordedFrom())
                    || recordIsThere && isAboutCall(hold, talk));
  }

  private static boolean isAboutCall(WantedHold hold, Talk talk) {
    return isAbout(hold, talk.numbers(), talk.users(), talk.begun());
  }

  private static boolean isAbout(
      WantedHold hold, List<String> numbers, List<String> users, Instant time) {
    return hold.number().filter(number -> !numbers.contains(number)).isEmpty()
        && hold.person().filter(person -> !isOneOf(person, numbers, users)).isEmpty()
        && hold.from().filter(time::isBefore).isEmpty()
        && hold.until().filter(until -> !time.isBefore(until)).isEmpty();
  }

  private static boolean isOneOf(WantedPerson person, List<String> numbers, List<String> users) {
    return switch (person.type()) {
      case USER -> users.contains(person.value());
      case NUMBER -> numbers.contains(person.value());
      case EMAIL -> users.contains(person.value().replace("@example.org", ""));
    };
  }

  /** By a number, a person, both, or all of some weeks; weeks alone or with these. */
  private WantedHold hold(Instant now) {
    var number = random.nextBoolean() ? Optional.of(number()) : Optional.<String>empty();
    var person = random.nextBoolean() ? Optional.of(person()) : Optional.<WantedPerson>empty();
    boolean always = random.nextBoolean() && (number.isPresent() || person.isPresent());
    var from = now.minus(Period.ofDays(random.nextInt(300)));
    var until = from.plus(Period.ofDays(1 + random.nextInt(random.nextBoolean() ? 5 : 60)));
    return new WantedHold(
        "A case",
        number,
        person,
        always ? Optional.empty() : Optional.of(from),
        always ? Optional.empty() : Optional.of(until));
  }

  private String number() {
    return random.nextBoolean() ? staff.number() : Stock.outside(random);
  }

  private WantedPerson person() {
    return switch (PersonType.values()[random.nextInt(3)]) {
      case USER -> new WantedPerson(PersonType.USER, staff.user());
      case NUMBER -> new WantedPerson(PersonType.NUMBER, Stock.outside(random));
      case EMAIL -> new WantedPerson(PersonType.EMAIL, staff.user() + "@example.org");
    };
  }
}
