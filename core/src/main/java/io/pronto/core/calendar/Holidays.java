package io.pronto.core.calendar;

import java.time.LocalDate;
import java.time.MonthDay;
import java.time.Year;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The public holidays of a country, computed for any year. It knows those of France (Code du
 * travail, L3133-1; in Alsace and Moselle two more, L3134-13) and of Italy (law 260 of 27 May 1949
 * as amended); of any other country it knows none.
 */
public final class Holidays {
  /** No holidays at all. */
  public static final Holidays NONE = new Holidays(List.of());

  private static final Holidays FRANCE =
      new Holidays(
          List.of(
              new Fixed(1, 1, "Jour de l'an"),
              new Fixed(5, 1, "Fête du Travail"),
              new Fixed(5, 8, "Victoire 1945"),
              new Fixed(7, 14, "Fête nationale"),
              new Fixed(8, 15, "Assomption"),
              new Fixed(11, 1, "Toussaint"),
              new Fixed(11, 11, "Armistice 1918"),
              new Fixed(12, 25, "Noël"),
              new AfterEaster(1, "Lundi de Pâques"),
              new AfterEaster(39, "Ascension"),
              new AfterEaster(50, "Lundi de Pentecôte")));

  private static final Holidays ALSACE_MOSELLE =
      FRANCE.and(new AfterEaster(-2, "Vendredi saint"), new Fixed(12, 26, "Saint-Étienne"));

  private static final Holidays ITALY =
      new Holidays(
          List.of(
              new Fixed(1, 1, "Capodanno"),
              new Fixed(1, 6, "Epifania"),
              new Fixed(4, 25, "Liberazione"),
              new Fixed(5, 1, "Festa del lavoro"),
              new Fixed(6, 2, "Festa della Repubblica"),
              new Fixed(8, 15, "Ferragosto"),
              // law 151 of 8 October 2025
              new Fixed(10, 4, "San Francesco", 2026),
              new Fixed(11, 1, "Ognissanti"),
              new Fixed(12, 8, "Immacolata Concezione"),
              new Fixed(12, 25, "Natale"),
              new Fixed(12, 26, "Santo Stefano"),
              new AfterEaster(0, "Pasqua"),
              new AfterEaster(1, "Lunedì dell'Angelo")));

  private final List<Rule> rules;

  private Holidays(List<Rule> rules) {
    this.rules = rules;
  }

  /**
   * Those of {@code country}, ISO 3166 alpha-2: FR (metropolitan France without Alsace and
   * Moselle), IT, and none for any other.
   */
  public static Holidays of(String country) {
    return switch (country) {
      case "FR" -> FRANCE;
      case "IT" -> ITALY;
      default -> NONE;
    };
  }

  /**
   * Those of Alsace and Moselle: all French ones, 26 December, and Good Friday, which is one where
   * a commune has a Protestant church or one of both confessions.
   */
  public static Holidays alsaceMoselle() {
    return ALSACE_MOSELLE;
  }

  /** The holiday that {@code date} is. */
  public Optional<Holiday> on(LocalDate date) {
    for (var rule : rules) {
      if (rule.falls(date)) {
        return Optional.of(new Holiday(date, rule.name()));
      }
    }
    return Optional.empty();
  }

  /** Whether {@code date} is a holiday. */
  public boolean isHoliday(LocalDate date) {
    return on(date).isPresent();
  }

  /** All of {@code year}, the first first; where two meet on one day, that day is named twice. */
  public List<Holiday> in(int year) {
    return rules.stream()
        .flatMap(rule -> rule.in(year).map(date -> new Holiday(date, rule.name())).stream())
        .sorted(Comparator.comparing(Holiday::date))
        .toList();
  }

  private Holidays and(Rule... more) {
    return new Holidays(Stream.concat(rules.stream(), Stream.of(more)).toList());
  }

  private sealed interface Rule {
    String name();

    boolean falls(LocalDate date);

    Optional<LocalDate> in(int year);
  }

  private record Fixed(MonthDay day, String name, int since) implements Rule {
    Fixed(int month, int day, String name) {
      this(month, day, name, Year.MIN_VALUE);
    }

    Fixed(int month, int day, String name, int since) {
      this(MonthDay.of(month, day), name, since);
    }

    @Override
    public boolean falls(LocalDate date) {
      return date.getDayOfMonth() == day.getDayOfMonth()
          && date.getMonth() == day.getMonth()
          && date.getYear() >= since;
    }

    @Override
    public Optional<LocalDate> in(int year) {
      return year < since ? Optional.empty() : Optional.of(day.atYear(year));
    }
  }

  private record AfterEaster(int days, String name) implements Rule {
    @Override
    public boolean falls(LocalDate date) {
      return ChronoUnit.DAYS.between(Easter.sunday(date.getYear()), date) == days;
    }

    @Override
    public Optional<LocalDate> in(int year) {
      return Optional.of(Easter.sunday(year).plusDays(days));
    }
  }
}
