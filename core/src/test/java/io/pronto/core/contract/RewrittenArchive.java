package io.pronto.core.contract;

import io.pronto.core.handover.OpenedZip;
import io.pronto.core.handover.SealedZip;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BinaryOperator;

/** Archives whose passphrase is {@code secret}, written anew by somebody who knows it. */
final class RewrittenArchive {
  private RewrittenArchive() {}

  /** The files of {@code archive}. */
  static Map<String, byte[]> files(Path archive) throws IOException {
    var files = new LinkedHashMap<String, byte[]>();
    try (var zip = new OpenedZip(archive, "secret".toCharArray())) {
      for (var name : zip.names()) {
        try (var in = zip.content(name).orElseThrow()) {
          files.put(name, in.readAllBytes());
        }
      }
    }
    return files;
  }

  /** An archive of {@code files} as they are, the list of them included. */
  static Path of(Path folder, Map<String, byte[]> files) throws IOException {
    var file = Files.createTempFile(folder, "rewritten", ".zip");
    try (var zip = new SealedZip(Files.newOutputStream(file), "secret")) {
      for (var each : files.entrySet()) {
        try (var out = zip.entry(each.getKey())) {
          out.write(each.getValue());
        }
      }
    }
    return file;
  }

  /** The same with other texts, and a list of files that is true of them. */
  static Path forged(Path folder, Path archive, BinaryOperator<String> change) throws IOException {
    var file = Files.createTempFile(folder, "forged", ".zip");
    try (var zip = new SealedZip(Files.newOutputStream(file), "secret");
        var into = new SummedFiles(zip)) {
      for (var each : files(archive).entrySet()) {
        var name = each.getKey();
        if (!name.equals(ContractReturn.SUMS)) {
          var text = name.matches(".*\\.jsonl?");
          try (var out = into.entry(name)) {
            out.write(
                text
                    ? change
                        .apply(name, new String(each.getValue(), StandardCharsets.UTF_8))
                        .getBytes(StandardCharsets.UTF_8)
                    : each.getValue());
          }
        }
      }
      into.finish(ContractReturn.SUMS);
    }
    return file;
  }
}
