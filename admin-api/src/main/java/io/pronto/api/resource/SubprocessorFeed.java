package io.pronto.api.resource;

import io.pronto.core.Markup;
import io.pronto.core.subprocessor.RegisterWords;
import io.pronto.core.subprocessor.SubprocessorNotice;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The notices of the register as an Atom feed (RFC 4287), the newest first. */
final class SubprocessorFeed {
  private static final String FEED =
      """
      <?xml version="1.0" encoding="utf-8"?>
      <feed xmlns="http://www.w3.org/2005/Atom" xml:lang="%1$s">
      <id>%2$s/subprocessors</id>
      <title>%3$s – Pronto</title>
      <updated>%4$s</updated>
      <author><name>Pronto</name></author>
      <link rel="self" href="%2$s/subprocessors.atom"/>
      <link rel="alternate" type="text/html" href="%2$s/subprocessors"/>
      %5$s
      </feed>
      """;
  private static final String ENTRY =
      """
      <entry>
      <id>urn:pronto:%s</id>
      <title>%s</title>
      <updated>%s</updated>
      <link rel="alternate" type="text/html" href="%s/subprocessors"/>
      <content type="text">%s</content>
      </entry>\
      """;

  private final RegisterWords words;
  private final String base;

  SubprocessorFeed(RegisterWords words, URI base) {
    this.words = words;
    this.base = Markup.escaped(base.toString());
  }

  String of(List<SubprocessorNotice> notices) {
    var updated =
        notices.stream()
            .map(SubprocessorNotice::announcedAt)
            .max(Instant::compareTo)
            .orElse(Instant.EPOCH);
    return FEED.formatted(
        words.language(),
        base,
        Markup.escaped(words.text("title")),
        updated,
        notices.stream().map(this::entry).collect(Collectors.joining("\n")));
  }

  private String entry(SubprocessorNotice notice) {
    var details = notice.details();
    var title =
        "%s: %s, %s %s"
            .formatted(
                details.name(),
                words.text("change." + notice.change().code()),
                words.text("from"),
                words.day(notice.effectiveOn()));
    var content =
        Stream.of(
                details.purpose(),
                words.ofUses(details.uses()),
                words.ofCategories(details.categories()),
                words.whereabouts(details),
                words.of(details.safeguard()))
            .collect(Collectors.joining(". "));
    var until =
        notice
            .objectionsUntil()
            .map(day -> ". " + words.text("until") + ' ' + words.day(day))
            .orElse("");
    return ENTRY.formatted(
        notice.id(),
        Markup.escaped(title),
        notice.announcedAt(),
        base,
        Markup.escaped(content + until));
  }
}
