package io.pronto.core.rules;

import io.pronto.core.numbering.E164;
import io.vertx.sqlclient.Row;
import java.util.Optional;

/** How a target stands in a row: in one of several columns with the same beginning. */
final class Targets {
  private Targets() {}

  static Optional<Target> read(Row row, String name) {
    return user(row, name).or(() -> number(row, name));
  }

  static Optional<Target> readOrRefusal(Row row, String name) {
    return read(row, name)
        .or(
            () ->
                Optional.ofNullable(row.getString(name + "_answer"))
                    .map(Answer::of)
                    .map(Target.Refusal::new));
  }

  static String userId(Optional<Target> target) {
    return target.orElse(null) instanceof Target.Colleague(var userId) ? userId : null;
  }

  static String number(Optional<Target> target) {
    return target.orElse(null) instanceof Target.Number(var number) ? number.value() : null;
  }

  static String answer(Optional<Target> target) {
    return target.orElse(null) instanceof Target.Refusal(var answer) ? answer.code() : null;
  }

  private static Optional<Target> user(Row row, String name) {
    return Optional.ofNullable(row.getString(name + "_user_id")).map(Target.Colleague::new);
  }

  private static Optional<Target> number(Row row, String name) {
    return Optional.ofNullable(row.getString(name + "_number"))
        .map(E164::new)
        .map(Target.Number::new);
  }
}
