package io.pronto.bench;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Starts main classes of this class path in processes of their own. */
public final class Jvm {
  /** As the launcher starts the server. */
  private static final List<String> FLAGS =
      List.of(
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "-XX:+UseCompactObjectHeaders",
          "-XX:AutoBoxCacheMax=65536",
          "-XX:+UseG1GC",
          "-XX:MaxGCPauseMillis=20",
          "-XX:-G1UseAdaptiveIHOP",
          "-XX:InitiatingHeapOccupancyPercent=25");

  private Jvm() {}

  /** Starts {@code main} on the Java that runs this. */
  public static Child start(Class<?> main, Object... arguments) {
    return Child.start(command(main, arguments), Map.of());
  }

  /** The command that starts {@code main} on the Java that runs this. */
  public static List<String> command(Class<?> main, Object... arguments) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(FLAGS);
    command.addAll(List.of("-cp", classPath(), main.getName()));
    Stream.of(arguments).map(Object::toString).forEach(command::add);
    return command;
  }

  /** That of this process, without what only its tests need. */
  private static String classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !entry.contains("test-classes") && !entry.endsWith("-tests.jar"))
        .collect(Collectors.joining(File.pathSeparator));
  }
}
