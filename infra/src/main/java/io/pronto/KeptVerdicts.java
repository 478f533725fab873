package io.pronto;

import io.pronto.core.audit.Kept;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What {@code verify} printed at an earlier time.
 *
 * @param events of the audit log, by chain: {@code operator} or an organisation's id
 * @param certificates of what was deleted, by chain
 * @param seals of days of calls
 */
record KeptVerdicts(Map<String, Kept> events, Map<String, Kept> certificates, Kept seals) {
  /** Nothing was kept. */
  static final KeptVerdicts NOTHING = new KeptVerdicts(Map.of(), Map.of(), Kept.NOTHING);

  private static final Pattern LINE =
      Pattern.compile(
          "whole +(\\w+).*: (\\d{1,18}) (events|certificates|seals of days of"
              + " calls), the last ([0-9a-f]{64})\\b.*");

  KeptVerdicts {
    events = Map.copyOf(events);
    certificates = Map.copyOf(certificates);
  }

  /** Reads what was printed to {@code file}; nothing where it holds no such line. */
  static KeptVerdicts read(Path file) throws IOException {
    var events = new HashMap<String, Kept>();
    var certificates = new HashMap<String, Kept>();
    var seals = Kept.NOTHING;
    for (var line : Files.readAllLines(file)) {
      var read = LINE.matcher(line);
      if (read.matches()) {
        var found = new Kept(Long.parseLong(read.group(2)), read.group(4));
        switch (read.group(3)) {
          case "events" -> events.put(read.group(1), found);
          case "certificates" -> certificates.put(read.group(1), found);
          default -> seals = found;
        }
      }
    }
    return new KeptVerdicts(events, certificates, seals);
  }

  boolean isEmpty() {
    return equals(NOTHING);
  }

  /** The chains of which something was kept. */
  Set<String> chains() {
    var chains = new HashSet<>(events.keySet());
    chains.addAll(certificates.keySet());
    return chains;
  }

  Kept events(String chain) {
    return events.getOrDefault(chain, Kept.NOTHING);
  }

  Kept certificates(String chain) {
    return certificates.getOrDefault(chain, Kept.NOTHING);
  }
}
