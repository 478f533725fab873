package io.pronto.core.subject;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What an export begins with, for people. */
final class SubjectSummary {
  private static final String PAGE =
      """
      <!doctype html>
      <html lang="%s"><head><meta charset="utf-8"><title>%s</title></head>
      <body style="font:16px/1.5 sans-serif;max-width:40em;margin:2em auto">
      <h1>%s</h1>
      <p>%s: %s<br>%s: %s</p>
      <table><tr><th align="left">%s</th><th align="right">%s</th></tr>
      %s</table>
      <p>%s</p>
      %s%s%s</body></html>
      """;

  private SubjectSummary() {}

  static String page(
      String language,
      String subject,
      LocalDate day,
      Map<String, Long> counts,
      SubjectExport.LeftOut leftOut) {
    var words = SubjectWords.in(language);
    var rows =
        counts.entrySet().stream()
            .map(
                each ->
                    "<tr><td>%s</td><td align=\"right\">%d</td></tr>\n"
                        .formatted(escaped(words.place(each.getKey())), each.getValue()))
            .collect(Collectors.joining());
    var date =
        DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG)
            .withLocale(Locale.of(language))
            .format(day);
    return PAGE.formatted(
        language,
        escaped(words.word("title")),
        escaped(words.word("title")),
        escaped(words.word("about")),
        escaped(subject),
        escaped(words.word("made")),
        date,
        escaped(words.word("place")),
        escaped(words.word("count")),
        rows,
        escaped(words.word("files")),
        named(words.word("missing"), leftOut.missing()),
        named(words.word("unheard"), leftOut.unheard()),
        unsought(words));
  }

  private static String named(String why, List<String> recordings) {
    return recordings.isEmpty()
        ? ""
        : "<p>%s: %s</p>\n".formatted(escaped(why), String.join(", ", recordings));
  }

  private static String unsought(SubjectWords words) {
    return Places.read().unsought().stream()
        .map(
            why ->
                "<li>%s: %s</li>\n"
                    .formatted(escaped(words.word("unsought." + why)), escaped(words.reason(why))))
        .collect(
            Collectors.joining(
                "", "<p>%s:</p>\n<ul>\n".formatted(escaped(words.word("unsought"))), "</ul>\n"));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
