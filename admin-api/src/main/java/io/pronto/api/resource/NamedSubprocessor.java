package io.pronto.api.resource;

import io.pronto.api.web.Problem;
import io.pronto.core.subprocessor.ProcessedBy;
import io.pronto.core.subprocessor.Subprocessor;
import io.pronto.core.subprocessor.SubprocessorRegister;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * Which subprocessor a request says that something is. It must be in force: one that is not would
 * keep everybody's traffic off at once.
 *
 * @param fault what is wrong with the one that it names
 */
record NamedSubprocessor(JsonObject body, Optional<Problem> fault) {
  /** Looks up in {@code register} what {@code body} names, if anything. */
  static NamedSubprocessor read(JsonObject body, SubprocessorRegister register) {
    var today = register.today();
    return new NamedSubprocessor(
        body,
        Optional.ofNullable(body.getString("subprocessor_id"))
            .flatMap(register::find)
            .flatMap(
                named ->
                    switch (named.state(today)) {
                      case IN_FORCE -> Optional.empty();
                      case ANNOUNCED ->
                          Optional.of(
                              "Is announced, and in force from %s on: name it then"
                                  .formatted(named.announced(today).getFirst().effectiveOn()));
                      case ENDED -> Optional.of(ended(named));
                    })
            .map(why -> Problem.invalid("/subprocessor_id", "not_in_force", why)));
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
