package io.pronto.core.subject;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Where persons are, as {@code subject/places.txt} says. */
public final class Places {
  private static final String NOBODY = "nobody ";

  /** What is found otherwise, and what is about the operator's own people. */
  private static final Set<String> ELSEWHERE = Set.of("request", "operator");

  private final List<Place> all;
  private final List<String> without;

  private Places(List<Place> all, List<String> without) {
    this.all = List.copyOf(all);
    this.without = List.copyOf(without);
  }

  /** Reads it. */
  public static Places read() {
    try (var in = Places.class.getResourceAsStream("/subject/places.txt")) {
      var lines =
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.isBlank() && !line.startsWith("#"))
              .toList();
      return new Places(
          lines.stream().filter(line -> !line.startsWith(NOBODY)).map(Place::read).toList(),
          lines.stream().filter(line -> line.startsWith(NOBODY)).flatMap(Places::columns).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<String> columns(String line) {
    var parts = line.split("\\s+");
    return Stream.of(parts).skip(2).map(column -> parts[1] + '.' + column);
  }

  /** Every column that may hold somebody. */
  public List<Place> all() {
    return all;
  }

  /** Those that can hold nobody, as {@code table.column}. */
  List<String> without() {
    return without;
  }

  /** Why there are places that are not searched, as {@link Place#why} has it, each once. */
  public List<String> unsought() {
    return Stream.concat(
            all.stream()
                .filter(
                    place ->
                        place.search() == Place.Search.NOT || place.search() == Place.Search.SEALED)
                .filter(place -> place.erasure() == Place.Erased.STAYS)
                .map(Place::why)
                .filter(why -> !ELSEWHERE.contains(why)),
            Stream.of("in_words"))
        .distinct()
        .toList();
  }

  /** The tables in which somebody is found, in the order in which the register has them. */
  public List<String> searched() {
    return all.stream()
        .filter(place -> place.search() == Place.Search.FOUND)
        .map(Place::table)
        .filter(table -> !table.equals("contact_key"))
        .distinct()
        .toList();
  }
}
