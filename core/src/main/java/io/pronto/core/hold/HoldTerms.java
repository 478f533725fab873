package io.pronto.core.hold;

import io.pronto.core.db.Tx;
import io.pronto.core.hold.LegalHold.Person;
import io.pronto.core.hold.WantedHold.WantedPerson;
import io.pronto.core.numbering.E164;
import java.util.List;
import java.util.Optional;

/**
 * What a hold is about, once numbers are read and people are found: a hold that silently matches
 * nothing would keep nothing.
 *
 * @param number as E.164
 */
record HoldTerms(Optional<String> number, Optional<Person> person) {
  /**
   * Reads what {@code wanted} names, in the organisation of {@code tx}.
   *
   * @throws HoldInvalid where that cannot be
   */
  static HoldTerms of(Tx tx, WantedHold wanted) {
    if (wanted.number().isEmpty()
        && wanted.person().isEmpty()
        && wanted.from().isEmpty()
        && wanted.until().isEmpty()) {
      throw new HoldInvalid("/number", "required", "Name a number, a person or a period");
    }
    if (wanted.reason().isBlank()) {
      throw new HoldInvalid("/reason", "required", "Says what the hold is for");
    }
    if (wanted.from().isPresent()
        && wanted.until().filter(until -> !until.isAfter(wanted.from().get())).isPresent()) {
      throw new HoldInvalid("/until", "not_after_from", "Must be later than from");
    }
    return new HoldTerms(
        wanted.number().map(number -> number(tx, number, "/number")),
        wanted.person().map(person -> person(tx, person)));
  }

  private static Person person(Tx tx, WantedPerson wanted) {
    return switch (wanted.type()) {
      case USER -> {
        requireUser(tx, wanted.value());
        yield new Person(wanted.type(), wanted.value(), List.of(wanted.value()), List.of());
      }
      case NUMBER -> {
        var number = number(tx, wanted.value(), "/person/id");
        yield new Person(wanted.type(), number, List.of(), List.of(number));
      }
      case EMAIL -> {
        var email = wanted.value().strip();
        yield new Person(wanted.type(), email, List.of(user(tx, email)), List.of());
      }
    };
  }

  /** Somebody who has left may still be in what is kept. */
  private static void requireUser(Tx tx, String id) {
    boolean known =
        tx.one(
                """
                select 1 where exists (select from user_account where id = $1)
                            or exists (select from cdr where caller_user_id = $1 or called_user_id = $1)
                            or exists (select from recording where $1 = any(user_ids))
                """,
                id)
            .isPresent();
    if (!known) {
      throw new HoldInvalid("/person/id", "not_found", "Nobody of that id has taken part in calls");
    }
  }

  private static String user(Tx tx, String email) {
    return tx.one("select id from user_account where lower(email) = lower($1)", email)
        .map(row -> row.getString("id"))
        .orElseThrow(
            () ->
                new HoldInvalid(
                    "/person/id",
                    "not_found",
                    "No user has that address, and calls have none: name the person's number"));
  }

  private static String number(Tx tx, String dialled, String field) {
    var country =
        tx.one("select country from organisation where id = acting_organisation()")
            .map(row -> row.getString("country"))
            .orElse("FR");
    return E164.dialled(dialled, country)
        .map(E164::value)
        .orElseThrow(
            () ->
                new HoldInvalid(
                    field,
                    "invalid_number",
                    "Must be a whole number, as it is dialled in %s or in international form"
                        .formatted(country)));
  }

  String[] users() {
    return person.map(Person::users).orElse(List.of()).toArray(String[]::new);
  }

  String[] numbers() {
    return person.map(Person::numbers).orElse(List.of()).toArray(String[]::new);
  }
}
