package io.pronto.api.resource;

import io.pronto.api.contract.Fault;
import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.access.Permission;
import io.pronto.core.access.Principal;
import io.pronto.core.access.Scope;
import io.pronto.core.db.Database;
import io.pronto.core.forecast.Forecast;
import io.pronto.core.hours.LocalMoment;
import io.pronto.core.numbering.E164;
import io.pronto.core.numbering.RentedNumber;
import io.pronto.core.routing.Directory;
import io.pronto.core.routing.Simulation;
import io.pronto.core.routing.Simulation.Devices;
import io.pronto.core.routing.Simulation.From;
import io.pronto.core.rules.Presentation;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tells where a call would go, and why. */
public final class SimulationApi implements Resource {
  private final Database database;
  private final Languages languages;
  private final String domain;
  private final Forecast forecast;
  private final InstantSource clock;

  /**
   * Goes by what {@code database} says now.
   *
   * @param languages in which it is told
   * @param domain {@code sip.domain}
   * @param forecast knows what calls to the outside are asked
   */
  public SimulationApi(
      Database database,
      Languages languages,
      String domain,
      Forecast forecast,
      InstantSource clock) {
    this.database = database;
    this.languages = languages;
    this.domain = domain;
    this.forecast = forecast;
    this.clock = clock;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of("simulate_routing", this::simulate);
  }

  private Reply simulate(Request request) {
    var directory = Directory.once(database, domain, clock);
    var from = from(request, directory);
    var dialled = number(request.query("to").orElseThrow());
    var called = called(request, directory, from, dialled);
    var simulation = new Simulation(directory);
    var moment = moment(request, simulation, called);
    var devices = Devices.of(request.query("devices").orElse("answer"));
    var route = simulation.run(from, dialled, devices, moment.at());
    var told =
        seesMoney(request) ? forecast.of(route, user(from), country(request, directory)) : route;
    return Reply.ok(SimulationJson.of(told, moment, languages.of(request)));
  }

  /** A key tells of credit and breakers only what its scopes let it read. */
  private static boolean seesMoney(Request request) {
    return !(request.signedIn().principal() instanceof Principal.Key key)
        || key.scopes()
            .containsAll(
                List.of(
                    new Scope(Permission.LEDGER, Scope.Action.READ),
                    new Scope(Permission.FRAUD, Scope.Action.READ)));
  }

  private static Optional<String> user(From from) {
    return switch (from) {
      case From.Colleague(var line) -> Optional.of(line.userId());
      case From.Outside _ -> Optional.empty();
    };
  }

  private static String country(Request request, Directory directory) {
    return directory
        .organisation(request.organisation())
        .map(Directory.Organisation::country)
        .orElseThrow(Problem::notFound);
  }

  private static From from(Request request, Directory directory) {
    var text = request.query("from").map(SimulationApi::number).orElse("");
    var how = request.query("presentation").map(Presentation::of);
    if (E164.of(text).isPresent()) {
      return new From.Outside(text, how.orElse(Presentation.SHOWN));
    }
    if (text.isEmpty()) {
      return new From.Outside("", nobody(how.orElse(Presentation.MISSING)));
    }
    return directory
        .extension(request.organisation(), text)
        .<From>map(From.Colleague::new)
        .orElseThrow(() -> invalid("from", "not_found", "Nobody has that extension"));
  }

  /** Who shows a number has one; of a malformed one it does not matter how it is malformed. */
  private static Presentation nobody(Presentation presentation) {
    if (presentation == Presentation.SHOWN) {
      throw invalid("from", "required", "Is needed where a number is shown");
    }
    return presentation;
  }

  /**
   * From outside only one's own numbers are called: how another's are routed is nobody's affair.
   */
  private static Optional<RentedNumber> called(
      Request request, Directory directory, From from, String dialled) {
    var own =
        E164.of(dialled)
            .flatMap(directory::number)
            .filter(number -> number.organisation().equals(request.organisation()));
    if (from instanceof From.Outside && own.isEmpty()) {
      throw invalid("to", "not_found", "Must be a number of yours when somebody outside calls");
    }
    return own;
  }

  private LocalMoment moment(
      Request request, Simulation simulation, Optional<RentedNumber> called) {
    var text = request.query("at");
    return text.isEmpty()
        ? simulation.moment(clock.instant(), called)
        : simulation
            .moment(text.get().replace(' ', '+'), called)
            .orElseThrow(() -> invalid("at", "malformed", "Must be a time that exists"));
  }

  /** A plus that was not escaped comes as a blank. */
  private static String number(String text) {
    return text.startsWith(" ") ? '+' + text.substring(1) : text;
  }

  private static Problem invalid(String parameter, String code, String detail) {
    return Problem.malformed(
        "invalid_parameter",
        "A parameter cannot be taken; see errors",
        List.of(new Fault("/query/" + parameter, code, detail)));
  }
}
