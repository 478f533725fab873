package io.pronto.settings;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What was written, in the file and over it in the environment, for each key that there is. */
final class Written {
  private static final String PREFIX = "PRONTO_";

  /** Tells tests to fail where a peer is missing. */
  private static final Set<String> NOT_SETTINGS = Set.of("PRONTO_PEERS");

  /** What Kubernetes sets in every container for a service named "pronto". */
  private static final Pattern OF_KUBERNETES =
      Pattern.compile("PRONTO_(SERVICE_(HOST|PORT)|PORT)(_.*)?");

  private final Map<Key, Entry> entries = new EnumMap<>(Key.class);
  private final List<String> faults;

  private Written(List<String> faults) {
    this.faults = faults;
  }

  /** Returns what stands for each key; adds every unknown key to {@code faults}. */
  static Map<Key, Entry> gather(
      Optional<Path> file, Map<String, String> environment, List<String> faults) {
    var written = new Written(faults);
    file.ifPresent(path -> SettingsFile.read(path, faults).forEach(written::fromFile));
    environment.forEach(written::fromEnvironment);
    return written.entries;
  }

  private void fromFile(String name, Entry entry) {
    Key.named(name)
        .ifPresentOrElse(
            key -> entries.put(key, entry),
            () ->
                faults.add(
                    "%s (in %s): no such key; did you mean %s?"
                        .formatted(name, entry.origin(), Key.nearest(name))));
  }

  private void fromEnvironment(String name, String value) {
    if (!name.startsWith(PREFIX) || NOT_SETTINGS.contains(name)) {
      return;
    }
    var key = Key.ofVariable(name);
    if (key.isPresent()) {
      entries.put(key.get(), new Entry(value, name));
    } else if (!OF_KUBERNETES.matcher(name).matches()) {
      var meant = Key.nearest(name.substring(PREFIX.length()).replace('_', '.'));
      faults.add(
          "%s (in the environment): no such key; did you mean %s?"
              .formatted(name, meant.variable()));
    }
  }
}
