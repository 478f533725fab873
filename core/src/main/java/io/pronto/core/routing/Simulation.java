package io.pronto.core.routing;

import io.pronto.core.hours.LocalMoment;
import io.pronto.core.hours.Schedule;
import io.pronto.core.numbering.RentedNumber;
import io.pronto.core.people.Line;
import io.pronto.core.rules.Presentation;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Tells where a call would go, by the rules and the code of real calls, without making it. Whether
 * it would be let out, where it leads outside, is another question.
 */
public final class Simulation {
  private final Directory directory;
  private final CallRouter router;

  /** Asks {@code directory}, which need not be that of real calls. */
  public Simulation(Directory directory) {
    this.directory = directory;
    this.router = new CallRouter(directory);
  }

  /** Who would call. */
  public sealed interface From {
    /** A user. */
    record Colleague(Line line) implements From {}

    /**
     * Somebody outside.
     *
     * @param number E.164, known to the network even where it is not shown; empty when it is not
     */
    record Outside(String number, Presentation presentation) implements From {}
  }

  /** What the devices of everybody whom the call rings would do. */
  public enum Devices {
    /** One is answered. */
    ANSWER,
    /** They are busy. */
    BUSY,
    /** Nobody answers. */
    NO_ANSWER,
    /** None is registered. */
    UNREACHABLE;

    /** As JSON has it. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Reads {@link #code}; throws {@link IllegalArgumentException} for anything else. */
    public static Devices of(String code) {
      return valueOf(code.toUpperCase(Locale.ROOT));
    }
  }

  /** Where a call that comes at {@code at} would end up. */
  public Route run(From from, String dialled, Devices devices, Instant at) {
    var route =
        switch (from) {
          case From.Colleague(var line) ->
              router.fromLine(line, Optional.empty(), dialled, List.of(), at);
          case From.Outside(var number, var how) when how == Presentation.SHOWN ->
              router.fromOutside(number, how, number, dialled, List.of(), at);
          case From.Outside(var number, var how) ->
              router.fromOutside("", how, number, dialled, List.of(), at);
        };
    var reason = reason(devices);
    while (reason.isPresent() && route.destination() instanceof Destination.RingUser) {
      route = router.onward(outsider(from, route), route, reason.get(), at);
    }
    return route;
  }

  /**
   * The moment that {@code text} says; empty when it is none.
   *
   * @param text as {@link LocalMoment#of} reads it, by the wall clock of the schedule that {@code
   *     called} has at that moment, or by UTC when it has none
   */
  public Optional<LocalMoment> moment(String text, Optional<RentedNumber> called) {
    return LocalMoment.of(text, ZoneOffset.UTC)
        .flatMap(about -> LocalMoment.of(text, zone(called, about.at())))
        .flatMap(nearly -> LocalMoment.of(text, zone(called, nearly.at())));
  }

  /** {@code at}, as the wall clock of the schedule shows it that {@code called} has then. */
  public LocalMoment moment(Instant at, Optional<RentedNumber> called) {
    return new LocalMoment(at, zone(called, at), LocalMoment.Clock.PLAIN);
  }

  private ZoneId zone(Optional<RentedNumber> called, Instant at) {
    return called
        .flatMap(number -> directory.rules(number, at).schedule())
        .map(Schedule::zone)
        .orElse(ZoneOffset.UTC);
  }

  private Optional<Reasoning.Outsider> outsider(From from, Route route) {
    return switch (from) {
      case From.Colleague _ -> Optional.empty();
      case From.Outside(var number, var how) ->
          Optional.of(
              CallRouter.outsider(
                  how == Presentation.SHOWN ? number : "", how, number, country(route)));
    };
  }

  private String country(Route route) {
    return route
        .organisation()
        .flatMap(directory::organisation)
        .map(Directory.Organisation::country)
        .orElse("FR");
  }

  private static Optional<Diversion.Reason> reason(Devices devices) {
    return switch (devices) {
      case ANSWER -> Optional.empty();
      case BUSY -> Optional.of(Diversion.Reason.USER_BUSY);
      case NO_ANSWER -> Optional.of(Diversion.Reason.NO_ANSWER);
      case UNREACHABLE -> Optional.of(Diversion.Reason.UNAVAILABLE);
    };
  }
}
