package io.pronto;

import io.pronto.core.audit.AuditChain.Kept;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads what {@code audit} printed at an earlier time. */
final class KeptVerdicts {
  private static final Pattern LINE =
      Pattern.compile("whole +(\\w+).*: (\\d{1,18}) events, the last ([0-9a-f]{64})\\b.*");

  private KeptVerdicts() {}

  /**
   * By chain: {@code operator} or an organisation's id; none where {@code file} holds no such line.
   */
  static Map<String, Kept> read(Path file) throws IOException {
    var kept = new TreeMap<String, Kept>();
    for (var line : Files.readAllLines(file)) {
      var read = LINE.matcher(line);
      if (read.matches()) {
        kept.put(read.group(1), new Kept(Long.parseLong(read.group(2)), read.group(3)));
      }
    }
    return kept;
  }
}
