package io.pronto.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

class TextLayoutTest {
  private final TextLayout layout = new TextLayout();
  private final LoggingEvent event = new LoggingEvent();

  @BeforeEach
  void start() {
    layout.start();
    event.setLoggerContext(new LoggerContext());
    event.setLoggerName("io.pronto.sip.registrar.Registrar");
    event.setLevel(Level.INFO);
    event.setInstant(Instant.parse("2026-11-24T21:30:00.123Z"));
  }

  @Test
  void aLineNamesTimeLevelSpeakerWordsAndFacts() {
    event.setMessage("Registered");
    event.setMDCPropertyMap(Map.of("call", "call_1"));
    event.addKeyValuePair(new KeyValuePair("org", "org_1"));
    event.addKeyValuePair(new KeyValuePair("agent", "Phone \"3\""));

    assertThat(layout.doLayout(event))
        .isEqualTo(
            "2026-11-24 21:30:00.123 INFO  Registrar  Registered call=call_1 org=org_1"
                + " agent=\"Phone \\\"3\\\"\"\n");
  }

  @Test
  void noLineOfAStackTraceLooksLikeAnEvent() {
    event.setMessage("A request failed");
    event.setMDCPropertyMap(Map.of());
    var cause = new IllegalStateException("bad\r\n2026-11-24 ERROR forged\n\u001b[2J");
    event.setThrowableProxy(new ThrowableProxy(new RuntimeException("wrapped", cause)));

    var lines = layout.doLayout(event).lines().toList();

    assertThat(lines).hasSizeGreaterThan(5);
    assertThat(lines.getFirst()).startsWith("2026-11-24 21:30:00.123 INFO");
    assertThat(lines.subList(1, lines.size())).allMatch(line -> line.startsWith("\t"));
    assertThat(lines).noneMatch(line -> line.contains("\u001b"));
  }

  @Test
  void nothingThatAStrangerSentBeginsALine() {
    event.setMessage("Refused");
    event.setMDCPropertyMap(Map.of());
    event.addKeyValuePair(new KeyValuePair("reason", "bad\r\n2026-11-24 ERROR \u001b[2J"));

    assertThat(layout.doLayout(event).stripTrailing())
        .doesNotContain("\n")
        .doesNotContain("\u001b")
        .endsWith("reason=\"bad\\r\\n2026-11-24 ERROR \uFFFD[2J\"");
  }
}
