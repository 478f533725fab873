package io.pronto.api.resource;

import static java.util.stream.Collectors.joining;

import io.pronto.api.web.Problem;
import io.pronto.core.subprocessor.ProcessedBy;
import io.pronto.core.subprocessor.Subprocessor;
import io.pronto.core.subprocessor.SubprocessorRegister;
import io.pronto.core.subprocessor.Use;
import io.vertx.core.json.JsonObject;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * Which subprocessor a request says that something is. It must be in force, for one that is not
 * would keep everybody's traffic off at once, and announced for what it is to be used for: nobody
 * could object to what nobody was told of (GDPR art. 28(2)).
 *
 * @param fault what is wrong with the one that it names
 */
record NamedSubprocessor(JsonObject body, Optional<Problem> fault) {
  /** Looks up in {@code register} what {@code body} names, if anything, to be used as one. */
  static NamedSubprocessor read(JsonObject body, SubprocessorRegister register, Use use) {
    return new NamedSubprocessor(
        body,
        Optional.ofNullable(body.getString("subprocessor_id"))
            .flatMap(register::find)
            .flatMap(named -> fault(named, register.today(), use)));
  }

  private static Optional<Problem> fault(Subprocessor named, LocalDate today, Use use) {
    return switch (named.state(today)) {
      case IN_FORCE ->
          Optional.of(named.details(today).uses())
              .filter(uses -> !uses.contains(use))
              .map(
                  uses ->
                      invalid(
                          "not_announced_for",
                          "Is announced for %s and not for %s: announce the change first"
                              .formatted(codes(uses), use.code())));
      case ANNOUNCED ->
          Optional.of(
              invalid(
                  "not_in_force",
                  "Is announced, and in force from %s on: name it then"
                      .formatted(named.announced(today).getFirst().effectiveOn())));
      case ENDED -> Optional.of(invalid("not_in_force", ended(named)));
    };
  }

  private static Problem invalid(String code, String why) {
    return Problem.invalid("/subprocessor_id", code, why);
  }

  private static String codes(List<Use> uses) {
    return uses.stream().map(Use::code).collect(joining(", "));
  }

  private static String ended(Subprocessor named) {
    return "Is in the register no longer since " + named.latest().effectiveOn();
  }

  /**
   * What it makes of {@code before}; what was named before stays so, whatever has become of it.
   * Throws a {@link Problem} where what it names is not in force.
   */
  ProcessedBy or(ProcessedBy before) {
    var named = SubprocessorJson.processedBy(body, before);
    if (fault.isPresent() && !named.equals(before)) {
      throw fault.get();
    }
    return named;
  }
}
