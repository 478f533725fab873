package io.pronto.core.subject;

import io.pronto.core.numbering.E164;
import io.pronto.core.people.EmailAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Something wrong about somebody that is put right (GDPR art. 16). */
public sealed interface Correction {
  /** The place that it is at, as the search names it. */
  String place();

  /** The id of what is corrected. */
  String id();

  /** What of it is, for the log: never what it was or is. */
  List<String> fields();

  /**
   * A contact.
   *
   * @param name empty where it stays
   * @param company empty where it stays
   * @param numbers all of them; empty where they stay
   */
  record OfContact(
      String id, Optional<String> name, Optional<String> company, Optional<List<E164>> numbers)
      implements Correction {
    @Override
    public String place() {
      return "contact";
    }

    @Override
    public List<String> fields() {
      return Stream.of(named("name", name), named("company", company), named("numbers", numbers))
          .flatMap(Function.identity())
          .toList();
    }
  }

  /**
   * An account of one of the organisation's people.
   *
   * @param name 1 to 200 characters; empty where it stays
   * @param email empty where it stays
   */
  record OfAccount(String id, Optional<String> name, Optional<EmailAddress> email)
      implements Correction {
    @Override
    public String place() {
      return "user_account";
    }

    @Override
    public List<String> fields() {
      return Stream.concat(named("name", name), named("email", email)).toList();
    }
  }

  /**
   * What a transcript says, wherever it says it.
   *
   * @param wrong as it stands there, 1 to 1,000 characters
   * @param right what takes its place, at most 1,000 characters
   */
  record OfTranscript(String id, String wrong, String right) implements Correction {
    @Override
    public String place() {
      return "transcript";
    }

    @Override
    public List<String> fields() {
      return List.of("text");
    }
  }

  private static Stream<String> named(String field, Optional<?> value) {
    return value.map(_ -> field).stream();
  }
}
