package io.pronto.core.mail;

import io.pronto.core.notice.Notice;
import io.pronto.core.subprocessor.DataCategory;
import io.pronto.core.subprocessor.RegisterWords;
import io.vertx.core.json.JsonArray;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The words of a notice of the operator's, as a letter has them. */
final class NoticeWords {
  private static final String NONE = "–";

  private NoticeWords() {}

  /** Those of the facts, and {@code name} and {@code link} beside them. */
  static Map<String, String> of(Notice notice, String name, String language, String link) {
    var words = new HashMap<String, String>();
    notice.facts().forEach(fact -> words.put(fact.getKey(), word(fact, language)));
    words.put("name", name);
    words.put("link", link);
    return words;
  }

  private static String word(Map.Entry<String, Object> fact, String language) {
    var value = fact.getValue();
    return switch (fact.getKey()) {
      case "data_categories" ->
          RegisterWords.in(language)
              .ofCategories(
                  ((JsonArray) value)
                      .stream().map(each -> DataCategory.of(each.toString())).toList());
      case "occurred_at", "noticed_at", "disclosed_at", "since", "until", "in_force_at" ->
          time(value.toString(), language);
      case "wanted_on", "agreed_on" ->
          value == null ? NONE : RegisterWords.in(language).day(LocalDate.parse(value.toString()));
      case "default", "default_before" -> period(Period.parse(value.toString()), language);
      default -> value == null ? NONE : plain(value.toString());
    };
  }

  /** Of months or of days alone: as the operator sets them. */
  private static String period(Period period, String language) {
    boolean months = period.toTotalMonths() > 0;
    long many = months ? period.toTotalMonths() : period.getDays();
    return many
        + " "
        + switch (language) {
          case "fr" -> months ? "mois" : many == 1 ? "jour" : "jours";
          case "it" -> months ? (many == 1 ? "mese" : "mesi") : many == 1 ? "giorno" : "giorni";
          default -> (months ? "month" : "day") + (many == 1 ? "" : "s");
        };
  }

  private static String plain(String text) {
    var line = LetterText.oneLine(text);
    return line.isEmpty() ? NONE : line;
  }

  private static String time(String instant, String language) {
    return DateTimeFormatter.ofPattern("d MMMM yyyy HH:mm 'UTC'", Locale.of(language))
        .format(Instant.parse(instant).atOffset(ZoneOffset.UTC));
  }
}
