package io.pronto.log;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.LayoutBase;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * One event on one line, for whoever reads it at three in the morning: {@code 2026-11-24
 * 21:30:00.123 INFO Registrar Registered org=org_01… contact="sip:a@b"}, in UTC. A stack trace
 * follows on lines of its own, each of them indented: nothing that a stranger sent can begin a
 * line, not even where it has become the message of an exception.
 */
final class TextLayout extends LayoutBase<ILoggingEvent> {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS").withZone(ZoneOffset.UTC);
  private static final int LEVEL_WIDTH = 5;

  private final ThrowableProxyConverter throwables = new ThrowableProxyConverter();

  @Override
  public void start() {
    throwables.setOptionList(List.of("full"));
    throwables.start();
    super.start();
  }

  @Override
  public String doLayout(ILoggingEvent event) {
    var line = new StringBuilder(160);
    TIME.formatTo(event.getInstant(), line);
    var level = event.getLevel().toString();
    line.append(' ').append(level).repeat(' ', LEVEL_WIDTH - level.length());
    line.append(' ').append(shortName(event.getLoggerName())).append("  ");
    printable(line, event.getFormattedMessage());
    event.getMDCPropertyMap().forEach((key, value) -> pair(line, key, value));
    if (event.getKeyValuePairs() != null) {
      event.getKeyValuePairs().forEach(pair -> pair(line, pair.key, String.valueOf(pair.value)));
    }
    line.append('\n');
    throwables.convert(event).lines().forEach(each -> traced(line, each));
    return line.toString();
  }

  private static void traced(StringBuilder line, String text) {
    line.append('\t');
    printable(line, text);
    line.append('\n');
  }

  private static String shortName(String logger) {
    return logger.substring(logger.lastIndexOf('.') + 1);
  }

  private static void pair(StringBuilder line, String key, String value) {
    line.append(' ').append(key).append('=');
    boolean plain = !value.isEmpty() && value.chars().noneMatch(c -> c <= ' ' || c == '"');
    if (plain) {
      printable(line, value);
    } else {
      line.append('"');
      printable(line, value.replace("\"", "\\\""));
      line.append('"');
    }
  }

  private static void printable(StringBuilder line, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\n' -> line.append("\\n");
        case '\r' -> line.append("\\r");
        case '\t' -> line.append(' ');
        default -> line.append(Character.isISOControl(c) ? '\uFFFD' : c);
      }
    }
  }
}
