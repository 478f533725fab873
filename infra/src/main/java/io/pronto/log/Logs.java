package io.pronto.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import net.logstash.logback.encoder.LogstashEncoder;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * Sets up logging, once, at the start. Pronto speaks from INFO on; the libraries under it only to
 * warn. Whatever logs through java.util.logging comes along.
 */
public final class Logs {
  /** Says at every reconnection and every closed connection what our own lines say better. */
  private static final List<String> QUIET = List.of("gov.nist", "io.netty", "io.lettuce");

  private Logs() {}

  /** Lines for people on the standard output. */
  public static void text() {
    use(console(), text(context()));
  }

  /** Lines for machines on the standard output. */
  public static void json() {
    use(console(), new LogstashEncoder());
  }

  /** Lines for people in {@code file}, which is made or added to. */
  public static void textInto(Path file) {
    var appender = new FileAppender<ILoggingEvent>();
    appender.setFile(file.toString());
    use(appender, text(context()));
  }

  private static void use(
      OutputStreamAppender<ILoggingEvent> appender, Encoder<ILoggingEvent> encoder) {
    var context = context();
    context.reset();
    encoder.setContext(context);
    encoder.start();
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.start();
    var root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    root.addAppender(appender);
    context.getLogger("io.pronto").setLevel(Level.INFO);
    QUIET.forEach(name -> context.getLogger(name).setLevel(Level.ERROR));
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
  }

  private static OutputStreamAppender<ILoggingEvent> console() {
    return new ConsoleAppender<>();
  }

  private static Encoder<ILoggingEvent> text(LoggerContext context) {
    var layout = new TextLayout();
    layout.setContext(context);
    layout.start();
    var encoder = new LayoutWrappingEncoder<ILoggingEvent>();
    encoder.setLayout(layout);
    encoder.setCharset(StandardCharsets.UTF_8);
    return encoder;
  }

  private static LoggerContext context() {
    return (LoggerContext) LoggerFactory.getILoggerFactory();
  }
}
