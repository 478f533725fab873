package io.pronto.bench.media;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** As much of bencoding (BEP 3) as rtpengine's control protocol needs: text in one dictionary. */
final class Bencode {
  private Bencode() {}

  /** Writes a dictionary of texts. */
  static String dictionary(Map<String, String> entries) {
    var out = new StringBuilder("d");
    entries.forEach((key, value) -> out.append(text(key)).append(text(value)));
    return out.append('e').toString();
  }

  /** The same with one entry more, whose value is such a dictionary of lists of one text each. */
  static String dictionary(Map<String, String> entries, String key, Map<String, String> lists) {
    var plain = dictionary(entries);
    var out = new StringBuilder(plain.substring(0, plain.length() - 1)).append(text(key));
    out.append('d');
    lists.forEach(
        (name, only) -> out.append(text(name)).append('l').append(text(only)).append('e'));
    return out.append("ee").toString();
  }

  /** Finds the text that follows {@code key} in {@code message}. */
  static String find(String message, String key) {
    int at = message.indexOf(text(key));
    if (at < 0) {
      throw new IllegalStateException("No " + key + " in what rtpengine answered: " + message);
    }
    int start = at + text(key).length();
    int colon = message.indexOf(':', start);
    int length = Integer.parseInt(message.substring(start, colon));
    return message.substring(colon + 1, colon + 1 + length);
  }

  private static String text(String value) {
    return value.getBytes(StandardCharsets.UTF_8).length + ":" + value;
  }
}
