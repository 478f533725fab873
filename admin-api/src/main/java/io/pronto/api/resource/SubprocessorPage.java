package io.pronto.api.resource;

import io.pronto.core.Markup;
import io.pronto.core.subprocessor.Details;
import io.pronto.core.subprocessor.RegisterWords;
import io.pronto.core.subprocessor.Subprocessor;
import io.pronto.core.subprocessor.SubprocessorNotice;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The public register as a page without a script. */
final class SubprocessorPage {
  private static final String PAGE =
      """
      <!doctype html>
      <html lang="%1$s">
      <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>%2$s – Pronto</title>
        <link rel="stylesheet" href="/screen/register.css">
        <link rel="alternate" type="application/atom+xml" href="/subprocessors.atom">
      </head>
      <body>
      <main>
      <h1>%2$s</h1>
      <p>%3$s</p>
      <p>%4$s</p>
      %5$s
      <h2>%6$s</h2>
      %7$s
      <p><a href="/subprocessors.atom">%8$s</a></p>
      </main>
      </body>
      </html>
      """;

  private final RegisterWords words;

  SubprocessorPage(RegisterWords words) {
    this.words = words;
  }

  /** All of {@code current}: those in force on {@code today}, and what was announced. */
  String of(List<Subprocessor> current, LocalDate today) {
    var inForce =
        current.stream().flatMap(each -> each.inForce(today).stream()).map(this::row).toList();
    var announced =
        current.stream()
            .flatMap(each -> each.announced(today).stream())
            .sorted(Comparator.comparing(SubprocessorNotice::effectiveOn))
            .map(this::announcement)
            .toList();
    return PAGE.formatted(
        words.language(),
        word("title"),
        word("intro"),
        word("local"),
        inForce.isEmpty() ? paragraph("none") : table(inForce),
        word("announced"),
        announced.isEmpty()
            ? paragraph("nothing")
            : "<ul>\n" + String.join("\n", announced) + "\n</ul>",
        word("feed"));
  }

  private String table(List<String> rows) {
    var heads =
        Stream.of("name", "purpose", "uses", "categories", "servers", "safeguard")
            .map(key -> "<th scope=\"col\">" + word(key) + "</th>")
            .collect(Collectors.joining());
    return "<table>\n<thead><tr>%s</tr></thead>\n<tbody>\n%s\n</tbody>\n</table>"
        .formatted(heads, String.join("\n", rows));
  }

  private String row(SubprocessorNotice notice) {
    var cells =
        facts(notice.details()).map(fact -> "<td>" + fact + "</td>").collect(Collectors.joining());
    return "<tr><th scope=\"row\">%s</th>%s</tr>"
        .formatted(Markup.escaped(notice.details().name()), cells);
  }

  private String announcement(SubprocessorNotice notice) {
    return "<li><strong>%s</strong>: %s, %s <time datetime=\"%s\">%s</time>%s.<br>%s</li>"
        .formatted(
            Markup.escaped(notice.details().name()),
            word("change." + notice.change().code()),
            word("from"),
            notice.effectiveOn(),
            Markup.escaped(words.day(notice.effectiveOn())),
            notice
                .objectionsUntil()
                .map(until -> " (" + word("until") + ' ' + Markup.escaped(words.day(until)) + ')')
                .orElse(""),
            facts(notice.details()).collect(Collectors.joining(". ")));
  }

  private Stream<String> facts(Details details) {
    return Stream.of(
            details.purpose(),
            words.ofUses(details.uses()),
            words.ofCategories(details.categories()),
            words.whereabouts(details),
            words.of(details.safeguard()))
        .map(Markup::escaped);
  }

  private String paragraph(String key) {
    return "<p>" + word(key) + "</p>";
  }

  private String word(String key) {
    return Markup.escaped(words.text(key));
  }
}
